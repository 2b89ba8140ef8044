# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON of a verdict and of an alert, key by key."""

import re

TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
HEX64 = re.compile(r"^[0-9a-f]{64}$")
STATES = ("ok", "notice", "unknown", "warning", "critical")
SEVERITIES = ("info",) + STATES[1:]
SEVERITIES_BY_WEIGHT = ("critical", "warning", "unknown", "notice", "info")
ORDER = ["clock-wrong", "intercepted", "wrong-security-mode", "starttls-vanished", "starttls-missing", "starttls-failed", "tls-failed", "protocol-error", "server-refused",
         "invalid", "revoked", "name-mismatch", "expired", "not-yet-valid", "expired-intermediate", "self-signed", "untrusted-issuer",
         "wrong-purpose", "weak", "incomplete-chain", "client-refuses", "expiring", "unreachable", "old-tls",
         "mixed-addresses", "stale-service", "renewed", "changed", "rolled-back", "overdue", "local-override",
         "insecure-account", "moved"]
OUTCOMES = ["ok", "unreachable", "server-refused", "protocol-error", "wrong-security-mode", "starttls-missing", "starttls-failed",
            "tls-failed"]
CERTIFICATE = {"sha256": HEX64, "spki_sha256": HEX64, "subject": str, "issuer": str, "serial": re.compile("^[0-9a-f]+$"),
               "names": list, "not_before": TIME, "not_after": TIME, "days_left": int, "self_signed": bool, "key": str,
               "signature": str}
LINK = {"subject": str, "issuer": str, "sha256": HEX64, "not_after": TIME}
ADDRESS = {"address": str, "outcome": OUTCOMES, "duration_ms": int, "chain": list}
ADDRESS_MORE = {"detail": str, "tls_version": re.compile(r"^1\.[0-3]$"), "cipher": re.compile("^TLS_"), "certificate": dict,
                "transcript": str}
FINDING = {"code": ORDER, "family": str, "who_text": str, "severity": SEVERITIES, "who": ["you", "provider", "network", "nobody"], "title": str, "text": str,
           "advice": str, "details": str, "addresses": list, "facts": dict}
VERDICT = {"target": str, "url": str, "host": str, "port": int, "protocol": ["imap", "pop3", "smtp", "sieve", "https"],
           "security": ["tls", "starttls"], "checked": TIME, "answers": bool, "state": STATES, "time_state": SEVERITIES + ("ok",),
           "safe_to_continue": ["yes", "wait", "no"], "safe_text": str,
           "summary": str, "findings": list, "addresses": list}
STANDING = {"name": str, "account": str, "half": ["receiving", "sending", "other"], "clients": list, "role": ["user", "admin"],
            "notify": bool, "imported": bool, "gone": bool, "renewal": TIME, "due": TIME}
ALERT = {"id": re.compile("^[a-z0-9-]+$"), "code": ORDER, "family": str, "severity": SEVERITIES,
         "step": ["noticed", "worse", "urgent", "expired", "resolved"], "title": str, "text": str, "advice": str,
         "who": ["you", "provider", "network", "nobody"], "servers": list, "since": TIME, "acknowledged": bool}


def check(value, rule, where):
    if isinstance(rule, re.Pattern):
        assert isinstance(value, str) and rule.match(value), (where, value)
    elif isinstance(rule, (list, tuple)):
        assert value in rule, (where, value)
    else:
        assert type(value) is rule, (where, value)


def fields(object_, rules, more, where):
    for key, rule in rules.items():
        assert key in object_, (where, key)
        check(object_[key], rule, (where, key))
    for key, value in object_.items():
        assert key in rules or key in more, (where, "unknown key", key)
        if key in more and more[key] is not None:
            check(value, more[key], (where, key))


def verdict(v):
    fields(v, VERDICT, {"at": TIME, "programs": list, **STANDING}, "verdict")
    for a in v["addresses"]:
        fields(a, ADDRESS, ADDRESS_MORE, "address")
        if "certificate" in a:
            fields(a["certificate"], CERTIFICATE, {}, "certificate")
        for link in a["chain"]:
            fields(link, LINK, {"pem": str}, "chain")
    addresses = {a["address"] for a in v["addresses"]}
    for f in v["findings"]:
        fields(f, FINDING, {"grave": bool, "acceptable": bool}, "finding")
        assert set(f["addresses"]) <= addresses
        assert f["title"] and f["text"] and f["advice"]
    # mixed-addresses comes first of its severity when some address is fine; its place is checked where it is meant
    rank = [(SEVERITIES_BY_WEIGHT.index(f["severity"]), ORDER.index(f["code"])) for f in v["findings"] if f["code"] != "mixed-addresses"]
    assert rank == sorted(rank), [f["code"] for f in v["findings"]]
    worst = v["findings"][0]["severity"] if v["findings"] else "ok"
    assert v["state"] == ("ok" if worst == "info" else worst)
    return v


def standing(v):
    """A verdict, or a server that was not looked at yet."""
    return verdict(v) if v["checked"] is not None else v


def alert(a):
    fields(a, ALERT, {"told": None, "snoozed_until": None, "tell": bool, "grave": bool, "about": str, "what": str, "brief": str}, "alert")
    return a
