/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row a thing that real settings files do: a file in a home, and the servers that it means. */
#include "tests/lib/home.h"

#include <string.h>

typedef struct
{
  const char *text;
  const char *servers; /* sorted; see tests/lib/home.h */
} Row;

typedef struct
{
  const char *client;
  const char *path;
  const Row *rows;
} Table;

/* Thunderbird: accounts a1 (server s1, identity i1) and SMTP server m1 are there; a row says the rest. */
static const Row thunderbird[] = {
  { "user_pref(\"mail.server.s1.type\", \"imap\");user_pref(\"mail.server.s1.hostname\", \"i.example.org\");",
    "imap i.example.org 143 none" },
  { "user_pref('mail.server.s1.type', 'imap');\nuser_pref('mail.server.s1.hostname', "
    "'i.example.org');\nuser_pref('mail.server.s1.socketType', 3);\n"
    "user_pref(\"mail.server.s1.port\", -1);",
    "imap i.example.org 993 tls" },
  { "user_pref(\"mail.server.s1.type\", \"pop3\");\nuser_pref(\"mail.server.s1.hostname\", "
    "\"p.example.org\");\nuser_pref(\"mail.server.s1.socketType\", 0);\n"
    "user_pref(\"mail.server.s1.port\", 0);",
    "pop3 p.example.org 110 none" },
  { "user_pref(\"mail.server.s1.type\", \"rss\");\nuser_pref(\"mail.server.s1.hostname\", \"Feeds-1\");", "" },
  { "user_pref(\"mail.server.s1.type\", \"im\");\nuser_pref(\"mail.server.s1.hostname\", \"chat.example.org\");", "" },
  { "user_pref(\"mail.smtpserver.m1.hostname\", \"s.example.org\");", "smtp s.example.org 587 none" },
  { "user_pref(\"mail.smtpserver.m1.hostname\", \"s.example.org\");\nuser_pref(\"mail.smtpserver.m1.try_ssl\", 3);",
    "smtp s.example.org 465 tls" },
  { "user_pref(\"mail.smtpserver.m1.hostname\", \"s.example.org\");\nuser_pref(\"mail.smtpserver.m1.try_ssl\", "
    "1);\nuser_pref(\"mail.smtpserver.m1.port\", 25);",
    "smtp s.example.org 25 starttls" },
  /* in the list but used by nobody; not in the list at all */
  { "user_pref(\"mail.smtpservers\", \"m1,m2\");\nuser_pref(\"mail.smtpserver.m2.hostname\", "
    "\"s2.example.org\");\nuser_pref(\"mail.smtpserver.m2.try_ssl\", 2);\n"
    "user_pref(\"mail.smtpserver.m3.hostname\", \"s3.example.org\");",
    "smtp s2.example.org 587 starttls off" },
  { "user_pref(\"mail.smtpservers\", \"m1,m2\");\nuser_pref(\"mail.smtpserver.m2.hostname\", "
    "\"s2.example.org\");\nuser_pref(\"mail.smtpserver.m2.try_ssl\", 2);\n"
    "user_pref(\"mail.identity.i1.smtpServer\", \"m2\");",
    "smtp s2.example.org 587 starttls" },
  /* an identity that points to a deleted server sends with the default one */
  { "user_pref(\"mail.smtpserver.m1.hostname\", \"s.example.org\");\nuser_pref(\"mail.identity.i1.smtpServer\", \"gone\");",
    "smtp s.example.org 587 none" },
  /* escapes, comments, broken lines */
  { "/* \"*\" */ user_pref(\"mail.server.s1.type\", \"\\x69map\"); // user_pref(\"mail.server.s1.port\", 1);\n"
    "user_pref(\"mail.server.s1.hostname\", \"i.\\u0065xample.org\");\nuser_pref(\"mail.server.s1.name\", \"a \\\"b\\\" "
    ");\\\\\");\nuser_pref(\"broken, 1);\n"
    "user_pref ( \"mail.server.s1.socketType\" , 2 ) ;\n",
    "imap i.example.org 143 starttls" },
  { "user_pref(\"mail.server.s1.type\", \"imap\");\r\nuser_pref(\"mail.server.s1.hostname\", "
    "\"m\xc3\xbcller.example\");\r\nuser_pref(\"mail.server.s1.socketType\", 3);\r\n",
    "imap xn--mller-kva.example 993 tls" },
  { "user_pref(\"mail.server.s1.type\", \"owl\");\nuser_pref(\"mail.server.s1.hostname\", "
    "\"x.example.org\");\nuser_pref(\"mail.server.s1.owa_url\", \"https://owa.example.org:444/owa/\");",
    "https owa.example.org 444 tls" },
  { NULL, NULL },
};

