"""Reasons and hindrances in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.domain.accounts.choices import PRESENCES
from fuwutai.domain.dispatch.choices import AWAY, FULL, HINDRANCES, REASONS, UNSKILLED


def said_of(why: Any, person: Any, skills: Mapping[int, str]) -> str:
    """Return what hinders somebody: “full 5/5”, “lacks Fibre ≥ 3”, “Short break”."""
    if why is None:
        return _("can take it")
    if why.code == AWAY:
        return str(PRESENCES.get(why.detail, why.detail))
    if why.code == UNSKILLED:
        return _("lacks %(skill)s ≥ %(level)s") % {"skill": skills.get(why.skill_id, "?"), "level": why.level}
    if why.code == FULL:
        load, most = person.load.get(why.detail, 0) / 100, person.most[why.detail]
        return _("full %(load)s/%(most)s") % {"load": f"{load:g}", "most": most}
    return str(HINDRANCES[why.code])


def summed_up(why: Sequence[Any], skills: Mapping[int, str]) -> str:
    """Return in one line why nobody has a case: “3 people: 1 Short break, 1 full 5/5, 1 lacks Fibre ≥ 3”."""
    counted: dict[str, int] = {}
    for _name, person, hindrance in why:
        said = said_of(hindrance, person, skills)
        counted[said] = counted.get(said, 0) + 1
    if not counted:
        return _("Nobody works in this team yet.")
    people = ngettext("%(n)s person", "%(n)s people", len(why)) % {"n": len(why)}
    parts = [_("%(n)s %(what)s") % {"n": number, "what": what} for what, number in counted.items()]
    return _("%(people)s: %(parts)s") % {"people": people, "parts": " · ".join(parts)}


def decided(decision: Any) -> list[str]:
    """Return why somebody was given a case, in short sentences."""
    facts = {"name": decision.staff.display_name, "why": REASONS.get(decision.reason, decision.reason)}
    others = [
        _("%(n)s %(what)s") % {"n": number, "what": HINDRANCES.get(code, code)}
        for code, number in sorted(decision.hindered.items())
    ]
    could = ngettext("%(n)s person could take it.", "%(n)s people could take it.", decision.candidates)
    load = {"load": f"{decision.load_percent / 100:g}", "most": decision.most}
    lines = [
        _("Given to %(name)s, who %(why)s.") % facts,
        could % {"n": decision.candidates},
        _("With it she had %(load)s of %(most)s in hand.") % load,
    ]
    if others:
        lines.append(_("Of the others: %(others)s.") % {"others": " · ".join(others)})
    return lines
