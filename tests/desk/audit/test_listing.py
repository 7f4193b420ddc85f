"""Both logs as one list: who sees it, what it says, what narrows it, and that looking is logged."""

import pytest
from django.urls import resolve
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.models import Staff
from fuwutai.domain.cases.commands import add_note
from fuwutai.domain.customers.commands import reveal_contacts
from fuwutai.domain.customers.commands.profile import Profile, change_profile
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(signed_in):
    """Return the browser of He Jing, who may look into the logs."""
    return signed_in(given.HE)


def said(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def case():
    made = given.an_open_case()
    add_note(actor=given.agent(), case_id=made.pk, body="客户情绪激动。")
    reveal_contacts(actor=given.agent(), customer_id=made.customer_id, reason="按约定回电")
    return made


@pytest.mark.parametrize("who", [given.LIN, given.CHEN])
def test_only_who_may_look_into_the_logs_finds_the_room(signed_in, who):
    browser = signed_in(who)
    for address in ("/desk/audit", "/desk/audit/chain", "/desk/audit/unusual"):
        assert browser.get(address).status_code == 403
    with nothing_changes():
        assert browser.post("/desk/audit/export").status_code == 403
    assert "/desk/audit" not in browser.get("/desk/").content.decode()


def test_who_sees_only_a_unit_does_not_find_it_even_with_the_permission(signed_in, case):
    browser = signed_in(given.HE)
    Staff.objects.filter(username=given.HE).update(role="supervisor")
    assert browser.get("/desk/audit").status_code == 403


def test_the_navigation_leads_there(reader):
    assert 'href="/desk/audit"' in reader.get("/desk/").content.decode()


@pytest.mark.proves("S4-4.2-8")
def test_what_was_done_and_what_was_seen_stand_in_one_list_with_person_thing_and_reason(reader, case):
    text = said(reader.get("/desk/audit"))
    for word in ("cases.note_added", "reveal_contacts", "sign_in", "林小雨", case.number, "按约定回电", "王建国"):
        assert word in text


def test_looking_is_logged_with_the_page_and_the_thing(reader, case):
    reader.get(f"/desk/audit?case={case.number}")
    look = AccessEntry.objects.filter(action="view_audit").get()
    assert (look.place, look.subject, look.subject_id) == ("desk:audit", "case", case.pk)
    assert look.actor_id == given.administrator().id


@pytest.mark.proves("S3-5.2-7")
def test_collecting_keeping_using_and_sharing_data_are_each_found_by_a_question(reader, case):
    known = Profile(name="王建国", address="北京市朝阳区建国路88号")
    change_profile(actor=given.agent(), customer_id=case.customer_id, profile=known)
    reader.post("/desk/audit/export", {"format": "csv"})
    questions = {
        "cases.case_opened": f"case={case.number}",
        "customers.customer_registered": f"customer={case.customer_id}",
        "customers.profile_changed": f"customer={case.customer_id}&kind=did",
        "reveal_contacts": f"customer={case.customer_id}&kind=saw",
        "export_audit": "kind=exported",
    }
    for code, question in questions.items():
        assert f">{code}<" in table_of(said(reader.get(f"/desk/audit?{question}"))), code


@pytest.mark.parametrize(
    ("asked", "there", "absent"),
    [
        ("kind=did", "cases.note_added", "reveal_contacts"),
        ("kind=saw", "reveal_contacts", "cases.note_added"),
        ("kind=signed_in", ">sign_in<", "reveal_contacts"),
        ("code=cases.note_added", ">cases.note_added<", ">cases.case_opened<"),
        ("code=reveal_contacts", ">reveal_contacts<", ">sign_in<"),
        ("case={number}", "cases.note_added", ">sign_in<"),
        ("customer={customer}", "reveal_contacts", "cases.note_added"),
        ("person={lin}", "cases.note_added", "cases.case_opened"),
        ("since=2099-01-01", "state__title", "cases.note_added"),
        ("until=2001-01-01", "state__title", "cases.note_added"),
        ("since=2001-01-01&until=2099-12-31", "cases.note_added", "state__title"),
    ],
)
def test_each_question_narrows_the_list(reader, case, asked, there, absent):
    facts = {"number": case.number, "customer": case.customer_id, "lin": given.agent().id}
    text = said(reader.get(f"/desk/audit?{asked.format(**facts)}"))
    rows = table_of(text) or text.partition('class="state')[2]
    assert there in rows and absent not in rows


def table_of(text: str) -> str:
    return text.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.mark.parametrize(
    "asked", ["case=GD-1", "customer=999999", "since=soon", "until=9999-12-31", "since=0001-01-01"]
)
def test_what_cannot_be_asked_finds_nothing_and_says_why(reader, case, asked):
    text = said(reader.get(f"/desk/audit?{asked}"))
    assert "state--error" in text and "cases.note_added" not in table_of(text)


@pytest.mark.parametrize("asked", ["person=x", "kind=x", "code=x", "staff=x", "customer=9" * 12, "person=%00"])
def test_what_is_not_offered_narrows_nothing_or_finds_nothing(reader, case, asked):
    assert reader.get(f"/desk/audit?{asked}").status_code == 200


def test_pages_follow_each_other_without_gap_or_repetition(reader, case, monkeypatch):
    monkeypatch.setattr("fuwutai.desk.audit.listing.audit_page", lambda *args: _five(*args))
    seen, address = [], "/desk/audit?kind=did"
    while address:
        text = said(reader.get(address))
        seen += [part.partition('"')[0] for part in table_of(text).split('href="/desk/audit/journal/')[1:]]
        rest = text.partition('rel="next" href="')[2]
        address = rest.partition('"')[0].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) and [int(one) for one in seen] == sorted(map(int, seen), reverse=True)
    assert len(seen) > 5


def _five(actor, sought, cursor):
    from fuwutai.domain.compliance.entries import audit_page

    return audit_page(actor, sought, cursor, size=5)


def test_a_damaged_page_link_is_told(reader, case):
    assert reader.get("/desk/audit?after=x").status_code == 422


def test_a_case_out_of_sight_has_neither_number_nor_reason(signed_in, case):
    from fuwutai.domain.accounts.commands import save_role
    from fuwutai.kernel.access_log import record_access
    from fuwutai.kernel.actors import Actor

    complaint = given.a_case(type="complaint", phone="13800000009", name="李梅")
    record_access(given.agent(), "view_case", subject="case", subject_id=complaint.pk, reason="客户说要上访")
    save_role(
        actor=Actor.system("tests"), code="watcher", name="watcher", reach="all",
        permissions={"cases.view", "audit.view"},
    )  # fmt: skip
    browser = signed_in(given.HE)
    Staff.objects.filter(username=given.HE).update(role="watcher")
    text = said(browser.get("/desk/audit"))
    assert complaint.number not in text and "上访" not in text and "李梅" not in text


def test_the_list_keeps_its_budget(reader, case, django_assert_max_num_queries):
    number = case.number
    for address in ("/desk/audit", f"/desk/audit?case={number}&since=2001-01-01&until=2099-01-01"):
        reader.get(address)
        with django_assert_max_num_queries(resolve("/desk/audit").func.statements):
            reader.get(address)
