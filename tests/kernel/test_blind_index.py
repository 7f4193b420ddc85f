import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuwutai.kernel.blind_index import (
    BLIND_INDEX_LENGTH,
    blind_index,
    normalise_email,
    normalise_phone,
    normalise_text,
)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("13812345678", "13812345678"),
        (" 138 1234 5678 ", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("+86-138-1234-5678", "13812345678"),
        ("0086 13812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("013812345678", "13812345678"),
        ("（+86）13812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("\u202d13812345678\u202c", "13812345678"),
        ("010-12345678", "01012345678"),
        ("(010) 1234 5678", "01012345678"),
        ("010－12345678", "01012345678"),
        ("+86 10 12345678", "01012345678"),
        ("+86 010 12345678", "01012345678"),
        ("+86 (0)10 12345678", "01012345678"),
        ("0086-571-88889999", "057188889999"),
        ("0571-88889999", "057188889999"),
        ("88889999", "88889999"),
        ("010-12345678转801", "01012345678x801"),
        ("010-12345678-801", "01012345678x801"),
        ("01012345678 ext. 801", "01012345678x801"),
        ("01012345678#801", "01012345678x801"),
        ("400-123-4567", "4001234567"),
        ("4001234567分机12", "4001234567x12"),
        ("95588", "95588"),
        ("+86 95588", "95588"),
        ("12345", "12345"),
        ("+1 (415) 555-0100", "+14155550100"),
        ("001 415 555 0100", "+14155550100"),
        ("00852-2345-6789", "+85223456789"),
    ],
)
def test_ways_of_writing_one_number_become_the_same(written, normal):
    assert normalise_phone(written) == normal


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "110",
        "1234",
        "无",
        "未知",
        "abc13812345678",
        "1" * 21,
        "138@12345678",
        "１２",
        "+",
        "x801",
        "转12",
    ],
)
def test_what_cannot_be_a_number_is_none(written):
    assert normalise_phone(written) is None


@given(st.text(alphabet="0123456789０１８+-－ ()转x.86", max_size=24))
def test_a_normal_number_is_its_own_normal_form(written):
    normal = normalise_phone(written)
    assert normal is None or normalise_phone(normal) == normal


@given(st.text())
def test_any_text_is_a_number_or_none(written):
    normal = normalise_phone(written)
    assert normal is None or normal.replace("x", "").lstrip("+").isascii()


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086", "86", "+86 ", "0"]))
def test_a_mobile_is_found_under_every_prefix(number, prefix):
    assert blind_index("phone", prefix + number) == blind_index("phone", number)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Zhang.San@Example.COM", "zhang.san@example.com"),
        (" zhang@example.com\n", "zhang@example.com"),
        ("ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "zhang@example.com"),
        ("zhang@example。com", "zhang@example.com"),
        ("\ufeffzhang@example.com\u200b", "zhang@example.com"),
        ("张三@例子.中国", "张三@例子.中国"),
        ("12345678@qq.com", "12345678@qq.com"),
        ("a+b_c-d@sub.example.co", "a+b_c-d@sub.example.co"),
    ],
)
def test_ways_of_writing_one_address_become_the_same(written, normal):
    assert normalise_email(written) == normal


@pytest.mark.parametrize(
    "written",
    [
        "",
        "@",
        "zhang",
        "zhang@",
        "@example.com",
        "a b@example.com",
        "a@b",
        "a@.com",
        "a@b..com",
        "a@b.com, c@d.com",
        "x" * 65 + "@b.com",
    ],
)
def test_what_cannot_be_an_address_is_none(written):
    assert normalise_email(written) is None


@given(st.emails())
def test_a_normal_address_is_its_own_normal_form(written):
    normal = normalise_email(written)
    assert normal is None or normalise_email(normal) == normal


@given(st.text())
def test_a_normal_text_is_its_own_normal_form(written):
    assert normalise_text(normalise_text(written)) == normalise_text(written)


@given(st.text())
def test_every_value_has_a_fingerprint_of_the_same_length(value):
    for kind in ("phone", "email", "text"):
        assert len(blind_index(kind, value)) == BLIND_INDEX_LENGTH


def test_a_fingerprint_depends_on_value_and_kind_and_tells_nothing():
    found = {
        blind_index("phone", "13812345678"),
        blind_index("phone", "13812345679"),
        blind_index("text", "13812345678"),
    }
    assert len(found) == 3
    assert not any("1381" in one for one in found)


def test_what_is_no_number_is_never_taken_for_one():
    assert blind_index("phone", "110") != blind_index("phone", "110x")
    assert blind_index("email", "13812345678") != blind_index("phone", "13812345678")


def test_a_lone_surrogate_can_be_looked_up():
    assert blind_index("text", "\ud800")
