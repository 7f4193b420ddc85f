"""The files that browsers load: light, old-browser-proof, nothing a strict policy would refuse."""

import re
from pathlib import Path

import pytest
from tests.design.sheets import DESIGN, PORTAL, SCRIPTS, SHEETS, SRC, TEMPLATES

from fuwutai.design import tones
from fuwutai.design.sprite import icon_names

PORTAL_BYTES = 60_000
NEWER_THAN_2017 = {
    "optional chaining": r"\?\.[\w(\[]",
    "nullish": r"\?\?",
    "object spread": r"\{\s*\.\.\.",
    "private field": r"this\.#",
    "bare catch": r"catch\s*\{",
    "bigint": r"\b\d+n\b",
    "dynamic import": r"\bimport\(",
}
UNTIDY = {
    "inline style": r"\sstyle\s*=",
    "inline handler": r"\son[a-z]+\s*=",
    "htmx handler": r"\shx-on",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "style block": r"<style\b",
}


def portal_files() -> list[Path]:
    """Return the style sheets and scripts that portal/base.html loads."""
    base = (SRC / "portal/templates/portal/base.html").read_text(encoding="utf-8")
    styles = (SRC / "design/templates/design/_styles.html").read_text(encoding="utf-8")
    names = re.findall(r"static '([\w/.-]+\.(?:css|js))'", base + styles)
    folders = {"design": DESIGN, "portal": PORTAL}
    return [folders[name.split("/")[0]] / name.split("/")[1] for name in names]


def test_the_portal_stays_light() -> None:
    files = portal_files()
    assert len(files) >= 8
    assert sum(file.stat().st_size for file in files) <= PORTAL_BYTES


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_speak_the_language_of_2017(script: Path) -> None:
    text = re.sub(r"(?m)^\s*(//.*|/?\*.*)$", "", script.read_text(encoding="utf-8"))
    assert [name for name, pattern in NEWER_THAN_2017.items() if re.search(pattern, text)] == []
    assert "eval(" not in text and "innerHTML" not in text


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_nothing_that_the_policy_refuses(template: Path) -> None:
    text = re.sub(r"{%.*?%}|{#.*?#}", "", template.read_text(encoding="utf-8"))
    assert [name for name, pattern in UNTIDY.items() if re.search(pattern, text)] == []


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(icon_names())
    named = {
        icon for path in TEMPLATES for icon in re.findall(r'{% icon "([\w-]+)"', path.read_text("utf-8"))
    }
    looks = (tones.STATUS, tones.PRIORITY, tones.TYPE, tones.CHANNEL)
    named |= {look.icon for table in looks for look in table.values()}
    named |= set(tones.CLOCK_ICON.values()) | set(tones.NOTICE_ICON.values())
    assert named - drawn == set()


def test_every_tone_is_styled() -> None:
    content = (DESIGN / "content.css").read_text(encoding="utf-8")
    looks = [
        look for table in (tones.STATUS, tones.PRIORITY, tones.TYPE, tones.CHANNEL) for look in table.values()
    ]
    wanted = {f".tone-{look.tone}" for look in looks if look.tone != "plain"}
    assert [name for name in wanted if f"{name} {{" not in content] == []


def test_colours_are_named_by_token() -> None:
    literal = re.compile(r"#[0-9a-f]{3,8}\b|(?<!, )rgba?\(")
    for sheet in SHEETS:
        if sheet.name != "tokens.css":
            assert literal.findall(sheet.read_text(encoding="utf-8")) == [], sheet.name


def test_no_sheet_has_two_subjects() -> None:
    assert [sheet.name for sheet in SHEETS if len(sheet.read_text(encoding="utf-8").splitlines()) > 400] == []
