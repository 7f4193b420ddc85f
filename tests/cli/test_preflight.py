"""What must be true before anything starts."""

import json
import socket

import pytest

from fuwutai.cli import preflight
from fuwutai.cli.preflight import check_directory, claim_directory, is_loopback, open_port, url_of
from fuwutai.cli.trouble import Trouble


@pytest.fixture(autouse=True)
def english_terminal(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def test_a_missing_directory_is_made(tmp_path):
    check_directory(tmp_path / "one" / "two")
    assert list((tmp_path / "one" / "two").iterdir()) == []


def test_a_file_in_its_place_is_refused_and_left_alone(tmp_path):
    file = tmp_path / "letter"
    file.write_text("mine")
    for path in (file, file / "below"):
        with pytest.raises(Trouble, match="is not a directory"):
            check_directory(path)
    assert file.read_text() == "mine"


def test_a_place_where_nothing_can_be_made_is_refused():
    with pytest.raises(Trouble, match=r"/proc/fuwutai cannot be written"):
        check_directory(preflight.Path("/proc/fuwutai"))


def test_a_nearly_full_disk_is_refused(tmp_path, monkeypatch):
    usage = preflight.shutil.disk_usage(tmp_path)._replace(free=199 * 1024 * 1024)
    monkeypatch.setattr(preflight.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(Trouble, match="Less than 200 MiB"):
        check_directory(tmp_path)


def test_a_second_start_is_told_where_the_first_one_is(tmp_path):
    with claim_directory(tmp_path):
        (tmp_path / "up.json").write_text(json.dumps({"url": "http://127.0.0.1:8123", "pid": 77}))
        with pytest.raises(Trouble, match=r"already runs on .*http://127\.0\.0\.1:8123 \(process 77\)"):
            claim_directory(tmp_path)


def test_a_directory_can_be_claimed_again_after_the_first_start_ended(tmp_path):
    claim_directory(tmp_path).close()
    with claim_directory(tmp_path):
        pass


def test_a_port_in_use_is_one_clear_sentence(monkeypatch):
    monkeypatch.setattr(preflight, "BIND_PATIENCE_SECONDS", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Trouble, match=f"Port {port} on 127.0.0.1 is in use"):
            open_port("127.0.0.1", port)


def test_an_unknown_host_name_and_a_foreign_address_are_named():
    with pytest.raises(Trouble, match=r"host name nowhere\.invalid"):
        open_port("nowhere.invalid", 0)
    with pytest.raises(Trouble, match=r"no address 192\.0\.2\.1"):
        open_port("192.0.2.1", 0)


def test_port_0_takes_a_free_one_and_the_address_names_it():
    with open_port("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert url_of(listener, "127.0.0.1") == f"http://127.0.0.1:{port}"
        assert url_of(listener, "0.0.0.0") == f"http://127.0.0.1:{port}"
        assert url_of(listener, "::1") == f"http://[::1]:{port}"


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False)],
)
def test_only_loopback_names_count_as_local(host, local):
    assert is_loopback(host) is local
