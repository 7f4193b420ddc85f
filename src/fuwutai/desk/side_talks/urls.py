"""Addresses of talks beside cases."""

from django.urls import path

from fuwutai.desk.methods import by_method
from fuwutai.desk.side_talks import asked, card, opening

BESIDE = "cases/<int:case_id>/side-talks"
TALK = f"{BESIDE}/<int:talk_id>"
urlpatterns = [
    path("side-talks", asked.side_talks_asked, name="side_talks"),
    path("side-talks/<int:talk_id>", by_method(GET=asked.side_talk, POST=asked.side_talk_answer), name="side_talk"),
    path(BESIDE, card.case_side_talks, name="case_side_talks"),
    path(
        f"{BESIDE}/new",
        by_method(GET=opening.case_side_talk_page, POST=opening.case_side_talk_open),
        name="case_side_talk_new",
    ),
    path(f"{TALK}/write", card.side_talk_write, name="side_talk_write"),
    path(f"{TALK}/close", card.side_talk_close, name="side_talk_close"),
    path(f"{TALK}/reopen", card.side_talk_reopen, name="side_talk_reopen"),
    path(f"{TALK}/link", card.side_talk_link, name="side_talk_link"),
    path(f"{TALK}/link/withdraw", card.side_talk_withdraw, name="side_talk_withdraw"),
    path(f"{TALK}/messages/<int:side_message_id>/remove", card.side_talk_remove, name="side_talk_remove"),
]
