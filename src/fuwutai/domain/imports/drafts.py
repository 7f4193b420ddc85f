"""Rows of another system read as cases that could be taken in, or what is wrong with them."""

import json
import re
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from django.utils import translation

from fuwutai.domain.cases import choices as cases
from fuwutai.domain.cases.commands import MAX_BODY, MAX_SUBJECT
from fuwutai.domain.customers.commands import MAX_ACCOUNT, MAX_NAME
from fuwutai.domain.imports.choices import ADDED_LATER, FIELDS, TIMES
from fuwutai.domain.imports.histories import Draft, Problem, settled
from fuwutai.domain.imports.mapping import OTHERWISE, Mapping
from fuwutai.domain.imports.source import Row
from fuwutai.domain.imports.times import Moment, TimeReader
from fuwutai.kernel.blind_index import fingerprint, normalise_email, normalise_phone
from fuwutai.kernel.errors import Text
from fuwutai.kernel.text import storable

LONGEST_KEY = 200
AS_IT_IS = ("body", "reply_body")
CODES: dict[str, Table[str, Text]] = {
    "type": cases.TYPES,
    "channel": cases.CHANNELS,
    "priority": cases.PRIORITIES,
    "line": cases.LINES,
    "service_class": cases.SERVICE_CLASSES,
    "urgency": cases.URGENCIES,
    "complexity": cases.COMPLEXITIES,
    "impact": cases.IMPACTS,
    "nature": cases.NATURES,
    "region": {},
    "status": cases.STATUSES,
}
UNSAID = {"type": cases.REQUEST, "channel": cases.OTHER_CHANNEL}
"""What a case is where the row does not say; its priority is the one of the table of urgency, impact and tier."""

_CATEGORY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
_BETWEEN_WORDS = re.compile(r"[^a-z0-9.]+")


