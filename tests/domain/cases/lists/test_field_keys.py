"""Fields of the centre's own as keys of queries, on either database."""

import pytest
from django.utils import translation
from tests import given
from tests.domain.cases.given_work import a_field

from fuwutai.domain.cases.commands import fill_fields, retire_case_field
from fuwutai.domain.cases.lists.query import in_words, kept, understood
from fuwutai.domain.cases.lists.views import cases_in
from fuwutai.domain.cases.models import CaseField
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
FIELDS = {
    "area": {"name": "故障地点", "kind": "choice", "options": ["东区", "西区", "无"]},
    "lights": {"name": "指示灯", "kind": "many", "options": ["电源", "光信号", "网口"]},
    "offline": {"name": "全部断网", "kind": "yes_no"},
    "loss": {"name": "损失金额", "kind": "amount"},
    "since": {"name": "开始日期", "kind": "date"},
    "model": {"name": "设备 型号", "kind": "text"},
}
ANSWERS = (
    {"area": "东区", "lights": ["光信号", "网口"], "offline": "yes", "loss": "9.50", "since": "2026-03-01",
     "model": "HG-8245 光猫"},
    {"area": "西区", "lights": ["电源"], "offline": "no", "loss": "128", "since": "2026-02-27", "model": "ZTE"},
    {},
)  # fmt: skip


@pytest.fixture
def cases() -> list[int]:
    """Return three cases: two with answers in every field, one without any."""
    for code, about in FIELDS.items():
        a_field(code, **about)
    found = []
    for answers in ANSWERS:
        case = given.a_case()
        if answers:
            fill_fields(actor=given.agent(), case_id=case.pk, values=answers)
        found.append(case.pk)
    return found


def held(actor: Actor, text: str) -> set[int]:
    return set(cases_in(actor, understood(actor, text)).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("字段.故障地点:东区", {0}),
        ("field.area:东区,西区", {0, 1}),
        ("-field.area:东区", {1, 2}),
        ("field.area:空", {2}),
        ("-field.area:none", {0, 1}),
        ("字段.指示灯:网口", {0}),
        ("field.lights:电源,网口", {0, 1}),
        ("-字段.指示灯:网口", {1, 2}),
        ("字段.全部断网:是", {0}),
        ("field.offline:no", {1}),
        ("field.loss>100", {1}),
        ("字段.损失金额<=9.5", {0}),
        ("field.loss:128.00", {1}),
        ("-field.loss>100", {0, 2}),
        ("field.since>=2026-03-01", {0}),
        ("字段.开始日期<2026年3月1日", {1}),
        ("field.model:hg-8245", {0}),
        ('field.model:"8245 光"', {0}),
        ("field.model:100%", set()),
        ("field.area:东区 状态:新建 field.offline:yes", {0}),
    ],
)
def test_a_field_is_asked_by_its_name_or_its_code(cases, text, wanted):
    assert held(given.agent(), text) == {cases[place] for place in wanted}


def test_a_query_of_fields_is_kept_by_code_and_said_by_name(cases):
    query = understood(given.agent(), '字段.故障地点:东区 field.model:"HG 8"')
    assert query.text == 'field.area:东区 field.model:"HG 8"' and kept(query.text).text == query.text
    with translation.override("zh-hans"):
        said = in_words(query, {})
    assert said == '字段.故障地点:东区 字段.model:"HG 8"'  # a name with a blank could not be typed
    assert understood(given.agent(), said) == query


@pytest.mark.parametrize(
    "text",
    ["字段.没有:东区", "field.area:北区", "field.area>东区", "field.loss:很多", "field.since>昨晚",
     "field.offline:也许", "field.phone:13912345678"],
)  # fmt: skip
def test_what_a_field_cannot_be_is_refused_and_personal_answers_are_no_key(cases, text):
    a_field("phone", name="联系电话", kind="phone", is_personal=True)
    with pytest.raises(Invalid) as refused:
        understood(given.agent(), text)
    assert set(refused.value.fields) == {"query"}


def test_a_view_holds_no_more_when_its_field_goes_out_of_use(cases):
    query, area = understood(given.agent(), "field.area:东区"), CaseField.objects.get(code="area")
    retire_case_field(actor=given.administrator(), field_id=area.pk)
    again = kept(query.text)
    assert again.text == query.text and set(cases_in(given.agent(), again).values_list("pk", flat=True)) == {cases[0]}
    with pytest.raises(Invalid):
        understood(given.agent(), "field.area:东区")
