"""`daoban ticket`: a help ticket of the demo bureau, for trying the protocol by hand. Never for a real hub."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

import click
from joserfc.jwk import OKPKey

from chatserver.adapters.tickets import sign_ticket
from chatserver.catalogue.loader import load_catalogue
from chatserver.clock import SystemClock
from chatserver.commands.failures import CommandFailed
from chatserver.commands.running import settings_of
from chatserver.services.calendar import today
from chatserver.serving import DEMO_ISSUER
from widget.demo.keys import KEY_FILE

if TYPE_CHECKING:
    from chatserver.domain.common_lists import DemoCast, DemoPerson, DemoTaxpayer
    from chatserver.settings import Settings


@click.command()
@click.option("--taxpayer", "taxpayer_id", required=True, help="Demo taxpayer: tp1.")
@click.option("--person", "person_id", required=True, help="Demo person who acts for it: pe1.")
@click.option("--minutes", type=click.IntRange(1, 60), default=10, show_default=True, help="How long it is good for.")
@click.pass_context
def ticket(context: click.Context, taxpayer_id: str, person_id: str, minutes: int) -> None:
    """Print a help ticket signed with the demo bureau's key.

    Works for a demo's data folder only. A real bureau's back end signs its own tickets with a key that Daoban never
    sees; the hub knows the public half.

    Example: daoban ticket --taxpayer tp1 --person pe1
    """
    settings = settings_of(context)
    key = _demo_key(settings)
    now = SystemClock().now()
    cast = load_catalogue(settings.catalogue_folder, today(now)).demo
    taxpayer, person = _find(cast, taxpayer_id, person_id)
    issued_at = int(now.timestamp())
    times = {"iat": issued_at, "exp": issued_at + minutes * 60}
    claims = {"iss": DEMO_ISSUER, "aud": settings.audience, **times, **_about(taxpayer, person)}
    click.echo(sign_ticket(claims, key, key.thumbprint()))


def _demo_key(settings: Settings) -> OKPKey:
    """Return the demo bureau's private key. Refused where real bureaus are configured."""
    path = settings.bureau_folder / KEY_FILE
    if settings.bureaus:
        names = ", ".join(settings.bureaus)
        raise CommandFailed(f"This hub serves {names}; tickets come from there. `daoban ticket` is for a demo only.")
    if not path.exists():
        raise CommandFailed(f"There is no demo in {settings.data_folder} (DAOBAN_DATA); `daoban demo` makes one.")
    return OKPKey.import_key(json.loads(path.read_text("utf-8")))


def _find(cast: DemoCast | None, taxpayer_id: str, person_id: str) -> tuple[DemoTaxpayer, DemoPerson]:
    pairs = [(taxpayer, person) for taxpayer in (cast.taxpayers if cast else ()) for person in taxpayer.people]
    for taxpayer, person in pairs:
        if (taxpayer.id, person.id) == (taxpayer_id, person_id):
            return taxpayer, person
    known = ", ".join(f"{taxpayer.id}/{person.id}" for taxpayer, person in pairs) or "none"
    raise CommandFailed(f"No demo person {taxpayer_id}/{person_id}; there are {known}.")


def _about(taxpayer: DemoTaxpayer, person: DemoPerson) -> dict[str, Any]:
    return {
        "sub": person.id,
        "jti": secrets.token_urlsafe(16),
        "taxpayer": {
            "taxpayer_id": taxpayer.id,
            "name": taxpayer.name.zh,
            "uscc": taxpayer.uscc or None,
            "credit_grade": taxpayer.credit_grade or None,
            "tax_office": taxpayer.tax_office.zh,
            "kind": taxpayer.kind.zh,
        },
        "person": {"person_id": person.id, "name": person.name.zh, "role": person.role},
        "matters": list(taxpayer.matter_ids),
    }
