/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/model.h"

#include <arpa/inet.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>

/* ---- names of enums ----------------------------------------------------------------------------------------- */

static gboolean
index_of (const char *const *names, guint n, const char *name, guint *ret_index)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (names[i], name) == 0)
      {
        *ret_index = i;
        return TRUE;
      }
  return FALSE;
}

static const MsServiceInfo services[] = {
  [MS_SERVICE_IMAPS] = { "imaps", 993, MS_PROTOCOL_IMAP, MS_SECURITY_TLS, TRUE, TRUE },
  [MS_SERVICE_IMAP] = { "imap", 143, MS_PROTOCOL_IMAP, MS_SECURITY_STARTTLS, TRUE, TRUE },
  [MS_SERVICE_POP3S] = { "pop3s", 995, MS_PROTOCOL_POP3, MS_SECURITY_TLS, TRUE, TRUE },
  [MS_SERVICE_POP3] = { "pop3", 110, MS_PROTOCOL_POP3, MS_SECURITY_STARTTLS, TRUE, TRUE },
  [MS_SERVICE_SMTPS] = { "smtps", 465, MS_PROTOCOL_SMTP, MS_SECURITY_TLS, FALSE, TRUE },
  [MS_SERVICE_SUBMISSION] = { "submission", 587, MS_PROTOCOL_SMTP, MS_SECURITY_STARTTLS, FALSE, TRUE },
  [MS_SERVICE_SMTP] = { "smtp", 25, MS_PROTOCOL_SMTP, MS_SECURITY_STARTTLS, FALSE, FALSE },
  [MS_SERVICE_SIEVE] = { "sieve", 4190, MS_PROTOCOL_SIEVE, MS_SECURITY_STARTTLS, FALSE, TRUE },
  [MS_SERVICE_HTTPS] = { "https", 443, MS_PROTOCOL_HTTPS, MS_SECURITY_TLS, FALSE, FALSE },
  [MS_SERVICE_ANY] = { NULL, 0, MS_PROTOCOL_UNKNOWN, MS_SECURITY_TLS, FALSE, FALSE },
};

const MsServiceInfo *
ms_service_info (MsService service)
{
  return &services[service];
}

const char *
ms_half_name (MsService service)
{
  const MsServiceInfo *info = ms_service_info (service);

  if (info->incoming)
    return "receiving";
  return info->protocol == MS_PROTOCOL_SMTP && info->client ? "sending" : "other";
}

MsService
ms_service_find (MsProtocol protocol, MsSecurity security)
{
  for (guint i = 0; i < MS_SERVICE_ANY; i++)
    if (services[i].protocol == protocol && services[i].security == security)
      return (MsService) i;
  return MS_SERVICE_ANY;
}

static const char *const protocol_names[] = { "imap", "pop3", "smtp", "sieve", "https", "unknown" };
static const char *const outcome_names[] = {
  "ok",         "unreachable", "server-refused", "protocol-error", "wrong-security-mode", "starttls-missing", "starttls-failed",
  "tls-failed", "cancelled"
};
static const char *const severity_names[] = { "ok", "info", "notice", "unknown", "warning", "critical" };
static const char *const who_names[] = { "you", "provider", "network", "nobody" };
static const char *const safe_names[] = { "yes", "wait", "no" };
static const char *const step_names[] = { "noticed", "worse", "urgent", "expired", "resolved" };
static const char *const connectivity_names[] = { "unknown", "none", "portal", "limited", "full" };
static const char *const clock_names[] = { "unknown", "synchronised", "unsynchronised" };

const char *
ms_protocol_name (MsProtocol protocol)
{
  return protocol_names[protocol];
}

const char *
ms_security_name (MsSecurity security)
{
  return security == MS_SECURITY_TLS ? "tls" : "starttls";
}

const char *
ms_outcome_name (MsOutcome outcome)
{
  return outcome_names[outcome];
}

gboolean
ms_outcome_from_name (const char *name, MsOutcome *ret_outcome)
{
  guint i;
  if (!index_of (outcome_names, G_N_ELEMENTS (outcome_names), name, &i))
    return FALSE;
  *ret_outcome = (MsOutcome) i;
  return TRUE;
}

const char *
ms_severity_name (MsSeverity severity)
{
  return severity_names[severity];
}

gboolean
ms_severity_from_name (const char *name, MsSeverity *ret_severity)
{
  guint i;
  if (!index_of (severity_names, G_N_ELEMENTS (severity_names), name, &i))
    return FALSE;
  *ret_severity = (MsSeverity) i;
  return TRUE;
}

