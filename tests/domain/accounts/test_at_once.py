"""Two who edit people at the same moment: somebody who may undo it is left, on either database."""

import pytest
from tests import given
from tests.domain.accounts.given_people import acting
from tests.racing import at_once

from fuwutai.domain.accounts.commands import deactivate_staff
from fuwutai.domain.accounts.models import Staff
from fuwutai.kernel.errors import Conflict

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_administrators_who_deactivate_each_other_one_is_left():
    he, second = given.administrator(), acting("administrator")
    results = at_once(
        lambda: deactivate_staff(actor=he, staff_id=second.id),
        lambda: deactivate_staff(actor=second, staff_id=he.id),
    )
    assert sum(isinstance(one, Conflict) for one in results) == 1
    assert Staff.objects.filter(role="administrator", is_active=True).count() == 1
