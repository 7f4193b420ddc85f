"""A draft that begins with its first change is there with it, or not at all."""

import pytest
from tests import given
from tests.domain.standards.given_manuals import a_manual, a_rule_of
from tests.rows import nothing_changes

from fuwutai.domain.standards.commands import draft_rule_change
from fuwutai.domain.standards.models import ManualVersion
from fuwutai.kernel.errors import Invalid, Refused

pytestmark = pytest.mark.django_db

ABOUT = {"manual_code": "M1", "title": "加快首次响应", "reason": "用户反映慢"}


def test_the_draft_is_there_with_its_change():
    rule = a_rule_of(a_manual())
    actor = given.supervisor()
    made = draft_rule_change(actor=actor, **ABOUT, action="revise", rule_id=rule.pk, value={"minutes": 5})
    draft = ManualVersion.objects.get(state="draft")
    assert (made.version_id, made.rule_id, draft.title, draft.author_id) == (
        draft.pk,
        rule.pk,
        ABOUT["title"],
        actor.id,
    )


def test_where_the_change_is_refused_there_is_no_draft_either():
    rule = a_rule_of(a_manual())
    with nothing_changes():
        with pytest.raises(Invalid):
            draft_rule_change(
                actor=given.supervisor(), **ABOUT, action="revise", rule_id=rule.pk, value={"minutes": 10}
            )
        with pytest.raises(Refused):
            draft_rule_change(actor=given.agent(), **ABOUT, action="end", rule_id=rule.pk)
