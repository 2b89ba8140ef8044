/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/judge/phrases.h"

#include <glib/gi18n.h>

static const MsPhrase phrases[] = {
  { MS_CODE_WRONG_SECURITY_MODE, NULL, N_ ("port {port} wants another kind of encryption"),
    N_ ("Port {port} of {server} answers, but with another kind of encryption than {security}, which is set for it. Your mail "
        "program cannot connect safely like this."),
    N_ ("In your mail program, change the connection security of this account: to “STARTTLS” if it is “SSL/TLS” now, otherwise "
        "to “SSL/TLS”. Never choose “None”."),
    NULL, N_ ("The server spoke {speaks} where {security} was expected on port {port}.") },
  { MS_CODE_WRONG_SECURITY_MODE, "use_port", N_ ("port {port} wants another kind of encryption"),
    N_ ("Port {port} of {server} answers, but with another kind of encryption than {security}, which is set for it. Port "
        "{use_port} with {use_security} works: it was tried just now."),
    N_ ("In your mail program, set port {use_port} and connection security “{use_security}” for this account."), NULL,
    N_ ("The server spoke {speaks} where {security} was expected on port {port}; port {use_port} with {use_security} was tried "
        "and works.") },
  { MS_CODE_STARTTLS_MISSING, NULL, N_ ("encryption is not offered"),
    N_ ("{Server} does not offer encryption on port {port}. Your password and your mail would travel readable for everybody on "
        "the way, so do not go on."),
    N_ ("Try again from another network. If it stays like this, ask your provider which port is encrypted."),
    N_ ("Switch on TLS for this port, or find out what on the way removes the offer."),
    N_ ("STARTTLS is not among the server's capabilities. {detail}") },
  { MS_CODE_STARTTLS_MISSING, "use_port", N_ ("encryption is not offered on port {port}"),
    N_ ("{Server} does not offer encryption on port {port}. Your password and your mail would travel readable for everybody on "
        "the way, so do not go on like this."),
    N_ ("In your mail program, set port {use_port} and connection security “{use_security}” for this account: that was tried and "
        "works."),
    N_ ("Switch on TLS for port {port}, or close it and have people use port {use_port} with {use_security}."),
    N_ ("STARTTLS is not among the server's capabilities; port {use_port} with {use_security} was tried and works. {detail}") },
  { MS_CODE_STARTTLS_MISSING, "preauth", N_ ("encryption was skipped"),
    N_ ("{Server} claims that you are logged in before any encryption began. Somebody may be trying to read your mail, so do not "
        "go on."),
    N_ ("Try again from another network, and tell your provider if it happens there too."), NULL,
    N_ ("A PREAUTH greeting was received on a STARTTLS port.") },
  { MS_CODE_STARTTLS_MISSING, "smtp", N_ ("mail to this server travels unencrypted"),
    N_ ("{host} does not offer encryption to other mail servers. Mail that others send to it travels readable for everybody on "
        "the way. Your own password is not at risk."),
    N_ ("There is nothing to change on your side. You may ask the provider to switch on encryption for incoming mail."),
    N_ ("Switch on TLS for port {port}."), N_ ("STARTTLS is not among the server's capabilities. {detail}") },
  { MS_CODE_STARTTLS_FAILED, NULL, N_ ("encryption is offered, but does not work"),
    N_ ("{Server} offers encryption and then fails to begin it. Your mail program cannot connect safely, so do not go on."),
    N_ ("Try again later. If it stays like this, tell your provider."),
    N_ ("Look into the log of the mail service on port {port}."),
    N_ ("STARTTLS was offered, but no TLS handshake followed. {detail}") },
  { MS_CODE_STARTTLS_FAILED, "use_port", N_ ("encryption is offered on port {port}, but does not work"),
    N_ ("{Server} offers encryption on port {port} and then fails to begin it. Port {use_port} with {use_security} works: it was "
        "tried just now."),
    N_ ("In your mail program, set port {use_port} and connection security “{use_security}” for this account."),
    N_ ("Look into the log of the mail service on port {port}."),
    N_ ("STARTTLS was offered, but no TLS handshake followed. {detail}") },
  { MS_CODE_STARTTLS_FAILED, "injection", N_ ("something is mixed into the connection"),
    N_ ("Before the encryption began, extra text was slipped into the connection to {host}. Somebody may be trying to read your "
        "mail, so do not go on."),
    N_ ("Try again from another network, and tell your provider if it happens there too."), NULL,
    N_ ("Plain text followed the answer to STARTTLS (response injection).") },
  { MS_CODE_TLS_FAILED, NULL, N_ ("no encrypted connection could be made"),
    N_ ("{Server} and this computer could not agree on how to encrypt. Your mail program will most likely fail as well, so do "
        "not go on."),
    N_ ("Try again later. If it stays like this, tell your provider."),
    N_ ("Look into the log of the mail service on port {port}."), N_ ("The TLS handshake failed. {detail}") },
  { MS_CODE_TLS_FAILED, "use_port", N_ ("no encrypted connection could be made on port {port}"),
    N_ ("{Server} and this computer could not agree on how to encrypt on port {port}. Port {use_port} with {use_security} works: "
        "it was tried just now."),
    N_ ("In your mail program, set port {use_port} and connection security “{use_security}” for this account."),
    N_ ("Look into the log of the mail service on port {port}."), N_ ("The TLS handshake failed. {detail}") },
  { MS_CODE_PROTOCOL_ERROR, NULL, N_ ("another kind of service answers"),
    N_ ("What answers at {host} on port {port} is not the mail service that was expected there. Whether its certificate is good "
        "is not known."),
    N_ ("Check the server name and the port in your mail program."), NULL, N_ ("Recognised: {speaks}. {detail}") },
  { MS_CODE_PROTOCOL_ERROR, "use_port", N_ ("another kind of service answers on port {port}"),
    N_ ("What answers at {host} on port {port} is not the mail service that was expected there. Port {use_port} with "
        "{use_security} works: it was tried just now."),
    N_ ("In your mail program, set port {use_port} and connection security “{use_security}” for this account."), NULL,
    N_ ("Recognised: {speaks}. {detail}") },
  { MS_CODE_SERVER_REFUSED, NULL, N_ ("the server does not want to talk now"),
    N_ ("{Server} answers, but sends us away for now. This says nothing about its certificate."),
    N_ ("There is nothing to do. If your mail does not work either, wait a little."), NULL, N_ ("The server said: “{line}”") },
  { MS_CODE_INVALID, NULL, N_ ("the certificate is damaged"),
    N_ ("{Server} shows a certificate that cannot be read or was tampered with. Nobody can tell whether this is the right "
        "server, so do not go on."),
    N_ ("Do not accept the certificate, and tell your provider."), N_ ("Install the certificate again."),
    N_ ("The certificate cannot be parsed, its signature is wrong, or it has an unknown critical extension.") },
  { MS_CODE_REVOKED, NULL, N_ ("the certificate was withdrawn"),
    N_ ("Whoever issued the certificate of {server} withdrew it on {date}, because it must not be trusted any more. Somebody "
        "else may have its key, so do not go on."),
    N_ ("Do not accept the certificate. Tell your provider that the certificate of {host} was revoked."),
    N_ ("Get a new certificate with a new key, and reload the mail service on port {port}."),
    N_ ("Revoked, as the stapled OCSP response says.") },
  { MS_CODE_NAME_MISMATCH, NULL, N_ ("the certificate was made for another name"),
    N_ ("You asked for {host}, but the server shows a certificate for {names}. Nobody can be sure that this is the right server, "
        "so do not go on."),
    N_ ("Ask your provider which server name to enter in your mail program, or to add the name {host} to the certificate."),
    N_ ("Add the name {host} to the certificate, or have people use one of its names."),
    N_ ("Name mismatch (“the target principal name is incorrect”): {host} is none of the subject alternative names.") },
  { MS_CODE_NAME_MISMATCH, "use_host", N_ ("the certificate was made for another name"),
    N_ ("You asked for {host}, but the server shows a certificate for {names}. It is the same server as {use_host}, and under "
        "that name all is well: it was tried just now."),
    N_ ("In your mail program, enter {use_host} as the server name instead of {host}."),
    N_ ("Add the name {host} to the certificate, or have people use {use_host}."),
    N_ ("Name mismatch (“the target principal name is incorrect”): {host} is none of the subject alternative names; {use_host} "
        "leads to the same server and is valid.") },
  { MS_CODE_NAME_MISMATCH, "no-san", N_ ("the certificate names the server in an outdated way"),
    N_ ("The certificate of {host} has the name only in a place that today's mail programs ignore. They warn as if it were a "
        "wrong name, so do not go on."),
    N_ ("Tell your provider that the certificate of {host} must have this name in its list of names."),
    N_ ("Get a new certificate with {host} as a subject alternative name."),
    N_ ("The name is only in the common name (CN); there is no subject alternative name (RFC 9525).") },
  { MS_CODE_EXPIRED, NULL, N_ ("the certificate ran out {ago}"),
    N_ ("The certificate of {server} was good until {date} and was not renewed in time, so mail programs warn. Better wait until "
        "it is renewed."),
    N_ ("Tell your provider that the certificate of {host} has expired. There is nothing to install or to change on your side."),
    N_ ("Renew the certificate, then reload the mail service on port {port}."),
    N_ ("Expired (“not within its validity period”).") },
  { MS_CODE_EXPIRED, "yes", N_ ("the certificate ran out {ago}"),
    N_ ("The certificate of {server} was good until {date} and was not renewed in time, so mail programs warn. For now you can "
        "go on: it is the same server with the same key as before."),
    N_ ("Tell your provider that the certificate of {host} has expired. There is nothing to install or to change on your side."),
    N_ ("Renew the certificate, then reload the mail service on port {port}."),
    N_ ("Expired (“not within its validity period”); the key was seen while the certificate was good.") },
  { MS_CODE_NOT_YET_VALID, NULL, N_ ("the certificate is good only from {date}"),
    N_ ("The certificate of {server} begins on {date}. Most often that means that the clock of this computer is wrong. Wait "
        "until that is cleared up."),
    N_ ("Check the date and the time of this computer. If they are right, tell your provider."), NULL,
    N_ ("Not yet valid (“not within its validity period”).") },
  { MS_CODE_EXPIRED_INTERMEDIATE, NULL, N_ ("a certificate behind it ran out"),
    N_ ("{Server} proves who it is with the help of another certificate, and that one has run out. Mail programs warn, and "
        "nobody can be sure of the server, so do not go on."),
    N_ ("Tell your provider that a certificate of the issuer that {host} sends along has expired."),
    N_ ("Install the current chain of your issuer on the server, then reload the mail service on port {port}."),
    N_ ("An intermediate or root certificate has expired, and there is no other valid path.") },
  { MS_CODE_SELF_SIGNED, NULL, N_ ("the server vouches only for itself"),
    N_ ("{Server} uses a certificate that it made by itself. Nobody can tell it from one that a stranger made, so do not go on."),
    N_ ("Ask your provider for a certificate of a public issuer; they are free. Accept this one only if the person who runs the "
        "server told you to."),
    N_ ("Get a certificate of a public authority, for example with an ACME client such as certbot."),
    N_ ("Self-signed certificate.") },
  { MS_CODE_SELF_SIGNED, "accepted", N_ ("you have accepted this certificate"),
    N_ (
      "{Server} vouches only for itself, and you have said that this is its certificate. You are told if it shows another one."),
    N_ ("Nothing to do."), NULL, N_ ("Self-signed certificate, accepted.") },
  { MS_CODE_UNTRUSTED_ISSUER, NULL, N_ ("nobody here knows who issued the certificate"),
    N_ ("The certificate of {server} was issued by {issuer}. This computer does not know who that is, so anybody may have made "
        "it. Do not go on."),
    N_ ("Do not accept it. Ask your provider whether this certificate is really theirs."),
    N_ ("Serve a certificate of a public authority together with its full chain."),
    N_ ("Unknown issuer, or the issuer is not entitled to issue it. Missing: {missing}.") },
  { MS_CODE_UNTRUSTED_ISSUER, "private-ca", N_ ("the certificate was issued privately"),
    N_ ("The certificate of {server} was issued by {issuer}, privately, and this computer does not know that issuer. Do not go "
        "on unless you know why."),
    N_ ("If it is your company's or your school's, ask its administrator to set up this computer for it. If you did not expect "
        "this, do not accept it."),
    N_ ("Install the authority's certificate on the computers that use this server, or get a certificate of a public authority."),
    N_ ("The chain ends in a self-signed authority certificate (a private CA) that is not in the trust store.") },
  { MS_CODE_UNTRUSTED_ISSUER, "accepted", N_ ("you have accepted this certificate"),
    N_ ("Nobody here knows {issuer}, who issued the certificate of {server}, but you have said that it is the right one. You are "
        "told if it shows another one."),
    N_ ("Nothing to do."), NULL, N_ ("Unknown issuer, accepted.") },
  { MS_CODE_WRONG_PURPOSE, NULL, N_ ("the certificate is not meant for a server"),
    N_ (
      "{Server} shows a certificate that was made for something else. Mail programs refuse it, and you should not go on either."),
    N_ ("Tell your provider that the certificate of {host} is not a server certificate."), N_ ("Install a server certificate."),
    N_ ("The extended key usage does not allow TLS server authentication.") },
  { MS_CODE_WEAK, NULL, N_ ("the certificate's key is too short"),
    N_ ("The key of {server} is so short that it can be broken today. Apple Mail and many other current mail programs refuse it. "
        "Do not go on."),
    N_ ("Tell your provider that the certificate of {host} needs a longer key."),
    N_ ("Get a new certificate with a current key: EC 256 or RSA 2048 at least."),
    N_ ("Too weak: {what}. Refused by Apple's clients and by those that use OpenSSL's defaults; GnuTLS and NSS may still take "
        "it.") },
  { MS_CODE_WEAK, "SHA-1", N_ ("the certificate can be forged"),
    N_ ("The certificate of {server} is protected by a method that can be forged today. Thunderbird, Outlook, Apple Mail and "
        "other current mail programs refuse it. Do not go on."),
    N_ ("Tell your provider that the certificate of {host} is signed with an outdated method."),
    N_ ("Get a new certificate; every authority signs with SHA-256 today."),
    N_ ("Signed with {what}. Refused by NSS, Schannel, Apple's clients, OpenSSL's defaults and GnuTLS.") },
  { MS_CODE_WEAK, "MD5", N_ ("the certificate can be forged"),
    N_ ("The certificate of {server} is protected by a method that can be forged today. Thunderbird, Outlook, Apple Mail and "
        "other current mail programs refuse it. Do not go on."),
    N_ ("Tell your provider that the certificate of {host} is signed with an outdated method."),
    N_ ("Get a new certificate; every authority signs with SHA-256 today."),
    N_ ("Signed with {what}. Refused by NSS, Schannel, Apple's clients, OpenSSL's defaults and GnuTLS.") },
  { MS_CODE_WEAK, "warning", N_ ("the certificate is made in an outdated way"),
    N_ ("The certificate of {server} uses an outdated method. Some mail programs refuse it."),
    N_ ("Tell your provider that the certificate of {host} is outdated."),
    N_ ("Get a new certificate with a current key and signature."), N_ ("Outdated: {what}.") },
  { MS_CODE_INCOMPLETE_CHAIN, NULL, N_ ("the server leaves out a part of its proof"),
    N_ ("{Server} does not send everything that is needed to check its certificate. Some mail programs manage without it, others "
        "warn. You can go on, since the missing part is known here."),
    N_ ("Tell your provider that {host} does not send its intermediate certificate along."),
    N_ ("Serve the full chain file of your authority, then reload the mail service on port {port}."),
    N_ ("Incomplete chain (“unable to verify the first certificate”); missing: {missing}, which is known here.") },
  { MS_CODE_INCOMPLETE_CHAIN, "critical", N_ ("the server leaves out a part of its proof"),
    N_ ("{Server} does not send everything that is needed to check its certificate. Mail programs warn, and nobody can be sure "
        "of the server, so do not go on."),
    N_ ("Tell your provider that {host} does not send its intermediate certificate along."),
    N_ ("Serve the full chain file of your authority, then reload the mail service on port {port}."),
    N_ ("Incomplete chain (“unable to verify the first certificate”); missing: {missing}.") },
  { MS_CODE_EXPIRING, NULL, N_ ("the certificate runs out {in}"),
    N_ ("The certificate of {server} is good until {date}. Until then all is well; after that, mail programs warn unless it is "
        "renewed."),
    N_ ("Tell your provider that the certificate of {host} ends on {date}."),
    N_ ("Renew the certificate before {date}, then reload the mail service on port {port}."), N_ ("Expires soon.") },
  { MS_CODE_EXPIRING, "notice", N_ ("the certificate runs out {in}"),
    N_ ("The certificate of {server} is good until {date}. Most providers renew it in time."), N_ ("Nothing to do yet."),
    N_ ("See to it that the certificate is renewed before {date}."), N_ ("Expires soon.") },
  { MS_CODE_UNREACHABLE, NULL, N_ ("the server cannot be reached"),
    N_ ("{host} does not answer on port {port} at the moment. This says nothing about its certificate."),
    N_ ("If your mail does not work either, wait a little or check your internet connection."), NULL, N_ ("{detail}") },
  { MS_CODE_UNREACHABLE, "use_port", N_ ("nothing answers on port {port}"),
    N_ ("{host} does not answer on port {port}. Port {use_port} with {use_security} works: it was tried just now."),
    N_ ("In your mail program, set port {use_port} and connection security “{use_security}” for this account."),
    N_ ("Start the mail service on port {port}, or have people use port {use_port}."), N_ ("{detail}") },
  { MS_CODE_UNREACHABLE, "dns", N_ ("the server's name is not found"),
    N_ ("No address was found for {host}. Either the name is misspelt, or there is no internet connection right now."),
    N_ ("Check the internet connection and the spelling of the server name."), NULL, N_ ("{detail}") },
  { MS_CODE_UNREACHABLE, "refused", N_ ("nothing answers on port {port}"),
    N_ ("{host} is there, but no mail service answers on port {port}. This says nothing about its certificate."),
    N_ ("Check the port in your mail program, or wait a little."), N_ ("Start the mail service on port {port}."),
    N_ ("{detail}") },
  { MS_CODE_UNREACHABLE, "no-route", N_ ("one address cannot be reached from here"),
    N_ ("This computer has no connection to the kind of address that {host} has."), N_ ("Nothing to do if mail works."), NULL,
    N_ ("{detail}") },
  { MS_CODE_OLD_TLS, NULL, N_ ("the server encrypts in an outdated way"),
    N_ ("{Server} knows only an old kind of encryption. Current mail programs refuse it or warn; until your provider changes "
        "that, your mail is still encrypted."),
    N_ ("Tell your provider that {host} needs a newer kind of encryption (TLS 1.2 or later)."),
    N_ ("Switch on TLS 1.2 and TLS 1.3 for the mail service on port {port}."),
    N_ ("Only TLS {tls_version} (RFC 8996 retired TLS 1.0 and 1.1).") },
  { MS_CODE_MIXED_ADDRESSES, NULL, N_ ("the warning comes and goes"),
    N_ ("{host} has several addresses; at {stale} of the {answering} that answer, something is wrong. Which one you get "
        "is chance, so the warning comes and goes."),
    N_ ("Tell your provider which addresses are wrong: {addresses}."),
    N_ ("Bring the right certificate to these addresses as well: {addresses}."),
    N_ ("The verdicts of the addresses differ; the worse ones: {addresses}.") },
  { MS_CODE_STALE_SERVICE, NULL, N_ ("the renewed certificate has not arrived here"),
    N_ ("The certificate of {host} was renewed already: another service of the same server shows the new one. This service still "
        "hands out the old one."),
    N_ ("Tell your provider that the certificate is renewed, but the mail service on port {port} of {host} was not reloaded."),
    N_ ("Reload the mail service on port {port}, so that it reads the renewed certificate."),
    N_ ("A newer certificate for the same names is served on {newer_on}.") },
  { MS_CODE_RENEWED, NULL, N_ ("the certificate was renewed"),
    N_ ("{Server} has a new certificate from the same issuer. That is how it should be."), N_ ("Nothing to do."), NULL,
    N_ ("An ordinary renewal.") },
  { MS_CODE_CHANGED, NULL, N_ ("the certificate was exchanged"),
    N_ ("{Server} shows another certificate than before. It is as good as the old one."), N_ ("Nothing to do."), NULL,
    N_ ("What differs: {because}.") },
  { MS_CODE_CHANGED, "warning", N_ ("the new certificate has fewer names"),
    N_ ("{Server} has a new certificate on which some names are missing. Your name for it is still there."),
    N_ ("Nothing to do for this account. Others at this server may get warnings."),
    N_ ("Add the missing names if people use them."), N_ ("What differs: {because}.") },
  { MS_CODE_CHANGED, "critical", N_ ("the certificate was exchanged for a doubtful one"),
    N_ ("{Server} used to prove who it is, and now shows a certificate that nobody vouches for. Somebody may be reading your "
        "mail, so do not go on."),
    N_ ("Do not accept the new certificate. Ask your provider, by telephone or on its web pages, whether this is meant."), NULL,
    N_ ("What differs: {because}.") },
  { MS_CODE_LOCAL_OVERRIDE, NULL, N_ ("this computer sends {host} to a fixed address"),
    N_ ("A line in the hosts file of this computer sends {host} to {pinned}, but today the name belongs to {published}. Your "
        "mail program may be talking to an old or a wrong server."),
    N_ ("Remove the line with {host} from the file /etc/hosts, unless you know why it is there."), NULL,
    N_ ("/etc/hosts gives {pinned}; DNS gives {published}.") },
};

const MsPhrase *
ms_phrase (MsCode code, const char *variant)
{
  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    if (phrases[i].code == code && g_strcmp0 (phrases[i].variant, variant) == 0)
      return &phrases[i];
  return NULL;
}
