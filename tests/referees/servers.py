# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers about which mail programs are asked: one row a kind, each with one fault (or none). Times are days from now."""

import dataclasses
import pathlib
import sys
import typing

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "oracle"))

from draft import (AGREE, AKI, ANY_PURPOSE, ANY_WAYS, BC, CLIENT, DIGITAL, EC_WAYS, EKU, ENCIPHER, KU, NC, NEVER, NULL,  # noqa: E402
                   RSA_WAYS, SAN, SERVER, SIGN, SKI, Draft, address, authority_key, basic, bits, dns, integer, key, name, oid, pem, purposes,
                   seq, tlv, usage)
from keys import odd_key  # noqa: E402

HOST, DEEP, ADDRESS = "mail.referees.test", "imap.mail.referees.test", "127.0.0.1"
HOSTS = (HOST, DEEP)
BOTH, IMAPS, SUBMISSION = ("imaps", "submission"), ("imaps",), ("submission",)
AIA, MUST_STAPLE, NETSCAPE_TYPE, UNKNOWN = "1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.1.24", "2.16.840.1.113730.1.1", "1.3.6.1.4.1.99999.5"


class Authorities:
    """The root that each program is told to trust, another that it trusts and that is expired, and one that nobody knows."""

    def __init__(self):
        self.root = Draft(name("Referees Root", "Referees"), key("rsa", "root"))
        self.expired = Draft(name("Referees Old Root", "Referees"), key("rsa", "old root"))
        self.expired.begin, self.expired.end = -3000, -3
        self.unknown = Draft(name("Nobody's Root", "Nobody"), key("rsa", "unknown root"))

    def pem(self):
        return pem(self.root.der) + pem(self.expired.der)


@dataclasses.dataclass
class Site:
    """What a server of some kind shows, and how it behaves."""
    kind: str
    authorities: Authorities
    host: str = HOST
    services: typing.Tuple[str, ...] = BOTH
    sent: typing.Optional[list] = None  # drafts; None: the leaf and those above it, without the root
    tls: dict = dataclasses.field(default_factory=dict)  # minimum, maximum, ciphers, client, gnutls (a priority): see serving.py
    fault: str = ""  # see serving.py

    def __post_init__(self):
        self.middle = Draft(name(f"Authority for {self.kind}", "Referees"), key("p256", self.kind), self.authorities.root)
        self.leaf = Draft(name(HOST, None), key("p256", "leaf"), self.middle, ca=False)
        self.name_it(dns(HOST))

    def name_it(self, *names):
        self.leaf.extensions[SAN] = (False, seq(*names))

    def row(self):
        """The leaf and the authorities, from below, without the root."""
        drafts = [self.leaf]
        while drafts[-1].issuer is not None and drafts[-1].issuer.issuer is not None:
            drafts.append(drafts[-1].issuer)
        return drafts

    def pem(self):
        return self.leaf.key.pem() + "".join(pem(d.der) for d in (self.sent or self.row()))


KINDS = {}


def kind(title, change=lambda s: None, services=None):
    assert title not in KINDS, title
    KINDS[title] = (change, services)


def sites():
    """All of them, newly made, with the authorities that they have in common."""
    authorities, made = Authorities(), []
    for title, (change, services) in KINDS.items():
        site = Site(title, authorities)
        change(site)
        site.services = services or site.services
        made.append(site)
    return authorities, made


# ---- how rows are said ----------------------------------------------------------------------------------------------


def leaf(**values):
    return lambda s: s.leaf.__dict__.update(values)


def middle(**values):
    return lambda s: s.middle.__dict__.update(values)


def leaf_has(extension, critical, value):
    return lambda s: s.leaf.extensions.__setitem__(extension, (critical, value))


def middle_has(extension, critical, value):
    return lambda s: s.middle.extensions.__setitem__(extension, (critical, value))


def leaf_lacks(*extensions):
    return lambda s: [s.leaf.extensions.pop(e) for e in extensions]


def named(*names, host=HOST, cn=HOST):
    def change(s):
        s.host, s.leaf.subject = host, name(cn, None if cn else "Referees")
        s.name_it(*names)
        if not names:
            del s.leaf.extensions[SAN]
    return change


def all_of(*changes):
    return lambda s: [change(s) for change in changes]


def sends(arrange):
    return lambda s: setattr(s, "sent", arrange(s))


def tls(**values):
    return lambda s: s.tls.update(values)


def behaves(fault):
    return lambda s: setattr(s, "fault", fault)


def leaf_key(which):
    return lambda s: setattr(s.leaf, "key", key(which, "leaf"))


def odd_leaf_key(which):
    return lambda s: setattr(s.leaf, "key", odd_key(which))


def rsa_middle(s):
    s.middle.key = key("rsa", s.kind)


