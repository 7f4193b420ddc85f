"""Addresses of people, teams and units; an action that refuses its form shows the page at its own address."""

from django.urls import path

from fuwutai.desk.methods import by_method
from fuwutai.desk.people import (
    adding,
    changing,
    deactivating,
    importing,
    listing,
    password,
    person,
    signing_in,
    teams,
    units,
)

urlpatterns = [
    path("people", listing.people, name="people"),
    path("people/new", by_method(GET=adding.person_new, POST=adding.person_add), name="person_new"),
    path(
        "people/import",
        by_method(GET=importing.people_import_form, POST=importing.people_import),
        name="people_import",
    ),
    path("people/<int:staff_id>", person.person, name="person"),
    path(
        "people/<int:staff_id>/change",
        by_method(GET=changing.person_form, POST=changing.person_change),
        name="person_change",
    ),
    path(
        "people/<int:staff_id>/password",
        by_method(GET=password.password_form, POST=password.person_password),
        name="person_password",
    ),
    path(
        "people/<int:staff_id>/deactivate",
        by_method(GET=deactivating.deactivate_form, POST=deactivating.person_deactivate),
        name="person_deactivate",
    ),
    path(
        "people/<int:staff_id>/reactivate",
        by_method(GET=deactivating.reactivate_form, POST=deactivating.person_reactivate),
        name="person_reactivate",
    ),
    path(
        "people/<int:staff_id>/link",
        by_method(GET=signing_in.link_form, POST=signing_in.link_make),
        name="person_link",
    ),
    path(
        "people/<int:staff_id>/second-factor",
        by_method(GET=signing_in.factor_form, POST=signing_in.factor_remove),
        name="person_second_factor",
    ),
    path(
        "people/<int:staff_id>/mail",
        by_method(GET=signing_in.mail_form, POST=signing_in.mail_change),
        name="person_mail",
    ),
    path("people/<int:staff_id>/unlink", signing_in.account_unlink, name="person_unlink"),
    path("people/<int:staff_id>/sign-ins", signing_in.person_sign_ins, name="person_sign_ins"),
    path("teams", teams.teams, name="teams"),
    path("teams/new", by_method(GET=teams.team_new, POST=teams.team_add), name="team_new"),
    path("teams/<int:team_id>", teams.team, name="team"),
    path("teams/<int:team_id>/rename", by_method(GET=teams.team, POST=teams.team_rename), name="team_rename"),
    path("teams/<int:team_id>/move", by_method(GET=teams.team, POST=teams.team_move), name="team_move"),
    path("units", units.units, name="units"),
    path("units/new", by_method(GET=units.unit_new, POST=units.unit_add), name="unit_new"),
    path("units/<int:unit_id>/change", by_method(GET=units.unit_form, POST=units.unit_change), name="unit_change"),
]
