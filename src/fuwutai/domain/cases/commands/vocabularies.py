"""Change the lists by which a centre sorts its cases."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import CATEGORY_TERM, CAUSE_GROUPS, CAUSE_TERM, SHIPPED_TERMS, VOCABULARIES
from fuwutai.domain.cases.events import TermRestored, TermRetired, TermsAdopted, TermSaved, TermsOrdered
from fuwutai.domain.cases.models import Term
from fuwutai.domain.cases.policies import may_adopt_terms, may_configure_cases
from fuwutai.domain.cases.vocabularies import BETWEEN, forget_terms, parent_code
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code
from fuwutai.kernel.text import storable

MAX_TERM_NAME, MAX_TERM_CODE = 80, 60
LANGUAGES = ("zh-hans", "en")

_PART = re.compile(r"[a-z0-9][a-z0-9_-]*")
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedTerm:
    """A term that a pack brings; what it is called stands in `choices`."""

    vocabulary: str
    code: str
    group: str = ""


@command(statements=6)
def save_term(
    *,
    actor: Actor,
    vocabulary: str = "",
    name: str,
    code: str = "",
    under: str = "",
    group: str = "",
    term_id: int | None = None,
) -> Term:
    """Add a term to a list, or with `term_id` give one another name and, for a cause, another group.

    `under`: the code of the wider term. Without a code one is made from the name; a code never changes afterwards.
    A name as it is shipped is none: it goes on following the reader's language.
    Emits: TermSaved, nothing where nothing changed. Raises: Refused, NotFound, Invalid naming each wrong field.
    Source: S0-2.3-2, S0-5.3-3.
    """
    _check(actor)
    if term_id is not None:
        term, rows = _locked(term_id)
        return _renamed(term, rows, name.strip(), group)
    if vocabulary not in VOCABULARIES:
        raise NotFound
    rows = _rows(vocabulary)
    new = Term(vocabulary=vocabulary, group=group)
    wrong: dict[str, Text] = {}
    new.code = _new_code(code.strip(), name.strip(), under, {row.code: row for row in rows}, vocabulary, wrong)
    new.name = _own_name(vocabulary, new.code, name)
    wrong |= _wrong_words(new, rows)
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    new.position = max((row.position for row in rows), default=-1) + 1
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as problem:  # a colleague added it at the same moment
        raise Invalid(_("Some answers are missing or wrong."), fields={"code": TAKEN}) from problem
    _saved(new, is_new=True)
    return new


@command(statements=6)
def retire_term(*, actor: Actor, term_id: int, instead: str = "") -> Term:
    """Let new cases take a term no more, but what is named instead; cases that have it keep it.

    Emits: TermRetired, nothing where it is retired already with the same instead.
    Raises: Refused, NotFound, Invalid, Conflict for a term with narrower ones that are not retired.
    """
    _check(actor)
    term, rows = _locked(term_id)
    below = [row for row in rows if row.retired_at is None and row.code.startswith(f"{term.code}.")]
    if below:
        raise Conflict(
            _("Narrower terms are still in use, “%(name)s” for one. Retire these first.") % {"name": _label(below[0])},
            code="has_narrower",
        )
    replacement = next((row for row in rows if row.code == instead), None)
    if instead and (replacement is None or replacement.retired_at is not None or replacement.pk == term.pk):
        problem = _("Choose another term of this list that is in use, or none.")
        raise Invalid(problem, fields={"instead": problem})
    if term.retired_at is not None and term.instead == instead:
        return term
    term.retired_at, term.instead = term.retired_at or clock.now(), instead
    term.save(update_fields=["retired_at", "instead"])
    _forget()
    emit(
        TermRetired(
            term_id=term.pk, vocabulary=Code(term.vocabulary), term=Code(term.code), instead=Code(instead)
        )
    )
    return term


@command(statements=6)
def restore_term(*, actor: Actor, term_id: int) -> Term:
    """Let new cases take a retired term again.

    Emits: TermRestored, nothing where it is in use. Raises: Refused, NotFound, Conflict below a retired term, or where
    another one in use is called the same.
    """
    _check(actor)
    term, rows = _locked(term_id)
    if term.retired_at is None:
        return term
    above = _above(term.code, {row.code: row for row in rows})
    if above is not None and above.retired_at is not None:
        raise Conflict(
            _("“%(name)s”, to which it belongs, is retired. Bring that one back first.") % {"name": _label(above)},
            code="wider_retired",
        )
    if _is_called_like_another(term, rows):
        raise Conflict(
            _("Another term in use has the same name. Rename one of the two first."), code="name_taken"
        )
    term.retired_at, term.instead = None, ""
    term.save(update_fields=["retired_at", "instead"])
    _forget()
    emit(TermRestored(term_id=term.pk, vocabulary=Code(term.vocabulary), term=Code(term.code)))
    return term


@command(statements=5)
def order_terms(*, actor: Actor, vocabulary: str, term_ids: Sequence[int]) -> None:
    """Put terms that stand side by side into an order; those of them that are not named come after.

    Emits: TermsOrdered, nothing where they stand so already. Raises: Refused, Invalid for terms that do not stand side
    by side.
    """
    _check(actor)
    rows = _rows(vocabulary)
    by_id, by_code = {row.pk: row for row in rows}, {row.code: row for row in rows}
    named = [by_id[pk] for pk in dict.fromkeys(term_ids) if pk in by_id]
    places = {_place(row.code, by_code) for row in named}
    if len(places) != 1 or len(named) != len(term_ids):
        raise Invalid(_("Only terms that stand side by side can be put in order. Reload the page."), code="not_beside")
    beside = [row for row in rows if _place(row.code, by_code) in places]
    wanted = [*named, *(row for row in beside if row not in named)]
    moved = []
    for position, row in enumerate(wanted):
        if row.position != position:
            row.position = position
            moved.append(row)
    if wanted == beside:
        return
    Term.objects.bulk_update(moved, ["position"])
    _forget()
    emit(TermsOrdered(term_id=wanted[0].pk, vocabulary=Code(vocabulary)))


@command
def adopt_terms(*, actor: Actor, terms: Iterable[ShippedTerm]) -> int:
    """Add what a pack ships and the lists have not yet, and return how much that was; nothing there is changed.

    Emits: TermsAdopted, nothing where all was there. Raises: Refused.
    """
    if not may_adopt_terms(actor):
        raise Refused
    known = {(row.vocabulary, row.code): row for row in Term.objects.select_for_update(no_key=True).order_by("pk")}
    last = dict.fromkeys(VOCABULARIES, -1)
    for row in known.values():
        last[row.vocabulary] = max(last.get(row.vocabulary, -1), row.position)
    new: dict[tuple[str, str], Term] = {}
    for one in terms:
        key = (one.vocabulary, one.code)
        if key not in known and key not in new:
            last[one.vocabulary] += 1
            new[key] = Term(
                vocabulary=one.vocabulary, code=one.code, group=one.group, position=last[one.vocabulary]
            )
    if new:
        made = Term.objects.bulk_create(new.values())
        _forget()
        emit(TermsAdopted(term_id=made[0].pk, number=len(made)))
    return len(new)


TAKEN = _("This code is taken. Choose another one.")


def _check(actor: Actor) -> None:
    if not may_configure_cases(actor):
        raise Refused


def _rows(vocabulary: str) -> list[Term]:
    """Return the terms of a list, locked, in their order. Cost: 1 statement."""
    rows = Term.objects.filter(vocabulary=vocabulary).select_for_update(no_key=True)
    return list(rows.order_by("position", "pk"))


def _locked(term_id: int) -> tuple[Term, list[Term]]:
    """Return a term with all of its list, locked. Raises: NotFound. Cost: 2 statements."""
    vocabulary = Term.objects.filter(pk=term_id).values_list("vocabulary", flat=True).first()
    rows = _rows(vocabulary) if vocabulary else []
    term = next((row for row in rows if row.pk == term_id), None)
    if term is None:
        raise NotFound
    return term, rows


def _renamed(term: Term, rows: Sequence[Term], name: str, group: str) -> Term:
    before = (term.name, term.group)
    term.name, term.group = _own_name(term.vocabulary, term.code, name), group
    if wrong := _wrong_words(term, rows):
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    if (term.name, term.group) != before:
        term.save(update_fields=["name", "group"])
        _saved(term, is_new=False)
    return term


def _saved(term: Term, *, is_new: bool) -> None:
    _forget()
    emit(TermSaved(term_id=term.pk, vocabulary=Code(term.vocabulary), term=Code(term.code), is_new=is_new))


def _forget() -> None:
    transaction.on_commit(forget_terms)
    forget_terms()


def _new_code(
    said: str, name: str, under: str, known: Mapping[str, Term], vocabulary: str, wrong: dict[str, Text]
) -> str:
    """Return the code of a new term, as said or made from its name; what is wrong with it goes into `wrong`."""
    before = f"{under}." if under else ""
    if under and (vocabulary != CATEGORY_TERM or under not in known or known[under].retired_at is not None):
        wrong["under"] = _("Choose a wider term that is in use, or none.")
        return ""
    if not said:
        return _made_code(before, name, known)
    own = said.removeprefix(before)
    if not _PART.fullmatch(own) or len(before + own) > MAX_TERM_CODE:
        wrong["code"] = _("Use small letters, digits and dashes, 60 characters at most with what is wider.")
    elif before + own in known:
        wrong["code"] = TAKEN
    return before + own


def _made_code(before: str, name: str, known: Mapping[str, Term]) -> str:
    """Return a free code: the words of an English name; of any other one a sign that is always the same for it."""
    room = MAX_TERM_CODE - len(before) - 3
    own = _BETWEEN_WORDS.sub("_", name.casefold()).strip("_")[: max(room, 1)] if name.isascii() else ""
    own = own or f"t{sha256(name.encode()).hexdigest()[:7]}"
    return next(
        code
        for number in range(1, len(known) + 2)
        if (code := f"{before}{own}" if number == 1 else f"{before}{own}_{number}") not in known
    )


def _own_name(vocabulary: str, code: str, name: str) -> str:
    """Return how the centre itself calls a term: "" where it calls it as shipped, in whatever language."""
    return "" if name.strip() in _shipped_names(vocabulary, code) else name.strip()


def _shipped_names(vocabulary: str, code: str) -> set[str]:
    label = SHIPPED_TERMS[vocabulary].get(code)
    found = set()
    for language in LANGUAGES if label is not None else ():
        with translation.override(language):
            found.add(str(label))
    return found


def _wrong_words(term: Term, rows: Iterable[Term]) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if not term.name and term.code not in SHIPPED_TERMS[term.vocabulary]:
        wrong["name"] = _("Say what it is called.")
    elif len(term.name) > MAX_TERM_NAME or not storable(term.name) or BETWEEN in term.name:
        wrong["name"] = _("Enter a name of at most 80 characters, without “ / ”.")
    elif term.retired_at is None and _is_called_like_another(term, rows):
        wrong["name"] = _("There is a term of this name at this place already.")
    if len(term.code) > MAX_TERM_CODE:
        wrong["code"] = _("Use small letters, digits and dashes, 60 characters at most with what is wider.")
    if term.vocabulary == CAUSE_TERM and term.group not in CAUSE_GROUPS:
        wrong["group"] = _("Say whether process, system, staff or customer is at the root of it.")
    elif term.vocabulary != CAUSE_TERM and term.group:
        wrong["group"] = _("Only causes belong to a group.")
    return wrong


def _is_called_like_another(term: Term, rows: Iterable[Term]) -> bool:
    known = {row.code: row for row in rows}
    place, name = _place(term.code, known), _label(term).casefold()
    return any(
        row.pk != term.pk and row.retired_at is None and _place(row.code, known) == place
        and _label(row).casefold() == name
        for row in known.values()
    )  # fmt: skip


def _label(term: Term) -> str:
    return term.name or str(SHIPPED_TERMS[term.vocabulary].get(term.code, term.code.rpartition(".")[2]))


def _place(code: str, known: Mapping[str, Term]) -> str:
    """Return the code of the wider term below which a term stands, "" for none."""
    above = _above(code, known)
    return above.code if above is not None else ""


def _above(code: str, known: Mapping[str, Term]) -> Term | None:
    above = parent_code(code)
    while above and above not in known:
        above = parent_code(above)
    return known.get(above)
