"""What an address asks of the scoreboard: which clauses, over which days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fuwutai.desk.evidence.asking import period_words
from fuwutai.desk.manuals.narrowing import Narrowing
from fuwutai.domain.evidence.periods import PRESETS, USUAL, preset
from fuwutai.domain.evidence.selection import centre_today


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The clauses and the period that an address asks for; a period nobody knows is the usual one."""

    narrowing: Narrowing
    period: str

    @classmethod
    def of(cls, address: Mapping[str, str], manuals: Iterable[str] = ()) -> "Chosen":
        """Return what an address asks."""
        period = address.get("period", USUAL)
        return cls(narrowing=Narrowing.of(address, manuals), period=period if period in PRESETS else USUAL)

    @property
    def days(self) -> tuple[date, date]:
        """Return the first day and the day after the last one."""
        return preset(self.period, centre_today())

    @property
    def words(self) -> str:
        """Return the period in words."""
        since, until = self.days
        return period_words(since, until - timedelta(days=1))

    def url(self, **instead: str) -> str:
        """Return the address of the scoreboard that asks the same, but for what is said here."""
        return self._with(reverse("desk:evidence"), {"period": self.period, **instead})

    def export_url(self, form: str) -> str:
        """Return the address of these clauses as a file."""
        return self._with(reverse("desk:evidence_export"), {"period": self.period, "format": form})

    def report_url(self, manual: str) -> str:
        """Return the address of the printed report of a manual over this period."""
        return _of_period(reverse("desk:evidence_report", args=[manual]), self.period)

    def clause_url(self, code: str, **more: str) -> str:
        """Return the address of everything about a clause, over this period."""
        return _of_period(reverse("desk:evidence_clause", args=[code]), self.period, **more)

    def presets(self, url: Any) -> list[dict[str, Any]]:
        """Return the periods, the present one marked; `url(code)` is where each leads."""
        labels = {"30": _("30 days"), "90": _("90 days"), "quarter": _("This quarter"), "year": _("This year")}
        return [{"label": labels[code], "url": url(code), "current": code == self.period} for code in PRESETS]

    def _with(self, address: str, instead: Mapping[str, str]) -> str:
        said = {**dict(instead), "period": "" if instead["period"] == USUAL else instead["period"]}
        query = self.narrowing.query(**said)
        return f"{address}?{query}" if query else address


def _of_period(address: str, period: str, **more: str) -> str:
    query = urlencode({name: value for name, value in {"period": period, **more}.items() if value and value != USUAL})
    return f"{address}?{query}" if query else address
