from datetime import timedelta
from pathlib import Path

import pytest
from tests.domain.files import given_files
from tests.domain.files.given_files import SYSTEM, kept
from tests.rows import all_rows

from fuwutai.domain.files import storage
from fuwutai.domain.files.commands import erase_unused_files, hold_file, note_preview
from fuwutai.domain.files.models import StoredFile
from fuwutai.domain.files.queries import open_file, preview_of
from fuwutai.kernel import keyring
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.fields import DecryptionError
from fuwutai.kernel.jobs import job_named
from fuwutai.kernel.models import OutboxRow
from fuwutai.kernel.rotation import reencrypt
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path, settings):
    settings.FUWUTAI_DATA = tmp_path
    keyring.forget_ring()
    yield tmp_path
    keyring.forget_ring()


def on_disk(data: Path) -> list[Path]:
    return sorted(path for path in (data / "files").rglob("*") if path.is_file())


def read(file_id: int) -> bytes:
    return b"".join(open_file(file_id))


def test_bytes_come_back_and_lie_encrypted_and_private_on_the_disk(data):
    file = kept("说明.txt", "身份证 110101199003077758".encode())
    assert read(file.file_id) == "身份证 110101199003077758".encode()
    assert (file.name, file.content_type, file.size) == ("说明.txt", "text/plain", 28)
    [path] = on_disk(data)
    assert b"110101199003077758" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in (path.parent, data / "files")} == {0o700}


def test_the_same_bytes_are_kept_once_under_whatever_name(data):
    first, second = kept("a.txt"), kept("b.log")
    assert first.file_id == second.file_id
    assert (first.name, second.name) == ("a.txt", "b.log")
    assert len(on_disk(data)) == 1


def test_the_digest_tells_a_thief_nothing_without_the_key():
    file = kept("a.txt", b"yes")
    row = StoredFile.objects.get(pk=file.file_id)
    keyring.forget_ring()
    import hashlib

    assert row.digest != hashlib.sha256(b"yes").hexdigest()


def test_what_nothing_refers_to_is_erased_after_a_day_with_its_preview(data, time_machine):
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
    file = kept("图.png", given_files.a_picture())
    drain()
    assert len(on_disk(data)) == 2
    time_machine.shift(timedelta(hours=23))
    job_named("files.sweep_unused").handler({})
    assert read(file.file_id)
    time_machine.shift(timedelta(hours=2))
    job_named("files.sweep_unused").handler({})
    drain()
    assert on_disk(data) == []
    row = StoredFile.objects.get(pk=file.file_id)
    assert (row.place, row.preview, row.erased_at is not None) == ("", "", True)
    for ask in (open_file, preview_of):
        with pytest.raises(NotFound):
            ask(file.file_id)


def test_bytes_that_were_erased_can_be_sent_again(data):
    file = kept()
    erase_unused_files(actor=SYSTEM, file_ids=[file.file_id])
    drain()
    assert on_disk(data) == []
    again = kept()
    assert again.file_id == file.file_id
    assert read(again.file_id) == given_files.a_text()


def test_bytes_sent_again_before_the_old_ones_were_removed_stay(data):
    file = kept()
    erase_unused_files(actor=SYSTEM, file_ids=[file.file_id])
    kept()
    drain()
    assert read(file.file_id) == given_files.a_text()
    assert len(on_disk(data)) == 2  # and its first lines


def test_a_file_sent_again_waits_another_day(time_machine):
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
    file = kept()
    time_machine.shift(timedelta(hours=23))
    kept()
    time_machine.shift(timedelta(hours=2))
    job_named("files.sweep_unused").handler({})
    assert read(file.file_id)


