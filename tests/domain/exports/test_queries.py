"""An export is seen by whoever asked for it, and by nobody else."""

import pytest
from tests import given
from tests.domain.exports.given_exports import an_export, work

from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.exports.queries import batches, exports_page, own_export
from fuwutai.domain.sla.exports import exported
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


def test_one_sees_ones_own_exports_the_newest_first_and_nobody_elses():
    given.a_case()
    first, second = (an_export(given.supervisor()) for _nth in range(2))
    assert [run.pk for run in exports_page(given.supervisor(), None).rows] == [second.pk, first.pk]
    for other in (given.administrator(), given.agent(), Actor.system("exports"), Actor.customer()):
        assert exports_page(other, None).rows == []
        with pytest.raises(NotFound):
            own_export(other, first.pk)


def test_a_finished_file_has_the_rows_that_the_list_has():
    for _nth in range(3):
        given.an_open_case()
    boss = given.supervisor()
    run = an_export(boss)
    work()
    assert [*batches(run)] == [*exported(visible_cases(boss), full=False)]
