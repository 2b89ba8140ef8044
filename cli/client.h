/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls to the daemon. What goes wrong is said here, and comes back as the program's exit code. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MS_CALL_MS 30000  /* an answer from memory, the daemon's start included */
#define MS_LOOK_MS 120000 /* an answer that waits for the network */

/* The session bus, or NULL and *error; never waits longer than `timeout_ms`. */
GDBusConnection *ms_client_connect (guint timeout_ms, GError **error);
GDBusConnection *ms_client_connect_bus (GBusType bus, guint timeout_ms, GError **error); /* the same for either */

/*
 * Calls a method whose arguments are `first` and `second` (NULL: not there). MS_EXIT_OK and its text (of methods without
 * result: "") in *ret_text; or MS_EXIT_FAILED with the daemon's own sentence, MS_EXIT_NO_DAEMON with what to do: said on
 * standard error, or (`quiet`) not.
 */
int ms_client_call (const char *method, const char *first, const char *second, int timeout_ms, gboolean quiet, char **ret_text);
/* The same with the arguments as a tuple, which is taken (sunk). */
int ms_client_call_with (const char *method, GVariant *arguments, int timeout_ms, gboolean quiet, char **ret_text);
/* The same for a method that answers with a JSON array. */
int ms_client_array (const char *method, const char *first, int timeout_ms, gboolean quiet, JsonArray **ret_array);

/* What the daemon has to say about Mailseal itself (settings, store); never NULL, empty if it is not there. */
GStrv ms_client_notices (void);
void ms_client_print_notices (void); /* on standard error */

/* Prints each object of an array on a line of its own. */
void ms_client_print_json (JsonArray *array);

G_END_DECLS
