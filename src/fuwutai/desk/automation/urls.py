"""Addresses of automation."""

from django.urls import path

from fuwutai.desk.automation import editing, rules, runs
from fuwutai.desk.methods import by_method

RULE = "automation/<int:rule_id>"
urlpatterns = [
    path("automation", rules.automation, name="automation"),
    path("automation/adopt", rules.adopt, name="automation_adopt"),
    path("automation/runs", runs.runs, name="automation_runs"),
    path("automation/new", by_method(GET=editing.rule_new, POST=editing.rule_new_save), name="automation_new"),
    path(RULE, rules.rule, name="automation_rule"),
    path(f"{RULE}/edit", by_method(GET=editing.rule_edit, POST=editing.rule_edit_save), name="automation_edit"),
    path(f"{RULE}/switch", rules.rule_switch, name="automation_switch"),
    path(f"{RULE}/move", rules.rule_move, name="automation_move"),
    path(f"{RULE}/retire", rules.rule_retire, name="automation_retire"),
    path(f"{RULE}/versions/<int:number>/restore", rules.rule_restore, name="automation_restore"),
    path(f"{RULE}/halts/<int:case_id>", rules.rule_let_go_on, name="automation_let_go_on"),
]