const char *
ms_who_name (MsWho who)
{
  return who_names[who];
}

gboolean
ms_who_from_name (const char *name, MsWho *ret_who)
{
  guint i;
  if (!index_of (who_names, G_N_ELEMENTS (who_names), name, &i))
    return FALSE;
  *ret_who = (MsWho) i;
  return TRUE;
}

const char *
ms_safe_name (MsSafe safe)
{
  return safe_names[safe];
}

const char *
ms_step_name (MsStep step)
{
  return step_names[step];
}

gboolean
ms_step_from_name (const char *name, MsStep *ret_step)
{
  guint i;
  if (!index_of (step_names, G_N_ELEMENTS (step_names), name, &i))
    return FALSE;
  *ret_step = (MsStep) i;
  return TRUE;
}

const char *
ms_connectivity_name (MsConnectivity connectivity)
{
  return connectivity_names[connectivity];
}

gboolean
ms_connectivity_from_name (const char *name, MsConnectivity *ret_connectivity)
{
  guint i;
  if (!index_of (connectivity_names, G_N_ELEMENTS (connectivity_names), name, &i))
    return FALSE;
  *ret_connectivity = (MsConnectivity) i;
  return TRUE;
}

const char *
ms_clock_name (MsClock clock)
{
  return clock_names[clock];
}

gboolean
ms_clock_from_name (const char *name, MsClock *ret_clock)
{
  guint i;
  if (!index_of (clock_names, G_N_ELEMENTS (clock_names), name, &i))
    return FALSE;
  *ret_clock = (MsClock) i;
  return TRUE;
}

/* ---- targets and servers ------------------------------------------------------------------------------------ */

MsTarget *
ms_target_new (MsService service, const char *host, guint16 port)
{
  MsTarget *target = g_new0 (MsTarget, 1);
  target->service = service;
  target->host = g_strdup (host);
  target->port = port != 0 ? port : services[service].port;
  return target;
}

MsTarget *
ms_target_copy (const MsTarget *target)
{
  return ms_target_new (target->service, target->host, target->port);
}

void
ms_target_free (MsTarget *target)
{
  if (target == NULL)
    return;
  g_free (target->host);
  g_free (target);
}

char *
ms_target_url (const MsTarget *target)
{
  const MsServiceInfo *info = &services[target->service];
  gboolean v6 = strchr (target->host, ':') != NULL;
  const char *open = v6 ? "[" : "", *close = v6 ? "]" : "";

  if (info->scheme == NULL)
    return g_strdup_printf ("%s%s%s:%u", open, target->host, close, target->port);
  if (target->port == info->port)
    return g_strdup_printf ("%s://%s%s%s", info->scheme, open, target->host, close);
  return g_strdup_printf ("%s://%s%s%s:%u", info->scheme, open, target->host, close, target->port);
}

gboolean
ms_address_is_loopback (const char *host)
{
  return g_str_equal (host, "localhost") || g_str_equal (host, "::1")
         || (g_str_has_prefix (host, "127.") && g_hostname_is_ip_address (host));
}

static gboolean
is_within (const guint8 *bytes, const guint8 *net, guint bits)
{
  guint whole = bits / 8, rest = bits % 8;
  return memcmp (bytes, net, whole) == 0 && (rest == 0 || (bytes[whole] ^ net[whole]) >> (8 - rest) == 0);
}

