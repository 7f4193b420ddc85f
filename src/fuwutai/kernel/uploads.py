"""What people send us as files: checked for being what its name says, and rid of what nobody meant to send.

A file is known by its content, not by its name or by what the browser calls it. Pictures are written anew without the
place, time and device that telephones put into them. Whatever is taken is only ever handed out again as a download.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import puremagic
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from fuwutai.kernel.errors import Invalid, Text

TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "txt": "text/plain",
    "csv": "text/csv",
    "log": "text/plain",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "amr": "audio/amr",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
}
"""What is taken, by the end of its name."""
MAX_NAME = 150
MOST_PIXELS, MOST_MOVING_PIXELS = 50_000_000, 20_000_000
"""Of a picture that stands still, and of all frames together of one that moves: each of them is painted anew."""
MOST_FRAMES, MOST_SCANS = 1_000, 100
"""Frames of a moving picture, and passes in which a photo is painted: each costs time, however small it is."""
Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # twice as many and Pillow itself opens no picture, nor any frame of one

_TEXTS = {"txt", "csv", "log"}
_OLD_OFFICE = {"doc", "xls", "ppt"}
_OFFICE = {"docx", "xlsx", "pptx", "odt", "ods"}
_PICTURES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "bmp": "BMP", "gif": "GIF"}
_SIGNATURES = {
    "jpeg": ("jpg", "jpeg"), "m4a": ("m4a", "mp4", "m4b", "m4v", "mov", "3gp"),
    "mp4": ("mp4", "m4v", "mov", "3gp", "m4a"), "mp3": ("mp3", "mpga", "mp2"),
}  # fmt: skip
_SURE_ENOUGH = 0.3
"""Less is a guess from the name alone."""
_OLE2, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_ORIENTATION = 0x0112
_BEGIN_OF_SCAN = b"\xff\xda"
_DIRECTION_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_UNKEPT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')

UNKNOWN: Text = _("Files of this kind are not taken. Send a PDF, a picture, an office file, a text or a recording.")
MISNAMED: Text = _("This file is not what its name says. Save it anew in the program it comes from, and send that.")
MACROS: Text = _("This file holds macros, which are programs. Save it without macros, and send that.")
UNREADABLE: Text = _("This picture cannot be read. Open it, save it anew, and send that.")
TOO_MANY_PIXELS: Text = _("This picture has more than 50 million pixels. Make it smaller, and send that.")
TOO_LONG: Text = _(
    "This moving picture is too long: all its frames together have more than 20 million pixels, or there are more than "
    "1,000 of them. Send a single picture, or a shorter one."
)
NAMELESS: Text = _("This file has no name that can be kept. Rename it and choose it again.")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is kept."""

    name: str
    content_type: str
    content: bytes


def checked_upload(name: str, content: bytes, *, field: str = "file") -> Upload:
    """Return a file as it is kept: under a plain name, with the type of its content, a picture without its metadata.

    Raises: Invalid at `field` for what is not taken.
    """
    kept, ending = _plain_name(name)
    if not kept:
        raise _refusal(NAMELESS, field)
    if ending not in TYPES:
        raise _refusal(UNKNOWN, field)
    if not _is_what_it_says(ending, content):
        raise _refusal(MISNAMED, field)
    if ending in _OFFICE and _has_macros(content):
        raise _refusal(MACROS, field)
    if ending in _PICTURES:
        content = _without_metadata(content, _PICTURES[ending], field)
    return Upload(kept, TYPES[ending], content)


def _refusal(text: Text, field: str) -> Invalid:
    return Invalid(text, fields={field: text})


def _plain_name(name: str) -> tuple[str, str]:
    """Return a name without folders and marks that hide its end, and that end in small letters."""
    last = re.split(r"[/\\]", name)[-1]
    last = _UNKEPT.sub("_", _DIRECTION_MARKS.sub("", last)).strip(" .")
    stem, dot, ending = last.rpartition(".")
    if not dot or not stem.strip(" ._"):
        return ("", "") if not last.strip("._") else (last[:MAX_NAME], "")
    return f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}", ending.lower()


def _is_what_it_says(ending: str, content: bytes) -> bool:
    if ending in _TEXTS:
        return _is_text(content)
    if ending in _OLD_OFFICE:
        return content.startswith(_OLE2)
    if ending in _OFFICE and not content.startswith(_ZIP):
        return False
    try:
        signs = [one for one in puremagic.magic_string(content, f"x.{ending}") if one.confidence >= _SURE_ENOUGH]
        found = {one.extension.lstrip(".") for one in signs}
    except (puremagic.PureError, ValueError):
        return False
    return bool(found & set(_SIGNATURES.get(ending, (ending,))))


def _is_text(content: bytes) -> bool:
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _has_macros(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any("vbaproject" in one.lower() or one.lower().startswith("basic/") for one in archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return True  # what cannot be looked into is not trusted


def _without_metadata(content: bytes, kind: str, field: str) -> bytes:
    """Return a picture written anew: turned as it is meant to be seen, with its colour profile and nothing else.

    How large it is stands at its beginning and before each frame; nothing is painted before that was read.
    """
    if kind == "JPEG" and content.count(_BEGIN_OF_SCAN) > MOST_SCANS:
        raise _refusal(UNREADABLE, field)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit that holds is an error
            picture: Image.Image = Image.open(io.BytesIO(content), formats=[kind])
            if kind == "GIF":
                return _moving(picture, field)
            picture.load()
    except Image.DecompressionBombError as problem:
        raise _refusal(TOO_MANY_PIXELS, field) from problem
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise _refusal(UNREADABLE, field) from problem
    profile = picture.info.get("icc_profile")
    is_turned = picture.getexif().get(_ORIENTATION, 1) != 1
    kept = ImageOps.exif_transpose(picture) if is_turned else picture
    kept.info = {}
    hows: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": 95 if is_turned else "keep"}, "WEBP": {"lossless": True},
    }  # fmt: skip
    how = hows.get(kind, {})
    written = io.BytesIO()
    kept.save(written, kind, exif=b"", icc_profile=profile, **how)
    return written.getvalue()


def _moving(picture: Image.Image, field: str) -> bytes:
    """Return a GIF with all its frames and their times, without comments; only one of them is unpacked at a time.

    Raises: Invalid for more frames or pixels than may be.
    """
    count = getattr(picture, "n_frames", 1)  # looks for where frames begin, and paints none
    if count > MOST_FRAMES or count * picture.width * picture.height > MOST_MOVING_PIXELS:
        raise _refusal(TOO_LONG, field)
    frames = _frames(picture, count, field)
    written = io.BytesIO()
    repeats: dict[str, Any] = {"loop": picture.info["loop"]} if "loop" in picture.info else {}
    next(frames).save(written, "GIF", save_all=True, append_images=frames, **repeats)
    return written.getvalue()


def _frames(picture: Image.Image, count: int, field: str) -> Iterator[Image.Image]:
    """Yield the frames of a GIF with nothing but their times. Raises: Invalid where one widens the whole too far."""
    pixels = 0
    for at in range(count):
        picture.seek(at)
        pixels += picture.width * picture.height
        if pixels > MOST_MOVING_PIXELS:
            raise _refusal(TOO_LONG, field)
        frame = picture.convert("RGBA")
        frame.info = {"duration": picture.info.get("duration", 0)}
        yield frame
