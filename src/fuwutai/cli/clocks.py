"""`fuwutai clocks …`: what the clocks would say, asked from outside. Each action names the function that runs it."""

import argparse
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from fuwutai.cli import clocks_recompute
from fuwutai.cli.json_lists import print_answers, read_json
from fuwutai.cli.trouble import FOUND_WRONG, Misuse
from fuwutai.cli.words import words as _
from fuwutai.domain.calendars.rules import SECONDS_PER_DAY, CalendarError, Schedule, schedule_from_json
from fuwutai.domain.calendars.working_time import WorkingTime
from fuwutai.domain.sla.replay import ReplayError, Result, replay_events, replay_timeline


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai clocks`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    replay = actions.add_parser("replay", help=_("count the clocks of histories from a file, without a database"))
    replay.add_argument("file", metavar="FILE.json", help=_("the histories; - reads standard input"))
    replay.set_defaults(act=_replay)
    recompute = actions.add_parser("recompute", help=_("count every clock anew from the journal, and compare"))
    clocks_recompute.add_arguments(recompute)
    recompute.set_defaults(act=clocks_recompute.run)


def run(args: argparse.Namespace) -> int:
    """Do what the action says and return its exit code."""
    code: int = args.act(args)
    return code


def _replay(args: argparse.Namespace) -> int:
    """Print the answers in order; return 0, or 1 if one is an error. Raises: Misuse (unusable FILE)."""
    cases = read_json(args.file)
    if not isinstance(cases, list):
        raise Misuse(_("%(file)s holds no JSON list of cases.") % {"file": args.file})
    answers = [_answer(case) for case in cases]
    print_answers(answers)
    return FOUND_WRONG if any("error" in answer for answer in answers) else 0


def _answer(case: Any) -> dict[str, Any]:
    if not isinstance(case, dict):
        return {"id": None, "error": {"code": "bad_item", "message": "A case must be an object with id and events."}}
    try:
        result = _result(case)
    except (CalendarError, ReplayError) as error:
        return {"id": case.get("id"), "error": {"code": error.code, "message": error.message}}
    return {"id": case.get("id"), "result": {key: _plain(value) for key, value in result.items()}}


def _result(case: Mapping[str, Any]) -> Result:
    if "timeline" in case:
        return replay_timeline(case, _round_the_clock())
    return replay_events(case, _working_time(json.dumps(case.get("calendar"), sort_keys=True)))


@cache
def _working_time(calendar: str) -> WorkingTime:
    """Compile a calendar; equal ones, told as equal JSON, only once."""
    return WorkingTime(schedule_from_json(json.loads(calendar)))


@cache
def _round_the_clock() -> WorkingTime:
    return WorkingTime(Schedule.of("UTC", {weekday: [(0, SECONDS_PER_DAY)] for weekday in range(7)}))


def _plain(value: datetime | int | None) -> int | str | None:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value
