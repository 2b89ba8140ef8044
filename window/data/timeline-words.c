/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/data/timeline-data.h"

#include "window/data/words.h"

#include <glib/gi18n.h>

/* ---- the axis ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  int days, months; /* one of them */
} Step;

static const Step steps[] = { { 1, 0 }, { 2, 0 },  { 7, 0 },  { 14, 0 }, { 0, 1 },   { 0, 2 },  { 0, 3 },
                              { 0, 6 }, { 0, 12 }, { 0, 24 }, { 0, 60 }, { 0, 120 }, { 0, 240 } };

/* The first one at or before a time: a midnight, the first of a month, or of a year that the step divides. */
static GDateTime *
first_tick (gint64 begin, Step step)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (begin);
  int year, month;

  if (time == NULL)
    return NULL;
  year = g_date_time_get_year (time);
  month = g_date_time_get_month (time);
  if (step.days > 0)
    return g_date_time_new_local (year, month, g_date_time_get_day_of_month (time), 0, 0, 0);
  if (step.months >= 12)
    return g_date_time_new_local (MAX (1, year - year % (step.months / 12)), 1, 1, 0, 0, 0);
  return g_date_time_new_local (year, (month - 1) / step.months * step.months + 1, 1, 0, 0, 0);
}

static char *
tick_label (GDateTime *time, Step step, gboolean first)
{
  if (step.months >= 12)
    return g_date_time_format (time, "%Y");
  if (step.days > 0)
    /* translators: a day on the axis of a drawing, as of strftime */
    return g_date_time_format (time, C_ ("axis", "%-d %b"));
  if (first || g_date_time_get_month (time) <= step.months)
    /* translators: a month and its year on the axis of a drawing, as of strftime */
    return g_date_time_format (time, C_ ("axis", "%b %Y"));
  return g_date_time_format (time, "%b");
}

static void
tick_clear (MsTick *tick)
{
  g_free (tick->label);
}

static void
fill_ticks (GArray *ticks, const MsTimelineData *data, Step step)
{
  g_autoptr (GDateTime) time = first_tick (data->begin, step);

  for (guint i = 0; time != NULL && i < 1000 && g_date_time_to_unix (time) <= data->end; i++)
    {
      GDateTime *next = step.days > 0 ? g_date_time_add_days (time, step.days) : g_date_time_add_months (time, step.months);
      if (g_date_time_to_unix (time) >= data->begin)
        {
          MsTick tick = { g_date_time_to_unix (time), tick_label (time, step, ticks->len == 0) };
          g_array_append_val (ticks, tick);
        }
      g_date_time_unref (time);
      time = next;
    }
}

GArray *
ms_timeline_ticks (const MsTimelineData *data, guint most)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (MsTick));
  gint64 days = (data->end - data->begin) / 86400;

  g_array_set_clear_func (ticks, (GDestroyNotify) tick_clear);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (days / (steps[i].days > 0 ? steps[i].days : steps[i].months * 30) < (gint64) most)
      {
        fill_ticks (ticks, data, steps[i]);
        break;
      }
  if (ticks->len > most)
    g_array_set_size (ticks, most);
  return ticks;
}

/* ---- items -------------------------------------------------------------------------------------------------------- */

const char *
ms_timeline_kind_word (MsTimelineKind kind)
{
  static const char *const words[] = {
    [MS_TIMELINE_CERTIFICATE] = N_ ("Certificate"), [MS_TIMELINE_RENEWED] = N_ ("Renewed"),
    [MS_TIMELINE_CHANGED] = N_ ("Changed"),         [MS_TIMELINE_PROBLEM] = N_ ("Problem"),
    [MS_TIMELINE_SOLVED] = N_ ("Solved"),           [MS_TIMELINE_NOTE] = N_ ("Note"),
    [MS_TIMELINE_EXPECTED] = N_ ("Next renewal"),
  };
  return _ (words[kind]);
}

static char *
end_of (const MsTimelineCertificate *seen)
{
  char *date = seen->endless ? NULL : ms_words_date (seen->not_after);
  return date != NULL ? date : g_strdup (_ ("Without an end"));
}

static char *
date_of (gint64 seconds)
{
  char *date = ms_words_date (seconds);
  return date != NULL ? date : g_strdup ("");
}

static char *
certificate_title (const MsTimelineCertificate *seen)
{
  if (seen->current)
    /* translators: an organization that issues certificates */
    return g_strdup_printf (_ ("Certificate in use now, of %s"), seen->issuer);
  return g_strdup_printf (_ ("Certificate of %s"), seen->issuer);
}

