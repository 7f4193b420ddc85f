"""Macros: who may keep which, who finds them, and that one does all of its steps or none."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.actions.macros import macros_in_care, shared_macro_names, visible_macro, visible_macros
from fuwutai.domain.cases.commands.macros import MOST_MACROS, retire_macro, save_macro, use_macro
from fuwutai.domain.cases.models import Case, Macro, Message
from fuwutai.kernel.errors import Conflict, DomainError, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db
URGENT = {"do": "set_priority", "priority": "urgent"}
NOTE = {"do": "note", "body": "已联系机房"}


def kept(actor=None, **said) -> Macro:
    return save_macro(**{"actor": actor or given.agent(), "name": "加急", "steps": [URGENT, NOTE], **said})


def named(actor) -> list[str]:
    return [one.name for one in visible_macros(actor)]


def test_ones_own_macro_is_found_by_nobody_else():
    mine, case = kept(note="催装机时用"), given.a_case()
    assert (mine.owner_id, mine.team_id, mine.steps) == (given.staff().pk, None, [URGENT, NOTE])
    assert named(given.agent()) == ["加急"]
    for other in (given.supervisor(), given.administrator(), given.agent_elsewhere()):
        assert named(other) == []
        assert not macros_in_care(other).exists()
        with nothing_changes(), pytest.raises(NotFound):
            use_macro(actor=other, case_id=case.pk, macro_id=mine.pk)


def test_a_macro_of_a_team_is_found_by_the_team_and_one_for_all_by_everybody():
    kept(given.supervisor(), name="宽带", team_id=given.team().pk)
    kept(given.administrator(), name="全员", for_all=True)
    assert set(named(given.agent())) == {"宽带", "全员"}
    assert named(given.agent_elsewhere()) == ["全员"]
    assert "宽带" in [one.name for one in macros_in_care(given.administrator())]


def test_sharing_asks_for_the_permission():
    given.agent()
    with nothing_changes():
        for more in ({"team_id": given.team().pk}, {"for_all": True}):
            with pytest.raises(Refused):
                kept(**more)


def test_only_who_may_share_changes_and_retires_what_others_have():
    shared = kept(given.supervisor(), team_id=given.team().pk)
    with nothing_changes():
        with pytest.raises(Refused):
            kept(macro_id=shared.pk, name="我的")
        with pytest.raises(Refused):
            retire_macro(actor=given.agent(), macro_id=shared.pk)
    kept(given.supervisor(), macro_id=shared.pk, name="宽带加急", team_id=given.team().pk)
    shared.refresh_from_db()
    assert (shared.name, shared.owner_id) == ("宽带加急", None)
    retire_macro(actor=given.supervisor(), macro_id=shared.pk)
    assert named(given.agent()) == []
    assert shared_macro_names()[shared.pk] == "宽带加急"


def test_what_is_wrong_with_a_macro_is_named_field_by_field():
    actor = given.supervisor()
    with nothing_changes(), pytest.raises(Invalid) as caught:
        steps = [URGENT, {"do": "assign", "staff": "nobody-like-this"}]
        save_macro(actor=actor, name=" ", steps=steps, team_id=999_999, note="字" * 201)
    assert set(caught.value.fields) == {"name", "note", "team_id", "steps.1.staff"}


def test_nobody_has_more_than_sixty_of_her_own():
    now = kept().made_at
    rows = [Macro(name=f"宏{n}", owner_id=given.staff().pk, made_at=now) for n in range(MOST_MACROS - 1)]
    last = Macro.objects.bulk_create(rows)[-1]
    with nothing_changes(), pytest.raises(Conflict):
        kept(name="再一个")
    kept(name="改名", macro_id=last.pk)


def test_using_a_macro_takes_its_steps_and_counts():
    macro, case = kept(), given.an_open_case()
    done = use_macro(actor=given.agent(), case_id=case.pk, macro_id=macro.pk, seen_steps=macro.steps)
    macro.refresh_from_db()
    assert (done.priority, macro.uses, macro.used_at is None) == ("urgent", 1, False)
    assert Message.objects.filter(case=case, kind="note").count() == 1
    codes = list(JournalEntry.objects.order_by("pk").values_list("code", flat=True))
    ours = codes[codes.index("cases.macro_used") :]
    told = [code for code in ours if code.startswith("cases.")]
    assert told == ["cases.macro_used", "cases.case_reclassified", "cases.note_added"]


def test_the_most_used_macro_comes_first():
    kept(name="甲")
    often, case = kept(name="乙"), given.an_open_case()
    use_macro(actor=given.agent(), case_id=case.pk, macro_id=often.pk)
    assert named(given.agent()) == ["乙", "甲"]


def test_where_one_step_is_refused_nothing_is_done():
    macro = kept(steps=[NOTE, {"do": "end_wait"}])
    case = given.an_open_case()
    with nothing_changes(), pytest.raises(DomainError):
        use_macro(actor=given.agent(), case_id=case.pk, macro_id=macro.pk)


def test_steps_that_were_changed_since_they_were_shown_are_not_taken():
    macro, case = kept(), given.an_open_case()
    with nothing_changes(), pytest.raises(Conflict) as caught:
        use_macro(actor=given.agent(), case_id=case.pk, macro_id=macro.pk, seen_steps=[URGENT])
    assert caught.value.code == "macro_changed"


def test_a_step_that_gives_the_case_out_of_sight_is_done_all_the_same():
    macro = kept(given.supervisor(), steps=[NOTE, {"do": "assign", "team": "mobile", "staff": "none"}], name="转移动")
    case = given.an_open_case()
    use_macro(actor=given.supervisor(), case_id=case.pk, macro_id=macro.pk)
    assert Case.objects.get(pk=case.pk).team_id == given.team("mobile").pk


def test_a_case_or_a_macro_out_of_sight_is_not_there():
    macro, hidden = kept(), given.a_case(team_code="mobile", phone="13700001111")
    mine = given.a_case()
    with nothing_changes():
        with pytest.raises(NotFound):
            use_macro(actor=given.agent(), case_id=hidden.pk, macro_id=macro.pk)
        with pytest.raises(NotFound):
            use_macro(actor=given.supervisor(), case_id=mine.pk, macro_id=macro.pk)
    retire_macro(actor=given.agent(), macro_id=macro.pk)
    with nothing_changes(), pytest.raises(NotFound):
        visible_macro(given.agent(), macro.pk)
