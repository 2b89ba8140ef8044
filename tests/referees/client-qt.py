#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""client-qt.py HOST PORT imaps|submission CA   connects as KMail and Trojitá do: QSslSocket, and a person decides about its sslErrors.
Prints what would be asked, or the error."""

import sys

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtNetwork import QSslCertificate, QSslConfiguration, QSslSocket

PATIENCE = 60000  # ms
host, port, service, ca = sys.argv[1:]
app = QCoreApplication(sys.argv)
socket, asked = QSslSocket(), []


def heard(command):
    """What is answered to it; None: nothing."""
    socket.write(command.encode())
    while not socket.canReadLine():
        if not socket.waitForReadyRead(PATIENCE):
            return None
    line = bytes(socket.readLine()).decode("latin1")
    while line[3:4] == "-":
        if not socket.canReadLine() and not socket.waitForReadyRead(PATIENCE):
            return None
        line = bytes(socket.readLine()).decode("latin1")
    return line.strip()


def main():
    configuration = QSslConfiguration.defaultConfiguration()
    configuration.setCaCertificates(QSslCertificate.fromPath(ca))
    socket.setSslConfiguration(configuration)
    socket.sslErrors.connect(lambda errors: asked.extend(e.errorString() for e in errors))
    if service == "imaps":
        socket.connectToHostEncrypted(host, int(port))
    else:
        socket.connectToHost(host, int(port))
        if not socket.waitForConnected(PATIENCE):
            return socket.errorString()
        for command in ("", "EHLO localhost\r\n", "STARTTLS\r\n"):
            answer = heard(command)
            if answer is None or not answer.startswith("2"):
                return answer or socket.errorString()
        socket.startClientEncryption()
    if not socket.waitForEncrypted(PATIENCE):
        return socket.errorString()
    if service == "imaps" and heard("") is None:
        return socket.errorString()
    return None if heard("EHLO localhost\r\n" if service == "submission" else "a CAPABILITY\r\n") else socket.errorString()


refused = main()
if asked:
    print("asks:", "; ".join(dict.fromkeys(asked)))
elif refused:
    print("refuses:", refused)
