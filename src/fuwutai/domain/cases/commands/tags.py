"""Tags on cases, and the list of tags."""

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.commands._course import case_in_use
from fuwutai.domain.cases.events import CaseTagged, CaseUntagged, TagRenamed, TagRestored, TagRetired, TagsMerged
from fuwutai.domain.cases.models import Case, CaseTag, Tag
from fuwutai.domain.cases.policies import may_configure
from fuwutai.domain.cases.queries import locked_cases
from fuwutai.domain.cases.work.tags import MOST_ON_A_CASE, key_of, names_on, written_name
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused, Text
from fuwutai.kernel.jobs import enqueue

CHUNK = 500


@command(statements=12)
def tag_case(*, actor: Actor, case_id: int, names: Sequence[str]) -> Case:
    """Put tags on a case; a name that is new makes a tag, however it is typed.

    Emits: CaseTagged, nothing where all of them are there. Raises: NotFound, Refused, Conflict, Invalid.
    """
    case = case_in_use(actor, case_id, "cases.classify")
    tags = _tags_named([written_name(name) for name in names])
    there = set(CaseTag.objects.filter(case=case).values_list("tag_id", flat=True))
    new = [one for one in tags if one.pk not in there]
    if not new:
        return case
    retired_ids = _held_retired(new)
    if retired := next((one for one in new if one.pk in retired_ids), None):
        raise _wrong(_("The tag “%(name)s” is retired. Choose another one.") % {"name": retired.name})
    if len(there) + len(new) > MOST_ON_A_CASE:
        raise _wrong(_("A case has at most 20 tags. Take one off first."))
    CaseTag.objects.bulk_create([CaseTag(case=case, tag=one) for one in new])
    _keep_names(case)
    emit(CaseTagged(case_id=case.pk, tag_ids=tuple(sorted(one.pk for one in new))))
    return case


@command(statements=9)
def untag_case(*, actor: Actor, case_id: int, names: Sequence[str]) -> Case:
    """Take tags off a case. Emits: CaseUntagged, nothing where none of them is on it.

    Raises: NotFound, Refused, Conflict, Invalid.
    """
    case = case_in_use(actor, case_id, "cases.classify")
    keys = {key_of(written_name(name)) for name in names}
    found = CaseTag.objects.filter(case=case, tag__key__in=keys)
    tag_ids = sorted(found.values_list("tag_id", flat=True))
    if tag_ids:
        CaseTag.objects.filter(case=case, tag_id__in=tag_ids).delete()
        _keep_names(case)
        emit(CaseUntagged(case_id=case.pk, tag_ids=tuple(tag_ids)))
    return case


@command
def rename_tag(*, actor: Actor, tag_id: int, name: str) -> Tag:
    """Call a tag otherwise, on every case that has it; those follow one chunk after the other.

    Emits: TagRenamed. Raises: NotFound, Refused, Invalid for a name that another tag has.
    """
    tag, name = _locked_tag(actor, tag_id), written_name(name)
    if Tag.objects.filter(key=key_of(name)).exclude(pk=tag.pk).exists():
        raise _wrong(_("There is a tag of this name. Merge the two instead."), "name")
    if tag.name == name:
        return tag
    tag.name, tag.key = name, key_of(name)
    tag.save(update_fields=["name", "key"])
    emit(TagRenamed(tag_id=tag.pk))
    _follow(tag.pk, None)
    return tag


@command
def merge_tags(*, actor: Actor, tag_id: int, into_id: int) -> Tag:
    """Let every case with a tag have another one instead, and retire the tag; the cases follow chunk by chunk.

    Emits: TagsMerged. Raises: NotFound, Refused, Invalid for the tag itself or one that is retired.
    """
    tag = _locked_tag(actor, tag_id, into_id)
    into = Tag.objects.filter(pk=into_id).first()
    if into is None or into.pk == tag.pk or into.retired_at is not None:
        raise _wrong(_("Choose another tag that is in use."), "into_id")
    tag.retired_at = tag.retired_at or clock.now()
    tag.save(update_fields=["retired_at"])
    emit(TagsMerged(tag_id=tag.pk, into_id=into.pk))
    _follow(tag.pk, into.pk)
    return into


