"""How the people of the demo have set up their desk, and what they know of their customers."""

import pytest

from fuwutai.demo import load
from fuwutai.demo.cast import DEMO
from fuwutai.demo.content.beside import beside
from fuwutai.demo.furnish import furnish_desk, know_customers
from fuwutai.domain.cases.commands import open_case
from fuwutai.domain.cases.models import Macro, SavedView
from fuwutai.domain.customers.models import Customer, CustomerNote, Member
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["zh", "en"])
def language(request):
    load.open_centre(actor=DEMO, scenario=load.scenario(request.param), since=clock.now())
    return request.param


def test_views_and_macros_are_everybodys(language):
    words = beside(language)
    furnish_desk(load.scenario(language), words)
    views = SavedView.objects.filter(for_all=True).values_list("name", flat=True)
    macros = Macro.objects.filter(owner=None, team=None).values_list("name", flat=True)
    assert set(views) == {one.name for one in words.views} and set(macros) == {one.name for one in words.macros}


def test_only_customers_who_are_there_are_known(language):
    told = load.scenario(language)
    there = next(one for one in told.customers if one.key == "c02")
    open_case(actor=Actor.customer(), type="request", subject="…", body="…", channel="portal", name=there.name,
              phone=there.phone)  # fmt: skip
    know_customers(told, beside(language))
    assert CustomerNote.objects.get().pinned and not Member.objects.exists()
    assert Customer.objects.get().tier == ""
