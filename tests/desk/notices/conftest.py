"""What tests of notices have at hand."""

from tests.domain.notices.given_mail import sink

__all__ = ["sink"]
