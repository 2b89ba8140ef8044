/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/phrases.h"

#include <glib/gi18n.h>

/* Of client-refuses: a row for each reason that there is (model/refusal). */
const MsPhrase ms_phrases_programs[] = {
  { MS_CODE_CLIENT_REFUSES, NULL, N_ ("some mail programs refuse this server"),
    N_ ("The certificate of {server} is good. But these programs do not take it: {programs}."),
    N_ ("Tell your mail provider: “{programs} cannot connect to {host} on port {port}.”"),
    N_ ("Try port {port} with {programs}, and see what it says."), N_ ("Refused by: {programs}.{says_part}") },
  { MS_CODE_CLIENT_REFUSES, "chain", N_ ("some mail programs refuse this server"),
    N_ ("The certificate of {server} is good. But a useless one is sent before it, and these programs stop there: {programs}."),
    N_ ("Tell your mail provider: “{host} sends a wrong intermediate certificate before the right one on port {port}.”"),
    N_ ("Serve only the chain file of your issuer, then reload the mail service on port {port}."),
    N_ ("A second certificate of the same authority is sent first and leads nowhere; OpenSSL and GnuTLS do not try the next "
        "one.") },
  { MS_CODE_CLIENT_REFUSES, "must-staple", N_ ("some mail programs refuse this server"),
    N_ ("The certificate of {server} promises a proof of freshness that the server does not send. These programs insist on it: "
        "{programs}."),
    N_ ("Tell your mail provider: “The certificate of {host} demands OCSP stapling, and port {port} does not send it.”"),
    N_ ("Get a certificate without “must-staple”, or switch on OCSP stapling on port {port}."),
    N_ ("TLS feature status_request (RFC 7633), and no OCSP answer was stapled.{says_part}") },
  { MS_CODE_CLIENT_REFUSES, "ca-as-server", N_ ("some mail programs refuse this server"),
    N_ ("The certificate of {server} is one for issuing others, not for a server. These programs refuse it: {programs}."),
    N_ ("Tell your mail provider: “Port {port} of {host} shows the certificate of an authority.”"),
    N_ ("Issue a certificate for the server itself with it, and serve that one on port {port}."),
    N_ ("Basic constraints of the server’s certificate: CA:TRUE.{says_part}") },
  { MS_CODE_CLIENT_REFUSES, "key-type", N_ ("some mail programs refuse this server"),
    N_ ("The certificate of {server} has a kind of key that these programs do not know: {programs}."),
    N_ ("Tell your mail provider: “{programs} cannot use {host}: the key of its certificate is of a rare kind.”"),
    N_ ("Get a certificate with an EC key (P-256) or an RSA key (2048 bits), or serve both kinds on port {port}."),
    N_ ("The kind of key of the certificate is not supported by {programs}.{says_part}") },
  { MS_CODE_CLIENT_REFUSES, "key-usage", N_ ("some mail programs refuse this server"),
    N_ ("The certificate of {server} does not plainly allow its use for a server. These programs insist on that: {programs}."),
    N_ ("Tell your mail provider: “The certificate of {host} is not plainly meant for a server (key usage).”"),
    N_ ("Get a certificate with the key usage digitalSignature and the extended key usage serverAuth for port {port}."),
    N_ ("Key usage without digitalSignature (RFC 5280, 4.2.1.3), or an extended key usage of any purpose without serverAuth "
        "(4.2.1.12).{says_part}") },
  { MS_CODE_CLIENT_REFUSES, "signature", N_ ("some mail programs refuse this server"),
    N_ ("The certificate of {server} is signed in a way that these programs do not know: {programs}."),
    N_ ("Tell your mail provider: “{programs} cannot check the certificate of {host}: its signature is of a rare kind.”"),
    N_ ("Get a certificate that is signed with RSA (PKCS #1) or ECDSA and SHA-256, then reload the mail service on port {port}."),
    N_ ("The signature algorithm on the chain is not supported by {programs}.{says_part}") },
  { MS_CODE_CLIENT_REFUSES, "tls-version", N_ ("some mail programs refuse this server"),
    N_ ("{Server} speaks only old kinds of encryption, which these programs refuse: {programs}."),
    N_ ("Tell your mail provider: “{host} speaks only TLS {tls_version} on port {port}; today’s mail programs want TLS 1.2.”"),
    N_ ("Allow TLS 1.2 and 1.3 on port {port}."), N_ ("TLS 1.0 and 1.1 are withdrawn (RFC 8996).{says_part}") },
  { MS_CODE_CLIENT_REFUSES, "cipher", N_ ("some mail programs refuse this server"),
    N_ ("{Server} knows only ways of encryption that these programs have given up: {programs}."),
    N_ ("Tell your mail provider: “{programs} cannot agree with {host} on a cipher on port {port}.”"),
    N_ ("Allow ECDHE with AES-GCM or ChaCha20 on port {port}."),
    N_ ("Only finite-field Diffie-Hellman, RSA key exchange or CBC ciphers were offered.{says_part}") },
  { MS_CODE_CLIENT_REFUSES, "renegotiation", N_ ("some mail programs refuse this server"),
    N_ ("{Server} lacks a repair of its encryption from 2010, and these programs insist on it: {programs}."),
    N_ ("Tell your mail provider: “Port {port} of {host} does not support secure renegotiation (RFC 5746).”"),
    N_ ("Update the mail server, or the device in front of it, so that it supports RFC 5746."),
    N_ ("No renegotiation_info (RFC 5746); OpenSSL 3 ends such a connection.{says_part}") },
  { MS_CODE_CLIENT_REFUSES, "distrusted", N_ ("some mail programs refuse this server"),
    N_ ("The issuer of the certificate of {server} is no longer trusted by these programs: {programs}."),
    N_ ("Tell your mail provider: “{programs} no longer trust the issuer of the certificate of {host}.”"),
    N_ ("Get a certificate of another issuer, then reload the mail service on port {port}."),
    N_ ("The root is distrusted by {programs}.{says_part}") },
};

const guint ms_phrases_programs_n = G_N_ELEMENTS (ms_phrases_programs);