@command
def retire_tag(*, actor: Actor, tag_id: int) -> Tag:
    """Put a tag on no further case; it stays where it is. Emits: TagRetired. Raises: NotFound, Refused."""
    tag = _locked_tag(actor, tag_id)
    if tag.retired_at is None:
        tag.retired_at = clock.now()
        tag.save(update_fields=["retired_at"])
        emit(TagRetired(tag_id=tag.pk))
    return tag


@command
def restore_tag(*, actor: Actor, tag_id: int) -> Tag:
    """Offer a retired tag again. Emits: TagRestored. Raises: NotFound, Refused."""
    tag = _locked_tag(actor, tag_id)
    if tag.retired_at is not None:
        tag.retired_at = None
        tag.save(update_fields=["retired_at"])
        emit(TagRestored(tag_id=tag.pk))
    return tag


@command
def write_tags_anew(*, actor: Actor, tag_id: int, into_id: int | None = None, after: int = 0) -> int | None:
    """Let the next cases that have a tag follow its new name, or its merger into another one.

    Returns after which case to go on, None at the end. Done twice, it does no harm.
    Raises: Refused. Cost: 6 statements.
    """
    if not actor.is_system:
        raise Refused
    uses = CaseTag.objects.filter(tag_id=tag_id, case_id__gt=after).order_by("case_id")
    case_ids = list(uses.values_list("case_id", flat=True)[:CHUNK])
    cases = locked_cases(actor, case_ids)
    if into_id is not None:
        here = CaseTag.objects.filter(tag_id=tag_id, case_id__in=case_ids)
        both = list(CaseTag.objects.filter(tag_id=into_id, case_id__in=case_ids).values_list("case_id", flat=True))
        here.filter(case_id__in=both).delete()
        here.update(tag_id=into_id)
    names: dict[int, list[str]] = {case_id: [] for case_id in case_ids}
    for case_id, name in CaseTag.objects.filter(case_id__in=case_ids).values_list("case_id", "tag__name"):
        names[case_id].append(name)
    for case in cases.values():
        case.tags = sorted(names[case.pk], key=key_of)
    Case.objects.bulk_update(cases.values(), ["tags"], batch_size=CHUNK)
    return case_ids[-1] if len(case_ids) == CHUNK else None


def _tags_named(names: list[str]) -> list[Tag]:
    """Return the tags of some names, made where they are new. Cost: 1 statement, 3 where one is new."""
    wanted = {key_of(name): name for name in names}
    if not wanted:
        raise _wrong(_("Write a tag."))
    found = {one.key: one for one in Tag.objects.filter(key__in=wanted)}
    if missing := [Tag(key=key, name=name) for key, name in wanted.items() if key not in found]:
        Tag.objects.bulk_create(missing, ignore_conflicts=True)  # somebody may be faster with the same word
        found = {one.key: one for one in Tag.objects.filter(key__in=wanted)}
    return [found[key] for key in wanted]


def _held_retired(tags: Sequence[Tag]) -> set[int]:
    """Return which of some tags are retired, and let nobody retire, merge or rename one until the command ends.

    FOR SHARE: many put one tag on many cases at a time, and only who changes the tag itself waits for them.
    Cost: 1 statement on PostgreSQL, none on SQLite.
    """
    if connection.vendor != "postgresql":
        return {one.pk for one in tags if one.retired_at is not None}
    with connection.cursor() as cursor:
        ids = [one.pk for one in tags]
        cursor.execute("SELECT id, retired_at FROM cases_tag WHERE id = ANY(%s) ORDER BY id FOR SHARE", [ids])
        return {pk for pk, retired_at in cursor.fetchall() if retired_at is not None}


def _keep_names(case: Case) -> None:
    case.tags = names_on(case)
    case.save(update_fields=["tags"])


def _locked_tag(actor: Actor, tag_id: int, *others: int) -> Tag:
    """Return a tag, locked with others in the order of their ids. Raises: Refused, NotFound.

    It waits for whoever just puts it on a case: so what follows a merger finds that case too.
    """
    if not may_configure(actor):
        raise Refused
    locked = Tag.objects.select_for_update(no_key=True).filter(pk__in=(tag_id, *others)).order_by("pk")
    tag = {one.pk: one for one in locked}.get(tag_id)
    if tag is None:
        raise NotFound
    return tag


def _follow(tag_id: int, into_id: int | None) -> None:
    enqueue("cases.follow_tag", {"tag_id": tag_id, "into_id": into_id, "after": 0})


def _wrong(text: Text, field: str = "names") -> Invalid:
    return Invalid(text, fields={field: text})
