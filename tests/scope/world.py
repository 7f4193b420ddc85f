"""An organisation with one person for each role, and cases wherever they can lie; each holds words of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import time_machine
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from tests import given
from tests.desk.imports.sent_files import BAD_PHONE, table
from tests.domain.accounts.given_people import SYSTEM
from tests.domain.standards.given_manuals import a_draft, a_manual, a_rule_of, an_approved_version
from tests.scope.alike import alike
from tests.scope.audited import audited
from tests.scope.customer_files import filled_files
from tests.scope.oracle import HANDS, HEAD, ROLES, SEE_CUSTOMERS, SEE_RESTRICTED, SIGHT, TEAM, UNIT, WEST, sees
from tests.scope.unsaid import parked_letter, unsaid
from tests.scope.vouching import vouching

from fuwutai.domain.accounts.commands import (
    change_staff,
    create_staff,
    create_team,
    create_token,
    create_unit,
    move_team,
    note_token_use,
    save_role,
    save_skill,
    start_session,
)
from fuwutai.domain.accounts.models import ApiToken, OrgUnit, Staff, StaffSession
from fuwutai.domain.accounts.queries import actor_for
from fuwutai.domain.cases.commands import add_note, assign_case, confirm_case, open_case, reply_to_case, resolve_case
from fuwutai.domain.cases.models import Case, Tag
from fuwutai.domain.customers.commands import set_restricted
from fuwutai.domain.evidence.attestations import page_of_proof
from fuwutai.domain.evidence.commands import attest_clause
from fuwutai.domain.evidence.commands.trials import ask_for_trial, carry_on_trial
from fuwutai.domain.evidence.models import Attestation, Flip, Trial
from fuwutai.domain.imports.commands import start_run, work_on_run
from fuwutai.domain.imports.mapping import guessed_mapping
from fuwutai.domain.imports.pages import read_file
from fuwutai.domain.notices.choices import ESCALATED
from fuwutai.domain.notices.models import Notice
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.standards.commands import (
    announce_version,
    decide_conflict,
    decide_topic,
    propose_rule,
    withdraw_approval,
    word_clause,
)
from fuwutai.domain.standards.models import Announcement, RuleRow
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import OutboxRow

MONDAY = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
UNITS = {"hq": None, "east": "hq", "east-1": "east", "west": "hq"}
TEAMS = {"east-1-a": ("east-1", TEAM), "east-b": ("east", UNIT), "hq-h": ("hq", HEAD), "west-w": ("west", WEST)}
FLIPPED: dict[str, Any] = {
    "definition": "first_response", "round": 1, "lost": True, "before_used_seconds": 60, "before_target_seconds": 600,
    "after_used_seconds": 60, "after_target_seconds": 30,
}  # fmt: skip
DRAFTED = "zq.98"
"""What stands in words of a draft; in those of cases it is zq.00, zq.01 …; no token of a page has a full stop."""


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A case. `word` stands in all that was said in it, with s, m, n or c behind it for where."""

    id: int
    number: str
    word: str
    place: str
    holder: str
    is_complaint: bool
    is_open: bool
    is_answered: bool
    team_id: int
    phone: str
    customer: str
    message_ids: tuple[int, ...]
    customer_id: int
    is_restricted: bool = False


@dataclass(kw_only=True)
class Person:
    """Somebody of a role, with a browser in which she is signed in, another one, and a token for a program."""

    role: str
    staff_id: int
    actor: Actor
    session_key: str
    other_session_id: int
    token: str
    token_id: int
    notice_ids: dict[str, int] = field(default_factory=dict)
    trial_id: int = 0


