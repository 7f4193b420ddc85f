"""The index of words in cases: what a case is found by, and how the index follows the cases.

It holds the words of a case as who works here may read them, masked, so that nobody finds out by searching what nobody
may see; and the team, the assignee and who answers for it, so that who sees little searches little. Whoever finds
something still sees it only through `visible_cases`. Newest first is by id: the order in which cases were opened here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, cast

from fuwutai.domain.cases import events
from fuwutai.domain.cases.models import Case, CaseWords, Message
from fuwutai.domain.customers.events import CustomerErased
from fuwutai.domain.customers.person import whole_ids
from fuwutai.kernel.following import blocks_behind, followed, standing_still, start_following
from fuwutai.kernel.jobs import enqueue
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.models import Follower, JournalEntry, OutboxRow
from fuwutai.kernel.tokens import tokens_of

FOLLOWER, REBUILDING = "cases.words", "cases.words_anew"
BLOCKS_AT_A_TIME, CASES_AT_A_TIME = 5, 500
OLDER = "cases.index_older"
BUCKET = 4_096
"""So many cases in the order of their ids share a token: so a common word is searched in the newest ones first."""
CHANGES_WORDS = frozenset(
    one.code
    for one in (
        events.CaseOpened,
        events.CustomerWrote,
        events.AgentReplied,
        events.NoteAdded,
        events.CaseAssigned,
        events.CaseTaken,
        events.CustomerReminded,
        events.CalledBack,
        events.CallBackTried,
        events.CaseReleased,
        events.HandOverAccepted,
        events.ResponsibilityPassed,
        events.CaseMergerUndone,
        events.ClosingWaived,
        events.MessageRedacted,
        events.RatingRecorded,
        events.WordsCameBack,
    )
)


def index_cases(case_ids: Collection[int]) -> None:
    """Write anew what some cases are found by. Cost: 3 statements for each 500 cases."""
    for chunk in _chunks(sorted(case_ids)):
        cases = Case.objects.filter(pk__in=chunk)
        rows = cases.values_list("pk", "subject", "team_id", "assignee_id", "responsible_id")
        words: dict[int, set[str]] = defaultdict(set)
        for pk, subject, team_id, *people in rows:
            words[pk] = tokens_of(subject) | place_tokens(pk, team_id, people)
        for case_id, body in Message.objects.filter(case__in=chunk).values_list("case_id", "body").iterator():
            words[case_id] |= tokens_of(mask_text(body))
        made = [CaseWords(case_id=pk, tokens=cast(Any, tokens)) for pk, tokens in words.items()]
        CaseWords.objects.bulk_create(
            made, update_conflicts=True, unique_fields=["case_id"], update_fields=["tokens"], batch_size=100
        )


def place_tokens(case_id: int, team_id: int, people: Iterable[int | None]) -> set[str]:
    """Return the tokens that say where a case belongs; no word of a text has a colon in it."""
    return {f"b:{case_id // BUCKET}", f"t:{team_id}", *(f"a:{one}" for one in people if one)}


def follow_words() -> int:
    """Bring the index up to what was written since the last time, and return how many cases that touched.

    The first time every case is promised to the index, the newest first.
    """
    if start_following(FOLLOWER):
        enqueue(OLDER, {"below": None}, unique_key=OLDER)
    touched = 0
    while True:
        with followed(FOLLOWER, BLOCKS_AT_A_TIME) as entries:
            changed = _cases_of(entries)
            index_cases(changed)
        touched += len(changed)
        if not entries:
            return touched


def index_older(below: int | None) -> int | None:
    """Index some cases below an id (None = all), the newest first; return the id to go on from, None at the end.

    What is written meanwhile is read by the follower afterwards, who waits for this.
    """
    older = Case.objects.all() if below is None else Case.objects.filter(pk__lt=below)
    with standing_still(FOLLOWER):
        ids = list(older.order_by("-pk").values_list("pk", flat=True)[:CASES_AT_A_TIME])
        index_cases(ids)
    return ids[-1] if ids else None


def rebuild_words(*, afresh: bool = False) -> Iterator[int]:
    """Index all cases anew while people work, the newest first, and yield how many are done after each chunk.

    Whoever was stopped goes on where it stopped, unless `afresh`. Two at a time do no harm.
    """
    start_following(FOLLOWER)
    if afresh:
        Follower.objects.filter(name=REBUILDING).delete()
    below = Follower.objects.filter(name=REBUILDING).values_list("block", flat=True).first()
    total, done = Case.objects.count(), 0 if below is None else Case.objects.filter(pk__gte=below).count()
    yield done
    while (below := index_older(below)) is not None:
        Follower.objects.update_or_create(name=REBUILDING, defaults={"block": below})
        done = min(done + CASES_AT_A_TIME, total)
        yield done
    Follower.objects.filter(name=REBUILDING).delete()


def words_behind() -> tuple[int | None, bool]:
    """Return how many blocks of the journal are still to be read (None: none was, so nothing is found yet), and whether
    cases from before are still to come. Cost: 2 statements.
    """
    behind = blocks_behind([FOLLOWER, REBUILDING])
    return behind.get(FOLLOWER), REBUILDING in behind or OutboxRow.objects.filter(name=OLDER).exists()


def _cases_of(entries: Iterable[JournalEntry]) -> set[int]:
    changed = {one.subject_id for one in entries if one.subject == "case" and one.code in CHANGES_WORDS}
    changed |= {one.data["new_case_id"] for one in entries if one.code == events.CaseSplit.code}
    erased = {one.subject_id for one in entries if one.code == CustomerErased.code}
    for customer_id in erased:
        theirs = Case.objects.filter(customer_id__in=whole_ids(customer_id))
        changed |= set(theirs.values_list("pk", flat=True))
    return changed


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[at : at + CASES_AT_A_TIME] for at in range(0, len(ids), CASES_AT_A_TIME))
