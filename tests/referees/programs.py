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
    asks: str = ""  # what it says when a person may decide
    fails: str = ""  # what is on its screen when it has given up, though it leaves the server's connection as it is
    screen: bool = False  # is a program for a terminal
    windows: bool = False  # is one for a desktop

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


def folders(account):
    """folderlist.xml of Claws Mail and Sylpheed: a mailbox here, and that of the server."""
    local = "".join(f'<folderitem type="{kind}" name="{name}" path="{name}" />\n'
                    for kind, name in (("inbox", "inbox"), ("outbox", "sent"), ("draft", "draft"), ("queue", "queue"), ("trash", "trash")))
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<folderlist>\n<folder type="mh" name="Mailbox" path="Mail">\n{local}</folder>\n'
            f'<folder type="imap" name="a" {account}="1">\n<folderitem type="inbox" name="INBOX" path="INBOX" />\n</folder>\n</folderlist>\n')


def windowed(program, folder, account, *arguments):
    def command(door, home, serving):
        rc = pathlib.Path(home) / folder
        rc.mkdir()
        for name in ("inbox", "sent", "draft", "queue", "trash"):
            (pathlib.Path(home) / "Mail" / name).mkdir(parents=True)
        write(rc, "accountrc", f"[Account: 1]\naccount_name=a\nis_default=1\nname=User\naddress=user@referees.test\nprotocol=3\nreceive_server={door.host}\n"
              f"smtp_server={door.host}\nuser_id=user\npassword=secret\nssl_imap=1\nset_imapport=1\nimap_port={door.port}\nimap_auth_method=4\n"
              "receive_at_get_all=1\nssl_certs_auto_accept=1\n")
        write(rc, "folderlist.xml", folders(account))
        write(rc, "clawsrc", "[Common]\nconfig_version=4\n")
        write(rc, "certs.crt", serving.ca_file.read_text())
        return ["dbus-run-session", program, *arguments]
    return command


def client(name, interpreter=True):
    """One of our own, that does what the program does with its library."""
    def command(door, home, serving):
        path = ["/usr/bin/python3", str(HERE / name)] if interpreter else [str(serving.built / name)]
        return [*path, door.host, str(door.port), door.service, str(serving.ca_file)]
    return command


MUTT = (r"((?:WARNING|Warning): .*?)(?:\s*\[.*)?$", r"((?:gnutls_|tls_socket).*)", r"(This certificate belongs to:)",
        r"^((?:Error|Could not|Unable|Connection|Login|too many).*)")
OUR_OWN = (r"^asks: (.*)", r"^refuses: (.*)")
PROGRAMS = (
    Thunderbird(),
    Program("msmtp", "msmtp", "msmtp", (SUBMISSION,), msmtp, (r"^msmtp: (.*)",)),
    Program("mutt", "mutt", "mutt", (IMAPS,), mutt("mutt"), MUTT, r"\(r\)eject", screen=True),
    Program("neomutt", "neomutt", "neomutt", (IMAPS,), mutt("neomutt"), MUTT, r"\(r\)eject", screen=True),
    Program("mbsync", "mbsync", "isync", (IMAPS,), mbsync, (r"^(?:Error|IMAP error|Socket error|SSL error|Warning).*", r"^.*(?:ertificate|SSL|TLS|IMAP).*")),
    Program("fetchmail", "fetchmail", "fetchmail", (IMAPS,), fetchmail, (
        r"^fetchmail: (Server (?:certificate|CommonName|name).*)", r"^fetchmail: (OpenSSL reported.*)", r"^fetchmail: (?!.*(?:Query status|WARNING))(.*)")),
    Program("offlineimap", "offlineimap3", "offlineimap3", (IMAPS,), offlineimap, (
        r"^ERROR: .* Got: (.*)", r"^ERROR: While attempting.*\n\s*(.*)", r"^ERROR: (?!Exceptions)(.*)")),
    Program("getmail", "getmail6", "getmail6", (IMAPS,), getmail, (r"operation error \((.*)\)", r"^.*[Ee]rror.*")),
    Program("alpine", "alpine", "alpine", (IMAPS,), alpine, (
        r"The reason for the failure was\s*(.*?)(?: \(details\))?$", r"^\s+\[(?!Opening|ALL of|No folder)(.*?)\s*\]", r"(No folder is currently open)"),
        r'Answer "Yes" to ignore', screen=True),
    Program("aerc", "aerc", "aerc", (IMAPS,), aerc, (r"^a: (?!imap client)(.*?)(?:\s{3,}.*)?$",), fails=r"^a: (?:x509|tls|remote error|EOF|read)", screen=True),
    Program("claws-mail", "claws-mail", "claws-mail", (IMAPS,), windowed("claws-mail", ".claws-mail", "account_id", "--debug", "--select", "#imap/a/INBOX"),
            (r"^(TLS certificate .*)", r"^.*IMAP[<!] (?!\* OK)(.*)", r"((?:SSL|TLS|IMAP|Couldn't|Can't).*(?:fail|error|refused|broken).*)"),
            r"(?m)^TLS certificate", windows=True),
    Program("sylpheed", "sylpheed", "sylpheed", (IMAPS,), windowed("sylpheed", ".sylpheed-2.0", "account-id", "--receive-all"),
            (r"SSL certificate verify failed \(\d+: (.*)\)", r"WARNING \*\*: [\d:. ]*(?:\[[\d:]*\] )?(.*)"), r"(?m)^SSL certificate verify failed", windows=True),
    Program("evolution", "client-gio: GTlsClientConnection, used as Evolution, Geary and Balsa use it", "glib-networking", (IMAPS, SUBMISSION),
            client("client-gio.py"), OUR_OWN, r"(?m)^asks: "),
    Program("kmail", "client-qt: QSslSocket, used as KMail and Trojitá use it", "libqt5network5", (IMAPS, SUBMISSION), client("client-qt.py"), OUR_OWN,
            r"(?m)^asks: "),
    Program("goimapnotify", "client-go: crypto/tls, used as aerc and goimapnotify use it", "golang-1.19-go", (IMAPS, SUBMISSION),
            client("client-go", interpreter=False), OUR_OWN),
    Program("himalaya", "client-rustls: rustls, used as himalaya uses it", "librust-rustls-dev", (IMAPS, SUBMISSION),
            client("client-rustls", interpreter=False), OUR_OWN),
)
