"""How a case comes to its end, and who answers for it until then, in words."""

from typing import Any

from django.utils.translation import gettext as _

from fuwutai.desk.cases.history.names import Names, Saying, says
from fuwutai.domain.cases.choices import RATINGS, SCORES
from fuwutai.domain.cases.closing import in_words
from fuwutai.domain.cases.vocabularies import label_of


def _restated(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry)}
    if entry.data["confirmed"]:
        return _("%(who)s restated the need, and the customer confirmed it") % facts
    return _("%(who)s restated the need; the customer has not confirmed it yet") % facts


def _rated(entry: Any, names: Names) -> str:
    data = entry.data
    if data["outcome"] == "given":
        facts = {"who": names.actor(entry), "score": data["score"], "word": SCORES.get(data["score"], "")}
        if entry.actor_kind == "customer":
            return _("The customer rated the case: %(score)s of 5, %(word)s") % facts
        return _("%(who)s recorded the customer's rating: %(score)s of 5, %(word)s") % facts
    said = RATINGS.get(data["outcome"], data["outcome"])
    if entry.actor_kind == "staff":
        return _("%(who)s asked for a rating. %(outcome)s") % {"who": names.actor(entry), "outcome": said}
    return _("Rating: %(outcome)s") % {"outcome": said}


def _result(entry: Any, names: Names) -> str:
    words = [label_of(name, entry.data[name]) for name in ("resolution", "cause")]
    said = " · ".join(word for word in words if word)
    return _("%(who)s recorded the result: %(result)s") % {"who": names.actor(entry), "result": said}


def _held_up(entry: Any, _names: Names) -> str:
    return _("Does not close by itself; missing: %(missing)s") % {"missing": in_words(entry.data["missing"])}


def _waived(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "missing": in_words(entry.data["missing"])}
    return _("%(who)s closes the case without this: %(missing)s. The note says why") % facts


def _unfinished(entry: Any, _names: Names) -> str:
    return _("The customer closed the case; still to be recorded: %(missing)s") % {
        "missing": in_words(entry.data["missing"])
    }


def _offered(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "whom": _whom(entry, names)}
    return _("%(who)s asked %(whom)s to answer for the case") % facts


def _withdrawn(entry: Any, names: Names) -> str:
    whom = _whom(entry, names)
    if entry.actor_kind == "system":
        return _("The question to %(whom)s is taken back") % {"whom": whom}
    return _("%(who)s took the question to %(whom)s back") % {"who": names.actor(entry), "whom": whom}


def _passed(entry: Any, names: Names) -> str:
    if entry.data["staff_id"] is None:
        return _("Nobody answers for the case any more: who did has left")
    return _("%(whom)s answers for the case: who did has left") % {"whom": _whom(entry, names)}


def _whom(entry: Any, names: Names) -> str:
    return names.staff.get(entry.data["staff_id"], _("a colleague"))


SAYINGS: dict[str, Saying] = {
    "cases.need_restated": ("edit", False, _restated),
    "cases.rating_recorded": ("star", True, _rated),
    "cases.result_recorded": ("check-circle", False, _result),
    "cases.closing_held_up": ("alert", True, _held_up),
    "cases.closing_waived": ("alert", True, _waived),
    "cases.closed_unfinished": ("alert", True, _unfinished),
    "cases.hand_over_offered": ("assign", False, _offered),
    "cases.hand_over_accepted": ("check", True, says(lambda: _("%(who)s answers for the case from now on"))),
    "cases.hand_over_declined": ("undo", False, says(lambda: _("%(who)s did not want to answer for the case"))),
    "cases.hand_over_withdrawn": ("undo", False, _withdrawn),
    "cases.responsibility_passed": ("person", True, _passed),
}
