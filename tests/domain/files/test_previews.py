import io

import pytest
from PIL import Image
from tests.domain.files import given_files
from tests.domain.files.given_files import kept, unchecked

from fuwutai.domain.files import previews
from fuwutai.domain.files.models import StoredFile
from fuwutai.domain.files.previews import make_preview, preview_bytes
from fuwutai.domain.files.queries import preview_of, preview_states
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.worker import drain


def painted(content: bytes | None) -> Image.Image:
    assert content is not None
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "WEBP"
    return picture


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("WEBP", "image/webp"), ("BMP", "image/bmp")],
)
def test_a_picture_becomes_a_small_one(kind, content_type):
    small = painted(preview_bytes(content_type, given_files.a_picture(kind, (2_000, 1_000))))
    assert small.size == (720, 360)


def test_the_preview_holds_nothing_but_the_picture():
    content = given_files.a_picture("JPEG", comment=b"<script>alert(1)</script>")
    assert b"script" not in preview_bytes("image/jpeg", content)


def test_a_picture_that_is_none_has_no_preview():
    assert preview_bytes("image/png", b"<html><script>alert(1)</script>") is None
    assert preview_bytes("image/svg+xml", b"<svg onload='alert(1)'/>") is None


def test_the_first_page_of_a_pdf_is_painted():
    small = painted(preview_bytes("application/pdf", given_files.a_pdf(pages=3)))
    assert max(small.size) == 720


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%broken", b"%PDF-1.4\n" + b"\xff" * 10_000])
def test_a_broken_pdf_has_no_preview_and_breaks_nothing(content):
    assert preview_bytes("application/pdf", content) is None


def test_a_pdf_cut_short_anywhere_breaks_nothing():
    whole = given_files.a_pdf()
    for part in (3, 2):
        preview_bytes("application/pdf", whole[: len(whole) * part // 4])


def test_a_pdf_whose_page_is_larger_than_any_may_be_is_not_painted():
    whole = given_files.a_pdf()
    found = whole.index(b"/MediaBox")
    end = whole.index(b"]", found)
    wide = b"/MediaBox [ 0 0 9999999 9999999"
    assert preview_bytes("application/pdf", whole[:found] + wide + whole[end:]) is None


def test_a_pdf_that_never_ends_is_given_up(monkeypatch, tmp_path):
    endless = tmp_path / "endless.py"
    endless.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(previews, "_PAINTER", endless)
    monkeypatch.setattr(previews, "PDF_SECONDS", 0.5)
    assert preview_bytes("application/pdf", given_files.a_pdf()) is None


def test_a_painter_that_falls_over_harms_nobody(monkeypatch, tmp_path):
    falling = tmp_path / "falling.py"
    falling.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(previews, "_PAINTER", falling)
    assert preview_bytes("application/pdf", given_files.a_pdf()) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_first_lines_of_a_text_are_read_in_the_usual_encodings(encoding):
    text = "宽带断网，请尽快处理。\n" * 900
    found = preview_bytes("text/plain", text.encode(encoding))
    assert found is not None
    assert text.startswith(found.decode())
    assert len(found.decode()) > 1_500


@pytest.mark.django_db
def test_the_worker_makes_the_preview_and_a_second_time_changes_nothing():
    file = kept("图.png", given_files.a_picture(colour="blue"))
    assert preview_states([file.file_id]) == {file.file_id: ""}
    drain()
    assert preview_states([file.file_id]) == {file.file_id: "made"}
    assert painted(preview_of(file.file_id)).size == (40, 30)
    before = StoredFile.objects.filter(pk=file.file_id).values().get()
    make_preview(file.file_id)
    assert StoredFile.objects.filter(pk=file.file_id).values().get() == before


@pytest.mark.django_db
def test_what_cannot_be_painted_is_noted_as_such_and_not_tried_again():
    file = unchecked(b"%PDF-1.7 broken")
    drain()
    assert preview_states([file.file_id]) == {file.file_id: "none"}
    with pytest.raises(NotFound):
        preview_of(file.file_id)