static const Row evolution[] = {
  { "[Data Source]\nEnabled=true\n[Mail "
    "Account]\nBackendName=imapx\n[Authentication]\nHost=i.example.org\nPort=0\n[Security]\nMethod=starttls-on-standard-port\n",
    "imap i.example.org 143 starttls" },
  { "[Data Source]\n[Mail Account]\nBackendName=pop\n[Authentication]\nHost=p.example.org\nPort=110\n[Security]\nMethod=none\n",
    "pop3 p.example.org 110 none" },
  { "[Mail Account]\nBackendName=imapx\n[Authentication]\nHost=i.example.org\n[Security]\nMethod=ssl-on-alternate-port\n[Imapx "
    "Backend]\nUseShellCommand=true\n",
    "" },
  { "[Mail "
    "Transport]\nBackendName=smtp\n[Authentication]\nHost=s.example.org\nPort=0\n[Security]\nMethod=ssl-on-alternate-port\n",
    "smtp s.example.org 465 tls" },
  { "[Mail Transport]\nBackendName=smtp\n[Authentication]\nHost=s.example.org\n[Security]\nMethod=none\n",
    "smtp s.example.org 25 none" },
  { "[Mail Transport]\nBackendName=sendmail\n[Authentication]\nHost=s.example.org\n", "" },
  { "[Calendar]\nBackendName=caldav\n[Authentication]\nHost=c.example.org\nPort=443\n[Security]\nMethod=tls\n", "" },
  { "[Data Source]\nEnabled=false\n[Collection]\nBackendName=ews\n[Ews "
    "Backend]\nHosturl=https://e.example.org/EWS/Exchange.asmx\n",
    "https e.example.org 443 tls off" },
  { "[Data Source]\nEnabled=true\n[Collection]\nBackendName=ews\nMailEnabled=false\n[Ews "
    "Backend]\nHosturl=https://e.example.org/EWS/Exchange.asmx\n",
    "" },
  { NULL, NULL },
};

static const Row goa[] = {
  { "[Account "
    "a]\nProvider=imap_smtp\nEnabled=true\nImapHost=i.example.org:1143\nImapUseSsl=true\nImapUseTls=true\nImapAcceptSslErrors="
    "true\nSmtpHost=s.example.org\n"
    "SmtpUseSsl=false\nSmtpUseTls=false\n",
    "imap i.example.org 1143 tls unchecked\nsmtp s.example.org 587 none" },
  { "[Account a]\nProvider=google\nMailEnabled=true\n", "imap imap.gmail.com 993 tls\nsmtp smtp.gmail.com 465 tls" },
  { "[Account a]\nProvider=owncloud\nHost=o.example.org\nMailEnabled=true\n[Account b]\nProvider=kerberos\n", "" },
  { NULL, NULL },
};

static const Row kmail_imap[] = {
  { "[network]\nImapServer=i.example.org\n", "imap i.example.org 993 tls" },
  { "[network]\nImapServer=i.example.org\nSafety=STARTTLS\nOverrideEncryption=UNENCRYPTED\nImapPort=143\n",
    "imap i.example.org 143 none" },
  { "[network]\nImapServer[de]=wrong.example.org\nImapServer[$i]=i.example.org\nOverrideEncryption=\n[siever]\nSieveSupport="
    "true\nSieveReuseConfig=false\n"
    "SieveAlternateUrl=sieve://v.example.org:2000\n",
    "imap i.example.org 993 tls\nsieve v.example.org 2000 starttls" },
  { "[network]\nImapServer=i.example.org\n[siever]\nSieveSupport=true\nSievePort=2000\n",
    "imap i.example.org 993 tls\nsieve i.example.org 2000 starttls" },
  { "[network]\nImapServer=i.example.org:1993\n", "imap i.example.org 1993 tls" },
  { "[cache]\nAccountIdentity=1\n", "" },
  { NULL, NULL },
};

