"""What is sent as a file is what its name says, and carries nothing along."""

import io
import zipfile

import pytest
from PIL import Image, ImageFile

from fuwutai.kernel import uploads
from fuwutai.kernel.errors import Invalid
from fuwutai.kernel.uploads import (
    MACROS,
    MISNAMED,
    MOST_FRAMES,
    TOO_LONG,
    TOO_MANY_PIXELS,
    TYPES,
    UNKNOWN,
    UNREADABLE,
    checked_upload,
)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
EXE = b"MZ\x90\x00" + b"\x00" * 60 + b"PE\x00\x00" + b"\x00" * 200
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
PLACE = b"GPS-PLACE-31.23N"


def picture(kind: str, *, turned: int = 1, **more) -> bytes:
    """Return a picture of 40 × 20, red left and blue right, with what telephones write into one."""
    made = Image.new("RGB", (40, 20), "red")
    made.paste("blue", (20, 0, 40, 20))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x0110] = turned, PLACE.decode(), "Telephone 9"
    written = io.BytesIO()
    made.save(written, kind, **({"exif": exif} if kind != "BMP" else {}), **more)
    return written.getvalue()


def archive(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name in ("[Content_Types].xml", *names):
            made.writestr(name, "<x/>")
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("合同.pdf", PDF, "application/pdf"),
        ("说明.txt", "你好".encode(), "text/plain"),
        ("gbk.txt", "你好，收到".encode("gbk"), "text/plain"),
        ("表.csv", b"a,b\n1,2\n", "text/csv"),
        ("旧.doc", OLE2, "application/msword"),
        ("信.docx", archive("word/document.xml"), TYPES["docx"]),
    ],
)  # fmt: skip
def test_what_its_name_says_is_taken_as_it_is(name, content, content_type):
    taken = checked_upload(name, content)
    assert (taken.name, taken.content_type, taken.content) == (name, content_type, content)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.exe", EXE, UNKNOWN),
        ("a.html", HTML, UNKNOWN),
        ("a.svg", SVG, UNKNOWN),
        ("a", PDF, UNKNOWN),
        ("a.pdf.js", PDF, UNKNOWN),
        ("a.pdf", EXE, MISNAMED),
        ("a.pdf", HTML, MISNAMED),
        ("a.png", SVG, MISNAMED),
        ("a.jpg", PDF, MISNAMED),
        ("a.doc", PDF, MISNAMED),
        ("a.docx", OLE2, MISNAMED),
        ("a.txt", EXE, MISNAMED),
        ("a.pdf", b"", MISNAMED),
        ("a.pdf", b"x", MISNAMED),
        ("a.mp3", b"x" * 500, MISNAMED),
        ("a.docx", archive("word/document.xml", "word/vbaProject.bin"), MACROS),
    ],
)
def test_what_is_something_else_is_refused_and_says_why(name, content, why):
    with pytest.raises(Invalid) as refused:
        checked_upload(name, content, field="proof")
    assert refused.value.fields == {"proof": why}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/proof.pdf", "proof.pdf"),
        ("C:\\Users\\me\\proof.PDF", "proof.PDF"),
        ("fdp\u202eexe.pdf", "fdpexe.pdf"),
        ("a\nb<c>.pdf", "a_b_c_.pdf"),
        ("长" * 400 + ".pdf", "长" * 146 + ".pdf"),
        (" proof.pdf. ", "proof.pdf"),
    ],
)
def test_a_name_is_kept_without_what_could_deceive(name, kept):
    assert checked_upload(name, PDF).name == kept


@pytest.mark.parametrize("name", ["", ".pdf", "...", "/", "\u202e.pdf"])
def test_a_file_without_a_name_is_refused(name):
    with pytest.raises(Invalid):
        checked_upload(name, PDF)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_a_picture_leaves_place_and_device_behind(ending):
    sent = picture({"jpg": "JPEG"}.get(ending, ending.upper()))
    assert PLACE in sent
    kept = checked_upload(f"a.{ending}", sent).content
    assert PLACE not in kept and b"Telephone 9" not in kept
    with Image.open(io.BytesIO(kept)) as seen:
        assert (seen.size, dict(seen.getexif())) == ((40, 20), {})


def test_a_photo_taken_upright_stays_upright():
    kept = checked_upload("a.jpg", picture("JPEG", turned=6)).content
    with Image.open(io.BytesIO(kept)) as seen:
        assert seen.size == (20, 40)
        red, _green, blue = seen.convert("RGB").getpixel((10, 5))
        assert red > 200 and blue < 60


