# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that are well, and yet not as one expects; on OpenSSL."""

import contextlib
import socket
import ssl
import threading
import time

import pytest
import schema

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


def codes(verdict):
    return [f["code"] for f in verdict["findings"]]


@contextlib.contextmanager
def server(good, tmp_path, talk, version=ssl.TLSVersion.TLSv1_3, client=ssl.CERT_NONE):
    """A TLS server that talks so to each that comes; its address."""
    (tmp_path / "server.pem").write_text(good.chain_pem() + good.key_pem())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = version
    context.load_cert_chain(tmp_path / "server.pem")
    context.verify_mode = client
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
