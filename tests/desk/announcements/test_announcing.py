"""The form by which a version is announced."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import resolve
from tests import given
from tests.domain.standards.given_announcements import announced, reminders
from tests.domain.standards.given_manuals import a_draft, a_manual, an_approved_version
from tests.rows import nothing_changes

from fuwutai.domain.standards.models import Announcement, ManualVersion

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def form_of(version: ManualVersion) -> str:
    return f"/desk/manual-versions/{version.pk}/announce"


def test_the_form_offers_roles_and_teams_and_says_who_is_reminded(supervisor_desk):
    reminders(2, 3)
    page = supervisor_desk.get(form_of(an_approved_version()))
    text = page.content.decode()
    assert page.context["people"] == 4
    assert all(name in text for name in given.TEAMS.values())
    assert (page.context["rule"].remind_working_days, page.context["rule"].at_most) == (2, 3)


def test_what_was_written_and_chosen_is_announced(supervisor_desk):
    version, mobile = an_approved_version(), given.team("mobile").pk
    answer = supervisor_desk.post(
        form_of(version), {"text": "请注意", "roles": ["agent", "supervisor"], "team_ids": [str(mobile)]}
    )
    row = Announcement.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/announcements/{row.pk}")
    assert (row.text, row.roles, row.team_ids) == ("请注意", ["agent", "supervisor"], [mobile])
    assert row.announced_by == given.staff(given.CHEN)


def test_nothing_chosen_goes_to_everybody(supervisor_desk):
    assert supervisor_desk.post(form_of(an_approved_version())).status_code == 303
    row = Announcement.objects.get()
    assert (row.roles, row.team_ids, row.text) == ([], [], "")


@pytest.mark.parametrize(
    "sent", [{"roles": ["director"]}, {"team_ids": ["x"]}, {"team_ids": ["987654321"]}, {"text": "长" * 2001}]
)
def test_what_cannot_be_is_shown_at_its_field(supervisor_desk, sent):
    version = an_approved_version()
    with nothing_changes():
        page = supervisor_desk.post(form_of(version), sent)
    assert (page.status_code, list(page.context["form"].errors)) == (422, list(sent))


def test_an_audience_of_nobody_is_refused_with_what_to_do(supervisor_desk):
    version, complaints = an_approved_version(), given.team("complaints").pk
    with nothing_changes():
        page = supervisor_desk.post(form_of(version), {"roles": ["agent"], "team_ids": [str(complaints)]})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["roles"])


def test_a_second_announcement_leads_to_the_first(supervisor_desk):
    row = announced()
    address = form_of(row.version)
    with nothing_changes():
        answers = [supervisor_desk.get(address), supervisor_desk.post(address)]
    assert [answer["Location"] for answer in answers] == [f"/desk/announcements/{row.pk}"] * 2


def test_what_is_not_approved_or_was_followed_says_why_not(supervisor_desk):
    manual = a_manual(since=MONDAY - timedelta(days=30))
    an_approved_version(manual)
    versions = (a_draft(manual), manual.versions.get(number=1))
    for version in versions:
        with nothing_changes():
            assert supervisor_desk.get(form_of(version)).status_code == 409
            assert supervisor_desk.post(form_of(version)).status_code == 409


def test_a_version_that_is_not_there_is_not_found(supervisor_desk):
    for send in (supervisor_desk.get, supervisor_desk.post):
        assert send("/desk/manual-versions/987654321/announce").status_code == 404


def test_an_agent_announces_nothing(desk):
    version = an_approved_version()
    with nothing_changes():
        assert [desk.get(form_of(version)).status_code, desk.post(form_of(version)).status_code] == [403, 403]


def test_page_and_action_keep_their_budgets(supervisor_desk, django_assert_max_num_queries):
    reminders()
    address = form_of(an_approved_version())
    supervisor_desk.get(address)
    with django_assert_max_num_queries(resolve(address).func.statements):
        supervisor_desk.get(address)
    with django_assert_max_num_queries(30):
        assert supervisor_desk.post(address).status_code == 303
