/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts Mailseal's window, a program of its own. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * `program`: a path, or NULL for the one that lies beside this program or in $PATH. `argument`: of its command line, or NULL.
 * `token`: lets the window take the focus, or NULL. FALSE if there is no such program.
 */
gboolean ms_launch_window (GDBusConnection *bus, const char *program, const char *argument, const char *token);

G_END_DECLS
