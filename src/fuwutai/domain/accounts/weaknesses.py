"""What about people and their keys an administrator should know before strangers can reach the desk."""

from datetime import timedelta

from fuwutai.domain.accounts.models import ApiToken, Directory, Staff, StaffSession
from fuwutai.domain.accounts.queries import centre
from fuwutai.domain.accounts.roles import roles_that_may
from fuwutai.kernel import clock

FORGOTTEN = timedelta(days=90)
POWERFUL = "staff.edit"


def is_demo() -> bool:
    """Return whether the centre is the demonstration, whose passwords stand in the manual. Cost: as `centre`."""
    here = centre()
    return bool(here and here.is_demo)


def powerful_without_second_factor() -> list[str]:
    """Return the user names of those who may change people and sign in with a password alone. Cost: 1 statement."""
    powerful = Staff.objects.filter(is_active=True, role__in=roles_that_may(POWERFUL))
    alone = powerful.exclude(second_factor__confirmed_at__isnull=False)
    return list(alone.order_by("username").values_list("username", flat=True))


def directories_without_tls() -> list[str]:
    """Return the names of the directories to which passwords travel unencrypted. Cost: 1 statement."""
    plain = Directory.objects.filter(is_on=True, uses_starttls=False, url__startswith="ldap:")
    return list(plain.order_by("name").values_list("name", flat=True))


def endless_tokens() -> int:
    """Return how many tokens open something for ever. Cost: 1 statement."""
    return ApiToken.objects.filter(revoked_at=None, expires_at=None, staff__is_active=True).count()


def forgotten_accounts() -> list[str]:
    """Return the user names of those who could sign in and have not worked for 90 days. Cost: 1 statement."""
    since = clock.now() - FORGOTTEN
    recent = StaffSession.objects.filter(seen_at__gte=since).values("staff")
    idle = Staff.objects.filter(is_active=True, created_at__lt=since).exclude(pk__in=recent)
    return list(idle.order_by("username").values_list("username", flat=True))
