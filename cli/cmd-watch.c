/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The status as it changes: drawn anew in place on a terminal, else a line a change. */
#include "cli/board.h"
#include "cli/cli.h"
#include "cli/client.h"
#include "cli/lines.h"
#include "cli/paint.h"
#include "faces/json.h"
#include "faces/remote.h"
#include "model/burst.h"
#include "model/text.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define SETTLE_MS 200 /* one change seldom comes alone */
#define EVERY_S   60  /* days that are left become fewer */
#define MIN_BOARD 6   /* rows; with fewer there is no room for titles */

typedef struct
{
  GMainLoop *loop;
  GStrv titles;        /* shown above the servers */
  MsLines *notes;      /* standard input, or NULL */
  char *note;          /* the last one of it */
  GHashTable *printed; /* URL -> its line */
  gboolean terminal, drawn;
  MsBurst *changes;
  int code;
} Watch;

/* ---- a line a change --------------------------------------------------------------------------------------------- */

/* With the time before it; free it. */
static char *
stamped (const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%T");

  return g_strdup_printf ("%s  %s", time, text);
}

/* Takes `line`, prints it if it says something new of this server, and remembers it. */
static void
print_news (Watch *watch, const char *url, char *line)
{
  if (g_strcmp0 (line, g_hash_table_lookup (watch->printed, url)) != 0)
    {
      g_autofree char *news = stamped (line);
      fputs (news, stdout);
    }
  g_hash_table_replace (watch->printed, g_strdup (url), line);
}

static gboolean
print_gone (gpointer url, gpointer line, gpointer watched)
{
  g_autofree char *text = NULL, *news = NULL;

  if (g_hash_table_contains (watched, url))
    return FALSE;
  text = g_strdup_printf (_ ("%s is watched no longer.\n"), (const char *) url);
  news = stamped (text);
  fputs (news, stdout);
  return TRUE;
}

static void
print_changes (Watch *watch, JsonArray *status)
{
  const MsPaint paint = { .width = 0 };
  g_autoptr (GHashTable) watched = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (status); i++)
    {
      JsonObject *verdict = ms_array_at (status, i);
      const char *url = ms_member_text (verdict, "url");
      g_autoptr (JsonArray) one = json_array_new ();

      json_array_add_object_element (one, json_object_ref (verdict));
      print_news (watch, url, ms_paint_table (&paint, one));
      g_hash_table_add (watched, (gpointer) url);
    }
  g_hash_table_foreach_remove (watch->printed, print_gone, watched);
  fflush (stdout);
}

/* ---- the screen -------------------------------------------------------------------------------------------------- */

/* Lines of `text`, each at most `width` columns, added to `lines`. */
static void
add_lines (GPtrArray *lines, const char *text, guint width)
{
  g_autofree char *wrapped = ms_paint_wrap (text, 0, width);
  g_auto (GStrv) parts = g_strsplit (wrapped, "\n", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i + 1] != NULL || *parts[i] != '\0')
      g_ptr_array_add (lines, g_strdup (parts[i]));
}

static guint
rows_of_terminal (void)
{
  struct winsize size = { 0 };
  return ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 ? size.ws_row : 24;
}

/* No more lines than the terminal has: the worst server stands first, and the last ones are left out. */
static void
fit (GPtrArray *above, GPtrArray *board, GPtrArray *below, guint width)
{
  guint rows = rows_of_terminal () - 1, around = above->len + below->len, room = rows > around ? rows - around : 0;
  g_autofree char *more = NULL;

  if (board->len <= room)
    return;
  if (room < MIN_BOARD)
    {
      g_ptr_array_set_size (above, 0);
      room = rows > below->len ? rows - below->len : 0;
    }
  room = MAX (room, 2) - 1;
  if (board->len <= room)
    return;
  more = g_strdup_printf (
    ngettext ("… %u more line, in a larger window", "… %u more lines, in a larger window", board->len - room), board->len - room);
  g_ptr_array_set_size (board, (int) room);
  add_lines (board, more, width);
}

static void
print_lines (const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    printf ("%s\033[K\n", (const char *) g_ptr_array_index (lines, i));
}

static void
draw (Watch *watch, JsonArray *status)
{
  const MsPaint paint = ms_paint_for (STDOUT_FILENO);
  g_autoptr (GPtrArray) above = g_ptr_array_new_with_free_func (g_free), board = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) below = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = ms_paint_board (&paint, status, g_get_real_time () / G_USEC_PER_SEC, g_get_charset (NULL));

  for (guint i = 0; watch->titles != NULL && watch->titles[i] != NULL; i++)
    add_lines (above, watch->titles[i], paint.width);
  if (above->len > 0)
    g_ptr_array_add (above, g_strdup (""));
  if (json_array_get_length (status) == 0)
    add_lines (board, _ ("No mail server is watched yet. Add one: mailseal add imaps://imap.example.org"), paint.width);
  else
    add_lines (board, text, 0);
  g_ptr_array_add (below, g_strdup (""));
  if (watch->note != NULL)
    add_lines (below, watch->note, paint.width);
  add_lines (below, _ ("Ctrl-C ends this."), paint.width);
  fit (above, board, below, paint.width);
  printf ("%s\033[H", watch->drawn ? "" : "\033[2J");
  print_lines (above);
  print_lines (board);
  print_lines (below);
  printf ("\033[J");
  fflush (stdout);
  watch->drawn = TRUE;
}

