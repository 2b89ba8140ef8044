/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/uptime.h"

#include "model/verdict.h"

#include <string.h>

#define MINUTE ((gint64) 60)
#define JUMP   (60 * MINUTE)    /* what the clock may be set by without a question */
#define KEY    "clock-believed" /* the store's: a boot, when it was by the clock that was believed, what is doubted (s) */

struct _MsUptime
{
  MsStore *store;
  char *boot;       /* NULL: nobody said */
  gint64 booted;    /* when that was by the clock as it was last */
  gint64 believed;  /* and by the clock that was believed */
  char *remembered; /* of all that, in the store */
};

MsUptime *
ms_uptime_new (MsStore *store)
{
  MsUptime *uptime = g_new0 (MsUptime, 1);
  uptime->store = store;
  return uptime;
}

void
ms_uptime_free (MsUptime *uptime)
{
  g_free (uptime->boot);
  g_free (uptime->remembered);
  g_free (uptime);
}

static gint64
latest_look (const GPtrArray *standings)
{
  gint64 latest = 0;

  for (guint i = 0; i < standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (standings, i);
      if (standing->verdict != NULL)
        latest = MAX (latest, standing->verdict->observation->checked);
    }
  return latest;
}

gint64
ms_uptime_jump (const MsUptime *uptime)
{
  gint64 jump = uptime->boot != NULL ? uptime->booted - uptime->believed : 0;
  return ABS (jump) > JUMP ? jump : 0;
}

static void
remember (MsUptime *uptime, MsBelief belief)
{
  gint64 doubted = belief == MS_BELIEF_JUMPED ? ms_uptime_jump (uptime) : 0;
  g_autofree char *text = g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, uptime->boot, uptime->believed, doubted);

  if (g_strcmp0 (text, uptime->remembered) == 0)
    return;
  g_free (uptime->remembered);
  uptime->remembered = g_steal_pointer (&text);
  ms_store_set (uptime->store, KEY, uptime->remembered, NULL);
}

/*
 * What was believed in this boot. In another one nothing is known but that it is not earlier than it was at the last look, and
 * that switching a computer off and on does not set its clock: a doubt stays one, unless that look was in a doubted future.
 */
static void
recall (MsUptime *uptime, gint64 behind)
{
  g_auto (GStrv) words = NULL;
  gint64 doubted;

  g_free (uptime->remembered);
  uptime->remembered = ms_store_get (uptime->store, KEY);
  words = g_strsplit (uptime->remembered != NULL ? uptime->remembered : "", " ", 3);
  doubted = g_strv_length (words) == 3 ? g_ascii_strtoll (words[2], NULL, 10) : 0;
  if (*uptime->boot != '\0' && g_strv_length (words) == 3 && g_str_equal (words[0], uptime->boot))
    uptime->believed = g_ascii_strtoll (words[1], NULL, 10);
  else if (behind <= JUMP)
    uptime->believed = uptime->booted - doubted;
  else
    uptime->believed = doubted > 0 ? uptime->booted : uptime->booted + behind;
}

gboolean
ms_uptime_set (MsUptime *uptime, const char *boot, gint64 running, const GPtrArray *standings, MsBelief belief, gint64 now)
{
  gint64 before = uptime->booted;

  uptime->booted = now - running;
  if (g_strcmp0 (boot, uptime->boot) == 0)
    return ABS (uptime->booted - before) > JUMP;
  g_free (uptime->boot);
  uptime->boot = g_strdup (boot);
  recall (uptime, latest_look (standings) - now);
  remember (uptime, belief);
  return FALSE;
}

void
ms_uptime_judge (MsUptime *uptime, MsBelief belief)
{
  if (uptime->boot == NULL)
    return;
  if (belief == MS_BELIEF_PROVEN && ABS (uptime->booted - uptime->believed) > MINUTE)
    uptime->believed = uptime->booted;
  remember (uptime, belief);
}