/* The IANA registry of special-purpose addresses (RFC 6890), and multicast. */
static gboolean
is_public_4 (const guint8 *bytes)
{
  static const struct
  {
    guint8 net[4];
    guint bits;
  } special[] = {
    { { 0 }, 8 },         { { 10 }, 8 },       { { 100, 64 }, 10 },      { { 127 }, 8 },
    { { 169, 254 }, 16 }, { { 172, 16 }, 12 }, { { 192, 0, 0 }, 24 },    { { 192, 0, 2 }, 24 },
    { { 192, 168 }, 16 }, { { 198, 18 }, 15 }, { { 198, 51, 100 }, 24 }, { { 203, 0, 113 }, 24 },
    { { 224 }, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (special); i++)
    if (is_within (bytes, special[i].net, special[i].bits))
      return FALSE;
  return TRUE;
}

/* Given out to the world is 2000::/3; tunnels within it say nothing of where they end. */
static gboolean
is_public_6 (const guint8 *bytes)
{
  static const guint8 mapped[16] = { [10] = 0xff, [11] = 0xff }, nat64[16] = { 0x00, 0x64, 0xff, 0x9b }, world[16] = { 0x20 };
  static const guint8 special[16] = { 0x20, 0x01 }, example[16] = { 0x20, 0x01, 0x0d, 0xb8 }, six_to_four[16] = { 0x20, 0x02 };

  if (is_within (bytes, mapped, 96) || is_within (bytes, nat64, 96))
    return is_public_4 (bytes + 12);
  return is_within (bytes, world, 3) && !is_within (bytes, special, 23) && !is_within (bytes, example, 32)
         && !is_within (bytes, six_to_four, 16);
}

gboolean
ms_address_is_public (const char *address)
{
  guint8 bytes[16];

  if (inet_pton (AF_INET, address, bytes) == 1)
    return is_public_4 (bytes);
  return inet_pton (AF_INET6, address, bytes) == 1 && is_public_6 (bytes);
}

MsAcceptance *
ms_acceptance_new (const char *hash, gint64 until, const char *reason)
{
  MsAcceptance *acceptance = g_new0 (MsAcceptance, 1);
  acceptance->hash = g_strdup (hash);
  acceptance->until = until;
  acceptance->reason = g_strdup (reason);
  return acceptance;
}

MsAcceptance *
ms_acceptance_copy (const MsAcceptance *acceptance)
{
  return ms_acceptance_new (acceptance->hash, acceptance->until, acceptance->reason);
}

void
ms_acceptance_free (MsAcceptance *acceptance)
{
  if (acceptance == NULL)
    return;
  g_free (acceptance->hash);
  g_free (acceptance->reason);
  g_free (acceptance);
}

MsServer *
ms_server_new (const MsTarget *target)
{
  MsServer *server = g_new0 (MsServer, 1);
  server->target = ms_target_copy (target);
  server->url = ms_target_url (target);
  server->name = g_strdup (target->host);
  server->role = MS_ROLE_USER;
  server->watch = TRUE;
  server->notify = TRUE;
  server->interval = 6 * 3600;
  server->accepted = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_acceptance_free);
  server->account = g_strdup (target->host);
  server->clients = g_new0 (char *, 1);
  server->accounts = g_new0 (char *, 1);
  server->domains = g_new0 (char *, 1);
  return server;
}

MsServer *
ms_server_copy (const MsServer *server)
{
  MsServer *copy = g_memdup2 (server, sizeof *server);
  copy->target = ms_target_copy (server->target);
  copy->url = g_strdup (server->url);
  copy->name = g_strdup (server->name);
  copy->ca_file = g_strdup (server->ca_file);
  copy->accepted = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_acceptance_free);
  for (guint i = 0; i < server->accepted->len; i++)
    g_ptr_array_add (copy->accepted, ms_acceptance_copy (g_ptr_array_index (server->accepted, i)));
  copy->account = g_strdup (server->account);
  copy->clients = g_strdupv (server->clients);
  copy->accounts = g_strdupv (server->accounts);
  copy->domains = g_strdupv (server->domains);
  copy->moved = g_strdup (server->moved);
  return copy;
}

void
ms_server_free (MsServer *server)
{
  if (server == NULL)
    return;
  ms_target_free (server->target);
  g_free (server->url);
  g_free (server->name);
  g_free (server->ca_file);
  g_ptr_array_unref (server->accepted);
  g_free (server->account);
  g_strfreev (server->clients);
  g_strfreev (server->accounts);
  g_strfreev (server->domains);
  g_free (server->moved);
  g_free (server);
}

/* ---- observations ------------------------------------------------------------------------------------------- */

gboolean
ms_trust_is_trusted (MsTrust trust)
{
  return (trust & MS_TRUST_OK) != 0 && (trust & MS_TRUST_INVALID) == 0;
}

gboolean
ms_trust_is_explained (MsTrust trust)
{
  return (trust
          & (MS_TRUST_INVALID | MS_TRUST_SELF_SIGNED | MS_TRUST_PRIVATE_CA | MS_TRUST_UNKNOWN_ISSUER | MS_TRUST_INCOMPLETE
             | MS_TRUST_EXPIRED_AUTHORITY | MS_TRUST_BAD_AUTHORITY | MS_TRUST_FUTURE_AUTHORITY))
         != 0;
}

void
ms_certificate_free (MsCertificate *certificate)
{
  if (certificate == NULL)
    return;
  g_clear_pointer (&certificate->der, g_bytes_unref);
  g_free (certificate->sha256);
  g_free (certificate->spki_sha256);
  g_free (certificate->subject);
  g_free (certificate->issuer);
  g_free (certificate->issuer_organization);
  g_free (certificate->common_name);
  g_free (certificate->serial);
  g_strfreev (certificate->names);
  g_free (certificate->key);
  g_free (certificate->signature);
  g_free (certificate);
}

