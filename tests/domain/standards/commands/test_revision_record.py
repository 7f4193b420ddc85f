"""What the manual demands that every version states before it is reviewed."""

import pytest
from django.utils import translation
from tests import given
from tests.domain.standards.given_manuals import a_worded_draft
from tests.rows import nothing_changes

from fuwutai.domain.standards.commands import adopt_rule, describe_version, submit_version
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid

pytestmark = pytest.mark.django_db

BASIS = {
    "data": "上季度首次响应超时率 8%",
    "users": "更快得到答复",
    "technology": "系统自动派单",
    "rules": "服务办法第三条",
}


def demanded(*parts: str) -> None:
    for part in parts:
        adopt_rule(
            actor=Actor.system("tests"), kind="standards.revision_record", value={"states": part},
            clause_code="S3-8.2.2-1" if part == "topics" else "S3-8.2.5-1",
        )  # fmt: skip


def described(draft, **more):
    describe_version(actor=given.supervisor(), version_id=draft.pk, title=draft.title, reason=draft.reason, **more)


def sent(draft):
    return submit_version(actor=given.supervisor(), version_id=draft.pk)


def refused(draft) -> Invalid:
    given.supervisor()
    with nothing_changes(), pytest.raises(Invalid) as error:
        sent(draft)
    return error.value


@pytest.mark.proves("S3-8.2.2-1")
def test_a_version_without_a_topic_is_not_reviewed_where_the_manual_demands_one():
    demanded("topics")
    draft = a_worded_draft()
    assert set(refused(draft).fields) == {"topics"}
    described(draft, topics=["process"])
    assert sent(draft).state == "in_review"


@pytest.mark.proves("S3-8.2.5-1")
@pytest.mark.parametrize("part", sorted(BASIS))
def test_a_version_states_each_part_of_its_basis_where_the_manual_demands_it(part):
    demanded(*BASIS)
    draft = a_worded_draft()
    described(draft, basis={**BASIS, part: " "})
    assert set(refused(draft).fields) == {part}
    described(draft, basis=BASIS)
    assert sent(draft).state == "in_review"


def test_the_refusal_names_what_is_lacking_and_what_to_do():
    demanded("rules", "topics")
    draft = a_worded_draft()
    with translation.override("en"):
        said = str(refused(draft).message)
    assert "Topics, Rules behind it" in said
    assert "send it again" in said


def test_where_no_manual_demands_it_a_reason_is_enough():
    assert sent(a_worded_draft()).state == "in_review"
