"""What people of the demo do beside the words of cases, and how they have set up their desk, in each language."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from fuwutai.demo.content.reading import FOLDER, ScenarioError

FILE = "beside.toml"


@dataclass(frozen=True, slots=True)
class Tag:
    """A word on cases of some categories."""

    name: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What one team asks another beside a case, and what it hears."""

    team: str
    subject: str
    body: str
    answer: str


@dataclass(frozen=True, slots=True)
class View:
    """A list that everybody has."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Macro:
    """Several steps with a case in one go."""

    name: str
    note: str
    steps: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """Customers of a class."""

    tier: str
    customers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What colleagues should know of a customer."""

    customer: str
    body: str


@dataclass(frozen=True, slots=True)
class Member:
    """Who belongs to an organisation, and whose cases they see."""

    customer: str
    post: str
    sight: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company whose people turn to the centre."""

    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it. `praises` and `regrets`: what customers write beside a good and a bad score."""

    tags: tuple[Tag, ...]
    tasks: tuple[str, ...]
    demands: tuple[str, ...]
    again: tuple[str, ...]
    praises: tuple[str, ...]
    regrets: tuple[str, ...]
    questions: tuple[Question, ...]
    views: tuple[View, ...]
    macros: tuple[Macro, ...]
    tiers: tuple[Tier, ...]
    notes: tuple[Note, ...]
    organisations: tuple[Organisation, ...]


@lru_cache(maxsize=2)
def beside(language: str) -> Beside:
    """Return what stands beside the cases of the demo in a language. Raises: ScenarioError."""
    path = FOLDER / language / FILE
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Beside)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise ScenarioError(f"{path.name} of “{language}” cannot be read: {problem}") from problem
