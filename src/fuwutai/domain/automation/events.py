"""What happens to rules, and to cases because of them."""

from fuwutai.kernel.events import Code, Event, event


@event("automation.rule_saved", subject="automation_rule")
class RuleSaved(Event):
    """A rule says something new from now on, or is called otherwise; `version`: which one is obeyed."""

    automation_rule_id: int
    version: int


@event("automation.rule_switched", subject="automation_rule")
class RuleSwitched(Event):
    """A rule is obeyed from now on, or no longer."""

    automation_rule_id: int
    version: int
    is_on: bool


@event("automation.rule_moved", subject="automation_rule")
class RuleMoved(Event):
    """A rule is obeyed earlier or later than others."""

    automation_rule_id: int
    position: int


@event("automation.rule_retired", subject="automation_rule")
class RuleRetired(Event):
    """A rule was taken away; what it did stays written down."""

    automation_rule_id: int


@event("automation.rules_adopted", subject="automation_rule")
class RulesAdopted(Event):
    """Rules that a manual asks for were taken over; the first of them, and how many."""

    automation_rule_id: int
    number: int


@event("automation.rule_obeyed", subject="case")
class RuleObeyed(Event):
    """The conditions of a rule matched the case, and its steps were taken; `depth`: see `Run`."""

    case_id: int
    automation_rule_id: int
    version: int
    run_id: int
    depth: int
    cause_id: int | None


@event("automation.rule_failed", subject="case")
class RuleFailed(Event):
    """The conditions of a rule matched the case, but a step was refused: none of them was taken."""

    case_id: int
    automation_rule_id: int
    version: int
    run_id: int
    problem: Code


@event("automation.looped", subject="case")
class AutomationLooped(Event):
    """A rule went in a circle in the case and leaves it alone until somebody lets it go on."""

    case_id: int
    automation_rule_id: int
    run_id: int
    problem: Code
    depth: int


@event("automation.let_go_on", subject="case")
class RuleLetGoOn(Event):
    """Somebody lets a rule act on the case again."""

    case_id: int
    automation_rule_id: int
