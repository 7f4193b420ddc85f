"""Who may take in the cases and customers of other systems."""

from fuwutai.domain.imports.choices import CASES, CUSTOMERS
from fuwutai.kernel.actors import Actor

PERMISSIONS = {CASES: "cases.import", CUSTOMERS: "customers.import"}


def may_import(actor: Actor, kind: str = CASES) -> bool:
    """Return whether an actor may start, stop and look at imports of a kind."""
    return actor.may(PERMISSIONS[kind])
