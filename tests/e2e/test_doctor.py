# SPDX-License-Identifier: GPL-3.0-or-later
"""What is tried out before it is said: better names, other ports, other services of the host, the hosts file. On real servers at
the ports where mail clients look."""

import contextlib
import socket
import threading
import time

import mailservers
import nameserver
import pytest
import schema
from conftest import BUSY, NO_RESOLVER, RESOLVER, apart

HOST = "mail.whole.test"


def findings(verdict):
    return {f["code"]: f for f in verdict["findings"]}


@pytest.fixture(scope="module")
def whole(folder, authority):
    """A mail host with all its services, at 127.0.0.41."""
    certificate = authority.leaf(HOST, "www.whole.test")
    with mailservers.Dovecot(folder / "whole-dovecot", certificate, "127.0.0.41", registered=True) as dovecot, \
            mailservers.Postfix(folder / "whole-postfix", certificate, "127.0.0.41", registered=True) as postfix:
        yield dovecot, postfix, certificate


@pytest.fixture
def check(mailseal_where, authority):
    def run(names, *targets, resolver=NO_RESOLVER, options=(), wrap=()):
        begin = time.monotonic()
        done = mailseal_where(names, "check", "--json", "--ca-file", authority.ca_file, *options, *targets, resolver=resolver, wrap=wrap)
        done.took = time.monotonic() - begin
        done.verdicts = [schema.verdict(v) for v in done.objects]
        return done
    return run


def test_whole_host(check, whole):
    """A bare host name gives the whole picture (the bar: under 3 s)."""
    run = check({HOST: "127.0.0.41"}, HOST)
    assert run.code == 0 and run.took < 3 + BUSY
    assert sorted((v["protocol"], v["security"], v["port"]) for v in run.verdicts) == [
        ("imap", "starttls", 143), ("imap", "tls", 993), ("pop3", "starttls", 110), ("pop3", "tls", 995),
        ("sieve", "starttls", 4190), ("smtp", "starttls", 587), ("smtp", "tls", 465)]
    assert all(v["findings"] == [] and v["target"] == HOST for v in run.verdicts)


def test_silent_service(check, whole):
    """What listens and never says a word is in the picture, too."""
    with socket.create_server(("127.0.0.48", 143)):
        run = check({"dead.test": "127.0.0.48"}, "dead.test", options=["--timeout", "2"])
    (v,) = run.verdicts
    assert v["port"] == 143 and findings(v)["unreachable"]["facts"]["reason"] == "timeout" and run.code == 3


