"""Every write of files."""

from fuwutai.domain.files.commands.erasing import erase_unused_files
from fuwutai.domain.files.commands.keeping import Kept, hold_file, keep_file, note_preview, store_file

__all__ = ["Kept", "erase_unused_files", "hold_file", "keep_file", "note_preview", "store_file"]
