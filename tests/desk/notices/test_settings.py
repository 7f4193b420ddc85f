"""The pages on which people say how they are told, the list by kind and by case, digests, and mail for operators."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import resolve
from tests import given
from tests.domain.notices.given_mail import address, states, wishes
from tests.rows import nothing_changes

from fuwutai.domain.notices.choices import BELL, ESCALATED, KINDS, MENTIONED, OFF, WATCHED, WOKEN
from fuwutai.domain.notices.commands import give_notice
from fuwutai.domain.notices.models import Letter, Notice, NoticeSettings
from fuwutai.domain.notices.ways import own_wishes, shipped
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def said(**differs):
    ways = {code: shipped("agent").way(code) for code in KINDS}
    return {**ways, "digests": "9:00，15:00", "since": "22:00", "until": "07:00", "days": ["0", "4"], **differs}


def tell(code=WOKEN, about="tests:1", person=given.LIN, **more):
    give_notice(
        actor=Actor.system("tests"), staff_ids=[given.staff(person).pk], code=code, about=about,
        **{"data": {"event": "cases.note_added"}, **more},
    )  # fmt: skip


def test_somebody_chooses_how_she_is_told_and_takes_it_back(desk):
    text = desk.get("/desk/notices/settings").content.decode()
    assert text.count("<select") == len(KINDS) and "/desk/notices/settings/reset" not in text
    assert desk.post("/desk/notices/settings", said(**{WATCHED: BELL, "has_quiet": "on"})).status_code == 303
    mine = own_wishes(given.agent())
    assert (mine.way(WATCHED), mine.quiet.days, mine.quiet.since, mine.digests) == (BELL, (0, 4), 1320, (540, 900))
    assert "/desk/notices/settings/reset" in desk.get("/desk/notices/settings").content.decode()
    desk.post("/desk/notices/settings/reset")
    assert not NoticeSettings.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{ESCALATED: OFF}, {"digests": "25:00"}, {"digests": ""}, {"has_quiet": "on", "since": "", "days": []}],
)
def test_what_cannot_be_chosen_is_said_at_its_field(desk, wrong):
    desk.get("/desk/notices/settings")
    with nothing_changes():
        page = desk.post("/desk/notices/settings", said(**wrong))
    assert page.status_code == 422 and "field__error" in page.content.decode()


def test_the_page_says_that_mail_is_not_set_up_or_that_the_address_is_missing(desk, settings):
    settings.FUWUTAI_MAIL_URL = ""
    assert desk.get("/desk/notices/settings").context["mail_is_set_up"] is False
    settings.FUWUTAI_MAIL_URL, settings.FUWUTAI_URL = "smtp://127.0.0.1:1", "https://desk.example.org"
    settings.FUWUTAI_MAIL_FROM = "desk@example.org"
    page = desk.get("/desk/notices/settings")
    assert page.context["mail_is_set_up"] and 'href="/desk/profile"' in page.content.decode().partition("</header>")[2]


def test_the_administrator_says_how_a_role_is_told_and_nobody_else(signed_in):
    he, lin = signed_in(given.HE), signed_in(given.LIN)
    assert "/desk/notices/roles/agent" in he.get("/desk/notices/roles").content.decode()
    assert he.post("/desk/notices/roles/agent", said(**{WOKEN: OFF})).status_code == 303
    assert own_wishes(given.agent()).way(WOKEN) == OFF
    assert he.get("/desk/notices/roles/nobody").status_code == 404
    with nothing_changes():
        assert lin.get("/desk/notices/roles").status_code == 403
        assert lin.post("/desk/notices/roles/agent", said()).status_code == 403
        assert lin.post("/desk/notices/roles/agent/reset").status_code == 403
    assert he.post("/desk/notices/roles/agent/reset").status_code == 303
    assert own_wishes(given.agent()).way(WOKEN) == BELL


def test_several_of_one_case_shortly_after_one_another_are_one_row_that_opens_as_one(desk, monday):
    case, other = given.an_open_case(), given.an_open_case(phone="13812345678")
    tell(about="tests:0", case_id=case.pk)
    monday.shift(timedelta(minutes=30))
    for number in (1, 2, 3):
        tell(about=f"tests:{number}", case_id=case.pk)
    tell(about="tests:4", case_id=other.pk)
    rows = desk.get("/desk/notices").context["rows"]
    assert [len(row.ids) for row in rows] == [1, 3, 1]
    assert case.number in rows[1].title and "3" in rows[1].title
    together = rows[1].ids
    desk.post(f"/desk/notices/{together[0]}/open", {"notice": together[1:]})
    assert set(Notice.objects.exclude(read_at=None).values_list("pk", flat=True)) == set(together)


def test_the_list_is_filtered_by_kind_and_marks_only_that_kind(desk):
    case = given.an_open_case()
    tell(case_id=case.pk)
    tell(MENTIONED, about="tests:2", case_id=case.pk, data={"message": 1, "by": 0})
    page = desk.get("/desk/notices?kind=named")
    assert [line.notice.code for line in page.context["lines"]] == [MENTIONED]
    assert 'aria-current="page"' in page.content.decode()
    desk.post("/desk/notices/read", {"kind": "named", "shown_at": clock.now().isoformat()})
    assert Notice.objects.get(read_at=None).code == WOKEN
    assert desk.get("/desk/notices?kind=manuals").context["rows"] == []
    assert len(desk.get("/desk/notices?kind=nonsense").context["rows"]) == 2


def test_what_is_marked_stays_ones_own(desk):
    tell(about="tests:1")
    tell(about="tests:2", person=given.ZHAO)
    ids = [*Notice.objects.values_list("pk", flat=True), "x", "9" * 30]
    answer = desk.post("/desk/notices/read-these", {"notice": ids, "next": "/desk/notices?kind=mine"})
    assert answer["Location"] == "/desk/notices?kind=mine"
    assert Notice.objects.get(read_at=None).staff == given.staff(given.ZHAO)


def test_a_digest_is_one_row_whose_page_shows_what_is_in_it(signed_in, monday):
    lin, zhao = signed_in(given.LIN), signed_in(given.ZHAO)
    wishes(ways={WATCHED: "digest"}, digests=[11 * 60])
    case, other = given.an_open_case(), given.an_open_case(phone="13812345678")
    for number, about in enumerate((case, other, case)):
        tell(WATCHED, f"tests:{number}", case_id=about.pk)
    assert lin.get("/desk/notices").context["rows"] == []
    monday.shift(timedelta(hours=1))
    [row] = lin.get("/desk/notices").context["rows"]
    assert row.is_digest and row.is_unread and "3" in row.title
    address_of_digest = f"/desk/notices/{row.lead.notice.pk}/digest"
    page = lin.get(address_of_digest)
    assert sorted(len(group) for group in page.context["groups"]) == [1, 2]
    assert zhao.get(address_of_digest).status_code == 404
    lin.post("/desk/notices/read-these", {"notice": page.context["unread"]})
    assert not lin.get("/desk/notices").context["rows"][0].is_unread


def test_the_operator_tries_mail_out_and_sees_what_became_of_it(signed_in, sink):
    address(given.HE)
    he = signed_in(given.HE)
    assert he.get("/desk/operations/mail").context["missing"] == []
    assert he.post("/desk/operations/mail/test").status_code == 303
    drain()
    assert (len(sink.mails), states()) == (1, ["sent"])
    [row] = he.get("/desk/operations/mail").context["tests"]
    assert row["letter"].state == "sent"


def test_the_operator_retries_or_gives_up_what_is_parked_and_an_agent_sees_nothing_of_it(signed_in, sink):
    he, lin = signed_in(given.HE), signed_in(given.LIN)
    now = clock.now()
    person = address(given.HE)
    first, second = (
        Letter.objects.create(staff=person, way="test", state=state, due_at=now, created_at=now, trouble="refused")
        for state in ("parked", "unsure")
    )
    text = he.get("/desk/operations/mail").content.decode()
    assert f"/desk/operations/mail/{first.pk}/retry" in text
    with nothing_changes():
        assert lin.get("/desk/operations/mail").status_code == 403
        for what in (f"{first.pk}/retry", f"{first.pk}/discard", "test"):
            assert lin.post(f"/desk/operations/mail/{what}").status_code == 403
    assert he.post(f"/desk/operations/mail/{first.pk}/retry").status_code == 303
    assert he.post(f"/desk/operations/mail/{second.pk}/discard").status_code == 303
    assert he.post(f"/desk/operations/mail/{second.pk}/discard").status_code == 404
    drain()
    assert (len(sink.mails), states()) == (1, ["sent", "dropped"])


def test_without_settings_the_page_names_what_is_missing(signed_in, settings):
    settings.FUWUTAI_MAIL_URL = settings.FUWUTAI_MAIL_FROM = settings.FUWUTAI_URL = ""
    page = signed_in(given.HE).get("/desk/operations/mail")
    assert page.context["missing"] == ["FUWUTAI_MAIL_URL", "FUWUTAI_MAIL_FROM", "FUWUTAI_URL"]
    assert "/desk/operations/mail/test" not in page.content.decode()


def test_the_pages_keep_their_budgets(signed_in, monday, django_assert_max_num_queries):
    he = signed_in(given.HE)
    wishes(given.HE, ways={WATCHED: "digest"}, digests=[11 * 60])
    case = given.an_open_case()
    for number in range(3):
        tell(WATCHED, f"tests:{number}", given.HE, case_id=case.pk)
    tell(about="tests:9", person=given.HE, case_id=case.pk)
    monday.shift(timedelta(hours=1))
    digest = Notice.objects.filter(code=WATCHED).first()
    for address_of_page in (
        "/desk/notices", "/desk/notices?kind=watching", f"/desk/notices/{digest.pk}/digest", "/desk/notices/settings",
        "/desk/notices/roles", "/desk/notices/roles/agent", "/desk/operations/mail",
    ):  # fmt: skip
        declared = resolve(address_of_page.partition("?")[0]).func.statements
        assert he.get(address_of_page).status_code == 200
        with django_assert_max_num_queries(min(declared, 12)):
            he.get(address_of_page)
