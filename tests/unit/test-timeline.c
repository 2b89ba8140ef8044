/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/data/timeline-data.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1795590000) /* 2026-11-25T07:00:00Z */
#define DAY 86400

static char *
at (int days)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (NOW + (gint64) days * DAY);
  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

typedef struct
{
  const char *sha256, *address;
  int not_before, not_after; /* 0: no end */
  int first_seen, last_seen;
} Row;

static void
add_certificate (GString *json, const Row *row)
{
  g_autofree char *not_before = at (row->not_before), *not_after = at (row->not_after), *first = at (row->first_seen),
                  *last = at (row->last_seen);
  g_autofree char *end = row->not_after != 0 ? g_strdup_printf ("\"%s\"", not_after) : g_strdup ("null");

  g_string_append_printf (
    json,
    "%s{\"sha256\":\"%s\",\"spki_sha256\":\"k\",\"issuer\":\"CN=R11\",\"issuer_organization\":\"Some "
    "Authority\",\"names\":[\"a.example\",\"b.example\"],\"not_before\":\"%s\",\"not_after\":%s,\"first_seen\":"
    "\"%s\",\"last_seen\":\"%s\",\"addresses\":[\"%s\"],\"current\":%s}",
    json->str[json->len - 1] == '[' ? "" : ",", row->sha256, not_before, end, first, last, row->address,
    row->last_seen == 0 ? "true" : "false");
}

static MsTimelineData *
laid_out (const Row *rows, guint n, const char *rest)
{
  g_autoptr (GString) json = g_string_new ("{\"now\":\"2026-11-25T07:00:00Z\",\"certificates\":[");

  for (guint i = 0; i < n; i++)
    add_certificate (json, &rows[i]);
  g_string_append_printf (json, "]%s}", rest);
  return ms_timeline_data_new (json->str, 5);
}

static const MsTimelineEntry *
item_at (const MsTimelineData *data, guint i)
{
  g_assert_cmpuint (i, <, data->items->len);
  return g_ptr_array_index (data->items, i);
}

static void
test_empty (void)
{
  static const char *const texts[]
    = { "",
        "{}",
        "[]",
        "nonsense",
        "{\"certificates\":7,\"events\":{},\"now\":NaN}",
        "{\"certificates\":[7,null,[],{},{\"not_before\":\"NaN\",\"first_seen\":1}],\"events\":[1,{\"when\":NaN}]}" };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (MsTimelineData) data = ms_timeline_data_new (texts[i], NOW);
      g_autoptr (GArray) ticks = ms_timeline_ticks (data, 6);

      g_assert_cmpuint (ticks->len, <=, 8);
      g_assert_cmpuint (data->items->len, ==, 0);
      g_assert_cmpint (data->now, ==, NOW);
      g_assert_cmpint (data->end, >, data->begin);
    }
}

/*
 * Two of a chain lie in two lanes: both lives are seen. The renewal is a mark on the newer one, however many addresses tell it.
 */
static void
test_chain (void)
{
  const Row rows[] = { { "aa", "192.0.2.1", -88, 2, -80, -28 }, { "bb", "192.0.2.1", -28, 62, -28, 0 } };
  g_autoptr (MsTimelineData) data
    = laid_out (rows, 2,
                ",\"renewal\":\"2026-12-25T07:00:00Z\",\"events\":["
                "{\"when\":\"2026-10-28T07:00:00Z\",\"kind\":\"renewal\",\"text\":\"x: renewed\",\"certificate\":\"bb\"},"
                "{\"when\":\"2026-10-28T07:01:00Z\",\"kind\":\"renewal\",\"text\":\"y: renewed\",\"certificate\":\"bb\"}]");

  g_assert_cmpuint (data->lanes, ==, 2);
  g_assert_cmpuint (data->items->len, ==, 4);
  g_assert_cmpint (item_at (data, 0)->kind, ==, MS_TIMELINE_CERTIFICATE);
  g_assert_null (item_at (data, 0)->old);
  g_assert_cmpstr (item_at (data, 1)->old->sha256, ==, "aa");
  g_assert_true (item_at (data, 1)->now->current);
  g_assert_cmpint (item_at (data, 2)->kind, ==, MS_TIMELINE_RENEWED);
  g_assert_cmpuint (item_at (data, 2)->lines->len, ==, 2);
  g_assert_cmpuint (item_at (data, 2)->lane, ==, item_at (data, 1)->lane);
  g_assert_cmpint (item_at (data, 3)->kind, ==, MS_TIMELINE_EXPECTED);
  g_assert_false (data->above);
}

