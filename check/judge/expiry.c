/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/expiry.h"

#define HOUR ((gint64) 3600)
#define DAY  (24 * HOUR)

MsExpiryStages
ms_expiry_stages (gint64 not_before, gint64 not_after)
{
  gint64 life = MAX (not_after - not_before, 0);
  MsExpiryStages stages = {
    .notice = MIN (CLAMP (life / 4, 12 * HOUR, 30 * DAY), life / 2),
    .warning = MIN (14 * DAY, life / 6),
    .critical = MIN (3 * DAY, life / 20),
  };
  return stages;
}

MsExpiry
ms_expiry_judge (gint64 not_before, gint64 not_after, gint64 now)
{
  MsExpiryStages stages;
  gint64 left;

  if (not_after == G_MAXINT64)
    return MS_EXPIRY_FINE;
  stages = ms_expiry_stages (not_before, not_after);
  left = not_after - now;
  if (left < 0)
    return MS_EXPIRY_EXPIRED; /* RFC 5280 4.1.2.5: valid through notAfter, inclusive */
  if (left <= stages.critical)
    return MS_EXPIRY_CRITICAL;
  if (left <= stages.warning)
    return MS_EXPIRY_WARNING;
  if (left <= stages.notice)
    return MS_EXPIRY_NOTICE;
  return MS_EXPIRY_FINE;
}

gint64
ms_days_left (gint64 not_after, gint64 now)
{
  gint64 left = not_after - now;
  return left >= 0 ? left / DAY : -((-left + DAY - 1) / DAY);
}

gint64
ms_expiry_next_look (gint64 not_before, gint64 not_after, gint64 now)
{
  MsExpiryStages stages;
  gint64 moments[5];
  gint64 next = G_MAXINT64;

  if (not_after == G_MAXINT64)
    return G_MAXINT64;
  stages = ms_expiry_stages (not_before, not_after);
  moments[0] = not_before;
  moments[1] = not_after - stages.notice;
  moments[2] = not_after - stages.warning;
  moments[3] = not_after - stages.critical;
  moments[4] = not_after + 1;
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    if (moments[i] > now)
      next = MIN (next, moments[i]);
  /* B4: while expiring at least every min(6 h, R/8), 15 min apart; a renewal is then seen soon */
  if (now >= moments[1] && now <= not_after)
    next = MIN (next, now + MAX (MIN (6 * HOUR, (not_after - now) / 8), 15 * 60));
  return next;
}
