"""Variables: either language means the same, what is not known is said otherwise, and what is left of a phrase."""

import pytest
from hypothesis import given as any_of
from hypothesis import strategies

from fuwutai.domain.knowledge.choices import EN, ZH
from fuwutai.domain.knowledge.variables import (
    VARIABLES,
    example,
    fill,
    open_in,
    shown,
    standing,
    stored,
    unknown_in,
    used_in,
)

WORDS = "{客户称呼}，您的工单{工单号}已受理，我们会在{承诺时间}前答复您。"


def test_a_variable_means_the_same_in_either_language_and_either_kind_of_braces():
    assert stored("{客户称呼}{customer}｛ 客户称呼 ｝{CUSTOMER}") == "{customer}" * 4
    assert shown("{customer}", "zh-hans") == "{客户称呼}" and shown("{customer}", "en") == "{customer}"
    assert used_in(WORDS) == ["customer", "number", "due"]


@pytest.mark.parametrize("language", [ZH, EN])
@pytest.mark.parametrize("code", VARIABLES)
def test_every_variable_is_shown_stored_and_filled_in_both_languages(code, language):
    assert stored(shown(f"{{{code}}}", language)) == f"{{{code}}}"
    assert fill(f"{{{code}}}", example(language), language) == VARIABLES[code].example[language] != ""


def test_what_is_no_variable_is_named_once_and_stays_as_it_was_written():
    text = "{姓名}您好{姓名}，{ }，{a\nb}，{{客户称呼}}"
    assert unknown_in(text) == ["姓名"]
    assert stored(text).startswith("{姓名}您好{姓名}")
    assert fill("{姓名}", {"customer": "王建国"}) == "{姓名}"


def test_a_value_with_braces_in_it_is_not_filled_again():
    assert fill("{工单主题}", {"subject": "{工单号}", "number": "FW-1"}) == "{工单号}"


def test_what_is_not_known_is_said_otherwise_or_stays_open_by_name():
    assert fill("{customer}，{greeting}", {}, ZH) == "客户，您好"
    assert fill("{customer}: {hotline}", {"customer": " "}, EN) == "customer: {hotline}"
    assert open_in(WORDS, {"number": "FW-1"}, ZH) == ["承诺时间"]
    assert open_in(WORDS, {"number": "FW-1"}, EN) == ["due"]


SENT = "王建国，您的工单FW-202603-000123已受理，我们会在3月3日 18:00前答复您。"


@pytest.mark.parametrize(
    ("sent", "stands"),
    [
        (SENT, True),
        (f"您好！\n{SENT}\n如有疑问请致电。", True),
        (SENT.replace("已受理，", "已 受理，\n"), True),
        (SENT.replace("已受理", "已经收到"), False),
        ("您的工单FW-1我看到了。", False),
        ("好的，谢谢。", None),
        ("", None),
    ],
)
def test_what_stands_in_place_of_a_variable_is_no_change_but_other_words_are(sent, stands):
    assert standing(WORDS, sent) is stands


def test_a_phrase_of_variables_alone_stands_wherever_it_was_put():
    assert standing("{customer}", "王建国") is True


@any_of(strategies.text(alphabet="{}｛｝客户称呼customer\n ", max_size=60))
def test_storing_twice_is_storing_once_and_showing_loses_nothing(text):
    once = stored(text)
    assert stored(once) == once
    assert stored(shown(once, ZH)) == once == stored(shown(once, EN))
