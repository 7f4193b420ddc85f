import pytest

from fuwutai.kernel import clock
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db


def test_it_says_who_looked_at_what_when_and_why():
    before = clock.now()
    record_access(Actor(kind="staff", id=7), "reveal_contacts", subject="customer", subject_id=5, reason="回电")
    entry = AccessEntry.objects.get()
    assert (entry.actor_kind, entry.actor_id, entry.actor_name) == ("staff", 7, "")
    assert (entry.action, entry.subject, entry.subject_id, entry.reason) == ("reveal_contacts", "customer", 5, "回电")
    assert before <= entry.at <= clock.now()


def test_a_network_address_is_kept_only_as_a_digest_that_recognises_it_again():
    lin = Actor(kind="staff", id=7)
    first = record_access(lin, "sign_in", address="203.0.113.9")
    again = record_access(lin, "sign_in", address="203.0.113.9")
    other = record_access(lin, "sign_in", address="203.0.113.10")
    assert first.address_digest == again.address_digest != other.address_digest
    assert "203.0.113" not in first.address_digest
    assert record_access(lin, "sign_in").address_digest == ""


def test_the_seal_covers_the_reason_through_its_digest_so_that_it_can_be_erased():
    entry = record_access(Actor.system("export"), "export", reason="季度审计")
    sealed = entry.chain_bytes()
    entry.reason = ""
    assert entry.chain_bytes() == sealed
    entry.reason_digest = ""
    assert entry.chain_bytes() != sealed
