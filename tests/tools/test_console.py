import sys

import pytest

from tools import console
from tools.console import StopError, run


def test_failed_program_shows_what_it_said_and_the_way_out() -> None:
    script = "print('the cause'); raise SystemExit(3)"
    with pytest.raises(StopError, match=r"(?s)the cause.*Try this instead\.$"):
        run("Trying", [sys.executable, "-c", script], otherwise="Try this instead.")


def test_long_output_keeps_its_first_and_last_lines() -> None:
    script = "print(*range(1000), sep='\\n'); raise SystemExit(1)"
    with pytest.raises(StopError) as stopped:
        run("Counting", [sys.executable, "-c", script], otherwise="")
    lines = str(stopped.value).splitlines()
    assert (lines[0], lines[-1]) == ("0", "999")
    assert "[960 lines left out]" in lines


def test_long_step_shows_a_sign_of_life(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(console, "QUIET_SECONDS", 0.05)
    script = "print('half way', flush=True); import time; time.sleep(0.4)"
    run("Waiting", [sys.executable, "-c", script], otherwise="")
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "· Waiting …"
    assert any(line.endswith("half way") for line in said[1:-1])
    assert said[-1].startswith("✓ Waiting (")