MsCertificate *
ms_certificate_copy (const MsCertificate *certificate)
{
  MsCertificate *copy = g_memdup2 (certificate, sizeof *certificate);
  if (certificate->der != NULL)
    copy->der = g_bytes_ref (certificate->der);
  copy->sha256 = g_strdup (certificate->sha256);
  copy->spki_sha256 = g_strdup (certificate->spki_sha256);
  copy->subject = g_strdup (certificate->subject);
  copy->issuer = g_strdup (certificate->issuer);
  copy->issuer_organization = g_strdup (certificate->issuer_organization);
  copy->common_name = g_strdup (certificate->common_name);
  copy->serial = g_strdup (certificate->serial);
  copy->names = g_strdupv (certificate->names);
  copy->key = g_strdup (certificate->key);
  copy->signature = g_strdup (certificate->signature);
  return copy;
}

MsSighting *
ms_sighting_new (const char *address)
{
  MsSighting *sighting = g_new0 (MsSighting, 1);
  sighting->address = g_strdup (address);
  sighting->der = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  sighting->chain = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_certificate_free);
  return sighting;
}

static gpointer
copy_bytes (gconstpointer bytes, gpointer data)
{
  (void) data;
  return g_bytes_ref ((GBytes *) bytes);
}

static gpointer
copy_certificate (gconstpointer certificate, gpointer data)
{
  (void) data;
  return ms_certificate_copy (certificate);
}

MsSighting *
ms_sighting_copy (const MsSighting *sighting)
{
  MsSighting *copy = g_memdup2 (sighting, sizeof *sighting);
  copy->address = g_strdup (sighting->address);
  copy->reason = g_strdup (sighting->reason);
  copy->detail = g_strdup (sighting->detail);
  copy->speaks = g_strdup (sighting->speaks);
  copy->alert = g_strdup (sighting->alert);
  copy->tls_version = g_strdup (sighting->tls_version);
  copy->cipher = g_strdup (sighting->cipher);
  copy->der = g_ptr_array_copy (sighting->der, copy_bytes, NULL);
  g_ptr_array_set_free_func (copy->der, (GDestroyNotify) g_bytes_unref);
  copy->ocsp = sighting->ocsp != NULL ? g_bytes_ref (sighting->ocsp) : NULL;
  copy->transcript = g_strdup (sighting->transcript);
  copy->chain = g_ptr_array_copy (sighting->chain, copy_certificate, NULL);
  g_ptr_array_set_free_func (copy->chain, (GDestroyNotify) ms_certificate_free);
  copy->path_subject = g_strdup (sighting->path_subject);
  copy->missing = g_strdup (sighting->missing);
  copy->weak = g_strdup (sighting->weak);
  return copy;
}

void
ms_sighting_free (MsSighting *sighting)
{
  if (sighting == NULL)
    return;
  g_free (sighting->address);
  g_free (sighting->reason);
  g_free (sighting->detail);
  g_free (sighting->speaks);
  g_free (sighting->alert);
  g_free (sighting->tls_version);
  g_free (sighting->cipher);
  g_ptr_array_unref (sighting->der);
  g_clear_pointer (&sighting->ocsp, g_bytes_unref);
  g_free (sighting->transcript);
  g_ptr_array_unref (sighting->chain);
  g_free (sighting->path_subject);
  g_free (sighting->missing);
  g_free (sighting->weak);
  g_free (sighting);
}

const MsCertificate *
ms_sighting_leaf (const MsSighting *sighting)
{
  if (sighting->chain->len == 0 || (sighting->trust & MS_TRUST_NO_CHAIN) != 0)
    return NULL;
  return g_ptr_array_index (sighting->chain, 0);
}

MsHints *
ms_hints_new (void)
{
  return g_new0 (MsHints, 1);
}

MsHints *
ms_hints_copy (const MsHints *hints)
{
  MsHints *copy = g_memdup2 (hints, sizeof *hints);

  if (copy == NULL)
    return NULL;
  copy->use_host = g_strdup (hints->use_host);
  copy->newer_on = g_strdup (hints->newer_on);
  copy->pinned = g_strdup (hints->pinned);
  copy->published = g_strdup (hints->published);
  return copy;
}

