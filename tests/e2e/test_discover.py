# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers of an e-mail address, with a real name server and a real web server on loopback, friendly and not. Of the address
nothing but its domain may leave the program."""

import contextlib
import gzip
import os
import pathlib
import pty
import socket
import ssl
import struct
import subprocess
import threading
import time

import nameserver
import pytest
from conftest import CLI, RESOLVER, named

WEB, ELSEWHERE, MAIL = "127.0.0.61", "127.0.0.62", "127.0.0.63"
DOMAIN, WHO = "example.test", "anna.secret"
ADDRESS = f"{WHO}@{DOMAIN}"
FIRST, SECOND = "/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml"
WEB_NAMES = {f"autoconfig.{DOMAIN}": WEB, DOMAIN: WEB, f"www.{DOMAIN}": WEB, "autoconfig.elsewhere.test": ELSEWHERE}


class Names(nameserver.NameServer):
    """SRV values are whole: "priority weight port host"; the packets are kept."""

    def __init__(self, services, records=None):
        self.packets = []
        self.services = {f"{label}._tcp.{DOMAIN}": values for label, values in services.items()}
        super().__init__(RESOLVER, records or {})

    def answer(self, packet):
        self.packets.append(packet)
        answer = super().answer(packet)
        name = self.asked[-1]
        if name not in self.services:
            return answer
        data = []
        for value in self.services[name]:
            *numbers, host = value.split()
            data.append(struct.pack("!HHH", *map(int, numbers)) + (b"\0" if host == "." else nameserver.labels(host)))
        question = packet[12:packet.index(b"\0", 12) + 5]
        return (packet[:2] + struct.pack("!HHHHH", 0x8180, 1, len(data), 0, 0) + question
                + b"".join(nameserver.labels(name) + struct.pack("!HHIH", 33, 1, 60, len(d)) + d for d in data))


class Web:
    """Answers https as told, {path: bytes of the whole answer, or a function of the connection}, and keeps what it was asked."""

    def __init__(self, address, certificate, folder, answers, port=443):
        self.answers, self.requests, self.names = answers, [], []
        chain, key = folder / f"web-{address}.pem", folder / f"web-{address}.key"
        chain.write_text(certificate.chain_pem())
        key.write_text(certificate.key_pem())
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(chain, key)
        self.context.sni_callback = lambda connection, name, context: self.names.append(name)
        self.listener = socket.create_server((address, port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(raw,), daemon=True).start()

    def talk(self, raw):
        with contextlib.suppress(OSError), raw, self.context.wrap_socket(raw, server_side=True) as connection:
            request = b""
            while b"\r\n\r\n" not in request and (block := connection.recv(4096)):
                request += block
            if not request:
                return
            self.requests.append(request.decode("latin-1"))
            answer = self.answers.get(request.split(b" ")[1].decode())
            if callable(answer):
                answer(connection)
            else:
                connection.sendall(answer or b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def xml(*servers):
    text = '<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x"><domain>x</domain>'
    for kind, host, port, security in servers:
        element = "outgoingServer" if kind == "smtp" else "incomingServer"
        text += (f'<{element} type="{kind}"><hostname>{host}</hostname><port>{port}</port><socketType>{security}</socketType>'
                 f"<username>%EMAILADDRESS%</username></{element}>")
    return text + "</emailProvider></clientConfig>"


def ok(body, kind="text/xml", more=""):
    body = body.encode() if isinstance(body, str) else body
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


def redirect(to, status="301 Moved Permanently"):
    return f"HTTP/1.1 {status}\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


GOOD = ok(xml(("imap", "imap.%EMAILDOMAIN%", 993, "SSL"), ("smtp", "smtp.example.test", 587, "STARTTLS")))
GOOD_URLS = [("autoconfig", "imaps://imap.example.test"), ("autoconfig", "submission://smtp.example.test")]


@pytest.fixture
def web(authority, tmp_path):
    """A web server for the domain, and what it says."""
    certificate = authority.leaf(f"autoconfig.{DOMAIN}", DOMAIN, f"www.{DOMAIN}")
    with Web(WEB, certificate, tmp_path, {}) as server:
        yield server


@pytest.fixture
def run(mailseal_where, authority):
    """`mailseal discover --json` with these names and records; asserts that nothing of the user went anywhere."""
    def call(*arguments, services=None, records=None, names=WEB_NAMES, ca=True, command=("discover", "--json")):
        with Names(services or {}, records) as dns:
            begin = time.monotonic()
            done = mailseal_where(names, *command, *(("--ca-file", authority.ca_file) if ca else ()), *(arguments or (ADDRESS,)),
                                  resolver=RESOLVER)
            done.took = time.monotonic() - begin
        done.asked, done.packets = dns.asked, dns.packets
        assert not any(WHO.encode() in packet or b"secret" in packet for packet in done.packets)
        assert WHO not in done.err
        if command[0] == "discover":
            assert WHO not in done.out
            done.found = [(o["source"], o["url"]) for o in done.objects] if "--json" in command else None
        return done
    return call


# ---- DNS ---------------------------------------------------------------------------------------------------------

def test_srv(run):
    done = run(services={"_imaps": ["0 1 993 imap.example.test"], "_pop3s": ["0 1 995 pop.example.test"],
                         "_submissions": ["10 1 465 second.example.test", "5 1 465 first.example.test"],
                         "_sieve": ["0 0 4190 sieve.example.test"]}, names={})
    assert done.code == 0 and done.err == ""
    assert done.found == [("srv", "imaps://imap.example.test"), ("srv", "pop3s://pop.example.test"), ("srv", "smtps://first.example.test"),
                          ("srv", "smtps://second.example.test"), ("srv", "sieve://sieve.example.test")]
    assert [o["use"] for o in done.objects] == [True, False, True, False, False]
    first = done.objects[0]
    assert first == {"source": "srv", "url": "imaps://imap.example.test", "host": "imap.example.test", "port": 993, "protocol": "imap",
                     "security": "tls", "domain": DOMAIN, "own_domain": True, "use": True, "from": "_imaps._tcp.example.test"}
    assert {f"_{s}._tcp.{DOMAIN}" for s in ("imaps", "imap", "pop3s", "pop3", "submissions", "submission", "sieve")} | {DOMAIN} <= set(done.asked)


def test_srv_not_offered_and_elsewhere(run):
    done = run(services={"_imaps": ["0 0 0 ."], "_imap": ["0 0 1143 mail.other.test"], "_pop3s": ["0 0 995 localhost"],
                         "_submission": [f"{i} 0 587 h{i}.example.test" for i in range(12)]}, names={})
    assert done.found == [("srv", "imap://mail.other.test:1143")] + [("srv", f"submission://h{i}.example.test") for i in range(4)]
    assert [o["own_domain"] for o in done.objects] == [False, True, True, True, True]
    text = run(services={"_imaps": ["0 0 993 mail.other.test"]}, names={}, command=("discover",))
    assert text.out == "receiving  imaps://mail.other.test  DNS (_imaps._tcp.example.test) (of another domain)\n"


def test_mx(run):
    done = run(records={(DOMAIN, "MX"): ["aspmx.l.google.com"]}, names={})
    assert done.found == [("mx", "imaps://imap.gmail.com"), ("mx", "pop3s://pop.gmail.com"), ("mx", "smtps://smtp.gmail.com")]
    assert run(records={(DOMAIN, "MX"): ["mx.google.com.evil.test"]}, names={}).code == 1


def test_provider(run):
    """Our own table first; its sources are given."""
    done = run("somebody@gmail.com", names={})
    assert done.found[0] == ("provider", "imaps://imap.gmail.com") and done.objects[0]["from"].startswith("https://github.com/")


def test_international_domain(run):
    done = run("anna.secret@bücher.test", names={})
    assert done.code == 1 and "_imaps._tcp.xn--bcher-kva.test" in done.asked and "xn--bcher-kva.test" in done.err


@pytest.mark.parametrize("name", ["abcdefghij.onion", "mail.abcdefghij.onion"])
def test_onion(run, name):
    """RFC 7686: nobody is asked for it, neither for its address nor for anything else, and that is said."""
    done = run(f"{WHO}@{name}", names={})
    assert done.code == 64 and done.asked == [] and "only reachable through Tor" in done.err and done.took < 3, done.err
    done = run(f"imaps://{name}", names={}, command=("check", "--json"))
    assert done.asked == [] and done.code == 3 and done.took < 3
    (verdict,) = done.objects
    assert [(f["code"], f["facts"], f["who"]) for f in verdict["findings"]] == [("unreachable", {"reason": "tor"}, "nobody")]
    assert verdict["addresses"] == [] and verdict["summary"] == "Only reachable through Tor, not checked."


@pytest.mark.parametrize("command,most", [(("discover", "--json"), 20), (("check", "--timeout", "3"), 3)])
def test_silent_name_server(mailseal_where, command, most):
    """A name server that never answers takes its time, but not more."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind((RESOLVER, 53))
        begin = time.monotonic()
        done = mailseal_where({}, *command, ADDRESS, resolver=RESOLVER)
        assert time.monotonic() - begin < most + 1.5
    assert done.code == (1 if command[0] == "discover" else 64) and done.err.count("\n") == 1


