"""One person's matter at the bureau: its draft, what the bureau knows of it, and what the catalogue's rules say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from chatserver.domain.catalogue import Matter, Moment, Scenario, Severity, Step
from chatserver.domain.checks import Finding, Situation, check_step, closed_fields, recompute
from chatserver.domain.common_lists import DemoTaxpayer
from chatserver.domain.field_values import RANGE_SEPARATOR, canonical
from chatserver.domain.formula import Value
from chatserver.domain.starting import fill_dates, previous_period, situation_of, starting_values
from widget.demo.register import Account
from widget.demo.store import Draft, Store

DECLARING: Final = frozenset({"submit", "compare"})
"""Actions of steps whose main button hands the form in, so that they ask for the declaration."""


class Case:
    """The matter, the draft, and their evaluation at one moment. Changes come back as new cases."""

    def __init__(
        self, matter: Matter, draft: Draft, taxpayer: DemoTaxpayer, known: Mapping[str, Value], today: dt.date
    ) -> None:
        self.matter = matter
        self.draft = draft
        self.taxpayer = taxpayer
        self.known = known
        self.today = today
        self.scenario = find_scenario(matter, draft.scenario_id)
        self.situation = self._situation()
        self.values = recompute(matter, draft.values, self.situation)
        self.closed = closed_fields(matter, self.values, self.situation)

    @property
    def deadline(self) -> dt.date | None:
        """Return the last day for this matter, None when it has none."""
        return self.situation.deadline

    @property
    def last_step(self) -> Step:
        """Return the step that ends the person's work; what follows is the office's work, or another matter's."""
        busy = {field.step_id for field in self.matter.fields} | {check.step_id for check in self.matter.checks}
        steps = [step for step in self.matter.steps if step.id in busy or step.action in DECLARING]
        return steps[-1] if steps else self.matter.steps[-1]

    @property
    def outcome(self) -> str:
        """Return what it means that this matter is done: compared, filed, paid or sent."""
        if self.matter.comparisons:
            return "compared"
        pays = [step for step in self.matter.steps if step.action == "pay"]
        if not pays:
            return "sent"
        return "filed" if pays[0].order > self.last_step.order else "paid"

    @property
    def state(self) -> str:
        """Return where the matter stands: new, saved, failed, or its outcome."""
        if self.is_done:
            return self.outcome
        if any(self.blocking(step_id) for step_id in self.draft.tried):
            return "failed"
        return "saved" if self.draft.saved_at else "new"

    @property
    def is_done(self) -> bool:
        """Say whether the form was accepted."""
        return bool(self.draft.receipt_no)

    @property
    def period(self) -> str:
        """Return the tax period as two ISO dates: as the form has it, else by the calendar; empty without one."""
        if not self.matter.period_cycle:
            return ""
        of_period = (field_id for field_id, text in self.matter.start_values.items() if "{period_from}" in text)
        declared = next((self.values[field_id] for field_id in of_period if self.values.get(field_id)), "")
        days = previous_period(self.matter.period_cycle, self.today)
        return declared or RANGE_SEPARATOR.join(day.isoformat() for day in days)

    @property
    def resolution(self) -> dict[str, str]:
        """Return the values with which the demo case passes."""
        return fill_dates(self.scenario.resolution.values, self.matter, self.situation) if self.scenario else {}

    def with_draft(self, **changes: object) -> Case:
        """Return the case after a change of its draft, evaluated anew."""
        return Case(self.matter, replace(self.draft, **changes), self.taxpayer, self.known, self.today)  # type: ignore[arg-type]

    def with_values(self, typed: Mapping[str, str]) -> Case:
        """Return the case with what the person typed, in the one way it is written. Grey cells take nothing."""
        taken = {
            field.id: canonical(field, typed[field.id])
            for field in self.matter.fields
            if field.id in typed and not field.readonly and not field.computed and field.id not in self.closed
        }
        return self.with_draft(values={**self.draft.values, **taken})

    def findings(self, step_id: str) -> tuple[Finding, ...]:
        """Return what the page has to say on this step: on coming to it, and on leaving it once that was tried."""
        entering = check_step(self.matter, step_id, Moment.ENTER, self.values, self.situation)
        if step_id not in self.draft.tried:
            return entering
        return entering + check_step(self.matter, step_id, Moment.LEAVE, self.values, self.situation)

    def blocking(self, step_id: str) -> tuple[Finding, ...]:
        """Return the findings that stop the form at this step."""
        return tuple(finding for finding in self.findings(step_id) if finding.severity is Severity.BLOCK)

    def warnings(self, step_id: str) -> tuple[str, ...]:
        """Return the checks of this step that ask to be looked at but do not stop the form."""
        warned = (finding for finding in self.findings(step_id) if finding.severity is Severity.WARN)
        return tuple(finding.check_id or finding.code for finding in warned)

    def own_steps(self) -> tuple[Step, ...]:
        """Return the steps that are the person's to do, all of which must pass."""
        last = self.last_step.order
        return tuple(step for step in self.matter.steps if step.order <= last)

    def trying(self, *step_ids: str) -> Case:
        """Return the case after checking these steps, with every error that came up counted."""
        tried = tuple(dict.fromkeys((*self.draft.tried, *step_ids)))
        case = self.with_draft(tried=tried)
        errors = {finding.error_id for step_id in step_ids for finding in case.findings(step_id) if finding.error_id}
        seen = {**case.draft.seen, **{error: case.draft.seen.get(error, 0) + 1 for error in errors}}
        return case.with_draft(seen=seen)

    def reachable(self, step: Step) -> bool:
        """Say whether the person may go to `step`: one they have been to, or the next one."""
        order = {item.id: item.order for item in self.matter.steps}
        furthest = max((order.get(step_id, 0) for step_id in self.draft.done), default=0)
        return step.order <= min(furthest + 1, self.last_step.order)

    def _situation(self) -> Situation:
        """Return what the bureau knows: the demo case, filed matters that touch this one, what others have settled.

        The deadline follows the calendar, as all dates of the demo do: a case that is due today is due today tomorrow.
        """
        case = situation_of(self.matter, self.scenario, self.today, self.taxpayer)
        settled = self.scenario.resolution.facts if self.scenario and self.draft.settled else {}
        return Situation(facts={**case.facts, **self.known, **settled}, today=self.today, deadline=case.deadline)


