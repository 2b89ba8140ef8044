/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which servers are one account to the user: the halves that receive and send belong together. Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Sets the `account` of each of these (MsServer*). It is the domain of the addresses that are fetched there, if that is one,
 * else that of the host. What sends belongs to what receives for the same account of a mail client, in doubt to that of its own
 * domain.
 */
void ms_group_by_account (const GPtrArray *servers);

G_END_DECLS
