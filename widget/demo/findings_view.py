"""What is wrong with a form, as the page says it: panels with a heading, a sentence and the ways on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chatserver.domain.catalogue import Field, Severity, Step
from chatserver.domain.checks import ComparedRow, Finding
from widget.demo.case import Case
from widget.demo.words import Words

_PARTS = re.compile(r"[:：]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One finding. `fields` are those of this step to look at, `goto` the other step where it is mended."""

    severity: str
    error_id: str | None
    times: int
    heading: str
    sentence: str
    fields: tuple[Field, ...]
    goto: Step | None
    step: Step
    rows: tuple[ComparedRow, ...]


def panels_of(case: Case, step: Step, words: Words) -> tuple[Panel, ...]:
    """Return what the checks say on this step, blocking ones first."""
    told = [finding for finding in case.findings(step.id) if is_told_in_panel(finding)]
    told.sort(key=lambda finding: finding.severity is not Severity.BLOCK)
    return tuple(_panel(case, finding, step, words) for finding in told)


def panels_elsewhere(case: Case, step: Step, words: Words) -> tuple[Panel, ...]:
    """Return what blocks other steps that were tried before, so that the person sees what is to be mended."""
    others = (item for item in case.matter.steps if item.id != step.id and item.id in case.draft.tried)
    found = (finding for item in others for finding in case.blocking(item.id) if is_told_in_panel(finding))
    return tuple(_panel(case, finding, step, words) for finding in found)


def is_told_in_panel(finding: Finding) -> bool:
    """Say whether the finding comes from a check; a single wrong value is told under its field."""
    return finding.code in {"check_failed", "not_computable"}


def _panel(case: Case, finding: Finding, shown_on: Step, words: Words) -> Panel:
    heading, sentence = _said(finding, words)
    fields = tuple(case.matter.field(field_id) for field_id in finding.field_ids)
    return Panel(
        severity=finding.severity.value,
        error_id=finding.error_id,
        times=case.draft.seen.get(finding.error_id or "", 1),
        heading=heading,
        sentence=sentence,
        fields=() if finding.comparison else tuple(item for item in fields if item.step_id == shown_on.id),
        goto=_goto(case, finding, fields, shown_on),
        step=case.matter.step(finding.step_id),
        rows=finding.comparison,
    )


def _said(finding: Finding, words: Words) -> tuple[str, str]:
    """Return heading and sentence: what stands before and after the colon, else what the finding means for the step."""
    if finding.code == "not_computable":
        return words("wrong.not_computable"), words("findings.means.block")
    text = finding.message.for_display(words.language)
    parts = _PARTS.split(text, maxsplit=1)
    if len(parts) == 1 or not parts[1]:
        return text, words(f"findings.means.{finding.severity.value}")
    detail = parts[1][:1].upper() + parts[1][1:]
    return parts[0], words("findings.sentence", text=detail)


def _goto(case: Case, finding: Finding, fields: Iterable[Field], shown_on: Step) -> Step | None:
    """Return the step that mends it: the catalogue's word, else where its first open field is; None when it is here."""
    error = case.matter.find_error(finding.error_id)
    step_id = error.goto_step_id if error else None
    if step_id is None:
        editable = (item for item in fields if not item.readonly and not item.computed and item.id not in case.closed)
        step_id = next((item.step_id for item in editable), None)
    step = case.matter.find_step(step_id)
    return step if step and step.id != shown_on.id else None
