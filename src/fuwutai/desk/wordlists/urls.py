"""Addresses of the lists by which cases are sorted."""

from django.urls import path

from fuwutai.desk.methods import by_method
from fuwutai.desk.wordlists import changing, lists, priorities

TERM = "wordlists/terms/<int:term_id>"
urlpatterns = [
    path("wordlists", lists.wordlists, name="wordlists"),
    path("wordlists/priorities", priorities.priority_page, name="wordlist_priorities"),
    path(TERM, by_method(GET=changing.term, POST=changing.term_rename), name="term"),
    path(f"{TERM}/retire", by_method(GET=changing.term, POST=changing.term_retire), name="term_retire"),
    path(f"{TERM}/restore", changing.term_restore, name="term_restore"),
    path(f"{TERM}/move", changing.term_move, name="term_move"),
    path("wordlists/<str:name>", by_method(GET=lists.wordlist, POST=lists.wordlist_add), name="wordlist"),
]
