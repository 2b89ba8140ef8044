/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Never nag: which problems are open, and which of them are to be told now. Pure; the state is passed in and comes out. */
#pragma once

#include "model/alert.h"

G_BEGIN_DECLS

/* What telling depends on beside the standings. */
typedef struct
{
  guint confirm_delay; /* s: a network-shaped problem must still be there so much later (60) */
  guint told_today;    /* alerts, critical ones left out, that were told in the last day */
  gboolean hold;       /* a captive portal: nothing that is seen now counts */
  gboolean dates_held; /* the clock is doubted: what is open about dates stays as it is */
  gboolean dates_wait; /* others are about to say whether it is the clock: what is about dates is not told yet */
} MsAttentionRules;

/*
 * `standings`: MsStanding*, all watched servers. `alerts`: MsAlert*, the open ones as they were, and those that ended
 * (step RESOLVED): what comes back soon is the old problem, and so is a certificate with its old fault, however late; neither is
 * told again. Gives MsAlert* (new copies): the open ones as
 * they are now, and with step RESOLVED those that ended by this. What cannot be judged (not looked at yet,
 * not reachable) keeps its alert as it was. Only the first finding of a server opens an alert; one cause is one alert, however
 * many servers it touches. At most three a day are told, critical ones not counted.
 * *ret_next: the next moment (s) at which something is to be told again by itself, G_MAXINT64 if none.
 */
GPtrArray *ms_attention (const GPtrArray *standings, const GPtrArray *alerts, const MsAttentionRules *rules, gint64 now,
                         gint64 *ret_next);

/* Somebody heard of it, or said something to it, at the step where it is. */
gboolean ms_attention_was_heard (const MsAlert *alert);

/* When (s) the servers of an alert are to be looked at again so that it may be told; G_MAXINT64 if that is not needed. */
gint64 ms_attention_look_again (const MsAlert *alert, const MsAttentionRules *rules);

/* Why an open alert that nobody has replied to is not told (yet). */
typedef enum
{
  MS_HELD_NOT,         /* it was told, or is to be told */
  MS_HELD_NETWORK,     /* a captive portal */
  MS_HELD_CLOCK,       /* the clock is doubted */
  MS_HELD_NOT_WANTED,  /* notifications are off for its servers */
  MS_HELD_NOT_SEEN,    /* its servers were not looked at lately, or could not be judged */
  MS_HELD_SECOND_LOOK, /* it is to be seen once more, or others first */
  MS_HELD_ENOUGH,      /* three were told today */
} MsHeld;
MsHeld ms_attention_held (const MsAlert *alert, const GPtrArray *standings, const MsAttentionRules *rules, gint64 now);

/* The user's replies and the tray's report; each changes the alert in place. */
void ms_attention_told (MsAlert *alert, MsStep step, gint64 now);
void ms_attention_acknowledge (MsAlert *alert);
void ms_attention_snooze (MsAlert *alert, gint64 until);

G_END_DECLS
