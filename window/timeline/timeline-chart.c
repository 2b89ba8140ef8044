/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/timeline/timeline-chart.h"

#include "window/timeline/timeline-item.h"

#include <glib/gi18n.h>

#define LANE 18 /* height of a bar */
#define GAP  8
#define MARK 16
#define PAD  6

struct _MsTimelineChart
{
  GtkWidget parent_instance;
  const MsTimelineData *data; /* NULL: none yet */
  GtkToggleButton *selected;
  GPtrArray *widgets; /* MsTimelineItem*, by time */
};

G_DEFINE_FINAL_TYPE (MsTimelineChart, ms_timeline_chart, GTK_TYPE_WIDGET)

static guint selected_signal;

/* ---- where things are --------------------------------------------------------------------------------------------- */

/* Time runs in the direction of the script. */
static double
x_of (MsTimelineChart *chart, gint64 when, int width)
{
  double part = (double) (when - chart->data->begin) / (double) (chart->data->end - chart->data->begin);
  if (gtk_widget_get_direction (GTK_WIDGET (chart)) == GTK_TEXT_DIR_RTL)
    part = 1 - part;
  return PAD + part * (width - 2 * PAD);
}

static int
text_height (MsTimelineChart *chart)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (chart));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int height = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));

  pango_font_metrics_unref (metrics);
  return height;
}

/* From above: “Today”, the marks of incidents, the lanes, the dates. */
static int
lane_y (MsTimelineChart *chart, guint lane)
{
  int y = text_height (chart) + GAP;

  if (lane == MS_LANE_ABOVE)
    return y;
  if (chart->data->above)
    y += MARK + GAP;
  return y + (int) lane * (LANE + GAP);
}

static int
axis_y (MsTimelineChart *chart)
{
  return lane_y (chart, MAX (chart->data->lanes, 1));
}

static void
ms_timeline_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  MsTimelineChart *chart = MS_TIMELINE_CHART (widget);

  if (chart->data == NULL)
    *minimum = *natural = 0;
  else if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = (int) chart->data->width;
  else
    *minimum = *natural = axis_y (chart) + GAP + text_height (chart);
}

static void
place (MsTimelineChart *chart, GtkWidget *child, int width)
{
  const MsTimelineEntry *item = ms_timeline_item_get (MS_TIMELINE_ITEM (child));
  double begin = x_of (chart, item->begin, width), end = x_of (chart, item->end, width);
  int unused, height = item->lane == MS_LANE_ABOVE ? MARK : LANE;
  GtkAllocation place = { (int) MIN (begin, end), lane_y (chart, item->lane), MAX ((int) ABS (end - begin), 4), height };

  if (item->kind != MS_TIMELINE_CERTIFICATE)
    {
      place.x = CLAMP ((int) begin - MARK / 2, 0, MAX (width - MARK, 0));
      place.width = MARK;
    }
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &unused, NULL, NULL, NULL); /* GTK wants to have asked */
  gtk_widget_size_allocate (child, &place, -1);
}

static void
ms_timeline_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MsTimelineChart *chart = MS_TIMELINE_CHART (widget);

  for (guint i = 0; i < chart->widgets->len; i++)
    place (chart, g_ptr_array_index (chart->widgets, i), width);
}

/* ---- drawing ------------------------------------------------------------------------------------------------------ */

static PangoLayout *
layout_of (MsTimelineChart *chart, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (chart), text);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

/* A text whose middle, or whose begin, is at x; never outside. */
static void
draw_text (MsTimelineChart *chart, GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color)
{
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  x = CLAMP (x - width / 2.0, 0, MAX (gtk_widget_get_width (GTK_WIDGET (chart)) - width, 0));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* As many as have room beside each other, in this font and language. */
static guint
most_ticks (MsTimelineChart *chart)
{
  /* translators: one of the longest dates on the axis of a drawing: it tells how much room one takes */
  g_autoptr (PangoLayout) layout = layout_of (chart, C_ ("axis", "Sep 2026"));
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return (guint) CLAMP (gtk_widget_get_width (GTK_WIDGET (chart)) / (width + 20), 2, 40);
}

static void
draw_axis (MsTimelineChart *chart, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  int width = gtk_widget_get_width (GTK_WIDGET (chart)), y = axis_y (chart), top = lane_y (chart, 0) - GAP / 2;
  g_autoptr (GArray) ticks = ms_timeline_ticks (chart->data, most_ticks (chart));
  GdkRGBA faint = *color;

  faint.alpha *= 0.15f;
  gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (0, (float) y, (float) width, 1));
  for (guint i = 0; i < ticks->len; i++)
    {
      const MsTick *tick = &g_array_index (ticks, MsTick, i);
      g_autoptr (PangoLayout) layout = layout_of (chart, tick->label);
      float x = (float) (int) x_of (chart, tick->when, width);

      gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (x, (float) top, 1, (float) (y - top + GAP / 2)));
      draw_text (chart, snapshot, layout, x, y + GAP / 2, color);
    }
}

