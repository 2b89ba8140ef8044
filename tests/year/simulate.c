/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/year/driver.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>

typedef struct
{
  gint64 seed;
  int servers, users, days;
  char *events;
  gboolean verbose;
} Options;

static void
told_cb (const Told *told, gpointer data)
{
  score_told (data, told);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
}

static gboolean
live (const World *world, Score *score, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("mailseal-simulate-XXXXXX", error);
  gint64 begin = g_get_monotonic_time ();
  DriverCounts counts = { 0 };

  if (folder == NULL)
    return FALSE;
  for (guint user = 0; user < world_users (world); user++)
    {
      g_autofree char *own = g_strdup_printf ("%s/%u", folder, user);
      driver_live (world, user, own, told_cb, score, &counts);
      remove_folder (own);
    }
  g_rmdir (folder);
  g_print ("%u users, %u servers, %.0f days: %" G_GUINT64_FORMAT " probes, %u starts of the daemon, at most %u probes of a server"
           " in an hour\n",
           world_users (world), world_servers (world), (double) (world_end (world) - world_begin (world)) / 86400, counts.looks,
           counts.sessions, counts.most_looks);
  g_printerr ("%.1f s\n", (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC); /* not part of what must be equal */
  return TRUE;
}

static World *
make_world (const Options *options, GError **error)
{
  WorldPlan plan = { (guint64) options->seed, (guint) options->servers, (guint) options->users, (guint) options->days };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;
  World *world;

  if (options->events == NULL)
    return world_new (&plan);
  if (!g_file_get_contents (options->events, &text, NULL, error))
    return NULL;
  world = world_read (&plan, options->events, text, problems);
  for (guint i = 0; i < problems->len; i++)
    g_printerr ("%s\n", (char *) g_ptr_array_index (problems, i));
  if (problems->len == 0)
    return world;
  world_free (world);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%u lines are not understood", problems->len);
  return NULL;
}

int
main (int argc, char **argv)
{
  Options options = { .seed = 1, .servers = 200, .users = 30, .days = 365 };
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options.seed, "The same number is the same world (1)", "N" },
    { "servers", 0, 0, G_OPTION_ARG_INT, &options.servers, "Machines or pools, each with one to three services (200)", "N" },
    { "users", 0, 0, G_OPTION_ARG_INT, &options.users, "Users, each with a laptop (30)", "N" },
    { "days", 0, 0, G_OPTION_ARG_INT, &options.days, "How long (365)", "N" },
    { "events", 0, 0, G_OPTION_ARG_FILENAME, &options.events, "Instead of chance: what EVENTS.md describes", "FILE" },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &options.verbose, "Also list what was told rightly", NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (World) world = NULL;
  g_autoptr (Score) score = NULL;
  g_autofree char *report = NULL;
  Sums sums;

  setlocale (LC_ALL, "C.UTF-8");
  g_option_context_set_summary (context,
                                "Mailseal in a made-up year. Exit 0: nothing missed, nothing false, nothing told twice.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, &argc, &argv, &error)
      && (options.servers < 1 || options.users < 1 || options.days < 1 || options.days > 4000))
    g_set_error (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "numbers must be 1 or more, days 4000 at most");
  if (error == NULL)
    world = make_world (&options, &error);
  if (world != NULL)
    {
      score = score_new (world);
      live (world, score, &error);
    }
  g_free (options.events);
  if (error != NULL)
    {
      g_printerr ("mailseal-simulate: %s\n", error->message);
      return 64;
    }
  report = score_report (score, options.verbose);
  sums = score_sums (score);
  fputs (report, stdout);
  return sums.missed + sums.wrong + sums.repeated == 0 ? 0 : 1;
}
