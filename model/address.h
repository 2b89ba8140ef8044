/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IP addresses as text. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Is this IP address one that anybody in the world reaches in the same way (RFC 6890), and not of this computer or its network?
 */
gboolean ms_address_is_public (const char *address);
gboolean ms_address_is_loopback (const char *host); /* "localhost", or an IP address of this machine alone */

G_END_DECLS
