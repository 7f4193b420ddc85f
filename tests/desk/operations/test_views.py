"""Operations: what stands still, and what a person does about it."""

import pytest
from tests import given

from fuwutai.kernel import clock
from fuwutai.kernel.jobs import enqueue_due_crons
from fuwutai.kernel.models import JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db


def parked(name: str = "kernel.seal") -> OutboxRow:
    return OutboxRow.objects.create(
        name=name,
        state="parked",
        attempts=8,
        run_at=clock.now(),
        created_at=clock.now(),
        last_error="Timeout\nat line 7",
    )


def test_only_administrators_look_at_the_machinery(desk, supervisor_desk, admin_desk):
    answers = [browser.get("/desk/operations").status_code for browser in (desk, supervisor_desk, admin_desk)]
    assert answers == [403, 403, 200]


def test_the_page_shows_backlog_parked_jobs_and_repeating_jobs(admin_desk):
    enqueue_due_crons()
    row = parked()
    page = admin_desk.get("/desk/operations")
    text = page.content.decode()
    assert page.context["backlog"]["parked"] == 1
    assert row.name in text and "Timeout" in text
    assert [job.name for job in page.context["jobs"]]


def test_a_check_that_is_not_well_says_what_to_do(admin_desk):
    parked()
    checks = {check["title"]: check for check in admin_desk.get("/desk/operations").context["checks"]}
    unwell = [check for check in checks.values() if not check["well"]]
    assert unwell and all(check["advice"] for check in unwell)


def test_entries_that_wait_for_their_seal_are_counted(admin_desk):
    from fuwutai.kernel import chain

    chain.seal_all()
    given.a_case()
    sealed = admin_desk.get("/desk/operations").context["sealed"]
    assert sealed[0][1] > 0 and sealed[0][2] > 0


def test_a_parked_job_gets_another_round(admin_desk):
    row = parked()
    assert admin_desk.post(f"/desk/operations/jobs/{row.pk}/retry").status_code == 303
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("ready", 0)
    assert JournalEntry.objects.get(code="kernel.job_retried").actor_id == given.staff(given.HE).pk


def test_a_parked_job_is_discarded(admin_desk):
    row = parked()
    admin_desk.post(f"/desk/operations/jobs/{row.pk}/discard")
    assert not OutboxRow.objects.filter(pk=row.pk).exists()
    assert JournalEntry.objects.filter(code="kernel.job_discarded", subject_id=row.pk).exists()


@pytest.mark.parametrize("verb", ["retry", "discard"])
def test_nobody_else_repairs(supervisor_desk, verb):
    row = parked()
    assert supervisor_desk.post(f"/desk/operations/jobs/{row.pk}/{verb}").status_code == 403
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("parked", 8)


@pytest.mark.parametrize("verb", ["retry", "discard"])
def test_a_job_that_is_no_longer_parked_is_left_alone(admin_desk, verb):
    row = parked()
    OutboxRow.objects.filter(pk=row.pk).update(state="running")
    assert admin_desk.post(f"/desk/operations/jobs/{row.pk}/{verb}").status_code == 404
    assert OutboxRow.objects.get(pk=row.pk).state == "running"
    assert not JournalEntry.objects.filter(subject="job").exists()


def test_a_calendar_without_the_holidays_of_this_year_is_named(signed_in, time_machine):
    time_machine.move_to("2031-06-01T02:00:00Z", tick=False)
    given_names = [name for name, _warning in signed_in(given.HE).get("/desk/operations").context["calendars"]]
    assert given_names == ["法定工作日历"]


def test_how_far_search_is_behind_is_told_with_what_to_do(admin_desk):
    from fuwutai.domain.cases.finding.word_index import follow_words
    from fuwutai.kernel.worker import drain

    given.a_case()
    page = admin_desk.get("/desk/operations")
    assert page.context["found"]["blocks"] is None and page.context["found"]["advice"]
    follow_words()
    assert "search rebuild" in admin_desk.get("/desk/operations").context["found"]["advice"]
    drain()
    assert admin_desk.get("/desk/operations").context["found"] == {"blocks": 0, "older": False, "advice": ""}