# ---- autoconfig --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("path", [FIRST, SECOND])
def test_autoconfig(run, web, path):
    web.answers[path] = GOOD
    done = run()
    assert done.err == ""
    assert done.found == GOOD_URLS and done.code == 0
    assert sorted(r.split("\r\n")[0] for r in web.requests) == [f"GET {SECOND} HTTP/1.1", f"GET {FIRST} HTTP/1.1"]
    for request in web.requests:
        assert "anna" not in request and "secret" not in request and "@" not in request and "emailaddress" not in request.lower()
        headers = {line.split(":")[0].lower() for line in request.split("\r\n")[1:] if line}
        assert headers <= {"host", "user-agent", "connection", "accept-encoding", "accept"}, headers
    assert set(web.names) == {f"autoconfig.{DOMAIN}", DOMAIN}


def test_order_of_sources(run, web):
    """DNS is preferred, what both say is said once, and the first file that names servers counts."""
    web.answers.update({FIRST: GOOD, SECOND: ok(xml(("imap", "other.example.test", 993, "SSL")))})
    done = run(services={"_imaps": ["0 0 993 imap.example.test"], "_pop3s": ["0 0 995 pop.example.test"]})
    assert done.found == [("srv", "imaps://imap.example.test"), ("srv", "pop3s://pop.example.test"),
                          ("autoconfig", "submission://smtp.example.test")]


