# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys beyond those of tests/oracle/draft.py: curves and sizes that some programs do not know, and RSA-PSS."""

import functools
import hashlib
import math

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from draft import MAKERS, NULL, RSA, Key, bits, ec_key, integer, octets, oid, pem, rsa_key, seq

MAKERS.update({"rsa512": rsa_key(512), "rsa4096": rsa_key(4096), "secp256k1": ec_key(ec.SECP256K1()), "brainpool": ec_key(ec.BrainpoolP256R1())})


class HugeKey:
    """RSA of a size that would take minutes to make: its two factors are made of small primes, which is all the same to who only
    looks at it from outside."""

    def __init__(self, size):
        small = 512
        primes = []
        while len(primes) < size // small:
            numbers = rsa.generate_private_key(65537, 2 * small).private_numbers()
            primes += [numbers.p, numbers.q]
        half = len(primes) // 2
        self.p, self.q = (math.prod(part) for part in (primes[:half], primes[half:]))
        one, two = (math.lcm(*(r - 1 for r in part)) for part in (primes[:half], primes[half:]))
        self.n, self.e = self.p * self.q, 65537
        self.d = pow(self.e, -1, math.lcm(one, two))
        self.numbers = (0, self.n, self.e, self.d, self.p, self.q, self.d % one, self.d % two, pow(self.q, -1, self.p))
        self.info = seq(seq(oid(RSA + "1"), NULL), bits(seq(integer(self.n), integer(self.e))))
        self.id = hashlib.sha1(self.info).digest()
        self.is_rsa = True

    def pem(self):
        return pem(seq(*map(integer, self.numbers)), "RSA PRIVATE KEY")


class PssKey(Key):
    """Not merely signed by PSS, but good for nothing else."""

    def __init__(self):
        super().__init__(rsa.generate_private_key(65537, 2048))
        private = self.private.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
        public = self.private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
        only_pss = seq(oid(RSA + "10"))
        self.info = seq(only_pss, bits(public))
        self.id = hashlib.sha1(self.info).digest()
        self.pkcs8 = seq(integer(0), only_pss, octets(private))

    def pem(self):
        return pem(self.pkcs8, "PRIVATE KEY")


@functools.lru_cache(maxsize=None)
def odd_key(kind):
    return PssKey() if kind == "rsa-pss" else HugeKey(int(kind.removeprefix("huge")))
