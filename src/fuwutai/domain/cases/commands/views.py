"""Saving lists of cases, and counting what is in them."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import visible_teams
from fuwutai.domain.cases.events.lists import ViewRetired, ViewSaved
from fuwutai.domain.cases.lists.query import kept, understood
from fuwutai.domain.cases.lists.views import COLUMNS, ORDERS, USUAL_COLUMNS, tallies_of, visible_view
from fuwutai.domain.cases.models import SavedView, ViewTally
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, Refused, Text
from fuwutai.kernel.text import storable

MOST_VIEWS, LONGEST_NAME = 60, 60
AT_MOST_A_MINUTE = timedelta(minutes=1)


@command(statements=10)
def save_view(
    *,
    actor: Actor,
    name: str,
    query: str,
    view_id: int | None = None,
    team_id: int | None = None,
    for_all: bool = False,
    columns: Sequence[str] = USUAL_COLUMNS,
    order: str = "due",
) -> SavedView:
    """Keep a list of cases for oneself, or, with the permission for it, for a team or all; `view_id`: change that one.

    Emits: ViewSaved. Raises: NotFound, Refused, Conflict for one view too many, Invalid naming each wrong field.
    """
    view = visible_view(actor, view_id) if view_id is not None else SavedView(owner_id=actor.staff_id)
    _may_change(actor, view, team_id, for_all)
    wrong: dict[str, Text] = {}
    if not name.strip() or len(name.strip()) > LONGEST_NAME or not storable(name):
        wrong["name"] = _("Give the view a name of at most 60 characters.")
    if team_id is not None and not visible_teams(actor).filter(pk=team_id).exists():
        wrong["team_id"] = _("Choose another team.")
    if order not in ORDERS:
        wrong["order"] = _("Choose how the list is sorted.")
    if not columns or not set(columns) <= set(COLUMNS):
        wrong["columns"] = _("Choose at least one column.")
    text = ""
    try:
        text = understood(actor, query).text
    except Invalid as problem:
        wrong |= problem.fields
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    if view_id is None and SavedView.objects.filter(owner_id=actor.staff_id, retired_at=None).count() >= MOST_VIEWS:
        raise Conflict(_("You have 60 views already. Retire one that nobody needs first."), code="too_many_views")
    now = clock.now()
    view.name, view.query, view.order, view.columns = name.strip(), text, order, list(columns)
    view.team_id, view.for_all, view.changed_at = None if for_all else team_id, for_all, now
    view.made_at, view.asked_at, view.counted_at = view.made_at or now, now, None
    view.save()
    emit(ViewSaved(view_id=view.pk, team_id=view.team_id, for_all=view.for_all))
    return view


@command(statements=6)
def retire_view(*, actor: Actor, view_id: int) -> SavedView:
    """Show a view to nobody any more. Emits: ViewRetired. Raises: NotFound, Refused."""
    view = visible_view(actor, view_id)
    _may_change(actor, view, view.team_id, view.for_all)
    view.retired_at = clock.now()
    view.save(update_fields=["retired_at"])
    emit(ViewRetired(view_id=view.pk))
    return view


@command(statements=1)
def note_views_seen(*, actor: Actor, view_ids: Sequence[int]) -> None:
    """Let the worker keep counting views that somebody looks at; written at most once a minute for each."""
    long_ago = clock.now() - AT_MOST_A_MINUTE
    mine = SavedView.objects.filter(pk__in=view_ids, retired_at=None)
    mine.filter(asked_at__lt=long_ago).update(asked_at=clock.now())


@command
def count_view(*, actor: Actor, view_id: int) -> None:
    """Count anew what a view holds; nothing where another worker does so just now. Raises: Refused.

    Cost: 1 statement over what it holds and 4 small ones.
    """
    if not actor.is_system:
        raise Refused
    views = SavedView.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    view = views.filter(pk=view_id, retired_at=None).first()
    if view is None:
        return
    rows = [ViewTally(view=view, **row) for row in tallies_of(kept(view.query), clock.now())]
    ViewTally.objects.filter(view=view).delete()
    ViewTally.objects.bulk_create(rows, batch_size=500)
    SavedView.objects.filter(pk=view.pk).update(counted_at=clock.now())


def _may_change(actor: Actor, view: SavedView, team_id: int | None, for_all: bool) -> None:
    """Raises: Refused. One's own view is one's own affair; what others have, or shall have, asks for more."""
    if not actor.is_staff or not actor.may("cases.view"):
        raise Refused
    is_shared = view.for_all or view.team_id is not None
    if (is_shared or for_all or team_id is not None) and not actor.may("views.share"):
        raise Refused
    if for_all and actor.reach not in ("unit", "all"):
        raise Refused
