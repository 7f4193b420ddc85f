"""Who is named in a note: read from its words, refused where they cannot see the case, and kept."""

import re
from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import visible_staff
from fuwutai.domain.cases.events import ColleagueMentioned
from fuwutai.domain.cases.models import Case, Mention, Message
from fuwutai.domain.cases.speech.mentions import who_see
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import emit
from fuwutai.kernel.errors import Invalid

MOST = 20
_AT = re.compile(r"(?<![A-Za-z0-9_.+-])[@＠]")
_GOES_ON = re.compile(r"[A-Za-z0-9_-]")
Person = tuple[int, str, str]


def named_in(case: Case, body: str, mention_ids: Collection[int]) -> list[int]:
    """Return the ids of the colleagues whom a note names, by exact display or user name behind an @.

    Raises: Invalid where one of them cannot see the case, or it is not clear who is meant.
    Cost: none without an @, else 1 statement, 3 more where somebody is named.
    """
    if not mention_ids and not _AT.search(body):
        return []
    staff = visible_staff(Actor.system("cases")).filter(is_active=True)
    people: list[Person] = list(staff.values_list("pk", "display_name", "username"))
    names = {pk: name for pk, name, _username in people}
    wanted = set(mention_ids) & names.keys()
    if wanted != set(mention_ids):
        raise _wrong(_("One of the colleagues you name does not work here any more. Name somebody else."))
    for found in _AT.finditer(body):
        wanted |= _named_at(body[found.end() :].lower(), people, wanted)
    if len(wanted) > MOST:
        raise _wrong(_("Name at most %(n)s colleagues in one note.") % {"n": MOST})
    if blind := wanted - who_see(case.pk, wanted):
        who = ", ".join(sorted(names[one] for one in blind))
        problem = _("%(who)s cannot see this case, so nobody would answer. Assign the case, or leave the @ out.")
        raise _wrong(problem % {"who": who})
    return sorted(wanted)


def mention(message: Message, staff_ids: Iterable[int]) -> None:
    """Keep who is named in a note, but not whoever wrote it. Cost: 1 statement, none for nobody.

    Emits: ColleagueMentioned.
    """
    named = [one for one in staff_ids if one != message.author_id]
    if named:
        Mention.objects.bulk_create(Mention(message=message, staff_id=one) for one in named)
    for one in named:
        emit(ColleagueMentioned(case_id=message.case_id, message_id=message.pk, staff_id=one))


def _named_at(rest: str, people: list[Person], meant: Collection[int]) -> set[int]:
    """Return whose name stands at the beginning of a text, the longest one; nobody for what is no name."""
    fitting: dict[int, set[int]] = {}
    for pk, name, username in people:
        for written in (name.lower(), username.lower()):
            if rest.startswith(written) and not _goes_on(written, rest):
                fitting.setdefault(len(written), set()).add(pk)
    if not fitting:
        return set()
    called = fitting[max(fitting)]
    if len(called) > 1 and len(called & set(meant)) != 1:
        raise _wrong(_("Several colleagues are called so. Write @ and the user name of the one you mean."))
    return called if len(called) == 1 else called & set(meant)


def _goes_on(written: str, rest: str) -> bool:
    """Return whether a name in Latin letters is only the beginning of another word."""
    return bool(_GOES_ON.match(written[-1]) and _GOES_ON.match(rest[len(written) : len(written) + 1] or " "))


def _wrong(problem: object) -> Invalid:
    return Invalid(str(problem), fields={"body": str(problem)})
