"""What reads the journal behind the writers, in the order in which it was sealed, and remembers how far it came.

Ids are given out before rows are committed, so a reader who goes by the largest id misses rows that appear late. The
seal has solved that already (`kernel.chain`): a follower reads its blocks, each row once.
"""

import struct
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from fuwutai.kernel import chain, clock
from fuwutai.kernel.models import ChainBlock, ChainHead, Follower, JournalEntry

TABLE = JournalEntry._meta.db_table


def start_following(name: str) -> bool:
    """Let a follower begin with what is written from now on; False where it follows already. Cost: 3 statements."""
    if Follower.objects.filter(name=name).exists():
        return False
    chain.seal(TABLE)
    last = ChainBlock.objects.filter(table=TABLE).aggregate(last=Max("number"))["last"] or 0
    return Follower.objects.get_or_create(name=name, defaults={"block": last})[1]


@contextmanager
def standing_still(name: str) -> Iterator[None]:
    """Keep a follower from reading on while the block runs, in one transaction: what is written meanwhile it reads
    afterwards, so nobody writes over newer work of its with older. Cost: 1 statement."""
    with transaction.atomic():
        Follower.objects.select_for_update(no_key=True).filter(name=name).first()
        yield


@contextmanager
def followed(name: str, blocks: int) -> Iterator[list[JournalEntry]]:
    """Give what was sealed since the last time, at most so many blocks, in one transaction with the new place.

    Nothing where nothing is new, or where another process follows under this name just now.
    """
    chain.seal(TABLE)
    with transaction.atomic():
        follower = Follower.objects.select_for_update(skip_locked=True, no_key=True).filter(name=name).first()
        after = follower.block if follower else 2**31 - 1
        new = ChainBlock.objects.filter(table=TABLE, number__gt=after).order_by("number")
        found = list(new.values_list("number", "row_ids")[:blocks])
        ids = [one for _number, packed in found for (one,) in struct.iter_unpack(">q", bytes(packed))]
        yield list(JournalEntry.objects.filter(pk__in=ids).order_by("pk")) if ids else []
        if follower and found:
            Follower.objects.filter(pk=follower.pk).update(block=found[-1][0])


def followed_until(name: str) -> datetime | None:
    """Return up to which moment a follower has read all that was written, None before it read anything.

    Where nothing is left to read that is now. Cost: 1 statement.
    """
    blocks = ChainBlock.objects.filter(table=TABLE)
    last = blocks.filter(number=OuterRef("block")).values("sealed_at")[:1]
    newest = blocks.order_by("-number").values("number")[:1]
    unsealed = JournalEntry.objects.filter(pk__gt=Subquery(ChainHead.objects.filter(table=TABLE).values("watermark")))
    found = Follower.objects.filter(name=name).annotate(
        read=Subquery(last), newest=Coalesce(Subquery(newest), 0), waits=Exists(unsealed)
    )
    for block, read, number, waits in found.values_list("block", "read", "newest", "waits"):
        return clock.now() if block >= number and not waits else read
    return None


def blocks_behind(names: Collection[str]) -> dict[str, int]:
    """Return by name how many blocks those followers still have to read that have begun. Cost: 1 statement."""
    newest = ChainBlock.objects.filter(table=TABLE).order_by("-number").values("number")[:1]
    begun = Follower.objects.filter(name__in=names).annotate(newest=Coalesce(Subquery(newest), 0))
    return {name: max(last - at, 0) for name, at, last in begun.values_list("name", "block", "newest")}
