"""What happens between an officer and a taxpayer, from taking the session to its end, as moves with their times."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from chatserver.domain import ending, guidance, message, opening, proposal
from chatserver.domain.events import SessionRated
from chatserver.domain.explain import explain
from chatserver.domain.guided import FieldOutcome, ProposedValue
from chatserver.simulation.chance import happens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

    from chatserver.domain.decision import Rule
    from chatserver.domain.form import Field
    from chatserver.simulation.story import Story

Move = tuple[float, "Callable[[dt.datetime], object]"]
"""Seconds after the last one, and what is done then."""
_GREETING: Final = ("您好，我看到您卡在这一步了。", "您好，我来看一下这个报错。", "您好，您的表我这边能看到。")
_ASKING: Final = (
    "为什么一直提示这个？",
    "我是照着发票填的。",
    "这一栏该填哪里？",
    "改了还是过不去。",
    "截止今天来得及吗？",
)
_ANSWERING: Final = (
    "请看我标出的这一格。",
    "这里按栏次说明填。",
    "差额就在这一栏。",
    "接受后页面会重新计算。",
    "现在再提交一次试试。",
)
_THANKS: Final = ("好了，谢谢！", "可以了，通过了。", "明白了。")
_SCORES: Final = {5: 62, 4: 22, 3: 8, 2: 5, 1: 3}


@dataclass(frozen=True, slots=True)
class Talk:
    """Plans the moves of one visit; `reasons`: codes of negative ratings."""

    rng: Random
    story: Story
    reasons: Sequence[str]

    def moves(self) -> Iterator[Move]:
        """Yield the visit, move by move, as it goes."""
        rng, story = self.rng, self.story
        yield rng.uniform(4, 45), self._say(_GREETING, officer=True)
        if story.trouble.error is not None and happens(rng, 0.6):
            yield rng.uniform(5, 30), self._explain
        for _ in range(rng.choices((1, 2, 3, 4), (3, 4, 2, 1))[0]):
            yield rng.uniform(10, 80), self._say(_ASKING, officer=False)
            yield rng.uniform(8, 70), self._say(_ANSWERING, officer=True)
        fields = self._fields()
        if fields and happens(rng, 0.75):
            yield from self._point(fields[0])
        if fields and happens(rng, 0.6):
            yield from self._propose(fields[0])
        if happens(rng, 0.12):
            yield rng.uniform(10, 60), self._ask_more
            yield rng.uniform(10, 60), self._say(_ANSWERING, officer=True)
        yield from self._outcome()

    def rating(self) -> SessionRated | None:
        """Return the taxpayer's verdict, or None from most of them."""
        if not happens(self.rng, 0.42):
            return None
        score = self.rng.choices(list(_SCORES), list(_SCORES.values()))[0]
        if not self.story.solves:
            score = min(score, self.rng.choice((1, 2, 3)))
        given = (self.rng.choice(self.reasons),) if score < ending.NEGATIVE_BELOW and self.reasons else ()
        achieved = None if happens(self.rng, 0.2) else self.story.solves
        return SessionRated(score=score, reasons=given, achieved=achieved)

    def _outcome(self) -> Iterator[Move]:
        rng, story = self.rng, self.story
        if story.solves:
            yield rng.uniform(15, 120), self._file
            if happens(rng, 0.5):
                yield rng.uniform(3, 25), self._confirm(solved=True)
            yield rng.uniform(3, 25), self._say(_THANKS, officer=False)
        elif happens(rng, 0.4):
            yield rng.uniform(5, 30), self._confirm(solved=False)

    def _fields(self) -> list[Field]:
        matter, shown = self.story.trouble.matter, self.story.trouble.context.fields
        known = (matter.find_field(item.id) for item in shown)
        return [one for one in known if one is not None and one.proposable]

    def _point(self, field: Field) -> Iterator[Move]:
        story, matter, guide_id = self.story, self.story.trouble.matter, self.story.guide_id()
        target = ("field", field.id)
        yield (
            self.rng.uniform(5, 30),
            lambda at: story.do(at, lambda s: guidance.highlight(s, story.officer, guide_id, target, matter, None)),
        )
        yield self.rng.uniform(0.2, 3), self._rule(lambda s: guidance.see_highlight(s, story.asker, guide_id))

    def _propose(self, field: Field) -> Iterator[Move]:
        story, rng, matter, guide_id = self.story, self.rng, self.story.trouble.matter, self.story.guide_id()
        before = next(item.value for item in story.trouble.context.fields if item.id == field.id)
        change = ProposedValue(field_id=field.id, before=before, after=_other(field, before, rng))

        def offer(at: dt.datetime) -> None:
            story.do(
                at,
                lambda s: proposal.propose(
                    s, story.officer, guide_id, (change,), matter, reason="与开票数据一致", basis=None
                ),
            )

        yield rng.uniform(10, 60), offer
        answer = rng.choices(("accept", "decline", "leave"), (78, 14, 8))[0]
        if answer == "decline":
            yield rng.uniform(4, 60), self._rule(lambda s: proposal.decline(s, story.asker, guide_id, None))
        if answer != "accept":
            return
        shown = {field.id: before}
        yield rng.uniform(3, 50), self._rule(lambda s: proposal.accept(s, story.asker, guide_id, shown, matter))
        done = (FieldOutcome(field_id=field.id, outcome="set", value=change.after),)
        yield rng.uniform(0.1, 1), self._rule(lambda s: proposal.report(s, story.asker, guide_id, done, (), matter))

    def _explain(self, at: dt.datetime) -> None:
        story, trouble = self.story, self.story.trouble
        assert trouble.error is not None  # noqa: S101 - planned only where there is one
        words = explain(trouble.matter, trouble.error, story.session.context, story.session.locale)
        guide_id = story.guide_id()
        story.do(at, lambda s: guidance.explain_error(s, story.officer, guide_id, words))

    def _say(self, texts: Sequence[str], *, officer: bool) -> Callable[[dt.datetime], object]:
        story, text = self.story, self.rng.choice(texts)

        def say(at: dt.datetime) -> None:
            actor = story.officer if officer else story.asker
            said = message.compose(f"m{story.session.seq}", text, ())
            story.do(at, lambda s: message.post_message(s, actor, said))

        return say

    def _ask_more(self, at: dt.datetime) -> None:
        story = self.story
        about = replace(story.trouble.context, error_id=None, error_occurrences=0)
        number = len(story.session.questions) + 1
        story.do(at, lambda s: opening.open_question(s, story.asker, f"q{number}", about, "还有一件事想问"))

    def _confirm(self, *, solved: bool) -> Callable[[dt.datetime], object]:
        return self._rule(lambda s: opening.confirm_question(s, self.story.asker, "q1", solved))

    def _file(self, at: dt.datetime) -> None:
        file(self.story, at)

    def _rule(self, rule: Rule) -> Callable[[dt.datetime], object]:
        return partial(self.story.do, rule=rule)


def file(story: Story, at: dt.datetime) -> None:
    """Have the page say that its form was filed."""
    context, matter = story.session.context, story.trouble.matter
    if context is None:
        return
    tried = ("filed", f"receipt:SIM{story.session.session_id[-8:]}")
    done = replace(context, error_id=None, error_occurrences=0, tried=tried)
    story.do(at, lambda s: opening.update_context(s, story.asker, done, matter))


def _other(field: Field, before: str, rng: Random) -> str:
    """Return another value than the one that stands there, of the same kind where that is easy to make."""
    if field.options:
        return rng.choice(field.options).value
    try:
        return f"{abs(float(before.replace(',', ''))) + rng.randrange(1, 90_000) / 100:.{field.decimals}f}"
    except ValueError:
        return before + "改"
