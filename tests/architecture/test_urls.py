"""Every address says who may open it and what it may cost."""

from fuwutai.cli.reference_pages import addresses
from fuwutai.domain.accounts.queries import all_permissions

FOR_EVERYBODY = ("public", "staff")


def test_every_address_declares_who_may_open_it():
    known = {*FOR_EVERYBODY, *all_permissions()}
    found = list(addresses())
    assert found
    undeclared = [address for address, _name, view in found if getattr(view, "permission", None) not in known]
    assert undeclared == []


def test_every_address_declares_a_budget_of_statements():
    undeclared = [
        address for address, _name, view in addresses() if not isinstance(getattr(view, "statements", None), int)
    ]
    assert undeclared == []


def test_the_desk_is_open_to_strangers_only_where_they_sign_in():
    open_pages = {
        name for address, name, view in addresses() if address.startswith("/desk/") and view.permission == "public"
    }
    assert open_pages == {
        "desk:sign_in", "desk:sign_in_back", "desk:sign_in_code", "desk:sign_in_link", "desk:sign_in_with",
    }  # fmt: skip
