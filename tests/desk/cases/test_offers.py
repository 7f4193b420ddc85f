"""What a case offers: each key on the keyboard means one thing."""

import pytest
from tests import given

from fuwutai.desk.cases.offers import offers_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("made", [given.an_open_case, given.a_resolved_case, given.a_closed_case])
def test_no_two_offers_of_a_menu_answer_the_same_key(made):
    case = made()
    for menu, offers in offers_for(given.administrator(), case).items():
        keys = [one["key"] for one in offers if one["key"]]
        assert len(keys) == len(set(keys)), (menu, keys)
