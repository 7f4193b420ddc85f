"""Announcements of small manuals, how the late are reminded, and manuals that are to be revised."""

from datetime import UTC, datetime
from typing import Any

from tests import given
from tests.domain.standards.given_manuals import a_manual, a_rule_of

from fuwutai.domain.standards.commands import adopt_rule, announce_version, confirm_reading
from fuwutai.domain.standards.models import Announcement, Manual, RuleRow
from fuwutai.kernel.actors import Actor

SYSTEM = Actor.system("tests")
LONG_AGO = datetime(2026, 1, 15, tzinfo=UTC)


def reminders(remind_working_days: int = 2, at_most: int = 3) -> RuleRow:
    """Put in force how the late are reminded; ends what was in force."""
    given.centre()
    RuleRow.objects.filter(kind="standards.read_confirmation").delete()
    value = {"remind_working_days": remind_working_days, "at_most": at_most}
    return adopt_rule(actor=SYSTEM, kind="standards.read_confirmation", value=value)


def announced(*, code: str = "M1", by: Actor | None = None, **differs: Any) -> Announcement:
    """Return the announcement of the first version of a small manual, made by He to everybody unless told otherwise."""
    version = a_manual(code).versions.get(number=1)
    return announce_version(actor=by or given.administrator(), version_id=version.pk, **differs)


def confirmed(announcement: Announcement, *usernames: str) -> None:
    """Let some people confirm that they have read it."""
    for username in usernames:
        confirm_reading(actor=given.actor(username), announcement_id=announcement.pk)


def revised(code: str = "M1", pack: str = "", **value: Any) -> Manual:
    """Return a manual of January 2026 that is to be revised, each quarter unless told otherwise."""
    manual = a_manual(code, pack=pack, since=LONG_AGO)
    a_rule_of(
        manual, kind="standards.schedule", scope={"activity": "manual_revision"}, valid_from=LONG_AGO,
        **(value or {"every": "quarter"}),
    )  # fmt: skip
    return manual