@dataclass
class Reader:
    """Reads rows by a mapping. `zone` is that of times without one, `teams` the ids of teams by code and name,
    `terms` what the codes of natures and categories are called."""

    mapping: Mapping
    columns: Sequence[str]
    zone: tzinfo
    now: datetime
    teams: Table[str, int]
    unnamed: str
    terms: Table[str, Table[str, Text]] = field(default_factory=lambda: cases.SHIPPED_TERMS)
    _places: dict[str, int] = field(init=False)
    _codes: dict[str, dict[str, str]] = field(init=False)
    _categories: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        places = {column: place for place, column in enumerate(self.columns)}
        self._places = {name: places[column] for name, column in self.mapping.columns.items() if column in places}
        self._key_places = [places[column] for column in self.mapping.key_columns]
        self._codes = {name: _known_by(self.terms.get(name, codes)) for name, codes in CODES.items()}
        self._categories = _known_by(self.terms[cases.CATEGORY_TERM])
        self._teams = {name.casefold(): team_id for name, team_id in self.teams.items()}
        self._times = TimeReader(self.mapping.times.formats, self.mapping.zone or self.zone)

    def read(self, row: Row) -> Draft | list[Problem]:
        """Return the draft of a row, or all that is wrong with it."""
        if isinstance(row, str):
            return [Problem("bad_json")]
        if any(cell.strip() for cell in row[len(self.columns) :]):
            return [Problem("too_many_columns")]
        said = {name: self.value(row, name) for name in FIELDS}
        if problems := [Problem("bad_character", name) for name, text in said.items() if not storable(text)]:
            return problems
        problems = []
        moments = {name: self._moment(name, said, problems) for name in TIMES}
        digest = fingerprint(json.dumps([text for name, text in said.items() if text or name not in ADDED_LATER]))
        draft = Draft(
            key=self._key(row, digest, problems),
            digest=digest,
            person=self._person(said, problems),
            facts=self._facts(said, problems),
            team_id=self._team(said["team"], problems),
            status=self._code("status", said["status"], problems),
            opened=moments["opened_at"] or Moment(self.now),
            reply=said["reply_body"],
            replied=moments["replied_at"],
            resolved=moments["resolved_at"],
            closed=moments["closed_at"],
        )
        return problems or settled(draft)

    def value(self, row: Sequence[str], name: str) -> str:
        """Return what a row says in one of our fields, as the mapping understands it; "" = nothing."""
        place = self._places.get(name)
        cell = row[place] if place is not None and place < len(row) else ""
        text = cell if name in AS_IT_IS and cell.strip() else cell.strip()
        if meanings := self.mapping.values.get(name):
            text = meanings.get(text.strip(), meanings.get(OTHERWISE, text))
        return text or self.mapping.constants.get(name, "")

    def _moment(self, name: str, said: Table[str, str], problems: list[Problem]) -> Moment | None:
        if not said[name]:
            if name == "opened_at":
                problems.append(Problem("missing", name))
            return None
        moment = self._times.read(said[name])
        if moment is None:
            problems.append(Problem("bad_time", name))
        elif moment.at > self.now:
            problems.append(Problem("in_future", name))
        return moment and moment._replace(field=name)

    def _person(self, said: Table[str, str], problems: list[Problem]) -> dict[str, str]:
        account = said["customer_account"]
        if account and self.mapping.source:
            account = f"{self.mapping.source}:{account}"
        person = {"phone": said["phone"], "email": said["email"], "account": account}
        person["name"] = said["customer_name"] or said["customer_account"] or said["email"] or self.unnamed
        if person["phone"] and normalise_phone(person["phone"]) is None:
            problems.append(Problem("bad_phone", "phone"))
        if person["email"] and normalise_email(person["email"]) is None:
            problems.append(Problem("bad_email", "email"))
        if len(account) > MAX_ACCOUNT:
            problems.append(Problem("too_long", "customer_account"))
        if len(person["name"]) > MAX_NAME:
            problems.append(Problem("too_long", "customer_name"))
        return person

    def _facts(self, said: Table[str, str], problems: list[Problem]) -> dict[str, str]:
        facts = {
            name: self._code(name, said[name], problems) or UNSAID.get(name, "") for name in CODES if name != "status"
        }
        named = self._categories.get(said["category"].casefold(), "")
        facts["category"] = named or category_code(said["category"])
        if said["category"] and not facts["category"]:
            problems.append(Problem("unknown_value", "category"))
        subject, body = " ".join(said["subject"].split()), said["body"]
        if not subject and not body:
            problems.append(Problem("missing", "subject" if "subject" in self.mapping.columns else "body"))
        if len(subject) > MAX_SUBJECT:  # nothing is lost: the words stand whole above the others
            body = f"{said['subject']}\n\n{body}" if body else said["subject"]
        facts["subject"] = shortened(subject or " ".join(body.split()), MAX_SUBJECT if subject else 60)
        facts["body"] = body or said["subject"]
        for name, text in (("body", facts["body"]), ("reply_body", said["reply_body"])):
            if len(text) > MAX_BODY:
                problems.append(Problem("too_long", name))
        return facts

    def _team(self, said: str, problems: list[Problem]) -> int | None:
        team_id = self._teams.get(said.casefold()) if said else None
        if said and team_id is None:
            problems.append(Problem("unknown_value", "team"))
        return team_id

    def _code(self, name: str, said: str, problems: list[Problem]) -> str:
        code = self._codes[name].get(said.casefold(), "") if said else ""
        if said and not code:
            problems.append(Problem("unknown_value", name))
        return code

    def _key(self, row: Sequence[str], digest: str, problems: list[Problem]) -> str:
        if not self._key_places:
            return f"#{digest}"
        parts = [row[place].strip() if place < len(row) else "" for place in self._key_places]
        key = " / ".join(parts)
        if not any(parts):
            problems.append(Problem("missing", "external_id"))
        elif len(key) > LONGEST_KEY:
            problems.append(Problem("too_long", "external_id"))
        elif not storable(key):
            problems.append(Problem("bad_character", "external_id"))
        return key


def category_code(said: str) -> str:
    """Return the code of a category: what is one stays; English words become one; "" where none can be made."""
    text = said.casefold()
    if _CATEGORY.fullmatch(text):
        return text
    code = _BETWEEN_WORDS.sub("-", text).strip("-.") if text.isascii() else ""
    return code if _CATEGORY.fullmatch(code) else ""


def shortened(text: str, longest: int) -> str:
    """Return a text, or as much of its beginning as fits with a mark that it goes on."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _known_by(codes: Table[str, Text]) -> dict[str, str]:
    """Return the codes by all that may stand for them: themselves and their labels in both languages."""
    known = {code: code for code in codes}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {str(label).casefold(): code for code, label in codes.items()}
    return known
