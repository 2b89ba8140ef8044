# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that are well, and yet not as one expects; on OpenSSL."""

import contextlib
import socket
import ssl
import threading

import pytest
import schema

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


def codes(verdict):
    return [f["code"] for f in verdict["findings"]]


@contextlib.contextmanager
def server(good, tmp_path, talk, version=ssl.TLSVersion.TLSv1_3, client=ssl.CERT_NONE, sni=None):
    """A TLS server that talks so to each that comes; its address."""
    (tmp_path / "server.pem").write_text(good.chain_pem() + good.key_pem())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = version
    context.load_cert_chain(tmp_path / "server.pem")
    context.verify_mode = client
    context.sni_callback = sni
    if client != ssl.CERT_NONE:
        context.load_verify_locations(tmp_path / "server.pem")

    def serve():
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(peer,), daemon=True).start()

    def one(peer):
        with contextlib.suppress(OSError), context.wrap_socket(peer, server_side=True) as connection:
            talk(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


def greets(connection):
    connection.sendall(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
    connection.recv(100)
    connection.sendall(b"* BYE\r\na9 OK\r\n")


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.name)
def test_client_certificate_demanded(mailseal, authority, good, tmp_path, version):
    with server(good, tmp_path, greets, version, ssl.CERT_REQUIRED) as address:
        run = mailseal("check", "--json", "--ca-file", authority.ca_file, f"imaps://{address}")
    (v,) = map(schema.verdict, run.objects)
    assert run.code == 0 and v["state"] == "ok" and v["safe_to_continue"] == "yes", v
    (finding,) = v["findings"]
    assert (finding["code"], finding["severity"], finding["facts"]) == ("server-refused", "info", {"reason": "client-certificate"})
    assert v["addresses"][0]["outcome"] == "ok" and v["addresses"][0]["certificate"]["sha256"] == good.sha256()
    assert "client certificate" in v["addresses"][0]["detail"]


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.name)
def test_client_certificate_welcome(mailseal, authority, good, tmp_path, version):
    with server(good, tmp_path, greets, version, ssl.CERT_OPTIONAL) as address:
        run = mailseal("check", "--json", "--ca-file", authority.ca_file, f"imaps://{address}")
    assert run.code == 0 and codes(schema.verdict(run.objects[0])) == []


def test_nobody_greets(mailseal, authority, good, tmp_path):
    """A web server behind good TLS: it is there, and its certificate is looked at."""
    with server(good, tmp_path, lambda connection: connection.recv(100)) as address:
        run = mailseal("check", "--json", "--timeout", "2", "--ca-file", authority.ca_file, f"imaps://{address}", f"smtps://{address}")
        bad = mailseal("check", "--json", "--timeout", "2", f"pop3s://{address}")
    assert run.code == 3
    for v in map(schema.verdict, run.objects):
        assert codes(v) == ["protocol-error"] and v["findings"][0]["facts"] == {"reason": "timeout"}, v
        assert v["answers"] and v["addresses"][0]["certificate"]["sha256"] == good.sha256()
        assert "encrypted" in v["summary"] and "certificate was checked" in v["findings"][0]["text"]
    (v,) = map(schema.verdict, bad.objects)
    assert bad.code == 2 and v["state"] == "critical" and codes(v) == ["untrusted-issuer", "protocol-error"]


@pytest.mark.parametrize("said, speaks", [(b"* OK hi\r\n", "imap"), (b"220 h ESMTP\r\n", "smtp"),
                                          (b"HTTP/1.1 408 Request Timeout\r\n\r\n", "http"),
                                          (b"PROXY TCP4 192.0.2.1 192.0.2.2 4000 995\r\n", "proxy")])
def test_another_service_behind_tls(mailseal, authority, good, tmp_path, said, speaks):
    def talk(connection):
        connection.sendall(said)
        connection.recv(100)
    with server(good, tmp_path, talk) as address:
        run = mailseal("check", "--json", "--ca-file", authority.ca_file, f"pop3s://{address}")
    (v,) = map(schema.verdict, run.objects)
    assert codes(v) == ["protocol-error"] and v["findings"][0]["facts"] == {"speaks": speaks}, v
    assert v["addresses"][0]["certificate"]["sha256"] == good.sha256() and "was checked" in v["findings"][0]["text"]


def test_misspelt(mailseal, authority, tmp_path):
    """What matches nothing is shown so that one sees why."""
    for slip, shown in (("127.0.0.1.example.test.", "“127.0.0.1.example.test.”"), (" imap.example.test", "“␣imap.example.test”")):
        with server(authority.leaf(slip), tmp_path, greets) as address:
            run = mailseal("check", "--json", "--no-suggest", "--ca-file", authority.ca_file, f"imaps://{address}")
        (v,) = map(schema.verdict, run.objects)
        assert codes(v) == ["name-mismatch"] and shown in v["findings"][0]["text"], v


def test_not_good_before_this_evening(mailseal, authority, tmp_path):
    leaf = authority.leaf("127.0.0.1", begin=0.5)
    with server(leaf, tmp_path, greets) as address:
        run = mailseal("check", "--json", "--ca-file", authority.ca_file, f"imaps://{address}")
    (v,) = map(schema.verdict, run.objects)
    assert codes(v) == ["not-yet-valid"] and v["addresses"][0]["certificate"]["not_before"][11:16] in v["summary"], v


def test_stand_in(mailseal, authority, tmp_path):
    with server(authority.leaf("localhost", "mail.domain.com"), tmp_path, greets) as address:
        run = mailseal("check", "--json", "--ca-file", authority.ca_file, f"imaps://{address}")
    (v,) = map(schema.verdict, run.objects)
    (finding,) = v["findings"]
    assert finding["facts"]["stand_in"] == "yes" and "use_host" not in finding["facts"] and "stand-in" in finding["text"], v


def test_sometimes(mailseal, authority, good, tmp_path):
    """Behind one address stand two computers, and on one of them somebody has forgotten the certificate."""
    other = authority.leaf("www.example.test")
    (tmp_path / "other.pem").write_text(other.chain_pem() + other.key_pem())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "other.pem")
    turns = iter(range(1000))

    def choose(connection, name, of_server):
        if next(turns) % 2 == 0:
            connection.context = context

    with server(good, tmp_path, greets, sni=choose) as address:
        port = address.split(":")[1]
        run = mailseal("check", "--json", "--ca-file", authority.ca_file, f"imaps://mail.example.test:{port}")
    (v,) = map(schema.verdict, run.objects)
    assert codes(v) == ["name-mismatch"] and v["findings"][0]["facts"]["sometimes"] == "yes", v
    assert "only sometimes" in v["summary"] and "only sometimes" in v["findings"][0]["text"]
