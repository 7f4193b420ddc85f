"""Lists of cases for programs: narrowed by status, team and person, by a query of the desk, or by words."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.api.cases.answers import Items, item_of
from fuwutai.domain.accounts.queries import team_ids, visible_staff, visible_teams
from fuwutai.domain.cases.choices import STATUSES
from fuwutai.domain.cases.finding.search import search_cases
from fuwutai.domain.cases.lists.query import Query, understood
from fuwutai.domain.cases.lists.views import cases_in
from fuwutai.domain.cases.queries import case_by_number
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid
from fuwutai.kernel.paging import page

NEWEST = ("-id",)
MOST = 200
SIGN = re.compile(r"[:：<>＜＞]")


def listed(
    actor: Actor, *, status: str, team: str, assignee: str, q: str, cursor: str | None, limit: int
) -> Items:
    """Return a page of cases, the newest first; a page by words may hold fewer than `limit` before the end.

    `q`: words, or a query as on the desk where a sign like “:” stands in it. Raises: Invalid.
    """
    if status and status not in STATUSES:
        raise _refused("status")
    team_id = team_named(actor, team) if team else None
    staff_id, username = person_named(actor, assignee) if assignee and assignee != "none" else (None, None)
    query = understood(actor, q) if q and SIGN.search(q) else Query(())
    if q and not query.terms:
        found = words_page(actor, q, cursor, limit)
        fits = [
            one for one in found.items
            if (not status or one.status == status) and (not team or one.team == team)
            and (not assignee or one.assignee == username)
        ]  # fmt: skip
        return Items(items=fits, next=found.next)
    cases = cases_in(actor, query).select_related("team", "assignee")
    if status:
        cases = cases.filter(status=status)
    if team_id is not None:
        cases = cases.filter(team_id=team_id)
    if assignee:
        cases = cases.filter(assignee_id=staff_id)
    shown = page(cases, NEWEST, cursor, limit)
    return Items(items=[item_of(one) for one in shown.rows], next=shown.next)


def words_page(actor: Actor, text: str, cursor: str | None, limit: int) -> Items:
    """Return a page of the cases that have the words of a text, or the number. Raises: Invalid."""
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
        raise Invalid(_("This page link is damaged. Go back to the first page."), code="bad_cursor")
    if exact := case_by_number(actor, text):
        return Items(items=[item_of(exact)], next=None)
    found = search_cases(actor, text, below=int(cursor) if cursor else None, size=limit)
    rows: list[Any] = found.cases if found else []
    below = found.next_below if found else None
    return Items(items=[item_of(one) for one in rows], next=str(below) if below else None)


def team_named(actor: Actor, code: str) -> int:
    """Return the id of a team. Raises: Invalid."""
    found = visible_teams(actor).filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise _refused("team")
    return found


def any_team_named(code: str) -> int:
    """Return the id of a team of the centre. Raises: Invalid."""
    found = team_ids().get(code)
    if found is None:
        raise _refused("asked_team")
    return found


def person_named(actor: Actor, username: str, field: str = "assignee") -> tuple[int, str]:
    """Return the id and user name of a person, of the reader as `me`. Raises: Invalid at `field`."""
    wanted = visible_staff(actor).filter(pk=actor.staff_id) if username == "me" else (
        visible_staff(actor).filter(username=username)
    )  # fmt: skip
    found = wanted.values_list("pk", "username").first()
    if found is None:
        raise _refused(field)
    return found


def _refused(name: str) -> Invalid:
    problem = _("Choose one of the list.")
    return Invalid(problem, fields={name: problem})
