"""The way out for mail: one server, named by whoever runs the program. Off until it is named.

A mail is handed over once at most by each call. Whether it may be handed over again depends on where a failure falls:
before the server had the whole of it, `NotSent`; after that nobody knows, `Unsure`.
"""

import smtplib
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from fuwutai.kernel.masking import mask_text

TIMEOUT_SECONDS = 20
PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
"""Schemes of the address of a server, with the port that each has by custom."""
LONGEST_ANSWER = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A finished mail. `message_id` stands without its brackets."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    headers: dict[str, str] = field(default_factory=dict)


class MailFailed(Exception):
    """A mail did not go out; `answer` is what the server said, masked."""

    def __init__(self, answer: str = "") -> None:
        super().__init__(answer)
        self.answer = mask_text(answer)[:LONGEST_ANSWER]


class NotSent(MailFailed):
    """The server has not taken the mail. `for_good`: it never will; `was_reached`: it is there and has answered."""

    def __init__(self, answer: str = "", *, for_good: bool = False, was_reached: bool = True) -> None:
        super().__init__(answer)
        self.for_good, self.was_reached = for_good, was_reached


class Unsure(MailFailed):
    """The connection broke off while the server had the mail in hand: it may have gone out."""


def is_set_up() -> bool:
    """Return whether mail can go out at all: server, sender and the address of the desk are named."""
    return not missing()


def missing() -> list[str]:
    """Return the names of the settings that are missing or cannot be understood."""
    url = urlsplit(settings.FUWUTAI_URL)
    understood = {
        "FUWUTAI_MAIL_URL": _server() is not None,
        "FUWUTAI_MAIL_FROM": "@" in sender_address(),
        "FUWUTAI_URL": url.scheme in ("http", "https") and bool(url.hostname),
    }
    return [name for name, is_right in understood.items() if not is_right]


def server_name() -> str:
    """Return host and port of the server, without user and password; "" where none is named."""
    server = _server()
    return f"{server.hostname}:{_port(server)}" if server else ""


def sender_address() -> str:
    """Return the bare address mails come from."""
    return parseaddr(settings.FUWUTAI_MAIL_FROM)[1]


def send(mail: Mail) -> None:
    """Hand a mail over to the server. It talks to the network: never call it inside a transaction.

    Raises: NotSent, Unsure.
    """
    if not is_set_up():
        raise NotSent(was_reached=False)
    message = EmailMultiAlternatives(
        subject=" ".join(mail.subject.split()), body=mail.text, from_email=settings.FUWUTAI_MAIL_FROM, to=[mail.to],
        headers={
            "Message-ID": f"<{mail.message_id}>", "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All", **mail.headers,
        },
    )  # fmt: skip
    message.attach_alternative(mail.html, "text/html")
    connection = _opened()
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _said in refused.recipients.values()]
        raise NotSent(str(codes), for_good=all(code >= 500 for code in codes)) from refused
    except smtplib.SMTPResponseException as refused:
        raise NotSent(_said(refused), for_good=refused.smtp_code >= 500) from refused
    except (smtplib.SMTPException, OSError) as broken:
        raise Unsure(type(broken).__name__) from broken
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.close()


def _opened() -> EmailBackend:
    server = _server()
    assert server is not None
    connection = EmailBackend(
        host=server.hostname, port=_port(server), timeout=TIMEOUT_SECONDS,
        username=unquote(server.username or ""), password=unquote(server.password or ""),
        use_tls=server.scheme == "smtp+tls", use_ssl=server.scheme == "smtp+ssl",
    )  # fmt: skip
    try:
        connection.open()
    except smtplib.SMTPResponseException as refused:
        raise NotSent(_said(refused)) from refused
    except (smtplib.SMTPException, OSError) as broken:
        raise NotSent(type(broken).__name__, was_reached=False) from broken
    return connection


def _server() -> SplitResult | None:
    """Return the server that is named, None where none is or the name cannot be understood."""
    try:
        url = urlsplit(settings.FUWUTAI_MAIL_URL)
        return url if url.scheme in PORTS and url.hostname and _port(url) else None
    except ValueError:
        return None


def _port(server: SplitResult) -> int:
    return server.port or PORTS[server.scheme]


def _said(refused: smtplib.SMTPResponseException) -> str:
    said = refused.smtp_error
    words = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return f"{refused.smtp_code} {words}"
