"""Records of service are kept: no part of the product deletes them, however old they are."""

import ast
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import ProtectedError
from tests import given
from tests.architecture.sources import PACKAGE, files, name, tree

from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.customers.models import Customer
from fuwutai.kernel.jobs import job_named, registered_crons
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.worker import drain

TAKEN_AWAY = {
    "domain/cases/commands/drafts.py": "words that nobody has said yet, once they are said or not wanted any more",
    "domain/cases/commands/tags.py": "that a word stood on a case; the journal keeps it",
    "domain/cases/commands/watching.py": "that a colleague wanted to hear of a case; the journal keeps it",
    "domain/cases/jobs/sending.py": "drafts about an erased customer, erased on purpose with the rest",
    "domain/cases/commands/links.py": "that two cases have to do with one another; the journal keeps it",
    "domain/customers/commands/contacts.py": "a number no longer used; CustomerChange keeps what it was",
    "domain/customers/commands/organisations.py": "that somebody belonged somewhere; the journal keeps it",
    "domain/customers/commands/own_fields.py": "an answer in a field of the centre's own; CustomerChange keeps it",
    "domain/customers/commands/duplicates.py": "keyed digests and guesses, made anew at any time",
    "domain/customers/commands/erase.py": "what is erased on purpose, refused as long as records must be kept",
    "domain/cases/finding/word_index.py": "how far the index of words was made anew; it is made at any time",
    "domain/cases/commands/views.py": "counters of saved views, counted anew at any time",
}
"""Where rows about a person go that are no record of service, and why they may."""
RECORDS = ("domain/cases/", "domain/customers/", "kernel/journal.py", "kernel/access_log.py", "kernel/chain.py")
MOMENT = datetime(2026, 3, 2, 2, tzinfo=UTC)  # a Monday, 10:00 in Shanghai


def stored(case: Case) -> tuple[object, ...]:
    words = Message.objects.filter(case=case).order_by("pk").values_list("body", flat=True)
    history = JournalEntry.objects.filter(subject="case", subject_id=case.pk, code__startswith="cases.")
    told = history.exclude(code="cases.case_archived").count()
    [row] = Case.objects.filter(pk=case.pk).values()
    row.pop("archived_at")  # in the archive it is as whole as before
    return row, list(words), told


@pytest.mark.django_db
@pytest.mark.proves("S4-2.1-7", "S4-4.3-3", "S4-7.1-8")
def test_four_years_of_housekeeping_leave_a_closed_case_whole(time_machine):
    time_machine.move_to(MOMENT, tick=False)
    cases = [given.a_closed_case(), given.a_closed_case(type="complaint", phone="13700001111")]
    before = [stored(case) for case in cases]
    time_machine.shift(timedelta(days=4 * 366))
    for repeated in registered_crons():
        job = job_named(repeated)
        assert job is not None
        job.handler({})
    drain()
    assert [stored(case) for case in cases] == before
    assert not Case.objects.filter(archived_at=None).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Case, Customer])
@pytest.mark.proves("S4-2.1-7", "S4-4.3-3", "S4-7.1-8")
def test_the_database_refuses_to_delete_what_words_and_cases_hang_on(model):
    given.a_closed_case(type="complaint")
    with pytest.raises(ProtectedError):
        model.objects.all().delete()
    assert model.objects.exists()


@pytest.mark.proves("S4-2.1-7", "S4-4.3-3", "S4-7.1-8")
def test_nothing_in_the_rooms_of_cases_customers_and_journal_deletes():
    deleting = [
        f"{name(path)}:{node.lineno}"
        for path in files(".py")
        if path.is_relative_to(PACKAGE)
        and (room := path.relative_to(PACKAGE).as_posix()).startswith(RECORDS)
        and room not in TAKEN_AWAY
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"delete", "_raw_delete"}
    ]
    assert deleting == []
