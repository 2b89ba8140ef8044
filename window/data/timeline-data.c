/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/data/timeline-data.h"

#include "faces/json.h"

#include <glib/gi18n.h>
#include <string.h>

#define DAY              G_GINT64_CONSTANT (86400)
#define MAX_CERTIFICATES 300
#define MAX_EVENTS       2000
#define MAX_LINES        40
#define MAX_TEXT         2000
#define MAX_PAST         (50 * 365 * DAY)
#define LONGEST_LIFE     (400 * DAY) /* so much of a life is shown, however short the history is */
#define LANES            5           /* side by side for the sake of beauty */
#define MAX_LANES        10          /* side by side because they were seen at the same time */
#define ITEM_WIDTH       24
#define MIN_WIDTH        460
#define MAX_WIDTH        6000

static void
seen_free (MsTimelineCertificate *seen)
{
  g_free (seen->subject);
  g_free (seen->issuer);
  g_free (seen->names);
  g_free (seen->serial);
  g_free (seen->key);
  g_free (seen->signature);
  g_free (seen->sha256);
  g_free (seen->spki_sha256);
  g_free (seen->addresses);
  g_free (seen);
}

static void
item_free (MsTimelineEntry *item)
{
  g_ptr_array_unref (item->lines);
  g_free (item);
}

void
ms_timeline_data_free (MsTimelineData *data)
{
  g_ptr_array_unref (data->certificates);
  g_ptr_array_unref (data->items);
  g_free (data);
}

/* ---- certificates ------------------------------------------------------------------------------------------------- */

static char *
short_text (const char *text)
{
  const char *end;
  if (strlen (text) <= MAX_TEXT)
    return g_strdup (text);
  end = g_utf8_find_prev_char (text, text + MAX_TEXT);
  return g_strdup_printf ("%.*s…", (int) (end - text), text);
}

static char *
text_of (JsonObject *object, const char *member)
{
  return short_text (ms_member_text (object, member));
}

static char *
list_of (JsonObject *object, const char *member)
{
  g_autofree char *all = ms_member_join (object, member, ", ");
  return short_text (all);
}

static char *
organization_of (JsonObject *object)
{
  const char *organization = ms_member_text (object, "issuer_organization"), *issuer = ms_member_text (object, "issuer");
  return *organization != '\0' ? short_text (organization) : short_text (issuer);
}

/* NULL if its times make no sense: then there is nothing that could be drawn. */
static MsTimelineCertificate *
read_certificate (JsonObject *object, gint64 now)
{
  MsTimelineCertificate times = { 0 }, *seen;

  if (!ms_member_time (object, "not_before", &times.not_before) || !ms_member_time (object, "first_seen", &times.first_seen))
    return NULL;
  if (!ms_member_time (object, "last_seen", &times.last_seen) || times.last_seen < times.first_seen)
    times.last_seen = times.first_seen;
  times.endless = !ms_member_time (object, "not_after", &times.not_after) || times.not_after - now > 1000 * 365 * DAY;
  if (times.first_seen < now - MAX_PAST || times.first_seen > now + DAY || times.last_seen > now + DAY)
    return NULL;
  seen = g_memdup2 (&times, sizeof times);
  seen->current = ms_member_flag (object, "current");
  seen->subject = text_of (object, "subject");
  seen->issuer = organization_of (object);
  seen->names = list_of (object, "names");
  seen->serial = text_of (object, "serial");
  seen->key = text_of (object, "key");
  seen->signature = text_of (object, "signature");
  seen->sha256 = text_of (object, "sha256");
  seen->spki_sha256 = text_of (object, "spki_sha256");
  seen->addresses = list_of (object, "addresses");
  return seen;
}

static int
by_first_seen (gconstpointer a, gconstpointer b)
{
  const MsTimelineCertificate *first = *(MsTimelineCertificate *const *) a, *second = *(MsTimelineCertificate *const *) b;
  gint64 difference
    = first->first_seen != second->first_seen ? first->first_seen - second->first_seen : first->not_before - second->not_before;
  return (difference > 0) - (difference < 0);
}

