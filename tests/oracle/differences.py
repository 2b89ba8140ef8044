# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Mailseal differs from openssl or gnutls-cli, and why it is right. What is not listed here is a fault of ours."""

import dataclasses
import re

CLIENT_REFUSES = "client-refuses"
OPENSSL, GNUTLS, BOTH = ("openssl",), ("gnutls",), ("openssl", "gnutls")


@dataclasses.dataclass(frozen=True)
class Difference:
    judges: tuple  # who differs from us
    kinds: str  # a regular expression: in chains that have such a kind
    what: str  # we accept: one for the words of their refusal. We refuse: our finding
    why: str

    def kinds_in(self, case):
        return {k for k in case.plan.kinds if re.fullmatch(self.kinds, k)}


AN_ANCHOR = "a trusted root is a name and a key; what else stands in it need not be heeded (RFC 5280 6.1.1)"

# we accept, they refuse
ACCEPTED = [
    Difference(OPENSSL, "root: purpose .*", "unsuitable certificate purpose|unable to get local issuer", AN_ANCHOR),
    Difference(OPENSSL, "root: (no authority, no usage|version [24])", "invalid CA certificate", AN_ANCHOR),
    Difference(GNUTLS, "root: policy constraints", "unknown critical extension", AN_ANCHOR),
    Difference(OPENSSL, "root: (signed|the other family).*", "unable to get issuer certificate",
               "a root’s own signature proves nothing, whatever it is"),
    Difference(GNUTLS, "root: (signature|signed|the other family).*", "signature in the certificate is invalid",
               "a root’s own signature proves nothing, and another root has signed it as well"),
    Difference(OPENSSL, "(leaf|middle): signed ecdsa-sha3-256", "unable to get local issuer",
               "GnuTLS verifies it; OpenSSL 3.0 does not know this pair"),
    Difference(OPENSSL, "(leaf|middle): serial of nobody as key id", "unable to get local issuer",
               "a key id helps to find the issuer; that it is the issuer, its signature proves (RFC 5280 4.2.1.1)"),
    Difference(OPENSSL, "leaf: purpose any", "unsuitable certificate purpose",
               "a program may take any purpose for its own (RFC 5280 4.2.1.12), and GnuTLS does"),
    Difference(GNUTLS, "(leaf|middle): policy constraints", "unknown critical extension",
               "nothing asks for a policy here; GnuTLS alone does not know the extension"),
    Difference(GNUTLS, "leaf: must be stapled", "OCSP status is missing",
               "nothing is wrong with the certificate; which programs insist on a staple, client-refuses tells"),
    Difference(GNUTLS, "leaf: usage (agreement|encipherment) only", "Key usage violation",
               "good for other ciphers of TLS 1.2, and OpenSSL does not mind"),
    Difference(OPENSSL, "sent: a twin signed by a stranger after", "self-signed certificate in certificate chain|unable to get local issuer",
               "there is a valid path, and GnuTLS finds it"),
    Difference(GNUTLS, "sent: an expired twin of the authority before", "expired certificate", "there is a valid path, and OpenSSL finds it"),
]

