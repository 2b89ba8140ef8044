/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/service/history.h"

#include "model/text.h"
#include "check/judge/change.h"
#include "check/judge/words.h"
#include "check/verdict-json.h"
#include "check/x509/certificate.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- history ------------------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 when;
  JsonNode *node; /* NULL: it was taken */
} Event;

static void
event_free (Event *event)
{
  g_clear_pointer (&event->node, json_node_unref);
  g_free (event);
}

static void
add_event (GPtrArray *events, gint64 when, const char *what, const char *kind, const char *text, const char *address,
           const char *certificate)
{
  Event *event = g_new0 (Event, 1);
  event->when = when;
  event->node = ms_event_json (when, what, kind, text, address, certificate);
  g_ptr_array_add (events, event);
}

static int
by_time (gconstpointer a, gconstpointer b)
{
  gint64 first = (*(Event *const *) a)->when, second = (*(Event *const *) b)->when;
  return (first > second) - (first < second);
}

/* One event: what kind it is, and in words what was there. */
static void
add_sighting (GPtrArray *events, const MsSeen *seen, const MsFinding *change)
{
  g_autofree char *date = ms_time_string (seen->leaf->not_after), *text = NULL;
  const char *what = change != NULL ? ms_code_info (change->code)->name : "first-seen", *kind;

  if (change == NULL)
    {
      kind = "certificate";
      text = g_strdup_printf (_ ("%s: first seen, certificate of %s, good until %.10s"), seen->address, seen->leaf->issuer, date);
    }
  else if (change->code == MS_CODE_RENEWED)
    {
      kind = "renewal";
      text = g_strdup_printf (_ ("%s: renewed, certificate of %s, good until %.10s"), seen->address, seen->leaf->issuer, date);
    }
  else
    {
      kind = "change";
      text = g_strdup_printf (_ ("%s: changed, certificate of %s, good until %.10s"), seen->address, seen->leaf->issuer, date);
    }
  add_event (events, seen->first_seen, what, kind, text, seen->address, seen->leaf->sha256);
}

/* What an address showed one after the other: the first certificate, then each step as the change rules see it. */
static void
add_sightings (GPtrArray *events, const MsStanding *standing, const GPtrArray *memory)
{
  for (guint i = 0; i < memory->len; i++)
    {
      const MsSeen *seen = g_ptr_array_index (memory, i), *before = NULL;
      g_autoptr (MsFinding) change = NULL;

      for (guint j = 0; j < i; j++) /* oldest first */
        {
          const MsSeen *other = g_ptr_array_index (memory, j);
          if (g_str_equal (other->address, seen->address))
            before = other;
        }
      change = before != NULL ? ms_change_classify (before, seen, standing->server->target->host) : NULL;
      add_sighting (events, seen, change);
    }
}

/* What returned is journalled as "<id of the alert> <its title when it ended>": that solution was none. */
static gboolean
is_return (const MsJournalLine *line)
{
  return g_str_equal (line->what, "returned") && strchr (line->text, ' ') != NULL;
}

static gboolean
is_same_return (const MsJournalLine *a, const MsJournalLine *b)
{
  return strncmp (a->text, b->text, strcspn (a->text, " ") + 1) == 0;
}

static const char *
title_of (const MsJournalLine *line)
{
  return is_return (line) ? strchr (line->text, ' ') + 1 : line->text;
}

/* The journal's words are short; here they stand without their context. */
static char *
journal_words (const MsJournalLine *line, const char **ret_kind)
{
  static const struct
  {
    const char *what, *kind;
    const char *words;
  } rows[] = {
    { "noticed", "problem", N_ ("problem noticed") },
    { "worse", "problem", N_ ("problem got worse") },
    { "urgent", "problem", N_ ("problem is urgent") },
    { "expired", "problem", N_ ("certificate ran out") },
    { "returned", "problem", N_ ("problem comes and goes") },
    { "resolved", "solution", N_ ("problem solved") },
    { "told", "note", N_ ("you were told") },
    { "acknowledged", "note", N_ ("you said “I know”") },
    { "snoozed", "note", N_ ("you asked to be reminded later") },
  };

  *ret_kind = "note";
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].what, line->what))
      {
        *ret_kind = rows[i].kind;
        return g_strdup_printf (_ ("%s: %s"), _ (rows[i].words), title_of (line));
      }
  return g_strdup (line->text);
}

/* A problem that comes and goes is one line, where it came last, and no solution before that was one. */
static gboolean
is_undone (const GPtrArray *lines, guint at)
{
  const MsJournalLine *line = g_ptr_array_index (lines, at);
  gboolean solved = g_str_equal (line->what, "resolved");

  for (guint i = at + 1; i < lines->len && (solved || is_return (line)); i++)
    {
      const MsJournalLine *later = g_ptr_array_index (lines, i);

      if (solved && g_str_equal (later->what, "resolved") && g_str_equal (later->text, line->text))
        return FALSE;
      if (is_return (later) && (solved ? g_str_equal (title_of (later), line->text) : is_same_return (line, later)))
        return TRUE;
    }
  return FALSE;
}

