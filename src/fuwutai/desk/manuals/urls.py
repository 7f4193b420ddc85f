"""Addresses of manuals."""

from django.urls import path

from fuwutai.desk.manuals import clause, comparing, reading, searching, shelf, using
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("manuals", shelf.shelf, name="manuals"),
    path("manuals/-/use", by_method(GET=using.packs_in_use, POST=using.pack_used), name="packs_in_use"),
    path("manuals/<str:code>", reading.read_manual, name="manual"),
    path("manuals/<str:code>/compare", comparing.compare_versions, name="manual_compare"),
    path("clauses", searching.clauses, name="clauses"),
    path("clauses/-/states", searching.clause_states, name="clause_states"),
    path("clauses/<str:code>", clause.clause, name="clause"),
]
