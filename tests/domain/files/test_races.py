"""Two at once: the same bytes sent twice, and a sweep that meets somebody who uses the file."""

import threading

import pytest
from django.db import connection, transaction
from tests import given
from tests.domain.files.given_files import SYSTEM, kept
from tests.racing import at_once

from fuwutai.domain.cases.commands import attach_file
from fuwutai.domain.cases.models import Attachment
from fuwutai.domain.files.commands import erase_unused_files
from fuwutai.domain.files.models import StoredFile
from fuwutai.domain.files.queries import open_file
from fuwutai.kernel.errors import NotFound

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_the_same_bytes_sent_by_many_at_once_are_kept_once():
    given.centre()
    found = at_once(*[lambda: kept("a.txt", b"same").file_id] * 4)
    assert len(set(found)) == 1
    assert StoredFile.objects.count() == 1
    assert b"".join(open_file(found[0])) == b"same"


def test_a_sweep_that_waits_for_who_uses_the_file_finds_it_in_use():
    case, file = given.a_case(), kept("a.txt", b"one")
    lin = given.agent()
    erased: list[list[int]] = []

    def sweep() -> None:
        erased.append(erase_unused_files(actor=SYSTEM, file_ids=[file.file_id]))
        connection.close()

    with transaction.atomic():
        attach_file(actor=lin, case_id=case.pk, kept=file)
        sweeper = threading.Thread(target=sweep)
        sweeper.start()
        sweeper.join(0.5)
        assert sweeper.is_alive()
    sweeper.join(10)
    assert erased == [[]]
    assert b"".join(open_file(file.file_id)) == b"one"


def test_who_comes_after_the_sweep_is_told_so_and_leaves_no_row_without_bytes():
    case, file = given.a_case(), kept("a.txt", b"one")
    lin = given.agent()
    failed: list[Exception] = []

    def attach() -> None:
        try:
            attach_file(actor=lin, case_id=case.pk, kept=file)
        except NotFound as problem:
            failed.append(problem)
        connection.close()

    with transaction.atomic():
        assert erase_unused_files(actor=SYSTEM, file_ids=[file.file_id]) == [file.file_id]
        late = threading.Thread(target=attach)
        late.start()
        late.join(0.5)
        assert late.is_alive()
    late.join(10)
    assert len(failed) == 1
    assert not Attachment.objects.exists()
