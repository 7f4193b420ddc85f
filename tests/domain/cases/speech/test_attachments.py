"""Files of cases as they are read."""

import pytest
from tests import given
from tests.domain.files import given_files

from fuwutai.domain.cases.commands import merge_case
from fuwutai.domain.cases.models import Attachment, Case
from fuwutai.domain.cases.speech.attachments import attachment_of, download_of_any, files_of
from fuwutai.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


def test_files_of_a_merged_case_are_opened_in_the_one_that_goes_on():
    into = given.an_open_case()
    case = given.a_case(files=[given_files.kept("光猫.png", given_files.a_picture())])
    kept = Attachment.objects.get(case=case)
    merge_case(actor=given.supervisor(), case_id=case.pk, into_id=into.pk)
    elsewhere = given.agent_elsewhere()
    Case.objects.filter(pk=into.pk).update(team=given.team("mobile"), assignee=None, responsible=None)
    assert attachment_of(elsewhere, into.pk, kept.pk) == kept and files_of(elsewhere, into.pk) == [kept]
    assert download_of_any(elsewhere, kept.pk).case_id == into.pk
    for where in (case.pk, given.an_open_case().pk):
        with pytest.raises(NotFound):
            attachment_of(elsewhere, where, kept.pk)
