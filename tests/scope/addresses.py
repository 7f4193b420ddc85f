"""Every address of the product, and for each that names something the things it can name in the world.

An address is described by how it begins, up to the last thing it names: a new page of a case is known by itself. Where
nobody has described what an address names, `things_of` fails with the address.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver
from tests.scope import api_addresses, bulk, case_files, exports, phrases, side_talks
from tests.scope.macros import MACRO_FORM, macros
from tests.scope.oracle import DRAFT, EDIT_EVERYBODY, EDIT_OWN_UNIT, END_SESSIONS_OF_OTHERS, ROLES, SIGHT, TEAM
from tests.scope.views import views
from tests.scope.world import TEAMS, Person, World

from fuwutai.domain.cases.choices import VOCABULARIES
from fuwutai.domain.cases.models import Term
from fuwutai.domain.cases.queries import QUEUES

NO_ROW = 999_999_999
PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
Parts = tuple[int | str, ...]
Describe = Callable[[World, Person], Iterator["Named"]]


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the product. `permission`: what its view declares."""

    path: str
    name: str
    permission: str

    @property
    def names_something(self) -> bool:
        """Return whether an object stands in it."""
        return "<" in self.path

    def filled(self, parts: Parts) -> str:
        """Return the address of a thing."""
        rest = iter(parts)
        return "/" + PLACE.sub(lambda _place: str(next(rest)), self.path)

    def of_nothing(self, parts: Parts) -> str:
        """Return the address of a thing that is not there, of the same form."""
        return self.filled(tuple(NO_ROW if isinstance(part, int) else "nothing-like-it" for part in parts))


@dataclass(frozen=True, slots=True)
class Named:
    """What an address names, and whether the person sees it."""

    parts: Parts
    is_seen: bool
    form: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    query: str = ""


def addresses() -> list[Address]:
    """Return every address that the resolver knows."""
    return sorted(_walk("", "", get_resolver().url_patterns), key=lambda one: one.path)


def _walk(before: str, space: str, patterns: list[URLPattern | URLResolver]) -> Iterator[Address]:
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(path, f"{one.namespace or ''}:" if one.namespace else space, one.url_patterns)
        else:
            yield Address(path, f"{space}{one.name}", getattr(one.callback, "permission", ""))


def things_of(address: Address, world: World, person: Person) -> list[Named]:
    """Return the things that an address can name. Raises: LookupError naming an address that is not described."""
    fits = [start for start in NAMED if _covers(start, address.path)]
    if not fits:
        raise LookupError(f"/{address.path} names something that tests/scope/addresses.py does not describe")
    return list(NAMED[max(fits, key=len)](world, person))


def _covers(start: str, path: str) -> bool:
    rest = path.removeprefix(start)
    return path.startswith(start) and "<" not in rest and rest[:1] in ("", "/")


def _cases(world: World, person: Person) -> Iterator[Named]:
    for case in world.around(person):
        # an own team to give to, and words that are accepted: what is refused is the case and not the form
        form = {"to": str(world.team_ids["east-1-a"]), "body": "好的", "reason": "核对号码"}
        yield Named((case.id,), world.sees(person.role, case), form, "complaint" if case.is_complaint else "")


def _customers(world: World, person: Person) -> Iterator[Named]:
    for case in world.around(person):
        yield Named((case.customer_id,), world.knows(person.role, case.customer_id))


def _in_files(kind: str) -> Describe:
    """What stands in the files of customers, and what stands in another file than the address says."""

    def found(world: World, person: Person) -> Iterator[Named]:
        keys = list(dict.fromkeys(case.customer_id for case in world.around(person)))
        for key in keys:
            yield Named((key, world.in_files[key][kind]), world.knows(person.role, key))
        if seen := [key for key in keys if world.knows(person.role, key)]:
            other = next(key for key in world.in_files if key != seen[0])
            yield Named((seen[0], world.in_files[other][kind]), False)

    return found


def _messages(world: World, person: Person) -> Iterator[Named]:
    for case in world.around(person):
        yield Named((case.id, case.message_ids[0]), world.sees(person.role, case))
    seen, hidden = world.seen_by(person.role), [one for one in world.cases if not world.sees(person.role, one)]
    if hidden:  # a message of another case, under the address of one that may be seen
        yield Named((seen[0].id, hidden[0].message_ids[0]), False)


