"""Codes of contacts, classes of service, special handling, stages, purposes and fields, with their words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PHONE, EMAIL, ACCOUNT, ID_CARD = "phone", "email", "account", "id_card"
CONTACT_KINDS = {PHONE: _("Phone"), EMAIL: _("E-mail"), ACCOUNT: _("Account"), ID_CARD: _("Identity number")}

STANDARD, HIGH_VALUE, VIP, NEWCOMER = "standard", "high_value", "vip", "new"
TIERS = {
    STANDARD: pgettext_lazy("customer tier", "Standard"),
    HIGH_VALUE: pgettext_lazy("customer tier", "High value"),
    VIP: pgettext_lazy("customer tier", "VIP"),
    NEWCOMER: pgettext_lazy("customer tier", "New"),
}

INDIVIDUAL, BUSINESS, INSTITUTION = "individual", "business", "institution"
CUSTOMER_TYPES = {
    INDIVIDUAL: pgettext_lazy("customer type", "Individual"),
    BUSINESS: pgettext_lazy("customer type", "Business"),
    INSTITUTION: pgettext_lazy("customer type", "Public institution"),
}
"""What kind of customer somebody is; "" = not said. Source: S0-4.1-1."""

STAGES = {
    "prospect": pgettext_lazy("customer stage", "First contact"),
    "purchase": pgettext_lazy("customer stage", "Purchase"),
    "use": pgettext_lazy("customer stage", "Use"),
    "maintenance": pgettext_lazy("customer stage", "Maintenance"),
    "recycling": pgettext_lazy("customer stage", "Recycling"),
    "left": pgettext_lazy("customer stage", "Left us"),
}
"""Where a customer stands in the course of being one; "" = not said. Source: S2-1.1-4, S2-4.2.2-1."""

SPECIAL_HANDLING = {
    "high_value": pgettext_lazy("special handling", "High value"),
    "special_need": pgettext_lazy("special handling", "Special need"),
    "high_sensitivity": pgettext_lazy("special handling", "High sensitivity"),
    "special_scenario": pgettext_lazy("special handling", "Special scenario"),
}
"""Why a customer is handled with special care. Source: S0-5.2-1."""

PURPOSES = {
    "survey": pgettext_lazy("purpose", "Asking how satisfied the customer is"),
    "marketing": pgettext_lazy("purpose", "Offers and news"),
    "analysis": pgettext_lazy("purpose", "Analysis beyond the service itself"),
    "training": pgettext_lazy("purpose", "Training with recordings and texts"),
    "sharing": pgettext_lazy("purpose", "Passing data on to partners"),
}
"""Uses beyond the service itself, each of which needs consent; nothing said is no consent. Source: S0-5.4-3."""

SERVICE = "service"
FIELD_PURPOSES = {SERVICE: pgettext_lazy("purpose", "The service itself"), **PURPOSES}
"""What a field is collected for. Source: S0-5.4-1."""

PUBLIC, INTERNAL, PERSONAL, SENSITIVE = "public", "internal", "personal", "sensitive"
LEVELS = {
    PUBLIC: pgettext_lazy("data level", "Public"),
    INTERNAL: pgettext_lazy("data level", "Internal"),
    PERSONAL: pgettext_lazy("data level", "Personal: seen in full by who serves the customer"),
    SENSITIVE: pgettext_lazy("data level", "Sensitive: masked until revealed for a reason"),
}
"""How a field is protected, the least first. Source: S0-4.1-3, S3-5.1-7."""

FIELD_KINDS = {
    "text": pgettext_lazy("field", "Text"),
    "number": pgettext_lazy("field", "Number"),
    "date": pgettext_lazy("field", "Date"),
    "choice": pgettext_lazy("field", "One of a list"),
    "yes_no": pgettext_lazy("field", "Yes or no"),
}

OWN_CASES, ALL_CASES = "own", "all"
MEMBER_SIGHTS = {
    OWN_CASES: pgettext_lazy("organisation", "Sees own cases"),
    ALL_CASES: pgettext_lazy("organisation", "Sees all cases of the organisation"),
}
"""Whose cases a member of an organisation sees as a customer."""

CHANNEL_PREFERENCES = {PHONE: _("Phone"), EMAIL: _("E-mail"), "sms": _("Text message"), "portal": _("Web page")}

VERIFIED_HOW = {
    "asked": pgettext_lazy("contact checked", "The customer was asked"),
    "call_back": pgettext_lazy("contact checked", "Called or written to, and answered"),
    "document": pgettext_lazy("contact checked", "Seen on a document"),
}
"""How we know that a contact is right; "" = nobody has checked. Source: S0-4.1-2."""

CONSENT_HOW = {
    "phone": pgettext_lazy("consent", "On the phone"),
    "form": pgettext_lazy("consent", "On a form"),
    "letter": pgettext_lazy("consent", "By letter or mail"),
    "counter": pgettext_lazy("consent", "At the counter"),
    "portal": pgettext_lazy("consent", "On our web pages"),
}
"""How a customer told us whether a use of their data is right with them. Source: S0-5.4-3."""

ERASED = "［已删除 erased］"
"""What stands in place of what was erased: the same in every language, since it is stored."""

OPEN, DISMISSED, MERGED = "open", "dismissed", "merged"
SUGGESTION_STATES = {
    OPEN: pgettext_lazy("duplicate", "To be looked at"),
    DISMISSED: pgettext_lazy("duplicate", "Two different people"),
    MERGED: pgettext_lazy("duplicate", "Merged"),
}
