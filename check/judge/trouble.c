/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/trouble.h"

#include "check/judge/assess.h"

static const MsSighting *
sighting_at (const MsObservation *observation, const char *address)
{
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (observation->sightings, i);
      if (g_str_equal (sighting->address, address))
        return sighting;
    }
  return NULL;
}

/* The sighting that is wrong in one of these ways, or NULL. */
static const MsSighting *
faulty (const MsVerdict *verdict, const MsCode *codes, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const MsFinding *finding = ms_verdict_finding (verdict, codes[i]);
      if (finding != NULL && finding->addresses[0] != NULL)
        return sighting_at (verdict->observation, finding->addresses[0]);
    }
  return NULL;
}

const MsSighting *
ms_trouble_misnamed (const MsVerdict *verdict)
{
  static const MsCode code = MS_CODE_NAME_MISMATCH;
  return faulty (verdict, &code, 1);
}

const MsSighting *
ms_trouble_out_of_date (const MsVerdict *verdict)
{
  static const MsCode codes[] = { MS_CODE_EXPIRED, MS_CODE_EXPIRING, MS_CODE_NAME_MISMATCH };
  return faulty (verdict, codes, G_N_ELEMENTS (codes));
}

const char *
ms_trouble_may_pass (const MsVerdict *verdict)
{
  static const MsCode codes[]
    = { MS_CODE_STARTTLS_MISSING, MS_CODE_NAME_MISMATCH,       MS_CODE_EXPIRED, MS_CODE_SELF_SIGNED, MS_CODE_UNTRUSTED_ISSUER,
        MS_CODE_WRONG_PURPOSE,    MS_CODE_EXPIRED_INTERMEDIATE };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      const MsFinding *finding = ms_verdict_finding (verdict, codes[i]);
      if (finding != NULL && finding->severity >= MS_SEVERITY_WARNING && finding->addresses[0] != NULL
          && ms_finding_fact (finding, "reason") == NULL)
        return finding->addresses[0];
    }
  return NULL;
}

static gboolean
has_reason (const MsFinding *finding, const MsReason *reasons, guint n)
{
  MsReason reason = ms_reason_from_name (ms_finding_string (finding, "reason"));

  for (guint i = 0; i < n; i++)
    if (reasons[i] == reason)
      return TRUE;
  return FALSE;
}

gboolean
ms_trouble_wants_another_port (const MsVerdict *verdict)
{
  static const MsCode codes[] = { MS_CODE_WRONG_SECURITY_MODE, MS_CODE_STARTTLS_MISSING, MS_CODE_STARTTLS_FAILED,
                                  MS_CODE_TLS_FAILED, MS_CODE_PROTOCOL_ERROR };
  static const MsReason attacks[] = { MS_REASON_PREAUTH, MS_REASON_INJECTION };
  static const MsReason moments[] = { MS_REASON_DNS, MS_REASON_NO_ROUTE, MS_REASON_NETWORK, MS_REASON_SLOW, MS_REASON_TOR };
  const MsFinding *unreachable = ms_verdict_finding (verdict, MS_CODE_UNREACHABLE);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      const MsFinding *finding = ms_verdict_finding (verdict, codes[i]);
      if (finding != NULL)
        return !has_reason (finding, attacks, G_N_ELEMENTS (attacks));
    }
  return unreachable != NULL && unreachable->severity == MS_SEVERITY_UNKNOWN
         && !has_reason (unreachable, moments, G_N_ELEMENTS (moments));
}

static gboolean
same_codes (const MsVerdict *a, const MsVerdict *b)
{
  gboolean same = a->findings->len == b->findings->len;

  for (guint i = 0; same && i < a->findings->len; i++)
    same = ((MsFinding *) g_ptr_array_index (a->findings, i))->code == ((MsFinding *) g_ptr_array_index (b->findings, i))->code;
  return same;
}

static gboolean
same_sighting (const MsSighting *a, const MsSighting *b)
{
  const MsCertificate *p = ms_sighting_leaf (a), *q = b != NULL ? ms_sighting_leaf (b) : NULL;
  return b != NULL && a->outcome == b->outcome && a->reason == b->reason
         && g_strcmp0 (p != NULL ? p->sha256 : NULL, q != NULL ? q->sha256 : NULL) == 0;
}

gboolean
ms_trouble_is_old (const MsVerdict *verdict, const MsObservation *before)
{
  const MsObservation *now = verdict->observation;
  g_autoptr (MsObservation) then = before != NULL ? ms_observation_copy (before) : NULL;
  g_autoptr (MsVerdict) judged = NULL;

  if (then == NULL || then->sightings->len != now->sightings->len)
    return FALSE;
  for (guint i = 0; i < now->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (now->sightings, i);
      if (!same_sighting (sighting, sighting_at (then, sighting->address)))
        return FALSE;
    }
  ms_hints_free (then->hints);
  then->hints = ms_hints_new ();
  judged = ms_assess (NULL, then, NULL, then->checked);
  return same_codes (judged, verdict);
}

gboolean
ms_is_same_server (const MsObservation *a, const MsObservation *b)
{
  for (guint i = 0; i < a->sightings->len; i++)
    for (guint j = 0; j < b->sightings->len; j++)
      {
        const MsSighting *x = g_ptr_array_index (a->sightings, i), *y = g_ptr_array_index (b->sightings, j);
        const MsCertificate *p = ms_sighting_leaf (x), *q = ms_sighting_leaf (y);
        if ((*x->address != '\0' && g_str_equal (x->address, y->address))
            || (p != NULL && q != NULL && g_str_equal (p->sha256, q->sha256)))
          return TRUE;
      }
  return FALSE;
}

gboolean
ms_is_fine (const MsObservation *observation, gint64 now)
{
  g_autoptr (MsVerdict) verdict = ms_assess (NULL, observation, NULL, now);
  return verdict->state == MS_SEVERITY_OK || verdict->state == MS_SEVERITY_NOTICE;
}
