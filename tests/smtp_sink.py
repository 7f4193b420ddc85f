"""A mail server that keeps what it is given, or refuses it, or breaks off; it speaks SMTP on a port of its own."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class Sink(socketserver.ThreadingTCPServer):
    """Keeps mails. `says`: what it answers to a verb in place of its yes; `breaks_off`: hangs up after the mail."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.says: dict[str, str] = {}
        self.breaks_off = False
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """Return its address, as the setting has it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Conversation(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline():
            verb = line[:4].decode().strip().upper()
            if verb in self.server.says:
                self._say(self.server.says[verb])
            elif verb == "DATA":
                self._say("354 go on")
                if not self._take():
                    return
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                if verb == "RCPT":
                    self.server.recipients.append(line.decode().strip())
                self._say("250 yes")

    def _take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        with self.server.lock:
            self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        if self.server.breaks_off:
            return False
        self._say("250 taken")
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def running() -> Iterator[Sink]:
    """Let a mail server run for a while."""
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join(5)
