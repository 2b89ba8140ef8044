/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/rows.h"

#include "window/label-row.h"

/* ---- what opens --------------------------------------------------------------------------------------------------- */

/* An expander row holds two lists: its head, which takes the focus, and what opens below it. */
void
ms_name_lists (GtkWidget *in, const char *name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (in); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_LIST_BOX (child))
        gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      else
        ms_name_lists (child, name);
    }
}

static GtkWidget *
head_of (GtkWidget *in)
{
  GtkWidget *head = GTK_IS_LIST_BOX (in) ? gtk_widget_get_first_child (in) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (in); child != NULL && head == NULL;
       child = gtk_widget_get_next_sibling (child))
    head = head_of (child);
  return head;
}

static void
expanded_cb (AdwExpanderRow *row)
{
  GtkWidget *head = head_of (GTK_WIDGET (row));
  gboolean expanded = adw_expander_row_get_expanded (row);

  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_EXPANDED, expanded, -1);
  if (head != NULL)
    gtk_accessible_update_state (GTK_ACCESSIBLE (head), GTK_ACCESSIBLE_STATE_EXPANDED, expanded, -1);
}

GtkWidget *
ms_expander_new (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_expander_row_new (), *head = head_of (row);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  if (head != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (head), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
  ms_name_lists (row, title);
  g_signal_connect (row, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
  expanded_cb (ADW_EXPANDER_ROW (row));
  return row;
}

/* ---- what stands ------------------------------------------------------------------------------------------------- */

void
ms_value_row_set (GtkWidget *row, const char *value)
{
  gtk_widget_set_visible (row, value != NULL && *value != '\0');
  ms_label_row_set_value (MS_LABEL_ROW (row), value);
}

GtkWidget *
ms_value_row_new (const char *name, const char *value)
{
  GtkWidget *row = ms_label_row_new (name);

  gtk_widget_add_css_class (row, "value");
  ms_value_row_set (row, value);
  return row;
}

GtkWidget *
ms_plain_row_new (GtkWidget *child)
{
  return g_object_new (GTK_TYPE_LIST_BOX_ROW, "child", child, "activatable", FALSE, "selectable", FALSE, "focusable", FALSE,
                       NULL);
}

GtkWidget *
ms_icon_new (const char *name)
{
  return g_object_new (GTK_TYPE_IMAGE, "icon-name", name, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

GtkWidget *
ms_paragraph_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_visible (label, *text != '\0');
  return label;
}
