# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves what servers.py describes, on loopback, and notices for each door how far a visitor came: who says a word inside of TLS
has accepted the server. OpenSSL through Python's ssl, at security level 0; what that no longer knows (RC4, 3DES, a server without
secure renegotiation) is served by tests/oracle/serve-chains, with GnuTLS, behind a relay that looks at the records."""

import contextlib
import dataclasses
import pathlib
import socket
import ssl
import struct
import tempfile
import threading

from servers import ADDRESS, HOSTS, Site, integer, pem, seq, sites  # first: it knows where tests/oracle is
from judges import Served  # noqa: I100

PATIENCE = 30  # seconds that a visitor may take
LARGE = 1500  # bytes of a ClientHello: more than one packet
HANDSHAKE, APPLICATION_DATA = 22, 23
FATAL_HANDSHAKE_FAILURE = b"\x15\x03\x03\x00\x02\x02\x28"
# RFC 2409 (Oakley group 2), RFC 3526 (group 14)
PRIMES = {
    1024: "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
          "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    2048: "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
          "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
          "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
          "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AACAA68FFFFFFFFFFFFFFFF",
}


class Visit:
    """By one program. `heard` once it has said something inside of TLS, `left` once it has gone, or was sent away."""

    def __init__(self):
        self.heard, self.left = threading.Event(), threading.Event()


@dataclasses.dataclass
class Door:
    """A port of some kind of server."""
    site: Site
    service: str
    port: int = 0
    visit: Visit = dataclasses.field(default_factory=Visit)  # of who comes next

    @property
    def host(self):
        return self.site.host

    @property
    def url(self):
        return f"{self.service}://{self.host}:{self.port}"

    def expect(self):
        """Somebody else from now on; who is still there belongs to the visit before."""
        self.visit = Visit()
        return self.visit


# ---- the conversation -----------------------------------------------------------------------------------------------


def lines(connection):
    text = b""
    while part := connection.recv(4096):
        text += part
        while b"\n" in text:
            line, text = text.split(b"\n", 1)
            yield line.strip().decode("latin1")


GREETINGS = {"imaps": b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n", "submission": b"220 mail.referees.test ESMTP\r\n"}
BUSY = {"imaps": b"* BYE too many connections\r\n", "submission": b"421 4.7.0 too many connections\r\n"}


def talk_imap(connection, visit):
    """Nobody has an account here. CAPABILITY alone is answered, so that those who begin with it go on."""
    for line in lines(connection):
        tag, _, command = line.partition(" ")
        word = command.upper()
        if word.startswith("LOGOUT"):
            connection.sendall(f"* BYE\r\n{tag} OK\r\n".encode())
            return
        visit.heard.set()
        if word.startswith("CAPABILITY"):
            connection.sendall(f"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK\r\n".encode())
        else:
            connection.sendall(f"{tag} NO nobody has an account here\r\n".encode())


def talk_smtp(connection, door, offers, visit=None):
    """True: STARTTLS was asked for, and may begin. Inside of TLS there is a visit to be noted."""
    for line in lines(connection):
        word = line.upper().split(" ")[0]
        if word == "QUIT":
            connection.sendall(b"221 bye\r\n")
            return False
        if visit is not None:
            visit.heard.set()
        if word == "EHLO":
            connection.sendall(b"".join(b"250-" + offer + b"\r\n" for offer in (b"mail.referees.test", *offers)) + b"250 8BITMIME\r\n")
        elif word == "STARTTLS" and offers == (b"STARTTLS",):
            if door.site.fault != "starttls-refused":
                connection.sendall(b"220 go ahead\r\n")
                return True
            connection.sendall(b"454 4.7.0 TLS not available due to local problem\r\n")
        else:
            connection.sendall(b"535 5.7.8 nobody has an account here\r\n" if word == "AUTH" else b"250 OK\r\n" if word == "HELO" else
                               b"530 5.7.0 authentication required\r\n")
    return False


def talk_inside(connection, door, visit, greet):
    fault = door.site.fault
    if greet:
        if fault == "close-inside":
            return
        connection.sendall(BUSY[door.service] if fault == "busy" else GREETINGS[door.service])
        if fault == "busy":
            return
    if door.service == "imaps":
        talk_imap(connection, visit)
    else:
        talk_smtp(connection, door, (b"AUTH PLAIN LOGIN",), visit)


def before_tls(connection, door):
    """False: it goes no further."""
    if door.site.fault == "silent":
        wait_for_end(connection)
        return False
    if door.site.fault == "plain":
        connection.sendall(GREETINGS[door.service])
        wait_for_end(connection)
        return False
    if door.site.fault == "close":
        return False
    if door.service == "imaps" or door.site.fault == "tls-at-once":
        return True
    connection.sendall(BUSY["submission"] if door.site.fault == "busy" else GREETINGS["submission"])
    offers = () if door.site.fault == "no-starttls" else (b"STARTTLS",)
    return door.site.fault != "busy" and talk_smtp(connection, door, offers)


def wait_for_end(connection):
    while connection.recv(4096):
        pass


def hello_of(connection):
    """How long it is; nothing is taken away."""
    head = connection.recv(5, socket.MSG_PEEK | socket.MSG_WAITALL)
    return struct.unpack("!H", head[3:])[0] + 5 if len(head) == 5 and head[0] == HANDSHAKE else 0


def at_hello(connection, door):
    """False: it goes no further."""
    length = hello_of(connection)
    what, _, when = door.site.fault.partition("-after-")
    if not length or not (when or what == "alert") or (when == "large-hello" and length <= LARGE):
        return bool(length)
    connection.recv(length, socket.MSG_WAITALL)
    if what == "silent":
        wait_for_end(connection)
    elif what == "alert":
        connection.sendall(FATAL_HANDSHAKE_FAILURE)
    elif what == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def converse(connection, visit, door, context):
    with contextlib.suppress(OSError, ValueError), connection:
        connection.settimeout(PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if before_tls(connection, door) and at_hello(connection, door):
            with context.wrap_socket(connection, server_side=True) as inside:
                talk_inside(inside, door, visit, door.service == "imaps" or door.site.fault == "tls-at-once")
    visit.left.set()


# ---- TLS ------------------------------------------------------------------------------------------------------------


def dh_parameters(folder, size):
    path = folder / f"dh{size}.pem"
    path.write_text(pem(seq(integer(int(PRIMES[size], 16)), integer(2)), "DH PARAMETERS"))
    return path


def context_for(site, path, folder, ca_file):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion[site.tls.get("minimum", "TLSv1_2")]
    context.maximum_version = ssl.TLSVersion[site.tls.get("maximum", "TLSv1_3")]
    context.set_ciphers(site.tls.get("ciphers", "ALL") + ":@SECLEVEL=0")
    context.load_cert_chain(path)
    if "dh" in site.tls:
        context.load_dh_params(dh_parameters(folder, site.tls["dh"]))
    if "client" in site.tls:
        context.verify_mode = ssl.CERT_REQUIRED if site.tls["client"] == "demanded" else ssl.CERT_OPTIONAL
        context.load_verify_locations(ca_file)
    return context


# ---- what is served by another program ------------------------------------------------------------------------------


def pass_on(from_, to, visit, watch):
    """Bytes from one to the other; `watch` sees them too."""
    with contextlib.suppress(OSError):
        while part := from_.recv(65536):
            watch(part)
            to.sendall(part)
    for side in (from_, to):
        with contextlib.suppress(OSError):
            side.shutdown(socket.SHUT_RDWR)
    visit.left.set()


class Records:
    """What passes before and in TLS 1.2: a record of application data is a word inside. These servers have a good certificate: to
    finish the handshake is to accept."""

    def __init__(self, door, visit):
        self.visit, self.rest, self.begun = visit, b"", door.service == "imaps"

    def __call__(self, part):
        self.rest += part
        if not self.begun and b"STARTTLS\r\n" in self.rest.upper():
            self.begun, self.rest = True, b""
        while self.begun and len(self.rest) >= 5:
            if self.rest[0] == APPLICATION_DATA:
                self.visit.heard.set()
            end = 5 + struct.unpack("!H", self.rest[3:5])[0]
            if len(self.rest) < end:
                break
            self.rest = self.rest[end:]


def relay(connection, visit, door, port):
    with contextlib.suppress(OSError), connection, socket.create_connection((ADDRESS, port)) as server:
        for side in (connection, server):
            side.settimeout(PATIENCE)
        back = threading.Thread(target=pass_on, args=(server, connection, visit, Records(door, visit)), daemon=True)
        back.start()
        pass_on(connection, server, visit, Records(door, visit))
        back.join()


# ---- all of them ----------------------------------------------------------------------------------------------------


def accept(listener, target, door, *arguments):
    while True:
        try:
            connection = listener.accept()[0]
        except OSError:
            return
        threading.Thread(target=target, args=(connection, door.visit, door, *arguments), daemon=True).start()


class Serving:
    """All doors, as long as it is wanted. `ca_file`: whom programs are told to trust. `folder` is for what is made."""

    def __init__(self, build, only=None):
        self.scratch = tempfile.TemporaryDirectory(prefix="mailseal-referees-")
        self.folder = pathlib.Path(self.scratch.name)
        self.folder.chmod(0o755)
        self.authorities, self.sites = sites()
        self.sites = [s for s in self.sites if only is None or s.kind in only]
        self.ca_file = self.folder / "ca.pem"
        self.ca_file.write_text(self.authorities.pem())
        self.hosts = self.folder / "hosts"
        self.hosts.write_text("127.0.0.1 localhost\n" + "".join(f"{ADDRESS} {host}\n" for host in HOSTS))
        self.chains = Served(pathlib.Path(build) / "tests/oracle/serve-chains")
        self.listeners = []
        self.doors = [door for n, site in enumerate(self.sites) for door in self.open(n, site)]

    def open(self, number, site):
        path = self.folder / f"{number}.pem"
        path.write_text(site.pem())
        context = None if "gnutls" in site.tls else context_for(site, path, self.folder, self.ca_file)
        for service in site.services:
            listener = socket.create_server((ADDRESS, 0), backlog=100)
            door = Door(site, service, listener.getsockname()[1])
            if context is None:
                arguments = (relay, door, self.chains.show(f"{number}.{service}", path, service, site.tls["gnutls"]))
            else:
                arguments = (converse, door, context)
            threading.Thread(target=accept, args=(listener, *arguments), daemon=True).start()
            self.listeners.append(listener)
            yield door

    def named(self, command):
        """So that it, and nobody else, knows the names of the servers (a mount namespace of its own)."""
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"', str(self.hosts), *command]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for listener in self.listeners:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.chains.__exit__()
        self.scratch.cleanup()