rsa_leaf = leaf_key("rsa")


def alone(ca):
    def change(s):
        s.leaf.issuer = None
        s.leaf.extensions[BC] = (True, basic(ca))
        del s.leaf.extensions[AKI]
        if ca:
            s.leaf.extensions[KU] = (True, usage(DIGITAL, ENCIPHER, SIGN))
    return change


def twin(draft, **values):
    """Another certificate of the same name and key."""
    other = draft.copy()
    other.__dict__.update({"serial": draft.serial + 1, **values})
    return other


def of_root(root, sent=False):
    def change(s):
        s.middle.issuer = getattr(s.authorities, root)
        if sent:
            s.sent = [*s.row(), s.middle.issuer]
    return change


def two_deep(s):
    """One more authority, between the other and the leaf."""
    s.leaf.issuer = Draft(name(f"Lower authority for {s.kind}", "Referees"), key("p256", s.kind + " lower"), s.middle)


def constrained(permitted=(), excluded=()):
    def part(tag, names):
        return tlv(tag, *map(seq, names)) if names else b""
    return middle_has(NC, True, seq(part(0xA0, permitted), part(0xA1, excluded)))


def says_where(s):
    s.leaf.extensions[AIA] = (False, seq(seq(oid("1.3.6.1.5.5.7.48.2"), tlv(0x86, b"http://127.0.0.1:1/ca.der"))))
    s.sent = [s.leaf]


def crossed(by):
    """The root beside the chain, signed by another one: as roots are that are new."""
    def arrange(s):
        other = twin(s.authorities.root, issuer=getattr(s.authorities, by))
        other.extensions[AKI] = (False, authority_key)
        return [*s.row(), other]
    return sends(arrange)


def wrong_bit(signature):
    return signature[:20] + bytes([signature[20] ^ 1]) + signature[21:]


LOOPBACK = address(bytes([127, 0, 0, 1]))

# ---- good, and times ------------------------------------------------------------------------------------------------

kind("good")
kind("good, RSA", all_of(rsa_leaf, rsa_middle))
kind("good, without intermediate", lambda s: setattr(s.leaf, "issuer", s.authorities.root))
kind("good, with the root", sends(lambda s: [*s.row(), s.authorities.root]))
kind("expired", leaf(begin=-93, end=-3))
kind("expired a year ago", leaf(begin=-458, end=-368))
kind("not yet valid", leaf(begin=3, end=93))
kind("ends tomorrow", leaf(begin=-89, end=1))
kind("intermediate expired", middle(begin=-1000, end=-3))
kind("intermediate not yet valid", middle(begin=3))
kind("root expired, sent", of_root("expired", sent=True))
kind("root expired, not sent", of_root("expired"))
kind("good for 900 days", leaf(begin=-100, end=800))
kind("good for ten years", leaf(begin=-300, end=3350))
kind("without an end", leaf(begin=-300, end=NEVER))

# ---- names ----------------------------------------------------------------------------------------------------------

kind("wrong name", named(dns("www.example.test"), cn="www.example.test"))
kind("wrong name and expired", all_of(named(dns("www.example.test"), cn="www.example.test"), leaf(begin=-93, end=-3)))
kind("wildcard", named(dns("*.referees.test"), cn="*.referees.test"))
kind("wildcard too high", named(dns("*.referees.test"), host=DEEP, cn="*.referees.test"))
kind("part of a wildcard", named(dns("m*.referees.test"), cn="m*.referees.test"))
kind("name only as CN", named())
kind("name as CN beside another", named(dns("www.example.test")))
kind("name with a dot at the end", named(dns(HOST + ".")))
kind("name with a blank at the end", named(dns(HOST + " ")))
kind("name in capitals", named(dns(HOST.upper())))
kind("no subject", named(dns(HOST), cn=None))
kind("address asked, name only", named(dns(HOST), host=ADDRESS))
kind("address asked, address there", named(LOOPBACK, host=ADDRESS))
kind("address asked, as a name", named(dns(ADDRESS), host=ADDRESS, cn=ADDRESS))

# ---- who issued it, and what is sent --------------------------------------------------------------------------------