def open_case(store: Store, account: Account, matter: Matter, matters: tuple[Matter, ...], today: dt.date) -> Case:
    """Return the person's case as kept, or a new one that starts with the taxpayer's first demo case."""
    drafts = store.drafts_of(account.person_id)
    known = {
        effect.fact_id: effect.value
        for other in matters
        if (filed := drafts.get(other.id)) and filed.receipt_no
        for effect in other.effects
        if effect.matter_id == matter.id
    }
    draft = drafts.get(matter.id) or start_draft(matter, account, "", today)
    return Case(matter, draft, account.taxpayer, known, today)


def start_draft(matter: Matter, account: Account, scenario_id: str, today: dt.date) -> Draft:
    """Return a fresh form with the values of a demo case: the one asked for, else the taxpayer's first."""
    cases = matter.scenarios_of(account.taxpayer.id)
    scenario = find_scenario(matter, scenario_id) or (cases[0] if cases else None)
    return Draft(
        matter_id=matter.id,
        values=starting_values(matter, scenario, situation_of(matter, scenario, today, account.taxpayer)),
        scenario_id=scenario.id if scenario else "",
        step=matter.steps[0].id,
    )


def find_scenario(matter: Matter, scenario_id: str) -> Scenario | None:
    """Return the demo case, or None."""
    return next((item for item in matter.scenarios if item.id == scenario_id), None)
