"""What `up` prints when everything runs: where to go and who can sign in."""

import unicodedata
from typing import Any

from fuwutai.cli.words import words as _


def welcome(facts: dict[str, Any], *, staff: bool, token: str = "") -> str:
    """Return the address, then the demo accounts or the page that makes the first administrator."""
    lines = ["", _("Fuwutai is ready:  %(url)s") % {"url": facts["url"]}]
    if accounts := facts.get("accounts"):
        rows: list[tuple[str, ...]] = [(_("Role"), _("User name"), _("Password"))]
        for one in accounts:
            role = one["role"].capitalize()
            rows.append((_(role), one["user"], one["password"]))
        lines += ["", _("Demo accounts, sign in at %(url)s/desk") % {"url": facts["url"]}, "", *_table(rows)]
    elif not staff:
        page = f"{facts['url']}/setup" + (f"?token={token}" if token else "")
        lines += ["", _("Nobody can sign in yet. Make the first administrator:  %(page)s") % {"page": page}]
    lines += ["", _("Ctrl-C stops everything."), ""]
    return "\n".join(lines)


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell + " " * (wide - _width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
