# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of fault (and of oddity) that a chain may have, and chains with one to three of them by chance."""

import base64
import dataclasses
import functools
import pathlib
import random
import typing

from cryptography import x509
from draft import (AGREE, AKI, ANY_PURPOSE, ANY_WAYS, BC, CLIENT, CODE, COMMITMENT, CRL, DATA, DIGITAL, Draft, ECDSA, EC_WAYS, EKU, EMAIL,
                   ENCIPHER, KU, NC, NEVER, NULL, POLICIES, PRINTABLE, RSA, RSA_WAYS, SAN, SERVER, SIGN, SKI, TELETEX, address, algorithm,
                   authority_key, basic, bits, dns, integer, key, name, octets, oid, pem, purposes, seq, tlv, usage)

HOST, INTERNATIONAL, ADDRESS = "mail.oracle.test", "xn--bcher-kva.oracle.test", "127.0.0.1"
HOSTS = (HOST, INTERNATIONAL)
SYSTEM_ROOTS = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")


@functools.lru_cache(maxsize=None)
def unrelated_root():
    return Draft(name("Unrelated root"), key("p256", "unrelated"))


class Plan:
    """A chain to be: leaf, authorities above it, root. `sent` is what the server shows."""

    def __init__(self, number, rng):
        self.number, self.rng, self.kinds, self.used = number, rng, [], 0
        self.host, self.system = HOST, False
        self.root = self.draft("Root", None)
        self.middles = [self.draft("Authority 0", self.root)]  # from the root down
        self.leaf = self.server("Server", self.middle)
        self.trusted = [self.root]
        self.served_key = None  # another than the leaf's
        self.sent = None  # once it is arranged: drafts, or DER
        self.beside = None  # what another server shows that Mailseal looks at in the same run

    def key(self, kinds=("rsa", "p256", "p256", "p384")):
        """One that nobody else in this chain has."""
        self.used += 1
        return key(self.rng.choice(kinds), self.used)

    def draft(self, what, issuer, ca=True):
        return Draft(name(f"{what} {self.number}"), self.key(), issuer, ca)

    def server(self, what, issuer, host=HOST):
        draft = self.draft(what, issuer, ca=False)
        draft.extensions[SAN] = (False, seq(dns(host)))
        return draft

    @property
    def middle(self):
        return self.middles[-1]

    def row(self):
        """The leaf and the authorities, from below."""
        return [self.leaf, *reversed(self.middles)]

    def use_rsa(self, draft):
        if not draft.key.is_rsa:
            draft.key = self.key(("rsa",))

    def files(self):
        """What serve-chains wants, for each server."""
        yield self.bundle(self.served_key or self.leaf.key, self.sent or self.row())
        if self.beside is not None:
            yield self.bundle(self.beside[0].key, self.beside)

    @staticmethod
    def bundle(served_key, chain):
        return served_key.pem() + "".join(pem(d if isinstance(d, bytes) else d.der) for d in chain)

    def anchors(self):
        """The roots that are trusted, and one that has nothing to do with it."""
        return "".join(pem(d.der) for d in (*self.trusted, unrelated_root()))


@dataclasses.dataclass(frozen=True)
class Kind:
    name: str
    slots: frozenset  # what it touches: two of one slot are never in one chain
    apply: typing.Callable
    when: int


KINDS = {}
FIRST, THEN, LAST = range(3)  # who is there, what is wrong with each, what is sent and who signed it


def add(title, slots, apply, when=THEN):
    assert title not in KINDS, title
    KINDS[title] = Kind(title, frozenset(slots.split()), apply, when)


def kind(title, slots, when=THEN):
    return lambda function: add(title, slots, function, when)


LEAF, MIDDLE, ROOT = ("leaf", lambda p: p.leaf), ("middle", lambda p: p.middle), ("root", lambda p: p.root)


def put(who, **values):
    return lambda p: who(p).__dict__.update(values)


def extend(who, extension, critical, value):
    return lambda p: who(p).extensions.__setitem__(extension, (critical, value))


def drop(who, *extensions):
    return lambda p: [who(p).extensions.pop(e, None) for e in extensions]


# ---- dates ----------------------------------------------------------------------------------------------------------