char *
ms_timeline_title (const MsTimelineEntry *item)
{
  g_autofree char *date = date_of (item->begin), *last = date_of (item->end);
  gboolean days = !g_str_equal (date, last);

  switch (item->kind)
    {
    case MS_TIMELINE_CERTIFICATE:
      return certificate_title (item->now);
    case MS_TIMELINE_RENEWED:
      return g_strdup_printf (_ ("Renewed on %s"), date);
    case MS_TIMELINE_CHANGED:
      return g_strdup_printf (_ ("Changed on %s"), date);
    case MS_TIMELINE_PROBLEM:
      return days ? g_strdup_printf (_ ("Problem, %s to %s"), date, last) : g_strdup_printf (_ ("Problem on %s"), date);
    case MS_TIMELINE_SOLVED:
      return g_strdup_printf (_ ("Solved on %s"), date);
    case MS_TIMELINE_NOTE:
      return g_strdup_printf (_ ("Noted on %s"), date);
    case MS_TIMELINE_EXPECTED:
      return g_strdup_printf (_ ("The next renewal is to be expected around %s"), date);
    }
  return NULL;
}

char *
ms_timeline_name (const MsTimelineEntry *item)
{
  g_autofree char *title = ms_timeline_title (item), *begin = NULL, *end = NULL, *first = NULL, *last = NULL;

  if (item->kind != MS_TIMELINE_CERTIFICATE)
    return item->lines->len > 0 ? g_strdup_printf (_ ("%s: %s"), title, (char *) g_ptr_array_index (item->lines, 0))
                                : g_steal_pointer (&title);
  begin = date_of (item->now->not_before);
  end = end_of (item->now);
  first = date_of (item->now->first_seen);
  last = date_of (item->now->last_seen);
  /* translators: a title, and four dates */
  return g_strdup_printf (_ ("%s. Good from: %s. Good until: %s. Seen from %s to %s."), title, begin, end, first, last);
}

/* ---- old and new -------------------------------------------------------------------------------------------------- */

static void
pair_free (MsPair *pair)
{
  g_free (pair->old);
  g_free (pair->now);
  g_free (pair);
}

static void
take_pair (GPtrArray *pairs, const char *title, char *old, char *now)
{
  MsPair *pair = g_new (MsPair, 1);
  *pair = (MsPair){ title, old != NULL ? old : g_strdup (""), now, old != NULL && !g_str_equal (old, now), FALSE };
  g_ptr_array_add (pairs, pair);
}

static void
take_number (GPtrArray *pairs, const char *title, const char *old, const char *now)
{
  take_pair (pairs, title, old != NULL ? ms_words_fingerprint (old) : NULL, ms_words_fingerprint (now));
  ((MsPair *) g_ptr_array_index (pairs, pairs->len - 1))->a_number = TRUE;
}

static char *
seen_words (const MsTimelineCertificate *seen)
{
  g_autofree char *first = date_of (seen->first_seen), *last = date_of (seen->last_seen);
  return g_str_equal (first, last) ? g_steal_pointer (&first) : g_strdup_printf (_ ("%s to %s"), first, last);
}

#define TEXT(member) old != NULL ? g_strdup (old->member) : NULL, g_strdup (now->member)

GPtrArray *
ms_timeline_compare (const MsTimelineCertificate *old, const MsTimelineCertificate *now)
{
  GPtrArray *pairs = g_ptr_array_new_with_free_func ((GDestroyNotify) pair_free);

  take_pair (pairs, _ ("Good for these names"), TEXT (names));
  take_pair (pairs, _ ("Issued by"), TEXT (issuer));
  take_pair (pairs, _ ("Good from"), old != NULL ? date_of (old->not_before) : NULL, date_of (now->not_before));
  take_pair (pairs, _ ("Good until"), old != NULL ? end_of (old) : NULL, end_of (now));
  take_pair (pairs, _ ("Seen"), old != NULL ? seen_words (old) : NULL, seen_words (now));
  ((MsPair *) g_ptr_array_index (pairs, pairs->len - 1))->differs = FALSE; /* it always does */
  take_pair (pairs, _ ("Seen at"), TEXT (addresses));
  take_pair (pairs, _ ("Kind of key"), TEXT (key));
  take_number (pairs, _ ("Key (SHA-256)"), old != NULL ? old->spki_sha256 : NULL, now->spki_sha256);
  take_number (pairs, _ ("Fingerprint (SHA-256)"), old != NULL ? old->sha256 : NULL, now->sha256);
  return pairs;
}
