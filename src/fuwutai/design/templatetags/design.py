"""Template tags of the design system: `{% load design %}`. Every argument is escaped on its way out."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zlib import crc32

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from fuwutai.design import clock_face, moments, tones
from fuwutai.kernel import clock
from fuwutai.kernel.masking import mask_text

register = template.Library()
NOTHING = mark_safe("")
CJK = re.compile(r"[\u3400-\u9fff]")
Label = str | Mapping[str, Any] | None


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """Return an icon of the sprite; decoration unless a label is given. `extra` adds classes."""
    if not name:
        return NOTHING
    href = f"{static('design/icons.svg')}#{name}"
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    classes = f"icon {extra}".strip()
    return format_html('<svg class="{}" {}><use href="{}"></use></svg>', classes, spoken, href)


@register.simple_tag
def badge(label: str, tone: str = "slate", icon_name: str = "") -> SafeString:
    """Return a badge. Tones: brand green amber red blue violet slate alarm plain."""
    return _badge(str(label), tone, icon_name)


@lru_cache(maxsize=512, typed=True)
def _badge(label: str, tone: str, icon_name: str) -> SafeString:
    """Return a badge; `typed`, for a label that is safe already must never stand for one that is not."""
    style = "badge--plain" if tone == "plain" else f"tone-{tone}"
    return format_html('<span class="badge {}">{}{}</span>', style, icon(icon_name), label)


@register.simple_tag
def badge_status(code: str, label: Label = None) -> SafeString:
    """Return the badge of a case status. `label` is its text, or a dict code → text."""
    return _badge_of(tones.STATUS, code, label)


@register.simple_tag
def badge_priority(code: str, label: Label = None) -> SafeString:
    """Return the badge of a priority. `label` is its text, or a dict code → text."""
    return _badge_of(tones.PRIORITY, code, label)


@register.simple_tag
def badge_type(code: str, label: Label = None) -> SafeString:
    """Return the badge of a case type. `label` is its text, or a dict code → text."""
    return _badge_of(tones.TYPE, code, label)


@register.simple_tag
def badge_channel(code: str, label: Label = None) -> SafeString:
    """Return the badge of a channel. `label` is its text, or a dict code → text."""
    return _badge_of(tones.CHANNEL, code, label)


@register.simple_tag
def badge_presence(code: str, label: Label = None) -> SafeString:
    """Return the badge of whether somebody takes work."""
    return _badge_of(tones.PRESENCE, code, label)


@register.simple_tag
@lru_cache(maxsize=2_048, typed=True)
def avatar(name: str, key: Any = None, size: str = "", named: bool = False) -> SafeString:
    """Return initials on a ground that stays with `key`. Sizes: s, l. `named` speaks the name too."""
    ground = crc32(str(key if key is not None else name).encode()) % tones.AVATAR_GROUNDS
    classes = f"avatar avatar--{ground}" + (f" avatar--{size}" if size else "")
    spoken = format_html('role="img" aria-label="{}"', name) if named else mark_safe('aria-hidden="true"')
    return format_html('<span class="{}" {}>{}</span>', classes, spoken, _initials(name, short=size == "s"))


@register.simple_tag
def local_time(value: datetime | None, style: str = "short", now: datetime | None = None) -> SafeString:
    """Return a <time> in the centre's zone, the exact moment on hover. Styles: short, day, long."""
    if value is None:
        return mark_safe("—")
    now = now or clock.now()
    if style == "long":
        text = moments.long_moment(value)
    else:
        text = (moments.day_moment if style == "day" else moments.short_moment)(value, now)
    markup = '<time class="nowrap" datetime="{}" title="{}">{}</time>'
    return format_html(markup, value.isoformat(), moments.exact_moment(value), text)


@register.simple_tag
def countdown(due_at: datetime, now: datetime | None = None) -> SafeString:
    """Return the time left until a deadline as text that keeps ticking where scripts run."""
    return clock_face.countdown(due_at, now or clock.now())


@register.simple_tag
def clock_chip(
    state: str,
    due_at: datetime | None = None,
    label: str = "",
    details: Iterable[tuple[str, Any]] = (),
    warn_at: datetime | None = None,
    used_percent: int | None = None,
    text: str = "",
    align: str = "",
    now: datetime | None = None,
    asks: str = "",
    reckoned_at: str = "",
) -> SafeString:
    """Return a clock as a chip, with its explanation behind it when `details` are given.

    Instead of them `asks`: the address from which the explanation comes once somebody opens it, and `reckoned_at`: the
    page to which it leads where no script runs.

    `state`: green amber red paused met late; any other shows nothing. `details`: (term, text) pairs.
    `text` replaces the countdown. `used_percent` draws the ring. `align`: "end" at the page's right edge.
    With details it is a block: never inside a <p>.
    """
    if state not in tones.CLOCK_ICON:
        return NOTHING
    has_ring = used_percent is not None and state in ("green", "amber")
    mark = clock_face.ring(used_percent or 0) if has_ring else icon(tones.CLOCK_ICON[state])
    shown = clock_face.shown_text(state, due_at, text, now or clock.now())
    inside = clock_face.face(state, mark, label, shown)
    data = clock_face.turning_points(state, due_at, warn_at)
    if asks:
        return clock_face.asking_chip(state, inside, data, align, asks, reckoned_at)
    return clock_face.chip(state, inside, label, details or (), data, align)


@register.simple_tag
def clock_words() -> SafeString:
    """Return the phrases of ticking clocks for clock.js."""
    return clock_face.words()


@register.filter
def masked(text: str) -> str:
    """Return free text with the personal numbers in it masked, for what is shown before it is stored."""
    return mask_text(text)


@register.filter
def notice_icon(level: str) -> str:
    """Return the icon of a message level (info, success, warning, error)."""
    return tones.NOTICE_ICON.get(level, "info")


def _badge_of(looks: Mapping[str, tones.Look], code: str, label: Label) -> SafeString:
    look = looks.get(code, tones.UNKNOWN)
    text = label.get(code, code) if isinstance(label, Mapping) else (label or code)
    return badge(text, look.tone, look.icon)


def _initials(name: str, *, short: bool) -> str:
    """Return one or two signs: the end of a Chinese name, the first letters of another."""
    name = name.strip()
    if not name:
        return "?"
    if CJK.search(name):
        return name[-1] if short else name[-2:]
    letters = "".join(word[0] for word in name.split()[:2]).upper()
    return letters[0] if short else letters
