/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/server-page.h"

#include "window/deeds.h"
#include "window/details.h"
#include "window/history.h"
#include "faces/json.h"
#include "window/label-row.h"
#include "window/programs.h"
#include "window/life-bar.h"
#include "window/rows.h"
#include "window/data/words.h"

#include <glib/gi18n.h>
#include <string.h>

struct _MsServerPage
{
  AdwBin parent_instance;
  MsClient *client;
  MsServerItem *server;
  GtkWidget *scroller, *icon, *title, *text;
  GtkWidget *life_box, *bar, *begin, *days, *end, *renewal;
  GtkWidget *next, *advice, *suggested, *suggested_label;
  GtkWidget *verdict_group, *who_row, *safe_row, *silence_row;
  GtkWidget *remedies, *remedy_rows[MS_N_REMEDIES], *spinner;
  GtkWidget *also, *history, *programs, *details;
  GtkWidget *server_row, *clients_row, *gone_row, *checked_row, *due_row;
  GPtrArray *also_rows;
  char *also_shown;        /* the titles that they were made from */
  const char *level_class; /* of the icon; NULL at first */
};

G_DEFINE_FINAL_TYPE (MsServerPage, ms_server_page, ADW_TYPE_BIN)

/* The one to act on; NULL if all is well. */
static JsonObject *
first_finding (MsServerPage *page)
{
  JsonObject *verdict = ms_server_item_get_verdict (page->server);
  return ms_member_length (verdict, "findings") > 0 ? ms_member_at (verdict, "findings", 0) : NULL;
}

/* ---- the verdict -------------------------------------------------------------------------------------------------- */

/* A sentence as a title: without its full stop. */
static char *
headline (const char *sentence)
{
  gsize length = strlen (sentence);
  return g_strndup (sentence, g_str_has_suffix (sentence, ".") ? length - 1 : length);
}

static void
show_verdict (MsServerPage *page)
{
  JsonObject *finding = first_finding (page);
  MsLevel level = ms_server_item_get_level (page->server);
  g_autofree char *summary = headline (ms_server_item_get_summary (page->server));
  const char *title = finding != NULL ? ms_member_text (finding, "title") : summary;
  const char *text = ms_member_text (finding, "text");

  if (!ms_server_item_was_checked (page->server))
    {
      title = _ ("Not Looked at Yet");
      text = _ ("Mailseal looks at this server in a moment. Nothing needs to be done.");
    }
  gtk_image_set_from_icon_name (GTK_IMAGE (page->icon), ms_words_level_icon (level));
  if (page->level_class != NULL)
    gtk_widget_remove_css_class (page->icon, page->level_class);
  page->level_class = ms_words_level_class (level);
  gtk_widget_add_css_class (page->icon, page->level_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (page->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, ms_words_level (level), -1);
  gtk_label_set_label (GTK_LABEL (page->title), title);
  gtk_label_set_label (GTK_LABEL (page->text), text);
  gtk_widget_set_visible (page->text, *text != '\0');
}

static void
show_life (MsServerPage *page)
{
  const MsLife *life = ms_server_item_get_life (page->server);
  g_autofree char *begin = ms_words_date (life->begin), *end = ms_words_date (life->end), *days = ms_words_days_left (life);
  g_autofree char *renewal = ms_words_renewal (life);

  gtk_widget_set_visible (page->life_box, life->known);
  ms_life_bar_set (MS_LIFE_BAR (page->bar), life);
  if (!life->known)
    return;
  gtk_label_set_label (GTK_LABEL (page->begin), begin);
  gtk_label_set_label (GTK_LABEL (page->days), days);
  gtk_label_set_label (GTK_LABEL (page->end), end);
  gtk_widget_set_visible (page->renewal, renewal != NULL);
  gtk_label_set_label (GTK_LABEL (page->renewal), renewal != NULL ? renewal : "");
}

/* A row that is one sentence; without one it is hidden. */
static void
set_sentence (GtkWidget *row, const char *sentence)
{
  gtk_widget_set_visible (row, *sentence != '\0');
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sentence);
}

static void
show_judgement (MsServerPage *page)
{
  JsonObject *finding = first_finding (page);
  gboolean nobody = g_str_equal (ms_member_text (finding, "who"), "nobody");
  const char *who = nobody ? "" : ms_member_text (finding, "who_text");
  const char *safe = ms_member_text (ms_server_item_get_verdict (page->server), "safe_text");
  g_autofree char *silence = ms_words_silence (ms_server_item_get_alert (page->server, ms_member_text (finding, "code")));

  set_sentence (page->who_row, who);
  set_sentence (page->safe_row, safe);
  ms_value_row_set (page->silence_row, silence);
  gtk_widget_set_visible (page->verdict_group, *who != '\0' || *safe != '\0' || silence != NULL);
}

/* ---- what to do --------------------------------------------------------------------------------------------------- */

static void
suggested_cb (MsServerPage *page)
{
  JsonObject *finding = first_finding (page);
  ms_deed_remedy (page->suggested, page->client, page->server, ms_remedy_suggested (page->server, finding), finding);
}

