/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem, strcasestr */
/*
 * Our drop-in is changed by the rules by which it is read: in files of any kind, what is asked for happens, nothing else, and
 * nothing that somebody wrote by hand is lost. $MAILSEAL_SEED begins with another number; a failure says which one it was.
 */
#include "config/settings.h"
#include "model/server.h"
#include "model/url.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 2000
#define HASH   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"

typedef struct
{
  char *folder, *own, *ours, *late, *oracle;
} Files;

static char *
pick (GRand *rand, const char *const *from, guint n)
{
  return (char *) from[g_rand_int_range (rand, 0, (gint32) n)];
}

#define PICK(rand, from) pick (rand, from, G_N_ELEMENTS (from))

/* ---- files of any kind ---------------------------------------------------------------------------------------- */

/* Lines that somebody wrote by hand begin with "hand", after what makes them a comment or odd; each is another. */
static void
add_line (GString *text, GRand *rand, const char *line)
{
  static const char *const ends[] = { "\n", "\n", "\n", "\r\n", " \n", "\n\n" };
  static const char *const begins[] = { "", "", "", " ", "\t" };

  g_string_append_printf (text, "%s%s", PICK (rand, begins), line);
  if (g_rand_int_range (rand, 0, 12) == 0)
    g_string_append_len (text, "\0junk", 5);
  g_string_append (text, PICK (rand, ends));
}

static void
add_hand (GString *text, GRand *rand, guint *hands)
{
  static const char *const forms[] = { "# ", "; [Server ", "#Target=imaps://", "   # " };
  g_autofree char *line = g_strdup_printf ("%shand%u.", PICK (rand, forms), (*hands)++);

  add_line (text, rand, line);
}

static const char *const headers[]
  = { "[Server one]", "[Server two]", "[server  two ]", "[Server a]b]",  "[Mailseal]",  "[mailseal]", "[Junk]",
      "[Server ]",    "[]",           "[Server #;=]",   "[Server grün]", "[Server one]" };
static const char *const targets[] = { "Target=imaps://one.example",  "target = IMAPS://ONE.example:993",
                                       "Target=imaps://two.example",  "Target=pop3s://three.example",
                                       "Target=imaps://one.example",  "TARGET=smtps://four.example",
                                       "Target=gopher://one.example", "Target=",
                                       "Target=two.example",          "Target=imaps://me:pw@one.example" };
static const char *const lines[] = { "Watch=false",
                                     "Watch=true",
                                     "watch = no",
                                     "Watch=perhaps",
                                     "Notify=false",
                                     "Notify=",
                                     "Notify=on",
                                     "Interval=2h",
                                     "Interval=",
                                     "Interval=soon",
                                     "Role=admin",
                                     "Role=king",
                                     "CaFile=/etc/passwd",
                                     "CaFile=/nonexistent",
                                     "TrayIcon=color",
                                     "Colour=blue",
                                     "ImportClients=mutt",
                                     "ConfirmDelay=5s",
                                     "nonsense",
                                     "=",
                                     "Accept=" HASH "0",
                                     "[half",
                                     "Accept=" HASH "1 until 2030-01-01 by telephone: 10:30" };

static GString *
any_file (GRand *rand, guint *hands)
{
  GString *text = g_string_new (g_rand_int_range (rand, 0, 8) == 0 ? "\xef\xbb\xbf" : "");
  gint32 n = g_rand_int_range (rand, 0, 26);

  for (gint32 i = 0; i < n; i++)
    switch (g_rand_int_range (rand, 0, 10))
      {
      case 0:
      case 1:
      case 2:
        add_line (text, rand, PICK (rand, headers));
        if (g_rand_boolean (rand))
          add_line (text, rand, PICK (rand, targets));
        break;
      case 3:
      case 4:
        add_line (text, rand, PICK (rand, targets));
        break;
      case 5:
        add_hand (text, rand, hands);
        break;
      default:
        add_line (text, rand, PICK (rand, lines));
      }
  if (text->len > 0 && g_rand_int_range (rand, 0, 4) == 0)
    g_string_truncate (text, text->len - 1);
  return text;
}

/* ---- what the settings say ------------------------------------------------------------------------------------ */

