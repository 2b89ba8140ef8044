[Data Source]
DisplayName=Arbeit
Enabled=true
Parent=

[Authentication]
Host=imap.example.org
Method=none
Port=993
User=anna
RememberPassword=true

[Mail Account]
BackendName=imapx
IdentityUid=1700000000.11.2@pc

[Security]
Method=ssl-on-alternate-port

[Imapx Backend]
UseShellCommand=false
ShellCommand=ssh -C -l %u %h exec /usr/sbin/imapd

