/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/change.h"

#include "model/text.h"
#include "model/names.h"

#include <string.h>

#define DAY       ((gint64) 86400)
#define SHOWN_FOR (14 * DAY) /* so long a change stands in the status; it stays in the history for good */
#define GONE_FOR  (14 * DAY) /* who was away so long and comes back takes no turns with others (B3, rolled-back) */
#define BITS      112        /* of strength that today's programs ask for: RSA 2048, EC 224 */

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

/* Strength in bits of what "RSA 2048", "EC 256" or "Ed25519" name (NIST SP 800-57 1, table 2); 0: unknown. */
static guint
strength (const char *key)
{
  static const struct
  {
    const char *prefix;
    guint from, bits;
  } rows[] = { { "RSA ", 3072, 128 }, { "RSA ", 2048, 112 }, { "RSA ", 1024, 80 }, { "RSA ", 0, 40 },
               { "EC ", 256, 128 },   { "EC ", 224, 112 },   { "EC ", 0, 80 },     { "Ed", 0, 128 } };

  for (guint i = 0; key != NULL && i < G_N_ELEMENTS (rows); i++)
    if (g_str_has_prefix (key, rows[i].prefix) && g_ascii_strtoull (key + strcspn (key, "0123456789"), NULL, 10) >= rows[i].from)
      return rows[i].bits;
  return 0;
}

static gboolean
has_broken_hash (const MsCertificate *certificate)
{
  return certificate->signature != NULL
         && (strstr (certificate->signature, "SHA1") != NULL || strstr (certificate->signature, "MD5") != NULL);
}

/*
 * A key below what is asked for today, or a hash that can be forged, in the place of a better one; other steps down mean
 * nothing.
 */
static gboolean
is_weaker (const MsCertificate *old, const MsCertificate *new_)
{
  guint before = strength (old->key), after = strength (new_->key);
  return (after != 0 && after < before && after < BITS) || (has_broken_hash (new_) && !has_broken_hash (old));
}

/* The first time in this network, where it shows something that nowhere else was seen. */
static gboolean
is_on_new_network (const MsSeen *old, const MsSeen *new_)
{
  if (new_->networks[0] == NULL || new_->networks[1] != NULL || old->networks[0] == NULL)
    return FALSE;
  return !g_strv_contains ((const char *const *) old->networks, new_->networks[0]);
}

/* Old and new side by side. */
static void
set_side (MsFinding *finding, const char *side, const MsCertificate *certificate)
{
  g_autofree char *begin = ms_time_string (certificate->not_before), *end = ms_time_string (certificate->not_after);
  g_autofree char *names = g_strjoinv (" ", certificate->names);
  const char *const pairs[] = { "sha256",      certificate->sha256,
                                "spki_sha256", certificate->spki_sha256,
                                "issuer",      certificate->issuer,
                                "names",       names,
                                "key",         certificate->key != NULL ? certificate->key : "",
                                "not_before",  begin,
                                "not_after",   end,
                                NULL };

  ms_finding_set_pairs (finding, side, pairs);
}

/* How the one differs from the other. */
enum
{
  PRIVATE_CA = 1 << 0, /* instead of a trusted authority */
  OTHER_KEY = 1 << 1,
  OTHER_ISSUER = 1 << 2,
  NAMES_LOST = 1 << 3,
  EARLY = 1 << 4,
  NEW_NETWORK = 1 << 5,
  WEAKER = 1 << 6,
};
/* In the order of these bits. */
static const char *const reasons[] = { "private-ca", "key", "issuer", "names-lost", "early", "new-network", "weaker" };

static guint
differences (const MsSeen *old, const MsSeen *new_)
{
  const MsCertificate *a = old->leaf, *b = new_->leaf;

  return (old->trusted && !new_->trusted ? PRIVATE_CA : 0) | (!g_str_equal (a->spki_sha256, b->spki_sha256) ? OTHER_KEY : 0)
         | (!same_issuer (a, b) ? OTHER_ISSUER : 0) | (names_lost (a, b) ? NAMES_LOST : 0)
         | (before_renewal_window (a, new_->first_seen) ? EARLY : 0) | (is_on_new_network (old, new_) ? NEW_NETWORK : 0)
         | (is_weaker (a, b) ? WEAKER : 0);
}

static MsSeverity
severity_of (guint differ, const MsSeen *old, const MsSeen *new_, const char *host)
{
  if ((differ & PRIVATE_CA) != 0 || (!new_->trusted && (differ & OTHER_KEY) != 0 && (differ & EARLY) != 0))
    return MS_SEVERITY_CRITICAL;
  if ((differ & (NAMES_LOST | WEAKER)) != 0 && ms_names_match (old->leaf, host) && ms_names_match (new_->leaf, host))
    return MS_SEVERITY_WARNING;
  return MS_SEVERITY_INFO;
}

static gboolean
is_renewal (guint differ, const MsSeen *old, const MsSeen *new_)
{
  return old->trusted && new_->trusted && (differ & (OTHER_ISSUER | NAMES_LOST)) == 0
         && new_->leaf->not_before >= old->leaf->not_before && new_->leaf->not_after >= old->leaf->not_after;
}

