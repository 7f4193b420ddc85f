"""Addresses of conflicts; a step that is refused shows its page at its own address."""

from django.urls import path

from fuwutai.desk.conflicts import deciding, listing
from fuwutai.desk.conflicts.cases import conflict_cases
from fuwutai.desk.methods import by_method

PAIR, TOPIC = "conflicts/<int:one>/<int:other>", "conflicts/known/<slug:topic>"

urlpatterns = [
    path("conflicts", listing.conflict_list, name="conflicts"),
    path("conflicts/known", listing.contradiction_list, name="contradictions"),
    path(TOPIC, by_method(GET=deciding.contradiction_page, POST=deciding.contradiction_decided), name="contradiction"),
    path(
        f"{TOPIC}/withdraw",
        by_method(GET=deciding.contradiction_page, POST=deciding.contradiction_withdrawn),
        name="contradiction_withdraw",
    ),
    path(PAIR, by_method(GET=deciding.conflict_page, POST=deciding.conflict_decided), name="conflict"),
    path(
        f"{PAIR}/withdraw",
        by_method(GET=deciding.conflict_page, POST=deciding.conflict_withdrawn),
        name="conflict_withdraw",
    ),
    path(f"{PAIR}/cases", conflict_cases, name="conflict_cases"),
]
