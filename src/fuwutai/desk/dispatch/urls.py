"""Addresses of sharing out."""

from django.urls import path

from fuwutai.desk.dispatch import board, card, moving, teams, waiting
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("dispatch", board.board, name="dispatch"),
    path("dispatch/unruled", waiting.unruled, name="dispatch_unruled"),
    path("dispatch/<int:team_id>", by_method(GET=teams.team, POST=teams.team_change), name="dispatch_team"),
    path("dispatch/<int:team_id>/give", board.give, name="dispatch_give"),
    path("dispatch/<int:team_id>/waiting", waiting.waiting, name="dispatch_waiting"),
    path("dispatch/<int:team_id>/skills", by_method(GET=teams.team, POST=teams.skill_want), name="dispatch_skills"),
    path("dispatch/<int:team_id>/skills/drop", teams.skill_drop, name="dispatch_skill_drop"),
    path(
        "dispatch/<int:team_id>/people/<int:staff_id>",
        by_method(GET=moving.in_hand, POST=moving.move),
        name="dispatch_person",
    ),
    path("cases/<int:case_id>/sharing-out", card.case_sharing, name="case_sharing"),
]
