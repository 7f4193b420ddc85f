import pytest
from django.db import connection
from tests import given

from fuwutai.domain.customers import queries
from fuwutai.domain.customers.commands import recognise_customer
from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")


@pytest.fixture
def wang() -> Customer:
    return recognise_customer(actor=SYSTEM, name="王建国", phone="13912345678", email="wang@example.cn")


def test_a_card_shows_contacts_masked_the_phone_first(wang):
    card = queries.customer_card(given.agent(), wang.pk)
    assert card.name == "王建国"
    assert [kind for kind, _value in card.contacts] == ["phone", "email"]
    assert card.contacts[0][1] == "139****5678"
    assert "wang" not in card.contacts[1][1]
    assert not card.revealed


def test_a_revealed_card_shows_them_whole(wang):
    card = queries.customer_card(given.agent(), wang.pk, revealed=True)
    assert card.contacts == (("phone", "13912345678"), ("email", "wang@example.cn"))
    assert card.revealed


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (given.agent, True),
        (given.supervisor, True),
        (lambda: SYSTEM, True),
        (lambda: Actor.customer(), False),
        (lambda: Actor.customer(987_654), False),
        (lambda: Actor(kind="staff", id=1, reach="all"), False),
        (lambda: Actor(kind="token", id=1), False),
    ],
)
def test_customers_are_seen_by_those_who_serve_them(wang, who, seen):
    actor = who()
    assert queries.visible_customers(actor).exists() is seen
    assert (queries.customer_card(actor, wang.pk) is not None) is seen
    assert (queries.find_by_contact(actor, "phone", "13912345678") is not None) is seen
    assert queries.customer_names(actor, {wang.pk}) == ({wang.pk: "王建国"} if seen else {})


def test_a_customer_sees_oneself_only(wang):
    other = recognise_customer(actor=SYSTEM, name="李梅", phone="13812345678")
    me = Actor.customer(wang.pk)
    assert list(queries.visible_customers(me)) == [wang]
    assert queries.customer_card(me, other.pk) is None


def test_a_card_costs_one_statement(wang, django_assert_num_queries):
    lin = given.agent()
    with django_assert_num_queries(1):
        queries.customer_card(lin, wang.pk)


def test_a_customer_who_cannot_be_reached_any_more_has_a_card_too(wang):
    Contact.objects.all().delete()
    assert queries.customer_card(given.agent(), wang.pk).contacts == ()
    assert queries.customer_card(given.agent(), 987_654) is None


@pytest.mark.parametrize("typed", ["139 1234 5678", "+86-139-1234-5678", "０１３９１２３４５６７８", "(139)12345678"])
def test_a_customer_is_found_and_proves_to_be_one_by_the_phone_as_people_write_it(wang, typed):
    assert queries.find_by_contact(given.agent(), "phone", typed) == wang
    assert queries.contact_matches(wang.pk, "phone", typed)


@pytest.mark.parametrize("typed", ["", "5678", "13912345679", "wang@example.cn", "13912345678' OR '1'='1"])
def test_another_number_proves_nothing(wang, typed):
    assert not queries.contact_matches(wang.pk, "phone", typed)
    assert queries.find_by_contact(given.agent(), "phone", typed) is None


def test_ones_number_proves_nothing_about_another(wang):
    assert not queries.contact_matches(wang.pk + 1, "phone", "13912345678")


def test_no_name_or_contact_stands_readable_in_the_database(wang):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM customers_customer")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT kind, value, value_index FROM customers_contact")
        stored += str(cursor.fetchall())
    for plain in ("王", "建国", "139", "5678", "wang", "example"):
        assert plain not in stored


def test_names_are_masked_for_outsiders():
    assert queries.masked_name("王建国") != "王建国"
    assert queries.customer_names(SYSTEM, set()) == {}
