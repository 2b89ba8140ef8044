/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model -> the JSON of B2 and B6. */
#pragma once

#include "daemon/model.h"

G_BEGIN_DECLS

typedef struct {
  const char *target; /* the line as given; NULL: the URL */
  gboolean at;        /* add "at" = verdict->now */
  gboolean show;      /* add "pem" to each member of "chain" */
  gboolean verbose;   /* add "transcript" to each address */
} MsJsonOptions;

char *ms_verdict_json (const MsVerdict *verdict, const MsJsonOptions *options); /* one line, no newline; options may be NULL */
char *ms_alert_json (const MsAlert *alert);
char *ms_target_error_json (const char *target, const char *message); /* {"target": ..., "error": ...} */

G_END_DECLS
