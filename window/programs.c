/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/programs.h"

#include "faces/failure.h"
#include "faces/json.h"
#include "window/rows.h"

#include <glib/gi18n.h>

struct _MsProgramsView
{
  AdwPreferencesGroup parent_instance;
  MsClient *client;
  MsServerItem *server;
  GPtrArray *rows;       /* all that is shown */
  char *shown;           /* what it was made from */
  GtkWidget *others;     /* folded; NULL: not there */
  GPtrArray *other_rows; /* in it */
  guint n_found;         /* programs that stand above it */
};

G_DEFINE_FINAL_TYPE (MsProgramsView, ms_programs_view, ADW_TYPE_PREFERENCES_GROUP)

/* What it does, then its own words. */
static char *
value_of (JsonObject *program)
{
  const char *text = ms_member_text (program, "text"), *says = ms_member_text (program, "says");
  /* TRANSLATORS: what a mail program does, and what it says: warns, and asks you: “certificate has expired” */
  return *says != '\0' ? g_strdup_printf (_ ("%s: “%s”"), text, says) : g_strdup (text);
}

static GtkWidget *
program_row (JsonObject *program)
{
  g_autofree char *value = value_of (program);
  return ms_value_row_new (ms_member_text (program, "name"), value);
}

/* ---- the others --------------------------------------------------------------------------------------------------- */

static void
add_other (MsProgramsView *view, GtkWidget *row)
{
  adw_expander_row_add_row (ADW_EXPANDER_ROW (view->others), row);
  g_ptr_array_add (view->other_rows, row);
}

static void
clear_others (MsProgramsView *view)
{
  for (guint i = 0; i < view->other_rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (view->others), g_ptr_array_index (view->other_rows, i));
  g_ptr_array_set_size (view->other_rows, 0);
}

static void
programs_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MsProgramsView) view = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *json = NULL;
  JsonArray *programs;

  if (!ms_dbus_mailseal1_call_programs_finish (MS_DBUS_MAILSEAL1 (source), &json, result, &error))
    {
      g_autofree char *sentence = ms_failure_sentence (error);
      if (view->others != NULL)
        add_other (view, ms_plain_row_new (ms_paragraph_new (sentence)));
      return;
    }
  node = json_from_string (json, NULL);
  if (view->others == NULL || node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return;
  programs = json_node_get_array (node);
  clear_others (view);
  for (guint i = view->n_found; i < json_array_get_length (programs); i++)
    add_other (view, program_row (ms_array_at (programs, i)));
}

static void
expanded_cb (MsProgramsView *view, GParamSpec *property, AdwExpanderRow *row)
{
  MsDBusMailseal1 *proxy = ms_client_get_proxy (view->client);

  if (adw_expander_row_get_expanded (row) && proxy != NULL)
    ms_dbus_mailseal1_call_programs (proxy, ms_server_item_get_url (view->server), NULL, programs_cb, g_object_ref (view));
}

/* ---- all of it ---------------------------------------------------------------------------------------------------- */

static void
add (MsProgramsView *view, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (view), row);
  g_ptr_array_add (view->rows, row);
}

static void
clear (MsProgramsView *view)
{
  g_ptr_array_set_size (view->other_rows, 0);
  view->others = NULL;
  for (guint i = 0; i < view->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (view), g_ptr_array_index (view->rows, i));
  g_ptr_array_set_size (view->rows, 0);
}

static char *
contents (MsServerItem *server, JsonObject *verdict)
{
  GString *text = g_string_new (ms_server_item_get_url (server));

  g_string_append_printf (text, "\n%s", ms_member_text (verdict, "summary"));
  for (guint i = 0; i < ms_member_length (verdict, "programs"); i++)
    {
      g_autofree char *value = value_of (ms_member_at (verdict, "programs", i));
      g_string_append_printf (text, "\n%s", value);
    }
  return g_string_free (text, FALSE);
}

void
ms_programs_view_show (MsProgramsView *view, MsClient *client, MsServerItem *server)
{
  JsonObject *verdict = ms_server_item_get_verdict (server);
  g_autofree char *now = contents (server, verdict);

  g_set_object (&view->client, client);
  g_set_object (&view->server, server);
  gtk_widget_set_visible (GTK_WIDGET (view), ms_server_item_was_checked (server));
  if (g_strcmp0 (now, view->shown) == 0)
    return;
  g_free (view->shown);
  view->shown = g_steal_pointer (&now);
  clear (view);
  view->n_found = ms_member_length (verdict, "programs");
  for (guint i = 0; i < view->n_found; i++)
    add (view, program_row (ms_member_at (verdict, "programs", i)));
  view->others = ms_expander_new (view->n_found > 0 ? _ ("Other Mail Programs") : _ ("Mail Programs"), "");
  add (view, view->others);
  g_signal_connect_object (view->others, "notify::expanded", G_CALLBACK (expanded_cb), view, G_CONNECT_SWAPPED);
}

static void
ms_programs_view_dispose (GObject *object)
{
  MsProgramsView *view = MS_PROGRAMS_VIEW (object);

  g_clear_object (&view->client);
  g_clear_object (&view->server);
  view->others = NULL;
  g_clear_pointer (&view->shown, g_free);
  G_OBJECT_CLASS (ms_programs_view_parent_class)->dispose (object);
}

static void
ms_programs_view_finalize (GObject *object)
{
  MsProgramsView *view = MS_PROGRAMS_VIEW (object);

  g_ptr_array_unref (view->rows);
  g_ptr_array_unref (view->other_rows);
  G_OBJECT_CLASS (ms_programs_view_parent_class)->finalize (object);
}

static void
ms_programs_view_class_init (MsProgramsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ms_programs_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = ms_programs_view_finalize;
}

static void
ms_programs_view_init (MsProgramsView *view)
{
  view->rows = g_ptr_array_new ();
  view->other_rows = g_ptr_array_new ();
}
