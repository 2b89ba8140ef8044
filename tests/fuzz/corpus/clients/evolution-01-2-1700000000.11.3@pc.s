[Data Source]
DisplayName=Arbeit
Enabled=true
Parent=1700000000.11.1@pc

[Mail Transport]
BackendName=smtp

[Authentication]
Host=smtp.example.org
Method=PLAIN
Port=587
User=anna

[Security]
Method=starttls-on-standard-port