MsFinding *
ms_change_classify (const MsSeen *old, const MsSeen *new_, const char *host)
{
  guint differ = differences (old, new_);
  MsSeverity severity = severity_of (differ, old, new_, host);
  MsCode code = severity == MS_SEVERITY_INFO && is_renewal (differ, old, new_) ? MS_CODE_RENEWED : MS_CODE_CHANGED;
  g_autoptr (GStrvBuilder) because = g_strv_builder_new ();
  MsFinding *finding;

  if (same_certificate (old->leaf, new_->leaf))
    return NULL;
  finding = ms_finding_new (code, severity, severity == MS_SEVERITY_INFO ? MS_WHO_NOBODY : ms_code_info (code)->who);
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if ((differ & 1U << i) != 0)
      g_strv_builder_add (because, reasons[i]);
  if (code == MS_CODE_CHANGED)
    {
      g_auto (GStrv) list = g_strv_builder_end (because);
      ms_finding_set_list (finding, "because", (const char *const *) list);
    }
  ms_finding_set_time (finding, "since", new_->first_seen);
  set_side (finding, "old", old->leaf);
  set_side (finding, "new", new_->leaf);
  return finding;
}

/* Where this certificate first stands in the memory (oldest first), at whatever address; its length if it is new. */
static guint
first_place (const GPtrArray *memory, const MsCertificate *leaf)
{
  guint i = 0;
  while (i < memory->len && !same_certificate (((MsSeen *) g_ptr_array_index (memory, i))->leaf, leaf))
    i++;
  return i;
}

/*
 * What this address showed before the place `end`; for an address never seen, what the server showed. Only what was there
 * earlier counts, so that certificates that take turns (pools, RSA beside ECDSA) become silent once each has been seen.
 */
static const MsSeen *
predecessor (const GPtrArray *memory, const char *address, guint end, gboolean any_address)
{
  const MsSeen *latest = NULL;
  for (guint i = 0; i < end; i++)
    {
      const MsSeen *seen = g_ptr_array_index (memory, i);
      if ((any_address || g_str_equal (seen->address, address)) && (latest == NULL || seen->last_seen >= latest->last_seen))
        latest = seen;
    }
  return latest;
}

static gboolean
address_known (const GPtrArray *memory, const char *address)
{
  for (guint i = 0; i < memory->len; i++)
    if (g_str_equal (((MsSeen *) g_ptr_array_index (memory, i))->address, address))
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

/* ---- back again -------------------------------------------------------------------------------------------------- */

static gboolean
is_newer (const MsSeen *seen, const MsCertificate *leaf)
{
  return seen->trusted && seen->leaf->not_before > leaf->not_before && seen->leaf->not_after > leaf->not_after;
}

/*
 * What this address showed before `newer`, and shows again: was it gone for so long that they do not take turns? As the store
 * tells it once it is recorded, or as it will once this look is.
 */
static gboolean
is_back (const MsSeen *itself, const MsSeen *newer, gint64 checked)
{
  if (itself->returned > newer->first_seen)
    return itself->absent > GONE_FOR;
  return newer->last_seen > itself->last_seen && checked - itself->last_seen > GONE_FOR;
}

/* The newest of what this address showed since, if what it shows now is older and had been gone, or is over; else NULL. */
static const MsSeen *
superseded_by (const GPtrArray *memory, const MsSighting *sighting, gint64 checked, gint64 now)
{
  const MsCertificate *leaf = ms_sighting_leaf (sighting);
  const MsSeen *itself = NULL, *newer = NULL;

  for (guint i = 0; i < memory->len; i++)
    {
      const MsSeen *seen = g_ptr_array_index (memory, i);
      if (!g_str_equal (seen->address, sighting->address))
        continue;
      if (same_certificate (seen->leaf, leaf))
        itself = seen;
      else if (is_newer (seen, leaf) && (newer == NULL || seen->leaf->not_before > newer->leaf->not_before))
        newer = seen;
    }
  if (itself == NULL || newer == NULL || newer->first_seen < itself->first_seen)
    return NULL;
  return is_back (itself, newer, checked) || (now > leaf->not_after && newer->last_seen >= itself->first_seen) ? newer : NULL;
}

static MsFinding *
rolled_back (const MsSeen *newer, const MsSighting *sighting)
{
  MsFinding *finding = ms_finding_new (MS_CODE_ROLLED_BACK, MS_SEVERITY_WARNING, ms_code_info (MS_CODE_ROLLED_BACK)->who);

  ms_finding_set_time (finding, "since", newer->first_seen);
  set_side (finding, "old", ms_sighting_leaf (sighting));
  set_side (finding, "new", newer->leaf);
  return finding;
}

void
ms_change_assess (const MsObservation *observation, const GPtrArray *memory, gint64 now, GPtrArray *findings)
{
  char *here[] = { observation->network, NULL };

  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (observation->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      guint place = leaf != NULL ? first_place (memory, leaf) : 0;
      const MsSeen *before = predecessor (memory, sighting->address, place, !address_known (memory, sighting->address));
      const MsSeen *first = place < memory->len ? g_ptr_array_index (memory, place) : NULL;
      const MsSeen *newer = leaf != NULL ? superseded_by (memory, sighting, observation->checked, now) : NULL;
      MsSeen now_shown;
      MsFinding *finding;

      if (newer != NULL)
        add_or_merge (findings, rolled_back (newer, sighting), sighting->address);
      if (leaf == NULL || before == NULL || (first != NULL && now - first->first_seen > SHOWN_FOR))
        continue;
      now_shown = (MsSeen){ .address = sighting->address,
                            .leaf = (MsCertificate *) leaf,
                            .trusted = ms_trust_is_trusted (sighting->trust),
                            .first_seen = first != NULL ? first->first_seen : observation->checked,
                            .networks = first != NULL ? first->networks : here };
      if (*observation->network == '\0' && first == NULL)
        now_shown.networks = here + 1;
      finding = ms_change_classify (before, &now_shown, observation->target->host);
      if (finding != NULL)
        add_or_merge (findings, finding, sighting->address);
    }
}
