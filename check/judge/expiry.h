/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a certificate counts as expiring: B4 of the contract. Pure; seconds throughout. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 notice; /* the stage begins when what is left <= this */
  gint64 warning;
  gint64 critical;
} MsExpiryStages;

MsExpiryStages ms_expiry_stages (gint64 not_before, gint64 not_after);

typedef enum
{
  MS_EXPIRY_FINE,
  MS_EXPIRY_NOTICE,
  MS_EXPIRY_WARNING,
  MS_EXPIRY_CRITICAL,
  MS_EXPIRY_EXPIRED
} MsExpiry;
MsExpiry ms_expiry_judge (gint64 not_before, gint64 not_after, gint64 now); /* not_after G_MAXINT64: always FINE */

gint64 ms_days_left (gint64 not_after, gint64 now); /* floor((not_after - now) / 1 day) */

/* The next moment (> now) at which the stage changes or a closer look is due while expiring; G_MAXINT64 if never. */
gint64 ms_expiry_next_look (gint64 not_before, gint64 not_after, gint64 now);

G_END_DECLS
