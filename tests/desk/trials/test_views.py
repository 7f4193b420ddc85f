"""A draft tried at the desk: asked for, watched, read."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.standards.given_manuals import a_manual
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import reply_to_case
from fuwutai.domain.evidence.models import Trial
from fuwutai.domain.standards.commands import draft_version, propose_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def monday(time_machine) -> None:
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def draft(time_machine) -> int:
    """A case answered after ten minutes, and a draft that would have given it five; return the id of the draft."""
    case = given.a_case()
    time_machine.shift(timedelta(minutes=10))
    reply_to_case(actor=given.agent(), case_id=case.pk, body="您好")
    a_manual("OWN")
    version = draft_version(actor=given.supervisor(), manual_code="OWN", title="试算", reason="看看影响")
    rule = RuleRow.objects.get(clause_code="S4-6.1-1", kind="sla.first_response")
    propose_rule(
        actor=given.supervisor(), version_id=version.pk, action="revise", rule_id=rule.pk, value={"minutes": 5}
    )
    return version.pk


def asked(supervisor_desk, draft: int, **days: str) -> Trial:
    answer = supervisor_desk.post(f"/desk/manual-versions/{draft}/trials", days)
    trial = Trial.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/trials/{trial.pk}")
    return trial


def test_a_trial_shows_its_progress_and_then_what_would_have_been(draft, supervisor_desk):
    trial = asked(supervisor_desk, draft)
    waiting = supervisor_desk.get(f"/desk/trials/{trial.pk}").content.decode()
    assert 'hx-trigger="every 1s"' in waiting
    drain()
    page = supervisor_desk.get(f"/desk/trials/{trial.pk}")
    assert "hx-trigger" not in page.content.decode().partition('id="trial"')[2].partition(">")[0]
    (clock,) = page.context["clocks"]
    assert [(line["before"], line["after"], line["difference"]) for line in clock["lines"][:3]] == [
        ("100.0%", "0.0%", "−100.0 个百分点"), (1, 0, "−1"), (0, 1, "+1"),
    ]  # fmt: skip
    lost, won = page.context["flips"]
    assert (lost["count"], [row["after"] for row in lost["rows"]]) == (1, ["已用 10 分，目标 5 分"]) or lost[
        "count"
    ] == 1
    assert (won["count"], won["rows"]) == (0, [])
    (hour,) = [row for row in page.context["hours"] if row["before"]]
    assert (hour["hour"], hour["before"]) == ("10:00", 1)


def test_the_fragment_alone_answers_while_it_runs(draft, supervisor_desk):
    trial = asked(supervisor_desk, draft)
    answer = supervisor_desk.get(f"/desk/trials/{trial.pk}", headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith('<div class="stack stack--l" id="trial"')


def test_a_trial_can_be_stopped(draft, supervisor_desk):
    trial = asked(supervisor_desk, draft)
    answer = supervisor_desk.post(f"/desk/trials/{trial.pk}/stop")
    assert (answer.status_code, Trial.objects.get().state) == (303, "stopped")
    trial.refresh_from_db()
    fragment = supervisor_desk.post(f"/desk/trials/{trial.pk}/stop", headers={"HX-Request": "true"})
    assert fragment.status_code == 200 and "toast" in fragment["HX-Trigger"]


def test_days_the_wrong_way_round_are_told_at_the_field(draft, supervisor_desk):
    with nothing_changes():
        answer = supervisor_desk.post(
            f"/desk/manual-versions/{draft}/trials", {"first": "2026-03-10", "last": "2026-03-09"}
        )
    assert answer.status_code == 422 and "last" in answer.context["form"].errors


def test_a_draft_that_changes_no_clock_is_told_at_the_head_of_the_form(draft, supervisor_desk):
    empty = draft_version(actor=given.supervisor(), manual_code="OWN", title="空", reason="空")
    with nothing_changes():
        answer = supervisor_desk.post(f"/desk/manual-versions/{empty.pk}/trials", {})
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()


def test_the_trials_of_a_draft_are_listed_for_who_asked(draft, supervisor_desk, admin_desk):
    trial = asked(supervisor_desk, draft, first="2026-03-01", last="2026-03-31")
    (row,) = supervisor_desk.get(f"/desk/manual-versions/{draft}/trials").context["trials"]
    assert row["trial"].pk == trial.pk
    assert admin_desk.get(f"/desk/manual-versions/{draft}/trials").context["trials"] == []
    assert admin_desk.get(f"/desk/trials/{trial.pk}").status_code == 404


def test_an_agent_tries_nothing(draft, desk):
    with nothing_changes():
        answers = [
            desk.get(f"/desk/manual-versions/{draft}/trials"),
            desk.post(f"/desk/manual-versions/{draft}/trials"),
        ]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_version_or_trial_that_is_not_there_is_not_found(draft, supervisor_desk):
    for address in ("/desk/manual-versions/987654/trials", "/desk/trials/987654"):
        assert supervisor_desk.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/desk/manual-versions/{draft}/trials", "/desk/trials/{trial}"])
def test_the_pages_of_trials_keep_their_budgets(draft, supervisor_desk, address, django_assert_max_num_queries):
    trial = asked(supervisor_desk, draft)
    drain()
    address = address.format(draft=draft, trial=trial.pk)
    supervisor_desk.get(address)  # what a process remembers for a second is warm
    with django_assert_max_num_queries(12 if "/trials/" in address else 10):
        assert supervisor_desk.get(address).status_code == 200
