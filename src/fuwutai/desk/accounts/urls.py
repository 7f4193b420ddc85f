"""Addresses of signing in, of one's own account, and of what the centre asks of those who sign in."""

from django.urls import path

from fuwutai.desk.accounts import (
    directories,
    link,
    outside,
    preferences,
    profile,
    providers,
    second_factor,
    security,
    sessions,
    sign_in,
)
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/code", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-in/link", link.sign_in_link, name="sign_in_link"),
    path("sign-in/with", outside.sign_in_with, name="sign_in_with"),
    path("sign-in/back", outside.sign_in_back, name="sign_in_back"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("sessions", sessions.sessions, name="sessions"),
    path("sessions/end-others", sessions.sessions_end_others, name="sessions_end_others"),
    path("sessions/<int:session_id>/end", sessions.session_end, name="session_end"),
    path("preferences", preferences.preferences, name="preferences"),
    path("profile", by_method(GET=profile.profile, POST=profile.profile_mail), name="profile"),
    path("profile/unlink", profile.profile_unlink, name="profile_unlink"),
    path("profile/sign-ins", profile.sign_ins, name="sign_ins"),
    path("password", by_method(GET=profile.password_form, POST=profile.password), name="password"),
    path("second-factor", second_factor.second_factor, name="second_factor"),
    path("second-factor/begin", second_factor.second_factor_begin, name="second_factor_begin"),
    path(
        "second-factor/confirm",
        by_method(GET=second_factor.second_factor, POST=second_factor.second_factor_confirm),
        name="second_factor_confirm",
    ),
    path(
        "second-factor/renew",
        by_method(GET=second_factor.second_factor, POST=second_factor.second_factor_renew),
        name="second_factor_renew",
    ),
    path(
        "second-factor/off",
        by_method(GET=second_factor.second_factor, POST=second_factor.second_factor_off),
        name="second_factor_off",
    ),
    path(
        "centre/security",
        by_method(GET=security.security_form, POST=security.security_change),
        name="centre_security",
    ),
    path("identity-providers", providers.providers, name="identity_providers"),
    path(
        "identity-providers/new",
        by_method(GET=providers.provider_new, POST=providers.provider_add),
        name="identity_provider_new",
    ),
    path(
        "identity-providers/<int:provider_id>",
        by_method(GET=providers.provider_form, POST=providers.provider_change),
        name="identity_provider",
    ),
    path(
        "identity-providers/directories/new",
        by_method(GET=directories.directory_new, POST=directories.directory_add),
        name="directory_new",
    ),
    path(
        "identity-providers/directories/<int:directory_id>",
        by_method(GET=directories.directory_form, POST=directories.directory_change),
        name="directory",
    ),
    path(
        "identity-providers/directories/<int:directory_id>/check",
        by_method(GET=directories.directory_form, POST=directories.directory_check),
        name="directory_check",
    ),
]
