/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the daemon says in single words. How it looks is each face's own. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum /* worst first */
{
  MS_LEVEL_CRITICAL,
  MS_LEVEL_WARNING,
  MS_LEVEL_UNKNOWN,
  MS_LEVEL_NOTICE,
  MS_LEVEL_OK
} MsLevel;

MsLevel ms_level_of (const char *state); /* "critical" -> its level, "info" is ok; what is not known is unknown */
const char *ms_level_name (MsLevel level);

typedef enum
{
  MS_DIRECTION_RECEIVING,
  MS_DIRECTION_SENDING,
  MS_DIRECTION_OTHER
} MsDirection;

MsDirection ms_direction_of (const char *half); /* "receiving" -> its direction; what is not known is other */

G_END_DECLS
