# SPDX-License-Identifier: GPL-3.0-or-later
"""More servers than there are descriptors: that is this computer's trouble, and never said of a server."""

import asyncio
import contextlib
import ssl
import threading

import pytest
import schema
from conftest import DAEMON

MANY, FEW = 200, 64


class ManyServers:
    """So many ports of 127.0.0.1 with IMAP inside TLS, each greeting after a moment and saying goodbye."""

    def __init__(self, folder, certificate, n, moment=0.1):
        (folder / "many.pem").write_text(certificate.chain_pem() + certificate.key_pem())
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "many.pem")
        self.n, self.moment, self.ports = n, moment, []
        self.loop = asyncio.new_event_loop()

    async def talk(self, reader, writer):
        with contextlib.suppress(OSError):
            await asyncio.sleep(self.moment)
            writer.write(b"* OK ready\r\n")
            line = await reader.readline()
            if line:
                writer.write(b"* BYE\r\n" + line.split()[0] + b" OK\r\n")
            writer.close()

    async def listen(self):
        self.servers = [await asyncio.start_server(self.talk, "127.0.0.1", 0, ssl=self.context) for _ in range(self.n)]
        self.ports = [server.sockets[0].getsockname()[1] for server in self.servers]

    def __enter__(self):
        self.loop.run_until_complete(self.listen())
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


@pytest.fixture
def many(authority, tmp_path):
    with ManyServers(tmp_path, authority.leaf("mail.example.test"), MANY) as servers:
        yield [f"imaps://mail.example.test:{port}" for port in servers.ports]


def narrow(n):
    return ["prlimit", f"--nofile={n}:{n}"]


def test_check(mailseal, authority, many):
    run = mailseal("check", "--json", "--jobs", "500", "--ca-file", authority.ca_file, "-", stdin="\n".join(many), wrap=narrow(FEW))
    verdicts = [schema.verdict(v) for v in run.objects]
    assert {v["state"] for v in verdicts} == {"ok"} and len(verdicts) == MANY, run.err
    assert run.code == 0 and run.err == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "mail.example.test"])
def test_no_room_at_all(mailseal, environment, authority, many, host):
    """Not one descriptor for a connection, or for asking for a name: said as what it is, of no server, and not as “all is well”."""
    environment["ASAN_OPTIONS"] = "detect_leaks=0"  # who looks for leaks needs descriptors, too
    target = many[0].replace("mail.example.test", host)
    run = mailseal("check", "--json", "--timeout", "1", "--ca-file", authority.ca_file, target, wrap=narrow(4))
    (error,) = run.objects
    assert set(error) == {"target", "error"} and "not looked at" in error["error"] and run.code == 3, run.out
    run = mailseal("check", "--timeout", "1", "--ca-file", authority.ca_file, target, wrap=narrow(4))
    assert run.out == "" and "not looked at" in run.err and run.code == 3


def test_now(daemon, mailseal, authority, many):
    """Everything at once, twice; the daemon looks at all of them, a few at a time, and every answer is right."""
    daemon.command = [*narrow(FEW), DAEMON]
    daemon.settings(f"[Mailseal]\nCaFile={authority.ca_file}\nImportAccounts=false\n" +
                    "".join(f"[Server {i}]\nTarget={url}\n" for i, url in enumerate(many)))
    daemon.start()
    for _ in range(2):
        assert mailseal("now").code == 0
        standing = mailseal("status", "--json").objects
        assert {v["state"] for v in standing} == {"ok"} and len(standing) == MANY, [v["summary"] for v in standing if v["state"] != "ok"]
    assert mailseal("doctor").out.count("not looked at") == 0
