/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/phrases.h"

#include <glib/gi18n.h>

/* Text, advice to users and to admins, whatever is wrong with a certificate that came in the place of a good one. */
#define SWAPPED                                                                                                                       \
  N_ ("Until now {host} had a certificate that could be checked or was known here. Now it shows another one that nobody "             \
      "confirms. Somebody may be trying to read your mail, so do not go on."),                                                        \
    N_ ("If your mail program asks, choose “No” or “Cancel”. Find out from your mail provider, by telephone or from its web " \
        "pages, whether the new certificate is theirs."),                                                                             \
    N_ ("If you did not replace it, somebody may be in between. If you did, install a certificate of a public issuer.")

/* All but the terms, whatever says that it is not for servers. */
#define OTHER_PURPOSE                                                                                                                 \
  N_ ("the certificate is not meant for a server"),                                                                                   \
    N_ ("{Server} shows a certificate that was made for something else. Mail programs refuse it, and you should not go on "           \
        "either."),                                                                                                                   \
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider: “The certificate of {host} is not a " \
        "server certificate.”"),                                                                                                      \
    N_ ("Get a certificate that allows server authentication, and install it on port {port}.")
/* Advice to users and to admins, and the details, of a default certificate. */
#define STAND_IN                                                                                                                     \
  N_ ("If your mail program asks, choose “No” or “Cancel”, and try again in some minutes. If it stays like this, tell your " \
      "mail provider: “{host} shows the default certificate of its software on port {port}.”"),                                      \
    N_ ("Install the certificate of {host} for port {port}; if it is installed, look whether it covers the name {host}."),           \
    N_ ("A default certificate, as a proxy or a mail package makes one for itself; its names: {names}.")

