"""Role by address without a thing: lists, figures and streams hold what the role sees, and nothing else."""

import re

import pytest
from tests.domain.evidence.given_clauses import bound
from tests.scope.addresses import addresses
from tests.scope.conftest import Ask, undone
from tests.scope.oracle import LOOK_INTO_LOGS, ROLES, SEE_CUSTOMERS
from tests.scope.test_addresses_of_things import WORD, shown
from tests.scope.world import SYSTEM, Thing, World

from fuwutai.domain.cases.queries import QUEUES, live_topics
from fuwutai.domain.customers.commands import look_for_duplicates
from fuwutai.domain.customers.models import Contact
from fuwutai.domain.evidence.trials import visible_trials
from fuwutai.kernel.blind_index import blind_index
from fuwutai.kernel.errors import Refused
from fuwutai.live.listeners import EVERYTHING, staff_topics

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("role", list(ROLES))]

SUBJECT = re.compile(r"zq\.\d\ds")
DAYS = "first=2026-03-01&last=2026-03-31"


def subjects(cases: list[Thing]) -> set[str]:
    return {f"{case.word}s" for case in cases}


def number_of(seen: list[Thing], role: str, queue: str) -> list[Thing]:
    """Return what is in a queue, by the table."""
    active = [case for case in seen if case.is_open]
    return {
        "mine": [case for case in active if case.holder == role],
        "unassigned": [case for case in active if not case.holder],
        "team": active,
        "open": active,
        "closed": [case for case in seen if not case.is_open],
        "all": seen,
    }.get(queue, [])


def test_no_address_without_a_thing_shows_what_is_hidden(world: World, ask: Ask, role: str):
    person, wrong = world.people[role], []
    for address in addresses():
        if address.names_something or address.path.startswith("desk/sign-out"):
            continue
        for method in ("get", "post"):
            with undone(forget=method == "post"):
                answer, said = ask(person, f"/{address.path}", method)
            if words := shown(role, world, said):
                wrong.append(f"{method} /{address.path}: {answer.status_code} shows {sorted(words)}")
    assert not wrong, "\n".join(wrong)


def test_the_logs_answer_about_what_is_seen_and_are_closed_to_others(world: World, ask: Ask, role: str):
    person = world.people[role]
    page, _said = ask(person, "/desk/audit")
    assert (page.status_code == 200) is (role in LOOK_INTO_LOGS)
    for case in world.around(person) if role in LOOK_INTO_LOGS else []:
        _page, said = ask(person, f"/desk/audit?case={case.number}")
        assert ("state--error" not in said) is world.sees(role, case), case.number
        _page, said = ask(person, f"/desk/audit?customer={case.customer_id}")
        assert (case.customer in said) is world.knows(role, case.customer_id), case.customer


def test_queues_list_and_count_what_is_seen(world: World, ask: Ask, role: str):
    person, seen = world.people[role], world.seen_by(role)
    wanted = {name: number_of(seen, role, name) for name in QUEUES}
    for name in QUEUES:
        page, said = ask(person, f"/desk/queues/{name}")
        assert set(SUBJECT.findall(said)) == subjects(wanted[name]), name
        counts = {chip["name"]: chip["count"] for chip in page.context["chips"]}
    assert {name: counts[name] for name in ("mine", "unassigned", "team")} == {
        name: len(wanted[name]) for name in ("mine", "unassigned", "team")
    }
    assert set(SUBJECT.findall(ask(person, "/desk/")[1])) == subjects(wanted["mine"])


def test_search_finds_by_number_and_by_contact_what_is_seen(world: World, ask: Ask, role: str):
    person, seen = world.people[role], world.seen_by(role)
    nothing = ask(person, "/desk/search", data={"q": "CS-1999-000001"})[0].status_code
    for case in world.cases:
        if case.holder not in ("", role) or not case.is_open:
            continue
        answer, said = ask(person, "/desk/search", data={"q": case.number})
        assert answer.status_code == (303 if case in seen else nothing), case
        assert not shown(role, world, said.replace(case.number, "")), case
        answer, said = ask(person, "/desk/search", data={"q": case.word})
        assert not shown(role, world, said.replace(case.word, "")), case
        look_ups = [("post", "/desk/search", {"q": case.phone}), ("get", "/desk/cases/new", {"phone": case.phone})]
        for method, address, data in [*look_ups, ("post", "/desk/cases/new/caller", {"phone": case.phone})]:
            said = ask(person, address, method, data)[1]
            found = set(WORD.findall(said)) - {case.customer}
            others = {one for one in subjects(seen) if one in found}
            assert found == others, (address, case)  # whoever calls is known by name to who sees customers
            assert role in SEE_CUSTOMERS or case.customer not in said


