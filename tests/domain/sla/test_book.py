"""Ten thousand random histories: clocks moved event by event equal clocks counted from scratch.

The count from scratch knows no faces: it cuts the time into pieces at every event, edit and change of terms, says of
each piece whether the clock ran, and sums up.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fuwutai.domain.calendars.chinese_days import chinese_schedule
from fuwutai.domain.calendars.rules import Schedule
from fuwutai.domain.calendars.working_time import WorkingTime
from fuwutai.domain.sla.book import Book, Happening
from fuwutai.domain.sla.definitions import BY_CODE
from fuwutai.domain.sla.rules import Face, Terms

DAY = 86_400
START = datetime(2026, 2, 9, 1, tzinfo=UTC)  # the week before the Spring Festival, with its working Saturday
HALVES = [(28_800, 43_200), (46_800, 61_200)]


def berlin(weekdays, holidays=()):
    return WorkingTime(Schedule.of("Europe/Berlin", dict.fromkeys(weekdays, HALVES), holidays=holidays))


class TestHours:
    """Three calendars. Two are edited on the way: a holiday is added, the hours change over a clock change."""

    __test__ = False
    EDITIONS = {
        "always": [(1, START - timedelta(days=9))],
        "cn": [(2, START - timedelta(days=9)), (3, START + timedelta(days=3, hours=2))],
        "berlin": [(4, START - timedelta(days=9)), (5, START + timedelta(days=5)), (6, START + timedelta(days=47))],
    }
    TIMES = {
        1: WorkingTime(Schedule.of("UTC", {weekday: [(0, DAY)] for weekday in range(7)})),
        2: WorkingTime(chinese_schedule()),
        3: WorkingTime(
            Schedule.of(
                "Asia/Shanghai",
                {weekday: [(32_400, 43_200), (48_600, 63_000)] for weekday in range(5)},
                holidays=[date(2026, 2, 13), date(2026, 2, 24)],
            )
        ),
        4: berlin((0, 5, 6)),
        5: berlin(range(7)),
        6: berlin((0, 6), [date(2026, 4, 5)]),
    }

    def edition(self, calendar, at):
        return [version for version, since in self.EDITIONS[calendar] if since <= at][-1]

    def later_editions(self, calendar, edition, until):
        return [one for one in self.EDITIONS[calendar] if one[0] > edition and one[1] <= until]

    def time(self, edition):
        return self.TIMES[edition]


HOURS = TestHours()


class FactsDecide:
    """A manual in which the fact `rule` names the terms: target and calendar."""

    def terms(self, definition, round, facts, since, at):
        if definition != "resolution" or not facts["rule"]:
            return None
        calendar, target, waits = facts["rule"].split()
        pause_for = frozenset({"customer", "third_party"} if waits == "both" else {"customer"})
        return Terms(target_seconds=int(target), calendar=calendar, rule_id=hash(facts["rule"]), pause_for=pause_for)

    def new_terms(self, definition, round, facts, face, at):
        return self.terms(definition, round, facts, at, at)


rules = st.builds(
    "{} {} {}".format,
    st.sampled_from(["always", "cn", "berlin"]),
    st.sampled_from([60, 1800, 14_400, 2 * DAY, 9 * DAY]),
    st.sampled_from(["both", "customer"]),
)
events = st.one_of(
    st.tuples(
        st.sampled_from([
            "cases.wait_started", "cases.third_party_awaited", "cases.wait_ended", "cases.case_resolved",
            "cases.case_reopened", "cases.agent_replied", "cases.customer_wrote",
        ]),
        st.just(""),
    ),
    st.tuples(st.just("cases.case_reclassified"), rules),
    st.tuples(st.just("merged in"), st.sampled_from(["0", "3600", "90000"])),
)  # fmt: skip
gaps = st.sampled_from([0, 1, 59, 1800, 7200, 14_400, 40_000, DAY, 3 * DAY, 20 * DAY])
histories = st.lists(st.tuples(gaps, events), max_size=14)


WAITS = {
    "cases.wait_started": "customer", "cases.third_party_awaited": "third_party", "cases.wait_ended": "",
    "cases.case_resolved": "", "cases.case_reopened": "",
}  # fmt: skip


@dataclass
class Scratch:
    """The count from scratch of one clock that goes on."""

    rule: str
    since: datetime
    used: int = 0
    running: bool = True
    over: bool = False
    waits_for: str = ""
    missed: datetime | None = None
    started: datetime | None = None
    thing_waits: str = ""

    def __post_init__(self):
        self.started = self.since
        self.edition = HOURS.edition(self.calendar, self.since)
        self.due = self._due(self.since)

    @property
    def calendar(self):
        return self.rule.split()[0]

    @property
    def target(self):
        return int(self.rule.split()[1])

    def pieces(self, until):
        """Cut at each edit of the calendar, so that each piece is counted by one edition."""
        if self.over:
            return
        for version, at in HOURS.later_editions(self.calendar, self.edition, until):
            self._cut(at)
            self.edition = version
            if self.running:
                self.due = self._due(at)

    def _cut(self, at):
        if not self.running:
            return
        if self.missed is None and at > self.due:
            self.missed = self.due
        self.used += HOURS.TIMES[self.edition].working_seconds_between(self.since, at)
        self.since = at

    def _due(self, at):
        return self.missed or HOURS.TIMES[self.edition].add_working_seconds(at, max(0, self.target - self.used))

    def happen(self, code, word, at):
        self.pieces(at)
        self._hear_of_waits(code)
        if code == "merged in":
            now = HOURS.TIMES[self.edition].working_seconds_between(self.since, at) if self.running else 0
            base, used = min(self.started, at - timedelta(days=40)), max(self.used + now, int(word))
            if not self.over and (base, used) != (self.started, self.used + now):
                self._cut(at)
                self.used, self.started = used, base
                self.due = self._due(at) if self.running else None
        elif code == "cases.case_reclassified":
            if not self.over:
                if word != self.rule:
                    self._change(word, at)
                self._stand(at)
            self.known = word
        elif code == "cases.case_resolved" and not self.over:
            self._cut(at)
            self.running, self.over, self.waits_for = False, True, ""
        elif code == "cases.case_reopened" and self.over:
            self._run(at, HOURS.edition(self.calendar, at))
            self.over = False
            if self.known != self.rule:
                self._change(self.known, at)
        elif not self.over and code in ("cases.wait_started", "cases.third_party_awaited"):
            cause = "customer" if code == "cases.wait_started" else "third_party"
            if cause == "customer" or self.rule.endswith("both"):
                self._cut(at)
                self.running, self.waits_for = False, cause
            elif not self.running:
                self._run(at, self.edition)
        elif code == "cases.wait_ended" and not self.over and not self.running:
            self._run(at, self.edition)

    def _hear_of_waits(self, code):
        if code in WAITS:
            self.thing_waits = WAITS[code]

    def _stand(self, at):
        """New terms may wait for what the old ones did not, and the other way round."""
        stands = self.thing_waits == "customer" or (self.thing_waits and self.rule.endswith("both"))
        if stands and self.running:
            self._cut(at)
            self.running, self.waits_for = False, self.thing_waits
        elif not stands and not self.running:
            self._run(at, self.edition)

    def _run(self, at, edition):
        self.edition, self.since, self.running, self.waits_for = edition, at, True, ""
        self.due = self._due(at)

    def _change(self, rule, at):
        self._cut(at)
        self.rule = rule
        self.edition = HOURS.edition(self.calendar, at)
        if self.running:
            self.due = self._due(at)


@settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(rules, histories)
@example("cn 14400 both", [(7200, ("cases.wait_started", "")), (1800, ("cases.case_reclassified", "always 60 both"))])
@example("berlin 172800 both", [(3 * DAY, ("cases.case_resolved", "")), (20 * DAY, ("cases.case_reopened", ""))])
def test_clocks_moved_event_by_event_equal_clocks_counted_from_scratch(rule, history):
    book = Book(hours=HOURS, manual=FactsDecide())
    now = START
    list(book.move(Happening(code="cases.case_opened", at=now, facts={"rule": rule})))
    scratch = Scratch(rule=rule, since=now)
    scratch.known = rule
    for seconds, (code, word) in history:
        now += timedelta(seconds=seconds)
        list(book.move(happening(code, word, now, scratch.thing_waits)))
        scratch.happen(code, word, now)
        book.faces = {key: kept(face) for key, face in book.faces.items()}
        compare(book, scratch)
    now += timedelta(days=1)
    list(book.settle(now))
    scratch.pieces(now)
    compare(book, scratch)


def happening(code, word, at, waits_for):
    if code == "cases.case_reclassified":
        return Happening(code=code, at=at, facts={"rule": word}, in_work=False, waits_for=waits_for)
    if code == "merged in":
        other = Face(
            terms=Terms(target_seconds=9, calendar="always"), edition=1, started_at=at - timedelta(days=40),
            decided_at=at - timedelta(days=40),
            state="paused", consumed_seconds=int(word),
        )  # fmt: skip
        return Happening(code="cases.case_absorbed", at=at, absorbed={("resolution", 1): other})
    return Happening(code=code, at=at)


def kept(face):
    """Return a face as it comes back from its row: nothing but its values."""
    return Face(**{name: getattr(face, name) for name in Face.__slots__})


def compare(book, scratch):
    face = book.faces["resolution", 1]
    state = "stopped" if scratch.over else "running" if scratch.running else "paused"
    assert (face.state, face.cause) == (state, scratch.waits_for)
    assert face.consumed_seconds == scratch.used
    assert (face.started_at, face.breached_at) == (scratch.started, scratch.missed)
    assert face.terms.target_seconds == scratch.target
    if scratch.running:
        assert (face.running_since, face.due_at, face.edition) == (scratch.since, scratch.due, scratch.edition)
    else:
        assert (face.running_since, face.due_at) == (None, None)


def opened(**facts):
    book = Book(hours=HOURS, manual=Everything())
    list(book.move(Happening(code="cases.case_opened", at=START, facts={"type": "", **facts})))
    return book


class Everything:
    """A manual that promises one working hour for each clock, and a reply to complaints."""

    def terms(self, definition, round, facts, since, at):
        if definition == "complaint_reply" and facts.get("type") != "complaint":
            return None
        return Terms(target_seconds=3600, calendar="always")

    def new_terms(self, definition, round, facts, face, at):
        return self.terms(definition, round, facts, at, at)


def states(book):
    return {f"{code}{round}": face.state for (code, round), face in book.faces.items()}


def tell(book, code, minutes, **more):
    return list(book.move(Happening(code=code, at=START + timedelta(minutes=minutes), **more)))


def test_each_message_that_waits_for_an_answer_is_a_promise_of_its_own():
    book = opened()
    tell(book, "cases.customer_wrote", 5)
    assert "next_response1" not in states(book)  # the first response is still owed
    tell(book, "cases.agent_replied", 10)
    tell(book, "cases.customer_wrote", 20)
    tell(book, "cases.customer_wrote", 30)
    assert book.faces["next_response", 1].started_at == START + timedelta(minutes=20)
    tell(book, "cases.agent_replied", 40)
    tell(book, "cases.customer_wrote", 50)
    assert (states(book)["next_response1"], states(book)["next_response2"]) == ("stopped", "running")
    assert book.faces["first_response", 1].stopped_at == START + timedelta(minutes=10)


def test_each_resolution_owes_a_notice_until_the_case_is_reopened():
    book = opened()
    tell(book, "cases.case_resolved", 5)
    tell(book, "cases.case_reopened", 6)
    tell(book, "cases.case_resolved", 7)
    tell(book, "cases.result_notified", 8)
    assert (states(book)["result_notice1"], states(book)["result_notice2"]) == ("cancelled", "stopped")
    tell(book, "cases.called_back", 9)
    assert states(book)["first_follow_up2"] == "stopped"


def test_a_matter_that_proves_to_be_a_complaint_is_owed_a_reply_from_then_on():
    book = opened(type="request")
    tell(book, "cases.case_reclassified", 30, facts={"type": "complaint"})
    assert book.faces["complaint_reply", 1].started_at == START + timedelta(minutes=30)
    [outcome] = tell(book, "cases.case_reclassified", 40, facts={"type": "request"})
    assert (outcome.what, states(book)["complaint_reply1"]) == ("cancelled", "cancelled")
    tell(book, "cases.case_reclassified", 50, facts={"type": "complaint"})
    assert book.faces["complaint_reply", 2].started_at == START + timedelta(minutes=50)


def test_a_case_not_in_work_begins_no_new_promise_by_a_correction():
    book = opened(type="request")
    tell(book, "cases.case_resolved", 5)
    tell(book, "cases.case_reclassified", 30, facts={"type": "complaint"}, in_work=False)
    assert "complaint_reply1" not in states(book)
    tell(book, "cases.case_reopened", 40)
    assert book.faces["complaint_reply", 1].started_at == START + timedelta(minutes=40)


def test_a_merge_ends_the_clocks_of_the_one_case_and_says_so_of_what_was_missed():
    book = opened()
    outcomes = tell(book, "cases.case_merged", 90)
    assert set(states(book).values()) == {"cancelled"}
    assert {outcome.what for outcome in outcomes} == {"breached"}


def test_words_split_off_are_promised_since_they_were_written():
    book = Book(hours=HOURS, manual=Everything())
    later = START + timedelta(minutes=50)
    list(book.move(Happening(code="cases.case_opened", at=later, since=START, facts={"type": ""})))
    assert book.faces["resolution", 1].due_at == START + timedelta(minutes=60)


def test_no_event_means_two_things_to_one_clock():
    for definition in BY_CODE.values():
        sets = [
            definition.start_on, definition.stop_on, definition.resume_on, definition.cancel_on,
            frozenset(definition.pause_while),
        ]  # fmt: skip
        assert sum(map(len, sets)) == len(definition.event_codes)