static const Row kmail_pop3[] = {
  { "[General]\nhost=p.example.org\nport=995\nuseSSL=true\n", "pop3 p.example.org 995 tls" },
  { "[General]\nhost=p.example.org\n", "pop3 p.example.org 110 none" },
  { NULL, NULL },
};

static const Row transports[] = {
  { "[Transport -754]\nhost=s.example.org\n", "smtp s.example.org 25 none" },
  { "[Transport 1]\nencryption=SSL\nhost=s.example.org\nport=465\nidentifier=SMTP\ntype=SMTP\n", "smtp s.example.org 465 tls" },
  { "[Transport 1]\ntype=Sendmail\nhost=/usr/sbin/sendmail\n[Transport 2]\nhost=\nencryption=TLS\n", "" },
  { NULL, NULL },
};

static const Row geary[] = {
  { "[Metadata]\nversion=1\nstatus=enabled\n[Account]\nservice_provider=outlook\n",
    "imap imap-mail.outlook.com 993 tls\nsmtp smtp-mail.outlook.com 587 starttls" },
  { "[Metadata]\nstatus=removed\n[Account]\nservice_provider=other\n[Incoming]\nhost=i.example.org\nport=0\ntransport_security="
    "transport\n[Outgoing]\nhost=s.example.org\n"
    "port=0\ntransport_security=none\n",
    "imap i.example.org 993 tls off\nsmtp s.example.org 25 none off" },
  { "[AccountInformation]\nservice_provider=GMAIL\n", "imap imap.gmail.com 993 tls\nsmtp smtp.gmail.com 465 tls" },
  { NULL, NULL },
};

static const Row claws[] = {
  { "[Account: "
    "1]\nprotocol=0\nconfig_version=2\nreceive_server=p.example.org\nssl_pop=1\nset_popport=1\npop_port=1995\nsmtp_server=s."
    "example.org\nssl_smtp=0\n",
    "pop3 p.example.org 1995 tls\nsmtp s.example.org 25 none" },
  { "[Account: 1]\nprotocol=1\nreceive_server=p.example.org\npassword=!CANARY-SECRET\n",
    "pop3 p.example.org 110 none" }, /* APOP */
  { "[Account: 1]\nprotocol=1\nconfig_version=4\nreceive_server=i.example.org\nset_tunnelcmd=1\ntunnelcmd=ssh "
    "x\nsmtp_server=/usr/bin/msmtp\n",
    "" },
  { "[Account: 1]\nprotocol=4\nconfig_version=4\nsmtp_server=s.example.org\nssl_smtp=2\n", "smtp s.example.org 25 starttls" },
  { "[Account: 1]\nprotocol=1\nconfig_version=4\nreceive_server=i.example.org\nssl_imap=1\nssl_certs_auto_accept=1\n",
    "imap i.example.org 993 tls" }, /* accepts valid ones only */
  { NULL, NULL },
};

static const Row balsa[] = {
  { "[mailbox-Inbox]\nType=LibBalsaMailboxLocal\nPath=/var/mail/"
    "a\n[mailbox-2]\nType=LibBalsaMailboxIMAP\nServer=i.example.org\nSecurity=4\n",
    "imap i.example.org 143 none" },
  { "[folder-1]\nServer=i.example.org\nTLSMode=1\n[folder-2]\nServer=j.example.org\n",
    "imap i.example.org 143 starttls\nimap j.example.org 143 starttls" },
  { NULL, NULL },
};

static const Row trojita[] = {
  { "[General]\nimap.method=SSL\nimap.host=i.example.org\nmsa.method=SSMTP\nmsa.smtp.host=s.example.org\n",
    "imap i.example.org 993 tls\nsmtp s.example.org 465 tls" },
  { "[General]\nimap.method=TCP\nimap.host=i.example.org\nimap.starttls=false\nmsa.method=SMTP\nmsa.smtp.host=s.example.org\nmsa."
    "smtp.starttls=false\n",
    "imap i.example.org 143 none\nsmtp s.example.org 587 none" },
  { "[General]\nimap.method=process\nimap.host=i.example.org\nmsa.method=IMAP-SENDMAIL\n", "" },
  { NULL, NULL },
};

