"""What brings a customer here, in a customer's words: one door for each type of case."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import COMPLAINT, CONSULTATION, FAULT, PRAISE, REQUEST, SUGGESTION


class Door(NamedTuple):
    """`text` says what belongs behind the door; `tell` what to write, so that one message is enough."""

    code: str
    icon: str
    name: str | Promise
    text: str | Promise
    tell: str | Promise


DOORS = (
    Door(
        CONSULTATION,
        "question",
        _("Ask a question"),
        _("Prices, rules, how something is done"),
        _("What would you like to know?"),
    ),
    Door(
        FAULT,
        "wrench",
        _("Report a fault"),
        _("Something is broken or does not work"),
        _("What does not work, since when, and where? What have you already tried?"),
    ),
    Door(
        REQUEST,
        "clipboard",
        _("Request a service"),
        _("Apply, change, book a visit"),
        _("What may we do for you, where, and when would it suit you?"),
    ),
    Door(
        COMPLAINT,
        "megaphone",
        _("Make a complaint"),
        _("You are not satisfied with us"),
        _("What happened, when and where? What would put it right for you?"),
    ),
    Door(
        SUGGESTION,
        "bulb",
        _("Make a suggestion"),
        _("What we could do better"),
        _("What should be different, and what would be better then?"),
    ),
    Door(
        PRAISE,
        "heart",
        _("Give praise"),
        _("Somebody served you well"),
        _("Who served you well, and when?"),
    ),
)