static void
draw_today (MsTimelineChart *chart, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  float x = (float) (int) x_of (chart, chart->data->now, gtk_widget_get_width (GTK_WIDGET (chart)));
  g_autoptr (PangoLayout) layout = layout_of (chart, _ ("Today"));
  float top = (float) text_height (chart) + 2;

  draw_text (chart, snapshot, layout, x, 0, color);
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x - 1, top, 2, (float) axis_y (chart) - top + 1));
}

static void
ms_timeline_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MsTimelineChart *chart = MS_TIMELINE_CHART (widget);
  GdkRGBA color;

  if (chart->data == NULL)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  draw_axis (chart, snapshot, &color);
  for (guint i = 0; i < chart->widgets->len; i++)
    {
      GtkWidget *child = g_ptr_array_index (chart->widgets, i);
      if (ms_timeline_item_get (MS_TIMELINE_ITEM (child))->kind == MS_TIMELINE_CERTIFICATE)
        gtk_widget_snapshot_child (widget, child, snapshot);
    }
  draw_today (chart, snapshot, &color);
  for (guint i = 0; i < chart->widgets->len; i++)
    {
      GtkWidget *child = g_ptr_array_index (chart->widgets, i);
      if (ms_timeline_item_get (MS_TIMELINE_ITEM (child))->kind != MS_TIMELINE_CERTIFICATE)
        gtk_widget_snapshot_child (widget, child, snapshot);
    }
}

/* ---- moving about ------------------------------------------------------------------------------------------------- */

static void
toggled_cb (MsTimelineChart *chart, GtkToggleButton *button)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  chart->selected = button;
  g_signal_emit (chart, selected_signal, 0, ms_timeline_item_get (MS_TIMELINE_ITEM (button)));
}

static gboolean
select_at (MsTimelineChart *chart, guint i)
{
  GtkWidget *widget = g_ptr_array_index (chart->widgets, i);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (widget), TRUE);
  return gtk_widget_grab_focus (widget);
}

static gboolean
move (MsTimelineChart *chart, gboolean forward)
{
  guint i;

  if (!g_ptr_array_find (chart->widgets, chart->selected, &i))
    return FALSE;
  if (forward ? i + 1 >= chart->widgets->len : i == 0)
    return TRUE;
  return select_at (chart, forward ? i + 1 : i - 1);
}

/* The certificate of now; else the last thing that happened. */
static guint
newest (const MsTimelineData *data)
{
  for (guint i = data->items->len; i-- > 0;)
    {
      const MsTimelineEntry *item = g_ptr_array_index (data->items, i);
      if (item->kind == MS_TIMELINE_CERTIFICATE && item->now->current)
        return i;
    }
  return data->items->len - 1;
}

/* Tab comes to what is selected, at first to the newest, and leaves again; the arrow keys go through time. */
static gboolean
ms_timeline_chart_focus (GtkWidget *widget, GtkDirectionType direction)
{
  MsTimelineChart *chart = MS_TIMELINE_CHART (widget);
  gboolean inside = gtk_widget_get_focus_child (widget) != NULL;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  if (chart->widgets->len == 0)
    return FALSE;
  if (!inside && chart->selected != NULL)
    return gtk_widget_grab_focus (GTK_WIDGET (chart->selected));
  if (!inside)
    return select_at (chart, newest (chart->data));
  if (direction == GTK_DIR_LEFT || direction == GTK_DIR_RIGHT)
    return move (chart, (direction == GTK_DIR_RIGHT) != rtl);
  return FALSE;
}

