/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/compare.h"

/* What is wrong at one address. */
typedef struct
{
  const char *address;
  MsSeverity worst; /* OK, or UNKNOWN and above */
  guint64 codes;    /* a bit each; the lowest one weighs most */
} Stand;

G_STATIC_ASSERT (MS_N_CODES <= 64);

static gboolean
counts (const MsFinding *finding)
{
  return finding->severity >= MS_SEVERITY_UNKNOWN && finding->code != MS_CODE_UNREACHABLE
         && finding->code != MS_CODE_SERVER_REFUSED;
}

static Stand
stand_of (const MsSighting *sighting, const GPtrArray *findings)
{
  Stand stand = { sighting->address, MS_SEVERITY_OK, 0 };

  for (guint i = 0; i < findings->len; i++)
    {
      const MsFinding *finding = g_ptr_array_index (findings, i);
      if (!counts (finding) || !g_strv_contains ((const char *const *) finding->addresses, sighting->address))
        continue;
      stand.worst = MAX (stand.worst, finding->severity);
      stand.codes |= (guint64) 1 << finding->code;
    }
  return stand;
}

/* Is `a` the worse one: by severity, then by the code that weighs more? */
static gboolean
is_worse (const Stand *a, const Stand *b)
{
  if (a->worst != b->worst)
    return a->worst > b->worst;
  if (a->codes == b->codes)
    return FALSE;
  if (a->codes == 0 || b->codes == 0)
    return b->codes == 0;
  return g_bit_nth_lsf (a->codes ^ b->codes, -1) == g_bit_nth_lsf (a->codes & (a->codes ^ b->codes), -1);
}

MsFinding *
ms_compare_addresses (const MsObservation *observation, const GPtrArray *findings, gboolean *ret_some_ok)
{
  g_autoptr (GArray) stands = g_array_new (FALSE, FALSE, sizeof (Stand));
  const Stand *best = NULL, *worst = NULL;
  MsFinding *finding;

  *ret_some_ok = FALSE;
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (observation->sightings, i);
      Stand stand = stand_of (sighting, findings);

      if (sighting->outcome == MS_OUTCOME_UNREACHABLE || sighting->outcome == MS_OUTCOME_SERVER_REFUSED
          || sighting->outcome == MS_OUTCOME_CANCELLED)
        continue;
      g_array_append_val (stands, stand);
    }
  for (guint i = 0; i < stands->len; i++)
    {
      const Stand *stand = &g_array_index (stands, Stand, i);
      if (best == NULL || is_worse (best, stand))
        best = stand;
      if (worst == NULL || is_worse (stand, worst))
        worst = stand;
    }
  if (worst == NULL || !is_worse (worst, best))
    return NULL;
  *ret_some_ok = best->worst == MS_SEVERITY_OK;
  finding = ms_finding_new (MS_CODE_MIXED_ADDRESSES, MAX (worst->worst, MS_SEVERITY_WARNING),
                            ms_code_info (MS_CODE_MIXED_ADDRESSES)->who);
  for (guint i = 0; i < stands->len; i++)
    {
      const Stand *stand = &g_array_index (stands, Stand, i);
      if (is_worse (stand, best))
        ms_finding_add_address (finding, stand->address);
    }
  ms_finding_set_list (finding, "stale", (const char *const *) finding->addresses);
  ms_finding_set_number (finding, "answering", stands->len);
  return finding;
}
