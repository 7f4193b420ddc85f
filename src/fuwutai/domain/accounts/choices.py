"""Stable codes of roles, themes and languages with their labels."""

from django.utils.translation import gettext_lazy as _

AGENT, SUPERVISOR, ADMINISTRATOR = "agent", "supervisor", "administrator"
ROLES = {AGENT: _("Agent"), SUPERVISOR: _("Supervisor"), ADMINISTRATOR: _("Administrator")}

THEMES = {"auto": _("As the device"), "light": _("Light"), "dark": _("Dark")}
DENSITIES = {"comfortable": _("Comfortable"), "compact": _("Compact")}
TEXT_SIZES = {"normal": _("Normal text"), "large": _("Large text")}
LANGUAGES = {"zh-hans": "简体中文", "en": "English"}
