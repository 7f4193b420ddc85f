"""Phrases in what is written in a case: offered as they read there, never sent half filled, counted when sent."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.knowledge.given_phrases import GREETING, PROMISE, for_all, for_team, phrase
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import Case, HeldReply, Message
from fuwutai.domain.cases.rules import NO_PROMISE
from fuwutai.domain.knowledge.models import PhraseUse
from fuwutai.domain.packs.commands import adopt_pack_phrases

pytestmark = pytest.mark.django_db
BY_HTMX = {"HX-Request": "true", "HX-Target": "case-dialog"}
SENT = "王建国，您好！马上为您核实。"


def offered(browser, case, **asked: str) -> list[str]:
    answer = browser.get(f"/desk/cases/{case.pk}/phrases", asked, headers=BY_HTMX)
    assert answer.status_code == 200 and "<html" not in answer.content.decode()
    return [row["phrase"].title for group in answer.context["groups"] for row in group["rows"]]


def typed(browser, case, **asked: str) -> str:
    answer = browser.get(f"/desk/cases/{case.pk}/phrases/typed", asked, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def sent(browser, case, *phrases, body: str = SENT, verb: str = "reply", once: str = "", **more: str):
    ids = ",".join(str(one.pk) for one in phrases)
    form = {"body": body, "phrases": ids, "kind": verb, **more}
    return browser.post(f"/desk/cases/{case.pk}/{verb}?once={once}", form)


def test_the_case_leads_to_phrases_with_and_without_scripts(desk):
    case = given.an_open_case()
    page = desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert f'href="/desk/cases/{case.pk}/phrases"' in page and f'href="/desk/cases/{case.pk}/phrases?kind=note"' in page
    assert 'name="phrases"' in page and f'data-phrases-url="/desk/cases/{case.pk}/phrases/typed"' in page
    closed = desk.get(f"/desk/cases/{given.a_closed_case(phone='13812345678').pk}").content.decode()
    assert 'name="phrases"' in closed and "/phrases?kind=note" in closed


def test_without_scripts_phrases_are_copied_from_a_page_of_their_own(desk):
    case = given.an_open_case()
    phrase()
    page = desk.get(f"/desk/cases/{case.pk}/phrases").content.decode()
    assert "<html" in page and "readonly>王建国，" in page and "我是林小雨" in page


def test_who_has_no_phrase_is_told_so(desk):
    case = given.an_open_case()
    assert offered(desk, case) == []
    page = desk.get(f"/desk/cases/{case.pk}/phrases", headers=BY_HTMX).content.decode()
    assert "/desk/phrases" in page and 'class="muted"' in page


def test_what_fits_the_case_comes_first_then_what_one_uses_and_another_language_last(desk):
    case = given.an_open_case()
    for title, said in (("English", {"language": "en"}), ("平常", {}), ("报障", {"types": ["fault"]})):
        phrase(title=title, **said)
    often = phrase(title="常用", body="马上为您核实。")
    phrase(title="投诉", types=["complaint"])
    sent(desk, case, often)
    assert offered(desk, case) == ["报障", "常用", "平常", "投诉", "English"]
    assert offered(desk, case, q="投") == ["投诉"] and offered(desk, case, q="没有") == []


def test_what_is_meant_for_colleagues_is_not_offered_for_a_reply(desk):
    case = given.an_open_case()
    for purpose in ("reply", "note", "both"):
        phrase(title=purpose, purpose=purpose)
    assert set(offered(desk, case)) == {"reply", "both"}
    assert set(offered(desk, case, kind="note")) == {"note", "both"}
    assert "note" not in typed(desk, case, q="note")


def test_what_is_typed_names_the_shortcuts_and_finds_the_one_that_is_meant(desk):
    case = given.an_open_case()
    for_all(title="全员", shortcut="kc", body="全员开场")
    phrase(shortcut="kc")
    for_team("mobile", title="移动", shortcut="yd")
    assert 'data-shortcuts="kc"' in typed(desk, case)
    exact = typed(desk, case, exact="KC")
    assert "王建国，" in exact and "全员开场" not in exact
    assert "data-phrase=" not in typed(desk, case, exact="yd")
    assert typed(desk, case, q="").count("role=\"option\"") == 2 and "全员开场" not in typed(desk, case, q="林小雨")


def test_a_case_out_of_sight_has_no_phrases(signed_in):
    case, browser = given.an_open_case(), signed_in(given.ZHAO)
    for_all()
    for address in ("phrases", "phrases/typed"):
        assert browser.get(f"/desk/cases/{case.pk}/{address}").status_code == 404


@pytest.mark.parametrize("verb", ["reply", "note"])
def test_a_phrase_counts_as_used_when_it_is_sent_once_however_often_the_form_comes(desk, verb):
    case, one = given.an_open_case(), phrase(body="马上为您核实。")
    left_out = phrase(title="别的", body="祝您生活愉快。")
    assert not PhraseUse.objects.exists()
    for _time in range(2):
        assert sent(desk, case, one, left_out, verb=verb, once="k").status_code == 303
    use = PhraseUse.objects.get()
    assert (use.phrase_id, use.case_id, use.changed) == (one.pk, case.pk, False)
    assert Message.objects.filter(case=case, body=SENT).count() == 1


def test_a_reply_that_waits_counts_too(desk):
    given.seconds_to_undo(30)
    case, one = given.an_open_case(), phrase(body="马上为您核实。")
    sent(desk, case, one)
    assert HeldReply.objects.count() == 1 == PhraseUse.objects.count()


def test_what_cannot_be_read_as_phrases_counts_nothing_and_hinders_nothing(desk):
    case, hers = given.an_open_case(), phrase(given.agent_elsewhere(), body="马上为您核实。")
    assert sent(desk, case, hers).status_code == 303
    assert desk.post(f"/desk/cases/{case.pk}/reply", {"body": SENT, "phrases": "x,²,-1,9" * 40}).status_code == 303
    assert not PhraseUse.objects.exists()


@pytest.mark.parametrize("verb", ["reply", "note"])
def test_what_still_stands_in_braces_is_not_sent_and_the_words_stay(desk, verb):
    case, one = given.an_open_case(), phrase(body=PROMISE)
    Case.objects.filter(pk=case.pk).update(due_at=NO_PROMISE)
    text = desk.get(f"/desk/cases/{case.pk}/phrases", headers=BY_HTMX).context["groups"][0]["rows"][0]["text"]
    assert text == f"您的工单{case.number}我们会在{{承诺时间}}前答复。"
    with nothing_changes():
        form = {"body": text, "phrases": str(one.pk), "kind": verb}
        answer = desk.post(f"/desk/cases/{case.pk}/{verb}", form, headers=BY_HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422 and "{承诺时间}" in page and text in page
    assert f'name="phrases" value="{one.pk}"' in page
    assert sent(desk, case, one, body=text.replace("{承诺时间}", "明天"), verb=verb).status_code == 303
    assert not PhraseUse.objects.get().changed


def test_braces_that_somebody_wrote_herself_are_sent_as_they_are(desk):
    case = given.an_open_case()
    assert sent(desk, case, body="请在模板里填 {客户称呼}。").status_code == 303
    assert Message.objects.filter(case=case, body="请在模板里填 {客户称呼}。").exists()


def test_the_pages_keep_their_budgets_however_many_phrases_there_are(desk, django_assert_max_num_queries):
    case = given.an_open_case()
    for nth in range(30):
        for_all(title=f"第{nth}条", body=GREETING, shortcut=f"k{nth}", language=("zh", "en")[nth % 2])
    for address in ("phrases", "phrases?q=k", "phrases/typed", "phrases/typed?q=k", "phrases/typed?exact=k3"):
        keeps_its_budget(desk, f"/desk/cases/{case.pk}/{address}", django_assert_max_num_queries)


def test_the_result_is_told_with_phrases_and_those_for_it_come_first(desk):
    case = given.an_open_case()
    address = f"/desk/cases/{case.pk}/resolve"
    page = desk.get(address, headers=BY_HTMX).content.decode()
    assert "data-phrases-url" in page and 'name="kind" value="result"' in page and "data-phrases-ids" in page
    adopt_pack_phrases(actor=given.administrator(), code="general")
    rows = desk.get(f"/desk/cases/{case.pk}/phrases/typed", {"q": "", "kind": "result"}).context["rows"]
    places = [row["phrase"].folder.code == "result" for row in rows]
    assert places[0] and places == sorted(places, reverse=True)
    greeting, promise = phrase(), phrase(title="承诺", body=PROMISE, shortcut="")
    with nothing_changes():
        refused = desk.post(address, {"body": "承诺{承诺时间}前恢复。", "phrases": str(promise.pk)}, headers=BY_HTMX)
    assert refused.status_code == 422 and "{承诺时间}" in refused.content.decode()
    assert f'name="phrases" value="{promise.pk}"' in refused.content.decode()
    said = {"body": "王建国，上午好！我是林小雨，很高兴为您服务。", "phrases": str(greeting.pk)}
    done = desk.post(address, said, headers=BY_HTMX)
    assert done.status_code in (200, 303) and Case.objects.get(pk=case.pk).status == "resolved"
    assert [(one.phrase, one.case_id) for one in PhraseUse.objects.all()] == [(greeting, case.pk)]
