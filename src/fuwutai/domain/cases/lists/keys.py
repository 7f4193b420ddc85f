"""The keys of the query language: how each is written in Chinese and English, which values it takes, what it means.

A query is kept with codes (`status:open team:broadband`), so that it means the same in every language, and is shown in
the reader's words. A condition is a `Q` over cases; whoever lists them still starts from `visible_cases`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import pgettext_lazy

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.cases import choices
from fuwutai.domain.cases.lists.language import number_of, span_of
from fuwutai.domain.cases.models import CaseTag, Draft, Watcher
from fuwutai.domain.cases.rules import NO_PROMISE
from fuwutai.domain.cases.vocabularies import entries
from fuwutai.domain.cases.work.tags import key_of
from fuwutai.domain.customers.choices import TIERS
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Text

ME, NOBODY, YES, NO = "me", "none", "yes", "no"
"""Values that stand for who reads the list, for nobody, and for a mark that is there or not."""
WORDS_OF_VALUES: Mapping[str, Text] = {
    ME: pgettext_lazy("query value", "me"),
    NOBODY: pgettext_lazy("query value", "nobody"),
    YES: pgettext_lazy("query value", "yes"),
    NO: pgettext_lazy("query value", "no"),
    "today": pgettext_lazy("query value", "today"),
    "yesterday": pgettext_lazy("query value", "yesterday"),
    "week": pgettext_lazy("query value", "this week"),
    "month": pgettext_lazy("query value", "this month"),
}
SPOKEN: Mapping[str, str] = {
    "我": ME, "自己": ME, "无": NOBODY, "空": NOBODY, "未分配": NOBODY, "是": YES, "有": YES, "否": NO, "没有": NO,
    "true": YES, "false": NO, "今天": "today", "昨天": "yesterday", "本周": "week", "本月": "month", "nobody": NOBODY,
}  # fmt: skip
"""How such values are written too."""

Condition = Callable[[str, tuple[str, ...], "Reader"], Q]
"""(sign, values as codes, who reads) → what must be so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom a query is read, and when."""

    staff_id: int | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key: its code, how else it is written, what it is called, and what follows it.

    `kind`: choice, term, team, person, tag, mark, span, number, day or field. `codes`: its values and their words.
    `reads`: how a value of a field is read, None for what is none.
    `moves`: whether what it says changes as time passes; `personal`: whether it says something else to each reader.
    """

    code: str
    also: tuple[str, ...]
    label: Text
    kind: str
    condition: Condition
    codes: Callable[[], Mapping[str, Text]] = dict
    signs: tuple[str, ...] = (":",)
    moves: bool = False
    personal: bool = False
    reads: Callable[[str], str | None] | None = None


def _choice(code: str, also: str, label: Text, codes: Mapping[str, Text], column: str = "") -> Key:
    def condition(_sign: str, values: tuple[str, ...], _reader: Reader) -> Q:
        return Q(**{f"{column or code}__in": ["" if one == NOBODY else one for one in values]})

    return Key(
        code=code, also=tuple(also.split()), label=label, kind="choice", condition=condition, codes=lambda: codes
    )  # fmt: skip


def _term(code: str, also: str, label: Text) -> Key:
    """Return a key over a list of the centre: a term stands for all that are narrower."""

    def condition(_sign: str, values: tuple[str, ...], _reader: Reader) -> Q:
        found = Q(**{f"{code}__in": ["" if one == NOBODY else one for one in values]})
        for one in values:
            if one != NOBODY:
                found |= Q(**{f"{code}__startswith": f"{one}."})
        return found

    return Key(
        code=code, also=tuple(also.split()), label=label, kind="term", condition=condition,
        codes=lambda: {one.code: one.label for one in entries(code)},
    )  # fmt: skip


def _person(code: str, also: str, label: Text) -> Key:
    def condition(_sign: str, values: tuple[str, ...], reader: Reader) -> Q:
        found = Q(**{f"{code}__username__in": [one for one in values if one not in (ME, NOBODY)]})
        if ME in values:
            found |= Q(**{f"{code}_id": reader.staff_id or 0})
        return found | Q(**{f"{code}__isnull": True}) if NOBODY in values else found

    return Key(code=code, also=tuple(also.split()), label=label, kind="person", condition=condition)


def _rows(code: str, also: str, label: Text, rows: Callable[[tuple[str, ...], Reader], Exists]) -> Key:
    """Return a key over rows that hang on a case, of people."""

    def condition(_sign: str, values: tuple[str, ...], reader: Reader) -> Q:
        return Q(rows(values, reader))

    return Key(code=code, also=tuple(also.split()), label=label, kind="person", condition=condition)


def _mark(
    code: str, also: str, label: Text, there: Callable[[Reader], Q], *, moves: bool = False, personal: bool = False
) -> Key:
    def condition(_sign: str, values: tuple[str, ...], reader: Reader) -> Q:
        found = there(reader)
        if set(values) == {YES, NO}:
            return Q()
        return found if values[0] == YES else ~found

    words = {YES: WORDS_OF_VALUES[YES], NO: WORDS_OF_VALUES[NO]}
    return Key(
        code=code, also=tuple(also.split()), label=label, kind="mark", condition=condition, codes=lambda: words,
        moves=moves, personal=personal,
    )  # fmt: skip


