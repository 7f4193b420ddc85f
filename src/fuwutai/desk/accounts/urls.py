"""Addresses of signing in and of one's own settings."""

from django.urls import path

from fuwutai.desk.accounts import preferences, sessions, sign_in

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("sessions", sessions.sessions, name="sessions"),
    path("sessions/end-others", sessions.sessions_end_others, name="sessions_end_others"),
    path("sessions/<int:session_id>/end", sessions.session_end, name="session_end"),
    path("preferences", preferences.preferences, name="preferences"),
]
