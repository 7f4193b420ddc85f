"""Files as people send them, small ones made on the spot."""

import io
import zipfile
from typing import Any

from PIL import Image

from fuwutai.domain.files.commands import Kept, store_file
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.uploads import Upload, checked_upload

SYSTEM = Actor.system("tests")


def a_picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "red", **how: Any) -> bytes:
    """Return a picture of one colour."""
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, kind, **how)
    return written.getvalue()


def a_pdf(text: str = "Hello", pages: int = 1) -> bytes:
    """Return a PDF of blank pages, with a mark that makes it differ."""
    written = io.BytesIO()
    page = Image.new("RGB", (200, 280), "white")
    page.save(written, "PDF", save_all=True, append_images=[page] * (pages - 1), title=text)
    return written.getvalue()


def an_office_file(unpacked_bytes: int = 100) -> bytes:
    """Return a workbook by its outer form, whose one part unpacks to so much."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * unpacked_bytes)
    return written.getvalue()


def a_text(words: str = "第一行\n第二行") -> bytes:
    """Return a text."""
    return words.encode()


def kept(name: str = "说明.txt", content: bytes | None = None) -> Kept:
    """Return a file that was checked and kept."""
    return store_file(actor=SYSTEM, upload=checked_upload(name, a_text() if content is None else content))


def unchecked(content: bytes, name: str = "x.pdf", content_type: str = "application/pdf") -> Kept:
    """Return a file that was kept although nobody looked whether it is what it says."""
    return store_file(actor=SYSTEM, upload=Upload(name, content_type, content))