for (title, who), begin, end in ((LEAF, -10, 80), (MIDDLE, -1000, 2000), (ROOT, -1000, 3000)):
    add(f"{title}: expired", f"{title}.dates", put(who, begin=begin - 1000, end=-3))
    add(f"{title}: not yet valid", f"{title}.dates", put(who, begin=3, end=end))
    add(f"{title}: ends in an hour", f"{title}.dates", put(who, end=1 / 24))
    add(f"{title}: without an end", f"{title}.dates", put(who, end=NEVER))
    add(f"{title}: ends before it begins", f"{title}.dates", put(who, begin=end, end=begin))
    add(f"{title}: dates in the other notation", f"{title}.notation", put(who, general_time=True))
add("leaf: good for nine years", "leaf.dates", put(LEAF[1], begin=-300, end=3000))

# ---- keys -----------------------------------------------------------------------------------------------------------

for title, who in (LEAF, MIDDLE, ROOT):
    for k in (*(() if title == "root" else ("rsa1024", "rsa1536")), "rsa3072", "rsa-e3", "p384", "p521", "ed25519", "ed448"):
        add(f"{title}: key {k}", f"{title}.key", lambda p, who=who, k=k: put(who, key=p.key((k,)))(p))
for k in ("dsa", "p224"):  # of which no server can be
    add(f"middle: key {k}", "middle.key", lambda p, k=k: put(MIDDLE[1], key=p.key((k,)))(p))


@kind("one key for all", "leaf.key middle.key root.key")
def one_key(p):
    for d in (*p.row(), p.root):
        d.key = p.leaf.key


# ---- signatures -----------------------------------------------------------------------------------------------------


def signed(who, way, needs_rsa):
    def apply(p):
        draft = who(p)
        if needs_rsa is True:
            p.use_rsa(draft.above)
        elif needs_rsa is False and draft.above.key.is_rsa:
            draft.above.key = p.key(("p256", "p384"))
        draft.way = way
    return apply


def spoiled(who, spoil):
    return lambda p: put(who, spoil=spoil)(p)