/* In a pool each address keeps its lane. */
static void
test_pool (void)
{
  const Row rows[] = { { "a1", "192.0.2.1", -100, -10, -100, -40 },
                       { "b1", "192.0.2.2", -90, 0, -90, -30 },
                       { "a2", "192.0.2.1", -41, 49, -40, 0 },
                       { "b2", "192.0.2.2", -31, 59, -30, 0 } };
  g_autoptr (MsTimelineData) data = laid_out (rows, 4, "");

  g_assert_cmpuint (data->lanes, ==, 2);
  g_assert_cmpuint (item_at (data, 2)->lane, ==, item_at (data, 0)->lane);
  g_assert_cmpuint (item_at (data, 3)->lane, ==, item_at (data, 1)->lane);
  g_assert_cmpstr (item_at (data, 2)->old->sha256, ==, "a1");
  g_assert_cmpstr (item_at (data, 3)->old->sha256, ==, "b1");
}

/* A life of ten years does not press the history of a month together; its bar goes on beyond the axis. */
static void
test_long (void)
{
  const Row rows[] = { { "aa", "192.0.2.1", -800, 2850, -30, 0 }, { "bb", "192.0.2.2", -800, 0, -30, 0 } };
  g_autoptr (MsTimelineData) data = laid_out (rows, 2, "");

  g_assert_cmpint ((data->end - data->begin) / DAY, <, 1000);
  g_assert_cmpint (item_at (data, 0)->end, <, item_at (data, 0)->now->not_after);
  g_assert_cmpint (item_at (data, 0)->begin, >, item_at (data, 0)->now->not_before);
  g_assert_true (item_at (data, 1)->now->endless);
}

static void
test_many (void)
{
  Row rows[60];
  g_autoptr (MsTimelineData) data = NULL;
  char names[60][8];

  for (int i = 0; i < 60; i++)
    {
      g_snprintf (names[i], sizeof names[i], "c%d", i);
      rows[i] = (Row){ names[i], "192.0.2.1", -240 + 4 * i, -234 + 4 * i, -240 + 4 * i, i == 59 ? 0 : -236 + 4 * i };
    }
  data = laid_out (rows, 60, "");
  g_assert_cmpuint (data->lanes, ==, 2);
  g_assert_cmpuint (data->width, ==, 60 * 24);
  for (guint i = 1; i < 60; i++)
    g_assert_cmpint (item_at (data, i)->now->first_seen, >, item_at (data, i - 1)->now->first_seen);
}

/* Incidents that lie close together are one mark of the worst kind; what happened stands in its lines. */
static void
test_incidents (void)
{
  const Row rows[] = { { "aa", "192.0.2.1", -100, 100, -100, 0 } };
  g_autoptr (MsTimelineData) data
    = laid_out (rows, 1,
                ",\"events\":[{\"when\":\"2026-11-02T07:00:00Z\",\"kind\":\"solution\",\"text\":\"c\"},"
                "{\"when\":\"2026-09-01T07:00:00Z\",\"kind\":\"note\",\"text\":\"a\"},"
                "{\"when\":\"2026-11-01T07:00:00Z\",\"kind\":\"problem\",\"text\":\"b\"},"
                "{\"when\":\"2026-11-24T07:00:00Z\",\"kind\":\"solution\",\"text\":\"d\"},"
                "{\"when\":\"2026-11-24T07:00:00Z\",\"kind\":\"renewal\",\"text\":\"d\",\"certificate\":\"unknown\"}]");

  g_assert_true (data->above);
  g_assert_cmpint (item_at (data, 1)->kind, ==, MS_TIMELINE_NOTE);
  g_assert_cmpint (item_at (data, 2)->kind, ==, MS_TIMELINE_PROBLEM);
  g_assert_cmpuint (item_at (data, 2)->lines->len, ==, 2);
  g_assert_true (g_str_has_suffix (g_ptr_array_index (item_at (data, 2)->lines, 0), "b"));
  g_assert_cmpuint (item_at (data, 2)->lane, ==, MS_LANE_ABOVE);
}

