"""What the variables of standard phrases come to in a case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import translation
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import centre, centre_zone, staff_names
from fuwutai.domain.cases.choices import CATEGORY_TERM, STATUSES, TYPES
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.vocabularies import label_of
from fuwutai.domain.customers.choices import ERASED
from fuwutai.domain.customers.queries import known_customers
from fuwutai.domain.knowledge.choices import EN, ZH
from fuwutai.domain.knowledge.variables import fill, language_of, open_in, unknown_in, used_in
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Text
from fuwutai.kernel.masking import mask_text

DAY = {ZH: "n月j日", EN: "j F"}
MOMENT = {ZH: "n月j日 H:i", EN: "j F, H:i"}
YEAR = {ZH: "Y年", EN: " Y"}
GREETINGS = (
    (5, "您好", "Hello"), (9, "早上好", "Good morning"), (12, "上午好", "Good morning"),
    (14, "中午好", "Good afternoon"), (18, "下午好", "Good afternoon"), (23, "晚上好", "Good evening"),
)  # fmt: skip
"""Until which hour one greets how."""
DJANGO = {ZH: "zh-hans", EN: "en"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is read once for all phrases of a case: whom they are for, who writes, and in which language (zh or en)."""

    customer: str
    agent: str
    language: str


def known_for(actor: Actor, case: Case, language: str = "") -> Known:
    """Return what phrases of a case need. `language`: that of the text; else the customer's, the centre's.

    A customer whose name is no name (erased, or with a number in it that is masked) is not called by it.
    Cost: 2 statements, 1 for who is no member of staff.
    """
    theirs = known_customers(actor).filter(Q(pk=case.customer_id) | Q(absorbed=case.customer_id))
    who = theirs.only("name", "language").first()
    name = who.name.strip() if who is not None else ""
    speaks = language or (who.language if who is not None else "") or _language_of_centre()
    return Known(
        customer="" if name == ERASED or mask_text(name) != name else name,
        agent=staff_names({actor.staff_id}).get(actor.staff_id, "") if actor.staff_id is not None else "",
        language=language_of(speaks),
    )


def values_of(case: Case, known: Known, language: str = "") -> Mapping[str, str]:
    """Return the values of variables in a case by their codes, "" for what is not known. The subject stays masked.

    A promise that has passed is none any more: nobody is told a moment that is over.
    Cost: none, with the team of the case at hand; as `accounts.queries.centre` beside.
    """
    speaks = language_of(language) if language else known.language
    here, now = centre(), clock.now()
    due = case.promised_at
    with translation.override(DJANGO[speaks]):
        return {
            "customer": known.customer,
            "greeting": _greeting(now, speaks),
            "agent": known.agent,
            "team": case.team.name,
            "centre": here.name if here else "",
            "hotline": here.hotline if here else "",
            "number": case.number,
            "subject": case.subject,
            "type": str(TYPES.get(case.type, "")),
            "category": label_of(CATEGORY_TERM, case.category),
            "status": str(STATUSES.get(case.status, "")),
            "opened": _said(case.opened_at, MOMENT, speaks, now),
            "due": _said(due, MOMENT, speaks, now) if due is not None and due > now else "",
            "today": _said(now, DAY, speaks, now),
        }


def filled(actor: Actor, case: Case, text: str, language: str = "") -> str:
    """Return a text with what its variables come to in a case that the actor sees. `language`: as of `known_for`.

    Raises: Invalid naming what is no variable, and what is not known here and cannot be said otherwise.
    Cost: 2 statements, none for a text without variables.
    """
    if unknown := unknown_in(text):
        raise unknown_variables(unknown)
    if not used_in(text):
        return text
    known = known_for(actor, case, language)
    values = values_of(case, known)
    if lacking := open_in(text, values, known.language):
        raise lacking_values(lacking)
    return fill(text, values, known.language)


def unknown_variables(names: Collection[str]) -> Invalid:
    """Return the refusal of a text that names what is no variable."""
    said: Text = _("There is no variable called %(names)s. Choose one of the list.") % {"names": _in_braces(names)}
    return Invalid(said, code="unknown_variables", fields={"body": said})


def lacking_values(names: Collection[str]) -> Invalid:
    """Return the refusal of a text whose variables are not known in a case."""
    said: Text = _("This case has nothing to put in place of %(names)s. Write it yourself or take it out.") % {
        "names": _in_braces(names)
    }
    return Invalid(said, code="lacking_values", fields={"body": said})


def _in_braces(names: Collection[str]) -> str:
    return " ".join(f"{{{name}}}" for name in names)


def _language_of_centre() -> str:
    here = centre()
    return here.language if here else ZH


def _greeting(now: datetime, language: str) -> str:
    hour = now.astimezone(centre_zone()).hour
    found = next((words for until, *words in GREETINGS if hour < until), ("您好", "Hello"))
    return str(found[0] if language == ZH else found[1])


def _said(moment: datetime, how: Mapping[str, str], language: str, now: datetime) -> str:
    """Return a moment as the centre's clock shows it, with the year where it is another one than now."""
    local, today = moment.astimezone(centre_zone()), now.astimezone(centre_zone())
    said = format_date(local, how[language])
    if local.year == today.year:
        return said
    year = format_date(local, YEAR[language])
    return f"{year}{said}" if language == ZH else said.replace(",", f"{year},") if "," in said else f"{said}{year}"
