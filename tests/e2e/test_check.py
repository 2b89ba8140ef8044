# SPDX-License-Identifier: GPL-3.0-or-later
"""`mailseal check` on real servers."""

import contextlib
import datetime
import socket
import ssl
import subprocess
import threading
import time

import mailservers
import pki
import pytest
import schema
from conftest import BUSY, CLI, HERE, named

EIGHT = [("imaps", "imap", "tls"), ("imap", "imap", "starttls"), ("pop3s", "pop3", "tls"), ("pop3", "pop3", "starttls"),
         ("smtps", "smtp", "tls"), ("submission", "smtp", "starttls"), ("smtp", "smtp", "starttls"),
         ("sieve", "sieve", "starttls")]


def codes(verdict):
    return [f["code"] for f in verdict["findings"]]


def test_eight_pairs(mailseal, authority, dovecot, postfix, good):
    marks = len(dovecot.log()), len(postfix.log())
    urls = {scheme: (dovecot if scheme in dovecot.ports else postfix).url(scheme, "mail.example.test") for scheme, _, _ in EIGHT}
    run = mailseal("check", "--json", "--ca-file", authority.ca_file, *urls.values())
    assert run.code == 0 and run.err == "", run.out + run.err
    by_url = {schema.verdict(v)["url"]: v for v in run.objects}
    for scheme, protocol, security in EIGHT:
        v = by_url[urls[scheme]]
        assert (v["protocol"], v["security"], v["state"], v["safe_to_continue"]) == (protocol, security, "ok", "yes")
        assert v["findings"] == [] and v["host"] == "mail.example.test"
        (address,) = v["addresses"]
        assert address["outcome"] == "ok" and address["tls_version"] == "1.3"
        assert address["certificate"]["sha256"] == good.sha256()
        assert address["certificate"]["names"] == ["mail.example.test", "imap.example.test", "127.0.0.1"]
        assert address["certificate"]["days_left"] == 79
        assert len(address["chain"]) == 2
    # what the servers thought of the visit
    time.sleep(0.5)
    logs = dovecot.log()[marks[0]:], postfix.log()[marks[1]:]
    assert mailservers.faults_in(logs[0]) == [] and mailservers.faults_in(logs[1]) == []
    assert logs[0].count("logging out") == 5 and logs[1].count("quit=1") == 3


def test_human_output(mailseal, authority, dovecot):
    run = mailseal("check", "--ca-file", authority.ca_file, dovecot.url("imaps", "mail.example.test"))
    assert run.code == 0
    assert run.out.startswith("ok ") and "mail.example.test" in run.out and "79 days" in run.out
    assert len(run.out.splitlines()) == 1 and "\x1b" not in run.out


FAULTS = [
    # names, days from and to, signed by us -> codes, exit, safe
    ("expired", ["mail.example.test"], -90, -3, True, ["expired"], 2, "wait"),
    ("notice", ["mail.example.test"], -70, 20, True, ["expiring"], 0, "yes"),
    ("warning", ["mail.example.test"], -80, 10, True, ["expiring"], 1, "yes"),
    ("critical", ["mail.example.test"], -88, 2, True, ["expiring"], 2, "yes"),
    ("future", ["mail.example.test"], 2, 90, True, ["not-yet-valid"], 2, "wait"),
    ("name", ["www.example.test"], -10, 80, True, ["name-mismatch"], 2, "no"),
    ("wildcard", ["*.example.test"], -10, 80, True, [], 0, "yes"),
    ("wildcard too deep", ["*.test"], -10, 80, True, ["name-mismatch"], 2, "no"),
    ("self-signed", ["mail.example.test"], -10, 80, False, ["self-signed"], 2, "no"),
    ("all at once", ["www.example.test"], -90, -3, False, ["name-mismatch", "expired", "self-signed"], 2, "no"),
]


