"""Django's registration of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the app `accounts`."""

    name = "fuwutai.domain.accounts"
    label = "accounts"
