import io
import os

import pytest

from fuwutai.kernel import keyring
from fuwutai.kernel.fields import DecryptionError
from fuwutai.kernel.sealed_files import PIECE_BYTES, opened, sealed

PLACE = "files.storedfile:1"


@pytest.fixture(autouse=True)
def ring(tmp_path, settings):
    settings.FUWUTAI_DATA = tmp_path
    keyring.forget_ring()
    yield keyring.ring()
    keyring.forget_ring()


def stored(content: bytes, place: str = PLACE, pieces: int = 100_000) -> bytes:
    parts = [content[start : start + pieces] for start in range(0, len(content), pieces)]
    return b"".join(sealed(parts, place))


def read(stored_bytes: bytes, place: str = PLACE) -> bytes:
    return b"".join(opened(io.BytesIO(stored_bytes), place))


LENGTHS = [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES, 5 * PIECE_BYTES + 7]


@pytest.mark.parametrize("algorithm", [keyring.AES_256_GCM, keyring.SM4_GCM])
@pytest.mark.parametrize("length", LENGTHS)
def test_a_file_of_any_length_comes_back_as_it_was(ring, length, algorithm):
    ring.rotate(algorithm)
    content = os.urandom(length)
    assert read(stored(content)) == content
    assert read(b"".join(sealed([content], PLACE))) == content


def test_nothing_of_the_content_shows_and_no_two_files_look_alike():
    content = "身份证 110101199003077758 ".encode() * 1_000
    once, again = stored(content), stored(content)
    assert "身份证".encode() not in once
    assert once[200:] != again[200:]


@pytest.mark.parametrize("place", [0, 20, 60, 100, PIECE_BYTES + 200, -1])
def test_a_changed_byte_is_noticed(place):
    changed = bytearray(stored(b"a" * (2 * PIECE_BYTES)))
    changed[place] ^= 1
    with pytest.raises(DecryptionError):
        read(bytes(changed))


def test_pieces_can_be_neither_left_out_nor_exchanged_nor_added():
    whole = stored(b"".join(bytes([letter]) * PIECE_BYTES for letter in b"abc"))
    size = PIECE_BYTES + 16
    head, parts = whole[: -3 * size], [whole[-3 * size :][at * size : (at + 1) * size] for at in range(3)]
    for order in ([0, 1], [0], [], [1, 0, 2], [0, 2], [0, 1, 2, 2]):
        with pytest.raises(DecryptionError):
            read(head + b"".join(parts[at] for at in order))


def test_a_file_opens_only_in_its_own_place():
    with pytest.raises(DecryptionError):
        read(stored(b"words"), "files.storedfile:2")


def test_what_is_no_file_of_ours_is_refused():
    for content in (b"", b"%PDF-1.7", b"fuwutai-file:v1:k1:aes\n", b"fuwutai-file:v1:" + b"x" * 400):
        with pytest.raises(DecryptionError):
            read(content)


def test_a_file_under_an_older_key_still_opens_and_the_new_key_is_used_for_new_ones(ring):
    old = stored(b"words")
    new_key = ring.rotate()
    assert read(old) == b"words"
    assert stored(b"words").startswith(f"fuwutai-file:v1:{new_key.id}:aes\n".encode())


def test_a_source_that_gives_little_at_a_time_is_read_whole():
    class Dripping(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 1_000))

    content = os.urandom(PIECE_BYTES + 5)
    assert b"".join(opened(Dripping(stored(content)), PLACE)) == content
