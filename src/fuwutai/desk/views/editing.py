"""Keeping a list: its name, its query, for whom, how it looks."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.cases.table import COLUMN_LABELS
from fuwutai.desk.views.words import EXAMPLES, ORDER_LABELS, key_help
from fuwutai.domain.accounts.queries import visible_teams
from fuwutai.domain.cases.commands.views import retire_view, save_view
from fuwutai.domain.cases.lists.query import in_words, kept, names_in
from fuwutai.domain.cases.lists.views import USUAL_COLUMNS, visible_view
from fuwutai.kernel.errors import Conflict, Invalid

ALONE, ALL = "me", "all"


class ViewForm(forms.Form):
    """A saved view."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    query = forms.CharField(
        label=gettext_lazy("Which cases"),
        max_length=500,
        help_text=gettext_lazy("Conditions beside each other must all be true, like: status:open waiting>2h"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    audience = forms.ChoiceField(label=pgettext_lazy("view", "Who has it"))
    order = forms.ChoiceField(label=gettext_lazy("Sorted by"), choices=list(ORDER_LABELS.items()))
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), choices=list(COLUMN_LABELS.items()), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, request: StaffRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(ALONE, _("Only me"))]
        if request.actor.may("views.share"):
            choices += [(str(one.pk), _("Team %(team)s") % {"team": one.name}) for one in visible_teams(request.actor)]
            if request.actor.reach in ("unit", "all"):
                choices.append((ALL, _("Everybody")))
        self.fields["audience"].choices = choices  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return what `save_view` takes."""
        said = dict(self.cleaned_data)
        audience = said.pop("audience")
        team = int(audience) if audience.isdecimal() else None
        return {**said, "team_id": team, "for_all": audience == ALL}


@staff_page(permission="cases.view", statements=8)
def view_new(request: StaffRequest) -> HttpResponse:
    """Show the form of a new view; `?q=` is its query."""
    given = {"query": request.GET.get("q", "")[:500], "columns": list(USUAL_COLUMNS), "audience": ALONE, "order": "due"}
    return _page(request, ViewForm(request, initial=given), None)


@staff_action(permission="cases.view", statements=20)
def view_new_save(request: StaffRequest) -> HttpResponse:
    """Save a new view."""
    return _save(request, None)


@staff_page(permission="cases.view", statements=10)
def view_edit(request: StaffRequest, view_id: int) -> HttpResponse:
    """Show the form of a view. Raises: NotFound."""
    view = visible_view(request.actor, view_id)
    query = kept(view.query)
    audience = ALL if view.for_all else str(view.team_id) if view.team_id else ALONE
    given = {"name": view.name, "columns": view.columns, "order": view.order, "audience": audience}
    given["query"] = in_words(query, names_in(request.actor, [query]))
    return _page(request, ViewForm(request, initial=given), view)


@staff_action(permission="cases.view", statements=20)
def view_edit_save(request: StaffRequest, view_id: int) -> HttpResponse:
    """Save a view. Raises: NotFound, Refused."""
    return _save(request, visible_view(request.actor, view_id))


@staff_action(permission="cases.view", statements=14)
def view_retire(request: StaffRequest, view_id: int) -> HttpResponse:
    """Take a view away. Raises: NotFound, Refused."""
    retire_view(actor=request.actor, view_id=view_id)
    return done(request, reverse("desk:views"), _("The view is gone. The cases in it stay as they are."))


def _save(request: StaffRequest, view: Any) -> HttpResponse:
    form = ViewForm(request, request.POST)
    if form.is_valid():
        try:
            saved = save_view(actor=request.actor, view_id=view.pk if view else None, **form.said())
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:view", args=[saved.pk]), _("The view is saved."))
    return _page(request, form, view, status=422)


def _page(request: StaffRequest, form: ViewForm, view: Any, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "view": view,
        "url": reverse("desk:view_edit", args=[view.pk]) if view else reverse("desk:view_new"),
        "help": key_help(),
        "examples": EXAMPLES,
    }
    return render(request, "desk/views/form.html", context, status=status)
