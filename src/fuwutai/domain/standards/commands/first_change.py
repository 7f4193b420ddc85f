"""Begin a draft with its first change, or not at all."""

from collections.abc import Mapping
from typing import Any

from fuwutai.domain.standards.commands.changes import propose_rule
from fuwutai.domain.standards.commands.versions import draft_version
from fuwutai.domain.standards.models import Proposal
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command


@command
def draft_rule_change(
    *,
    actor: Actor,
    manual_code: str,
    title: str,
    reason: str,
    action: str,
    rule_id: int | None = None,
    kind: str = "",
    clause_code: str = "",
    scope: Mapping[str, str] | None = None,
    value: Mapping[str, Any] | None = None,
) -> Proposal:
    """Begin a new version of a manual with the change of one figure; where that is refused there is no version either.

    Emits: VersionDrafted, VersionChanged. Raises: as `draft_version` and `propose_rule`.
    """
    version = draft_version(actor=actor, manual_code=manual_code, title=title, reason=reason)
    return propose_rule(
        actor=actor,
        version_id=version.pk,
        action=action,
        rule_id=rule_id,
        kind=kind,
        clause_code=clause_code,
        scope=scope,
        value=value,
    )
