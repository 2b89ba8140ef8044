/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The daemon of one user, without its main loop, bus and network: the real ward (schedule, judge, attention) and store, told what
 * daemon/engine.c tells them. All that imitates the engine is in driver.c.
 */
#pragma once

#include "tests/year/score.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 looks;    /* probes */
  guint sessions;   /* times the daemon was started */
  guint most_looks; /* at one server within an hour */
} DriverCounts;

/* What the tray would show, when it would show it. */
typedef void (*DriverTold) (const Told *told, gpointer data);

/* Lives through the world as this user; the store is made in `folder`. Adds to `counts`. */
void driver_live (const World *world, guint user, const char *folder, DriverTold told, gpointer data, DriverCounts *counts);

G_END_DECLS
