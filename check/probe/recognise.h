/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What speaks there, by what it says. Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The protocol whose greeting these first bytes are: "smtp", "imap", "pop3", "sieve", "tls", "http", "ssh", "nntp",
 * "proxy" (the header that a proxy puts before a connection, https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt), or
 * NULL. */
const char *ms_recognise (const char *bytes, gsize length);
/* Is this line an error reply of one of the protocols, said in the clear after all? Who sends it has not slipped anything in. */
gboolean ms_recognise_error (const char *line);

G_END_DECLS
