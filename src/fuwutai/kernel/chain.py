"""The audit chain: seals journal and access log, so that a changed, missing, swapped or cut row shows.

Rows are only ever added, so sealing happens behind the writers: the worker takes what has been committed, in
blocks. A block holds the ids of its rows and a keyed digest of each; its head covers them and the last head.
The last head also stands in the file `audit.head`, so that cutting the end of the tables shows as well.

Ids are given out before rows are committed: an id missing below the watermark is a gap, and its row is sealed
when it appears. A gap older than an hour is a rolled-back transaction and is forgotten.
"""

import hmac
import json
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Count, Exists, Max, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from fuwutai.kernel import clock, keyring
from fuwutai.kernel.durable_file import locked, write_whole
from fuwutai.kernel.models import AccessEntry, ChainBlock, ChainHead, JournalEntry

Row = JournalEntry | AccessEntry
Gap = tuple[int, int, int]  # first id, last id, when first seen (epoch seconds)
Why = Literal["changed", "missing", "reordered", "tail_cut"]

CHAINED: Mapping[str, type[Row]] = {model._meta.db_table: model for model in (JournalEntry, AccessEntry)}
BLOCK_ROWS = 1_000
GAP_PATIENCE = timedelta(hours=1)
GAPS_A_QUERY = 100
MAC_BYTES = 16


