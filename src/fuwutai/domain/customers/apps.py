"""Django's registration of this app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Names the app `customers`."""

    name = "fuwutai.domain.customers"
    label = "customers"
