"""The version of a case: it moves with each deed, and keeps who has read less from writing."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import add_note, tag_case, take_case
from fuwutai.domain.cases.versions import ChangedMeanwhile, hold_at, version_of
from fuwutai.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


def test_each_deed_moves_the_version_and_nothing_else_does():
    case, other = given.a_case(), given.a_case(phone="13700001111")
    seen = [version_of(case.pk)]
    for deed in (
        lambda: take_case(actor=given.agent(), case_id=case.pk),
        lambda: add_note(actor=given.agent(), case_id=case.pk, body="查过了。"),
        lambda: tag_case(actor=given.agent(), case_id=case.pk, names=["老客户"]),
    ):
        deed()
        add_note(actor=given.agent(), case_id=other.pk, body="别的。")
        seen.append(version_of(case.pk))
    assert seen == sorted(set(seen)) and version_of(999_999) == 0


def test_what_was_read_before_somebody_changed_it_is_not_written_over():
    case = given.a_case()
    read = version_of(case.pk)
    add_note(actor=given.agent(), case_id=case.pk, body="改了。")
    with nothing_changes(), pytest.raises(ChangedMeanwhile):
        hold_at(given.agent(), case.pk, {read})
    hold_at(given.agent(), case.pk, {read, version_of(case.pk)})


def test_a_case_out_of_sight_has_no_version_to_hold():
    case = given.a_case()
    with pytest.raises(NotFound):
        hold_at(given.agent_elsewhere(), case.pk, {version_of(case.pk)})
