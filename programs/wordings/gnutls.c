/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programs/wordings.h"

#define CAUSES(...)                                                                                                              \
  {                                                                                                                              \
    __VA_ARGS__, MS_N_CODES                                                                                                      \
  }

/* ---- gnutls -------------------------------------------------------------------------------------------------------- */

static const MsWording gnutls[] = {
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate issuer is unknown", "Der Aussteller des Zertifikats ist unbekannt",
          "L'émetteur du certificat est inconnu", "El emisor del certificado es desconocido" } },
      { { "the certificate hasn't got a known issuer" } },
      { { "CA is unknown" } },
      { { "Unknown CA" } },
      { { "unknown certificate authority" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED, MS_CODE_EXPIRED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "The certificate is NOT trusted" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate issuer is not a CA" } },
      { { "The certificate chain violates the signer's constraints" } },
      { { "the certificate issuer is not an authority" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WEAK), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate chain uses insecure algorithm" } },
      { { "The certificate chain uses a broken or insecure algorithm" } },
      { { "Insecure algorithm" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NOT_YET_VALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate chain uses not yet valid certificate" } },
      { { "the certificate is not yet activated" } },
      { { "The certificate is not yet valid" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED, MS_CODE_EXPIRED_INTERMEDIATE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate chain uses expired certificate" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INVALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The signature in the certificate is invalid" } },
      { { "The certificate contains an unknown critical extension" } },
      { { "contains an unknown critical extension" } },
      { { "Public key signature verification has failed" } },
      { { "ASN1 parser: Error in DER parsing" } },
      { { "ASN1 parser: Error in TAG" } },
      { { "Unsupported critical extension in X.509 certificate", "Nicht unterstützte kritische Erweiterung im X.509-Zertifikat",
          "Une extension critique du certificat X.509 n’est pas prise en charge",
          "No se admite la extensión crítica en el certificado X.509" } },
      { { "Error in the time fields of certificate", "Fehler in den Zeit-Feldern des Zertifikats",
          "Erreur dans le champ de date du certificat", "Error en los campos de fecha/hora del certificado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The name in the certificate does not match the expected" } },
      { { "the certificate's owner does not match hostname" } },
      { { "The server name sent was not recognized" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_REVOKED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate chain is revoked" } },
      { { "the certificate is revoked" } },
      { { "the certificate has been revoked" } },
      { { "Certificate was revoked", "Zertifikat wurde widerrufen", "Certificat révoqué", "El certificado fue revocado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_PURPOSE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate does not match the intended purpose" } },
      { { "The certificate purpose does not match" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_MUST_STAPLE, FALSE,
    (const MsSaying[]){
      { { "The certificate requires the server to include an OCSP status in its response, but the OCSP status is missing" } },
      { { "OCSP status is missing" } },
      { { "The received OCSP status response is invalid" } },
      { { "The revocation or OCSP data are old and have been superseded" } },
      { { "The revocation or OCSP data are issued with a future date" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES, MS_CODE_WRONG_PURPOSE), MS_REFUSAL_KEY_USAGE, FALSE,
    (const MsSaying[]){
      { { "Key usage violation in certificate has been detected" } },
      { { "Key usage violation in certificate has been detected", "Schlüsselverwendungsverletzung im Zertifikat wurde entdeckt",
          "Violation d’utilisation de la clef d’un certificat détectée",
          "Se detectó una violación del uso de llave en el certificado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_SECURITY_MODE, MS_CODE_PROTOCOL_ERROR), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "An unexpected TLS packet was received", "Ein unerwartetes TLS-Paket wurde empfangen",
          "Un paquet TLS incorrect a été reçu", "Se recibió un paquete TLS inesperado" } },
      { { "A TLS record packet with invalid length was received", "Ein TLS-Datensatzpaket mit ungültiger Länge wurde empfangen",
          "Un paquet TLS de longueur incorrecte a été reçu", "Se recibió un paquete de registro TLS con longitud inválida" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_OLD_TLS), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "Handshake failed", "Handshake schlug fehl", "Négociation échouée", "Falló la negociación" } },
      { { "A TLS fatal alert has been received", "Ein fataler TLS-Alarm wurde empfangen", "Une alerte TLS fatale a été reçue",
          "Se recibió una alerta fatal de TLS" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_EXPIRED, MS_CODE_NAME_MISMATCH, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "Error in the certificate verification", "Fehler in der Verifizierung des Zertifikats",
          "Erreur de vérification du certificat", "Error en la verificación del certificado" } },
      { { "Error in the certificate", "Fehler im Zertifikat", "Erreur dans le certificat", "Error en el certificado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_UNREACHABLE), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "The TLS connection was non-properly terminated", "Die TLS-Verbindung wurde nicht sauber beendet",
          "La connexion TLS n’a pas été terminée correctement", "La conexión TLS no se finalizó apropiadamente" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "No certificate was found", "Kein Zertifikat gefunden", "Pas de certificat trouvé",
          "No se encontró ningún certificado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Certificate is required", "Zertifikat ist erforderlich", "Certificat requis", "Se requiere un certificado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Certificate is expired", "Zertifikat ist abgelaufen", "Certificat expiré", "El certificado está expirado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_OLD_TLS, MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "A packet with illegal or unsupported version was received" } },
      { { "Error in protocol version" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_OLD_TLS), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Could not negotiate a supported cipher suite" } },
      { { "No supported cipher suites have been found" } },
      { { "The Diffie-Hellman prime sent by the server is not acceptable (not long enough)" } },
      { { "Insufficient security" } },
      { { "No or insufficient priorities were set" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_RENEGOTIATION, FALSE,
    (const MsSaying[]){
      { { "Safe renegotiation failed" } },
      { { "Unsafe renegotiation denied" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_KEY_TYPE, FALSE,
    (const MsSaying[]){
      { { "The signature algorithm is not supported" } },
      { { "The curve is unsupported" } },
      { { "The certificate public key algorithm is not supported" } },
      { { NULL } },
    } },
};

/* ---- gio ----------------------------------------------------------------------------------------------------------- */

static const MsWording gio[] = {
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The signing certificate authority is not known", "Die signierende Zertifizierungsstelle ist unbekannt",
          "L’autorité de signature de certificat est inconnue", "La autoridad de firma del certificado es desconocida" } },
      { { "unknown-ca" } },
      { { "G_TLS_CERTIFICATE_UNKNOWN_CA" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate does not match the expected identity of the site that it was retrieved from",
          "Das Zertifikat entspricht nicht der erwarteten Identität der Seite, von der es bezogen wurde",
          "Le certificat ne correspond pas à l’identité attendue du site duquel il provient",
          "El certificado no coincide con la identidad del sitio esperada del que se obtuvo" } },
      { { "bad-identity" } },
      { { "G_TLS_CERTIFICATE_BAD_IDENTITY" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NOT_YET_VALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate’s activation time is still in the future",
          "Die Aktivierungszeit des Zertifikats liegt noch in der Zukunft",
          "La date d’activation du certificat est dans le futur",
          "La fecha de activación del certificado todavía está en el futuro" } },
      { { "not-activated" } },
      { { "G_TLS_CERTIFICATE_NOT_ACTIVATED" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate has expired", "Das Zertifikat ist abgelaufen", "Le certificat a expiré",
          "El certificado ha caducado" } },
      { { "G_TLS_CERTIFICATE_EXPIRED" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_REVOKED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate has been revoked according to the connection’s certificate revocation list",
          "Das Zertifikat wurde gemäß der Widerrufsliste der Verbindung zurückgezogen",
          "Le certificat a été révoqué en accord avec la liste de révocation du certificat de la connexion",
          "El certificado se ha revocado de acuerdo a la lista de revocación de certificados de la conexión" } },
      { { "G_TLS_CERTIFICATE_REVOKED" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WEAK), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate’s algorithm is considered insecure", "Der Algorithmus des Zertifikats wird als unsicher angenommen",
          "L’algorithme du certificat n’est pas considéré comme sûr", "El algoritmo del certificado se considera no seguro" } },
      { { "G_TLS_CERTIFICATE_INSECURE" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN, MS_CODE_SELF_SIGNED),
    MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "Unacceptable TLS certificate", "Nicht akzeptables TLS-Zertifikat", "Certificat TLS inacceptable",
          "Certificado TLS inaceptable" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_UNREACHABLE), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "TLS connection closed unexpectedly", "TLS-Verbindung wurde unerwartet geschlossen",
          "La connexion TLS a été fermée de manière inattendue", "La conexión TLS se cerró inesperadamente" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "Peer failed to perform TLS handshake", "Gegenstelle scheiterte bei Ausführung des TLS-Handshake",
          "La négociation TLS avec le serveur pair a échoué", "El par falló al realizar la negociación TLS" } },
      { { "Error performing TLS handshake", "Fehler bei der Ausführung des TLS-Handshake", "Erreur lors de la négociation TLS",
          "Error al realizar la negociación TLS" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "TLS connection peer did not send a certificate", "Gegenstelle der TLS-Verbindung gab kein gültiges Zertifikat zurück",
          "Le pair TLS n’a pas envoyé de certificat", "El par de la conexión TLS no envió un certificado" } },
      { { "Server required TLS certificate", "Server benötigt ein TLS-Zertifikat", "Le serveur requiert un certificat TLS",
          "El servidor requiere un certificado TLS" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Unacceptable TLS certificate authority", "Nicht akzeptable TLS-Zertifizierungsstelle",
          "Autorité de certificat TLS inacceptable", "Autoridad del certificado TLS inaceptable" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INVALID, MS_CODE_CLIENT_REFUSES), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "G_TLS_CERTIFICATE_GENERIC_ERROR" } },
      { { "generic-error" } },
      { { NULL } },
    } },
};

/* ---- mutt ---------------------------------------------------------------------------------------------------------- */

static const MsWording mutt[] = {
  { CAUSES (MS_CODE_REVOKED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "WARNING: Server certificate has been revoked", "WARNUNG: Zertifikat des Servers wurde zurückgezogen",
          "ATTENTION ! Le certificat du serveur a été révoqué" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "WARNING: Server certificate has expired", "WARNUNG: Zertifikat des Servers ist abgelaufen",
          "ATTENTION ! Le certificat du serveur a expiré" } },
      { { "Server certificate has expired", "Zertifikat des Servers ist abgelaufen", "Le certificat du serveur a expiré",
          "Certificado del servidor ha expirado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NOT_YET_VALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "WARNING: Server certificate is not yet valid", "WARNUNG: Zertifikat des Servers ist noch nicht gültig",
          "ATTENTION ! Le certificat du serveur n'est pas encore valide" } },
      { { "Server certificate is not yet valid", "Zertifikat des Servers ist noch nicht gültig",
          "Le certificat du serveur n'est pas encore valide", "Certificado del servidor todavía no es válido" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "WARNING: Server hostname does not match certificate",
          "WARNUNG: Rechnername des Servers entspricht nicht dem Zertifikat",
          "ATTENTION ! Le nom du serveur ne correspond pas au certificat" } },
      { { "certificate owner does not match hostname", "Zertifikat-Inhaber stimmt nicht mit Rechnername … überein",
          "le propriétaire du certificat ne correspond pas au nom" } },
      { { "Certificate host check failed", "Prüfung des Rechnernamens in Zertifikat gescheitert",
          "Échec de vérification de machine" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "WARNING: Signer of server certificate is not a CA", "WARNUNG: Aussteller des Zertifikats ist keine CA",
          "ATTENTION ! Le signataire du certificat du serveur n'est pas un CA" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WEAK), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Warning: Server certificate was signed using an insecure algorithm",
          "Warnung: Server-Zertifikat wurde mit unsicherem Algorithmus signiert",
          "Attention : le certificat du serveur a été signé avec un algorithme peu sûr" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_STARTTLS_MISSING, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Encrypted connection unavailable", "Verschlüsselte Verbindung nicht verfügbar",
          "Connexion chiffrée non disponible" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_STARTTLS_FAILED, MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "Could not negotiate TLS connection", "Es konnte keine TLS-Verbindung realisiert werden",
          "Impossible de négocier la connexion TLS", "No se pudo negociar una conexión TLS" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_EXPIRED, MS_CODE_NAME_MISMATCH, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "Certificate verification error (…)", "Fehler beim Prüfen des Zertifikats (…)",
          "Erreur de vérification du certificat (…)" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "SSL failed", "SSL fehlgeschlagen", "SSL a échoué" } },
      { { "gnutls_handshake" } },
      { { "SSL/TLS connection failed" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Unable to get certificate from peer", "Es kann kein Zertifikat vom Server erhalten werden",
          "Impossible d'obtenir le certificat de la machine distante", "Imposible recoger el certificado de la contraparte" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED, MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "r)eject, accept (o)nce, (a)ccept always" } },
      { { "r)eject, accept (o)nce" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED, MS_CODE_INCOMPLETE_CHAIN), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "WARNING: Server certificate is not trusted" } },
      { { "not trusted: certificate is not signed by a trusted authority" } },
      { { "WARNING: Signer of server certificate is unknown" } },
      { { NULL } },
    } },
};

/* ---- msmtp --------------------------------------------------------------------------------------------------------- */

static const MsWording msmtp[] = {
  { CAUSES (MS_CODE_CHANGED, MS_CODE_RENEWED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "the certificate fingerprint does not match", "der Zertifikatsfingerabdruck passt nicht",
          "les empreintes de certificat ne correspondent pas" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "the certificate owner does not match hostname", "der Zertifikatseigner stimmt nicht mit dem Hostnamen … überein",
          "le détenteur du certificat ne correspond pas au nom d'hôte" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_STARTTLS_MISSING, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "the server does not support TLS via the STARTTLS command", "der POP-Server unterstützt über den STLS-Befehl kein TLS",
          "le serveur ne supporte pas TLS via la commande STARTTLS" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_EXPIRED, MS_CODE_NAME_MISMATCH, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "TLS certificate verification failed", "TLS-Zertifikatsüberprüfung ist fehlgschlagen",
          "La vérification du certificat TLS a échouée" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "TLS handshake failed", "TLS-Aushandlung fehlgeschlagen", "Échec de la poignée de main TLS" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "no certificate was sent", "kein Zertifikat gefunden", "aucun certificat envoyé" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INVALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "certificate subject alternative name contains NUL", "Subject Alternative Name« des Zertifikats enthält NUL",
          "le champ Subject Alternative Name du certificat est vide" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_UNREACHABLE), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "cannot read from TLS connection" } },
      { { NULL } },
    } },
};

const MsBook ms_wordings_gnutls[] = {
  { "gnutls", "lib/errors.c and lib/cert-session.c of GnuTLS 3.7.9 with its translations", gnutls, G_N_ELEMENTS (gnutls) },
  { "gio", "camel (evolution-data-server 3.46) and glib-networking 2.74 with their translations; gio/gioenums.h", gio,
    G_N_ELEMENTS (gio) },
  { "mutt", "mutt 2.2 with its translations", mutt, G_N_ELEMENTS (mutt) },
  { "msmtp", "msmtp 1.8 with its translations", msmtp, G_N_ELEMENTS (msmtp) },
  { NULL, NULL, NULL, 0 },
};