/* ---- what happens ------------------------------------------------------------------------------------------------ */

static void
show (gpointer data)
{
  Watch *watch = data;
  g_autoptr (JsonArray) status = NULL;

  watch->code = ms_client_array ("GetStatus", NULL, MS_CALL_MS, FALSE, &status);
  if (watch->code != MS_EXIT_OK)
    g_main_loop_quit (watch->loop); /* why, was said */
  else if (watch->terminal)
    draw (watch, status);
  else
    print_changes (watch, status);
}

static void
changed_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *signal,
            GVariant *arguments, gpointer data)
{
  Watch *watch = data;
  ms_burst_event (watch->changes);
}

static void
vanished_cb (GDBusConnection *connection, const char *name, gpointer data)
{
  Watch *watch = data;
  ms_burst_event (watch->changes); /* asking starts it again, or says why not */
}

static gboolean
again_cb (gpointer data)
{
  Watch *watch = data;

  ms_burst_event (watch->changes);
  return G_SOURCE_CONTINUE;
}

static gboolean
end_cb (gpointer data)
{
  Watch *watch = data;

  g_main_loop_quit (watch->loop);
  return G_SOURCE_CONTINUE;
}

static void
take_notes (gpointer data)
{
  Watch *watch = data;
  g_autofree char *line = NULL, *fault = NULL;
  MsLinesState state;

  while (watch->notes != NULL && (state = ms_lines_next (watch->notes, &line, &fault)) != MS_LINES_WAIT)
    {
      if (state == MS_LINES_END)
        g_clear_pointer (&watch->notes, ms_lines_free);
      else
        {
          g_autofree char *visible = ms_visible (line, -1, MS_LINE_MAX);
          g_free (watch->note);
          watch->note = stamped (visible);
          if (!watch->terminal)
            puts (watch->note);
        }
      g_clear_pointer (&line, g_free);
      g_clear_pointer (&fault, g_free);
    }
  fflush (stdout);
  if (watch->terminal && watch->drawn)
    ms_burst_event (watch->changes);
}

static int
watch_status (Watch *watch, gboolean notes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = ms_client_connect (MS_CALL_MS, &error);

  watch->loop = g_main_loop_new (NULL, FALSE);
  watch->printed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  watch->changes = ms_burst_new (SETTLE_MS, SETTLE_MS, show, watch);
  for (guint i = 0; connection != NULL && i < 2; i++)
    g_dbus_connection_signal_subscribe (connection, MS_REMOTE_NAME, MS_REMOTE_NAME, i == 0 ? "ServerChanged" : "AlertChanged",
                                        MS_REMOTE_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE, changed_cb, watch, NULL);
  if (notes)
    watch->notes = ms_lines_new (STDIN_FILENO, take_notes, watch);
  show (watch);
  if (watch->code == MS_EXIT_OK)
    {
      g_bus_watch_name_on_connection (connection, MS_REMOTE_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, vanished_cb, watch, NULL);
      g_timeout_add_seconds (EVERY_S, again_cb, watch);
      g_unix_signal_add (SIGINT, end_cb, watch);
      g_unix_signal_add (SIGTERM, end_cb, watch);
      g_unix_signal_add (SIGWINCH, again_cb, watch);
      take_notes (watch);
      g_main_loop_run (watch->loop);
    }
  g_clear_pointer (&watch->notes, ms_lines_free);
  ms_burst_free (watch->changes);
  g_hash_table_unref (watch->printed);
  g_main_loop_unref (watch->loop);
  g_free (watch->note);
  return watch->code;
}

int
ms_cmd_watch (GStrv *arguments)
{
  Watch watch = { .terminal = ms_paint_for (STDOUT_FILENO).width != 0 };
  gboolean notes = FALSE;
  const GOptionEntry entries[] = {
    { "title", 0, 0, G_OPTION_ARG_STRING_ARRAY, &watch.titles, N_ ("Show a line above the servers"), N_ ("TEXT") },
    { "notes", 0, 0, G_OPTION_ARG_NONE, &notes, N_ ("Show what is written to standard input, the last line of it"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  const MsUsage usage = { NULL,
                          _ ("Shows the mail servers that are watched, and each change, until Ctrl-C."),
                          _ ("On a terminal the servers are drawn anew in place, the worst first; else each change is a line."),
                          entries,
                          0,
                          0 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  int code = rest != NULL ? watch_status (&watch, notes) : MS_EXIT_USAGE;

  g_strfreev (watch.titles);
  return code;
}
