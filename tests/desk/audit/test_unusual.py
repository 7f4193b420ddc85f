"""The room of the unusual: open findings first, their formulas, the way to their entries, and settling one."""

from datetime import timedelta

import pytest
from tests import given
from tests.domain.compliance.given_looks import DAY, MORNING, looked
from tests.rows import nothing_changes

from fuwutai.domain.compliance.choices import GUESSED_PASSWORD, MANY_MISSES
from fuwutai.domain.compliance.commands import store_findings
from fuwutai.domain.compliance.models import Finding
from fuwutai.domain.compliance.unusual import COMPLIANCE, Found, found_on
from fuwutai.kernel.attempts import MISSED

pytestmark = pytest.mark.django_db
URL = "/desk/audit/unusual"


@pytest.fixture
def finding(admin_desk) -> Finding:
    looked(given.agent(), MISSED, times=25, place="desk:case", subject="case", subject_id=77)
    looked(given.agent(), MISSED, MORNING + timedelta(days=2), place="desk:trial")
    (made,) = store_findings(actor=COMPLIANCE, found=found_on(DAY))
    return made


def test_the_page_says_the_formulas_with_their_thresholds_even_where_nothing_was_found(admin_desk):
    text = admin_desk.get(URL).content.decode()
    assert all(f"{n}" in text for n in (10, 28, 20)) and 'class="state"' in text


def test_an_open_finding_leads_to_exactly_its_entries(admin_desk, finding):
    text = admin_desk.get(URL).content.decode()
    assert "林小雨" in text and f"{URL}/{finding.pk}" in text
    address = text.partition('data-label')[2].partition('href="/desk/audit?')[2].partition('"')[0]
    rows = admin_desk.get(f"/desk/audit?{address.replace('&amp;', '&')}").content.decode()
    assert rows.count('href="/desk/audit/access/') == 25 and "desk:trial" not in rows


def test_what_came_of_it_is_written_down_and_the_finding_moves_on(admin_desk, finding):
    answer = admin_desk.post(f"{URL}/{finding.pk}", {"note": "已与本人核实，误点"})
    assert (answer.status_code, answer["Location"]) == (303, URL)
    assert f"{URL}/{finding.pk}" not in admin_desk.get(URL).content.decode()
    text = admin_desk.get(f"{URL}?show=settled").content.decode()
    assert "误点" in text and "何静" in text


def test_an_empty_note_brings_the_form_back(admin_desk, finding):
    with nothing_changes():
        answer = admin_desk.post(f"{URL}/{finding.pk}", {"note": " "})
    assert answer.status_code == 422 and "field__error" in answer.content.decode()


def test_who_settles_late_is_told(admin_desk, finding):
    admin_desk.post(f"{URL}/{finding.pk}", {"note": "先"})
    answer = admin_desk.post(f"{URL}/{finding.pk}", {"note": "后"})
    assert answer.status_code == 422 and Finding.objects.get().note == "先"


def test_nobody_is_offered_to_settle_what_she_did_herself(admin_desk):
    found = Found(kind=MANY_MISSES, day=DAY, staff_id=given.administrator().id, facts={"n": 20})
    (made,) = store_findings(actor=COMPLIANCE, found=[found])
    assert "<textarea" not in admin_desk.get(f"{URL}/{made.pk}").content.decode()
    assert admin_desk.post(f"{URL}/{made.pk}", {"note": "x"}).status_code == 403


def test_a_guessed_password_also_leads_to_what_was_tried_under_the_name(admin_desk):
    found = Found(kind=GUESSED_PASSWORD, day=DAY, staff_id=given.agent().id, facts={"n": 3})
    (made,) = store_findings(actor=COMPLIANCE, found=[found])
    text = admin_desk.get(f"{URL}/{made.pk}").content.decode()
    assert f"staff={given.agent().id}&amp;kind=signed_in" in text


def test_the_bell_leads_to_the_room(admin_desk, finding):
    from fuwutai.desk.notices.links import address_of
    from fuwutai.domain.notices.models import Notice

    notice = Notice.objects.get(code="compliance.unusual")
    assert address_of(notice) == URL
    Notice.objects.update(not_before=notice.created_at)
    assert DAY.isoformat() in admin_desk.get("/desk/notices").content.decode()


def test_a_finding_that_is_not_there_is_absent(admin_desk):
    assert admin_desk.get(f"{URL}/999999").status_code == 404


def test_the_pages_keep_their_budgets(admin_desk, finding, django_assert_max_num_queries):
    for address in (URL, f"{URL}/{finding.pk}", "/desk/audit/chain"):
        admin_desk.get(address)
        with django_assert_max_num_queries(12):
            admin_desk.get(address)