def _worked(kind: str) -> Describe:
    """A task or a time of each case, and one of another case under the address of one that may be seen."""

    def found(world: World, person: Person) -> Iterator[Named]:
        for case in world.around(person):
            form = {"title": "好的", "minutes": "5"}
            yield Named((case.id, world.ids[f"{kind}_{case.id}"]), world.sees(person.role, case), form)
        seen = world.seen_by(person.role)
        if other := next((one for one in world.cases if not world.sees(person.role, one)), None):
            yield Named((seen[0].id, world.ids[f"{kind}_{other.id}"]), False)

    return found


def _own_tasks(world: World, person: Person) -> Iterator[Named]:
    for case in world.around(person):
        yield Named((world.ids[f"own_task_{person.staff_id}_{case.id}"],), world.sees(person.role, case))
    beside = world.beside(person)
    yield Named((world.ids[f"own_task_{beside.staff_id}_{world.seen_by(person.role)[0].id}"],), False)


def _unsaid(kind: str) -> Describe:
    def found(world: World, person: Person) -> Iterator[Named]:
        for case in world.around(person):
            yield Named((world.ids[f"{kind} {case.id}"],), world.sees(person.role, case))

    return found


def _sessions(world: World, person: Person) -> Iterator[Named]:
    yield Named((person.other_session_id,), True)
    other = world.beside(person)
    yield Named((other.other_session_id,), person.role in END_SESSIONS_OF_OTHERS)


def _notices(world: World, person: Person) -> Iterator[Named]:
    for case in world.around(person):
        yield Named((person.notice_ids[case.word],), world.sees(person.role, case))
    other = world.beside(person)
    yield Named((other.notice_ids[world.seen_by(person.role)[0].word],), False)


def _trials(world: World, person: Person) -> Iterator[Named]:
    yield Named((person.trial_id,), True)
    yield Named((world.beside(person).trial_id,), False)


def _versions(world: World, person: Person) -> Iterator[Named]:
    form, query = {"kind": "sla.first_response"}, "?kind=sla.first_response"
    yield Named((world.ids["approved"],), True, form, query=query)
    yield Named((world.ids["draft"],), person.role in DRAFT, form, query=query)


def _versions_to_go_back_to(world: World, person: Person) -> Iterator[Named]:
    yield Named((world.ids["first"],), True)
    yield Named((world.ids["draft"],), False)


def _announcements(world: World, person: Person) -> Iterator[Named]:
    yield Named((world.ids["announcement"],), True)
    yield Named((world.ids["withdrawn_announcement"],), False)


def _in_draft(*more: str) -> Describe:
    def found(world: World, person: Person) -> Iterator[Named]:
        parts = tuple(world.ids.get(one, one) for one in more)
        yield Named((world.ids["draft"], *parts), person.role in DRAFT)

    return found


def _for_all(*names: str) -> Describe:
    """Things that everybody sees who may open the address: the key of an id, or a code."""

    def found(world: World, person: Person) -> Iterator[Named]:
        yield Named(tuple(world.ids.get(name, name) for name in names), True)

    return found


def _rule_versions(world: World, person: Person) -> Iterator[Named]:
    yield Named((world.ids["automation_rule"], 1), True)


def _halted_cases(world: World, person: Person) -> Iterator[Named]:
    for case in world.around(person):
        yield Named((world.ids["automation_rule"], case.id), world.sees(person.role, case))


def _wordlists(world: World, person: Person) -> Iterator[Named]:
    for name in VOCABULARIES:
        yield Named((name,), True)


def _terms(world: World, person: Person) -> Iterator[Named]:
    yield Named((Term.objects.order_by("pk").values_list("pk", flat=True)[0],), True)


def _queues(world: World, person: Person) -> Iterator[Named]:
    for name in QUEUES:
        yield Named((name,), True)


def _calendar_days(world: World, person: Person) -> Iterator[Named]:
    yield Named(("cn", "2026-01-01"), True)


def _people_to_change(world: World, person: Person) -> Iterator[Named]:
    for username, staff_id in world.colleagues.items():
        yield Named((staff_id,), person.role in EDIT_EVERYBODY or (person.role in EDIT_OWN_UNIT and "east" in username))


def _colleagues(world: World, person: Person) -> Iterator[Named]:
    for staff_id in world.colleagues.values():
        yield Named((staff_id,), True)


def _pairs(world: World, person: Person) -> Iterator[Named]:
    for suggestion_id, both in world.pairs.items():
        yield Named((suggestion_id,), all(world.knows(person.role, key) for key in both), {"keep": str(both[0])})


def _two_customers(world: World, person: Person) -> Iterator[Named]:
    for both in world.pairs.values():
        yield Named(both, all(world.knows(person.role, key) for key in both), {"keep": str(both[0])})


