/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user can do about a finding. Pure. */
#pragma once

#include "window/data/state.h"

G_BEGIN_DECLS

typedef enum /* the first that applies is the one to be suggested */
{
  MS_REMEDY_COPY_HOST, /* the name that the certificate is good for */
  MS_REMEDY_COPY_PORT,
  MS_REMEDY_ACCEPT, /* compare the certificate with somebody who knows it, and vouch for it */
  MS_REMEDY_REPORT, /* copy the message to the provider */
  MS_REMEDY_CHECK,
  MS_REMEDY_SNOOZE,
  MS_REMEDY_KNOW,
  MS_N_REMEDIES
} MsRemedy;

gboolean ms_remedy_applies (MsRemedy remedy, const MsServerItem *server, JsonObject *finding);
MsRemedy ms_remedy_suggested (const MsServerItem *server, JsonObject *finding);
char *ms_remedy_label (MsRemedy remedy, JsonObject *finding);
const char *ms_remedy_icon (MsRemedy remedy);
char *ms_remedy_text (MsRemedy remedy, JsonObject *finding); /* what a copying remedy copies; NULL: the daemon has to be asked */

G_END_DECLS
