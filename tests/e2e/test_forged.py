# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates that nobody signed who may. With a signature that cannot be verified (an unknown algorithm, a library's error) a forger
needs no key of an authority: that is as bad as a wrong one, in `mailseal check` and in the daemon, which remembers none of them."""

import pathlib
import sys

import pytest
import schema
from conftest import BUILD, HERE, until
from test_daemon import alerts, codes, json_status, status

sys.path.insert(0, str(HERE.parent / "oracle"))
import judges  # noqa: E402
import kinds  # noqa: E402

UNKNOWN = ", signed an unknown algorithm and garbage"
LEAF, AUTHORITY = "forged: from the system's root", "forged: authority from the system's root"
ODD = [f", signed {way}" for way in (*kinds.ANY_WAYS, *kinds.FORGED_RSA) if "by name" not in way]


@pytest.fixture(scope="session")
def hosts(folder):
    path = folder / "hosts-of-the-forger"
    path.write_text("127.0.0.1 localhost\n" + "".join(f"127.0.0.1 {name}\n" for name in kinds.HOSTS))
    return path


class Forger:
    """Serves chains (kinds.py), each as a server of its own or as the next one of a server."""

    def __init__(self, served, folder):
        self.served, self.folder, self.n = served, folder, 0

    def plan(self, *of):
        self.n += 1
        return kinds.plan(1, self.n, of)

    def show(self, plan, name=None):
        """The targets; the roots that are trusted lie in `ca_file`."""
        self.ca_file = self.folder / "ca.pem"
        self.ca_file.write_text(plan.anchors())
        for i, text in enumerate(plan.files()):
            path = self.folder / f"{plan.number}.{i}"
            path.write_text(text)
            yield f"imaps://{plan.host}:{self.served.show(name or path.name, path)}"


@pytest.fixture
def forger(tmp_path):
    with judges.Served(BUILD / "tests/oracle/serve-chains") as served:
        yield Forger(served, tmp_path)


def assert_refused(run, *targets):
    assert run.code == 2, run.out + run.err
    verdicts = {v["target"]: schema.verdict(v) for v in run.objects}
    for target in targets:
        v = verdicts[target]
        assert v["state"] == "critical" and v["safe_to_continue"] == "no", v
        assert v["findings"][0]["code"] in ("invalid", "untrusted-issuer", "weak"), codes(v)


@pytest.mark.parametrize("of", [
    *([who + way] for who in (LEAF, AUTHORITY) for way in ("", *ODD)),
    [AUTHORITY + UNKNOWN, "middle: no authority"],
    [AUTHORITY + UNKNOWN, "leaf: signed by another key"],
    [AUTHORITY + UNKNOWN, "leaf: signed an unknown algorithm"],
], ids=" + ".join)
def test_forged_in_the_name_of_a_system_root(mailseal, forger, of):
    (target,) = forger.show(forger.plan(*of))
    assert_refused(mailseal("check", "--json", "--no-suggest", target), target)


@pytest.mark.parametrize("of", [
    *([f"{who}: signed {way}"] for who in ("leaf", "middle") for way in (*kinds.ANY_WAYS, *kinds.FORGED_RSA)),
    ["leaf: signed by another key"], ["middle: signed by another key"], ["middle: no authority"], ["middle: usage unreadable"],
    ["forged: lookalike of the authority, unknown algorithm"], ["forged: lookalike of the root, sent"],
], ids=" + ".join)
def test_not_verified(mailseal, forger, of):
    (target,) = forger.show(forger.plan(*of))
    assert_refused(mailseal("check", "--json", "--no-suggest", "--ca-file", forger.ca_file, target), target)


@pytest.mark.parametrize("of,code", [("forged: the leaf alone, another server sends the forged authority", "untrusted-issuer"),
                                     ("sent: the leaf alone, another server sends its authority", "incomplete-chain")])
def test_what_another_server_sends(mailseal, forger, of, code):
    """A forged authority completes nobody's chain; one that was verified does."""
    alone, beside = forger.show(forger.plan(of))
    run = mailseal("check", "--json", "--no-suggest", "--ca-file", forger.ca_file, beside, alone)
    verdicts = {v["target"]: schema.verdict(v) for v in run.objects}
    assert codes(verdicts[alone]) == [code]
    assert run.code == (2 if code == "untrusted-issuer" else 1)


@pytest.mark.parametrize("of", [f"sent: {twin} before" for twin in (
    "a twin that is no authority", "a twin signed an unknown algorithm", "a damaged twin", "a twin signed by a stranger")])
def test_a_way_that_few_find(mailseal, forger, of):
    """The path is valid, but OpenSSL and GnuTLS take the first issuer that fits, and end there: it is said, and is no alarm."""
    (target,) = forger.show(forger.plan(of))
    run = mailseal("check", "--json", "--no-suggest", "--ca-file", forger.ca_file, target)
    (verdict,) = [schema.verdict(v) for v in run.objects]
    assert (verdict["state"], verdict["safe_to_continue"], run.code) == ("warning", "yes", 1)
    (finding,) = verdict["findings"]
    assert (finding["code"], finding["facts"]["because"]) == ("client-refuses", "chain")
    assert "some mail programs refuse" in mailseal("check", "--no-suggest", "--ca-file", forger.ca_file, target).out.lower()


@pytest.mark.parametrize("of", ["middle: names: permit another subject", "middle: length negative"])
def test_limits_of_the_authority(mailseal, forger, of):
    (target,) = forger.show(forger.plan(of))
    assert_refused(mailseal("check", "--json", "--no-suggest", "--ca-file", forger.ca_file, target), target)


def test_swapped_while_watched(daemon, mailseal, forger):
    """The good certificate is replaced by a forged one, below an authority that is forged as well."""
    (url,) = forger.show(forger.plan(), "watched")
    anchors = forger.ca_file.read_bytes()
    forged = forger.plan(AUTHORITY + UNKNOWN)
    forged.leaf.key = forged.key()  # the forger has not the server's
    neighbour = forger.plan()
    neighbour.leaf.issuer, neighbour.sent = forged.middle, [neighbour.leaf]
    (other,) = forger.show(neighbour, "neighbour")
    forger.ca_file.write_bytes(anchors)
    daemon.settings(f"[Mailseal]\nCaFile={forger.ca_file}\n[Server work]\nTarget={url}\n[Server other]\nTarget={other}\n")
    daemon.start()
    until("both looks", lambda: len(json_status(mailseal)) == 2 and all(v.get("checked") for v in json_status(mailseal)))
    assert status(mailseal)["work"]["state"] == "ok" and status(mailseal)["other"]["state"] == "critical"

    list(forger.show(forged, "watched"))
    mailseal("now", "work")
    mailseal("now", "other")
    standing = status(mailseal)
    assert standing["work"]["state"] == "critical" and codes(standing["work"]) == ["invalid", "changed"] and mailseal("status").code == 2
    (alert,) = [a for a in alerts(mailseal) if a["servers"] == [url]]
    assert alert["severity"] == "critical" and alert["grave"], alert

    # it never becomes one of those that complete a chain: neither now, nor from the store
    assert "incomplete-chain" not in codes(standing["other"]) and standing["other"]["state"] == "critical"
    daemon.stop()
    daemon.start()
    mailseal("now", "other")
    standing = status(mailseal)
    assert "incomplete-chain" not in codes(standing["other"]) and standing["other"]["state"] == "critical"
    assert standing["work"]["state"] == "critical" and [a["id"] for a in alerts(mailseal) if a["servers"] == [url]] == [alert["id"]]
