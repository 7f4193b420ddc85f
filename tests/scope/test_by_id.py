"""Every command and every read that is told an id, without the page before it: to them the hidden is absent too.

They are found by the names of their parameters, so a new one that takes an id of a known kind needs nothing here.
"""

import inspect
import pkgutil
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.db.models import QuerySet
from tests import given
from tests.rows import nothing_changes
from tests.scope.oracle import DRAFT, TEAM, WEST
from tests.scope.world import Person, Thing, World

from fuwutai import domain
from fuwutai.domain.cases.actions.bulk import Preview, chosen
from fuwutai.domain.cases.commands import assign_case
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.cases.speech.drafts import Unsaid
from fuwutai.domain.compliance.entries import ACCESS, JOURNAL, audit_entry
from fuwutai.domain.customers.commands import Profile
from fuwutai.domain.customers.duplicates import visible_mergers, visible_suggestions
from fuwutai.domain.customers.queries import known_customers, visible_customers
from fuwutai.domain.standards.commands import comment_version
from fuwutai.domain.standards.manuals import change_counts
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import registered_commands
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db

NOT_BY_SIGHT = {
    "accounts.note_token_use", "cases.count_view", "cases.end_rating", "cases.note_report_due",
    "automation.follow_promises", "automation.obey_rule", "cases.start_bulk case_ids", "knowledge.note_phrase_use",
    "cases.pass_responsibility", "cases.take_next_step", "cases.wake_when_due", "cases.write_tags_anew",
    "dispatch.hand_over", "dispatch.reroute_case", "compliance.note_chain_check", "customers.take_in_customers",
    "notices.give_notice", "sla.fire_moment", "sla.recount_clocks", "sla.restore_clocks", "cases.assign_case staff_id",
    "cases.add_task staff_id", "cases.add_watcher staff_id", "cases.edit_task staff_id", "cases.merge_tags into_id",
    "cases.unlink_cases other_id", "dispatch.move_cases staff_id",
    "standards.decide_conflict", "standards.conflicts.conflict",
}  # fmt: skip
"""What the platform does by itself; to whom a case is given, which is asked of the team; ids of rules
and tags; the far end of a link; a choice in which nothing is left; what was said in a case, which the reply asked."""
OF_CASES = {"cases.link_cases"}
"""Commands whose `other_id` is a case; elsewhere it is a customer."""
KNOWN_TO_ALL = {
    "accounts.directory.listed_person", "accounts.directory.open_doors", "compliance.policies.may_settle_finding",
    "cases.policies.may_correct_time", "customers.file.guidance", "customers.queries.customer_card",
}  # fmt: skip
"""Reads that tell of whoever is known by name, or of nobody: the pages ask for the sight before."""
OPEN = re.compile(r"^(calendars|packs|standards)\.|\.policies\.")
EVERYBODYS = {
    "accounts.presence.people_at_work", "accounts.profile.own_profile", "accounts.queries.assignable_staff",
    "accounts.queries.own_sessions", "accounts.queries.people_of_teams", "accounts.queries.visible_staff",
    "accounts.queries.visible_teams", "accounts.role_pages.holders_by_role", "accounts.second_factor.own_factor",
    "accounts.second_factor.own_row", "accounts.units.visible_units",
    "cases.priorities.priority_table",
    "notices.ways.own_wishes",
    "cases.customers_in_sight.customers_of_visible_cases", "cases.lists.views.seen_places", "customers.sight.in_sight",
}  # fmt: skip
"""What every colleague knows, be it because it is her own, and conditions; and the apps in which all is read by all."""
SAMPLES: dict[str, Any] = {
    "level": 1, "expires_on": None, "values": {}, "facts": {}, "profile": Profile(name="-"), "preferred": False,
    "shared": False,
    "restricted": True, "pinned": True, "given": True, "scopes": ("cases:read",), "team_ids": (), "team_id": 0,
    "unit_id": None,
    "password": given.PASSWORD, "most": 1, "cursor": None, "is_open": True, "words": "", "but": 0, "limit": 10,
    "kind": "related", "attachment_id": 0, "tag_id": 0, "view_id": 0, "macro_id": 0,
    "steps": (), "phrase_ids": (), "versions": range(1_000),
    "lost": True, "since": datetime(2026, 3, 1, tzinfo=UTC), "until": datetime(2026, 3, 31, tzinfo=UTC),
}  # fmt: skip


def things(world: World, person: Person, case: Thing, other: Thing, username: str) -> dict[str, Any]:
    """Return by the names of parameters what hangs together with a case and a colleague."""
    file = world.in_files[case.customer_id]
    is_seen = world.knows(person.role, case.customer_id)
    pairs = {key: [world.knows(person.role, one) for one in both] for key, both in world.pairs.items()}
    return {
        "case_id": case.id, "case_ids": [case.id], "customer_id": case.customer_id, "customer_ids": [case.customer_id],
        "one_id": case.customer_id, "other_id": other.customer_id, "staff_id": world.colleagues[username],
        "into_id": other.id, "follows_id": case.id, "message_id": case.message_ids[0],
        "kept_id": case.customer_id, "absorbed_id": other.customer_id, "token_id": world.tokens[username],
        "merger_id": next(key for key, kept in world.mergers.items() if world.knows(person.role, kept) is is_seen),
        "suggestion_id": next(key for key, seen in pairs.items() if all(seen) is is_seen),
        "contact_id": file["contact"], "member_id": file["member"], "note_id": file["note"],
        "special_handling_id": file["care"], "task_id": world.ids[f"task_{case.id}"],
    }  # fmt: skip