static MsSettings *
load (void)
{
  g_auto (GStrv) folders = ms_settings_folders ();
  return ms_settings_load ((const char *const *) folders);
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static char *
server_text (const MsServer *server)
{
  g_autoptr (GPtrArray) accepted = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *all = NULL;

  for (guint i = 0; i < server->accepted->len; i++)
    g_ptr_array_add (accepted, ms_acceptance_text (g_ptr_array_index (server->accepted, i)));
  g_ptr_array_sort (accepted, by_text);
  g_ptr_array_add (accepted, NULL);
  all = g_strjoinv (",", (GStrv) accepted->pdata);
  return g_strdup_printf ("%s [%s] role %d watch %d notify %d every %u ca %s accepts %s", server->url, server->name, server->role,
                          server->watch, server->notify, server->interval, server->ca_file, all);
}

/* Everything, but for the server `except` (NULL: none). */
static char *
snapshot (const MsSettings *settings, const char *except)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < settings->servers->len; i++)
    {
      const MsServer *server = g_ptr_array_index (settings->servers, i);
      if (g_strcmp0 (server->url, except) != 0)
        g_ptr_array_add (all, server_text (server));
    }
  g_ptr_array_sort (all, by_text);
  g_ptr_array_add (all, g_strdup_printf ("every %u confirm %u import %d %s ca %s notify %d icon %s", settings->interval,
                                         settings->confirm_delay, settings->import_accounts, settings->import_clients,
                                         settings->ca_file, settings->notify, settings->tray_icon));
  g_ptr_array_add (all, NULL);
  return g_strjoinv ("\n", (GStrv) all->pdata);
}

static const MsServer *
find (const MsSettings *settings, const char *url)
{
  for (guint i = 0; i < settings->servers->len; i++)
    if (g_str_equal (((const MsServer *) g_ptr_array_index (settings->servers, i))->url, url))
      return g_ptr_array_index (settings->servers, i);
  return NULL;
}

/* ---- what is asked -------------------------------------------------------------------------------------------- */

typedef enum
{
  ADD,
  REMOVE,
  ACCEPT,
  SET,
  SET_GENERAL
} Deed;

typedef struct
{
  Deed deed;
  const char *url;
  MsTarget *target;
  const char *key, *value;
  gboolean imported;
} Wish;

static Wish
any_wish (GRand *rand)
{
  static const char *const urls[]
    = { "imaps://one.example", "imaps://two.example", "pop3s://three.example", "smtps://four.example", "imaps://five.example" };
  static const char *const server[][2]
    = { { "Notify", "true" }, { "notify", "false" }, { "Interval", "12h" }, { "Role", "admin" },  { "Role", "user" },
        { "Watch", "true" },  { "Interval", "" },    { "Notify", "" },      { "Watch", "false" }, { "CaFile", "/etc/passwd" } };
  static const char *const general[][2] = { { "Interval", "3h" }, { "Notify", "false" },        { "TrayIcon", "symbolic" },
                                            { "TrayIcon", "" },   { "ImportClients", "geary" }, { "ConfirmDelay", "9s" } };
  Wish wish = { .deed = (Deed) g_rand_int_range (rand, 0, 5), .url = PICK (rand, urls), .imported = g_rand_boolean (rand) };
  const char *const *pair = wish.deed == SET_GENERAL ? general[g_rand_int_range (rand, 0, G_N_ELEMENTS (general))]
                                                     : server[g_rand_int_range (rand, 0, G_N_ELEMENTS (server))];

  wish.target = ms_target_parse_one (wish.url, NULL);
  wish.key = wish.deed == ACCEPT ? "Accept" : wish.deed == ADD || wish.deed == REMOVE ? "Watch" : pair[0];
  wish.value = wish.deed == ACCEPT ? HASH "f until 2031-05-06T07:08:09Z told by Anna" : wish.deed == ADD ? "true" : pair[1];
  return wish;
}

static gboolean
fulfil (const char *folder, const Wish *wish, GError **error)
{
  g_autoptr (MsAcceptance) acceptance = wish->deed == ACCEPT ? ms_acceptance_parse (wish->value) : NULL;
  const char *pairs[] = { wish->key, wish->value, NULL };

  switch (wish->deed)
    {
    case ADD:
      return ms_settings_add (folder, wish->target, "new", error);
    case REMOVE:
      return ms_settings_remove (folder, wish->target, wish->imported, error);
    case ACCEPT:
      return ms_settings_accept (folder, wish->target, acceptance, error);
    case SET:
      return ms_settings_set (folder, wish->target, pairs, error);
    case SET_GENERAL:
      return ms_settings_set (folder, NULL, pairs, error);
    }
  return FALSE;
}

