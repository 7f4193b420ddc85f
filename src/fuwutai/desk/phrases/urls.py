"""Addresses of standard phrases."""

from django.urls import path

from fuwutai.desk.methods import by_method
from fuwutai.desk.phrases import folders, keeping, using

ONE = "phrases/<int:phrase_id>"
FOLDER = "phrase-folders/<int:folder_id>"
urlpatterns = [
    path("phrases", keeping.phrases, name="phrases"),
    path("phrases/adopt", keeping.phrases_adopt, name="phrases_adopt"),
    path("phrases/new", by_method(GET=keeping.phrase_new, POST=keeping.phrase_new_save), name="phrase_new"),
    path("phrases/preview", keeping.phrase_preview, name="phrase_preview"),
    path(ONE, keeping.phrase, name="phrase"),
    path(f"{ONE}/edit", by_method(GET=keeping.phrase_edit, POST=keeping.phrase_edit_save), name="phrase_edit"),
    path(f"{ONE}/retire", keeping.phrase_retire, name="phrase_retire"),
    path(f"{ONE}/restore", keeping.phrase_restore, name="phrase_restore"),
    path(f"{ONE}/move", keeping.phrase_move, name="phrase_move"),
    path(
        f"{ONE}/versions/<int:number>/restore", keeping.phrase_version_restore, name="phrase_version_restore"
    ),
    path(
        "phrase-folders",
        by_method(GET=folders.phrase_folders, POST=folders.phrase_folder_add),
        name="phrase_folders",
    ),
    path(FOLDER, by_method(GET=folders.phrase_folder, POST=folders.phrase_folder_save), name="phrase_folder"),
    path(f"{FOLDER}/move", folders.phrase_folder_move, name="phrase_folder_move"),
    path(f"{FOLDER}/retire", folders.phrase_folder_retire, name="phrase_folder_retire"),
    path("cases/<int:case_id>/phrases", using.case_phrases, name="case_phrases"),
    path("cases/<int:case_id>/phrases/typed", using.case_phrases_typed, name="case_phrases_typed"),
]
