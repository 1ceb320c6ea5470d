"""Certificates of a test's own authority, made with the openssl command."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

CLIENT_NAME = "crisiswire-worker"


@dataclass(frozen=True)
class Certificates:
    """PEM files. `foreign_*` belong to another authority, which nobody trusts."""

    authority: Path
    broker_keystore: Path
    client_certificate: Path
    client_key: Path
    foreign_authority: Path
    foreign_certificate: Path
    foreign_key: Path


def make_certificates(folder: Path) -> Certificates:
    """Make an authority, a broker's certificate for 127.0.0.1 and a client's, and strangers."""
    authority, authority_key = _make_authority(folder, "authority")
    foreign, foreign_authority_key = _make_authority(folder, "foreign-authority")
    broker, broker_key = _sign(
        folder, "broker", authority, authority_key, "subjectAltName=IP:127.0.0.1"
    )
    client, client_key = _sign(
        folder, CLIENT_NAME, authority, authority_key, "extendedKeyUsage=clientAuth"
    )
    stranger, stranger_key = _sign(
        folder, "stranger", foreign, foreign_authority_key, "extendedKeyUsage=clientAuth"
    )
    keystore = folder / "broker-keystore.pem"
    keystore.write_text(broker_key.read_text() + broker.read_text() + authority.read_text())
    return Certificates(authority, keystore, client, client_key, foreign, stranger, stranger_key)


def make_client(folder: Path, name: str) -> tuple[Path, Path]:
    """Make one more client's certificate and key, by the authority of `make_certificates`."""
    authority, key = folder / "authority.pem", folder / "authority.key"
    return _sign(folder, name, authority, key, "extendedKeyUsage=clientAuth")


def _make_authority(folder: Path, name: str) -> tuple[Path, Path]:
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    _openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        "-keyout", str(key), "-out", str(certificate),
    )  # fmt: skip
    return certificate, key


def _sign(
    folder: Path, name: str, authority: Path, authority_key: Path, extension: str
) -> tuple[Path, Path]:
    key, request = folder / f"{name}.key", folder / f"{name}.csr"
    certificate, extensions = folder / f"{name}.pem", folder / f"{name}.ext"
    extensions.write_text(extension + "\n")
    _openssl(
        "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}",
        "-keyout", str(key), "-out", str(request),
    )  # fmt: skip
    _openssl(
        "x509", "-req", "-in", str(request), "-CA", str(authority), "-CAkey", str(authority_key),
        "-CAcreateserial", "-days", "2", "-extfile", str(extensions), "-out", str(certificate),
    )  # fmt: skip
    return certificate, key


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)
