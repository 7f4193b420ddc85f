"""Who may change calendars."""

from tests.domain.calendars.given_calendars import EDITOR, STRANGER

from fuwutai.domain.calendars.policies import may_edit_calendars
from fuwutai.kernel.actors import Actor


def test_only_the_permission_or_the_platform_itself_may_edit():
    assert may_edit_calendars(EDITOR)
    assert may_edit_calendars(Actor.system("set_up"))
    assert not may_edit_calendars(STRANGER)
    assert not may_edit_calendars(Actor.customer())
