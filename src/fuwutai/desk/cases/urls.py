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
    overview,
    queues,
    search,
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
    path("cases/<int:case_id>/reply", conversation.case_reply, name="case_reply"),
    path("cases/<int:case_id>/note", conversation.case_note, name="case_note"),
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
