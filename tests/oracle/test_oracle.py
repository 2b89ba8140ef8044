# SPDX-License-Identifier: GPL-3.0-or-later
"""Mailseal against openssl and gnutls-cli: some hundred chains by chance, the same each run, so that it fails for a change of ours
alone; with --long others each time, and many. $MAILSEAL_SEED is another seed, $MAILSEAL_BUILD the build folder."""

import os
import random
import re
import sys
import types

import differences
import kinds
import oracle
import pytest
from judges import Case, Opinion

LONG = os.environ.get("MAILSEAL_LONG") == "1"
SEED = int(os.environ.get("MAILSEAL_SEED") or (random.SystemRandom().randrange(1 << 31) if LONG else 1))


def test_chains():
    result = oracle.run(os.environ["MAILSEAL_BUILD"], SEED, 2000 if LONG else 300, note=lambda text: print(text, file=sys.stderr))
    print(result)
    assert not result.false_ok and not result.unlisted, str(result)
    assert len(result.kinds) >= 60 and result.well >= 20  # and it is no verdict to refuse everything


def test_each_list_is_alive():
    """A row of differences.py is about kinds that there are."""
    for row in differences.ACCEPTED + differences.REFUSED + differences.WARNED:
        assert any(re.fullmatch(row.kinds, kind) for kind in kinds.KINDS), row


def case(of, state="ok", findings=(), openssl="", gnutls=""):
    """As judged: words mean that it was refused."""
    plan = types.SimpleNamespace(kinds=list(of), number=0)
    verdict = {"state": state, "findings": [{"code": code, "severity": severity} for code, severity in findings]}
    return Case(plan, mailseal=verdict, openssl=Opinion(not openssl, openssl), gnutls=Opinion(not gnutls, gnutls))


BY_OPENSSL, BY_GNUTLS = {"openssl": "unsuitable certificate purpose"}, {"gnutls": "the OCSP status is missing"}
PURPOSE, STAPLE = "leaf: purpose any", "leaf: must be stapled"
WEAK = [("weak", "critical")]


@pytest.mark.parametrize("judged,false_ok,unlisted,listed", [
    (case([]), 0, 0, 0),
    (case(["leaf: expired"], "critical", [("expired", "critical")], openssl="has expired", gnutls="expired"), 0, 0, 0),
    # what is well for us alone is a false ok, whatever it is
    (case(["forged: straight from the root"], openssl="signature failure", gnutls="invalid"), 1, 0, 0),
    (case(["forged: straight from the root"], "notice", [("expiring", "notice")], openssl="signature failure", gnutls="invalid"), 1, 0, 0),
    (case(["forged: straight from the root"], "warning", [("weak", "warning")], openssl="signature failure", gnutls="invalid"), 1, 0, 0),
    (case([PURPOSE], **BY_OPENSSL, gnutls="the OCSP status is missing"), 1, 0, 0),
    # for one of them: only with a reason, which is about what is in this chain, and about what was said
    (case([PURPOSE], **BY_OPENSSL), 0, 0, 1),
    (case([PURPOSE], openssl="certificate signature failure"), 0, 1, 0),
    (case([STAPLE], **BY_OPENSSL), 0, 1, 0),
    (case([], **BY_OPENSSL), 0, 1, 0),
    # two reasons are two
    (case([PURPOSE, STAPLE], **BY_OPENSSL, **BY_GNUTLS), 0, 0, 2),
    (case([PURPOSE, STAPLE], **BY_OPENSSL, gnutls="signature is invalid"), 1, 0, 0),
    # we alone refuse: each of our findings has a reason
    (case(["leaf: key rsa1024"], "critical", WEAK, openssl="key too weak"), 0, 0, 1),
    (case(["leaf: key rsa1024"], "critical", WEAK), 0, 1, 0),
    (case(["leaf: key rsa1024"], "critical", [*WEAK, ("name-mismatch", "critical")], openssl="key too weak"), 0, 1, 0),
    (case(["leaf: key rsa3072"], "critical", WEAK, openssl="key too weak"), 0, 1, 0),
    (case([], "unknown", [("unreachable", "unknown")]), 0, 1, 0),
])
def test_the_oracle_itself(judged, false_ok, unlisted, listed):
    result = oracle.Result(7)
    result.count(judged)
    assert (len(result.false_ok), len(result.unlisted), sum(result.listed.values())) == (false_ok, unlisted, listed)
    assert not (false_ok or unlisted) or "--seed 7 --chain 0" in str(result)
