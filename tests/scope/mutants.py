"""Every read that goes by somebody's sight, and what it would be without: found in the source, written behind gates."""

import ast
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GATE = "__mutant__"
FOLLOWED = re.compile(
    r"_?visible(_\w+)?|\w*in_sight|_?locked(_\w+)?|editable_staff|listed_\w+|\w+_to_change|clocks_of_visible_cases"
    r"|sees_every_case|own_sessions|known_customers|may_(follow|see_at_work|change)"
)
"""The functions of sight: whatever has such a name and takes an actor first."""
OF_ONESELF = {"visible_notices", "visible_trials", "own_sessions"}
"""Sights that go by who asks: the platform would see nothing by them, so everything is shown instead."""
ONE_OF_ONESELF = {"visible_notice": "domain.notices.queries", "visible_trial": "domain.evidence.trials"}


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition that a test must miss: in a function, the `nth` expression `old` becomes `new`."""

    where: str
    old: str
    new: str
    nth: int = 0


def _everybody(where: str, *conditions: str) -> list[Filter]:
    return [Filter(where, one, "True") for one in conditions]


def _nobody_refused(where: str, *conditions: str) -> list[Filter]:
    return [Filter(where, one, "False") for one in conditions]


A_CASE = "domain.cases.queries.visible_cases"
A_CUSTOMER = "domain.customers.queries.visible_customers"
OF_SEEN = "belongs_to(seen)"
KNOWN = "domain.customers.queries.known_customers"
ALL_CUSTOMERS = f"visible_customers({GATE}.everybody).values('pk')"
FILTERS = [
    *_everybody(A_CASE, "actor.is_system", "actor.reach == 'all'"),
    Filter(A_CASE, "Case.objects.filter(pk__in=actor.granted('case'), customer__erased_at=None)", "Case.objects.all()"),
    *_nobody_refused(
        A_CASE, "not actor.may('cases.view') or actor.reach == 'none'", "actor.reach == 'own'",
        "actor.reach != 'team' and (not actor.may('complaints.view'))", "not may_view_restricted(actor)",
    ),
    *_everybody("domain.cases.queries.sees_every_case", "actor.is_system or (whole and may_view_restricted(actor))"),
    *_everybody("domain.cases.queries.sees_every_case", "may_view_restricted(actor)", "actor.may('complaints.view')"),
    *_everybody(A_CUSTOMER, "actor.is_system", "may_view_restricted(actor)"),
    *_nobody_refused(A_CUSTOMER, "not may_view_customers(actor) or actor.reach == 'none'", "actor.reach != 'all'"),
    Filter(A_CUSTOMER, "Customer.objects.filter(pk=actor.id or 0, merged_into=None)", "Customer.objects.all()"),
    Filter(A_CUSTOMER, "hers & Q(restricted=False)", "hers"),
    *_everybody(KNOWN, "may_view_restricted(actor)"),
    *_nobody_refused(KNOWN, "not may_view_customers(actor) or actor.reach == 'none'"),
    Filter("domain.customers.sight.in_sight", "Q(provider(actor))", "~Q(pk__in=[])"),
    *_nobody_refused("domain.customers.duplicates.visible_suggestions", "not may_merge_customers(actor)"),
    Filter("domain.customers.duplicates.visible_suggestions", "seen", ALL_CUSTOMERS),
    Filter("domain.customers.duplicates.visible_suggestions", "seen", ALL_CUSTOMERS, 1),
    *_nobody_refused("domain.customers.duplicates.visible_mergers", "not may_merge_customers(actor)"),
    Filter("domain.customers.duplicates.visible_mergers", "Q(kept__in=seen) | Q(kept__merged_into__in=seen)", "Q()"),
    *_everybody("domain.customers.organisations.visible_organisations", "may"),
    Filter("domain.customers.organisations.members_of", OF_SEEN, f"{GATE}.whatever"),
    Filter("domain.customers.file.contact_to_change", OF_SEEN, f"{GATE}.whatever"),
    Filter("domain.customers.file.membership_to_change", OF_SEEN, f"{GATE}.whatever"),
    *_nobody_refused("domain.customers.listing.field_to_change", "not may_edit_customer_fields(actor)"),
    *_everybody("domain.compliance.entries.visible_events", "may_view_audit(actor)"),
    *_everybody("domain.compliance.entries.visible_looks", "may_view_audit(actor)"),
    *_everybody("domain.compliance.findings.visible_findings", "may_view_audit(actor)"),
    *_everybody("domain.compliance.findings.chain_checks", "may_view_audit(actor)"),
    *_nobody_refused("domain.accounts.queries.tokens", "not may_edit_tokens(actor)"),
    *_everybody("domain.accounts.queries.visible_staff", "actor.is_staff or actor.is_system"),
    *_nobody_refused("domain.accounts.queries.editable_staff", "not may_edit_staff(actor)"),
    *_everybody("domain.accounts.queries.editable_staff", "actor.is_system or actor.reach == ALL"),
    *_everybody(
        "domain.accounts.queries.visible_teams", "actor.is_system or (actor.is_staff and actor.reach == 'all')"
    ),
    Filter("domain.accounts.queries.own_sessions", "_own_id(actor)", f"{GATE}.any('staff_id')"),
    *_everybody("domain.accounts.units.visible_units", "actor.is_staff or actor.is_system"),
    *_nobody_refused("domain.accounts.identities.visible_providers", "not may_edit_providers(actor)"),
    *_nobody_refused("domain.accounts.identities.provider_to_change", "not may_edit_providers(actor)"),
    *_everybody("domain.accounts.directory.listed_staff", "may_view_staff(actor)"),
    *_everybody("domain.accounts.directory.listed_teams", "may_view_staff(actor)"),
    *_nobody_refused("domain.accounts.directory.person_to_change", "is_above(actor, found)"),
    *_nobody_refused("domain.accounts.directory.may_change", "is_above(actor, staff)"),
    *_nobody_refused("domain.accounts.directory.team_to_change", "not may_edit_organisation(actor)"),
    *_nobody_refused("domain.accounts.directory.unit_to_change", "not may_edit_organisation(actor)"),
    *_nobody_refused("domain.accounts.commands.people.locked_person", "not may_edit_staff(actor)"),
    *_nobody_refused("domain.accounts.commands.people.locked_person", "is_above(actor, staff)"),
    *_everybody("domain.accounts.policies.may_end_session", "actor.is_person and session.staff_id == actor.id"),
    Filter("domain.notices.queries.visible_notices", "actor.id", f"{GATE}.any('staff_id')", 1),
    Filter("domain.notices.queries.visible_notices", "Q(case_id__isnull=True) | Q(seen__isnull=False)", "Q()"),
    Filter("domain.evidence.trials.visible_trials", "actor.id", f"{GATE}.any('asked_by_id')"),
    *_nobody_refused("domain.evidence.trials.visible_trials", "not may_read_figures(actor)"),
    Filter("domain.standards.announcements.visible_announcements", "APPROVED", f"{GATE}.any('version__state')"),
    *_nobody_refused("domain.standards.announcements.visible_announcements", "not may_read_rules(actor)"),
    *_everybody("domain.standards.announcements._announced", "row.state == APPROVED"),
    *_everybody("domain.standards.manuals.visible_versions", "may_draft(actor) or actor.is_system"),
    *_everybody("domain.imports.queries.visible_runs", "may_import(actor, kind)"),
    Filter("domain.imports.queries.visible_runs", "kind", f"{GATE}.any('kind')"),
    *_everybody("domain.imports.commands.runs.run_to_change", "may_import(actor, kind)"),
    *_everybody("live.listeners.staff_topics", "actor.may('complaints.view')", "cases.sees_every_case(actor)"),
    *_everybody("live.listeners.staff_topics", "actor.may('customers.restricted')"),
    *_everybody("live.listeners.staff_topics", "cases.visible_cases(actor).filter(pk=case_id).exists()"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one read: what stands at `start`–`end` of a file, and what else where the gate is open."""

    key: str
    read: str
    before: str
    after: str
    path: str
    start: int
    end: int
    template: str


