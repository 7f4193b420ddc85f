"""Addresses of macros."""

from django.urls import path

from fuwutai.desk.macros import keeping, using
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("macros", keeping.macros, name="macros"),
    path("macros/new", by_method(GET=keeping.macro_new, POST=keeping.macro_new_save), name="macro_new"),
    path(
        "macros/<int:macro_id>/edit",
        by_method(GET=keeping.macro_edit, POST=keeping.macro_edit_save),
        name="macro_edit",
    ),
    path("macros/<int:macro_id>/retire", keeping.macro_retire, name="macro_retire"),
    path(
        "cases/<int:case_id>/macros",
        by_method(GET=using.case_macros, POST=using.case_macro_preview),
        name="case_macros",
    ),
    path("cases/<int:case_id>/macros/use", using.case_macro_use, name="case_macro_use"),
]
