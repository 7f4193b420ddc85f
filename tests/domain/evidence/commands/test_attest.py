"""Attestations: who may vouch for a clause, what is asked, and what of it can be taken back."""

from datetime import date, timedelta

import pytest
from tests import given
from tests.domain.evidence.given_clauses import ONE, a_shelf
from tests.rows import nothing_changes

from fuwutai.domain.evidence import attestations as attestations_module
from fuwutai.domain.evidence.attestations import attestation_file, attestations, page_of_proof
from fuwutai.domain.evidence.commands import attest_clause, withdraw_attestation
from fuwutai.domain.evidence.selection import centre_today
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def attested(**differs):
    said = {"actor": given.supervisor(), "clause_code": ONE, "done_on": centre_today(), "note": "现场核对台账"}
    return attest_clause(**{**said, **differs})


def test_a_word_stands_with_day_person_and_file_and_the_journal_holds_ids_and_codes_only():
    a_shelf()
    made = attested(file=page_of_proof("C:\\台账\\十一月.pdf", b"%PDF"), expires_on=centre_today() + timedelta(days=30))
    (row,) = attestations(given.administrator(), [ONE])[ONE]
    assert (row.id, row.staff_name, row.note, row.file_name) == (made.pk, "陈国强", "现场核对台账", "十一月.pdf")
    assert attestation_file(given.administrator(), made.pk) == ("十一月.pdf", b"%PDF")
    entry = JournalEntry.objects.get(code="evidence.attestation_made")
    assert entry.data == {"attestation_id": made.pk, "clause_code": ONE, "staff_id": given.supervisor().id}


@pytest.mark.parametrize("who", ["agent", "customer", "system"])
def test_only_persons_who_may_attest_do_and_nothing_changes(who):
    a_shelf()
    word = attested()
    actor = {"agent": given.agent(), "customer": Actor.customer(), "system": Actor.system("tests")}[who]
    with nothing_changes():
        with pytest.raises(Refused):
            attested(actor=actor)
        with pytest.raises(Refused):
            withdraw_attestation(actor=actor, attestation_id=word.pk, reason="误报")


@pytest.mark.parametrize(
    ("differs", "field"),
    [
        ({"note": "  "}, "note"),
        ({"note": "字" * 2001}, "note"),
        ({"note": "a\x00b"}, "note"),
        ({"done_on": date(2999, 1, 1)}, "done_on"),
        ({"done_on": date(1900, 1, 1)}, "done_on"),
        ({"expires_on": date(2001, 1, 1)}, "expires_on"),
    ],
    ids=["none", "long", "nul", "to-come", "long-ago", "ends-before"],
)
def test_each_wrong_answer_is_named_and_nothing_changes(differs, field):
    a_shelf()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        attested(**differs)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b""), ("a.pdf", b"x" * (2 * 1024 * 1024 + 1)), ("/", b"%PDF"), ("a.exe", b"MZ"), ("a.pdf", b"MZ")],
    ids=["empty", "large", "nameless", "program", "misnamed"],
)
def test_a_page_that_is_not_taken_is_refused_before_there_is_a_command(name, content):
    a_shelf()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        attested(file=page_of_proof(name, content))
    assert list(refused.value.fields) == ["file"]


def test_a_page_that_grows_beyond_what_is_kept_is_refused(monkeypatch):
    monkeypatch.setattr(attestations_module, "MOST_KEPT_BYTES", 4)
    assert page_of_proof("a.pdf", b"%PDF").content == b"%PDF"
    with pytest.raises(Invalid):
        page_of_proof("a.pdf", b"%PDF-")


def test_a_clause_that_is_not_in_force_cannot_be_attested():
    a_shelf()
    with nothing_changes(), pytest.raises(NotFound):
        attested(clause_code="M1-9.9-9")


def test_a_word_is_withdrawn_once_with_a_reason_and_stays_to_be_read():
    a_shelf()
    word = attested()
    with nothing_changes():
        with pytest.raises(Invalid):
            withdraw_attestation(actor=given.administrator(), attestation_id=word.pk, reason=" ")
        with pytest.raises(NotFound):
            withdraw_attestation(actor=given.administrator(), attestation_id=word.pk + 1, reason="误报")
    withdraw_attestation(actor=given.administrator(), attestation_id=word.pk, reason="误报")
    (row,) = attestations(given.supervisor(), [ONE])[ONE]
    assert (row.withdrawn_by, row.withdrawn_reason, row.holds_on(centre_today())) == ("何静", "误报", False)
    with nothing_changes(), pytest.raises(Conflict):
        withdraw_attestation(actor=given.administrator(), attestation_id=word.pk, reason="再次")


def test_who_may_not_read_figures_reads_no_words_and_no_files():
    a_shelf()
    word = attested(file=page_of_proof("a.pdf", b"%PDF"))
    with pytest.raises(Refused):
        attestations(given.agent(), [ONE])
    with pytest.raises(Refused):
        attestation_file(given.agent(), word.pk)