def mutants(root: Path) -> list[Mutant]:
    """Return every mutant of the tree. Raises: LookupError for a filter that names what is not there any more."""
    trees = {path: ast.parse(path.read_bytes()) for path in sorted((root / "src/fuwutai").rglob("*.py"))}
    sights = {
        one.name for tree in trees.values() for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef) and FOLLOWED.fullmatch(one.name)
        and one.args.args and one.args.args[0].arg == "actor"
    }  # fmt: skip
    found: list[Mutant] = []
    left = set(FILTERS)
    for path, tree in trees.items():
        source = path.read_bytes()
        starts = [0]
        for line in source.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        module = ".".join(path.relative_to(root / "src/fuwutai").with_suffix("").parts)
        for name, function in _functions(tree):
            read = f"{module}.{name}"
            number = Counter[str]()
            for node, before, after, template in _changes(read, function, sights, left):
                number[before] += 1
                key = f"{read}: {before}" + (f" #{number[before]}" if number[before] > 1 else "")
                span = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
                if ast.unparse(ast.parse(b"(" + source[slice(*span)] + b")", mode="eval")) != ast.unparse(node):
                    raise LookupError(f"not where it is said to stand: {key}")
                found.append(Mutant(key, read, before, after, str(path.relative_to(root)), *span, template))
    if left:
        raise LookupError(f"not in the source: {sorted((one.where, one.old) for one in left)}")
    return found


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for one in tree.body:
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            yield one.name, one
        elif isinstance(one, ast.ClassDef):
            for method in one.body:
                if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{one.name}.{method.name}", method


