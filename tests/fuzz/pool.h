/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small world of certificates that chains are put together from: the same each time, but for serial numbers and two kinds of
 * key.
 */
#pragma once

#include "tests/lib/pki.h"

#define POOL_HOST "mail.example.org"
#define POOL_NOW  ((gint64) 1767225600) /* 2026-01-01: at which most of them are in date */

const Pki *pool_get (guint i); /* modulo pool_size(); made once; never freed */
guint pool_size (void);
gboolean pool_is_anchor (guint i);

/* What is signed of this certificate, signed anew with the key of the i-th, if that is an Ed25519 key; else nothing changes. */
void pool_sign (GByteArray *der, guint i);
