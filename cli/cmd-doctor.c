/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mailseal doctor: does Mailseal itself work here? Looks only; starts nothing, writes nothing, waits for nobody long. */
#include "cli/cli.h"
#include "model/text.h"
#include "cli/client.h"
#include "faces/remote.h"
#include "cli/paint.h"
#include "config/settings.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PATIENCE_MS  2000
#define NO_ROOM      (64 * 1024)       /* bytes: with less a disk is full */
#define SQLITE_MAGIC "SQLite format 3" /* and a NUL: the first 16 bytes of a database */

typedef struct
{
  MsPaint paint;
  GDBusConnection *bus; /* NULL if there is none */
  gboolean desktop;     /* a graphical session: its parts are wanted, not just noted */
  guint problems;
} Doctor;

typedef enum
{
  FINE,
  NOTE,
  PROBLEM
} Health;

/* What is missing to a column's width. */
static int
blanks (const char *text, guint width)
{
  guint n = ms_paint_columns (text);
  return n < width ? (int) (width - n) : 0;
}

G_GNUC_PRINTF (4, 5)
static void
say (Doctor *doctor, Health health, const char *part, const char *format, ...)
{
  const char *const words[] = { [FINE] = _ ("ok"), [NOTE] = _ ("note"), [PROBLEM] = _ ("problem") };
  const char *const colors[] = { [FINE] = "32", [NOTE] = "34", [PROBLEM] = "1;31" };
  g_autofree char *text = NULL, *visible = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  visible = ms_visible (text, -1, 1000);
  if (doctor->paint.terminal)
    printf ("\033[%sm%s\033[0m%*s %s%*s %s\n", colors[health], words[health], blanks (words[health], 8), "", part,
            blanks (part, 14), "", visible);
  else
    printf ("%s%*s %s%*s %s\n", words[health], blanks (words[health], 8), "", part, blanks (part, 14), "", visible);
  fflush (stdout);
  doctor->problems += health == PROBLEM;
}

/* ---- the bus ------------------------------------------------------------------------------------------------ */

/* NULL and *error as usual; nobody is started by it. */
static GVariant *
ask (Doctor *doctor, const char *name, const char *path, const char *interface, const char *method, GVariant *arguments,
     const char *type, GError **error)
{
  return g_dbus_connection_call_sync (doctor->bus, name, path, interface, method, arguments, G_VARIANT_TYPE (type),
                                      G_DBUS_CALL_FLAGS_NO_AUTO_START, PATIENCE_MS, NULL, error);
}

static gboolean
has_owner (Doctor *doctor, const char *name)
{
  gboolean owned = FALSE;
  g_autoptr (GVariant) answer = ask (doctor, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                     "NameHasOwner", g_variant_new ("(s)", name), "(b)", NULL);
  if (answer != NULL)
    g_variant_get (answer, "(b)", &owned);
  return owned;
}

static gboolean
is_activatable (Doctor *doctor, const char *name)
{
  g_autofree const char **names = NULL;
  g_autoptr (GVariant) answer = ask (doctor, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                     "ListActivatableNames", NULL, "(as)", NULL);
  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(^a&s)", &names);
  return g_strv_contains (names, name);
}

/* A property as text; NULL and *error. */
static char *
property (Doctor *doctor, const char *name, const char *path, const char *interface, const char *property_name, GError **error)
{
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GVariant) answer = ask (doctor, name, path, "org.freedesktop.DBus.Properties", "Get",
                                     g_variant_new ("(ss)", interface, property_name), "(v)", error);
  if (answer == NULL)
    return NULL;
  g_variant_get (answer, "(v)", &value);
  return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL)
                                                             : g_variant_print (value, FALSE);
}

/* What the daemon itself says of its store. */
static void
check_store_of_daemon (Doctor *doctor)
{
  static const char *const name = MS_REMOTE_NAME;
  g_autoptr (GVariant) answer = ask (doctor, name, MS_REMOTE_PATH, "org.freedesktop.DBus.Properties", "Get",
                                     g_variant_new ("(ss)", name, "Store"), "(v)", NULL);
  g_autoptr (GVariant) value = answer != NULL ? g_variant_get_child_value (answer, 0) : NULL;
  g_autoptr (GVariant) list = value != NULL ? g_variant_get_variant (value) : NULL;
  g_autofree const char **sentences
    = list != NULL && g_variant_is_of_type (list, G_VARIANT_TYPE_STRING_ARRAY) ? g_variant_get_strv (list, NULL) : NULL;

  for (guint i = 0; sentences != NULL && sentences[i] != NULL; i++)
    say (doctor, PROBLEM, _ ("store"), "%s", sentences[i]);
}

/* What to type where a user manager looks after Mailseal, and where nobody does. */
static const char *
by_hand (Doctor *doctor, const char *managed, const char *unmanaged)
{
  return has_owner (doctor, "org.freedesktop.systemd1") ? managed : unmanaged;
}