def test_customers_are_listed_and_found_as_far_as_they_are_seen(world: World, ask: Ask, role: str):
    person = world.people[role]
    page, said = ask(person, "/desk/customers")
    if page.status_code == 403:
        return
    known = {case.customer for case in world.cases if world.knows(role, case.customer_id)}
    assert {case.customer for case in world.cases if case.customer in said} == known
    said = ask(person, f"/desk/organisations/{world.ids['organisation']}")[1]
    assert {case.customer for case in world.cases if case.customer in said} == known
    for case in world.cases[:4] + world.cases[-4:]:
        answer, _said = ask(person, "/desk/customers/find", "post", {"q": case.phone})
        assert (answer.status_code == 303) == world.knows(role, case.customer_id), case


def test_hints_for_a_new_case_are_of_customers_who_are_seen_and_never_of_restricted_ones(
    world: World, ask: Ask, role: str
):
    asked = {case.customer_id: case for case in world.cases[:4] + world.cases[-4:]}
    asked |= {case.customer_id: case for case in world.cases if case.is_restricted}
    hinted: set[int] = set()
    with undone():
        for key in asked:
            mail = f"somebody{key}@example.cn"
            Contact.objects.create(customer_id=key, kind="email", value=mail, value_index=blind_index("email", mail))
        while look_for_duplicates(actor=SYSTEM):
            pass
        for key, case in asked.items():
            typed = {"name": case.customer, "email": f"somebody{key}@example.cn"}
            answer, said = ask(world.people[role], "/desk/cases/new/likely", "post", typed)
            if answer.status_code == 403:
                return
            hinted |= {int(found) for found in re.findall(r'name="choose" value="(\d+)"', said)}
            assert not shown(role, world, said), case
    hidden = {key for key, case in asked.items() if case.is_restricted or not world.knows(role, key)}
    assert hinted & asked.keys() == asked.keys() - hidden


def test_pairs_and_mergers_are_listed_where_the_customers_are_seen(world: World, ask: Ask, role: str):
    person = world.people[role]
    page, said = ask(person, "/desk/duplicates")
    if page.status_code == 403:
        return
    known = {pk for pk, both in world.pairs.items() if all(world.knows(role, key) for key in both)}
    listed = {int(found) for found in re.findall(r'href="/desk/duplicates/(\d+)"', said)}
    assert listed <= known and len(listed) == min(len(known), 25)
    said = ask(person, "/desk/duplicates/mergers")[1]
    undoable = {int(found) for found in re.findall(r"/desk/duplicates/mergers/(\d+)/undo", said)}
    assert undoable == {pk for pk, kept_id in world.mergers.items() if world.knows(role, kept_id)}


def test_customers_are_taken_out_as_far_as_they_are_seen(world: World, ask: Ask, role: str):
    page, said = ask(world.people[role], "/desk/customer-files/export", "post", {"form": "csv"})
    if page.status_code == 403:
        return
    known = {case.customer for case in world.cases if world.knows(role, case.customer_id)}
    assert {case.customer for case in world.cases if case.customer in said} == known


def test_the_overview_counts_what_is_seen(world: World, ask: Ask, role: str):
    page, _said = ask(world.people[role], "/desk/overview")
    if page.status_code == 403:
        return
    seen = world.seen_by(role)
    active = [case for case in seen if case.is_open]
    teams = {row["team_id"]: row for row in page.context["teams"]}
    for team_id in world.team_ids.values():
        of_team = [case for case in active if case.team_id == team_id]
        row = teams.pop(team_id, {})
        assert row.get("unassigned", 0) == sum(not case.holder for case in of_team)
        assert sum(row.get(one, 0) for one in ("new", "open", "waiting")) == len(of_team)
    assert not any(row["unassigned"] for row in teams.values())
    loads = {row["id"]: row["load"] for row in page.context["people"]}
    for other in world.people.values():
        assert loads.get(other.staff_id, 0) == sum(case.holder == other.role for case in active), other.role
    tiles = [tile.value for tile in page.context["tiles"]]
    assert tiles[-1] == len(seen) - len(active) and tiles[1] == sum(not case.holder for case in active)