static void
remedy_cb (MsServerPage *page, GtkWidget *row)
{
  MsRemedy remedy = (MsRemedy) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "remedy"));
  ms_deed_remedy (row, page->client, page->server, remedy, first_finding (page));
}

/* What can be done is made when it first applies, and stays: whoever is on a row stays on it. */
static GtkWidget *
remedy_row (MsServerPage *page, MsRemedy remedy)
{
  GtkWidget *row = page->remedy_rows[remedy];

  if (row != NULL)
    return row;
  row = page->remedy_rows[remedy] = ms_label_row_new ("");
  ms_label_row_add_prefix (MS_LABEL_ROW (row), ms_icon_new (ms_remedy_icon (remedy)));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "remedy", GINT_TO_POINTER ((int) remedy));
  g_signal_connect_object (row, "activated", G_CALLBACK (remedy_cb), page, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (page->remedies), row);
  return row;
}

static void
show_busy (MsServerPage *page)
{
  gboolean busy = ms_server_item_is_checking (page->server);
  GtkWidget *row = remedy_row (page, MS_REMEDY_CHECK);

  if (busy && page->spinner == NULL)
    {
      page->spinner = gtk_spinner_new ();
      gtk_accessible_update_property (GTK_ACCESSIBLE (page->spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("It is being looked at."),
                                      -1);
      ms_label_row_add_suffix (MS_LABEL_ROW (row), page->spinner);
    }
  if (page->spinner != NULL)
    gtk_spinner_set_spinning (GTK_SPINNER (page->spinner), busy);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
}

static void
show_remedies (MsServerPage *page)
{
  JsonObject *finding = first_finding (page);
  const char *advice = ms_member_text (finding, "advice");
  MsRemedy suggested = ms_remedy_suggested (page->server, finding);
  gboolean has_next = *advice != '\0', nobody = g_str_equal (ms_member_text (finding, "who"), "nobody");
  g_autofree char *label = ms_remedy_label (suggested, finding);
  gboolean any = FALSE;

  gtk_widget_set_visible (page->next, has_next);
  gtk_widget_set_visible (page->suggested, !nobody || suggested != MS_REMEDY_CHECK);
  gtk_label_set_label (GTK_LABEL (page->advice), advice);
  gtk_label_set_label (GTK_LABEL (page->suggested_label), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (page->suggested), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  for (MsRemedy remedy = 0; remedy < MS_N_REMEDIES; remedy++)
    {
      g_autofree char *title = ms_remedy_label (remedy, finding);
      gboolean is_button = has_next && remedy == suggested && gtk_widget_get_visible (page->suggested);
      gboolean shown = ms_remedy_applies (remedy, page->server, finding) && !is_button;
      any = any || shown;
      if (shown)
        adw_preferences_row_set_title (ADW_PREFERENCES_ROW (remedy_row (page, remedy)), title);
      if (page->remedy_rows[remedy] != NULL)
        gtk_widget_set_visible (page->remedy_rows[remedy], shown);
    }
  gtk_widget_set_visible (page->remedies, any);
  show_busy (page);
}

/* ---- the other findings ------------------------------------------------------------------------------------------- */

static void
also_cb (GtkButton *button, MsServerPage *page)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "finding"));
  JsonObject *finding = ms_member_at (ms_server_item_get_verdict (page->server), "findings", i);
  ms_deed_remedy (GTK_WIDGET (button), page->client, page->server, ms_remedy_suggested (page->server, finding), finding);
}

static GtkWidget *
also_row (MsServerPage *page, JsonObject *finding, guint i)
{
  GtkWidget *row = ms_expander_new (ms_member_text (finding, "title"), ""), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  MsRemedy remedy = ms_remedy_suggested (page->server, finding);

  gtk_widget_add_css_class (box, "next-step");
  gtk_box_append (GTK_BOX (box), ms_paragraph_new (ms_member_text (finding, "text")));
  gtk_box_append (GTK_BOX (box), ms_paragraph_new (ms_member_text (finding, "advice")));
  if (*ms_member_text (finding, "advice") != '\0' && remedy != MS_REMEDY_CHECK)
    {
      g_autofree char *label = ms_remedy_label (remedy, finding);
      GtkWidget *button = gtk_button_new ();
      gtk_button_set_child (GTK_BUTTON (button), ms_paragraph_new (label));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "pill");
      g_object_set_data (G_OBJECT (button), "finding", GUINT_TO_POINTER (i));
      g_signal_connect_object (button, "clicked", G_CALLBACK (also_cb), page, 0);
      gtk_box_append (GTK_BOX (box), button);
    }
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), ms_plain_row_new (box));
  return row;
}

