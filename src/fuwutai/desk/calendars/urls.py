"""Addresses of the working calendars; an action that refuses its form shows the page at its own address."""

from django.urls import path

from fuwutai.desk.calendars import views
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("calendars", views.calendars, name="calendars"),
    path("calendars/<slug:code>", views.calendar, name="calendar"),
    path(
        "calendars/<slug:code>/hours",
        by_method(GET=views.calendar, POST=views.calendar_hours),
        name="calendar_hours",
    ),
    path(
        "calendars/<slug:code>/days",
        by_method(GET=views.calendar, POST=views.calendar_day_set),
        name="calendar_day_set",
    ),
    path("calendars/<slug:code>/days/<str:day>/clear", views.calendar_day_clear, name="calendar_day_clear"),
    path(
        "calendars/<slug:code>/import",
        by_method(GET=views.calendar, POST=views.calendar_import),
        name="calendar_import",
    ),
]
