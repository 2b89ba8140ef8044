/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programs/wordings.h"

#define CAUSES(...)                                                                                                              \
  {                                                                                                                              \
    __VA_ARGS__, MS_N_CODES                                                                                                      \
  }

/* ---- qt ------------------------------------------------------------------------------------------------------------ */

static const MsWording qt[] = {
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The host name did not match any of the valid hosts for this certificate",
          "Der Name des Hosts ist keiner aus der Liste der für dieses Zertifikat gültigen Hosts",
          "Le nom d'hôte ne correspondait à aucun des hôtes valides pour ce certificat",
          "El nombre de equipo no coincidió con ninguno de los equipos válidos para este certificado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate has expired", "Die Gültigkeit des Zertifikats ist abgelaufen", "Le certificat a expiré",
          "El certificado ha caducado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NOT_YET_VALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate is not yet valid", "Das Zertifikat ist noch nicht gültig", "Le certificat n'est pas encore valide",
          "El certificado no es todavía válido" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate is self-signed, and untrusted", "Das Zertifikat ist selbstsigniert und daher nicht vertrauenswürdig",
          "Le certificat est auto-signé et non approuvé", "El certificado está autofirmado, y es no confiable" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The root certificate of the certificate chain is self-signed, and untrusted",
          "Das oberste Zertifikat der Kette ist selbstsigniert und daher nicht vertrauenswürdig",
          "Le certificat racine de la chaîne de certificats est auto-signé et non approuvé",
          "El certificado raíz de la cadena de certificado está autofirmado, y no es confiable" } },
      { { "One of the CA certificates is invalid", "Eines der Zertifikate der Zertifizierungsstelle ist ungültig",
          "L'un des certificats CA n'est pas valide", "Uno de los certificados CA es inválido" } },
      { { "The basicConstraints path length parameter has been exceeded",
          "Die Länge des basicConstraints-Pfades wurde überschritten",
          "Le paramètre de longueur du chemin basicConstraints a été dépassé",
          "El tamaño del parámetro de ruta basicConstraints ha sido excedido" } },
      { { "The root CA certificate is not trusted for this purpose",
          "Das oberste Zertifikat der Zertifizierungsstelle ist für diesen Fall nicht vertrauenswürdig",
          "Le certificat CA racine n'est pas sécurisé pour cet objectif",
          "La raíz del certificado CA no es confiable para este propósito" } },
      { { "The root CA certificate is marked to reject the specified purpose",
          "Das oberste Zertifikat der Zertifizierungsstelle weist diesen Fall aufgrund einer speziellen Kennzeichnung zurück",
          "Le certificat CA racine est marqué pour rejeter l'objectif spécifié",
          "La raíz del certificado CA está marcado para rechazar el propósito especificado" } },
      { { "The current candidate issuer certificate was rejected because its subject name did not match the issuer name of the "
          "current certificate",
          "Das Zertifikat des betrachteten Ausstellers wurde zurückgewiesen da sein Subjektname nicht dem Namen des Austellers "
          "des aktuellen Zertifikats entspricht",
          "Le certificat de l'émetteur candidat actuel a été rejeté car le nom de son sujet ne correspondait pas au nom de "
          "l'émetteur du certificat actuel",
          "El emisor del candidato actual ha sido rechazado porque el nombre del tema no coincide con el nombre del emisor del "
          "actual certificado" } },
      { { "The current candidate issuer certificate was rejected because its issuer name and serial number was present and did "
          "not match the authority key identifier of the current certificate",
          "Das Zertifikat des betrachteten Ausstellers wurde zurückgewiesen da Ausstellername und Seriennummer vorhanden sind "
          "und nicht dem Bezeichner der Zertifizierungsstelle des aktuellen Zertifikats entsprechen",
          "Le certificat de l'émetteur candidat actuel a été rejeté car le nom de son sujet et son numéro de série étaient "
          "présents et ne correspondaient pas à l'identifiant de la clé d'autorité du certificat actuel",
          "El emisor del candidato actual ha sido rechazado porque el nombre del emisor y su número de serie no está presente y "
          "no coincide con la clave de la autoridad identificadora del actual certificado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INCOMPLETE_CHAIN, MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The issuer certificate of a locally looked up certificate could not be found",
          "Das Zertifikat des Ausstellers eines lokal gefundenen Zertifikats konnte nicht gefunden werden",
          "Le certificat de l'émetteur d'un certificat converti localement est introuvable",
          "El emisor del certificado de un certificado encontrado localmente no ha podido ser hallado" } },
      { { "The issuer certificate could not be found", "Das Zertifikat des Ausstellers konnte nicht gefunden werden",
          "Le certificat de l'émetteur est introuvable", "El certificado del emisor no puede ser encontrado" } },
      { { "No certificates could be verified", "Keines der Zertifikate konnte verifiziert werden",
          "Aucun certificat n'a pu être vérifié", "Ningún certificado pudo ser verificado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INVALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The signature of the certificate is invalid", "Die Signatur des Zertifikats ist ungültig",
          "La signature du certificat n'est pas valide", "La firma del certificado es inválida" } },
      { { "The certificate signature could not be decrypted", "Die Signatur des Zertifikats konnte nicht entschlüsselt werden",
          "La signature du certificat n'a pas pu être décryptée", "La firma del certificado no puede ser descifrada" } },
      { { "The public key in the certificate could not be read", "Der öffentliche Schlüssel konnte nicht gelesen werden",
          "La clé publique du certificat n'a pas pu être lue", "La clave pública del certificado no puede ser leída" } },
      { { "The certificate's notBefore field contains an invalid time",
          "Das Feld 'notBefore' des Zertifikats enthält eine ungültige Zeit",
          "Le champ notBefore du certificat inclut une heure invalide",
          "El campo notBefore del certificado contiene una hora no válida" } },
      { { "The certificate's notAfter field contains an invalid time",
          "Das Feld 'notAfter' des Zertifikats enthält eine ungültige Zeit",
          "Le champ notAfter du certificat inclut une heure invalide",
          "El campo notAfter del certificado contiene una hora inválida" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WRONG_PURPOSE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The supplied certificate is unsuitable for this purpose",
          "Das angegebene Zertifikat kann in diesem Fall nicht verwendet werden",
          "Le certificat fourni ne convient pas pour cet objectif",
          "El certificado suministrado no es adecuado para este propósito" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_REVOKED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The peer certificate is blacklisted", "Das Zertifikat der Gegenstelle ist in einer Schwarzen Liste enthalten",
          "Le certificat du peer est sur liste noire", "El certificado del punto está en la lista negra" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The peer did not present any certificate", "Die Gegenstelle hat kein Zertifikat angegeben",
          "Le peer ne contient aucun certificat", "El punto no está presente en ningún certificado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "The TLS/SSL connection has been closed", "Die TLS/SSL-Verbindung wurde geschlossen",
          "La connexion TLS/SSL a été fermée", "La conexión TLS/SSL ha sido cerrada" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "Error during SSL handshake", "Im Ablauf des SSL-Protokolls ist ein Fehler aufgetreten",
          "Erreur lors de la connexion SSL", "Error durante el handshake SSL" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_CLIENT_REFUSES), MS_REFUSAL_MUST_STAPLE, FALSE,
    (const MsSaying[]){
      { { "No OCSP status response found" } },
      { { "The OCSP status response is missing" } },
      { { NULL } },
    } },
};

/* ---- kmail --------------------------------------------------------------------------------------------------------- */

static const MsWording kmail[] = {
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED, MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "The server failed the authenticity check", "Der Server hat die Authentizitätsprüfung nicht bestanden",
          "Le serveur n'a pas réussi le contrôle d'authenticité", "El servidor no pasó la comprobación de autenticidad" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED, MS_CODE_INCOMPLETE_CHAIN), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The certificate is not signed by any trusted certificate authority",
          "Das Zertifikat ist von keiner vertrauenswürdigen Zertifizierungsstelle unterschrieben",
          "Le certificat n'est signé par aucune autorité de certification de confiance",
          "El certificado no está firmado por ninguna autoridad certificadora de confianza" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "SSL negotiation failed" } },
      { { NULL } },
    } },
};

const MsBook ms_wordings_qt[] = {
  { "qt", "QSslError::errorString of Qt 5.15 with its translations", qt, G_N_ELEMENTS (qt) },
  { "kmail", "KIO 5.103 and KMail 5.22", kmail, G_N_ELEMENTS (kmail) },
  { NULL, NULL, NULL, 0 },
};
