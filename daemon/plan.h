/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When to look at what is watched (`due`). Pure: nothing is read or changed but what is passed in. All times in s. */
#pragma once

#include "daemon/judge/attention.h"
#include "daemon/watched.h"

G_BEGIN_DECLS

/* What it depends on; all of it lent. */
typedef struct
{
  const GPtrArray *watched; /* MsWatched*: all of them */
  const GPtrArray *alerts;  /* MsAlert*: the open ones */
  const MsAttentionRules *rules;
  guint32 seed;     /* of this machine, it spreads the looks */
  gint64 started;   /* a server never seen is due within the first minute after that */
  gboolean metered; /* the connection costs */
} MsPlan;

/* When to look at one, or at each, by its settings, by what it showed and by what is open. */
void ms_plan (const MsPlan *plan, MsWatched *watched, gint64 now);
void ms_plan_all (const MsPlan *plan, gint64 now);

/* Other things are open than before: what is to be confirmed before it is told wants a second look. */
void ms_plan_second_looks (const MsPlan *plan);
/* Everybody whose last look is older than `age` is looked at within the next minute. */
void ms_plan_soon (const MsPlan *plan, gint64 age, gint64 now);
/* Everybody who was not heard lately is, within the next minute. */
void ms_plan_hear_others (const MsPlan *plan, gint64 now);
/*
 * Is it this server, or everything? Some servers of others are to say so before the second look at this one blames it, also those
 * that were looked at lately: that was before.
 */
void ms_plan_witnesses (const MsPlan *plan, const MsWatched *alarming, gint64 now);
/*
 * `looked` is rid of who stands between. What the others (MsWatched*) show that were with him is his: they are looked at again at
 * once, and then everybody.
 */
void ms_plan_farewell (const MsPlan *plan, const GPtrArray *with_him, const MsWatched *looked, gint64 now);

G_END_DECLS
