"""How a command ends otherwise than well: one sentence and the pinned exit code, never a traceback.

Classes of Django and Redis are told by name, so that a command without a database need not load them.
"""

import errno

from fuwutai.cli.words import words as _

FOUND_WRONG, MISUSE, ENVIRONMENT = 1, 2, 3

SAYS_ENVIRONMENT = {
    "fuwutai.kernel.keyring.KeyRingError",
    "fuwutai.kernel.database_copy.DatabaseCopyError",
    "fuwutai.kernel.chain.ChainError",
}
SAYS_MISUSE = {"fuwutai.kernel.backup.BackupRefused", "fuwutai.kernel.sealed_archive.ArchiveError"}
"""Errors of the kernel whose text is the sentence already."""


class Trouble(Exception):
    """The environment does not allow the command; its text is the one sentence to print."""


class Misuse(Exception):
    """The command was called wrongly, or its input cannot be read."""


def explain(problem: BaseException) -> tuple[int, str] | None:
    """Return exit code and sentence for what a person can mend; None for an error of the program itself."""
    if isinstance(problem, Trouble):
        return ENVIRONMENT, str(problem)
    if isinstance(problem, Misuse):
        return MISUSE, str(problem)
    kinds = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(problem).__mro__}
    if "fuwutai.kernel.errors.DomainError" in kinds:
        return FOUND_WRONG, _refusal(problem)
    if kinds & {
        "django.db.utils.OperationalError",
        "django.db.utils.ProgrammingError",
        "django.db.utils.InterfaceError",
    }:
        return ENVIRONMENT, _database(problem)
    if kinds & {"redis.exceptions.ConnectionError", "redis.exceptions.TimeoutError"}:
        return ENVIRONMENT, _("Redis cannot be reached. Check FUWUTAI_REDIS_URL and that Redis is running.")
    if kinds & {"dj_database_url.ParseError", "dj_database_url.UnknownSchemeError"}:
        return ENVIRONMENT, _("FUWUTAI_DATABASE_URL cannot be read. It looks like postgresql://user@host:5432/name.")
    if kinds & SAYS_ENVIRONMENT:
        return ENVIRONMENT, str(problem)
    if kinds & SAYS_MISUSE:
        return MISUSE, str(problem)
    return _file(problem) if isinstance(problem, OSError) else None


def _refusal(problem: BaseException) -> str:
    fields = getattr(problem, "fields", {})
    details = "; ".join(f"{name}: {text}" for name, text in fields.items())
    return f"{getattr(problem, 'message', problem)}" + (f" ({details})" if details else "")


def _database(problem: BaseException) -> str:
    why = str(problem).strip().partition("\n")[0]
    if "no such table" in why or ("does not exist" in why and "relation" in why):
        return _("The database is not set up yet. Run `fuwutai migrate` or `fuwutai up` first.")
    if "disk is full" in why:
        return _("The disk is full. Free some space and start again.")
    if "readonly" in why:
        return _("The database is read-only. Check the owner and the rights of the data directory.")
    return _("The database cannot be reached: %(why)s. Check that it is running, and check FUWUTAI_DATABASE_URL.") % {
        "why": why.rstrip(".")
    }


def _file(problem: OSError) -> tuple[int, str] | None:
    facts = {"path": problem.filename, "why": problem.strerror}
    if problem.errno in (errno.ENOENT, errno.EISDIR) and problem.filename:
        return MISUSE, _("%(path)s cannot be read: %(why)s.") % facts
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return ENVIRONMENT, _("The disk is full. Free some space and start again.")
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS) and problem.filename:
        return ENVIRONMENT, _("%(path)s cannot be written or read: %(why)s. Check its owner and rights.") % facts
    return None