def test_attainment_and_what_if_count_the_promises_of_what_is_seen(world: World, ask: Ask, role: str):
    person, seen = world.people[role], world.seen_by(role)
    page, _said = ask(person, f"/desk/attainment?{DAYS}&by=team")
    if page.status_code == 403:
        return
    assert page.context["total"]["promises"] == len(seen)
    said = ask(person, f"/desk/attainment/cases?{DAYS}")[1]
    assert {case.number for case in world.cases if case.number in said} == {case.number for case in seen}
    page, said = ask(person, f"/desk/attainment/what-if?{DAYS}&number=1&unit=minutes")
    before = page.context["found"].before
    assert before.promises == len(seen)
    known = {case.number for case in seen}
    assert {case.number for case in world.cases if case.number in said} <= known


def test_figures_of_clauses_and_their_cases_are_of_what_is_seen(world: World, ask: Ask, role: str):
    person, seen = world.people[role], world.seen_by(role)
    with bound():
        page, _said = ask(person, "/desk/evidence/M1-1.1-2?period=30")
        if page.status_code == 403:
            return
        (figure,) = page.context["figures"]
        assert figure["part"] == len(seen)
        said = ask(person, "/desk/evidence/M1-1.1-2?period=30&behind=0.part")[1]
    assert {case.number for case in world.cases if case.number in said} == {case.number for case in seen}


def test_the_cases_of_a_conflict_are_those_that_are_seen(world: World, ask: Ask, role: str):
    one, other = world.ids["one"], world.ids["other"]
    said = ask(world.people[role], f"/desk/conflicts/{one}/{other}/cases")[1]
    seen = {case.number for case in world.seen_by(role)}
    assert {case.number for case in world.cases if case.number in said} <= seen


def test_ones_own_trial_and_notices_say_nothing_of_what_has_gone_out_of_sight(world: World, ask: Ask, role: str):
    person, seen = world.people[role], {case.number for case in world.seen_by(role)}
    page, said = ask(person, f"/desk/trials/{person.trial_id}")
    if page.status_code != 403:
        assert {case.number for case in world.cases if case.number in said} == seen
    found, cursor = set[str](), ""
    while cursor is not None:
        page, said = ask(person, f"/desk/notices{cursor}")
        found |= {case.number for case in world.cases if case.number in said}
        cursor = page.context["next_url"].removeprefix("/desk/notices") or None
    assert found == seen
    unread = [case for case in world.seen_by(role) if not case.is_answered]
    assert ask(person, "/desk/notices/bell")[0].context["unread"] == len(unread)
    try:
        mine = set(visible_trials(person.actor).values_list("asked_by_id", flat=True))
    except Refused:
        mine = set()
    assert mine <= {person.staff_id}


def test_a_stream_tells_of_a_case_only_who_sees_it(world: World, ask: Ask, role: str):
    person = world.people[role]
    for case in world.cases:
        heard = staff_topics(person.session_key, case.id)
        assert heard is not None
        topics = live_topics([case.id])[case.id]
        is_seen = world.sees(role, case)
        assert (f"case:{case.id}" in heard) == is_seen
        assert is_seen or not (topics & heard.keys() or EVERYTHING in heard)


def test_what_a_change_of_a_figure_would_keep_is_counted_over_what_is_seen(world: World, ask: Ask, role: str):
    rule = world.ids["rule_of_complaints"]
    answer, said = ask(world.people[role], f"/desk/promises/{rule}/preview", "post", {"minutes": "5"})
    if answer.status_code != 403:
        waiting = [case for case in world.seen_by(role) if not case.is_answered]
        assert f"{len(waiting)} " in said, said
