/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One bubble a problem, once a step: what is to be shown, replaced and closed. What was told is the daemon's memory. */
#pragma once

#include "tray/bubble.h"
#include "tray/view.h"

G_BEGIN_DECLS

typedef struct _MsNotify MsNotify;

typedef struct
{
  void (*told) (const char *alert, const char *step, gpointer data);
  void (*hinted) (gpointer data); /* the hint was shown */
  /* `alert` is NULL where it is about none, or several. `token` as in MsBubbleEvents. */
  void (*answered) (const char *alert, MsAnswer answer, const char *token, gpointer data);
} MsNotifyReplies;

/* Works as soon, and as long, as there is a notification server. `replies` must live as long. */
MsNotify *ms_notify_new (GDBusConnection *bus, const char *theme_path, const MsNotifyReplies *replies, gpointer data);
void ms_notify_free (MsNotify *notify);

/* Shows what is to be told, replaces what moved on, closes what is over. */
void ms_notify_update (MsNotify *notify, const MsView *view);
/* Something about Mailseal itself, shown when a notification server is there. */
void ms_notify_hint (MsNotify *notify, const char *title, const char *text);
/* An answer to a click: shown once, kept nowhere. */
void ms_notify_say (MsNotify *notify, const char *text, const char *icon);
/* The user has had enough: what stands there goes. */
void ms_notify_close_all (MsNotify *notify);

G_END_DECLS
