"""How often one stranger may knock: protection against abuse, not a policy of any manual."""

import ipaddress

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fuwutai.kernel import rate_limit
from fuwutai.kernel.errors import TooMany

# Whole villages share one address behind a mobile operator, so these leave room for many honest senders.
SUBMISSIONS = "30/hour"
MESSAGES = "60/hour"
TRACKING_TRIES = "20/10 minute"
TRACKING_TRIES_PER_NUMBER = "10/10 minute"
TRACKING_TRIES_PER_CONTACT = "15/hour"
"""Who knows a contact could else count the numbers of a day until one fits."""


def count(allowance: str, what: str, who: str) -> None:
    """Count one attempt. Raises: TooMany when the allowance is used up."""
    try:
        rate_limit.spend(allowance, "portal", what, who)
    except TooMany as problem:
        raise TooMany(
            _("A great many attempts came from your network in a short time. Please try again later, or call us."),
            **problem.facts,
        ) from None


def sender_of(request: HttpRequest) -> str:
    """Return who asks as far as an address tells: one household of IPv6 is one sender."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0")
    except ValueError:  # a proxy passed on what is no address
        return "nobody"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
