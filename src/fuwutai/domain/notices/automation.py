"""What people who write rules are told when one went in a circle."""

from typing import cast

from fuwutai.domain.accounts.queries import staff_who_may
from fuwutai.domain.automation.events import AutomationLooped, RuleLetGoOn
from fuwutai.domain.notices.audience import who_see
from fuwutai.domain.notices.choices import LOOPED
from fuwutai.domain.notices.commands import give_notice, settle_matter
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.reactions import Recorded, react_to

NOTICES = Actor.system("notices")
MAY = "automation.edit"


@react_to(AutomationLooped, when="after_commit")
def tell_who_writes_rules(recorded: Recorded) -> None:
    """Tell who may change the rule and sees the case that the rule leaves it alone for now."""
    looped = cast(AutomationLooped, recorded.event)
    if people := who_see(looped.case_id, staff_who_may(MAY)):
        give_notice(
            actor=NOTICES, staff_ids=people, code=LOOPED, about=_about(looped), rank=recorded.entry_id or 0,
            case_id=looped.case_id, data={"rule": looped.automation_rule_id},
        )  # fmt: skip


@react_to(RuleLetGoOn, when="after_commit")
def ask_nothing_more(recorded: Recorded) -> None:
    """Let no notice wait of a rule that somebody let go on."""
    settle_matter(actor=NOTICES, staff_ids=staff_who_may(MAY), about=_about(cast(RuleLetGoOn, recorded.event)))


def _about(event: AutomationLooped | RuleLetGoOn) -> str:
    return f"automation:{event.automation_rule_id}:{event.case_id}"
