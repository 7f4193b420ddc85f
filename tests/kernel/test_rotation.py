import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

from fuwutai.kernel import keyring, rotation
from fuwutai.kernel.fields import EncryptedTextField
from fuwutai.kernel.rotation import encrypted_columns, reencrypt


@pytest.fixture
def ring(tmp_path, settings) -> Iterator[keyring.KeyRing]:
    settings.FUWUTAI_DATA = tmp_path
    keyring.forget_ring()
    yield keyring.ring()
    keyring.forget_ring()


@pytest.fixture(scope="module")
def turning_table(django_db_setup, django_db_blocker) -> Iterator[Any]:
    """Give a model with two encrypted columns and a table for it."""
    with isolate_apps("fuwutai.kernel"):

        class Turning(models.Model):
            text = EncryptedTextField()
            note = EncryptedTextField(null=True)

            class Meta:
                app_label = "kernel"

    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Turning)
    yield Turning
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Turning)


@pytest.fixture
def secret(db, ring, turning_table) -> Any:
    turning_table.objects.all().delete()  # what a test with threads has committed
    return turning_table


def columns(model: Any) -> list[EncryptedTextField]:
    return [model._meta.get_field("text"), model._meta.get_field("note")]


def keys_in_use(model: Any) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT text FROM {model._meta.db_table}")  # noqa: S608, our own names
        return {row[0].split(":")[1] for row in cursor.fetchall()}


def test_every_encrypted_column_of_the_installation_is_known():
    known = set(encrypted_columns())
    assert known == {
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, EncryptedTextField)
    }


@pytest.mark.parametrize("algorithm", [keyring.AES_256_GCM, keyring.SM4_GCM])
def test_every_value_moves_to_the_new_key_and_reads_as_before(secret, ring, algorithm):
    secret.objects.bulk_create(secret(text=f"客户{n}", note=None if n % 2 else "") for n in range(25))
    key = ring.rotate(algorithm)
    heard: list[tuple[str, int]] = []
    done = reencrypt(columns(secret), batch_rows=10, report=lambda *step: heard.append(step))
    assert (done.moved, done.remaining, done.unreadable) == (38, 0, [])
    assert keys_in_use(secret) == {key.id}
    assert [row.text for row in secret.objects.order_by("pk")] == [f"客户{n}" for n in range(25)]
    assert secret.objects.filter(note__isnull=True).count() == 12
    assert sum(moved for _place, moved in heard) == 38


def test_values_under_the_active_key_are_left_alone(secret, ring, django_assert_max_num_queries):
    secret.objects.bulk_create(secret(text="x") for _ in range(50))
    with django_assert_max_num_queries(6):
        assert reencrypt(columns(secret)).moved == 0


def test_an_interrupted_rotation_goes_on_where_it_stopped(secret, ring):
    secret.objects.bulk_create(secret(text=str(n)) for n in range(30))
    key = ring.rotate()

    def interrupt(_place: str, _moved: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reencrypt(columns(secret), batch_rows=10, report=interrupt)
    assert len(keys_in_use(secret)) == 2
    done = reencrypt(columns(secret), batch_rows=10)
    assert (done.moved, done.remaining, keys_in_use(secret)) == (20, 0, {key.id})


def test_a_value_that_does_not_open_is_named_and_the_others_move(secret, ring):
    secret.objects.bulk_create(secret(text=str(n)) for n in range(3))
    spoilt = secret.objects.order_by("pk")[1].pk
    secret.objects.filter(pk=spoilt).update(text=models.Value("v1:k0:aes:AAAA", output_field=models.TextField()))
    ring.rotate()
    done = reencrypt(columns(secret), batch_rows=2)
    assert (done.moved, done.remaining) == (2, 1)
    assert done.unreadable == [f"kernel_turning.text {spoilt}"]


def test_a_write_that_comes_in_between_wins(secret, ring, monkeypatch):
    row = secret.objects.create(text="old")
    ring.rotate()
    decrypt = rotation.decrypt

    def slow(stored: str, place: str) -> str:
        text = decrypt(stored, place)
        if text == "old":
            secret.objects.filter(pk=row.pk).update(text="new")
        return text

    monkeypatch.setattr(rotation, "decrypt", slow)
    assert reencrypt(columns(secret)).remaining == 0
    assert secret.objects.get().text == "new"


@pytest.mark.django_db(transaction=True)
def test_people_may_write_while_everything_moves(secret, ring):
    secret.objects.bulk_create(secret(text=f"{n} 0") for n in range(60))
    pks = list(secret.objects.order_by("pk").values_list("pk", flat=True))
    last = dict.fromkeys(range(60), "0")
    done = threading.Event()

    def write() -> None:
        try:
            turn = 0
            while not done.is_set():
                turn += 1
                number = turn % 60
                secret.objects.filter(pk=pks[number]).update(text=f"{number} {turn}")
                last[number] = str(turn)
                time.sleep(0.001)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for algorithm in (keyring.SM4_GCM, keyring.AES_256_GCM):
            ring.rotate(algorithm)
            assert reencrypt(columns(secret), batch_rows=7).remaining <= 1  # a write on its way when the key changed
    finally:
        done.set()
        writer.join()
    assert {row.text for row in secret.objects.all()} == {f"{number} {turn}" for number, turn in last.items()}
    assert reencrypt(columns(secret)).remaining == 0
    assert keys_in_use(secret) == {ring.active.id}