kind("self-signed", alone(False))
kind("self-signed authority as server", alone(True))
kind("self-signed and wrong name", all_of(alone(False), named(dns("localhost"), cn="localhost")))
kind("self-signed and expired", all_of(alone(False), leaf(begin=-458, end=-93)))
kind("authority as server", all_of(leaf_has(BC, True, basic(True)), leaf_has(KU, True, usage(DIGITAL, SIGN))))
kind("unknown authority, root sent", of_root("unknown", sent=True))
kind("unknown authority, root not sent", of_root("unknown"))
kind("incomplete chain", sends(lambda s: [s.leaf]))
kind("incomplete chain, says where", says_where)
kind("incomplete chain, of two", all_of(two_deep, sends(lambda s: [s.leaf, s.middle])))
kind("wrong order", all_of(two_deep, sends(lambda s: [s.leaf, s.middle, s.leaf.issuer])))
kind("root before the intermediate", sends(lambda s: [s.leaf, s.authorities.root, s.middle]))
kind("leaf twice", sends(lambda s: [s.leaf, s.leaf, s.middle]))
kind("stranger between", sends(lambda s: [s.leaf, s.authorities.unknown, s.middle]))
kind("stranger last", sends(lambda s: [s.leaf, s.middle, s.authorities.unknown]))
kind("expired twin of the intermediate first", sends(lambda s: [s.leaf, twin(s.middle, begin=-2000, end=-3), s.middle]))
kind("unknown twin of the intermediate first", sends(lambda s: [s.leaf, twin(s.middle, issuer=s.authorities.unknown), s.middle]))
kind("root cross-signed by an unknown one", crossed("unknown"))
kind("root cross-signed by an expired one", crossed("expired"))

# ---- purpose, usage, constraints ------------------------------------------------------------------------------------

kind("purpose client only", leaf_has(EKU, False, purposes(CLIENT)))
kind("purpose server and client", leaf_has(EKU, False, purposes(SERVER, CLIENT)))
kind("purpose any", leaf_has(EKU, False, purposes(ANY_PURPOSE)))
kind("no purpose", leaf_lacks(EKU))
kind("intermediate for clients only", middle_has(EKU, False, purposes(CLIENT)))
kind("EC, usage agreement only", leaf_has(KU, True, usage(AGREE)))
kind("EC, usage encipherment only", leaf_has(KU, True, usage(ENCIPHER)))
kind("EC, usage certificates only", leaf_has(KU, True, usage(SIGN)))
kind("RSA, usage encipherment only", all_of(rsa_leaf, leaf_has(KU, True, usage(ENCIPHER))))
kind("RSA, usage encipherment only, TLS 1.2", all_of(rsa_leaf, leaf_has(KU, True, usage(ENCIPHER)), tls(maximum="TLSv1_2")))
kind("RSA, usage certificates only", all_of(rsa_leaf, leaf_has(KU, True, usage(SIGN))))
kind("RSA, usage signature only", all_of(rsa_leaf, leaf_has(KU, True, usage(DIGITAL))))
kind("no usage", leaf_lacks(KU))
kind("old type client", leaf_has(NETSCAPE_TYPE, False, bits(b"\x80", 7)))
kind("old type server", leaf_has(NETSCAPE_TYPE, False, bits(b"\x40", 6)))
kind("intermediate is no authority", middle_has(BC, True, basic(False)))
kind("intermediate without constraints", lambda s: s.middle.extensions.pop(BC))
kind("intermediate may not sign", middle_has(KU, True, usage(DIGITAL)))
kind("too deep for the intermediate", all_of(middle_has(BC, True, basic(True, 0)), two_deep))
kind("name not permitted", constrained(permitted=(dns("example.test"),)))
kind("name excluded", constrained(excluded=(dns("referees.test"),)))
kind("name permitted", constrained(permitted=(dns("referees.test"),)))

# ---- keys and signatures --------------------------------------------------------------------------------------------

for size in (512, 1024, 3072, 4096):
    kind(f"RSA {size}", all_of(leaf_key(f"rsa{size}"), *([tls(maximum="TLSv1_2")] if size == 512 else [])))
for size in (8192, 16384):
    kind(f"RSA {size}", odd_leaf_key(f"huge{size}"))
for title, which in (("P-224", "p224"), ("P-384", "p384"), ("P-521", "p521"), ("secp256k1", "secp256k1"), ("brainpool", "brainpool"),
                     ("Ed25519", "ed25519"), ("Ed448", "ed448")):
    kind(title, leaf_key(which))
kind("RSA-PSS key", odd_leaf_key("rsa-pss"))
kind("intermediate RSA 1024", lambda s: setattr(s.middle, "key", key("rsa1024", s.kind)))
kind("intermediate Ed25519", lambda s: setattr(s.middle, "key", key("ed25519", s.kind)))
kind("signed RSA-PSS", all_of(rsa_leaf, rsa_middle, leaf(way=RSA_WAYS["pss"])))
kind("signed SHA-1", all_of(rsa_leaf, rsa_middle, leaf(way=RSA_WAYS["sha1"])))
kind("signed ECDSA with SHA-1", leaf(way=EC_WAYS["ecdsa-sha1"]))
kind("intermediate signed SHA-1", all_of(rsa_leaf, rsa_middle, middle(way=RSA_WAYS["sha1"])))
kind("signed MD5", all_of(rsa_leaf, rsa_middle, leaf(way=RSA_WAYS["md5"])))
kind("signed an unknown algorithm", leaf(way=ANY_WAYS["an unknown algorithm"]))
kind("bad signature", leaf(spoil=wrong_bit))
kind("intermediate, bad signature", middle(spoil=wrong_bit))

