# SPDX-License-Identifier: GPL-3.0-or-later
"""The real Thunderbird as a referee: headless, over Marionette, with its own sockets, its own TLS and its own list of errors that a
person may override. thunderbird.js is what runs inside of it."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import time

SCRIPT = pathlib.Path(__file__).with_suffix(".js")
PORT, BEGINS, SCRIPT_S = 2899, 120, 570
PREFERENCES = {
    "marionette.port": PORT, "app.update.enabled": False, "network.dns.disablePrefetch": True, "mail.provider.suppress_dialog_on_startup": True,
    "security.enterprise_roots.enabled": False, "security.OCSP.enabled": 1, "network.proxy.type": 0,
    "datareporting.policy.dataSubmissionEnabled": False, "network.connectivity-service.enabled": False,
    "network.captive-portal-service.enabled": False, "security.remote_settings.crlite_filters.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1"}


class Marionette:
    def __init__(self, alive):
        self.rest, self.number, end = b"", 0, time.monotonic() + BEGINS
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", PORT), 2)
                break
            except OSError:
                assert alive() and time.monotonic() < end, "Thunderbird did not start"
                time.sleep(0.5)
        self.socket.settimeout(SCRIPT_S + 20)
        self.receive()

    def receive(self):
        while b":" not in self.rest:
            self.rest += self.socket.recv(65536)
        length, self.rest = self.rest.split(b":", 1)
        while len(self.rest) < int(length):
            self.rest += self.socket.recv(65536)
        message, self.rest = self.rest[:int(length)], self.rest[int(length):]
        return json.loads(message)

    def call(self, command, **arguments):
        self.number += 1
        data = json.dumps([0, self.number, command, arguments]).encode()
        self.socket.sendall(b"%d:%s" % (len(data), data))
        _, _, error, result = self.receive()
        assert not error, error
        return result


def profile(folder, ca_file):
    folder.mkdir()
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items())
    (folder / "user.js").write_text("".join(lines))
    database = f"sql:{folder}"
    subprocess.run(["certutil", "-N", "-d", database, "--empty-password"], check=True)
    for n, root in enumerate(re.findall(r"-----BEGIN.*?END CERTIFICATE-----", pathlib.Path(ca_file).read_text(), re.S)):
        subprocess.run(["certutil", "-A", "-d", database, "-n", f"root{n}", "-t", "C,,", "-a"], input=root, text=True, check=True)


@contextlib.contextmanager
def running(serving):
    folder = serving.folder / "thunderbird"
    profile(folder, serving.ca_file)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "MOZ_HEADLESS": "1"}
    command = ["thunderbird", "--headless", "--marionette", "-remote-allow-system-access", "--no-remote", "--profile", str(folder)]
    with open(folder / "log", "w") as log:
        process = subprocess.Popen(serving.named(command), env=environment, stdout=log, stderr=log)
    try:
        marionette = Marionette(lambda: process.poll() is None)
        marionette.call("WebDriver:NewSession", capabilities={"alwaysMatch": {}})
        marionette.call("Marionette:SetContext", value="chrome")
        marionette.call("WebDriver:SetTimeouts", script=SCRIPT_S * 1000)
        yield marionette
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def ask(doors, serving, patience):
    """[(door, verdict, words)]"""
    jobs = [{"id": n, "host": d.host, "port": d.port, "starttls": d.service != "imaps"} for n, d in enumerate(doors)]
    with running(serving) as marionette:
        done = marionette.call("WebDriver:ExecuteAsyncScript", script=SCRIPT.read_text(), args=[jobs, patience * 1000], newSandbox=False)
    return [(doors[n], verdict, words) for n, verdict, words in done["value"]]