static void
say_not_running (Doctor *doctor)
{
  if (!is_activatable (doctor, MS_REMOTE_NAME))
    say (doctor, PROBLEM, _ ("daemon"),
         _ ("It is not running, and the session bus does not know how to start it: is Mailseal installed for this user?"));
  else if (!has_owner (doctor, "org.freedesktop.systemd1"))
    say (doctor, PROBLEM, _ ("daemon"), _ ("It is not running, so nothing is watched; `mailseal status` starts it."));
  else
    say (doctor, PROBLEM, _ ("daemon"),
         _ ("It is not running, so nothing is watched; `mailseal status` starts it, `systemctl --user enable --now mailseald` "
            "starts it at every login."));
}

static void
check_daemon (Doctor *doctor)
{
  static const char *const name = MS_REMOTE_NAME;
  const char *restart = by_hand (doctor, "systemctl --user restart mailseald", "pkill mailseald; mailseal status");
  g_autoptr (GError) error = NULL;
  g_autofree char *version = NULL;

  if (!has_owner (doctor, name))
    {
      say_not_running (doctor);
      return;
    }
  version = property (doctor, name, MS_REMOTE_PATH, name, "Version", &error);
  if (version == NULL)
    say (doctor, PROBLEM, _ ("daemon"), _ ("It runs but does not answer; restart it: %s"), restart);
  else if (!g_str_equal (version, MS_VERSION))
    say (doctor, PROBLEM, _ ("daemon"), _ ("It is of version %s, this program of version %s; restart it: %s"), version,
         MS_VERSION, restart);
  else
    say (doctor, FINE, _ ("daemon"), _ ("Version %s is running."), version);
  check_store_of_daemon (doctor);
}

static void
check_unit (Doctor *doctor, const char *unit, gboolean wanted)
{
  static const char *const systemd = "org.freedesktop.systemd1";
  g_autoptr (GVariant) enabled = ask (doctor, systemd, "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager",
                                      "GetUnitFileState", g_variant_new ("(s)", unit), "(s)", NULL);
  g_autoptr (GVariant) loaded = ask (doctor, systemd, "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "LoadUnit",
                                     g_variant_new ("(s)", unit), "(o)", NULL);
  g_autofree char *active = NULL;
  const char *state = NULL, *path = NULL;
  gboolean starts;

  if (enabled == NULL)
    {
      say (doctor, wanted ? PROBLEM : NOTE, _ ("unit"), _ ("%s is not installed for this user, so it does not start at login."),
           unit);
      return;
    }
  g_variant_get (enabled, "(&s)", &state);
  if (loaded != NULL)
    {
      g_variant_get (loaded, "(&o)", &path);
      active = property (doctor, systemd, path, "org.freedesktop.systemd1.Unit", "ActiveState", NULL);
    }
  starts = g_str_has_prefix (state, "enabled") || g_str_equal (state, "static") || g_str_equal (state, "linked");
  if (!starts)
    say (doctor, wanted ? PROBLEM : NOTE, _ ("unit"), _ ("%s is %s; to start it at login: systemctl --user enable --now %s"),
         unit, state, unit);
  else if (g_strcmp0 (active, "failed") == 0)
    say (doctor, PROBLEM, _ ("unit"), _ ("%s has failed; its log: journalctl --user -u %s"), unit, unit);
  else
    say (doctor, FINE, _ ("unit"), _ ("%s is %s and %s."), unit, state, active != NULL ? active : _ ("not known"));
}

static void
check_units (Doctor *doctor)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *version = NULL;

  if (!has_owner (doctor, "org.freedesktop.systemd1"))
    {
      say (doctor, NOTE, _ ("units"),
           _ ("No user service manager is on this bus; Mailseal must be started in another way here."));
      return;
    }
  version = property (doctor, "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager",
                      "Version", &error);
  if (version == NULL)
    {
      say (doctor, PROBLEM, _ ("units"), _ ("The user service manager does not answer: %s"), error->message);
      return;
    }
  check_unit (doctor, "mailseald.service", TRUE);
  check_unit (doctor, "mailseal-tray.service", doctor->desktop);
}

