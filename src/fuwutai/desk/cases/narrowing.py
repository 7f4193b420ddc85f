"""What an address says of a queue beyond its name: the rows behind one figure, checked before believed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fuwutai.desk.cases.terms import CODE
from fuwutai.domain.accounts.queries import visible_staff, visible_teams
from fuwutai.domain.cases.choices import CATEGORY_TERM, NATURE_TERM, REGION_TERM, STATUSES
from fuwutai.domain.cases.queries import Narrowing
from fuwutai.domain.cases.vocabularies import label_of
from fuwutai.domain.cases.work.tags import all_tags
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Text

KEYS = ("team", "assignee", "status", "overdue", "waits", "resolved", "tag", "category", "nature", "region")


def narrowing_of(actor: Actor, asked: Mapping[str, str]) -> tuple[Narrowing, list[Text]]:
    """Return the narrowing that an address asks for, and its parts in words.

    Raises: Invalid for a value that no page of ours links to. Cost: 1 statement for a team, 1 for a person.
    """
    only, words = Narrowing(), list[Text]()
    if team := asked.get("team"):
        found = _one(visible_teams(actor), team)
        only, words = replace(only, team_id=found.pk), [*words, found.name]
    if assignee := asked.get("assignee"):
        person = _one(visible_staff(actor), assignee)
        only, words = replace(only, assignee_id=person.pk), [*words, person.display_name]
    if status := asked.get("status"):
        if status not in STATUSES:
            raise _damaged()
        only, words = replace(only, status=status), [*words, STATUSES[status]]
    if category := asked.get("category"):
        only, words = replace(only, category=_code(category)), [*words, label_of(CATEGORY_TERM, category)]
    if nature := asked.get("nature"):
        only, words = replace(only, nature=_code(nature)), [*words, label_of(NATURE_TERM, nature)]
    if region := asked.get("region"):
        only, words = replace(only, region=_code(region)), [*words, label_of(REGION_TERM, region)]
    if "overdue" in asked:
        only, words = replace(only, overdue=True), [*words, _("Overdue")]
    if "waits" in asked:
        only, words = replace(only, customer_waits=True), [*words, _("Customer waits for us")]
    if tag := asked.get("tag"):
        known = _one(all_tags(actor), tag)
        only, words = replace(only, tag_id=known.pk), [*words, known.name]
    if "resolved" in asked:
        only, words = replace(only, resolved_since=start_of_today()), [*words, _("Resolved today")]
    return only, words


def _code(said: str) -> str:
    if not CODE.fullmatch(said):
        raise _damaged()
    return said


def start_of_today() -> datetime:
    """Return midnight in the time zone of the page."""
    return timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)


def _one(things: Any, key: str) -> Any:
    found = things.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
    if found is None:
        raise _damaged()
    return found


def _damaged() -> Invalid:
    return Invalid(_("This link no longer leads to a list. Go back to your queues."), code="bad_narrowing")
