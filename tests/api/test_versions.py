"""`ETag` and `If-Match`: what was read is what is changed, or nothing is."""

import pytest
from tests import given
from tests.racing import queued
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import add_note
from fuwutai.domain.cases.models import Case

NOTE = {"kind": "note", "body": "查过了。"}


@pytest.mark.django_db
def test_a_case_bears_a_tag_that_moves_with_each_deed(ask, send):
    case = given.an_open_case()
    first = ask(f"/cases/{case.pk}")["ETag"]
    assert ask(f"/cases/{case.pk}")["ETag"] == first
    after = send(f"/cases/{case.pk}/tags/add", {"names": ["老客户"]})["ETag"]
    said = send(f"/cases/{case.pk}/messages", NOTE)["ETag"]
    assert len({first, after, said}) == 3 and ask(f"/cases/{case.pk}")["ETag"] == said


@pytest.mark.django_db
@pytest.mark.parametrize("tag", ['"0"', '"999999"', "nothing like it", 'W/"x"'])
def test_what_has_changed_since_it_was_read_is_not_changed(send, tag):
    case = given.an_open_case()
    send("/cases/999999/take")
    with nothing_changes():
        for where, body in ((f"/cases/{case.pk}/tags/add", {"names": ["x"]}), (f"/cases/{case.pk}/messages", NOTE)):
            answer = send(where, body, if_match=tag)
            assert (answer.status_code, answer.json()["code"]) == (412, "changed_meanwhile")
            assert "ETag" not in answer


@pytest.mark.django_db
def test_what_is_as_it_was_read_is_changed_and_any_state_by_a_star(ask, send):
    case = given.an_open_case()
    read = ask(f"/cases/{case.pk}")["ETag"]
    assert send(f"/cases/{case.pk}/messages", NOTE, if_match=f'"0", {read}').status_code == 201
    assert send(f"/cases/{case.pk}/messages", NOTE, if_match=read).status_code == 412
    assert send(f"/cases/{case.pk}/messages", NOTE, if_match="*").status_code == 201


@pytest.mark.django_db
def test_a_refusal_for_another_reason_stays_that_reason(ask, send):
    case = given.an_open_case()
    read = ask(f"/cases/{case.pk}")["ETag"]
    send("/cases/999999/take")
    with nothing_changes():
        assert send(f"/cases/{case.pk}/reopen", {}, if_match=read).status_code == 409
        assert send("/cases/999999/take", {}, if_match=read).status_code == 404


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_read_the_same_one_writes(ask, send):
    case = given.an_open_case()
    read = ask(f"/cases/{case.pk}")["ETag"]
    send("/cases/999999/take")

    def tag(name):
        return lambda: send(f"/cases/{case.pk}/tags/add", {"names": [name]}, if_match=read)

    first, second = queued(Case.objects.filter(pk=case.pk), tag("甲"), tag("乙"))
    assert (first.status_code, second.status_code) == (200, 412)
    case.refresh_from_db()
    assert case.tags == ["甲"]


@pytest.mark.django_db
def test_what_colleagues_did_at_the_desk_counts_as_well(ask, send):
    case = given.an_open_case()
    read = ask(f"/cases/{case.pk}")["ETag"]
    add_note(actor=given.supervisor(), case_id=case.pk, body="班长看过。")
    assert send(f"/cases/{case.pk}/take", {}, if_match=read).status_code == 412