def _span(code: str, also: str, label: Text, column: str, *, ahead: bool = False, only: Q | None = None) -> Key:
    """Return a key that compares how long ago (or ahead) a moment is."""

    def condition(sign: str, values: tuple[str, ...], reader: Reader) -> Q:
        length = span_of(values[0]) or timedelta()
        moment = reader.now + length if ahead else reader.now - length
        longer = "gt" if ahead else "lt"
        lookup = {">": longer, ">=": f"{longer}e", "<": _turned(longer), "<=": f"{_turned(longer)}e"}[sign]
        return Q(**{f"{column}__{lookup}": moment}) & (only or Q())

    return Key(
        code=code, also=tuple(also.split()), label=label, kind="span", condition=condition,
        signs=(">", "<", ">=", "<="), moves=True,
    )  # fmt: skip


def _turned(lookup: str) -> str:
    return "lt" if lookup == "gt" else "gt"


def _number(code: str, also: str, label: Text, column: str = "") -> Key:
    def condition(sign: str, values: tuple[str, ...], _reader: Reader) -> Q:
        lookup = {">": "__gt", ">=": "__gte", "<": "__lt", "<=": "__lte", ":": "__in"}[sign]
        numbers = [int(one) for one in values]
        return Q(**{f"{column or code}{lookup}": numbers if sign == ":" else numbers[0]})

    return Key(
        code=code, also=tuple(also.split()), label=label, kind="number", condition=condition,
        signs=(":", ">", "<", ">=", "<="),
    )  # fmt: skip


def _day(code: str, also: str, label: Text, column: str) -> Key:
    def condition(_sign: str, values: tuple[str, ...], reader: Reader) -> Q:
        found = Q(pk__in=[])
        for one in values:
            first, last = days_of(one, reader.now) or (date.max, date.max)
            since, until = _midnight(first), _midnight(last + timedelta(days=1))
            found |= Q(**{f"{column}__gte": since, f"{column}__lt": until})
        return found

    words = {one: WORDS_OF_VALUES[one] for one in ("today", "yesterday", "week", "month")}
    return Key(
        code=code, also=tuple(also.split()), label=label, kind="day", condition=condition, codes=lambda: words,
        moves=True,
    )  # fmt: skip


def days_of(value: str, now: datetime) -> tuple[date, date] | None:
    """Return the first and last day of a value: today, week, 2026-11-01 or 2026-11-01..2026-11-20, else None."""
    today = now.astimezone(centre_zone()).date()
    named = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "week": (today - timedelta(days=today.weekday()), today),
        "month": (today.replace(day=1), today),
    }
    if value in named:
        return named[value]
    first, dots, last = value.partition("..")
    try:
        start, end = parse_date(first), parse_date(last) if dots else parse_date(first)
    except ValueError:
        return None
    if start is None or end is None or start > end or not 1970 <= start.year <= end.year < 3000:
        return None
    return start, end


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=centre_zone())


def _team(_sign: str, values: tuple[str, ...], _reader: Reader) -> Q:
    return Q(team__code__in=values)


def _tagged(_sign: str, values: tuple[str, ...], _reader: Reader) -> Q:
    keys = [key_of(one) for one in values if one != NOBODY]
    found = Q(Exists(CaseTag.objects.filter(case=OuterRef("pk"), tag__key__in=keys)))
    return found | ~Q(Exists(CaseTag.objects.filter(case=OuterRef("pk")))) if NOBODY in values else found


def _people(values: tuple[str, ...], reader: Reader) -> Q:
    named = Q(staff__username__in=[one for one in values if one != ME])
    return named | Q(staff_id=reader.staff_id or 0) if ME in values else named


def _own_draft(reader: Reader) -> Exists:
    return Exists(Draft.objects.filter(staff_id=reader.staff_id or 0, case=OuterRef("pk")))