def test_redirects(run, web):
    """Within the domain and encrypted: followed."""
    web.answers.update({FIRST: redirect(f"https://www.{DOMAIN}/there.xml"), "/there.xml": redirect("/here.xml", "302 Found"),
                        "/here.xml": GOOD})
    assert run().found == GOOD_URLS


@pytest.mark.parametrize("to,sentence", [
    (f"http://www.{DOMAIN}/there.xml", "without encryption"),
    ("https://autoconfig.elsewhere.test/there.xml", "another domain"),
    (f"https://autoconfig.{DOMAIN}.elsewhere.test/there.xml", "another domain"),
    (f"https://{WHO}@autoconfig.{DOMAIN}/there.xml", "another domain"),
    (f"https://{ELSEWHERE}/there.xml", "another domain"),
    ("https://test/there.xml", "another domain"),
    ("ftp://www.example.test/there.xml", "without encryption"),
    (f"https://autoconfig.{DOMAIN}{FIRST}", "from one address to the next"),
    ("https://", "leads nowhere"),
])
def test_refused_redirects(run, web, authority, tmp_path, to, sentence):
    """Elsewhere, in clear, round and round: not followed, and said; nobody else is asked for anything."""
    web.answers.update({FIRST: redirect(to), "/there.xml": GOOD})
    opened = []
    with Web(ELSEWHERE, authority.leaf("autoconfig.elsewhere.test", ELSEWHERE), tmp_path, {"/there.xml": GOOD}) as elsewhere, \
            socket.create_server((WEB, 80)) as plain:
        plain.settimeout(0.2)
        done = run()
        with contextlib.suppress(socket.timeout):
            opened.append(plain.accept())
    assert done.code == 1 and done.found == [] and sentence in done.err and done.err.count("\n") == 1
    assert elsewhere.requests == [] and elsewhere.names == [] and opened == []


