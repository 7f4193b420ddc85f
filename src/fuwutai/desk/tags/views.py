"""The tags of the centre with how often each is used, and one of them."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.domain.cases.commands import merge_tags, rename_tag, restore_tag, retire_tag
from fuwutai.domain.cases.work import tags as queries
from fuwutai.domain.cases.work.tags import LONGEST_TAG
from fuwutai.kernel.errors import Invalid

EDIT = "cases.configure"


class RenameForm(forms.Form):
    """Another name."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=LONGEST_TAG, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class MergeForm(forms.Form):
    """The tag that stays."""

    into_id = forms.TypedChoiceField(label=gettext_lazy("Tag that stays"), coerce=int)

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["into_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "—"), *offered]


@staff_page(permission=EDIT, statements=8)
def tags(request: StaffRequest) -> HttpResponse:
    """List the tags, the most used first."""
    return render(request, "desk/tags/tags.html", {"rows": queries.tag_rows(request.actor)})


@staff_page(permission=EDIT, statements=10)
def tag(request: StaffRequest, tag_id: int) -> HttpResponse:
    """Show one tag. Raises: NotFound."""
    return _page(request, tag_id)


@staff_action(permission=EDIT, statements=20)
def tag_rename(request: StaffRequest, tag_id: int) -> HttpResponse:
    """Call the tag otherwise. Raises: NotFound, Refused."""
    form = RenameForm(request.POST)
    if form.is_valid():
        try:
            rename_tag(actor=request.actor, tag_id=tag_id, name=form.cleaned_data["name"])
        except Invalid as problem:
            refuse_in_form(form, problem)
        else:
            return done(request, reverse("desk:tag", args=[tag_id]), _("Renamed. The cases follow within moments."))
    return _page(request, tag_id, rename_form=form)


@staff_action(permission=EDIT, statements=20)
def tag_merge(request: StaffRequest, tag_id: int) -> HttpResponse:
    """Let another tag stand in place of this one. Raises: NotFound, Refused."""
    form = MergeForm(request.POST, offered=_others(request, tag_id))
    if form.is_valid():
        try:
            into: Any = merge_tags(actor=request.actor, tag_id=tag_id, into_id=form.cleaned_data["into_id"])
        except Invalid as problem:
            refuse_in_form(form, problem)
        else:
            said = _("Merged. The cases follow within moments.")
            return done(request, reverse("desk:tag", args=[into.pk]), said)
    return _page(request, tag_id, merge_form=form)


@staff_action(permission=EDIT, statements=15)
def tag_retire(request: StaffRequest, tag_id: int) -> HttpResponse:
    """Put the tag on no further case. Raises: NotFound, Refused."""
    retire_tag(actor=request.actor, tag_id=tag_id)
    return done(request, reverse("desk:tags"), _("The tag is retired."))


@staff_action(permission=EDIT, statements=15)
def tag_restore(request: StaffRequest, tag_id: int) -> HttpResponse:
    """Offer the tag again. Raises: NotFound, Refused."""
    restore_tag(actor=request.actor, tag_id=tag_id)
    return done(request, reverse("desk:tags"), _("The tag is offered again."))


def _others(request: StaffRequest, tag_id: int) -> list[tuple[int, str]]:
    rows = queries.tag_rows(request.actor)
    return [(one.pk, one.name) for one in rows if one.pk != tag_id and not one.is_retired]


def _page(request: StaffRequest, tag_id: int, **refused: Any) -> HttpResponse:
    found: Any = queries.tag(request.actor, tag_id)
    others = _others(request, tag_id)
    context = {
        "tag": found,
        "rename_form": RenameForm(initial={"name": found.name}),
        "merge_form": MergeForm(offered=others) if others else None,
    }
    return render(request, "desk/tags/tag.html", context | refused, status=422 if refused else 200)