/* What must come of it: what is read if the wish stands in a file of its own, after all others. `name`: the server's then. */
static char *
wished (const Files *files, const Wish *wish, const char *name)
{
  g_autofree char *text = wish->deed == SET_GENERAL
                            ? g_strdup_printf ("[Mailseal]\n%s=%s\n", wish->key, wish->value)
                            : g_strdup_printf ("[Server %s]\nTarget=%s\n%s=%s\n", name, wish->url, wish->key, wish->value);
  g_autoptr (MsSettings) settings = NULL;

  g_assert_true (g_file_set_contents (files->oracle, text, -1, NULL));
  settings = load ();
  g_remove (files->oracle);
  return snapshot (settings, NULL);
}

/* ---- one round ------------------------------------------------------------------------------------------------ */

static void
check_success (const Files *files, const Wish *wish, const char *before, const char *expected)
{
  g_autoptr (MsSettings) settings = load ();
  const MsServer *server = find (settings, wish->url);
  g_autofree char *all = snapshot (settings, NULL), *others = snapshot (settings, wish->url);

  if (wish->deed == REMOVE)
    {
      g_assert_cmpstr (others, ==, before);
      g_assert_true (server == NULL ? !wish->imported : !server->watch);
    }
  else if (wish->deed == SET && *wish->value == '\0')
    {
      g_assert_cmpstr (others, ==, before);
      g_assert_true (g_str_equal (wish->key, "Interval") ? server->interval == settings->interval
                                                         : server->notify == settings->notify);
    }
  else
    g_assert_cmpstr (all, ==, expected);
}

static void
check_hands (const Files *files, guint hands)
{
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (files->ours, &text, &length, NULL));
  for (guint i = 0; i < hands; i++)
    {
      g_autofree char *hand = g_strdup_printf ("hand%u.", i);
      g_assert_nonnull (memmem (text, length, hand, strlen (hand)));
    }
}

static void
save (const char *path, const GString *text)
{
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
}

static void
round_of (const Files *files, GRand *rand)
{
  guint hands = 0, unused = 0;
  GString *ours = any_file (rand, &hands), *own = any_file (rand, &unused), *late = any_file (rand, &unused);
  Wish wish = any_wish (rand);
  g_autoptr (MsSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *others = NULL, *expected = NULL, *after = NULL, *name = NULL;
  gsize length;

  if (g_rand_boolean (rand))
    g_string_truncate (late, 0);
  save (files->ours, ours);
  save (files->own, own);
  save (files->late, late);
  settings = load ();
  others = snapshot (settings, wish.url);
  name = g_strdup (find (settings, wish.url) != NULL ? find (settings, wish.url)->name
                   : wish.deed == ADD                ? "new"
                                                     : wish.target->host);
  expected = wished (files, &wish, name);
  if (fulfil (files->folder, &wish, &error))
    {
      check_success (files, &wish, others, expected);
      check_hands (files, hands);
    }
  else
    {
      /* somebody else settles it, and nothing was touched */
      g_assert_true (strcasestr (late->str, wish.key) != NULL || memchr (late->str, 0, late->len) != NULL || *wish.value == '\0');
      g_assert_true (g_file_get_contents (files->ours, &after, &length, NULL));
      g_assert_cmpmem (after, length, ours->str, ours->len);
      g_assert_nonnull (error->message);
    }
  ms_target_free (wish.target);
  g_string_free (ours, TRUE);
  g_string_free (own, TRUE);
  g_string_free (late, TRUE);
}

static void
test_any (void)
{
  g_autofree char *folder
    = g_strdup ("/dev/shm/mailseal-edit-XXXXXX"); /* what is written is waited for: in memory that costs nothing */
  g_autofree char *drop_ins = g_build_filename (g_mkdtemp (folder), "mailseal.conf.d", NULL);
  Files files = { folder, g_build_filename (folder, "mailseal.conf", NULL), g_build_filename (drop_ins, "50-mailseal.conf", NULL),
                  g_build_filename (drop_ins, "60-late.conf", NULL), g_build_filename (drop_ins, "99-oracle.conf", NULL) };
  guint32 seed = g_getenv ("MAILSEAL_SEED") != NULL ? (guint32) atoi (g_getenv ("MAILSEAL_SEED")) : 1;
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", folder);

  g_assert_cmpint (g_mkdir (drop_ins, 0700), ==, 0);
  g_setenv ("MAILSEAL_CONFIG_DIR", folder, TRUE);
  for (guint32 i = seed; i < seed + ROUNDS; i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (i);
      g_test_message ("seed %u", i);
      round_of (&files, rand);
    }
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (files.own);
  g_free (files.ours);
  g_free (files.late);
  g_free (files.oracle);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edit/any", test_any);
  return g_test_run ();
}