static const MsPhrase phrases[] = {
  { MS_CODE_CLOCK_WRONG, NULL, N_ ("this computer’s clock is wrong"),
    N_ ("This computer thinks that it is {today}, which does not fit what {count} mail servers show. Until the clock is right, "
        "nobody can tell whether a certificate is still good."),
    N_ ("Set the date, the time and the year of this computer. Warnings about certificates that ran out or are not good yet can "
        "wait until then."),
    NULL,
    N_ ("Dates of certificates of independent servers disagree with the local clock ({evidence}); findings about dates are held "
        "back.") },
  { MS_CODE_CLOCK_WRONG, "jump", N_ ("this computer’s clock has jumped"),
    N_ ("The clock of this computer was set to {today} while the computer was running. By that date a certificate is not good "
        "that was good by the old one, so one of the two dates is wrong."),
    N_ ("Check the date, the time and the year of this computer, and let them be set automatically. Until then, warnings about "
        "certificates that ran out or are not good yet are held back."),
    NULL, N_ ("The real-time clock was set against the time since the boot ({evidence}); findings about dates are held back.") },
  { MS_CODE_INTERCEPTED, NULL, N_ ("somebody stands between you and your mail servers"),
    N_ ("{count} mail servers that have nothing to do with each other show certificates of the same unknown issuer, {issuer}. So "
        "it is something in this network or on this computer that reads along, not the servers. Do not go on until you know what "
        "it is."),
    N_ ("If you know nothing of it, use another network, for example that of your mobile phone. In a firm or a school, ask the "
        "person who looks after the computers: “Does the issuer {issuer_name} belong to us?”"),
    NULL, N_ ("TLS interception: one untrusted issuer on unrelated servers.") },
  { MS_CODE_INTERCEPTED, "antivirus", N_ ("a virus scanner reads your mail connections"),
    N_ ("A certificate of {issuer} is shown in the place of your mail server’s own. That is a virus scanner or a similar "
        "program. It opens the encryption to look into your mail, and your mail program warns of it."),
    N_ ("If you installed that program, switch off its “mail scanning” or “SSL scanning”. If you did not, do not go on."), NULL,
    N_ ("TLS interception by a local security product.") },
  { MS_CODE_INTERCEPTED, "proxy", N_ ("this network reads your mail connections"),
    N_ ("A certificate of {issuer} is shown in the place of your mail server’s own; networks of firms and schools do that. "
        "Whoever runs this network can read your mail. Your mail server is not to blame."),
    N_ ("Ask the person who looks after the network whether this is meant. If it is not your firm’s network, use another one for "
        "mail."),
    NULL, N_ ("TLS interception by a gateway.") },
  { MS_CODE_INTERCEPTED, "captive-portal", N_ ("this network wants you to log in first"),
    N_ ("Your mail servers cannot really be reached; this network shows its own page in their place. That is usual in hotels, "
        "trains and cafés."),
    N_ ("Open a web page and log in to the network. Until then, choose “No” or “Cancel” if your mail program asks."), NULL,
    N_ ("A captive portal answers for other servers.") },
  { MS_CODE_WRONG_SECURITY_MODE, NULL, N_ ("port {port} does not work with “{security}”"),
    N_ ("{Server} answers on port {port}, but not with “{security}”. Your mail program cannot connect safely with this setting, "
        "so do not go on like this."),
    N_ ("Ask your mail provider: “Which port and which connection security should I set for {direction}?” Never choose “None”."),
    NULL, N_ ("Expected on port {port}: {security}; received: {speaks}.") },
  { MS_CODE_WRONG_SECURITY_MODE, "use_port", N_ ("port {port} does not work with “{security}”"),
    N_ ("{Server} answers on port {port}, but not with “{security}”, so do not go on with this setting. Port {use_port} with "
        "“{use_security}” works; Mailseal has just tried it."),
    N_ ("Open the settings of this account for {direction}. Set port {use_port} and connection security “{use_security}”."), NULL,
    N_ ("Expected on port {port}: {security}; received: {speaks}. Port {use_port} with {use_security} was tried and works.") },
  { MS_CODE_STARTTLS_VANISHED, NULL, N_ ("encryption is not offered any more"),
    N_ ("{Server} used to offer encryption, and does not any more. Somebody may be trying to read your password and your mail, "
        "so do not go on."),
    N_ ("Try again from another network. If it stays like this, telephone your mail provider. Never choose “None” as connection "
        "security."),
    N_ ("Switch TLS on again for port {port}, or find out what on the way removes the offer."),
    N_ ("STARTTLS was offered until {date} and is missing now (stripped on the way, or switched off). {detail}") },
  { MS_CODE_STARTTLS_VANISHED, "network", N_ ("encryption is taken away in this network"),
    N_ ("{Server} offers encryption elsewhere, but not in this network. Somebody here may be trying to read your password and "
        "your mail, so do not go on."),
    N_ ("Use another network for mail, for example that of your mobile phone. Never choose “None” as connection security."), NULL,
    N_ ("STARTTLS stripping: the offer is missing on this network only. {detail}") },
  { MS_CODE_STARTTLS_MISSING, NULL, N_ ("encryption is not offered"),
    N_ ("{Server} does not offer encryption on port {port}. Anybody on the way could read your password and your mail, so do not "
        "go on."),
    N_ ("Ask your mail provider: “Which port and connection security should I set for {direction}?” Never choose “None”."),
    N_ ("Switch on STARTTLS for port {port}. If it is on, a firewall or a virus scanner on the way may remove it."),
    N_ ("STARTTLS is not among the server’s capabilities. {detail}") },
  { MS_CODE_STARTTLS_MISSING, "use_port", N_ ("encryption is not offered on port {port}"),
    N_ ("{Server} does not offer encryption on port {port}. Anybody on the way could read your password and your mail, so do not "
        "go on like this. Port {use_port} with “{use_security}” works; Mailseal has just tried it."),
    N_ ("Open the settings of this account for {direction}. Set port {use_port} and connection security “{use_security}”."),
    N_ ("Switch on STARTTLS for port {port}, or close it and have people use port {use_port} with {use_security}."),
    N_ ("STARTTLS is not among the server’s capabilities; port {use_port} with {use_security} was tried and works. {detail}") },
  { MS_CODE_STARTTLS_MISSING, "preauth", N_ ("encryption was skipped"),
    N_ ("Before any encryption, {host} said that you are already logged in. A mail server should not do that. Somebody may be "
        "trying to read your mail, so do not go on."),
    N_ ("Try again from another network, for example that of your mobile phone. If it works there, do not use the first network "
        "for mail. If not, telephone your mail provider."),
    N_ ("Switch off logging in without encryption on this port."), N_ ("A PREAUTH greeting was received on a STARTTLS port.") },
  { MS_CODE_STARTTLS_MISSING, "smtp", N_ ("mail to this server travels unencrypted"),
    N_ ("{host} does not offer encryption when other mail servers bring mail. Anybody on the way could read such mail. Your own "
        "password is not at risk, and you can go on."),
    N_ ("There is nothing to change on your side. You may ask the mail provider to switch on encryption for mail that comes in."),
    N_ ("Switch on TLS for port {port}."), N_ ("STARTTLS is not among the server’s capabilities. {detail}") },
  { MS_CODE_STARTTLS_FAILED, NULL, N_ ("encryption is offered, but does not work"),
    N_ ("{Server} offers encryption, but it does not work. Do not go on without encryption."),
    N_ ("Try again in an hour. If it stays like this, tell your mail provider: “Encryption on port {port} of {host} does not "
        "work.” Never choose “None” in the settings."),
    N_ ("Look into the log of the mail service on port {port}."),
    N_ ("STARTTLS was offered, but no TLS handshake followed. {detail}") },
  { MS_CODE_STARTTLS_FAILED, "use_port", N_ ("encryption on port {port} does not work"),
    N_ ("{Server} offers encryption on port {port}, but it does not work. Do not go on without encryption. Port {use_port} with "
        "“{use_security}” works; Mailseal has just tried it."),
    N_ ("Open the settings of this account for {direction}. Set port {use_port} and connection security “{use_security}”."),
    N_ ("Look into the log of the mail service on port {port}."),
    N_ ("STARTTLS was offered, but no TLS handshake followed. {detail}") },
  { MS_CODE_STARTTLS_FAILED, "injection", N_ ("somebody may be interfering with the connection"),
    N_ ("Before the encryption began, extra text was slipped into the connection to {host}. Somebody may be trying to read your "
        "mail, so do not go on."),
    N_ ("Try again from another network, for example that of your mobile phone. If it works there, do not use the first network "
        "for mail. If not, telephone your mail provider."),
    N_ ("Update the mail software on this port; old versions can be tricked this way."),
    N_ ("Plain text followed the answer to STARTTLS (response injection).") },
  { MS_CODE_TLS_FAILED, NULL, N_ ("no encrypted connection could be made"),
    N_ ("{Server} and this computer could not agree on how to encrypt. Your mail program will probably not connect either. Do "
        "not go on without encryption."),
    N_ ("Try again in an hour. If it stays like this, tell your mail provider: “Encryption on port {port} of {host} does not "
        "work.” Never choose “None” in the settings."),
    N_ ("Look into the log of the mail service on port {port}."), N_ ("The TLS handshake failed. {detail}") },
  { MS_CODE_TLS_FAILED, "use_port", N_ ("no encrypted connection could be made on port {port}"),
    N_ ("{Server} and this computer could not agree on how to encrypt on port {port}. Do not go on without encryption. Port "
        "{use_port} with “{use_security}” works; Mailseal has just tried it."),
    N_ ("Open the settings of this account for {direction}. Set port {use_port} and connection security “{use_security}”."),
    N_ ("Look into the log of the mail service on port {port}."), N_ ("The TLS handshake failed. {detail}") },
  { MS_CODE_PROTOCOL_ERROR, NULL, N_ ("port {port} answers, but not as a mail server"),
    N_ ("Something other than the mail service answers at {host} on port {port}. Its certificate could not be checked. Do not "
        "enter your password until this is cleared up."),
    N_ ("In a hotel or a café, first log in to the network in your web browser. Then compare the server name and the port in "
        "your mail program with what your mail provider says."),
    N_ ("Look what listens on port {port}."), N_ ("Not the protocol expected{speaking}. {detail}") },
  { MS_CODE_PROTOCOL_ERROR, "use_port", N_ ("port {port} answers, but not as a mail server"),
    N_ ("Something other than the mail service answers at {host} on port {port}. Port {use_port} with “{use_security}” works; "
        "Mailseal has just tried it."),
    N_ ("If your mail does not work, open the settings of this account for {direction}. Set port {use_port} and connection "
        "security “{use_security}”."),
    N_ ("Look what listens on port {port}."), N_ ("Not the protocol expected{speaking}. {detail}") },
  { MS_CODE_PROTOCOL_ERROR, "timeout", N_ ("port {port} is encrypted, but nobody greets there"),
    N_ ("The connection to {host} on port {port} is encrypted, but no mail service greets there. Its certificate was checked. Do "
        "not enter your password until this is cleared up."),
    N_ ("Compare the server name and the port in your mail program with what your mail provider says. If they are right, tell "
        "your mail provider: “Nobody greets on port {port} of {host}.”"),
    N_ ("Look what listens on port {port}, and whether it waits for something: a web server does, and a mail service that "
        "expects a PROXY header."),
    N_ ("The TLS handshake succeeded. {detail}") },
  { MS_CODE_PROTOCOL_ERROR, "certificate", N_ ("port {port} answers, but not as a mail server"),
    N_ (
      "Something other than the mail service answers at {host} on port {port}. Its certificate was checked all the same. Do not "
      "enter your password until this is cleared up."),
    N_ ("In a hotel or a café, first log in to the network in your web browser. Then compare the server name and the port in "
        "your mail program with what your mail provider says."),
    N_ ("Look what listens on port {port}."), N_ ("Not the protocol expected{speaking}. {detail}") },
  { MS_CODE_SERVER_REFUSED, "certificate", N_ ("the server turns the connection away at the moment"),
    N_ ("{Server} answers, but does not want to talk at the moment. Its certificate was checked all the same."),
    N_ ("If your mail works, do nothing. If not, wait an hour, and then tell your mail provider."), NULL,
    N_ ("The server said: “{line}”") },
  { MS_CODE_SERVER_REFUSED, NULL, N_ ("the server turns the connection away at the moment"),
    N_ ("{Server} answers, but does not want to talk at the moment. Its certificate could not be checked this time."),
    N_ ("If your mail works, do nothing. If not, wait an hour, and then tell your mail provider."), NULL,
    N_ ("The server said: “{line}”") },
  { MS_CODE_SERVER_REFUSED, "slow", N_ ("the server holds up whoever calls"),
    N_ ("{Server} answers a few letters at a time. Servers do that to callers whom they take for senders of junk mail. Its "
        "certificate could not be checked this time."),
    N_ ("If your mail works, do nothing. If not, tell your mail provider: “{host} takes me for a sender of junk mail on port "
        "{port}.”"),
    N_ ("Look whether a tarpit such as spamd answers on port {port}, and whom it takes for a spammer."),
    N_ ("A tarpit: the greeting came in many pieces, and what such a server offers says nothing.") },
  { MS_CODE_SERVER_REFUSED, "client-certificate", N_ ("the server lets in only who shows a certificate, too"),
    N_ ("{Server} talks only to those who show a certificate of their own. Its own certificate was checked. What comes after "
        "that was not looked at."),
    N_ ("If your mail works, do nothing. If not, ask your mail provider: “Do I need a certificate of my own for {host}, and how "
        "do I get it?”"),
    N_ ("If nobody is meant to need one, switch off the demand for client certificates on port {port}."), N_ ("{detail}") },
  { MS_CODE_INVALID, "replaced", N_ ("the certificate was replaced by one that nobody can check"), SWAPPED,
    N_ ("The signature of the new certificate is wrong or cannot be verified; it is not trusted.") },
  { MS_CODE_INVALID, "oversized-key", N_ ("the certificate’s key is absurdly large"),
    N_ (
      "{Server} shows a certificate with a key so large that checking it would hold up your computer. No honest server has one. "
      "Do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider: “The certificate of {host} has a key that "
        "no program can work with.”"),
    N_ ("Get a new certificate with a current key: EC 256, or RSA 2048 to 4096."),
    N_ ("A key beyond RSA 8192 or with an exponent beyond 64 bits is not calculated with.") },
  { MS_CODE_INVALID, NULL, N_ ("the certificate is damaged"),
    N_ ("{Server} shows a certificate that cannot be read or was altered. It cannot be checked whether this is the right server, "
        "so do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider: “The certificate of {host} is damaged.”"),
    N_ ("Get the certificate again from its issuer and install it on port {port}."),
    N_ (
      "The certificate cannot be parsed, its signature is wrong or cannot be verified, or it has an unknown critical extension. "
      "{detail}") },
  { MS_CODE_REVOKED, NULL, N_ ("the certificate was withdrawn"),
    N_ ("The certificate of {server} was withdrawn by its issuer on {date}. Somebody else may have its secret key, so do not go "
        "on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider, by telephone: “The certificate of {host} "
        "was revoked.”"),
    N_ ("Get a new certificate with a new key, and reload the mail service on port {port}."),
    N_ ("Revoked, as the stapled OCSP response says.") },
  { MS_CODE_NAME_MISMATCH, "replaced", N_ ("the certificate was replaced by one for another name"), SWAPPED,
    N_ ("The names of the new certificate do not match (RFC 9525); it is not trusted.") },
  { MS_CODE_NAME_MISMATCH, "stand_in", N_ ("the server shows a certificate that only stands in for the right one"),
    N_ ("Your mail program uses the name {host}. The certificate is a stand-in that the server’s software made for itself, and "
        "has no real name on it. It proves nothing, so do not go on."),
    STAND_IN },
  { MS_CODE_NAME_MISMATCH, NULL, N_ ("the certificate was made for another name"),
    N_ ("Your mail program uses the name {host}, but the certificate is for {names}. It cannot be checked whether this is the "
        "right server, so do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Ask your mail provider: “Which server name should I enter? {host} "
        "is not on your certificate.”"),
    N_ ("Add the name {host} to the certificate, or have people use one of its names."),
    N_ ("Name mismatch (“the target principal name is incorrect”): {host} is none of the subject alternative names.") },
  { MS_CODE_NAME_MISMATCH, "named_by", N_ ("the provider’s certificate was made for another name"),
    N_ ("The mail provider publishes {host} as its server ({named_by}), but the certificate there is for {names}. It cannot be "
        "checked whether this is the right server, so do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider: “{named_by} names {host}, but its "
        "certificate is for {names}.”"),
    N_ ("Add the name {host} to the certificate, or change {named_by}."),
    N_ ("Name mismatch (“the target principal name is incorrect”): {host}, published in {named_by}, is none of the subject "
        "alternative names.") },
  { MS_CODE_NAME_MISMATCH, "use_host", N_ ("the certificate was made for another name"),
    N_ ("Your mail program uses the name {host}, but the certificate is for {names}. The name {use_host} leads to the same "
        "server and has a good certificate; Mailseal has just tried it. Do not go on with the old name."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Open the settings of this account and enter {use_host} as the "
        "server name for {direction}."),
    N_ ("Add the name {host} to the certificate, or have people use {use_host}."),
    N_ ("Name mismatch (“the target principal name is incorrect”): {host} is none of the subject alternative names; {use_host} "
        "leads to the same server and is valid.") },
  { MS_CODE_NAME_MISMATCH, "no-san", N_ ("the certificate names the server in an outdated way"),
    N_ ("The certificate of {host} has its name only in a place where mail programs no longer look. They warn as if the name "
        "were wrong. Do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider: “The certificate has no subject "
        "alternative name for {host}.”"),
    N_ ("Get a new certificate with {host} as a subject alternative name."),
    N_ ("The name is only in the common name (CN); there is no subject alternative name (RFC 9525).") },
  { MS_CODE_NAME_MISMATCH, "misspelt", N_ ("the server’s name is misspelt on its certificate"),
    N_ ("Your mail program uses the name {host}, but the certificate is for {misspelt}, with a dot or a blank (␣) too many. Mail "
        "programs take that for another name. Do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider: “The certificate of {host} has a misspelt "
        "name.”"),
    N_ ("Get a new certificate with the name {host}, without a dot at its end and without blanks."),
    N_ ("The subject alternative name {misspelt} matches nothing (RFC 5280 4.2.1.6; OpenSSL and GnuTLS).") },
  { MS_CODE_EXPIRED, "replaced", N_ ("the certificate was replaced by one that ran out"), SWAPPED,
    N_ ("The new certificate has expired; it is not trusted.") },
  { MS_CODE_EXPIRED, NULL, N_ ("the certificate ran out {ago}"),
    N_ ("The certificate of {server} was good until {date} and was not renewed in time. Since then it cannot be checked whether "
        "this is the right server. Better wait until it is renewed."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider: “The certificate of {host} has expired.” "
        "There is nothing to install or to change on your side."),
    N_ ("Renew the certificate, then reload the mail service on port {port}."),
    N_ ("Expired (“not within its validity period”).") },
  { MS_CODE_EXPIRED, "yes", N_ ("the certificate ran out {ago}"),
    N_ ("The certificate of {server} was good until {date} and was not renewed in time. It is still the same server with the "
        "same key as before. You can go on for a few days."),
    N_ ("If your mail program asks, you may accept this once, but not for ever. Tell your mail provider: “The certificate of "
        "{host} has expired.”"),
    N_ ("Renew the certificate, then reload the mail service on port {port}."),
    N_ ("Expired (“not within its validity period”); the key was seen while the certificate was good.") },
  { MS_CODE_EXPIRED, "unsynchronised", N_ ("the certificate ran out {ago}"),
    N_ ("The certificate of {server} was good until {date}, and this computer thinks that it is {today}. If that is right, it "
        "cannot be checked any more whether this is the right server. Better wait until it is renewed."),
    N_ (
      "Check the date of this computer first, since nothing sets it automatically. If it is right, tell your mail provider: “The "
      "certificate of {host} has expired.”"),
    N_ ("Renew the certificate, then reload the mail service on port {port}."),
    N_ ("Expired (“not within its validity period”); the local clock is not synchronised.") },
  { MS_CODE_NOT_YET_VALID, NULL, N_ ("the certificate is not good before {date}"),
    N_ ("The certificate of {server} is good only from {date} on. Most often that means that the clock of this computer is "
        "wrong. Wait until you have checked it."),
    N_ ("Check the date, the time and the year of this computer. If they are right, tell your mail provider: “The certificate of "
        "{host} is not valid yet.”"),
    N_ ("Check the clocks, or install the certificate that is good now."),
    N_ ("Not yet valid (“not within its validity period”).") },
  { MS_CODE_NOT_YET_VALID, "authority", N_ ("a certificate of its issuer is not good before {date}"),
    N_ ("The certificate of {server} needs one of its issuer, {authority}, that is good only from {date} on. The server’s own is "
        "good now and until {own_date}. Most often that means that the clock of this computer is wrong; wait until you have "
        "checked it."),
    N_ ("Check the date, the time and the year of this computer. If they are right, tell your mail provider: “The issuer’s "
        "certificate {authority_name} that {host} sends is not valid yet.”"),
    N_ ("Check the clocks, or install the chain file of your issuer that is good now."),
    N_ ("{certificate} is not yet valid (“not within its validity period”), and there is no other valid path.") },
  { MS_CODE_EXPIRED_INTERMEDIATE, "authority", N_ ("a certificate that its own one needs ran out"),
    N_ (
      "The certificate of {server} needs one of its issuer, {authority}, and that was good only until {date}. The server’s own "
      "is good until {own_date}, but without the other one it cannot be checked whether this is the right server. Do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider: “The issuer’s certificate {authority_name} "
        "that {host} sends on port {port} ended on {date}.”"),
    N_ ("Install the current chain file of your issuer, then reload the mail service on port {port}."),
    N_ ("{certificate} has expired, and there is no other valid path.") },
  { MS_CODE_EXPIRED_INTERMEDIATE, NULL, N_ ("a certificate that its own one needs ran out"),
    N_ ("The certificate of {server} depends on a second one, and that has run out. It cannot be checked whether this is the "
        "right server, so do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider: “A certificate of the issuer that {host} "
        "sends on port {port} has expired.”"),
    N_ ("Install the current chain file of your issuer, then reload the mail service on port {port}."),
    N_ ("An intermediate or root certificate has expired, and there is no other valid path.") },
  { MS_CODE_SELF_SIGNED, "replaced", N_ ("the certificate was replaced by a home-made one"), SWAPPED,
    N_ ("Self-signed certificate.") },
  { MS_CODE_SELF_SIGNED, "stand_in", N_ ("the server shows a certificate that only stands in for the right one"),
    N_ ("{Server} shows a stand-in that its software made for itself until the right certificate is installed. It proves "
        "nothing, so do not go on."),
    STAND_IN },
  { MS_CODE_SELF_SIGNED, NULL, N_ ("the server made its certificate itself"),
    N_ ("{Server} made its certificate itself, and nobody else confirms it. A stranger could make one that looks the same, so do "
        "not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Telephone the person who runs the server and compare the number "
        "after “SHA-256” in the details: only if it is the same, the certificate is the right one."),
    N_ ("Get a certificate of a public issuer, for example with an ACME client such as certbot; they are free."),
    N_ ("Self-signed certificate.") },
  { MS_CODE_SELF_SIGNED, "this-computer", N_ ("the certificate is that of a program on this computer"),
    N_ ("A program on this computer answers at {host}, port {port}, and it made its certificate itself. That is usual for "
        "bridges like Proton Mail Bridge, and the connection does not leave this computer. You will be told if it shows another "
        "one."),
    N_ ("Nothing to do."), NULL, N_ ("Self-signed certificate on a loopback address.") },
  { MS_CODE_SELF_SIGNED, "accepted", N_ ("you have accepted this certificate"),
    N_ ("{Server} made its certificate itself, and you have said that it is the right one. You can go on. You will be told if it "
        "shows another one."),
    N_ ("Nothing to do."), NULL, N_ ("Self-signed certificate, accepted.") },
  { MS_CODE_UNTRUSTED_ISSUER, "replaced", N_ ("the certificate was replaced by one of an unknown issuer"), SWAPPED,
    N_ ("Unknown issuer, or the issuer is not entitled to issue it.{missing_part}") },
  { MS_CODE_UNTRUSTED_ISSUER, NULL, N_ ("the certificate comes from an unknown issuer"),
    N_ ("The certificate of {server} was issued by {issuer}. This computer does not know who that is, so anybody may have made "
        "it. Do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Telephone your mail provider: “Is the certificate issued by "
        "{issuer_name} really yours?”"),
    N_ ("Serve a certificate of a public issuer together with its full chain."),
    N_ ("Unknown issuer, or the issuer is not entitled to issue it.{missing_part}") },
  { MS_CODE_UNTRUSTED_ISSUER, "not-an-authority", N_ ("the certificate was issued by somebody who may not issue any"),
    N_ ("The certificate of {server} was signed by {authority}, who has a certificate but may not sign others. Anybody who has a "
        "certificate could make one like that, and somebody may be trying to read your mail. Do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Try another network; if it stays like this, telephone your mail "
        "provider: “Who is {authority_name}, and why has it signed the certificate of {host}?”"),
    N_ ("Serve a certificate of a public issuer together with its chain file. If you did not install this one, somebody may be "
        "in between."),
    N_ ("{certificate} is no authority (basic constraints without cA, or key usage without keyCertSign), and has signed all the "
        "same.") },
  { MS_CODE_UNTRUSTED_ISSUER, "path-length", N_ ("the certificate’s issuer was not allowed to issue it"),
    N_ ("The certificate of {server} was issued by {issuer}, although {authority}, who stands above, does not allow that. It "
        "proves nothing, and somebody may be trying to read your mail. Do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Telephone your mail provider: “The certificate of {host} comes from "
        "an issuer that {authority_name} does not allow.”"),
    N_ ("Get a certificate of another issuer; more authorities stand below {authority_name} than it may have."),
    N_ ("The path length (basic constraints) of {certificate} is exceeded.") },
  { MS_CODE_UNTRUSTED_ISSUER, "name", N_ ("the certificate’s issuer may not issue for this name"),
    N_ ("The certificate of {server} was issued below {authority}, who may issue for certain names only, and not for those on "
        "this one. It proves nothing, and somebody may be trying to read your mail. Do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Telephone your mail provider: “{authority_name} may not issue a "
        "certificate for {host}.”"),
    N_ ("Get a certificate of an issuer that may issue for {host}, or have the limits of yours changed."),
    N_ ("The name constraints of {certificate} do not permit the names of this certificate.") },
  { MS_CODE_UNTRUSTED_ISSUER, "not-entitled", N_ ("the certificate’s issuer was not allowed to issue it"),
    N_ ("The certificate of {server} was issued by {issuer}, but it, or an issuer above it, was not allowed to do that. It "
        "proves nothing, and somebody may be trying to read your mail. Do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Telephone your mail provider: “Was {issuer_name} allowed to issue "
        "the certificate of {host}?”"),
    N_ ("Get a certificate of another issuer."), N_ ("A limit of an authority above the certificate is exceeded.") },
  { MS_CODE_UNTRUSTED_ISSUER, "private-ca", N_ ("the certificate comes from a private issuer"),
    N_ ("The certificate of {server} was issued by {issuer}, which this computer does not know. It may belong to your firm, your "
        "school or a virus scanner, or to a stranger. Do not go on until you know which."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Ask the person who looks after your computer: “Does the issuer "
        "{issuer_name} belong to us?” If it does, this computer must be set up for it."),
    N_ ("Install the issuer’s certificate on the computers that use this server, or get a certificate of a public issuer."),
    N_ ("The chain ends in a self-signed authority certificate (a private CA) that is not in the trust store.") },
  { MS_CODE_UNTRUSTED_ISSUER, "accepted", N_ ("you have accepted this certificate"),
    N_ ("This computer does not know {issuer}, the issuer of this certificate, but you have said that it is the right one. You "
        "can go on. You will be told if {server} shows another one."),
    N_ ("Nothing to do."), NULL, N_ ("Unknown issuer, accepted.") },
  { MS_CODE_WRONG_PURPOSE, NULL, OTHER_PURPOSE, N_ ("The extended key usage does not allow TLS server authentication.") },
  { MS_CODE_WRONG_PURPOSE, "key-usage", OTHER_PURPOSE,
    N_ ("The key usage has neither digitalSignature nor keyEncipherment nor keyAgreement, and TLS needs one of them (RFC 5280, "
        "4.2.1.3; OpenSSL: “unsuitable certificate purpose”).") },
  { MS_CODE_WRONG_PURPOSE, "netscape-type", OTHER_PURPOSE,
    N_ ("The old Netscape certificate type does not allow servers (OpenSSL: “unsuitable certificate purpose”).") },
  { MS_CODE_WEAK, "replaced", N_ ("the certificate was replaced by one that can be forged"), SWAPPED,
    N_ ("The new certificate is too weak to prove anything: {what}.") },
  { MS_CODE_WEAK, NULL, N_ ("the certificate’s key is too short"),
    N_ ("The key of {server} is so short that it can be broken today. Apple Mail and many other current mail programs refuse it. "
        "Do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider: “The key of the certificate of {host} is "
        "too short ({what}).”"),
    N_ ("Get a new certificate with a current key: EC 256, or RSA 2048 at least."),
    N_ ("Too weak: {what}. Refused by Apple’s clients and by those that use OpenSSL’s defaults; GnuTLS and NSS may still take "
        "it.") },
  { MS_CODE_WEAK, "SHA-1", N_ ("the certificate can be forged"),
    N_ ("The certificate of {server} is made with an old method, and others can forge such certificates today. Thunderbird, "
        "Outlook, Apple Mail and other current mail programs refuse it. Do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider: “The certificate of {host} is signed with "
        "{what}. It must be replaced.”"),
    N_ ("Get a new certificate; every issuer signs with SHA-256 today."),
    N_ ("Signed with {what}. Refused by NSS, Schannel, Apple’s clients, OpenSSL’s defaults and GnuTLS.") },
  { MS_CODE_WEAK, "MD5", N_ ("the certificate can be forged"),
    N_ ("The certificate of {server} is made with an old method, and others can forge such certificates today. Thunderbird, "
        "Outlook, Apple Mail and other current mail programs refuse it. Do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider: “The certificate of {host} is signed with "
        "{what}. It must be replaced.”"),
    N_ ("Get a new certificate; every issuer signs with SHA-256 today."),
    N_ ("Signed with {what}. Refused by NSS, Schannel, Apple’s clients, OpenSSL’s defaults and GnuTLS.") },
  { MS_CODE_WEAK, "warning", N_ ("the certificate is made in an outdated way"),
    N_ ("The certificate of {server} is made in an outdated way ({what}). Some mail programs refuse it. You can go on for now."),
    N_ ("Tell your mail provider: “The certificate of {host} is made in an outdated way: {what}.”"),
    N_ ("Get a new certificate with a current key and signature."), N_ ("Outdated: {what}.") },
  { MS_CODE_INCOMPLETE_CHAIN, "replaced", N_ ("the certificate was replaced by one that nobody can check"), SWAPPED,
    N_ ("The new certificate’s issuer was not sent and is not known here; it is not trusted.") },
  { MS_CODE_INCOMPLETE_CHAIN, NULL, N_ ("the server’s proof of identity is incomplete"),
    N_ ("{Server} does not send everything that is needed to check its certificate. Mailseal had the missing part, and the "
        "certificate is good. You can go on, even if your mail program warns."),
    N_ ("Tell your mail provider: “{host} does not send its intermediate certificate on port {port}.”"),
    N_ ("Serve the full chain file of your issuer, then reload the mail service on port {port}."),
    N_ ("Incomplete chain (“unable to verify the first certificate”); missing: {missing}, which is known to this computer.") },
  { MS_CODE_INCOMPLETE_CHAIN, "critical", N_ ("the server’s proof of identity is incomplete"),
    N_ ("{Server} does not send everything that is needed to check its certificate. So it cannot be checked whether this is the "
        "right server. Do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”. Tell your mail provider: “{host} does not send its intermediate "
        "certificate on port {port}.”"),
    N_ ("Serve the full chain file of your issuer, then reload the mail service on port {port}."),
    N_ ("Incomplete chain (“unable to verify the first certificate”); missing: {missing}.") },
  { MS_CODE_EXPIRING, NULL, N_ ("the certificate runs out {in}"),
    N_ ("The certificate of {server} is good until {date}. Until then all is well; after that, mail programs warn unless it is "
        "renewed."),
    N_ ("Tell your mail provider: “The certificate of {host} ends on {date}.”"),
    N_ ("Renew the certificate before {date}, then reload the mail service on port {port}."), N_ ("Expires soon.") },
  { MS_CODE_EXPIRING, "authority", N_ ("a certificate that its own one needs runs out {in}"),
    N_ ("The certificate of {server} needs one of its issuer, {authority}, that is good only until {date}. The server’s own is "
        "good until {own_date}. Until {date} all is well; after that, mail programs warn."),
    N_ ("Tell your mail provider: “The issuer’s certificate {authority_name} that {host} sends on port {port} ends on {date}.”"),
    N_ ("Install the newest chain file of your issuer before {date}, then reload the mail service on port {port}."),
    N_ ("{certificate} expires soon, before the server’s own certificate.") },
  { MS_CODE_EXPIRING, "authority-notice", N_ ("a certificate that its own one needs runs out {in}"),
    N_ ("The certificate of {server} needs one of its issuer, {authority}, that is good only until {date}. The server’s own is "
        "good until {own_date}. Until {date} all is well."),
    N_ ("Nothing to do yet."), N_ ("See to it that a newer chain file of your issuer is installed before {date}."),
    N_ ("{certificate} expires soon, before the server’s own certificate.") },
  { MS_CODE_EXPIRING, "notice", N_ ("the certificate runs out {in}"),
    N_ ("The certificate of {server} is good until {date}, and until then all is well. Most providers renew it in time."),
    N_ ("Nothing to do yet."), N_ ("See to it that the certificate is renewed before {date}."), N_ ("Expires soon.") },
  { MS_CODE_UNREACHABLE, NULL, N_ ("the server cannot be reached"),
    N_ ("{host} does not answer on port {port} at the moment. This says nothing about its certificate."),
    N_ ("If your mail does not work either, check whether a web page opens. If it does, wait an hour, and then tell your mail "
        "provider."),
    NULL, N_ ("{detail}") },
  { MS_CODE_UNREACHABLE, "use_port", N_ ("nothing answers on port {port}"),
    N_ ("{host} does not answer on port {port}. Port {use_port} with “{use_security}” works; Mailseal has just tried it."),
    N_ ("If your mail still does not work in an hour, change the settings of this account for {direction}: port {use_port} and "
        "connection security “{use_security}”."),
    N_ ("Start the mail service on port {port}, or have people use port {use_port}."), N_ ("{detail}") },
  { MS_CODE_UNREACHABLE, "dns", N_ ("the server’s name is not found"),
    N_ ("The server name {host} was not found. Most often the internet connection is down or the name is misspelt."),
    N_ ("Check whether a web page opens. If it does, check the server name in your mail program; if that is right, tell your "
        "mail provider."),
    NULL, N_ ("{detail}") },
  { MS_CODE_UNREACHABLE, "tor", N_ ("only reachable through Tor, not checked"),
    N_ ("{host} is a name of the Tor network. Mailseal does not go through Tor and asks nobody for such a name, so its "
        "certificate was not checked."),
    N_ ("Nothing to do."), NULL, N_ ("A .onion name is never looked up in DNS (RFC 7686).") },
  { MS_CODE_UNREACHABLE, "refused", N_ ("nothing answers on port {port}"),
    N_ ("{host} is there, but no mail service answers on port {port}. This says nothing about its certificate."),
    N_ ("Wait an hour. If your mail still does not work, ask your mail provider: “Which port should I set for {direction}?”"),
    N_ ("Start the mail service on port {port}."), N_ ("{detail}") },
  { MS_CODE_UNREACHABLE, "slow", N_ ("the server answers too slowly"),
    N_ ("{host} answers on port {port}, but so slowly that Mailseal did not wait for the end of it. This says nothing about its "
        "certificate."),
    N_ ("If your mail works, do nothing. If not, wait an hour, and then tell your mail provider: “{host} answers very slowly on "
        "port {port}.”"),
    N_ ("Look what holds up the mail service on port {port}: a name server that does not answer, too many connections, a full "
        "disk."),
    N_ ("{detail}") },
  { MS_CODE_UNREACHABLE, "no-route", N_ ("one way to this server cannot be used from here"),
    N_ ("{host} can be reached in more than one way, and this computer cannot use one of them. That is common and harmless."),
    N_ ("If your mail works, do nothing. If not, check your internet connection."), NULL, N_ ("{detail}") },
  { MS_CODE_OLD_TLS, NULL, N_ ("the server encrypts in an outdated way"),
    N_ ("{Server} uses an old kind of encryption. Your mail is still encrypted, and you can go on for now. Newer mail programs "
        "may refuse to connect."),
    N_ ("Tell your mail provider: “{host} should offer TLS 1.2 or later on port {port}.”"),
    N_ ("Switch on TLS 1.2 and TLS 1.3 for the mail service on port {port}."),
    N_ ("Only TLS {tls_version} (RFC 8996 retired TLS 1.0 and 1.1).") },
  { MS_CODE_MIXED_ADDRESSES, NULL, N_ ("the warning comes and goes"),
    N_ ("{host} consists of several computers, and something is wrong at {stale} of the {answering} that answer. Chance decides "
        "which one you get. You can go on for now."),
    N_ ("Tell your mail provider: “Something is wrong with {host} at: {addresses}.”"),
    N_ ("Bring what is right elsewhere here as well: {addresses}."),
    N_ ("The verdicts of the addresses differ; the worse ones: {addresses}.") },
  { MS_CODE_MIXED_ADDRESSES, "critical", N_ ("the warning comes and goes"),
    N_ ("{host} consists of several computers, and something is wrong at {stale} of the {answering} that answer. Chance decides "
        "which one you get. While the warning shows, do not go on."),
    N_ ("If your mail program asks, choose “No” or “Cancel”, and try again a little later. Tell your mail provider: “Something "
        "is wrong with {host} at: {addresses}.”"),
    N_ ("Bring what is right elsewhere here as well: {addresses}."),
    N_ ("The verdicts of the addresses differ; the worse ones: {addresses}.") },
  { MS_CODE_STALE_SERVICE, NULL, N_ ("this service still shows the old certificate"),
    N_ ("The certificate of {host} was renewed, but this mail service still shows the old one. Another service of the same "
        "server shows the new one already."),
    N_ ("Tell your mail provider: “The certificate is renewed, but the mail service on port {port} of {host} was not reloaded.”"),
    N_ ("Reload the mail service on port {port}, so that it reads the renewed certificate."),
    N_ ("A newer certificate for the same names is served on {newer_on}.") },
  { MS_CODE_RENEWED, NULL, N_ ("the certificate was renewed"),
    N_ ("{Server} has a new certificate from the same issuer. That is how it should be."), N_ ("Nothing to do."), NULL,
    N_ ("An ordinary renewal.") },
  { MS_CODE_CHANGED, NULL, N_ ("the certificate was replaced"),
    N_ ("{Server} shows a new certificate. It was checked and is good, so you can go on."), N_ ("Nothing to do."), NULL,
    N_ ("What differs: {because}.") },
  { MS_CODE_CHANGED, "warning", N_ ("the new certificate is not as good as the old one"),
    N_ ("{Server} has a new certificate, and something of the old one is missing on it. The name that you use is still there, so "
        "you can go on."),
    N_ ("Nothing to do for this account. Others at this server may get warnings."),
    N_ ("Look at what differs, and add the missing names if people use them."), N_ ("What differs: {because}.") },
  { MS_CODE_CHANGED, "critical", N_ ("the certificate was replaced by one that cannot be trusted"), SWAPPED,
    N_ ("What differs: {because}.") },
  { MS_CODE_CHANGED, "this-computer", N_ ("a program on this computer shows another certificate"),
    N_ ("The program that answers on this computer at {host}, port {port}, made itself another certificate, or it is another "
        "program. Do not go on until you know which."),
    N_ ("If you have just updated that program or set it up anew, that is the reason. If not, ask the person who looks after "
        "this computer: “Which program listens on port {port}?”"),
    NULL, N_ ("What differs: {because}.") },
  { MS_CODE_ROLLED_BACK, NULL, N_ ("an old certificate came back"),
    N_ ("{Server} shows a certificate again that had been replaced on {date}. Perhaps an old backup was put back. You can go on "
        "while the old one is good."),
    N_ ("Tell your mail provider: “{host} serves an old certificate again on port {port}.”"),
    N_ ("Install the newest certificate again, then reload the mail service on port {port}."),
    N_ ("A certificate that had been superseded is served again.") },
  { MS_CODE_OVERDUE, NULL, N_ ("the renewal is late"),
    N_ ("The certificate of {server} is usually renewed earlier than this. It is good until {date}, and until then all is well."),
    N_ (
      "Nothing to do for you. You may tell your mail provider that the certificate of {host} was not renewed at its usual time."),
    N_ ("Look why the automatic renewal did not happen: the log of your ACME client tells."),
    N_ ("Usual days left at renewal: {usual_days_left}.") },
  { MS_CODE_LOCAL_OVERRIDE, NULL, N_ ("this computer may go to the wrong server"),
    N_ ("This computer has {pinned} as the fixed address of {host}. Everybody else is led to {published}. The fixed one may be "
        "that of an old or a wrong server."),
    N_ ("Show this to the person who looks after this computer: “The file /etc/hosts has a line for {host}. Is it still needed? "
        "If not, please remove it.”"),
    NULL, N_ ("/etc/hosts gives {pinned}; DNS gives {published}.") },
  { MS_CODE_INSECURE_ACCOUNT, NULL, N_ ("your mail program is set to use no encryption"),
    N_ ("An account in {client} talks to {host} without encryption, or does not check who answers. Anybody on the way could read "
        "your password and your mail."),
    N_ (
      "Open the settings of this account for {direction}. Set connection security to “SSL/TLS” or “STARTTLS”, never to “None”."),
    NULL, N_ ("Found in the settings of {client}.") },
  { MS_CODE_INSECURE_ACCOUNT, "weak-pin", N_ ("your mail program knows the server by an outdated fingerprint only"),
    N_ ("An account in {client} knows {host} by the {what} fingerprint of its certificate, and by nothing else. {what} is "
        "outdated, and it is not safe to rely on it."),
    N_ ("Open the settings of this account, and enter the SHA-256 fingerprint of the certificate instead: it stands in the "
        "details. Or take the fingerprint out, if the certificate is good without it."),
    NULL, N_ ("Pinned by {what} in the settings of {client}.") },
  { MS_CODE_INSECURE_ACCOUNT, "use_port", N_ ("your mail program is set to use no encryption"),
    N_ ("An account in {client} talks to {host} without encryption, or does not check who answers. Anybody on the way could read "
        "your password and your mail. Port {use_port} with “{use_security}” works; Mailseal has just tried it."),
    N_ ("Open the settings of this account for {direction}. Set port {use_port} and connection security “{use_security}”."), NULL,
    N_ ("Found in the settings of {client}.") },
  { MS_CODE_MOVED, NULL, N_ ("your mail provider uses another server name today"),
    N_ ("Your mail program uses {host}. Your mail provider names {use_host} today, and the old name may stop working one day. "
        "You can go on for now."),
    N_ ("When you have time, open the settings of this account and enter {use_host} as the server name for {direction}."), NULL,
    N_ ("The provider publishes {use_host} (SRV, autoconfig or its own pages).") },
};

static const MsPhrase *
find (const MsPhrase *rows, guint n, MsCode code, const char *variant)
{
  for (guint i = 0; i < n; i++)
    if (rows[i].code == code && g_strcmp0 (rows[i].variant, variant) == 0)
      return &rows[i];
  return NULL;
}

const MsPhrase *
ms_phrase (MsCode code, const char *variant)
{
  if (code == MS_CODE_CLIENT_REFUSES)
    return find (ms_phrases_programs, ms_phrases_programs_n, code, variant);
  return find (phrases, G_N_ELEMENTS (phrases), code, variant);
}
