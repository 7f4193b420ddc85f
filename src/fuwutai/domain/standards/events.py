"""What happens to rules."""

from fuwutai.kernel.events import Code, Event, event


@event("standards.rule_adopted", subject="rule", starts=True)
class RuleAdopted(Event):
    """A rule row is in force from a moment on."""

    rule_id: int
    kind: Code
    clause_code: Code
    version: int


@event("standards.rule_ended", subject="rule")
class RuleEnded(Event):
    """A rule row is no longer in force."""

    rule_id: int
    kind: Code


@event("standards.rule_kept", subject="rule")
class RuleKept(Event):
    """A rule row stays in force after all: the revision that was to replace it was taken back."""

    rule_id: int
    kind: Code
