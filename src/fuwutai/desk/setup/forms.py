"""The form of the first-administrator page."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.choices import LANGUAGES

CALENDARS = [
    (
        "cn",
        _("Chinese working days: 9:00–12:00, 13:30–17:30, with public holidays and adjusted working days"),
    ),
    ("weekdays", _("Monday to Friday, 9:00–18:00")),
    ("always", _("Day and night, every day")),
]


def time_zones() -> list[tuple[str, str]]:
    """Return the zones by name; the old and technical names are left out."""
    places = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return [
        ("UTC", "UTC"),
        *((name, name) for name in sorted(available_timezones()) if name.startswith(places)),
    ]


class SetUpForm(forms.Form):
    """What a centre needs before it can open."""

    name = forms.CharField(
        label=_("Name of the service centre"), max_length=120, help_text=_("Customers see it on every page.")
    )
    hotline = forms.CharField(
        label=_("Hotline"),
        max_length=30,
        required=False,
        help_text=_("Shown to customers who would rather talk."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGES.items()), initial="zh-hans")
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, initial="Asia/Shanghai")
    calendar = forms.ChoiceField(
        label=_("Working hours"),
        choices=CALENDARS,
        initial="cn",
        widget=forms.RadioSelect,
        help_text=_("Deadlines count these hours. You can change them later."),
    )
    team_name = forms.CharField(
        label=_("First team"),
        max_length=80,
        help_text=_("New cases go to this team's queue, for example “Front desk”."),
    )
    display_name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("Colleagues and customers see it beside what you write."),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("Small letters, digits, dots or dashes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1_000,
        strip=False,
        help_text=_("At least 10 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