@pytest.fixture
def somebody(world: World) -> tuple[Person, Actor]:
    """Return a head of unit East who may do everything, as far as her unit goes: only sight stands before her."""
    person = world.people["unit_head"]
    return person, replace(person.actor, permissions=given.administrator().permissions)


@pytest.fixture
def both(world: World, somebody: tuple[Person, Actor]) -> list[dict[str, Any]]:
    """Return things that she sees, and such that are hidden from her."""
    found = []
    for place, username in ((TEAM, "colleague-east-b"), (WEST, "colleague-west-w")):
        case, other, *_more = (one for one in world.cases if one.place == place and not one.holder)
        found.append(things(world, somebody[0], case, other, username))
    return found


def test_what_is_hidden_is_absent_for_each_command_and_each_thing_that_it_is_told(somebody, both):
    (here, there), wrong = both, []
    with nothing_changes():
        for name, command in registered_commands().items():
            wanted = [one for one in inspect.signature(command.function).parameters.values() if one.name != "actor"]
            for one in wanted:
                if one.name in there and not {name, f"{name} {one.name}"} & NOT_BY_SIGHT:
                    for others in (here, there):  # what hangs on it is hers, or hidden with it
                        told = _told(wanted, one, *(_as_meant(name, those) for those in (there, others)))
                        wrong += _unless_absent(command, f"{name}({one.name})", actor=somebody[1], **told)
        assert not wrong, "\n".join(wrong)


def test_what_is_hidden_is_absent_for_each_read_and_each_thing_that_it_is_told(somebody, both):
    (here, there), wrong, seen = both, [], []
    for name, read in reads():
        wanted = list(inspect.signature(read).parameters.values())[1:]
        for one in wanted:
            if one.name in there and name not in KNOWN_TO_ALL | NOT_BY_SIGHT:
                for others in (here, there):
                    if found := _found(read, somebody[1], _told(wanted, one, there, others)):
                        wrong.append(f"{name}({one.name}) found {found}")
                seen.append(bool(_found(read, somebody[1], _told(wanted, one, here, here))))
    assert not wrong, "\n".join(wrong)
    assert sum(seen) > len(seen) * 2 / 3  # of what she sees they find something


@pytest.mark.parametrize("role", ["agent", "unit_head"])
def test_drafts_trials_and_notices_are_absent_for_each_read_of_others(world, role):
    person = world.people[role]
    other, seen = world.beside(person), world.ids["approved"]
    hidden = {"trial_id": other.trial_id, "notice_id": next(iter(other.notice_ids.values()))}
    actor = replace(person.actor, permissions=person.actor.permissions | {"overview.view"})
    if role not in DRAFT:
        draft = world.ids["draft"]
        hidden |= {"version_id": draft, "version_ids": [draft], "from_id": draft, "to_id": draft}
        comment_version(actor=given.administrator(), version_id=draft, text="-")
        assert draft not in change_counts(actor, "M1")
    wrong = []
    for name, read in reads():
        wanted = list(inspect.signature(read).parameters.values())[1:]
        for one in wanted:
            others = {"from_id": seen, "to_id": seen}
            if one.name in hidden and (found := _found(read, actor, _told(wanted, one, hidden, others))):
                wrong.append(f"{name}({one.name}) found {found}")
    assert not wrong, "\n".join(wrong)


def test_a_draft_is_absent_for_each_command_of_who_approves_but_does_not_draft(world, somebody):
    actor, wrong = replace(somebody[1], permissions=somebody[1].permissions - {"standards.edit"}, reach="all"), []
    for name, command in registered_commands().items():
        wanted = [one for one in inspect.signature(command.function).parameters.values() if one.name != "actor"]
        for one in wanted:
            if one.name == "version_id":
                told = _told(wanted, one, {"version_id": world.ids["draft"]}, {})
                wrong += _unless_absent(command, name, refused=Refused, actor=actor, **told)
    assert not wrong, "\n".join(wrong)


