"""Read a demo centre from its files, or say everything that is wrong with them."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from fuwutai.demo.content.shapes import (
    DONE_BY,
    MOVES,
    Centre,
    Customer,
    Scenario,
    Script,
    StaffMember,
    Step,
    Team,
)

FOLDER = Path(__file__).parent
SLOT = re.compile(r"\{(\w*)\}")
WORDS = frozenset({"salutation", "name", "hotline", "operator", "d1", "d3", "d10", "d30"})
"""Slots that every case fills by itself; `agent` is added in the words of staff."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TYPES = frozenset({"consultation", "request", "fault", "complaint", "suggestion", "praise", "emergency"})
CHANNELS = frozenset({"portal", "phone"})
PRIORITIES = frozenset({"emergency", "urgent", "routine"})
IN_EVERY_TEAM = frozenset({"agent", "supervisor"})
ROLES = IN_EVERY_TEAM | {"administrator"}
SPOKEN = frozenset({"reply", "note", "wait", "third_party", "customer", "resolve", "reopen"})
MAX_SUBJECT = 200


class ScenarioError(ValueError):
    """The demo content, or what is asked of it, is wrong; the message lists what to correct."""


def load(language: str, folder: Path = FOLDER) -> Scenario:
    """Return the demo centre of a language. Raises: ScenarioError with every fault found."""
    path = folder / f"{language}.toml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.toml"))) or "none"
        raise ScenarioError(f"There is no demo centre in “{language}”. Choose one of: {known}.")
    document = _parsed(path)
    document["language"] = language
    document["customers"] = document.get("customers", {}).get("list", [])
    document["scripts"] = [
        script
        for part in sorted((folder / language).glob("*.toml"))
        for script in _parsed(part).get("scripts", [])
    ]
    _refuse(_unknown_keys(document))
    try:
        scenario = msgspec.convert(document, Scenario)
    except msgspec.ValidationError as problem:
        raise ScenarioError(f"The demo centre “{language}” cannot be read: {problem}") from problem
    _refuse(_faults(scenario))
    return scenario


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as problem:
        raise ScenarioError(f"{path.name} is not valid TOML: {problem}") from problem


def _refuse(faults: Iterable[str]) -> None:
    found = list(faults)
    if found:
        raise ScenarioError("Correct the demo content:\n" + "\n".join(f"- {fault}" for fault in found))


def _unknown_keys(document: dict[str, Any]) -> Iterator[str]:
    """Name misspelt keys, which would otherwise be dropped silently."""
    tables: list[tuple[str, type, Any]] = [("centre", Centre, document.get("centre"))]
    parts: dict[str, type] = {"teams": Team, "staff": StaffMember, "customers": Customer, "scripts": Script}
    for key, kind in parts.items():
        tables += [(key, kind, table) for table in document.get(key, [])]
    for script in document["scripts"]:
        tables += [(f"scripts “{script.get('id')}” step", Step, step) for step in script.get("steps", [])]
    for where, kind, table in tables:
        if isinstance(table, dict):
            for key in sorted(table.keys() - {field.name for field in fields(kind)}):
                yield f"{where}: “{key}” is not a known key."


def _faults(scenario: Scenario) -> Iterator[str]:
    yield from _faults_of_centre(scenario)
    yield from _repeated("team", [team.code for team in scenario.teams])
    yield from _repeated("username", [person.username for person in scenario.staff])
    yield from _repeated("customer key", [customer.key for customer in scenario.customers])
    yield from _repeated("phone", [customer.phone for customer in scenario.customers])
    yield from _repeated("script id", [script.id for script in scenario.scripts])
    yield from _faults_of_people(scenario)
    for script in scenario.scripts:
        for fault in (*_faults_of_script(scenario, script), *_faults_of_steps(scenario, script)):
            yield f"script “{script.id}”: {fault}"
    if not any(_fits_any_hour(script) for script in scenario.scripts):
        yield "at least one script must fit any hour: portal, ends, repeats, no customer, no between."


def _fits_any_hour(script: Script) -> bool:
    return (
        script.channel == "portal"
        and script.within_hours is None
        and script.between is None
        and not script.plays_once
    )


def _repeated(what: str, values: list[str]) -> Iterator[str]:
    for value, times in Counter(values).items():
        if times > 1:
            yield f"the {what} “{value}” stands {times} times."


