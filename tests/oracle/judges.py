# SPDX-License-Identifier: GPL-3.0-or-later
"""Who judges a chain: Mailseal, openssl and gnutls-cli, each on the wire. What is served, is served by serve-chains."""

import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import typing

from kinds import ADDRESS, HOSTS, SYSTEM_ROOTS

PATIENCE = 60  # seconds
WORKERS = 8  # each of them waits most of the time


@dataclasses.dataclass
class Opinion:
    accepts: bool
    words: str  # why not


@dataclasses.dataclass
class Case:
    plan: typing.Any
    ports: list = dataclasses.field(default_factory=list)  # of its own server, and of one beside
    mailseal: typing.Any = None  # its verdict, an object of `check --json`
    openssl: Opinion = None
    gnutls: Opinion = None

    @property
    def targets(self):
        return [f"imaps://{self.plan.host}:{port}" for port in self.ports]

    def __str__(self):
        findings = ", ".join(f"{f['code']} ({f['severity']}: {f.get('details', '')})" for f in self.mailseal["findings"])
        lines = [f"chain {self.plan.number}: {' + '.join(self.plan.kinds) or 'no fault'}", f"  mailseal: {self.mailseal['state']}: {findings}"]
        for name in ("openssl", "gnutls"):
            opinion = getattr(self, name)
            lines.append(f"  {name}: {'accepts' if opinion.accepts else 'refuses: ' + opinion.words}")
        return "\n".join(lines)


class Served:
    """serve-chains, as long as it is wanted."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def show(self, name, path, *how):
        """The port where it is shown; a name that is there already shows another chain from now on. How: scheme, GnuTLS priority."""
        self.process.stdin.write(" ".join([name, str(path), *how]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        assert answer[:1] == [str(name)], f"serve-chains ended at {name}"
        return int(answer[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def named(folder):
    """What a command begins with so that it, and nobody else, knows the names of the chains (a mount namespace of its own)."""
    hosts = folder / "hosts"
    hosts.write_text("127.0.0.1 localhost\n" + "".join(f"{ADDRESS} {host}\n" for host in HOSTS))
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"', str(hosts)]


def environment(folder):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "MAILSEAL_", "LC_", "LANG", "SSL_", "GNUTLS_", "OPENSSL_"))}
    return clean | {"LC_ALL": "C.UTF-8", "HOME": str(folder), "MAILSEAL_CONFIG_DIR": str(folder), "MAILSEAL_STATE_DIR": str(folder)}


def ask_mailseal(program, cases, folder):
    """All at once, in one process."""
    done = subprocess.run([*named(folder), program, "check", "--json", "--no-suggest", "--timeout", str(PATIENCE), "--jobs", "16",
                           "--ca-file", folder / "all.pem", "-"], input="".join(f"{t}\n" for c in cases for t in c.targets), text=True,
                          capture_output=True, env=environment(folder))
    assert "Sanitizer" not in done.stderr and done.returncode in range(4), done.stderr
    verdicts = {v["target"]: v for v in map(json.loads, done.stdout.splitlines())}
    for case in cases:
        case.mailseal = verdicts[case.targets[0]]


def run(command, folder):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          timeout=PATIENCE, env=environment(folder))
    return done.returncode == 0, done.stdout


def ask_openssl(case, folder):
    name = ["-verify_ip", case.plan.host] if case.plan.host == ADDRESS else ["-verify_hostname", case.plan.host, "-servername", case.plan.host]
    accepts, text = run(["openssl", "s_client", "-connect", f"{ADDRESS}:{case.ports[0]}", *name, "-verify_return_error", "-brief",
                         "-CAfile", folder / f"{case.plan.number}.ca"], folder)
    why = re.findall(r"verify error:num=\d+:(.*)", text) or re.findall(r"error:[0-9A-F]+:[^:]*:[^:]*:([^:]*):", text)
    case.openssl = Opinion(accepts, "; ".join(why) or text[-300:])


def ask_gnutls(case, folder):
    accepts, text = run(["gnutls-cli", f"--x509cafile={folder / str(case.plan.number)}.ca", f"--verify-hostname={case.plan.host}",
                         f"--port={case.ports[0]}", ADDRESS], folder)
    why = re.findall(r"- Status: (?:The certificate is NOT trusted\. )?(.*)", text) + re.findall(r"\*\*\* Fatal error: (.*)", text)
    case.gnutls = Opinion(accepts, "; ".join(why) or text[-300:])


def judge(build, plans, folder):
    """The plans, served and judged by all three."""
    build = pathlib.Path(build)
    cases = [Case(plan) for plan in plans]
    system = SYSTEM_ROOTS.read_text()
    with Served(build / "tests/oracle/serve-chains") as served, concurrent.futures.ThreadPoolExecutor(WORKERS) as workers:
        for case in cases:
            number = case.plan.number
            for n, text in enumerate(case.plan.files()):
                (folder / f"{number}.{n}").write_text(text)
                case.ports.append(served.show(f"{number}.{n}", folder / f"{number}.{n}"))
            (folder / f"{number}.ca").write_text(case.plan.anchors() + (system if case.plan.system else ""))
        (folder / "all.pem").write_text("".join(c.plan.anchors() for c in cases))
        asked = [workers.submit(ask_mailseal, build / "cli/mailseal", cases, folder)]
        asked += [workers.submit(ask, case, folder) for case in cases for ask in (ask_openssl, ask_gnutls)]
        for future in asked:
            future.result()
    return cases
