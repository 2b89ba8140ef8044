/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Never nag: which problems are open, and which of them are to be told now. Pure; the state is passed in and comes out. */
#pragma once

#include "daemon/model.h"

G_BEGIN_DECLS

#define MS_CONFIRM_DELAY 60 /* s: a network-shaped problem must be seen again this much later before it is told */

typedef struct {
  const MsServer *server;
  const MsVerdict *verdict; /* NULL: not looked at yet */
} MsStanding;

/*
 * `standings`: MsStanding*, all watched servers. `alerts`: MsAlert*, the open ones as they were. Gives MsAlert* (new copies):
 * the open ones as they are now and those resolved by this (step RESOLVED); title, text and advice are filled in by the
 * words of `say`. What cannot be judged (unknown, not looked at) keeps its alert as it was.
 * *ret_confirm: when (s) a second look is wanted, G_MAXINT64 if none is.
 */
typedef void (*MsSay) (const MsStanding *standing, const MsFinding *finding, MsAlert *alert);
GPtrArray *ms_attention (const GPtrArray *standings, const GPtrArray *alerts, gint64 now, MsSay say, gint64 *ret_confirm);

/* The user's replies and the tray's report; each changes the alert in place. */
void ms_attention_told (MsAlert *alert, MsStep step, gint64 now);
void ms_attention_acknowledge (MsAlert *alert);
void ms_attention_snooze (MsAlert *alert, gint64 until);

G_END_DECLS
