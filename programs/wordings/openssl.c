/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programs/wordings.h"

#define CAUSES(...)                                                                                                              \
  {                                                                                                                              \
    __VA_ARGS__, MS_N_CODES                                                                                                      \
  }

/* ---- openssl ------------------------------------------------------------------------------------------------------- */

static const MsWording openssl[] = {
  { CAUSES (MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "unable to get issuer certificate" } },
      { { "unable to get local issuer certificate" } },
      { { "unable to verify the first certificate" } },
      { { "unable to verify leaf signature" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INVALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "unable to decrypt certificate's signature" } },
      { { "unable to decode issuer public key" } },
      { { "certificate signature failure" } },
      { { "format error in certificate's notBefore field" } },
      { { "format error in certificate's notAfter field" } },
      { { "unhandled critical extension" } },
      { { "bad signature" } },
      { { "asn1 encoding routines" } },
      { { "unsupported name constraint syntax" } },
      { { "subject signature algorithm and issuer public key algorithm mismatch" } },
      { { "bad ecpoint" } },
      { { "error:0407006A" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NOT_YET_VALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "certificate is not yet valid" } },
      { { "CERT_NOT_YET_VALID" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED, MS_CODE_EXPIRED_INTERMEDIATE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "certificate has expired" } },
      { { "CERT_HAS_EXPIRED" } },
      { { "cert has expired" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_SELF_SIGNED, MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "self-signed certificate" } },
      { { "DEPTH_ZERO_SELF_SIGNED_CERT" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "self-signed certificate in certificate chain" } },
      { { "SELF_SIGNED_CERT_IN_CHAIN" } },
      { { "certificate chain too long" } },
      { { "invalid CA certificate" } },
      { { "path length constraint exceeded" } },
      { { "certificate not trusted" } },
      { { "certificate rejected" } },
      { { "subject issuer mismatch" } },
      { { "issuer certificate doesn't have a public key" } },
      { { "authority and subject key identifier mismatch" } },
      { { "authority and issuer serial number mismatch" } },
      { { "key usage does not include certificate signing" } },
      { { "permitted subtree violation" } },
      { { "excluded subtree violation" } },
      { { "name constraints minimum and maximum not supported" } },
      { { "no explicit policy" } },
      { { "invalid or inconsistent certificate extension" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_REVOKED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "certificate revoked" } },
      { { "has been revoked" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_PURPOSE, MS_CODE_CLIENT_REFUSES), MS_REFUSAL_KEY_USAGE, FALSE,
    (const MsSaying[]){
      { { "unsupported certificate purpose" } },
      { { "unsuitable certificate purpose" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_CA_AS_SERVER, FALSE,
    (const MsSaying[]){
      { { "invalid non-CA certificate (has CA markings)" } },
      { { "CA markings" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "hostname mismatch" } },
      { { "host name mismatch" } },
      { { "IP address mismatch" } },
      { { "email address mismatch" } },
      { { "certificate subject name … does not match target host name" } },
      { { "no alternative certificate subject name matches target host name" } },
      { { "no alternative certificate subject name matches target ipv4 address" } },
      { { "certificate name mismatch" } },
      { { "doesn't match hostname" } },
      { { "does not match hostname" } },
      { { "does not match the hostname" } },
      { { "SSL certificate subject does not match" } },
      { { "common name mismatch" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WEAK), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "EE certificate key too weak" } },
      { { "CA certificate key too weak" } },
      { { "CA signature digest algorithm too weak" } },
      { { "ee key too small" } },
      { { "ca key too small" } },
      { { "ca md too weak" } },
      { { "key too small" } },
      { { "EE_KEY_TOO_SMALL" } },
      { { "CA_MD_TOO_WEAK" } },
      { { "CA_KEY_TOO_SMALL" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "no matching DANE TLSA records" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_CLIENT_REFUSES), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Missing Authority Key Identifier" } },
      { { "Missing Subject Key Identifier" } },
      { { "Basic Constraints of CA cert not marked critical" } },
      { { "CA cert does not include key usage extension" } },
      { { "Path length invalid for non-CA cert" } },
      { { "Key usage keyCertSign invalid for non-CA cert" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_SECURITY_MODE, MS_CODE_PROTOCOL_ERROR), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "wrong version number" } },
      { { "unknown protocol" } },
      { { "https proxy request" } },
      { { "packet length too long" } },
      { { "record too large" } },
      { { "bad record type" } },
      { { "WRONG_VERSION_NUMBER" } },
      { { "plain text on a TLS port" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_OLD_TLS, MS_CODE_TLS_FAILED, MS_CODE_CLIENT_REFUSES), MS_REFUSAL_TLS_VERSION, FALSE,
    (const MsSaying[]){
      { { "unsupported protocol" } },
      { { "UNSUPPORTED_PROTOCOL" } },
      { { "tlsv1 alert protocol version" } },
      { { "alert protocol version" } },
      { { "TLSV1_ALERT_PROTOCOL_VERSION" } },
      { { "no protocols available" } },
      { { "NO_PROTOCOLS_AVAILABLE" } },
      { { "version too low" } },
      { { "SSL alert number 70" } },
      { { "ssl3 ext invalid" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_OLD_TLS, MS_CODE_CLIENT_REFUSES), MS_REFUSAL_KEY_TYPE, FALSE,
    (const MsSaying[]){
      { { "sslv3 alert handshake failure" } },
      { { "alert handshake failure" } },
      { { "SSLV3_ALERT_HANDSHAKE_FAILURE" } },
      { { "ssl/tls alert handshake failure" } },
      { { "SSL alert number 40" } },
      { { "no shared cipher" } },
      { { "NO_SHARED_CIPHER" } },
      { { "no ciphers available" } },
      { { "no cipher match" } },
      { { "insufficient security" } },
      { { "no suitable key share" } },
      { { "no suitable signature algorithm" } },
      { { "no cipher in common" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "dh key too small" } },
      { { "DH_KEY_TOO_SMALL" } },
      { { "modulus too small" } },
      { { "bad dh p length" } },
      { { "tlsv1 alert internal error" } },
      { { "alert internal error" } },
      { { "tlsv13 alert certificate required" } },
      { { "alert certificate required" } },
      { { "tlsv1 alert decode error" } },
      { { "alert decode error" } },
      { { "tlsv1 alert decrypt error" } },
      { { "alert decrypt error" } },
      { { "alert unexpected message" } },
      { { "alert illegal parameter" } },
      { { "alert bad record mac" } },
      { { "alert no application protocol" } },
      { { "inappropriate fallback" } },
      { { "excessive message size" } },
      { { "decryption failed or bad record mac" } },
      { { "DECRYPTION_FAILED_OR_BAD_RECORD_MAC" } },
      { { "peer did not return a certificate" } },
      { { "no certificate returned" } },
      { { "digest check failed" } },
      { { "handshake timed out" } },
      { { "TLS handshake timeout" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_UNREACHABLE), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "unexpected eof while reading" } },
      { { "UNEXPECTED_EOF_WHILE_READING" } },
      { { "EOF occurred in violation of protocol" } },
      { { "ssl handshake failure" } },
      { { "handshake failure" } },
      { { "SSL_ERROR_SYSCALL" } },
      { { "SSL_connect: Connection reset by peer" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_RENEGOTIATION, FALSE,
    (const MsSaying[]){
      { { "unsafe legacy renegotiation disabled" } },
      { { "UNSAFE_LEGACY_RENEGOTIATION_DISABLED" } },
      { { "no renegotiation" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_SIGNATURE, FALSE,
    (const MsSaying[]){
      { { "wrong signature type" } },
      { { "WRONG_SIGNATURE_TYPE" } },
      { { "legacy sigalg disallowed or unsupported" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_KEY_TYPE, FALSE,
    (const MsSaying[]){
      { { "wrong curve" } },
      { { "unknown certificate type" } },
      { { "unsupported elliptic curve" } },
      { { "unsupported certificate type" } },
      { { "alert unsupported certificate" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_MUST_STAPLE, FALSE,
    (const MsSaying[]){
      { { "invalid status response" } },
      { { "status response was missing" } },
      { { "bad certificate status response" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NAME_MISMATCH, MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "alert unrecognized name" } },
      { { "tlsv1 unrecognized name" } },
      { { "UNRECOGNIZED_NAME" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_EXPIRED, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "certificate verify failed" } },
      { { "CERTIFICATE_VERIFY_FAILED" } },
      { { "Verify return code" } },
      { { "verify error" } },
      { { NULL } },
    } },
};

/* ---- dovecot ------------------------------------------------------------------------------------------------------- */

static const MsWording dovecot[] = {
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED, MS_CODE_INCOMPLETE_CHAIN), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "tlsv1 alert unknown ca" } },
      { { "alert unknown ca" } },
      { { "TLSV1_ALERT_UNKNOWN_CA" } },
      { { "SSL alert number 48" } },
      { { "unknown ca" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "sslv3 alert certificate expired" } },
      { { "alert certificate expired" } },
      { { "SSL alert number 45" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_REVOKED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "sslv3 alert certificate revoked" } },
      { { "alert certificate revoked" } },
      { { "SSL alert number 44" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_NAME_MISMATCH, MS_CODE_SELF_SIGNED, MS_CODE_EXPIRED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "sslv3 alert bad certificate" } },
      { { "alert bad certificate" } },
      { { "SSL alert number 42" } },
      { { "sslv3 alert certificate unknown" } },
      { { "alert certificate unknown" } },
      { { "SSL alert number 46" } },
      { { "bad certificate" } },
      { { "unknown certificate" } },
      { { NULL } },
    } },
};

/* ---- python -------------------------------------------------------------------------------------------------------- */

static const MsWording python[] = {
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Hostname mismatch, certificate is not valid for" } },
      { { "IP address mismatch, certificate is not valid for" } },
      { { "hostname … doesn't match" } },
      { { "hostname … doesn't match either of" } },
      { { "no appropriate commonName or subjectAltName fields were found" } },
      { { "SSLCertVerificationError: Hostname mismatch" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_STARTTLS_MISSING, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "STARTTLS extension not supported by server" } },
      { { "TLS not supported by server" } },
      { { "starttls not supported" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_EXPIRED, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "SSLCertVerificationError" } },
      { { "SSLError during connect" } },
      { { NULL } },
    } },
};

/* ---- node ---------------------------------------------------------------------------------------------------------- */

static const MsWording node[] = {
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Hostname/IP does not match certificate's altnames" } },
      { { "ERR_TLS_CERT_ALTNAME_INVALID" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "UNABLE_TO_VERIFY_LEAF_SIGNATURE" } },
      { { "UNABLE_TO_GET_ISSUER_CERT_LOCALLY" } },
      { { "UNABLE_TO_GET_ISSUER_CERT" } },
      { { NULL } },
    } },
};

/* ---- fetchmail ----------------------------------------------------------------------------------------------------- */

static const MsWording fetchmail[] = {
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Server CommonName mismatch: … !=" } },
      { { "CommonName mismatch" } },
      { { "Server name … does not match" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Broken certification chain at" } },
      { { "This could mean that the server did not provide the intermediate CA's certificate(s)" } },
      { { "server did not provide the intermediate" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Missing trust anchor certificate" } },
      { { "This could mean that the root CA's signing certificate is not in the trusted CA certificate location" } },
      { { "root CA's signing certificate is not in the trusted CA" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CHANGED, MS_CODE_RENEWED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "fingerprints do not match" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INVALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Subject CommonName contains NUL" } },
      { { "Subject Alternative Name contains NUL" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_STARTTLS_MISSING, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "STARTTLS is mandatory for this session, but could not be negotiated" } },
      { { "Upgrade to TLS failed" } },
      { { "TLS is mandatory for this session, but server refused CAPA command" } },
      { { "opportunistic upgrade to TLS failed" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_WRONG_SECURITY_MODE, MS_CODE_UNREACHABLE), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "SSL connection failed" } },
      { { "Server certificate verification error" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Server did not present a certificate" } },
      { { NULL } },
    } },
};

/* ---- mbsync -------------------------------------------------------------------------------------------------------- */

static const MsWording mbsync[] = {
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "certificate owner does not match hostname" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_STARTTLS_MISSING, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "SSL support not available" } },
      { { "IMAP error: TLS required but not offered" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_EXPIRED, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "SSL error connecting" } },
      { { NULL } },
    } },
};

/* ---- alpine -------------------------------------------------------------------------------------------------------- */

static const MsWording alpine[] = {
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Server name does not match certificate" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED, MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "There was a failure validating the SSL/TLS certificate for the server" } },
      { { "The reason for the failure was" } },
      { { "Certificate failure for" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_STARTTLS_FAILED, MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "Unable to negotiate TLS with this server" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INSECURE_ACCOUNT, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Can't do secure authentication with this server" } },
      { { "Secure (SSL) authentication is required" } },
      { { NULL } },
    } },
};

/* ---- offlineimap --------------------------------------------------------------------------------------------------- */

static const MsWording offlineimap[] = {
  { CAUSES (MS_CODE_CHANGED, MS_CODE_RENEWED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "does not match configured fingerprint" } },
      { { "Server SSL fingerprint … for hostname" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "no matching domain name found in certificate" } },
      { { "SSL Certificate host name mismatch" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_SECURITY_MODE, MS_CODE_PROTOCOL_ERROR), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Unknown SSL protocol connecting to host" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_EXPIRED, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "CA Cert verifying failed" } },
      { { "No CA certificates and no server fingerprints configured" } },
      { { NULL } },
    } },
};

/* ---- getmail ------------------------------------------------------------------------------------------------------- */

static const MsWording getmail[] = {
  { CAUSES (MS_CODE_CHANGED, MS_CODE_RENEWED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "certificate fingerprint mismatch" } },
      { { "unexpected SSL fingerprint" } },
      { { NULL } },
    } },
};

const MsBook ms_wordings_openssl[] = {
  { "openssl", "crypto/x509/x509_txt.c and ssl/ssl_err.c of OpenSSL 3.0, and the words of 1.1; curl", openssl,
    G_N_ELEMENTS (openssl) },
  { "dovecot", "what OpenSSL logs on a server when a mail program refuses the certificate", dovecot, G_N_ELEMENTS (dovecot) },
  { "python", "Lib/ssl.py, Lib/smtplib.py and Lib/imaplib.py of Python 3.11", python, G_N_ELEMENTS (python) },
  { "node", "lib/tls.js of Node.js 20", node, G_N_ELEMENTS (node) },
  { "fetchmail", "socket.c and imap.c of fetchmail 6.4", fetchmail, G_N_ELEMENTS (fetchmail) },
  { "mbsync", "src/socket.c of isync 1.4", mbsync, G_N_ELEMENTS (mbsync) },
  { "alpine", "imap/src of Alpine 2.26", alpine, G_N_ELEMENTS (alpine) },
  { "offlineimap", "offlineimap/imaplibutil.py, 8.0", offlineimap, G_N_ELEMENTS (offlineimap) },
  { "getmail", "getmail 6.18", getmail, G_N_ELEMENTS (getmail) },
  { NULL, NULL, NULL, 0 },
};
