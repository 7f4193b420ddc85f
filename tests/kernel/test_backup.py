import gzip
import io
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.db import connection
from django.utils import translation
from tests.kernel.places import Place, database_of_its_own

from fuwutai.kernel import backup, database_copy, keyring, sealed_archive
from fuwutai.kernel.backup import BackupFailed, BackupRefused, backup_key_file, restore_backup, write_backup
from fuwutai.kernel.database_copy import DatabaseCopyError
from fuwutai.kernel.sealed_archive import ArchiveError, Lock

PASSPHRASE = "三只 tigers 跳舞"

if connection.vendor == "postgresql":  # with SQLite every test has a database file of its own
    pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(tmp_path, settings, monkeypatch) -> Iterator[Place]:
    with translation.override("en"), database_of_its_own():
        yield Place(tmp_path / "data", settings, monkeypatch)
    keyring.forget_ring()


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "centre.backup"


def key_lock() -> Lock:
    return Lock(None, backup_key_file())


def members(file: Path, lock: Lock) -> dict[str, bytes]:
    with sealed_archive.reading(file, lock) as archive:
        return {entry.name: archive.extractfile(entry).read() for entry in archive}


@pytest.mark.parametrize("passphrase", [PASSPHRASE, None])
def test_everything_comes_back_in_an_empty_place(place, file, passphrase):
    place.fill("first")
    ring = keyring.ring()
    done = write_backup(file, passphrase=passphrase)
    assert (done.bytes, done.database, done.lock) == (
        file.stat().st_size,
        connection.vendor,
        "passphrase" if passphrase else "key",
    )
    lock = Lock(
        passphrase,
        shutil.copy(backup_key_file(), file.with_name("kept.key")) if passphrase is None else Path(),
    )
    place.enter(place.path.with_name("other"))
    place.empty_database()
    restored = restore_backup(file, lock)
    assert (restored.aside, restored.schema_aside, restored.members) == ("", "", done.members)
    assert place.word() == "first"
    assert (place.path / "files/2026/发票 1.pdf").read_bytes() == b"first" * 50_000
    assert (place.path / "audit.head").read_text() == "first"
    assert keyring.ring().active == ring.active
    assert (place.path / "keys" / "keyring.json").stat().st_mode & 0o777 == 0o600
    assert not (place.path / "up.json").exists()
    assert {path.name for path in place.path.iterdir()} <= {"files", "keys", "audit.head", "fuwutai.sqlite3"}


def test_the_file_is_closed_to_others_and_shows_nothing(place, file):
    place.fill("geheim")
    write_backup(file)
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_bytes()
    assert b"geheim" not in content
    assert keyring.ring().session_secret.encode() not in content
    assert [path.name for path in file.parent.iterdir() if path.is_file()] == [file.name]


def test_a_backup_under_the_key_file_opens_with_any_age_and_tar(place, file):
    place.fill("first")
    write_backup(file)
    identity = pyrage.x25519.Identity.from_str(backup_key_file().read_text().split()[-1])
    plain = io.BytesIO()
    with file.open("rb") as source:
        pyrage.decrypt_io(source, plain, [identity])
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(plain.getvalue()))) as archive:
        names = archive.getnames()
    assert {"manifest.json", "audit.head", "keys/keyring.json", "files/2026/发票 1.pdf"} < set(names)


def test_the_key_file_is_made_once_and_only_its_owner_reads_it(place, tmp_path):
    place.fill("first")
    write_backup(tmp_path / "one")
    key = backup_key_file().read_bytes()
    write_backup(tmp_path / "two")
    assert backup_key_file().read_bytes() == key
    assert backup_key_file().stat().st_mode & 0o777 == 0o600


def test_an_existing_file_is_never_overwritten(place, file):
    place.fill("first")
    file.write_text("yesterday's")
    with pytest.raises(BackupRefused, match=r"centre\.backup"):
        write_backup(file)
    assert file.read_text() == "yesterday's"


def test_what_is_written_while_the_backup_runs_does_no_harm(place, file, monkeypatch):
    place.fill("first")
    add = backup._add

    def add_and_go_on(archive: Any, name: str, path: Path) -> str:
        with (place.path / "files" / "2026" / "发票 1.pdf").open("ab") as grown:
            grown.write(b"more")
        return add(archive, name, path)

    monkeypatch.setattr(backup, "_add", add_and_go_on)
    write_backup(file)
    assert members(file, key_lock())["files/2026/发票 1.pdf"].startswith(b"first" * 50_000)


