"""Addresses of what people outside are asked."""

from django.urls import path

from fuwutai.portal.side_talks import views

urlpatterns = [path("talks/<str:secret>", views.side_talk, name="side_talk")]
