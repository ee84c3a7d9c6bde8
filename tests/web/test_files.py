import os
from pathlib import Path

import pytest
from yarl import URL

from tests.support.site import Site, refusal


async def test_every_bureau_may_load_the_widget(site: Site) -> None:
    loader = await site.client.get(f"{site.url}/widget/daoban.js", headers={"Origin": "https://etax.example"})
    assert loader.status == 200
    assert loader.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert loader.headers["Access-Control-Allow-Origin"] == "*"
    assert loader.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert loader.headers["Cache-Control"] == "public, max-age=300"
    known = {"If-None-Match": loader.headers["ETag"]}
    assert (await site.client.get(f"{site.url}/widget/daoban.js", headers=known)).status == 304


async def test_files_named_by_their_hash_are_kept_for_ever(site: Site) -> None:
    for path in ("widget/panel-Bx3dE_f9.js", "console/assets/main-0a1B2c3D.js"):
        answer = await site.client.get(f"{site.url}/{path}")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


async def test_new_build_is_served_without_a_restart(site: Site, built: Path) -> None:
    await site.client.get(f"{site.url}/widget/daoban.js")
    loader = built / "widget" / "daoban.js"
    loader.write_text("/* newer loader */", "utf-8")
    os.utime(loader, ns=(1, 1))
    assert await (await site.client.get(f"{site.url}/widget/daoban.js")).text() == "/* newer loader */"


@pytest.mark.parametrize("path", ["/console/", "/console/login", "/console/sessions/01abc"])
async def test_addresses_inside_the_console_are_the_console(site: Site, path: str) -> None:
    answer = await site.client.get(site.url + path)
    assert "导办台" in await answer.text()
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert f"connect-src 'self' ws://{URL(site.url).authority} wss://{URL(site.url).authority};" in policy
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_console_without_its_slash_goes_to_it(site: Site) -> None:
    answer = await site.client.get(f"{site.url}/console", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (308, "/console/")


@pytest.mark.parametrize(
    "path",
    [
        "/widget/nothing.js",
        "/widget/.vite/manifest.json",
        "/widget/../secret.txt",
        "/widget/%2e%2e/secret.txt",
        "/widget/..%2fsecret.txt",
        "/widget/%2fetc%2fpasswd",
        "/widget//etc/passwd",
        "/widget/daoban.js%00.css",
        "/widget/daoban.js/",
        "/widget/" + "a" * 5000,
        "/console/assets/../../secret.txt",
        "/console/assets/nothing-12345678.js",
        "/console/assets/",
        "/secret.txt",
    ],
)
async def test_nothing_but_the_built_files_is_served(site: Site, path: str) -> None:
    answer = await site.client.get(URL(site.url + path, encoded=True))
    assert await refusal(answer) == (404, "not_found")


async def test_host_header_cannot_write_into_the_policy(site: Site) -> None:
    answer = await site.client.get(f"{site.url}/console/", headers={"Host": "x; script-src *"})
    assert "script-src *" not in answer.headers.get("Content-Security-Policy", "")


async def test_front_end_that_is_not_built_is_a_page_that_says_so(site: Site, built: Path) -> None:
    (built / "agents" / "index.html").unlink()
    assert await refusal(await site.client.get(f"{site.url}/console/")) == (404, "not_found")