def _mergers(world: World, person: Person) -> Iterator[Named]:
    for merger_id, kept_id in world.mergers.items():
        yield Named((merger_id,), world.knows(person.role, kept_id))


def _people_at_work(world: World, person: Person) -> Iterator[Named]:
    for username, staff_id in world.colleagues.items():
        yield Named((staff_id,), world.works_in_sight(person.role, username), {"state": "meeting"})


def _tokens(world: World, person: Person) -> Iterator[Named]:
    for username, token_id in world.tokens.items():
        yield Named((token_id,), person.role in EDIT_EVERYBODY or (person.role in EDIT_OWN_UNIT and "east" in username))


def _teams(world: World, person: Person) -> Iterator[Named]:
    for team_id in world.team_ids.values():
        yield Named((team_id,), True)


def _teams_in_sight(world: World, person: Person) -> Iterator[Named]:
    for code, (_unit, place) in TEAMS.items():
        yield Named((world.team_ids[code],), place in SIGHT[ROLES[person.role]] | {TEAM})


def _people_of_teams(world: World, person: Person) -> Iterator[Named]:
    for username, staff_id in world.colleagues.items():
        code = username.removeprefix("colleague-")
        place = TEAMS[code][1]
        yield Named((world.team_ids[code], staff_id), place in SIGHT[ROLES[person.role]] | {TEAM})


def _portal_cases(world: World, person: Person) -> Iterator[Named]:
    for case in world.cases:
        yield Named((case.number,), False)


def _case_files(world: World, person: Person) -> Iterator[Named]:
    for parts, is_seen in case_files.sent_files(world, person):
        yield Named(parts, is_seen, {"reason": "误发"})


def _laid(found: Callable[[World, Person], Iterator[tuple[Parts, bool]]], form: Mapping[str, str]) -> Describe:
    return lambda world, person: (Named(parts, seen, form) for parts, seen in found(world, person))


VIEW_FORM = {"name": "新建", "query": "status:new", "audience": "me", "order": "due", "columns": "status"}


def _listed(found: Callable[[World, Person], Iterator[tuple[int, bool]]], form: Mapping[str, str]) -> Describe:
    return lambda world, person: (Named((pk,), is_seen, form) for pk, is_seen in found(world, person))


def _portal_files(world: World, person: Person) -> Iterator[Named]:
    for parts in case_files.sent_to_customers(world):
        yield Named(parts, False)


