"""Cases that have to do with one another."""

import pytest
from tests import given
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import clear_parent, link_cases, set_parent, unlink_cases
from fuwutai.domain.cases.models import Case, CaseLink
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db
ONLY_LOOKS = Actor(kind="staff", id=1, permissions=frozenset({"cases.view"}), reach="all")


def told(code: str) -> list[tuple[int, dict]]:
    entries = JournalEntry.objects.filter(code=f"cases.{code}").order_by("pk")
    return [(entry.subject_id, entry.data) for entry in entries]


def counts(*cases: Case) -> list[int]:
    return [Case.objects.get(pk=case.pk).links for case in cases]


def test_a_link_stands_once_for_both_cases_and_the_last_kind_holds():
    one, other = given.a_case(), given.a_case(phone="13800138000")
    link_cases(actor=given.agent(), case_id=other.pk, other_id=one.pk, kind="related")
    with nothing_changes():
        link_cases(actor=given.agent(), case_id=one.pk, other_id=other.pk, kind="related")
    link_cases(actor=given.agent(), case_id=one.pk, other_id=other.pk, kind="duplicate")
    assert list(CaseLink.objects.values_list("first", "second", "kind")) == [(one.pk, other.pk, "duplicate")]
    assert counts(one, other) == [1, 1]
    assert [pk for pk, _data in told("case_linked")] == [other.pk, one.pk, one.pk, other.pk]


def test_a_link_is_taken_away_even_to_a_case_out_of_sight():
    one, hidden = given.a_case(), given.a_case(team_code="mobile")
    link_cases(actor=given.supervisor(), case_id=one.pk, other_id=hidden.pk, kind="related")
    unlink_cases(actor=given.agent(), case_id=one.pk, other_id=hidden.pk)
    assert not CaseLink.objects.exists() and counts(one, hidden) == [0, 0]
    for other_id in (hidden.pk, 999_999):  # that there is such a case is not told either
        with nothing_changes():
            unlink_cases(actor=given.agent(), case_id=one.pk, other_id=other_id)


def test_a_case_is_part_of_one_greater_case_of_whichever_customer():
    child, parent, later = given.a_case(), given.a_case(phone="13800138000"), given.a_case()
    set_parent(actor=given.agent(), case_id=child.pk, parent_id=parent.pk)
    assert counts(child, parent) == [1, 1]
    set_parent(actor=given.agent(), case_id=child.pk, parent_id=later.pk)
    assert Case.objects.get(pk=child.pk).parent == later and counts(child, parent, later) == [1, 0, 1]
    assert told("child_removed") == [(parent.pk, {"case_id": parent.pk, "child_id": child.pk})]
    clear_parent(actor=given.agent(), case_id=child.pk)
    assert Case.objects.get(pk=child.pk).parent is None and counts(child, later) == [0, 0]
    with nothing_changes():
        clear_parent(actor=given.agent(), case_id=child.pk)


def test_parts_have_no_parts_and_nothing_is_part_of_itself():
    child, parent, other = given.a_case(), given.a_case(), given.a_case()
    set_parent(actor=given.agent(), case_id=child.pk, parent_id=parent.pk)
    for case, into in ((parent, other), (other, child), (parent, child), (other, other)):
        with nothing_changes(), pytest.raises(Invalid):
            set_parent(actor=given.agent(), case_id=case.pk, parent_id=into.pk)


def test_an_unknown_kind_and_a_merged_case_are_refused():
    one, other, merged = given.a_case(), given.a_case(), given.a_merged_case()
    with nothing_changes(), pytest.raises(Invalid):
        link_cases(actor=given.agent(), case_id=one.pk, other_id=other.pk, kind="friend")
    with nothing_changes(), pytest.raises(Conflict):
        link_cases(actor=given.agent(), case_id=one.pk, other_id=merged.pk, kind="related")
    with nothing_changes(), pytest.raises(Conflict):
        set_parent(actor=given.agent(), case_id=one.pk, parent_id=merged.pk)


@pytest.mark.parametrize(("who", "kind"), [(given.agent_elsewhere, NotFound), (lambda: ONLY_LOOKS, Refused)])
def test_who_may_not_connects_nothing(who, kind):
    one, other, actor = given.a_case(), given.a_case(), who()
    link_cases(actor=given.agent(), case_id=one.pk, other_id=other.pk, kind="related")
    set_parent(actor=given.agent(), case_id=one.pk, parent_id=other.pk)
    third = given.a_case()
    for command, more in (
        (link_cases, {"other_id": third.pk, "kind": "related"}),
        (unlink_cases, {"other_id": other.pk}),
        (set_parent, {"parent_id": third.pk}),
        (clear_parent, {}),
    ):
        with nothing_changes(), pytest.raises(kind):
            command(actor=actor, case_id=one.pk, **more)


def test_a_case_out_of_sight_is_connected_with_nothing():
    one, hidden = given.a_case(), given.a_case(team_code="mobile")
    with nothing_changes(), pytest.raises(NotFound):
        link_cases(actor=given.agent(), case_id=one.pk, other_id=hidden.pk, kind="related")
    with nothing_changes(), pytest.raises(NotFound):
        set_parent(actor=given.agent(), case_id=one.pk, parent_id=hidden.pk)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_cases_made_part_of_each_other_at_once_one_is():
    one, other = given.a_case(), given.a_case()
    agent = given.agent()
    results = at_once(
        lambda: set_parent(actor=agent, case_id=one.pk, parent_id=other.pk),
        lambda: set_parent(actor=agent, case_id=other.pk, parent_id=one.pk),
    )
    assert sorted(type(result).__name__ for result in results) == ["Case", "Invalid"]
    assert Case.objects.exclude(parent=None).count() == 1
