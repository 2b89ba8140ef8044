/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/timeline/timeline.h"

#include "window/timeline/timeline-chart.h"
#include "window/timeline/timeline-item.h"

#include <glib/gi18n.h>

struct _MsTimeline
{
  GtkBox parent_instance;
  MsTimelineData *data;
  char *json;
  GtkWidget *empty, *scroller, *chart, *legend, *details;
};

G_DEFINE_FINAL_TYPE (MsTimeline, ms_timeline, GTK_TYPE_BOX)

static GtkWidget *
text_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

/* ---- what is selected --------------------------------------------------------------------------------------------- */

/* The name of a line; where the two differ it says so. */
static GtkWidget *
pair_heading (const MsPair *pair)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *different;
  GtkWidget *title = text_label (pair->title, "caption");

  gtk_widget_add_css_class (title, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_widget_set_margin_top (box, 6);
  if (pair->differs)
    {
      different = text_label (_ ("≠ different"), "caption-heading");
      gtk_widget_add_css_class (different, "different");
      gtk_box_append (GTK_BOX (box), different);
    }
  return box;
}

static GtkWidget *
value_label (const char *value, const MsPair *pair, gboolean is_new)
{
  GtkWidget *label = text_label (*value != '\0' ? value : "–", pair->differs && is_new ? "new" : NULL);
  /* translators: a column title (before, after), and the name of a line */
  g_autofree char *where = g_strdup_printf (C_ ("accessible", "%s, %s"), is_new ? _ ("New") : _ ("Old"), pair->title);

  gtk_label_set_selectable (GTK_LABEL (label), pair->a_number); /* each that is takes a Tab */
  gtk_widget_set_hexpand (label, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  pair->old != NULL ? where : pair->title, -1);
  return label;
}

static GtkWidget *
comparison (const MsTimelineCertificate *old, const MsTimelineCertificate *now)
{
  GtkWidget *grid = gtk_grid_new ();
  g_autoptr (GPtrArray) pairs = ms_timeline_compare (old, now);
  int row = 0;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  if (old != NULL)
    {
      gtk_grid_attach (GTK_GRID (grid), text_label (_ ("Old"), "heading"), 0, row, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), text_label (_ ("New"), "heading"), 1, row++, 1, 1);
    }
  for (guint i = 0; i < pairs->len; i++)
    {
      const MsPair *pair = g_ptr_array_index (pairs, i);
      gtk_grid_attach (GTK_GRID (grid), pair_heading (pair), 0, row++, old != NULL ? 2 : 1, 1);
      if (old != NULL)
        gtk_grid_attach (GTK_GRID (grid), value_label (pair->old, pair, FALSE), 0, row, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), value_label (pair->now, pair, TRUE), old != NULL ? 1 : 0, row++, 1, 1);
    }
  return grid;
}

static void
add_lines (GtkBox *box, const MsTimelineEntry *item)
{
  for (guint i = 0; i < item->lines->len; i++)
    gtk_box_append (box, text_label (g_ptr_array_index (item->lines, i), NULL));
  if (item->left_out > 0)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("And %u more.", "And %u more.", item->left_out), item->left_out);
      gtk_box_append (box, text_label (more, "dim-label"));
    }
}

static void
selected_cb (MsTimeline *timeline, const MsTimelineEntry *item)
{
  g_autofree char *title = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (timeline->details)) != NULL)
    gtk_box_remove (GTK_BOX (timeline->details), child);
  if (item == NULL)
    {
      gtk_box_append (GTK_BOX (timeline->details), text_label (_ ("Choose a bar or a mark to see what it was."), "dim-label"));
      return;
    }
  title = ms_timeline_title (item);
  gtk_box_append (GTK_BOX (timeline->details), text_label (title, "heading"));
  add_lines (GTK_BOX (timeline->details), item);
  if (item->now != NULL && item->kind != MS_TIMELINE_EXPECTED)
    gtk_box_append (GTK_BOX (timeline->details), comparison (item->old, item->now));
}

/* ---- the legend --------------------------------------------------------------------------------------------------- */

static void
add_sign (MsTimeline *timeline, MsTimelineKind kind, const char *class, const char *word)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4), *sign = ms_timeline_sign_new (kind),
            *label = gtk_label_new (word), *child = gtk_flow_box_child_new ();

  if (class != NULL)
    gtk_widget_add_css_class (sign, class);
  gtk_box_append (GTK_BOX (box), sign);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), label);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), box);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_append (GTK_FLOW_BOX (timeline->legend), child);
}

