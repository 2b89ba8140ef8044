/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/row.h"

#include "window/life-bar.h"
#include "window/data/words.h"

#include <glib/gi18n.h>

#define INDENT 28 /* a server stands below the name of its account */

struct _MsRow
{
  GtkGrid parent_instance;
  GObject *item;
  GtkWidget *icon, *title, *days, *subtitle, *bar;
  GtkWidget *spinner;      /* NULL until it has turned for the first time */
  const char *level_class; /* of the icon; NULL at first */
};

G_DEFINE_FINAL_TYPE (MsRow, ms_row, GTK_TYPE_GRID)

static void
show_level (MsRow *row, MsLevel level)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (row->icon), ms_words_level_icon (level));
  if (row->level_class != NULL)
    gtk_widget_remove_css_class (row->icon, row->level_class);
  row->level_class = ms_words_level_class (level);
  gtk_widget_add_css_class (row->icon, row->level_class);
}

static void
show_busy (MsRow *row, gboolean busy)
{
  if (busy && row->spinner == NULL)
    {
      row->spinner = gtk_spinner_new ();
      gtk_grid_attach (GTK_GRID (row), row->spinner, 2, 0, 1, 1);
    }
  if (row->spinner == NULL)
    return;
  gtk_spinner_set_spinning (GTK_SPINNER (row->spinner), busy);
  gtk_widget_set_visible (row->spinner, busy);
}

/* The list's own widget around a row takes the focus, and is what a screen reader reads. */
static void
name_for_reader (MsRow *row, const char *name)
{
  GtkWidget *around = gtk_widget_get_parent (GTK_WIDGET (row));

  if (around != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (around), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static const char *
sentence_of (MsServerItem *server)
{
  return ms_server_item_was_checked (server) ? ms_server_item_get_summary (server) : _ ("Not looked at yet");
}

static void
show_account (MsRow *row, MsAccountItem *account)
{
  MsServerItem *worst = ms_account_item_get_worst (account);
  const char *title = ms_account_item_get_title (account), *sentence = sentence_of (worst);
  /* TRANSLATORS: what a screen reader says of an account: its name, its state, a sentence */
  g_autofree char *name
    = g_strdup_printf (_ ("Account %s: %s. %s"), title, ms_words_level (ms_server_item_get_level (worst)), sentence);

  show_level (row, ms_server_item_get_level (worst));
  gtk_label_set_label (GTK_LABEL (row->title), title);
  gtk_label_set_label (GTK_LABEL (row->subtitle), sentence);
  name_for_reader (row, name);
}

static void
show_server (MsRow *row, MsServerItem *server)
{
  g_autofree char *service = ms_words_service (server), *days = ms_words_days_left (ms_server_item_get_life (server)),
                  *name = NULL;
  const char *half = ms_words_direction (ms_server_item_get_direction (server));
  gboolean busy = ms_server_item_is_checking (server);
  MsLevel level = ms_server_item_get_level (server);

  show_level (row, level);
  gtk_label_set_label (GTK_LABEL (row->title), half);
  gtk_label_set_label (GTK_LABEL (row->subtitle), service);
  gtk_label_set_label (GTK_LABEL (row->days), days != NULL ? days : "");
  show_busy (row, busy);
  ms_life_bar_set (MS_LIFE_BAR (row->bar), ms_server_item_get_life (server));
  /*
   * TRANSLATORS: what a screen reader says of a server: which half of the account, its name, its state, a sentence or the time
   * left
   */
  name = g_strdup_printf (_ ("%s, %s: %s. %s"), half, service, ms_words_level (level),
                          busy                                   ? _ ("It is being looked at.")
                          : level == MS_LEVEL_OK && days != NULL ? days
                                                                 : sentence_of (server));
  name_for_reader (row, name);
}

static void
changed_cb (MsRow *row)
{
  if (MS_IS_ACCOUNT_ITEM (row->item))
    show_account (row, MS_ACCOUNT_ITEM (row->item));
  else
    show_server (row, MS_SERVER_ITEM (row->item));
}

void
ms_row_bind (MsRow *row, GObject *item)
{
  gboolean account = item != NULL && MS_IS_ACCOUNT_ITEM (item);

  if (row->item != NULL)
    g_signal_handlers_disconnect_by_data (row->item, row);
  g_set_object (&row->item, item);
  if (item == NULL)
    return;
  g_signal_connect_object (item, "changed", G_CALLBACK (changed_cb), row, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (row->days, !account);
  gtk_widget_set_visible (row->bar, !account);
  gtk_widget_set_margin_start (GTK_WIDGET (row), account ? 0 : INDENT);
  gtk_label_set_wrap (GTK_LABEL (row->subtitle), account);
  gtk_label_set_ellipsize (GTK_LABEL (row->subtitle), account ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_MIDDLE);
  if (account)
    {
      show_busy (row, FALSE);
      gtk_widget_remove_css_class (GTK_WIDGET (row), "server");
      gtk_widget_add_css_class (GTK_WIDGET (row), "account");
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (row), "account");
      gtk_widget_add_css_class (GTK_WIDGET (row), "server");
    }
  changed_cb (row);
}

static void
ms_row_dispose (GObject *object)
{
  ms_row_bind (MS_ROW (object), NULL);
  G_OBJECT_CLASS (ms_row_parent_class)->dispose (object);
}

static void
ms_row_class_init (MsRowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ms_row_dispose;
  g_type_ensure (MS_TYPE_LIFE_BAR);
  gtk_widget_class_set_template_from_resource (widget, "/org/mailseal/Mailseal/row.ui");
  gtk_widget_class_bind_template_child (widget, MsRow, icon);
  gtk_widget_class_bind_template_child (widget, MsRow, title);
  gtk_widget_class_bind_template_child (widget, MsRow, days);
  gtk_widget_class_bind_template_child (widget, MsRow, subtitle);
  gtk_widget_class_bind_template_child (widget, MsRow, bar);
}

static void
ms_row_init (MsRow *row)
{
  g_debug ("A row is made");
  gtk_widget_init_template (GTK_WIDGET (row));
}

GtkWidget *
ms_row_new (void)
{
  return g_object_new (MS_TYPE_ROW, NULL);
}
