# SPDX-License-Identifier: GPL-3.0-or-later
"""A small DNS server on loopback (UDP) that knows what a test tells it: {(name, type): [value, ...]}.

nameserver.py ADDRESS RECORDS COMMAND...   serves these (JSON: {"name type": [value]}) while the command runs
"""

import ipaddress
import json
import socket
import struct
import subprocess
import sys
import threading

TYPES = {"A": 1, "CNAME": 5, "PTR": 12, "MX": 15, "AAAA": 28, "SRV": 33}


def labels(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split(".")) + b"\0"


def data(kind, value):
    if kind in ("A", "AAAA"):
        return ipaddress.ip_address(value).packed
    if kind == "MX":
        return struct.pack("!H", 10) + labels(value)
    if kind == "SRV":  # "host port"
        host, port = value.split()
        return struct.pack("!HHH", 0, 0, int(port)) + labels(host)
    return labels(value)


class NameServer:
    def __init__(self, address, records):
        self.records = {(name.lower(), TYPES[kind]): (kind, values) for (name, kind), values in records.items()}
        self.asked = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 53))
        self.socket.settimeout(0.1)
        self.over = False
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def answer(self, packet):
        at, parts = 12, []
        while packet[at]:
            parts.append(packet[at + 1:at + 1 + packet[at]].decode("ascii", "replace"))
            at += packet[at] + 1
        name, (kind,) = ".".join(parts).lower(), struct.unpack("!H", packet[at + 1:at + 3])
        self.asked.append(name)
        found = self.records.get((name, kind))
        answers = b"".join(labels(name) + struct.pack("!HHIH", kind, 1, 60, len(data(found[0], v))) + data(found[0], v)
                           for v in found[1]) if found else b""
        flags = 0x8180 if found else 0x8183
        return packet[:2] + struct.pack("!HHHHH", flags, 1, len(found[1]) if found else 0, 0, 0) + packet[12:at + 5] + answers

    def serve(self):
        while not self.over:
            try:
                packet, peer = self.socket.recvfrom(4096)
            except socket.timeout:
                continue
            self.socket.sendto(self.answer(packet), peer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.over = True
        self.thread.join()
        self.socket.close()


if __name__ == "__main__":
    with NameServer(sys.argv[1], {tuple(key.split()): values for key, values in json.loads(sys.argv[2]).items()}):
        code = subprocess.run(sys.argv[3:]).returncode
    sys.exit(code)