@pytest.mark.parametrize("title,names,begin,end,signed,expected,code,safe", FAULTS, ids=[f[0] for f in FAULTS])
def test_fault(mailseal, authority, dovecot, good, title, names, begin, end, signed, expected, code, safe):
    more = {} if signed else {"issuer": None}
    dovecot.set_certificate(authority.leaf(*names, begin=begin, end=end, **more))
    try:
        run = mailseal("check", "--json", "--ca-file", authority.ca_file, dovecot.url("imap", "mail.example.test"))
    finally:
        dovecot.set_certificate(good)
    (v,) = map(schema.verdict, run.objects)
    assert codes(v) == expected
    assert (run.code, v["safe_to_continue"]) == (code, safe)
    assert "certificate" in v["addresses"][0]  # whatever is shown is recorded


def test_untrusted_issuer(mailseal, dovecot):
    run = mailseal("check", "--json", dovecot.url("imaps", "mail.example.test"))
    (v,) = map(schema.verdict, run.objects)
    assert run.code == 2 and codes(v) == ["untrusted-issuer"]
    assert v["findings"][0]["facts"]["kind"] == "unknown"


def test_at(mailseal, authority, dovecot):
    then = (datetime.datetime.utcnow() + datetime.timedelta(days=400)).strftime("%Y-%m-%dT%H:%M:%SZ")
    run = mailseal("check", "--json", "--at", then, "--ca-file", authority.ca_file, dovecot.url("imaps", "mail.example.test"))
    (v,) = map(schema.verdict, run.objects)
    assert run.code == 2 and codes(v) == ["expired"] and v["at"] == then
    assert v["findings"][0]["facts"]["days"] in (320, 319)
    assert mailseal("check", "--at", "tomorrow", "imaps://mail.example.test").code == 64


def test_ip_address(mailseal, authority, dovecot):
    run = mailseal("check", "--json", "--ca-file", authority.ca_file, dovecot.url("imaps", "127.0.0.1"))
    assert run.code == 0 and run.objects[0]["addresses"][0]["address"] == "127.0.0.1"


def test_two_addresses(mailseal, authority, folder, good, dovecot):
    other = authority.leaf("two.example.test", end=70)
    first = authority.leaf("two.example.test")
    with mailservers.Dovecot(folder / "second", first, address="127.0.0.1") as a:
        # the same port at another address, another certificate
        a_port = a.ports["imaps"]
        ports = mailservers.free_ports
        mailservers.free_ports = lambda n, address="127.0.0.1": [a_port] + ports(n - 1, address)
        try:
            b = mailservers.Dovecot(folder / "third", other, address="127.0.0.2")
        finally:
            mailservers.free_ports = ports
        with b:
            run = mailseal("check", "--json", "--ca-file", authority.ca_file, f"imaps://two.example.test:{a_port}")
    (v,) = map(schema.verdict, run.objects)
    assert {x["address"]: x["certificate"]["sha256"] for x in v["addresses"]} == {
        "127.0.0.1": first.sha256(), "127.0.0.2": other.sha256()}
    assert v["findings"] == [] and run.code == 0


def test_unreachable(mailseal):
    (port,) = mailservers.free_ports(1)
    run = mailseal("check", "--json", f"imaps://127.0.0.1:{port}", "imaps://does-not-exist.invalid")
    assert run.code == 3
    refused, unknown = sorted(map(schema.verdict, run.objects), key=lambda v: v["host"])
    assert refused["addresses"][0]["outcome"] == "unreachable" and refused["findings"][0]["facts"]["reason"] == "refused"
    assert unknown["addresses"] == [] and unknown["findings"][0]["facts"]["reason"] == "dns"
    assert unknown["findings"][0]["who"] == "network" and unknown["state"] == "unknown"