def endless(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n")
    with contextlib.suppress(OSError):
        while True:
            connection.sendall(b"<clientConfig>" * 1000)


def deep_xml():
    return "<clientConfig>" + "<a>" * 1000


HOSTILE = [
    (endless, "larger than 64 KiB"),
    (ok(b"x" * 1_000_000), "larger than 64 KiB"),
    (ok(deep_xml()), "nested too deeply"),
    (ok('<!DOCTYPE c [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><clientConfig>&b;</clientConfig>'), "declares entities"),
    (ok('<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/hostname">]><clientConfig>&x;</clientConfig>'), "declares entities"),
    (ok("\x1b[31mno xml"), "no XML"),
    (ok(gzip.compress(b"<clientConfig>" * 100_000), more="Content-Encoding: gzip\r\n"), "no XML"),
    (ok("<clientConfig/>"), "names no mail server"),
    (ok(xml(("imap", "localhost", 993, "SSL"), ("imap", "a b", 993, "SSL"), ("imap", "x.example.test", 0, "SSL"))), "names no mail server"),
    (ok("<html>hello</html>"), "no file with settings"),
]


def test_discover_for_exchange(run, servers, authority, tmp_path):
    """Listed only if it is asked for and answers, and never chosen by itself."""
    host = f"autodiscover.{DOMAIN}"
    names = {**MAIL_NAMES, host: WEB}
    with Web(WEB, authority.leaf(host), tmp_path, {}):
        without = run(services=servers, names=names)
        done = run(ADDRESS, services=servers, names=names, command=("discover", "--json", "--exchange"))
    assert not any("https" in url for _, url in without.found)
    assert [(o["source"], o["use"]) for o in done.objects if o["url"] == f"https://{host}"] == [("guess", False)]


@pytest.mark.parametrize("by", ["DNS", "its usual name", "nobody"])
def test_add_for_exchange(run, servers, daemon, authority, tmp_path, by):
    """Outlook's warnings come from the autodiscover host: offered if DNS names it, tried out if it is asked for, never else."""
    host = f"autodiscover.{DOMAIN}"
    services = {**servers, **({"_autodiscover": [f"0 0 443 {host}"]} if by == "DNS" else {})}
    names = {**MAIL_NAMES, host: WEB}
    daemon.settings(f"[Mailseal]\nCaFile={authority.ca_file}\n")
    daemon.start()
    done = run(services=services, names=names, command=("add", "--yes"))
    assert (f"--exchange {host} is watched" in done.err) == (by == "DNS") and "https:" not in done.out
    with contextlib.ExitStack() as stack:
        web = stack.enter_context(Web(WEB, authority.leaf(host), tmp_path, {})) if by != "nobody" else None
        done = run(services=services, names=names, command=("add", "--yes", "--exchange"))
    assert done.code == 0 and (f"https://{host} is watched from now on." in done.out) == (by != "nobody"), done.out
    assert web is None or not any("autoconfig" not in request for request in web.requests)  # a bare handshake: nothing is asked


@pytest.mark.parametrize("answer,sentence", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_files(run, web, answer, sentence):
    web.answers[FIRST] = answer
    done = run()
    assert done.code == 1 and done.found == [] and sentence in done.err and done.took < 5
    assert "\x1b" not in done.err
    web.answers[SECOND] = GOOD  # the other place still counts
    assert run().found == GOOD_URLS


@pytest.mark.parametrize("answer", [b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n",
                                    b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n", b"\0\0\0", b""], ids=range(4))
def test_no_file(run, web, answer):
    """What is usual for a web server without such a file is no news."""
    web.answers.update({FIRST: answer or (lambda connection: None), SECOND: answer or (lambda connection: None)})
    done = run()
    assert done.code == 1 and done.err.count("\n") == 1 and "of the provider names one. Name the server" in done.err


PAGE = ok("<html>Welcome</html>", "text/html; charset=utf-8")


@pytest.mark.parametrize("certified,why", [((f"autoconfig.{DOMAIN}", DOMAIN), "it is a web page"), ((DOMAIN,), "its certificate cannot be trusted"),
                                           ((f"*.{DOMAIN}", DOMAIN), "it is a web page")], ids=["each", "one", "wildcard"])
def test_wildcard_dns(run, authority, tmp_path, certified, why):
    """Every name leads to one web server, which has a page for everything: nothing is found, why is said in a line, and soon."""
    names = {f"{label}{DOMAIN}": WEB for label in ("", "autoconfig.", "autodiscover.", "imap.", "mail.", "pop.", "smtp.", "www.")}
    with Web(WEB, authority.leaf(*certified), tmp_path, {FIRST: PAGE, SECOND: PAGE}):
        for more in ((), ("--guess",)):
            done = run(ADDRESS, names=names, command=("discover", "--json", *more))
            assert done.code == 1 and done.found == [] and done.took < 8, done.found
            assert done.err.count("\n") == 1 and done.err.count("was not read") == 1 and why in done.err, done.err
        found = run(services={"_imaps": [f"0 0 993 imap.{DOMAIN}"]}, names=names)
    assert found.found == [("srv", f"imaps://imap.{DOMAIN}")] and "web page" not in found.err  # then that is no news


def test_not_offered(run, authority, tmp_path):
    """RFC 6186 3.4: said, and not tried all the same."""
    services = {"_imaps": [f"0 0 993 imap.{DOMAIN}"], "_pop3s": ["0 0 0 ."], "_pop3": ["0 0 0 ."], "_submissions": ["0 0 0 ."]}
    with MailServer(MAIL, 465, authority.leaf(f"smtp.{DOMAIN}"), tmp_path, b"220 ready ESMTP\r\n") as smtps:
        done = run(ADDRESS, services=services, names={f"smtp.{DOMAIN}": MAIL, f"mail.{DOMAIN}": MAIL}, command=("discover", "--json", "--guess"))
    assert done.found == [("srv", f"imaps://imap.{DOMAIN}")] and smtps.visits == 0
    assert done.err == f"mailseal: {DOMAIN} says in DNS that it does not offer: pop3s, pop3, smtps.\n"


def test_slow_web_server(run, web):
    """Drop by drop: ten seconds are enough for anybody."""
    def drip(connection):
        with contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 60000\r\n\r\n")
            while True:
                connection.sendall(b" ")
                time.sleep(0.1)
    web.answers[FIRST] = drip
    done = run()
    assert done.code == 1 and "took too long" in done.err and 9 < done.took < 13


def test_certificates(run, web, authority, tmp_path):
    """An unknown authority, and another one's name: nothing is read."""
    web.answers[FIRST] = GOOD
    done = run(ca=False)
    assert done.code == 1 and "certificate cannot be trusted" in done.err and web.requests == []
    with Web(ELSEWHERE, authority.leaf("other.test"), tmp_path, {FIRST: GOOD}) as other:
        done = run(names={f"autoconfig.{DOMAIN}": ELSEWHERE})
        assert done.code == 1 and "certificate cannot be trusted" in done.err and other.requests == []
    with Web(ELSEWHERE, authority.leaf(f"autoconfig.{DOMAIN}", begin=-20, end=-1), tmp_path, {FIRST: GOOD}) as old:
        done = run(names={f"autoconfig.{DOMAIN}": ELSEWHERE})
        assert done.code == 1 and "certificate cannot be trusted" in done.err and old.requests == []


# ---- guessing ----------------------------------------------------------------------------------------------------

def test_guess(run, authority, tmp_path):
    """Usual names are tried only if that is asked for, and only those that answer count."""
    names = {f"imap.{DOMAIN}": MAIL, f"mail.{DOMAIN}": MAIL, f"smtp.{DOMAIN}": MAIL}
    with MailServer(MAIL, 993, authority.leaf(f"imap.{DOMAIN}"), tmp_path, b"* OK ready\r\n") as imap, \
            MailServer(MAIL, 465, authority.leaf(f"smtp.{DOMAIN}"), tmp_path, b"220 ready ESMTP\r\n"):
        done = run(names=names)
        assert done.code == 1 and not any(n.startswith(("imap.", "mail.", "smtp.", "pop.")) for n in done.asked) and imap.visits == 0
        done = run(ADDRESS, names=names, command=("discover", "--json", "--guess"))
    assert done.found == [("guess", f"imaps://imap.{DOMAIN}"), ("guess", f"imaps://mail.{DOMAIN}"), ("guess", f"smtps://smtp.{DOMAIN}"),
                          ("guess", f"smtps://mail.{DOMAIN}")]


class MailServer:
    """TLS, a greeting, and an answer to whatever is said."""

    def __init__(self, address, port, certificate, folder, greeting):
        self.visits, self.greeting = 0, greeting
        chain, key = folder / f"mail-{port}.pem", folder / f"mail-{port}.key"
        chain.write_text(certificate.chain_pem())
        key.write_text(certificate.key_pem())
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(chain, key)
        self.listener = socket.create_server((address, port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            self.visits += 1
            threading.Thread(target=self.talk, args=(raw,), daemon=True).start()

    def talk(self, raw):
        with contextlib.suppress(OSError), raw, self.context.wrap_socket(raw, server_side=True) as connection:
            connection.sendall(self.greeting)
            while said := connection.recv(1000):
                tag = said.split(b" ")[0]
                connection.sendall(b"* BYE\r\n" + tag + b" OK\r\n" if self.greeting.startswith(b"*") else b"221 bye\r\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


# ---- check and add -----------------------------------------------------------------------------------------------

@pytest.fixture
def servers(authority, tmp_path):
    """Both halves of an account at 127.0.0.63, and the SRV records that lead there."""
    certificate = authority.leaf(f"imap.{DOMAIN}", f"smtp.{DOMAIN}")
    with MailServer(MAIL, 993, certificate, tmp_path, b"* OK ready\r\n"), MailServer(MAIL, 465, certificate, tmp_path, b"220 ready ESMTP\r\n"):
        yield {"_imaps": [f"0 0 993 imap.{DOMAIN}"], "_submissions": [f"0 0 465 smtp.{DOMAIN}"]}


MAIL_NAMES = {f"imap.{DOMAIN}": MAIL, f"smtp.{DOMAIN}": MAIL}


def test_check(run, servers):
    """The servers of the address are looked at; each result has the line as it was given. Once both halves are known nobody else is
    asked."""
    done = run(services=servers, names=MAIL_NAMES, command=("check", "--json"))
    assert done.code == 0, done.err
    assert sorted((o["target"], o["url"], o["state"]) for o in done.objects) == [
        (ADDRESS, f"imaps://imap.{DOMAIN}", "ok"), (ADDRESS, f"smtps://smtp.{DOMAIN}", "ok")]
    assert not any(name.startswith("autoconfig.") for name in done.asked)


def test_check_published_name(run, authority, tmp_path):
    """DNS names a host that its own certificate does not carry: both are shown, with where they are from; the provider's move."""
    record, host = f"_imaps._tcp.{DOMAIN}", f"mx.{DOMAIN}"
    services = {"_imaps": [f"0 0 993 {host}"], "_submissions": [f"0 0 465 smtp.{DOMAIN}"]}
    certificate = authority.leaf(f"imap.{DOMAIN}", f"smtp.{DOMAIN}")
    names = {host: MAIL, f"imap.{DOMAIN}": MAIL, f"smtp.{DOMAIN}": MAIL}
    with MailServer(MAIL, 993, certificate, tmp_path, b"* OK ready\r\n"), MailServer(MAIL, 465, certificate, tmp_path, b"220 ready ESMTP\r\n"):
        done = run(services=services, names=names, command=("check", "--json"))
        typed = run(f"imaps://{host}", services=services, names=names, command=("check", "--json"))
    verdicts = {o["host"]: o for o in done.objects}
    (finding,) = verdicts[host]["findings"]
    assert (finding["code"], finding["who"], finding["facts"]["named_by"]) == ("name-mismatch", "provider", record)
    assert all(part in finding["text"] for part in (record, host, f"imap.{DOMAIN}")) and record in finding["advice"]
    assert verdicts[f"smtp.{DOMAIN}"]["findings"] == []
    assert "named_by" not in typed.objects[0]["findings"][0]["facts"]


def test_check_among_others(run, servers):
    """Addresses, targets and nonsense together; an address that leads nowhere stops nothing."""
    done = run(ADDRESS, "nobody@nowhere.test", f"imaps://imap.{DOMAIN}", "x@", "anna:pw@imap.test", services=servers, names=MAIL_NAMES,
               command=("check", "--json"))
    results = [o for o in done.objects if "error" not in o]
    refused = {o["target"]: o["error"] for o in done.objects if "error" in o}
    assert done.code == 0 and len(results) == 3
    assert "nowhere.test" in refused["nobody@nowhere.test"] and "neither an e-mail address" in refused["x@"] and len(refused) == 3
    assert "pw" not in done.out + done.err


@pytest.mark.parametrize("command,code", [(("discover", "--json"), 1), (("discover",), 1), (("check",), 64), (("add", "--yes"), 1)])
def test_leads_nowhere(run, command, code):
    done = run(names={}, command=command)
    assert done.code == code and done.out == ""
    assert done.err == (f"mailseal: No mail server of {DOMAIN} could be found: neither DNS nor the web host of the provider names one. "
                        f"Name the server instead, as in imaps://imap.{DOMAIN}.\n")


@pytest.mark.parametrize("text", ["anna.secret@", "@example.test", "anna.secret@localhost", "anna.secret@127.0.0.1", "anna.secret@a b.test"])
@pytest.mark.parametrize("command", [("discover",), ("check",), ("add", "--yes")])
def test_no_address(run, command, text):
    done = run(text, command=command)
    assert done.code == 64 and "neither an e-mail address" in done.err and done.asked == []


def everything_below(*folders):
    return b"".join(p.read_bytes() for f in folders for p in pathlib.Path(f).rglob("*") if p.is_file())


def test_add(run, servers, daemon, environment):
    """Shown, and asked for; scripts say --yes. Nothing of the address but the domain is kept."""
    daemon.settings("")
    daemon.start()
    done = run(services=servers, names=MAIL_NAMES, command=("add",))
    shown = (f"Mail servers of {DOMAIN}:\nreceiving  imaps://imap.{DOMAIN}  DNS (_imaps._tcp.{DOMAIN})\n"
             f"sending    smtps://smtp.{DOMAIN}  DNS (_submissions._tcp.{DOMAIN})\n")
    assert done.code == 1 and done.out == shown and "--yes" in done.err
    assert b"Target" not in everything_below(environment["MAILSEAL_CONFIG_DIR"])
    done = run(services=servers, names=MAIL_NAMES, command=("add", "--yes"))
    assert done.code == 0 and done.out.startswith(shown) and done.out.count("is watched from now on.") == 2, done.err
    kept = everything_below(environment["MAILSEAL_CONFIG_DIR"], environment["MAILSEAL_STATE_DIR"])
    assert f"imaps://imap.{DOMAIN}".encode() in kept and f"smtps://smtp.{DOMAIN}".encode() in kept
    assert WHO.encode() not in kept and WHO not in daemon.log.read_text()


@pytest.mark.parametrize("answer,code", [("y", 0), ("n", 1), ("", 1)])
def test_add_on_a_terminal(servers, daemon, environment, authority, tmp_path, answer, code):
    daemon.settings("")
    daemon.start()
    hosts = tmp_path / "terminal-hosts"
    hosts.write_text("".join(f"{a} {n}\n" for n, a in MAIL_NAMES.items()))
    keys, terminal = pty.openpty()
    with Names(servers):
        process = subprocess.Popen([*named(hosts, RESOLVER), CLI, "add", "--ca-file", authority.ca_file, ADDRESS], env=environment,
                                   stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        os.write(keys, f"{answer}\n".encode())
        out, err = process.communicate(timeout=60)
    os.close(keys)
    os.close(terminal)
    assert process.returncode == code and "[y/N]" in out and out.count("is watched from now on.") == (2 if code == 0 else 0), err
    assert (f"imaps://imap.{DOMAIN}".encode() in everything_below(environment["MAILSEAL_CONFIG_DIR"])) == (code == 0)