# ---- other contents -------------------------------------------------------------------------------------------------

kind("unknown critical extension", leaf_has(UNKNOWN, True, NULL))
kind("unknown extension", leaf_has(UNKNOWN, False, NULL))
kind("must be stapled, is not", leaf_has(MUST_STAPLE, False, seq(integer(5))))
kind("version 1", leaf(version=1))
kind("serial 0", leaf(serial=0))
kind("serial negative", leaf(serial=-5))
kind("serial of 21 bytes", leaf(serial=1 << 161))
kind("an extension twice", lambda s: s.leaf.more.extend([(UNKNOWN, False, NULL)] * 2))
kind("no key ids", leaf_lacks(AKI, SKI))
kind("key id of nobody", leaf_has(AKI, False, seq(tlv(0x80, bytes(20)))))

# ---- TLS ------------------------------------------------------------------------------------------------------------

kind("TLS 1.0 only", all_of(rsa_leaf, tls(minimum="TLSv1", maximum="TLSv1")))
kind("TLS 1.1 only", all_of(rsa_leaf, tls(minimum="TLSv1_1", maximum="TLSv1_1")))
kind("TLS 1.2 only", tls(maximum="TLSv1_2"))
kind("TLS 1.3 only", tls(minimum="TLSv1_3"))
kind("TLS 1.2, RSA key exchange", all_of(rsa_leaf, tls(maximum="TLSv1_2", ciphers="AES128-GCM-SHA256")))
kind("TLS 1.2, CBC with SHA-1", all_of(rsa_leaf, tls(maximum="TLSv1_2", ciphers="ECDHE-RSA-AES128-SHA")))
kind("TLS 1.2, RSA key exchange, CBC with SHA-1", all_of(rsa_leaf, tls(maximum="TLSv1_2", ciphers="AES128-SHA")))
kind("TLS 1.2, DHE 2048", all_of(rsa_leaf, tls(maximum="TLSv1_2", ciphers="DHE-RSA-AES128-GCM-SHA256", dh=2048)))
kind("TLS 1.2, DHE 1024", all_of(rsa_leaf, tls(maximum="TLSv1_2", ciphers="DHE-RSA-AES128-GCM-SHA256", dh=1024)))
kind("TLS 1.2, ARIA only", all_of(rsa_leaf, tls(maximum="TLSv1_2", ciphers="ECDHE-ARIA128-GCM-SHA256")))
kind("TLS 1.2, RC4", all_of(rsa_leaf, tls(gnutls="NONE:+VERS-TLS1.2:+ARCFOUR-128:+SHA1:+RSA:+ECDHE-RSA:+SIGN-ALL:+COMP-NULL:+GROUP-ALL")))
kind("TLS 1.2, 3DES", all_of(rsa_leaf, tls(gnutls="NONE:+VERS-TLS1.2:+3DES-CBC:+SHA1:+RSA:+ECDHE-RSA:+SIGN-ALL:+COMP-NULL:+GROUP-ALL")))
kind("TLS 1.2, no secure renegotiation", all_of(rsa_leaf, tls(gnutls="NORMAL:-VERS-TLS1.3:%DISABLE_SAFE_RENEGOTIATION")))
kind("client certificate demanded, TLS 1.2", tls(maximum="TLSv1_2", client="demanded"))
kind("client certificate demanded, TLS 1.3", tls(minimum="TLSv1_3", client="demanded"))
kind("client certificate wanted", tls(client="wanted"))

# ---- behaviour ------------------------------------------------------------------------------------------------------

kind("STARTTLS not offered", behaves("no-starttls"), SUBMISSION)
kind("STARTTLS refused", behaves("starttls-refused"), SUBMISSION)
kind("TLS on the STARTTLS port", behaves("tls-at-once"), SUBMISSION)
kind("plain text on the TLS port", behaves("plain"), IMAPS)
kind("silent", behaves("silent"))
kind("closes at once", behaves("close"))
kind("closes after the hello", behaves("close-after-hello"))
kind("resets after the hello", behaves("reset-after-hello"))
kind("answers the hello with an alert", behaves("alert"))
kind("silent after the hello", behaves("silent-after-hello"))
kind("silent after a hello above 1,500 bytes", behaves("silent-after-large-hello"))
kind("closes after a hello above 1,500 bytes", behaves("close-after-large-hello"))
kind("closes instead of a greeting inside TLS", behaves("close-inside"), IMAPS)
kind("refuses in the greeting", behaves("busy"))
