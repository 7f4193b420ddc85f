import json
import random
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from fuwutai.kernel import chain, clock, keyring
from fuwutai.kernel.chain import Broken, ChainError, seal, seal_all, verify
from fuwutai.kernel.models import AccessEntry, ChainBlock, ChainHead, JournalEntry

pytestmark = pytest.mark.django_db

JOURNAL, ACCESS = JournalEntry._meta.db_table, AccessEntry._meta.db_table
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data(tmp_path, settings, request, monkeypatch) -> Iterator[Path]:
    """Give every test a data directory of its own: its head file must not know other tests' chains."""
    if not request.node.get_closest_marker("django_db").kwargs:
        monkeypatch.setattr(transaction, "on_commit", lambda action: action())  # such a test never commits
    settings.FUWUTAI_DATA = tmp_path
    keyring.forget_ring()
    yield tmp_path
    keyring.forget_ring()


def entry(number: int, pk: int | None = None) -> JournalEntry:
    return JournalEntry(
        pk=pk,
        at=NOON,
        recorded_at=NOON + timedelta(microseconds=number),
        code="cases.case_opened",
        subject="case",
        subject_id=number,
        subject_seq=1,
        actor_kind="system",
        command="open_case",
        data={
            "case_id": number,
            "at": "2026-11-21T04:00:00Z",
            "urgent": number % 2 == 0,
            "nested": {"b": 1, "a": [None]},
        },
    )


def write(count: int, first: int = 1) -> list[int]:
    """Write journal entries one after the other and return their ids."""
    rows = JournalEntry.objects.bulk_create(entry(number) for number in range(first, first + count))
    return [row.pk for row in rows]


def blocks(sizes: list[int]) -> list[int]:
    """Write and seal blocks of these sizes; return the ids of all rows in order."""
    ids: list[int] = []
    for size in sizes:
        ids += write(size, first=len(ids) + 1)
        assert seal(JOURNAL) == size
    return ids


def broken() -> tuple[int, str] | None:
    found = verify().first_broken
    assert found is None or found.table == JOURNAL
    return (found.seq, found.why) if found else None


def swap_ids(first: int, second: int) -> None:
    JournalEntry.objects.filter(pk=first).update(id=-1)
    JournalEntry.objects.filter(pk=second).update(id=first)
    JournalEntry.objects.filter(pk=-1).update(id=second)


# --- sealing


@pytest.mark.django_db(transaction=True)
def test_a_seal_that_is_rolled_back_leaves_no_head_in_the_file(data):
    write(2)
    with pytest.raises(RuntimeError), transaction.atomic():
        seal(JOURNAL)
        raise RuntimeError
    assert not (data / "audit.head").exists()
    assert verify().as_dict() == {"rows": 2, "sealed": 0, "unsealed": 2, "first_broken": None}


def test_an_empty_installation_is_whole(data):
    assert (seal(JOURNAL), seal(ACCESS)) == (0, 0)
    assert verify().as_dict() == {"rows": 0, "sealed": 0, "unsealed": 0, "first_broken": None}
    assert not (data / "audit.head").exists()


def test_rows_wait_unsealed_until_the_worker_seals_them():
    write(3)
    assert verify().as_dict() == {"rows": 3, "sealed": 0, "unsealed": 3, "first_broken": None}
    assert seal(JOURNAL) == 3
    assert verify().as_dict() == {"rows": 3, "sealed": 3, "unsealed": 0, "first_broken": None}
    assert seal(JOURNAL) == 0


def test_both_tables_are_sealed_on_chains_of_their_own():
    write(2)
    AccessEntry.objects.create(
        at=NOON, action="customer.revealed", actor_kind="staff", actor_id=7, reason="来电核实"
    )
    assert seal_all() == 3
    assert verify().as_dict() == {"rows": 3, "sealed": 3, "unsealed": 0, "first_broken": None}
    assert set(ChainHead.objects.values_list("table", flat=True)) == {JOURNAL, ACCESS}