static void
add_journal (GPtrArray *events, const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const MsJournalLine *line = g_ptr_array_index (lines, i);
      const char *kind;
      g_autofree char *text = journal_words (line, &kind);

      if (!is_undone (lines, i))
        add_event (events, line->when, line->what, kind, text, NULL, NULL);
    }
}

JsonNode *
ms_history_json (MsStore *store, const GPtrArray *standings, GStrv urls)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) event_free);
  g_autoptr (JsonBuilder) json = json_builder_new ();

  for (guint i = 0; i < standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (standings, i);
      const char *url = standing->server->url;
      g_autoptr (MsHistory) past = NULL;
      g_autoptr (GPtrArray) lines = NULL;

      if (!g_strv_contains ((const char *const *) urls, url))
        continue;
      past = ms_store_history (store, url, ms_certificate_parse);
      lines = ms_store_journal_of (store, url);
      add_sightings (events, standing, past->seen);
      add_journal (events, lines);
    }
  g_ptr_array_sort (events, by_time);
  json_builder_begin_array (json);
  for (guint i = 0; i < events->len; i++)
    json_builder_add_value (json, g_steal_pointer (&((Event *) g_ptr_array_index (events, i))->node));
  json_builder_end_array (json);
  return json_builder_get_root (json);
}

/* ---- why ----------------------------------------------------------------------------------------------------- */

static void
why_seen (GString *out, const MsVerdict *verdict)
{
  g_autofree char *checked = ms_time_string (verdict->observation->checked);

  g_string_append_printf (out, _ ("Looked at: %s\n"), checked);
  for (guint i = 0; i < verdict->observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (verdict->observation->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);

      g_string_append_printf (out, _ ("Seen at %s: %s%s%s\n"), *sighting->address != '\0' ? sighting->address : "-",
                              ms_outcome_name (sighting->outcome), sighting->detail != NULL ? ", " : "",
                              sighting->detail != NULL ? sighting->detail : "");
      if (leaf != NULL)
        g_string_append_printf (out, _ ("  certificate %s of %s\n"), leaf->sha256, leaf->issuer);
    }
}

static void
why_judged (GString *out, const MsVerdict *verdict)
{
  g_string_append_printf (out, _ ("Verdict: %s\n"), ms_severity_name (verdict->state));
  for (guint i = 0; i < verdict->findings->len; i++)
    {
      const MsFinding *finding = g_ptr_array_index (verdict->findings, i);
      g_autoptr (MsWords) words = ms_words (verdict, finding);
      g_string_append_printf (out, "  %s (%s): %s. %s\n", ms_code_info (finding->code)->name,
                              ms_severity_name (finding->severity), words->title, words->details);
    }
}

static const char *
why_told (const MsAlert *alert, MsHeld held)
{
  if (alert->step == MS_STEP_RESOLVED)
    return alert->told != 0 ? _ ("it is solved")
                            : _ ("it is solved, or was part of another problem, before there was reason to tell it");
  if (alert->acknowledged)
    return _ ("you said that you know");
  if (alert->snoozed_until != 0)
    return _ ("you asked to be reminded later");
  if (alert->told != 0)
    return _ ("told once; it is not said again until it gets worse");
  switch (held)
    {
    case MS_HELD_NETWORK:
      return _ ("held back: this network wants a sign-in first, and what is seen through it does not count");
    case MS_HELD_CLOCK:
      return _ ("held back: this is about dates, and this computer’s clock may be wrong");
    case MS_HELD_NOT_WANTED:
      return _ ("shown, but not told: notifications are off for this server");
    case MS_HELD_NOT_SEEN:
      return _ ("held back until the server was looked at again");
    case MS_HELD_SECOND_LOOK:
      return _ ("shown, but not told yet: it waits for a second look");
    case MS_HELD_ENOUGH:
      return _ ("shown, but not told: three problems were told within a day, and this one is not critical");
    case MS_HELD_NOT:
      break;
    }
  return _ ("waits for a notification service to show it");
}

char *
ms_why_text (const MsWard *ward, GStrv urls, gint64 now)
{
  const GPtrArray *standings = ms_ward_standings (ward);
  g_autoptr (GPtrArray) alerts = ms_ward_all_alerts (ward);
  const char *clock = ms_belief_notice (ms_ward_clock (ward));
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (standings, i);

      if (!g_strv_contains ((const char *const *) urls, standing->server->url))
        continue;
      g_string_append_printf (out, "%s\n", standing->server->url);
      if (standing->verdict == NULL)
        g_string_append_printf (out, "%s\n", _ ("Not looked at yet."));
      else
        {
          why_seen (out, standing->verdict);
          why_judged (out, standing->verdict);
        }
      for (guint a = 0; a < alerts->len; a++)
        {
          const MsAlert *alert = g_ptr_array_index (alerts, a);
          if (g_strv_contains ((const char *const *) alert->servers, standing->server->url))
            g_string_append_printf (out, _ ("Alert %s (%s, step %s): %s\n"), alert->id, ms_code_info (alert->code)->name,
                                    ms_step_name (alert->step), why_told (alert, ms_ward_held (ward, alert, now)));
        }
    }
  if (clock != NULL)
    g_string_append_printf (out, "%s\n", clock);
  return g_string_free (out, FALSE);
}
