"""The bell in the top bar and the list behind it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from tests import given
from tests.domain.notices.given_notices import escalated
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import reply_to_case
from fuwutai.domain.notices.models import Notice

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def lins_notice(**matter) -> Notice:
    escalated(given.an_open_case(**matter), definition="resolution")
    return Notice.objects.latest("pk")


def bell(client) -> int:
    """Return the count on the bell of a page."""
    [shown] = {int(part.partition('"')[0]) for part in client.get("/desk/").content.decode().split("bell?seen=")[1:]}
    return shown


def test_every_page_shows_how_many_are_unread(signed_in):
    lin, zhao = signed_in(given.LIN), signed_in(given.ZHAO)
    assert bell(lin) == 0
    notice = lins_notice()
    assert (bell(lin), bell(zhao)) == (1, 0)
    reply_to_case(actor=given.agent(), case_id=notice.case_id, body="已修好。", then="resolve")
    assert bell(lin) == 0


def test_where_a_page_has_no_statement_left_the_bell_asks_for_itself(desk):
    case = given.an_open_case()
    escalated(case, definition="resolution")
    text = desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert 'hx-get="/desk/notices/bell" hx-trigger="load, live"' in text
    assert "HX-Trigger" not in desk.get("/desk/notices/bell")


def test_the_bell_is_a_fragment_that_says_when_there_is_more(desk):
    lins_notice()
    silent = desk.get("/desk/notices/bell?seen=1")
    assert 'id="bell"' in silent.content.decode() and "<html" not in silent.content.decode()
    assert "HX-Trigger" not in silent
    assert "toast" in desk.get("/desk/notices/bell?seen=0")["HX-Trigger"]


@pytest.mark.parametrize("seen", ["", "-1", "x", "９", "9" * 40])
def test_a_bell_asked_nonsense_only_counts(desk, seen):
    answer = desk.get("/desk/notices/bell", {"seen": seen})
    assert (answer.status_code, "HX-Trigger" in answer) == (200, False)


def test_the_list_shows_own_notices_in_words_and_marks_the_unread(desk):
    notice = lins_notice()
    escalated(given.a_case(phone="13812345678", team_code="mobile"), tell=["supervisors"])
    page = desk.get("/desk/notices")
    [line] = page.context["lines"]
    assert line.notice == notice
    text = page.content.decode()
    assert str(notice.case.number) in line.title and line.title in text and line.step in text
    assert "is-unread" in text and f"/desk/notices/{notice.pk}/open" in text


def test_an_empty_list_says_so_and_offers_nothing_to_mark(desk):
    text = desk.get("/desk/notices").content.decode()
    assert 'class="state' in text and "/desk/notices/read" not in text


def test_opening_a_notice_marks_it_read_and_leads_to_the_case(desk):
    notice = lins_notice()
    answer = desk.post(f"/desk/notices/{notice.pk}/open")
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/cases/{notice.case_id}")
    assert bell(desk) == 0
    text = desk.get("/desk/notices").content.decode()
    assert str(notice.case.number) in text and "is-unread" not in text


def test_looking_at_the_list_reads_nothing(desk):
    notice = lins_notice()
    with nothing_changes():
        desk.get("/desk/notices")
        assert desk.get(f"/desk/notices/{notice.pk}/open").status_code == 405
        assert desk.get("/desk/notices/read").status_code == 405


def test_anothers_notice_is_not_there(signed_in):
    zhao, chen = signed_in(given.ZHAO), signed_in(given.CHEN)
    notice = lins_notice()
    with nothing_changes():
        for browser in (zhao, chen):
            assert browser.post(f"/desk/notices/{notice.pk}/open").status_code == 404
            assert browser.get("/desk/notices").context["lines"] == []
        assert zhao.post("/desk/notices/987654321987654321987/open").status_code == 404


def test_all_that_the_page_showed_is_marked_and_what_came_since_is_not(desk, monday):
    lins_notice()
    shown_at = desk.get("/desk/notices").context["shown_at"]
    monday.shift(timedelta(seconds=1))
    late = lins_notice(phone="13812345678")
    answer = desk.post("/desk/notices/read", {"shown_at": shown_at})
    assert (answer.status_code, answer["Location"]) == (303, "/desk/notices")
    assert [one.pk for one in Notice.objects.filter(read_at=None)] == [late.pk]


@pytest.mark.parametrize("shown_at", ["", "never", "2026-13-01T00:00:00Z", "2026-03-01T00:00:00", "9999-01-01T00:00Z"])
def test_a_page_whose_moment_cannot_be_believed_marks_what_is_there_now(desk, shown_at):
    lins_notice()
    assert desk.post("/desk/notices/read", {"shown_at": shown_at}).status_code == 303
    assert not Notice.objects.filter(read_at=None).exists()


def test_a_long_list_goes_on_by_key(desk, monkeypatch):
    for nth in range(31):
        lins_notice(phone=f"138{nth:08d}")
    first = desk.get("/desk/notices")
    second = desk.get(first.context["next_url"])
    assert [len(page.context["lines"]) for page in (first, second)] == [30, 1]
    assert (first.context["first_url"], second.context["first_url"], second.context["next_url"]) == (
        "", "/desk/notices", "",
    )  # fmt: skip
    assert desk.get("/desk/notices?after=made-up").status_code == 422


def test_htmx_gets_the_list_alone(desk):
    lins_notice()
    text = desk.get("/desk/notices", HTTP_HX_REQUEST="true").content.decode()
    assert 'id="notices"' in text and "<html" not in text


def test_strangers_are_asked_to_sign_in(client):
    given.centre()
    assert urlsplit(client.get("/desk/notices")["Location"]).path == "/desk/sign-in"
    assert client.get("/desk/notices/bell", HTTP_HX_REQUEST="true").status_code == 401


def test_the_actions_keep_their_budgets(desk, django_assert_max_num_queries):
    notice = lins_notice()
    desk.get("/desk/notices")
    for address in (f"/desk/notices/{notice.pk}/open", "/desk/notices/read"):
        with django_assert_max_num_queries(resolve(address).func.statements):
            desk.post(address)
