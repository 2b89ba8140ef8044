/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is wrong with a server, looked into: what it calls for, whether it is known already, whether what was tried out is
 * better. Pure.
 */
#pragma once

#include "model/verdict.h"

G_BEGIN_DECLS

/* The first address whose certificate is for other names, NULL: none. */
const MsSighting *ms_trouble_misnamed (const MsVerdict *verdict);
/* The first whose certificate another service of the host may have newer: run out, about to, or for other names. NULL: none. */
const MsSighting *ms_trouble_out_of_date (const MsVerdict *verdict);
/* Can nothing be had on this port in this way? A fault of the moment or an attack is no reason to look elsewhere: FALSE. */
gboolean ms_trouble_wants_another_port (const MsVerdict *verdict);
/* The same certificates at the same addresses with the same faults (but for what hints make)? `then` may be NULL. */
gboolean ms_trouble_is_old (const MsVerdict *verdict, const MsObservation *then);

/* One machine under two names or at two ports: an address or a certificate in common. */
gboolean ms_is_same_server (const MsObservation *a, const MsObservation *b);
/* Judged as of `now`, is nothing worse than a notice to be said of it? */
gboolean ms_is_fine (const MsObservation *observation, gint64 now);

/*
 * The address at which something is wrong that may be so on some connections only, since one of several computers behind it was
 * forgotten: another certificate, no STARTTLS. NULL: there is none.
 */
const char *ms_trouble_may_pass (const MsVerdict *verdict);

G_END_DECLS
