/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of events: EVENTS.md says what stands in it. */
#include "model/text.h"
#include "tests/year/world-parts.h"

#include <string.h>

typedef struct
{
  World *world;
  const char *name;
  guint line;
  GPtrArray *problems;
  GPtrArray *events; /* Event* */
  Dice dice;
} Reader;

static void
event_free (Event *event)
{
  g_strfreev (event->words);
  g_free (event);
}

static void
problem (Reader *reader, guint line, char *sentence)
{
  g_autofree char *taken = sentence;
  g_ptr_array_add (reader->problems, g_strdup_printf ("%s:%u: %s", reader->name, line, taken));
}

gboolean
parse_duration (const char *text, gint64 *ret_duration)
{
  static const struct
  {
    char unit;
    gint64 seconds;
  } units[] = { { 's', 1 }, { 'm', MINUTE }, { 'h', HOUR }, { 'd', DAY }, { 'w', 7 * DAY }, { 'y', 365 * DAY } };
  char *end = NULL;
  gint64 number = g_ascii_strtoll (text, &end, 10);

  if (end == text || *end == '\0' || end[1] != '\0' || ABS (number) > 100000)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (units[i].unit == *end)
      {
        *ret_duration = number * units[i].seconds;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_when (const Reader *reader, const char *text, gint64 *ret_when)
{
  if (*text != '+')
    return ms_time_parse (text, ret_when);
  if (!parse_duration (text + 1, ret_when))
    return FALSE;
  *ret_when += reader->world->begin;
  return TRUE;
}

/* The value of key=value among the words; NULL if it is not there. */
static const char *
option (GStrv words, const char *key)
{
  gsize length = strlen (key);

  for (guint i = 0; words[i] != NULL; i++)
    if (strncmp (words[i], key, length) == 0 && words[i][length] == '=')
      return words[i] + length + 1;
  return NULL;
}

static const char *
option_or_none (GStrv words, const char *key)
{
  const char *value = option (words, key);
  return value != NULL ? value : "";
}

/* FALSE and a problem: it is there and no duration. */
static gboolean
duration_option (Reader *reader, GStrv words, const char *key, gint64 *duration)
{
  const char *value = option (words, key);

  if (value == NULL || parse_duration (value, duration))
    return TRUE;
  problem (reader, reader->line, g_strdup_printf ("“%s” is no duration: a number and s, m, h, d, w or y.", value));
  return FALSE;
}

/* ---- servers and users --------------------------------------------------------------------------------------- */

static gboolean
add_url (Reader *reader, Site *site, const char *url)
{
  for (guint i = 0; i < MS_SERVICE_ANY; i++)
    {
      const MsServiceInfo *info = ms_service_info ((MsService) i);
      g_autofree char *prefix = g_strdup_printf ("%s://", info->scheme);
      g_auto (GStrv) parts = NULL;

      if (!g_str_has_prefix (url, prefix))
        continue;
      parts = g_strsplit (url + strlen (prefix), ":", 2);
      if (parts[0] == NULL || *parts[0] == '\0' || strpbrk (parts[0], "[/@") != NULL
          || g_hash_table_contains (reader->world->by_url, url))
        break;
      site_add_service (site, (MsService) i, parts[0], parts[1] != NULL ? (guint16) g_ascii_strtoull (parts[1], NULL, 10) : 0);
      return TRUE;
    }
  problem (reader, reader->line,
           g_strdup_printf ("“%s” is no address of a mail server (imaps://host), or is another server’s.", url));
  return FALSE;
}

static gboolean
read_class (Reader *reader, const char *kind, Site *site, Class *class)
{
  if (kind == NULL || g_str_equal (kind, "public"))
    *class = CLASS_PUBLIC;
  else if (g_str_equal (kind, "own-ca"))
    *class = CLASS_LOCAL;
  else if (g_str_equal (kind, "self-signed"))
    *class = CLASS_SELF;
  else
    {
      problem (reader, reader->line,
               g_strdup_printf ("“%s” is no kind of server; these are: public, own-ca, self-signed.", kind));
      return FALSE;
    }
  if (*class != CLASS_PUBLIC)
    site->organization = *class == CLASS_LOCAL ? "Example Works" : "";
  return TRUE;
}

static gboolean
read_site (Reader *reader, Site *site, GStrv words, gint64 *age, Class *class)
{
  const char *ca = option (words, "ca"), *keys = option (words, "keys"), *addresses = option (words, "addresses");
  const Authority *authority = ca != NULL ? authority_find (ca) : &authorities[0];
  g_auto (GStrv) urls = g_strsplit (words[2], ",", -1), names = g_strsplit (option_or_none (words, "names"), ",", -1);
  gboolean ok = TRUE;

  for (guint i = 0; ok && urls[i] != NULL; i++)
    ok = add_url (reader, site, urls[i]);
  if (ok && authority == NULL)
    {
      problem (reader, reader->line, g_strdup_printf ("“%s” is no authority that this world knows.", ca));
      return FALSE;
    }
  if (!ok || !duration_option (reader, words, "life", &site->lifetime))
    return FALSE;
  site->organization = authority->organization;
  site->usual_left = MIN (site->lifetime < 10 * DAY ? site->lifetime / 2 : site->lifetime / 3, 30 * DAY);
  if (!duration_option (reader, words, "left", &site->usual_left))
    return FALSE;
  *age = (site->lifetime - site->usual_left) / 2;
  site->jitter = MIN (site->usual_left / 20, DAY);
  if (!duration_option (reader, words, "age", age) || !duration_option (reader, words, "jitter", &site->jitter)
      || !read_class (reader, option (words, "kind"), site, class))
    return FALSE;
  if (site->usual_left <= 0 || site->jitter < 0 || site->lifetime - site->usual_left <= 2 * site->jitter + HOUR || *age < 0)
    {
      problem (reader, reader->line, g_strdup ("That does not fit together: “life” must be longer than “left”, by some jitter."));
      return FALSE;
    }
  site->renews = g_strcmp0 (option (words, "renews"), "no") != 0;
  if (site->renews && *age > site->lifetime)
    {
      problem (reader, reader->line, g_strdup ("At this “age” its certificate has expired: that wants renews=no."));
      return FALSE;
    }
  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (site->names, g_strdup (names[i]));
  site->keeps_key = g_strcmp0 (keys, "kept") == 0;
  site_add_addresses (site, &reader->dice, addresses != NULL ? (guint) CLAMP (g_ascii_strtoll (addresses, NULL, 10), 1, 60) : 1);
  return TRUE;
}

static void
read_server (Reader *reader, GStrv words)
{
  Class class = CLASS_PUBLIC;
  gint64 age = 0;
  Site *site;

  if (g_strv_length (words) < 3 || world_site_named (reader->world, words[1]) != NULL)
    {
      problem (reader, reader->line, g_strdup ("“server” wants a new name and the addresses of its services."));
      return;
    }
  site = site_new (words[1], words[1]);
  if (!read_site (reader, site, words, &age, &class))
    {
      site_free (site);
      return;
    }
  site->dual = g_strv_contains ((const char *const *) words, "dual");
  site->usual = site_issue (site, &reader->dice, class, reader->world->begin - age);
  site_show (site, reader->world->begin - age, G_MAXUINT64, site->usual, NULL);
  if (class == CLASS_SELF)
    site_mark (site, "self-signed", reader->world->begin, reader->world->end, TRUE);
  world_add_site (reader->world, site);
}

static gboolean
watch_all (Reader *reader, User *user, const char *list, const char *admin)
{
  g_auto (GStrv) names = g_strsplit (list, ",", -1), mine = g_strsplit (admin, ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      Site *site = world_site_named (reader->world, names[i]);
      if (site == NULL)
        {
          problem (reader, reader->line, g_strdup_printf ("“%s” is no server named above.", names[i]));
          return FALSE;
        }
      user_watch (user, site, g_strv_contains ((const char *const *) mine, names[i]) ? MS_ROLE_ADMIN : MS_ROLE_USER);
    }
  return TRUE;
}

static gboolean
accept_all (Reader *reader, User *user, const char *list)
{
  g_auto (GStrv) names = g_strsplit (list, ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      Site *site = world_site_named (reader->world, names[i]);
      if (site == NULL)
        {
          problem (reader, reader->line, g_strdup_printf ("“%s” is no server named above.", names[i]));
          return FALSE;
        }
      user_accept (user, site, site->usual->leaf->spki_sha256);
    }
  return TRUE;
}

static void
read_user (Reader *reader, GStrv words)
{
  const char *watches = option (words, "watches"), *days = option (words, "days");
  User *user;

  if (g_strv_length (words) < 3 || watches == NULL || world_user_named (reader->world, words[1], NULL) != NULL)
    {
      problem (reader, reader->line, g_strdup ("“user” wants a new name and watches=SERVER,SERVER."));
      return;
    }
  user = user_new (words[1], reader->world->users->len);
  g_ptr_array_add (reader->world->users, user);
  user->healthy = g_strv_contains ((const char *const *) words, "healthy");
  if (!watch_all (reader, user, watches, option_or_none (words, "admin"))
      || !accept_all (reader, user, option_or_none (words, "accepts")))
    return;
  if (!user_spend_days (reader->world, user, &reader->dice, days != NULL ? days : "always"))
    problem (reader, reader->line,
             g_strdup_printf ("“%s” is no way to spend days; these are: always, office, evening, sleeper, weekend.", days));
}

/* ---- lines --------------------------------------------------------------------------------------------------- */

static void
read_event (Reader *reader, GStrv words)
{
  g_autoptr (GStrvBuilder) rest = g_strv_builder_new ();
  Event *event;
  gint64 when, length = 0, by = 0;

  if (!parse_when (reader, words[0], &when))
    {
      problem (reader, reader->line,
               g_strdup_printf ("“%s” is neither “server”, “user”, “days” nor a time (+3d, or RFC 3339).", words[0]));
      return;
    }
  if (!duration_option (reader, words, "for", &length) || !duration_option (reader, words, "by", &by))
    return;
  if (length < 0 || by < 0 || when < reader->world->begin || when >= reader->world->end)
    {
      problem (reader, reader->line, g_strdup ("That is not within the days of this world."));
      return;
    }
  for (guint i = 1; words[i] != NULL; i++)
    if (!g_str_has_prefix (words[i], "for=") && !g_str_has_prefix (words[i], "by="))
      g_strv_builder_add (rest, words[i]);
  event = g_new0 (Event, 1);
  event->line = reader->line;
  event->when = when;
  event->until = length > 0 ? when + length : reader->world->end;
  event->by = by;
  event->words = g_strv_builder_end (rest);
  g_ptr_array_add (reader->events, event);
  if (g_strv_length (event->words) < 2)
    {
      problem (reader, reader->line, g_strdup ("After the time, an event wants what happens and to whom."));
      g_ptr_array_set_size (reader->events, (int) reader->events->len - 1);
    }
}

static void
read_line (Reader *reader, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) words = NULL;
  int n;

  if (!g_shell_parse_argv (line, &n, &words, &error))
    {
      if (!g_error_matches (error, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING))
        problem (reader, reader->line, g_strdup ("A quotation mark is not closed."));
      return;
    }
  if (g_str_equal (words[0], "server"))
    read_server (reader, words);
  else if (g_str_equal (words[0], "user"))
    read_user (reader, words);
  else if (g_str_equal (words[0], "days") && n == 2 && g_ascii_strtoll (words[1], NULL, 10) > 0 && reader->world->users->len == 0)
    reader->world->end = reader->world->begin + MIN (g_ascii_strtoll (words[1], NULL, 10), 4000) * DAY;
  else if (g_str_equal (words[0], "days"))
    problem (reader, reader->line, g_strdup ("“days” wants a number, before the first user."));
  else
    read_event (reader, words);
}

static int
by_time (gconstpointer a, gconstpointer b)
{
  const Event *x = *(const Event *const *) a, *y = *(const Event *const *) b;
  int order = (x->when > y->when) - (x->when < y->when);
  return order != 0 ? order : (int) x->line - (int) y->line;
}

static void
happen (Reader *reader)
{
  World *world = reader->world;

  for (guint i = 0; i < reader->events->len; i++)
    {
      const Event *event = g_ptr_array_index (reader->events, i);
      char *sentence = NULL;
      if (!event_is_truth (event) && !event_happen (world, event, &reader->dice, &sentence))
        problem (reader, event->line, sentence);
    }
  for (guint i = 0; i < world->sites->len; i++)
    events_let_live (world, g_ptr_array_index (world->sites, i), &reader->dice, world->end);
  for (guint i = 0; i < world->users->len; i++)
    user_number_sessions (g_ptr_array_index (world->users, i));
  world_find_truth (world);
  for (guint i = 0; i < reader->events->len; i++)
    {
      const Event *event = g_ptr_array_index (reader->events, i);
      char *sentence = NULL;
      if (event_is_truth (event) && !event_amend_truth (world, event, &sentence))
        problem (reader, event->line, sentence);
    }
  world_sort_truth (world);
}

World *
world_read (const WorldPlan *plan, const char *name, const char *text, GPtrArray *problems)
{
  Reader reader = { .world = world_empty (plan), .name = name, .problems = problems };
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  reader.events = g_ptr_array_new_with_free_func ((GDestroyNotify) event_free);
  reader.dice = dice_new (plan->seed, "events", 0);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      reader.line = i + 1;
      read_line (&reader, lines[i]);
    }
  if (reader.world->users->len == 0 && problems->len == 0)
    problem (&reader, 1, g_strdup ("Nobody watches anything: a line “user NAME watches=SERVER” is missing."));
  g_ptr_array_sort (reader.events, by_time);
  happen (&reader);
  g_ptr_array_unref (reader.events);
  return reader.world;
}