static gboolean
first_or_last_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  MsTimelineChart *chart = MS_TIMELINE_CHART (widget);
  return chart->widgets->len > 0 && select_at (chart, g_variant_get_boolean (arguments) ? chart->widgets->len - 1 : 0);
}

/* ---- the object --------------------------------------------------------------------------------------------------- */

static void
empty (MsTimelineChart *chart)
{
  chart->selected = NULL;
  for (guint i = 0; i < chart->widgets->len; i++)
    gtk_widget_unparent (g_ptr_array_index (chart->widgets, i));
  g_ptr_array_set_size (chart->widgets, 0);
}

static void
ms_timeline_chart_dispose (GObject *object)
{
  empty (MS_TIMELINE_CHART (object));
  G_OBJECT_CLASS (ms_timeline_chart_parent_class)->dispose (object);
}

static void
ms_timeline_chart_finalize (GObject *object)
{
  g_ptr_array_unref (MS_TIMELINE_CHART (object)->widgets);
  G_OBJECT_CLASS (ms_timeline_chart_parent_class)->finalize (object);
}

static void
ms_timeline_chart_class_init (MsTimelineChartClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ms_timeline_chart_dispose;
  G_OBJECT_CLASS (klass)->finalize = ms_timeline_chart_finalize;
  widget->measure = ms_timeline_chart_measure;
  widget->size_allocate = ms_timeline_chart_size_allocate;
  widget->snapshot = ms_timeline_chart_snapshot;
  widget->focus = ms_timeline_chart_focus;
  gtk_widget_class_set_css_name (widget, "timeline");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_add_binding (widget, GDK_KEY_Home, 0, first_or_last_cb, "b", FALSE);
  gtk_widget_class_add_binding (widget, GDK_KEY_KP_Home, 0, first_or_last_cb, "b", FALSE);
  gtk_widget_class_add_binding (widget, GDK_KEY_End, 0, first_or_last_cb, "b", TRUE);
  gtk_widget_class_add_binding (widget, GDK_KEY_KP_End, 0, first_or_last_cb, "b", TRUE);
  selected_signal
    = g_signal_new ("selected", MS_TYPE_TIMELINE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
ms_timeline_chart_init (MsTimelineChart *chart)
{
  chart->widgets = g_ptr_array_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("History, oldest first"), -1);
}

GtkWidget *
ms_timeline_chart_new (void)
{
  return g_object_new (MS_TYPE_TIMELINE_CHART, NULL);
}

static gboolean
is_same (const MsTimelineEntry *one, const MsTimelineEntry *other)
{
  return one->kind == other->kind && (one->now == NULL) == (other->now == NULL)
         && (one->now == NULL ? one->begin == other->begin : g_str_equal (one->now->sha256, other->now->sha256));
}

/* What was selected before. */
static guint
again (const MsTimelineData *data, const MsTimelineEntry *before)
{
  for (guint i = 0; i < data->items->len; i++)
    if (is_same (before, g_ptr_array_index (data->items, i)))
      return i;
  return newest (data);
}

void
ms_timeline_chart_set (MsTimelineChart *chart, const MsTimelineData *data)
{
  GtkToggleButton *group = NULL;
  const MsTimelineEntry *before = chart->selected != NULL ? ms_timeline_item_get (MS_TIMELINE_ITEM (chart->selected)) : NULL;
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (chart)) != NULL;

  empty (chart);
  chart->data = data;
  for (guint i = 0; i < data->items->len; i++)
    {
      GtkWidget *widget = ms_timeline_item_new (g_ptr_array_index (data->items, i));
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (widget), group);
      group = GTK_TOGGLE_BUTTON (widget);
      gtk_widget_set_parent (widget, GTK_WIDGET (chart));
      g_ptr_array_add (chart->widgets, widget);
      g_signal_connect_object (widget, "toggled", G_CALLBACK (toggled_cb), chart, G_CONNECT_SWAPPED);
    }
  if (chart->widgets->len > 0 && before != NULL)
    gtk_toggle_button_set_active (g_ptr_array_index (chart->widgets, again (data, before)), TRUE);
  else
    g_signal_emit (chart, selected_signal, 0, NULL);
  if (focused && chart->selected != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (chart->selected));
  gtk_widget_queue_resize (GTK_WIDGET (chart));
}
