/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chain -> facts. Dates of the leaf and names are judged elsewhere (judge/); nothing is fetched from the network. */
#pragma once

#include "model/observation.h"

G_BEGIN_DECLS

/* The system's trust list and the user's further anchors, loaded once (6 ms, 4 MB): make it for a round, free it after. */
typedef struct _MsTrustStore MsTrustStore;

/*
 * `ca_files`: paths of PEM files, or NULL. A file that cannot be read or holds no certificate gives one sentence naming
 * it in *ret_problems (GPtrArray of char*, may be NULL to ignore); the store is made all the same.
 */
MsTrustStore *ms_trust_store_new (const char *const *ca_files, GPtrArray **ret_problems);
void ms_trust_store_free (MsTrustStore *trust); /* gives the memory back to the system too */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsTrustStore, ms_trust_store_free)

/*
 * Intermediates seen elsewhere (GBytes*: DER): those that an anchor vouches for are remembered, and tried when a chain ends open.
 * Anything else is ignored. A signature each is verified.
 */
void ms_trust_store_learn (MsTrustStore *trust, const GPtrArray *ders);
guint ms_trust_store_known (const MsTrustStore *trust); /* how many are known: grows when there is more to try */

/*
 * Fills the x509 part of a sighting (chain, trust, path_not_after, path_subject, missing, weak, revoked) from its `der`
 * and `ocsp`. Intermediates
 * seen once are remembered in the store and help a later incomplete chain to be told from an unknown issuer.
 */
void ms_trust_examine (MsTrustStore *trust, MsSighting *sighting, gint64 now);

G_END_DECLS
