"""Folders of phrases: who says which there are, in which order, and that phrases outlive them."""

import pytest
from tests import given
from tests.domain.knowledge.given_phrases import folder, phrase
from tests.rows import nothing_changes

from fuwutai.domain.knowledge.choices import MOST_FOLDERS
from fuwutai.domain.knowledge.commands import move_folder, retire_folder, save_folder
from fuwutai.domain.knowledge.models import PhraseFolder
from fuwutai.domain.knowledge.queries import folder_in_use, folders
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return [one.name for one in folders(given.agent())]


def test_a_folder_is_made_behind_the_others_renamed_and_moved():
    first, second = folder("开场"), folder(" 结束 ")
    assert names() == ["开场", "结束"]
    save_folder(actor=given.supervisor(), name="结束语", folder_id=second.pk)
    move_folder(actor=given.supervisor(), folder_id=second.pk, up=True)
    assert names() == ["结束语", "开场"]
    with nothing_changes():
        move_folder(actor=given.supervisor(), folder_id=first.pk, up=False)


def test_only_who_writes_for_all_says_which_folders_there_are():
    made = folder()
    with nothing_changes():
        for attempt in (
            lambda: save_folder(actor=given.agent(), name="我的"),
            lambda: save_folder(actor=given.agent(), name="我的", folder_id=made.pk),
            lambda: move_folder(actor=given.agent(), folder_id=made.pk, up=True),
            lambda: retire_folder(actor=given.agent(), folder_id=made.pk),
        ):
            with pytest.raises(Refused):
                attempt()


@pytest.mark.parametrize("name", ["", "字" * 41, "开场与问候", "a\x00b"])
def test_a_name_that_is_missing_too_long_or_taken_is_refused(name):
    folder()
    with nothing_changes(), pytest.raises(Invalid) as caught:
        folder(name)
    assert set(caught.value.fields) == {"name"}


def test_there_are_no_more_folders_than_one_can_oversee():
    folder()
    PhraseFolder.objects.bulk_create(PhraseFolder(name=f"{n}", position=n) for n in range(MOST_FOLDERS - 1))
    with nothing_changes(), pytest.raises(Conflict):
        folder("再一个")


def test_phrases_outlive_their_folder_and_a_folder_that_is_gone_is_not_there():
    made = folder()
    mine = phrase(folder_id=made.pk)
    retire_folder(actor=given.supervisor(), folder_id=made.pk)
    mine.refresh_from_db()
    assert mine.folder_id is None and names() == []
    with pytest.raises(NotFound):
        folder_in_use(given.agent(), made.pk)
    with nothing_changes():
        for verb in (move_folder, retire_folder):
            with pytest.raises(NotFound):
                verb(actor=given.supervisor(), folder_id=made.pk, **({"up": True} if verb is move_folder else {}))
        with pytest.raises(NotFound):
            save_folder(actor=given.supervisor(), name="新", folder_id=made.pk)
    folder()  # the name is free again