static void
read_certificates (MsTimelineData *data, JsonObject *root)
{
  for (guint i = 0; i < ms_member_length (root, "certificates"); i++)
    {
      MsTimelineCertificate *seen = read_certificate (ms_member_at (root, "certificates", i), data->now);
      if (seen != NULL)
        g_ptr_array_add (data->certificates, seen);
    }
  g_ptr_array_sort (data->certificates, by_first_seen);
  if (data->certificates->len > MAX_CERTIFICATES)
    g_ptr_array_remove_range (data->certificates, 0, data->certificates->len - MAX_CERTIFICATES);
}

static const MsTimelineCertificate *
find_certificate (const MsTimelineData *data, const char *sha256)
{
  for (guint i = 0; *sha256 != '\0' && i < data->certificates->len; i++)
    {
      const MsTimelineCertificate *seen = g_ptr_array_index (data->certificates, i);
      if (g_str_equal (seen->sha256, sha256))
        return seen;
    }
  return NULL;
}

static gboolean
share_address (const MsTimelineCertificate *one, const MsTimelineCertificate *other)
{
  g_auto (GStrv) ours = g_strsplit (one->addresses, ", ", -1), theirs = g_strsplit (other->addresses, ", ", -1);

  if (ours[0] == NULL || theirs[0] == NULL)
    return TRUE;
  for (guint i = 0; ours[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) theirs, ours[i]))
      return TRUE;
  return FALSE;
}

/* What the same address showed before. */
static const MsTimelineCertificate *
predecessor (const MsTimelineData *data, guint at)
{
  for (guint i = at; i-- > 0;)
    if (share_address (g_ptr_array_index (data->certificates, i), g_ptr_array_index (data->certificates, at)))
      return g_ptr_array_index (data->certificates, i);
  return NULL;
}

/* ---- the axis ----------------------------------------------------------------------------------------------------- */

static void
measure (MsTimelineData *data)
{
  gint64 earliest = data->now, room;

  for (guint i = 0; i < data->items->len; i++)
    earliest = MIN (earliest, ((const MsTimelineEntry *) g_ptr_array_index (data->items, i))->begin);
  for (guint i = 0; i < data->certificates->len; i++)
    earliest = MIN (earliest, ((const MsTimelineCertificate *) g_ptr_array_index (data->certificates, i))->first_seen);
  room = MAX (LONGEST_LIFE, data->now - earliest);
  data->begin = earliest;
  data->end = data->now;
  for (guint i = 0; i < data->certificates->len; i++)
    {
      const MsTimelineCertificate *seen = g_ptr_array_index (data->certificates, i);
      gint64 ends = seen->endless ? data->now + room : seen->not_after;
      data->begin = MIN (data->begin, MAX (seen->not_before, earliest - room));
      data->end = MAX (data->end, MIN (ends, data->now + room));
    }
  room = MAX ((data->end - data->begin) / 50, DAY / 2); /* air on both sides */
  data->begin -= room;
  data->end += room;
}

/* ---- lanes -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 life_end, seen_end;
} Lane;

/* Are several shown side by side, by several addresses or in turn? A day of change from one to the next does not count. */
static gboolean
is_pool (const MsTimelineData *data)
{
  gint64 end = 0;

  for (guint i = 0; i < data->certificates->len; i++)
    {
      const MsTimelineCertificate *seen = g_ptr_array_index (data->certificates, i);
      if (end - DAY > seen->first_seen && seen->last_seen - DAY > seen->first_seen)
        return TRUE;
      end = MAX (end, seen->last_seen);
    }
  return FALSE;
}

/* The lane of its predecessor, in a pool; the uppermost where the whole life is free; else one where it was not seen beside
 * another; else what is free first. */
static guint
lane_for (const Lane *lanes, gint64 life_begin, const MsTimelineCertificate *seen, const Lane *before)
{
  guint first = 0;

  if (before != NULL && before->seen_end <= seen->first_seen + DAY)
    return (guint) (before - lanes);
  for (guint i = 0; i < LANES; i++)
    if (lanes[i].life_end <= life_begin)
      return i;
  for (guint i = 0; i < MAX_LANES; i++)
    if (lanes[i].seen_end <= seen->first_seen)
      return i;
  for (guint i = 1; i < MAX_LANES; i++)
    if (lanes[i].seen_end < lanes[first].seen_end)
      first = i;
  return first;
}

