"""The command line: one table of commands, each loaded only when it is called."""

import argparse
import atexit
import difflib
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from fuwutai import __version__
from fuwutai.cli.trouble import MISUSE, explain
from fuwutai.cli.words import noted as N_
from fuwutai.cli.words import terminal_language
from fuwutai.cli.words import words as _


class Entry(NamedTuple):
    """One command; its module has `add_arguments(parser)` and `run(args) -> int`."""

    group: str
    summary: str
    passes_on: bool = False
    """What the module does not know itself stands in `args.more` (the runner hands it to pytest)."""
    module: str = ""
    """Where the command lives, if not in the module of its name."""


INTERNAL = ""
COMMANDS = {
    "up": Entry(N_("Running"), N_("start everything: web, worker and, on first use, the demo centre")),
    "worker": Entry(N_("Running"), N_("start one more worker, on this host or another")),
    "migrate": Entry(N_("Running"), N_("bring the database to this release")),
    "import": Entry(N_("Running"), N_("take in cases, customers or people from files"), module="imports"),
    "backup": Entry(N_("Keeping safe"), N_("write database, files and keys into one encrypted file")),
    "restore": Entry(N_("Keeping safe"), N_("bring a backup into an empty data directory")),
    "keys": Entry(N_("Keeping safe"), N_("show and rotate the encryption keys")),
    "token": Entry(N_("Keeping safe"), N_("give out and withdraw the keys with which programs use the API")),
    "account": Entry(N_("Keeping safe"), N_("let somebody back in who lost password or telephone")),
    "check": Entry(N_("Keeping safe"), N_("say whether all is well, and what strangers could use")),
    "audit": Entry(N_("Keeping safe"), N_("prove that journal and access log are unchanged")),
    "search": Entry(N_("Keeping safe"), N_("index the words of cases anew")),
    "worktime": Entry(N_("Calculating"), N_("answer questions about working time from a file")),
    "clocks": Entry(N_("Calculating"), N_("count the clocks of cases again")),
    "reports": Entry(N_("Calculating"), N_("count the figures of reports again")),
    "attainment": Entry(N_("Calculating"), N_("print how many promises were kept")),
    "test": Entry(N_("Developing"), N_("run every check and test"), passes_on=True),
    "messages": Entry(N_("Developing"), N_("collect the words to translate, check and compile the translations")),
    "reactions": Entry(N_("Developing"), N_("print who reacts to what")),
    "reference": Entry(N_("Developing"), N_("write the generated pages of docs/reference")),
    "web": Entry(INTERNAL, N_("serve pages and live streams in this process")),
    "prepare": Entry(INTERNAL, N_("bring a data directory to this release")),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code: 0 good, 1 found wrong, 2 misuse, 3 environment."""
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else MISUSE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains at exit
        return 0
    except Exception as problem:
        if (explained := explain(problem)) is None:
            raise
        code, sentence = explained
        print(sentence, file=sys.stderr)
        return code


def setup_django(data: Path | None = None) -> None:
    """Load settings and apps for the data directory, and speak the terminal's language."""
    if data is not None:
        os.environ["FUWUTAI_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fuwutai.config.settings")
    import django
    from django.utils import translation

    from fuwutai.cli.messages import compile_if_stale

    compile_if_stale()
    if data is not None:
        os.umask(0o077)  # what lies beside the data is its owner's only, also in a directory made before us
    django.setup()
    translation.activate(terminal_language())


def setup_django_aside() -> None:
    """Load settings and apps for a command without data, so that no data directory is made where it runs."""
    from django.apps import apps

    if not apps.ready:
        scratch = Path(tempfile.mkdtemp(prefix="fuwutai-"))
        atexit.register(shutil.rmtree, scratch, ignore_errors=True)
        setup_django(scratch)


def _run(argv: list[str]) -> int:
    common, name, rest = _common(argv)
    if name is None:
        print(_overview(), file=sys.stdout if common.help else sys.stderr)
        return 0 if common.help else MISUSE
    if name not in COMMANDS:
        print(_unknown(name), file=sys.stderr)
        return MISUSE
    module = import_module(f"fuwutai.cli.{COMMANDS[name].module or name}")
    parser = _parser(name)
    module.add_arguments(parser)
    args, more = parser.parse_known_args(rest)
    if more and not COMMANDS[name].passes_on:
        parser.error(_("unknown: %(words)s") % {"words": " ".join(more)})
    args.more = more
    args.json = common.json or getattr(args, "json", False)
    args.data = (common.data or Path(os.environ.get("FUWUTAI_DATA") or "var")).absolute()
    os.environ["FUWUTAI_DATA"] = str(args.data)
    code: int = module.run(args)
    return code


def _common(argv: list[str]) -> tuple[argparse.Namespace, str | None, list[str]]:
    """Take out the options that every command knows, wherever they stand."""
    parser = argparse.ArgumentParser(prog="fuwutai", add_help=False, allow_abbrev=False)
    _add_common(parser)
    parser.add_argument("--version", action="version", version=f"fuwutai {__version__}")
    common, rest = parser.parse_known_args(argv)
    common.help = not rest or rest[0] in ("-h", "--help", "help")
    if common.help or rest[0].startswith("-"):
        common.help = common.help and bool(argv)
        return common, None, rest
    return common, rest[0], rest[1:]


def _add_common(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help=_("data directory: database, files, keys (default ./var)")
    )
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"fuwutai {name}",
        description=_(COMMANDS[name].summary),
        allow_abbrev=False,
        conflict_handler="resolve",
    )
    _add_common(parser.add_argument_group(_("common options")))
    return parser


def _overview() -> str:
    lines = [_("Fuwutai: a customer-service platform in which the manual is executable"), ""]
    lines += [_("usage: fuwutai COMMAND [options]"), ""]
    for group in dict.fromkeys(entry.group for entry in COMMANDS.values() if entry.group):
        lines.append(_(group))
        lines += [f"  {name:<10} {_(entry.summary)}" for name, entry in COMMANDS.items() if entry.group == group]
        lines.append("")
    lines.append(_("`fuwutai COMMAND --help` tells more. Every command takes --data DIR (default ./var) and --json."))
    return "\n".join(lines)


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, [key for key, entry in COMMANDS.items() if entry.group], n=1)
    if near:
        return _("There is no command “%(name)s”. Did you mean “%(near)s”?") % {"name": name, "near": near[0]}
    return _("There is no command “%(name)s”. See `fuwutai --help`.") % {"name": name}
