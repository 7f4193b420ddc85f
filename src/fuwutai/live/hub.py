"""The hub of one web process: announcements in, messages to the streams that may know out."""

import asyncio
import itertools
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

log = logging.getLogger(__name__)

QUEUE_LENGTH = 64
BURST_SECONDS = 0.05
STREAMS_PER_SESSION = 5
REMEMBERED_CASES = 10_000
EVERYTHING = "all"
MOVES = frozenset(
    {"accounts.staff_changed", "accounts.staff_deactivated", "accounts.password_set", "accounts.password_chosen"}
)
"""After what the pages of a person connect anew, so that they hear at once only what she may know now."""

Resolve = Callable[[list[int]], Awaitable[Mapping[int, set[str]]]]


class Stream:
    """One open browser connection: what it listens to and what waits to be sent."""

    def __init__(self, session_key: str, topics: Mapping[str, str]) -> None:
        self.session_key = session_key
        self.topics = dict(topics)
        """Topic of the hub → the name the page knows it by, as {"staff:7": "mine"}."""
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE_LENGTH + 2)

    def put(self, message: bytes) -> None:
        """Queue a message; a reader too slow for its queue is told to start over and ended."""
        if self.queue.qsize() < QUEUE_LENGTH:
            self.queue.put_nowait(message)
        else:
            self.end(RESYNC)

    def end(self, last: bytes = b"") -> None:
        """Throw away what waits, send a last message and close."""
        while not self.queue.empty():
            self.queue.get_nowait()
        if last:
            self.queue.put_nowait(last)
        self.queue.put_nowait(None)


RESYNC = b"event: resync\ndata: {}\n\n"


class Hub:
    """All streams of this process. Only `announced` may be called from other threads."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._by_topic: dict[str, set[Stream]] = defaultdict(set)
        self._streams: set[Stream] = set()
        self._pending: dict[int, int] = {}
        self._people: set[int] = set()
        self._last_topics: dict[int, set[str]] = {}
        self._numbers = itertools.count(1)
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.closed = False

    def announced(self, channel: str, payload: Any) -> None:
        """Take an announcement from any thread: rows of the journal, or people for whom there is something new."""
        note = {"journal": self._note, "staff": self._note_people}.get(channel)
        if note is not None and self._streams and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(note, payload)

    def attach(self, stream: Stream) -> bool:
        """Let a stream listen; return False when its session has enough of them or the process is ending."""
        mine = sum(other.session_key == stream.session_key for other in self._streams)
        if self.closed or mine >= STREAMS_PER_SESSION:
            return False
        self._streams.add(stream)
        self._enlist(stream)
        return True

    def detach(self, stream: Stream) -> None:
        """Forget a stream."""
        self._streams.discard(stream)
        self._delist(stream)

    def change_topics(self, stream: Stream, topics: Mapping[str, str]) -> None:
        """Let a stream listen to what its reader may know now."""
        if stream.topics != topics and stream in self._streams:
            self._delist(stream)
            stream.topics = dict(topics)
            self._enlist(stream)

    def close(self) -> None:
        """End all streams and take no new ones."""
        self.closed = True
        for stream in self._streams:
            stream.end()

    async def run(self) -> None:
        """Pass announcements on until cancelled, a burst at a time."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(BURST_SECONDS)
            self._wake.clear()
            changed, self._pending = self._pending, {}
            people, self._people = self._people, set()
            for staff_id in sorted(people):
                self._send(f"staff:{staff_id}", {})
            try:
                topics_of = await self._resolve(list(changed)) if changed else {}
            except Exception:
                log.exception("the topics of %s cases could not be read; all pages start over", len(changed))
                self._to_all(RESYNC)
                continue
            for case_id, topics in topics_of.items():
                self._deliver(case_id, changed[case_id], topics)

    def _note(self, rows: Iterable[tuple[str, int, str, int]]) -> None:
        for subject, subject_id, code, seq in rows:
            if subject == "case":
                self._pending[subject_id] = max(seq, self._pending.get(subject_id, 0))
            elif code in MOVES:
                self._start_over(subject_id)
        if self._pending:
            self._wake.set()

    def _start_over(self, staff_id: int) -> None:
        for stream in list(self._by_topic.get(f"staff:{staff_id}", ())):
            self._delist(stream)
            stream.topics = {}
            stream.end(RESYNC)

    def _note_people(self, staff_ids: Iterable[int]) -> None:
        self._people.update(staff_ids)
        self._wake.set()

    def _deliver(self, case_id: int, seq: int, topics: set[str]) -> None:
        for topic in [*sorted(topics), EVERYTHING]:
            self._send(topic, {"case": case_id, "seq": seq})
        for topic in sorted(self._last_topics.pop(case_id, topics) - topics):
            self._send(topic, {})  # the case has left: its lists are out of date, its id is no longer theirs
        self._last_topics[case_id] = topics
        if len(self._last_topics) > REMEMBERED_CASES:
            del self._last_topics[next(iter(self._last_topics))]

    def _send(self, topic: str, facts: dict[str, int]) -> None:
        for stream in self._by_topic.get(topic, ()):
            line = json.dumps({"topic": stream.topics[topic], **facts}, separators=(",", ":"))
            stream.put(f"id: {next(self._numbers)}\ndata: {line}\n\n".encode())

    def _to_all(self, message: bytes) -> None:
        for stream in self._streams:
            stream.put(message)

    def _enlist(self, stream: Stream) -> None:
        for topic in stream.topics:
            self._by_topic[topic].add(stream)

    def _delist(self, stream: Stream) -> None:
        for topic in stream.topics:
            self._by_topic[topic].discard(stream)
            if not self._by_topic[topic]:
                del self._by_topic[topic]
