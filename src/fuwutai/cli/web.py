"""`fuwutai web` (internal): pages and live streams in one process."""

import argparse
import socket

from fuwutai.cli import setup_django
from fuwutai.cli.children import end_with_parent, leave_loaded_alone, tell_parent_ready

GRACE_SECONDS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take an inherited listening socket, or an address."""
    parser.add_argument("--fd", type=int)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    end_with_parent()
    from fuwutai.cli.preflight import open_port

    listener = socket.socket(fileno=args.fd) if args.fd is not None else open_port(args.host, args.port)
    setup_django()
    import uvicorn
    from django.urls import get_resolver

    from fuwutai.config.asgi import application, close_streams

    class Server(uvicorn.Server):
        """Tell the supervisor when it serves, and end the streams before it waits for open answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            tell_parent_ready()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            close_streams()
            await super().shutdown(sockets)

    config = uvicorn.Config(
        application,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=GRACE_SECONDS,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=["127.0.0.1", "::1"],
    )
    _ = get_resolver().url_patterns  # every page's code, before the first one is asked for
    leave_loaded_alone()
    Server(config).run(sockets=[listener])
    return 0
