"""`fuwutai worker`: carry out reactions and jobs until told to stop."""

import argparse
import signal
import threading

from fuwutai.cli import setup_django
from fuwutai.cli.children import end_with_parent, leave_loaded_alone


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing beyond the common options."""


def run(args: argparse.Namespace) -> int:
    """Work; SIGINT and SIGTERM let the row in hand finish."""
    end_with_parent()
    setup_django()
    from django.conf import settings
    from django.db import connection

    from fuwutai.kernel import push
    from fuwutai.kernel.worker import Worker

    connection.ensure_connection()  # out of reach at the start is a sentence, later it is waited out
    if settings.FUWUTAI_REDIS_URL:
        push.connect_redis(settings.FUWUTAI_REDIS_URL)
    else:
        push.connect(settings.FUWUTAI_DATA)
    worker = Worker()
    for one in (signal.SIGTERM, signal.SIGINT):
        # in a thread: the handler may have interrupted the very lock that `stop` needs
        signal.signal(one, lambda *_signal: threading.Thread(target=worker.stop).start())
    leave_loaded_alone()
    worker.run()
    return 0
