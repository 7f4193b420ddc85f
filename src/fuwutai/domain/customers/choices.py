"""Kinds of contact."""

from django.utils.translation import gettext_lazy as _

PHONE, EMAIL = "phone", "email"
CONTACT_KINDS = {PHONE: _("Phone"), EMAIL: _("E-mail")}
