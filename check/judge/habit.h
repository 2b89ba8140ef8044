/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a server is used to renew its certificate, learned from what it did (B4). Pure; seconds throughout. */
#pragma once

#include "model/observation.h"

G_BEGIN_DECLS

typedef struct
{
  guint renewals; /* of the same authority and about the same lifetime, that were observed; a habit from two on */
  gint64 left;    /* what was left when it renewed: the median */
  gint64 slack;   /* and how much later it may be without being late */
} MsHabit;

/* `memory`: MsSeen* of the server; what it says of certificates like `leaf` at this address counts. */
MsHabit ms_habit_learn (const GPtrArray *memory, const char *address, const MsCertificate *leaf);

/* Is it late by its habit? `not_after` G_MAXINT64: never. FALSE without a habit. */
gboolean ms_habit_is_late (const MsHabit *habit, gint64 not_after, gint64 now);

/*
 * From when on (s) a renewal is overdue for who runs the server: by the habit, and while there is none when
 * min(30 d, L/3 - max(L/30, 12 h)) is left; G_MAXINT64: never.
 */
gint64 ms_habit_overdue_from (const MsHabit *habit, gint64 not_before, gint64 not_after);

/* When an ordinary renewal is to be expected: by the habit, else when min(30 d, L/3) is left; 0: never. */
gint64 ms_habit_renewal (const MsHabit *habit, gint64 not_before, gint64 not_after);

G_END_DECLS
