"""Addresses of work on cases."""

from django.urls import path

from fuwutai.desk.cases import (
    actions,
    call_back,
    case,
    classification,
    conversation,
    explain,
    intake,
    need,
    outcome,
    overview,
    queues,
    rating,
    responsible,
    search,
    speech,
)
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("", queues.home, name="home"),
    path("queues/<slug:name>", queues.queue, name="queue"),
    path("overview", overview.overview, name="overview"),
    path("search", by_method(GET=search.search, POST=search.search_find), name="search"),
    path("cases/new", by_method(GET=intake.case_new, POST=intake.case_new_open), name="case_new"),
    path("cases/new/caller", intake.case_new_caller, name="case_new_caller"),
    path("cases/new/likely", intake.case_new_likely, name="case_new_likely"),
    path("cases/<int:case_id>", case.case, name="case"),
    path("cases/<int:case_id>/live", case.case_live, name="case_live"),
    path("cases/<int:case_id>/deadlines", explain.case_deadlines, name="case_deadlines"),
    path("cases/<int:case_id>/deadlines/<slug:definition>", explain.case_deadline, name="case_deadline"),
    path("cases/<int:case_id>/reply", conversation.case_reply, name="case_reply"),
    path("cases/<int:case_id>/note", conversation.case_note, name="case_note"),
    path("cases/<int:case_id>/draft", speech.case_draft, name="case_draft"),
    path("cases/<int:case_id>/draft/discard", speech.case_draft_discard, name="case_draft_discard"),
    path("cases/<int:case_id>/mentions", speech.case_mentions, name="case_mentions"),
    path("case-drafts/<int:draft_id>/take", speech.case_draft_take, name="case_draft_take"),
    path("held-replies/<int:held_id>/withdraw", speech.held_reply_withdraw, name="held_reply_withdraw"),
    path("held-replies/<int:held_id>/send", speech.held_reply_send, name="held_reply_send"),
    path(
        "cases/<int:case_id>/customer-words",
        by_method(GET=conversation.case_customer_words_page, POST=conversation.case_customer_words_add),
        name="case_customer_words",
    ),
    path(
        "cases/<int:case_id>/classify",
        by_method(GET=classification.case_classify_page, POST=classification.case_classify),
        name="case_classify",
    ),
    path(
        "cases/<int:case_id>/resolve",
        by_method(GET=outcome.case_resolve_page, POST=outcome.case_resolve),
        name="case_resolve",
    ),
    path(
        "cases/<int:case_id>/confirm",
        by_method(GET=outcome.case_confirm_page, POST=outcome.case_confirm),
        name="case_confirm",
    ),
    path(
        "cases/<int:case_id>/close",
        by_method(GET=outcome.case_close_page, POST=outcome.case_close),
        name="case_close",
    ),
    path(
        "cases/<int:case_id>/result",
        by_method(GET=outcome.case_result_page, POST=outcome.case_result),
        name="case_result",
    ),
    path(
        "cases/<int:case_id>/rating",
        by_method(GET=rating.case_rating_page, POST=rating.case_rating),
        name="case_rating",
    ),
    path("cases/<int:case_id>/need", by_method(GET=need.case_need_page, POST=need.case_need), name="case_need"),
    path("cases/<int:case_id>/ending", rating.case_ending, name="case_ending"),
    path("cases/<int:case_id>/responsible", responsible.case_responsible, name="case_responsible"),
    path("cases/<int:case_id>/hand-over", responsible.case_hand_over, name="case_hand_over"),
    path("cases/<int:case_id>/hand-over/accept", responsible.case_hand_over_accept, name="case_hand_over_accept"),
    path("cases/<int:case_id>/hand-over/decline", responsible.case_hand_over_decline, name="case_hand_over_decline"),
    path(
        "cases/<int:case_id>/hand-over/withdraw", responsible.case_hand_over_withdraw, name="case_hand_over_withdraw"
    ),
    path(
        "cases/<int:case_id>/call-back",
        by_method(GET=call_back.case_call_back_page, POST=call_back.case_call_back),
        name="case_call_back",
    ),
    path(
        "cases/<int:case_id>/messages/<int:message_id>/original.txt",
        case.case_message_original,
        name="case_message_original",
    ),
    *(
        path(f"cases/<int:case_id>/{verb}", action, name=f"case_{verb.replace('-', '_')}")
        for verb, action in actions.ACTIONS.items()
    ),
]
