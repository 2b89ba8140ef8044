/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/timeline/timeline-item.h"

#include <math.h>

#define FADE   24.0f /* of a bar that goes on beyond the axis */
#define RADIUS 5.0
#define SIGN   16

struct _MsTimelineItem
{
  GtkToggleButton parent_instance;
  const MsTimelineEntry *item;
};

G_DEFINE_FINAL_TYPE (MsTimelineItem, ms_timeline_item, GTK_TYPE_TOGGLE_BUTTON)

/* ---- marks, told apart by their shapes ---------------------------------------------------------------------------- */

static void
path_of (cairo_t *cr, MsTimelineKind kind)
{
  switch (kind)
    {
    case MS_TIMELINE_CHANGED:
      cairo_move_to (cr, 0, -RADIUS - 1);
      cairo_line_to (cr, RADIUS + 1, 0);
      cairo_line_to (cr, 0, RADIUS + 1);
      cairo_line_to (cr, -RADIUS - 1, 0);
      break;
    case MS_TIMELINE_PROBLEM:
      cairo_move_to (cr, 0, -RADIUS - 1);
      cairo_line_to (cr, RADIUS + 1, RADIUS);
      cairo_line_to (cr, -RADIUS - 1, RADIUS);
      break;
    case MS_TIMELINE_SOLVED:
      cairo_move_to (cr, -RADIUS, 0);
      cairo_line_to (cr, -RADIUS / 4, RADIUS - 1);
      cairo_line_to (cr, RADIUS, -RADIUS + 1);
      return;
    case MS_TIMELINE_CERTIFICATE:
      cairo_rectangle (cr, -RADIUS - 2, -RADIUS + 1, 2 * RADIUS + 4, 2 * RADIUS - 2);
      break;
    case MS_TIMELINE_NOTE:
      cairo_arc (cr, 0, 0, RADIUS - 2, 0, 2 * G_PI);
      break;
    case MS_TIMELINE_RENEWED:
    case MS_TIMELINE_EXPECTED:
      cairo_arc (cr, 0, 0, RADIUS, 0, 2 * G_PI);
      break;
    }
  cairo_close_path (cr);
}

/* Filled, with an outline of the background's colour, so that it stands out from any bar; what is yet to come is empty inside. */
static void
draw_sign (GtkWidget *widget, cairo_t *cr, MsTimelineKind kind)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  GdkRGBA color, ground = { 1, 1, 1, 1 };

  gtk_style_context_get_color (style, &color);
  gtk_style_context_lookup_color (style, "view_bg_color", &ground);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  path_of (cr, kind);
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_set_line_width (cr, kind == MS_TIMELINE_SOLVED ? 5.5 : 3);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, kind == MS_TIMELINE_EXPECTED ? &ground : &color);
  if (kind != MS_TIMELINE_SOLVED)
    cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, kind == MS_TIMELINE_SOLVED ? 2.5 : kind == MS_TIMELINE_EXPECTED ? 2 : 1);
  cairo_stroke (cr);
}

static void
append_sign (GtkWidget *widget, GtkSnapshot *snapshot, MsTimelineKind kind)
{
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  cairo_translate (cr, width / 2, height / 2);
  draw_sign (widget, cr, kind);
  cairo_destroy (cr);
}

/* ---- bars --------------------------------------------------------------------------------------------------------- */

static float
x_of (MsTimelineItem *widget, gint64 when)
{
  const MsTimelineEntry *item = widget->item;
  float width = (float) gtk_widget_get_width (GTK_WIDGET (widget));
  double part = item->end > item->begin ? (double) (when - item->begin) / (double) (item->end - item->begin) : 0;
  float x = (float) CLAMP (part, 0, 1) * width;

  return gtk_widget_get_direction (GTK_WIDGET (widget)) == GTK_TEXT_DIR_RTL ? width - x : x;
}

static GdkRGBA
with_alpha (const GdkRGBA *color, float alpha)
{
  GdkRGBA result = *color;
  result.alpha *= alpha;
  return result;
}

static void
fill_between (GtkSnapshot *snapshot, float from, float to, float height, const GdkRGBA *color)
{
  float left = MIN (from, to), width = MAX (fabsf (to - from), 3);
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, &GRAPHENE_RECT_INIT (left, 0, width, height), MIN (4, width / 2));
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, color, &rounded.bounds);
  gtk_snapshot_pop (snapshot);
}

