/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was told, held against what was true. Knows the world's truth and the contract's codes, nothing of how the daemon
 * judges.
 */
#pragma once

#include "model/alert.h"
#include "model/finding.h"
#include "tests/year/world.h"

G_BEGIN_DECLS

/* One notification. */
typedef struct
{
  gint64 when; /* true time */
  guint user;
  const char *code;
  MsSeverity severity;
  MsStep step;
  const char *const *servers; /* URLs */
  const char *alert;          /* its id */
} Told;

typedef struct _Score Score;

Score *score_new (const World *world);
void score_free (Score *score);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Score, score_free)

void score_told (Score *score, const Told *told); /* in any order of users; by time for each */

typedef struct
{
  guint told, right, wrong, repeated, missed, healthy; /* healthy: notifications of users with six healthy servers */
  guint problems;                                      /* that had to be told */
} Sums;

Sums score_sums (const Score *score);
guint score_missed (const Score *score, const char *kind); /* problems of this kind */
char *score_report (const Score *score, gboolean verbose); /* for people; free it */

G_END_DECLS