static void
check_tray (Doctor *doctor)
{
  static const char *const watcher = "org.kde.StatusNotifierWatcher";
  Health missing = doctor->desktop ? PROBLEM : NOTE;
  g_autofree char *host = NULL;

  if (has_owner (doctor, "org.mailseal.Mailseal.Tray"))
    say (doctor, FINE, _ ("tray"), _ ("The tray program is running."));
  else
    say (doctor, missing, _ ("tray"), _ ("The tray program is not running; start it: %s"),
         by_hand (doctor, "systemctl --user start mailseal-tray", "mailseal-tray &"));
  if (!has_owner (doctor, watcher))
    {
      say (doctor, missing, _ ("tray host"),
           _ ("This desktop shows no tray icons; in GNOME the extension “AppIndicator and KStatusNotifierItem Support” does."));
      return;
    }
  host = property (doctor, watcher, "/StatusNotifierWatcher", watcher, "IsStatusNotifierHostRegistered", NULL);
  if (g_strcmp0 (host, "true") == 0)
    say (doctor, FINE, _ ("tray host"), _ ("The desktop shows tray icons."));
  else
    say (doctor, missing, _ ("tray host"), _ ("Tray icons are collected, but nothing shows them now: is the panel running?"));
}

static void
check_notifications (Doctor *doctor)
{
  static const char *const name = "org.freedesktop.Notifications";
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;
  const char *server = NULL, *version = NULL;

  if (!has_owner (doctor, name))
    {
      if (is_activatable (doctor, name))
        say (doctor, FINE, _ ("notifications"), _ ("The notification server is started when it is needed."));
      else
        say (doctor, doctor->desktop ? PROBLEM : NOTE, _ ("notifications"), _ ("No notification server is running."));
      return;
    }
  answer = ask (doctor, name, "/org/freedesktop/Notifications", name, "GetServerInformation", NULL, "(ssss)", &error);
  if (answer == NULL)
    {
      say (doctor, PROBLEM, _ ("notifications"), _ ("The notification server does not answer: %s"), error->message);
      return;
    }
  g_variant_get (answer, "(&s&s&s&s)", &server, NULL, &version, NULL);
  say (doctor, FINE, _ ("notifications"), _ ("%s %s shows them."), server, version);
}

/* What the daemon says about itself; that of its settings is said again below, by the files as they are. */
static void
check_notices (Doctor *doctor)
{
  g_auto (GStrv) folders = ms_settings_folders (), notices = ms_client_notices ();
  g_autoptr (MsSettings) settings = ms_settings_load ((const char *const *) folders);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < settings->problems->len; i++)
    g_ptr_array_add (problems, ms_problem_text (g_ptr_array_index (settings->problems, i)));
  for (guint i = 0; notices[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (problems, notices[i], g_str_equal, NULL))
      say (doctor, PROBLEM, _ ("daemon"), "%s", notices[i]);
}

static void
check_bus (Doctor *doctor)
{
  g_autoptr (GError) error = NULL;

  doctor->bus = ms_client_connect (PATIENCE_MS, &error);
  if (doctor->bus == NULL)
    {
      say (doctor, PROBLEM, _ ("session bus"), _ ("It cannot be reached: %s"), error->message);
      return;
    }
  say (doctor, FINE, _ ("session bus"), _ ("It answers."));
  check_daemon (doctor);
  check_notices (doctor);
  check_units (doctor);
  check_tray (doctor);
  check_notifications (doctor);
}

/* ---- the clock ---------------------------------------------------------------------------------------------- */

/* timedated is started by being asked, and leaves again by itself. */
static void
check_clock (Doctor *doctor)
{
  static const char *const name = "org.freedesktop.timedate1";
  g_autoptr (GDBusConnection) system = ms_client_connect_bus (G_BUS_TYPE_SYSTEM, PATIENCE_MS, NULL);
  g_autoptr (GVariant) answer = NULL, value = NULL;

  if (system != NULL)
    answer = g_dbus_connection_call_sync (system, name, "/org/freedesktop/timedate1", "org.freedesktop.DBus.Properties", "Get",
                                          g_variant_new ("(ss)", name, "NTPSynchronized"), G_VARIANT_TYPE ("(v)"),
                                          G_DBUS_CALL_FLAGS_NONE, PATIENCE_MS, NULL, NULL);
  if (answer != NULL)
    g_variant_get (answer, "(v)", &value);
  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    say (doctor, NOTE, _ ("clock"), _ ("Whether anything sets this computer’s clock is not known here."));
  else if (g_variant_get_boolean (value))
    say (doctor, FINE, _ ("clock"), _ ("It is set by time servers."));
  else
    say (doctor, NOTE, _ ("clock"),
         _ ("Time servers do not set this computer’s clock, and by a wrong date good certificates look bad; to let them set it: "
            "timedatectl set-ntp true"));
}

/* ---- files -------------------------------------------------------------------------------------------------- */

static void
check_damaged (Doctor *doctor, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL; name = g_dir_read_name (dir))
    if (g_str_has_prefix (name, "mailseal.db.damaged-"))
      say (doctor, PROBLEM, _ ("store"),
           _ ("A damaged store was set aside as %s/%s; delete it when you do not need it any more."), folder, name);
}

