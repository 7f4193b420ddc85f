import base64
import copy
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from fuwutai.kernel import keyring
from fuwutai.kernel.fields import DecryptionError, EncryptedTextField, decrypt, encrypt

PLACE = "customers.phone"


@pytest.fixture(scope="module")
def secret_table(django_db_setup, django_db_blocker) -> Iterator[Any]:
    """Give a model with encrypted columns and a table for it."""
    with isolate_apps("fuwutai.kernel"):

        class Secret(models.Model):
            text = EncryptedTextField()
            note = EncryptedTextField(null=True)

            class Meta:
                app_label = "kernel"

    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Secret)
    yield Secret
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Secret)


@pytest.fixture
def secret(db, secret_table) -> Any:
    return secret_table


@pytest.fixture
def fresh_ring(tmp_path, settings) -> Iterator[keyring.KeyRing]:
    settings.FUWUTAI_DATA = tmp_path
    keyring.forget_ring()
    yield keyring.ring()
    keyring.forget_ring()


def stored(model: Any, column: str = "text") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table}")  # noqa: S608, our own names
        return cursor.fetchone()[0]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_text_comes_back_and_never_stands_in_what_is_stored(text):
    kept = encrypt(text, PLACE)
    assert decrypt(kept, PLACE) == text
    assert kept.isascii()
    assert len(base64.b64decode(kept.rpartition(":")[2])) == 12 + len(text.encode()) + 16


def test_the_stored_form_names_version_key_and_algorithm(fresh_ring):
    assert encrypt("张三", PLACE).startswith(f"v1:{fresh_ring.active.id}:aes:")
    sm4 = fresh_ring.rotate(keyring.SM4_GCM)
    assert encrypt("张三", PLACE).startswith(f"v1:{sm4.id}:sm4:")


def test_both_algorithms_decrypt_whatever_key_is_active(fresh_ring):
    kept = [encrypt("一", PLACE)]
    for algorithm in (keyring.SM4_GCM, keyring.AES_256_GCM):
        fresh_ring.rotate(algorithm)
        kept.append(encrypt("一", PLACE))
    assert [decrypt(one, PLACE) for one in kept] == ["一"] * 3


def test_equal_texts_are_stored_differently():
    assert encrypt("13812345678", PLACE) != encrypt("13812345678", PLACE)


@pytest.mark.parametrize("algorithm", [keyring.AES_256_GCM, keyring.SM4_GCM])
def test_a_value_moved_to_another_column_does_not_open(fresh_ring, algorithm):
    key = fresh_ring.rotate(algorithm)
    kept = encrypt("13812345678", PLACE)
    with pytest.raises(DecryptionError, match=rf"customers\.email cannot be decrypted with key {key.id}") as caught:
        decrypt(kept, "customers.email")
    assert "13812345678" not in str(caught.value)


