# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of who stands above a certificate, and of what it is for: from real chains on the wire to the words."""

import datetime
import pathlib
import subprocess

import pki
import pytest
import schema
from conftest import until
from cryptography.hazmat.primitives import hashes
from test_accounts import BUS
from test_daemon import alerts, json_status, status
from test_forged import Forger, forger, hosts  # noqa: F401: fixtures

@pytest.fixture
def look(mailseal, forger):  # noqa: F811
    """The verdict on the server with a chain of these kinds, and what a person reads."""
    def call(*of, change=None):
        plan = forger.plan(*of)
        if change:
            change(plan)
        (target,) = forger.show(plan)
        arguments = ("--no-suggest", "--ca-file", forger.ca_file, target)
        run = mailseal("check", "--json", *arguments)
        (verdict,) = [schema.verdict(v) for v in run.objects]
        return verdict, mailseal("check", *arguments).out
    return call


def day(when):
    """As the words have it."""
    return f"{when.day} {when:%B %Y}"


@pytest.mark.parametrize("of,reason,term", [
    ("leaf: usage commitment only", "key-usage", "key usage has neither"), ("leaf: usage certificates only", "key-usage", "key usage has neither"),
    ("leaf: usage decipher only", "key-usage", "key usage has neither"), ("leaf: old type client", "netscape-type", "Netscape"),
    ("leaf: purpose client", None, "extended key usage")])
def test_purpose(look, of, reason, term):
    """RFC 5280 4.2.1.3 and 4.2.1.12, and Netscape's old type: as “openssl verify -purpose sslserver” has it (error 26)."""
    verdict, text = look(of)
    assert [(f["code"], f["severity"]) for f in verdict["findings"]] == [("wrong-purpose", "critical")]
    assert verdict["safe_to_continue"] == "no" and "not meant for a server" in text
    assert verdict["findings"][0]["facts"].get("reason") == reason and term in verdict["findings"][0]["details"]


@pytest.mark.parametrize("of", ["leaf: usage signature only", "leaf: usage encipherment only", "leaf: usage agreement only",
                                "leaf: no usage", "leaf: old type server"])
def test_good_purpose(look, of):
    """At most some programs are stricter than TLS itself."""
    verdict, _ = look(of)
    assert {f["code"] for f in verdict["findings"]} <= {"client-refuses"} and verdict["safe_to_continue"] == "yes"


def of_middle(**dates):
    """A change of the plan: other dates of the authority, as days from now."""
    return lambda plan: [setattr(plan.middle, key, value) for key, value in dates.items()]


@pytest.mark.parametrize("dates,code,state,words", [
    ({"begin": -90, "end": 2.5}, "expiring", "critical", "runs out in 2 days"),
    ({"begin": -1000, "end": 20.5}, "expiring", "notice", "runs out in 20 days"),
    ({"begin": -1000, "end": -3.5}, "expired-intermediate", "critical", "ran out"),
    ({"begin": 2.5, "end": 900}, "not-yet-valid", "critical", "is not good before"),
])
def test_dates_of_the_authority(look, dates, code, state, words):
    """Whose date it is, by its plain name, and that the server's own certificate is good, and until when."""
    verdict, text = look(change=of_middle(**dates))
    assert [f["code"] for f in verdict["findings"]] == [code] and verdict["state"] == state, verdict["findings"]
    facts, now = verdict["findings"][0]["facts"], datetime.datetime.utcnow()
    own = datetime.datetime.strptime(verdict["addresses"][0]["certificate"]["not_after"], "%Y-%m-%dT%H:%M:%SZ")
    date = now + datetime.timedelta(days=dates["begin" if code == "not-yet-valid" else "end"])
    assert "CN=" in facts["certificate"] and facts["own_not_after"] == verdict["addresses"][0]["certificate"]["not_after"]
    name = dict(p.split("=") for p in facts["certificate"].split(","))["CN"]
    assert words in text and day(own) in verdict["findings"][0]["text"] and day(date) in verdict["findings"][0]["text"]
    assert f"“{name}”" in verdict["findings"][0]["text"] and "CN=" not in verdict["findings"][0]["text"]


@pytest.mark.parametrize("of,may_not,words", [
    ("forged: by another server's certificate", "not-an-authority", "may not sign others"),
    ("middle: no authority", "not-an-authority", "may not sign others"),
    ("middle: usage no certificates", "not-an-authority", "may not sign others"),
    ("two authorities, length 0 above", "path-length", "does not allow that"),
    ("middle: length negative", "path-length", "does not allow that"),
    ("middle: names: permit another", "name", "for certain names only"),
    ("middle: names: exclude it", "name", "for certain names only"),
    ("root: names: permit another", "name", "for certain names only"),
    ("middle: must be stapled", None, "was not allowed to do that"),
])
def test_not_entitled(look, of, may_not, words):
    """The issuers are known, and one of them had no right to it: said so, and an alarm all the same."""
    verdict, _ = look(of)
    assert [(f["code"], f["severity"]) for f in verdict["findings"]] == [("untrusted-issuer", "critical")], verdict["findings"]
    finding = verdict["findings"][0]
    assert verdict["safe_to_continue"] == "no" and "Do not go on." in finding["text"] and "read your mail" in finding["text"]
    assert finding["facts"]["reason"] == "not-entitled" and finding["facts"].get("may_not") == may_not and "kind" not in finding["facts"]
    assert words in finding["text"] and "does not know who that is" not in finding["text"]


