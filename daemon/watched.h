/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A watched server, for those who decide about it: ward and plan. */
#pragma once

#include "model/history.h"
#include "model/verdict.h"

G_BEGIN_DECLS

typedef struct
{
  MsServer *server;
  MsVerdict *verdict;  /* NULL: not looked at yet */
  MsStanding standing; /* what others see of these two */
  guint index;         /* its place in the list */
  guint failures;      /* looks in a row that gave no verdict */
  gboolean refused;    /* it sent us away: back off for a whole interval */
  gint64 due;          /* s */
  gboolean fresh;      /* looked at in this session, or since the computer woke up */
  MsHistory *history;  /* as the store has it, NULL: to be read */
  char *glimpse;       /* an alarming certificate that was seen once and is not learnt yet */
  GArray *looks;       /* gint64: within the last hour */
  GArray *asked;       /* gint64: when the user asked for one */
  gint64 inquired;     /* when its trouble was last looked into anew (s) */
  char *excuse;        /* why it could not be looked at last, which says nothing about it; NULL: it was */
  gint64 not_before;   /* s: it is left alone until then for that */
} MsWatched;

MsWatched *ms_watched_new (const MsServer *server);
void ms_watched_free (MsWatched *watched);
void ms_watched_set_server (MsWatched *watched, const MsServer *server); /* the same one with other wishes */
void ms_watched_set_verdict (MsWatched *watched, MsVerdict *verdict);    /* takes it */

gint64 ms_watched_checked (const MsWatched *watched); /* the last look (s), 0: none */
gboolean ms_watched_is_loopback (const MsWatched *watched);
gboolean ms_watched_is_stale (const MsWatched *watched, gint64 now); /* what it showed is too old to tell anybody anything */
gboolean ms_watched_is_intercepted (const MsWatched *watched);       /* somebody stands between */
const char *ms_watched_alarm (const MsWatched *watched); /* sha256 of a certificate in the place of a better one; NULL: none */

/* It was looked at, asked or not. */
void ms_watched_count_look (MsWatched *watched, gint64 now);
/* `observation` was recorded after `before` (NULL: none): its history is that, or to be read anew. */
void ms_watched_update_history (MsWatched *watched, const MsObservation *observation, const MsObservation *before);

G_END_DECLS
