"""Into which draft a change goes: one of my own that is open, or a new one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.standards.choices import DRAFT, OWN
from fuwutai.domain.standards.commands import draft_rule_change, draft_version, propose_rule
from fuwutai.domain.standards.manuals import ManualView, VersionView, versions
from fuwutai.domain.standards.queries import Rule
from fuwutai.kernel.actors import Actor

NEW = "new:"
LONGEST_TITLE, LONGEST_REASON = 120, 2_000


class DraftForm(forms.Form):
    """What a new draft is about."""

    use_required_attribute = False
    title = forms.CharField(
        label=_("Title of the draft"),
        max_length=LONGEST_TITLE,
        help_text=_("In a few words, for example: Answer complaints faster."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give the draft a title.")},
    )
    reason = forms.CharField(
        label=_("Why it is changed"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Everybody at the desk can read it beside the standard. It is needed before the review."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DraftChoiceForm(DraftForm):
    """Which of my drafts, or a new one; only a new one needs a title and a reason."""

    def __init__(
        self, manuals: Sequence[ManualView], drafts: Sequence[VersionView], data: Any = None, title: str = ""
    ) -> None:
        super().__init__(data, initial={"title": title})
        several = len(manuals) > 1
        titles = {one.code: one.title for one in manuals}
        offered = [(str(one.id), _draft_label(one, several)) for one in drafts if one.manual_code in titles]
        offered += [
            (NEW + one.code, gettext("A new draft of “%(manual)s”") % {"manual": one.title or one.code})
            for one in manuals
        ]
        self.fields = {
            "draft": forms.ChoiceField(
                label=_("Into which draft"),
                choices=offered,
                initial=offered[0][0] if offered else "",
                help_text=_("Nothing changes before a colleague has approved the draft."),
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice"), _("This draft is no longer open. Choose another one.")
                ),
            ),
            **self.fields,
        }
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Only for a new draft.")
        self.fields["reason"].help_text = _(
            "Only for a new draft. Everybody at the desk can read it beside the standard."
        )

    def clean(self) -> dict[str, Any]:
        """Ask for title and reason of a new draft."""
        given = super().clean() or self.cleaned_data
        if str(given.get("draft", "")).startswith(NEW):
            if not given.get("title"):
                self.add_error("title", _("Give the draft a title."))
            if not given.get("reason"):
                self.add_error("reason", _("Say why the standard changes."))
        return given

    def begin(self, actor: Actor) -> int:
        """Return the draft that was chosen, begun now where it is new. Raises: DomainError."""
        chosen = self.cleaned_data["draft"]
        if not chosen.startswith(NEW):
            return int(chosen)
        return draft_version(actor=actor, manual_code=chosen.removeprefix(NEW), **self._about()).pk

    def put(self, actor: Actor, **change: Any) -> int:
        """Put the change of a figure into the draft that was chosen, and return the draft. Raises: DomainError."""
        chosen = self.cleaned_data["draft"]
        if not chosen.startswith(NEW):
            return propose_rule(actor=actor, version_id=int(chosen), **change).version_id
        manual_code = chosen.removeprefix(NEW)
        return draft_rule_change(actor=actor, manual_code=manual_code, **self._about(), **change).version_id

    def _about(self) -> dict[str, str]:
        return {"title": self.cleaned_data["title"], "reason": self.cleaned_data["reason"]}


def my_drafts(actor: Actor, manual_code: str | None = None) -> list[VersionView]:
    """Return the drafts that this person began and that can still be changed, the newest first. Cost: 1 statement."""
    return [one for one in versions(actor, manual_code) if one.state == DRAFT and one.author_id == actor.id]


def manual_of(rule: Rule, shelf: Sequence[ManualView]) -> ManualView | None:
    """Return the manual through which a figure is changed: its own, else that of the centre, if there is one."""
    if rule.manual_id is not None:
        return next((one for one in shelf if one.id == rule.manual_id), None)
    return next((one for one in shelf if one.code == OWN), None)


def _draft_label(version: VersionView, several: bool) -> str:
    told = {"manual": version.manual_code, "n": version.number, "title": version.title}
    if several:
        return gettext("%(manual)s, draft %(n)d: %(title)s") % told
    return gettext("Draft %(n)d: %(title)s") % told
