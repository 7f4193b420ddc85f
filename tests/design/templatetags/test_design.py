"""The tags: what they say, and that nothing passes them unescaped."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

NOW = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)
EVIL = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def in_shanghai():
    with timezone.override("Asia/Shanghai"), translation.override("en"):
        yield


def shown(source: str, **context: object) -> str:
    """Return what a template of this one line shows."""
    return Template("{% load design %}" + source).render(Context({"now": NOW, "evil": EVIL, **context}))


@pytest.mark.parametrize(
    "source",
    [
        "{% icon evil label=evil extra=evil %}",
        "{% badge evil evil evil %}",
        "{% badge_status evil evil %}",
        "{% avatar evil evil size=evil named=True %}",
        "{% clock_chip 'green' text=evil label=evil align=evil details=rows %}",
        "{% clock_chip 'paused' label=evil details=rows %}",
    ],
)
def test_nothing_passes_unescaped(source: str) -> None:
    assert "<script" not in shown(source, rows=[(EVIL, EVIL)])


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in shown("{% icon 'bell' %}")
    assert 'role="img" aria-label="Alarm"' in shown("{% icon 'bell' label='Alarm' %}")
    assert shown("{% icon '' %}") == ""


def test_a_status_wears_its_tone_its_icon_and_its_label() -> None:
    html = shown("{% badge_status 'open' labels %}", labels={"open": "In work"})
    assert "tone-brand" in html and "#progress" in html and "In work" in html


def test_an_unknown_code_is_shown_not_hidden() -> None:
    html = shown("{% badge_status 'strange' labels %}", labels={})
    assert "tone-slate" in html and "strange" in html


def test_initials_are_the_end_of_a_chinese_name_and_the_start_of_another() -> None:
    assert ">文静<" in shown("{% avatar '欧阳文静' %}")
    assert ">静<" in shown("{% avatar '欧阳文静' size='s' %}")
    assert ">MA<" in shown("{% avatar 'Mary Ann Smith' %}")
    assert ">?<" in shown("{% avatar '' %}")


def test_an_avatar_keeps_its_ground_when_the_name_changes() -> None:
    one, other = shown("{% avatar 'Li Na' 7 %}"), shown("{% avatar 'Li Nan' 7 %}")
    assert one.split('"')[1] == other.split('"')[1]


def test_a_missing_time_is_a_dash() -> None:
    assert shown("{% local_time None %}") == "—"


def test_a_time_carries_its_exact_moment() -> None:
    html = shown("{% local_time moment now=now %}", moment=NOW - timedelta(hours=1))
    assert (
        'datetime="2026-03-05T05:00:00+00:00"' in html and 'title="2026-03-05 13:00:00 Asia/Shanghai"' in html
    )


def test_a_running_clock_counts_down_and_knows_its_turning_points() -> None:
    html = shown(
        "{% clock_chip 'green' due label='First response' warn_at=warn used_percent=30 now=now %}",
        due=NOW + timedelta(hours=2),
        warn=NOW + timedelta(hours=1),
    )
    assert "2 h left" in html and "data-due=" in html
    assert 'data-due-at="2026-03-05T08:00:00+00:00" data-warn-at="2026-03-05T07:00:00+00:00"' in html
    assert 'stroke-dasharray="70 100"' in html
    assert "First response On time:" in html and "<details" not in html


def test_a_clock_with_details_explains_itself() -> None:
    html = shown("{% clock_chip 'red' due label='First response' details=rows now=now %}",
                 due=NOW - timedelta(hours=1), rows=[("Clause", "S4-3.2.1")])  # fmt: skip
    assert "<details" in html and "<dt>Clause</dt><dd>S4-3.2.1</dd>" in html and "1 h over" in html


@pytest.mark.parametrize(("state", "word"), [("paused", "Paused"), ("met", "Met"), ("late", "Late")])
def test_a_clock_at_rest_says_its_state_and_never_ticks(state: str, word: str) -> None:
    html = shown("{% clock_chip state due now=now %}", state=state, due=NOW)
    assert word in html and "data-due" not in html


def test_no_state_shows_nothing() -> None:
    assert shown("{% clock_chip '' %}") == ""


def test_the_page_hands_the_phrases_of_spans_to_the_script() -> None:
    html = shown("{% clock_words %}")
    assert 'data-left="%(time)s left"' in html and 'data-minute="%(n)s min"' in html and "data-now=" in html
