"""The sound of the bell: open pages are told that their person's notices have changed."""

from collections.abc import Collection

from django.db import transaction

from fuwutai.kernel import push


def ring(staff_ids: Collection[int]) -> None:
    """Let the open pages of these people look at their bell anew, once the transaction is committed."""
    people = sorted(staff_ids)
    transaction.on_commit(lambda: push.publish("staff", people))
