"""What people do with planned cases beside their words: scores, tags, time, tasks, urging, supervising, asking others.

Drawn once for each case by its key, so the same plan gives the same work. Knows no database.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from fuwutai.demo.content.beside import Beside
from fuwutai.demo.content.shapes import Scenario
from fuwutai.demo.scenario import PlannedCase, PlannedStep

SCORES = {
    "complaint": (12, 10, 18, 30, 30),
    "praise": (0, 0, 1, 9, 90),
    "": (4, 5, 12, 30, 49),
}
"""Type of a case → how often its customer gives 1 to 5, of a hundred who give any."""
WHO_SCORE, TAGGED, TASKED, ASKED, URGING, AGAIN, SUPERVISED, SNOOZED = 0.62, 0.55, 0.18, 0.15, 0.5, 0.06, 0.8, 0.5
"""How likely each is where it is possible at all."""
PATIENCE = timedelta(hours=7)
"""Customers who hear nothing for longer may ask where we are."""
WAKING = range(8, 22)
SOON = timedelta(minutes=2)
MINUTES = (3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 45)


def with_beside(case: PlannedCase, scenario: Scenario, words: Beside, as_of: datetime) -> PlannedCase:
    """Return a case with what else is done about it until a moment; its own steps stay as they are."""
    drawn = _Drawn(case, scenario, words, as_of)
    own = [drawn.scored(step) for step in case.steps]
    more = [step for step in drawn.more() if step.at <= as_of]
    return replace(case, steps=tuple(sorted([*own, *more], key=lambda step: step.at)))


class _Drawn:
    """The draws of one case."""

    def __init__(self, case: PlannedCase, scenario: Scenario, words: Beside, as_of: datetime) -> None:
        self.case, self.scenario, self.words, self.as_of = case, scenario, words, as_of
        self.draw = random.Random(f"beside-{case.key}")
        self.taken = next((step for step in case.steps if step.do == "assign" and step.assignee), None)
        self.holder = next((step.assignee for step in reversed(case.steps) if step.assignee), None)
        self.ends_open = case.state in ("new", "open", "waiting_customer", "waiting_third_party")

    def scored(self, step: PlannedStep) -> PlannedStep:
        """Return a step, with the score and the words of whoever confirms and gives one."""
        if step.do != "confirm" or self.draw.random() > WHO_SCORE:
            return step
        (score,) = self.draw.choices((1, 2, 3, 4, 5), SCORES.get(self.case.type, SCORES[""]))
        said = step.text or self.draw.choice(self.words.praises if score > 3 else self.words.regrets)
        return replace(step, number=score, text=said)

    def more(self) -> Iterator[PlannedStep]:
        """Yield what else is done, in no order."""
        if self.taken is None or self.taken.assignee is None:
            return
        yield from self._tagged(self.taken)
        yield from self._timed()
        yield from self._tasked(self.taken)
        yield from self._asked(self.taken)
        yield from self._again(self.taken)
        yield from self._urged()
        yield from self._at_the_end()

    def _tagged(self, taken: PlannedStep) -> Iterator[PlannedStep]:
        fitting = [tag.name for tag in self.words.tags if self.case.category in tag.categories]
        if fitting and self.draw.random() < TAGGED and self._room_after(taken, SOON):
            yield self._by_staff(taken.at + SOON, "tag", taken.assignee, fitting[0])

    def _timed(self) -> Iterator[PlannedStep]:
        for step in self.case.steps:
            if step.do == "resolve" and step.staff and self._room_after(step, timedelta(seconds=40)):
                spent = self._by_staff(step.at + timedelta(seconds=40), "spend", step.staff)
                yield replace(spent, number=self.draw.choice(MINUTES))

    def _tasked(self, taken: PlannedStep) -> Iterator[PlannedStep]:
        if self.draw.random() > TASKED or not self._room_after(taken, 3 * SOON):
            return
        yield self._by_staff(taken.at + SOON * 1.5, "task", taken.assignee, self.draw.choice(self.words.tasks))
        if not self.ends_open or self.draw.random() < 0.5:
            yield self._by_staff(taken.at + SOON * 2.5, "finish_task", taken.assignee)

    def _asked(self, taken: PlannedStep) -> Iterator[PlannedStep]:
        questions = [one for one in self.words.questions if one.team != self.case.team]
        if self.draw.random() > ASKED or not questions or not self._room_after(taken, timedelta(minutes=45)):
            return
        question = self.draw.choice(questions)
        asked = self._by_staff(taken.at + SOON, "ask", taken.assignee, question.subject)
        yield replace(asked, team=question.team, more=question.body)
        others = [one.username for one in self.scenario.staff_of(question.team, "agent") if one.username != self.holder]
        if others:
            yield self._by_staff(taken.at + timedelta(minutes=40), "answer_beside", others[0], question.answer)

    def _again(self, taken: PlannedStep) -> Iterator[PlannedStep]:
        if self.draw.random() < AGAIN and self._room_after(taken, timedelta(minutes=30)):
            said = self._by_customer(taken.at + timedelta(minutes=15), "again", self.draw.choice(self.words.again))
            yield replace(said, assignee=taken.assignee)

    def _urged(self) -> Iterator[PlannedStep]:
        """Yield that the customer asks where we are, in the longest silence of ours while we had to speak."""
        for before, after in zip(self.case.steps, [*self.case.steps[1:], None], strict=True):
            ours = before.do in ("assign", "reply", "third_party", "note", "customer", "reopen")
            until = after.at if after else self.as_of
            if not ours or (after and after.by == "customer") or until - before.at < PATIENCE:
                continue
            moment = before.at + (until - before.at) * 0.7
            if moment.hour + 8 in WAKING and self.draw.random() < URGING:
                yield self._by_customer(moment, "urge")
                return

    def _at_the_end(self) -> Iterator[PlannedStep]:
        """Yield what is done to a case that is still open: superiors step in, or it waits for its day."""
        last = self.case.steps[-1]
        moment = last.at + timedelta(minutes=5)
        if not self.ends_open or moment > self.as_of or self.holder is None:
            return
        if self.case.type == "complaint" and self.case.state == "open" and self.draw.random() < SUPERVISED:
            boss = self.scenario.staff_of(self._team(), "supervisor")[0].username
            yield self._by_staff(moment, "watch", boss)
            yield self._by_staff(moment + SOON, "supervise", boss, self.draw.choice(self.words.demands))
        elif self.case.state in ("waiting_customer", "waiting_third_party") and self.draw.random() < SNOOZED:
            yield self._by_staff(moment, "snooze", self.holder)

    def _team(self) -> str:
        return next((step.team for step in reversed(self.case.steps) if step.team), self.case.team)

    def _room_after(self, step: PlannedStep, length: timedelta) -> bool:
        """Return whether nothing else happens to the case within a length of time after a step of its own."""
        following = next((other.at for other in self.case.steps if other.at > step.at), self.as_of)
        return following - step.at > length

    def _by_staff(self, at: datetime, do: str, username: str | None, text: str = "") -> PlannedStep:
        return PlannedStep(at=at, do=do, by="staff", staff=username, text=text)

    def _by_customer(self, at: datetime, do: str, text: str = "") -> PlannedStep:
        return PlannedStep(at=at, do=do, by="customer", text=text)