@dataclass(kw_only=True)
class World:
    """All that addresses can name."""

    people: dict[str, Person]
    cases: list[Thing]
    team_ids: dict[str, int]
    colleagues: dict[str, int]
    tokens: dict[str, int]
    ids: dict[str, int]
    in_files: dict[int, dict[str, int]] = field(default_factory=dict)
    pairs: dict[int, tuple[int, int]] = field(default_factory=dict)
    mergers: dict[int, int] = field(default_factory=dict)

    def seen_by(self, role: str) -> list[Thing]:
        """Return the cases that a role sees, as the table says."""
        return [one for one in self.cases if self.sees(role, one)]

    def sees(self, role: str, case: Thing) -> bool:
        """Return whether a role sees a case, as the table says."""
        return sees(role, HANDS if case.holder == role else case.place, case.is_complaint, case.is_restricted)

    def works_in_sight(self, role: str, username: str) -> bool:
        """Return whether a colleague works in a team that a role sees."""
        place = TEAMS[username.removeprefix("colleague-")][1]
        return place in SIGHT[ROLES[role]] | {TEAM}

    def knows(self, role: str, customer_id: int) -> bool:
        """Return whether a role sees a customer: of a case in sight, or all of them with the whole centre."""
        theirs = [one for one in self.cases if one.customer_id == customer_id]
        whole = ROLES[role] == "all" and (role in SEE_RESTRICTED or not any(one.is_restricted for one in theirs))
        return role in SEE_CUSTOMERS and (whole or any(self.sees(role, one) for one in theirs))

    def beside(self, person: Person) -> Person:
        """Return somebody else."""
        return next(one for one in self.people.values() if one is not person)

    def around(self, person: Person) -> list[Thing]:
        """Return cases of every kind for a person; of those in the hands of others, the ones of one of them."""
        holders = ("", person.role, self.beside(person).role)
        return [one for one in self.cases if one.holder in holders]

    def hidden_words(self, role: str) -> set[str]:
        """Return the words that no page may show to a role."""
        seen = self.seen_by(role)
        hidden = {f"{one.word}{what}" for one in self.cases if one not in seen for what in "smn"}
        known = {one.customer for one in self.cases if self.knows(role, one.customer_id)}
        return hidden | ({one.customer for one in self.cases} - known)


@contextmanager
def built() -> Iterator[World]:
    """Make the world, and hold the clock on a Monday morning while it is there."""
    with time_machine.travel(MONDAY, tick=False) as now:
        given.centre()
        team_ids = _organisation()
        people = {role: _person(role, team_ids) for role in ROLES}
        boss = given.administrator()
        opened = list(_opened(team_ids, people))
        now.shift(timedelta(minutes=10))
        cases = [_told(boss, case, number, **about) for number, (case, about) in enumerate(opened)]
        for person in people.values():  # who moved on keeps what is in her hands
            change_staff(
                actor=SYSTEM, staff_id=person.staff_id, display_name=person.role, role=person.role,
                unit_id=Staff.objects.get(pk=person.staff_id).unit_id, team_ids=(team_ids["east-1-a"],),
            )  # fmt: skip
            person.actor = _actor(person.staff_id)
            StaffSession.objects.filter(staff_id=person.staff_id).update(seen_at=clock.now())
            note_token_use(actor=person.actor, token_id=person.token_id)
        world = World(
            people=people, cases=cases, team_ids=team_ids, colleagues=_colleagues(), tokens=_tokens(),
            ids={"unit": _east()},
        )  # fmt: skip
        _manuals(world)
        world.ids["rule_of_complaints"] = _rule_of(cases[1])
        _notices(world)
        _trials(world)
        _import_and_job(world)
        world.ids |= audited() | vouching() | unsaid(world.cases)
        world.in_files = filled_files(world.ids, {case.customer_id for case in cases})
        world.pairs, world.mergers, world.ids["customer_import"] = alike(world.cases)
        world.ids["skill"] = save_skill(actor=SYSTEM, code="sichuan", name="四川话").pk
        world.ids["tag"] = Tag.objects.create(name="退费", key="退费").pk
        yield world


def _organisation() -> dict[str, int]:
    units: dict[str, int] = {}
    for code, parent in UNITS.items():
        above = units[parent] if parent else None
        kind = "branch" if parent else "head_office"
        units[code] = create_unit(actor=SYSTEM, code=code, name=code, kind=kind, parent_id=above).pk
    team_ids = {}
    for code, (unit, _place) in TEAMS.items():
        team_ids[code] = create_team(actor=SYSTEM, code=code, name=code).pk
        move_team(actor=SYSTEM, team_id=team_ids[code], unit_id=units[unit])
        colleague = _staff(f"colleague-{code}", "agent", (team_ids[code],), units[unit])
        create_token(actor=SYSTEM, staff_id=colleague.pk, scopes=("cases:read",))
    everything = given.administrator().permissions
    save_role(
        actor=SYSTEM, code="apprentice", name="apprentice", reach="own",
        permissions=given.agent().permissions | {"overview.view"},
    )  # fmt: skip
    save_role(
        actor=SYSTEM, code="analyst", name="analyst", reach="all",
        permissions=everything - {"complaints.view", "standards.edit", "staff.edit"},
    )  # fmt: skip
    save_role(
        actor=SYSTEM, code="unit_head", name="unit_head", reach="unit",
        permissions=given.supervisor().permissions | {"staff.edit"},
    )  # fmt: skip
    return team_ids


def _staff(username: str, role: str, team_ids: tuple[int, ...], unit_id: int | None) -> Staff:
    return create_staff(
        actor=SYSTEM, username=username.replace("_", "-"), display_name=username, role=role, password=given.PASSWORD,
        team_ids=team_ids, unit_id=unit_id,
    )  # fmt: skip


