"""The form in which somebody says how she, or everybody of a role, is told."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.notices.choices import CODES, GROUPS, KINDS, WAYS, codes_of
from fuwutai.domain.notices.rules import EVERY_DAY, Quiet
from fuwutai.domain.notices.ways import Wishes

TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
BETWEEN = re.compile(r"[\s,，、;；]+")
FROM, UNTIL = 22 * 60, 7 * 60
"""What stands in the form for whoever turns quiet hours on."""


class WishesForm(forms.Form):
    """A way for each kind, quiet hours and the moments of digests."""

    has_quiet = forms.BooleanField(label=_("Leave me alone in quiet hours"), required=False)
    since = forms.CharField(
        label=pgettext_lazy("quiet hours", "From"), required=False, max_length=5,
        widget=forms.TextInput(attrs={"type": "time"}),
    )  # fmt: skip
    until = forms.CharField(
        label=pgettext_lazy("quiet hours", "Until"), required=False, max_length=5,
        widget=forms.TextInput(attrs={"type": "time"}),
    )  # fmt: skip
    days = forms.MultipleChoiceField(
        label=_("On these days; a night belongs to the day on which it begins"), required=False,
        choices=[(str(day), name) for day, name in WEEKDAYS.items()], widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    digests = forms.CharField(
        label=_("Digests come at"), max_length=60,
        help_text=_("Times of working days, such as 09:00, 15:00."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, kind in KINDS.items():
            offered = [(way, WAYS[way]) for way in kind.ways]
            self.fields[code] = forms.ChoiceField(label=CODES[code], choices=offered)

    @classmethod
    def of(cls, wishes: Wishes) -> "WishesForm":
        """Return the form as things are."""
        quiet = wishes.quiet
        said: dict[str, Any] = {code: wishes.way(code) for code in KINDS}
        return cls(
            initial={
                **said,
                "has_quiet": quiet is not None,
                "since": written(quiet.since if quiet else FROM),
                "until": written(quiet.until if quiet else UNTIL),
                "days": [str(day) for day in (quiet.days if quiet else EVERY_DAY)],
                "digests": ", ".join(map(written, wishes.digests)),
            }
        )

    def groups(self) -> Iterator[tuple[Any, list[tuple[Any, bool]]]]:
        """Yield the groups in words with their fields, and of each whether it cannot be turned off."""
        for group, label in GROUPS.items():
            if rows := [(self[code], KINDS[code].must) for code in codes_of(group) if code in KINDS]:
                yield label, rows

    def clean_since(self) -> int | None:
        """Return when quiet hours begin, as minutes of the day."""
        return self._time("since")

    def clean_until(self) -> int | None:
        """Return when quiet hours end, as minutes of the day."""
        return self._time("until")

    def clean_digests(self) -> list[int]:
        """Return the moments of digests as minutes of the day."""
        said = [one for one in BETWEEN.split(self.cleaned_data["digests"].strip()) if one]
        found = [minutes_of(one) for one in said]
        if None in found:
            raise forms.ValidationError(_("Write times as 09:00, with a comma between them."))
        return [one for one in found if one is not None]

    def clean(self) -> dict[str, Any]:
        """Refuse quiet hours of which a part is missing."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("has_quiet"):
            for name in ("since", "until"):
                if name not in self.errors and said.get(name) is None:
                    self.add_error(name, _("Enter a time."))
            if not said.get("days"):
                self.add_error("days", _("Choose a day at least."))
        return said

    def wished(self) -> Mapping[str, Any]:
        """Return what was said, as the commands take it; after `is_valid`."""
        said = self.cleaned_data
        quiet = None
        if said["has_quiet"]:
            quiet = Quiet(since=said["since"], until=said["until"], days=tuple(sorted(map(int, said["days"]))))
        return {"ways": {code: said[code] for code in KINDS}, "quiet": quiet, "digests": said["digests"]}

    def _time(self, name: str) -> int | None:
        said = self.cleaned_data[name].strip()
        found = minutes_of(said) if said else None
        if said and found is None:
            raise forms.ValidationError(_("Write the time as 22:00."))
        return found


def minutes_of(said: str) -> int | None:
    """Return a time of the day as minutes, None for what is none."""
    found = TIME.fullmatch(said)
    return int(found[1]) * 60 + int(found[2]) if found else None


def written(minutes: int) -> str:
    """Return minutes of the day as a time."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
