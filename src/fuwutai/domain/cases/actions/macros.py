"""Macros: who has which, who looks after which, and what they are called."""

from django.db import transaction
from django.db.models import Q, QuerySet

from fuwutai.domain.accounts.queries import visible_teams
from fuwutai.domain.cases.models import Macro
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.memo import Memo

FOR_ALL = Q(owner=None, team=None)


def visible_macros(actor: Actor) -> QuerySet[Macro]:
    """Return the macros a person has: her own, those of her teams, and those for all; the most used first."""
    if not actor.is_staff or not actor.may("cases.view"):
        return Macro.objects.none()
    hers = Q(owner_id=actor.id) | Q(owner=None, team_id__in=actor.team_ids) | FOR_ALL
    return _in_order(hers)


def visible_macro(actor: Actor, macro_id: int) -> Macro:
    """Return one macro that a person has. Raises: NotFound. Cost: 1 statement."""
    return _one(visible_macros(actor), macro_id)


def macros_in_care(actor: Actor) -> QuerySet[Macro]:
    """Return the macros a person has or looks after, with their teams: who shares macros sees those of her reach."""
    if not actor.is_staff or not actor.may("cases.view"):
        return Macro.objects.none()
    found = Q(owner_id=actor.id) | Q(owner=None, team_id__in=actor.team_ids) | FOR_ALL
    if actor.may("macros.share"):
        found |= Q(owner=None) if actor.reach == "all" else Q(owner=None, team_id__in=actor.sight)
    return _in_order(found).select_related("team")


def macro_in_care(actor: Actor, macro_id: int) -> Macro:
    """Return one macro that a person has or looks after. Raises: NotFound. Cost: 1 statement."""
    return _one(macros_in_care(actor), macro_id)


def teams_to_share_with(actor: Actor) -> dict[int, str]:
    """Return the names of the teams that a person may give macros to, by id. Cost: 1 statement, none without the right.

    They are the teams whose macros she then looks after, so that nobody loses what she shares.
    """
    if not actor.may("macros.share"):
        return {}
    teams = visible_teams(actor) if actor.reach == "all" else visible_teams(actor).filter(pk__in=actor.sight)
    return dict(teams.values_list("pk", "name"))


def may_share_with_all(actor: Actor) -> bool:
    """Return whether a person may make and change macros that everybody has."""
    return actor.may("macros.share") and actor.reach in ("unit", "all")


def may_change_macro(actor: Actor, macro: Macro) -> bool:
    """Return whether a person may change or retire a macro that is in her sight. Cost: none."""
    if macro.owner_id is not None:
        return actor.is_staff and macro.owner_id == actor.id
    if macro.team_id is None:
        return may_share_with_all(actor)
    return actor.may("macros.share") and (actor.reach == "all" or macro.team_id in actor.sight)


def shared_macro_names() -> dict[int, str]:
    """Return what the macros of teams and of all are called, retired ones too; a person's own stay hers.

    Cost: 1 statement a second at most in a process.
    """
    return _names.get()


def forget_macros() -> None:
    """Read the names of macros anew: now, and once what changes them is committed."""
    _names.forget()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_names.forget)


def _in_order(condition: Q) -> QuerySet[Macro]:
    return Macro.objects.filter(condition, retired_at=None).order_by("-uses", "name", "id")


def _one(macros: QuerySet[Macro], macro_id: int) -> Macro:
    found = macros.filter(pk=macro_id).first()
    if found is None:
        raise NotFound
    return found


def _read() -> dict[int, str]:
    return dict(Macro.objects.filter(owner=None).values_list("pk", "name"))


_names = Memo(_read)