static const Row mailspring[] = {
  { "{\"*\":{\"accounts\":[{\"settings\":{\"imap_host\":\"i.example.org\",\"imap_port\":\"993\",\"imap_allow_insecure_ssl\":true,"
    "\"x\":\"a\\\"b,\\\\\"}},7,"
    "{\"settings\":{\"smtp_host\":\"s.example.org\",\"smtp_security\":\"STARTTLS\",\"smtp_port\":null}}]}}",
    "imap i.example.org 993 tls unchecked\nsmtp s.example.org 587 starttls" },
  { "{\"*\":{\"accounts\":{}}}", "" },
  { "[]", "" },
  { "{\"*\":", "" },
  { NULL, NULL },
};

static const Row mbsync[] = {
  { "# x\nIMAPAccount a\n# y\nHost i.example.org\nPort 993\nUser \"a b\"\nSSLType IMAPS # why\nSSLVersions TLSv1.2\n\nHost "
    "stray.example.org\n",
    "imap i.example.org 993 tls" },
  { "IMAPAccount a\nHOST \"i.example.org\"\nsslType none\n\nMaildirStore b\nHost m.example.org\n",
    "imap i.example.org 143 none" },
  { "IMAPStore a\nHost imap:i.example.org\nRequireSSL no\nUseTLSv1 no\n", "imap i.example.org 143 none" },
  { "IMAPStore a\nHost imap.example.org\nRequireSSL no\n\nIMAPStore b\nHost imaps:j.example.org\n",
    "imap imap.example.org 143 starttls\nimap j.example.org 993 tls" },
  { "IMAPAccount a\r\nHost i.example.org\r\nPass \"CANARY-SECRET\r\n\r\nIMAPAccount b\r\nHost j.example.org\r\nTLSType IMAPS\r\n",
    "imap i.example.org 143 starttls\nimap j.example.org 993 tls" },
  { "IMAPAccount a\nHost i.example.org\nTunnel \"ssh i.example.org imapd\"\n", "" },
  { NULL, NULL },
};

static const Row msmtp[] = {
  { "defaults\nport 587\ntls on\naccount a\nhost a.example.org\naccount b : a\nhost b.example.org\nport 25\ntls off\naccount c : "
    "b, a\nfrom x\naccount default : a\n",
    "smtp a.example.org 587 starttls\nsmtp b.example.org 25 none" },
  { "account a\nhost a.example.org\ntls on\ntls_certcheck off\n", "smtp a.example.org 25 starttls unchecked" },
  { "account a\n  host  a.example.org  \n\ttls\n\ttls_starttls off\n# host b.example.org\n  # host c.example.org\n",
    "smtp a.example.org 465 tls" },
  { "account a\nhost a.example.org\naccount b\nport 465\ntls on\ntls_starttls off\naccount c : a, b\n",
    "smtp a.example.org 25 none\nsmtp a.example.org 465 tls" },
  /* the user's own word for a certificate; an old hash is none, and SHA-256 makes up for checking that is off */
  { "account a\nhost a.example.org\nport 465\ntls on\ntls_starttls off\ntls_fingerprint "
    "AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB\naccount b : a\nhost "
    "b.example.org\n"
    "tls_fingerprint 12:12:12:12:12:12:12:12:12:12:12:12:12:12:12:12:12:12:12:12\naccount c : a\nhost "
    "c.example.org\ntls_certcheck off\naccount d : a\nhost d.example.org\ntls_fingerprint x\n",
    "smtp a.example.org 465 tls pinned ab...\nsmtp b.example.org 465 tls weak SHA-1\nsmtp c.example.org 465 tls pinned ab...\n"
    "smtp d.example.org 465 tls" },
  { "account default\nhost localhost\nport 1025\n", "smtp localhost 1025 none" },
  { "account default\nhost mailhub\n", "smtp mailhub 25 none off" }, /* too short to be sure of */
  { "account a\nhost 192.0.2.1\nport submission\ntls on\npassword \"tls off\"\n", "smtp 192.0.2.1 587 starttls" },
  { "account a\nhost 2001:DB8::1\ntls on\nport 465\ntls_starttls off\n", "smtp 2001:db8::1 465 tls" },
  { NULL, NULL },
};

