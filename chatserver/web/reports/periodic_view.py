"""A periodic report as its template draws it, on a page and in a file that stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from chatserver.domain.metrics_figures import is_few
from chatserver.domain.report_period import Span, name_of
from chatserver.services.calendar import BUREAU_ZONE
from chatserver.services.exporting.datasets import DEFINITIONS
from chatserver.web.pages import HERE, render, words_of
from chatserver.web.reports import amounts, overview_view, stuck_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatserver.domain.catalogue import Catalogue
    from chatserver.services.periodic import Periodic
    from chatserver.web.reports.stuck_view import Closely

HEADLINE: Final = (
    *("sessions", "questions", "answered_rate", "service_level", "filed_rate", "solved_rate"),
    *("satisfaction_rate", "deflected_rate"),
)
"""The figures that come first."""


def body_of(found: Periodic, catalogue: Catalogue, language: str) -> dict[str, Any]:
    """Return what the body of a report takes, but for words and amounts."""
    names = {matter.id: matter.name.for_display(language) for matter in catalogue.matters}
    return {
        "found": found,
        "title": name_of(found.every, Span(found.days.first, found.days.last)),
        "names": names,
        "groups": (groups := overview_view.groups_of(found.now, found.before)),
        "headline": [line for lines in groups.values() for line in lines if line.definition in HEADLINE],
        "by_matter": sorted(found.by_matter.items(), key=lambda item: -item[1]["sessions"].numerator),
        "places": list(_places(found, catalogue, language)),
        "definitions_version": DEFINITIONS,
        "as_of": found.as_of.astimezone(BUREAU_ZONE),
        "view": overview_view,
        "is_few": is_few,
        "stuck_view": stuck_view,
    }


def file_of(found: Periodic, catalogue: Catalogue, language: str, *, simulated: bool) -> str:
    """Return the report as one HTML file: its style is in it, and nothing is loaded from anywhere."""
    return render(
        "reports/periodic_file.html",
        language=language,
        words=words_of(language),
        amounts=amounts,
        simulated=simulated,
        style=(HERE / "static" / "reports.css").read_text("utf-8"),
        **body_of(found, catalogue, language),
    )


def _places(found: Periodic, catalogue: Catalogue, language: str) -> Iterator[Closely]:
    for step in found.steps:
        fields, change = found.fields.get(step, ()), found.changes[step]
        closely = stuck_view.look_closely(catalogue, found.stuck, step, fields, change, language)
        if closely is not None:
            yield closely
