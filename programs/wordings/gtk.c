/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programs/wordings.h"

#define CAUSES(...)                                                                                                              \
  {                                                                                                                              \
    __VA_ARGS__, MS_N_CODES                                                                                                      \
  }

/* ---- evolution ----------------------------------------------------------------------------------------------------- */

static const MsWording evolution[] = {
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED, MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "SSL/TLS certificate for “…” is not trusted. Do you wish to accept it?",
          "Dem SSL/TLS-Zertifikat für »…« wird nicht vertraut. Wollen Sie es akzeptieren?",
          "Le certificat SSL/TLS pour « … » n’est pas approuvé. Voulez-vous l’accepter ?",
          "El certificado SSL/TLS para «…» no es de confianza. ¿Quiere aceptarlo?" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_STARTTLS_MISSING, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "STARTTLS not supported", "STARTTLS nicht unterstützt", "STARTTLS non pris en charge", "No se soporta STARTTLS" } },
      { { "STLS not supported by server", "STLS wird vom Server nicht unterstützt", "STLS non pris en charge par le serveur",
          "El servidor no soporta STLS" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_STARTTLS_FAILED, MS_CODE_STARTTLS_MISSING), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Failed to issue STARTTLS", "Fehler bei der Ausgabe von STARTTLS", "Impossible d’émettre STARTTLS",
          "Falló al emitir STARTTLS" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_STARTTLS_MISSING, MS_CODE_STARTTLS_FAILED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "TLS not available", "TLS nicht verfügbar", "TLS non disponible", "TLS no disponible" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED, MS_CODE_NAME_MISMATCH, MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "Certificate trust" } },
      { { "The reported error was" } },
      { { NULL } },
    } },
};

/* ---- geary --------------------------------------------------------------------------------------------------------- */

static const MsWording geary[] = {
  { CAUSES (MS_CODE_REVOKED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The server’s certificate has been revoked and is now invalid",
          "Das Zertifikat des Servers wurde widerrufen und ist jetzt ungültig",
          "Le certificat du serveur a été révoqué et est maintenant non valide",
          "Se ha revocado el certificado del servidor y ya no es válido" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The server’s certificate has expired", "Das Zertifikat des Servers ist abgelaufen",
          "Le certificat du serveur a expiré", "El certificado del servidor ha caducado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NOT_YET_VALID), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The server’s certificate has not been activated", "Das Zertifikat des Servers wurde nicht aktiviert",
          "Le certificat du serveur n’a pas été activé", "No se ha activado el certificado del servidor" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_WEAK), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The server’s certificate is considered insecure", "Das Zertifikat des Servers wird als unsicher erachtet",
          "Le certificat du serveur est considéré comme non sécurisé", "El certificado del servidor se considera inseguro" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED, MS_CODE_INCOMPLETE_CHAIN), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The server’s certificate is not signed by a known authority",
          "Das Server-Zertifikat wurde von keiner bekannten Zertifizierungsstelle signiert",
          "Le certificat du serveur n’est pas signé par une autorité reconnue",
          "El certificado del servidor no está firmado por una autoridad conocida" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "The server’s identity does not match the identity in the certificate",
          "Die Identität des Servers stimmt nicht mit der Identität im Zertifikat überein",
          "L’identité du serveur ne correspond pas à celle renseignée par le certificat",
          "La identidad del servidor no coincide con la identidad en el certificado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INVALID, MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "An error has occurred processing the server’s certificate",
          "Ein Fehler ist während der Bearbeitung des Server-Zertifikats aufgetreten",
          "Une erreur est survenue pendant l’échange de certificat avec le serveur",
          "Ocurrió un error al procesar el certificado del servidor" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED, MS_CODE_NAME_MISMATCH, MS_CODE_EXPIRED), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "Untrusted Connection", "Nicht vertrauenswürdige Verbindung", "Connexion non certifiée", "Conexión no confiable" } },
      { { NULL } },
    } },
};

/* ---- claws-mail ---------------------------------------------------------------------------------------------------- */

