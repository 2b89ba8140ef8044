# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates that no library would make: a draft says everything that stands in one, and is written as DER by hand."""

import base64
import datetime
import functools
import hashlib
import os

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa

# ---- DER ------------------------------------------------------------------------------------------------------------


def tlv(tag, *parts):
    body = b"".join(parts)
    n = len(body)
    length = bytes([n]) if n < 128 else bytes([0x80 + (n.bit_length() + 7) // 8]) + n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([tag]) + length + body


def seq(*parts):
    return tlv(0x30, *parts)


def integer(n):
    return tlv(0x02, n.to_bytes(n.bit_length() // 8 + 1, "big", signed=True))


def bits(data, unused=0):
    return tlv(0x03, bytes([unused]), data)


def octets(data):
    return tlv(0x04, data)


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    out = b""
    for n in (first * 40 + second, *rest):
        digits = [n & 127]
        while n := n >> 7:
            digits.append(n & 127 | 128)
        out += bytes(reversed(digits))
    return tlv(0x06, out)


NULL = b"\x05\x00"
TRUE = b"\x01\x01\xff"
NEVER = datetime.datetime(9999, 12, 31, 23, 59, 59)


def moment(when, general=False):
    if general or not 1950 <= when.year < 2050:
        return tlv(0x18, when.strftime("%Y%m%d%H%M%SZ").zfill(15).encode())
    return tlv(0x17, when.strftime("%y%m%d%H%M%SZ").encode())


UTF8, PRINTABLE, TELETEX = 0x0C, 0x13, 0x14
COMMON_NAME, ORGANIZATION = "2.5.4.3", "2.5.4.10"


def name(cn=None, organization="Oracle", tag=UTF8):
    pairs = ((ORGANIZATION, organization), (COMMON_NAME, cn))
    return seq(*(tlv(0x31, seq(oid(kind), tlv(tag, text.encode()))) for kind, text in pairs if text is not None))


def pem(der, what="CERTIFICATE"):
    text = base64.b64encode(der).decode()
    return f"-----BEGIN {what}-----\n" + "".join(text[i:i + 64] + "\n" for i in range(0, len(text), 64)) + f"-----END {what}-----\n"


# ---- keys -----------------------------------------------------------------------------------------------------------


class Key:
    def __init__(self, private):
        self.private = private
        public = private.public_key()
        self.info = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.id = hashlib.sha1(self.info).digest()

    @property
    def is_rsa(self):
        return isinstance(self.private, rsa.RSAPrivateKey)

    def pem(self):
        return self.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                          serialization.NoEncryption()).decode()


def rsa_key(size, exponent=65537):
    return lambda: rsa.generate_private_key(exponent, size)


def ec_key(curve):
    return lambda: ec.generate_private_key(curve)


MAKERS = {
    "rsa": rsa_key(2048), "rsa1024": rsa_key(1024), "rsa1536": rsa_key(1536), "rsa3072": rsa_key(3072), "rsa-e3": rsa_key(2048, 3),
    "p224": ec_key(ec.SECP224R1()), "p256": ec_key(ec.SECP256R1()), "p384": ec_key(ec.SECP384R1()), "p521": ec_key(ec.SECP521R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate, "ed448": ed448.Ed448PrivateKey.generate, "dsa": lambda: dsa.generate_private_key(2048),
}


@functools.lru_cache(maxsize=None)
def key(kind, which):
    """One of a small pool, since making RSA keys is what takes long; another `which`, another key."""
    return Key(MAKERS[kind]())


# ---- signatures -----------------------------------------------------------------------------------------------------

RSA, ECDSA = "1.2.840.113549.1.1.", "1.2.840.10045.4.3."
SHA256_OID, MGF1 = "2.16.840.1.101.3.4.2.1", RSA + "8"
PSS_SHA256 = seq(tlv(0xA0, seq(oid(SHA256_OID), NULL)), tlv(0xA1, seq(oid(MGF1), seq(oid(SHA256_OID), NULL))), tlv(0xA2, integer(32)))


def algorithm(dotted, parameters=NULL):
    return seq(oid(dotted), parameters)


def pkcs1(digest):
    return lambda k, data: k.private.sign(data, padding.PKCS1v15(), digest)


def pss(salt):
    return lambda k, data: k.private.sign(data, padding.PSS(padding.MGF1(hashes.SHA256()), salt), hashes.SHA256())


def ecdsa(digest):
    return lambda k, data: k.private.sign(data, ec.ECDSA(digest))


def plain(k, data):
    """As this kind of key signs by default."""
    return usual(k)[1](k, data)


# what can be signed how: (AlgorithmIdentifier, key and data -> signature)
RSA_WAYS = {
    "sha224": (algorithm(RSA + "14"), pkcs1(hashes.SHA224())),
    "sha256": (algorithm(RSA + "11"), pkcs1(hashes.SHA256())),
    "sha384": (algorithm(RSA + "12"), pkcs1(hashes.SHA384())),
    "sha512": (algorithm(RSA + "13"), pkcs1(hashes.SHA512())),
    "sha512-256": (algorithm(RSA + "16"), pkcs1(hashes.SHA512_256())),
    "sha3-256": (algorithm("2.16.840.1.101.3.4.3.14"), pkcs1(hashes.SHA3_256())),
    "sha1": (algorithm(RSA + "5"), pkcs1(hashes.SHA1())),
    "md5": (algorithm(RSA + "4"), pkcs1(hashes.MD5())),
    "md2 by name": (algorithm(RSA + "2"), pkcs1(hashes.MD5())),
    "pss": (algorithm(RSA + "10", PSS_SHA256), pss(32)),
    "pss with another salt": (algorithm(RSA + "10", PSS_SHA256), pss(20)),
    "pss without parameters": (algorithm(RSA + "10", b""), pss(32)),
    "pss with empty parameters": (algorithm(RSA + "10", seq()), pss(32)),
    "rsaEncryption": (algorithm(RSA + "1"), pkcs1(hashes.SHA256())),
    "sha256 without parameters": (algorithm(RSA + "11", b""), pkcs1(hashes.SHA256())),
    "sha256 with odd parameters": (algorithm(RSA + "11", octets(b"odd")), pkcs1(hashes.SHA256())),
}
EC_WAYS = {
    "ecdsa-sha1": (algorithm("1.2.840.10045.4.1", b""), ecdsa(hashes.SHA1())),
    "ecdsa-sha224": (algorithm(ECDSA + "1", b""), ecdsa(hashes.SHA224())),
    "ecdsa-sha256": (algorithm(ECDSA + "2", b""), ecdsa(hashes.SHA256())),
    "ecdsa-sha384": (algorithm(ECDSA + "3", b""), ecdsa(hashes.SHA384())),
    "ecdsa-sha512": (algorithm(ECDSA + "4", b""), ecdsa(hashes.SHA512())),
    "ecdsa-sha3-256": (algorithm("2.16.840.1.101.3.4.3.10", b""), ecdsa(hashes.SHA3_256())),
}
# whatever the key is
ANY_WAYS = {
    "an unknown algorithm": (algorithm(RSA + "99"), plain),
    "an unknown algorithm and garbage": (algorithm(RSA + "99"), lambda k, data: os.urandom(256)),
    "an unknown algorithm and nothing": (algorithm("1.3.6.1.4.1.99999.1", b""), lambda k, data: b""),
    "gost": (algorithm("1.2.643.7.1.1.3.2", b""), lambda k, data: os.urandom(64)),
    "ecdsa by name, garbage": (algorithm(ECDSA + "2", b""), lambda k, data: os.urandom(70)),
    "ed25519 by name, garbage": (algorithm("1.3.101.112", b""), lambda k, data: os.urandom(64)),
    "rsa by name, garbage": (algorithm(RSA + "11"), lambda k, data: os.urandom(256)),
}
DSA_SHA256 = "2.16.840.1.101.3.4.3.2"


def usual(k):
    if k.is_rsa:
        return RSA_WAYS["sha256"]
    if isinstance(k.private, ec.EllipticCurvePrivateKey):
        return EC_WAYS["ecdsa-sha256"]
    if isinstance(k.private, dsa.DSAPrivateKey):
        return algorithm(DSA_SHA256, b""), lambda k, data: k.private.sign(data, hashes.SHA256())
    return algorithm("1.3.101.112" if isinstance(k.private, ed25519.Ed25519PrivateKey) else "1.3.101.113", b""), lambda k, data: k.private.sign(data)


# ---- extensions -----------------------------------------------------------------------------------------------------

SKI, KU, SAN, BC, NC, POLICIES, AKI, EKU = (f"2.5.29.{n}" for n in (14, 15, 17, 19, 30, 32, 35, 37))
SERVER, CLIENT, CODE, EMAIL = (f"1.3.6.1.5.5.7.3.{n}" for n in range(1, 5))
ANY_PURPOSE = "2.5.29.37.0"
DIGITAL, COMMITMENT, ENCIPHER, DATA, AGREE, SIGN, CRL = range(7)


def basic(ca, length=None):
    return seq(TRUE if ca else b"", b"" if length is None else integer(length))


def usage(*positions):
    value = sum(0x8000 >> n for n in positions)
    return bits(value.to_bytes(2, "big")[:1 if max(positions, default=0) < 8 else 2], 7 - max(positions, default=7) % 8 if positions else 0)


def purposes(*oids):
    return seq(*map(oid, oids))


def dns(text):
    return tlv(0x82, text if isinstance(text, bytes) else text.encode())


def address(data):
    return tlv(0x87, data)


def authority_key(draft):
    return seq(tlv(0x80, draft.above.key.id))


class Draft:
    """Everything that stands in one certificate. Changed at will until `der` is asked for. Times are days from now or a date."""

    def __init__(self, subject, k, issuer=None, ca=True, now=None):
        self.subject, self.key, self.issuer = subject, k, issuer
        self.now = now or datetime.datetime.utcnow().replace(microsecond=0)
        self.begin, self.end = (-1000, 2000) if ca else (-10, 80)
        self.general_time = False
        self.serial, self.version = int.from_bytes(os.urandom(8), "big") >> 1, 3
        self.signer = None  # a Key: signs instead of the issuer's
        self.issuer_name = None  # DER: stands there instead of the issuer's
        self.way = None  # of RSA_WAYS, EC_WAYS or ANY_WAYS; None: the usual one of the signer's key
        self.outer = None  # an AlgorithmIdentifier that stands outside only
        self.spoil = None  # signature -> signature
        self.extra = b""  # after the public key: unique identifiers
        self.tail = b""
        # OID -> (critical, DER, or a function of this draft)
        self.extensions = {BC: (True, basic(ca)), SKI: (False, lambda d: octets(d.key.id))}
        if self.issuer is not None:
            self.extensions[AKI] = (False, authority_key)
        self.extensions[KU] = (True, usage(SIGN, CRL) if ca else usage(DIGITAL, ENCIPHER))
        if not ca:
            self.extensions[EKU] = (False, purposes(SERVER))
        self.more = []  # (OID, critical, DER): further ones, also a second time

    @property
    def above(self):
        return self.issuer or self

    def copy(self):
        other = Draft(self.subject, self.key, self.issuer)
        other.__dict__.update({k: v for k, v in self.__dict__.items() if k != "der"})
        other.extensions, other.more = dict(self.extensions), list(self.more)
        return other

    def _when(self, value):
        when = value if isinstance(value, datetime.datetime) else self.now + datetime.timedelta(days=value)
        return moment(when, self.general_time)

    def _extensions(self):
        rows = [(o, critical, value(self) if callable(value) else value) for o, (critical, value) in self.extensions.items()]
        rows = [seq(oid(o), TRUE if critical else b"", octets(value)) for o, critical, value in rows + self.more]
        return tlv(0xA3, seq(*rows)) if rows and self.version >= 3 else b""

    @functools.cached_property
    def der(self):
        signer = self.signer or self.above.key
        identifier, sign = self.way or usual(signer)
        tbs = seq(tlv(0xA0, integer(self.version - 1)) if self.version > 1 else b"", integer(self.serial), identifier,
                  self.issuer_name or self.above.subject, seq(self._when(self.begin), self._when(self.end)), self.subject,
                  self.key.info, self.extra, self._extensions())
        signature = sign(signer, tbs)
        return seq(tbs, self.outer or identifier, bits(self.spoil(signature) if self.spoil else signature)) + self.tail
