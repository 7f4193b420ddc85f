"""Every write of manuals and rules."""

from fuwutai.domain.standards.commands.announcing import (
    announce_version,
    confirm_reading,
    remind_readers,
    take_announcement_back,
)
from fuwutai.domain.standards.commands.approval import (
    approve_version,
    comment_version,
    recall_version,
    return_version,
    submit_version,
    withdraw_approval,
)
from fuwutai.domain.standards.commands.changes import (
    drop_proposal,
    drop_wording,
    propose_rule,
    remove_clause,
    word_clause,
)
from fuwutai.domain.standards.commands.deciding import decide_conflict, decide_topic, withdraw_decision
from fuwutai.domain.standards.commands.first_change import draft_rule_change
from fuwutai.domain.standards.commands.load import ShippedClause, load_manual
from fuwutai.domain.standards.commands.revision_cycle import ask_for_revision
from fuwutai.domain.standards.commands.roll_back import roll_back
from fuwutai.domain.standards.commands.rules import adopt_rule, end_rule, revise_rule
from fuwutai.domain.standards.commands.sheets import import_manual_draft
from fuwutai.domain.standards.commands.versions import describe_version, discard_version, draft_version

__all__ = [
    "ShippedClause",
    "adopt_rule",
    "announce_version",
    "approve_version",
    "ask_for_revision",
    "comment_version",
    "confirm_reading",
    "decide_conflict",
    "decide_topic",
    "describe_version",
    "discard_version",
    "draft_rule_change",
    "draft_version",
    "drop_proposal",
    "drop_wording",
    "end_rule",
    "import_manual_draft",
    "load_manual",
    "propose_rule",
    "recall_version",
    "remind_readers",
    "remove_clause",
    "return_version",
    "revise_rule",
    "roll_back",
    "submit_version",
    "take_announcement_back",
    "withdraw_approval",
    "withdraw_decision",
    "word_clause",
]
