"""Addresses about the course of a case."""

from django.urls import path

from fuwutai.desk.case_course import ending, snoozing, supervising, tagging, urging, watching
from fuwutai.desk.methods import by_method

CASE = "cases/<int:case_id>/"

urlpatterns = [
    path(f"{CASE}tags", by_method(GET=tagging.case_tags_page, POST=tagging.case_tags_change), name="case_tags"),
    path(f"{CASE}tags/suggest", tagging.case_tags_suggest, name="case_tags_suggest"),
    path(f"{CASE}snooze", by_method(GET=snoozing.case_snooze_page, POST=snoozing.case_snooze), name="case_snooze"),
    path(f"{CASE}wake", snoozing.case_wake, name="case_wake"),
    path(
        f"{CASE}watchers",
        by_method(GET=watching.case_watchers, POST=watching.case_add_watcher),
        name="case_watchers",
    ),
    path(f"{CASE}watch", watching.case_watch, name="case_watch"),
    path(f"{CASE}unwatch", watching.case_unwatch, name="case_unwatch"),
    path(f"{CASE}urges", urging.case_urges, name="case_urges"),
    path(f"{CASE}urge", urging.case_urge, name="case_urge"),
    path(
        f"{CASE}supervise",
        by_method(GET=supervising.case_supervise_page, POST=supervising.case_supervise),
        name="case_supervise",
    ),
    path(f"{CASE}supervision", supervising.case_supervision, name="case_supervision"),
    path(f"{CASE}supervision/report", supervising.case_report, name="case_report"),
    path(f"{CASE}supervision/return", supervising.case_return, name="case_return"),
    path(f"{CASE}supervision/end", supervising.case_end_supervision, name="case_end_supervision"),
    path(f"{CASE}redo", by_method(GET=ending.case_redo_page, POST=ending.case_redo), name="case_redo"),
    path(f"{CASE}record", ending.case_record, name="case_record"),
    path(f"{CASE}archive", ending.case_archive, name="case_archive"),
    path(f"{CASE}restore", ending.case_restore, name="case_restore"),
]
