"""Addresses of the fields of the centre's own, and of filling them in."""

from django.urls import path

from fuwutai.desk.case_fields import editing, filling, intake
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("case-fields", editing.case_fields_list, name="case_fields"),
    path("case-fields/try", editing.case_fields_try, name="case_fields_try"),
    path("case-fields/explain", editing.case_field_explain, name="case_field_explain"),
    path(
        "case-fields/new", by_method(GET=editing.case_field_new, POST=editing.case_field_add), name="case_field_new"
    ),
    path(
        "case-fields/<int:field_id>",
        by_method(GET=editing.case_field_page, POST=editing.case_field_change),
        name="case_field",
    ),
    path("case-fields/<int:field_id>/move", editing.case_field_move, name="case_field_move"),
    path("case-fields/<int:field_id>/retire", editing.case_field_retire, name="case_field_retire"),
    path("cases/new/fields", intake.case_new_fields, name="case_new_fields"),
    path("cases/<int:case_id>/fields", filling.case_fields_card, name="case_fields_card"),
    path(
        "cases/<int:case_id>/fields/fill",
        by_method(GET=filling.case_fill_page, POST=filling.case_fill),
        name="case_fill",
    ),
    path("cases/<int:case_id>/fields/look", filling.case_fill_look, name="case_fill_look"),
]
