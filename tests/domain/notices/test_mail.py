"""Mails to people who would miss a notice: by a real mail server, at most once, never with a customer's data."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.notices.given_mail import URL, address, set_up, states, wishes
from tests.rows import nothing_changes

from fuwutai.domain.accounts.models import Presence, StaffSession
from fuwutai.domain.notices.choices import AWAY, DIGEST_MAIL, MAIL, MENTIONED, WATCHED, WOKEN
from fuwutai.domain.notices.commands import (
    claim_letter,
    discard_letter,
    give_notice,
    mark_read,
    note_letter_sent,
    park_letter,
    put_letter_off,
    retry_letter,
    send_test_letter,
)
from fuwutai.domain.notices.models import Letter, Notice
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, NotFound, Refused
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
PHONE = "13912345678"


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    given.centre()
    return time_machine


def tell(code: str = WOKEN, about: str = "tests:1", **more) -> None:
    give_notice(actor=SYSTEM, staff_ids=[given.staff().pk], code=code, about=about, **{"data": {}, **more})


def wait(monday, minutes: int) -> None:
    monday.shift(timedelta(minutes=minutes))
    drain()


def test_a_mail_says_what_happened_and_nothing_of_the_customer(monday, sink):
    address()
    wishes(ways={WOKEN: MAIL})
    case = given.an_open_case(subject=f"请回电 {PHONE}")
    drain()
    tell(case_id=case.pk)
    wait(monday, 2)
    [mail] = sink.mails
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert mail["To"] == f"{given.LIN}@example.org" and case.number in mail["Subject"]
    assert (mail["Auto-Submitted"], mail["List-Unsubscribe"]) == ("auto-generated", f"<{URL}/desk/notices/settings>")
    for words in (plain, html):
        assert case.number in words and f"{URL}/desk/cases/{case.pk}" in words
        assert PHONE not in words and given.MATTER["name"] not in words
    assert states() == ["sent"]


@pytest.mark.parametrize(("language", "subject"), [("en", "Mail arrives"), ("zh-hans", None)])
def test_a_mail_is_in_the_language_of_its_reader(monday, sink, language, subject):
    address(given.HE, language)
    send_test_letter(actor=given.administrator())
    wait(monday, 0)
    [mail] = sink.mails
    assert f'lang="{language}"' in mail.get_body(("html",)).get_content()
    assert subject is None or mail["Subject"] == subject


def test_what_comes_shortly_after_one_another_is_one_mail(monday, sink):
    address()
    wishes(ways={WOKEN: MAIL})
    case = given.an_open_case()
    drain()
    for number in (1, 2, 3):
        tell(about=f"tests:{number}", case_id=case.pk)
    wait(monday, 2)
    assert len(sink.mails) == 1 and case.number in sink.mails[0]["Subject"]
    assert Notice.objects.filter(letter=Letter.objects.get()).count() == 3
    wait(monday, 60)
    assert len(sink.mails) == 1


def test_who_is_away_gets_a_mail_and_who_is_at_the_desk_does_not(monday, sink):
    person = address()
    wishes(ways={MENTIONED: AWAY, WOKEN: AWAY})
    session = StaffSession.objects.create(
        staff=person, session_key="k", started_at=MONDAY, seen_at=MONDAY + timedelta(minutes=5)
    )
    tell()
    wait(monday, 15)
    assert (sink.mails, states()) == ([], ["gathering"])  # it looks again whether she has left
    session.delete()
    wait(monday, 15)
    assert (len(sink.mails), states()) == (1, ["sent"])


def test_who_takes_work_is_not_away_and_after_three_hours_nobody_asks_any_more(monday, sink):
    Presence.objects.create(staff=address(), state="available", since=MONDAY)
    wishes(ways={WOKEN: AWAY})
    tell()
    for _turn in range(13):
        wait(monday, 15)
    assert (sink.mails, states()) == ([], ["dropped"])


def test_what_was_read_meanwhile_needs_no_mail(monday, sink):
    address()
    wishes(ways={WOKEN: AWAY})
    tell()
    mark_read(actor=given.agent(), notice_id=Notice.objects.get().pk)
    wait(monday, 15)
    assert (sink.mails, states()) == ([], ["dropped"])


def test_a_digest_by_mail_comes_once_with_all_of_it(monday, sink):
    address()
    wishes(ways={WATCHED: DIGEST_MAIL})
    tell(WATCHED, "tests:1", data={"event": "cases.note_added"})
    wait(monday, 60)
    tell(WATCHED, "tests:2", data={"event": "cases.note_added"})
    wait(monday, 4 * 60)
    assert (len(sink.mails), states()) == (1, ["sent"])
    assert Notice.objects.filter(letter=Letter.objects.get()).count() == 2


def test_without_a_server_the_bell_tells_and_no_mail_waits(settings):
    address()
    settings.FUWUTAI_MAIL_URL = ""
    wishes(ways={WOKEN: MAIL})
    tell()
    assert Notice.objects.count() == 1 and not Letter.objects.exists()


def test_who_has_no_address_gets_none(monday, sink):
    wishes(ways={WOKEN: MAIL})
    tell()
    wait(monday, 2)
    assert (sink.mails, states(), Letter.objects.get().trouble) == ([], ["dropped"], "no_address")


def test_a_server_that_is_down_is_tried_with_growing_pauses_and_then_the_mail_is_parked(monday, settings):
    address()
    set_up(settings, "smtp://127.0.0.1:1")
    wishes(ways={WOKEN: MAIL})
    tell()
    wait(monday, 2)
    assert (states(), Letter.objects.get().trouble) == (["later"], "no_server")
    for pause in (1, 5, 15, 60, 180, 480):
        wait(monday, pause - 1)
        before = Letter.objects.get().attempts
        wait(monday, 1)
        assert Letter.objects.get().attempts == before + 1
    assert states() == ["parked"]


def test_what_the_server_refuses_for_now_is_tried_again_and_arrives_as_the_same_mail(monday, sink):
    address()
    wishes(ways={WOKEN: MAIL})
    tell()
    sink.says["RCPT"] = "451 later"
    wait(monday, 2)
    assert (states(), sink.mails) == (["later"], [])
    sink.says.clear()
    letter = Letter.objects.get()
    wait(monday, 1)
    [mail] = sink.mails
    assert mail["Message-ID"] == f"<notices.{letter.pk}.{int(letter.created_at.timestamp())}@example.org>"
    assert states() == ["sent"]


def test_what_the_server_refuses_for_good_is_parked_at_once_until_a_person_decides(monday, sink):
    address()
    wishes(ways={WOKEN: MAIL})
    tell()
    sink.says["RCPT"] = "550 no such user"
    wait(monday, 2)
    assert (states(), Letter.objects.get().trouble) == (["parked"], "refused")
    sink.says.clear()
    retry_letter(actor=given.administrator(), letter_id=Letter.objects.get().pk)
    drain()
    assert (len(sink.mails), states()) == (1, ["sent"])


def test_a_mail_that_broke_off_in_the_middle_is_never_sent_again_by_itself(monday, sink):
    address()
    wishes(ways={WOKEN: MAIL})
    tell()
    sink.breaks_off = True
    wait(monday, 2)
    assert (len(sink.mails), states()) == (1, ["unsure"])
    wait(monday, 24 * 60)
    assert len(sink.mails) == 1
    discard_letter(actor=given.administrator(), letter_id=Letter.objects.get().pk)
    assert states() == ["dropped"]


def test_a_mail_whose_sender_died_is_parked_and_not_sent_by_its_successor(monday, sink):
    address()
    wishes(ways={WOKEN: MAIL})
    tell()
    monday.shift(timedelta(minutes=2))
    assert claim_letter(actor=SYSTEM, letter_id=Letter.objects.get().pk)  # and then nothing more
    drain()
    assert states() == ["sending"]
    wait(monday, 6)
    assert (sink.mails, states()) == ([], ["unsure"])


def test_a_mail_goes_out_once_however_often_its_job_runs(monday, sink):
    address()
    wishes(ways={WOKEN: MAIL})
    tell()
    monday.shift(timedelta(minutes=2))
    letter_id = Letter.objects.get().pk
    assert claim_letter(actor=SYSTEM, letter_id=letter_id)
    assert claim_letter(actor=SYSTEM, letter_id=letter_id) is None
    note_letter_sent(actor=SYSTEM, letter_id=letter_id)
    assert claim_letter(actor=SYSTEM, letter_id=letter_id) is None


def test_of_a_case_that_went_out_of_sight_no_mail_tells(monday, sink):
    address()
    wishes(ways={WOKEN: MAIL})
    case = given.an_open_case(team_code="mobile", by=given.supervisor())
    tell(case_id=case.pk)
    wait(monday, 2)
    assert (sink.mails, states()) == ([], ["dropped"])


@pytest.mark.parametrize("who", [given.agent, given.administrator])
def test_only_the_platform_sends(who):
    given.centre()
    actor = who()
    why = {"trouble": "refused", "answer": ""}
    for command, more in ((claim_letter, {}), (note_letter_sent, {}), (put_letter_off, why), (park_letter, why)):
        with nothing_changes(), pytest.raises(Refused):
            command(actor=actor, letter_id=1, **more)


def test_only_who_repairs_decides_about_mails(sink):
    lin = given.agent()
    one = {"letter_id": 1}
    with nothing_changes():
        for command, more in ((retry_letter, one), (discard_letter, one), (send_test_letter, {})):
            with pytest.raises(Refused):
                command(actor=lin, **more)
        with pytest.raises(NotFound):
            retry_letter(actor=given.administrator(), letter_id=1)


def test_without_an_address_of_ones_own_there_is_no_mail_to_try(sink):
    administrator = given.administrator()
    with nothing_changes(), pytest.raises(Conflict):
        send_test_letter(actor=administrator)
