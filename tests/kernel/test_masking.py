import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fuwutai.kernel.masking import (
    mask_bank_card,
    mask_email,
    mask_id_card,
    mask_name,
    mask_phone,
    mask_text,
)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138 **** 5678"),
        ("+86 138 1234 5678", "+86 1** **** 5678"),
        ("01012345678x801", "010*******8x801"),
        ("057188889999", "057*****9999"),
        ("88889999", "****9999"),
        ("4001234567", "400***4567"),
        ("95588", "***88"),
        ("", ""),
    ],
)
def test_a_number_keeps_its_ends(number, masked):
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("zhangsan@example.com", "z*******@example.com"),
        ("a@example.com", "*@example.com"),
        ("no address", "**********"),
        ("", ""),
    ],
)
def test_an_address_keeps_its_first_letter_and_domain(address, masked):
    assert mask_email(address) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳*"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳", "欧*"),
        ("李", "*"),
        ("王女士", "王**"),
        ("买买提·艾山", "买**·艾*"),
        ("John Smith", "J*** S****"),
        ("Li 雷", "L* 雷"),
        ("Anne-Marie O'Neill", "A***-M**** O******"),
        ("", ""),
    ],
)
def test_a_name_keeps_the_surname_or_first_letters(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010519491231002X", "110*************2X"),
        ("110105 19491231 002X", "110*** ******** **2X"),
        ("110105491231002", "110**********02"),
        ("12345", "*****"),
    ],
)
def test_an_identity_number_keeps_three_and_two(number, masked):
    assert mask_id_card(number) == masked


@pytest.mark.parametrize(
    "number",
    [
        "137.1234.5678", "1 3 7 1 2 3 4 5 6 7 8", "137_1234_5678", "137 - 1234 - 5678", "1371 234 5678",
        "13712 345678", "(137)12345678", "137/1234/5678", "137\n1234\n5678", "137\u200b12345678", "137·1234·5678",
        "+86.137.1234.5678", "0571.8765.4321", "110105 19491231 002X", "110105-1949-1231-002X", "110105491231002",
        "zhang @ b.cn",
    ],
)  # fmt: skip
def test_numbers_written_in_other_ways_are_masked_too(number):
    masked = mask_text(f"号码是 {number} 。")
    assert "*" in masked and number not in masked
    assert mask_text(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "金额 13,800,000,000 元", "服务器 192.168.1.1 和 139.0.0.1", "2026-11-13 12:34:56 发生",
        "单号 2026112213800001234",
        "版本 1.3.8", "共 138 户 1234 人", "工单 261120-0009-9", "会员号 999999999999999", "时间 2026/11/22 13:45:00",
    ],
)  # fmt: skip
def test_other_numbers_stay(text):
    assert mask_text(text) == text


def test_a_bank_card_keeps_its_last_four():
    assert mask_bank_card("6222 0212 3456 7890 128") == "**** **** **** ***0 128"
    assert mask_bank_card("123") == "***"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请回电13812345678，谢谢", "请回电138****5678，谢谢"),
        ("请回电１３８１２３４５６７８", "请回电１３８****５６７８"),
        ("tel:+86 138-1234-5678.", "tel:+86 1**-****-5678."),
        ("手机8613812345678。", "手机861******5678。"),
        ("138 1234 5678或010-12345678", "138 **** 5678或010-12345678"),
        ("座机010-62345678转8", "座机010-****5678转8"),
        ("(0571)88889999", "(057*)****9999"),
        ("身份证11010519491231002X", "身份证110*************2X"),
        ("身份证11010519491231002x", "身份证110*************2x"),
        ("卡号6222021234567890128", "卡号***************0128"),
        ("卡号4111 1111 1111 1111到期", "卡号**** **** **** 1111到期"),
        ("写信给zhangsan@example.com吧", "写信给z*******@example.com吧"),
        ("QQ邮箱13812345678@qq.com", "QQ邮箱1**********@qq.com"),
        ("电话:\xa0136\xa01849\xa08759\xa0", "电话:\xa0136\xa0****\xa08759\xa0"),  # spaces of a word processor
        ("致电0745—3322571（征收办）", "致电074*—***2571（征收办）"),
        ("0730\u30008951096", "073*\u3000***1096"),
    ],
)
def test_personal_numbers_in_free_text_are_masked(text, masked):
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "工单261121-0042-7",
        "订单号2026112100012345",
        "订单20261121138123456789",
        "流水号1381234567890123",
        "身份证110105194912310021",  # wrong check character
        "卡号6222021234567890123",  # fails Luhn
        "2026-11-21 13:38:12",
        "2026年11月21日14时",
        "金额1234567890.50元",
        "请拨95588或400-123-4567",
        "10086、12345、110",
        "时间戳1763700000000",
        "版本1.2.3-4567",
        "依据GB36600-2018，网友“UU0082119”2018-11-5",
        "合计￥1320000.00元至3769948元",
        "请拨0731-12315或12329",
        "2019年12月5日—2020年1月20日",
        "",
    ],
)
def test_orders_dates_amounts_and_hotlines_stay(text):
    assert mask_text(text) == text


_ALPHABET = "0123456789１３８０-–—+()（）. *@xXab张,，\n 861"
_PIECES = st.one_of(
    st.sampled_from(
        [
            "13812345678",
            "010-62345678",
            "11010519491231002X",
            "6222021234567890128",
            "a.b@c.cn",
            "+86 ",
            "86-",
        ]
    ),
    st.text(alphabet=_ALPHABET, max_size=6),
)


@given(st.lists(_PIECES, max_size=8).map("".join))
@example("*0571 88889999")
@example("a.b@c.cna.b@c.cn")
def test_masking_free_text_twice_changes_nothing_and_keeps_the_length(text):
    masked = mask_text(text)
    assert mask_text(masked) == masked
    assert len(masked) == len(text)


@given(st.text(max_size=30))
def test_masking_a_value_twice_changes_nothing_and_keeps_the_length(value):
    for mask in (mask_phone, mask_email, mask_name, mask_id_card, mask_bank_card):
        masked = mask(value)
        assert mask(masked) == masked
        assert len(masked) == len(value)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(alphabet="，。张三请 ", max_size=5))
def test_every_mobile_in_a_sentence_is_hidden(number, around):
    assert number not in mask_text(f"{around}{number}{around}")
