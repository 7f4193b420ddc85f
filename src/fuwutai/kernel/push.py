"""Best-effort announcements between processes: ids and codes only, never content.

Embedded, the web process serves a Unix socket under the data directory and the worker connects to it.
In production Redis carries the lines. An announcement may be lost (a screen then refreshes by itself
seconds later); nothing that must happen depends on it.
"""

import contextlib
import hashlib
import json
import logging
import socket
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

if TYPE_CHECKING:
    from fuwutai.kernel.journal import Written

log = logging.getLogger(__name__)

Listener = Callable[[str, Any], None]
MAX_SOCKET_PATH = 100
SEND_SECONDS = 1
MOST_ENTRIES = 2_000

_listeners: list[Listener] = []
_peers: list[socket.socket] = []
_lock = threading.Lock()
_sending = threading.Lock()
_redis: Any = None


def listen(listener: Listener) -> Callable[[], None]:
    """Call `listener(channel, payload)` for each announcement; return the function that ends it."""
    _listeners.append(listener)

    def end() -> None:
        with contextlib.suppress(ValueError):
            _listeners.remove(listener)

    return end


def publish(channel: str, payload: Any) -> None:
    """Announce to every process; never raises."""
    line = json.dumps([channel, payload], separators=(",", ":"))
    if _redis is not None:
        try:
            _redis.publish("fuwutai", line)
        except Exception:
            log.warning("Redis did not take an announcement; screens refresh a little later")
        return
    _dispatch(line)
    _send(line)


def announce_on_commit(entries: "Sequence[Written]") -> None:
    """Announce journal entries, and wake the worker, once the transaction is committed.

    So many that only an import writes them wake the worker and no screen.
    """
    if not entries:
        return
    few = entries if len(entries) <= MOST_ENTRIES else ()
    rows = [[entry.subject, entry.subject_id, entry.code, entry.subject_seq] for entry in few]

    def announce() -> None:
        publish("outbox", None)
        if rows:
            publish("journal", rows)

    transaction.on_commit(announce)


def socket_path(data: Path) -> Path:
    """Return where the web process listens; a path too long for a socket moves to the temporary directory."""
    path = data / "push.sock"
    if len(str(path)) <= MAX_SOCKET_PATH:
        return path
    name = hashlib.sha256(str(data).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"fuwutai-{name}.sock"


def serve(data: Path) -> Callable[[], None]:
    """Accept the other processes of this host; return the function that stops it. Web only."""
    path = socket_path(data)
    path.unlink(missing_ok=True)
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(path))
    path.chmod(0o600)
    server.listen(16)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _address = server.accept()
                _add_peer(peer)

    threading.Thread(target=accept, name="push-accept", daemon=True).start()
    own = path.stat().st_ino

    def stop() -> None:
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts; closing alone would not
        server.close()
        for peer in list(_peers):
            _drop(peer)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_ino == own:  # else a successor listens there already
                path.unlink()

    return stop


def connect(data: Path) -> None:
    """Join the web process's socket and stay joined; a web process that restarts is found again. Worker only."""

    def stay_connected() -> None:
        while True:
            peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                peer.connect(str(socket_path(data)))
            except OSError:
                peer.close()
                time.sleep(0.5)
                continue
            _keep(peer)
            _read(peer)

    threading.Thread(target=stay_connected, name="push-connect", daemon=True).start()


def connect_redis(url: str) -> None:
    """Carry announcements over Redis, for several processes on several hosts."""
    import redis

    global _redis
    _redis = redis.Redis.from_url(url)

    def stay_subscribed() -> None:
        while True:
            try:
                # socket_timeout=None: redis-py 8 otherwise drops an idle subscription after 5 seconds
                client = redis.Redis.from_url(url, socket_timeout=None)
                subscription = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
                subscription.subscribe("fuwutai")
                for message in subscription.listen():
                    _dispatch(message["data"].decode())
            except Exception:
                log.warning("Redis is out of reach; trying again in 1 second")
                time.sleep(1)

    threading.Thread(target=stay_subscribed, name="push-redis", daemon=True).start()


def _keep(peer: socket.socket) -> None:
    # A limit for sending only: a time-out of the whole socket would end the thread that waits for lines, too.
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_SECONDS, 0))
    with _lock:
        _peers.append(peer)


def _add_peer(peer: socket.socket) -> None:
    _keep(peer)
    threading.Thread(target=_read, args=(peer,), kwargs={"pass_on": True}, name="push-peer", daemon=True).start()


def _read(peer: socket.socket, *, pass_on: bool = False) -> None:
    with contextlib.suppress(OSError), peer.makefile("r", encoding="utf-8") as lines:
        for line in lines:
            _dispatch(line)
            if pass_on:
                _send(line.strip(), but=peer)
    _drop(peer)


def _send(line: str, but: socket.socket | None = None) -> None:
    with _lock:
        peers = [peer for peer in _peers if peer is not but]
    for peer in peers:
        try:
            with _sending:  # two threads must not mix their lines
                peer.sendall(line.encode() + b"\n")
        except OSError:
            _drop(peer)


def _drop(peer: socket.socket) -> None:
    with _lock, contextlib.suppress(ValueError):
        _peers.remove(peer)
    with contextlib.suppress(OSError):
        peer.shutdown(socket.SHUT_RDWR)  # the thread that reads from it must end as well
    peer.close()


def _dispatch(line: str) -> None:
    try:
        channel, payload = json.loads(line)
    except ValueError:
        log.warning("an announcement could not be read")
        return
    for listener in list(_listeners):
        try:
            listener(channel, payload)
        except Exception:
            log.exception("a listener failed")
