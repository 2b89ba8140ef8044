/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects of B2 and B6 as text for people. Sentences about findings are the objects' own; here is only their place. */
#pragma once

#include "faces/states.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean terminal; /* colour and progress */
  guint width;       /* columns to wrap at; 0: never */
} MsPaint;

/* For a file descriptor: colour only on a terminal that wants it (TERM is not "dumb", NO_COLOR is not set). */
MsPaint ms_paint_for (int fd);

/* A verdict as `check` prints it: one line, and below it what is wrong and the next step. With all of `verbose`: addresses,
 * certificates and dialogue. "pem" members are printed where there are any. */
char *ms_paint_verdict (const MsPaint *paint, JsonObject *verdict, gboolean verbose);
/* Verdicts as `status` prints them: columns, the worst first. */
char *ms_paint_table (const MsPaint *paint, JsonArray *status);
char *ms_paint_alert (const MsPaint *paint, JsonObject *alert);
/* Events of a server with local dates. */
char *ms_paint_history (const MsPaint *paint, JsonArray *history);

/* Breaks `text` at blanks into lines of at most `width` columns (0: never), each begun by `indent` blanks. */
char *ms_paint_wrap (const char *text, guint indent, guint width);

guint ms_paint_columns (const char *text); /* that it takes on a terminal */
char *ms_paint_days (JsonObject *verdict); /* what is left of the certificate that ends first: "41 days", "over", "-"; free it */
GPtrArray *ms_paint_sorted (JsonArray *status); /* JsonObject* (lent), the worst first */
/* Appends text in the colour of a state, if paint wants colours. */
void ms_paint_color (GString *out, const MsPaint *paint, MsLevel level, const char *text);

int ms_exit_of (MsLevel worst); /* the exit code of B2 */
/* The worst of verdicts; OK if there is none. */
MsLevel ms_worst_of (JsonArray *status);

G_END_DECLS
