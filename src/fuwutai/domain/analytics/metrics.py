"""What each figure means: a definition is data, so that page, file and formula can never say different things."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.analytics import choices as c
from fuwutai.kernel.errors import Text

COUNT, PERCENT, MINUTES = "count", "percent", "minutes"
UP, DOWN, NEITHER = "up", "down", ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure: the sum of `part`, or its share of `whole`. `better`: in which direction, NEITHER where none is."""

    code: str
    title: Text
    formula: Text
    part: tuple[str, ...]
    whole: tuple[str, ...] = ()
    unit: str = COUNT
    better: str = NEITHER

    @property
    def is_stock(self) -> bool:
        """Return whether it says how it stands at the end of a day, not what happened."""
        return self.part[0] in c.AGES

    def value(self, sums: Mapping[str, int]) -> float | None:
        """Return the figure; a share of nothing is None, for neither 0 nor 100 would be true.

        Formula: part ÷ whole, one decimal, half up.
        """
        part = sum(sums.get(one, 0) for one in self.part)
        if not self.whole:
            return part
        whole = sum(sums.get(one, 0) for one in self.whole)
        return (part * 2000 + whole) // (2 * whole) / 10 if whole else None

    def numbers(self, sums: Mapping[str, int]) -> tuple[int, int]:
        """Return what stands above and below the line; below a sum stands nothing."""
        return sum(sums.get(one, 0) for one in self.part), sum(sums.get(one, 0) for one in self.whole)


def _share(code: str, title: Text, formula: Text, part: str, *whole: str, better: str = UP) -> Metric:
    return Metric(code=code, title=title, formula=formula, part=(part,), whole=whole, unit=PERCENT, better=better)


_ALL = (
    Metric(
        code="opened", title=pgettext_lazy("figure", "Opened"), part=(c.OPENED,),
        formula=_("Cases opened in these days, those that were merged later too."),
    ),
    Metric(
        code="resolved", title=pgettext_lazy("figure", "Resolved"), part=(c.RESOLVED,), better=UP,
        formula=_("How often a case was marked as resolved; one that was resolved twice counts twice."),
    ),
    Metric(
        code="closed", title=pgettext_lazy("figure", "Closed"), part=(c.CLOSED,),
        formula=_("How often a case was closed: by the customer, by silence or by a colleague. Merging closes none."),
    ),
    Metric(
        code="reopened", title=pgettext_lazy("figure", "Taken up again"), part=(c.REOPENED,), better=DOWN,
        formula=_("How often a resolved or closed case went back to work, also when a superior sent it back."),
    ),
    Metric(
        code="open", title=pgettext_lazy("figure", "Open at the end"), part=c.STOCK, better=DOWN,
        formula=_("Cases neither resolved nor closed nor merged when the last of these days ended."),
    ),
    Metric(
        code="old", title=pgettext_lazy("figure", "Open longer than 7 days"), part=c.STOCK[3:], better=DOWN,
        formula=_("Those of them that were opened more than 7 days before."),
    ),
    _share(
        "first_response", pgettext_lazy("figure", "First response kept"),
        _("Promises of a first response kept ÷ kept and missed. A promise counts on the day on which it began."),
        c.KEPT[c.FIRST_RESPONSE], c.KEPT[c.FIRST_RESPONSE], c.MISSED[c.FIRST_RESPONSE],
    ),
    _share(
        "resolution", pgettext_lazy("figure", "Resolution kept"),
        _("Promises of a resolution kept ÷ kept and missed. A promise counts on the day on which it began."),
        c.KEPT[c.RESOLUTION], c.KEPT[c.RESOLUTION], c.MISSED[c.RESOLUTION],
    ),
    _share(
        "first_contact", pgettext_lazy("figure", "Resolved at first contact"),
        _(
            "Of the cases first resolved in these days: those with one reply at most until then, in which the customer"
            " did not have to write again, that went through the hands of one person and one team, and that have not"
            " been reopened since."
        ),
        c.FIRST_ALONE, c.FIRST,
    ),
    _share(
        "reopen_rate", pgettext_lazy("figure", "Reopened"),
        _(
            "Of the resolutions of these days: those after which the case was reopened, until today. What a superior"
            " sent back is not among them."
        ),
        c.RESOLVED_AGAIN, c.RESOLVED, better=DOWN,
    ),
    _share(
        "satisfaction", pgettext_lazy("figure", "Content"),
        _("Scores of 4 and 5 ÷ all scores given in these days. Of each case its present score counts."),
        c.CONTENT, c.SCORED,
    ),
    _share(
        "rated", pgettext_lazy("figure", "Gave a score"),
        _("Customers who gave a score ÷ those who were asked, those who declined or did not answer included."),
        c.SCORED, c.ASKED,
    ),
    Metric(
        code="handled", title=pgettext_lazy("figure", "Handled"), part=(c.HANDLED,),
        formula=_(
            "Cases in which a person replied, called, noted time or resolved for the first time. A case counts once for"
            " each person who did."
        ),
    ),
    Metric(
        code="replies", title=pgettext_lazy("figure", "Replies"), part=(c.REPLIES,),
        formula=_("Replies to customers."),
    ),
    Metric(
        code="minutes", title=pgettext_lazy("figure", "Time worked"), part=(c.MINUTES,), unit=MINUTES,
        formula=_("Minutes noted on cases, on the days on which they were worked."),
    ),
)  # fmt: skip
METRICS: Mapping[str, Metric] = {one.code: one for one in _ALL}
PAIRS: tuple[tuple[str, ...], ...] = (
    ("opened", "resolved", "reopened"),
    ("open", "old"),
    ("first_response", "first_contact"),
    ("resolution", "reopen_rate"),
    ("closed", "satisfaction", "rated"),
    ("handled", "replies", "minutes"),
)
"""What stands side by side because who improves one alone may spoil the other."""
