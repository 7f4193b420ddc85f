"""Addresses of versions and drafts; a step that is refused shows its page at its own address."""

from django.urls import path

from fuwutai.desk.drafts import acting, checking, clauses, figures, listing, sheets, version
from fuwutai.desk.drafts.version import manual_version
from fuwutai.desk.methods import by_method

V = "manual-versions/<int:version_id>"

urlpatterns = [
    path("manuals/<str:code>/versions", listing.manual_versions, name="manual_versions"),
    path(
        "manuals/<str:code>/drafts/new",
        by_method(GET=listing.draft_new, POST=listing.draft_begun),
        name="draft_new",
    ),
    path("manuals/<str:code>/export", sheets.manual_export, name="manual_export"),
    path(
        "manuals/<str:code>/import",
        by_method(GET=sheets.manual_import, POST=sheets.manual_imported),
        name="manual_import",
    ),
    path(
        "clauses/<str:code>/draft",
        by_method(GET=listing.clause_draft, POST=listing.clause_drafted),
        name="clause_draft",
    ),
    path(V, manual_version, name="manual_version"),
    path(f"{V}/changes", version.manual_version_changes, name="manual_version_changes"),
    path(f"{V}/checks", checking.manual_version_checks, name="manual_version_checks"),
    path(
        f"{V}/describe",
        by_method(GET=version.manual_version_describe, POST=version.manual_version_described),
        name="manual_version_describe",
    ),
    path(
        f"{V}/comment",
        by_method(GET=manual_version, POST=acting.manual_version_comment),
        name="manual_version_comment",
    ),
    path(f"{V}/submit", by_method(GET=manual_version, POST=acting.manual_version_submit), name="manual_version_submit"),
    path(f"{V}/return", by_method(GET=manual_version, POST=acting.manual_version_return), name="manual_version_return"),
    path(f"{V}/recall", by_method(GET=manual_version, POST=acting.manual_version_recall), name="manual_version_recall"),
    path(
        f"{V}/approve",
        by_method(GET=manual_version, POST=acting.manual_version_approve),
        name="manual_version_approve",
    ),
    path(
        f"{V}/withdraw",
        by_method(GET=manual_version, POST=acting.manual_version_withdraw),
        name="manual_version_withdraw",
    ),
    path(
        f"{V}/discard",
        by_method(GET=manual_version, POST=acting.manual_version_discard),
        name="manual_version_discard",
    ),
    path(
        f"{V}/roll-back",
        by_method(GET=acting.manual_version_roll_back, POST=acting.manual_version_rolled_back),
        name="manual_version_roll_back",
    ),
    path(f"{V}/clauses", clauses.draft_clauses, name="draft_clauses"),
    path(
        f"{V}/clauses/new",
        by_method(GET=clauses.draft_clause_new, POST=clauses.draft_clause_added),
        name="draft_clause_new",
    ),
    path(
        f"{V}/clauses/<str:code>/edit",
        by_method(GET=clauses.draft_clause, POST=clauses.draft_clause_worded),
        name="draft_clause",
    ),
    path(f"{V}/clauses/<str:code>/remove", clauses.draft_clause_remove, name="draft_clause_remove"),
    path(f"{V}/clauses/<str:code>/drop", clauses.draft_clause_drop, name="draft_clause_drop"),
    path(f"{V}/rules", figures.draft_rules, name="draft_rules"),
    path(
        f"{V}/rules/new",
        by_method(GET=figures.draft_rule_new, POST=figures.draft_rule_adopted),
        name="draft_rule_new",
    ),
    path(f"{V}/rules/preview", figures.draft_rule_preview, name="draft_rule_preview"),
    path(
        f"{V}/rules/<int:rule_id>/revise",
        by_method(GET=figures.draft_rule, POST=figures.draft_rule_revised),
        name="draft_rule",
    ),
    path(f"{V}/rules/<int:rule_id>/end", figures.draft_rule_end, name="draft_rule_end"),
    path(f"{V}/proposals/<int:proposal_id>/drop", figures.draft_proposal_drop, name="draft_proposal_drop"),
]