static MsTimelineEntry *
add_item (MsTimelineData *data, MsTimelineKind kind, gint64 begin, guint lane)
{
  MsTimelineEntry *item = g_new0 (MsTimelineEntry, 1);
  item->kind = kind;
  item->begin = item->end = begin;
  item->lane = lane;
  item->lines = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (data->items, item);
  return item;
}

static guint
lane_of (const MsTimelineData *data, const MsTimelineCertificate *seen)
{
  for (guint i = 0; i < data->items->len; i++)
    if (((const MsTimelineEntry *) g_ptr_array_index (data->items, i))->now == seen)
      return ((const MsTimelineEntry *) g_ptr_array_index (data->items, i))->lane;
  return 0;
}

static void
place_certificates (MsTimelineData *data)
{
  Lane lanes[MAX_LANES];
  gboolean pool = is_pool (data);

  for (guint i = 0; i < MAX_LANES; i++)
    lanes[i] = (Lane){ G_MININT64, G_MININT64 };
  for (guint i = 0; i < data->certificates->len; i++)
    {
      const MsTimelineCertificate *seen = g_ptr_array_index (data->certificates, i);
      gint64 begin = CLAMP (seen->not_before, data->begin, seen->first_seen);
      gint64 end = seen->endless ? data->end : CLAMP (seen->not_after, seen->last_seen, MAX (data->end, seen->last_seen));
      const MsTimelineCertificate *old = predecessor (data, i);
      guint lane = lane_for (lanes, begin, seen, pool && old != NULL ? &lanes[lane_of (data, old)] : NULL);
      MsTimelineEntry *item = add_item (data, MS_TIMELINE_CERTIFICATE, begin, lane);

      item->end = MAX (end, begin);
      item->now = seen;
      item->old = old;
      lanes[lane].life_end = MAX (lanes[lane].life_end, item->end);
      lanes[lane].seen_end = MAX (lanes[lane].seen_end, seen->last_seen);
      data->lanes = MAX (data->lanes, lane + 1);
    }
}

/* ---- events ------------------------------------------------------------------------------------------------------- */

static MsTimelineKind
kind_of (const char *kind)
{
  static const char *const kinds[] = {
    [MS_TIMELINE_CERTIFICATE] = "certificate", [MS_TIMELINE_RENEWED] = "renewal", [MS_TIMELINE_CHANGED] = "change",
    [MS_TIMELINE_PROBLEM] = "problem",         [MS_TIMELINE_SOLVED] = "solution",
  };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i], kind))
      return (MsTimelineKind) i;
  return MS_TIMELINE_NOTE;
}

static void
add_line (MsTimelineEntry *item, gint64 when, const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (when);
  /* translators: a date and a time, as of strftime */
  g_autofree char *date = time != NULL ? g_date_time_format (time, C_ ("time", "%-d %B %Y, %H:%M")) : g_strdup ("");
  g_autofree char *kept = short_text (text);

  if (item->lines->len < MAX_LINES)
    g_ptr_array_add (item->lines, g_strdup_printf ("%s – %s", date, kept));
  else
    item->left_out++;
}

/* The item that an event about a certificate belongs to: one mark, however many addresses show it. */
static MsTimelineEntry *
mark_on (MsTimelineData *data, const MsTimelineCertificate *seen, MsTimelineKind kind, gint64 when)
{
  MsTimelineEntry *bar = NULL, *mark;

  for (guint i = 0; i < data->items->len; i++)
    {
      MsTimelineEntry *item = g_ptr_array_index (data->items, i);
      if (item->now == seen && item->kind == kind)
        return item;
      if (item->now == seen && item->kind == MS_TIMELINE_CERTIFICATE)
        bar = item;
    }
  mark = add_item (data, kind, when, bar->lane);
  mark->now = seen;
  mark->old = bar->old;
  return mark;
}

/* Above the lanes, what lies so close that marks would hide each other is one mark, of the worst kind. */
static MsTimelineEntry *
mark_above (MsTimelineData *data, MsTimelineEntry *last, MsTimelineKind kind, gint64 when)
{
  gint64 near = (data->end - data->begin) * 16 / data->width;

  if (last == NULL || when - last->end > near)
    last = add_item (data, kind, when, MS_LANE_ABOVE);
  last->kind = MIN (last->kind, kind);
  last->end = when;
  data->above = TRUE;
  return last;
}

