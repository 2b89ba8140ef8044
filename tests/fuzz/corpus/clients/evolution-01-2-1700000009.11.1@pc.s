[Data Source]
DisplayName=Alt
Enabled=false
Parent=

[Authentication]
Host=pop.alt.example.org
Method=none
Port=110

[Mail Account]
BackendName=pop

[Security]
Method=none

