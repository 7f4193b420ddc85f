"""Standard phrases at the desk: the list, the form with its preview, versions, retiring, folders and manuals."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.knowledge.given_phrases import GREETING, PROMISE, folder, for_all, for_team, phrase
from tests.rows import nothing_changes

from fuwutai.domain.knowledge.commands import note_phrase_use, retire_phrase
from fuwutai.domain.knowledge.models import Phrase, PhraseFolder
from fuwutai.domain.packs.queries import pack_phrases

pytestmark = pytest.mark.django_db
FORM = {
    "title": "开场", "body": GREETING, "shortcut": "kc", "audience": "me", "language": "zh", "purpose": "both",
    "types": ["fault"],
}  # fmt: skip


def read(browser, address: str, **asked: str) -> str:
    answer = browser.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_desk_without_phrases_says_what_they_are_for(desk):
    page = read(desk, "/desk/phrases")
    assert 'class="state' in page and "/desk/phrases/new" in page and "/desk/phrase-folders" not in page
    assert 'aria-current="page"' in page


def test_a_phrase_is_written_shown_changed_retired_and_brought_back(desk):
    answer = desk.post("/desk/phrases/new", FORM)
    one = Phrase.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/phrases/{one.pk}")
    assert (one.owner_id, one.shortcut, one.types) == (given.staff().pk, "kc", ["fault"])
    page = read(desk, f"/desk/phrases/{one.pk}")
    assert GREETING in page and "王建国，上午好！我是林小雨" in page and ";kc" in page
    assert GREETING in read(desk, f"/desk/phrases/{one.pk}/edit")
    changed = FORM | {"title": "承诺", "body": PROMISE, "seen": "1"}
    assert desk.post(f"/desk/phrases/{one.pk}/edit", changed).status_code == 303
    page = read(desk, f"/desk/phrases/{one.pk}")
    assert "<del>开场</del>" in page and f"/desk/phrases/{one.pk}/versions/1/restore" in page
    assert desk.post(f"/desk/phrases/{one.pk}/versions/1/restore").status_code == 303
    assert desk.post(f"/desk/phrases/{one.pk}/retire").status_code == 303
    assert "开场" not in read(desk, "/desk/phrases") and "开场" in read(desk, "/desk/phrases", show="retired")
    assert desk.get(f"/desk/phrases/{one.pk}/edit").status_code == 404
    assert desk.post(f"/desk/phrases/{one.pk}/restore").status_code == 303
    assert "开场" in read(desk, "/desk/phrases")


def test_a_wrong_phrase_is_asked_for_again_with_what_was_written(desk):
    wrong = ({"title": ""}, {"body": "{姓名}，您好"}, {"audience": "all"}, {"shortcut": "a b"}, {"folder_id": "9"})
    with nothing_changes():
        for differs in wrong:
            answer = desk.post("/desk/phrases/new", FORM | differs)
            assert answer.status_code == 422 and "field__error" in answer.content.decode(), differs
            assert differs.get("title", "开场") in answer.content.decode()


def test_who_did_not_see_the_newest_version_is_told_so(desk):
    one = phrase()
    phrase(phrase_id=one.pk, body=PROMISE)
    with nothing_changes():
        answer = desk.post(f"/desk/phrases/{one.pk}/edit", FORM | {"seen": "1"})
    assert answer.status_code == 422 and "role=\"alert\"" in answer.content.decode()


def test_the_preview_shows_an_example_and_what_stays_open_and_keeps_nothing(desk):
    with nothing_changes():
        by_button = desk.post("/desk/phrases/new", FORM | {"body": PROMISE, "preview": "1"})
        beside = desk.post("/desk/phrases/preview", {"body": f"{PROMISE}{{姓名}}", "language": "zh"})
    assert by_button.status_code == 200 and 'value="开场"' in by_button.content.decode()
    assert "FW-202603-000123我们会在3月3日 18:00前" in by_button.content.decode()
    page = beside.content.decode()
    assert "{姓名}" in page and "{工单号} {承诺时间}" in page and "<html" not in page


def test_a_colleague_finds_a_shared_phrase_and_may_not_change_it(desk, supervisor_desk):
    supervisor_desk.post("/desk/phrases/new", FORM | {"audience": str(given.team().pk)})
    one = Phrase.objects.get()
    page = read(desk, "/desk/phrases")
    assert "开场" in page and f"/desk/phrases/{one.pk}/edit" not in page
    assert f"/desk/phrases/{one.pk}/retire" not in read(desk, f"/desk/phrases/{one.pk}")
    with nothing_changes():
        for address in ("edit", "retire", "restore", "move", "versions/1/restore"):
            assert desk.post(f"/desk/phrases/{one.pk}/{address}", FORM).status_code == 403
        assert desk.get(f"/desk/phrases/{one.pk}/edit").status_code == 403


def test_somebody_elses_phrase_is_not_there(supervisor_desk):
    one = phrase()
    with nothing_changes():
        for address in ("edit", "retire", "restore", "move", "versions/1/restore"):
            assert supervisor_desk.post(f"/desk/phrases/{one.pk}/{address}", FORM).status_code == 404
        assert supervisor_desk.get(f"/desk/phrases/{one.pk}").status_code == 404


def test_the_list_is_narrowed_by_words_folder_language_and_use(desk):
    where = folder()
    used = phrase(title="常用", body="马上为您核实。", folder_id=where.pk)
    phrase(title="Hello", body="Good day", language="en")
    note_phrase_use(actor=given.agent(), case_id=1, phrase_ids=[used.pk], sent="马上为您核实。")
    for asked in ({"q": "核实"}, {"folder": str(where.pk)}, {"language": "zh"}):
        page = read(desk, "/desk/phrases", **asked)
        assert "常用" in page and "Hello" not in page
    for asked in ({"folder": "none"}, {"show": "unused"}):
        page = read(desk, "/desk/phrases", **asked)
        assert "常用" not in page and "Hello" in page
    assert 'class="state' in read(desk, "/desk/phrases", q="没有这样的")
    assert "30" in read(desk, f"/desk/phrases/{used.pk}")


def test_phrases_stand_in_their_order_under_their_folders(desk):
    where = folder()
    first, second = (phrase(title=title, folder_id=where.pk) for title in ("第一", "第二"))
    assert desk.post(f"/desk/phrases/{second.pk}/move", {"to": "up"}).status_code == 303
    page = read(desk, "/desk/phrases")
    assert page.index("开场与问候</h2>") < page.index("第二</a>") < page.index("第一</a>")
    retire_phrase(actor=given.agent(), phrase_id=first.pk)


def test_folders_are_kept_by_who_writes_for_all(desk, supervisor_desk):
    assert 'class="state' in read(supervisor_desk, "/desk/phrase-folders")
    for name in ("开场", "结束"):
        assert supervisor_desk.post("/desk/phrase-folders", {"name": name}).status_code == 303
    first, second = PhraseFolder.objects.order_by("pk")
    address = f"/desk/phrase-folders/{second.pk}"
    assert "结束" in read(supervisor_desk, address)
    assert supervisor_desk.post(address, {"name": "结束语"}).status_code == 303
    assert supervisor_desk.post(f"{address}/move", {"to": "up"}).status_code == 303
    page = read(supervisor_desk, "/desk/phrase-folders")
    assert page.index("结束语") < page.index("开场")
    with nothing_changes():
        assert supervisor_desk.post("/desk/phrase-folders", {"name": "开场"}).status_code == 422
        assert supervisor_desk.post(address, {"name": ""}).status_code == 422
        for one in ("", f"/{first.pk}", f"/{first.pk}/move", f"/{first.pk}/retire"):
            assert desk.post(f"/desk/phrase-folders{one}", {"name": "我的"}).status_code == 403
        assert desk.get("/desk/phrase-folders").status_code == 403
    assert supervisor_desk.post(f"{address}/retire").status_code == 303
    assert supervisor_desk.get(address).status_code == 404


def test_the_phrases_of_a_manual_are_offered_once_and_taken_over(desk, supervisor_desk):
    assert 'name="pack"' not in read(desk, "/desk/phrases")
    with nothing_changes():
        assert desk.post("/desk/phrases/adopt", {"pack": "telecom"}).status_code == 403
        assert supervisor_desk.post("/desk/phrases/adopt", {"pack": "nothing-like-it"}).status_code == 404
    assert 'value="telecom"' in read(supervisor_desk, "/desk/phrases")
    assert supervisor_desk.post("/desk/phrases/adopt", {"pack": "telecom"}).status_code == 303
    page, shipped = read(supervisor_desk, "/desk/phrases"), pack_phrases("telecom")
    assert 'value="telecom"' not in page and Phrase.objects.count() == len(shipped)
    assert all(one.title in page and f"/{one.clause_code}" in page for one in shipped)


def test_the_pages_keep_their_budgets_however_many_phrases_there_are(supervisor_desk, django_assert_max_num_queries):
    supervisor_desk.post("/desk/phrases/adopt", {"pack": "general"})
    for nth in range(20):
        one = (for_all if nth % 2 else for_team)(title=f"第{nth}条", folder_id=PhraseFolder.objects.first().pk)
    for nth in range(5):
        for_team(phrase_id=one.pk, body=f"第{nth}版")
    place = PhraseFolder.objects.first().pk
    for address in ("phrases", "phrases/new", f"phrases/{one.pk}", f"phrases/{one.pk}/edit", "phrase-folders"):
        keeps_its_budget(supervisor_desk, f"/desk/{address}", django_assert_max_num_queries)
    keeps_its_budget(supervisor_desk, f"/desk/phrase-folders/{place}", django_assert_max_num_queries)
