import json
import random
from pathlib import Path

from tools import budgets

MANIFEST = {
    "src/panel.ts": {
        "file": "panel-1.js",
        "isEntry": True,
        "imports": ["_wire.js"],
        "dynamicImports": ["src/later.ts"],
    },
    "_wire.js": {"file": "wire-1.js", "imports": ["_deep.js"], "css": ["wire.css"]},
    "_deep.js": {"file": "deep-1.js"},
    "src/later.ts": {"file": "later-1.js", "isDynamicEntry": True},
}


def lay_out(root: Path, **weights: int) -> Path:
    dist = root / "widget" / "dist"
    (dist / ".vite").mkdir(parents=True)
    (dist / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST))
    random_bytes = random.Random(7).randbytes
    for name in ("daoban.js", "panel-1.js", "wire-1.js", "wire.css", "deep-1.js", "later-1.js"):
        (dist / name).write_bytes(random_bytes(weights.get(name.partition(".")[0].partition("-")[0], 100)))
    return root


def test_light_bundles_pass(tmp_path: Path) -> None:
    assert budgets.find_faults(lay_out(tmp_path, daoban=2_900, panel=30_000)) == []


def test_heavy_loader_is_named(tmp_path: Path) -> None:
    (fault,) = budgets.find_faults(lay_out(tmp_path, daoban=3_100))
    assert fault.startswith("the loader weighs")


def test_panel_weighs_with_all_it_imports_at_once(tmp_path: Path) -> None:
    (fault,) = budgets.find_faults(lay_out(tmp_path, panel=20_000, deep=17_000))
    assert fault.startswith("all that the panel needs weighs")


def test_later_chunks_do_not_count(tmp_path: Path) -> None:
    assert budgets.find_faults(lay_out(tmp_path, later=90_000)) == []