def test_starttls_missing(mailseal, folder):
    with mailservers.Dovecot(folder / "plain-dovecot", tls=False) as d, mailservers.Postfix(folder / "plain-postfix", tls=False) as p:
        marks = len(d.log()), len(p.log())
        run = mailseal("check", "--json", *(s.url(x) for s in (d, p) for x in s.ports))
        assert run.code == 2
        for v in map(schema.verdict, run.objects):
            assert codes(v) == ["starttls-missing"], v
            assert v["findings"][0]["severity"] == ("warning" if v["url"].startswith("smtp:") else "critical")
        time.sleep(0.5)
        assert mailservers.faults_in(d.log()[marks[0]:]) == [] and mailservers.faults_in(p.log()[marks[1]:]) == []


def test_tls_failed(mailseal):
    """A peer that answers the first handshake message with an alert: handshake_failure."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = subprocess.Popen(
            ["/usr/bin/python3", "-c", "import socket,sys\ns=socket.socket(fileno=int(sys.argv[1]))\nc,_=s.accept()\nc.recv(4096)\n"
             "c.sendall(bytes([21,3,3,0,2,2,40]))\nc.close()", str(listener.fileno())], pass_fds=[listener.fileno()])
        run = mailseal("check", "--json", f"imaps://127.0.0.1:{listener.getsockname()[1]}")
        process.wait(10)
    (v,) = map(schema.verdict, run.objects)
    assert run.code == 2 and codes(v) == ["tls-failed"] and v["findings"][0]["facts"] == {"alert": "handshake_failure"}


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda v: v.name)
def test_more_than_is_taken_of_a_certificate(mailseal, tmp_path, version):
    """A certificate of more than 64 KiB, of which nothing is kept and nothing judged, is not “ok”."""
    big = pki.Certificate("localhost", ["localhost", *(f"{i:060}.example.test" for i in range(1000))])
    (tmp_path / "server.pem").write_text(big.pem() + big.key_pem())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = version
    context.load_cert_chain(tmp_path / "server.pem")

    def serve():
        with contextlib.suppress(OSError), context.wrap_socket(listener.accept()[0], server_side=True) as connection:
            connection.sendall(b"* OK ready\r\n")
            connection.recv(100)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        run = mailseal("check", "--json", f"imaps://127.0.0.1:{listener.getsockname()[1]}")
        thread.join(10)
    (v,) = map(schema.verdict, run.objects)
    assert run.code == 2 and codes(v) == ["tls-failed"] and v["safe_to_continue"] == "no"


def test_wrong_mode_and_service(mailseal, dovecot, postfix):
    urls = [f"imaps://127.0.0.1:{dovecot.ports['imap']}", f"imap://127.0.0.1:{postfix.ports['smtp']}"]
    mode, other = (schema.verdict(mailseal("check", "--json", "--timeout", "4", url).objects[0]) for url in urls)
    assert codes(mode) == ["wrong-security-mode"] and mode["findings"][0]["who"] == "you"
    assert codes(other) == ["protocol-error"] and other["findings"][0]["facts"] == {"speaks": "smtp"}


def test_bad_targets(mailseal, authority, dovecot):
    url = dovecot.url("imaps", "mail.example.test")
    run = mailseal("check", "--json", "--ca-file", authority.ca_file, "gopher://x", "imaps://me:secret@mail.example.test", "imaps://x:99999", url)
    assert run.code == 0 and len(run.err.splitlines()) == 3
    assert "secret" not in run.err + run.out and "me" not in run.err.split()
    errors = [o for o in run.objects if "error" in o]
    assert len(errors) == 3 and len(run.objects) == 4
    assert mailseal("check", "gopher://x").code == 64
    assert mailseal("check").code == 64
    assert mailseal("check", "--nonsense", url).code == 64


def test_ca_file(mailseal, dovecot, tmp_path):
    url = dovecot.url("imaps", "mail.example.test")
    for path in (tmp_path / "missing.pem", tmp_path):
        run = mailseal("check", "--ca-file", path, url)
        assert run.code == 64 and str(path) in run.err and len(run.err.splitlines()) == 1
    (tmp_path / "text.pem").write_text("nothing")
    assert mailseal("check", "--ca-file", tmp_path / "text.pem", url).code == 64


def test_stdin(mailseal, authority, dovecot):
    url = dovecot.url("imaps", "mail.example.test")
    run = mailseal("check", "--json", "--ca-file", authority.ca_file, "-", stdin=f"# a comment\n\n{url}\n  {url}  \n")
    assert run.code == 0 and len(run.objects) == 2
    assert run.objects[0]["target"] in (url, f"  {url}  ")
    assert mailseal("check", "-", stdin="").code == 0


def test_stdin_streams(environment, hosts, authority, dovecot):
    """Results come while standard input is still open."""
    process = subprocess.Popen([*named(hosts), CLI, "check", "--ca-file", str(authority.ca_file), "-"], env=environment, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1)
    process.stdin.write(dovecot.url("imaps", "mail.example.test") + "\n")
    process.stdin.flush()
    assert process.stdout.readline().startswith("ok")
    process.stdin.close()
    assert process.wait(20) == 0
    process.stdout.close()


def test_black_hole(mailseal, authority, dovecot):
    """One that accepts and says nothing delays nobody else (the bar: 20 targets, timeout 3 s, done in under 4 s)."""
    with socket.create_server(("127.0.0.1", 0)) as hole:
        urls = [dovecot.url(s, "mail.example.test") for s in ("imaps", "imap", "pop3s", "pop3", "sieve")] * 4
        urls[0] = f"imaps://127.0.0.1:{hole.getsockname()[1]}"
        begin = time.monotonic()
        run = mailseal("check", "--json", "--timeout", "3", "--ca-file", authority.ca_file, *urls)
        took = time.monotonic() - begin
    assert len(run.objects) == 20 and run.code == 3
    assert run.objects[-1]["url"] == urls[0] and codes(run.objects[-1]) == ["unreachable"]
    assert run.objects[-1]["findings"][0]["facts"]["reason"] == "timeout"
    assert took < 4 + BUSY


def test_bare_host(mailseal):
    run = mailseal("check", "--json", "--timeout", "3", "127.0.0.3")
    assert run.code == 3 and len(run.objects) == 1
    assert codes(schema.verdict(run.objects[0])) == ["unreachable"] and run.objects[0]["target"] == "127.0.0.3"


def test_unknown_port(mailseal, authority, dovecot, postfix):
    """host:port with a port of no fame: found out by listening."""
    expected = {dovecot.ports["imap"]: ("imap", "starttls"), dovecot.ports["imaps"]: ("imap", "tls"),
                postfix.ports["smtps"]: ("smtp", "tls"), dovecot.ports["sieve"]: ("sieve", "starttls")}
    run = mailseal("check", "--json", "--ca-file", authority.ca_file, *(f"mail.example.test:{port}" for port in expected))
    assert run.code == 0
    for v in map(schema.verdict, run.objects):
        assert (v["protocol"], v["security"]) == expected[v["port"]], v


def test_show_and_verbose(mailseal, authority, dovecot):
    run = mailseal("check", "--json", "--show", "--verbose", "--ca-file", authority.ca_file, dovecot.url("imap", "mail.example.test"))
    (address,) = schema.verdict(run.objects[0])["addresses"]
    assert "BEGIN CERTIFICATE" in address["chain"][0]["pem"] and "STARTTLS" in address["transcript"]


def test_valgrind(mailseal, authority, dovecot, postfix):
    """Not one byte read in vain or lost in a whole check. (A sanitized program cannot run under valgrind, and needs not.)"""
    if "__asan_init" in subprocess.run(["nm", "-D", CLI], capture_output=True, text=True).stdout:
        return
    wrap = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--show-leak-kinds=definite",
            "--errors-for-leak-kinds=definite", f"--suppressions={HERE.parent}/valgrind.supp"]
    urls = [dovecot.url("imap", "mail.example.test"), postfix.url("smtps", "mail.example.test"), "imaps://127.0.0.1:1"]
    run = mailseal("check", "--timeout", "60", "--ca-file", authority.ca_file, *urls, wrap=wrap)
    assert run.code == 3, run.err
