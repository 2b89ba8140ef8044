/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/life-bar.h"

#include "window/data/words.h"

#define HEIGHT 6.0f
#define MARK   10 /* the whole height, with the mark of the renewal */

struct _MsLifeBar
{
  GtkWidget parent_instance;
  MsLife life;
};

G_DEFINE_FINAL_TYPE (MsLifeBar, ms_life_bar, GTK_TYPE_WIDGET)

static float
clamp_part (gint64 begin, gint64 end, gint64 when)
{
  double part = ((double) when - (double) begin) / ((double) end - (double) begin);
  return (float) CLAMP (part, 0.0, 1.0);
}

/* A rectangle between two parts of the life; time runs in the direction of the script. */
static void
fill (MsLifeBar *bar, GtkSnapshot *snapshot, float from, float to, const GdkRGBA *color)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (bar)),
        y = ((float) gtk_widget_get_height (GTK_WIDGET (bar)) - HEIGHT) / 2;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (bar)) == GTK_TEXT_DIR_RTL;
  float x = rtl ? (1 - to) * width : from * width;
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, &GRAPHENE_RECT_INIT (x, y, MAX ((to - from) * width, HEIGHT), HEIGHT), HEIGHT / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, color, &rounded.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
mark (MsLifeBar *bar, GtkSnapshot *snapshot, float part, const GdkRGBA *color)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (bar)), height = (float) gtk_widget_get_height (GTK_WIDGET (bar));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (bar)) == GTK_TEXT_DIR_RTL;
  float x = CLAMP ((rtl ? 1 - part : part) * width - 1, 0, width - 2);

  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, (height - MARK) / 2, 2, MARK));
}

static void
ms_life_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MsLifeBar *bar = MS_LIFE_BAR (widget);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  float today = clamp_part (bar->life.begin, bar->life.end, now);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  GdkRGBA color, track, foreground;

  gtk_style_context_get_color (style, &color);
  track = foreground = color;
  gtk_style_context_lookup_color (style, "window_fg_color", &foreground);
  track = foreground;
  track.alpha = 0.15f;
  fill (bar, snapshot, 0, 1, &track);
  if (now < bar->life.end)
    fill (bar, snapshot, today, 1, &color);
  else
    fill (bar, snapshot, 0, 1, &color);
  if (bar->life.renewal > bar->life.begin && bar->life.renewal < bar->life.end)
    mark (bar, snapshot, clamp_part (bar->life.begin, bar->life.end, bar->life.renewal), &foreground);
}

static void
ms_life_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? MARK : 48;
}

static void
ms_life_bar_class_init (MsLifeBarClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  widget->snapshot = ms_life_bar_snapshot;
  widget->measure = ms_life_bar_measure;
  gtk_widget_class_set_css_name (widget, "life");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_METER);
}

static void
ms_life_bar_init (MsLifeBar *bar)
{
  bar->life.level = MS_LEVEL_OK;
}

void
ms_life_bar_set (MsLifeBar *bar, const MsLife *life)
{
  g_autofree char *days = ms_words_days_left (life), *words = ms_words_life (life);

  gtk_widget_set_visible (GTK_WIDGET (bar), life->known);
  gtk_widget_remove_css_class (GTK_WIDGET (bar), ms_words_level_class (bar->life.level));
  gtk_widget_add_css_class (GTK_WIDGET (bar), ms_words_level_class (life->level));
  bar->life = *life;
  if (life->known)
    gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, days, GTK_ACCESSIBLE_PROPERTY_VALUE_MIN,
                                    0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) (life->end - life->begin) / 86400,
                                    GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double) MAX (life->days_left, 0),
                                    GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, days, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (bar), words);
  gtk_widget_queue_draw (GTK_WIDGET (bar));
}