def _person(role: str, team_ids: dict[str, int]) -> Person:
    staff = _staff(role, role, (team_ids["east-1-a"], team_ids["west-w"]), _east())
    made = create_token(actor=SYSTEM, staff_id=staff.pk, scopes=("cases:read",))
    first, second = _session(staff), _session(staff)
    return Person(
        role=role, staff_id=staff.pk, actor=_actor(staff.pk), session_key=first.session_key,
        other_session_id=second.pk, token=made.secret, token_id=made.token.pk,
    )  # fmt: skip


def _colleagues() -> dict[str, int]:
    """Return the ids of those who work in the teams, by user names that say where."""
    return dict(Staff.objects.filter(username__startswith="colleague-").values_list("username", "pk"))


def _tokens() -> dict[str, int]:
    """Return the ids of the tokens of those who work in the teams, by their user names."""
    found = ApiToken.objects.filter(staff__username__startswith="colleague-")
    return dict(found.values_list("staff__username", "pk"))


def _east() -> int:
    return OrgUnit.objects.get(code="east").pk


def _session(staff: Staff) -> StaffSession:
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(staff.pk), staff.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store.save()
    return start_session(actor=_actor(staff.pk), session_key=store.session_key or "", browser="", address="")


def _actor(staff_id: int) -> Actor:
    found = actor_for(staff_id)
    assert found is not None
    return found


def _opened(team_ids: dict[str, int], people: dict[str, Person]) -> Iterator[tuple[Case, dict[str, Any]]]:
    """Open cases in every team, in the hands of every person, closed ones, and one that goes on from another."""
    number = -1
    spots = [(code, "", "") for code in TEAMS] + [("west-w", role, "") for role in people]
    spots += [(team, "", "closed") for team in ("east-1-a", "west-w")] + [("east-1-a", "", "restricted")]
    spots.append(("west-w", "agent", "restricted"))
    for code, holder, more in spots:
        for type in ("fault", "complaint"):
            number += 1
            about = {"place": TEAMS[code][1], "holder": holder, "more": more, "customer": f"zq.{number:02d}c"}
            yield _open(number, type, team_ids[code], f"139{number:08d}", about["customer"]), about
    first = Case.objects.order_by("pk").first()
    assert first is not None
    about = {"place": WEST, "holder": "", "more": "", "customer": "zq.00c"}
    case = _open(number + 1, "fault", team_ids["west-w"], "13900000000", "zq.00c", follows_id=first.pk)
    yield case, about


def _open(number: int, type: str, team_id: int, phone: str, name: str, follows_id: int | None = None) -> Case:
    word = f"zq.{number:02d}"
    return open_case(
        actor=SYSTEM, type=type, subject=f"{word}s", body=f"{word}m", channel="portal", name=name, phone=phone,
        team_id=team_id, follows_id=follows_id,
    )  # fmt: skip


def _told(boss: Actor, case: Case, number: int, place: str, holder: str, more: str, customer: str) -> Thing:
    word, is_complaint, closed = f"zq.{number:02d}", case.type == "complaint", more == "closed"
    if holder:
        staff_id = Staff.objects.get(username=holder.replace("_", "-")).pk
        assign_case(actor=boss, case_id=case.pk, team_id=case.team_id, staff_id=staff_id)
    add_note(actor=boss, case_id=case.pk, body=f"{word}n")
    if closed or not is_complaint:
        reply_to_case(actor=boss, case_id=case.pk, body=f"{word}m", then="stay")
    if closed:
        resolve_case(actor=boss, case_id=case.pk)
        confirm_case(actor=Actor.customer(case.customer_id, frozenset({case.pk})), case_id=case.pk)
    if more == "restricted":
        set_restricted(actor=SYSTEM, customer_id=case.customer_id, restricted=True)
    return Thing(
        id=case.pk, number=case.number, word=word, place=place, holder=holder, is_complaint=is_complaint,
        is_open=not closed, is_answered=closed or not is_complaint, team_id=case.team_id,
        phone=case.customer.contacts.get().value, customer=customer,
        message_ids=tuple(case.messages.order_by("pk").values_list("pk", flat=True)),
        customer_id=case.customer_id, is_restricted=more == "restricted",
    )  # fmt: skip