void
ms_hints_free (MsHints *hints)
{
  if (hints == NULL)
    return;
  g_free (hints->use_host);
  g_free (hints->newer_on);
  g_free (hints->pinned);
  g_free (hints->published);
  g_free (hints);
}

MsObservation *
ms_observation_new (const MsTarget *target, gint64 checked)
{
  MsObservation *observation = g_new0 (MsObservation, 1);
  observation->target = ms_target_copy (target);
  observation->checked = checked;
  observation->network = g_strdup ("");
  observation->sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_sighting_free);
  observation->hints = ms_hints_new ();
  return observation;
}

MsObservation *
ms_observation_copy (const MsObservation *observation)
{
  MsObservation *copy = ms_observation_new (observation->target, observation->checked);
  for (guint i = 0; i < observation->sightings->len; i++)
    g_ptr_array_add (copy->sightings, ms_sighting_copy (g_ptr_array_index (observation->sightings, i)));
  ms_hints_free (copy->hints);
  copy->hints = ms_hints_copy (observation->hints);
  g_free (copy->network);
  copy->network = g_strdup (observation->network);
  return copy;
}

void
ms_observation_free (MsObservation *observation)
{
  if (observation == NULL)
    return;
  ms_target_free (observation->target);
  g_free (observation->network);
  g_ptr_array_unref (observation->sightings);
  ms_hints_free (observation->hints);
  g_free (observation);
}

/* ---- surroundings ------------------------------------------------------------------------------------------- */

MsSurroundings *
ms_surroundings_new (void)
{
  MsSurroundings *surroundings = g_new0 (MsSurroundings, 1);
  surroundings->network = g_strdup ("");
  return surroundings;
}

MsSurroundings *
ms_surroundings_copy (const MsSurroundings *surroundings)
{
  MsSurroundings *copy = g_memdup2 (surroundings, sizeof *surroundings);
  copy->network = g_strdup (surroundings->network);
  return copy;
}

gboolean
ms_surroundings_equal (const MsSurroundings *a, const MsSurroundings *b)
{
  return a->connectivity == b->connectivity && a->metered == b->metered && a->clock == b->clock && a->clock_jump == b->clock_jump
         && g_str_equal (a->network, b->network);
}

void
ms_surroundings_free (MsSurroundings *surroundings)
{
  if (surroundings == NULL)
    return;
  g_free (surroundings->network);
  g_free (surroundings);
}

/* ---- memories ----------------------------------------------------------------------------------------------- */

MsMemory *
ms_memory_new (const char *address, const MsCertificate *leaf, gboolean trusted, gint64 first_seen, gint64 last_seen,
               const char *networks)
{
  MsMemory *memory = g_new0 (MsMemory, 1);
  memory->address = g_strdup (address);
  memory->leaf = ms_certificate_copy (leaf);
  memory->trusted = trusted;
  memory->first_seen = first_seen;
  memory->last_seen = last_seen;
  memory->networks = networks != NULL && *networks != '\0' ? g_strsplit (networks, " ", -1) : g_new0 (char *, 1);
  return memory;
}

void
ms_memory_free (MsMemory *memory)
{
  if (memory == NULL)
    return;
  g_free (memory->address);
  ms_certificate_free (memory->leaf);
  g_strfreev (memory->networks);
  g_free (memory);
}

static void
offer_free (gpointer offer)
{
  g_free (((MsOffer *) offer)->network);
  g_free (offer);
}

MsHistory *
ms_history_new (void)
{
  MsHistory *history = g_new0 (MsHistory, 1);
  history->memory = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_memory_free);
  history->offers = g_ptr_array_new_with_free_func (offer_free);
  return history;
}

void
ms_history_add_offer (MsHistory *history, const char *network, gint64 last)
{
  MsOffer *offer = g_new0 (MsOffer, 1);
  offer->network = g_strdup (network);
  offer->last = last;
  g_ptr_array_add (history->offers, offer);
}

void
ms_history_free (MsHistory *history)
{
  if (history == NULL)
    return;
  g_ptr_array_unref (history->memory);
  g_ptr_array_unref (history->offers);
  g_free (history);
}

/* ---- findings, verdicts, alerts ----------------------------------------------------------------------------- */

