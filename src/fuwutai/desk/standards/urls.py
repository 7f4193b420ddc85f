"""Addresses of the promises; a change that is refused shows its page at its own address."""

from django.urls import path

from fuwutai.desk.methods import by_method
from fuwutai.desk.standards import revising, views

urlpatterns = [
    path("promises", views.promises, name="promises"),
    path("promises/new", by_method(GET=revising.promise_new, POST=revising.promise_begun), name="promise_new"),
    path("promises/<int:rule_id>", views.promise, name="promise"),
    path(
        "promises/<int:rule_id>/revise",
        by_method(GET=revising.promise_revise, POST=revising.promise_revised),
        name="promise_revise",
    ),
    path("promises/<int:rule_id>/preview", revising.promise_preview, name="promise_preview"),
    path(
        "promises/<int:rule_id>/end",
        by_method(GET=revising.promise_end, POST=revising.promise_ended),
        name="promise_end",
    ),
]
