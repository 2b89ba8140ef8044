[Data Source]
DisplayName=Arbeit
Enabled=true
Parent=1700000000.11.1@pc

[Mail Identity]
Address=anna@example.org

[Mail Submission]
TransportUid=1700000000.11.3@pc