static const MsCodeInfo codes[MS_N_CODES] = {
  [MS_CODE_CLOCK_WRONG] = { "clock-wrong", MS_WHO_YOU, MS_TELL_CONFIRMED, "clock" },
  [MS_CODE_INTERCEPTED] = { "intercepted", MS_WHO_NETWORK, MS_TELL_SECOND_LOOK, "intercepted" },
  [MS_CODE_STARTTLS_VANISHED] = { "starttls-vanished", MS_WHO_PROVIDER, MS_TELL_CONFIRMED, "connection" },
  [MS_CODE_WRONG_SECURITY_MODE] = { "wrong-security-mode", MS_WHO_YOU, MS_TELL_CONFIRMED, "connection" },
  [MS_CODE_STARTTLS_MISSING] = { "starttls-missing", MS_WHO_PROVIDER, MS_TELL_CONFIRMED, "connection" },
  [MS_CODE_STARTTLS_FAILED] = { "starttls-failed", MS_WHO_PROVIDER, MS_TELL_CONFIRMED, "connection" },
  [MS_CODE_TLS_FAILED] = { "tls-failed", MS_WHO_PROVIDER, MS_TELL_CONFIRMED, "connection" },
  [MS_CODE_PROTOCOL_ERROR] = { "protocol-error", MS_WHO_PROVIDER, MS_TELL_NEVER, "connection" },
  [MS_CODE_SERVER_REFUSED] = { "server-refused", MS_WHO_PROVIDER, MS_TELL_NEVER, "connection" },
  [MS_CODE_INVALID] = { "invalid", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "invalid" },
  [MS_CODE_REVOKED] = { "revoked", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "revoked" },
  [MS_CODE_NAME_MISMATCH] = { "name-mismatch", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "name" },
  [MS_CODE_EXPIRED] = { "expired", MS_WHO_PROVIDER, MS_TELL_AT_ONCE, "expiry" },
  [MS_CODE_NOT_YET_VALID] = { "not-yet-valid", MS_WHO_YOU, MS_TELL_SECOND_LOOK, "not-yet-valid" },
  [MS_CODE_EXPIRED_INTERMEDIATE] = { "expired-intermediate", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "expired-intermediate" },
  [MS_CODE_SELF_SIGNED] = { "self-signed", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "trust" },
  [MS_CODE_UNTRUSTED_ISSUER] = { "untrusted-issuer", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "trust" },
  [MS_CODE_WRONG_PURPOSE] = { "wrong-purpose", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "purpose" },
  [MS_CODE_WEAK] = { "weak", MS_WHO_PROVIDER, MS_TELL_AT_ONCE, "weak" },
  [MS_CODE_INCOMPLETE_CHAIN] = { "incomplete-chain", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "chain" },
  [MS_CODE_CLIENT_REFUSES] = { "client-refuses", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "client" },
  [MS_CODE_EXPIRING] = { "expiring", MS_WHO_PROVIDER, MS_TELL_AT_ONCE, "expiry" },
  [MS_CODE_UNREACHABLE] = { "unreachable", MS_WHO_PROVIDER, MS_TELL_NEVER, "connection" },
  [MS_CODE_OLD_TLS] = { "old-tls", MS_WHO_PROVIDER, MS_TELL_AT_ONCE, "old-tls" },
  [MS_CODE_MIXED_ADDRESSES] = { "mixed-addresses", MS_WHO_PROVIDER, MS_TELL_CONFIRMED, "mixed" },
  [MS_CODE_STALE_SERVICE] = { "stale-service", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "stale" },
  [MS_CODE_RENEWED] = { "renewed", MS_WHO_NOBODY, MS_TELL_NEVER, "change" },
  [MS_CODE_CHANGED] = { "changed", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "change" },
  [MS_CODE_ROLLED_BACK] = { "rolled-back", MS_WHO_PROVIDER, MS_TELL_SECOND_LOOK, "change" },
  [MS_CODE_OVERDUE] = { "overdue", MS_WHO_PROVIDER, MS_TELL_AT_ONCE, "expiry" },
  [MS_CODE_LOCAL_OVERRIDE] = { "local-override", MS_WHO_YOU, MS_TELL_AT_ONCE, "override" },
  [MS_CODE_INSECURE_ACCOUNT] = { "insecure-account", MS_WHO_YOU, MS_TELL_AT_ONCE, "account" },
  [MS_CODE_MOVED] = { "moved", MS_WHO_YOU, MS_TELL_AT_ONCE, "moved" },
};

const MsCodeInfo *
ms_code_info (MsCode code)
{
  return &codes[code];
}

gboolean
ms_code_from_name (const char *name, MsCode *ret_code)
{
  for (guint i = 0; i < MS_N_CODES; i++)
    if (g_strcmp0 (codes[i].name, name) == 0)
      {
        *ret_code = (MsCode) i;
        return TRUE;
      }
  return FALSE;
}

