"""What happened at somebody's door, in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import staff_names

HAPPENED: dict[str, tuple[Any, str, str]] = {
    "sign_in": (_("Signed in"), "check", "green"),
    "sign_in_failed": (_("Failed: wrong password"), "alert", "red"),
    "sign_in_unanswered": (_("Tried while a directory did not answer"), "clock", "amber"),
    "sign_out": (_("Signed out"), "sign-out", "slate"),
    "signed_out_idle": (_("Signed out after a time without work"), "clock", "slate"),
    "second_factor_failed": (_("Failed: wrong code of the second factor"), "alert", "red"),
    "second_factor_on": (_("Second factor turned on"), "shield", "green"),
    "second_factor_off": (_("Second factor taken away"), "shield", "amber"),
    "recovery_code_used": (_("A recovery code was used"), "shield", "amber"),
    "recovery_codes_renewed": (_("New recovery codes were made"), "refresh", "slate"),
    "password_chosen": (_("The password was changed"), "lock", "slate"),
    "password_set": (_("Somebody set a new password"), "lock", "amber"),
    "sign_in_link_made": (_("A link for choosing a password was made"), "link", "amber"),
}


def history_lines(rows: Iterable[Any], staff_id: int) -> list[dict[str, Any]]:
    """Return each entry with its words, and who did it where that was somebody else. Cost: 1 statement at most."""
    found = list(rows)
    people = {row.actor_id for row in found if row.actor_kind == "staff"} - {staff_id, None}
    names = staff_names(people)
    return [
        {
            "at": row.at,
            "text": HAPPENED[row.action][0],
            "icon": HAPPENED[row.action][1],
            "tone": HAPPENED[row.action][2],
            "by": names.get(row.actor_id, "") if row.actor_kind == "staff" else "",
        }
        for row in found
    ]