@pytest.mark.parametrize("algorithm", [keyring.AES_256_GCM, keyring.SM4_GCM])
@given(data=st.data())
def test_one_changed_bit_does_not_open(algorithm, data):
    ring = keyring.ring()
    if ring.active.algorithm != algorithm:
        ring.rotate(algorithm)
    head, _, body = encrypt("13812345678", PLACE).rpartition(":")
    sealed = bytearray(base64.b64decode(body))
    bit = data.draw(st.integers(0, 8 * len(sealed) - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(DecryptionError):
        decrypt(f"{head}:{base64.b64encode(bytes(sealed)).decode()}", PLACE)


@pytest.mark.parametrize("kept", ["", "13812345678", "v1:", "v1:k1:aes:", "v2:k1:aes:AAAA", "v1:k1"])
def test_a_value_that_was_never_encrypted_is_reported_without_showing_it(kept):
    with pytest.raises(DecryptionError, match=r"customers\.phone holds a value that is not encrypted") as caught:
        decrypt(kept, PLACE)
    assert "13812345678" not in str(caught.value)


@pytest.mark.parametrize("body", ["AAAA", "!!!!", base64.b64encode(bytes(27)).decode()])
@pytest.mark.parametrize("algorithm", [keyring.AES_256_GCM, keyring.SM4_GCM])
def test_a_value_cut_short_is_reported(fresh_ring, algorithm, body):
    fresh_ring.rotate(algorithm)
    head, _, _ = encrypt("x", PLACE).rpartition(":")
    with pytest.raises(DecryptionError, match="cannot be decrypted"):
        decrypt(f"{head}:{body}", PLACE)


def test_a_key_of_another_ring_is_reported_by_name(fresh_ring):
    with pytest.raises(
        DecryptionError, match=r"customers\.phone cannot be decrypted with key kold.*not in the key ring"
    ):
        decrypt("v1:kold:aes:AAAA", PLACE)


def test_a_key_cannot_pass_for_one_of_another_algorithm(fresh_ring):
    with pytest.raises(DecryptionError):
        decrypt(encrypt("x", PLACE).replace(":aes:", ":sm4:"), PLACE)


def test_a_row_is_encrypted_in_the_table_and_plain_in_the_program(secret):
    secret.objects.create(text="张三 13812345678")
    assert stored(secret).startswith("v1:")
    assert secret.objects.get().text == "张三 13812345678"
    assert secret.objects.values_list("text", "note").get() == ("张三 13812345678", None)


def test_none_stays_null_and_an_empty_text_is_hidden_too(secret):
    secret.objects.create(text="", note=None)
    assert secret.objects.get().text == ""
    assert stored(secret, "note") is None
    assert stored(secret).startswith("v1:")
    assert secret.objects.filter(note__isnull=True).exists()
    assert not secret.objects.filter(text__isnull=True).exists()


def test_every_way_of_writing_encrypts(secret):
    row = secret.objects.create(text="one")
    row.text = "two"
    row.save(update_fields=["text"])
    assert decrypt(stored(secret), "kernel_secret.text") == "two"
    secret.objects.update(text="three")
    assert decrypt(stored(secret), "kernel_secret.text") == "three"
    row.text = "four"
    secret.objects.bulk_update([row], ["text"])
    assert decrypt(stored(secret), "kernel_secret.text") == "four"
    secret.objects.bulk_create(
        [secret(pk=row.pk, text="five")], update_conflicts=True, update_fields=["text"], unique_fields=["id"]
    )
    assert decrypt(stored(secret), "kernel_secret.text") == "five"


@pytest.mark.parametrize("lookup", ["text", "text__iexact", "text__contains", "text__in", "text__gt", "text__regex"])
def test_looking_up_an_encrypted_column_is_refused(secret, lookup):
    with pytest.raises(FieldError, match=r"kernel_secret\.text is encrypted and cannot be looked up"):
        secret.objects.filter(**{lookup: "x"})
    with pytest.raises(FieldError):
        secret.objects.exclude(**{lookup: "x"})


def test_transforms_of_an_encrypted_column_are_refused(secret):
    with pytest.raises(FieldError, match="encrypted"):
        secret.objects.filter(text__length__gt=3)


def test_a_damaged_row_names_its_column_when_read(secret):
    secret.objects.create(text="x")
    secret.objects.update(text=Concat(Value("v1:k0:aes:"), Value("AAAA"), output_field=models.TextField()))
    with pytest.raises(DecryptionError, match=r"kernel_secret\.text"):
        secret.objects.get()


def test_a_value_copied_by_the_database_into_another_column_does_not_open(secret):
    secret.objects.create(text="x")
    secret.objects.update(note=F("text"))
    with pytest.raises(DecryptionError, match=r"kernel_secret\.note"):
        secret.objects.get()


def test_the_field_deconstructs_copies_and_pickles():
    field = EncryptedTextField(null=True, blank=True)
    field.set_attributes_from_name("note")
    assert field.deconstruct() == (
        "note",
        "fuwutai.kernel.fields.EncryptedTextField",
        [],
        {"null": True, "blank": True},
    )
    assert copy.deepcopy(field).null
    assert pickle.loads(pickle.dumps(field)).null  # noqa: S301, our own object
    assert field.get_internal_type() == "TextField"


def test_an_index_on_an_encrypted_column_is_a_fault_of_the_model():
    with isolate_apps("fuwutai.kernel"):

        class Indexed(models.Model):
            text = EncryptedTextField(unique=True)

            class Meta:
                app_label = "kernel"

        assert [found.id for found in Indexed._meta.get_field("text").check()] == ["kernel.E001"]