/* The pale life; where it goes on beyond the axis it fades away. */
static void
draw_life (MsTimelineItem *widget, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  const MsTimelineCertificate *seen = widget->item->now;
  float width = (float) gtk_widget_get_width (GTK_WIDGET (widget)), height = (float) gtk_widget_get_height (GTK_WIDGET (widget));
  float fade = MIN (FADE / MAX (width, 1), 0.5f);
  gboolean before = seen->not_before < widget->item->begin, after = seen->endless || seen->not_after > widget->item->end;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (widget)) == GTK_TEXT_DIR_RTL;
  GdkRGBA pale = with_alpha (color, 0.28f), none = with_alpha (color, 0);
  const GskColorStop stops[] = {
    { 0, (rtl ? after : before) ? none : pale },
    { fade, pale },
    { 1 - fade, pale },
    { 1, (rtl ? before : after) ? none : pale },
  };
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, &GRAPHENE_RECT_INIT (0, 0, width, height), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_linear_gradient (snapshot, &rounded.bounds, &GRAPHENE_POINT_INIT (0, 0), &GRAPHENE_POINT_INIT (width, 0),
                                       stops, G_N_ELEMENTS (stops));
  gtk_snapshot_pop (snapshot);
}

static void
ms_timeline_item_snapshot (GtkWidget *self, GtkSnapshot *snapshot)
{
  MsTimelineItem *widget = MS_TIMELINE_ITEM (self);
  GdkRGBA color;

  if (widget->item->kind != MS_TIMELINE_CERTIFICATE)
    {
      append_sign (self, snapshot, widget->item->kind);
      return;
    }
  gtk_style_context_get_color (gtk_widget_get_style_context (self), &color);
  draw_life (widget, snapshot, &color);
  fill_between (snapshot, x_of (widget, widget->item->now->first_seen), x_of (widget, widget->item->now->last_seen),
                (float) gtk_widget_get_height (self), &color);
}

static void
ms_timeline_item_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 1; /* the chart gives it its place */
}

static GtkSizeRequestMode
ms_timeline_item_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
ms_timeline_item_class_init (MsTimelineItemClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  widget->snapshot = ms_timeline_item_snapshot;
  widget->measure = ms_timeline_item_measure;
  widget->get_request_mode = ms_timeline_item_get_request_mode;
  gtk_widget_class_set_css_name (widget, "moment");
}

static void
ms_timeline_item_init (MsTimelineItem *widget)
{
}

static const char *
class_of (MsTimelineKind kind)
{
  static const char *const classes[] = {
    [MS_TIMELINE_CERTIFICATE] = "certificate", [MS_TIMELINE_RENEWED] = "renewal", [MS_TIMELINE_CHANGED] = "change",
    [MS_TIMELINE_PROBLEM] = "problem",         [MS_TIMELINE_SOLVED] = "solved",   [MS_TIMELINE_NOTE] = "note",
    [MS_TIMELINE_EXPECTED] = "expected",
  };
  return classes[kind];
}

GtkWidget *
ms_timeline_item_new (const MsTimelineEntry *item)
{
  MsTimelineItem *widget = g_object_new (MS_TYPE_TIMELINE_ITEM, NULL);
  g_autofree char *name = ms_timeline_name (item), *title = ms_timeline_title (item);

  widget->item = item;
  gtk_widget_add_css_class (GTK_WIDGET (widget), class_of (item->kind));
  if (item->kind == MS_TIMELINE_CERTIFICATE && item->now->current)
    gtk_widget_add_css_class (GTK_WIDGET (widget), "current");
  gtk_widget_set_tooltip_text (GTK_WIDGET (widget), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (widget);
}

const MsTimelineEntry *
ms_timeline_item_get (MsTimelineItem *widget)
{
  return widget->item;
}

/* ---- the legend --------------------------------------------------------------------------------------------------- */

static void
sign_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer kind)
{
  cairo_translate (cr, width / 2.0, height / 2.0);
  draw_sign (GTK_WIDGET (area), cr, (MsTimelineKind) GPOINTER_TO_INT (kind));
}

GtkWidget *
ms_timeline_sign_new (MsTimelineKind kind)
{
  GtkWidget *area = g_object_new (GTK_TYPE_DRAWING_AREA, "css-name", "moment", "valign", GTK_ALIGN_CENTER, NULL);

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), SIGN);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), SIGN);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), sign_cb, GINT_TO_POINTER ((int) kind), NULL);
  gtk_widget_add_css_class (area, class_of (kind));
  return area;
}