def test_a_written_backup_that_reads_back_differently_is_removed(place, file, monkeypatch):
    place.fill("first")
    monkeypatch.setattr(backup, "_unpack", lambda archive, into: backup._Unpacked({}, ""))
    with pytest.raises(BackupFailed):
        write_backup(file)
    assert [path for path in file.parent.iterdir() if path.is_file()] == []


def test_a_disk_that_fills_up_says_so_and_leaves_no_half_file(place, file, monkeypatch):
    place.fill("first")

    def full(source: Any, _sink: Any, _recipients: Any) -> None:
        source.read(1000)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pyrage, "encrypt_io", full)
    (place.path / "files" / "large").write_bytes(bytes(range(256)) * 20_000)
    with pytest.raises(OSError, match="No space left"):
        write_backup(file)
    assert [path for path in file.parent.iterdir() if path.is_file()] == []
    assert not list(place.path.glob(".backup-*"))


def test_a_place_in_use_is_refused_without_force(place, file):
    place.fill("first")
    write_backup(file)
    place.fill("second")
    before = place.state()
    with pytest.raises(BackupRefused, match="--force"):
        restore_backup(file, key_lock())
    assert place.state() == before


def test_with_force_the_former_state_is_moved_aside(place, file):
    place.fill("first")
    write_backup(file)
    place.fill("second")
    restored = restore_backup(file, key_lock(), force=True)
    assert place.word() == "first"
    aside = Path(restored.aside)
    assert aside.parent == place.path
    assert (aside / "audit.head").read_text() == "second"
    assert (aside / "files" / "2026" / "发票 1.pdf").read_bytes() == b"second" * 50_000
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(aside / "fuwutai.sqlite3")) as old:
            assert old.execute("SELECT word FROM keepsake").fetchone() == ("second",)
    else:
        assert place._run(f'SELECT word FROM "{restored.schema_aside}".keepsake') == [("second",)]  # noqa: S608


def test_a_restored_place_can_be_backed_up_and_restored_again(place, tmp_path):
    place.fill("first")
    write_backup(tmp_path / "one")
    restore_backup(tmp_path / "one", key_lock(), force=True)
    write_backup(tmp_path / "two")
    place.put("lost")
    lock = key_lock()
    place.enter(tmp_path / "third")
    restore_backup(tmp_path / "two", lock, force=True)
    assert place.word() == "first"


