/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/surroundings.h"

static const char *const connectivity_names[] = { "unknown", "none", "portal", "limited", "full" };

static const char *const clock_names[] = { "unknown", "synchronised", "unsynchronised" };

const char *
ms_connectivity_name (MsConnectivity connectivity)
{
  return connectivity_names[connectivity];
}

const char *
ms_clock_name (MsClock clock)
{
  return clock_names[clock];
}

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