@pytest.mark.parametrize("of,kind", [("forged: the good chain below a leaf of another issuer", "unknown")])
def test_strangers(look, of, kind):
    """Whom nobody here knows is said to be just that."""
    finding = look(of)[0]["findings"][0]
    assert finding["code"] == "untrusted-issuer" and finding["facts"]["kind"] == kind and "reason" not in finding["facts"]


def bridge(forger, name="bridge"):  # noqa: F811
    """A program on this computer with a certificate that it made itself, as Proton Mail Bridge does; the port."""
    certificate = pki.Certificate("127.0.0.1", ["127.0.0.1", "mail.oracle.test"], ca=True, end=3650, organization="Proton AG")
    path = forger.folder / f"{name}.pem"
    path.write_text(certificate.key_pem() + certificate.pem())
    return forger.served.show(name, path)


def test_bridge(mailseal, forger):  # noqa: F811
    """Self-signed on loopback is a program on this computer; the same under a name that only leads here is an alarm."""
    port = bridge(forger)
    run = mailseal("check", "--json", "--no-suggest", f"imaps://127.0.0.1:{port}", f"imaps://mail.oracle.test:{port}")
    verdicts = {v["host"]: schema.verdict(v) for v in run.objects}
    here, elsewhere = verdicts["127.0.0.1"], verdicts["mail.oracle.test"]
    (finding,) = here["findings"]
    assert (finding["code"], finding["severity"], finding["who"]) == ("self-signed", "info", "nobody") and here["state"] == "ok"
    assert "on this computer" in finding["text"] and "provider" not in finding["text"] + finding["advice"] and "elephone" not in finding["advice"]
    assert [(f["code"], f["severity"]) for f in elsewhere["findings"]] == [("self-signed", "critical")] and run.code == 2


def test_bridge_remembered(daemon, mailseal, forger):  # noqa: F811
    """Not told of; but once it shows another certificate, it is."""
    port = bridge(forger)
    daemon.settings(f"[Server bridge]\nTarget=imaps://127.0.0.1:{port}\n")
    daemon.start()
    until("the look", lambda: len(json_status(mailseal)) == 1 and json_status(mailseal)[0].get("checked"))
    assert status(mailseal)["bridge"]["state"] == "ok" and alerts(mailseal) == []
    assert bridge(forger) == port
    mailseal("now", "bridge")
    findings = {f["code"]: f for f in status(mailseal)["bridge"]["findings"]}
    assert findings["changed"]["severity"] == "critical" and findings["changed"]["facts"]["kind"] == "this-computer"
    assert "on this computer" in findings["changed"]["text"] and "provider" not in findings["changed"]["advice"]


def test_pinned(daemon, mailseal, forger):  # noqa: F811
    """A SHA-256 in a mail program's settings is its user's word; a SHA-1 is none, and that is said."""
    certificate = pki.Certificate("mail.oracle.test", ["mail.oracle.test"])
    path = forger.folder / "pinned.pem"
    path.write_text(certificate.key_pem() + certificate.pem())
    ports = [forger.served.show(name, path) for name in ("known", "weak", "other")]
    pins = [certificate.crt.fingerprint(h()).hex(":") for h in (hashes.SHA256, hashes.SHA1)] + [64 * "0"]
    text = "[general]\naccounts = 0, 1, 2\n"
    for i, (port, pin) in enumerate(zip(ports, pins)):
        text += (f"[Account {i}]\nremoterepository = R{i}\n[Repository R{i}]\ntype = IMAP\nremotehost = mail.oracle.test\n"
                 f"remoteport = {port}\ncert_fingerprint = {pin}\n")
    (pathlib.Path(daemon.environment["HOME"]) / ".offlineimaprc").write_text(text)
    daemon.settings("[Mailseal]\n")
    daemon.start()
    subprocess.run([*BUS, "org.mailseal.Mailseal1.Told", "welcome", "noticed"], env=daemon.environment, check=True, timeout=20)
    until("the looks", lambda: len(json_status(mailseal)) == 3 and all(v.get("checked") for v in json_status(mailseal)))
    known, weak, other = ({f["code"]: f for f in v["findings"]} for port in ports for v in json_status(mailseal) if v["port"] == port)
    assert known["self-signed"]["severity"] == "info" and known["self-signed"]["facts"]["accepted"]["reason"] == "pinned in OfflineIMAP"
    assert set(known) == {"self-signed"} and set(other) == {"self-signed"} and other["self-signed"]["severity"] == "critical"
    assert weak["self-signed"]["severity"] == "critical"
    assert weak["insecure-account"]["facts"]["reason"] == "weak-pin" and "SHA-1" in weak["insecure-account"]["text"]
