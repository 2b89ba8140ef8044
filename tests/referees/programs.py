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


def version(packages):
    """As in: mutt 2.2.12-0.1, libgnutls30 3.7.9-2."""
    command = ["dpkg-query", "-W", "-f", "${Version}"]
    return ", ".join(f"{p} {subprocess.run([*command, p], capture_output=True, text=True, check=True).stdout}" for p in packages.split())


@dataclasses.dataclass
class Program:
    name: str
    runs: str  # what it really is
    packages: str  # whose versions count
    services: typing.Tuple[str, ...]
    command: typing.Callable  # of door, home, serving
    says: typing.Tuple[str, ...]  # patterns for the words that say why; the last group, if there is one
    asks: str = ""  # what it says when a person may decide
    fails: str = ""  # what is on its screen when it has given up, though it leaves the server's connection as it is
    screen: bool = False  # is a program for a terminal
    windows: bool = False  # is one for a desktop

    @functools.cached_property
    def version(self):
        return version(self.packages)

    def ask(self, doors, serving, each):
        """(door, verdict, its words) of each; `each` is a map."""
        def one(door):
            verdict, text = asking.ask(self, door, serving)
            return door, verdict, "" if verdict in asking.WORDLESS else asking.words(self.says, text, door)
        return each(one, doors)


class Thunderbird:
    name, runs, packages, services = "thunderbird", "Thunderbird, headless", "thunderbird", (IMAPS, SUBMISSION)

    @functools.cached_property
    def version(self):
        return version(self.packages)

    def ask(self, doors, serving, _each):
        for door, verdict, says in thunderbird.ask(doors, serving, asking.PATIENCE):
            yield door, verdict, "" if verdict in asking.WORDLESS else asking.normal(says, door)


def write(folder, name, *lines):
    path = pathlib.Path(folder) / name
    path.write_text("".join(line + "\n" for line in lines))
    path.chmod(0o600)
    return str(path)


def make(home, *names):
    for name in names:
        (pathlib.Path(home) / name).mkdir(parents=True)


def msmtp(door, home, serving):
    return ["msmtp", f"--host={door.host}", f"--port={door.port}", "--serverinfo", "--tls=on", f"--tls-trust-file={serving.ca_file}"]


def mutt(program):
    def command(door, home, serving):
        rc = write(home, "muttrc", f"set ssl_ca_certificates_file={serving.ca_file}", f"set certificate_file={home}/certificates",
                   "set imap_user=user", "set imap_pass=secret", "set ssl_force_tls=yes", f"set folder={door.url}/", "set sleep_time=0")
        return [program, "-n", "-F", rc, "-f", f"{door.url}/INBOX"]
    return command


def mbsync(door, home, serving):
    make(home, "mail")
    rc = write(home, "mbsyncrc",
               "IMAPStore far", f"Host {door.host}", f"Port {door.port}", "User user", "Pass secret", "SSLType IMAPS",
               f"CertificateFile {serving.ca_file}", "SystemCertificates no", "",
               "MaildirStore near", f"Path {home}/mail/", f"Inbox {home}/mail/inbox", "",
               "Channel c", "Far :far:", "Near :near:", "Create Near")
    return ["mbsync", "-c", rc, "c"]


def fetchmail(door, home, serving):
    rc = write(home, "fetchmailrc", f"poll {door.host} service {door.port} protocol IMAP auth password "
               f'username "user" password "secret" ssl sslcertfile {serving.ca_file}')
    return ["fetchmail", "-f", rc, "-N", "-d0", "--nosyslog", "--pidfile", f"{home}/pid"]


def offlineimap(door, home, serving):
    rc = write(home, "offlineimaprc",
               "[general]", "accounts = a", f"metadata = {home}/meta", "maxsyncaccounts = 1",
               "[Account a]", "localrepository = l", "remoterepository = r",
               "[Repository l]", "type = Maildir", f"localfolders = {home}/mail",
               "[Repository r]", "type = IMAP", f"remotehost = {door.host}", f"remoteport = {door.port}", "remoteuser = user",
               "remotepass = secret", "ssl = yes", f"sslcacertfile = {serving.ca_file}")
    return ["offlineimap", "-c", rc, "-o", "-u", "basic"]


def getmail(door, home, serving):
    """Without ca_certs it would look at no certificate at all; the name it looks at only with ssl_cert_hostname, which few set."""
    make(home, "mail/cur", "mail/new", "mail/tmp")
    rc = write(home, "getmailrc", "[retriever]", "type = SimpleIMAPSSLRetriever", f"server = {door.host}", f"port = {door.port}",
               "username = user", "password = secret", f"ca_certs = {serving.ca_file}", "[destination]", "type = Maildir",
               f"path = {home}/mail/")
    return ["getmail", "--getmaildir", home, "--rcfile", rc]


def alpine(door, home, serving):
    rc = write(home, "pinerc", f"inbox-path={{{door.host}:{door.port}/ssl/user=user}}INBOX", "last-version-used=9.99", "personal-name=User",
               "user-domain=referees.test", "last-time-prune-questioned=199.99")
    return ["alpine", "-p", rc, "-i"]


def aerc(door, home, serving):
    make(home, ".config/aerc")
    write(home, ".config/aerc/accounts.conf", "[a]", f"source = imaps://user:secret@{door.host}:{door.port}",
          "from = User <user@referees.test>", "connection-timeout = 60s")
    return ["aerc"]


