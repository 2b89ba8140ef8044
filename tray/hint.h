/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desktop without a tray: found out once, some time after the start, and said once in a user's life. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MsHint MsHint;

/* `missing` if nobody shows tray icons after so many seconds, and the user was never told. */
MsHint *ms_hint_new (GDBusConnection *bus, guint seconds, void (*missing) (gpointer data), gpointer data);
void ms_hint_free (MsHint *hint);
void ms_hint_told (void); /* the user has seen it: never again */

G_END_DECLS
