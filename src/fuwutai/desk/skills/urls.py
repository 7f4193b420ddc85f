"""Addresses of skills, and of a person's skills and capacity."""

from django.urls import path

from fuwutai.desk.methods import by_method
from fuwutai.desk.skills import listing, of_person

urlpatterns = [
    path("skills", listing.skills, name="skills"),
    path("skills/new", by_method(GET=listing.skill_new, POST=listing.skill_add), name="skill_new"),
    path("skills/<int:skill_id>", by_method(GET=listing.skill, POST=listing.skill_change), name="skill"),
    path("people/<int:staff_id>/skills", by_method(GET=of_person.page, POST=of_person.rate), name="person_skills"),
    path("people/<int:staff_id>/capacity", by_method(GET=of_person.page, POST=of_person.limit), name="person_capacity"),
]