VERSION = "desk/manual-versions/<int:version_id>"
FILE = "desk/customers/<int:customer_id>"
SIDE_TALK = "desk/cases/<int:case_id>/side-talks/<int:talk_id>"
NAMED: dict[str, Describe] = {
    "desk/cases/<int:case_id>": _cases,
    "desk/cases/<int:case_id>/deadlines/<slug:definition>": lambda world, person: (
        Named((*one.parts, "first_response"), one.is_seen) for one in _cases(world, person)),
    "desk/cases/<int:case_id>/messages/<int:message_id>": _messages,
    "desk/cases/<int:case_id>/files/<int:attachment_id>": _case_files,
    "desk/cases/<int:case_id>/files/<int:attachment_id>/drop": _laid(case_files.own_files, {}),
    "desk/views/<int:view_id>": _listed(views, VIEW_FORM),
    "desk/macros/<int:macro_id>": _listed(macros, MACRO_FORM),
    "desk/phrases/<int:phrase_id>": _listed(phrases.phrases, phrases.FORM),
    "desk/phrases/<int:phrase_id>/versions/<int:number>": _laid(phrases.versions, {}),
    "desk/phrase-folders/<int:folder_id>": _for_all("phrase_folder"),
    SIDE_TALK: _laid(side_talks.talks_of_cases, side_talks.FORM),
    f"{SIDE_TALK}/messages/<int:side_message_id>": _laid(side_talks.words_of_cases, side_talks.FORM),
    "desk/side-talks/<int:talk_id>": _laid(side_talks.asked_talks, side_talks.FORM),
    "talks/<str:secret>": _laid(side_talks.links, side_talks.FORM),
    "desk/bulk/<int:run_id>": _listed(bulk.runs, {}),
    "desk/case-exports/files/<int:run_id>": _listed(exports.runs, {}),
    "desk/case-drafts/<int:draft_id>": _unsaid("draft"),
    "desk/held-replies/<int:held_id>": _unsaid("held"),
    FILE: _customers,
    f"{FILE}/contacts/<int:contact_id>": _in_files("contact"),
    f"{FILE}/members/<int:member_id>": _in_files("member"),
    f"{FILE}/notes/<int:note_id>": _in_files("note"),
    f"{FILE}/care/<int:special_handling_id>": _in_files("care"),
    f"{FILE}/merge/<int:other_id>": _two_customers,
    "desk/duplicates/<int:suggestion_id>": _pairs,
    "desk/duplicates/mergers/<int:merger_id>": _mergers,
    "desk/customer-files/imports/<int:run_id>": _for_all("customer_import"),
    "desk/organisations/<int:organisation_id>": _for_all("organisation"),
    "desk/customer-fields/<int:field_id>": _for_all("customer_field"),
    "cases/<str:number>": _portal_cases,
    "cases/<str:number>/files/<int:attachment_id>": _portal_files,
    "desk/queues/<slug:name>": _queues,
    "desk/sessions/<int:session_id>": _sessions,
    "desk/notices/<int:notice_id>": _notices,
    "desk/trials/<int:trial_id>": _trials,
    "desk/announcements/<int:announcement_id>": _announcements,
    VERSION: _versions,
    f"{VERSION}/roll-back": _versions_to_go_back_to,
    f"{VERSION}/clauses/<str:code>": _in_draft("M1-1.1-1"),
    f"{VERSION}/rules/<int:rule_id>": _in_draft("m1_rule"),
    f"{VERSION}/proposals/<int:proposal_id>": _in_draft("proposal"),
    "desk/promises/<int:rule_id>": _for_all("rule"),
    "desk/conflicts/<int:one>/<int:other>": _for_all("one", "other"),
    "desk/conflicts/known/<slug:topic>": _for_all("language"),
    "desk/manuals/<str:code>": _for_all("M1"),
    "desk/clauses/<str:code>": _for_all("M1-1.1-1"),
    "desk/evidence/<str:code>": _for_all("M1-1.1-2"),
    "desk/evidence/report/<str:manual>": _for_all("M1"),
    "desk/evidence/attestations/<int:attestation_id>": _for_all("attestation"),
    "desk/calendars/<slug:code>": _for_all("cn"),
    "desk/calendars/<slug:code>/days/<str:day>": _calendar_days,
    "desk/imports/<int:run_id>": _for_all("import"),
    "desk/operations/jobs/<int:job_id>": _for_all("job"),
    "desk/people/<int:staff_id>": _colleagues,
    **{
        f"desk/people/<int:staff_id>/{step}": _people_to_change
        for step in ("change", "password", "deactivate", "reactivate", "skills", "capacity", "link",
                     "second-factor", "mail", "unlink", "sign-ins")
    },
    "desk/presence/<int:staff_id>": _people_at_work,
    "desk/identity-providers/<int:provider_id>": _for_all("provider"),
    "desk/identity-providers/directories/<int:directory_id>": _for_all("directory"),
    "desk/skills/<int:skill_id>": _for_all("skill"),
    "desk/case-fields/<int:field_id>": _for_all("case_field"),
    "desk/checklists/<int:checklist_id>": _for_all("checklist"),
    "desk/automation/<int:rule_id>": _for_all("automation_rule"),
    "desk/automation/<int:rule_id>/versions/<int:number>": _rule_versions,
    "desk/automation/<int:rule_id>/halts/<int:case_id>": _halted_cases,
    "desk/my-tasks/<int:task_id>": _own_tasks,
    "desk/cases/<int:case_id>/tasks/<int:task_id>": _worked("task"),
    "desk/cases/<int:case_id>/time/<int:time_id>": _worked("time"),
    "desk/tags/<int:tag_id>": _for_all("tag"),
    "desk/dispatch/<int:team_id>": _teams_in_sight,
    "desk/dispatch/<int:team_id>/people/<int:staff_id>": _people_of_teams,
    "desk/teams/<int:team_id>": _teams,
    "desk/wordlists/<str:name>": _wordlists,
    "desk/wordlists/terms/<int:term_id>": _terms,
    "desk/tokens/<int:token_id>": _tokens,
    "desk/units/<int:unit_id>": _for_all("unit"),
    "desk/roles/<slug:code>": _for_all("analyst"),
    "desk/notices/roles/<slug:role>": _for_all("agent"),
    "desk/operations/mail/<int:letter_id>": _for_all("letter"),
    "desk/audit/<slug:log>/<int:entry_id>": _for_all("journal", "event"),
    "desk/audit/unusual/<int:finding_id>": _for_all("finding"),
}
"""By the beginning of an address: what it names. The longest one that fits counts."""
NAMED |= {ours: NAMED[desk] for ours, desk in api_addresses.AS_ON_THE_DESK.items()}
NAMED |= {start: _laid(found, {}) for start, found in api_addresses.OF_ITS_OWN.items()}