static const Row offlineimap[] = {
  { "[DEFAULT]\nssl = no\n[general]\naccounts = A,\n  B\n[Account A]\nremoterepository = RA\nlocalrepository = LA\n[Account "
    "B]\nremoterepository=RB\n[Repository RA]\n"
    "type = IMAP\nRemoteHost = a.example.org ; old habits\nremoteport = 143\n[Repository RB]\ntype = IMAP\nssl = yes\nremotehost "
    "= b.example.org\n"
    "[Repository LA]\ntype = Maildir\n",
    "imap a.example.org 143 starttls\nimap b.example.org 993 tls" },
  { "[general]\naccounts = A\n[Account A]\nremoterepository = R\n[Repository R]\ntype = IMAP\nremotehosteval = get()\nremotehost "
    "= a.example.org\n",
    "" },
  { "[general]\naccounts = A\n[Account A]\nremoterepository = R\nlocalrepository = L\n[Repository R]\ntype = IMAP\nremotehost = "
    "a.example.org\nssl = no\nstarttls = no\n"
    "[Repository L]\ntype = IMAP\nremotehost = l.example.org\n",
    "imap a.example.org 143 none\nimap l.example.org 993 tls" },
  { "[general]\naccounts = A\n[Account A]\nremoterepository = R\n[Repository R]\ntype = IMAP\nremotehost = %(host)s\n", "" },
  { "[general]\naccounts = A,B,C\n[Account A]\nremoterepository = RA\n[Account B]\nremoterepository = RB\n[Account C]\n"
    "remoterepository = RC\n[Repository RA]\ntype = IMAP\nremotehost = a.example.org\ncert_fingerprint = "
    "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd, 1212121212121212121212121212121212121212\n[Repository "
    "RB]\n"
    "type = IMAP\nremotehost = b.example.org\ncert_fingerprint = 1212121212121212121212121212121212121212\n[Repository RC]\ntype "
    "= IMAP\nremotehost = c.example.org\n"
    "cert_fingerprint = 12:12:12:12:12:12:12:12:12:12:12:12:12:12:12:12:12:12:12:12\nsslcacertfile = /x\n",
    "imap a.example.org 993 tls pinned cd...\nimap b.example.org 993 tls weak SHA-1\nimap c.example.org 993 tls" },
  { NULL, NULL },
};

static const Row mutt[] = {
  { "set folder=imaps://i.example.org smtp_url=smtps://anna@s.example.org",
    "imap i.example.org 993 tls\nsmtp s.example.org 465 tls" },
  { "set imap_user = 'anna@example.org'\nset folder = 'imaps://i.example.org:993'\nset smtp_url = "
    "\"smtp://$imap_user@s.example.org:587/\"\nset smtp_pass=\"$imap_pass\"",
    "imap i.example.org 993 tls\nsmtp s.example.org 587 starttls" },
  { "set folder = \"imaps://$my_unknown/\"", "" },
  { "set my_host=`hostname`\nset folder=imaps://$my_host\nset spoolfile=\"imaps://i.example.org/`x`\"",
    "imap i.example.org 993 tls" },
  { "set folder=imap://i.example.org\nset ssl_starttls=no",
    "imap i.example.org 143 starttls" }, /* ssl_force_tls is on by default */
  { "set folder=imap://i.example.org\nunset ssl_starttls ssl_force_tls", "imap i.example.org 143 none" },
  { "set folder=imap://i.example.org nossl_starttls nossl_force_tls", "imap i.example.org 143 none" },
  { "set folder=imaps://i.example.org ; set ssl_verify_host=no", "imap i.example.org 993 tls unchecked" },
  { "set pop_host=pops://anna:CANARY-SECRET@p.example.org:1995\nset pop_host=q.example.org",
    "pop3 p.example.org 1995 tls\npop3 q.example.org 110 starttls" },
  { "account-hook . 'unset imap_user'\naccount-hook imaps://i\\\\.example\\\\.org/ \"set imap_pass=CANARY-SECRET\"\n"
    "folder-hook . set from=a smtp_url=smtp://s.example.org:25",
    "smtp s.example.org 25 starttls" },
  { "macro index <f2> '<sync-mailbox><enter-command>set folder=imaps://i.example.org<Enter><change-folder>!<enter>'",
    "imap i.example.org 993 tls" },
  { "mailboxes =INBOX imaps://i.example.org/INBOX \\\n \"imaps://j.example.org/a b\" # imaps://k.example.org\nmailboxes -label X "
    "imaps://l.example.org",
    "imap i.example.org 993 tls\nimap j.example.org 993 tls\nimap l.example.org 993 tls" },
  { "# set folder=imaps://c.example.org\nset folder=\"imaps://anna@work.example.org@i.example.org\"",
    "imap i.example.org 993 tls" },
  { "ifdef imap_user 'set folder=imaps://i.example.org'\nset record=imaps://i.example.org/Sent", "imap i.example.org 993 tls" },
  { "set smtp_url=\"smtps://anna:CANARY/SECRET@s.example.org\"", "smtp s.example.org 465 tls" },
  { "set smtp_url=\"smtps://anna:12/34@s.example.org\"\nset folder=imap://localhost:1143/INBOX",
    "imap localhost 1143 starttls\nsmtp s.example.org 465 tls" },
  /* behind a tunnel nobody here knows whom it leads to */
  { "set folder=imaps://i.example.org\nset smtp_url=smtps://s.example.org\n"
    "account-hook . 'unset tunnel'\naccount-hook imaps://i\\\\.example\\\\.org/ 'set tunnel=\"ssh i.example.org imapd\"'\n",
    "imap i.example.org 993 tls off\nsmtp s.example.org 465 tls" },
  { "mailboxes imaps://i.example.org imaps://i.example.org:1993 imaps://mail.work.example\n"
    "account-hook imaps://anna@i.example.org:1993 'set tunnel=\"x\"'\naccount-hook work 'set tunnel=y'",
    "imap i.example.org 1993 tls off\nimap i.example.org 993 tls\nimap mail.work.example 993 tls off" },
  { "set folder=imaps://i.example.org\naccount-hook . 'set tunnel=\"ssh x\"'", "imap i.example.org 993 tls off" },
  { "set folder = ~/Mail\nset sendmail = \"/usr/bin/msmtp\"\nset mbox_type=Maildir", "" },
  { NULL, NULL },
};

