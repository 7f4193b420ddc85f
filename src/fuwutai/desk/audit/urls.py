"""Addresses of this room."""

from django.urls import path

from fuwutai.desk.audit import chain, entry, export, listing, unusual
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("audit", listing.audit, name="audit"),
    path("audit/export", export.audit_export, name="audit_export"),
    path("audit/chain", by_method(GET=chain.audit_chain, POST=chain.audit_chain_check), name="audit_chain"),
    path("audit/unusual", unusual.audit_unusual, name="audit_unusual"),
    path(
        "audit/unusual/<int:finding_id>",
        by_method(GET=unusual.audit_finding, POST=unusual.audit_finding_settle),
        name="audit_finding",
    ),
    path("audit/<slug:log>/<int:entry_id>", entry.audit_entry, name="audit_entry"),
]
