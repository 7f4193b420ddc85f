"""`fuwutai worktime FILE.json`: working-time arithmetic for other programs, without a database."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from fuwutai.cli.json_lists import print_answers, read_json
from fuwutai.cli.trouble import FOUND_WRONG, Misuse
from fuwutai.cli.words import words as _
from fuwutai.domain.calendars.rules import CalendarError, parsed_date, schedule_from_json
from fuwutai.domain.calendars.working_time import WorkingTime

Answer = bool | int | str | list[list[str]]
_YEAR_OF_A_DATE = re.compile(r"\b(\d{4})-\d{2}-\d{2}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai worktime`."""
    parser.description = _("Calculate with working time: a JSON list of questions in, a list of answers out.")
    parser.add_argument("file", metavar="FILE.json", help=_("the questions; - reads standard input"))


def run(args: argparse.Namespace) -> int:
    """Print the answers in order; return 0, or 1 if one is an error. Raises: Misuse (unusable FILE)."""
    desk = _Desk()
    answers = [desk.answer(question) for question in _questions(args.file)]
    print_answers(answers)
    if desk.beyond_known_years:
        print(desk.beyond_known_years, file=sys.stderr)
    return FOUND_WRONG if any("error" in answer for answer in answers) else 0


def _questions(file: str) -> list[Any]:
    questions = read_json(file)
    if not isinstance(questions, list):
        raise Misuse(_("%(file)s holds no JSON list of questions.") % {"file": file})
    return questions


class _Desk:
    """Answers questions; equal schedules are compiled once."""

    def __init__(self) -> None:
        self.beyond_known_years = ""
        self._compiled: dict[str, WorkingTime] = {}

    def answer(self, question: Any) -> dict[str, Any]:
        if not isinstance(question, dict):
            return _refusal(None, CalendarError("bad_item", "A question must be an object with id and op."))
        try:
            result = self._result(question)
        except CalendarError as error:
            return _refusal(question.get("id"), error)
        return {"id": question.get("id"), "result": result}

    def _result(self, question: Mapping[str, Any]) -> Answer:
        op = question.get("op")
        if not isinstance(op, str) or op not in OPERATIONS:
            raise CalendarError("unknown_op", f"Operation {op!r} is unknown; use {', '.join(OPERATIONS)}.")
        given = question.get("input")
        if not isinstance(given, dict):
            raise CalendarError("bad_input", f"{op} needs an object input.")
        result = OPERATIONS[op](self._working_time(question), _Input(given))
        if "calendar" in question:
            self._note_unknown_years([given, result])
        return result

    def _working_time(self, question: Mapping[str, Any]) -> WorkingTime:
        code, schedule = question.get("calendar"), question.get("schedule")
        if code is not None and code != "cn":
            raise CalendarError("unknown_calendar", f'Calendar {code!r} is unknown; use "cn" or a schedule.')
        key = json.dumps([code, schedule], sort_keys=True)
        if key not in self._compiled:
            if code is None:
                self._compiled[key] = WorkingTime(schedule_from_json(schedule))
            else:
                from fuwutai.domain.calendars.chinese_days import chinese_schedule

                self._compiled[key] = WorkingTime(chinese_schedule())
        return self._compiled[key]

    def _note_unknown_years(self, texts: Any) -> None:
        from fuwutai.domain.calendars.chinese_days import known_years

        years = known_years()
        if any(int(year) not in years for year in _YEAR_OF_A_DATE.findall(json.dumps(texts))):
            self.beyond_known_years = _(
                "Calendar cn knows the adjusted days of %(first)s to %(last)s only; "
                "in other years its weekly hours alone count."
            ) % {"first": years[0], "last": years[-1]}


class _Input:
    """The checked fields of one question."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    def instant(self, key: str) -> datetime:
        text = self._field(key)
        if isinstance(text, str):
            try:
                return datetime.fromisoformat(text.upper())
            except ValueError:
                pass
        raise CalendarError("bad_instant", f"{key} {text!r} is no instant; write 2026-03-02T09:00:00+08:00.")

    def day(self, key: str) -> date:
        return parsed_date(self._field(key))

    def number(self, key: str) -> int:
        value = self._field(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise CalendarError("bad_input", f"{key} must be a whole number, not {value!r}.")
        return value

    def count(self, key: str) -> int:
        value = self.number(key)
        if value < 0:
            raise CalendarError("bad_input", f"{key} must not be negative.")
        return value

    def _field(self, key: str) -> Any:
        if key not in self._given:
            raise CalendarError("bad_input", f"input needs {key}.")
        return self._given[key]


def _refusal(question_id: Any, error: CalendarError) -> dict[str, Any]:
    return {"id": question_id, "error": {"code": error.code, "message": error.message}}


def _z(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


OPERATIONS: dict[str, Callable[[WorkingTime, _Input], Answer]] = {
    "add_working_seconds": lambda work, given: _z(
        work.add_working_seconds(given.instant("from"), given.number("seconds"))
    ),
    "working_seconds_between": lambda work, given: work.working_seconds_between(
        given.instant("from"), given.instant("to")
    ),
    "in_working_hours": lambda work, given: work.in_working_hours(given.instant("at")),
    "next_open_or_same": lambda work, given: _z(work.next_open_or_same(given.instant("at"))),
    "next_close": lambda work, given: _z(work.next_close(given.instant("at"))),
    "next_period_start": lambda work, given: _z(work.next_period_start(given.instant("at"))),
    "previous_open_moment": lambda work, given: _z(work.previous_open_moment(given.instant("at"))),
    "add_working_days": lambda work, given: work.add_working_days(
        given.day("date"), given.number("days")
    ).isoformat(),
    "working_days_between": lambda work, given: work.working_days_between(given.day("from"), given.day("to")),
    "add_business_days_to_time": lambda work, given: _z(
        work.add_business_days_to_time(given.instant("at"), given.number("days"))
    ),
    "periods_after": lambda work, given: [
        [_z(start), _z(end)] for start, end in work.periods_after(given.instant("from"), given.count("count"))
    ],
    "is_working_day": lambda work, given: work.is_working_day(given.day("date")),
}
