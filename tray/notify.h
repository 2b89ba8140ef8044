/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One bubble a problem, once a step. What was told is the daemon's memory; which bubble stands for what is ours, kept in the
 * runtime folder so that a restarted tray still closes and replaces instead of stacking.
 */
#pragma once

#include "tray/view.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MsNotify MsNotify;

typedef struct
{
  void (*told) (const char *alert, const char *step, gpointer data);
  void (*later) (const char *alert, gpointer data); /* "Remind me tomorrow" */
  void (*known) (const char *alert, gpointer data); /* "I know" */
} MsNotifyReplies;

/* Works as soon, and as long, as there is a notification server. `replies` must live as long. */
MsNotify *ms_notify_new (GDBusConnection *bus, const MsNotifyReplies *replies, gpointer data);
void ms_notify_free (MsNotify *notify);

/* Shows what is to be told, replaces what moved on, closes what is over. */
void ms_notify_update (MsNotify *notify, const MsView *view);
/* An answer to a click: shown once, kept nowhere. */
void ms_notify_say (MsNotify *notify, const char *text, const char *icon);

G_END_DECLS
