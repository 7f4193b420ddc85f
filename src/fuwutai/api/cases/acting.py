"""The operations of the verbs: sight first, then the body, then the command of the desk."""

from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter, Signature
from typing import Any

from django.db.models import Model
from django.http import HttpResponse

from fuwutai.api.access import ApiRequest, View, operation
from fuwutai.api.cases.answers import Done
from fuwutai.api.cases.lists import any_team_named, person_named, team_named
from fuwutai.api.cases.verbs import VERBS, Verb
from fuwutai.api.cases.work import router
from fuwutai.api.idempotent import body_of, described, posted
from fuwutai.api.versions import IF_MATCH, as_read, tag
from fuwutai.domain.cases.commands import AskedBeside
from fuwutai.domain.cases.commands.held_replies import held_before
from fuwutai.domain.cases.queries import visible_case, visible_cases
from fuwutai.domain.cases.speech.attachments import attachment_of
from fuwutai.domain.cases.speech.conversation import message_of
from fuwutai.domain.cases.speech.side_talks import talk_beside
from fuwutai.domain.cases.work.tasks import task_of
from fuwutai.domain.cases.work.time_spent import time_of
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound
from fuwutai.kernel.masking import mask_text

STATEMENTS = 60
PEOPLE = {"assignee": "staff_id", "taker": "taker_id", "colleague": "staff_id"}
"""Who is named by a user name, and what the command calls the id."""


def _held_of(actor: Actor, case_id: int, held_id: int) -> Any:
    """Raises: NotFound."""
    held = held_before(actor, held_id)
    if held.case_id != case_id:
        raise NotFound
    return held


UNDER: dict[str, Callable[[Actor, int, int], Any]] = {
    "task_id": task_of,
    "time_id": time_of,
    "held_id": _held_of,
    "message_id": message_of,
    "attachment_id": attachment_of,
    "talk_id": talk_beside,
}
"""What stands in addresses below a case, and is looked for there before anything is said of what was sent."""
BY_ITSELF = {"task_id", "time_id", "held_id", "talk_id"}
"""What commands know by its own id alone, without that of its case."""
KEPT: dict[str, Mapping[str, str]] = {
    "case_tasks_edit": {"title": "title", "is_needed": "is_needed", "staff_id": "assignee_id", "due_at": "due_at"},
    "case_time_correct": {name: name for name in ("minutes", "activity", "note", "day")},
}
"""By verbs that change something: what stays as it is where nothing is said of it, as command and row call it."""


def carried_out(request: ApiRequest, verb: Verb, case_id: int, **named: int) -> HttpResponse:
    """Return the answer to a verb. Raises: NotFound for a case out of sight, before anything else is said of it."""
    actor = request.actor
    case = visible_case(actor, case_id)
    about = named if BY_ITSELF & named.keys() else {"case_id": case_id, **named}

    def work() -> Done:
        found = [UNDER[name](actor, case_id, named[name]) for name in verb.named if name in UNDER]
        given = _by_phone(verb) | with_ids(actor, body_of(request, verb.body))
        given |= _kept(given, KEPT.get(verb.name, {}), found)
        try:
            with as_read(request, case_id):
                made = verb.command(actor=actor, **about, **given)
        except Invalid as problem:
            problem.fields = _as_sent(verb, problem.fields)
            raise
        as_it_is = done(actor, case, made)
        if as_it_is.status is not None:
            tag(request, case_id)
        return as_it_is

    return posted(request, 200, work)


def with_ids(actor: Actor, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said with ids for codes of teams and user names. Raises: Invalid."""
    found = {name: value for name, value in said.items() if name != "team" and name not in PEOPLE}
    if "team" in said:
        found["team_id"] = team_named(actor, said["team"]) if said["team"] else None
    if code := found.pop("asked_team", None):  # also one whose cases are out of sight
        found["team_id"] = any_team_named(code)
    for name in PEOPLE.keys() & said.keys():
        found[PEOPLE[name]] = person_named(actor, said[name], name)[0] if said[name] else None
    return found


def _by_phone(verb: Verb) -> dict[str, str]:
    """Return how the customer reached us where nothing is said of it."""
    return {"channel": "phone"} if "channel" in verb.body.model_fields else {}


def _kept(given: Mapping[str, Any], names: Mapping[str, str], found: Sequence[Any]) -> dict[str, Any]:
    """Return what stays: what nothing is said of, and words that come back with the masks they were read with."""
    stays = {}
    for name, of_thing in names.items():
        now = getattr(found[0], of_thing)
        if name not in given or (isinstance(now, str) and given[name] == mask_text(now)):
            stays[name] = now
    return stays


def _as_sent(verb: Verb, wrong: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is wrong under the names that were sent, where the command calls them otherwise."""
    sent = {"team_id": "asked_team" if "asked_team" in verb.body.model_fields else "team"}
    sent |= {PEOPLE[name]: name for name in PEOPLE if name in verb.body.model_fields}
    return {sent.get(name, name): text for name, text in wrong.items()}


def done(actor: Actor, case: Any, made: object) -> Done:
    """Return a case as it is after a verb. Cost: 1 statement."""
    made = made.talk if isinstance(made, AskedBeside) else made
    made_id = made.pk if isinstance(made, Model) and (type(made), made.pk) != (type(case), case.pk) else None
    now = visible_cases(actor).select_related("team", "assignee").filter(pk=case.pk).first()
    return Done(
        id=case.pk,
        number=case.number,
        status=now.status if now else None,
        assignee=now.assignee.username if now and now.assignee else None,
        team=now.team.code if now else None,
        made_id=made_id,
    )


def _view(verb: Verb) -> View:
    def view(request: ApiRequest, **named: int) -> HttpResponse:
        return carried_out(request, verb, **named)

    parts = [("request", ApiRequest), *((name, int) for name in ("case_id", *verb.named))]
    several = [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=kind) for name, kind in parts]
    view.__signature__ = Signature(several)  # type: ignore[attr-defined]
    view.__name__, view.__doc__ = verb.name, f"{verb.summary}."
    return view


for _one in VERBS:
    _path = _one.path.replace("{", "{int:")
    router.post(
        f"/{{int:case_id}}/{_path}", response=Done, operation_id=_one.name, summary=_one.summary,
        openapi_extra=described(_one.body, IF_MATCH),
    )(operation(permission=_one.permission, statements=STATEMENTS)(_view(_one)))  # fmt: skip
