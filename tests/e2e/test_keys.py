# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys that nobody could calculate with in time, in every place where a server may put one: on the wire, hand-made.

Verifying with RSA takes time with the third power of the size: 65,536 bits hold one core for 20 seconds, and to show such a key
takes no work at all. A check must end in time whatever is shown, and say what is wrong.
"""

import datetime
import hashlib
import json
import socket
import subprocess
import threading
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from conftest import CLI

TIMEOUT = 3
BITS = 65536


def der(tag, content):
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    octets = (size.bit_length() + 7) // 8
    return bytes([tag, 0x80 | octets]) + size.to_bytes(octets, "big") + content


def number(value):
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


RSA = bytes.fromhex("300d06092a864886f70d0101010500")
SHA256_RSA = bytes.fromhex("300d06092a864886f70d01010b0500")
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Large")]).public_bytes()


def large_certificate(bits, exponent_bits=None):
    """Self-issued; its signature is as long as the key, and wrong, which nobody knows before the work is done."""
    modulus, exponent = (1 << bits) - 1, (1 << (exponent_bits or bits)) - 1
    key = der(0x30, RSA + der(0x03, b"\0" + der(0x30, number(modulus) + number(exponent))))
    dates = der(0x30, der(0x17, b"260101000000Z") + der(0x17, b"360101000000Z"))
    tbs = der(0x30, der(0xA0, number(2)) + number(1) + SHA256_RSA + NAME + dates + NAME + key)
    return der(0x30, tbs + SHA256_RSA + der(0x03, b"\0" + b"\x7f" * (bits // 8)))


def ordinary(key):
    now = datetime.datetime.utcnow()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    return (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(5)
            .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=60))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER))


# ---- a TLS 1.2 server that ends after its first flight ---------------------------------------------------------------


def message(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def records(data):
    return b"".join(b"\x16\x03\x03" + len(data[i:i + 16000]).to_bytes(2, "big") + data[i:i + 16000] for i in range(0, len(data), 16000))


def sized(data, octets=2):
    return len(data).to_bytes(octets, "big") + data


def flight(hello, suite, chain, exchange):
    """`exchange(randoms)`: the body of ServerKeyExchange."""
    random = hashlib.sha256(b"server").digest()
    body = b"\x03\x03" + random + b"\0" + suite.to_bytes(2, "big") + b"\0" + sized(bytes.fromhex("ff01000100"))
    certificates = sized(b"".join(sized(c, 3) for c in chain), 3)
    return records(message(2, body) + message(11, certificates) + message(12, exchange(hello[11:43] + random)) + message(14, b""))


ECDHE_RSA, DHE_RSA = 0xC02F, 0x009E
POINT = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def garbage_signature(bits):
    return lambda randoms: b"\x03\x00\x17" + sized(POINT, 1) + b"\x04\x01" + sized(b"\x7f" * (bits // 8))


def large_group(key, bits):
    """Diffie-Hellman modulo a number of that size, honestly signed: the work would be ours. (GnuTLS itself ends it at 16,384.)"""
    def exchange(randoms):
        params = sized(b"\xff" * (bits // 8)) + sized(b"\x02") + sized(b"\x7f" * (bits // 8))
        return params + b"\x04\x01" + sized(key.sign(randoms + params, padding.PKCS1v15(), hashes.SHA256()))
    return exchange


class Raw:
    def __init__(self, answer):
        self.answer = answer
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    connection.sendall(self.answer(connection.recv(4096)))
                    connection.recv(1)
                except OSError:
                    pass

    def close(self):
        self.listener.close()


@pytest.fixture
def raw():
    servers = []

    def make(answer):
        servers.append(Raw(answer))
        return f"imaps://localhost:{servers[-1].port}"

    yield make
    for server in servers:
        server.close()


def check(target):
    begun = time.monotonic()
    done = subprocess.run([CLI, "check", "--json", "--no-suggest", "--timeout", str(TIMEOUT), target], stdout=subprocess.PIPE,
                          timeout=100, check=False)
    result = json.loads(done.stdout)
    print(f"{time.monotonic() - begun:.2f} s")
    return done.returncode, result


def codes(result):
    return [finding["code"] for finding in result["findings"] if finding["severity"] == "critical"]


def test_key_of_the_server(raw):
    """GnuTLS verifies ServerKeyExchange with it: a garbage signature is enough."""
    large = large_certificate(BITS)
    status, result = check(raw(lambda hello: flight(hello, ECDHE_RSA, [large], garbage_signature(BITS))))
    assert status == 2
    assert codes(result)[0] == "invalid"
    assert result["findings"][0]["facts"]["reason"] == "oversized-key"
    assert "tls-failed" not in codes(result)  # it was us who went no further
    assert next(a for a in result["addresses"])["certificate"]["key"] == f"RSA {BITS}"  # shown all the same


def test_exponent_of_the_server(raw):
    large = large_certificate(8192, 8192)
    _, result = check(raw(lambda hello: flight(hello, ECDHE_RSA, [large], garbage_signature(8192))))
    assert result["findings"][0]["facts"]["reason"] == "oversized-key"


def test_keys_beside_a_good_one(raw):
    """Nobody needs them, and so nobody looks at them; without them the chain is what it is."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    leaf, large = ordinary(key), large_certificate(BITS)

    def signed(randoms):
        params = b"\x03\x00\x17" + sized(POINT, 1)
        return params + b"\x04\x01" + sized(key.sign(randoms + params, padding.PKCS1v15(), hashes.SHA256()))

    status, result = check(raw(lambda hello: flight(hello, ECDHE_RSA, [leaf, large, large], signed)))
    assert status == 2
    assert "self-signed" in codes(result)
    assert len(result["addresses"][0]["chain"]) == 3


def test_group_of_the_server(raw):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    leaf = ordinary(key)
    status, result = check(raw(lambda hello: flight(hello, DHE_RSA, [leaf], large_group(key, 12288))))
    assert status == 2
    assert "tls-failed" in codes(result)
    assert "illegal" in result["addresses"][0]["detail"].lower()


def test_more_than_anybody_keeps(raw):
    """Of a certificate beyond all bounds nothing is kept, and nothing is good of which nothing is known."""
    leaf = large_certificate(8 * 70000)
    status, result = check(raw(lambda hello: flight(hello, ECDHE_RSA, [leaf], garbage_signature(1024))))
    assert status == 2
    assert codes(result)
