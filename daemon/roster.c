/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/roster.h"

#include "config/follow.h"
#include "config/watchlist.h"
#include "check/judge/group.h"

#include <glib/gi18n.h>

#define WELCOMED     "welcomed" /* the store's keys */
#define IMPORTED     "imported"
#define WELCOME_WAIT 600 /* s until what was found is looked at, should nobody be there to be told */

struct _MsRoster
{
  void (*changed) (gpointer data);
  gpointer data;
  MsStore *store;
  MsSettings *settings;
  MsFollow *follow;   /* NULL: they are not to be read */
  GPtrArray *nothing; /* no accounts */
  gint64 held;        /* s */
};

MsRoster *
ms_roster_new (MsStore *store, void (*changed) (gpointer data), gpointer data)
{
  MsRoster *roster = g_new0 (MsRoster, 1);

  roster->changed = changed;
  roster->data = data;
  roster->store = store;
  roster->nothing = g_ptr_array_new ();
  return roster;
}

void
ms_roster_free (MsRoster *roster)
{
  if (roster == NULL)
    return;
  ms_follow_free (roster->follow);
  ms_settings_free (roster->settings);
  g_ptr_array_unref (roster->nothing);
  g_free (roster);
}

static void
accounts_changed_cb (gpointer data)
{
  MsRoster *roster = data;
  roster->changed (roster->data);
}

void
ms_roster_reload (MsRoster *roster)
{
  g_auto (GStrv) folders = ms_settings_folders ();

  ms_settings_free (roster->settings);
  roster->settings = ms_settings_load ((const char *const *) folders);
  if (!roster->settings->import_accounts)
    g_clear_pointer (&roster->follow, ms_follow_free);
  else if (roster->follow == NULL)
    roster->follow = ms_follow_new (accounts_changed_cb, roster);
  else
    ms_follow_refresh (roster->follow);
}

const MsSettings *
ms_roster_settings (const MsRoster *roster)
{
  return roster->settings;
}

const GPtrArray *
ms_roster_accounts (const MsRoster *roster)
{
  return roster->follow != NULL ? ms_follow_accounts (roster->follow) : roster->nothing;
}

/* A server of a mail client that was not watched before is one quiet line, and so is one that is gone. */
static void
note (MsRoster *roster, const MsServer *server, gint64 now)
{
  g_autofree char *clients = g_strjoinv (", ", server->clients), *line = NULL;
  g_autoptr (GPtrArray) lines = NULL, news = NULL;
  const char *last = NULL;

  if (!server->imported)
    return;
  lines = ms_store_journal_of (roster->store, server->url);
  for (guint i = 0; i < lines->len; i++)
    {
      const char *what = ((const MsJournalLine *) g_ptr_array_index (lines, i))->what;
      if (g_str_equal (what, "found") || g_str_equal (what, "gone"))
        last = what;
    }
  if (g_strcmp0 (last, server->gone ? "gone" : "found") == 0 || (last == NULL && lines->len > 0 && !server->gone))
    return;
  line = g_strdup_printf (server->gone ? _ ("no longer in the settings of %s") : _ ("found in the settings of %s"), clients);
  news = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_journal_line_free);
  g_ptr_array_add (news, ms_journal_line_new (now, server->url, server->gone ? "gone" : "found", line));
  ms_store_save (roster->store, NULL, news, NULL);
}

GPtrArray *
ms_roster_servers (MsRoster *roster, gint64 now)
{
  GPtrArray *servers = ms_watchlist (roster->settings, ms_roster_accounts (roster));
  g_autofree char *before = ms_store_get (roster->store, IMPORTED), *after = NULL;

  ms_watchlist_keep_gone (servers, roster->settings, before != NULL ? before : "");
  after = ms_watchlist_remember (servers);
  if (g_strcmp0 (before != NULL ? before : "", after) != 0)
    ms_store_set (roster->store, IMPORTED, after, NULL);
  ms_group_by_account (servers);
  for (guint i = 0; i < servers->len; i++)
    note (roster, g_ptr_array_index (servers, i), now);
  return servers;
}

char *
ms_roster_welcome (MsRoster *roster, const GPtrArray *servers, gint64 now)
{
  g_autofree char *known = ms_store_get (roster->store, WELCOMED), *hosts = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < servers->len; i++)
    {
      const MsServer *server = g_ptr_array_index (servers, i);
      if (server->imported && !g_ptr_array_find_with_equal_func (names, server->target->host, g_str_equal, NULL))
        g_ptr_array_add (names, server->target->host);
    }
  if (known != NULL || names->len == 0 || ms_store_is_awaited (roster->store, now))
    return NULL;
  if (roster->held == 0)
    roster->held = now + WELCOME_WAIT;
  g_ptr_array_add (names, NULL);
  hosts = g_strjoinv (", ", (GStrv) names->pdata);
  return g_strdup_printf (
    _ ("Mailseal watches your mail servers\nFound in your mail programs: %s. Their certificates are looked at "
       "several times a day; no password is read or sent. `mailseal accounts` lists them, `mailseal remove` leaves "
       "one out."),
    hosts);
}

gint64
ms_roster_held (const MsRoster *roster)
{
  return roster->held;
}

gboolean
ms_roster_welcomed (MsRoster *roster, GError **error)
{
  roster->held = 0;
  return ms_store_set (roster->store, WELCOMED, "1", error);
}