def test_a_block_takes_no_more_than_its_limit():
    write(25)
    assert [seal(JOURNAL, limit=10) for _ in range(4)] == [10, 10, 5, 0]
    assert list(ChainBlock.objects.order_by("number").values_list("number", "first_seq", "row_count")) == [
        (1, 1, 10),
        (2, 11, 10),
        (3, 21, 5),
    ]
    assert broken() is None


def test_the_head_stands_in_a_file_that_only_its_owner_reads(data):
    blocks([2, 3])
    noted = json.loads((data / "audit.head").read_text())[JOURNAL]
    assert noted == {"number": 2, "head": bytes(ChainHead.objects.get(table=JOURNAL).head).hex()}
    assert (data / "audit.head").stat().st_mode & 0o777 == 0o600


def test_no_personal_word_enters_the_seal():
    AccessEntry.objects.create(
        at=NOON, action="customer.revealed", actor_kind="staff", reason="one", reason_digest="d"
    )
    seal_all()
    AccessEntry.objects.update(reason="")
    assert verify().first_broken is None


def test_rows_committed_late_are_sealed_when_they_appear():
    for number in (1, 2, 5, 9):
        entry(number, pk=number).save(force_insert=True)
    assert seal(JOURNAL) == 4
    for number in (7, 4, 10):
        entry(number, pk=number).save(force_insert=True)
    assert seal(JOURNAL) == 3
    assert verify().as_dict() == {"rows": 7, "sealed": 7, "unsealed": 0, "first_broken": None}
    assert [gap[:2] for gap in ChainHead.objects.get(table=JOURNAL).gaps] == [[3, 3], [6, 6], [8, 8]]


def test_a_gap_is_forgotten_after_an_hour_and_a_row_in_it_stays_visibly_unsealed():
    with clock.stopped_at(NOON):
        for number in (1, 3):
            entry(number, pk=number).save(force_insert=True)
        seal(JOURNAL)
    with clock.stopped_at(NOON + timedelta(minutes=61)):
        entry(4, pk=4).save(force_insert=True)
        seal(JOURNAL)
        assert ChainHead.objects.get(table=JOURNAL).gaps == []
        entry(2, pk=2).save(force_insert=True)
        assert seal(JOURNAL) == 0
    assert verify().as_dict() == {"rows": 4, "sealed": 3, "unsealed": 1, "first_broken": None}


def test_rows_that_appear_in_any_order_are_each_sealed_once():
    chance = random.Random(7)
    ids = list(range(1, 201))
    chance.shuffle(ids)
    while ids:
        count = chance.randint(1, 30)
        JournalEntry.objects.bulk_create([entry(number, pk=number) for number in ids[:count]])
        del ids[:count]
        while seal(JOURNAL, limit=chance.randint(1, 20)):
            pass
    assert verify().as_dict() == {"rows": 200, "sealed": 200, "unsealed": 0, "first_broken": None}
    assert ChainHead.objects.get(table=JOURNAL).gaps == []


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 6)), max_size=6),
    st.sets(st.integers(1, 100)),
)
def test_what_is_left_of_gaps_is_exactly_what_has_not_appeared(shapes, appeared):
    gaps, start = [], 0
    for distance, length in shapes:
        gaps.append((start + distance, start + distance + length - 1, 0))
        start += distance + length
    before = {number for first, last, _seen in gaps for number in range(first, last + 1)}
    left = [
        number
        for first, last, _seen in chain._without(gaps, sorted(appeared))
        for number in range(first, last + 1)
    ]
    assert left == sorted(before - appeared)


@pytest.mark.django_db(transaction=True)
def test_two_sealers_seal_no_row_twice():
    write(150)
    sealed: list[int] = []

    def work() -> None:
        try:
            while count := seal(JOURNAL, limit=7):
                sealed.append(count)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sealed) == 150
    assert verify().as_dict() == {"rows": 150, "sealed": 150, "unsealed": 0, "first_broken": None}