static const MsWording claws_mail[] = {
  { CAUSES (MS_CODE_CHANGED, MS_CODE_RENEWED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Certificate for … has changed", "Zertifikat für … hat sich geändert", "Le certificat pour … a changé",
          "El certificado de … ha cambiado" } },
      { { "TLS certificate changed", NULL, "Le certificat TLS a changé", "Certificado TLS cambiado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_EXPIRED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Certificate for … is expired", "Zertifikat für … ist verfallen. …Möchten Sie fortfahren?",
          "Le certificat pour … a expiré", "El certificado de … está caducado" } },
      { { "TLS certificate is expired", NULL, "Le certificat TLS a expiré", "Certificado TLS caducado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED, MS_CODE_INCOMPLETE_CHAIN), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Certificate for … is unknown", "Zertifikat für … ist unbekannt", "Le certificat pour … est inconnu",
          "El certificado de … es desconocido" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_NAME_MISMATCH), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Certificate is for …, but connection is to …. You may be connecting to a rogue server",
          "Das Zertifikat ist für …, aber die Verbindung geht zu …. Möglicherweise sind Sie mit einem nicht authentifizierten "
          "(Rogue) Server verbunden",
          "Le certificat est pour …, mais la connexion est vers …. Il est possible que vous tentiez de vous connecter à un "
          "serveur malveillant",
          "El certificado es para …, pero la conexión es con …. Puede que esté conectando con un servidor fraudulento" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Certificate issuer is not a CA", "Aussteller ist keine Zertifizierungsstelle (CA)",
          "L'émetteur du certificat n'est pas une Autorité de Certification (CA)", "El emisor del certificado no es una AC" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_INCOMPLETE_CHAIN), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "No certificate issuer found", "Zertifikat hat keinen Aussteller", "Aucun émetteur de certificat trouvé",
          "No se encontró el emisor del certificado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_REVOKED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Revoked certificate", "widerrufenes Zertifikat", "Révoquer le certificat", "Certificado revocado" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Self-signed certificate", "Selbst signiertes Zertifikat", "Certificat auto-signé",
          "Certificado firmado por si mismo" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_STARTTLS_FAILED, MS_CODE_STARTTLS_MISSING), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Can't start STARTTLS session", "STARTTLS-Sitzung konnte nicht gestartet werden",
          "Impossible d'initier la session STARTTLS", "No se puede iniciar la sesión STARTTLS" } },
      { { "Error starting STARTTLS connection", "Fehler beim Einleiten der STARTTLS-Verbindung",
          "Erreur lors de l'établissement de la connexion STARTTLS", "Error iniciando la conexión con STARTTLS" } },
      { { "couldn't start STARTTLS session", "STARTTLS-Sitzung kann nicht gestartet werden",
          "Impossible d'initier une session STARTTLS", "no se pudo iniciar la sesión STARTTLS" } },
      { { "STARTTLS failed", "STARTTLS schlug fehl", "Échec STARTTLS", "STARTTLS falló" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_INSECURE_ACCOUNT, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "Server requires STARTTLS to log in", "Server erfordert STARTTLS zum Einloggen",
          "Le serveur nécessite STARTTLS pour s'y connecter", "El servidor necesita STARTTLS para acceder a él" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_TLS_FAILED, MS_CODE_WRONG_SECURITY_MODE), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "TLS handshake failed", NULL, "Échec de la négociation TLS", "Negociación TLS fallida" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_SELF_SIGNED), MS_REFUSAL_NONE, FALSE,
    (const MsSaying[]){
      { { "TLS certificate is unknown", NULL, "Le certificat TLS est inconnu", "Certificado TLS desconocido" } },
      { { NULL } },
    } },
  { CAUSES (MS_CODE_UNTRUSTED_ISSUER, MS_CODE_NAME_MISMATCH, MS_CODE_INVALID), MS_REFUSAL_NONE, TRUE,
    (const MsSaying[]){
      { { "TLS certificate is invalid", NULL, "Le certificat TLS est invalide", "Certificado TLS inválido" } },
      { { NULL } },
    } },
};

const MsBook ms_wordings_gtk[] = {
  { "evolution", "evolution-data-server 3.46 with its translations", evolution, G_N_ELEMENTS (evolution) },
  { "geary", "Geary 43 with its translations", geary, G_N_ELEMENTS (geary) },
  { "claws-mail", "Claws Mail 4.1 with its translations", claws_mail, G_N_ELEMENTS (claws_mail) },
  { NULL, NULL, NULL, 0 },
};
