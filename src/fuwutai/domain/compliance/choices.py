"""Stable codes of the logs, of what is found unusual, and of the ways a chain can be broken."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.kernel.attempts import ATTEMPTS

JOURNAL: Final = "journal"
ACCESS: Final = "access"
LOGS = (JOURNAL, ACCESS)

DID, SAW, EXPORTED, REFUSED, SIGNED_IN = "did", "saw", "exported", "refused", "signed_in"
KINDS = {
    DID: pgettext_lazy("audit", "Did"),
    SAW: pgettext_lazy("audit", "Saw"),
    EXPORTED: pgettext_lazy("audit", "Took out"),
    REFUSED: pgettext_lazy("audit", "Tried in vain"),
    SIGNED_IN: pgettext_lazy("audit", "Signed in or out"),
}
"""What kind of thing an entry tells of."""

EXPORTS = frozenset({"export_audit", "export_cases", "export_customers", "export_rejects", "fetch_export"})
SIGN_INS = frozenset(
    {
        "password_chosen", "password_set", "recovery_code_used", "recovery_codes_renewed", "second_factor_failed",
        "second_factor_off", "second_factor_on", "sign_in", "sign_in_failed", "sign_in_link_made", "sign_out",
        "sign_in_unanswered", "signed_out_idle",
    }
)  # fmt: skip
REVEALS = frozenset({"reveal_contacts", "view_original"})
LOOKS_AT_CUSTOMERS = frozenset({"view_customer", "reveal_contacts"})
ACTIONS_OF_KINDS = {EXPORTED: EXPORTS, REFUSED: ATTEMPTS, SIGNED_IN: SIGN_INS}
"""Which actions of the access log are of a kind; all others are looks."""

MANY_REVEALS: Final = "many_reveals"
STRANGERS: Final = "strangers"
EXPORT_AT_NIGHT: Final = "export_at_night"
LARGE_EXPORT: Final = "large_export"
MANY_MISSES: Final = "many_misses"
GUESSED_PASSWORD: Final = "guessed_password"
IDLE_REVEAL: Final = "idle_reveal"
FINDINGS = {
    MANY_REVEALS: pgettext_lazy("unusual", "Many reveals on one day"),
    STRANGERS: pgettext_lazy("unusual", "Customers looked at without a case"),
    EXPORT_AT_NIGHT: pgettext_lazy("unusual", "Taken out outside working hours"),
    LARGE_EXPORT: pgettext_lazy("unusual", "A large export"),
    MANY_MISSES: pgettext_lazy("unusual", "Many attempts in vain within an hour"),
    GUESSED_PASSWORD: pgettext_lazy("unusual", "Failed sign-ins, then a successful one"),
    IDLE_REVEAL: pgettext_lazy("unusual", "Revealed without working on a case"),
}
"""What can be unusual. Source: S3-5.1-6."""

BROKEN = {
    "changed": _("The entry was changed after it was written."),
    "missing": _("The entry was removed."),
    "reordered": _("The entry stands in another one's place."),
    "tail_cut": _("From this entry on, the end was cut off."),
    "unreadable": _("The file audit.head cannot be read or was damaged."),
}
"""Why a chain is not whole. Source: S4-4.3-7."""
