/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon's state over D-Bus, kept in a view. Nothing here waits for an answer. */
#pragma once

#include "tray/view.h"

G_BEGIN_DECLS

typedef struct _MsWatch MsWatch;

typedef struct
{
  void (*changed) (const MsView *view, gpointer data);   /* the view (the watch's own) is new */
  void (*refused) (const char *sentence, gpointer data); /* why the daemon does not look now */
} MsWatchEvents;

/* The daemon is started if it can be. `events` must live as long. */
MsWatch *ms_watch_new (const MsWatchEvents *events, gpointer data);
void ms_watch_free (MsWatch *watch);
const MsView *ms_watch_view (const MsWatch *watch);

void ms_watch_check (MsWatch *watch); /* looks at all servers now; starts the daemon if it is not there */
void ms_watch_told (MsWatch *watch, const char *alert, const char *step);
void ms_watch_acknowledge (MsWatch *watch, const char *alert);
void ms_watch_snooze (MsWatch *watch, const char *alert, const char *until);

G_END_DECLS