typedef struct
{
  gint64 when;
  JsonObject *object;
} Event;

static int
by_when (gconstpointer a, gconstpointer b)
{
  gint64 first = ((const Event *) a)->when, second = ((const Event *) b)->when;
  return (first > second) - (first < second);
}

static GArray *
read_events (JsonObject *root, gint64 now)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (Event));

  for (guint i = 0; i < ms_member_length (root, "events"); i++)
    {
      Event event = { .object = ms_member_at (root, "events", i) };
      if (ms_member_time (event.object, "when", &event.when) && event.when >= now - MAX_PAST && event.when <= now + DAY)
        g_array_append_val (events, event);
    }
  g_array_sort (events, by_when);
  if (events->len > MAX_EVENTS)
    g_array_remove_range (events, 0, events->len - MAX_EVENTS);
  return events;
}

static void
place_events (MsTimelineData *data, const GArray *events)
{
  MsTimelineEntry *last = NULL;

  for (guint i = 0; i < events->len; i++)
    {
      const Event *event = &g_array_index (events, Event, i);
      MsTimelineKind kind = kind_of (ms_member_text (event->object, "kind"));
      const MsTimelineCertificate *seen = find_certificate (data, ms_member_text (event->object, "certificate"));

      if (seen != NULL && kind <= MS_TIMELINE_CHANGED)
        add_line (mark_on (data, seen, kind, event->when), event->when, ms_member_text (event->object, "text"));
      else
        {
          last = mark_above (data, last, kind == MS_TIMELINE_CERTIFICATE ? MS_TIMELINE_NOTE : kind, event->when);
          add_line (last, event->when, ms_member_text (event->object, "text"));
        }
    }
}

/* On the certificate of now that ends last. */
static void
place_renewal (MsTimelineData *data, JsonObject *root)
{
  const MsTimelineEntry *bar = NULL;
  gint64 renewal;

  for (guint i = 0; i < data->items->len; i++)
    {
      const MsTimelineEntry *item = g_ptr_array_index (data->items, i);
      if (item->kind == MS_TIMELINE_CERTIFICATE && item->now->current && (bar == NULL || item->end >= bar->end))
        bar = item;
    }
  if (bar != NULL && ms_member_time (root, "renewal", &renewal) && renewal > data->begin && renewal < data->end)
    add_item (data, MS_TIMELINE_EXPECTED, renewal, bar->lane)->now = bar->now;
}

/* ---- all of it ---------------------------------------------------------------------------------------------------- */

static gint64
moment (const MsTimelineEntry *item)
{
  return item->kind == MS_TIMELINE_CERTIFICATE ? item->now->first_seen : item->begin;
}

static int
by_moment (gconstpointer a, gconstpointer b)
{
  const MsTimelineEntry *first = *(MsTimelineEntry *const *) a, *second = *(MsTimelineEntry *const *) b;
  gint64 difference = moment (first) - moment (second);
  if (difference == 0)
    difference = (gint64) first->kind - (gint64) second->kind;
  if (difference == 0)
    difference = (gint64) first->lane - (gint64) second->lane;
  return (difference > 0) - (difference < 0);
}

MsTimelineData *
ms_timeline_data_new (const char *json, gint64 now)
{
  MsTimelineData *data = g_new0 (MsTimelineData, 1);
  g_autoptr (JsonObject) root = ms_parse_object (json);
  g_autoptr (GArray) events = NULL;

  data->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) seen_free);
  data->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  if (!ms_member_time (root, "now", &data->now) || data->now < 0)
    data->now = now;
  read_certificates (data, root);
  events = read_events (root, data->now);
  data->width = CLAMP (data->certificates->len * ITEM_WIDTH, MIN_WIDTH, MAX_WIDTH);
  measure (data);
  if (events->len > 0)
    data->begin = MIN (data->begin, g_array_index (events, Event, 0).when - DAY / 2);
  place_certificates (data);
  place_events (data, events);
  place_renewal (data, root);
  g_ptr_array_sort (data->items, by_moment);
  return data;
}
