/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mail clients whose settings Mailseal can read, and the reading of them all. */
#pragma once

#include "config/clients/account.h"

G_BEGIN_DECLS

/*
 * Reads the settings of every known client below home: no network, no bus, no program is started, nothing is written, and
 * no password leaves the buffer it stands in. config is $XDG_CONFIG_HOME or NULL; it counts only if it lies below home.
 * MsAccount*, one for each distinct server, in the order found. Never fails. `files` (char*, a set that owns them): the paths of
 * what was read are added to it; may be NULL.
 */
GPtrArray *ms_clients_read (const char *home, const char *config, GHashTable *files);

/* The index-th client, as in ImportClients; NULL after the last. *ret_title is its name for people. */
const char *ms_clients_name (guint index, const char **ret_title);
const char *ms_clients_title (const char *name); /* the name itself if it is unknown */

G_END_DECLS
