"""What the sheets of a manual would change in it: each row that differs as a step, or refused with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from json import dumps
from typing import Any

from django.utils.translation import gettext as _

from fuwutai.domain.standards import manuals, registry
from fuwutai.domain.standards.choices import ADOPT, AREAS, CLAUSE_KINDS, END, REVISE
from fuwutai.domain.standards.commands._clauses import check_clause, says, wanted_clause
from fuwutai.domain.standards.commands.rules import check_rule
from fuwutai.domain.standards.manuals import Wording
from fuwutai.domain.standards.models import Manual, ManualVersion
from fuwutai.domain.standards.record import figures_of
from fuwutai.domain.standards.rule_kinds import DECISION, PACK_IN_USE
from fuwutai.domain.standards.sheets import CLAUSES, FIGURES, Row, Sheets, codes_by_name, parts_of, value_in
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Text

WORD, REMOVE = "word", "remove"
CLAUSE_CHOICES: Mapping[str, Mapping[str, Text]] = {"kind": CLAUSE_KINDS, "area": AREAS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change that a row asks for: to word or remove a clause, to adopt, revise or end a figure.

    `given`: what the command behind it takes; `clause_code` "" = of no clause.
    """

    row: int
    action: str
    clause_code: str
    is_new: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that cannot be taken, and why in words. `sheet` is clauses or figures."""

    sheet: str
    row: int
    reason: str


@dataclass(slots=True)
class Plan:
    """The steps in the order in which they can be taken, what is refused, and how many rows say what is there."""

    steps: list[Step] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    unchanged: int = 0


class _RowProblem(Exception):
    pass


def plan_import(actor: Actor, manual_code: str, sheets: Sheets) -> Plan:
    """Return what the sheets would change against what is in force; a row that is not in the file changes nothing.

    Raises: Refused, NotFound. Cost: 3 statements, and 1 for each clause that is new.
    """
    manual = Manual.objects.filter(code=manual_code).first()
    if manual is None:
        raise NotFound
    present = {one.code: one for one in manuals.wordings(actor, manual_code=manual_code)}
    return _Planner(manual, present).plan(sheets)


class _Planner:
    def __init__(self, manual: Manual, present: Mapping[str, Wording]) -> None:
        self.manual, self.present = manual, present
        self.rules = {row.pk: row for row in figures_of(manual)}
        self.titles = {one.code: one.title for one in registry.kinds() if one.code not in (DECISION, PACK_IN_USE)}
        self.codes = {name: codes_by_name(choices) for name, choices in CLAUSE_CHOICES.items()}
        self.kinds = codes_by_name(self.titles)
        self.in_force: dict[str, list[Any]] = {}
        for row in self.rules.values():
            if row.valid_to is None:
                self.in_force.setdefault(_key(row.kind, row.clause_code, row.scope), []).append(row.value)
        self.adopted: set[str] = set()
        self.new: set[str] = set()
        self.gone: set[str] = set()
        self.found = Plan()

    def plan(self, sheets: Sheets) -> Plan:
        seen: set[str] = set()
        removals: list[Step] = []
        for number, row in sheets.clauses:
            self._try(CLAUSES, number, row, seen, removals)
        figures: set[str] = set()
        for number, row in sheets.figures:
            self._try(FIGURES, number, row, figures, removals)
        self.found.steps += removals  # last: what moves off a clause has moved by then
        return self.found

    def _try(self, sheet: str, number: int, row: Row, seen: set[str], removals: list[Step]) -> None:
        try:
            step = self._clause(number, row, seen) if sheet == CLAUSES else self._figure(number, row, seen)
        except _RowProblem as problem:
            self.found.rejects.append(Reject(sheet=sheet, row=number, reason=str(problem)))
        except Invalid as problem:
            told = ", ".join(dict.fromkeys(map(str, problem.fields.values()))) or str(problem.message)
            self.found.rejects.append(Reject(sheet=sheet, row=number, reason=told))
        else:
            if step is None:
                self.found.unchanged += 1
            else:
                (removals if step.action == REMOVE else self.found.steps).append(step)

    def _clause(self, number: int, row: Row, seen: set[str]) -> Step | None:
        code = row.get("code", "")
        if not code:
            raise _RowProblem(_("The row names no clause. Write its number in the first column."))
        if code in seen:
            raise _RowProblem(_("The clause %(code)s stands in the file twice. Keep one of the rows.") % {"code": code})
        seen.add(code)
        former = self.present.get(code)
        if row.get("remove"):
            if former is None:
                raise _RowProblem(_("The clause %(code)s is not in force, so it cannot be removed.") % {"code": code})
            self.gone.add(code)
            return Step(row=number, action=REMOVE, clause_code=code)
        given: dict[str, Any] = {name: row[name] for name in ("section", "numbers") if name in row}
        for name, codes in self.codes.items():
            if said := row.get(name, "").strip():
                given[name] = codes.get(said, said)
        texts = {language: row[language] for language in ("zh", "en") if language in row}
        wanted = wanted_clause(former, texts, **given)
        check_clause(ManualVersion(manual=self.manual), code, wanted, is_new=former is None)
        if former is not None and says(former) == wanted:
            return None
        if former is None:
            self.new.add(code)
        given["texts"] = texts
        return Step(row=number, action=WORD, clause_code=code, is_new=former is None, given=given)

    def _figure(self, number: int, row: Row, seen: set[str]) -> Step | None:
        named = row.get("rule", "")
        if not named:
            return self._new_figure(number, row)
        rule = self.rules.get(int(named)) if named.isascii() and named.isdigit() and len(named) < 12 else None
        if rule is None:
            raise _RowProblem(
                _("The manual has no figure %(id)s. Leave the number empty for a new one.") % {"id": named}
            )
        if named in seen:
            raise _RowProblem(_("The figure %(id)s stands in the file twice. Keep one of the rows.") % {"id": named})
        seen.add(named)
        if rule.valid_to is not None:
            raise _RowProblem(_("This figure has changed since the export. Export the manual anew."))
        if row.get("remove"):
            return Step(row=number, action=END, clause_code=rule.clause_code, given={"rule_id": rule.pk})
        scope, value = self._said(rule.kind, row)
        clause = row.get("clause") or rule.clause_code
        check_rule(rule.kind, scope, value, clause)
        if clause != rule.clause_code:
            self._check_clause(clause)
        same = registry.convert(rule.kind, value) == registry.convert(rule.kind, rule.value)
        if same and (scope, clause) == (rule.scope, rule.clause_code):
            return None
        given = {"rule_id": rule.pk, "scope": scope, "value": value, "clause_code": clause}
        return Step(row=number, action=REVISE, clause_code=clause, given=given)

    def _new_figure(self, number: int, row: Row) -> Step | None:
        kind = self.kinds.get(row.get("kind", "").strip(), "")
        if not kind:
            raise _RowProblem(
                _("“%(kind)s” is no kind of figure. Write one as the export does.") % {"kind": row.get("kind", "")}
            )
        scope, value = self._said(kind, row)
        clause = row.get("clause", "")
        check_rule(kind, scope, value, clause)
        self._check_clause(clause)
        meant = registry.convert(kind, value)
        there = self.in_force.get(_key(kind, clause, scope), ())
        if any(registry.convert(kind, value) == meant for value in there):
            return None
        given = {"kind": kind, "scope": scope, "value": value, "clause_code": clause}
        if (same := _key(kind, clause, scope, value)) in self.adopted:
            raise _RowProblem(_("This figure stands in the file twice. Keep one of the rows."))
        self.adopted.add(same)
        return Step(row=number, action=ADOPT, clause_code=clause, is_new=True, given=given)

    def _said(self, kind: str, row: Row) -> tuple[dict[str, str], dict[str, Any]]:
        try:
            return parts_of(row.get("scope", "")), value_in(kind, row.get("value", ""))
        except ValueError as problem:
            known = ", ".join(registry.kind(kind).value_type.__struct_fields__)
            raise _RowProblem(
                _("The value “%(value)s” of “%(kind)s” is not understood. It may name: %(known)s.")
                % {"value": row.get("value", ""), "kind": registry.kind(kind).title, "known": known}
            ) from problem

    def _check_clause(self, clause: str) -> None:
        if clause in self.gone or (clause not in self.present and clause not in self.new):
            raise _RowProblem(
                _("The clause “%(code)s” is not in the manual. Add it in the sheet of clauses, or name another one.")
                % {"code": clause}
            )


def _key(*parts: Any) -> str:
    """Return the same text for parts that say the same, by which they are found among thousands."""
    return dumps(parts, sort_keys=True)