static void
fact_free (MsFact *fact)
{
  g_free (fact->string);
  g_strfreev (fact->list);
  g_free (fact);
}

MsFinding *
ms_finding_new (MsCode code, MsSeverity severity, MsWho who)
{
  MsFinding *finding = g_new0 (MsFinding, 1);
  finding->code = code;
  finding->severity = severity;
  finding->who = who;
  finding->addresses = g_new0 (char *, 1);
  finding->facts = g_ptr_array_new_with_free_func ((GDestroyNotify) fact_free);
  return finding;
}

void
ms_finding_free (MsFinding *finding)
{
  if (finding == NULL)
    return;
  g_strfreev (finding->addresses);
  g_ptr_array_unref (finding->facts);
  g_free (finding);
}

void
ms_finding_add_address (MsFinding *finding, const char *address)
{
  guint n = g_strv_length (finding->addresses);

  if (*address == '\0' || g_strv_contains ((const char *const *) finding->addresses, address))
    return;
  finding->addresses = g_renew (char *, finding->addresses, n + 2);
  finding->addresses[n] = g_strdup (address);
  finding->addresses[n + 1] = NULL;
}

static MsFact *
fact_add (MsFinding *finding, const char *key, MsFactKind kind)
{
  MsFact *fact = g_new0 (MsFact, 1);
  fact->key = key;
  fact->kind = kind;
  g_ptr_array_add (finding->facts, fact);
  return fact;
}

void
ms_finding_set_string (MsFinding *finding, const char *key, const char *value)
{
  if (value != NULL)
    fact_add (finding, key, MS_FACT_STRING)->string = g_strdup (value);
}

void
ms_finding_set_number (MsFinding *finding, const char *key, gint64 value)
{
  fact_add (finding, key, MS_FACT_NUMBER)->number = value;
}

void
ms_finding_set_time (MsFinding *finding, const char *key, gint64 value)
{
  fact_add (finding, key, MS_FACT_TIME)->number = value;
}

void
ms_finding_set_list (MsFinding *finding, const char *key, const char *const *value)
{
  fact_add (finding, key, MS_FACT_LIST)->list = g_strdupv ((GStrv) value);
}

void
ms_finding_set_pairs (MsFinding *finding, const char *key, const char *const *keys_and_values)
{
  fact_add (finding, key, MS_FACT_PAIRS)->list = g_strdupv ((GStrv) keys_and_values);
}

const MsFact *
ms_finding_fact (const MsFinding *finding, const char *key)
{
  for (guint i = 0; i < finding->facts->len; i++)
    {
      const MsFact *fact = g_ptr_array_index (finding->facts, i);
      if (g_str_equal (fact->key, key))
        return fact;
    }
  return NULL;
}

const char *
ms_finding_string (const MsFinding *finding, const char *key)
{
  const MsFact *fact = ms_finding_fact (finding, key);
  return fact != NULL ? fact->string : NULL;
}

MsVerdict *
ms_verdict_new (void)
{
  MsVerdict *verdict = g_new0 (MsVerdict, 1);
  verdict->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_finding_free);
  return verdict;
}

void
ms_verdict_free (MsVerdict *verdict)
{
  if (verdict == NULL)
    return;
  ms_observation_free (verdict->observation);
  g_ptr_array_unref (verdict->findings);
  g_free (verdict);
}

MsAlert *
ms_alert_new (const char *id, MsCode code)
{
  MsAlert *alert = g_new0 (MsAlert, 1);
  alert->id = g_strdup (id);
  alert->code = code;
  alert->servers = g_new0 (char *, 1);
  return alert;
}

MsAlert *
ms_alert_copy (const MsAlert *alert)
{
  MsAlert *copy = g_memdup2 (alert, sizeof *alert);
  copy->id = g_strdup (alert->id);
  copy->cause = g_strdup (alert->cause);
  copy->servers = g_strdupv (alert->servers);
  copy->title = g_strdup (alert->title);
  copy->text = g_strdup (alert->text);
  copy->advice = g_strdup (alert->advice);
  return copy;
}

void
ms_alert_free (MsAlert *alert)
{
  if (alert == NULL)
    return;
  g_free (alert->id);
  g_free (alert->cause);
  g_strfreev (alert->servers);
  g_free (alert->title);
  g_free (alert->text);
  g_free (alert->advice);
  g_free (alert);
}

/* ---- text --------------------------------------------------------------------------------------------------- */

/* Characters that hide or reorder what stands beside them (Unicode Cf and the line separators), and controls. */
static gboolean
is_invisible (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);
  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_SURROGATE || type == G_UNICODE_UNASSIGNED
         || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *
