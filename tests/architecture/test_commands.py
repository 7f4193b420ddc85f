"""Every write has the shape that the wrapper and its readers count on."""

import inspect

from fuwutai.cli.reference_pages import load_commands
from fuwutai.kernel.command import registered_commands


def every_command():
    load_commands()
    commands = registered_commands()
    assert commands
    return commands


def test_every_command_takes_keywords_only_and_the_actor_first():
    wrong = []
    for name, command in every_command().items():
        parameters = list(inspect.signature(command.function).parameters.values())
        if not parameters or parameters[0].name != "actor":
            wrong.append(name)
        wrong += [f"{name}.{one.name}" for one in parameters if one.kind is not inspect.Parameter.KEYWORD_ONLY]
    assert wrong == []


def test_every_command_says_what_the_caller_gets():
    silent = [name for name, command in every_command().items() if not inspect.getdoc(command.function)]
    assert silent == []


def test_every_command_is_annotated_whole():
    bare = [
        name
        for name, command in every_command().items()
        if any(
            one.annotation is inspect.Parameter.empty for one in inspect.signature(command.function).parameters.values()
        )
        or inspect.signature(command.function).return_annotation is inspect.Signature.empty
    ]
    assert bare == []


def test_every_command_is_named_by_verb_and_noun():
    short = [name for name in every_command() if "_" not in name.partition(".")[2]]
    assert short == []
