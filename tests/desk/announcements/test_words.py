"""Whom an announcement concerns, in words."""

import pytest
from django.utils import translation

from fuwutai.desk.announcements.words import for_whom, state_badge

TEAMS = {1: "宽带报障", 2: "移动业务"}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("roles", "teams", "words"),
    [
        ([], [], "Everybody"),
        (["supervisor", "agent"], [], "Agent, Supervisor"),
        ([], [2, 1], "移动业务, 宽带报障"),
        (["agent"], [1], "Agent · 宽带报障"),
        (["agent"], [9], "Agent · #9"),
    ],
)
def test_it_names_roles_and_teams(roles, teams, words):
    with translation.override("en"):
        assert for_whom(roles, teams, TEAMS) == words


def test_each_state_in_which_a_version_is_announced_has_a_badge_of_its_own():
    badges = [state_badge(state) for state in ("approved", "effective", "retired")]
    assert len({(one["tone"], one["icon"]) for one in badges}) == 3
