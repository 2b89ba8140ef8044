/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The certificates of the store by their fingerprint (SHA-256 in hex), a leaf a second time, since no other proves what a
 * server once showed. SQLite has no checksums: what does not hash to its name any more is as good as lost, and its copy takes
 * its place.
 */
#pragma once

#include "daemon/store/keep.h"
#include "model/observation.h"

G_BEGIN_DECLS

typedef struct _MsDers MsDers;

MsDers *ms_ders_new (const MsKeep *keep); /* lent */
void ms_ders_free (MsDers *ders);

/* Within a transaction of keep's; also in the place of one that is damaged. FALSE: SQLite refused. */
gboolean ms_ders_save (MsDers *ders, const char *sha256, GBytes *der, gboolean leaf);
/* NULL: there is none, or no whole one. */
GBytes *ms_ders_load (MsDers *ders, const char *sha256);

guint ms_ders_found_damaged (const MsDers *ders); /* how many were, in this session */
/*
 * Within a transaction: puts right what was found damaged, if this shows it again or it has a good copy. FALSE: SQLite refused.
 */
gboolean ms_ders_heal (MsDers *ders, const MsObservation *observation);
/* After it: what is whole again is not damaged any more. */
void ms_ders_look_again (MsDers *ders);

G_END_DECLS
