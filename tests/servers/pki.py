# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates made when they are needed; none is ever committed. Times are days from now."""

import datetime
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


def _name(cn, organization):
    parts = []
    if organization:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    if cn:
        parts.append(x509.NameAttribute(NameOID.COMMON_NAME, cn))
    return x509.Name(parts)


def _san(name):
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


class Certificate:
    """A certificate with its key, and those above it."""

    def __init__(self, cn=None, names=(), issuer=None, begin=-1.0, end=90.0, ca=False, organization=None, key=None):
        now = datetime.datetime.utcnow().replace(microsecond=0)
        self.issuer = issuer
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        subject = _name(cn, organization)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.crt.subject if issuer else subject)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + datetime.timedelta(days=begin))
            .not_valid_after(now + datetime.timedelta(days=end))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
        )
        if issuer:
            builder = builder.add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName([_san(n) for n in names]), critical=False)
        if not ca:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        self.crt = builder.sign(issuer.key if issuer else self.key, hashes.SHA256())

    def pem(self):
        return self.crt.public_bytes(serialization.Encoding.PEM).decode()

    def chain_pem(self):
        """What a server sends: the certificate and the intermediates, not the root."""
        text, at = self.pem(), self.issuer
        while at is not None and at.issuer is not None:
            text += at.pem()
            at = at.issuer
        return text

    def key_pem(self):
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()

    def sha256(self):
        return self.crt.fingerprint(hashes.SHA256()).hex()


def authority(cn="Test Root", organization="Test Authority"):
    """A root that is good for ten years, and an intermediate below it."""
    root = Certificate(cn, ca=True, begin=-1000, end=3650, organization=organization)
    middle = Certificate(cn.replace("Root", "") + " Intermediate", ca=True, issuer=root, begin=-1000, end=2000,
                         organization=organization)
    return root, middle
