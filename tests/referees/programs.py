# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs that are asked: one row each. Named as the folders of tests/import are, so that others find them."""

import dataclasses
import functools
import pathlib
import subprocess
import typing

import asking
import thunderbird

HERE = pathlib.Path(__file__).parent
IMAPS, SUBMISSION = "imaps", "submission"


def version(package):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=True)
    return f"{package} {done.stdout}"


@dataclasses.dataclass
class Program:
    name: str
    runs: str  # what it really is
    package: str  # whose version counts
    services: typing.Tuple[str, ...]
    command: typing.Callable  # of door, home, serving
    says: typing.Tuple[str, ...]  # patterns for the words that say why; the last group, if there is one
    asks: str = ""  # what is on its screen when a person may decide
    screen: bool = False  # is a program for a terminal

    @functools.cached_property
    def version(self):
        return version(self.package)

    def ask(self, doors, serving, each):
        """(door, verdict, its words) of each; `each` is a map."""
        def one(door):
            verdict, text = asking.ask(self, door, serving)
            return door, verdict, "" if verdict in asking.WORDLESS else asking.words(self.says, text, door)
        return each(one, doors)


class Thunderbird:
    name, runs, package, services = "thunderbird", "Thunderbird, headless", "thunderbird", (IMAPS, SUBMISSION)

    @functools.cached_property
    def version(self):
        return version(self.package)

    def ask(self, doors, serving, _each):
        for door, verdict, says in thunderbird.ask(doors, serving, asking.PATIENCE):
            yield door, verdict, "" if verdict in asking.WORDLESS else asking.normal(says, door)


def write(folder, name, text):
    path = pathlib.Path(folder) / name
    path.write_text(text)
    path.chmod(0o600)
    return str(path)


def msmtp(door, home, serving):
    return ["msmtp", f"--host={door.host}", f"--port={door.port}", "--serverinfo", "--tls=on", f"--tls-trust-file={serving.ca_file}"]


def mutt(program):
    def command(door, home, serving):
        rc = write(home, "muttrc", f"set ssl_ca_certificates_file={serving.ca_file}\nset certificate_file={home}/certificates\nset imap_user=user\nset imap_pass=secret\n"
                   f"set ssl_force_tls=yes\nset folder={door.url}/\nset sleep_time=0\n")
        return [program, "-n", "-F", rc, "-f", f"{door.url}/INBOX"]
    return command


def mbsync(door, home, serving):
    (pathlib.Path(home) / "mail").mkdir()
    rc = write(home, "mbsyncrc", f"IMAPStore far\nHost {door.host}\nPort {door.port}\nUser user\nPass secret\nSSLType IMAPS\nCertificateFile {serving.ca_file}\n"
               f"SystemCertificates no\n\nMaildirStore near\nPath {home}/mail/\nInbox {home}/mail/inbox\n\nChannel c\nFar :far:\nNear :near:\nCreate Near\n")
    return ["mbsync", "-c", rc, "c"]


def fetchmail(door, home, serving):
    rc = write(home, "fetchmailrc", f'poll {door.host} service {door.port} protocol IMAP auth password username "user" password "secret" ssl sslcertfile {serving.ca_file}\n')
    return ["fetchmail", "-f", rc, "-N", "-d0", "--nosyslog", "--pidfile", f"{home}/pid"]


def offlineimap(door, home, serving):
    rc = write(home, "offlineimaprc", f"[general]\naccounts = a\nmetadata = {home}/meta\nmaxsyncaccounts = 1\n[Account a]\nlocalrepository = l\nremoterepository = r\n"
               f"[Repository l]\ntype = Maildir\nlocalfolders = {home}/mail\n[Repository r]\ntype = IMAP\nremotehost = {door.host}\nremoteport = {door.port}\n"
               f"remoteuser = user\nremotepass = secret\nssl = yes\nsslcacertfile = {serving.ca_file}\n")
    return ["offlineimap", "-c", rc, "-o", "-u", "basic"]


def getmail(door, home, serving):
    (pathlib.Path(home) / "mail").mkdir()
    for part in ("cur", "new", "tmp"):
        (pathlib.Path(home) / "mail" / part).mkdir()
    rc = write(home, "getmailrc", f"[retriever]\ntype = SimpleIMAPSSLRetriever\nserver = {door.host}\nport = {door.port}\nusername = user\npassword = secret\n"
               f"ca_certs = {serving.ca_file}\n[destination]\ntype = Maildir\npath = {home}/mail/\n")
    return ["getmail", "--getmaildir", home, "--rcfile", rc]


