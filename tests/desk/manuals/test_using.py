"""Which manual a service line obeys, seen and changed."""

import pytest
from tests import given
from tests.domain.standards.given_manuals import a_manual, a_rule_of
from tests.rows import nothing_changes

from fuwutai.domain.standards.queries import pack_in_use, rule_in_force
from fuwutai.kernel import clock

pytestmark = pytest.mark.django_db

ADDRESS = "/desk/manuals/-/use"
REASON = {"reason": "电信业务单独执行"}


@pytest.fixture
def telecom() -> None:
    """A manual of the telecom pack with an hour for every case."""
    a_rule_of(a_manual("M1", pack="telecom"), kind="sla.acknowledge", scope={}, minutes=60)


def minutes_of(line: str) -> int | None:
    rule = rule_in_force("sla.acknowledge", {"line": line}, clock.now())
    return rule.value.minutes if rule else None


def test_a_line_is_given_a_manual_and_goes_back_to_that_of_the_others(telecom, supervisor_desk):
    assert minutes_of("telecom") is None
    answer = supervisor_desk.post(ADDRESS, {"line": "telecom", "pack": "telecom", **REASON})
    assert (answer.status_code, answer["Location"]) == (303, ADDRESS)
    assert (minutes_of("telecom"), minutes_of("after_sales"), pack_in_use("telecom", clock.now())) == (
        60,
        None,
        "telecom",
    )
    page = supervisor_desk.get(ADDRESS)
    assert [(str(row["line"]), row["title"]) for row in page.context["rows"] if row["own"]] == [
        ("电信", "电信客户服务")
    ]
    assert REASON["reason"] in page.content.decode()
    supervisor_desk.post(ADDRESS, {"line": "telecom", "pack": "", "reason": "试行结束"})
    assert minutes_of("telecom") is None


def test_every_line_may_be_given_another_manual(telecom, supervisor_desk):
    supervisor_desk.post(ADDRESS, {"line": "", "pack": "telecom", **REASON})
    assert (minutes_of("telecom"), minutes_of("after_sales")) == (60, 60)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"line": "telecom", "pack": "telecom", "reason": ""}, "reason"),
        ({"line": "", "pack": "", **REASON}, "pack"),
        ({"line": "nowhere", "pack": "telecom", **REASON}, "line"),
        ({"line": "telecom", "pack": "hotline", **REASON}, "pack"),
    ],
    ids=["no reason", "no manual", "unknown line", "not on the shelf"],
)
def test_what_makes_no_sense_is_told_at_its_field(telecom, supervisor_desk, said, field):
    with nothing_changes():
        answer = supervisor_desk.post(ADDRESS, said)
    assert answer.status_code == 422 and field in answer.context["form"].errors


def test_only_who_approves_manuals_says_which_one_is_obeyed(telecom, desk):
    with nothing_changes():
        answers = [desk.get(ADDRESS), desk.post(ADDRESS, {"line": "telecom", "pack": "telecom", **REASON})]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert ADDRESS not in desk.get("/desk/manuals").content.decode()


def test_the_page_keeps_its_budget_and_the_shelf_leads_to_it(telecom, supervisor_desk, django_assert_max_num_queries):
    assert ADDRESS in supervisor_desk.get("/desk/manuals").content.decode()
    supervisor_desk.get(ADDRESS)
    with django_assert_max_num_queries(8):
        assert supervisor_desk.get(ADDRESS).status_code == 200
    assert given.administrator().may("standards.approve")
