/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file in which a provider publishes its servers for mail programs (config-v1.1.xml). Pure; comes from the network, so
 * trusted with nothing.
 */
#pragma once

#include "discover/rules.h"

G_BEGIN_DECLS

#define MS_AUTOCONFIG_MAX (64 * 1024) /* bytes */

/*
 * Adds the servers of a file that came from `from` for this domain, in its order; what has no usable type, host, port or
 * security is left out, and so is everything else that stands there. A server in clear is one with STARTTLS: encryption is
 * expected. FALSE and *error with the rest of a sentence about the file ("it is no XML (line 3)") if none was found.
 */
gboolean ms_autoconfig_read (GPtrArray *found, const char *domain, const char *from, const char *text, gsize length,
                             GError **error);

/* The addresses to ask, counted from 0, without anything of the user in them; NULL after the last. Free it. */
char *ms_autoconfig_url (guint i, const char *domain);

G_END_DECLS
