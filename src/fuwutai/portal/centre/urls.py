"""Addresses of the centre's own pages."""

from django.urls import path

from fuwutai.portal.centre import views

urlpatterns = [path("", views.centre_home, name="home")]
