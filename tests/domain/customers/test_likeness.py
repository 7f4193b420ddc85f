"""How alike two customers are: each reason by itself, and what outweighs what."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuwutai.domain.customers.likeness import (
    AGAINST,
    ALMOST_CERTAIN_PERCENT,
    POINTS,
    SAME_ID,
    SUGGEST_PERCENT,
    Features,
    Place,
    compare,
    keys,
    mailbox,
    pinyin_forms,
    place_of,
)


def who(name: str = "欧阳文静", phone: str = "", email: str = "", address: str = "", **more) -> Features:
    return Features(
        name=name, phones=frozenset(phone.split()), emails=frozenset(email.split()),
        addresses=(address,) if address else (), **more,
    )  # fmt: skip


def score(one: Features, other: Features, namesakes: int = 2, size: int = 10_000) -> int:
    return compare(one, other, namesakes=namesakes, size=size).percent


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (who(), who(), "same_name"),
        (who("张伟"), who("張偉"), "same_pinyin"),
        (who("张伟"), who("Zhang Wei"), "same_pinyin"),
        (who("张伟"), who("WEI ZHANG"), "same_pinyin"),
        (who("曾静"), who("Zeng Jing"), "same_pinyin"),
        (who("王建国"), who("王先生"), "similar_name"),
        (who("王建国"), who("李先生"), "other_name"),
        (who("王建国"), who("王建军"), "other_name"),
        (who("欧阳文静"), who("欧阳文晋"), "similar_name"),
        (who(phone="13912345678"), who(phone="13912345678"), "same_phone"),
        (who(phone="02164381234"), who(phone="02164381234"), "same_landline"),
        (who(phone="02164381234"), who(phone="64381234"), "phone_without_area"),
        (who(phone="13912345678"), who(phone="13912345687"), "phone_slip"),
        (who(phone="13912345678"), who(phone="13912345618"), "phone_slip"),
        (who(phone="13912345678"), who(phone="13812345687"), "other_phone"),
        (who(phone="13912345678"), who(email="13912345678@139.com"), "same_phone"),
        (who(email="li.li@gmail.com"), who(email="lili+shop@gmail.com"), "same_mailbox"),
        (who(email="nightowl77@163.com"), who(email="nightowl77@126.com"), "same_mail_name"),
        (who(email="345678901@qq.com"), who(accounts=frozenset({"345678901"})), "same_account"),
        (
            who(address="北京市朝阳区建国路八十八号3栋501室"),
            who(address="朝阳建国路88号3号楼501"),
            "same_address",
        ),
        (who(address="北京市朝阳区建国路88号3栋501室"), who(address="北京市建国路88号3栋"), "similar_address"),
        (who(address="北京市朝阳区建国路88号"), who(address="上海市中山路88号"), "other_address"),
        (who(organisations=frozenset({1})), who(organisations=frozenset({1, 2})), "same_organisation"),
        (who(organisations=frozenset({1})), who(organisations=frozenset({2})), "other_organisation"),
        (who(id_cards=frozenset({"A1"})), who(id_cards=frozenset({"A2"})), "other_id_card"),
        (who(id_cards=frozenset({"A1"})), who(id_cards=frozenset({"A1"})), SAME_ID),
    ],
)
def test_each_reason_is_named_in_either_order(one, other, reason):
    assert reason in compare(one, other, namesakes=2, size=10_000).reasons
    assert reason in compare(other, one, namesakes=2, size=10_000).reasons


def test_a_rare_name_says_more_than_a_common_one():
    one, other = who("张伟", "13912345678"), who("张伟", "13912345687")
    assert score(one, other, namesakes=2) > score(one, other, namesakes=60)
    assert score(who(), who()) < SUGGEST_PERCENT


def test_an_identity_number_outweighs_everything_else():
    one = who(phone="13912345678", address="北京市朝阳区建国路88号3栋501室", id_cards=frozenset({"A1"}))
    other = who(phone="13912345678", address="北京市朝阳区建国路88号3栋501室", id_cards=frozenset({"A2"}))
    assert score(one, other) <= 5
    assert score(who("王建国", id_cards=frozenset({"A1"})), who("李丽", id_cards=frozenset({"A1"}))) == 100


def test_a_family_on_one_landline_in_one_flat_is_not_suggested():
    home = {"phone": "02164381234", "address": "上海市徐汇区漕溪路100弄5号301室"}
    for one, other in (("王建国", "王建军"), ("王建国", "李秀英"), ("罗建", "罗家")):
        assert score(who(one, **home), who(other, **home)) < SUGGEST_PERCENT


def test_colleagues_with_numbers_in_a_row_are_not_suggested():
    place = {"address": "成都市武侯区天府大道286号4栋2203室", "organisations": frozenset({1})}
    one, other = who("李建峰", "13155999808", **place), who("林建峰", "13155999809", **place)
    assert score(one, other) < SUGGEST_PERCENT


def test_two_traces_beside_a_rare_name_are_almost_certain():
    one = who(phone="13912345678", email="nightowl77@163.com")
    other = who("Ouyang Wenjing", phone="13912345687", email="nightowl77@126.com")
    assert score(one, other) >= ALMOST_CERTAIN_PERCENT


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("北京市朝阳区建国路88号3栋2单元501室", Place("北京朝阳建国", "建国", ("88", "3", "2", "501"))),
        ("建国路一百零二号二栋", Place("建国", "建国", ("102", "2"))),
        ("上海市浦东新区世纪大道１００弄", Place("上海浦东新世纪大", "纪大", ("100",))),
        ("", Place("", "", ())),
    ],
)
def test_an_address_is_taken_apart(text, place):
    assert place_of(text) == place


@pytest.mark.parametrize(
    ("address", "box"),
    [
        ("li.li+x@gmail.com", "lili@gmail.com"),
        ("lili@googlemail.com", "lili@gmail.com"),
        ("li.li@163.com", "li.li@163.com"),
    ],
)
def test_a_mailbox_is_one_however_its_provider_lets_it_be_written(address, box):
    assert mailbox(address) == box


def test_names_in_pinyin():
    assert pinyin_forms("欧阳娜娜") == ("ouyangnana",)
    assert pinyin_forms("José García") == ("josegarcia", "garciajose")
    assert pinyin_forms("?") == ()


NAMES = st.sampled_from(["张伟", "張偉", "Zhang Wei", "王先生", "王建国", "欧阳文静", "Ann Lee", "?", " "])
PHONES = st.sets(st.sampled_from(["13912345678", "13912345687", "02164381234", "64381234"]), max_size=2)
PLACES = st.sampled_from([(), ("建国路88号3栋",), ("朝阳区建国路八十八号3栋",), ("没有号",)])
ANYBODY = st.builds(
    Features, name=NAMES, phones=PHONES.map(frozenset), addresses=PLACES,
    id_cards=st.sets(st.sampled_from(["A1", "A2"]), max_size=1).map(frozenset),
    emails=st.sets(st.sampled_from(["lili77@qq.com", "13912345678@139.com"]), max_size=1).map(frozenset),
)  # fmt: skip


@given(ANYBODY, ANYBODY, st.integers(0, 500), st.integers(0, 10**7))
@settings(max_examples=200, deadline=None)
def test_the_score_is_a_percentage_and_the_same_from_both_sides(one, other, namesakes, size):
    there = compare(one, other, namesakes=namesakes, size=size)
    back = compare(other, one, namesakes=namesakes, size=size)
    assert there.percent == back.percent and set(there.reasons) == set(back.reasons)
    assert 0 <= there.percent <= 100
    assert (there.percent == 100) == (SAME_ID in there.reasons)


@given(ANYBODY, ANYBODY)
@settings(max_examples=200, deadline=None)
def test_whoever_is_suggested_has_a_key_in_common(one, other):
    if compare(one, other, namesakes=2, size=10_000).percent >= SUGGEST_PERCENT:
        assert keys(one) & keys(other)


def test_every_reason_against_takes_points_away():
    assert all(POINTS[reason] < 0 for reason in AGAINST)
