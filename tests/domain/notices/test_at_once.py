"""Several workers at the same moment: a notice once, a mail once. Real only where rows are locked (PostgreSQL)."""

import pytest
from django.db import connection
from tests import given
from tests.domain.notices.given_mail import address, states, wishes
from tests.racing import at_once

from fuwutai.domain.notices.choices import MAIL, WOKEN
from fuwutai.domain.notices.commands import give_notice
from fuwutai.domain.notices.models import Letter, Notice
from fuwutai.domain.notices.post import send_letter
from fuwutai.kernel.actors import Actor

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks no rows"),
]

SYSTEM = Actor.system("tests")


def tell(about: str = "tests:1") -> None:
    lin = given.staff().pk
    give_notice(actor=SYSTEM, staff_ids=[lin], code=WOKEN, about=about, data={}, urgent=True)


def test_two_workers_send_a_mail_once(sink):
    address()
    wishes(ways={WOKEN: MAIL})
    tell()
    letter_id = Letter.objects.get().pk
    at_once(*[lambda: send_letter(letter_id)] * 4)
    assert (len(sink.mails), states()) == (1, ["sent"])


def test_two_workers_tell_a_matter_once(sink):
    address()
    wishes(ways={WOKEN: MAIL})
    at_once(*[tell] * 4)
    assert Notice.objects.count() == 1


def test_a_notice_that_joins_a_letter_while_it_is_sent_is_in_it_or_in_another(sink):
    address()
    wishes(ways={WOKEN: MAIL})
    for turn in range(5):
        tell(f"tests:{turn}")
        waiting = Letter.objects.filter(state="gathering").latest("pk").pk
        at_once(lambda waiting=waiting: send_letter(waiting), lambda turn=turn: tell(f"more:{turn}"))
        for letter_id in Letter.objects.filter(state="gathering").values_list("pk", flat=True):
            send_letter(letter_id)
    assert set(states()) == {"sent"}
    said = "".join(mail.get_body(("plain",)).get_content() for mail in sink.mails)
    assert Notice.objects.filter(letter=None).count() == 0
    assert said.replace("\r\n", "\n").count("/desk/notices\n\n") == Notice.objects.count() == 10
