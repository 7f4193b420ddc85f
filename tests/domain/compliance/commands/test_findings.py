"""Findings are kept once, told to those who watch, and settled by somebody else with words."""

from dataclasses import replace

import pytest
from django.db import connection
from tests import given
from tests.domain.compliance.given_looks import DAY
from tests.rows import nothing_changes

from fuwutai.domain.compliance.choices import MANY_MISSES
from fuwutai.domain.compliance.commands import look_at_finding, store_findings
from fuwutai.domain.compliance.models import Finding
from fuwutai.domain.compliance.unusual import COMPLIANCE, Found
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def found(**differs) -> Found:
    said = {"kind": MANY_MISSES, "day": DAY, "staff_id": given.agent().id, "facts": {"n": 20}}
    return Found(**{**said, **differs})


def kept(**differs) -> Finding:
    return store_findings(actor=COMPLIANCE, found=[found(**differs)])[0]


def test_what_is_found_is_kept_once_and_those_who_watch_the_logs_are_told():
    made = kept()
    assert store_findings(actor=COMPLIANCE, found=[found()]) == []
    assert Finding.objects.get() == made
    notice = Notice.objects.get(code="compliance.unusual")
    assert (notice.staff_id, notice.data) == (given.administrator().id, {"day": DAY.isoformat()})
    entry = JournalEntry.objects.get(code="compliance.finding_made")
    assert entry.data == {"finding_id": made.pk, "kind": MANY_MISSES, "staff_id": given.agent().id}


def test_who_alone_is_meant_is_not_told():
    kept(staff_id=given.administrator().id)
    assert not Notice.objects.filter(code="compliance.unusual").exists()


def test_figures_follow_the_day_until_somebody_has_looked():
    made = kept()
    store_findings(actor=COMPLIANCE, found=[replace(found(), facts={"n": 31})])
    assert Finding.objects.get().facts == {"n": 31}
    look_at_finding(actor=given.administrator(), finding_id=made.pk, note="误操作")
    store_findings(actor=COMPLIANCE, found=[replace(found(), facts={"n": 45})])
    assert Finding.objects.get().facts == {"n": 31}


def test_what_came_of_it_stands_encrypted_with_person_and_moment():
    made = look_at_finding(actor=given.administrator(), finding_id=kept().pk, note=" 已与本人核实 ")
    assert (made.note, made.looked_by_id) == ("已与本人核实", given.administrator().id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM compliance_finding")
        assert "核实" not in str(cursor.fetchone()[0])
    entry = JournalEntry.objects.get(code="compliance.finding_looked_at")
    assert entry.data == {"finding_id": made.pk}


@pytest.mark.parametrize("who", [given.LIN, given.CHEN])
def test_only_who_may_look_into_the_logs_settles(who):
    made = kept()
    actor = given.actor(who)
    with nothing_changes(), pytest.raises(Refused):
        look_at_finding(actor=actor, finding_id=made.pk, note="x")


def test_nobody_settles_what_she_did_herself_or_what_is_settled_or_not_there():
    he = given.administrator()
    own, other = kept(staff_id=he.id), kept()
    look_at_finding(actor=he, finding_id=other.pk, note="x")
    with nothing_changes():
        with pytest.raises(Refused):
            look_at_finding(actor=he, finding_id=own.pk, note="x")
        with pytest.raises(Conflict):
            look_at_finding(actor=he, finding_id=other.pk, note="x")
        with pytest.raises(NotFound):
            look_at_finding(actor=he, finding_id=999_999, note="x")


@pytest.mark.parametrize("note", ["", "  ", "x" * 1_001, "a\x00b"])
def test_without_words_that_can_be_kept_nothing_is_settled(note):
    made = kept()
    he = given.administrator()
    with nothing_changes(), pytest.raises(Invalid):
        look_at_finding(actor=he, finding_id=made.pk, note=note)


def test_only_the_platform_finds():
    he, one = given.administrator(), found()
    with nothing_changes(), pytest.raises(Refused):
        store_findings(actor=he, found=[one])
