"""What the columns of another system mean here: read from a MAP.toml, shipped, or guessed from the names of columns."""

import tomllib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.imports.choices import CASES, CUSTOMER_FIELDS, FIELDS, FIELDS_OF
from fuwutai.kernel.errors import Invalid

SHIPPED = Path(__file__).resolve().parent / "data"
OTHERWISE = "*"


class Times(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How times are written; without formats, year first. Without a zone they are those of the centre."""

    formats: tuple[str, ...] = ()
    time_zone: str = ""


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For each of our fields the column it comes from, or a constant, and what values mean here.

    `values` maps the value of a cell to ours; "*" stands for every other value. `key`: the columns that make the number
    of a row in the other system. `source` keeps the numbers and accounts of two systems apart.
    """

    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    times: Times = Times()
    key: tuple[str, ...] | str = ()
    source: str = ""

    @property
    def key_columns(self) -> tuple[str, ...]:
        """Return the columns that make the number of a row; none = its content does."""
        if self.key:
            return (self.key,) if isinstance(self.key, str) else self.key
        return (self.columns["external_id"],) if "external_id" in self.columns else ()

    @property
    def zone(self) -> ZoneInfo | None:
        """Return the time zone of times that name none, or None for that of the centre."""
        return ZoneInfo(self.times.time_zone) if self.times.time_zone else None

    def column_of(self, field: str) -> str:
        """Return the column a field comes from, as a person is told about it."""
        return self.columns.get(field, field)

    def data(self) -> dict[str, Any]:
        """Return the mapping as plain JSON values."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def plain_mapping(columns: Collection[str]) -> Mapping:
    """Return the mapping of a file whose columns bear our own names, as far as it has them."""
    return Mapping(columns={field: field for field in FIELDS if field in columns})


def mapping_from(data: Any, kind: str = CASES) -> Mapping:
    """Return a mapping of a kind of files from plain values. Raises: Invalid that says what does not fit."""
    try:
        mapping = msgspec.convert(data, Mapping)
    except msgspec.ValidationError as problem:
        raise _unfit(str(problem)) from problem
    named = [*mapping.columns, *mapping.constants, *mapping.values]
    if unknown := sorted(set(named) - FIELDS_OF[kind].keys()):
        raise _unfit(f"{', '.join(unknown)} ∉ {', '.join(FIELDS_OF[kind])}")
    if mapping.times.time_zone and mapping.times.time_zone not in available_timezones():
        raise _unfit(f"[times] time_zone = {mapping.times.time_zone}")
    if len(mapping.source) > 60:
        raise _unfit(f"source = {mapping.source}")
    return mapping


def mapping_in(text: str) -> Mapping:
    """Return the mapping that a MAP.toml holds. Raises: Invalid."""
    try:
        return mapping_from(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        raise _unfit(str(problem)) from problem


def shipped_maps() -> tuple[str, ...]:
    """Return the names of the shipped mappings."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def shipped_mapping(name: str) -> Mapping | None:
    """Return a shipped mapping by its name, with or without `.toml`, or None."""
    stem = name.removesuffix(".toml")
    if stem not in shipped_maps():
        return None
    return mapping_in((SHIPPED / f"{stem}.toml").read_text(encoding="utf-8"))


def guessed_mapping(columns: Collection[str]) -> Mapping:
    """Return what the names of columns suggest: our own names, a shipped mapping that fits, or usual names."""
    if "opened_at" in columns:
        return plain_mapping(columns)
    for name in shipped_maps():
        mapping = shipped_mapping(name)
        if mapping is not None and set(mapping.columns.values()) <= set(columns):
            return mapping
    by_name = {_bare(column): column for column in reversed(list(columns))}
    usual = {field: by_name[name] for field, names in USUAL_NAMES.items() for name in names[::-1] if name in by_name}
    return Mapping(columns=usual)


def customer_mapping(columns: Collection[str]) -> Mapping:
    """Return what the columns of a file of customers mean: our own names in any case, or usual ones."""
    by_name = {_bare(column): column for column in reversed(list(columns))}
    usual = {
        field: by_name[name]
        for field in CUSTOMER_FIELDS
        for name in (*USUAL_CUSTOMER_NAMES[field][::-1], field.replace("_", ""))
        if name in by_name
    }
    return Mapping(columns=usual)


def check_customer_columns(mapping: Mapping, columns: Iterable[str]) -> None:
    """Check that a file of customers has names. Raises: Invalid."""
    if "name" not in mapping.columns:
        raise Invalid(
            _("A customer needs a name (column “name”). The file has: %(there)s.") % {"there": ", ".join(columns)},
            code="too_few_columns",
            fields={"file": _("Name the column “name”, “姓名” or “客户姓名”.")},
        )


def check_columns(mapping: Mapping, columns: Iterable[str]) -> None:
    """Check that a file has the columns a mapping speaks of, and the mapping what a case needs. Raises: Invalid."""
    there = list(columns)
    missing = sorted({*mapping.columns.values(), *mapping.key_columns} - set(there))
    if missing:
        facts = {"missing": ", ".join(missing), "there": ", ".join(there)}
        raise Invalid(
            _("The file has no column “%(missing)s”. Its columns: %(there)s.") % facts,
            code="no_column",
            fields={"mapping": _("Choose columns that the file has.")},
        )
    given = mapping.columns.keys() | mapping.constants.keys()
    if "opened_at" not in given or not given & {"subject", "body"}:
        raise Invalid(
            _("A case needs the time of its opening (opened_at) and words (subject or body). The file has: %(there)s.")
            % {"there": ", ".join(there)},
            code="too_few_columns",
            fields={"mapping": _("Say which columns these are.")},
        )


def _unfit(why: str) -> Invalid:
    return Invalid(
        _("The mapping cannot be used: %(why)s") % {"why": why},
        code="bad_mapping",
        fields={"mapping": _("Mend the mapping.")},
    )


def _bare(name: str) -> str:
    return "".join(mark for mark in name.casefold() if mark.isalnum())


USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "external_id": ("工单编号", "工单号", "受理编号", "编号", "caseid", "ticketid", "casenumber", "number", "id"),
    "customer_name": ("客户姓名", "客户名称", "姓名", "用户姓名", "联系人", "customername", "customer", "name"),
    "customer_account": ("客户账号", "用户账号", "账号", "account", "username"),
    "phone": ("联系电话", "电话", "手机号码", "手机号", "手机", "来电号码", "phone", "mobile", "telephone"),
    "email": ("电子邮箱", "邮箱", "email", "mail"),
    "type": ("工单类型", "诉求类型", "业务类型", "类型", "type"),
    "category": ("问题分类", "分类", "类别", "category"),
    "nature": ("问题性质", "性质", "nature"),
    "impact": ("影响范围", "impact"),
    "region": ("所属区域", "服务区域", "区域", "地区", "region", "district"),
    "channel": ("受理渠道", "来源渠道", "渠道", "来源", "channel", "source"),
    "priority": ("优先级", "紧急程度", "priority"),
    "team": ("处理部门", "承办单位", "受理班组", "班组", "部门", "team", "group"),
    "subject": ("工单标题", "标题", "主题", "subject", "title", "summary"),
    "body": ("诉求内容", "问题描述", "工单内容", "内容", "详情", "描述", "body", "description"),
    "opened_at": ("受理时间", "创建时间", "来电时间", "提交时间", "openedat", "createdat", "created", "opened"),
    "reply_body": ("答复内容", "回复内容", "处理结果", "处理意见", "reply", "resolution"),
    "replied_at": ("答复时间", "回复时间", "首次响应时间", "repliedat", "respondedat"),
    "resolved_at": ("办结时间", "解决时间", "完成时间", "resolvedat", "resolved"),
    "closed_at": ("关闭时间", "结案时间", "归档时间", "closedat", "closed"),
    "status": ("工单状态", "处理状态", "状态", "status", "state"),
}
"""Our field → names under which other systems export it, the likeliest first; compared without blanks and case."""

USUAL_CUSTOMER_NAMES: dict[str, tuple[str, ...]] = {
    "name": ("客户姓名", "客户名称", "姓名", "名称", "联系人", "customername", "fullname"),
    "type": ("客户类型", "类型", "customertype"),
    "phone": ("联系电话", "手机号码", "手机号", "手机", "电话", "mobile", "telephone"),
    "phone2": ("备用电话", "第二电话", "固定电话", "座机", "电话2", "landline"),
    "email": ("电子邮箱", "邮箱", "电子邮件", "mail"),
    "id_card": ("身份证号", "身份证号码", "证件号码", "证件号", "idnumber"),
    "account": ("客户账号", "用户账号", "账号", "客户编号", "username"),
    "address": ("联系地址", "地址", "住址"),
    "organisation": ("单位名称", "工作单位", "单位", "公司", "企业名称", "organization", "company"),
    "tier": ("服务等级", "客户等级", "等级"),
    "stage": ("客户阶段", "生命周期阶段", "阶段"),
    "language": ("语言",),
    "note": ("备注", "说明", "remark", "notes"),
}
"""Field of a customer → names under which other systems export it, the likeliest first."""
