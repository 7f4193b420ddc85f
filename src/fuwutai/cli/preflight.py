"""What must be true before anything starts: a usable directory, a free port, no second start."""

import errno
import fcntl
import ipaddress
import json
import os
import shutil
import socket
import tempfile
import time
from pathlib import Path
from typing import IO

from fuwutai.cli.trouble import Trouble
from fuwutai.cli.words import words as _

MINIMUM_FREE_BYTES = 200 * 1024 * 1024
BIND_PATIENCE_SECONDS = 2.0
WILDCARDS = ("0.0.0.0", "::", "")


def check_directory(data: Path) -> None:
    """Make the data directory if it is missing. Raises: Trouble where it cannot hold a database."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data) as probe:
            probe.write(b"fuwutai" * 1024)
    except (FileExistsError, NotADirectoryError):
        raise Trouble(_("%(path)s is not a directory. Choose another one with --data.") % {"path": data}) from None
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Trouble(_full(data)) from None
        facts = {"path": data, "why": problem.strerror}
        sentence = _("Directory %(path)s cannot be written: %(why)s. Mend it or choose another with --data.")
        raise Trouble(sentence % facts) from None
    for name in ("fuwutai.sqlite3", "up.json"):
        if (data / name).exists() and not os.access(data / name, os.W_OK):
            raise Trouble(_("%(path)s is read-only. Mend its rights and start again.") % {"path": data / name})
    if shutil.disk_usage(data).free < MINIMUM_FREE_BYTES:
        raise Trouble(_full(data))


def _full(data: Path) -> str:
    return _("Less than 200 MiB are free on the disk of %(path)s. Free some space or choose another with --data.") % {
        "path": data
    }


def claim_directory(data: Path) -> IO[str]:
    """Return the open lock that keeps a second start away; the system drops it when this process ends.

    Raises: Trouble with the address of the running one.
    """
    lock = (data / "up.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Trouble(_("Fuwutai already runs on %(path)s%(at)s.") % {"path": data, "at": _running_at(data)}) from None
    except OSError:
        pass  # a file system without locks: the port still keeps most second starts away
    return lock


def _running_at(data: Path) -> str:
    try:
        facts = json.loads((data / "up.json").read_text())
        return _(": %(url)s (process %(pid)s)") % {"url": facts["url"], "pid": facts["pid"]}
    except (OSError, ValueError, KeyError):
        return _(" and is just starting")


def open_port(host: str, port: int) -> socket.socket:
    """Return the listening socket that web processes inherit: it stays open while one of them is restarted.

    Raises: Trouble where the port is taken or not allowed.
    """
    facts = {"host": host, "port": port}
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise Trouble(_("The host name %(host)s is not known here. Choose another with --host.") % facts) from None
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    deadline = time.monotonic() + BIND_PATIENCE_SECONDS
    while True:
        try:
            listener.bind(address)
            listener.listen(512)
            return listener
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(0.2)  # the web process of a start that was killed may be just ending
                continue
            listener.close()
            raise Trouble(_port_sentence(problem) % facts) from None


def _port_sentence(problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return _("Port %(port)s on %(host)s is in use by another program. Choose another with --port.")
    if problem.errno in (errno.EACCES, errno.EPERM):
        return _("Port %(port)s needs the rights of root. Choose one above 1023 with --port.")
    return _("This machine has no address %(host)s. Choose another with --host.")


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach the host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def url_of(listener: socket.socket, host: str) -> str:
    """Return the address under which this machine's own programs reach the listener."""
    port = listener.getsockname()[1]
    if host in WILDCARDS:
        host = "127.0.0.1" if listener.family == socket.AF_INET else "[::1]"
    elif ":" in host:
        host = f"[{host}]"
    return f"http://{host}:{port}"
