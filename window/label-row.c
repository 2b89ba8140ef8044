/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/label-row.h"

struct _MsLabelRow
{
  AdwPreferencesRow parent_instance;
  GtkWidget *grid, *title, *value;
  GtkWidget *list; /* weak: the one around it */
};

G_DEFINE_FINAL_TYPE (MsLabelRow, ms_label_row, ADW_TYPE_PREFERENCES_ROW)

typedef enum
{
  PROP_VALUE = 1,
  N_PROPS
} Property;

static GParamSpec *properties[N_PROPS];
static guint activated_signal;

static GtkWidget *
add_label (MsLabelRow *row, const char *class, int line)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_vexpand (label, TRUE);
  gtk_widget_add_css_class (label, class);
  gtk_grid_attach (GTK_GRID (row->grid), label, 1, line, 1, 1);
  return label;
}

static void
title_cb (MsLabelRow *row)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));

  gtk_label_set_label (GTK_LABEL (row->title), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
row_activated_cb (MsLabelRow *row, GtkListBoxRow *which)
{
  if (which == GTK_LIST_BOX_ROW (row))
    g_signal_emit (row, activated_signal, 0);
}

/* A click is told to the list around it alone. */
static void
parent_cb (MsLabelRow *row)
{
  GtkWidget *list = gtk_widget_get_parent (GTK_WIDGET (row));

  if (row->list != NULL)
    g_signal_handlers_disconnect_by_data (row->list, row);
  g_set_weak_pointer (&row->list, list);
  if (list != NULL && GTK_IS_LIST_BOX (list))
    g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), row, G_CONNECT_SWAPPED);
}

static void
ms_label_row_dispose (GObject *object)
{
  g_clear_weak_pointer (&MS_LABEL_ROW (object)->list);
  G_OBJECT_CLASS (ms_label_row_parent_class)->dispose (object);
}

static void
ms_label_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((Property) id)
    {
    case PROP_VALUE:
      ms_label_row_set_value (MS_LABEL_ROW (object), g_value_get_string (value));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ms_label_row_class_init (MsLabelRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ms_label_row_dispose;
  G_OBJECT_CLASS (klass)->set_property = ms_label_row_set_property;
  properties[PROP_VALUE]
    = g_param_spec_string ("value", "value", "below the title", NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  activated_signal = g_signal_new ("activated", MS_TYPE_LABEL_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ms_label_row_init (MsLabelRow *row)
{
  row->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (row->grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (row->grid), 3);
  gtk_widget_add_css_class (row->grid, "labels");
  row->title = add_label (row, "title", 0);
  row->value = add_label (row, "subtitle", 1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), row->grid);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  g_signal_connect (row, "notify::title", G_CALLBACK (title_cb), NULL);
  g_signal_connect (row, "notify::parent", G_CALLBACK (parent_cb), NULL);
  ms_label_row_set_value (row, NULL);
}

GtkWidget *
ms_label_row_new (const char *title)
{
  return g_object_new (MS_TYPE_LABEL_ROW, "title", title, NULL);
}

void
ms_label_row_set_value (MsLabelRow *row, const char *value)
{
  gboolean any = value != NULL && *value != '\0';
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (row->grid);

  gtk_label_set_label (GTK_LABEL (row->value), any ? value : "");
  gtk_widget_set_visible (row->value, any);
  gtk_grid_layout_child_set_row_span (GTK_GRID_LAYOUT_CHILD (gtk_layout_manager_get_layout_child (layout, row->title)),
                                      any ? 1 : 2);
  gtk_label_set_yalign (GTK_LABEL (row->title), any ? 1 : 0.5f); /* together they stand in the middle */
  gtk_label_set_yalign (GTK_LABEL (row->value), 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, any ? value : "", -1);
}

void
ms_label_row_add_prefix (MsLabelRow *row, GtkWidget *widget)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_grid_attach (GTK_GRID (row->grid), widget, 0, 0, 1, 2);
}

void
ms_label_row_add_suffix (MsLabelRow *row, GtkWidget *widget)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_grid_attach (GTK_GRID (row->grid), widget, 2, 0, 1, 2);
}
