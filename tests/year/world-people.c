/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Users, their laptops and where they take them. */
#include "tests/year/world-parts.h"

User *
user_new (const char *name, guint number)
{
  User *user = g_new0 (User, 1);
  g_autofree char *home = g_strdup_printf ("home-%u", number);

  user->name = g_strdup (name);
  user->sites = g_ptr_array_new ();
  user->watched = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_server_free);
  user->power = spans_new ();
  user->place = spans_new ();
  user->link = spans_new ();
  user->clock = spans_new ();
  user->zone = spans_new ();
  user->intercept = spans_new ();
  user->strip = spans_new ();
  user->home = g_intern_string (home);
  user->home_zone = 60;
  return user;
}

void
user_free (User *user)
{
  g_free (user->name);
  g_ptr_array_unref (user->sites);
  g_ptr_array_unref (user->watched);
  g_array_unref (user->power);
  g_array_unref (user->place);
  g_array_unref (user->link);
  g_array_unref (user->clock);
  g_array_unref (user->zone);
  g_array_unref (user->intercept);
  g_array_unref (user->strip);
  g_free (user);
}

void
user_watch (User *user, Site *site, MsRole role)
{
  if (g_ptr_array_find (user->sites, site, NULL))
    return;
  g_ptr_array_add (user->sites, site);
  site->watchers++;
  for (guint i = 0; i < site->targets->len; i++)
    {
      MsServer *server = ms_server_new (g_ptr_array_index (site->targets, i));
      server->role = role;
      g_ptr_array_add (user->watched, server);
    }
}

void
user_accept (User *user, const Site *site, const char *spki)
{
  for (guint i = 0; i < user->watched->len; i++)
    {
      MsServer *server = g_ptr_array_index (user->watched, i);
      if (g_ptr_array_find_with_equal_func (site->urls, server->url, g_str_equal, NULL))
        g_ptr_array_add (server->accepted, ms_acceptance_new (spki, G_MAXINT64, "it is my own"));
    }
}

void
user_number_sessions (User *user)
{
  gint64 session = 0;

  for (guint i = 0; i < user->power->len; i++)
    {
      Span *span = &g_array_index (user->power, Span, i);
      if (span->what == 1 || i == 0)
        session++;
      span->number = session;
    }
}

/* ---- days ---------------------------------------------------------------------------------------------------- */

typedef enum
{
  DAYS_ALWAYS,  /* a desktop that runs through */
  DAYS_OFFICE,  /* home in the morning, office, home in the evening; suspended in between */
  DAYS_EVENING, /* switched on for some hours */
  DAYS_SLEEPER, /* suspended at night, hardly ever switched off */
  DAYS_WEEKEND,
  N_DAYS
} Days;

static const char *const days_names[N_DAYS] = { "always", "office", "evening", "sleeper", "weekend" };

static void
on (User *user, Dice *dice, gint64 midnight, gint64 from, gint64 until, gboolean begins)
{
  gint64 earlier = dice_between (dice, 0, 40 * MINUTE), later = dice_between (dice, 0, 40 * MINUTE);
  Span span = { midnight + from + earlier, midnight + until + later, begins, 0, NULL };

  spans_paint (user->power, span);
}

static void
restart (User *user, gint64 when)
{
  spans_cut (user->power, when);
  for (guint i = 0; i < user->power->len; i++)
    if (g_array_index (user->power, Span, i).from == when)
      g_array_index (user->power, Span, i).what = 1;
}

static void
spend_day (User *user, Dice *dice, Days days, gint64 midnight, gboolean weekend)
{
  Span office = { midnight + 9 * HOUR, midnight + 17 * HOUR + 30 * MINUTE, PLACE_OFFICE, 0, NULL };
  g_autofree char *network = g_strdup_printf ("office-of-%s", user->name);

  switch (days)
    {
    case DAYS_ALWAYS:
      on (user, dice, midnight, -DAY / 24, DAY, FALSE);
      restart (user, midnight + dice_between (dice, HOUR, 23 * HOUR));
      break;
    case DAYS_OFFICE:
      if (weekend)
        {
          on (user, dice, midnight, 10 * HOUR, 13 * HOUR, TRUE);
          break;
        }
      office.text = g_intern_string (network);
      spans_paint (user->place, office);
      on (user, dice, midnight, 7 * HOUR, 8 * HOUR, TRUE);
      on (user, dice, midnight, 9 * HOUR, 17 * HOUR, FALSE);
      on (user, dice, midnight, 19 * HOUR, 22 * HOUR, FALSE);
      break;
    case DAYS_EVENING:
      on (user, dice, midnight, 17 * HOUR + 30 * MINUTE, 22 * HOUR + 30 * MINUTE, TRUE);
      break;
    case DAYS_SLEEPER:
      on (user, dice, midnight, 8 * HOUR, 23 * HOUR, FALSE);
      restart (user, midnight + dice_between (dice, 10 * HOUR, 22 * HOUR));
      break;
    case DAYS_WEEKEND:
      if (weekend)
        on (user, dice, midnight, 9 * HOUR, 20 * HOUR, TRUE);
      break;
    case N_DAYS:
    default:
      break;
    }
}

