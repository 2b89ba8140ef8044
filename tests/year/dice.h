/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Chance that falls the same way everywhere: splitmix64. Every purpose has its own dice, so that one more throw shifts no other.
 * Throw once in an expression or initializer: the order in which C evaluates its parts is the compiler's.
 */
#pragma once

#include <glib.h>

typedef struct
{
  guint64 state;
} Dice;

Dice dice_new (guint64 seed, const char *purpose, guint number);
guint64 dice_throw (Dice *dice);
gint64 dice_between (Dice *dice, gint64 least, gint64 most); /* both included */
gboolean dice_one_in (Dice *dice, guint n);
char *dice_hex (Dice *dice, guint length); /* lower-case hex digits; free it */
