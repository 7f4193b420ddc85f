"""Whatever is changed, removed, swapped or cut in a sealed table is found and named."""

import json
from datetime import timedelta

import pytest
from tests.kernel.chained import ACCESS, JOURNAL, NOON, blocks, broken, fresh_data, swap_ids, write

from fuwutai.kernel import chain, keyring
from fuwutai.kernel.chain import Broken, seal, seal_all, verify
from fuwutai.kernel.models import AccessEntry, ChainBlock, ChainHead, JournalEntry

pytestmark = pytest.mark.django_db

_data = pytest.fixture(autouse=True, name="data")(fresh_data)


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


@pytest.mark.parametrize("change", [{"head": bytes(32)}, {"row_macs": b""}, {"row_count": 2}, {"first_seq": 9}])
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
