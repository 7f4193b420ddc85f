"""What an address asks of a report: which days, by what, of which team; and addresses that ask a little else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.desk.evidence.asking import day_words, period_words
from fuwutai.desk.evidence.forms import EARLIEST, LATEST, day_field
from fuwutai.domain.analytics.choices import DAY, DIMENSIONS, MONTH, PERIODS, TEAM, WEEK
from fuwutai.domain.analytics.metrics import METRICS
from fuwutai.domain.analytics.periods import Period, before, like_for_like, period_of, periods_until
from fuwutai.domain.analytics.queries import centre_today, dimension_for
from fuwutai.kernel.actors import Actor

PERIOD = "period"
GROUPS = {**DIMENSIONS, PERIOD: pgettext_lazy("report", "Periods one after the other")}
SHOWN = {DAY: 14, WEEK: 12, MONTH: 12}
"""So many periods stand in the chart."""
NAMES = ("every", "day", "by", "team", "figure")


class ReportForm(forms.Form):
    """The question; what is left out is this month, by team, of all teams."""

    use_required_attribute = False

    every = forms.ChoiceField(label=gettext_lazy("Period"), choices=list(PERIODS.items()))
    day = day_field(gettext_lazy("A day in it"))
    by = forms.ChoiceField(label=gettext_lazy("Grouped by"), choices=list(GROUPS.items()))
    team = forms.TypedChoiceField(label=gettext_lazy("Only the team"), required=False, coerce=int, empty_value=None)
    figure = forms.ChoiceField(
        label=gettext_lazy("In the chart"), choices=[(one.code, one.title) for one in METRICS.values()]
    )

    def __init__(self, said: Mapping[str, str], teams: Sequence[Any]) -> None:
        super().__init__({"every": MONTH, "by": TEAM, "figure": "opened", "day": f"{centre_today()}", **said})
        field = self.fields["team"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All teams that you see")), *((team.pk, team.name) for team in teams)]

    def clean_day(self) -> date:
        """Return the day, today where none is named. Raises: ValidationError for a year nobody can mean."""
        day: date | None = self.cleaned_data["day"]
        if day and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Choose a day between 2000 and 2100."))
        return day or centre_today()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that is understood. `fields`: as they stand in the address."""

    fields: Mapping[str, str]
    every: str
    by: str
    dimension: str
    team_id: int | None
    figure: str
    whole: Period
    now: Period
    before: Period

    @classmethod
    def of(cls, actor: Actor, form: ReportForm) -> "Asked":
        """Return what a valid form asks."""
        said = form.cleaned_data
        whole, by = period_of(said["every"], said["day"]), said["by"]
        now, earlier = like_for_like(said["every"], whole, centre_today())
        fields = {name: str(said[name]) for name in NAMES if said[name] is not None}
        return cls(
            fields=fields, every=said["every"], by=by, team_id=said["team"], figure=said["figure"], whole=whole,
            now=now, before=earlier, dimension=dimension_for(actor, TEAM if by == PERIOD else by),
        )  # fmt: skip

    @property
    def periods(self) -> list[Period]:
        """Return the periods of the chart, the one that is asked for at the end."""
        return periods_until(self.every, self.now, SHOWN[self.every])

    @property
    def words(self) -> str:
        """Return the days in words."""
        return days_words(self.now)

    @property
    def words_before(self) -> str:
        """Return in words the days with which they are compared."""
        return days_words(self.before)

    @property
    def is_running(self) -> bool:
        """Return whether the period is not over yet."""
        return self.now != self.whole

    def url(self, page: str = "reports", **fields: Any) -> str:
        """Return the address of a page that asks the same, but for what is said here."""
        wanted = {**self.fields, **{name: value for name, value in fields.items() if value is not None}}
        return f"{reverse(f'desk:{page}')}?{urlencode(wanted)}"

    def presets(self) -> list[dict[str, Any]]:
        """Return the periods that are asked for most, and the steps to either side; the present one marked."""
        today = centre_today()
        wanted = [
            (_("Today"), DAY, today),
            (_("Yesterday"), DAY, today - timedelta(days=1)),
            (_("This week"), WEEK, today),
            (_("Last week"), WEEK, today - timedelta(days=7)),
            (_("This month"), MONTH, today),
            (_("Last month"), MONTH, today.replace(day=1) - timedelta(days=1)),
        ]
        return [
            {
                "label": label,
                "url": self.url(every=every, day=day),
                "current": (every, period_of(every, day)) == (self.every, self.whole),
            }
            for label, every, day in wanted
        ]

    @property
    def earlier_url(self) -> str:
        """Return the address of the period before."""
        return self.url(day=before(self.every, self.whole).first)

    @property
    def later_url(self) -> str:
        """Return the address of the period after, "" where it has not begun."""
        return self.url(day=self.whole.until) if self.whole.until <= centre_today() else ""


def said_in(address: QueryDict) -> dict[str, str]:
    """Return what an address says of the question."""
    return {name: address[name] for name in NAMES if name in address}


def days_words(period: Period) -> str:
    """Return some days in words, one day by itself."""
    return period_words(period.first, period.last) if period.first != period.last else day_words(period.first)
