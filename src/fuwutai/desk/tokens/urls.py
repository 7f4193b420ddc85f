"""Addresses of tokens."""

from django.urls import path

from fuwutai.desk.methods import by_method
from fuwutai.desk.tokens import views

urlpatterns = [
    path("tokens", views.tokens, name="tokens"),
    path("tokens/new", by_method(GET=views.token_new, POST=views.token_add), name="token_new"),
    path("tokens/<int:token_id>/revoke", views.token_revoke, name="token_revoke"),
]