/* ---- what befalls a laptop ----------------------------------------------------------------------------------- */

static gint64
some_day (const World *world, Dice *dice, gint64 length)
{
  return world->begin + dice_between (dice, 12, MAX (12, (world->end - world->begin - length) / DAY - 12)) * DAY;
}

/* For weeks off, or asleep, or awake without a net. */
static void
go_on_holiday (World *world, User *user, Dice *dice)
{
  gint64 length = dice_between (dice, 7, 24) * DAY, from = some_day (world, dice, length);
  Span link = { from, from + length, WORLD_LINK_NONE, 0, NULL };

  if (length + 30 * DAY > world->end - world->begin)
    return;
  if (dice_one_in (dice, 3))
    spans_paint (user->link, link);
  else
    spans_clear (user->power, from, from + length);
}

/* Nights in a hotel: its network wants a click first, each time; far away the zone is another. */
static void
travel (World *world, User *user, Dice *dice, guint number)
{
  gint64 stay = dice_between (dice, 2, 5) * DAY, from = some_day (world, dice, stay), at = from;
  g_autofree char *network = g_strdup_printf ("hotel-%u-%s", number, user->name);
  Span place = { from, from + stay, PLACE_HOTEL, 0, g_intern_string (network) };
  Span zone = { from, from + stay, 0, dice_between (dice, -8, 9) * 60, NULL };

  spans_paint (user->place, place);
  spans_paint (user->zone, zone);
  while ((at = spans_next (user->power, at)) < from + stay)
    {
      gint64 length = dice_between (dice, 2 * MINUTE, dice_one_in (dice, 4) ? 5 * HOUR : 30 * MINUTE);
      Span link = { at, at + length, WORLD_LINK_PORTAL, dice_one_in (dice, 2), NULL };
      if (spans_at (user->power, at) != NULL)
        spans_paint (user->link, link);
    }
}

static void
lose_the_net (World *world, User *user, Dice *dice)
{
  for (gint64 n = dice_between (dice, 5, 40) * (world->end - world->begin) / (365 * DAY); n > 0; n--)
    {
      gint64 from = dice_between (dice, world->begin, world->end);
      Span link
        = { from, from + dice_between (dice, 20, dice_one_in (dice, 5) ? 5 * HOUR : 10 * MINUTE), WORLD_LINK_NONE, 0, NULL };
      spans_paint (user->link, link);
    }
  for (gint64 n = dice_between (dice, 0, 12); n > 0; n--)
    {
      gint64 from = dice_between (dice, world->begin, world->end);
      Span place = { from, from + dice_between (dice, HOUR, 9 * HOUR), PLACE_MOBILE, 0, g_intern_static_string ("phone") };
      spans_paint (user->place, place);
    }
}

gboolean
clock_is_right (const Span *clock)
{
  return ABS (clock->number) < 5 * MINUTE;
}

/* For minutes after many a start nobody has told the laptop the time yet; it is right all the same, or nearly. */
static void
wait_for_the_time (User *user, Dice *dice)
{
  for (guint i = 0; i < user->power->len; i++)
    {
      gint64 from = g_array_index (user->power, Span, i).from;
      gint64 length = dice_between (dice, 20, 5 * MINUTE);
      Span clock = { from, from + length, FALSE, dice_between (dice, -20, 20), NULL };
      if (g_array_index (user->power, Span, i).what == 1 && dice_one_in (dice, 3))
        spans_paint (user->clock, clock);
    }
}

/* Nobody ever sets this one; it keeps good time by itself. */
static void
go_unsynchronised (World *world, User *user)
{
  Span clock = { world->begin - 2 * DAY, world->end + 2 * DAY, FALSE, 0, NULL };
  spans_paint (user->clock, clock);
}

/* The battery of the clock is empty (years back), or somebody set it ahead; some hours later it is right again. */
static void
get_the_time_wrong (World *world, User *user, Dice *dice)
{
  static const gint64 offsets[] = { -12 * 365 * DAY, -4 * 365 * DAY, 3 * DAY, 20 * DAY, 400 * DAY };
  gint64 from = spans_next (user->power, some_day (world, dice, 3 * DAY)), length = dice_between (dice, 2 * HOUR, 2 * DAY);
  Span clock = { from, 0, FALSE, offsets[dice_between (dice, 0, G_N_ELEMENTS (offsets) - 1)], NULL };

  if (from >= world->end)
    return;
  clock.until = from + length;
  spans_paint (user->clock, clock);
}

/* An antivirus program, for good or until it is thrown out. */
static void
install_antivirus (World *world, User *user, Dice *dice)
{
  static const char *const names[] = { "Avast Web/Mail Shield Root", "ESET SSL Filter CA", "Bitdefender Personal CA" };
  gint64 from = some_day (world, dice, 20 * DAY), length = dice_between (dice, 3 * DAY, 20 * DAY);
  Span span = { from, from + length, CLASS_UNKNOWN, 0, names[dice_between (dice, 0, 2)] };

  spans_paint (user->intercept, span);
}

