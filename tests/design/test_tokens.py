"""The tokens: both ways into the dark say the same, and every text can be read."""

import re

import pytest
from tests.design.sheets import DESIGN, SHEETS

from fuwutai.design import tones

TOKENS = (DESIGN / "tokens.css").read_text(encoding="utf-8")
TEXT, SIGN = 4.5, 3.0  # WCAG 2.2: 1.4.3 for text, 1.4.11 for edges of controls
TONES = ("green", "amber", "red", "blue", "violet", "slate")
PAIRS = [
    *[
        (ink, ground, TEXT)
        for ink in ("ink", "ink-2", "ink-3")
        for ground in ("paper", "surface", "sunken", "hover")
    ],
    *[(ink, ground, TEXT) for ink in ("ink", "ink-2") for ground in ("brand-soft", "note", "mark")],
    *[("brand-ink", ground, TEXT) for ground in ("paper", "surface", "brand-soft", "hover")],
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-hover", TEXT),
    ("note-ink", "note", TEXT),
    ("note-ink", "mark", TEXT),
    ("rail-ink", "rail", TEXT),
    ("rail-ink-current", "rail-hover", TEXT),
    ("rail-ink-current", "rail-current", TEXT),
    ("line-strong", "surface", SIGN),
    ("line-strong", "paper", SIGN),
    ("focus", "surface", SIGN),
    ("focus", "paper", SIGN),
    ("brand", "surface", SIGN),
    *[(f"{tone}-ink", f"{tone}-soft", TEXT) for tone in TONES],
    *[(f"{tone}-ink", "surface", TEXT) for tone in TONES],
    *[("on-solid", f"{tone}-solid", TEXT) for tone in TONES],
]


def declarations(selector: str) -> dict[str, str]:
    """Return the custom properties of the first block with this selector."""
    start = TOKENS.index(selector + " {")
    block = TOKENS[start : TOKENS.index("}", start)]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


LIGHT = declarations(":root")
DARK = declarations(':root[data-theme="dark"]')


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb. Source: WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_dark_of_the_system_equals_the_dark_of_the_reader() -> None:
    assert declarations(':root:not([data-theme="light"])') == DARK


def test_every_colour_of_the_light_has_its_dark() -> None:
    assert set(LIGHT) == set(DARK)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_of_colours_can_be_read(theme: str) -> None:
    tokens = {"light": LIGHT, "dark": DARK}[theme]
    weak = [
        f"{front} on {back}: {contrast(tokens[front], tokens[back]):.2f} < {least}"
        for front, back, least in PAIRS
        if contrast(tokens[front], tokens[back]) < least
    ]
    assert weak == []


def test_white_initials_can_be_read_on_every_avatar_ground() -> None:
    grounds = re.findall(r"--avatar-\d: (#[0-9a-f]{6})", TOKENS)
    assert len(grounds) == tones.AVATAR_GROUNDS
    assert all(contrast("#ffffff", ground) >= TEXT for ground in grounds)


def test_every_token_that_is_named_exists_and_every_other_is_gone() -> None:
    defined = set(re.findall(r"--([\w-]+):", TOKENS))
    sheets = [sheet.read_text(encoding="utf-8") for sheet in SHEETS]
    used = {name for sheet in sheets for name in re.findall(r"var\(--([\w-]+)", sheet)}
    assert (used - defined, defined - used) == (set(), set())
