"""The standard phrases that a pack brings."""

from typing import Literal

from fuwutai.domain.accounts.queries import centre
from fuwutai.domain.knowledge.commands import adopt_phrases
from fuwutai.domain.packs.policies import may_adopt_phrases
from fuwutai.domain.packs.queries import pack_codes, pack_phrase_folders, pack_phrases
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import NotFound, Refused


@command
def adopt_pack_phrases(*, actor: Actor, code: str) -> int:
    """Take over the standard phrases of a shipped pack, and return how many were never here before.

    They come in both languages; their folders are named in that of the centre. What is there already, changed or
    retired, stays so. Emits: PhrasesAdopted. Raises: NotFound, Refused. Source: S3-6.1-6, S4-2.2-7, S0-3.1-3.
    """
    if not may_adopt_phrases(actor):
        raise Refused
    if code not in pack_codes():
        raise NotFound
    here = centre()
    language: Literal["zh", "en"] = "zh" if here is None or here.language.startswith("zh") else "en"
    return adopt_phrases(actor=actor, folders=pack_phrase_folders(code, language), phrases=pack_phrases(code))
