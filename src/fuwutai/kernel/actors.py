"""Who does something: staff, customer, system or token, with all that policies need to know."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["staff", "customer", "system", "token"]
Reach = Literal["none", "own", "team", "unit", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Carry identity and rights of one caller; commands and queries take nothing else on trust.

    `reach` says how far a staff member sees: own cases, those of the own teams, those of the teams of the own unit and
    of all units below it, or all. `team_ids` are the teams the person works in; `unit_team_ids` are those of her unit
    and below, where her reach is that.
    `token_id`: which token a program carries.
    `grants` are single things shown to a customer, as ("case", 5).
    """

    kind: Kind
    id: int | None = None
    name: str = ""
    permissions: frozenset[str] = frozenset()
    reach: Reach = "none"
    team_ids: frozenset[int] = frozenset()
    unit_id: int | None = None
    unit_team_ids: frozenset[int] = frozenset()
    token_id: int | None = None
    grants: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    def may(self, permission: str) -> bool:
        """Return whether the actor holds a permission; the system holds all."""
        return self.kind == "system" or permission in self.permissions

    def granted(self, noun: str) -> frozenset[int]:
        """Return the ids of one noun that were shown to this actor one by one."""
        return frozenset(key for granted_noun, key in self.grants if granted_noun == noun)

    @property
    def sight(self) -> frozenset[int]:
        """Return the teams whose matters the actor sees because of them; who sees everything needs none."""
        return self.team_ids | self.unit_team_ids

    @property
    def is_system(self) -> bool:
        """Return whether the platform itself acts."""
        return self.kind == "system"

    @property
    def is_staff(self) -> bool:
        """Return whether a person of the service centre acts, also through a program that carries her token."""
        return self.kind in ("staff", "token")

    @property
    def is_person(self) -> bool:
        """Return whether a person of the service centre acts herself: no token reaches what is hers alone."""
        return self.kind == "staff"

    @property
    def staff_id(self) -> int | None:
        """Return whom of the service centre to name for what is done, None for the platform and for outsiders."""
        return self.id if self.is_staff else None

    @property
    def is_customer(self) -> bool:
        """Return whether somebody from outside acts."""
        return self.kind == "customer"

    @classmethod
    def system(cls, name: str) -> "Actor":
        """Return the platform itself, acting under the name of one of its parts."""
        return cls(kind="system", name=name, reach="all")

    @classmethod
    def customer(cls, customer_id: int | None = None, case_ids: frozenset[int] = frozenset()) -> "Actor":
        """Return somebody from outside, who sees only the cases granted."""
        return cls(kind="customer", id=customer_id, grants=frozenset(("case", key) for key in case_ids))