def folders(account):
    """folderlist.xml of Claws Mail and Sylpheed: a mailbox here, and that of the server."""
    kinds = (("inbox", "inbox"), ("outbox", "sent"), ("draft", "draft"), ("queue", "queue"), ("trash", "trash"))
    return ('<?xml version="1.0" encoding="UTF-8"?>', "<folderlist>", '<folder type="mh" name="Mailbox" path="Mail">',
            *(f'<folderitem type="{kind}" name="{name}" path="{name}" />' for kind, name in kinds), "</folder>",
            f'<folder type="imap" name="a" {account}="1">', '<folderitem type="inbox" name="INBOX" path="INBOX" />', "</folder>", "</folderlist>")


def windowed(program, folder, account, *arguments):
    """Claws Mail would ask about any certificate that it has not seen, if it were not told to take good ones (ssl_certs_auto_accept)."""
    def command(door, home, serving):
        make(home, folder, *(f"Mail/{name}" for name in ("inbox", "sent", "draft", "queue", "trash")))
        rc = pathlib.Path(home) / folder
        write(rc, "accountrc", "[Account: 1]", "account_name=a", "is_default=1", "name=User", "address=user@referees.test", "protocol=3",
              f"receive_server={door.host}", f"smtp_server={door.host}", "user_id=user", "password=secret", "ssl_imap=1", "set_imapport=1",
              f"imap_port={door.port}", "imap_auth_method=4", "receive_at_get_all=1", "ssl_certs_auto_accept=1")
        write(rc, "folderlist.xml", *folders(account))
        write(rc, "clawsrc", "[Common]", "config_version=4")
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
WE_ASK = r"(?m)^asks: "
PROGRAMS = (
    Thunderbird(),
    Program("msmtp", "msmtp", "msmtp libgnutls30", (SUBMISSION,), msmtp, (r"^msmtp: (.*)",)),
    Program("mutt", "mutt", "mutt libgnutls30", (IMAPS,), mutt("mutt"), MUTT, r"\(r\)eject", screen=True),
    Program("neomutt", "neomutt", "neomutt libgnutls30", (IMAPS,), mutt("neomutt"), MUTT, r"\(r\)eject", screen=True),
    Program("mbsync", "mbsync", "isync libssl3", (IMAPS,), mbsync, (
        r"^(?:Error|IMAP error|Socket error|SSL error|Warning).*", r"^.*(?:ertificate|SSL|TLS|IMAP).*")),
    Program("fetchmail", "fetchmail", "fetchmail libssl3", (IMAPS,), fetchmail, (
        r"^fetchmail: (Server (?:certificate|CommonName|name).*)", r"^fetchmail: (OpenSSL reported.*)",
        r"^fetchmail: (?!.*(?:Query status|WARNING))(.*)")),
    Program("offlineimap", "offlineimap3", "offlineimap3 python3.11 libssl3", (IMAPS,), offlineimap, (
        r"^ERROR: .* Got: (.*)", r"^ERROR: While attempting.*\n\s*(.*)", r"^ERROR: (?!Exceptions)(.*)")),
    Program("getmail", "getmail6", "getmail6 python3.11 libssl3", (IMAPS,), getmail, (r"operation error \((.*)\)", r"^.*[Ee]rror.*")),
    Program("alpine", "alpine", "alpine libssl3", (IMAPS,), alpine, (
        r"The reason for the failure was\s*(.*?)(?: \(details\))?$", r"^\s+\[(?!Opening|ALL of|No folder)(.*?)\s*\]",
        r"(No folder is currently open)"), r'Answer "Yes" to ignore', screen=True),
    Program("aerc", "aerc", "aerc", (IMAPS,), aerc, (r"^a: (?!imap client)(.*?)(?:\s{3,}.*)?$",),
            fails=r"^a: (?:x509|tls|remote error|EOF|read)", screen=True),
    Program("claws-mail", "claws-mail", "claws-mail libgnutls30", (IMAPS,),
            windowed("claws-mail", ".claws-mail", "account_id", "--debug", "--select", "#imap/a/INBOX"),
            (r"^(TLS certificate .*)", r"^.*IMAP[<!] (?!\* OK)(.*)", r"((?:SSL|TLS|IMAP|Couldn't|Can't).*(?:fail|error|refused|broken).*)"),
            r"(?m)^TLS certificate", windows=True),
    Program("sylpheed", "sylpheed", "sylpheed libssl3", (IMAPS,), windowed("sylpheed", ".sylpheed-2.0", "account-id", "--receive-all"),
            (r"SSL certificate verify failed \(\d+: (.*)\)", r"WARNING \*\*: [\d:. ]*(?:\[[\d:]*\] )?(.*)"),
            r"(?m)^SSL certificate verify failed", windows=True),
    Program("evolution", "client-gio: GTlsClientConnection, used as Evolution, Geary and Balsa use it", "glib-networking libgnutls30",
            (IMAPS, SUBMISSION), client("client-gio.py"), OUR_OWN, WE_ASK),
    Program("kmail", "client-qt: QSslSocket, used as KMail and Trojitá use it", "libqt5network5 libssl3",
            (IMAPS, SUBMISSION), client("client-qt.py"), OUR_OWN, WE_ASK),
    Program("goimapnotify", "client-go: crypto/tls, used as aerc and goimapnotify use it", "golang-1.19-go",
            (IMAPS, SUBMISSION), client("client-go", interpreter=False), OUR_OWN),
    Program("himalaya", "client-rustls: rustls, used as himalaya uses it", "librust-rustls-dev",
            (IMAPS, SUBMISSION), client("client-rustls", interpreter=False), OUR_OWN),
)
