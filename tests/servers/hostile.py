#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that want to keep a visitor busy, each in a way of its own, on ports of the system's choice.

hostile.py FOLDER   FOLDER has NAME.pem, certificates with their keys; prints {"scheme name": port} and serves until its input ends
"""

import contextlib
import json
import pathlib
import socket
import ssl
import struct
import sys
import threading
import time

MOMENT = 0.05


def silent(connection):
    connection.recv(1)
    time.sleep(60)


def drip(connection):
    for byte in b"* OK " + b"x" * 5000:
        connection.sendall(bytes([byte]))
        time.sleep(MOMENT)


def flood(connection):
    while True:
        connection.sendall(b"x" * 65536)


def lines(connection):
    while True:
        connection.sendall(b"* 1 EXISTS\r\n" * 5000)


def capabilities(connection):
    """Answers whatever is asked, and never comes to the point."""
    connection.sendall(b"* OK ready\r\n")
    while connection.recv(4096):
        connection.sendall(b"* CAPABILITY IMAP4rev1\r\n" * 100)


def records(kind, body):
    def talk(connection):
        connection.recv(4096)
        while True:
            connection.sendall((bytes([kind]) + b"\3\3" + struct.pack("!H", len(body)) + body) * 1000)
    return talk


def half(connection):
    connection.recv(4096)
    connection.sendall(b"\x16\3\3\x40\x00\x02\x00\x3f\xfc\3\3")
    while True:
        time.sleep(MOMENT)
        connection.sendall(b"\0")


def never_leaves(connection):
    """Is polite, and does not go away when asked to."""
    connection.sendall(b"* OK ready\r\n")
    while True:
        time.sleep(MOMENT)
        connection.sendall(b"* 1 EXISTS\r\n")


def late(connection):
    """Everything at the last moment."""
    time.sleep(1.7)
    never_leaves(connection)


# scheme, in the clear, inside TLS; which certificate
KINDS = {
    "silent": ("imaps", silent, None), "drip": ("imap", drip, None), "flood": ("imap", flood, None), "lines": ("imap", lines, None),
    "capabilities": ("imap", capabilities, None), "alerts": ("imaps", records(21, b"\1\x5a"), None),
    "nothing": ("imaps", records(22, b""), None), "changes": ("imaps", records(20, b"\1"), None), "half": ("imaps", half, None),
    "tls-silent": ("imaps", silent, "plain"), "tls-drip": ("imaps", drip, "plain"), "tls-flood": ("imaps", flood, "plain"),
    "tls-lines": ("imaps", lines, "plain"), "never-leaves": ("imaps", never_leaves, "plain"), "late": ("imaps", late, "plain"),
    "names": ("imaps", never_leaves, "names"), "wild": ("imaps", never_leaves, "wild"), "open": ("imaps", late, "open"),
    "slow-names": ("imaps", late, "names"),
}


def converse(connection, talk, context):
    with contextlib.suppress(OSError), connection:
        connection.settimeout(30)
        if context is not None:
            connection = context.wrap_socket(connection, server_side=True)
        talk(connection)


def serve(listener, talk, context):
    while True:
        connection = listener.accept()[0]
        threading.Thread(target=converse, args=(connection, talk, context), daemon=True).start()


def begin(folder):
    """{"scheme name": port}"""
    ports = {}
    for name, (scheme, talk, certificate) in KINDS.items():
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(folder / f"{certificate}.pem")
        listener = socket.create_server(("", 0), backlog=200)
        threading.Thread(target=serve, args=(listener, talk, context), daemon=True).start()
        ports[f"{scheme} {name}"] = listener.getsockname()[1]
    return ports


if __name__ == "__main__":
    print(json.dumps(begin(pathlib.Path(sys.argv[1]))), flush=True)
    sys.stdin.read()
