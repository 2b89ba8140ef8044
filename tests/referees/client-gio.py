#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""client-gio.py HOST PORT imaps|submission CA   connects as Evolution, Geary and Balsa do: GTlsClientConnection over a plain connection,
and a person decides (accept-certificate) when its flags are not empty. Prints what would be asked, or the error."""

import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

host, port, service, ca = sys.argv[1:]


def accept_certificate(_connection, _certificate, errors):
    print("asks:", ", ".join(sorted(set(errors.value_nicks) - {"no-flags"})), flush=True)
    return False


def converse(stream, command):
    """What is answered: a line, or the last of some."""
    out, into = stream.get_output_stream(), Gio.DataInputStream.new(stream.get_input_stream())
    into.set_close_base_stream(False)
    into.set_buffer_size(1)  # nothing that belongs to TLS
    if command:
        out.write_all(command.encode(), None)
    while True:
        line, _ = into.read_line_utf8()
        if line is None:
            raise GLib.Error("the connection was closed")
        if line[3:4] != "-":
            return line


def main():
    stream = Gio.SocketClient().connect(Gio.NetworkAddress.new(host, int(port)))
    if service == "submission":
        for command in ("", "EHLO localhost\r\n", "STARTTLS\r\n"):
            answer = converse(stream, command)
            if not answer.startswith("2"):
                raise GLib.Error(answer)
    tls = Gio.TlsClientConnection.new(stream, Gio.NetworkAddress.new(host, int(port)))
    tls.set_database(Gio.TlsFileDatabase.new(ca))
    tls.connect("accept-certificate", accept_certificate)
    tls.handshake()
    if service == "imaps":
        converse(tls, "")
    converse(tls, "EHLO localhost\r\n" if service == "submission" else "a CAPABILITY\r\n")


try:
    main()
except GLib.Error as error:
    print("refuses:", error.message)
