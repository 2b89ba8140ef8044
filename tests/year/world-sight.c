/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a user could see what is wrong: awake, on a net that hides nothing, with the right time, from a server that answers. */
#include "tests/year/world-parts.h"

typedef enum
{
  GOOD,
  BAD_HERE,  /* asleep, no net, a wrong clock, somebody in between */
  BAD_THERE, /* the site does not answer */
} Goodness;

static Goodness
goodness (const Circumstances *c, gint64 when)
{
  const GArray *lines[] = { c->user->link, c->user->intercept, c->user->strip };
  const Span *clock = spans_at (c->user->clock, when);
  const Span *fault = c->site != NULL ? spans_at (c->site->faults, when) : NULL;

  if (spans_at (c->user->power, when) == NULL || (c->within != NULL && spans_at (c->within, when) == NULL))
    return BAD_HERE;
  if (clock != NULL && c->within != c->user->clock && !clock_is_right (clock))
    return BAD_HERE;
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i] != c->within && spans_at (lines[i], when) != NULL)
      return BAD_HERE;
  return fault != NULL && fault->what != FAULT_STARTTLS ? BAD_THERE : GOOD;
}

static gint64
next_change (const Circumstances *c, gint64 when)
{
  const GArray *lines[] = { c->user->power, c->user->link, c->user->clock, c->user->intercept, c->user->strip };
  gint64 next = c->site != NULL ? spans_next (c->site->faults, when) : G_MAXINT64;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    next = MIN (next, spans_next (lines[i], when));
  return next;
}

gint64
world_deadline (const Circumstances *c, gint64 from, gint64 until, gint64 slack)
{
  gint64 at = MAX (from - SLOW, c->world->begin); /* an outage just before is still felt */
  gint64 earliest = MAX (from, c->world->begin) + slack;

  until = MIN (until, c->world->end);
  while (at < until)
    {
      Goodness now = goodness (c, at);
      gint64 next = next_change (c, at);

      if (now == BAD_THERE)
        earliest = MAX (earliest, MIN (next, until) + SLOW); /* until it is tried again */
      else if (now == GOOD)
        {
          gint64 end = next, by = MAX (earliest, at + QUICK);
          while (end < until && goodness (c, end) == GOOD) /* a restart, another place: it goes on */
            end = next_change (c, end);
          if (by <= MIN (end, until) - MINUTE)
            return by;
          next = end;
        }
      at = next;
    }
  return G_MAXINT64;
}

gint64
world_right_until (const Circumstances *c, gint64 end)
{
  const Span *power = end < c->world->end ? spans_at (c->user->power, end) : NULL;
  gint64 until = power != NULL ? power->until : end;

  while (power != NULL && (power = spans_at (c->user->power, until)) != NULL)
    until = power->until;
  return MIN (end + SLOW, until);
}