def test_a_photo_that_need_not_be_turned_looks_as_before():
    made = Image.effect_noise((64, 64), 80).convert("RGB")
    written = io.BytesIO()
    made.save(written, "JPEG", quality=60, exif=_exif())
    kept = checked_upload("a.jpg", written.getvalue()).content
    with Image.open(io.BytesIO(kept)) as after, Image.open(written) as before:
        pairs = list(zip(after.convert("L").tobytes(), before.convert("L").tobytes(), strict=True))
        assert sum(abs(one - other) for one, other in pairs) / len(pairs) < 2
    assert len(kept) <= len(written.getvalue())


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    return exif


def test_a_moving_picture_keeps_its_frames_and_loses_its_comment():
    frames = [Image.new("P", (8, 8), at) for at in (1, 2, 3)]
    for at, frame in enumerate(frames):
        frame.putpalette([at * 40 + channel for channel in range(3)] * 256)
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:], duration=90, loop=0, comment=PLACE)
    assert PLACE in written.getvalue()
    kept = checked_upload("a.gif", written.getvalue()).content
    assert PLACE not in kept
    with Image.open(io.BytesIO(kept)) as seen:
        assert (seen.n_frames, seen.info["duration"]) == (3, 90)


def test_a_picture_that_is_broken_is_refused():
    with pytest.raises(Invalid) as refused:
        checked_upload("a.png", picture("PNG")[:60])
    assert refused.value.fields == {"file": UNREADABLE}


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_read():
    written = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(written, "PNG")
    assert len(written.getvalue()) < 50_000
    with pytest.raises(Invalid) as refused:
        checked_upload("a.png", written.getvalue())
    assert refused.value.fields == {"file": TOO_MANY_PIXELS}


@pytest.fixture
def nothing_is_painted(monkeypatch):
    """Let every attempt to unpack a picture fail."""

    def painted(*_args: object) -> None:
        raise AssertionError

    monkeypatch.setattr(ImageFile.ImageFile, "load", painted)
    monkeypatch.setattr(Image.Image, "convert", painted)


def moving(side: int, frames: int) -> bytes:
    """Return a GIF of squares, black and white by turns."""
    first, other = (Image.new("1", (side, side), colour) for colour in (0, 1))
    written = io.BytesIO()
    first.save(written, "GIF", save_all=True, append_images=[other if at % 2 else first for at in range(1, frames)])
    return written.getvalue()


@pytest.fixture
def too_long() -> bytes:
    """Return 24 million pixels in few bytes."""
    sent = moving(2_000, 6)
    assert len(sent) < 100_000
    return sent


def test_frames_that_are_too_much_together_are_refused_before_one_is_painted(too_long, nothing_is_painted):
    with pytest.raises(Invalid) as refused:
        checked_upload("a.gif", too_long)
    assert refused.value.fields == {"file": TOO_LONG}


def test_more_frames_than_may_be_are_refused_however_small(monkeypatch):
    assert MOST_FRAMES == 1_000
    monkeypatch.setattr(uploads, "MOST_FRAMES", 3)
    assert checked_upload("a.gif", moving(4, 3)).content
    with pytest.raises(Invalid) as refused:
        checked_upload("a.gif", moving(4, 4))
    assert refused.value.fields == {"file": TOO_LONG}


def test_a_frame_that_widens_the_picture_counts_with_what_it_makes_of_it(monkeypatch):
    sent = bytearray(moving(8, 3))
    last = sent.rindex(b"\x2c\x00\x00\x00\x00\x08\x00\x08\x00")
    sent[last + 5 : last + 7] = b"\x40\x00"
    monkeypatch.setattr(uploads, "MOST_MOVING_PIXELS", 300)
    with pytest.raises(Invalid) as refused:
        checked_upload("a.gif", bytes(sent))
    assert refused.value.fields == {"file": TOO_LONG}


def test_a_photo_painted_in_more_passes_than_any_program_needs_is_refused(nothing_is_painted):
    sent = picture("JPEG")
    scan = sent[sent.index(b"\xff\xda") : -2]
    with pytest.raises(Invalid) as refused:
        checked_upload("a.jpg", sent[:-2] + scan * 100 + sent[-2:])
    assert refused.value.fields == {"file": UNREADABLE}
