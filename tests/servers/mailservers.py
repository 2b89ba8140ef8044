# SPDX-License-Identifier: GPL-3.0-or-later
"""Real Dovecot and Postfix on loopback, from an unpacked folder, without a service manager. Root is needed (Postfix' rule)."""

import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).parent
ROOT = pathlib.Path(os.environ.get("MAILSEAL_SERVERS") or pathlib.Path.home() / ".cache/mailseal-tests/servers") / "root"


# In namespaces of its own the server finds itself where Debian puts it, and is on a computer whose name everybody knows: each
# of its processes looks up that name, and would wait long for a name server that is not there. Nobody else sees that.
INSTALLED = ["unshare", "--mount", "--uts", "--propagation", "private", "sh", "-c",
             'hostname localhost && mount -t overlay overlay -o "lowerdir=$0:/usr" /usr && exec "$@"', str(ROOT / "usr")]


# where mail clients look (RFC 8314, RFC 5804); only root may listen there
REGISTERED = {"imaps": 993, "imap": 143, "pop3s": 995, "pop3": 110, "smtps": 465, "submission": 587, "smtp": 25, "sieve": 4190}


def wait_for(what, condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise TimeoutError(what() if callable(what) else what)


def free_ports(n, address="127.0.0.1"):
    sockets = [socket.socket() for _ in range(n)]
    try:
        for s in sockets:
            s.bind((address, 0))
        return [s.getsockname()[1] for s in sockets]
    finally:
        for s in sockets:
            s.close()


GOODBYE = {"imap": b"a LOGOUT\r\n", "pop3": b"QUIT\r\n", "sieve": b"LOGOUT\r\n", "smtp": b"QUIT\r\n", "submission": b"QUIT\r\n"}
GREETING = {"imap": b"* OK", "pop3": b"+OK", "sieve": b'"IMPL', "smtp": b"220", "submission": b"220"}


def visit(address, port, scheme):
    """Connects, reads the greeting, says goodbye and waits for the end; the certificate (PEM, "" in plain), or None."""
    protocol = scheme.removesuffix("s")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection((address, port), 5) as raw:
            pem, connection = "", raw
            if scheme.endswith("s"):
                connection = context.wrap_socket(raw)
                pem = ssl.DER_cert_to_PEM_cert(connection.getpeercert(True))
            greeting = connection.recv(4096)
            connection.sendall(GOODBYE[protocol])
            while connection.recv(4096):
                pass
            connection.close()
            return pem if greeting.startswith(GREETING[protocol]) else None
    except OSError:
        return None


def end(process):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def short(folder):
    """Sockets lie in it, up to 40 octets below, and a socket's path has 107 at most (unix(7)): else a folder near the top."""
    if len(str(folder)) <= 66:
        return pathlib.Path(folder)
    return pathlib.Path(tempfile.mkdtemp(dir=next(p for p in pathlib.Path(folder).parents if len(str(p)) <= 57 and p.is_dir())))


class Server:
    def __init__(self, folder, address="127.0.0.1"):
        self.folder = short(folder)
        self.address = address
        self.folder.mkdir(parents=True, exist_ok=True)
        os.chmod(self.folder, 0o755)
        self.process = None
        self.ports = {}

    def choose_ports(self, schemes, registered):
        self.ports = {s: REGISTERED[s] for s in schemes} if registered else dict(zip(schemes, free_ports(len(schemes), self.address)))

    def write_certificate(self, certificate):
        (self.folder / "chain.pem").write_text(certificate.chain_pem())
        key = self.folder / "key.pem"
        key.write_text(certificate.key_pem())
        key.chmod(0o600)
        # Postfix wants both in one file, so that no moment has the key of one and the certificate of the other
        both = self.folder / "both.pem"
        both.touch(0o600)
        both.write_text(certificate.key_pem() + certificate.chain_pem())

    def set_certificate(self, certificate):
        """Shows another certificate from now on; returns when it does."""
        self.write_certificate(certificate)
        self.reload()
        want = certificate.pem().strip()

        def new():
            pem = visit(self.address, self.ports[self.tls_probe], self.tls_probe)
            return pem is not None and pem.strip() == want

        wait_for("the new certificate", new)

    def wait(self, name):
        for scheme, port in self.ports.items():
            wait_for(lambda s=scheme: f"{name} ({s}): {(self.folder / 'out').read_text()} {self.log()}",
                     lambda s=scheme, p=port: visit(self.address, p, s) is not None)
        time.sleep(0.3)  # what it logs of these visits is not what a test looks for

    def log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def url(self, scheme, host="127.0.0.1"):
        return f"{scheme}://{host}:{self.ports[scheme]}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process is not None:
            end(self.process)


class Dovecot(Server):
    """IMAP, POP3 and ManageSieve. tls=False: STARTTLS is not offered, and there are no TLS ports."""

    schemes = ("imaps", "imap", "pop3s", "pop3", "sieve")
    tls_probe = "imaps"

    def __init__(self, folder, certificate=None, address="127.0.0.1", tls=True, extra="", registered=False):
        super().__init__(folder, address)
        schemes = self.schemes if tls else ("imap", "pop3", "sieve")
        self.choose_ports(schemes, registered)
        if certificate is not None:
            self.write_certificate(certificate)
        (self.folder / "dovecot.conf").write_text(self.config(tls) + extra)
        self.start()

    def restart(self, tls):
        """From now on with or without encryption, on the same ports."""
        end(self.process)
        self.all_ports = getattr(self, "all_ports", self.ports)
        self.ports = {scheme: port for scheme, port in self.all_ports.items() if tls or not scheme.endswith("s")}
        (self.folder / "dovecot.conf").write_text(self.config(tls))
        self.start()

    def listener(self, name, scheme, tls):
        if scheme not in self.ports:
            return f"inet_listener {name} {{\n port = 0\n }}\n"
        return (f"inet_listener {name} {{\n address = {self.address}\n port = {self.ports[scheme]}\n"
                f" ssl = {'yes' if tls else 'no'}\n }}\n")

    def config(self, tls):
        folder = self.folder
        services = "".join(
            f"service {name} {{\n {listeners} chroot =\n user = root\n }}\n" for name, listeners in (
                ("imap-login", self.listener("imap", "imap", False) + self.listener("imaps", "imaps", True)),
                ("pop3-login", self.listener("pop3", "pop3", False) + self.listener("pop3s", "pop3s", True)),
                ("managesieve-login", self.listener("sieve", "sieve", False)))).replace(" user = root\n", "")
        certificate = f"ssl_cert = <{folder}/chain.pem\nssl_key = <{folder}/key.pem\n" if tls else ""
        return (f"protocols = imap pop3 sieve\nbase_dir = {folder}/run\nlog_path = {folder}/log\nauth_debug = no\nlisten = {self.address}\n"
                f"default_internal_user = nobody\ndefault_internal_group = nogroup\ndefault_login_user = daemon\n"
                f"ssl = {'yes' if tls else 'no'}\n{certificate}"
                "mail_location = maildir:/nonexistent\npassdb {\n driver = static\n args = nopassword=n password=x\n}\n"
                "userdb {\n driver = static\n args = uid=65534 gid=65534 home=/nonexistent\n}\n"
                f"service anvil {{\n chroot =\n}}\nservice stats {{\n chroot =\n}}\n{services}"
                "protocol imap {\n}\nmail_max_userip_connections = 100\n")

    def start(self):
        (self.folder / "log").touch(0o666)
        self.process = subprocess.Popen(
            INSTALLED + ["/usr/sbin/dovecot", "-F", "-c", self.folder / "dovecot.conf"],
            stdin=subprocess.DEVNULL, stdout=open(self.folder / "out", "w"), stderr=subprocess.STDOUT)
        self.wait("Dovecot")

    def reload(self):
        self.process.send_signal(signal.SIGHUP)


class Postfix(Server):
    """Relay (25), submissions (465) and submission (587)."""

    schemes = ("smtp", "smtps", "submission")
    tls_probe = "smtps"

    def __init__(self, folder, certificate=None, address="127.0.0.1", tls=True, registered=False):
        super().__init__(folder, address)
        schemes = self.schemes if tls else ("smtp", "submission")
        self.choose_ports(schemes, registered)
        if certificate is not None:
            self.write_certificate(certificate)
        self.configure(tls)
        self.start()

    def configure(self, tls):
        etc = self.folder / "etc"
        spool, data = self.folder / "spool", self.folder / "data"
        etc.mkdir(exist_ok=True)
        for name in ("", "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop", "pid",
                     "private", "public", "saved", "trace"):
            (spool / name).mkdir(parents=True, exist_ok=True)
        data.mkdir(exist_ok=True)
        for path in [data] + [p for p in spool.iterdir() if p.name != "pid"]:
            shutil.chown(path, "daemon", "daemon")
        keys = f"smtpd_tls_chain_files = {self.folder}/both.pem\n" if tls else ""
        (etc / "main.cf").write_text(
            f"compatibility_level = 3.6\ncommand_directory = /usr/sbin\ndaemon_directory = /usr/lib/postfix/sbin\n"
            f"shlib_directory = /usr/lib/postfix\nmeta_directory = {ROOT}/etc/postfix\nqueue_directory = {spool}\ndata_directory = {data}\n"
            "mail_owner = daemon\nsetgid_group = mail\ndefault_privs = nobody\nmyhostname = mail.example.test\n"
            f"inet_interfaces = 127.0.0.1\ninet_protocols = all\nmynetworks = 127.0.0.0/8\nalias_maps =\nalias_database =\n"
            "local_recipient_maps =\nmydestination =\nrelay_domains =\nbiff = no\n"
            f"maillog_file = {self.folder}/log\nmaillog_file_prefixes = /\n{keys}"
            f"smtpd_tls_security_level = {'may' if tls else 'none'}\nsmtpd_tls_loglevel = 1\nsmtpd_peername_lookup = no\n")
        (etc / "log.cf").touch()
        rows = [
            "postlog unix-dgram n - n - 1 postlogd",
            f"{self.address}:{self.ports['smtp']} inet n - n - - smtpd",
            f"{self.address}:{self.ports['submission']} inet n - n - - smtpd"
            + (" -o smtpd_tls_security_level=encrypt" if tls else ""),
            "pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr",
            "tlsmgr unix - - n 1000? 1 tlsmgr", "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce",
            "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "verify unix - - n - 1 verify",
            "proxymap unix - - n - - proxymap", "error unix - - n - - error", "retry unix - - n - - error",
            "discard unix - - n - - discard", "local unix - n n - - local", "anvil unix - - n - 1 anvil",
            "scache unix - - n - 1 scache", "showq unix n - n - - showq", "flush unix n - n 1000? 0 flush",
        ]
        if tls:
            rows.append(f"{self.address}:{self.ports['smtps']} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes")
        (etc / "master.cf").write_text("\n".join(rows) + "\n")

    def start(self):
        self.process = subprocess.Popen(
            INSTALLED + ["/usr/lib/postfix/sbin/master", "-c", self.folder / "etc", "-d"],
            env=dict(os.environ, MAIL_CONFIG=str(self.folder / "etc"), MAIL_LOGTAG="postfix"),
            stdin=subprocess.DEVNULL, stdout=open(self.folder / "out", "w"), stderr=subprocess.STDOUT)
        self.wait("Postfix")

    def reload(self):
        self.process.send_signal(signal.SIGHUP)


# What no visit of ours may leave behind in a log.
FAULTS = re.compile(r"lost connection|SSL_accept\(\) (failed|syscall)|SSL_accept error|TLS library problem|improper command pipelining|"
                    r"Too many invalid|PREGREET|protocol error|non-SMTP command|Aborted login: (?!by logging out)|"
                    r"Connection closed|unknown ca|bad certificate|(?<!no )auth(entication)? fail", re.IGNORECASE)


def faults_in(log):
    return [line for line in log.splitlines() if FAULTS.search(line)]