KEYS: dict[str, Key] = {
    key.code: key
    for key in (
        _choice("status", "状态 state", pgettext_lazy("query key", "status"), choices.STATUSES),
        _choice("priority", "优先级", pgettext_lazy("query key", "priority"), choices.PRIORITIES),
        _choice("type", "类型", pgettext_lazy("query key", "type"), choices.TYPES),
        _term("category", "分类 类别", pgettext_lazy("query key", "category")),
        _term("nature", "性质", pgettext_lazy("query key", "nature")),
        _term("region", "区域 地区", pgettext_lazy("query key", "region")),
        _term("resolution", "处理结果", pgettext_lazy("query key", "resolution")),
        _term("cause", "原因", pgettext_lazy("query key", "cause")),
        _choice("channel", "渠道", pgettext_lazy("query key", "channel"), choices.CHANNELS),
        _choice("tier", "客户等级 等级", pgettext_lazy("query key", "tier"), TIERS),
        _choice("urgency", "紧急程度 紧急", pgettext_lazy("query key", "urgency"), choices.URGENCIES),
        _choice("impact", "影响范围 影响", pgettext_lazy("query key", "impact"), choices.IMPACTS),
        _choice("complexity", "复杂程度 复杂", pgettext_lazy("query key", "complexity"), choices.COMPLEXITIES),
        _choice("line", "服务线", pgettext_lazy("query key", "line"), choices.LINES),
        _choice(
            "class", "服务类别", pgettext_lazy("query key", "class"), choices.SERVICE_CLASSES, column="service_class"
        ),
        Key(code="team", also=("班组",), label=pgettext_lazy("query key", "team"), kind="team", condition=_team),
        _person("assignee", "坐席 处理人 owner", pgettext_lazy("query key", "assignee")),
        _person("responsible", "首问 首问负责人", pgettext_lazy("query key", "responsible")),
        _rows(
            "watching",
            "关注",
            pgettext_lazy("query key", "watching"),
            lambda values, reader: Exists(Watcher.objects.filter(_people(values, reader), case=OuterRef("pk"))),
        ),
        _mark("draft", "草稿", pgettext_lazy("query key", "draft"), lambda reader: Q(_own_draft(reader)),
              personal=True),
        Key(code="tag", also=("标签",), label=pgettext_lazy("query key", "tag"), kind="tag", condition=_tagged),
        _mark("overdue", "逾期 超时", pgettext_lazy("query key", "overdue"), lambda reader: Q(due_at__lt=reader.now),
              moves=True),
        _mark("unanswered", "待回复", pgettext_lazy("query key", "unanswered"), lambda _reader: Q(customer_waits=True)),
        _mark("supervised", "督办", pgettext_lazy("query key", "supervised"), lambda _reader: Q(supervised=True)),
        _mark("snoozed", "搁置 稍后", pgettext_lazy("query key", "snoozed"),
              lambda _reader: Q(snoozed_until__isnull=False)),
        _mark("archived", "归档", pgettext_lazy("query key", "archived"), lambda _reader: Q(archived_at__isnull=False)),
        _mark("merged", "合并", pgettext_lazy("query key", "merged"), lambda _reader: Q(merged_into__isnull=False)),
        _span("waiting", "等待", pgettext_lazy("query key", "waiting"), "last_message_at", only=Q(customer_waits=True)),
        _span("instatus", "停留", pgettext_lazy("query key", "instatus"), "status_since"),
        _span("age", "已开", pgettext_lazy("query key", "age"), "opened_at"),
        _span("idle", "无动静", pgettext_lazy("query key", "idle"), "last_message_at"),
        _span("due", "到期", pgettext_lazy("query key", "due"), "due_at", ahead=True, only=~Q(due_at=NO_PROMISE)),
        _day("opened", "创建 受理", pgettext_lazy("query key", "opened"), "opened_at"),
        _day("updated", "更新", pgettext_lazy("query key", "updated"), "last_message_at"),
        _number("urges", "催单", pgettext_lazy("query key", "urges")),
        _number("reopened", "重开", pgettext_lazy("query key", "reopened")),
        _number("redone", "重办", pgettext_lazy("query key", "redone")),
        _number("score", "评分", pgettext_lazy("query key", "score")),
        _number("tasks", "任务", pgettext_lazy("query key", "tasks"), column="tasks_open"),
        _number("minutes", "工时", pgettext_lazy("query key", "minutes")),
    )
}  # fmt: skip
BY_NAME: dict[str, Key] = {name: key for key in KEYS.values() for name in (key.code, *key.also)}
"""Every way to write a key, in one case."""


_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
"""Codes of imported cases stand for themselves, though no list of the centre has them."""


def value_of(key: Key, value: str) -> str | None:
    """Return the code of a value that needs no look into the database, None where it is none. `_` for what is not
    compared: teams, people and tags stay as they are written."""
    if key.reads is not None:
        return key.reads(value)
    plain = SPOKEN.get(value.casefold(), value.casefold())
    match key.kind:
        case "span":
            return plain.replace(" ", "") if span_of(value) is not None else None
        case "number":
            return value if number_of(value) is not None else None
        case "day":
            return plain if days_of(plain, clock.now()) else None
        case "mark":
            return plain if plain in (YES, NO) else None
        case "choice" | "term":
            return _known(key, value, plain)
    return plain if plain in (ME, NOBODY) else value


def _known(key: Key, value: str, plain: str) -> str | None:
    codes = key.codes()
    if plain in codes or plain == NOBODY:
        return plain
    wanted = value.casefold()
    named: str | None = None
    for language, _name in settings.LANGUAGES:  # a query that a colleague sends in another language is the same query
        with translation.override(language):
            spoken = {str(label).casefold(): code for code, label in key.codes().items()}
            named = named or spoken.get(wanted)
    return named or (plain if key.kind == "term" and _CODE.fullmatch(plain) else None)
