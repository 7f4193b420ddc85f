"""What a rule of any kind is about, and for whom it holds: its scope in two halves."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from fuwutai.desk.standards.facts import OTHERS, in_words
from fuwutai.domain.standards import registry


def about(kind: str, scope: Mapping[str, str]) -> str:
    """Return what a rule is about, as “First response” or “Target of a figure: Satisfaction”."""
    title = str(registry.kind(kind).title) if registry.is_registered(kind) else kind
    subject = in_words({key: code for key, code in scope.items() if key in OTHERS}) if OTHERS.keys() & scope else ""
    return _("%(title)s: %(subject)s") % {"title": title, "subject": subject} if subject else title


def whom(scope: Mapping[str, str]) -> str:
    """Return for whom a rule holds, as “Emergency · Complaint”, without what it is about.

    Empty for a figure that no clock measures and nothing limits: it may be about people or records, not cases.
    """
    limits = {key: code for key, code in scope.items() if key not in OTHERS}
    return in_words(limits) if limits or not scope else ""