@pytest.mark.django_db(transaction=True)
def test_the_chain_stays_whole_while_people_write_and_the_worker_seals(data):
    done = threading.Event()

    def work() -> None:
        try:
            while not done.wait(0.005):
                seal_all()
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for start in range(1, 200, 10):
            write(10, first=start)
            assert verify().first_broken is None
    finally:
        done.set()
        worker.join()
    seal_all()
    assert verify().as_dict() == {"rows": 200, "sealed": 200, "unsealed": 0, "first_broken": None}
    assert json.loads((data / "audit.head").read_text())[JOURNAL]["number"] == ChainBlock.objects.count()


# --- changed


@pytest.mark.parametrize(
    "change",
    [
        {"code": "cases.case_closed"},
        {"at": NOON + timedelta(microseconds=1)},
        {"subject_id": 999},
        {"actor_id": 7},
        {"data": {"case_id": 999}},
    ],
)
def test_a_changed_row_is_found(change):
    ids = blocks([3, 3])
    JournalEntry.objects.filter(pk=ids[4]).update(**change)
    assert broken() == (5, "changed")


def test_a_changed_row_of_the_access_log_is_found():
    write(1)
    seen = AccessEntry.objects.create(at=NOON, action="customer.revealed", actor_kind="staff", actor_id=7)
    seal_all()
    AccessEntry.objects.filter(pk=seen.pk).update(actor_id=8)
    assert verify().first_broken == Broken(ACCESS, 1, "changed")


def test_a_seal_copied_from_a_changed_row_does_not_help():
    ids = blocks([3])
    JournalEntry.objects.filter(pk=ids[1]).update(actor_id=7)
    block = ChainBlock.objects.get()
    macs = bytearray(block.row_macs)
    macs[16:32] = chain._row_mac(JournalEntry.objects.get(pk=ids[1]))
    ChainBlock.objects.update(row_macs=bytes(macs))
    assert broken() == (1, "changed")


@pytest.mark.parametrize(
    "change", [{"head": bytes(32)}, {"row_macs": b""}, {"row_count": 2}, {"first_seq": 9}]
)
def test_a_changed_block_is_found(change):
    blocks([3, 3])
    ChainBlock.objects.filter(number=2).update(**change)
    assert broken() == (4, "changed")


def test_a_head_that_is_not_its_block_s_is_found():
    blocks([3])
    ChainHead.objects.update(head=bytes(32))
    assert broken() == (1, "changed")


def test_a_head_file_that_knows_another_history_is_found(data):
    blocks([2, 2])
    noted = {JOURNAL: {"number": 2, "head": bytes(32).hex()}}
    (data / "audit.head").write_text(json.dumps(noted))
    assert broken() == (3, "changed")


def test_another_audit_key_proves_nothing(data):
    blocks([2])
    (data / "keys" / "keyring.json").unlink()
    keyring.forget_ring()
    assert broken() == (1, "changed")


# --- missing


def test_a_row_taken_out_of_the_middle_is_missing():
    ids = blocks([3, 3])
    JournalEntry.objects.filter(pk=ids[1]).delete()
    assert broken() == (2, "missing")


def test_the_last_row_of_a_block_in_the_middle_is_missing():
    ids = blocks([3, 3])
    JournalEntry.objects.filter(pk=ids[2]).delete()
    assert broken() == (3, "missing")


def test_a_block_taken_out_of_the_middle_is_missing():
    blocks([2, 2, 2])
    ChainBlock.objects.filter(number=2).delete()
    assert broken() == (3, "missing")


# --- reordered


def test_two_rows_with_swapped_ids_are_reordered():
    ids = blocks([5])
    swap_ids(ids[1], ids[3])
    assert broken() == (2, "reordered")


def test_rows_swapped_across_neighbouring_blocks_are_reordered():
    ids = blocks([3, 3, 3])
    swap_ids(ids[4], ids[8])
    assert broken() == (5, "reordered")


def test_two_blocks_with_swapped_numbers_are_reordered():
    blocks([2, 2, 2])
    ChainBlock.objects.filter(number=1).update(number=9)
    ChainBlock.objects.filter(number=2).update(number=1)
    ChainBlock.objects.filter(number=9).update(number=2)
    assert broken() == (1, "reordered")


