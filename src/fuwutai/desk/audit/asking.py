"""What somebody asks of the logs: read from the address, and what is wrong with it said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fuwutai.desk.audit.words import ACTIONS, EVENTS
from fuwutai.domain.accounts.queries import visible_staff
from fuwutai.domain.cases.queries import case_by_number
from fuwutai.domain.compliance.choices import KINDS
from fuwutai.domain.compliance.entries import Sought
from fuwutai.domain.compliance.unusual import bounds_of
from fuwutai.domain.customers.person import whole_ids
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.text import storable

LONGEST = 40
FIRST_YEAR, LAST_YEAR = 2000, 2200
MOST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, as it stands in the address; `about`: the thing in words; `problem`: what cannot be asked."""

    sought: Sought
    values: dict[str, str]
    people: dict[str, str]
    about: str = ""
    problem: str = ""

    def address(self, url: str, **more: str | None) -> str:
        """Return an address that asks the same, and more."""
        asked = {**self.values, **{name: value for name, value in more.items() if value}}
        return f"{url}?{urlencode(asked)}" if asked else url


@dataclass(slots=True)
class _Reading:
    """What has been read of an address so far."""

    values: dict[str, str] = field(default_factory=dict)
    narrow: dict[str, Any] = field(default_factory=dict)
    about: str = ""
    problem: str = ""


def asked_of(actor: Actor, typed: QueryDict) -> Asked:
    """Return what somebody asks; what is not offered narrows nothing, a thing that is not in sight finds nothing.

    Cost: 1 statement for the people, 2 more where a thing is named.
    """
    people = {str(pk): name for pk, name in visible_staff(actor).values_list("pk", "display_name")}
    read = _Reading()
    _choice(read, typed, "person", people)
    _choice(read, typed, "kind", KINDS)
    _choice(read, typed, "code", {**EVENTS, **ACTIONS})
    if "person" in read.values:
        read.narrow["staff_id"] = int(read.values["person"])
    for name in ("kind", "code"):
        read.narrow[name] = read.values.get(name, "")
    for name in ("since", "until"):
        _day(read, typed, name)
    _thing(actor, read, typed, people)
    return Asked(Sought(**read.narrow), read.values, people, read.about, read.problem)


def _choice(read: _Reading, typed: QueryDict, name: str, offered: Mapping[str, Any]) -> None:
    if (value := typed.get(name, "")) in offered:
        read.values[name] = value


def _day(read: _Reading, typed: QueryDict, name: str) -> None:
    """Read a day of the centre: “since” counts from its beginning, “until” to its end."""
    if not (text := _plain(typed, name)):
        return
    read.values[name] = text
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        read.problem = _("%(day)s is no day. Write year, month and day, for example 2026-11-22.") % {"day": text}
    else:
        read.narrow[name] = bounds_of(day)[0 if name == "since" else 1]


def _thing(actor: Actor, read: _Reading, typed: QueryDict, people: Mapping[str, str]) -> None:
    """Read what it is about: the number of a case, else a customer or a person by a link."""
    if number := _plain(typed, "case"):
        read.values["case"] = number
        case = case_by_number(actor, number)
        if case is None:
            read.problem = _("No case with this number is in your sight. Check the number.")
        else:
            read.about = case.number
            read.narrow |= {"subject": "case", "subject_ids": frozenset({case.pk})}
    elif customer := _number(typed, "customer"):
        read.values["customer"] = str(customer)
        name = visible_customers(actor).filter(pk=customer).values_list("name", flat=True).first()
        if name is None:
            read.problem = _("This customer is not in your sight.")
        else:
            read.about = name
            read.narrow |= {"subject": "customer", "subject_ids": frozenset(whole_ids(customer))}
    elif str(_number(typed, "staff") or "") in people:
        staff = typed["staff"]
        read.values["staff"], read.about = staff, people[staff]
        read.narrow |= {"subject": "staff", "subject_ids": frozenset({int(staff)})}


def _plain(typed: QueryDict, name: str) -> str:
    text = typed.get(name, "").strip()[:LONGEST]
    return text if storable(text) else ""


def _number(typed: QueryDict, name: str) -> int | None:
    text = _plain(typed, name)
    number = int(text) if text.isascii() and text.isdecimal() else 0
    return number if 0 < number <= MOST_ID else None
