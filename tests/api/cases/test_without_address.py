"""Which commands of cases no program can give, and why: a new command gets an address, or a line here."""

import pytest

from fuwutai.api.cases.verbs import VERBS
from fuwutai.api.openapi import openapi_text
from fuwutai.domain.cases import commands
from fuwutai.kernel.command import Command

ELSEWHERE = {
    "open_case": "POST /cases",
    "reply_to_case": "POST /cases/{id}/messages",
    "add_note": "POST /cases/{id}/messages",
    "attach_file": "POST /cases/{id}/files",
    "make_side_link": "POST /cases/{id}/side-talks/{id}/link",
    "answer_side_talk": "POST /side-talks/{id}/answer",
}
BY_ITSELF = {
    "archive_old_cases", "drop_unsent_files", "end_rating", "note_promises", "note_report_due", "pass_responsibility",
    "stop_held_reply", "take_next_step", "wake_when_due",
}  # fmt: skip
"""What only the platform does."""
OF_THE_COMPOSER = {"discard_draft", "save_draft", "take_draft_over"}
"""What a person has begun to write at the desk is hers; a program sends whole words."""
OF_OUTSIDERS = {"answer_by_link"}
"""Who has the secret of a link answers on its page, without a token."""
OF_THE_CENTRE = {
    "adopt_terms", "merge_tags", "order_case_fields", "order_terms", "rename_tag", "restore_tag", "restore_term",
    "retire_case_field", "retire_checklist", "retire_tag", "retire_term", "save_case_field", "save_checklist",
    "save_term", "write_tags_anew",
}  # fmt: skip
"""What sets the centre up, and is no work on a case: no scope of a token reaches it."""
IN_BULK = {"import_histories"}
"""Whole histories come in by `fuwutai import`."""


def known() -> dict[str, Command]:
    found = {name: getattr(commands, name) for name in commands.__all__}
    return {name: one for name, one in found.items() if isinstance(one, Command)}


def test_every_command_of_cases_has_an_address_or_a_reason_for_none():
    verbs = {one.command for one in VERBS}
    spoken_for = {name for name, one in known().items() if one in verbs} | ELSEWHERE.keys()
    left = known().keys() - spoken_for
    assert left == BY_ITSELF | OF_THE_COMPOSER | OF_OUTSIDERS | OF_THE_CENTRE | IN_BULK


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_what_is_said_to_have_an_address_elsewhere_has_it(name):
    method, _space, path = ELSEWHERE[name].partition(" ")
    text = openapi_text().replace("{case_id}", "{id}").replace("{talk_id}", "{id}")
    assert method == "POST" and f'"/api/v1{path}": ' in text