static const Row aerc[] = {
  { "[a]\nsource = \"imaps+oauthbearer://anna@i.example.org\"\noutgoing = `smtps+login://anna@s.example.org`\n",
    "imap i.example.org 993 tls\nsmtp s.example.org 465 tls" },
  { "[a]\nsource = maildir://~/Mail\noutgoing = smtp://anna@s.example.org\nsmtp-starttls = no\n", "smtp s.example.org 587 none" },
  { "[a]\nsource = imap+insecure://anna@i.example.org\noutgoing = smtp+xoauth2://anna@s.example.org\n; source = "
    "imaps://c.example.org\n",
    "imap i.example.org 143 none\nsmtp s.example.org 587 starttls" },
  { "[a]\nsource = notmuch://~/Mail\noutgoing = msmtp -a x\n[b]\nsource = imaps://a@b@[2001:db8::2]:1993/x\n",
    "imap 2001:db8::2 1993 tls" },
  { NULL, NULL },
};

static const Row fetchmail[] = {
  { "poll p.example.org protocol pop3 username \"a\" password \"CANARY-SECRET\" ssl;\n", "pop3 p.example.org 995 tls" },
  { "server i.example.org proto imap port 993 user a is b here options ssl sslcertck sslcertpath /x keep\n",
    "imap i.example.org 993 tls" },
  { "defaults\n  proto pop3\n  user x pass ssl\npoll a.example.org\npoll b.example.org user y there with password z, is y here "
    "ssl no sslcertck\n",
    "pop3 a.example.org 110 starttls\npop3 b.example.org 995 tls unchecked" },
  { "poll a.example.org with proto IMAP:\n  user 'u' is 'v' here password 'poll \\'x\\' ssl'\n  user w ssl mda \"procmail ssl\" "
    "# ssl\n",
    "imap a.example.org 143 starttls\nimap a.example.org 993 tls" },
  { "set postmaster \"poll\"\nset daemon 900 set syslog set no bouncemail\nskip o.example.org proto pop3 user a ssl\n",
    "pop3 o.example.org 995 tls off" },
  { "poll a.example.org proto imap plugin \"ssh %h x\" user a\npoll b.example.org plugin \"socat - %h\" proto imap user a ssl\n",
    "imap b.example.org 993 tls" },
  /* the end of a tunnel; what leads there is not for us to run */
  { "poll localhost proto imap port 1143 preconnect \"ssh -f -L 1143:i.example.org:143 x sleep 20\" user a\n"
    "poll w via 127.0.0.1 proto pop3 port 1995 preconnect 'x' user a ssl\npoll localhost proto imap plugin \"socat - x\" user a "
    "ssl\n"
    "poll i.example.org proto imap preconnect \"vpn up\" user a ssl\npoll localhost proto imap port 2143 user a\n",
    "imap i.example.org 993 tls\nimap localhost 2143 starttls" },
  { "poll a.example.org proto imap user a ssl sslproto ''\npoll b.example.org proto imap user a sslproto 'auto'\n",
    "imap a.example.org 993 tls\nimap b.example.org 143 starttls" },
  { "poll a.example.org proto imap user a ssl sslfingerprint '34:34:34:34:34:34:34:34:34:34:34:34:34:34:34:34'\n" /* beside checking, an old hash harms nobody */
    "poll b.example.org proto imap user a ssl no sslcertck sslfingerprint '34:34:34:34:34:34:34:34:34:34:34:34:34:34:34:34'\n"
    "poll c.example.org proto imap user a ssl no sslcertck sslfingerprint "
    "'AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB'\n",
    "imap a.example.org 993 tls\nimap b.example.org 993 tls unchecked weak MD5\nimap c.example.org 993 tls pinned ab..." },
  { "poll a.example.org proto odmr\npoll \"b.example.org\" via c.example.org proto pop3 service pop3s user a pass "
    "\"multi\nline\" ssl",
    "pop3 c.example.org 995 tls" },
  { NULL, NULL },
};

