"""What the variables of phrases come to in a case: masked, in the customer's language, and no promise that is over."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.knowledge.given_phrases import GREETING, PROMISE
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.rules import NO_PROMISE
from fuwutai.domain.cases.speech.phrase_values import filled, known_for, values_of
from fuwutai.domain.customers.models import Customer
from fuwutai.domain.knowledge.variables import VARIABLES
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 3, 2, 2, tzinfo=UTC)  # in Shanghai


@pytest.fixture(autouse=True)
def monday(time_machine) -> None:
    time_machine.move_to(TEN, tick=False)


def values(case: Case, language: str = "") -> dict[str, str]:
    seen = Case.objects.select_related("team").get(pk=case.pk)
    return dict(values_of(seen, known_for(given.agent(), seen, language)))


def test_every_variable_has_a_value_or_an_empty_one():
    case = given.an_open_case(category="network.broadband")
    found = values(case)
    assert found.keys() == VARIABLES.keys()
    assert (found["customer"], found["agent"], found["number"], found["subject"]) == (
        "王建国", "林小雨", case.number, "宽带断网",
    )  # fmt: skip
    assert (found["centre"], found["type"], found["opened"], found["today"]) == (
        "惠民通信客服中心", "报障", "3月2日 10:00", "3月2日",
    )  # fmt: skip


def test_what_is_said_follows_the_language_of_the_text():
    case = given.an_open_case()
    found = values(case, "en")
    assert (found["type"], found["greeting"], found["opened"]) == ("Fault", "Good morning", "2 March, 10:00")
    Customer.objects.filter(pk=case.customer_id).update(language="en")
    assert known_for(given.agent(), case).language == "en"
    assert filled(given.agent(), case, "{today}") == "2 March"


@pytest.mark.parametrize(
    ("hour", "said"), [(4, "您好"), (8, "早上好"), (13, "中午好"), (17, "下午好"), (22, "晚上好"), (23, "您好")]
)
def test_one_greets_by_the_clock_of_the_centre(time_machine, hour, said):
    case = given.an_open_case()
    time_machine.move_to(TEN.replace(hour=0) + timedelta(hours=hour - 8), tick=False)
    assert values(case)["greeting"] == said


def test_a_promise_that_is_over_or_was_never_made_is_none():
    case = given.an_open_case()
    for at, said in ((clock.now() + timedelta(days=1), "3月3日 10:00"), (clock.now() - timedelta(minutes=1), "")):
        Case.objects.filter(pk=case.pk).update(due_at=at)
        assert values(case)["due"] == said
    Case.objects.filter(pk=case.pk).update(due_at=datetime(2027, 1, 5, 2, tzinfo=UTC))
    assert (values(case)["due"], values(case, "en")["due"]) == ("2027年1月5日 10:00", "5 January 2027, 10:00")


@pytest.mark.parametrize("name", ["王建国13912345678", "", "  "])
def test_a_customer_whose_name_is_no_name_is_not_called_by_it(name):
    case = given.an_open_case()
    Customer.objects.filter(pk=case.customer_id).update(name=name)
    assert filled(given.agent(), case, "{客户称呼}，您好") == "客户，您好"


def test_a_text_is_filled_where_all_is_known_and_refused_by_name_where_not():
    case = given.an_open_case()
    Case.objects.filter(pk=case.pk).update(due_at=NO_PROMISE)
    case = Case.objects.select_related("team").get(pk=case.pk)
    assert filled(given.agent(), case, GREETING) == "王建国，上午好！我是林小雨，很高兴为您服务。"
    with nothing_changes():
        with pytest.raises(Invalid) as lacking:
            filled(given.agent(), case, PROMISE)
        with pytest.raises(Invalid) as unknown:
            filled(given.agent(), case, "{姓名}，您好")
    assert lacking.value.code == "lacking_values" and "{承诺时间}" in str(lacking.value.message)
    assert unknown.value.code == "unknown_variables" and "{姓名}" in str(unknown.value.message)


def test_a_text_without_variables_stays_as_it_is_and_asks_nothing(django_assert_num_queries):
    case = given.an_open_case()
    agent = given.agent()
    with django_assert_num_queries(0):
        assert filled(agent, case, "已处理 { } {\n}") == "已处理 { } {\n}"


def test_a_rule_of_automation_speaks_for_the_centre():
    case = given.an_open_case()
    seen = Case.objects.select_related("team").get(pk=case.pk)
    assert filled(Actor.system("automation"), seen, "我是{客服姓名}") == "我是客服专员"
