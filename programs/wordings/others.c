/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programs/wordings.h"

#define CAUSES(...)                                                                                                              \
  {                                                                                                                              \
    __VA_ARGS__, MS_N_CODES                                                                                                      \
  }

/* ---- go ------------------------------------------------------------------------------------------------------------ */

static const MsWording go[] = {
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "x509: certificate is valid for …, not" } },
      { { "x509: certificate is not valid for any names, but wanted to match" } },
      { { "cannot validate certificate for … because it doesn't contain any IP SANs" } },
      { { "certificate relies on legacy Common Name field, use SANs instead" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED, MS_CODE_EXPIRED_INTERMEDIATE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "x509: certificate has expired or is not yet valid: current time … is after" } },
      { { "x509: certificate has expired or is not yet valid" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NOT_YET_VALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "x509: certificate has expired or is not yet valid: current time … is before" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "x509: certificate signed by unknown authority" } },
      { { "signed by unknown authority" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WEAK), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "cannot verify signature: insecure algorithm" } },
      { { "insecure algorithm SHA1-RSA" } },
      { { "rsa: verification error" } },
      { { "RSA key too small" } },
      { { "crypto/rsa: 1024-bit keys are insecure" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_SIGNATURE, FALSE,
    (const MsSaying[]){
      { { "cannot verify signature: algorithm unimplemented" } },
      { { "unsupported signature algorithm" } },
      { { "tls: peer doesn't support any of the certificate's signature algorithms" } },
      { { "server key type" } },
      { { "invalid signature by the server certificate" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_KEY_TYPE, FALSE,
    (const MsSaying[]){
      { { "server's certificate contains an unsupported type of public key" } },
      { { "unsupported elliptic curve" } },
      { { "x509: unsupported public key" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "certificate is not authorized to sign other certificates" } },
      { { "issuer has name constraints but leaf doesn't contain a SAN extension" } },
      { { "a root or intermediate certificate is not authorized to sign for this name" } },
      { { "too many intermediates for path length constraint" } },
      { { "issuer name does not match subject from issuing certificate" } },
      { { "name constraint violation" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_PURPOSE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "certificate specifies an incompatible key usage" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INVALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "x509: unhandled critical extension" } },
      { { "x509: negative serial number" } },
      { { "x509: malformed certificate" } },
      { { "x509: invalid" } },
      { { "tls: failed to parse certificate from server" } },
      { { "server sent certificate containing RSA key larger than 8192 bits" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_SECURITY_MODE, MS_CODE_PROTOCOL_ERROR), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "first record does not look like a TLS handshake" } },
      { { "tls: oversized record received" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_OLD_TLS, MS_CODE_TLS_FAILED, MS_CODE_CLIENT_REFUSES), MS_REFUSAL_TLS_VERSION, FALSE,
    (const MsSaying[]){
      { { "server selected unsupported protocol version" } },
      { { "tls: protocol version not supported" } },
      { { "remote error: tls: protocol version" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_OLD_TLS), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "remote error: tls: handshake failure" } },
      { { "tls: handshake failure" } },
      { { "server chose an unconfigured cipher suite" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "tls: failed to verify certificate" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "certificate is not standards compliant" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "tls: bad certificate" } },
      { { "remote error: tls" } },
      { { NULL } },
    } },
};

/* ---- rustls -------------------------------------------------------------------------------------------------------- */

static const MsWording rustls[] = {
  { CAUSES (MS_CODE_EXPIRED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "invalid peer certificate: Expired" } },
      { { "CertExpired" } },
      { { "invalid peer certificate: certificate expired" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NOT_YET_VALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "CertNotValidYet" } },
      { { "invalid peer certificate: NotValidYet" } },
      { { "certificate not valid yet" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "CertNotValidForName" } },
      { { "invalid peer certificate: NotValidForName" } },
      { { "NotValidForNameContext" } },
      { { "certificate not valid for name" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "UnknownIssuer" } },
      { { "invalid peer certificate: UnknownIssuer" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INVALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "InvalidSignatureForPublicKey" } },
      { { "invalid peer certificate: BadSignature" } },
      { { "UnhandledCriticalExtension" } },
      { { "invalid peer certificate: BadEncoding" } },
      { { "BadDER" } },
      { { "BadDerTime" } },
      { { "UnsupportedCertVersion" } },
      { { "UnsupportedCriticalExtension" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES, MS_CODE_SELF_SIGNED), MS_REFUSAL_CA_AS_SERVER, FALSE,
    (const MsSaying[]){
      { { "CaUsedAsEndEntity" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "EndEntityUsedAsCa" } },
      { { "NameConstraintViolation" } },
      { { "PathLenConstraintViolated" } },
      { { "IssuerNotCrlSigner" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_SIGNATURE, FALSE,
    (const MsSaying[]){
      { { "UnsupportedSignatureAlgorithm" } },
      { { "UnsupportedSignatureAlgorithmForPublicKey" } },
      { { "NoSignatureSchemesInCommon" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_PURPOSE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "RequiredEkuNotFound" } },
      { { "InvalidPurpose" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_REVOKED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "CertRevoked" } },
      { { "invalid peer certificate: Revoked" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_SECURITY_MODE, MS_CODE_PROTOCOL_ERROR), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "received corrupt message of type InvalidContentType" } },
      { { "InvalidContentType" } },
      { { "CorruptMessage" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_OLD_TLS, MS_CODE_TLS_FAILED, MS_CODE_CLIENT_REFUSES), MS_REFUSAL_TLS_VERSION, FALSE,
    (const MsSaying[]){
      { { "ServerDoesNotSupportTls12Or13" } },
      { { "ServerTlsVersionIsDisabled" } },
      { { "received fatal alert: ProtocolVersion" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_OLD_TLS, MS_CODE_CLIENT_REFUSES), MS_REFUSAL_KEY_TYPE, FALSE,
    (const MsSaying[]){
      { { "received fatal alert: HandshakeFailure" } },
      { { "NoCipherSuitesInCommon" } },
      { { "NoKxGroupsInCommon" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "invalid peer certificate" } },
      { { NULL } },
    } },
};

/* ---- java ---------------------------------------------------------------------------------------------------------- */

static const MsWording java[] = {
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "PKIX path building failed" } },
      { { "unable to find valid certification path to requested target" } },
      { { "Path does not chain with any of the trust anchors" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Trust anchor for certification path not found" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED, MS_CODE_NOT_YET_VALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed" } },
      { { "validity check failed" } },
      { { "timestamp check failed" } },
      { { "Chain validation failed" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "CertificateExpiredException" } },
      { { "NotAfter" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NOT_YET_VALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "CertificateNotYetValidException" } },
      { { "NotBefore" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "No subject alternative names present" } },
      { { "No subject alternative DNS name matching … found" } },
      { { "No subject alternative names matching IP address … found" } },
      { { "No name matching … found" } },
      { { "Hostname … not verified" } },
      { { "Hostname … was not verified" } },
      { { "SSLPeerUnverifiedException: Hostname" } },
      { { "doesn't match any of the subject alternative names" } },
      { { "hostname in certificate didn't match" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WEAK), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Algorithm constraints check failed on signature algorithm" } },
      { { "Algorithm constraints check failed on keysize limits" } },
      { { "Algorithm constraints check failed" } },
      { { "does not conform to algorithm constraints" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_PURPOSE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Extended key usage does not permit use for TLS server authentication" } },
      { { "KeyUsage does not allow key encipherment" } },
      { { "KeyUsage does not allow digital signatures" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "this is not a CA certificate" } },
      { { "basic constraints check failed" } },
      { { "CA key usage check failed" } },
      { { "name constraints check failed" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_REVOKED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Certificate has been revoked" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_OLD_TLS, MS_CODE_TLS_FAILED, MS_CODE_CLIENT_REFUSES), MS_REFUSAL_TLS_VERSION, FALSE,
    (const MsSaying[]){
      { { "Received fatal alert: protocol_version" } },
      { { "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)" } },
      { { "is not accepted by client preferences" } },
      { { "SSLV3_ALERT_PROTOCOL_VERSION" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_OLD_TLS, MS_CODE_CLIENT_REFUSES), MS_REFUSAL_KEY_TYPE, FALSE,
    (const MsSaying[]){
      { { "Received fatal alert: handshake_failure" } },
      { { "SSLHandshakeException: Handshake failed" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_SECURITY_MODE, MS_CODE_PROTOCOL_ERROR), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Unrecognized SSL message, plaintext connection" } },
      { { "Unsupported or unrecognized SSL message" } },
      { { "Unable to parse TLS packet header" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_UNREACHABLE), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "Remote host terminated the handshake" } },
      { { "Remote host closed connection during handshake" } },
      { { "Connection closed by peer" } },
      { { "Could not convert socket to TLS" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_EXPIRED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "CertPathValidatorException" } },
      { { "SSLHandshakeException" } },
      { { "CertificateException" } },
      { { NULL } },
    } },
};

/* ---- k9 ------------------------------------------------------------------------------------------------------------ */

static const MsWording k9[] = {
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "Unrecognized Certificate", "Unbekanntes Zertifikat", "Certificat non reconnu", "Certificado no reconocido" } },
      { { "Invalid server certificate", "Ungültiges Server-Zertifikat", "Certificat de serveur invalide" } },
      { { "Cannot safely connect to server", "Keine sichere Verbindung zum Server möglich" } },
      { { "Certificate error", "Zertifikatsfehler", "Erreur de certificat", "Error de certificado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_STARTTLS_MISSING, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "STARTTLS connection security not available" } },
      { { "STARTTLS is not available" } },
      { { NULL } },
    } },
};

/* ---- apple --------------------------------------------------------------------------------------------------------- */

static const MsWording apple[] = {
  { CAUSES (MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED),
    MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "Cannot Verify Server Identity", "Serveridentität kann nicht überprüft werden",
          "Impossible de vérifier l'identité du serveur", "No se puede verificar la identidad del servidor" } },
      { { "The identity of … cannot be verified by Mail", "Die Identität von … kann von Mail nicht überprüft werden",
          "Mail ne peut pas vérifier l'identité de", "Mail no puede verificar la identidad de" } },
      { { "identity of … cannot be verified", "Identität von … kann nicht überprüft werden",
          "l'identité de … ne peut pas être vérifiée", "La identidad de … no se puede verificar" } },
      { { "can't verify the identity of", "kann die Identität von … nicht überprüfen", "ne parvient pas à vérifier l'identité",
          "no puede verificar la identidad" } },
      { { "The certificate for this server is invalid", "Das Zertifikat für diesen Server ist ungültig",
          "Le certificat de ce serveur n'est pas valide", "El certificado de este servidor no es válido" } },
      { { "You might be connecting to a server that is pretending to be",
          "Eventuell verbindest du dich mit einem Server, der sich als",
          "Vous êtes peut-être en train de vous connecter à un serveur qui se fait passer pour",
          "Puede que te estés conectando a un servidor que se hace pasar por" } },
      { { "NSURLErrorDomain -1202" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "certificate is not valid (host name mismatch)", "Zertifikat ist nicht gültig (Hostname stimmt nicht überein)",
          "certificat n'est pas valide (nom d'hôte différent)", "certificado no es válido (el nombre del host no coincide)" } },
      { { "host name mismatch", "Hostname stimmt nicht überein" } },
      { { "certificate name does not match input", "Zertifikatname stimmt nicht mit der Eingabe überein" } },
      { { "errSSLHostNameMismatch" } },
      { { "-9843" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "This certificate has expired", "Dieses Zertifikat ist abgelaufen", "Ce certificat a expiré",
          "Este certificado ha caducado" } },
      { { "certificate is expired", "Zertifikat ist abgelaufen", "certificat est expiré", "certificado está caducado" } },
      { { "errSSLCertExpired" } },
      { { "-9814" } },
      { { "NSURLErrorDomain -1203" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NOT_YET_VALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "This certificate is not yet valid", "Dieses Zertifikat ist noch nicht gültig", "Ce certificat n'est pas encore valide",
          "Este certificado aún no es válido" } },
      { { "errSSLCertNotYetValid" } },
      { { "-9815" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED, MS_CODE_INCOMPLETE_CHAIN), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "This root certificate is not trusted", "Dieses Root-Zertifikat ist nicht vertrauenswürdig",
          "Ce certificat racine n'est pas fiable", "Este certificado raíz no es de confianza" } },
      { { "This certificate was signed by an unknown authority", "Dieses Zertifikat wurde von einer unbekannten Instanz signiert",
          "Ce certificat a été signé par une autorité inconnue", "Este certificado fue firmado por una entidad desconocida" } },
      { { "This certificate was signed by an untrusted issuer",
          "Dieses Zertifikat wurde von einem nicht vertrauenswürdigen Aussteller signiert" } },
      { { "This certificate is not trusted", "Dieses Zertifikat ist nicht vertrauenswürdig", "Ce certificat n'est pas fiable",
          "Este certificado no es de confianza" } },
      { { "errSSLUnknownRootCert" } },
      { { "errSSLNoRootCert" } },
      { { "-9812" } },
      { { "-9813" } },
      { { "-9807" } },
      { { "errSSLXCertChainInvalid" } },
      { { "has an invalid issuer" } },
      { { "This certificate has an invalid issuer" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "certificate is not standards compliant", "Zertifikat entspricht nicht den Standards" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_PURPOSE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "certificate is not permitted for this usage", "Zertifikat ist für diesen Zweck nicht zulässig" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_SECURITY_MODE, MS_CODE_TLS_FAILED, MS_CODE_STARTTLS_MISSING), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Cannot Connect Using SSL", "Verbindung über SSL nicht möglich", "Connexion SSL impossible",
          "No se puede conectar mediante SSL" } },
      { { "Do you want to try setting up the account without SSL", "Möchten Sie versuchen, den Account ohne SSL zu konfigurieren",
          "Voulez-vous essayer de configurer le compte sans SSL", "¿Desea intentar configurar la cuenta sin SSL" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_OLD_TLS), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "An SSL error has occurred and a secure connection to the server cannot be made",
          "Ein SSL-Fehler ist aufgetreten, und es kann keine sichere Verbindung zum Server hergestellt werden",
          "Une erreur SSL est survenue et une connexion sécurisée au serveur ne peut pas être établie",
          "Se ha producido un error de SSL y no puede establecerse una conexión segura con el servidor" } },
      { { "NSURLErrorDomain -1200" } },
      { { "errSSLPeerHandshakeFail" } },
      { { "-9824" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_OLD_TLS, MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "-9836" } },
      { { "errSSLPeerProtocolVersion" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WEAK), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "errSSLWeakPeerEphemeralDHKey" } },
      { { "uses a weak signature algorithm" } },
      { { NULL } },
    } },
};

/* ---- gmail --------------------------------------------------------------------------------------------------------- */

static const MsWording gmail[] = {
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "TLS Negotiation failed, the certificate doesn't match the host",
          "Die TLS-Verbindung konnte nicht hergestellt werden: Das Zertifikat stimmt nicht mit dem Host überein" } },
      { { "the certificate doesn't match the host" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_SELF_SIGNED, MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "SSL error: self signed certificate" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_EXPIRED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "TLS Negotiation failed" } },
      { { "SSL Security Error" } },
      { { "SSL error: Other" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "certificate presented by the other server is untrusted" } },
      { { "has an untrusted certificate" } },
      { { NULL } },
    } },
};