for (title, who), above in ((LEAF, "middle"), (MIDDLE, "root"), (ROOT, "root")):
    slots = f"{title}.signature {above}.key"
    for way in RSA_WAYS:
        if way != "sha256":
            add(f"{title}: signed {way}", slots, signed(who, RSA_WAYS[way], True))
    for way in EC_WAYS:
        if way != "ecdsa-sha256":
            add(f"{title}: signed {way}", slots, signed(who, EC_WAYS[way], False))
    for way in ANY_WAYS:
        add(f"{title}: signed {way}", f"{title}.signature", signed(who, ANY_WAYS[way], None))
    add(f"{title}: signature with a wrong bit", f"{title}.signature",
        spoiled(who, lambda s: s[:20] + bytes([s[20] ^ 1]) + s[21:]))
    add(f"{title}: signature cut", f"{title}.signature", spoiled(who, lambda s: s[:len(s) // 2]))
    add(f"{title}: signature empty", f"{title}.signature", spoiled(who, lambda s: b""))
    add(f"{title}: signature longer", f"{title}.signature", spoiled(who, lambda s: s + b"\0"))
    add(f"{title}: signed by another key", f"{title}.signature", lambda p, who=who: put(who, signer=p.key())(p))
    add(f"{title}: the other family by name", f"{title}.signature", lambda p, who=who: put(
        who, way=(algorithm(ECDSA + "2", b"") if who(p).above.key.is_rsa else algorithm(RSA + "11"), ANY_WAYS["an unknown algorithm"][1]))(p))

# ---- usage, purpose, constraints ------------------------------------------------------------------------------------

ENCODED = {"empty": bits(b""), "unreadable": b"\x30\x03\x02"}
for title, rows in {
    "leaf": {"signature only": usage(DIGITAL), "encipherment only": usage(ENCIPHER), "agreement only": usage(AGREE),
             "everything": usage(*range(8))},
    "middle": {"no certificates": usage(DIGITAL, ENCIPHER), "revocation only": usage(CRL), "everything": usage(*range(8)), **ENCODED},
    "root": {"no certificates": usage(DIGITAL, ENCIPHER), **ENCODED},
}.items():
    who = dict((LEAF, MIDDLE, ROOT))[title]
    for what, value in rows.items():
        add(f"{title}: usage {what}", f"{title}.usage", extend(who, KU, True, value))
    add(f"{title}: no usage", f"{title}.usage", drop(who, KU))
    add(f"{title}: usage not critical", f"{title}.usage", lambda p, who=who: extend(who, KU, False, who(p).extensions[KU][1])(p))

for title, who in (LEAF, MIDDLE, ROOT):
    for what, value in {"server and client": purposes(SERVER, CLIENT), "client": purposes(CLIENT),
                        "mail": purposes(EMAIL), "code": purposes(CODE), "unknown": purposes("1.3.6.1.4.1.99999.7"),
                        "gated": purposes("2.16.840.1.113730.4.1", "1.3.6.1.4.1.311.10.3.3"),
                        "unreadable": b"\x30\x05\x06\x01"}.items():
        add(f"{title}: purpose {what}", f"{title}.purpose", extend(who, EKU, False, value))
    add(f"{title}: purpose critical", f"{title}.purpose", extend(who, EKU, True, purposes(SERVER)))
for title, who in (LEAF, ROOT):
    add(f"{title}: purpose any", f"{title}.purpose", extend(who, EKU, False, purposes(ANY_PURPOSE)))
add("root: purpose none", "root.purpose", extend(ROOT[1], EKU, False, seq()))
add("leaf: no purpose", "leaf.purpose", drop(LEAF[1], EKU))
NETSCAPE_TYPE = "2.16.840.1.113730.1.1"
add("leaf: old type server", "leaf.old", extend(LEAF[1], NETSCAPE_TYPE, False, bits(b"\x40", 6)))

add("leaf: is an authority", "leaf.constraints", extend(LEAF[1], BC, True, basic(True)))
add("leaf: no constraints", "leaf.constraints", drop(LEAF[1], BC))
add("leaf: a length, and no authority", "leaf.constraints", extend(LEAF[1], BC, True, basic(False, 0)))
for title, who in (MIDDLE, ROOT):
    add(f"{title}: no authority", f"{title}.constraints", extend(who, BC, True, basic(False)))
    add(f"{title}: no constraints", f"{title}.constraints", drop(who, BC))
    add(f"{title}: constraints not critical", f"{title}.constraints", extend(who, BC, False, basic(True)))
    add(f"{title}: constraints unreadable", f"{title}.constraints", extend(who, BC, True, b"\x30\x09\x01"))
    add(f"{title}: length 0", f"{title}.constraints", extend(who, BC, True, basic(True, 0)))
    add(f"{title}: length negative", f"{title}.constraints", extend(who, BC, True, basic(True, -1)))
    add(f"{title}: no authority, no usage", f"{title}.constraints {title}.usage", drop(who, BC, KU))


def two_deep(p):
    """One more authority between the lowest one and the leaf."""
    p.middles.append(p.draft(f"Authority {len(p.middles)}", p.middle))
    p.leaf.issuer = p.middle


@kind("two authorities", "depth", when=FIRST)
def two(p):
    two_deep(p)


@kind("two authorities, length 0 above", "depth middle.constraints", when=FIRST)
def too_deep(p):
    p.middle.extensions[BC] = (True, basic(True, 0))
    two_deep(p)


@kind("five authorities", "depth", when=FIRST)
def five(p):
    for _ in range(4):
        two_deep(p)


def constrained(who, permitted=(), excluded=(), critical=True):
    def part(tag, names):
        return tlv(tag, *map(seq, names)) if names else b""
    return extend(who, NC, critical, seq(part(0xA0, permitted), part(0xA1, excluded)))


ELSEWHERE = tlv(0xA4, name("Somebody else", organization="Elsewhere"))
for title, who in (MIDDLE, ROOT):
    for what, permitted, excluded in (
            ("permit it", (dns("oracle.test"),), ()), ("permit another", (dns("other.test"),), ()),
            ("permit both", (dns("other.test"), dns("oracle.test")), ()), ("permit with a dot", (dns(".oracle.test"),), ()),
            ("exclude it", (), (dns("oracle.test"),)), ("exclude another", (), (dns("other.test"),)),
            ("exclude all", (), (dns(""),)), ("permit an address", (address(b"\x7f\0\0\0\xff\0\0\0"),), ()),
            ("exclude addresses", (), (address(b"\x7f\0\0\0\xff\0\0\0"),)),
            ("exclude another subject", (), (ELSEWHERE,)),
            ("permit another subject", (ELSEWHERE,), ()), ("permit any subject", (tlv(0xA4, seq()),), ()), ("permit mail", (tlv(0x81, b"oracle.test"),), ()), ("nothing", (), ()),
            ("permit the very name", (dns(HOST),), ()), ("permit part of a label", (dns("racle.test"),), ())):
        add(f"{title}: names: {what}", f"{title}.names", constrained(who, permitted, excluded))
    add(f"{title}: names: permit another, not critical", f"{title}.names", constrained(who, (dns("other.test"),), critical=False))


@kind("middle: names: permit the subject in capitals, with more blanks", "middle.names leaf.subject leaf.name depth")
def permit_subject(p):
    constrained(MIDDLE[1], (tlv(0xA4, name(f" SERVER   {p.number} ")),))(p)


add("leaf: names: permit another", "leaf.names", constrained(LEAF[1], (dns("other.test"),)))

# ---- extensions -----------------------------------------------------------------------------------------------------

UNKNOWN, PRECERTIFICATE, STAPLED = "1.3.6.1.4.1.99999.5", "1.3.6.1.4.1.11129.2.4.3", "1.3.6.1.5.5.7.1.24"
for title, who in (LEAF, MIDDLE, ROOT):
    slot = f"{title}.extension"
    for what, o, critical, value in (
            ("an unknown extension", UNKNOWN, False, NULL),
            ("a policy", POLICIES, False, seq(seq(oid("2.23.140.1.2.1")))), ("a critical policy", POLICIES, True, seq(seq(oid("2.23.140.1.2.1")))),
            ("policy constraints", "2.5.29.36", True, seq(tlv(0x80, b"\0"))), ("no policy is any", "2.5.29.54", True, integer(0)),
            ("must be stapled", STAPLED, False, seq(integer(5))), ("a large extension", UNKNOWN, False, octets(bytes(30000))),
            ("addresses of another network", "1.3.6.1.5.5.7.1.7", True, seq(seq(octets(b"\0\1"), NULL))),
            ("unreadable policies", POLICIES, True, b"\x30\x22\x01")):
        add(f"{title}: {what}", slot, extend(who, o, critical, value))
    add(f"{title}: unique identifiers", f"{title}.version", put(who, extra=tlv(0x81, b"\0\1") + tlv(0x82, b"\0\2")))
# not of a root: a file of roots with such a one in it is refused as a whole
for title, who in (LEAF, MIDDLE):
    add(f"{title}: another algorithm outside", f"{title}.signature", put(who, outer=algorithm(RSA + "13")))
    add(f"{title}: an unknown algorithm outside", f"{title}.signature", put(who, outer=algorithm(RSA + "99")))
    add(f"{title}: constraints twice", f"{title}.extension", lambda p, who=who: who(p).more.append((BC, True, basic(False))))
    add(f"{title}: an extension twice", f"{title}.extension", lambda p, who=who: who(p).more.extend([(UNKNOWN, False, NULL)] * 2))
    add(f"{title}: an unknown critical extension", f"{title}.extension", extend(who, UNKNOWN, True, NULL))
    add(f"{title}: a precertificate", f"{title}.extension", extend(who, PRECERTIFICATE, True, NULL))
    add(f"{title}: bytes after it", f"{title}.tail", put(who, tail=b"more"))
    add(f"{title}: key id of nobody", f"{title}.ids", extend(who, AKI, False, seq(tlv(0x80, bytes(20)))))
    add(f"{title}: serial of nobody as key id", f"{title}.ids", lambda p, who=who: extend(
        who, AKI, False, seq(tlv(0xA1, tlv(0xA4, name("Nobody"))), tlv(0x82, b"\x07")))(p))
    add(f"{title}: no key ids", f"{title}.ids", drop(who, AKI, SKI))
add("middle: another key id of its own", "middle.skid", extend(MIDDLE[1], SKI, False, octets(bytes(20))))

# ---- versions, serials, names of people -----------------------------------------------------------------------------

for title, who in (LEAF, MIDDLE, ROOT):
    add(f"{title}: version 1", f"{title}.version", put(who, version=1))
    add(f"{title}: version 2", f"{title}.version", put(who, version=2))
    add(f"{title}: version 4", f"{title}.version", put(who, version=4))
    for what, n in (("0", 0), ("negative", -5), ("of 20 bytes", (1 << 159) - 3), ("of 200 bytes", 1 << 1590)):
        add(f"{title}: serial {what}", f"{title}.serial", put(who, serial=n))
add("leaf: the serial of its authority", "leaf.serial", lambda p: put(LEAF[1], serial=p.middle.serial)(p))
add("leaf: no subject", "leaf.subject", put(LEAF[1], subject=seq()))
add("leaf: odd subject", "leaf.subject", put(LEAF[1], subject=name("\x1b[31m\n\u202e", tag=TELETEX)))


def reissued(change):
    """The leaf names its issuer otherwise than the issuer itself."""
    return lambda p: put(LEAF[1], issuer_name=change(len(p.middles) - 1, p.number))(p)


add("leaf: issuer in another encoding", "leaf.issuer", reissued(lambda i, n: name(f"Authority {i} {n}", tag=PRINTABLE)))
add("leaf: issuer in capitals", "leaf.issuer", reissued(lambda i, n: name(f"AUTHORITY {i} {n}")))
add("leaf: issuer with more blanks", "leaf.issuer", reissued(lambda i, n: name(f" Authority  {i} {n}")))
add("leaf: issuer of another name", "leaf.issuer", reissued(lambda i, n: name("Somebody")))

# ---- the server's name ----------------------------------------------------------------------------------------------


def named(host, *names, cn=None, critical=False):
    def apply(p):
        p.host = host
        if cn is not None:
            p.leaf.subject = name(cn)
        p.leaf.extensions[SAN] = (critical, seq(*names))
        if not names:
            del p.leaf.extensions[SAN]
    return apply


def only_cn_beside_none(p):
    p.leaf.subject, p.leaf.extensions[SAN] = name(HOST), (False, seq())


LOOPBACK = bytes([127, 0, 0, 1])
# asked as HOST
NAMES = {
    "another": ["www.oracle.test"], "the domain": ["oracle.test"], "below it": ["imap." + HOST], "an end of it": ["ail.oracle.test"],
    "a wildcard": ["*.oracle.test"], "a wildcard too high": ["*.test"], "a wildcard for all": ["*"], "a wildcard twice": ["*.*.test"],
    "part of a wildcard": ["m*.oracle.test"], "a wildcard in the middle": ["mail.*.test"], "a wildcard at the end": ["mail.oracle.*"],
    "a wildcard below it": ["*." + HOST], "a dot at the end": [HOST + "."], "a wildcard, a dot at the end": ["*.oracle.test."],
    "a dot before": ["." + HOST], "the domain with a dot before": [".oracle.test"], "two dots": ["mail..oracle.test"],
    "a NUL": [HOST + "\0.evil.test"], "a NUL at the end": [HOST + "\0"], "a blank at the end": [HOST + " "], "a newline": ["evil.test\n" + HOST],
    "capitals": [HOST.upper()], "last of forty": [*(f"n{i}.oracle.test" for i in range(39)), HOST], "empty": [""],
}
for what, names in NAMES.items():
    add(f"name: {what}", "leaf.name", named(HOST, *map(dns, names)))
for what, apply in {
    "critical": named(HOST, dns(HOST), critical=True), "nowhere": named(HOST), "only as CN": named(HOST, cn=HOST),
    "as CN beside another": named(HOST, dns("www.oracle.test"), cn=HOST), "as CN beside none": only_cn_beside_none,
    "as CN beside mail": named(HOST, tlv(0x81, b"a@oracle.test"), cn=HOST), "as URI": named(HOST, tlv(0x86, b"imaps://" + HOST.encode())),
    "as mail": named(HOST, tlv(0x81, HOST.encode())), "unreadable": extend(LEAF[1], SAN, False, b"\x30\x40\x82"),
    "an address for a name": named(HOST, address(LOOPBACK)),
}.items():
    add(f"name: {what}", "leaf.name leaf.subject", apply)
for what, names in {"": INTERNATIONAL, ", in UTF-8": "bücher.oracle.test".encode(), ", in Latin 1": "bücher.oracle.test".encode("latin1"),
                    ", by a wildcard": "*.oracle.test", ", part of a wildcard": "xn--*.oracle.test"}.items():
    add(f"name: international{what}", "leaf.name", named(INTERNATIONAL, dns(names)))
for what, names, cn in (
        ("an address", [address(LOOPBACK)], None), ("another address", [address(bytes([127, 0, 0, 2]))], None),
        ("an address as a name", [dns(ADDRESS)], None), ("an address as CN", [], ADDRESS), ("an address as CN beside a name", [dns(HOST)], ADDRESS),
        ("an address in IPv6", [address(bytes(10) + b"\xff\xff" + LOOPBACK)], None), ("an address of five bytes", [address(LOOPBACK + b"\0")], None),
        ("an address with a mask", [address(LOOPBACK + b"\xff\0\0\0")], None), ("an address beside a name", [dns(HOST), address(LOOPBACK)], None),
        ("a wildcard for an address", [dns("*.0.0.1")], None), ("a name for an address", [dns(HOST)], None)):
    add(f"name: {what}", "leaf.name leaf.subject", named(ADDRESS, *names, cn=cn))

# ---- what is sent ---------------------------------------------------------------------------------------------------


def sent(title, arrange, slots="order"):
    add(f"sent: {title}", slots, lambda p: setattr(p, "sent", arrange(p)), when=LAST)


def twin(draft, **values):
    other = draft.copy()
    other.__dict__.update({"serial": draft.serial + 1, "way": None if values.keys() & {"issuer", "signer", "key"} else draft.way, **values})
    return other


def stranger(p, i=0):
    return Draft(name(f"Stranger {i} {p.number}"), p.key(), p.draft("Strange root", None))


def after_leaf(*others):
    return lambda p: [p.leaf, *(o(p) for o in others), *p.row()[1:]]


def last(*others):
    return lambda p: [*p.row(), *(o(p) for o in others)]


sent("backwards", lambda p: p.row()[::-1])
sent("authorities backwards", lambda p: [p.leaf, *p.middles, p.root])
sent("with the root", last(lambda p: p.root))
sent("the root first", after_leaf(lambda p: p.root))
sent("the leaf twice", after_leaf(lambda p: p.leaf))
sent("the leaf thrice at the end", last(lambda p: p.leaf, lambda p: p.leaf))
sent("all twice", lambda p: [p.leaf, *p.row()[1:] * 2])
sent("a stranger between", after_leaf(stranger))
sent("a stranger last", last(stranger))
sent("twelve strangers between", lambda p: [p.leaf, *(stranger(p, i) for i in range(12)), *p.row()[1:]])
sent("a stranger first", lambda p: [stranger(p), *p.row()])
sent("the authority first", lambda p: [p.middle, p.leaf])
sent("the leaf alone", lambda p: [p.leaf])
sent("without the lowest authority", lambda p: [p.leaf, *p.row()[2:]])
sent("without the highest authority", lambda p: p.row()[:-1])
sent("an expired twin of the authority before", after_leaf(lambda p: twin(p.middle, begin=-2000, end=-3)))
sent("an expired twin of the authority after", last(lambda p: twin(p.middle, begin=-2000, end=-3)))
sent("a twin of the authority for clients before", after_leaf(lambda p: with_extension(twin(p.middle), EKU, purposes(CLIENT))))
for place, add_others in (("before", after_leaf), ("after", last)):
    sent(f"a twin that is no authority {place}", add_others(lambda p: with_extension(twin(p.middle), BC, seq())))
    sent(f"a twin signed an unknown algorithm {place}", add_others(lambda p: twin(p.middle, way=ANY_WAYS["an unknown algorithm"])))
    sent(f"a damaged twin {place}", add_others(lambda p: twin(p.middle, signer=p.key())))
sent("a twin signed by a stranger before", after_leaf(lambda p: twin(p.middle, issuer=p.draft("Strange root", None))))
sent("a twin signed by a stranger after", last(lambda p: twin(p.middle, issuer=p.draft("Strange root", None))))
IDS = "order leaf.ids middle.ids middle.skid"  # without key ids nothing but trying tells these apart
sent("a twin of another key before", after_leaf(lambda p: twin(p.middle, key=p.key())), IDS)
sent("a twin of another key, forged, before", after_leaf(lambda p: twin(p.middle, key=p.key(), signer=p.key())), IDS)
sent("the root, signed by an unknown one", last(lambda p: crossed(p, p.draft("Strange root", None))))
sent("the root, signed by an expired one", last(lambda p: crossed(p, trusted_too(p, begin=-2000, end=-3))))
sent("the root, signed by a trusted one", last(lambda p: crossed(p, trusted_too(p))))
sent("an expired twin of the root", last(lambda p: twin(p.root, begin=-2000, end=-3)))
sent("a lookalike of the root", last(lambda p: twin(p.root, key=p.key())))


def with_extension(draft, extension, value):
    draft.extensions[extension] = (True, value)
    return draft


def trusted_too(p, **values):
    other = p.draft("Other root", None)
    other.__dict__.update(values)
    p.trusted.append(other)
    return other


def crossed(p, by):
    other = twin(p.root, issuer=by)
    other.extensions[AKI] = (False, authority_key)
    return other


@kind("sent: only the crossing leads to a trusted root", "order anchor", when=LAST)
def only_crossing(p):
    p.sent = [*p.row(), crossed(p, trusted_too(p))]
    p.trusted.remove(p.root)


AIA = "1.3.6.1.5.5.7.1.1"


@kind("sent: the leaf alone, which says where its authority is", "order", when=LAST)
def where_to_fetch(p):
    p.leaf.extensions[AIA] = (False, seq(seq(oid("1.3.6.1.5.5.7.48.2"), tlv(0x86, b"http://127.0.0.1:1/ca.der"))))
    p.sent = [p.leaf]


@kind("sent: the leaf alone, another server sends its authority", "order anchor", when=LAST)
def known_elsewhere(p):
    p.sent, p.beside = [p.leaf], [p.server("Neighbour", p.middle), p.middle]


# ---- forged ---------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=None)
def system_roots():
    """(subject, key id) of those that this computer trusts."""
    found = []
    for block in SYSTEM_ROOTS.read_text().split("-----BEGIN CERTIFICATE-----")[1:]:
        certificate = x509.load_der_x509_certificate(base64.b64decode(block.split("-----END")[0]))
        ids = [e.value.digest for e in certificate.extensions if e.oid.dotted_string == SKI]
        found.append((certificate.subject.public_bytes(), ids[0] if ids else bytes(20)))
    return found


def alone(p, **values):
    """The leaf, as if it were from the root itself."""
    p.leaf.issuer, p.sent = p.root, [p.leaf]
    p.leaf.__dict__.update(values)


def of_system(p, draft):
    """As if it were from a root that this computer trusts."""
    p.system = True
    subject, ski = p.rng.choice(system_roots())
    draft.issuer_name, draft.signer = subject, p.key()
    draft.extensions[AKI] = (False, seq(tlv(0x80, ski)))


ALONE = "anchor order leaf.signature leaf.issuer leaf.ids"
add("forged: untrusted root", "anchor", lambda p: p.trusted.clear())
add("forged: untrusted root, sent", "anchor order", lambda p: p.trusted.clear() or setattr(p, "sent", [*p.row(), p.root]), when=LAST)
add("forged: signs itself", ALONE, lambda p: alone(p, issuer=None), when=LAST)
# (a file of trusted ones with an unreadable one in it is refused as a whole)
add("forged: signs itself, is trusted", f"{ALONE} leaf.name leaf.extension leaf.tail leaf.version",
    lambda p: alone(p, issuer=None) or setattr(p, "trusted", [p.leaf]), when=LAST)
add("forged: signs itself, named as the root", ALONE, lambda p: alone(p, issuer=None, subject=p.root.subject), when=LAST)
add("forged: names itself as issuer", ALONE, lambda p: alone(p, issuer=None, signer=p.key()), when=LAST)
add("forged: straight from the root", ALONE, lambda p: alone(p, signer=p.key()), when=LAST)
add("forged: authority from the root", "anchor middle.signature", lambda p: put(MIDDLE[1], signer=p.key())(p))
FORGED_RSA = ("rsaEncryption", "sha512-256", "pss without parameters", "pss with empty parameters", "md5", "sha1")


def as_of_system(who, way):
    def apply(p):
        if who is LEAF[1]:
            alone(p)
        of_system(p, who(p))
        who(p).way = {**ANY_WAYS, **RSA_WAYS}.get(way)
        if way in FORGED_RSA:
            who(p).signer = p.key(("rsa",))
    return apply


for way in (None, *ANY_WAYS, *FORGED_RSA):
    how = f", signed {way}" if way else ""
    add(f"forged: from the system's root{how}", ALONE, as_of_system(LEAF[1], way), when=LAST)
    add(f"forged: authority from the system's root{how}", "anchor middle.signature middle.ids", as_of_system(MIDDLE[1], way))


@kind("forged: lookalike of the root, sent", "anchor order middle.signature", when=LAST)
def lookalike_root(p):
    real = p.root
    p.root = twin(real, key=p.key())  # same name, same key id
    p.root.extensions[SKI] = (False, octets(real.key.id))
    p.middles[0].issuer = p.root
    p.middles[0].extensions[AKI] = (False, seq(tlv(0x80, real.key.id)))
    p.trusted = [real]
    p.sent = [*p.row(), p.root]


@kind("forged: lookalike of the authority", "anchor order leaf.signature", when=LAST)
def lookalike_middle(p):
    fake = twin(p.middle, key=p.key(), signer=p.key())
    fake.extensions[SKI] = (False, octets(p.middle.key.id))
    p.leaf.signer = fake.key
    p.sent = [p.leaf, fake, *p.row()[1:]]


@kind("forged: lookalike of the authority, unknown algorithm", "anchor order leaf.signature", when=LAST)
def lookalike_middle_unknown(p):
    fake = twin(p.middle, key=p.key(), way=ANY_WAYS["an unknown algorithm and garbage"])
    fake.extensions[SKI] = (False, octets(p.middle.key.id))
    p.leaf.signer = fake.key
    p.sent = [p.leaf, fake, *p.row()[1:]]


@kind("forged: the leaf alone, another server sends the forged authority", "anchor order leaf.signature", when=LAST)
def forged_elsewhere(p):
    fake = twin(p.middle, key=p.key(), way=ANY_WAYS["an unknown algorithm and garbage"])
    p.leaf.issuer = fake
    p.sent, p.beside = [p.leaf], [p.server("Neighbour", fake), fake]


@kind("forged: by another server's certificate", "anchor order leaf.signature", when=LAST)
def by_a_leaf(p):
    server = p.server("Other server", p.middle, "other.test")
    p.leaf.issuer = server
    p.sent = [p.leaf, server, *p.row()[1:]]


@kind("forged: by another server's certificate, which is an authority by usage", "anchor order leaf.signature", when=LAST)
def by_a_leaf_with_usage(p):
    server = p.server("Other server", p.middle, "other.test")
    server.extensions[KU] = (True, usage(DIGITAL, SIGN))
    p.leaf.issuer = server
    p.sent = [p.leaf, server, *p.row()[1:]]


@kind("forged: the good chain below a leaf of another issuer", "anchor leaf.issuer leaf.ids leaf.signature")
def foreign_chain(p):
    other = p.draft("Foreign authority", p.draft("Foreign root", None))
    p.leaf.issuer = other
    p.sent = [p.leaf, *p.row()[1:]]


@kind("forged: the good leaf with another key to show", "served anchor")
def stolen(p):
    p.served_key = p.key(("rsa",) if p.leaf.key.is_rsa else ("p256",))


# ---- further ones ---------------------------------------------------------------------------------------------------

for what, value in {"commitment only": usage(COMMITMENT), "data only": usage(DATA), "certificates only": usage(SIGN), "decipher only": usage(8),
                    **ENCODED}.items():
    add(f"leaf: usage {what}", "leaf.usage", extend(LEAF[1], KU, True, value))
add("leaf: old type client", "leaf.old", extend(LEAF[1], NETSCAPE_TYPE, False, bits(b"\x80", 7)))
add("middle: purpose any", "middle.purpose", extend(MIDDLE[1], EKU, False, purposes(ANY_PURPOSE)))
for title, who in (LEAF, MIDDLE):
    add(f"{title}: purpose none", f"{title}.purpose", extend(who, EKU, False, seq()))
add("root: an unknown critical extension", "root.extension", extend(ROOT[1], UNKNOWN, True, NULL))
add("root: a precertificate", "root.extension", extend(ROOT[1], PRECERTIFICATE, True, NULL))
for title, who in (LEAF, MIDDLE, ROOT):
    add(f"{title}: a critical must be stapled", f"{title}.extension", extend(who, STAPLED, True, seq(integer(5))))
for k in ("rsa1024", "rsa1536"):
    add(f"root: key {k}", "root.key", lambda p, k=k: put(ROOT[1], key=p.key((k,)))(p))
sent("an unreadable one last", last(lambda p: b"\x30\x03\x02\x01\x01"))
sent("an unreadable one between", after_leaf(lambda p: b"garbage"))


# ---- by chance ------------------------------------------------------------------------------------------------------


def chosen(rng, first, many):
    """`first`, and others that touch something else."""
    kinds = [first]
    for k in rng.sample(sorted(KINDS), 40):
        if len(kinds) < many and not any(KINDS[k].slots & KINDS[other].slots for other in kinds):
            kinds.append(k)
    return kinds


def recipes(seed, count):
    """The kinds of each chain: over a run each comes as often as any other, alone or among others; some chains have none."""
    rng = random.Random(seed)
    deck = []
    for _ in range(count):
        if not deck:
            deck = rng.sample(sorted(KINDS), len(KINDS))
        many = rng.choices((0, 1, 2, 3), (3, 40, 32, 25))[0]
        yield chosen(rng, deck.pop(), many) if many else []


def plan(seed, number, kinds):
    p = Plan(number, random.Random(f"{seed} {number}"))
    p.kinds = kinds
    for k in sorted(kinds, key=lambda k: KINDS[k].when):
        KINDS[k].apply(p)
    return p
