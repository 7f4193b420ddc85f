"""Notices about manuals in words: what is to be reviewed, to be read and to be revised."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.notices.review_lines import REVIEWS, review_words
from fuwutai.domain.notices.choices import ANNOUNCED, READING_OVERDUE, REVISION_DUE, TAKEN_BACK
from fuwutai.domain.standards.announcements import confirmed_of
from fuwutai.domain.standards.manuals import manuals, states_of
from fuwutai.kernel.actors import Actor

HANDLED = frozenset({ANNOUNCED, READING_OVERDUE, TAKEN_BACK, REVISION_DUE}) | REVIEWS


class Manuals:
    """What the lines need to know of manuals. Cost: 3 statements, none where no notice is about a manual."""

    def __init__(self, actor: Actor, notices: Sequence[Any]) -> None:
        ours = [notice for notice in notices if notice.code in HANDLED]
        self.titles = {one.code: one.title for one in manuals(actor)} if ours else {}
        announced = [notice.data["announcement"] for notice in ours if "announcement" in notice.data]
        self.confirmed = confirmed_of(actor, announced) if announced else set()
        reviewed = [notice.data["version"] for notice in ours if notice.code in REVIEWS]
        self.states = states_of(actor, reviewed) if reviewed else {}


def words_of(notice: Any, known: Manuals) -> dict[str, str]:
    """Return title, step and badge (mark, tone, icon) of a notice about a manual."""
    data: Mapping[str, Any] = notice.data
    facts = {"manual": known.titles.get(data["manual"], data["manual"]), "number": data.get("number", "")}
    if notice.code in REVIEWS:
        return review_words(notice.code, facts, known.states.get(data["version"], ""))
    if notice.code == REVISION_DUE:
        return {
            "title": _("%(manual)s: no revision yet for %(period)s") % {**facts, "period": _period(data["period"])},
            "step": _("Look at figures and complaints, and begin a new version."),
            **_badge(pgettext("notice", "Revision due"), "amber", "edit"),
        }
    if notice.code == TAKEN_BACK:
        return {
            "title": _("%(manual)s: the announced version %(number)s does not come") % facts,
            "step": _("Its approval was taken back; what is in force stays as it is."),
            **_badge(pgettext("notice", "Taken back"), "slate", "undo"),
        }
    if data["announcement"] in known.confirmed:
        return {
            "title": _("%(manual)s: version %(number)s was announced") % facts,
            "step": _("You have confirmed that you read it."),
            **_badge(pgettext("notice", "Read"), "green", "check"),
        }
    if notice.code == READING_OVERDUE:
        return {
            "title": _("%(manual)s: version %(number)s is still to be read") % facts,
            "step": _("Read what changes and confirm it."),
            **_badge(_("Reminder %(n)s") % {"n": notice.rank}, "amber", "hourglass"),
        }
    return {
        "title": _("%(manual)s: version %(number)s was announced") % facts,
        "step": _("Read what changes and confirm it."),
        **_badge(pgettext("notice", "To read"), "blue", "megaphone"),
    }


def _badge(mark: object, tone: str, icon: str) -> dict[str, str]:
    return {"mark": str(mark), "tone": tone, "icon": icon}


def _period(code: str) -> str:
    """Return a period of a schedule in words: 2026Q4, 2026H2, 202611 or 2026."""
    year, rest = code[:4], code[4:]
    if rest[:1] == "Q":
        return _("quarter %(n)s of %(year)s") % {"n": rest[1:], "year": year}
    if rest[:1] == "H":
        return _("half-year %(n)s of %(year)s") % {"n": rest[1:], "year": year}
    return f"{year}-{rest}" if rest else year