def test_who_may_nothing_sees_nothing_and_neither_does_a_stranger(world, somebody):
    told = SAMPLES | {
        "run_id": world.ids["import"], "finding_id": world.ids["finding"], "field_id": world.ids["customer_field"],
        "organisation_id": world.ids["organisation"], "provider_id": world.ids["provider"], "name": "城东物业",
        "unit_id": world.ids["unit"], "team_id": world.team_ids["west-w"], "entry_id": world.ids["event"],
    }  # fmt: skip
    idle, wrong = replace(somebody[1], permissions=frozenset(), reach="all"), []
    for name, read in reads():
        wanted = list(inspect.signature(read).parameters.values())[1:]
        needed = [one.name for one in wanted if one.default is inspect.Parameter.empty]
        if told.keys() >= set(needed) and name not in EVERYBODYS and not OPEN.search(name):
            for one in (idle, Actor.customer()):
                if found := _found(read, one, {key: told[key] for key in needed}):
                    wrong.append(f"{name}: {found}")
    for name, command in registered_commands().items():
        wanted = [one for one in inspect.signature(command.function).parameters.values() if one.name != "actor"]
        for one in wanted if name not in NOT_BY_SIGHT else []:
            if one.name in ("run_id", "finding_id", "organisation_id"):
                more = _told(wanted, one, told, {"customer_id": world.cases[0].customer_id})
                wrong += _unless_absent(command, f"{name}({one.name})", refused=Refused, actor=idle, **more)
    for log, model in ((JOURNAL, JournalEntry), (ACCESS, AccessEntry)):
        with pytest.raises(NotFound):
            audit_entry(idle, log, model.objects.latest("pk").pk)
    assert not wrong, "\n".join(wrong)


def test_a_customer_sees_what_was_granted_and_who_has_no_reach_sees_nothing(world, somebody):
    for read in (visible_cases, visible_customers, known_customers):
        assert not read(replace(somebody[1], reach="none")).exists()
    others = replace(somebody[1], permissions=somebody[1].permissions - {"customers.merge"}, reach="all")
    assert not visible_suggestions(others).exists() and not visible_mergers(others).exists()
    case = world.cases[0]
    assert [one.pk for one in visible_cases(Actor.customer(case.customer_id, frozenset({case.id})))] == [case.id]
    assert [one.pk for one in visible_customers(Actor.customer(case.customer_id))] == [case.customer_id]


def reads() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every function of the domain that takes an actor first, with its name."""
    for module in pkgutil.walk_packages(domain.__path__, f"{domain.__name__}."):
        if ".migrations" not in module.name and ".commands" not in module.name:
            for name, one in vars(import_module(module.name)).items():
                is_own = inspect.isfunction(one) and one.__module__ == module.name and not name.startswith("_")
                if is_own and next(iter(inspect.signature(one).parameters), "") == "actor":
                    yield f"{module.name.removeprefix('fuwutai.domain.')}.{name}", one


def _told(
    wanted: Sequence[inspect.Parameter], asked: inspect.Parameter, things: dict[str, Any], others: dict[str, Any]
) -> dict[str, Any]:
    """Return what to tell a function: the thing that is asked for, and whatever else it must be told."""
    return {
        one.name: (things if one is asked else others).get(one.name, SAMPLES.get(one.name, "-"))
        for one in wanted
        if one is asked or one.default is inspect.Parameter.empty
    }


def _as_meant(name: str, those: dict[str, Any]) -> dict[str, Any]:
    return those | {"other_id": those["into_id"]} if name in OF_CASES else those


def _found(read: Callable[..., Any], actor: Actor, told: dict[str, Any]) -> Any:
    """Return what a read gives, nothing where it is absent or refused; what says so of itself must raise NotFound."""
    try:
        found = read(actor, **told)
        found = list(found) if isinstance(found, QuerySet | Generator) else getattr(found, "rows", found)
    except (NotFound, Refused):
        return None
    except Invalid:
        if read is not chosen:  # which says so of nothing
            raise
        return None
    if isinstance(found, Unsaid):  # nothing of a hidden case
        found = (*found.own, *found.shared, *found.held)
    if isinstance(found, Preview):  # how many it may not touch is what was asked
        found = (found.allowed, *found.hindrances, found.people)
    if is_dataclass(found):
        found = tuple(getattr(found, one.name) for one in fields(found))
    parts = found.values() if isinstance(found, dict) else found if isinstance(found, tuple) else [found]
    is_empty = not any(parts)
    return None if is_empty and "NotFound" not in (read.__doc__ or "") else found or "nothing instead of NotFound"


def test_a_repeated_request_shows_nothing_that_has_gone_out_of_sight(somebody, both):
    there, wrong = both[1], []
    made = {"cases.open_case": "case_id", "customers.register_customer": "customer_id"}
    for name, command in registered_commands().items():
        if command.replay is not None:
            wrong += _unless_absent(command.replay, name, somebody[1], there[made.get(name, "message_id")])
    assert not wrong, "\n".join(wrong)


def test_a_case_is_not_given_to_a_team_out_of_sight(world, somebody, both):
    with nothing_changes(), pytest.raises(Invalid):
        assign_case(actor=somebody[1], case_id=both[0]["case_id"], team_id=world.team_ids["west-w"])


def _unless_absent(
    run: Callable[..., Any], what: str, *told: Any, refused: type[Exception] = NotFound, **named: Any
) -> list[str]:
    try:
        run(*told, **named)
    except (NotFound, refused):
        return []
    except Exception as other:
        return [f"{what}: {type(other).__name__} {other}"]
    return [f"{what} went through"]