static const Row alpine[] = {
  { "inbox-path=\"{i.example.org:993/ssl/novalidate-cert/user=anna@example.org}INBOX\"\nsmtp-server=s.example.org:587/tls/"
    "user=\"anna\", \"t.example.org\"\n",
    "imap i.example.org 993 tls unchecked\nsmtp s.example.org 587 starttls\nsmtp t.example.org 25 starttls" },
  { "inbox-path={i.example.org/imap/tls/user=a}INBOX\nincoming-folders=A {j.example.org/service=pop3}inbox, B "
    "{k.example.org/notls}x\n#folder-collections={c.example.org}x\n",
    "imap i.example.org 143 starttls\nimap k.example.org 143 none\npop3 j.example.org 110 starttls" },
  { "smtp-server=s.example.org/submit\n", "smtp s.example.org 587 starttls" },
  { "smtp-server=s.example.org/ssl\nnews-collections={n.example.org/nntp}\ninbox-path=mail\npersonal-name={x.example.org}\n",
    "smtp s.example.org 465 tls" },
  { "inbox-path={i.example.org/tls1_2}INBOX\nfolder-collections=mail/[],\n\t{j.example.org/ssl}[]\n",
    "imap i.example.org 993 tls\nimap j.example.org 993 tls" },
  { NULL, NULL },
};

static const Row getmail[] = {
  { "[retriever]\ntype = BrokenUIDLPOP3SSLRetriever\nserver = p.example.org\nport: 1995\npassword = CANARY-SECRET\n",
    "pop3 p.example.org 1995 tls" },
  { "[retriever]\ntype=MultidropIMAPRetriever\nserver=i.example.org\n", "imap i.example.org 143 none" },
  { "[destination]\ntype = Maildir\nserver = x.example.org\n", "" },
  { NULL, NULL },
};

static const Row goimapnotify[] = {
  { "configurations:\n-\n    host: i.example.org\n    port: 143\n    tls: false # no\n    tlsOptions: { starttls: true, "
    "rejectUnauthorized: false }\n"
    "    boxes:\n    -\n        mailbox: INBOX\n        host: trap.example.org\n- host: 'j.example.org'\n  tls: true\n",
    "imap i.example.org 143 starttls unchecked\nimap j.example.org 993 tls" },
  { "host: i.example.org\nport: 993\ntls: true\n", "imap i.example.org 993 tls" },
  { "configurations:\n  - onNewMail: |\n      host: trap.example.org\n    host: i.example.org\n    tls: false\n",
    "imap i.example.org 143 none" },
  { "{\"configurations\":[{\"host\":\"i.example.org\",\"port\":993,\"tls\":true,\"tlsOptions\":{\"rejectUnauthorized\":false}}]}",
    "imap i.example.org 993 tls unchecked" },
  { "[{\"host\":\"i.example.org\",\"port\":143,\"tls\":false,\"password\":\"CANARY-SECRET\"}]", "imap i.example.org 143 none" },
  { NULL, NULL },
};

