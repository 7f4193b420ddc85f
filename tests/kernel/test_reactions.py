import pytest

from fuwutai.kernel.events import registered_events
from fuwutai.kernel.reactions import all_reactions, react_to, react_to_all, reaction_named, reactions_to


def test_a_reaction_is_found_by_event_and_kind_in_order_of_registration(things):
    @react_to(things.Made, "things.changed", when="in_transaction")
    def first(recorded):
        """React."""

    @react_to(things.Made, when="in_transaction")
    def second(recorded):
        """React."""

    @react_to(things.Made, when="after_commit", external=True)
    def third(recorded):
        """React."""

    assert [one.name for one in reactions_to("things.made", "in_transaction")] == ["kernel.first", "kernel.second"]
    assert [one.name for one in reactions_to("things.changed", "in_transaction")] == ["kernel.first"]
    assert [(one.name, one.external) for one in reactions_to("things.made", "after_commit")] == [("kernel.third", True)]
    assert reaction_named("kernel.third", "things.made").handler is third
    assert reaction_named("kernel.third", "things.changed") is None
    assert reactions_to("things.unheard_of", "in_transaction") == []


def test_a_name_reacts_once_to_an_event(things):
    def twice(recorded):
        """React."""

    react_to(things.Made, when="in_transaction")(twice)
    with pytest.raises(TypeError, match=r"kernel\.twice to things\.made is registered twice"):
        react_to(things.Made, when="after_commit")(twice)
    with pytest.raises(TypeError, match="registered twice"):
        react_to_all(things.Made)(twice)


def test_all_reactions_are_listed_by_event_and_name(things):
    listed = [(one.event_code, one.name) for one in all_reactions()]
    assert listed == sorted(listed)


def test_every_reaction_of_the_product_listens_to_an_event_that_exists():
    assert {one.event_code for one in all_reactions()} <= registered_events().keys()
