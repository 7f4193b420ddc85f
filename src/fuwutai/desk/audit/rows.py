"""Entries as they stand in the list: who, what, about what, where and why."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.audit import words
from fuwutai.domain.automation.choices import AUTOMATION
from fuwutai.domain.automation.settings import rule_names
from fuwutai.domain.compliance.choices import ACTIONS_OF_KINDS, DID, EXPORTED, JOURNAL, KINDS, REFUSED, SAW, SIGNED_IN
from fuwutai.domain.compliance.entries import Entry
from fuwutai.domain.compliance.things import Things
from fuwutai.kernel.actors import Actor

LOOKS = {
    DID: ("green", "edit"),
    SAW: ("blue", "eye"),
    EXPORTED: ("violet", "download"),
    REFUSED: ("amber", "lock"),
    SIGNED_IN: ("slate", "person"),
}
"""Tone and icon of each kind."""
PAGES = {"case": "desk:case", "customer": "desk:customer", "staff": "desk:person"}


def row_of(actor: Actor, entry: Entry, things: Things) -> dict[str, Any]:
    """Return an entry as a row; the reason somebody gave goes with the thing it was given for."""
    hidden = things.hides(entry)
    tone, icon = LOOKS[kind_of(entry)]
    return {
        "entry": entry,
        "who": who(entry, things),
        "by_program": entry.actor_kind == "token",
        "kind": {"label": str(KINDS[kind_of(entry)]), "tone": tone, "icon": icon},
        "what": words.label(entry.code),
        "thing": words.thing(entry.subject, entry.subject_id, things.name(entry.subject, entry.subject_id), hidden),
        "thing_url": "" if hidden else _address(actor, entry, things),
        "reason": "" if hidden else entry.reason,
        "reason_hidden": hidden and bool(entry.reason),
    }


def kind_of(entry: Entry) -> str:
    """Return of which kind an entry is."""
    if entry.log == JOURNAL:
        return DID
    return next((kind for kind, actions in ACTIONS_OF_KINDS.items() if entry.code in actions), SAW)


def who(entry: Entry, things: Things) -> str:
    """Return who acted, in words."""
    if entry.staff_id is not None:
        return things.people.get(entry.staff_id, f"#{entry.staff_id}")
    if entry.actor_kind == "customer":
        return pgettext("audit", "A customer")
    if entry.actor_name == AUTOMATION and entry.actor_id is not None:
        return _("Rule “%(name)s”") % {"name": rule_names().get(entry.actor_id, f"#{entry.actor_id}")}
    return _("The platform (%(part)s)") % {"part": entry.actor_name} if entry.actor_name else _("The platform")


def _address(actor: Actor, entry: Entry, things: Things) -> str:
    """Return the page of what an entry is about, nothing where it has none or the reader may not open it."""
    name, subject_id = PAGES.get(entry.subject, ""), entry.subject_id
    if not name or subject_id is None or (entry.subject == "staff" and not actor.may("staff.view")):
        return ""
    if entry.subject == "customer":
        subject_id = things.customers[subject_id][0]
    try:
        return reverse(name, args=[subject_id])
    except NoReverseMatch:
        return ""
