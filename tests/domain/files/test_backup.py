"""Files come back from a backup, and one erased meanwhile holds none up."""

import shutil
from pathlib import Path

import pytest
from django.db import connection
from tests.domain.files.given_files import kept

from fuwutai.domain.files.queries import open_file
from fuwutai.kernel import backup, keyring, sealed_archive
from fuwutai.kernel.backup import backup_key_file, write_backup
from fuwutai.kernel.sealed_archive import Lock


def test_a_backup_skips_what_was_erased_between_listing_and_copying(tmp_path):
    there, gone = tmp_path / "there", tmp_path / "gone"
    there.write_bytes(b"1")

    class Archive:
        def gettarinfo(self, arcname, fileobj):
            return type("Entry", (), {})()

        def addfile(self, entry, file):
            file.read()

    assert backup._added(Archive(), "files/aa/there", there)
    assert backup._added(Archive(), "files/aa/gone", gone) == ""
    with pytest.raises(FileNotFoundError):
        backup._added(Archive(), "keys/keyring.json", gone)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="files do not depend on the database")
@pytest.mark.django_db(transaction=True)
def test_a_file_is_read_after_a_restore_and_lies_closed_to_others(tmp_path, settings):
    settings.FUWUTAI_DATA = tmp_path / "data"
    (tmp_path / "data").mkdir(mode=0o700)
    keyring.forget_ring()
    file = kept("合同.txt", "身份证 110101199003077758".encode())
    written = sorted(path.relative_to(tmp_path / "data") for path in (tmp_path / "data" / "files").rglob("*"))
    write_backup(tmp_path / "centre.backup")
    lock = Lock(None, Path(shutil.copy(backup_key_file(), tmp_path / "kept.key")))
    with_members(tmp_path / "centre.backup", lock, tmp_path / "back")
    shutil.rmtree(tmp_path / "data" / "files")
    shutil.copytree(tmp_path / "back" / "files", tmp_path / "data" / "files")
    assert sorted(path.relative_to(tmp_path / "data") for path in (tmp_path / "data" / "files").rglob("*")) == written
    assert b"".join(open_file(file.file_id)) == "身份证 110101199003077758".encode()
    keyring.forget_ring()


def with_members(archive: Path, lock: Lock, into: Path) -> None:
    with sealed_archive.reading(archive, lock) as members:
        backup._unpack(members, into)

