"""Addresses of this room."""

from django.urls import path

from fuwutai.desk.duplicates import by_hand, listing, mergers
from fuwutai.desk.methods import by_method

ONE, FROM = "duplicates/<int:suggestion_id>", "customers/<int:customer_id>/merge"

urlpatterns = [
    path("duplicates", listing.duplicates, name="duplicates"),
    path(ONE, listing.duplicate, name="duplicate"),
    path(f"{ONE}/merge", listing.duplicate_merge, name="duplicate_merge"),
    path(f"{ONE}/dismiss", listing.duplicate_dismiss, name="duplicate_dismiss"),
    path("duplicates/mergers", mergers.mergers, name="mergers"),
    path("duplicates/mergers/<int:merger_id>/undo", mergers.merger_undo, name="merger_undo"),
    path(FROM, by_method(GET=by_hand.customer_merge_find, POST=by_hand.customer_merge_found), name="customer_merge"),
    path(
        f"{FROM}/<int:other_id>",
        by_method(GET=by_hand.customer_merge_pair, POST=by_hand.customer_merge),
        name="customer_merge_pair",
    ),
]
