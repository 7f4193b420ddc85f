"""A real directory server for a test run: slapd with people, a certificate of its own authority, and no other user."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fuwutai.cli.legs import slapd

PEOPLE, ROOT = "ou=people,dc=example,dc=cn", "dc=example,dc=cn"
READER, READER_PASSWORD = f"cn=reader,{ROOT}", "geheim-reader"
PASSWORD = "Domain-word-7"
LIN_UUID = "0f9a7d52-1111-4c4c-8888-000000000001"
SCHEMA = """
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP top AUXILIARY MAY ( sAMAccountName $ objectGUID ) )
"""
CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include {folder}/own.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/pid
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
allow bind_anon_cred bind_anon_dn
database mdb
suffix "{root}"
directory {folder}/data
access to attrs=userPassword by anonymous auth
access to * by dn.exact="{reader}" read by * none
"""
PERSON = """
dn: uid={uid},{people}
objectClass: inetOrgPerson
objectClass: user
uid: {uid}
sAMAccountName: {uid}
cn: {uid}
sn: {uid}
{more}
"""
BEGINNING = """dn: {root}
objectClass: dcObject
objectClass: organization
dc: example
o: example

dn: {people}
objectClass: organizationalUnit
ou: people

dn: {reader}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: {reader_password}
"""


@dataclass(frozen=True)
class Slapd:
    """A directory server that runs, by its two ports, and the certificate of its authority."""

    plain_port: int
    tls_port: int
    authority: str

    @property
    def plain(self) -> str:
        """Return the address without TLS, at which STARTTLS is taken."""
        return f"ldap://localhost:{self.plain_port}"

    @property
    def encrypted(self) -> str:
        """Return the address with TLS."""
        return f"ldaps://localhost:{self.tls_port}"


@contextmanager
def running(folder: Path) -> Iterator[Slapd]:
    """Run a directory server out of a folder until the block ends.

    It answers a password that is empty like Active Directory: as if somebody had signed in.
    """
    program = slapd()
    assert program is not None
    (folder / "data").mkdir()
    authority = _certificates(folder)
    (folder / "own.schema").write_text(SCHEMA)
    config = folder / "slapd.conf"
    config.write_text(CONFIG.format(folder=folder, root=ROOT, reader=READER))
    (folder / "people.ldif").write_text(_people())
    add = shutil.which("slapadd") or "/usr/sbin/slapadd"
    subprocess.run([add, "-q", "-f", str(config), "-l", str(folder / "people.ldif")], check=True, capture_output=True)
    ports = (_free_port(), _free_port())
    urls = f"ldap://127.0.0.1:{ports[0]} ldaps://127.0.0.1:{ports[1]}"
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([program, "-d", "0", "-f", str(config), "-h", urls], stdout=log, stderr=log)
        try:
            _wait_for(ports, process, folder / "log")
            yield Slapd(plain_port=ports[0], tls_port=ports[1], authority=authority)
        finally:
            process.terminate()
            process.wait(timeout=10)


def other_authority() -> str:
    """Return the certificate of an authority that has signed nothing here."""
    _key, certificate = _authority()
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _people() -> str:
    people = {
        "linxiaoyu": f"mail: lin@example.cn\nmail: lin.xiaoyu@example.cn\nentryUUID: {LIN_UUID}\n"
                     "objectGUID:: MyIRAFVEd2aImaq7zN3u/w==",
        "stranger": "mail: stranger@example.cn",
        "zhaomin": "mail: zhao@example.cn",
        "nomail": "description: known to nobody",
        "twin-1": "sAMAccountName: twin\nmail: chen@example.cn",
        "twin-2": "sAMAccountName: twin\nmail: chen@example.cn",
        "a*b": "mail: star@example.cn",
    }  # fmt: skip
    parts = [BEGINNING.format(root=ROOT, people=PEOPLE, reader=READER, reader_password=READER_PASSWORD)]
    for uid, more in people.items():
        person = PERSON.format(uid=uid, people=PEOPLE, more=f"{more}\nuserPassword: {PASSWORD}")
        if "sAMAccountName: twin" in more:
            person = person.replace(f"sAMAccountName: {uid}\n", "")
        parts.append(person)
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _wait_for(ports: tuple[int, int], process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _nth in range(100):
        try:
            for port in ports:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"slapd does not answer: {log.read_text()}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _certificates(folder: Path) -> str:
    """Write the certificates of authority and server, the latter for the name localhost; return the former."""
    authority_key, authority = _authority()
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    server = _signed("localhost", key, authority.subject, authority_key, (names, False))
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(authority.public_bytes(pem))
    (folder / "server.pem").write_bytes(server.public_bytes(pem))
    (folder / "server.key").touch(mode=0o600)
    form, unlocked = serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    (folder / "server.key").write_bytes(key.private_bytes(pem, form, unlocked))
    return authority.public_bytes(pem).decode()


def _authority() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    return key, _signed("Test authority", key, name, key, (x509.BasicConstraints(ca=True, path_length=0), True))


def _signed(
    common: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    extension: tuple[x509.ExtensionType, bool],
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(extension[0], critical=extension[1])
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(issuer_key, hashes.SHA256())
