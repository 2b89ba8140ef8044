/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Our drop-in, as whoever left it, and one edit after another: each is there when it is read again, and no other server and
 * nothing of [Mailseal] has changed by it. Byte 0 says how many edits of four bytes follow; the rest is the file.
 */
#include "config/settings.h"
#include "model/server.h"
#include "model/url.h"
#include "tests/fuzz/fuzz.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAX_EDITS 4

static const char *const urls[] = { "imaps://added.example.org", "imaps://x.example.org", "submission://y.example.org:2587" };

static char *folder, *path;

static MsSettings *
load (void)
{
  return ms_settings_load ((const char *const[]){ folder, NULL });
}

static const MsServer *
server_of (const MsSettings *settings, const char *url)
{
  for (guint i = 0; i < settings->servers->len; i++)
    if (g_str_equal (((MsServer *) g_ptr_array_index (settings->servers, i))->url, url))
      return g_ptr_array_index (settings->servers, i);
  return NULL;
}

static const MsAcceptance *
acceptance_of (const MsServer *server, const char *hash)
{
  for (guint i = 0; i < server->accepted->len; i++)
    if (g_str_equal (((MsAcceptance *) g_ptr_array_index (server->accepted, i))->hash, hash))
      return g_ptr_array_index (server->accepted, i);
  return NULL;
}

/* ---- what must be as it was -------------------------------------------------------------------------------------- */

static void
check_same_server (const MsServer *a, const MsServer *b)
{
  g_assert_nonnull (b);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpint (a->role, ==, b->role);
  g_assert_cmpint (a->watch, ==, b->watch);
  g_assert_cmpint (a->notify, ==, b->notify);
  g_assert_cmpuint (a->interval, ==, b->interval);
  g_assert_cmpstr (a->ca_file, ==, b->ca_file);
  g_assert_cmpuint (a->accepted->len, ==, b->accepted->len);
  for (guint i = 0; i < a->accepted->len; i++)
    {
      const MsAcceptance *one = g_ptr_array_index (a->accepted, i), *other = g_ptr_array_index (b->accepted, i);
      g_assert_cmpstr (one->hash, ==, other->hash);
      g_assert_cmpint (one->until, ==, other->until);
      g_assert_cmpstr (one->reason, ==, other->reason);
    }
}

/* Every server but this one; and of [Mailseal] all but what was set (`general`: something was). */
static void
check_others (const MsSettings *before, const MsSettings *after, const char *url, gboolean general)
{
  guint others = 0;

  for (guint i = 0; i < before->servers->len; i++)
    {
      const MsServer *server = g_ptr_array_index (before->servers, i);
      if (general && server->interval == before->interval)
        continue; /* it may have inherited what was set */
      if (!g_str_equal (server->url, url))
        check_same_server (server, server_of (after, server->url));
    }
  for (guint i = 0; i < after->servers->len; i++)
    others += server_of (before, ((MsServer *) g_ptr_array_index (after->servers, i))->url) == NULL;
  g_assert_cmpuint (others, <=, server_of (after, url) != NULL && server_of (before, url) == NULL ? 1 : 0);
  g_assert_true (general || before->interval == after->interval);
  g_assert_cmpint (before->import_accounts, ==, after->import_accounts);
  g_assert_cmpstr (before->import_clients, ==, after->import_clients);
  g_assert_cmpstr (before->ca_file, ==, after->ca_file);
  g_assert_cmpint (before->notify, ==, after->notify);
  g_assert_cmpstr (before->tray_icon, ==, after->tray_icon);
  g_assert_cmpuint (before->confirm_delay, ==, after->confirm_delay);
}

/* ---- the edits --------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *url;
  const MsTarget *target;
  guint8 flags, value;
} Edit;

static void
accept_one (const Edit *edit)
{
  g_autofree char *hash = g_strnfill (64, "0123456789abcdef"[edit->value % 16]);
  g_autoptr (MsAcceptance) wish
    = ms_acceptance_new (hash, edit->flags % 2 == 0 ? G_MAXINT64 : 1893456000, edit->flags % 3 == 0 ? NULL : "a reason");
  g_autoptr (MsSettings) after = NULL;
  const MsServer *server;

  g_assert_true (ms_settings_accept (folder, edit->target, wish, NULL));
  after = load ();
  server = server_of (after, edit->url);
  g_assert_true (server != NULL && acceptance_of (server, hash) != NULL);
}

static void
remove_one (const Edit *edit)
{
  g_autoptr (MsSettings) after = NULL;
  const MsServer *server;
  gboolean imported = edit->flags % 2 == 1;

  g_assert_true (ms_settings_remove (folder, edit->target, imported, NULL));
  after = load ();
  server = server_of (after, edit->url);
  g_assert_true (server == NULL ? !imported : !server->watch);
}

static void
add_one (const Edit *edit)
{
  g_autoptr (MsSettings) after = NULL;
  const MsServer *server;

  g_assert_true (ms_settings_add (folder, edit->target, edit->flags % 2 == 0 ? "a name" : "]odd\n[x=", NULL));
  after = load ();
  server = server_of (after, edit->url);
  g_assert_true (server != NULL && server->watch);
}

static void
set_one (const Edit *edit, gboolean general)
{
  g_autofree char *value = g_strdup_printf ("%us", 60u + edit->value);
  const char *const pairs[] = { "Interval", value, !general && edit->flags % 2 == 1 ? "role" : NULL, "admin", NULL };
  g_autoptr (MsSettings) after = NULL;
  const MsServer *server;

  g_assert_true (ms_settings_set (folder, general ? NULL : edit->target, pairs, NULL));
  after = load ();
  server = server_of (after, edit->url);
  if (general)
    g_assert_cmpuint (after->interval, ==, 60u + edit->value);
  else
    g_assert_true (server != NULL && server->interval == 60u + edit->value
                   && (pairs[2] == NULL || server->role == MS_ROLE_ADMIN));
}

static void
edit_once (FuzzInput *input)
{
  guint what = fuzz_byte (input) % 5;
  const char *url = urls[fuzz_byte (input) % G_N_ELEMENTS (urls)];
  g_autoptr (MsTarget) target = ms_target_parse_one (url, NULL);
  guint8 flags = fuzz_byte (input), value = fuzz_byte (input);
  Edit edit = { url, target, flags, value };
  g_autoptr (MsSettings) before = load (), after = NULL;
  static void (*const edits[]) (const Edit *edit) = { accept_one, remove_one, add_one };

  if (what < G_N_ELEMENTS (edits))
    edits[what](&edit);
  else
    set_one (&edit, what == 4);
  after = load ();
  check_others (before, after, url, what == 4);
  for (guint i = 0; i < after->problems->len; i++)
    fuzz_check_line (((MsProblem *) g_ptr_array_index (after->problems, i))->message);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  FuzzInput input = { bytes, size }, edits;
  guint n = 1 + fuzz_byte (&input) % MAX_EDITS;

  if (folder == NULL)
    {
      g_autofree char *drop_ins = g_build_filename (fuzz_folder (), "config", "mailseal.conf.d", NULL);
      g_assert_cmpint (g_mkdir_with_parents (drop_ins, 0700), ==, 0);
      folder = g_path_get_dirname (drop_ins);
      path = g_build_filename (drop_ins, "50-mailseal.conf", NULL);
      g_setenv ("MAILSEAL_CONFIG_DIR", folder, TRUE);
    }
  edits = input;
  for (guint i = 0; i < 4 * n; i++)
    fuzz_byte (&input);
  fuzz_write (path, input.at, input.left);
  for (guint i = 0; i < n; i++)
    edit_once (&edits);
  return 0;
}
