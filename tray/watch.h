/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon's state over D-Bus, kept in a view. Nothing here waits for an answer. */
#pragma once

#include "tray/view.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MsWatch MsWatch;

/* `changed`: the view (the watch's own) is new. The daemon is started if it can be. */
MsWatch *ms_watch_new (GDBusConnection *bus, void (*changed) (const MsView *view, gpointer data), gpointer data);
void ms_watch_free (MsWatch *watch);
const MsView *ms_watch_view (const MsWatch *watch);

void ms_watch_check (MsWatch *watch, const char *server); /* "": all; starts the daemon if it is not there */
void ms_watch_told (MsWatch *watch, const char *alert, const char *step);
void ms_watch_acknowledge (MsWatch *watch, const char *alert);
void ms_watch_snooze (MsWatch *watch, const char *alert, const char *until);

G_END_DECLS