/* Only what is there is explained. */
static void
show_legend (MsTimeline *timeline)
{
  gboolean there[MS_TIMELINE_EXPECTED + 1] = { FALSE };
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (timeline->legend)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (timeline->legend), child);
  for (guint i = 0; i < timeline->data->items->len; i++)
    there[((const MsTimelineEntry *) g_ptr_array_index (timeline->data->items, i))->kind] = TRUE;
  if (there[MS_TIMELINE_CERTIFICATE])
    {
      add_sign (timeline, MS_TIMELINE_CERTIFICATE, "current", _ ("Seen, in use now"));
      add_sign (timeline, MS_TIMELINE_CERTIFICATE, NULL, _ ("Seen earlier"));
      add_sign (timeline, MS_TIMELINE_CERTIFICATE, "life", _ ("Good, not seen"));
    }
  for (MsTimelineKind kind = MS_TIMELINE_RENEWED; kind <= MS_TIMELINE_EXPECTED; kind++)
    if (there[kind])
      add_sign (timeline, kind, NULL, ms_timeline_kind_word (kind));
}

/* ---- the object --------------------------------------------------------------------------------------------------- */

/* Today in the last quarter of what is seen: what was, and what is next. */
static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  MsTimeline *timeline = MS_TIMELINE (widget);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (timeline->scroller));
  double upper = gtk_adjustment_get_upper (adjustment), page = gtk_adjustment_get_page_size (adjustment), part;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  if (page <= 0 || upper < timeline->data->width)
    return G_SOURCE_CONTINUE; /* not laid out yet */
  part = (double) (timeline->data->now - timeline->data->begin) / (double) MAX (timeline->data->end - timeline->data->begin, 1);
  gtk_adjustment_set_value (adjustment, rtl ? (1 - part) * upper - 0.25 * page : part * upper - 0.75 * page);
  return G_SOURCE_REMOVE;
}

static void
ms_timeline_dispose (GObject *object)
{
  MsTimeline *timeline = MS_TIMELINE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (timeline))) != NULL)
    gtk_box_remove (GTK_BOX (timeline), child);
  g_clear_pointer (&timeline->data, ms_timeline_data_free);
  g_clear_pointer (&timeline->json, g_free);
  G_OBJECT_CLASS (ms_timeline_parent_class)->dispose (object);
}

static void
ms_timeline_class_init (MsTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ms_timeline_dispose;
}

static void
make_drawing (MsTimeline *timeline)
{
  timeline->chart = ms_timeline_chart_new ();
  timeline->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (timeline->scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (timeline->scroller), timeline->chart);
  gtk_widget_set_focusable (timeline->scroller, FALSE);
  g_signal_connect_object (timeline->chart, "selected", G_CALLBACK (selected_cb), timeline, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (timeline), timeline->scroller);
}

static void
ms_timeline_init (MsTimeline *timeline)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (timeline), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (timeline), 12);
  gtk_widget_add_css_class (GTK_WIDGET (timeline), "timeline");
  timeline->empty = text_label (
    _ ("Nothing has been seen yet. As soon as this server was looked at, its certificates are drawn here."), "dim-label");
  gtk_box_append (GTK_BOX (timeline), timeline->empty);
  make_drawing (timeline);
  timeline->legend = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (timeline->legend), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (timeline->legend), 8);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (timeline->legend), 12);
  gtk_widget_set_can_focus (timeline->legend, FALSE); /* it is read, not walked through: Tab would stay in it */
  gtk_accessible_update_property (GTK_ACCESSIBLE (timeline->legend), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Legend"), -1);
  gtk_box_append (GTK_BOX (timeline), timeline->legend);
  timeline->details = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (timeline), timeline->details);
  ms_timeline_set (timeline, "");
}

GtkWidget *
ms_timeline_new (void)
{
  return g_object_new (MS_TYPE_TIMELINE, NULL);
}

void
ms_timeline_set (MsTimeline *timeline, const char *json)
{
  MsTimelineData *before = timeline->data;
  gboolean any, before_empty = before == NULL || before->items->len == 0;

  if (g_strcmp0 (timeline->json, json) == 0)
    return;
  g_free (timeline->json);
  timeline->json = g_strdup (json);
  timeline->data = ms_timeline_data_new (json, g_get_real_time () / G_USEC_PER_SEC);
  any = timeline->data->items->len > 0;
  ms_timeline_chart_set (MS_TIMELINE_CHART (timeline->chart), timeline->data);
  g_clear_pointer (&before, ms_timeline_data_free);
  show_legend (timeline);
  gtk_widget_set_visible (timeline->empty, !any);
  gtk_widget_set_visible (timeline->scroller, any);
  gtk_widget_set_visible (timeline->legend, any);
  gtk_widget_set_visible (timeline->details, any);
  if (any && before_empty)
    gtk_widget_add_tick_callback (GTK_WIDGET (timeline), scroll_cb, NULL, NULL);
}