ms_visible (const char *bytes, gssize length, guint max)
{
  gsize left = length < 0 ? strlen (bytes) : (gsize) length;
  GString *out = g_string_sized_new (MIN (left, max) + 1);
  const char *at = bytes;

  for (guint n = 0; left > 0; n++)
    {
      gunichar c = *at == '\0' ? 0 : g_utf8_get_char_validated (at, (gssize) left);
      gsize used = 1;

      if (n == max)
        {
          g_string_append (out, "…");
          break;
        }
      if (c == (gunichar) -1 || c == (gunichar) -2)
        g_string_append_printf (out, "\\x%02X", (guchar) *at);
      else
        {
          used = *at == '\0' ? 1 : (gsize) (g_utf8_next_char (at) - at);
          if (c < 0x80 && is_invisible (c))
            g_string_append_printf (out, "\\x%02X", c);
          else if (is_invisible (c))
            g_string_append_printf (out, "\\u{%04X}", c);
          else
            g_string_append_unichar (out, c);
        }
      at += used;
      left -= used;
    }
  return g_string_free (out, FALSE);
}

/* The sign at this place, one of several spellings of it: how many bytes it has; 0: another. */
static gsize
sign_at (const char *const *spellings, const char *at, gsize left)
{
  for (guint i = 0; spellings[i] != NULL; i++)
    {
      gsize length = strlen (spellings[i]);
      if (length <= left && g_ascii_strncasecmp (at, spellings[i], length) == 0)
        return length;
    }
  return 0;
}

/* Where the userinfo begins and ends; up to the last at-sign, since a password may hold one. */
static gboolean
find_userinfo (const char *text, gsize length, gsize *ret_begin, gsize *ret_end)
{
  static const char *const ats[] = { "@", "%40", "\uff20", "\ufe6b", NULL }, *const colons[] = { ":", "%3A", "\uff1a", NULL };
  const char *scheme;
  gsize end = length;

  while (end > 0 && sign_at (ats, text + end - 1, length - end + 1) == 0)
    end--;
  if (end-- == 0)
    return FALSE;
  scheme = g_strstr_len (text, (gssize) end, "://");
  for (const char *at = text; scheme != NULL && at < scheme; at++)
    if (!g_ascii_isalnum (*at) && strchr (" \t+-.", *at) == NULL)
      scheme = NULL; /* it is part of a password */
  *ret_begin = scheme != NULL ? (gsize) (scheme - text) + 3 : 0;
  *ret_end = end;
  for (gsize i = 0; scheme == NULL && i < end; i++)
    if (sign_at (colons, text + i, end - i) > 0)
      return TRUE;
  return scheme != NULL;
}

gboolean
ms_has_userinfo (const char *text, gssize length)
{
  gsize begin, end;
  return find_userinfo (text, length < 0 ? strlen (text) : (gsize) length, &begin, &end);
}

static GString *
mask (const char *text, gsize length)
{
  GString *masked = g_string_new_len (text, (gssize) length);
  gsize begin, end;

  if (!find_userinfo (text, length, &begin, &end))
    return masked;
  g_string_erase (masked, (gssize) begin, (gssize) (end - begin));
  return g_string_insert (masked, (gssize) begin, "***");
}

char *
ms_without_userinfo (const char *text)
{
  return g_string_free (mask (text, strlen (text)), FALSE);
}

char *
ms_shown (const char *text, gssize length, guint max)
{
  g_autoptr (GString) masked = mask (text, length < 0 ? strlen (text) : (gsize) length);
  return ms_visible (masked->str, (gssize) masked->len, max);
}

char *
ms_file_fault (const struct stat *info, gsize max)
{
  if (S_ISDIR (info->st_mode))
    return g_strdup (_ ("it is a folder"));
  if (!S_ISREG (info->st_mode))
    return g_strdup (_ ("it is no ordinary file"));
  return info->st_size > (goffset) max ? g_strdup_printf (_ ("it is larger than %u MiB"), (guint) (max >> 20)) : NULL;
}

char *
ms_time_string (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time);
  return date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("9999-12-31T23:59:59Z");
}

gboolean
ms_time_parse (const char *text, gint64 *ret_time)
{
  g_autofree char *upper = g_ascii_strup (text, -1); /* RFC 3339 5.6: "t" and "z" are as good */
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (upper, NULL);
  if (date == NULL)
    return FALSE;
  *ret_time = g_date_time_to_unix (date);
  return TRUE;
}
