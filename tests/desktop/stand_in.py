#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
stand_in.py SCENE: plays the daemon on the session bus, for pictures and measurements that need more states than a few real
servers have. Its sentences are the daemon's own, out of tests/unit/words.golden, or out of $MAILSEAL_GOLDEN with $MAILSEAL_LOCALE_DIR
for its own few words and dates.

scenes: rich, well, new (nothing looked at yet), empty, many (200 servers); prints "ready". A line on standard input changes one
server ("change [URL]"), or sends notices ("notice SENTENCE | SENTENCE").
"""

import datetime
import gettext
import hashlib
import json
import locale
import os
import pathlib
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

locale.setlocale(locale.LC_ALL, "")
_ = gettext.translation("mailseal", os.environ.get("MAILSEAL_LOCALE_DIR"), fallback=True).gettext
TOP = pathlib.Path(__file__).resolve().parents[2]
NAME, PATH = "org.mailseal.Mailseal1", "/org/mailseal/Mailseal1"
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
PORTS = {"imaps": (993, "imap", "tls"), "imap": (143, "imap", "starttls"), "pop3s": (995, "pop3", "tls"), "smtps": (465, "smtp", "tls"),
         "submission": (587, "smtp", "starttls"), "sieve": (4190, "sieve", "starttls")}
WHO = {"you": "Whose move it is: yours.", "provider": "Whose move it is: the provider’s.",
       "network": "Whose move it is: that of whoever runs this network.", "nobody": "Whose move it is: nobody’s."}
SAFE = {"yes": "Safe to go on: yes.", "wait": "Safe to go on: better wait.", "no": "Safe to go on: no."}
FAMILIES = {"expired": "expiry", "expiring": "expiry", "overdue": "expiry", "self-signed": "trust", "untrusted-issuer": "trust"}
ORDER = ["critical", "warning", "unknown", "notice", "ok"]


def when(days):
    return (NOW + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def golden():
    """heading -> (title, text, advice, details)"""
    found = {}
    path = pathlib.Path(os.environ.get("MAILSEAL_GOLDEN", TOP / "tests/unit/words.golden"))
    for block in filter(str.strip, path.read_text(encoding="utf-8").split("\n\n")):
        lines = block.strip().splitlines()
        advice = next((x[3:] for x in lines if x.startswith("-> ")), "")
        found[lines[0][2:]] = (lines[1], lines[2], advice, lines[-1][1:-1])
    return found


WORDS = golden()


THEN = datetime.date(2027, 1, 25).strftime(_("%-d %B %Y"))


def day(days):
    return (NOW + datetime.timedelta(days=days)).strftime(_("%-d %B %Y"))


def finding(host, heading, who="provider", end=60, **facts):
    title, text, advice, details = (x.replace("mail.example.org", host).replace(THEN, day(end)) for x in WORDS[heading])
    code, severity = heading.split(", ")[:2]
    family = FAMILIES.get(code, code)
    return {"code": code, "family": family, "severity": severity, "who": who, "who_text": _(WHO[who]), "acceptable": family == "trust", "title": title.rstrip("."), "text": text, "advice": advice, "details": details,
            "addresses": ["192.0.2.10"], "facts": facts}


def address(number, host, begin, end, names=None, alone=False):
    names = names or [host]
    issuer = f"CN={host}" if alone else "CN=R11,O=Some Authority,C=US"
    sha256 = hashlib.sha256(f"{host}{begin}".encode()).hexdigest()
    leaf = {"subject": f"CN={names[0]}", "issuer": issuer, "sha256": sha256, "not_after": when(end)}
    chain = [leaf] if alone else [leaf, {"subject": issuer, "issuer": "CN=Some Root,O=Some Authority,C=US",
                                         "sha256": hashlib.sha256(issuer.encode()).hexdigest(), "not_after": when(900)}]
    return {"address": number, "outcome": "ok", "duration_ms": 34, "tls_version": "1.3", "cipher": "TLS_AES_256_GCM_SHA384",
            "certificate": {"sha256": sha256, "spki_sha256": sha256[::-1], "subject": leaf["subject"], "issuer": issuer, "serial": sha256[:32],
                            "names": names, "not_before": when(begin), "not_after": when(end), "days_left": end - (1 if end < 0 else 0),
                            "self_signed": alone, "key": "EC 256", "signature": "ECDSA-SHA256"},
            "chain": chain}


# verdict -> in words; what each says, and a program that is on no computer here
TEXTS = {"accepts": "connects", "asks": "warns, and asks you", "refuses": "does not connect"}
SAYS = {"Thunderbird": {"expired": "SEC_ERROR_EXPIRED_CERTIFICATE", "name-mismatch": "SSL_ERROR_BAD_CERT_DOMAIN"},
        "Evolution": {"expired": "The certificate has expired"}, "msmtp": {"expired": "The certificate chain uses expired certificate"}}


def program(name, code):
    verdict = "accepts" if code is None else "refuses" if name == "msmtp" else "asks"
    out = {"program": name.lower(), "name": name, "verdict": verdict, "text": _(TEXTS[verdict]), "proof": "measured", "versions": "1"}
    return {**out, "because": code, **({"says": SAYS[name][code]} if code in SAYS[name] else {})} if code else out


def programs(names, findings):
    code = next((f["code"] for f in findings if f["severity"] == "critical"), None)
    return [program(name, code) for name in names]


def server(scheme, host, account, *findings, begin=-30, end=60, looked=True, **more):
    port, protocol, security = PORTS[scheme]
    state = min((f["severity"] for f in findings if f["severity"] != "info"), key=ORDER.index, default="ok")
    dead = bool(findings) and findings[0]["code"] in ("unreachable", "server-refused")
    time_state = next((f["severity"] for f in findings if f["family"] == "expiry"), "ok")
    safe = more.pop("safe", "yes")
    out = {"target": f"{scheme}://{host}", "url": f"{scheme}://{host}", "host": host, "port": port, "protocol": protocol, "security": security,
           "checked": when(-0.02), "answers": not dead, "state": state, "time_state": time_state, "safe_to_continue": safe,
           "safe_text": _(SAFE[safe]), "name": host, "account": account,
           "summary": findings[0]["title"] + "." if findings else _("All is well: the certificate is good until %s.") % day(end),
           "half": {"imap": "receiving", "pop3": "receiving", "smtp": "sending"}.get(protocol, "other"), "clients": ["Thunderbird"],
           "role": "user", "notify": True, "imported": True, "gone": False, "due": when(0.2), "findings": list(findings), "addresses": []}
    if not looked:
        out.update(checked=None, state="unknown", summary="", safe_to_continue="wait")
        del out["safe_text"]
    elif not dead:
        out["renewal"] = when(begin + (end - begin) * 2 / 3)
        out["addresses"] = [address("192.0.2.10", host, begin, end, more.pop("names", None), more.pop("alone", False)),
                            address("2001:db8::10", host, begin, end)]
    out.update(more)
    if looked:
        out["programs"] = programs(out["clients"], findings)
    return out


def rich():
    mail, shop, old = "mail.example.org", "mail.bakery.example", "mail.choir.example"
    return [
        server("imaps", mail, "example.org", finding(mail, "name-mismatch, critical, imaps, imap.example.org", "you", asked=mail,
                                                     names=["www.example.org"], use_host="imap.example.org"),
               finding(mail, "old-tls, warning, pop3s, 1.0"), safe="no", names=["www.example.org", "example.org"]),
        server("submission", "smtp.example.org", "example.org"),
        server("sieve", mail, "example.org", end=61),
        server("imaps", shop, "bakery.example", finding(shop, "expired, critical, imaps, yes", end=-3, since=when(-3), days=3), begin=-93, end=-3,
               clients=["Thunderbird", "Evolution"]),
        server("smtps", shop, "bakery.example"),
        server("imaps", old, "choir.example", finding(old, "self-signed, critical, sieve"), alone=True, safe="no"),
        server("imaps", "imap.uni.example", "uni.example", finding("imap.uni.example", "expiring, warning, imaps", end=10), begin=-80, end=10),
        server("smtps", "smtp.uni.example", "uni.example", end=71),
        server("imaps", "imap.holiday.example", "holiday.example", finding("imap.holiday.example", "unreachable, unknown, imaps, dns", "network"),
               safe="wait"),
        server("imaps", "imap.posteo.example", "posteo.example", end=88, begin=-2),
        server("smtps", "smtp.posteo.example", "posteo.example", end=44, begin=-46, gone=True),
    ]


def compact(what):
    """As the daemon prints it."""
    return json.dumps(what, separators=(",", ":"), ensure_ascii=False)


def many():
    out = []
    for i in range(100):
        domain = f"example{i:03}.org"
        worse = [finding(f"imap.{domain}", "expired, critical, imaps, yes")] if i % 10 == 3 else []
        out += [server("imaps", f"imap.{domain}", domain, *worse, end=-3 if worse else 20 + i % 60, begin=-93 if worse else -30),
                server("submission", f"smtp.{domain}", domain, end=30 + i % 50)]
    return out


SCENES = {"rich": rich, "many": many, "empty": list,
          "well": lambda: [server("imaps", "imap.example.org", "example.org", end=71), server("submission", "smtp.example.org", "example.org")],
          "new": lambda: [server("imaps", "imap.example.org", "example.org", looked=False),
                          server("submission", "smtp.example.org", "example.org", looked=False)]}


def settings(status):
    return {"interval": "6h", "import_accounts": True, "import_clients": "all", "notify": True, "tray_icon": "auto",
            "clients": [{"name": name, "title": title, "found": found, "on": True} for name, title, found in (
                ("thunderbird", "Thunderbird", True), ("evolution", "Evolution", True), ("kmail", "KMail", False), ("geary", "Geary", False))],
            "servers": [{**{key: s[key] for key in ("url", "name", "account", "half", "clients", "role", "notify", "imported", "gone")},
                         "watch": True, "interval": "6h"} for s in status]}


def timeline(status, url):
    """Three certificates, each renewed a month before its end, but for the one that is shown now."""
    one = next((s for s in status if url in (s["url"], s["name"])), None)
    shown = one["addresses"][0]["certificate"] if one and one["addresses"] else None
    if shown is None:
        return {"now": when(0), "certificates": [], "events": []}
    begin = (datetime.datetime.fromisoformat(shown["not_before"].replace("Z", "+00:00")) - NOW).days
    past, events = [], []
    for back in (2, 1, 0):
        first, sha256 = begin - 60 * back, hashlib.sha256(f"{url}{back}".encode()).hexdigest() if back else shown["sha256"]
        past.append({**shown, "not_before": when(first), "not_after": when(first + 90), "sha256": sha256, "spki_sha256": sha256[::-1],
                     "first_seen": when(first + 0.2), "last_seen": when(first + 60 if back else 0), "addresses": ["192.0.2.10", "2001:db8::10"],
                     "current": back == 0, "issuer_organization": "Some Authority"})
        events.append({"when": when(first + 0.2), "kind": "certificate" if back == 2 else "renewal", "text": "certificate of Some Authority",
                       "certificate": sha256})
    past[-1].update(not_after=shown["not_after"])
    if one["findings"]:
        events.append({"when": when(-2), "kind": "problem", "text": one["findings"][0]["title"]})
    return {"now": when(0), "certificates": past, "events": events, **({"renewal": one["renewal"]} if "renewal" in one else {})}


class StandIn:
    def __init__(self, scene):
        self.servers, self.notices, self.connection = SCENES[scene](), [], None
        worst = min(self.servers, key=lambda s: ORDER.index(s["state"]), default=None)
        self.state, self.summary = (worst["state"], worst["summary"]) if worst else ("unknown", "No mail server is watched.")
        self.accepted, self.loop = [], GLib.MainLoop()
        Gio.bus_own_name(Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, self.acquired, lambda *_: print("ready", flush=True), None)

    def acquired(self, connection, _name):
        self.connection = connection
        info = Gio.DBusNodeInfo.new_for_xml((TOP / "faces/org.mailseal.Mailseal1.xml").read_text()).interfaces[0]
        connection.register_object(PATH, info, self.called, self.asked, None)

    def asked(self, _connection, _sender, _path, _interface, name):
        return {"State": GLib.Variant("s", self.state), "Summary": GLib.Variant("s", self.summary), "Version": GLib.Variant("s", "0.1.0"),
                "Notices": GLib.Variant("as", self.notices), "Store": GLib.Variant("as", []), "Welcome": GLib.Variant("s", "")}[name]

    def alerts(self):
        return [{"id": f"a-{i}", "code": f["code"], "severity": f["severity"], "step": "noticed", "title": f["title"], "text": f["text"],
                 "advice": f["advice"], "who": f["who"], "servers": [s["url"]], "since": when(-1), "told": when(-1), "acknowledged": False,
                 "snoozed_until": None, "tell": False} for i, s in enumerate(self.servers) for f in s["findings"][:1]]

    def called(self, _connection, _sender, _path, _interface, method, arguments, invocation):
        answers = {"GetStatus": lambda: compact(self.servers), "GetAlerts": lambda: compact(self.alerts()),
                   "Check": lambda: compact(self.servers), "Report": lambda: "Subject: Certificate\n\nHello,\n",
                   "Why": lambda: "Looked at 2 addresses.\nBoth show the same certificate.\n", "Export": lambda: "-----BEGIN CERTIFICATE-----\n",
                   "Programs": lambda: compact(next(s["programs"] + programs(["msmtp"], s["findings"]) for s in self.servers
                                                    if s["url"] == arguments.unpack()[0])),
                   "GetSettings": lambda: compact(settings(self.servers)),
                   "Timeline": lambda: compact(timeline(self.servers, arguments.unpack()[0]))}
        if method == "Accept":
            self.accepted.append(arguments.unpack()[0])
        value = GLib.Variant("(s)", (answers[method](),)) if method in answers else None
        # a look takes a while, as a real one does
        GLib.timeout_add(1500 if method == "Check" else 0, lambda: invocation.return_value(value) or False)

    def changed(self, url):
        self.connection.emit_signal(None, PATH, NAME, "ServerChanged", GLib.Variant("(s)", (url,)))

    def read(self, channel, _condition):
        words = sys.stdin.readline().split(" ", 1)
        if words[0].strip() == "change":
            worse = next((s for s in self.servers if words[1:] and s["url"] == words[1].strip()), self.servers[-1])
            worse.update(state="warning", summary="The certificate runs out in 5 days.")
            self.changed(worse["url"])
        elif words[0] == "notice":
            self.notices = words[1].strip().split(" | ")
            self.connection.emit_signal(None, PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                                        GLib.Variant("(sa{sv}as)", (NAME, {"Notices": GLib.Variant("as", self.notices)}, [])))
        elif words == [""]:
            return False
        return True


if __name__ == "__main__":
    stand_in = StandIn(sys.argv[1])
    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, stand_in.read)
    stand_in.loop.run()