def _changes(
    read: str, function: ast.AST, sights: set[str], left: set[Filter]
) -> Iterator[tuple[Any, str, str, str]]:
    """Yield the node to be replaced, what is said of it before and after, and the source with {key} and {old}."""
    for node in ast.walk(function):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if not isinstance(node, ast.Call) or name not in sights or not node.args:
            continue
        actor = ast.unparse(node.args[0])
        if "actor" not in actor.lower() or (actor.startswith("Actor.system") and "actor.is" not in actor):
            continue
        before = f"{ast.unparse(node.func)}({actor})"
        gate = f"(%s if {GATE}({{key!r}}) else {{old}})"
        if name in OF_ONESELF:
            yield node, before, "everybody's", gate % "{old}.model._default_manager.all()"
        elif name in ONE_OF_ONESELF:
            inner = f"{ONE_OF_ONESELF[name]}.{name}: {name}s(actor)"
            yield node, before, "everybody's", gate % f"{GATE}.within({inner!r}, lambda: {{old}})"
        else:
            yield node.args[0], before, f"{ast.unparse(node.func)}(the platform)", gate % f"{GATE}.everybody"
    for one in [one for one in FILTERS if one.where == read]:
        fits = [node for node in ast.walk(function) if isinstance(node, ast.expr) and ast.unparse(node) == one.old]
        fits = [node for node in fits if not isinstance(getattr(node, "ctx", ast.Load()), ast.Store)]
        if len(fits) > one.nth:
            left.discard(one)
            at = sorted(fits, key=lambda node: (node.lineno, node.col_offset))[one.nth]
            yield at, one.old, one.new.replace(f"{GATE}.", ""), f"({one.new} if {GATE}({{key!r}}) else {{old}})"


def written(source: bytes, changes: Sequence[Mutant], start: int = 0, end: int | None = None) -> bytes:
    """Return a stretch of a source with a gate around each change, those within others included."""
    out, at, end = b"", start, len(source) if end is None else end
    inside = sorted(
        (one for one in changes if start <= one.start and one.end <= end), key=lambda one: (one.start, -one.end)
    )
    while inside:
        first = inside.pop(0)
        within = [one for one in inside if one.end <= first.end]
        inside = [one for one in inside if one.end > first.end]
        old = written(source, within, first.start, first.end).decode()
        out += source[at : first.start] + first.template.format(key=first.key, old=f"({old})").encode()
        at = first.end
    return out + source[at:end]


def copied(root: Path, to: Path, found: Iterable[Mutant]) -> None:
    """Write a copy of the tree with all gates in it. Raises: SyntaxError where a change is no Python."""
    kept_away = shutil.ignore_patterns(".git", ".venv", "node_modules", "__pycache__", ".*_cache")
    shutil.copytree(root, to, ignore=kept_away, symlinks=True)
    by_path = defaultdict(list)
    for one in found:
        by_path[one.path].append(one)
    for path, changes in by_path.items():
        text = written((to / path).read_bytes(), changes)
        compile(text, path, "exec")
        (to / path).write_bytes(text)
