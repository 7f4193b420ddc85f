"""What an address asks of figures, and the addresses that ask a little else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fuwutai.domain.evidence.choices import CATEGORY, CLAUSE, DIMENSIONS, TEAM, WEEK
from fuwutai.kernel import clock

DAYS_AT_FIRST = 30
NEXT_GROUPS = (TEAM, CLAUSE, CATEGORY, WEEK)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address says: the fields of the form as they were typed, and the narrowing."""

    fields: Mapping[str, str]
    narrowing: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, address: QueryDict, *names: str) -> "Asked":
        """Return what an address asks; without a word about days it means the last thirty."""
        fields = {name: address[name] for name in names if name in address}
        if not {"first", "last"} & fields.keys():
            first, last = _last_days(DAYS_AT_FIRST)
            fields |= {"first": first.isoformat(), "last": last.isoformat()}
        return cls(fields, {name: address[name] for name in DIMENSIONS if name in address})

    def url(self, page: str, *, narrowing: Mapping[str, str] | None = None, **fields: Any) -> str:
        """Return the address of a page that asks the same, but for what is said here."""
        wanted = {**self.fields, **{name: value for name, value in fields.items() if value is not None}}
        narrowed = self.narrowing if narrowing is None else narrowing
        return f"{reverse(f'desk:{page}')}?{urlencode({**wanted, **narrowed})}"

    def into(self, dimension: str, key: str) -> str:
        """Return the address of one group alone, grouped by what tells more of it."""
        narrowing = {**self.narrowing, dimension: key}
        by = next((one for one in NEXT_GROUPS if one not in narrowing), dimension)
        return self.url("attainment", narrowing=narrowing, by=by)

    def only(self, page: str, labels: Mapping[str, str]) -> list[dict[str, str]]:
        """Return the narrowing in words, each part with the address that lets go of it."""
        return [
            {
                "dimension": str(DIMENSIONS[dimension]),
                "label": label,
                "url": self.url(
                    page, narrowing={name: key for name, key in self.narrowing.items() if name != dimension}
                ),
            }
            for dimension, label in labels.items()
        ]

    def presets(self, page: str) -> list[dict[str, Any]]:
        """Return the periods that are asked for most, the present one marked."""
        today = _today()
        this_month = today.replace(day=1)
        last_month = (this_month - timedelta(days=1)).replace(day=1)
        periods: list[tuple[str, date | None, date | None]] = [
            (_("This month"), this_month, today),
            (_("Last month"), last_month, this_month - timedelta(days=1)),
            (_("30 days"), *_last_days(DAYS_AT_FIRST)),
            (_("All"), None, None),
        ]
        found = []
        for label, first, last in periods:
            days = {"first": first.isoformat() if first else "", "last": last.isoformat() if last else ""}
            current = all(self.fields.get(name, "") == day for name, day in days.items())
            found.append({"label": label, "url": self.url(page, **days), "current": current})
        return found


def period_words(first: date | None, last: date | None) -> str:
    """Return a period in words."""
    if first and last:
        return _("%(first)s to %(last)s") % {"first": day_words(first), "last": day_words(last)}
    if first:
        return _("from %(day)s on") % {"day": day_words(first)}
    return _("up to %(day)s") % {"day": day_words(last)} if last else _("all days")


def day_words(day: date) -> str:
    """Return a day with its year."""
    return format_date(day, _("j M Y"))


def _last_days(number: int) -> tuple[date, date]:
    return _today() - timedelta(days=number - 1), _today()


def _today() -> date:
    return timezone.localtime(clock.now()).date()