def alpine(door, home, serving):
    rc = write(home, "pinerc", f"inbox-path={{{door.host}:{door.port}/ssl/user=user}}INBOX\nfeature-list=enable-incoming-folders\nlast-version-used=9.99\n"
               "personal-name=User\nuser-domain=referees.test\nlast-time-prune-questioned=199.99\n")
    return ["alpine", "-p", rc, "-i"]


def aerc(door, home, serving):
    folder = pathlib.Path(home) / ".config/aerc"
    folder.mkdir(parents=True)
    write(folder, "accounts.conf", f"[a]\nsource = imaps://user:secret@{door.host}:{door.port}\nfrom = User <user@referees.test>\nconnection-timeout = 60s\n")
    return ["aerc"]


def client(name, interpreter=True):
    """One of our own, that does what the program does with its library."""
    def command(door, home, serving):
        path = ["/usr/bin/python3", str(HERE / name)] if interpreter else [str(serving.built / name)]
        return [*path, door.host, str(door.port), door.service, str(serving.ca_file)]
    return command


OUR_OWN = (r"^asks: (.*)", r"^refuses: (.*)")
PROGRAMS = (
    Thunderbird(),
    Program("msmtp", "msmtp", "msmtp", (SUBMISSION,), msmtp, (r"^msmtp: (.*)",)),
    Program("mutt", "mutt", "mutt", (IMAPS,), mutt("mutt"), (r"(WARNING: .*?)(?:\s*\[.*)?$", r"^((?:gnutls_|tls_socket|Error|Could not|SSL|TLS|Unable|Connection).*)"),
            r"\(r\)eject, accept|\(r\)eject", True),
    Program("neomutt", "neomutt", "neomutt", (IMAPS,), mutt("neomutt"), (r"(WARNING: .*?)(?:\s*\[.*)?$", r"^((?:gnutls_|tls_socket|Error|Could not|SSL|TLS|Unable|Connection).*)"),
            r"\(r\)eject, accept|\(r\)eject", True),
    Program("mbsync", "mbsync", "isync", (IMAPS,), mbsync, (r"^(?:Error|IMAP error|Socket error|SSL error|Warning).*", r"^.*(?:ertificate|SSL|TLS|IMAP command).*")),
    Program("fetchmail", "fetchmail", "fetchmail", (IMAPS,), fetchmail, (r"^fetchmail: ((?!.*(?:Query status|WARNING: Running as root|removing stale|sleeping)).*)",)),
    Program("offlineimap", "offlineimap3", "offlineimap3", (IMAPS,), offlineimap, (r"^ERROR: (?!Exceptions)(?:.* Got: )?(.*)",)),
    Program("getmail", "getmail6", "getmail6", (IMAPS,), getmail, (r"operation error \((.*)\)", r"^(?:.*: )?(?:[Ee]rror.*)")),
    Program("alpine", "alpine", "alpine", (IMAPS,), alpine, (r"The reason for the failure was\s*(.*?)(?: \(details\))?$", r"^ *\[?((?:SSL|TLS|Unable|Can't|Connection|Server|Certificate|IMAP|\[CLOSED|Unexpected|No ).*?)\]?$"), r"Answer \"Yes\" to ignore", True),
    Program("aerc", "aerc", "aerc", (IMAPS,), aerc, (r"((?:tls|x509|read tcp|write tcp|EOF|imap|remote error|dial).*?)(?:\s{3,}.*)?$",), "", True),
    Program("evolution", "client-gio: GTlsClientConnection, used as Evolution, Geary and Balsa use it", "glib-networking", (IMAPS, SUBMISSION), client("client-gio.py"), OUR_OWN, "^asks: |\nasks: "),
    Program("kmail", "client-qt: QSslSocket, used as KMail and Trojitá use it", "libqt5network5", (IMAPS, SUBMISSION), client("client-qt.py"), OUR_OWN, "^asks: |\nasks: "),
    Program("goimapnotify", "client-go: crypto/tls, used as aerc and goimapnotify use it", "golang-1.19-go", (IMAPS, SUBMISSION), client("client-go", False), OUR_OWN),
    Program("himalaya", "client-rustls: rustls, used as himalaya uses it", "librust-rustls-dev", (IMAPS, SUBMISSION), client("client-rustls", False), OUR_OWN),
)
