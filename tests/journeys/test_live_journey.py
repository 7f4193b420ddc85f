"""What comes late does not undo what somebody did meanwhile, in a real browser."""

import re

import pytest
from playwright.sync_api import Route, expect
from tests import given
from tests.journeys.in_process import Open

from fuwutai.domain.cases.models import Case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("beside_the_browser")]


def test_a_copy_asked_for_before_a_form_was_sent_is_not_put_over_what_the_form_changed(opened: Open) -> None:
    case = given.a_case()
    page = opened(f"/desk/cases/{case.pk}", given.LIN)
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.wait_for_load_state()
    late: list[Route] = []
    fragment = str(page.locator("#case-thread").get_attribute("hx-get"))
    page.route(lambda url: url.endswith(fragment), lambda route: route.continue_() if late else late.append(route))
    page.evaluate("document.getElementById('case-thread').dispatchEvent(new CustomEvent('live'))")
    expect(page.locator("#case-thread")).to_have_class(re.compile("htmx-request"))
    page.locator("form[action$='/take'] [type=submit]").click()
    expect(page.locator("form[action$='/take']")).to_have_count(0)
    page.evaluate("document.getElementById('case-thread').setAttribute('data-mark', '1')")
    late[0].continue_()
    page.wait_for_timeout(1_000)
    expect(page.locator("#case-thread[data-mark]")).to_have_count(1)
    assert late and not [one for one in faults if "htmx" in one]
    assert Case.objects.get(pk=case.pk).assignee_id == given.agent().id
