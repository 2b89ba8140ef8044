/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/states.h"

static const char *const levels[] = {
  [MS_LEVEL_CRITICAL] = "critical", [MS_LEVEL_WARNING] = "warning", [MS_LEVEL_UNKNOWN] = "unknown",
  [MS_LEVEL_NOTICE] = "notice",     [MS_LEVEL_OK] = "ok",
};

MsLevel
ms_level_of (const char *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (g_str_equal (levels[i], state))
      return (MsLevel) i;
  return g_str_equal (state, "info") ? MS_LEVEL_OK : MS_LEVEL_UNKNOWN;
}

const char *
ms_level_name (MsLevel level)
{
  return levels[level];
}

MsDirection
ms_direction_of (const char *half)
{
  if (g_str_equal (half, "receiving"))
    return MS_DIRECTION_RECEIVING;
  return g_str_equal (half, "sending") ? MS_DIRECTION_SENDING : MS_DIRECTION_OTHER;
}
