"""The fields of the centre's own: each has a purpose and a level, and what stands in them fits."""

import pytest
from tests import given
from tests.domain.customers.scenarios_profile import a_customer, a_field
from tests.rows import nothing_changes

from fuwutai.domain.customers.commands import (
    note_consent,
    retire_customer_field,
    save_customer_field,
    set_custom_values,
)
from fuwutai.domain.customers.file import customer_file
from fuwutai.domain.customers.models import CustomerChange, CustomField, CustomValue
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

FIELD = {"code": "meter", "name": "电表号", "kind": "text", "purpose": "service", "level": "internal"}


def test_a_field_is_added_changed_and_retired():
    made = a_field(kind="choice", options=["一", " 二 ", "一", ""])
    assert made.options == ["一", "二"]
    told = FIELD | {"name": "水表号", "kind": "number", "level": "personal", "options": ["三"]}
    save_customer_field(actor=given.administrator(), field_id=made.pk, **told)
    made.refresh_from_db()
    assert (made.name, made.kind, made.level, made.options) == ("水表号", "choice", "personal", ["三"])
    retire_customer_field(actor=given.administrator(), field_id=made.pk)
    with pytest.raises(NotFound):
        retire_customer_field(actor=given.administrator(), field_id=made.pk)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"code": "9x"}, "code"), ({"code": "taken"}, "code"), ({"name": ""}, "name"), ({"kind": "colour"}, "kind"),
     ({"purpose": ""}, "purpose"), ({"purpose": "curiosity"}, "purpose"), ({"level": "secret"}, "level"),
     ({"kind": "choice"}, "options")],
)  # fmt: skip
def test_a_field_without_purpose_or_level_is_refused(wrong, field):
    a_field(code="taken")
    actor = given.administrator()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        save_customer_field(actor=actor, **FIELD | wrong)
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("who", [given.agent, given.supervisor])
def test_only_who_changes_the_centre_says_what_is_asked(who):
    field, actor = a_field(), who()
    with nothing_changes():
        with pytest.raises(Refused):
            save_customer_field(actor=actor, **FIELD)
        with pytest.raises(Refused):
            retire_customer_field(actor=actor, field_id=field.pk)


def a_configurator(*more: str) -> Actor:
    permissions = frozenset({"centre.edit", "customers.view", *more})
    return Actor(kind="staff", id=given.staff().pk, permissions=permissions, reach="all")


@pytest.mark.parametrize(
    ("before", "after"), [("sensitive", "personal"), ("sensitive", "public"), ("personal", "internal")]
)
def test_to_protect_a_field_less_takes_who_may_see_what_stands_in_it(before, after):
    field, customer = a_field(level=before), a_customer()
    set_custom_values(actor=given.agent(), customer_id=customer.pk, values={"meter": "保密内容"})
    told = FIELD | {"field_id": field.pk, "level": after}
    with nothing_changes(), pytest.raises(Invalid) as refused:
        save_customer_field(actor=a_configurator(), **told)
    assert set(refused.value.fields) == {"level"}
    save_customer_field(actor=a_configurator("customers.reveal"), **told)
    entry = JournalEntry.objects.get(code="customers.field_saved", data__lowered_from=before)
    assert (entry.actor_id, entry.data["level"]) == (given.staff().pk, after)


def test_to_protect_a_field_more_or_as_before_takes_no_more_than_to_change_it():
    field = a_field(level="internal")
    for level in ("internal", "personal", "sensitive"):
        save_customer_field(actor=a_configurator(), field_id=field.pk, **FIELD | {"level": level})
    assert CustomField.objects.get().level == "sensitive"
    assert not JournalEntry.objects.filter(code="customers.field_saved").exclude(data__lowered_from="").exists()


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [("text", "任何", "长" * 501), ("number", "-3.5", "三"), ("date", "2026-03-09", "9.3.2026"), ("choice", "一", "三"),
     ("yes_no", "yes", "maybe"), ("number", "12", "1e5"), ("date", "2026-12-31", "20261231")],
)  # fmt: skip
def test_a_value_fits_the_kind_of_its_field(kind, good, bad):
    a_field(kind=kind, options=["一", "二"])
    there = {"actor": given.agent(), "customer_id": a_customer().pk}
    set_custom_values(**there, values={"meter": good})
    assert CustomValue.objects.get().value == good
    with nothing_changes(), pytest.raises(Invalid) as refused:
        set_custom_values(**there, values={"meter": bad})
    assert set(refused.value.fields) == {"meter"}


def test_what_is_not_named_stays_what_is_empty_goes_and_each_change_is_kept():
    a_field()
    a_field(code="gate", name="门禁")
    there = {"actor": given.agent(), "customer_id": a_customer().pk}
    set_custom_values(**there, values={"meter": "1", "gate": "2"})
    set_custom_values(**there, values={"gate": ""})
    assert {one.field.code: one.value for one in CustomValue.objects.select_related("field")} == {"meter": "1"}
    assert list(CustomerChange.objects.order_by("pk").values_list("field", flat=True)) == [
        "custom.meter", "custom.gate", "custom.gate",
    ]  # fmt: skip
    with nothing_changes():
        set_custom_values(**there, values={"meter": " 1 "})
    assert "1" not in str(JournalEntry.objects.filter(code="customers.custom_values_changed").first().data["fields"])


@pytest.mark.parametrize("code", ["unknown", "retired"])
def test_a_field_that_is_not_asked_for_takes_nothing(code):
    retire_customer_field(actor=given.administrator(), field_id=a_field(code="retired").pk)
    there = {"actor": given.agent(), "customer_id": a_customer().pk}
    with nothing_changes(), pytest.raises(Invalid) as refused:
        set_custom_values(**there, values={code: "1"})
    assert set(refused.value.fields) == {code}


def test_what_serves_more_than_the_service_is_kept_only_of_who_agreed_to_that():
    a_field(purpose="marketing")
    there = {"actor": given.agent(), "customer_id": a_customer().pk}
    note_consent(**there, purpose="survey", given=True, how="phone")
    with nothing_changes(), pytest.raises(Invalid) as refused:
        set_custom_values(**there, values={"meter": "1"})
    assert set(refused.value.fields) == {"meter"}
    note_consent(**there, purpose="marketing", given=True, how="phone")
    set_custom_values(**there, values={"meter": "1"})
    assert CustomValue.objects.exists()


@pytest.mark.proves("S3-5.1-7")
@pytest.mark.parametrize(
    ("level", "shown"),
    [("public", "8800123456"), ("internal", "8800123456"), ("personal", "8800123456"), ("sensitive", "8********6")],
)
def test_the_level_says_whether_a_value_is_masked(level, shown):
    a_field(level=level)
    there = {"actor": given.agent(), "customer_id": a_customer().pk}
    set_custom_values(**there, values={"meter": "8800123456"})
    (line,) = customer_file(**there).values
    assert (line.value, line.is_masked) == (shown, level == "sensitive")


def test_a_field_that_is_retired_is_not_shown():
    field = a_field()
    there = {"actor": given.agent(), "customer_id": a_customer().pk}
    set_custom_values(**there, values={"meter": "1"})
    retire_customer_field(actor=given.administrator(), field_id=field.pk)
    assert customer_file(**there).values == () and CustomField.objects.count() == 1
