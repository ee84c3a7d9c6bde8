import gzip
import json

import aiohttp
import pytest

from tests.support.site import Site, refusal


async def test_bureaus_of_any_origin_read_the_catalogue(site: Site) -> None:
    answer = await site.client.get(f"{site.url}/api/catalogue", headers={"Origin": "https://etax.example"})
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    listed = await answer.json()
    assert len(listed["matters"]) == 12
    assert {level["score"] for level in listed["common"]["rating_levels"]} == {1, 2, 3, 4, 5}


async def test_who_has_the_matter_gets_304(site: Site) -> None:
    address = f"{site.url}/api/catalogue/matters/vat-general"
    first = await site.client.get(address)
    matter = await first.json()
    assert matter["id"] == "vat-general"
    assert "canned_replies" not in matter
    again = await site.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = await site.client.get(address, headers={"If-None-Match": 'W/"something-else"'})
    assert other.status == 200


@pytest.mark.parametrize(
    ("accepted", "is_packed"), [("gzip, br", True), ("br;q=1, gzip;q=0.5", True), ("gzip;q=0", False), ("br", False)]
)
async def test_big_answers_are_packed_for_those_who_can_unpack(site: Site, accepted: str, is_packed: bool) -> None:
    async with aiohttp.ClientSession(auto_decompress=False) as client:
        address = f"{site.url}/api/catalogue/matters/vat-general"
        answer = await client.get(address, headers={"Accept-Encoding": accepted})
        content = await answer.read()
    assert (answer.headers.get("Content-Encoding") == "gzip") is is_packed
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert json.loads(gzip.decompress(content) if is_packed else content)["id"] == "vat-general"


async def test_canned_replies_are_for_officers(site: Site) -> None:
    address = f"{site.url}/api/catalogue/matters/vat-general/officer"
    refused = await site.client.get(address)
    assert await refusal(refused) == (401, "login_required")
    assert "Access-Control-Allow-Origin" not in refused.headers
    await site.sign_in()
    answer = await site.client.get(address)
    assert (await answer.json())["canned_replies"]
    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("matter_id", ["nothing", "..", "%2e%2e%2fcommon", "x" * 3000])
async def test_unknown_matter_is_a_coded_404_that_the_widget_can_read(site: Site, matter_id: str) -> None:
    answer = await site.client.get(f"{site.url}/api/catalogue/matters/{matter_id}")
    status, code = await refusal(answer)
    assert (status, code) in {(404, "matter_unknown"), (404, "not_found")}
    assert matter_id == ".." or answer.headers["Access-Control-Allow-Origin"] == "*"