/* What others may write, they may forge: acceptances, the memory of what was seen. What is not there is no problem. */
static void
check_rights (Doctor *doctor, const char *part, const char *path)
{
  struct stat info;
  gboolean others;

  if (stat (path, &info) != 0)
    return;
  others = (info.st_mode & S_IWOTH) != 0 || ((info.st_mode & S_IWGRP) != 0 && info.st_gid != getgid () && info.st_gid != 0);
  if (info.st_uid != getuid () && info.st_uid != 0)
    say (doctor, PROBLEM, part, _ ("%s belongs to another user of this computer."), path);
  else if (others)
    say (doctor, PROBLEM, part, _ ("Other users of this computer can change %s; end that: chmod go-w %s"), path, path);
}

static void
check_store (Doctor *doctor)
{
  const char *own = g_getenv ("MAILSEAL_STATE_DIR");
  g_autofree char *folder = own != NULL ? g_strdup (own) : g_build_filename (g_get_user_state_dir (), "mailseal", NULL);
  g_autofree char *path = g_build_filename (folder, "mailseal.db", NULL);
  char magic[sizeof SQLITE_MAGIC] = "";
  struct statvfs disk;
  FILE *file = fopen (path, "rbe");

  if (file == NULL && errno == ENOENT)
    say (doctor, NOTE, _ ("store"), _ ("%s is not there yet; the daemon makes it."), path);
  else if (file == NULL)
    say (doctor, PROBLEM, _ ("store"), _ ("%s cannot be read: %s"), path, g_strerror (errno));
  else if (fread (magic, 1, sizeof magic, file) != sizeof magic || memcmp (magic, SQLITE_MAGIC, sizeof magic) != 0)
    say (doctor, PROBLEM, _ ("store"), _ ("%s is no database; the daemon sets it aside when it starts."), path);
  else if (access (path, W_OK) != 0 || access (folder, W_OK | X_OK) != 0)
    say (doctor, PROBLEM, _ ("store"), _ ("%s cannot be written: %s"), path, g_strerror (errno));
  else if (statvfs (folder, &disk) == 0 && (guint64) disk.f_bavail * disk.f_frsize < NO_ROOM)
    say (doctor, PROBLEM, _ ("store"), _ ("%s cannot be written: %s"), path, g_strerror (ENOSPC));
  else
    say (doctor, FINE, _ ("store"), "%s", path);
  if (file != NULL)
    fclose (file);
  check_rights (doctor, _ ("store"), folder);
  check_rights (doctor, _ ("store"), path);
  check_damaged (doctor, folder);
}

static void
check_settings_rights (Doctor *doctor, const MsSettings *settings, GStrv folders)
{
  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *drop_ins = g_build_filename (folders[i], "mailseal.conf.d", NULL);
      check_rights (doctor, _ ("settings"), folders[i]);
      check_rights (doctor, _ ("settings"), drop_ins);
    }
  for (guint i = 0; i < settings->files->len; i++)
    check_rights (doctor, _ ("settings"), g_ptr_array_index (settings->files, i));
}

static void
check_settings (Doctor *doctor)
{
  g_auto (GStrv) folders = ms_settings_folders ();
  g_autoptr (MsSettings) settings = ms_settings_load ((const char *const *) folders);
  g_autofree char *list = g_strjoinv (", ", folders);
  guint watched = 0;

  for (guint i = 0; i < settings->servers->len; i++)
    watched += ((const MsServer *) g_ptr_array_index (settings->servers, i))->watch ? 1 : 0;
  for (guint i = 0; i < settings->problems->len; i++)
    {
      g_autofree char *text = ms_problem_text (g_ptr_array_index (settings->problems, i));
      say (doctor, PROBLEM, _ ("settings"), "%s", text);
    }
  check_settings_rights (doctor, settings, folders);
  if (watched == 0)
    say (doctor, NOTE, _ ("settings"), _ ("No server is set to be watched (%s); add one: mailseal add imaps://imap.example.org"),
         list);
  else
    say (doctor, FINE, _ ("settings"),
         ngettext ("%u server is set to be watched (%s).", "%u servers are set to be watched (%s).", watched), watched, list);
}

int
ms_cmd_doctor (GStrv *arguments)
{
  const MsUsage usage = { NULL,
                          _ ("Checks that Mailseal itself works here: bus, daemon, units, tray, notifications, store, settings."),
                          _ ("Exit code: 0 no problem, 1 a problem."),
                          NULL,
                          0,
                          0 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  Doctor doctor
    = { .paint = ms_paint_for (STDOUT_FILENO), .desktop = g_getenv ("DISPLAY") != NULL || g_getenv ("WAYLAND_DISPLAY") != NULL };

  if (rest == NULL)
    return MS_EXIT_USAGE;
  check_bus (&doctor);
  check_clock (&doctor);
  check_store (&doctor);
  check_settings (&doctor);
  g_clear_object (&doctor.bus);
  return doctor.problems == 0 ? MS_EXIT_OK : MS_EXIT_FAILED;
}
