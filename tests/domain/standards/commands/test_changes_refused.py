"""Which drafts are changed, and by whom."""

import pytest
from tests import given
from tests.domain.standards.given_manuals import (
    IN_STATE,
    a_draft,
    an_approved_version,
    refused_in,
)
from tests.rows import nothing_changes

from fuwutai.domain.standards.commands import (
    drop_proposal,
    drop_wording,
    propose_rule,
    remove_clause,
    word_clause,
)
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, NotFound, Refused

pytestmark = pytest.mark.django_db

FIRST, SECOND, LAST = "M1-1.1-1", "M1-1.1-2", "M1-2.1-1"
NEW = {"section": "1.1", "kind": "time_limit", "area": "sla"}

CHANGES = {
    "word": (word_clause, {"clause_code": FIRST, "texts": {"zh": "改"}}),
    "remove": (remove_clause, {"clause_code": SECOND}),
    "drop words": (drop_wording, {"clause_code": FIRST}),
    "propose": (
        propose_rule,
        {"action": "adopt", "kind": "sla.next_response", "clause_code": SECOND, "value": {"minutes": 5}},
    ),
    "drop proposal": (drop_proposal, {"proposal_id": 1}),
}


@pytest.mark.parametrize("state", [state for state in IN_STATE if state != "draft"])
@pytest.mark.parametrize("change", CHANGES)
def test_only_a_draft_is_changed(state, change):
    version, chen = IN_STATE[state](), given.supervisor()
    command, what = CHANGES[change]
    with nothing_changes(), pytest.raises(Conflict) as refused:
        command(actor=chen, version_id=version.pk, **what)
    assert refused.value.code == refused_in(state)


@pytest.mark.parametrize("change", CHANGES)
def test_only_who_drafts_changes_a_draft(change):
    draft, approved, lin = a_draft(), an_approved_version(), given.agent()
    command, what = CHANGES[change]
    for actor, version, refusal in (
        (lin, draft, NotFound), (lin, approved, Refused), (Actor.customer(1), approved, Refused),
    ):  # fmt: skip
        with nothing_changes(), pytest.raises(refusal):
            command(actor=actor, version_id=version.pk, **what)