static void
show_also (MsServerPage *page)
{
  JsonObject *verdict = ms_server_item_get_verdict (page->server);
  guint n = ms_member_length (verdict, "findings");
  g_autoptr (GString) shown = g_string_new (ms_server_item_get_url (page->server));

  for (guint i = 1; i < n; i++)
    g_string_append_printf (shown, "\n%s%s", ms_member_text (ms_member_at (verdict, "findings", i), "title"),
                            ms_member_text (ms_member_at (verdict, "findings", i), "text"));
  gtk_widget_set_visible (page->also, n > 1);
  if (g_strcmp0 (shown->str, page->also_shown) == 0)
    return;
  g_free (page->also_shown);
  page->also_shown = g_strdup (shown->str);
  for (guint i = 0; i < page->also_rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (page->also), g_ptr_array_index (page->also_rows, i));
  g_ptr_array_set_size (page->also_rows, 0);
  for (guint i = 1; i < n; i++)
    {
      GtkWidget *row = also_row (page, ms_member_at (verdict, "findings", i), i);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (page->also), row);
      g_ptr_array_add (page->also_rows, row);
    }
}

/* ---- the server --------------------------------------------------------------------------------------------------- */

static void
show_server (MsServerPage *page)
{
  JsonObject *verdict = ms_server_item_get_verdict (page->server);
  g_autofree char *clients = ms_member_join (verdict, "clients", ", "), *checked = ms_words_time (verdict, "checked");
  g_autofree char *due = ms_words_time (verdict, "due"), *address = NULL;
  gint64 port;

  if (ms_member_number (verdict, "port", &port))
    /* TRANSLATORS: the name of a server and the number of its port */
    address = g_strdup_printf (_ ("%s, port %d"), ms_server_item_get_host (page->server), (int) port);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (page->server_row),
                                 ms_words_direction (ms_server_item_get_direction (page->server)));
  ms_value_row_set (page->server_row, address != NULL ? address : ms_server_item_get_url (page->server));
  ms_value_row_set (page->clients_row, clients);
  ms_value_row_set (page->checked_row, checked);
  ms_value_row_set (page->due_row, due);
  gtk_widget_set_visible (page->gone_row, ms_member_flag (verdict, "gone"));
}

static void
changed_cb (MsServerPage *page)
{
  show_verdict (page);
  show_life (page);
  show_judgement (page);
  show_remedies (page);
  show_also (page);
  show_server (page);
  ms_history_view_show (MS_HISTORY_VIEW (page->history), page->client, page->server);
  ms_programs_view_show (MS_PROGRAMS_VIEW (page->programs), page->client, page->server);
  ms_details_show (MS_DETAILS (page->details), page->client, page->server);
}

void
ms_server_page_show (MsServerPage *page, MsClient *client, MsServerItem *server)
{
  if (page->server == server)
    return;
  if (page->server != NULL)
    g_signal_handlers_disconnect_by_data (page->server, page);
  g_set_object (&page->client, client);
  g_set_object (&page->server, server);
  g_signal_connect_object (server, "changed", G_CALLBACK (changed_cb), page, G_CONNECT_SWAPPED);
  changed_cb (page);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (page->scroller)), 0);
}

void
ms_server_page_set_reachable (MsServerPage *page, gboolean reachable)
{
  gtk_widget_set_sensitive (page->suggested, reachable);
  gtk_widget_set_sensitive (page->remedies, reachable);
}

/* ---- the object --------------------------------------------------------------------------------------------------- */

static void
ms_server_page_dispose (GObject *object)
{
  MsServerPage *page = MS_SERVER_PAGE (object);

  if (page->server != NULL)
    g_signal_handlers_disconnect_by_data (page->server, page);
  g_clear_object (&page->server);
  g_clear_object (&page->client);
  g_clear_pointer (&page->also_rows, g_ptr_array_unref);
  g_clear_pointer (&page->also_shown, g_free);
  G_OBJECT_CLASS (ms_server_page_parent_class)->dispose (object);
}

static void
ms_server_page_class_init (MsServerPageClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ms_server_page_dispose;
  g_type_ensure (MS_TYPE_LIFE_BAR);
  g_type_ensure (MS_TYPE_DETAILS);
  g_type_ensure (MS_TYPE_PROGRAMS_VIEW);
  g_type_ensure (MS_TYPE_HISTORY_VIEW);
  g_type_ensure (MS_TYPE_LABEL_ROW);
  gtk_widget_class_set_template_from_resource (widget, "/org/mailseal/Mailseal/server-page.ui");
  gtk_widget_class_bind_template_callback (widget, suggested_cb);
#define BIND(name) gtk_widget_class_bind_template_child (widget, MsServerPage, name)
  BIND (scroller);
  BIND (icon);
  BIND (title);
  BIND (text);
  BIND (life_box);
  BIND (bar);
  BIND (begin);
  BIND (days);
  BIND (end);
  BIND (renewal);
  BIND (next);
  BIND (advice);
  BIND (suggested);
  BIND (suggested_label);
  BIND (verdict_group);
  BIND (who_row);
  BIND (safe_row);
  BIND (silence_row);
  BIND (remedies);
  BIND (also);
  BIND (history);
  BIND (programs);
  BIND (details);
  BIND (server_row);
  BIND (clients_row);
  BIND (gone_row);
  BIND (checked_row);
  BIND (due_row);
#undef BIND
}

static void
ms_server_page_init (MsServerPage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
  page->also_rows = g_ptr_array_new ();
  ms_name_lists (page->remedies, _ ("What else you can do"));
  ms_name_lists (page->verdict_group, _ ("What it means for you"));
}
