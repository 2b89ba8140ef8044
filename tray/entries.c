/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/entries.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_LINES    20 /* of accounts: a menu must fit on a screen; the window shows the rest */
#define MAX_LABEL    90 /* characters */
#define MAX_NOTICES  3
#define N_DIRECTIONS 3
#define INDENT       "      "

/* The worst server of each direction of an account. */
typedef struct
{
  const char *title;
  guint n_servers;
  const MsViewServer *by_direction[N_DIRECTIONS];
} Account;

void
ms_menu_entry_free (MsMenuEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->label);
  g_free (entry->action);
  g_free (entry);
}

/* Takes the label. */
static void
add (GPtrArray *entries, char *label, const char *action)
{
  MsMenuEntry *entry = g_new0 (MsMenuEntry, 1);

  entry->label = label;
  entry->action = g_strdup (action);
  if (label != NULL && g_utf8_strlen (label, -1) > MAX_LABEL)
    {
      g_autofree char *start = g_utf8_substring (label, 0, MAX_LABEL - 1);
      entry->label = g_strconcat (start, "…", NULL);
      g_free (label);
    }
  g_ptr_array_add (entries, entry);
}

static void
add_separator (GPtrArray *entries)
{
  add (entries, NULL, NULL);
}

/* ---- accounts ------------------------------------------------------------------------------------------------ */

/* In the order of the servers: the account with the worst server first. */
static GPtrArray *
accounts_of (const MsView *view)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) by_title = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < view->servers->len; i++)
    {
      const MsViewServer *server = g_ptr_array_index (view->servers, i);
      Account *account = g_hash_table_lookup (by_title, server->account);
      if (account == NULL)
        {
          account = g_new0 (Account, 1);
          account->title = server->account;
          g_hash_table_insert (by_title, server->account, account);
          g_ptr_array_add (accounts, account);
        }
      account->n_servers++;
      if (account->by_direction[server->direction] == NULL)
        account->by_direction[server->direction] = server;
    }
  return accounts;
}

static const MsViewServer *
worst_of (const Account *account)
{
  const MsViewServer *worst = NULL;
  for (guint direction = 0; direction < N_DIRECTIONS; direction++)
    {
      const MsViewServer *server = account->by_direction[direction];
      if (server != NULL && (worst == NULL || server->level < worst->level))
        worst = server;
    }
  return worst;
}

static guint
count_of (const Account *account)
{
  guint n = 0;
  for (guint direction = 0; direction < N_DIRECTIONS; direction++)
    n += account->by_direction[direction] != NULL;
  return n;
}

static const char *
sign_of (const MsViewServer *server)
{
  static const char *const signs[] = {
    [MS_LEVEL_CRITICAL] = "✖", [MS_LEVEL_WARNING] = "▲", [MS_LEVEL_UNKNOWN] = "?", [MS_LEVEL_NOTICE] = "△", [MS_LEVEL_OK] = "✔"
  };
  return signs[server->level];
}

static gboolean
is_calm (const MsViewServer *server)
{
  return server->level >= MS_LEVEL_NOTICE;
}

/* "41 days left" where all is well; else the sentence that says what is wrong. */
static char *
standing_of (const MsViewServer *server)
{
  if (!is_calm (server) || !server->has_days || server->days < 0)
    return g_strdup (server->summary);
  return g_strdup_printf (ngettext ("%d day left", "%d days left", (gulong) server->days), (int) MIN (server->days, G_MAXINT));
}

static void
add_line (GPtrArray *entries, const MsViewServer *server, char *label)
{
  g_autofree char *action = g_strconcat (MS_ACTION_OPEN, server->url, NULL);
  add (entries, label, action);
}

static void
add_direction (GPtrArray *entries, const MsViewServer *server)
{
  g_autofree char *standing = standing_of (server), *label = NULL;

  switch (server->direction)
    {
    case MS_DIRECTION_RECEIVING:
      label = g_strdup_printf (_ ("Receiving: %s"), standing);
      break;
    case MS_DIRECTION_SENDING:
      label = g_strdup_printf (_ ("Sending: %s"), standing);
      break;
    case MS_DIRECTION_OTHER:
      label = g_strdup_printf (_ ("Other services: %s"), standing);
      break;
    }
  add_line (entries, server, g_strdup_printf ("%s%s %s", INDENT, sign_of (server), label));
}

