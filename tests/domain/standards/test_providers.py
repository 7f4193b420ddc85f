"""Figures that apps register: each code once, each with its words."""

import pytest

from fuwutai.domain.standards.providers import activity_named, figure_named, figures, share


def test_a_figure_is_counted_by_one_app_only():
    known = figure_named("promises_kept")
    with pytest.raises(TypeError, match="promises_kept"):
        share("promises_kept", title="", formula="", base=known.base, part=known.part, whole=known.whole)
    assert figure_named("promises_kept") is known


def test_what_nobody_counts_has_no_figure():
    assert (figure_named("satisfaction"), activity_named("emergency_drill")) == (None, None)
    assert {figure.unit for figure in figures()} == {"percent", "seconds", "count"}
