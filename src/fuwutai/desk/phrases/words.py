"""Standard phrases in words: who has one, for what it is meant, how it was used, how it reads."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fuwutai.domain.cases.choices import CATEGORY_TERM, TYPES
from fuwutai.domain.cases.vocabularies import label_of
from fuwutai.domain.knowledge.choices import PURPOSES, USE_DAYS
from fuwutai.domain.knowledge.policies import may_change_phrase
from fuwutai.domain.knowledge.queries import Use
from fuwutai.domain.knowledge.variables import VARIABLES, example, fill, language_of, open_in, unknown_in
from fuwutai.kernel.actors import Actor

LONGEST_LINE = 90
NEVER = Use()


def audience(phrase: Any) -> str:
    """Return who has a phrase. Cost: none where its team is at hand."""
    if phrase.owner_id is not None:
        return _("Only me")
    return phrase.team.name if phrase.team_id else _("Everybody")


def meant_for(phrase: Any) -> list[str]:
    """Return the cases for which a phrase is meant, and where it is offered."""
    types = [str(TYPES.get(code, code)) for code in phrase.types]
    return [str(PURPOSES[phrase.purpose]), *types, *(label_of(CATEGORY_TERM, code) for code in phrase.categories)]


def use_in_words(use: Use) -> str:
    """Return how a phrase was used in the last 30 days."""
    if use.last_at is None:
        return pgettext("phrase", "Never used")
    if not use.times:
        return _("Not used for %(days)s days") % {"days": USE_DAYS}
    times = ngettext("%(n)s time in %(days)s days", "%(n)s times in %(days)s days", use.times)
    said = times % {"n": use.times, "days": USE_DAYS}
    if not use.changed:
        return _("%(times)s, always as it is") % {"times": said}
    return _("%(times)s, changed in %(percent)s %%") % {"times": said, "percent": use.changed_percent}


def listed(actor: Actor, phrases: Iterable[Any], used: Mapping[int, Use]) -> list[dict[str, Any]]:
    """Return phrases as rows: what they say in an example, who has them, how they are used. Cost: none."""
    return [
        {
            "phrase": one,
            "line": short(read_in_example(one.body, one.language)),
            "audience": audience(one),
            "use": used.get(one.pk, NEVER),
            "use_said": use_in_words(used.get(one.pk, NEVER)),
            "may_change": may_change_phrase(actor, one),
        }
        for one in phrases
    ]


def short(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"


def read_in_example(body: str, language: str) -> str:
    """Return how a phrase reads in a case that does not exist."""
    return fill(body, example(language), language)


def preview(body: str, language: str) -> dict[str, Any]:
    """Return how words read while they are written: in an example, and where nothing is known of a case."""
    return {
        "text": read_in_example(body, language),
        "bare": fill(body, {}, language),
        "unknown": " ".join(f"{{{name}}}" for name in unknown_in(body)),
        "open": " ".join(f"{{{name}}}" for name in open_in(body, {}, language)),
    }


def variables(language: str) -> list[dict[str, str]]:
    """Return the variables that can be chosen: as they are written in a language, and an example."""
    spoken = language_of(language)
    return [
        {"written": f"{{{one.label[spoken]}}}", "example": one.example[spoken]} for one in VARIABLES.values()
    ]
