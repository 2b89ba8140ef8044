/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/judge/change.h"

#include "daemon/judge/names.h"

#define DAY       ((gint64) 86400)
#define SHOWN_FOR (14 * DAY) /* so long a change stands in the status; it stays in the history for good */

static gboolean
same_certificate (const MsCertificate *a, const MsCertificate *b)
{
  return g_str_equal (a->sha256, b->sha256);
}

/*
 * The family of authorities, not the intermediate's name: those rotate at random. Without an organisation the issuer's name
 * is all there is.
 */
static gboolean
same_issuer (const MsCertificate *a, const MsCertificate *b)
{
  if (a->issuer_organization != NULL && b->issuer_organization != NULL)
    return g_ascii_strcasecmp (a->issuer_organization, b->issuer_organization) == 0;
  return g_str_equal (a->issuer, b->issuer);
}

static gboolean
names_lost (const MsCertificate *old, const MsCertificate *new_)
{
  for (guint i = 0; old->names[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) new_->names, old->names[i]))
      return TRUE;
  return FALSE;
}

/* Renewers act when a third of the life is left, or 30 days; a tenth is slack. */
static gboolean
before_renewal_window (const MsCertificate *old, gint64 when)
{
  gint64 life = old->not_after - old->not_before, left = old->not_after - when;
  return old->not_after == G_MAXINT64 || (left > life / 3 + life / 10 && left > 30 * DAY);
}

MsFinding *
ms_change_classify (const MsMemory *old, const MsMemory *new_, const char *host)
{
  const MsCertificate *a = old->leaf, *b = new_->leaf;
  gboolean other_key = !g_str_equal (a->spki_sha256, b->spki_sha256);
  gboolean other_issuer = !same_issuer (a, b);
  gboolean lost = names_lost (a, b), early = before_renewal_window (a, new_->first_seen);
  MsSeverity severity = MS_SEVERITY_INFO;
  g_autoptr (GPtrArray) because = g_ptr_array_new ();
  MsFinding *finding;

  if (same_certificate (a, b))
    return NULL;
  if (old->trusted && !new_->trusted)
    {
      severity = MS_SEVERITY_CRITICAL;
      g_ptr_array_add (because, (gpointer) "private-ca");
    }
  else if (!new_->trusted && other_key && early)
    severity = MS_SEVERITY_CRITICAL;
  else if (lost && ms_names_match (a, host) && ms_names_match (b, host))
    severity = MS_SEVERITY_WARNING;
  else if (new_->trusted && old->trusted && !other_issuer && !lost && b->not_before >= a->not_before
           && b->not_after >= a->not_after)
    {
      finding = ms_finding_new (MS_CODE_RENEWED, MS_SEVERITY_INFO, ms_code_info (MS_CODE_RENEWED)->who);
      ms_finding_set_time (finding, "since", new_->first_seen);
      ms_finding_set_string (finding, "old", a->sha256);
      ms_finding_set_string (finding, "new", b->sha256);
      return finding;
    }
  if (other_key)
    g_ptr_array_add (because, (gpointer) "key");
  if (other_issuer)
    g_ptr_array_add (because, (gpointer) "issuer");
  if (lost)
    g_ptr_array_add (because, (gpointer) "names-lost");
  if (early)
    g_ptr_array_add (because, (gpointer) "early");
  g_ptr_array_add (because, NULL);

  finding = ms_finding_new (MS_CODE_CHANGED, severity,
                            severity == MS_SEVERITY_INFO ? MS_WHO_NOBODY : ms_code_info (MS_CODE_CHANGED)->who);
  ms_finding_set_list (finding, "because", (const char *const *) because->pdata);
  ms_finding_set_time (finding, "since", new_->first_seen);
  ms_finding_set_string (finding, "old", a->sha256);
  ms_finding_set_string (finding, "new", b->sha256);
  return finding;
}

/* Where this certificate first stands in the memory (oldest first), at whatever address; its length if it is new. */
static guint
first_place (const GPtrArray *memory, const MsCertificate *leaf)
{
  guint i = 0;
  while (i < memory->len && !same_certificate (((MsMemory *) g_ptr_array_index (memory, i))->leaf, leaf))
    i++;
  return i;
}

/*
 * What this address showed before the place `end`; for an address never seen, what the server showed. Only what was there
 * earlier counts, so that certificates that take turns (pools, RSA beside ECDSA) become silent once each has been seen.
 */
static const MsMemory *
predecessor (const GPtrArray *memory, const char *address, guint end, gboolean any_address)
{
  const MsMemory *latest = NULL;
  for (guint i = 0; i < end; i++)
    {
      const MsMemory *seen = g_ptr_array_index (memory, i);
      if ((any_address || g_str_equal (seen->address, address)) && (latest == NULL || seen->last_seen >= latest->last_seen))
        latest = seen;
    }
  return latest;
}

static gboolean
address_known (const GPtrArray *memory, const char *address)
{
  for (guint i = 0; i < memory->len; i++)
    if (g_str_equal (((MsMemory *) g_ptr_array_index (memory, i))->address, address))
      return TRUE;
  return FALSE;
}

static void
add_or_merge (GPtrArray *findings, MsFinding *finding, const char *address)
{
  for (guint i = 0; i < findings->len; i++)
    {
      MsFinding *other = g_ptr_array_index (findings, i);
      if (other->code == finding->code && other->severity == finding->severity)
        {
          ms_finding_add_address (other, address);
          ms_finding_free (finding);
          return;
        }
    }
  ms_finding_add_address (finding, address);
  g_ptr_array_add (findings, finding);
}

void
ms_change_assess (const MsObservation *observation, const GPtrArray *memory, gint64 now, GPtrArray *findings)
{
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (observation->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      guint place = leaf != NULL ? first_place (memory, leaf) : 0;
      const MsMemory *before = predecessor (memory, sighting->address, place, !address_known (memory, sighting->address));
      gint64 first = place < memory->len ? ((MsMemory *) g_ptr_array_index (memory, place))->first_seen : observation->checked;
      MsMemory now_shown;
      MsFinding *finding;

      if (leaf == NULL || before == NULL || now - first > SHOWN_FOR)
        continue;
      now_shown = (MsMemory){ sighting->address, (MsCertificate *) leaf, ms_trust_is_trusted (sighting->trust), first, first };
      finding = ms_change_classify (before, &now_shown, observation->target->host);
      if (finding != NULL)
        add_or_merge (findings, finding, sighting->address);
    }
}
