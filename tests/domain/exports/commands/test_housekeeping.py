"""Files wait a week, and what is known of them a season."""

from datetime import timedelta

import pytest
from tests import given
from tests.budgets import budget
from tests.domain.exports.given_exports import an_export, work
from tests.rows import nothing_changes

from fuwutai.domain.exports.choices import DONE, FORGOTTEN_AFTER, KEPT_FOR, OVER, RUNNING
from fuwutai.domain.exports.commands import forget_exports, remove_old_files
from fuwutai.domain.exports.models import ExportPage, ExportRun
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused

pytestmark = pytest.mark.django_db
PLATFORM = Actor.system("exports")


def aged(run: ExportRun, age: timedelta) -> None:
    ExportRun.objects.filter(pk=run.pk).update(made_at=clock.now() - age, ended_at=clock.now() - age)


def test_a_file_goes_after_a_week_and_a_younger_one_stays():
    given.a_case()
    old, young = an_export(given.supervisor()), an_export(given.supervisor())
    work()
    aged(old, KEPT_FOR + timedelta(minutes=1))
    aged(young, KEPT_FOR - timedelta(minutes=1))
    with budget(remove_old_files):
        assert not remove_old_files(actor=PLATFORM)
    assert dict(ExportRun.objects.values_list("pk", "state")) == {old.pk: OVER, young.pk: DONE}
    assert set(ExportPage.objects.values_list("run_id", flat=True)) == {young.pk}


def test_what_is_over_is_forgotten_after_a_season_and_what_is_being_made_never():
    given.a_case()
    over, going = an_export(given.supervisor()), an_export(given.supervisor())
    ExportRun.objects.filter(pk=over.pk).update(state=OVER)
    for run in (over, going):
        aged(run, FORGOTTEN_AFTER + timedelta(days=1))
    with budget(forget_exports):
        forget_exports(actor=PLATFORM)
    assert list(ExportRun.objects.values_list("pk", "state")) == [(going.pk, RUNNING)]


def test_only_the_platform_removes_and_forgets():
    an_export(given.supervisor())
    for forbidden in (remove_old_files, forget_exports):
        with nothing_changes(), pytest.raises(Refused):
            forbidden(actor=given.administrator())
