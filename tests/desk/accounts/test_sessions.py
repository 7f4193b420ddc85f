"""Where one is signed in."""

from datetime import timedelta

import pytest
from tests import given

from fuwutai.desk.accounts import door
from fuwutai.domain.accounts.commands import set_password
from fuwutai.domain.accounts.models import StaffSession
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db


def open_sessions() -> list[int]:
    return sorted(StaffSession.objects.filter(ended_at=None).values_list("pk", flat=True))


def test_the_list_shows_own_browsers_only_and_marks_this_one(signed_in):
    here, there, _colleague = signed_in(given.LIN), signed_in(given.LIN), signed_in(given.ZHAO)
    page = here.get("/desk/sessions")
    keys = {session.session_key for session in page.context["sessions"]}
    assert keys == {here.session.session_key, there.session.session_key}
    assert StaffSession.objects.get(pk=page.context["here"]).session_key == here.session.session_key


def test_a_revoked_browser_is_out_at_its_next_page(signed_in):
    here, there = signed_in(given.LIN), signed_in(given.LIN)
    session = StaffSession.objects.get(session_key=there.session.session_key)
    assert here.post(f"/desk/sessions/{session.pk}/end").status_code == 303
    assert there.get("/desk/").status_code == 302
    assert here.get("/desk/").status_code == 200


def test_revoking_the_browser_in_hand_signs_out(desk):
    session = StaffSession.objects.get()
    answer = desk.post(f"/desk/sessions/{session.pk}/end")
    assert answer["Location"] == "/desk/sign-in"
    assert desk.get("/desk/").status_code == 302


def test_a_session_of_somebody_else_is_not_there(signed_in):
    here, _colleague = signed_in(given.LIN), signed_in(given.ZHAO)
    before = open_sessions()
    theirs = StaffSession.objects.get(staff=given.staff(given.ZHAO))
    assert here.post(f"/desk/sessions/{theirs.pk}/end").status_code == 404
    assert open_sessions() == before


def test_all_others_end_at_once_and_this_one_stays(signed_in):
    here, there, third, colleague = (signed_in(one) for one in (given.LIN, given.LIN, given.LIN, given.ZHAO))
    assert here.post("/desk/sessions/end-others").status_code == 303
    assert [browser.get("/desk/").status_code for browser in (here, there, third, colleague)] == [
        200,
        302,
        302,
        200,
    ]


def test_the_last_use_is_noted_anew_only_now_and_then(desk):
    session = StaffSession.objects.get()
    desk.get("/desk/")
    assert StaffSession.objects.get().seen_at == session.seen_at
    StaffSession.objects.update(seen_at=clock.now() - timedelta(minutes=6))
    desk.get("/desk/")
    assert clock.now() - StaffSession.objects.get().seen_at < timedelta(minutes=1)


def test_who_signs_in_while_the_password_is_changed_stays_outside(client, monkeypatch):
    lin = given.staff(given.LIN)
    started = door.start_session

    def a_moment_later(**facts):
        set_password(actor=Actor.system("test"), staff_id=lin.pk, password="另一个-很长的-密码-2026")
        return started(**facts)

    monkeypatch.setattr(door, "start_session", a_moment_later)
    answer = client.post("/desk/sign-in", {"username": given.LIN, "password": given.PASSWORD})
    assert answer.status_code == 303
    assert client.get("/desk/").status_code == 302
    assert client.post("/desk/sign-out").headers["Location"].startswith("/desk/sign-in")
