"""Kinds of contact, and the classes in which customers are served."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PHONE, EMAIL, ACCOUNT = "phone", "email", "account"
CONTACT_KINDS = {PHONE: _("Phone"), EMAIL: _("E-mail"), ACCOUNT: _("Account")}

STANDARD, HIGH_VALUE, VIP, NEWCOMER = "standard", "high_value", "vip", "new"
TIERS = {
    STANDARD: pgettext_lazy("customer tier", "Standard"),
    HIGH_VALUE: pgettext_lazy("customer tier", "High value"),
    VIP: pgettext_lazy("customer tier", "VIP"),
    NEWCOMER: pgettext_lazy("customer tier", "New"),
}