static const Row himalaya[] = {
  { "[w]\nbackend = \"imap\"\nimap-host = 'i.example.org'\nimap-ssl = false\nimap-insecure = true\nsender = "
    "\"sendmail\"\nsmtp-host = \"s.example.org\"\n",
    "imap i.example.org 143 none unchecked" },
  { "[accounts.\"a.b c\"]\nbackend = { type = \"imap\", host = \"i.example.org\", port = 1143, encryption = { type = "
    "\"start-tls\" }, auth = [ \"x]\", { a = 1 } ] }\n"
    "message.send.backend = { type = \"smtp\", host = \"s.example.org\", encryption.type = \"none\" }\n",
    "imap i.example.org 1143 starttls\nsmtp s.example.org 25 none" },
  { "[accounts.w]\nbackend.type = \"maildir\"\nbackend.host = \"x.example.org\"\nimap.server = "
    "\"imap://i.example.org\"\nsmtp.server = \"s.example.org:2465\"\n",
    "imap i.example.org 143 none\nsmtp s.example.org 2465 tls" },
  { "signature = \"\"\"\n[accounts.x]\nimap.server = \"trap.example.org\"\n\"\"\"\n[accounts.w] # yes\nimap.server = "
    "\"imap://i.example.org\" # no\nimap.starttls = true\n",
    "imap i.example.org 143 starttls" },
  { "accounts.w.backend.type = \"imap\"\naccounts.w.backend.host = \"i.example.org\"\n", "imap i.example.org 993 tls" },
  { NULL, NULL },
};

static const Table tables[] = {
  { "thunderbird", ".thunderbird/p/prefs.js", thunderbird },
  { "evolution", ".config/evolution/sources/1.source", evolution },
  { "goa", ".config/goa-1.0/accounts.conf", goa },
  { "kmail-imap", ".config/akonadi_imap_resource_3rc", kmail_imap },
  { "kmail-pop3", ".kde4/share/config/akonadi_pop3_resource_0rc", kmail_pop3 },
  { "kmail-transports", ".config/mailtransports", transports },
  { "geary", ".config/geary/account_01/geary.ini", geary },
  { "claws-mail", ".claws-mail/accountrc", claws },
  { "balsa", ".balsa/config", balsa },
  { "trojita", ".config/flaska.net/trojita.conf", trojita },
  { "mailspring", ".config/Mailspring/config.json", mailspring },
  { "mbsync", ".mbsyncrc", mbsync },
  { "msmtp", ".config/msmtp/config", msmtp },
  { "offlineimap", ".offlineimaprc", offlineimap },
  { "mutt", ".config/neomutt/neomuttrc", mutt },
  { "aerc", ".config/aerc/accounts.conf", aerc },
  { "fetchmail", ".fetchmailrc", fetchmail },
  { "alpine", ".pinerc", alpine },
  { "getmail", ".getmail/work", getmail },
  { "goimapnotify", ".config/goimapnotify/goimapnotify.yaml", goimapnotify },
  { "himalaya", ".config/himalaya/config.toml", himalaya },
};

static void
test_rows (gconstpointer data)
{
  static const char thunderbird_frame[]
    = "user_pref(\"mail.accountmanager.accounts\", \"a1\");\nuser_pref(\"mail.account.a1.server\", "
      "\"s1\");\nuser_pref(\"mail.account.a1.identities\", "
      "\"i1\");\nuser_pref(\"mail.smtpservers\", \"m1\");\n";
  const Table *table = data;

  for (const Row *row = table->rows; row->text != NULL; row++)
    {
      g_autofree char *home = ms_home_new (), *servers = NULL;
      g_autofree char *text = g_strconcat (table->rows == thunderbird ? thunderbird_frame : "", row->text, NULL);

      ms_home_write (home, ".thunderbird/profiles.ini", "[Profile0]\nPath=p\nIsRelative=1\n", -1);
      ms_home_write (home, table->path, text, -1);
      servers = ms_home_servers (home, NULL);
      g_test_message ("%s", row->text);
      g_assert_cmpstr (servers, ==, row->servers);
      ms_home_remove (home);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *path = g_strconcat ("/client-syntax/", tables[i].client, NULL);
      g_test_add_data_func (path, &tables[i], test_rows);
    }
  return g_test_run ();
}
