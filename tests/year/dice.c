/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/year/dice.h"

Dice
dice_new (guint64 seed, const char *purpose, guint number)
{
  Dice dice = { seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + number };

  for (const char *at = purpose; *at != '\0'; at++) /* FNV-1a: the same in every version of every library */
    dice.state = (dice.state ^ (guchar) *at) * G_GUINT64_CONSTANT (0x100000001b3);
  dice_throw (&dice);
  return dice;
}

guint64
dice_throw (Dice *dice)
{
  guint64 z = dice->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

gint64
dice_between (Dice *dice, gint64 least, gint64 most)
{
  return most <= least ? least : least + (gint64) (dice_throw (dice) % (guint64) (most - least + 1));
}

gboolean
dice_one_in (Dice *dice, guint n)
{
  return dice_throw (dice) % n == 0;
}

char *
dice_hex (Dice *dice, guint length)
{
  GString *hex = g_string_sized_new (length + 16);

  while (hex->len < length)
    g_string_append_printf (hex, "%016" G_GINT64_MODIFIER "x", dice_throw (dice));
  g_string_truncate (hex, length);
  return g_string_free (hex, FALSE);
}
