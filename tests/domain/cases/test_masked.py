"""Personal numbers in what people write: masked for staff in every read, whole for the customer and under a reveal."""

from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from tests import given

from fuwutai.domain.cases.commands import open_case, split_case, write_as_customer
from fuwutai.domain.cases.commands.history import History, import_histories
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.speech.conversation import message_of, messages_of
from fuwutai.domain.customers.commands import end_reveal, reveal_contacts
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.keyring import ring

pytestmark = pytest.mark.django_db

NUMBER, MASKED = "13812345678", "138****5678"
SUBJECT, BODY = f"改绑{NUMBER}", f"请打{NUMBER}，或写信到zhang@example.com。"
HIDDEN = f"请打{MASKED}，或写信到z****@example.com。"


def a_case_with_numbers(**more) -> Case:
    return given.a_case(subject=SUBJECT, body=BODY, **more)


def stored(case: Case) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, subject_whole FROM cases_case WHERE id = %s", [case.pk])
        return cursor.fetchone()


def test_a_subject_stands_masked_in_its_column_and_whole_only_encrypted():
    case = a_case_with_numbers()
    subject, whole = stored(case)
    assert subject == f"改绑{MASKED}" and NUMBER not in whole and whole.startswith("v1:")
    assert Case.objects.get(pk=case.pk).whole_subject == SUBJECT


def test_a_subject_without_numbers_is_stored_once():
    case = given.a_case()
    assert stored(case) == (given.MATTER["subject"], None)
    assert case.whole_subject == given.MATTER["subject"]


def test_a_split_case_and_a_follow_up_keep_both_subjects():
    case = given.an_open_case()
    words = write_as_customer(actor=given.customer_of(case), case_id=case.pk, body=BODY, channel="portal")
    split = split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject=SUBJECT)
    assert (split.subject, split.whole_subject) == (f"改绑{MASKED}", SUBJECT)
    assert split.messages.get().body == BODY  # what is copied is whole, though the agent sees it masked
    with time_machine.travel(clock.now() - timedelta(days=60), tick=False):
        old = given.a_closed_case(subject=SUBJECT, phone="13800138000")
    again = write_as_customer(actor=given.customer_of(old), case_id=old.pk, body="又来了。", channel="portal").case
    assert again.pk != old.pk and (again.subject, again.whole_subject) == (f"改绑{MASKED}", SUBJECT)


def test_imported_subjects_are_masked_and_carry_what_is_restricted():
    known = given.a_case().customer_id
    history = History(
        customer_id=known, opened_at=clock.now(), type="fault", subject=SUBJECT, body=BODY, channel="phone",
        restricted=True,
    )  # fmt: skip
    [pk] = import_histories(actor=Actor.system("tests"), histories=[history])
    case = Case.objects.get(pk=pk)
    assert (case.subject, case.whole_subject, case.restricted) == (f"改绑{MASKED}", SUBJECT, True)


def test_staff_and_programs_read_masked_words_and_the_customer_her_own_whole():
    case = a_case_with_numbers()
    message = case.messages.get()
    for staff in (given.agent(), given.supervisor(), given.administrator(), replace(given.agent(), kind="token")):
        assert [one.body for one in messages_of(staff, case.pk)] == [HIDDEN]
        assert message_of(staff, case.pk, message.pk).body == HIDDEN
    for reader in (given.customer_of(case), Actor.system("tests")):
        assert message_of(reader, case.pk, message.pk).body == BODY
    assert Message.objects.get(pk=message.pk).body == BODY


def test_a_running_reveal_shows_the_words_of_all_cases_of_the_customer_and_of_nobody_else():
    case, more = a_case_with_numbers(), a_case_with_numbers()
    other = a_case_with_numbers(phone="13800138000")
    agent = given.agent()
    reveal_contacts(actor=agent, customer_id=case.customer_id, reason="按约回电")
    assert [messages_of(agent, one.pk)[0].body for one in (case, more, other)] == [BODY, BODY, HIDDEN]
    assert messages_of(given.supervisor(), case.pk)[0].body == HIDDEN
    end_reveal(actor=agent, customer_id=case.customer_id)
    assert messages_of(agent, case.pk)[0].body == HIDDEN


def test_an_expired_reveal_masks_again_without_anybody_doing_anything():
    with time_machine.travel(clock.now(), tick=False) as now:
        case = a_case_with_numbers()
        reveal_contacts(actor=given.agent(), customer_id=case.customer_id, reason="按约回电")
        assert messages_of(given.agent(), case.pk)[0].body == BODY
        now.shift(timedelta(hours=1))
        assert messages_of(given.agent(), case.pk)[0].body == HIDDEN


def test_the_migration_masks_what_was_there_and_leaves_the_rest_untouched(django_assert_max_num_queries):
    cases = [given.a_case(subject=subject) for subject in (SUBJECT, "宽带断网", "退款到" + NUMBER)]
    for case, subject in zip(cases, (SUBJECT, "宽带断网", "退款到" + NUMBER), strict=True):
        Case.objects.filter(pk=case.pk).update(subject=subject, subject_whole=None)
    step = import_module("fuwutai.domain.cases.migrations.0006_mask_subjects")
    with django_assert_max_num_queries(5):
        step.mask_subjects(apps, None)
    assert [stored(case)[0] for case in cases] == [f"改绑{MASKED}", "宽带断网", f"退款到{MASKED}"]
    assert [stored(case)[1] is None for case in cases] == [False, True, False]
    assert stored(cases[0])[1].startswith(f"v1:{ring().active.id}:")
    step.mask_subjects(apps, None)  # once more changes nothing
    assert [Case.objects.get(pk=case.pk).whole_subject for case in cases] == [SUBJECT, "宽带断网", "退款到" + NUMBER]
    step.show_subjects(apps, None)
    assert [stored(case) for case in cases] == [(SUBJECT, None), ("宽带断网", None), ("退款到" + NUMBER, None)]


def test_a_long_subject_full_of_numbers_still_fits_its_column():
    subject = "，".join([NUMBER] * 16)
    case = open_case(actor=given.agent(), **{**given.MATTER, "channel": "phone", "subject": subject})
    assert len(case.subject) == len(subject) and NUMBER not in case.subject
