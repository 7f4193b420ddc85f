"""Two wordings with what differs marked."""

import re
from types import SimpleNamespace

import pytest
from django.utils import translation

from fuwutai.desk.manuals.changes import numbers_of
from fuwutai.desk.manuals.differing import MOST_PIECES, marked

TAGS = re.compile(r"</?(?:ins|del)>")


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("十分钟内回复。", "五分钟内回复。", "<del>十</del>分钟内回复。", "<ins>五</ins>分钟内回复。"),
        (
            "Answer within ten minutes.", "Answer within five minutes.",
            "Answer within <del>ten</del> minutes.", "Answer within <ins>five</ins> minutes.",
        ),
        ("三日内答复", "三日内答复，并回访", "三日内答复", "三日内答复<ins>，并回访</ins>"),
        ("同一句话", "同一句话", "同一句话", "同一句话"),
    ],
    ids=["a_sign", "a_word", "an_addition", "nothing"],
)  # fmt: skip
def test_only_what_differs_is_marked(before, after, old, new):
    assert marked(before, after) == (old, new)


def test_wordings_that_have_nothing_to_do_with_each_other_are_marked_whole():
    assert marked("甲乙丙丁戊己", "完全另一回事") == ("<del>甲乙丙丁戊己</del>", "<ins>完全另一回事</ins>")


def test_two_signs_between_changes_do_not_break_the_mark():
    old, _new = marked("客户来电后甲乙丙登记工单并告知", "客户来电后丁乙戊登记工单并告知")
    assert old == "客户来电后<del>甲乙丙</del>登记工单并告知"


def test_nothing_of_a_text_reaches_the_page_as_markup():
    old, new = marked("小于<b>10</b>分钟 & 更短", "小于<script>5</script>分钟 & 更短")
    assert "<b>" not in old and "<script>" not in new
    assert "&lt;script&gt;" in TAGS.sub("", new) and "&amp;" in new


def test_both_sides_read_as_they_were_written():
    before, after = "Call back within 24 h, 回访率不低于95%。", "Call back in 12 h, 回访率达到98%。"
    assert tuple(TAGS.sub("", side) for side in marked(before, after)) == (before, after)


def test_an_endless_text_is_marked_whole_instead_of_searched():
    old, new = marked("甲" * (MOST_PIECES + 1), "甲" * MOST_PIECES + "乙")
    assert old.startswith("<del>") and new.startswith("<ins>")


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [("respond<=15min; resolve<=2h", "respond ≤ 15 min; resolve ≤ 2 h", ""), ("≥90%", "≥90%", "≥90%"), ("10 min",) * 3],
)
def test_figures_stand_as_people_write_them(written, english, chinese):
    wording = SimpleNamespace(numbers=written)
    with translation.override("en"):
        assert numbers_of(wording) == english
    with translation.override("zh-hans"):
        assert numbers_of(wording) == chinese
