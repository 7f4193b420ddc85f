"""A look at a file without opening it: a small picture painted anew, or the first lines of a text.

Never the bytes that were sent: whatever hides in them ends here. A PDF is painted by a program of its own, which may
break or be ended without harm to anybody.
"""

import io
import logging
import subprocess
import sys
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from fuwutai.domain.files import storage
from fuwutai.domain.files.commands.keeping import a_place, note_preview
from fuwutai.domain.files.models import StoredFile
from fuwutai.domain.files.queries import open_file, place_of
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.sealed_files import sealed

log = logging.getLogger(__name__)

MOST_PIXELS_A_SIDE = 720
FIRST_LETTERS = 2_000
PDF_SECONDS = 20
MOST_PDF_PICTURE_BYTES = 16 * 1024 * 1024
PICTURE_TYPE, TEXT_TYPE = "image/webp", "text/plain; charset=utf-8"
_FORMATS = {
    "image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP", "image/bmp": "BMP",
}  # fmt: skip
_PAINTER = Path(__file__).with_name("pdf_page.py")


def make_preview(file_id: int) -> None:
    """Make and keep the preview of a file, or note that it has none; done before or erased: nothing happens."""
    row = StoredFile.objects.filter(pk=file_id, erased_at=None, preview_state="").first()
    if row is None:
        return
    try:
        content = b"".join(open_file(file_id))
    except NotFound:
        return
    made = preview_bytes(row.content_type, content)
    of, place = row.place, ""
    if made is not None:
        place = a_place()
        storage.write(place, sealed((made,), f"{place_of(row)}:preview"))
    if note_preview(actor=Actor.system("files"), file_id=file_id, of=of, place=place) is None and place:
        storage.remove(place)


def preview_bytes(content_type: str, content: bytes) -> bytes | None:
    """Return the preview of a content, None where it cannot be painted."""
    if content_type.startswith("text/"):
        return _first_lines(content)
    if content_type == "application/pdf":
        painted = _first_page(content)
        return painted and _small(painted, "PNG")
    return _small(content, _FORMATS[content_type]) if content_type in _FORMATS else None


def preview_type(content_type: str) -> str:
    """Return of what type the preview of such a file is."""
    return TEXT_TYPE if content_type.startswith("text/") else PICTURE_TYPE


def _small(content: bytes, kind: str) -> bytes | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit that holds is an error
            picture: Image.Image = Image.open(io.BytesIO(content), formats=[kind])
            picture.draft("RGB", (MOST_PIXELS_A_SIDE, MOST_PIXELS_A_SIDE))
            picture.load()
        picture = ImageOps.exif_transpose(picture)
        clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
        picture = picture.convert("RGBA" if clear else "RGB")
        picture.thumbnail((MOST_PIXELS_A_SIDE, MOST_PIXELS_A_SIDE))
        picture.info = {}
        written = io.BytesIO()
        picture.save(written, "WEBP", quality=80)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return None
    return written.getvalue()


def _first_lines(content: bytes) -> bytes | None:
    """Return the beginning of a text; a character cut in two at its end is left out."""
    begin = content[: FIRST_LETTERS * 4]
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        if encoding == "utf-16" and not begin.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        for cut in range(4):
            try:
                text = begin[: len(begin) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return text[:FIRST_LETTERS].encode()
    return None


def _first_page(content: bytes) -> bytes | None:
    """Return the first page of a PDF as PNG, None where it cannot be painted in the time and room allowed."""
    command = [sys.executable, "-I", str(_PAINTER), str(MOST_PIXELS_A_SIDE)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PDF_SECONDS, check=False, env={})
    except subprocess.TimeoutExpired:
        log.warning("a PDF took longer than %s seconds to paint; it gets no preview", PDF_SECONDS)
        return None
    if done.returncode or not done.stdout or len(done.stdout) > MOST_PDF_PICTURE_BYTES:
        return None
    return done.stdout
