"""Keys with which programs act as people."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.budgets import budget
from tests.rows import all_rows, nothing_changes

from fuwutai.domain.accounts.commands import create_token, note_token_use, revoke_token
from fuwutai.domain.accounts.models import ApiToken
from fuwutai.domain.accounts.queries import actor_by_token, actor_of_token, open_token
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
SYSTEM = Actor.system("tests")


@pytest.fixture(autouse=True)
def stopped(time_machine):
    """Stop the time."""
    time_machine.move_to(NOW, tick=False)
    return time_machine


def made(username: str = given.LIN, *scopes: str, days: int | None = None):
    staff_id = given.staff(username).pk
    return create_token(actor=SYSTEM, staff_id=staff_id, scopes=scopes or ("cases:read",), expires_days=days)


def test_the_secret_is_kept_nowhere():
    new = made(days=30)
    assert new.secret.startswith("fwt_") and len(new.secret) == 47
    assert new.secret not in str(all_rows())
    assert new.secret not in repr(new)


def test_the_journal_says_who_may_what_until_when():
    new = made(given.LIN, "customers:read", "cases:read", "cases:read", days=30)
    entry = JournalEntry.objects.get(code="accounts.token_created")
    assert entry.data == {
        "staff_id": given.staff().pk,
        "token_id": new.token.pk,
        "scopes": ["cases:read", "customers:read"],
        "expires_at": "2026-04-01T02:00:00Z",
    }


def test_two_tokens_are_never_alike():
    assert made().secret != made().secret


@pytest.mark.parametrize("by", [given.agent, given.supervisor, Actor.customer])
def test_only_who_edits_staff_gives_out_and_withdraws_tokens(by):
    token, actor = made().token, by()
    with nothing_changes(), pytest.raises(Refused):
        create_token(actor=actor, staff_id=given.staff().pk, scopes=["cases:read"])
    with nothing_changes(), pytest.raises(Refused):
        revoke_token(actor=actor, token_id=token.pk)


def test_an_administrator_gives_out_and_withdraws_tokens():
    he, staff_id = given.administrator(), given.staff().pk
    with budget(create_token):
        new = create_token(actor=he, staff_id=staff_id, scopes=["cases:read"])
    with budget(revoke_token):
        revoke_token(actor=he, token_id=new.token.pk)
    assert open_token(new.secret) is None
    assert JournalEntry.objects.get(code="accounts.token_revoked").data["token_id"] == new.token.pk
    with nothing_changes(), pytest.raises(NotFound):
        revoke_token(actor=he, token_id=new.token.pk)


def test_no_token_gives_out_tokens_whosoever_it_acts_for():
    actor = actor_of_token(made(given.HE, "cases:read", "cases:write", "customers:read").secret)
    with nothing_changes(), pytest.raises(Refused):
        create_token(actor=actor, staff_id=given.staff().pk, scopes=["cases:read"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"scopes": ["cases:read", "cases:everything"]}, "scopes"),
        ({"scopes": []}, "scopes"),
        ({"expires_days": 0}, "expires_days"),
        ({"expires_days": -1}, "expires_days"),
        ({"expires_days": 10**12}, "expires_days"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(wrong, field):
    staff_id = given.staff().pk
    with nothing_changes(), pytest.raises(Invalid) as refusal:
        create_token(actor=SYSTEM, **{"staff_id": staff_id, "scopes": ["cases:read"], **wrong})
    assert set(refusal.value.fields) == {field}


def test_nobody_and_who_has_left_get_no_token():
    staff = given.staff()
    staff.is_active = False
    staff.save()
    for staff_id in (staff.pk, 0):
        with nothing_changes(), pytest.raises(NotFound):
            create_token(actor=SYSTEM, staff_id=staff_id, scopes=["cases:read"])


def test_its_use_is_noted_once_a_minute(stopped):
    new = made()
    actor = actor_by_token(new.token)
    used = []
    for seconds in (0, 59, 1):
        stopped.shift(timedelta(seconds=seconds))
        with budget(note_token_use):
            note_token_use(actor=actor, token_id=new.token.pk)
        used.append((ApiToken.objects.get().last_used_at - NOW).total_seconds())
    assert used == [0, 0, 60]


def test_nobody_notes_the_use_of_anothers_token():
    new = made()
    note_token_use(actor=given.supervisor(), token_id=new.token.pk)
    assert ApiToken.objects.get().last_used_at is None