# we refuse, they accept
REFUSED = [
    Difference(BOTH, "(leaf|middle): ends in an hour", "expiring", "told before it ends: that is what Mailseal is for"),
    Difference(BOTH, "name: (only as CN|as CN beside (mail|none))", "name-mismatch", "names stand in the SAN alone (RFC 9525)"),
    Difference(OPENSSL, "name: part of a wildcard", "name-mismatch", "a wildcard is a whole label (RFC 9525 6.3)"),
    Difference(GNUTLS, "(leaf|middle): key rsa1(024|536)", "weak", "GnuTLS still takes RSA under 2048 bits; OpenSSL and Apple do not"),
    Difference(OPENSSL, "(leaf|middle): an extension twice", "invalid|untrusted-issuer", "never allowed (RFC 5280 4.2)"),
    Difference(OPENSSL, "(leaf|middle|root): addresses of another network", "invalid", "critical, and nobody but OpenSSL heeds it (RFC 3779)"),
    Difference(OPENSSL, "(middle|root): must be stapled", "untrusted-issuer",
               "what such an authority issues must ask for a staple, too (RFC 7633 4.2.2)"),
    Difference(OPENSSL, "(middle|root): names: exclude another subject", "untrusted-issuer|expired-intermediate",
               "GnuTLS cannot compare subjects, so that nothing is proven"),
    Difference(OPENSSL, "name: an address", "untrusted-issuer", "without a DNS name in the SAN, GnuTLS holds the CN to what the authority may name"),
    Difference(OPENSSL, "root: signature empty", "untrusted-issuer", "GnuTLS takes such a root for no authority"),
    Difference(OPENSSL, "leaf: issuer (in capitals|with more blanks)", "untrusted-issuer",
               "GnuTLS compares names byte by byte, and what is built on it refuses this"),
    Difference(GNUTLS, "(middle|root): names: permit another subject", "untrusted-issuer", "RFC 5280 4.2.1.10; GnuTLS compares no subjects"),
    Difference(GNUTLS, "(middle|root): length negative", "untrusted-issuer", "there is none (RFC 5280 4.2.1.9), so that it allows nothing"),
    Difference(GNUTLS, "root: key rsa1(024|536)", "weak", "the same, above the chain"),
    Difference(GNUTLS, "leaf: old type client", "wrong-purpose", "said to be for clients only, and OpenSSL heeds it"),
    Difference(GNUTLS, "(leaf|middle): purpose none", "wrong-purpose", "purposes are named, and that of servers is none of them (RFC 5280 4.2.1.12)"),
    Difference(GNUTLS, "leaf: usage .*", "wrong-purpose", "nothing that TLS needs is among what the key is for (RFC 5280 4.2.1.3)"),
    Difference(OPENSSL, "leaf: purpose gated", "wrong-purpose", "a name of before 2000 for servers, which nobody else takes"),
]

# we warn, both refuse: the server's fault, which lets nobody in
WARNED = [
    Difference(BOTH, "sent: the leaf alone, another server sends its authority", "incomplete-chain",
               "there is a valid path, over an authority that was verified elsewhere"),
    Difference(BOTH, "sent: a (damaged )?twin .*", CLIENT_REFUSES,
               "there is a valid path, but neither tries another issuer than the first that fits"),
]


def our_findings(case):
    """Those that mean “no”, and those that mean “cannot say”."""
    return [f["code"] for f in case.mailseal["findings"] if f["severity"] in ("critical", "unknown")]


def _rows(table, judge, case, text):
    return [row for row in table if judge in row.judges and row.kinds_in(case) and re.search(row.what, text)]


def _accepted(case):
    """Why it is right that we accept what they refuse; None if it is not."""
    refusing = [judge for judge in BOTH if not getattr(case, judge).accepts]
    if len(refusing) < 2 and any(f["code"] == CLIENT_REFUSES and f["facts"]["because"] == "chain" for f in case.mailseal["findings"]):
        return None  # said of both
    warnings = [row for f in case.mailseal["findings"] for row in _rows(WARNED, "openssl", case, f["code"])]
    if warnings:
        return warnings
    found = {judge: _rows(ACCEPTED, judge, case, getattr(case, judge).words) for judge in refusing}
    if not all(found.values()):
        return None
    # one kind for which both refuse is never right: each must have a reason of its own
    kinds = [set().union(*(row.kinds_in(case) for row in rows)) for rows in found.values()]
    if len(kinds) == 2 and len(kinds[0] | kinds[1]) < 2:
        return None
    return [row for rows in found.values() for row in rows]


def _refused(case):
    """Why it is right that we refuse what they accept: each of our findings has its reason. None if it is not."""
    rows = []
    for judge in BOTH:
        if getattr(case, judge).accepts:
            for code in our_findings(case):
                found = _rows(REFUSED, judge, case, code)
                if not found:
                    return None
                rows += found
    return rows


def reasons(case):
    """The rows that say why Mailseal differs: none if it does not, None if nothing says why."""
    return _refused(case) if our_findings(case) else _accepted(case)