@pytest.mark.parametrize("delay", [0.5, 2, 4])
def test_slow_greeting_of_an_unknown_service(check, delay):
    """host:port with a port of no fame and a server that takes its time: found out all the same, and no fault of anybody."""
    def serve(listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    def talk(connection):
        with connection, contextlib.suppress(OSError):  # the visitor may be gone
            time.sleep(delay)
            connection.sendall(b"220 slow.test ESMTP\r\n")
            connection.recv(1000)
            connection.sendall(b"250-slow.test\r\n250 PIPELINING\r\n")
            connection.recv(1000)

    with socket.create_server(("127.0.0.49", 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        run = check({"slow.test": "127.0.0.49"}, f"slow.test:{listener.getsockname()[1]}", options=["--no-suggest"])
        listener.shutdown(socket.SHUT_RDWR)
    (v,) = run.verdicts
    assert (v["protocol"], v["security"], [f["code"] for f in v["findings"]]) == ("smtp", "starttls", ["starttls-missing"])


def test_better_name(check, whole):
    run = check({HOST: "127.0.0.41", "imap.other.test": "127.0.0.41"}, "imaps://imap.other.test")
    mismatch = findings(run.verdicts[0])["name-mismatch"]
    assert mismatch["facts"]["use_host"] == HOST and mismatch["who"] == "you" and HOST in mismatch["advice"]
    assert run.code == 2 and run.verdicts[0]["safe_to_continue"] == "no"


def test_whole_host_under_another_name(check, whole):
    """Every service of a bare host with the one name to use, in under 3 s."""
    run = check({HOST: "127.0.0.41", "other.test": "127.0.0.41"}, "other.test")
    assert run.took < 3 + BUSY and len(run.verdicts) == 7
    for v in run.verdicts:
        assert findings(v)["name-mismatch"]["facts"]["use_host"] == HOST, v


def test_no_better_name(check, whole, folder, authority):
    """A name of the certificate that leads elsewhere, to other certificates, is never offered; nor with --no-suggest."""
    names = {HOST: "127.0.0.42", "www.whole.test": "127.0.0.42", "imap.other.test": "127.0.0.41"}
    with mailservers.Dovecot(folder / "elsewhere", authority.leaf(HOST, "www.whole.test"), "127.0.0.42", registered=True):
        run = check(names, "imaps://imap.other.test")
    mismatch = findings(run.verdicts[0])["name-mismatch"]
    assert "use_host" not in mismatch["facts"] and mismatch["who"] == "provider"
    assert "provider" in mismatch["advice"] and "hosts" not in mismatch["advice"]
    run = check({HOST: "127.0.0.41", "imap.other.test": "127.0.0.41"}, "imaps://imap.other.test", options=["--no-suggest"])
    assert "use_host" not in findings(run.verdicts[0])["name-mismatch"]["facts"]


class Doors:
    """Counts who knocks at this port of these addresses."""

    def __init__(self, addresses, port):
        self.sockets = [socket.create_server((address, port)) for address in addresses]

    def knocks(self):
        n = 0
        for listener in self.sockets:
            listener.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                while True:
                    listener.accept()[0].close()
                    n += 1
        return n

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for listener in self.sockets:
            listener.close()


def test_hostile_names(check, folder, authority):
    """The names of a certificate lead to nobody else's doors: not of this computer, not of its network."""
    inside = {"intern1.lan": "127.0.0.81", "router.lan": "127.0.0.82", "printer.lan": "127.0.0.83 127.0.0.46", "imap.lan": "127.0.0.84",
              "localhost": "127.0.0.85", "imap.wild.lan": "127.0.0.86"}
    names = {"mail.hostile.test": "127.0.0.46", "good.hostile.test": "127.0.0.87 127.0.0.46", **inside}
    sans = [n for n in inside if n != "imap.wild.lan"] + ["*.wild.lan"]
    doors = [a for all_ in names.values() for a in all_.split() if a != "127.0.0.46"]
    with mailservers.Dovecot(folder / "hostile", authority.leaf(*sans), "127.0.0.46", registered=True) as server, \
            Doors(doors, server.ports["imaps"]) as watched:
        run = check(names, "imaps://mail.hostile.test", options=["--timeout", "5"])
        assert "name-mismatch" in findings(run.verdicts[0]) and watched.knocks() == 0
        # the one of its addresses that is the server's own is good enough to try a name out
        server.set_certificate(authority.leaf("good.hostile.test"))
        run = check(names, "imaps://mail.hostile.test", options=["--timeout", "5"])
        assert findings(run.verdicts[0])["name-mismatch"]["facts"]["use_host"] == "good.hostile.test" and watched.knocks() == 0


def test_names_behind_a_wildcard(check, folder, authority):
    """A wildcard is filled in with the usual names, and with what DNS says."""
    with mailservers.Dovecot(folder / "wild", authority.leaf("*.hoster.test"), "127.0.0.43", registered=True):
        run = check({"mail.hoster.test": "127.0.0.43", "imap.own.test": "127.0.0.43"}, "imaps://imap.own.test")
        assert findings(run.verdicts[0])["name-mismatch"]["facts"]["use_host"] == "mail.hoster.test"
        names = {"mx7.hoster.test": "127.0.0.43", "imap.own.test": "127.0.0.43"}
        for records in ({("own.test", "MX"): ["mx7.hoster.test"]}, {("43.0.0.127.in-addr.arpa", "PTR"): ["mx7.hoster.test"]},
                        {("_imaps._tcp.own.test", "SRV"): ["mx7.hoster.test 993"]}):
            with nameserver.NameServer(RESOLVER, records):
                run = check(names, "imaps://imap.own.test", resolver=RESOLVER)
            assert findings(run.verdicts[0])["name-mismatch"]["facts"].get("use_host") == "mx7.hoster.test", records
        # the domain itself as the server: the usual mistake
        with nameserver.NameServer(RESOLVER, {("hoster.test", "MX"): ["mx7.hoster.test"]}):
            run = check({"mx7.hoster.test": "127.0.0.43", "hoster.test": "127.0.0.43"}, "imaps://hoster.test", resolver=RESOLVER)
        assert findings(run.verdicts[0])["name-mismatch"]["facts"].get("use_host") == "mx7.hoster.test"


MODES = [("imaps", 143, 143, "starttls"), ("imap", 993, 993, "tls"), ("smtps", 587, 587, "starttls"), ("submission", 465, 465, "tls"),
         ("pop3s", 110, 110, "starttls"), ("pop3", 995, 995, "tls")]


@pytest.mark.parametrize("scheme,port,use_port,use_security", MODES)
def test_wrong_mode(check, whole, scheme, port, use_port, use_security):
    """The exact port and security that work are named, and not one stray ClientHello is logged for it."""
    run = check({HOST: "127.0.0.41"}, f"{scheme}://{HOST}:{port}", options=["--timeout", "5"])
    finding = findings(run.verdicts[0])["wrong-security-mode"]
    assert (finding["facts"]["use_port"], finding["facts"]["use_security"]) == (use_port, use_security)
    assert finding["who"] == "you" and str(use_port) in finding["advice"] and run.code == 2
    assert run.took < 5 + BUSY


def test_wrong_port(check, whole):
    """Refused, and silent: the usual port that works is named."""
    run = check({HOST: "127.0.0.41"}, f"imaps://{HOST}:1993", f"submission://{HOST}:1587")
    for v in run.verdicts:
        facts = findings(v)["unreachable"]["facts"]
        assert (facts["use_port"], facts["use_security"]) == ((993, "tls") if v["protocol"] == "imap" else (465, "tls"))
    with socket.create_server(("127.0.0.41", 2143)):
        run = check({HOST: "127.0.0.41"}, f"imap://{HOST}:2143", options=["--timeout", "4"])
    facts = findings(run.verdicts[0])["unreachable"]["facts"]
    assert facts["reason"] == "timeout" and (facts["use_port"], facts["use_security"]) == (993, "tls") and run.took < 4 + BUSY


def test_encryption_elsewhere(check, folder, authority):
    """No encryption on this port, but on another one; and what is greeted in the clear gets no ClientHello."""
    certificate = authority.leaf("half.test")
    with mailservers.Dovecot(folder / "half", certificate, "127.0.0.44", registered=True), \
            mailservers.Dovecot(folder / "plain", None, "127.0.0.44", tls=False) as plain:
        mark = len(plain.log())
        run = check({"half.test": "127.0.0.44"}, plain.url("imap", "half.test"))
        finding = findings(run.verdicts[0])["starttls-missing"]
        assert (finding["facts"]["use_port"], finding["facts"]["use_security"]) == (993, "tls") and run.code == 2
        time.sleep(0.3)
        assert mailservers.faults_in(plain.log()[mark:]) == []


def test_renewed_but_not_reloaded(check, folder, authority):
    """Sending has the renewed certificate, receiving was not reloaded."""
    old, new = authority.leaf("stale.test", begin=-88, end=2), authority.leaf("stale.test", begin=-1, end=89)
    with mailservers.Dovecot(folder / "stale-dovecot", old, "127.0.0.45", registered=True), \
            mailservers.Postfix(folder / "stale-postfix", new, "127.0.0.45", registered=True):
        run = check({"stale.test": "127.0.0.45"}, "imaps://stale.test")
        stale = findings(run.verdicts[0])["stale-service"]
        assert stale["severity"] == "warning" and stale["facts"]["newer_on"] in ("smtps://stale.test", "submission://stale.test")
        assert "reload" in stale["advice"] and stale["addresses"] == ["127.0.0.45"]
        whole = check({"stale.test": "127.0.0.45"}, "stale.test")
        assert {v["port"]: "stale-service" in findings(v) for v in whole.verdicts} == {
            993: True, 143: True, 995: True, 110: True, 4190: True, 465: False, 587: False}
        assert whole.took < 3 + BUSY


def test_hosts_file(check):
    """Pinned, and DNS says otherwise: a finding; no answer, or the same answer, or a pin to this computer: none."""
    def look(records, *hosts):
        run = check({"there.test": "192.0.2.1", "here.test": "127.0.0.41"}, *(f"imaps://{h}" for h in hosts), resolver=RESOLVER,
                    options=["--timeout", "2"], wrap=apart("192.0.2.1", records))
        return [findings(v).get("local-override") for v in run.verdicts]

    other = {("there.test", "A"): ["198.51.100.7"], ("here.test", "A"): ["198.51.100.7"]}
    (override,) = look(other, "there.test")
    assert override["who"] == "you" and override["severity"] == "warning"
    assert (override["facts"]["pinned"], override["facts"]["published"]) == ("192.0.2.1", "198.51.100.7")
    assert look(other, "here.test") == [None]
    assert look({("there.test", "A"): ["192.0.2.1", "198.51.100.7"]}, "there.test") == [None]
    assert look({}, "there.test") == [None]


def test_mixed_addresses(check, folder, authority):
    """One of two addresses is stale: that comes first, and the fault stands beside it with its address."""
    good, expired = authority.leaf("pool.test"), authority.leaf("pool.test", begin=-93, end=-3)
    with mailservers.Dovecot(folder / "pool-a", good, "127.0.0.46", registered=True), \
            mailservers.Dovecot(folder / "pool-b", expired, "127.0.0.47", registered=True):
        run = check({"pool.test": "127.0.0.46 127.0.0.47"}, "imaps://pool.test")
    (v,) = run.verdicts
    assert [f["code"] for f in v["findings"]][:2] == ["mixed-addresses", "expired"] and run.code == 2
    assert v["findings"][0]["facts"]["stale"] == v["findings"][1]["addresses"] == ["127.0.0.47"]


def test_report_and_explain(mailseal_where, whole, authority):
    run = mailseal_where({HOST: "127.0.0.41", "imap.other.test": "127.0.0.41"}, "report", "--ca-file", authority.ca_file,
                         "imaps://imap.other.test")
    assert run.code == 0 and run.out.startswith("Subject: ") and "imap.other.test" in run.out and "127.0.0.41" in run.out
    assert socket.gethostname() not in run.out
    for wording in ("The target principal name is incorrect", "not within its validity period",
                    "unable to verify the first certificate", "name-mismatch"):
        assert mailseal_where({}, "explain", wording).code == 0
