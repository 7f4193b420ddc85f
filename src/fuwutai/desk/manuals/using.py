"""Which manual each service line obeys, and changing that."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.domain.cases.choices import LINES
from fuwutai.domain.packs.commands import use_pack
from fuwutai.domain.packs.queries import pack_titles
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.queries import GENERAL, pack_in_use, rule_to_change
from fuwutai.domain.standards.rule_kinds import PACK_IN_USE
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, Invalid

APPROVE = "standards.approve"
EVERY_LINE = pgettext_lazy("service line", "All lines without a manual of their own")


class UseForm(forms.Form):
    """A service line, the manual it is to obey, and why."""

    use_required_attribute = False

    line = forms.ChoiceField(label=_("Service line"), required=False)
    pack = forms.ChoiceField(
        label=_("Manual to obey"),
        required=False,
        help_text=_("New cases obey it from now on; open cases keep what they were promised."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, error_messages={"required": _("Say why the line changes its manual.")}
    )

    def __init__(self, *args: Any, shelf: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line, pack = self.fields["line"], self.fields["pack"]
        assert isinstance(line, forms.ChoiceField) and isinstance(pack, forms.ChoiceField)
        line.choices = [("", EVERY_LINE), *LINES.items()]
        pack.choices = [("", pgettext_lazy("manual", "The same as all others")), *shelf.items()]

    def clean(self) -> dict[str, Any]:
        """Return what was chosen. Raises: ValidationError for no manual at all."""
        said: dict[str, Any] = super().clean() or {}
        if "pack" in said and not said["pack"] and not said.get("line"):
            self.add_error("pack", _("All lines need one manual to obey. Choose it."))
        return said


@staff_page(permission=APPROVE, statements=8)
def packs_in_use(request: StaffRequest) -> HttpResponse:
    """Show which manual each service line obeys, and the form to change it."""
    return _page(request, UseForm(shelf=_shelf(request)))


@staff_action(permission=APPROVE, statements=20)
def pack_used(request: StaffRequest) -> HttpResponse:
    """Let a service line obey another manual."""
    form = UseForm(request.POST, shelf=_shelf(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            use_pack(actor=request.actor, code=said["pack"], line=said["line"], reason=said["reason"])
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:packs_in_use"), _("Changed. New cases obey it from now on."))
    return _page(request, form)


def _shelf(request: StaffRequest) -> dict[str, str]:
    """Return the packs whose manuals are here, without the one that is obeyed anyway."""
    here = {one.pack for one in manuals.manuals(request.actor)} - {"", GENERAL}
    return {code: title for code, title in pack_titles().items() if code in here}


def _page(request: StaffRequest, form: UseForm) -> HttpResponse:
    now, titles = clock.now(), pack_titles()
    rows = []
    for line, label in (("", EVERY_LINE), *LINES.items()):
        own = rule_to_change(PACK_IN_USE, {"line": line} if line else {})
        rows.append({"line": label, "title": titles.get(pack_in_use(line, now), ""), "own": own})
    context = {"form": form, "rows": rows}
    return render(request, "desk/manuals/using.html", context, status=422 if form.errors else 200)