def spoil_at(share: float) -> Callable[[bytes], bytes]:
    def spoil(content: bytes) -> bytes:
        at = int(len(content) * share)
        return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_at(0.02),
        spoil_at(0.5),
        spoil_at(0.999),
        lambda content: content[: len(content) // 2],
        lambda content: content[:-1],
        lambda content: content[:-70_000],
        lambda content: content + b"x",
        lambda content: content[:100],
        lambda content: b"",
        lambda content: b"PK" + content,
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_is_touched(place, file, spoil):
    place.fill("first")
    (place.path / "files" / "large").write_bytes(keyring.ring().index_key * 10_000)
    write_backup(file)
    file.write_bytes(spoil(file.read_bytes()))
    before = place.state()
    with pytest.raises(ArchiveError, match=r"centre\.backup"):
        restore_backup(file, key_lock(), force=True)
    assert place.state() == before
    assert not list(place.path.glob(".restore-*"))


def test_a_wrong_passphrase_or_a_damaged_head_is_refused_and_nothing_is_touched(place, file):
    place.fill("first")
    write_backup(file, passphrase=PASSPHRASE)
    before = place.state()
    for lock in (Lock(PASSPHRASE.upper(), Path("unused")), key_lock()):
        with pytest.raises(ArchiveError, match="assphrase"):
            restore_backup(file, lock, force=True)
    file.write_bytes(file.read_bytes().replace(b"\n", b"", 3))
    with pytest.raises(ArchiveError, match="passphrase"):
        restore_backup(file, Lock(PASSPHRASE, Path("unused")), force=True)
    assert place.state() == before


def test_a_wrong_missing_or_broken_key_file_is_refused_and_nothing_is_touched(place, file, tmp_path):
    place.fill("first")
    write_backup(file)
    other = tmp_path / "other.key"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    (tmp_path / "broken.key").write_text("AGE-SECRET-KEY-1BROKEN")
    (tmp_path / "empty.key").write_text("")
    before = place.state()
    for key_file in (other, tmp_path / "broken.key", tmp_path / "empty.key", tmp_path / "none.key", tmp_path):
        with pytest.raises(ArchiveError, match="key"):
            restore_backup(file, Lock(None, key_file), force=True)
    assert place.state() == before


@pytest.mark.parametrize("name", ["../evil", "keys/../../evil", "/etc/evil", "evil", "keys", "static/evil.js"])
def test_a_foreign_name_in_the_archive_is_refused(place, file, name):
    place.fill("first")
    with sealed_archive.writing(file, key_lock()) as archive:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    before = place.state()
    with pytest.raises(BackupRefused, match="which no backup does"):
        restore_backup(file, key_lock(), force=True)
    assert place.state() == before


def test_links_in_the_archive_are_refused(place, file):
    link = tarfile.TarInfo("keys/keyring.json")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with sealed_archive.writing(file, key_lock()) as archive:
        archive.addfile(link)
    with pytest.raises(BackupRefused):
        restore_backup(file, key_lock(), force=True)


@pytest.mark.parametrize("manifest", [None, b"{}", b"[]", b'{"format": 2, "version": "9", "sha256": {}}'])
def test_an_archive_without_a_true_list_is_refused(place, file, manifest):
    with sealed_archive.writing(file, key_lock()) as archive:
        if manifest is not None:
            entry = tarfile.TarInfo("manifest.json")
            entry.size = len(manifest)
            archive.addfile(entry, io.BytesIO(manifest))
    with pytest.raises(BackupRefused, match="list"):
        restore_backup(file, key_lock(), force=True)


def test_a_backup_of_the_other_kind_of_database_is_refused(place, file, monkeypatch):
    place.fill("first")
    write_backup(file)
    before = place.state()
    monkeypatch.setattr(database_copy, "copy_name", lambda: "database.other")
    with pytest.raises(BackupRefused, match="FUWUTAI_DATABASE_URL"):
        restore_backup(file, key_lock(), force=True)
    assert place.state() == before


@pytest.mark.parametrize("failing_move", range(1, 7))
def test_an_error_while_putting_in_place_moves_everything_back(place, file, monkeypatch, failing_move):
    place.fill("first")
    write_backup(file)
    place.fill("second")
    before = place.state()
    move, moved = shutil.move, 0

    def move_or_fail(here: Path, there: Path) -> None:
        nonlocal moved
        moved += 1
        if moved == failing_move:
            raise OSError("the disk went away")
        move(here, there)

    monkeypatch.setattr(shutil, "move", move_or_fail)
    with pytest.raises(OSError, match="went away"):
        restore_backup(file, key_lock(), force=True)
    assert place.state() == before
    assert not list(place.path.glob("before-restore-*"))


def test_a_database_that_refuses_the_copy_keeps_what_it_had(place, file, monkeypatch):
    place.fill("first")
    write_backup(file)
    place.fill("second")
    before = place.state()

    def refuse(_path: Path) -> str:
        raise DatabaseCopyError("refused")

    if connection.vendor == "sqlite":
        monkeypatch.setattr(database_copy, "check_copy", refuse)
    else:
        run = database_copy._run
        monkeypatch.setattr(database_copy, "_run", lambda *words, **more: run(*words, "--no-such-option", **more))
    with pytest.raises(DatabaseCopyError):
        restore_backup(file, key_lock(), force=True)
    assert place.state() == before


def test_a_copy_that_is_no_database_is_noticed(place, tmp_path):
    junk = tmp_path / database_copy.copy_name()
    junk.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(DatabaseCopyError):
        database_copy.check_copy(junk)


def test_missing_client_tools_of_postgresql_are_named(place, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DatabaseCopyError, match="postgresql-client"):
        database_copy._run("pg_dump")


def test_nothing_to_back_up_is_said(place, file):
    place.empty_database()
    if connection.vendor == "sqlite":
        with pytest.raises(DatabaseCopyError, match=r"fuwutai\.sqlite3"):
            write_backup(file)
        assert not file.exists()
        assert not Path(str(connection.settings_dict["NAME"])).exists()
    else:
        write_backup(file)
        assert "database.pgdump" in members(file, key_lock())
