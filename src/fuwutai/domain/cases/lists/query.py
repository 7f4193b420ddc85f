"""A query as it is understood: read from what somebody wrote, kept with codes, made a condition, said in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from fuwutai.domain.accounts.queries import visible_staff, visible_teams
from fuwutai.domain.cases.lists.field_keys import key_called, key_kept
from fuwutai.domain.cases.lists.keys import KEYS, ME, NOBODY, SPOKEN, WORDS_OF_VALUES, Key, Reader, value_of
from fuwutai.domain.cases.lists.language import Term, Unreadable, terms_of, written
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Text


@dataclass(frozen=True, slots=True)
class Query:
    """Terms whose keys and values are codes."""

    terms: tuple[Term, ...]

    @property
    def text(self) -> str:
        """Return the query as it is kept."""
        return written(self.terms)

    @property
    def moves(self) -> bool:
        """Return whether cases come and go as time passes, without anything happening to them."""
        return any(_key(one).moves for one in self.terms)

    @property
    def is_personal(self) -> bool:
        """Return whether the list holds something else for each reader."""
        return any(_key(one).personal or ME in one.values for one in self.terms)

    @property
    def is_hers(self) -> bool:
        """Return whether the list holds only what the reader works on."""
        return any(_own_work(one) for one in self.terms)

    @property
    def for_anybody(self) -> "Query":
        """Return the query without the term that it is about what the reader works on: who that is, is a place."""
        return Query(tuple(one for one in self.terms if not _own_work(one)))


def understood(actor: Actor, text: str) -> Query:
    """Return what somebody wrote as a query, with codes for keys, teams and people that the actor may name.

    Raises: Invalid at `query`, saying what is not understood and what could stand there. Cost: 1 statement for teams,
    1 for people, where they are named.
    """
    try:
        terms = terms_of(text)
    except Unreadable as problem:
        raise _refused(_unreadable(problem)) from problem
    return Query(tuple(_coded(actor, one) for one in terms))


def kept(text: str) -> Query:
    """Return a query as it was kept; what an older release knew and this one does not is left out."""
    try:
        return Query(tuple(one for one in terms_of(text) if key_kept(one.key)))
    except Unreadable:
        return Query(())


def condition_of(query: Query, reader: Reader) -> Q:
    """Return what must be so of a case for a query to hold it; nothing said = every case."""
    found = Q()
    for term in query.terms:
        said = _key(term).condition(term.sign, term.values, reader)
        found &= ~said if term.negated else said
    return found


def in_words(query: Query, names: Mapping[str, str]) -> str:
    """Return a query in the reader's language, as it could be typed. `names`: of teams and people by their codes."""
    return written([_spoken(one, names) for one in query.terms])


def names_in(actor: Actor, queries: Sequence[Query]) -> dict[str, str]:
    """Return what the teams and people that queries name are called. Cost: 1 statement for each kind that is named."""
    terms = [one for query in queries for one in query.terms]
    teams = {value for one in terms if _key(one).kind == "team" for value in one.values}
    people = {value for one in terms if _key(one).kind == "person" for value in one.values} - {ME, NOBODY}
    found: dict[str, str] = {}
    if teams:
        found |= dict(visible_teams(actor).filter(code__in=teams).values_list("code", "name"))
    if people:
        found |= dict(visible_staff(actor).filter(username__in=people).values_list("username", "display_name"))
    return found


def _key(term: Term) -> Key:
    """Return the key of a term whose key is a code."""
    return key_kept(term.key) or KEYS[term.key]


def _own_work(term: Term) -> bool:
    return term.key == "assignee" and term.values == (ME,) and not term.negated


def _coded(actor: Actor, term: Term) -> Term:
    key = key_called(term.key)
    if key is None:
        raise _refused(_("“%(key)s” is no key. Keys are, for example: %(keys)s.") % {
            "key": term.key, "keys": _some(str(one.label) for one in list(KEYS.values())[:8]),
        })  # fmt: skip
    if term.sign not in key.signs or (term.sign != ":" and len(term.values) > 1):
        raise _refused(_("“%(key)s” is followed by %(signs)s and one value.") % {
            "key": term.key, "signs": _some(key.signs),
        })  # fmt: skip
    return replace(term, key=key.code, values=tuple(_code(actor, key, value) for value in term.values), place=(0, 0))


def _code(actor: Actor, key: Key, value: str) -> str:
    plain = SPOKEN.get(value.casefold(), value.casefold())
    if key.kind == "team":
        found = visible_teams(actor).filter(Q(code=value) | Q(name=value)).values_list("code", flat=True).first()
        return found or _no_value(key, value)
    if key.kind == "person":
        if plain == ME or (plain == NOBODY and key.code in ("assignee", "responsible")):
            return plain
        named = visible_staff(actor).filter(Q(username=plain) | Q(display_name=value))
        people = list(named.values_list("username", flat=True)[:2])
        if len(people) > 1:
            raise _refused(_("Several colleagues are called “%(name)s”. Write the user name.") % {"name": value})
        return people[0] if people else _no_value(key, value)
    return value_of(key, value) or _no_value(key, value)


def _no_value(key: Key, value: str) -> str:
    """Raises: Invalid that says what could stand there."""
    known = _some(str(label) for label in list(key.codes().values())[:8])
    examples: dict[str, str] = {"span": "30m, 2h, 3d", "number": "0, 1, 2", "day": f"{known}, 2026-11-01..2026-11-30"}
    could = examples.get(key.kind, known)
    if not could:
        raise _refused(_("“%(value)s” is not known as “%(key)s”.") % {"value": value, "key": key.label})
    raise _refused(
        _("“%(value)s” is no value of “%(key)s”. It takes, for example: %(values)s.")
        % {"value": value, "key": key.label, "values": could}
    )


def _spoken(term: Term, names: Mapping[str, str]) -> Term:
    key = _key(term)
    return replace(term, key=str(key.label), values=tuple(_word(key, value, names) for value in term.values))


def _word(key: Key, value: str, names: Mapping[str, str]) -> str:
    if key.kind in ("team", "person") and value in names:
        return names[value]
    return str(key.codes().get(value) or WORDS_OF_VALUES.get(value, value))


def _some(words: Iterable[str]) -> str:
    return _(", ").join(words)


def _refused(why: Text) -> Invalid:
    return Invalid(why, fields={"query": why})


def _unreadable(problem: Unreadable) -> str:
    if problem.why == "too_long":
        return _("This query is too long. Write at most 500 characters.")
    if problem.why == "too_many":
        return _("This query has too many conditions. Write at most 30.")
    return _("“%(words)s” is no condition. Write a key, a sign and a value, like status:open or waiting>2h.") % {
        "words": problem.what
    }