def test_bytes_of_a_command_that_never_came_are_removed_a_day_later(data, monkeypatch, time_machine):
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
    real = storage.write

    def write_and_die(place, pieces):
        real(place, pieces)
        raise OSError("power cut")

    monkeypatch.setattr(storage, "write", write_and_die)
    with pytest.raises(OSError):
        kept()
    assert len(on_disk(data)) == 1
    assert not StoredFile.objects.exists()
    drain()
    assert len(on_disk(data)) == 1
    time_machine.shift(timedelta(days=1, minutes=1))
    drain()
    assert on_disk(data) == []


def test_the_job_that_removes_bytes_spares_what_a_row_names(data):
    file = kept()
    place = StoredFile.objects.get(pk=file.file_id).place
    job_named("files.tidy").handler({"places": [place, "zz/nothing-there"]})
    assert read(file.file_id) == given_files.a_text()


def test_an_erased_file_cannot_be_held():
    file = kept()
    hold_file(actor=SYSTEM, file_id=file.file_id)
    erase_unused_files(actor=SYSTEM, file_ids=[file.file_id])
    with pytest.raises(NotFound):
        hold_file(actor=SYSTEM, file_id=file.file_id)


def test_a_preview_of_bytes_that_are_gone_is_not_noted():
    file = kept("图.png", given_files.a_picture())
    of = StoredFile.objects.get(pk=file.file_id).place
    erase_unused_files(actor=SYSTEM, file_ids=[file.file_id])
    before = all_rows()
    assert note_preview(actor=SYSTEM, file_id=file.file_id, of=of, place="aa/bb") is None
    assert all_rows() == before


def test_missing_bytes_are_an_error_that_names_the_file_and_no_empty_download(data):
    file = kept()
    on_disk(data)[0].unlink()
    with pytest.raises(DecryptionError, match=str(file.file_id)):
        open_file(file.file_id)


@pytest.mark.parametrize("algorithm", [keyring.AES_256_GCM, keyring.SM4_GCM])
def test_a_rotation_moves_files_and_previews_and_leaves_the_old_bytes_for_two_days(data, time_machine, algorithm):
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
    office = kept("c.xlsx", given_files.an_office_file())
    files = [kept("图.png", given_files.a_picture()), kept("b.txt", b"two"), office]
    drain()
    before = [(read(one.file_id), one.file_id) for one in files]
    looked = preview_of(files[0].file_id)
    gone = kept("d.txt", b"gone")
    erase_unused_files(actor=SYSTEM, file_ids=[gone.file_id])
    drain()
    key = keyring.ring().rotate(algorithm)
    heard = []
    done = reencrypt(report=lambda *step: heard.append(step))
    assert (done.remaining, done.unreadable) == (0, [])
    assert ("files", 3) in heard
    assert [(read(one.file_id), one.file_id) for one in files] == before
    assert preview_of(files[0].file_id) == looked
    assert set(StoredFile.objects.filter(erased_at=None).values_list("key", flat=True)) == {key.id}
    old = [path for path in on_disk(data) if f":{key.id}:".encode() not in path.read_bytes()[:100]]
    assert len(old) == 5
    time_machine.shift(timedelta(days=2, minutes=1))
    StoredFile.objects.update(look_at=None)
    drain()
    assert len(on_disk(data)) == 5
    assert [(read(one.file_id), one.file_id) for one in files] == before
    assert reencrypt().moved == 0


def test_a_rotation_names_a_file_that_does_not_open_and_moves_the_rest(data):
    broken, whole = kept("a.txt", b"one"), kept("b.txt", b"two")
    place = StoredFile.objects.get(pk=broken.file_id).place
    (data / "files" / place).write_bytes(b"damaged")
    keyring.ring().rotate()
    done = reencrypt()
    assert (done.remaining, done.unreadable) == (1, [f"files {broken.file_id}"])
    assert read(whole.file_id) == b"two"


def test_only_pictures_texts_and_pdfs_are_promised_a_preview():
    OutboxRow.objects.all().delete()
    file = kept("c.xlsx", given_files.an_office_file())
    assert StoredFile.objects.get(pk=file.file_id).preview_state == "none"
    assert not OutboxRow.objects.filter(name="files.make_preview").exists()
