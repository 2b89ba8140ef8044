/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/observation.h"

#include "model/text.h"

static const char *const outcome_names[] = {
  "ok",         "unreachable", "server-refused", "protocol-error", "wrong-security-mode", "starttls-missing", "starttls-failed",
  "tls-failed", "cancelled"
};

static const char *const reason_names[] = { "",         "dns",     "refused",   "timeout", "network", "reset",
                                            "no-route", "preauth", "injection", "room",    "slow",    "client-certificate",
                                            "tor" };

const char *
ms_reason_name (MsReason reason)
{
  return reason != MS_REASON_NONE ? reason_names[reason] : NULL;
}

MsReason
ms_reason_from_name (const char *name)
{
  guint i;
  return name != NULL && ms_name_index (reason_names, G_N_ELEMENTS (reason_names), name, &i) ? (MsReason) i : MS_REASON_NONE;
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
  if (!ms_name_index (outcome_names, G_N_ELEMENTS (outcome_names), name, &i))
    return FALSE;
  *ret_outcome = (MsOutcome) i;
  return TRUE;
}

gboolean
ms_trust_is_trusted (MsTrust trust)
{
  return (trust & MS_TRUST_OK) != 0 && (trust & MS_TRUST_INVALID) == 0;
}

const char *
ms_may_not_name (MsMayNot may_not)
{
  static const char *const names[] = { NULL, "not-an-authority", "path-length", "name" };
  return names[may_not];
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
  copy->reason = sighting->reason;
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
  copy->limited = g_strdup (sighting->limited);
  copy->expired_authority = g_strdup (sighting->expired_authority);
  copy->future_authority = g_strdup (sighting->future_authority);
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
  g_free (sighting->limited);
  g_free (sighting->expired_authority);
  g_free (sighting->future_authority);
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
  copy->named_by = g_strdup (hints->named_by);
  copy->sometimes = g_strdup (hints->sometimes);
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
  g_free (hints->named_by);
  g_free (hints->sometimes);
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

gboolean
ms_observation_has (const MsObservation *observation, MsOutcome outcome)
{
  for (guint i = 0; i < observation->sightings->len; i++)
    if (((const MsSighting *) g_ptr_array_index (observation->sightings, i))->outcome == outcome)
      return TRUE;
  return FALSE;
}