# --- tail_cut


def test_the_last_rows_cut_off_show():
    ids = blocks([3, 3])
    JournalEntry.objects.filter(pk__in=ids[4:]).delete()
    assert broken() == (5, "tail_cut")


def test_rows_cut_off_show_after_new_ones_were_written():
    ids = blocks([3, 3])
    JournalEntry.objects.filter(pk__in=ids[5:]).delete()
    write(2, first=7)
    assert broken() == (6, "tail_cut")


def cut_back_to_first_block(ids: list[int], size: int) -> None:
    """Take away rows, blocks and head as somebody would who knows the tables but not the file."""
    first = ChainBlock.objects.get(number=1)
    JournalEntry.objects.filter(pk__in=ids[size:]).delete()
    ChainBlock.objects.filter(number__gt=1).delete()
    ChainHead.objects.update(number=1, seq=size, head=first.head, watermark=ids[size - 1], gaps=[])


def test_a_tail_cut_with_its_blocks_and_head_shows_by_the_file():
    ids = blocks([3, 3, 3])
    cut_back_to_first_block(ids, 3)
    assert broken() == (4, "tail_cut")


def test_a_cut_tail_still_shows_after_the_chain_has_grown_past_it():
    ids = blocks([3, 3, 3])
    cut_back_to_first_block(ids, 3)
    for number in range(10, 14):
        write(1, first=number)
        seal(JOURNAL)
    found = verify().first_broken
    assert found is not None
    assert found.why == "changed"  # block 3 is another one than the file remembers


def test_tables_emptied_altogether_show():
    blocks([3])
    for model in (JournalEntry, ChainBlock, ChainHead):
        model.objects.all().delete()
    assert broken() == (1, "tail_cut")


@pytest.mark.parametrize("with_file", [True, False])
def test_a_removed_head_shows(data, with_file):
    blocks([3])
    ChainHead.objects.all().delete()
    if not with_file:
        (data / "audit.head").unlink()
    assert broken() == (4, "tail_cut")


def test_the_last_block_removed_shows_without_the_file(data):
    blocks([3, 3])
    ChainBlock.objects.filter(number=2).delete()
    (data / "audit.head").unlink()
    assert broken() == (4, "tail_cut")


# --- the file


def test_a_file_behind_the_database_is_fine(data):
    blocks([2])
    early = (data / "audit.head").read_bytes()
    write(2, first=3)
    seal(JOURNAL)
    (data / "audit.head").write_bytes(early)
    assert broken() is None
    write(1, first=5)
    seal(JOURNAL)
    assert json.loads((data / "audit.head").read_text())[JOURNAL]["number"] == 3


def test_a_missing_file_is_written_again(data):
    blocks([2])
    (data / "audit.head").unlink()
    assert (broken(), chain.head_is_noted()) == (None, False)
    write(1, first=3)
    seal(JOURNAL)
    assert chain.head_is_noted()


def test_a_damaged_file_is_reported_and_kept(data):
    blocks([2])
    (data / "audit.head").write_text("{")
    with pytest.raises(ChainError, match=r"audit\.head"):
        verify()
    assert (data / "audit.head").read_text() == "{"


def test_verifying_changes_nothing(data):
    blocks([2])
    write(1, first=3)
    before = (
        list(ChainHead.objects.values()),
        ChainBlock.objects.count(),
        (data / "audit.head").read_bytes(),
    )
    verify()
    assert before == (
        list(ChainHead.objects.values()),
        ChainBlock.objects.count(),
        (data / "audit.head").read_bytes(),
    )


def test_verifying_costs_a_few_statements_a_block(django_assert_max_num_queries):
    blocks([2] * 10)
    with django_assert_max_num_queries(10 + 3 * 10):
        verify()


def test_what_waits_for_its_seal_is_counted_in_one_statement(django_assert_num_queries):
    blocks([3])
    write(2, first=4)
    with django_assert_num_queries(1):
        assert chain.sealed_so_far() == {JOURNAL: (3, 2)}
