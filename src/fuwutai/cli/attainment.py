"""`fuwutai attainment`: how many promises were kept, as the page of the desk counts it, seen by the system."""

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from unicodedata import east_asian_width

from fuwutai.cli import setup_django
from fuwutai.cli.trouble import Misuse
from fuwutai.cli.words import words as _
from fuwutai.domain.evidence.choices import CLAUSE, GROUPS
from fuwutai.domain.sla.choices import CLOCKS, FIRST_RESPONSE

NOTHING = "–"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai attainment`."""
    parser.description = _(
        "Print how many promises were kept. A promise counts on the day on which it began, in the centre's time zone."
    )
    parser.add_argument(
        "--clock", choices=list(CLOCKS), default=FIRST_RESPONSE, metavar="CLOCK",
        help=_("which promise: %(codes)s") % {"codes": ", ".join(CLOCKS)},
    )  # fmt: skip
    parser.add_argument(
        "--by", choices=list(GROUPS), default=CLAUSE, metavar="GROUP",
        help=_("grouped by: %(codes)s") % {"codes": ", ".join(GROUPS)},
    )  # fmt: skip
    parser.add_argument("--from", dest="since", type=_day, metavar="DATE", help=_("the first day that counts"))
    parser.add_argument("--to", dest="until", type=_day, metavar="DATE", help=_("the first day that counts no more"))
    parser.add_argument(
        "--wall-clock", action="store_true", help=_("also how long first replies took by the wall clock")
    )


def run(args: argparse.Namespace) -> int:
    """Print the figures and return 0. Raises: Misuse (--wall-clock of another clock)."""
    if args.wall_clock and args.clock != FIRST_RESPONSE:
        raise Misuse(_("--wall-clock is about first replies; leave --clock out."))
    setup_django(args.data)
    from fuwutai.domain.evidence.attainment import attainment, wall_clock
    from fuwutai.kernel.actors import Actor

    system = Actor.system("attainment")
    asked = {"definition": args.clock, "since": args.since, "until": args.until}
    rows = [_plain(row) for row in attainment(system, group_by=args.by, **asked)]
    (total,) = (_plain(row) for row in attainment(system, **asked))
    found: dict[str, Any] = {
        "clock": args.clock,
        "by": args.by,
        "from": args.since and args.since.isoformat(),
        "to": args.until and args.until.isoformat(),
        "rows": rows,
        "total": total,
    }
    if args.wall_clock:
        took = wall_clock(system, since=args.since, until=args.until)
        names = ("replied", "within_24h", "within_48h", "median_days")
        found["wall_clock"] = {name: getattr(took, name) for name in names}
    print(json.dumps(found, ensure_ascii=False) if args.json else _table(found))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("“%(text)s” is no date; write 2026-03-02.") % {"text": text}) from error


def _plain(row: Any) -> dict[str, Any]:
    names = ("key", "label", "kept", "missed", "open", "cancelled", "percent")
    return {name: getattr(row, name) for name in names} | {
        "median_seconds": row.used_seconds.get(50),
        "p90_seconds": row.used_seconds.get(90),
        "day_only": row.day_only,
        "cases_resolved": row.cases_resolved,
        "cases_reopened": row.cases_reopened,
    }


def _table(found: dict[str, Any]) -> str:
    head = [
        str(GROUPS[found["by"]]), _("attainment"), _("kept"), _("missed"), _("open"), _("called off"),
        _("median"), _("90 %"), _("by day only"),
    ]  # fmt: skip
    lines = [_cells(row) for row in found["rows"] if found["by"] != "none"]
    text = _aligned([head, *lines, _cells(found["total"])])
    if wall := found.get("wall_clock"):
        text += "\n\n" + _(
            "By the wall clock: %(replied)s replied to, %(within_24h)s within 24 h, %(within_48h)s within 48 h, "
            "median %(median_days)s days."
        ) % {name: NOTHING if value is None else value for name, value in wall.items()}
    return text


def _cells(row: dict[str, Any]) -> list[str]:
    share = NOTHING if row["percent"] is None else f"{row['percent']} %"
    numbers = [str(row[name]) for name in ("kept", "missed", "open", "cancelled")]
    used = [_hours(row[name]) for name in ("median_seconds", "p90_seconds")]
    return [row["label"], share, *numbers, *used, str(row["day_only"])]


def _hours(seconds: int | None) -> str:
    """Return working time as hours and minutes: days of it would be read as days of the calendar."""
    return NOTHING if seconds is None else f"{seconds // 3600}:{seconds % 3600 // 60:02d}"


def _aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return the lines as a table: the first column to the left, figures to the right."""
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join([*_padded(line, widths)]).rstrip() for line in lines)


def _padded(line: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for nth, (cell, width) in enumerate(zip(line, widths, strict=True)):
        room = " " * (width - _width(cell))
        yield room + cell if nth else cell + room


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes; a Chinese sign takes two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
