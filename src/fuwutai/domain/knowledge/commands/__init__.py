"""Every write of standard phrases."""

from fuwutai.domain.knowledge.commands.folders import move_folder, retire_folder, save_folder
from fuwutai.domain.knowledge.commands.phrases import (
    move_phrase,
    restore_phrase,
    restore_phrase_version,
    retire_phrase,
    save_phrase,
)
from fuwutai.domain.knowledge.commands.shipped import ShippedFolder, ShippedPhrase, adopt_phrases
from fuwutai.domain.knowledge.commands.use import note_phrase_use

__all__ = [
    "ShippedFolder",
    "ShippedPhrase",
    "adopt_phrases",
    "move_folder",
    "move_phrase",
    "note_phrase_use",
    "restore_phrase",
    "restore_phrase_version",
    "retire_folder",
    "retire_phrase",
    "save_folder",
    "save_phrase",
]