static gboolean
is_calm_pair (const Account *account)
{
  const MsViewServer *in = account->by_direction[MS_DIRECTION_RECEIVING], *out = account->by_direction[MS_DIRECTION_SENDING];

  return in != NULL && out != NULL && account->by_direction[MS_DIRECTION_OTHER] == NULL && is_calm (in) && is_calm (out)
         && in->has_days && out->has_days;
}

/* One line where it says enough, else a line a direction below the account. */
static void
add_account (GPtrArray *entries, const Account *account)
{
  const MsViewServer *worst = worst_of (account);

  if (count_of (account) == 1)
    {
      g_autofree char *standing = standing_of (worst);
      const char *name = account->n_servers == 1 ? worst->name : account->title; /* the user's own word for it */
      add_line (entries, worst, g_strdup_printf ("%s %s – %s", sign_of (worst), name, standing));
    }
  else if (is_calm_pair (account))
    {
      g_autofree char *in = standing_of (account->by_direction[MS_DIRECTION_RECEIVING]);
      g_autofree char *out = standing_of (account->by_direction[MS_DIRECTION_SENDING]);
      add_line (entries, worst,
                g_strdup_printf (_ ("%s %s – receiving: %s, sending: %s"), sign_of (worst), account->title, in, out));
    }
  else
    {
      add_line (entries, worst, g_strdup_printf ("%s %s", sign_of (worst), account->title));
      for (guint direction = 0; direction < N_DIRECTIONS; direction++)
        if (account->by_direction[direction] != NULL)
          add_direction (entries, account->by_direction[direction]);
    }
}

static void
add_accounts (GPtrArray *entries, const MsView *view)
{
  g_autoptr (GPtrArray) accounts = accounts_of (view);
  guint begin = entries->len, i = 0;

  for (; i < accounts->len && entries->len - begin < MAX_LINES; i++)
    add_account (entries, g_ptr_array_index (accounts, i));
  if (i < accounts->len)
    {
      guint more = accounts->len - i;
      add (entries, g_strdup_printf (ngettext ("%u more account …", "%u more accounts …", more), more), MS_ACTION_OPEN);
    }
}

/* ---- the menu ------------------------------------------------------------------------------------------------ */

const char *
ms_headline (const MsView *view)
{
  if (!view->running)
    return _ ("Mailseal’s service is not running");
  return view->summary != NULL && *view->summary != '\0' ? view->summary : _ ("Looking at the mail servers …");
}

static gboolean
any_to_silence (const MsView *view)
{
  for (guint i = 0; i < view->notices->len; i++)
    {
      const MsNotice *notice = g_ptr_array_index (view->notices, i);
      if (notice->open && !notice->silenced)
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
ms_entries_new (const MsView *view)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_menu_entry_free);

  /* what cannot be clicked is grey, and these are the words that must be read */
  add (entries, g_strdup (ms_headline (view)), MS_ACTION_OPEN);
  for (guint i = 0; view->running && view->own_notices[i] != NULL && i < MAX_NOTICES; i++)
    add (entries, g_strdup (view->own_notices[i]), MS_ACTION_OPEN);
  add_separator (entries);
  if (view->running && view->servers->len > 0)
    {
      add_accounts (entries, view);
      add_separator (entries);
    }
  if (view->checking)
    add (entries, g_strdup (_ ("Looking …")), NULL);
  else
    add (entries, g_strdup (_ ("Check now")), MS_ACTION_CHECK);
  if (view->running && any_to_silence (view))
    add (entries, g_strdup (_ ("Remind me tomorrow")), MS_ACTION_LATER);
  add (entries, g_strdup (_ ("Open Mailseal")), MS_ACTION_OPEN);
  add (entries, g_strdup (_ ("Preferences")), MS_ACTION_PREFERENCES);
  add_separator (entries);
  add (entries, g_strdup (_ ("Quit")), MS_ACTION_QUIT);
  return entries;
}
