"""Addresses of what binds cases together."""

from django.urls import path

from fuwutai.desk.case_threads import linking, merging, same, splitting
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("cases/new/same", same.case_new_same, name="case_new_same"),
    path(
        "cases/<int:case_id>/merge",
        by_method(GET=merging.case_merge_page, POST=merging.case_merge),
        name="case_merge",
    ),
    path(
        "cases/<int:case_id>/undo-merge",
        by_method(GET=merging.case_undo_merge_page, POST=merging.case_undo_merge),
        name="case_undo_merge",
    ),
    path(
        "cases/<int:case_id>/split",
        by_method(GET=splitting.case_split_page, POST=splitting.case_split),
        name="case_split",
    ),
    path("cases/<int:case_id>/undo-split", splitting.case_undo_split, name="case_undo_split"),
    path(
        "cases/<int:case_id>/link",
        by_method(GET=linking.case_link_page, POST=linking.case_link),
        name="case_link",
    ),
    path("cases/<int:case_id>/connected", linking.case_connected, name="case_connected"),
    path("cases/<int:case_id>/unlink", linking.case_unlink, name="case_unlink"),
]
