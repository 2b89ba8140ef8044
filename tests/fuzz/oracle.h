/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GnuTLS's own opinion of a chain, asked in every order; shares nothing with check/x509 but the clock. */
#pragma once

#include <glib.h>

/*
 * Is there a way from chain[0] (GBytes*: DER) over others of the chain and of `known`, in some order, to an anchor of the pool
 * that GnuTLS verifies with status 0 for POOL_HOST as a server of TLS, at `now`?
 */
gboolean oracle_vouches (const GPtrArray *chain, const GPtrArray *known, gint64 now);
