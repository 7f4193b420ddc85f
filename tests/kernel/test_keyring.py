import json
import multiprocessing
from pathlib import Path

import pytest

from fuwutai.kernel import keyring
from fuwutai.kernel.keyring import AES_256_GCM, SM4_GCM, KeyRing, KeyRingError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keyring.json"


def test_a_new_ring_is_closed_to_others_and_comes_back_the_same(path):
    made = KeyRing.load_or_create(path)
    again = KeyRing.load_or_create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert again.active == made.active
    assert (again.index_key, again.audit_key, again.session_secret) == (
        made.index_key,
        made.audit_key,
        made.session_secret,
    )


def test_every_secret_is_its_own(path):
    ring = KeyRing.load_or_create(path)
    secrets = {ring.index_key, ring.audit_key, ring.active.secret, ring.session_secret.encode()}
    assert len(secrets) == 4
    assert len(ring.session_secret) >= 50


def test_two_rings_share_no_key_id(tmp_path):
    first, second = (KeyRing.load_or_create(tmp_path / name / "ring.json") for name in "ab")
    assert first.active.id != second.active.id


def _active_id(path: Path) -> str:
    return KeyRing.load_or_create(path).active.id


def test_processes_that_start_at_once_agree_on_one_ring(path):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert len(set(pool.map(_active_id, [path] * 16, chunksize=1))) == 1
    assert sorted(name.name for name in path.parent.iterdir()) == ["keyring.json", "keyring.json.lock"]


@pytest.mark.parametrize(("algorithm", "length"), [(AES_256_GCM, 32), (SM4_GCM, 16)])
def test_rotation_adds_an_active_key_and_keeps_the_old_one(path, algorithm, length):
    ring = KeyRing.load_or_create(path)
    old = ring.active
    new = ring.rotate(algorithm)
    assert (ring.active, new.algorithm, len(new.secret)) == (new, algorithm, length)
    assert ring.data_keys == (old, new)
    assert ring.key(old.id) == old


def test_an_unknown_algorithm_is_refused_and_the_ring_stays(path):
    ring = KeyRing.load_or_create(path)
    before = path.read_bytes()
    with pytest.raises(KeyRingError, match="not a known algorithm"):
        ring.rotate("ROT13")
    assert path.read_bytes() == before


def test_another_process_s_rotation_is_noticed(path):
    mine, theirs = KeyRing.load_or_create(path), KeyRing.load_or_create(path)
    new = theirs.rotate()
    assert mine.active == new


def test_a_key_added_elsewhere_is_found_by_reading_once_more(path):
    mine, theirs = KeyRing.load_or_create(path), KeyRing.load_or_create(path)
    new = theirs.rotate(SM4_GCM)
    assert mine.key(new.id) == new
    with pytest.raises(KeyRingError, match="kffffffff is not in the key ring"):
        mine.key("kffffffff")


def test_a_ring_that_vanished_stops_encryption_but_not_decryption(path):
    ring = KeyRing.load_or_create(path)
    old = ring.active
    path.unlink()
    assert ring.key(old.id) == old
    with pytest.raises(KeyRingError, match="cannot be read"):
        _ = ring.active


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_ring_open_to_others_is_refused(path, mode):
    KeyRing.load_or_create(path)
    path.chmod(mode)
    with pytest.raises(KeyRingError, match="chmod 600"):
        KeyRing.load_or_create(path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: "",
        lambda document: "[]",
        lambda document: json.dumps({**document, "active": "k0"}),
        lambda document: json.dumps({**document, "audit_key": "AAAA"}),
        lambda document: json.dumps({**document, "index_key": "not base64!"}),
        lambda document: json.dumps({name: part for name, part in document.items() if name != "session_secret"}),
        lambda document: json.dumps(
            {**document, "keys": {document["active"]: {"alg": "DES", "key": "", "made_on": ""}}}
        ),
    ],
)
def test_a_damaged_ring_is_refused_and_never_overwritten(path, spoil):
    ring = KeyRing.load_or_create(path)
    path.write_text(spoil(json.loads(path.read_text())))
    damaged = path.read_bytes()
    with pytest.raises(KeyRingError, match="is damaged"):
        KeyRing.load_or_create(path)
    with pytest.raises(KeyRingError, match="is damaged"):
        ring.rotate()
    assert path.read_bytes() == damaged


def test_a_place_where_no_ring_can_be_made_is_named(tmp_path):
    (tmp_path / "keys").write_text("a file where a directory should be")
    with pytest.raises(KeyRingError, match="cannot be"):
        KeyRing.load_or_create(tmp_path / "keys" / "keyring.json")


def test_secrets_do_not_show_in_representations(path):
    ring = KeyRing.load_or_create(path)
    assert "secret" not in repr(ring.active)
    assert repr(ring.active.secret) not in f"{ring!r} {ring.active!r}"


def test_the_ring_of_the_process_lives_in_the_data_directory(tmp_path, settings):
    settings.FUWUTAI_DATA = tmp_path
    keyring.forget_ring()
    try:
        assert keyring.ring() is keyring.ring()
        assert keyring.ring().path == tmp_path / "keys" / "keyring.json"
    finally:
        keyring.forget_ring()