def _manuals(world: World) -> None:
    """A manual with a figure and two that disagree, an approved version, drafts, announcements, an attestation."""
    manual = a_manual("M1")
    boss, ids = given.supervisor(), world.ids
    target = a_rule_of(
        manual, "standards.metric_target", {"metric": "cases_registered"}, "M1-1.1-2", at_least=1, unit="count"
    )
    rule = RuleRow.objects.get(clause_code="S4-6.1-1", kind="sla.first_response")
    other = a_rule_of(manual, "sla.first_response", {}, minutes=7)
    ids |= {"target": target.pk, "rule": rule.pk, "m1_rule": other.pk}
    ids["one"], ids["other"] = sorted((rule.pk, other.pk))
    approved = an_approved_version(manual)
    ids |= {"approved": approved.pk, "first": manual.versions.get(number=1).pk}
    decide_conflict(
        actor=given.administrator(), one_id=ids["one"], other_id=ids["other"], choice="keep_one", reason="-"
    )
    decide_topic(actor=given.administrator(), topic="language", choice="by_scope", reason="-")
    ids["announcement"] = announce_version(actor=given.administrator(), version_id=approved.pk).pk
    withdrawn = an_approved_version(manual, effective_from=clock.now() + timedelta(days=3))
    announce_version(actor=given.administrator(), version_id=withdrawn.pk)
    ids["withdrawn_announcement"] = Announcement.objects.get(version=withdrawn).pk
    withdraw_approval(actor=given.administrator(), version_id=withdrawn.pk, text="-")
    draft = a_draft(manual, by=boss, title=f"{DRAFTED}s")
    word_clause(
        actor=boss, version_id=draft.pk, clause_code="M1-1.1-1", texts={"zh": f"{DRAFTED}m", "en": f"{DRAFTED}m"}
    )
    proposed = propose_rule(actor=boss, version_id=draft.pk, action="revise", rule_id=other.pk, value={"minutes": 5})
    ids |= {"draft": draft.pk, "proposal": proposed.pk, "back": withdrawn.pk}
    page = page_of_proof("a.txt", b"ok")
    attest_clause(actor=given.administrator(), clause_code="M1-2.1-1", done_on=date(2026, 3, 1), note="ok", file=page)
    ids["attestation"] = Attestation.objects.get().pk


def _rule_of(case: Thing) -> int:
    """Return the figure by which a case waits for its first reply."""
    return Clock.objects.get(case_id=case.id, definition="first_response").rule_id


def _notices(world: World) -> None:
    """Tell every person of every case: what she may not see any more she must not read of either."""
    rows = [
        Notice(
            staff_id=person.staff_id, code=ESCALATED, case_id=case.id, about=f"{case.id}", created_at=clock.now(),
            not_before=clock.now(), read_at=clock.now() if case.is_answered else None,
            data={"definition": "first_response", "round": 1, "level": 1, "percent": 75},
        )
        for person in world.people.values() for case in world.cases
    ]  # fmt: skip
    Notice.objects.bulk_create(rows)
    for person in world.people.values():
        own = Notice.objects.filter(staff_id=person.staff_id).values_list("case_id", "pk")
        person.notice_ids = {case.word: pk for case in world.cases for case_id, pk in own if case_id == case.id}


def _trials(world: World) -> None:
    """A trial of each person, with promises of every case: what has gone out of sight since is not shown."""
    asked = ask_for_trial(actor=given.supervisor(), version_id=world.ids["draft"])
    carry_on_trial(actor=SYSTEM, trial_id=asked.pk, after=0)
    asked.refresh_from_db()
    Flip.objects.filter(trial=asked).delete()
    for person in world.people.values():
        own = Trial.objects.create(
            version_id=world.ids["approved"], asked_by_id=person.staff_id, state=asked.state, result=asked.result,
            asked_at=clock.now(), finished_at=clock.now(), cases_total=1, cases_done=1,
        )  # fmt: skip
        person.trial_id = own.pk
        Flip.objects.bulk_create(
            Flip(trial=own, case_id=case.id, started_at=clock.now(), **FLIPPED) for case in world.cases
        )


def _import_and_job(world: World) -> None:
    """An import with a row that was refused, and a job that was parked."""
    text = table(BAD_PHONE, good=0).read()
    mapping = guessed_mapping(text.decode().partition("\n")[0].split(","))
    by = given.supervisor()
    read = read_file(ContentFile(text).file)
    run = start_run(actor=by, file=read, file_name="cases.csv", mapping=mapping, in_background=True)
    work_on_run(actor=by, run_id=run.pk)
    job = OutboxRow.objects.order_by("pk")[0]
    OutboxRow.objects.filter(pk=job.pk).update(state=OutboxRow.PARKED)
    letter_id = parked_letter(next(iter(world.people.values())).staff_id)
    world.ids |= {"import": run.pk, "job": job.pk, "letter": letter_id}