def _faults_of_centre(scenario: Scenario) -> Iterator[str]:
    centre = scenario.centre
    try:
        ZoneInfo(centre.time_zone)
    except (KeyError, ValueError, OSError):
        yield f"the time zone “{centre.time_zone}” does not exist."
    if len(centre.months) != 12:
        yield "months must name twelve months."
    if not any(centre.hours.values()):
        yield "the centre must be open on one day at least."
    for day, intervals in centre.hours.items():
        times = [time for interval in intervals for time in interval]
        well_formed = all(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time) for time in times)
        if day not in WEEKDAYS or not well_formed or any(a >= b for a, b in pairwise(times)):
            yield f"the hours of “{day}” must be rising times from 00:00 to 23:59 on a day mon…sun."
    for name, values in scenario.slots.items():
        if not values or name in WORDS or name == "agent":
            yield f"the slot “{name}” needs values and a name of its own."


def _faults_of_people(scenario: Scenario) -> Iterator[str]:
    codes = {team.code for team in scenario.teams}
    for person in scenario.staff:
        if person.role not in ROLES:
            yield f"staff “{person.username}”: the role “{person.role}” does not exist."
        teamless = person.role in IN_EVERY_TEAM and not person.teams
        if teamless or not set(person.teams) <= codes:
            yield f"staff “{person.username}”: every team must be one of {', '.join(sorted(codes))}."
        if not re.fullmatch(r"[a-z][a-z0-9_.-]*", person.username):
            yield f"staff “{person.username}”: a username is lower-case ASCII."
    for code in sorted(codes):
        for role in sorted(IN_EVERY_TEAM):
            if not scenario.staff_of(code, role):
                yield f"team “{code}” has no {role}."
    named = {script.customer for script in scenario.scripts}
    if not {customer.key for customer in scenario.customers} - named:
        yield "at least one customer must be free, that is, named by no script."


def _faults_of_script(scenario: Scenario, script: Script) -> Iterator[str]:
    choices = (
        ("type", script.type, TYPES),
        ("channel", script.channel, CHANNELS),
        ("priority", script.priority, PRIORITIES),
        ("category", script.category, scenario.categories.keys()),
        ("team", script.team, {team.code for team in scenario.teams}),
        ("customer", script.customer, {None, *(customer.key for customer in scenario.customers)}),
    )
    for field, value, known in choices:
        if value not in known:
            yield f"the {field} “{value}” does not exist."
    if not script.subject.strip() or len(script.subject) > MAX_SUBJECT or "\n" in script.subject:
        yield f"the subject must be one line of at most {MAX_SUBJECT} characters."
    if not script.body.strip():
        yield "the body is empty."
    if script.between and not 0 <= script.between[0] < script.between[1] <= 24:
        yield "between must be two rising hours from 0 to 24."
    yield from _unknown_slots(scenario, "subject and body", script.subject + script.body, WORDS)


def _faults_of_steps(scenario: Scenario, script: Script) -> Iterator[str]:
    state, minute, held = "new", 0, False
    for number, step in enumerate(script.steps, 1):
        if step.do not in DONE_BY:
            yield f"step {number}: “{step.do}” is not one of {', '.join(DONE_BY)}."
            return
        if state not in MOVES[step.do]:
            yield f"step {number}: “{step.do}” is not possible while the case is {state}."
            return
        yield from (f"step {number}: {fault}" for fault in _faults_of_step(scenario, step, minute, held))
        state, minute, held = MOVES[step.do][state], step.at, held or step.do == "assign"
    ends_open = state in ("new", "open", "waiting_customer", "waiting_third_party")
    if ends_open != (script.within_hours is not None):
        yield "within_hours belongs to a script that ends open, and to no other."


def _faults_of_step(scenario: Scenario, step: Step, minute: int, held: bool) -> Iterator[str]:
    if step.at <= minute:
        yield f"minute {step.at} must come after minute {minute}."
    if step.by and not (step.by == "supervisor" and DONE_BY[step.do] == "agent"):
        yield "only an agent's step may say by, and only “supervisor”."
    if step.do in SPOKEN and not step.text.strip():
        yield f"“{step.do}” needs a text."
    if step.do == "assign":
        if step.text or step.team not in {"", *(team.code for team in scenario.teams)}:
            yield "assign takes no text, and a team that exists."
        if (held or step.team) and step.actor != "supervisor":
            yield "an agent takes a free case; giving one away needs by = “supervisor”."
    elif step.team:
        yield "only assign takes a team."
    elif step.actor == "agent" and not held:
        yield "somebody must be assigned before an agent acts."
    yield from _unknown_slots(scenario, "the text", step.text, WORDS | {"agent"})


def _unknown_slots(scenario: Scenario, where: str, text: str, words: frozenset[str]) -> Iterator[str]:
    for name in sorted(set(SLOT.findall(text)) - words - scenario.slots.keys()):
        yield f"{where}: the slot “{{{name}}}” does not exist."
