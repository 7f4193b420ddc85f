import json
import random
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.chained import ACCESS, JOURNAL, NOON, blocks, broken, entry, fresh_data, write

from fuwutai.kernel import chain, clock
from fuwutai.kernel.chain import ChainError, seal, seal_all, verify
from fuwutai.kernel.models import AccessEntry, ChainBlock, ChainHead, JournalEntry

pytestmark = pytest.mark.django_db

_data = pytest.fixture(autouse=True, name="data")(fresh_data)


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
    AccessEntry.objects.create(at=NOON, action="customer.revealed", actor_kind="staff", actor_id=7, reason="来电核实")
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
    AccessEntry.objects.create(at=NOON, action="customer.revealed", actor_kind="staff", reason="one", reason_digest="d")
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
        number for first, last, _seen in chain._without(gaps, sorted(appeared)) for number in range(first, last + 1)
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
