"""The address of the settings."""

from django.urls import path

from fuwutai.desk.settings import views

urlpatterns = [path("settings", views.settings, name="settings")]