class ChainError(Exception):
    """The chain cannot be looked at; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where a table no longer is what was sealed; `seq` counts its sealed rows from 1."""

    table: str
    seq: int
    why: Why


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """What a look through the whole chain found."""

    rows: int
    sealed: int
    unsealed: int
    first_broken: Broken | None

    def as_dict(self) -> dict[str, Any]:
        """Return the pinned form of `audit verify --json`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Noted:
    """What the head file says of one table."""

    number: int = 0
    head: bytes = b""


def seal_all() -> int:
    """Seal everything committed so far; return how many rows were sealed."""
    sealed = 0
    for table in CHAINED:
        while rows := seal(table):
            sealed += rows
    return sealed


def seal(table: str, *, limit: int = BLOCK_ROWS) -> int:
    """Seal up to `limit` committed rows of a table as one block; return how many, 0 when nothing was left."""
    with transaction.atomic():
        head = _locked_head(table)
        rows = _unsealed_rows(head, limit)
        if not rows:
            return 0
        previous = _Noted(head.number, bytes(head.head))
        _append(head, rows)
        transaction.on_commit(partial(_note_head, table, previous, _Noted(head.number, bytes(head.head))))
    return len(rows)


def verify() -> VerifyResult:
    """Compare every sealed row with its seal, and the chain with the head file; change nothing. Cost: a few
    statements a block of a thousand rows; memory for one block."""
    noted = _read_noted()  # read before the database: whatever is noted was committed earlier
    found = [broken for table in CHAINED if (broken := _first_broken(table, noted.get(table, _Noted())))]
    sealed = ChainBlock.objects.filter(table__in=CHAINED).aggregate(rows=Sum("row_count"))["rows"] or 0
    rows = sum(model.objects.count() for model in CHAINED.values())
    return VerifyResult(rows, sealed, max(0, rows - sealed), found[0] if found else None)


def sealed_so_far() -> dict[str, tuple[int, int]]:
    """Return for each table how many rows are sealed and how many wait for it. Cost: 1 statement."""
    counted = {
        table: Subquery(
            model.objects.filter(pk__gt=OuterRef("watermark"))
            .order_by()
            .values(one=Value(1))
            .annotate(n=Count("pk"))
            .values("n")
        )
        for table, model in CHAINED.items()
    }
    waiting = Case(*(When(table=table, then=rows) for table, rows in counted.items()), default=0)
    heads = ChainHead.objects.annotate(waiting=Coalesce(waiting, 0)).values_list("table", "seq", "waiting")
    return {table: (sealed, unsealed) for table, sealed, unsealed in heads}


def last_sealed_at() -> datetime | None:
    """Return when rows were sealed last, None before the first time. Cost: 1 statement."""
    last = ChainHead.objects.filter(table=OuterRef("table"), number=OuterRef("number"))
    newest = ChainBlock.objects.filter(table__in=CHAINED).filter(Exists(last))
    found: datetime | None = newest.aggregate(at=Max("sealed_at"))["at"]
    return found


def head_is_noted() -> bool:
    """Return whether the head file is there, without which a cut end cannot be noticed."""
    return _head_file().exists()


def _locked_head(table: str) -> ChainHead:
    heads = ChainHead.objects.select_for_update(no_key=True).filter(table=table)
    if (head := heads.first()) is None:
        ChainHead.objects.get_or_create(table=table)  # two first sealers meet here and then queue at the lock
        head = heads.get()
    return head


def _unsealed_rows(head: ChainHead, limit: int) -> list[Row]:
    """Return the rows that filled gaps, then those above the watermark: in the order of their ids."""
    rows: list[Row] = []
    entries = CHAINED[head.table].objects.order_by("pk")
    for start in range(0, len(head.gaps), GAPS_A_QUERY):
        within = Q()
        for first, last, _seen in head.gaps[start : start + GAPS_A_QUERY]:
            within |= Q(pk__range=(first, last))
        rows += entries.filter(within)[: limit - len(rows)]
    return rows + list(entries.filter(pk__gt=head.watermark)[: limit - len(rows)])


def _append(head: ChainHead, rows: Sequence[Row]) -> None:
    """Write the next block and move the head onto it."""
    ids = [row.pk for row in rows]
    row_ids = struct.pack(f">{len(ids)}q", *ids)
    row_macs = b"".join(_row_mac(row) for row in rows)
    first_seq, number = head.seq + 1, head.number + 1
    new_head = _block_head(bytes(head.head), head.table, number, first_seq, row_ids, row_macs)
    now = clock.now()
    ChainBlock.objects.create(
        table=head.table,
        number=number,
        first_seq=first_seq,
        row_count=len(ids),
        row_ids=row_ids,
        row_macs=row_macs,
        head=new_head,
        sealed_at=now,
    )
    seen = int(now.timestamp())
    oldest = seen - GAP_PATIENCE.total_seconds()
    gaps = [gap for gap in head.gaps if gap[2] > oldest]
    if ids[-1] > head.watermark:
        gaps.append((head.watermark + 1, ids[-1], seen))
        head.watermark = ids[-1]
    head.gaps = _without(gaps, ids)
    head.number, head.seq, head.head = number, head.seq + len(ids), new_head
    head.save(update_fields=["number", "seq", "head", "watermark", "gaps"])


def _without(gaps: Sequence[Gap], ids: Sequence[int]) -> list[Gap]:
    """Return what is left of gaps when the rows with these ids (ascending) have appeared."""
    left: list[Gap] = []
    for first, last, seen in gaps:
        start = first
        for taken in ids[bisect_left(ids, first) : bisect_right(ids, last)]:
            if start < taken:
                left.append((start, taken - 1, seen))
            start = taken + 1
        if start <= last:
            left.append((start, last, seen))
    return left


def _first_broken(table: str, noted: _Noted) -> Broken | None:
    last_block = ChainBlock.objects.filter(table=table).aggregate(last=Max("number"))["last"] or 0
    head = ChainHead.objects.filter(table=table).first() or ChainHead(table=table)  # read second: not behind
    known = (noted, _Noted(head.number, bytes(head.head)))
    number, seq, link = 0, 1, b""
    while number < max(last_block, head.number):
        block = ChainBlock.objects.filter(table=table, number__gt=number).order_by("number").first()
        if block is None:
            break
        if block.number != number + 1:
            return Broken(table, seq, "missing")
        if broken := _broken_block(block, seq, link, head.watermark):
            return broken
        number, seq, link = block.number, seq + block.row_count, bytes(block.head)
        if any(one.number == number and one.head != link for one in known):
            return Broken(table, block.first_seq, "changed")
    cut = number < max(noted.number, head.number) or head.number < last_block
    return Broken(table, seq, "tail_cut") if cut else None


def _broken_block(block: ChainBlock, seq: int, link: bytes, watermark: int) -> Broken | None:
    if block.first_seq != seq:
        moved = ChainBlock.objects.filter(table=block.table, first_seq=seq).exists()
        return Broken(block.table, seq, "reordered" if moved else "changed")
    seals = _seals(block)
    if len(seals) != block.row_count:
        return Broken(block.table, seq, "changed")
    model = CHAINED[block.table]
    rows: Mapping[int, Row] = model.objects.in_bulk(list(seals))
    for place, (row_id, mac) in enumerate(seals.items(), start=seq):
        row = rows.get(row_id)
        if row is None:
            later = model.objects.filter(pk__gt=row_id, pk__lte=watermark).exists()
            return Broken(block.table, place, "missing" if later else "tail_cut")
        if _row_mac(row) != mac:
            return Broken(block.table, place, "reordered" if _belongs_nearby(row, block) else "changed")
    expected = _block_head(link, block.table, block.number, seq, bytes(block.row_ids), bytes(block.row_macs))
    return None if expected == bytes(block.head) else Broken(block.table, seq, "changed")


def _belongs_nearby(row: Row, block: ChainBlock) -> bool:
    """Return whether the row is right under the id of another row of this block or the ones beside it."""
    own = row.pk
    beside = ChainBlock.objects.filter(table=block.table, number__range=(block.number - 1, block.number + 1))
    for row_id, mac in [seal for near in beside for seal in _seals(near).items() if seal[0] != own]:
        row.pk = row_id
        if _row_mac(row) == mac:
            return True
    return False


def _seals(block: ChainBlock) -> dict[int, bytes]:
    """Return the digest of each row id of a block, in order; empty if its columns do not fit each other."""
    ids, macs = bytes(block.row_ids), bytes(block.row_macs)
    if len(ids) != 8 * block.row_count or len(macs) != MAC_BYTES * block.row_count:
        return {}
    cut = (macs[at : at + MAC_BYTES] for at in range(0, len(macs), MAC_BYTES))
    return dict(zip(struct.unpack(f">{block.row_count}q", ids), cut, strict=True))


def _row_mac(row: Row) -> bytes:
    return hmac.digest(keyring.ring().audit_key, row.chain_bytes(), "sha256")[:MAC_BYTES]


def _block_head(link: bytes, table: str, number: int, seq: int, row_ids: bytes, row_macs: bytes) -> bytes:
    """Return the seal of a block; every part has a known length, so no two blocks read the same."""
    name = table.encode()
    frame = struct.pack(">HHqqq", len(link), len(name), number, seq, len(row_ids))
    return hmac.digest(keyring.ring().audit_key, b"".join((frame, link, name, row_ids, row_macs)), "sha256")


def _head_file() -> Path:
    return Path(settings.FUWUTAI_DATA) / "audit.head"


def _read_noted() -> dict[str, _Noted]:
    path = _head_file()
    if not path.exists():
        return {}
    try:
        document = json.loads(path.read_bytes())
        return {table: _Noted(one["number"], bytes.fromhex(one["head"])) for table, one in document.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        said = _("The file %(path)s cannot be read or was damaged. Put back the one from the last backup.")
        raise ChainError(said % {"path": path}) from error


def _note_head(table: str, previous: _Noted, new: _Noted) -> None:
    """Write the new head into the file, unless the file knows of blocks that this chain does not continue."""
    path = _head_file()
    with locked(path):
        heads = _read_noted()
        old = heads.get(table, _Noted())
        if old.number >= new.number or not (old == previous or _continues(table, old)):
            return  # another process was faster, or the end of the chain was cut: what proves it must stay
        heads[table] = new
        document = {name: {"number": one.number, "head": one.head.hex()} for name, one in heads.items()}
        write_whole(path, json.dumps(document, indent=1, sort_keys=True).encode())


def _continues(table: str, old: _Noted) -> bool:
    if old.number == 0:
        return True
    block = ChainBlock.objects.filter(table=table, number=old.number).first()
    return block is not None and bytes(block.head) == old.head
