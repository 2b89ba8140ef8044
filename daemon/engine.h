/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Due -> check -> assess -> attention -> store -> tell. Calls the stages in order and decides nothing itself.
 * Everything happens on the default main context.
 */
#pragma once

#include "model/verdict.h"
#include "daemon/looks.h"
#include "daemon/roster.h"
#include "daemon/ward.h"

G_BEGIN_DECLS

typedef struct _MsEngine MsEngine;

/* What the world hears; all take the `data` of ms_engine_new and may be called from any of the calls below. */
typedef struct
{
  void (*state) (const char *state, const char *summary, gpointer data);
  void (*server_changed) (const char *url, gpointer data); /* "": several */
  void (*alert_changed) (const char *id, gpointer data);
  void (*notices) (const char *const *notices, gpointer data); /* about Mailseal itself: settings, store; NULL-terminated */
  void (*store) (const char *const *notices, gpointer data);   /* those of them that are about the store */
  void (*welcome) (const char *text, gpointer data);           /* once: what was found; "": nothing (more) to say */
} MsEngineEvents;

/* Reads the settings, judges what was seen last and begins to look. `events` and `store` are lent. */
MsEngine *ms_engine_new (MsStore *store, const MsEngineEvents *events, gpointer data);
void ms_engine_free (MsEngine *engine);
/* Reads the settings again: new servers are looked at, removed ones forgotten (their history stays in the store). */
void ms_engine_reload (MsEngine *engine);
/* Says everything again in the language of now. */
void ms_engine_reword (MsEngine *engine);

/* The welcome was shown: what was found in mail clients is looked at from now on. FALSE: it is, but that is not saved yet. */
gboolean ms_engine_welcomed (MsEngine *engine, GError **error);
/* A small value of the daemon's own is this now. FALSE: it is, but that is not saved yet. */
gboolean ms_engine_set (MsEngine *engine, const char *key, const char *value, GError **error);

MsStore *ms_engine_store (MsEngine *engine);
const MsRoster *ms_engine_roster (MsEngine *engine); /* what is watched, and why */
const MsWard *ms_engine_ward (MsEngine *engine);     /* and how it stands */

/* The user's own wish: looks at a server now, see looks.h. */
gboolean ms_engine_look (MsEngine *engine, const char *url, MsLooked looked, gpointer data);

/* What is said to an open alert, as in ward.h. */
gboolean ms_engine_acknowledge (MsEngine *engine, const char *id, GError **error);
gboolean ms_engine_snooze (MsEngine *engine, const char *id, gint64 until, GError **error);
gboolean ms_engine_told (MsEngine *engine, const char *id, MsStep step, GError **error);

G_END_DECLS
