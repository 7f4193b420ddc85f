import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import rename_team, set_up_centre
from fuwutai.domain.accounts.models import Centre
from fuwutai.domain.accounts.queries import centre
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

SETUP = Actor.system("set_up")
ANSWERS = {"name": " 惠民通信 ", "language": "zh-hans", "time_zone": "Asia/Shanghai", "calendar_code": "cn"}


def test_a_centre_is_set_up_with_its_answers_and_known_at_once():
    assert centre() is None
    set_up_centre(actor=SETUP, **ANSWERS, hotline=" 10010 ", is_demo=True)
    here = centre()
    assert (here.name, here.hotline, here.is_demo) == ("惠民通信", "10010", True)
    assert JournalEntry.objects.get().data == {
        "centre_id": 1, "language": "zh-hans", "time_zone": "Asia/Shanghai", "calendar_code": "cn",
    }  # fmt: skip


def test_a_centre_is_set_up_once():
    given.centre()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        set_up_centre(actor=SETUP, **ANSWERS)
    assert refused.value.code == "already_set_up"


@pytest.mark.parametrize("who", [Actor.customer(), Actor(kind="staff", id=1, reach="all")])
def test_strangers_set_up_nothing(who):
    with nothing_changes(), pytest.raises(Refused):
        set_up_centre(actor=who, **ANSWERS)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("name", "长" * 121), ("language", "fr"), ("time_zone", "Asia/Beijing"), ("time_zone", ""),
        ("calendar_code", ""), ("calendar_code", "Working days of Mr Wang"), ("hotline", "1" * 31),
    ],
)  # fmt: skip
def test_each_wrong_answer_is_named_and_nothing_is_set_up(field, value):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        set_up_centre(actor=SETUP, **{**ANSWERS, field: value})
    assert set(refused.value.fields) == {field}
    assert not Centre.objects.exists()
    assert centre() is None


def test_as_long_as_nobody_can_sign_in_a_centre_may_be_set_up_anew():
    set_up_centre(actor=SETUP, **ANSWERS)
    set_up_centre(actor=SETUP, **{**ANSWERS, "name": "民生热线", "calendar_code": "weekdays"})
    here = centre()
    assert (here.name, here.calendar_code) == ("民生热线", "weekdays")


def test_a_team_gets_another_name():
    team = given.team()
    rename_team(actor=given.administrator(), team_id=team.pk, name=" 宽带一组 ")
    team.refresh_from_db()
    assert team.name == "宽带一组"
    for who, error, change in (
        (given.supervisor(), Refused, {}),
        (given.administrator(), NotFound, {"team_id": 0}),
        (given.administrator(), Invalid, {"name": " "}),
    ):
        with nothing_changes(), pytest.raises(error):
            rename_team(actor=who, **{"team_id": team.pk, "name": "别的", **change})
