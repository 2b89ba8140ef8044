/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What went wrong between a face and the daemon. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Is it the daemon that refused, in a sentence of its own? *ret_ambiguous: since a name fits several servers. */
gboolean ms_failure_is_refusal (const GError *error, gboolean *ret_ambiguous);
gboolean ms_failure_is_silence (const GError *error); /* it is there, and does not answer */
/*
 * One sentence for people: the daemon's own, without what D-Bus puts before it, or ours for what the bus says in English. Free
 * it.
 */
char *ms_failure_sentence (const GError *error);

G_END_DECLS