/* Whatever is told, what is drawn is bounded, lies on the axis, and is done in no time. */
static void
test_hostile (void)
{
  g_autoptr (GString) json = g_string_new ("{\"now\":\"2026-11-25T07:00:00Z\",\"certificates\":[");
  g_autofree char *long_text = g_strnfill (100000, 'x');
  g_autoptr (MsTimelineData) data = NULL;
  gint64 begin = g_get_monotonic_time ();

  for (int i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%d", i);
      const Row row = { name, i == 500 ? long_text : "192.0.2.1", -i * 7 % 4000, i % 3 * 3000, -i % 700, -i * 3 % 900 };
      add_certificate (json, &row);
    }
  g_string_append (json, "],\"renewal\":\"9999-01-01T00:00:00Z\",\"events\":[null");
  for (int i = 0; i < 5000; i++)
    g_string_append_printf (json, ",{\"when\":\"%04d-01-01T00:00:00Z\",\"kind\":\"%s\",\"text\":\"%s\",\"certificate\":\"c%d\"}",
                            1 + i * 2, i % 2 ? "renewal" : "problem", i == 1012 ? long_text : "x", i);
  for (int i = 0; i < 5000; i++)
    g_string_append_printf (json,
                            ",{\"when\":\"2026-%02d-%02dT%02d:00:00Z\",\"kind\":\"%s\",\"text\":\"x\",\"certificate\":\"c%d\"}",
                            1 + i % 11, 1 + i % 28, i % 24, i % 3 ? "renewal" : "problem", i % 1000);
  g_string_append (json, "]}");
  data = ms_timeline_data_new (json->str, NOW);
  g_assert_cmpuint (data->certificates->len, <=, 300);
  g_assert_cmpuint (data->items->len, <=, 1000);
  g_assert_cmpuint (data->lanes, <=, 10);
  g_assert_cmpuint (data->width, <=, 6000);
  for (guint i = 0; i < data->items->len; i++)
    {
      const MsTimelineEntry *item = item_at (data, i);
      g_autofree char *name = ms_timeline_name (item);
      g_assert_cmpint (item->end, >=, item->begin);
      g_assert_cmpint (item->begin, >=, data->begin);
      g_assert_cmpint (item->end, <=, data->end);
      g_assert_cmpuint (item->lines->len, <=, 40);
      g_assert_cmpuint (strlen (name), <, 3000);
    }
  g_test_message ("%u items of 1000 certificates and 10000 events in %.0f ms", data->items->len,
                  (double) (g_get_monotonic_time () - begin) / 1000);
}

static void
test_ticks (void)
{
  static const int lengths[] = { 1, 3, 10, 40, 100, 300, 900, 3000, 18000 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    for (guint most = 2; most < 20; most++)
      {
        MsTimelineData data = { .begin = NOW - (gint64) lengths[i] * DAY, .end = NOW };
        g_autoptr (GArray) ticks = ms_timeline_ticks (&data, most);
        g_assert_cmpuint (ticks->len, <=, most);
        g_assert_cmpuint (ticks->len, >=, lengths[i] > 900 && most < 4 ? 0 : 1);
        for (guint t = 0; t < ticks->len; t++)
          {
            const MsTick *tick = &g_array_index (ticks, MsTick, t);
            g_assert_cmpint (tick->when, >=, data.begin);
            g_assert_cmpint (tick->when, <=, data.end);
            g_assert_cmpstr (tick->label, !=, "");
          }
      }
}

static void
test_compare (void)
{
  const Row rows[] = { { "aa", "192.0.2.1", -88, 2, -80, -28 }, { "bb", "192.0.2.1", -28, 62, -28, 0 } };
  g_autoptr (MsTimelineData) data = laid_out (rows, 2, "");
  g_autoptr (GPtrArray) pairs = ms_timeline_compare (item_at (data, 1)->old, item_at (data, 1)->now);
  g_autoptr (GPtrArray) alone = ms_timeline_compare (NULL, item_at (data, 0)->now);
  g_autoptr (GString) different = g_string_new (NULL);

  g_assert_cmpuint (pairs->len, ==, alone->len);
  for (guint i = 0; i < pairs->len; i++)
    {
      const MsPair *pair = g_ptr_array_index (pairs, i);
      if (pair->differs)
        g_string_append_printf (different, "%s;", pair->title);
      g_assert_false (((const MsPair *) g_ptr_array_index (alone, i))->differs);
    }
  g_assert_cmpstr (different->str, ==, "Good from;Good until;Fingerprint (SHA-256);");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timeline/empty", test_empty);
  g_test_add_func ("/timeline/chain", test_chain);
  g_test_add_func ("/timeline/pool", test_pool);
  g_test_add_func ("/timeline/long", test_long);
  g_test_add_func ("/timeline/many", test_many);
  g_test_add_func ("/timeline/incidents", test_incidents);
  g_test_add_func ("/timeline/hostile", test_hostile);
  g_test_add_func ("/timeline/ticks", test_ticks);
  g_test_add_func ("/timeline/compare", test_compare);
  return g_test_run ();
}