/* The office looks into everything from some day on. */
static void
get_a_proxy (World *world, User *user, Dice *dice)
{
  gint64 from = some_day (world, dice, 30 * DAY), until = from + dice_between (dice, 5, 40) * DAY;

  for (guint i = 0; i < user->place->len; i++)
    {
      const Span *place = &g_array_index (user->place, Span, i);
      Span span = { place->from, place->until, CLASS_UNKNOWN, 0, g_intern_static_string ("FortiGate CA") };
      if (place->what == PLACE_OFFICE && place->from >= from && place->until <= until)
        spans_paint (user->intercept, span);
    }
}

/* A hotel whose network takes STARTTLS out of what servers say. */
static void
meet_a_stripper (World *world, User *user, Dice *dice)
{
  guint n = 0;

  for (guint i = 0; i < user->place->len; i++)
    {
      const Span *place = &g_array_index (user->place, Span, i);
      Span span = { place->from, place->until, 0, 0, place->text };
      if (place->what == PLACE_HOTEL && n++ == 0)
        spans_paint (user->strip, span);
    }
}

gboolean
user_spend_days (const World *world, User *user, Dice *dice, const char *days)
{
  for (guint i = 0; i < N_DAYS; i++)
    {
      if (!g_str_equal (days_names[i], days))
        continue;
      for (gint64 day = world->begin; day < world->end; day += DAY)
        spend_day (user, dice, (Days) i, day, (day / DAY + 4) % 7 == 0 || (day / DAY + 4) % 7 == 6);
      spans_clear (user->power, world->begin - 2 * DAY, world->begin);
      spans_clear (user->power, world->end, world->end + 2 * DAY);
      return TRUE;
    }
  return FALSE;
}

static void
live_a_year (World *world, User *user, Dice *dice, const char *days, guint number)
{
  gint64 afflictions = user->healthy ? 0 : dice_between (dice, 0, 2);

  user->home_zone = (int) dice_between (dice, -2, 3) * 60;
  user_spend_days (world, user, dice, days);
  if (!g_str_equal (days, "always"))
    {
      for (gint64 n = dice_between (dice, 0, 2); n > 0; n--)
        go_on_holiday (world, user, dice);
      for (gint64 n = dice_between (dice, 0, 3); n > 0; n--)
        travel (world, user, dice, (guint) n);
    }
  lose_the_net (world, user, dice);
  if (number % 3 == 0)
    go_unsynchronised (world, user);
  wait_for_the_time (user, dice);
  for (gint64 n = 0; n < afflictions; n++)
    switch ((number + n) % 4)
      {
      case 0:
        get_the_time_wrong (world, user, dice);
        break;
      case 1:
        install_antivirus (world, user, dice);
        break;
      case 2:
        meet_a_stripper (world, user, dice);
        break;
      default:
        get_a_proxy (world, user, dice);
        break;
      }
  user_number_sessions (user);
}

/* ---- who watches what ---------------------------------------------------------------------------------------- */

static void
watch_six (World *world, User *user, Dice *dice)
{
  for (guint try = 0; try < 5000 && user->watched->len < 6; try++)
    {
      Site *site = g_ptr_array_index (world->sites, dice_between (dice, 0, world->sites->len - 1));
      if (site->healthy && user->watched->len + site->targets->len <= 6)
        user_watch (user, site, MS_ROLE_USER);
    }
}

static void
watch_some (World *world, User *user, Dice *dice, guint number, guint healthy)
{
  guint others = world->plan.users - healthy;

  for (guint i = number - healthy; i < world->sites->len; i += others) /* so that every site has somebody who watches it */
    user_watch (user, g_ptr_array_index (world->sites, i),
                number % 3 == 0 && user->sites->len % 3 == 1 ? MS_ROLE_ADMIN : MS_ROLE_USER);
  for (gint64 n = dice_between (dice, 0, 2); n > 0; n--)
    user_watch (user, g_ptr_array_index (world->sites, dice_between (dice, 0, world->sites->len - 1)), MS_ROLE_USER);
  for (guint i = 0; i < user->sites->len; i++)
    {
      const Site *site = g_ptr_array_index (user->sites, i);
      const Shown *first = g_ptr_array_index (site->all, 0);
      if (first->class == CLASS_SELF && dice_one_in (dice, 2))
        user_accept (user, site, first->leaf->spki_sha256);
    }
}

void
world_people (World *world)
{
  guint healthy = MAX (1, world->plan.users / 4);

  for (guint i = 0; i < world->plan.users; i++)
    {
      Dice dice = dice_new (world->plan.seed, "user", i);
      g_autofree char *name = g_strdup_printf ("user%u", i);
      User *user = user_new (name, i);

      g_ptr_array_add (world->users, user);
      user->healthy = i < healthy;
      if (user->healthy)
        watch_six (world, user, &dice);
      else
        watch_some (world, user, &dice, i, healthy);
      live_a_year (world, user, &dice, days_names[i % N_DAYS], i);
    }
}