/* ---- browser ------------------------------------------------------------------------------------------------------- */

static const MsWording browser[] = {
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "ERR_CERT_COMMON_NAME_INVALID" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED, MS_CODE_NOT_YET_VALID, MS_CODE_CLOCK_WRONG), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "ERR_CERT_DATE_INVALID" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED, MS_CODE_INCOMPLETE_CHAIN), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "ERR_CERT_AUTHORITY_INVALID" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_REVOKED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "ERR_CERT_REVOKED" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INVALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "ERR_CERT_INVALID" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WEAK), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "ERR_CERT_WEAK_SIGNATURE_ALGORITHM" } },
      { { "ERR_CERT_WEAK_KEY" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_OLD_TLS, MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "ERR_SSL_VERSION_OR_CIPHER_MISMATCH" } },
      { { "ERR_SSL_OBSOLETE_VERSION" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "ERR_SSL_PROTOCOL_ERROR" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_DISTRUSTED, FALSE,
    (const MsSaying[]){
      { { "ERR_CERT_SYMANTEC_LEGACY" } },
      { { "ERR_CERTIFICATE_TRANSPARENCY_REQUIRED" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "ERR_CERT_VALIDITY_TOO_LONG" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INTERCEPTED, MS_CODE_CHANGED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN" } },
      { { NULL } },
    } },
};

const MsBook ms_wordings_others[] = {
  { "go", "crypto/x509 and crypto/tls of Go 1.19 to 1.24", go, G_N_ELEMENTS (go) },
  { "rustls", "rustls 0.20 to 0.23 and webpki", rustls, G_N_ELEMENTS (rustls) },
  { "java", "sun.security.validator, sun.security.ssl and Conscrypt", java, G_N_ELEMENTS (java) },
  { "k9", "K-9 Mail 6", k9, G_N_ELEMENTS (k9) },
  { "apple", "Mail of macOS and iOS; SecureTransport.h", apple, G_N_ELEMENTS (apple) },
  { "gmail", "Gmail, Check mail from other accounts", gmail, G_N_ELEMENTS (gmail) },
  { "browser", "Chromium net/base/net_error_list.h", browser, G_N_ELEMENTS (browser) },
  { NULL, NULL, NULL, 0 },
};
