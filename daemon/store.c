/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store.h"

#include "model/alert.h"
#include "model/finding.h"
#include "daemon/store/ders.h"
#include "daemon/store/keep.h"
#include "daemon/store/schema.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_SIGHTINGS 50        /* certificates remembered of one address */
#define MAX_OF_SERVER 500       /* of one server, whose addresses may be others each time */
#define MAX_SIZE      (1 << 20) /* bytes of them, but for those that are shown now */
#define TRUSTED       5    /* of an address, stay whatever else is shown there: nobody washes the memory of the good ones out */
#define MAX_JOURNAL   1000 /* lines of one server */
#define MAX_NETWORKS  400  /* bytes of ids kept of one certificate */
#define DAY           86400

G_DEFINE_QUARK (ms - store - error - quark, ms_store_error)

struct _MsStore
{
  MsKeep *keep;
  MsDers *ders;
};

#define prepare(store, sql, ...) ms_sql (ms_keep_db ((store)->keep), sql, __VA_ARGS__)

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

/* ---- opening ------------------------------------------------------------------------------------------------- */

char *
ms_store_folder (void)
{
  const char *own = g_getenv ("MAILSEAL_STATE_DIR");
  return own != NULL && *own != '\0' ? g_strdup (own) : g_build_filename (g_get_user_state_dir (), "mailseal", NULL);
}

MsStore *
ms_store_open (const char *folder, gint64 now)
{
  MsStore *store = g_new0 (MsStore, 1);

  store->keep = ms_keep_open (folder, now);
  store->ders = ms_ders_new (store->keep);
  return store;
}

void
ms_store_free (MsStore *store)
{
  if (store == NULL)
    return;
  ms_ders_free (store->ders);
  ms_keep_free (store->keep);
  g_free (store);
}

char *
ms_store_holder (const MsStore *store)
{
  return ms_keep_holder (store->keep);
}

gboolean
ms_store_is_awaited (const MsStore *store, gint64 now)
{
  return ms_keep_is_awaited (store->keep, now);
}

gint64
ms_store_next_try (const MsStore *store)
{
  return ms_keep_next_try (store->keep);
}

gboolean
ms_store_try (MsStore *store, gint64 now)
{
  return ms_keep_try (store->keep, now);
}

GStrv
ms_store_notices (const MsStore *store)
{
  GPtrArray *sentences = g_ptr_array_new ();
  guint n = ms_ders_found_damaged (store->ders);

  ms_keep_add_notices (store->keep, sentences);
  if (n > 0)
    g_ptr_array_add (
      sentences, g_strdup_printf (
                   ngettext ("%u remembered certificate in %s was damaged, and is put right as far as that can be done. Is the "
                             "disk all right?",
                             "%u remembered certificates in %s were damaged, and are put right as far as that can be done. Is "
                             "the disk all right?",
                             n),
                   n, ms_keep_path (store->keep)));
  g_ptr_array_add (sentences, NULL);
  return (GStrv) g_ptr_array_free (sentences, FALSE);
}

/* ---- observations -------------------------------------------------------------------------------------------- */

static char *
chain_text (const MsSighting *sighting)
{
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < sighting->der->len; i++)
    g_ptr_array_add (hashes, g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, g_ptr_array_index (sighting->der, i)));
  g_ptr_array_add (hashes, NULL);
  return g_strjoinv (" ", (GStrv) hashes->pdata);
}

/* All that a check showed but for how long it took: equal text, nothing new. */
static char *
shown_text (const MsObservation *observation)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  const MsHints *h = observation->hints;
  g_autofree char *hints = NULL;

  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *s = g_ptr_array_index (observation->sightings, i);
      g_autofree char *chain = chain_text (s);
      g_autofree char *ocsp = s->ocsp != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, s->ocsp) : g_strdup ("");
      g_autofree char *line
        = g_strdup_printf ("%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%d\n", s->address, ms_outcome_name (s->outcome),
                           or_empty (ms_reason_name (s->reason)), or_empty (s->detail), or_empty (s->speaks), or_empty (s->alert),
                           or_empty (s->tls_version), or_empty (s->cipher), chain, ocsp, s->trust);
      g_checksum_update (sum, (const guchar *) line, (gssize) strlen (line));
    }
  hints = g_strdup_printf ("%s|%s|%u|%d|%s|%s|%s", observation->network, or_empty (h->use_host), h->use_port, h->use_security,
                           or_empty (h->newer_on), or_empty (h->pinned), or_empty (h->published));
  g_checksum_update (sum, (const guchar *) hints, (gssize) strlen (hints));
  return g_strdup (g_checksum_get_string (sum));
}

static gboolean
save_shown (MsStore *store, const char *url, const MsObservation *observation)
{
  g_autoptr (MsSql) clear = prepare (store, "DELETE FROM shown WHERE url = ?", "s", url);

  if (!ms_sql_done (clear))
    return FALSE;
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *s = g_ptr_array_index (observation->sightings, i);
      g_autofree char *chain = chain_text (s);
      g_auto (GStrv) hashes = g_strsplit (chain, " ", -1);
      g_autoptr (MsSql) insert
        = prepare (store, "INSERT INTO shown (" MS_COLUMNS_SHOWN ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   "sissssssisssb", url, (gint64) i, s->address, ms_outcome_name (s->outcome), ms_reason_name (s->reason),
                   s->detail, s->speaks, s->alert, (gint64) s->duration_ms, s->tls_version, s->cipher, chain, s->ocsp);

      for (guint c = 0; c < s->der->len; c++)
        if (!ms_ders_save (store->ders, hashes[c], g_ptr_array_index (s->der, c), c == 0))
          return FALSE;
      if (!ms_sql_done (insert))
        return FALSE;
    }
  return TRUE;
}

static gboolean
save_hints (MsStore *store, const char *url, const MsHints *hints)
{
  g_autoptr (MsSql) insert = prepare (store, "INSERT OR REPLACE INTO hints (" MS_COLUMNS_HINTS ") VALUES (?, ?, ?, ?, ?, ?, ?)",
                                      "ssiisss", url, hints->use_host, (gint64) hints->use_port, (gint64) hints->use_security,
                                      hints->newer_on, hints->pinned, hints->published);
  return ms_sql_done (insert);
}

static void
load_hints (MsStore *store, const char *url, MsHints *hints)
{
  g_autoptr (MsSql) row
    = prepare (store, "SELECT use_host, use_port, use_security, newer_on, pinned, published FROM hints WHERE url = ?", "s", url);

  if (!ms_sql_row (row))
    return;
  hints->use_host = g_strdup (ms_sql_text (row, 0));
  hints->use_port = (guint16) ms_sql_int (row, 1);
  hints->use_security = ms_sql_int (row, 2) == MS_SECURITY_TLS ? MS_SECURITY_TLS : MS_SECURITY_STARTTLS;
  hints->newer_on = g_strdup (ms_sql_text (row, 3));
  hints->pinned = g_strdup (ms_sql_text (row, 4));
  hints->published = g_strdup (ms_sql_text (row, 5));
}

/* Is this row of `seen` what its address showed at the check before? */
#define IS_SHOWN                                                                                                                 \
  "EXISTS (SELECT 1 FROM shown WHERE shown.url = seen.url AND shown.address = seen.address"                                      \
  " AND substr(shown.chain, 1, 64) = seen.sha256)"

/* What was shown until now was last seen at the check before; what is shown now is seen from now on. */
static gboolean
save_seen (MsStore *store, const char *url, const MsObservation *observation)
{
  g_autoptr (MsSql) past = prepare (
    store, "UPDATE seen SET last_seen = (SELECT checked FROM servers WHERE url = ?1) WHERE url = ?1 AND " IS_SHOWN, "s", url);

  if (!ms_sql_done (past))
    return FALSE;
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *s = g_ptr_array_index (observation->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (s);
      g_autoptr (MsSql) insert = NULL;

      if (leaf == NULL)
        continue;
      insert
        = prepare (store,
                   "INSERT INTO seen (" MS_COLUMNS_SEEN
                   ") VALUES (?1, ?2, ?3, ?4, ?5, ?5, (SELECT coalesce(max(place), 0) + 1 FROM seen WHERE url = ?1), ?6, 0, 0)"
                   " ON CONFLICT DO UPDATE SET last_seen = ?5, networks = CASE WHEN ?6 = '' OR instr(networks, ?6) > 0"
                   " OR length(networks) > ?7 THEN networks ELSE trim(networks || ' ' || ?6) END,"
                   " returned = CASE WHEN " IS_SHOWN " THEN returned ELSE ?5 END,"
                   " absent = CASE WHEN " IS_SHOWN " THEN absent ELSE ?5 - last_seen END",
                   "sssiisi", url, s->address, leaf->sha256, (gint64) ms_trust_is_trusted (s->trust), observation->checked,
                   observation->network, (gint64) MAX_NETWORKS);
      if (!ms_sql_done (insert))
        return FALSE;
    }
  return TRUE;
}

/* Which of them are remembered is bounded by number and size, whatever is shown and wherever. */
static gboolean
forget_oldest (MsStore *store, const char *url)
{
  g_autoptr (MsSql) forget = prepare (
    store,
    "WITH known AS (SELECT address, seen.sha256, trusted, coalesce(length(der), 0) AS size, last_seen, place, " IS_SHOWN
    " AS now, row_number() OVER (PARTITION BY address, trusted ORDER BY last_seen DESC, place DESC) AS nth_such"
    " FROM seen LEFT JOIN certificates USING (sha256) WHERE url = ?1),"
    " ranked AS (SELECT address, sha256, now OR (trusted AND nth_such <= ?5) AS kept,"
    " row_number() OVER (PARTITION BY address ORDER BY last_seen DESC, place DESC) AS nth, sum(size) OVER newest AS bytes,"
    " row_number() OVER (ORDER BY now DESC, trusted AND nth_such <= ?5 DESC, last_seen DESC, place DESC) AS nth_of_all"
    " FROM known WINDOW newest AS (ORDER BY last_seen DESC, place DESC))"
    " DELETE FROM seen WHERE url = ?1 AND (address, sha256) IN (SELECT address, sha256 FROM ranked WHERE nth_of_all > ?4 OR"
    " ((nth > ?3 OR bytes > ?2) AND NOT kept))",
    "siiii", url, (gint64) MAX_SIZE, (gint64) MAX_SIGHTINGS, (gint64) MAX_OF_SERVER, (gint64) TRUSTED);

  return ms_sql_done (forget);
}

/* Nobody refers to them any more. */
static gboolean
drop_orphans (MsStore *store)
{
  return ms_sql_run (ms_keep_db (store->keep),
                     "DELETE FROM certificates WHERE sha256 NOT IN (SELECT sha256 FROM seen) AND NOT EXISTS"
                     " (SELECT 1 FROM shown WHERE instr(shown.chain, certificates.sha256) > 0);"
                     "DELETE FROM copies WHERE sha256 NOT IN (SELECT sha256 FROM seen)");
}

/* Where STARTTLS works, told to the day. */
static gboolean
save_offer (MsStore *store, const char *url, const MsObservation *observation)
{
  g_autoptr (MsSql) insert = NULL;

  if (!ms_observation_has (observation, MS_OUTCOME_OK)
      || ms_service_info (observation->target->service)->security != MS_SECURITY_STARTTLS)
    return TRUE;
  insert = prepare (store,
                    "INSERT INTO offers (" MS_COLUMNS_OFFERS
                    ") VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET last_seen = ?3 WHERE last_seen < ?3 - ?4",
                    "ssii", url, observation->network, observation->checked, (gint64) DAY);
  return ms_sql_done (insert);
}

static gboolean
write_observation (gpointer data, gconstpointer what)
{
  MsStore *store = data;
  const MsObservation *observation = what;
  g_autofree char *url = ms_target_url (observation->target), *shown = shown_text (observation);
  g_autoptr (MsSql) known = prepare (store, "SELECT shown FROM servers WHERE url = ?", "s", url);
  gboolean same = ms_sql_row (known) && g_strcmp0 (ms_sql_text (known, 0), shown) == 0;
  g_autoptr (MsSql) update = prepare (
    store, "INSERT INTO servers (" MS_COLUMNS_SERVERS ") VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET checked = ?2, shown = ?3",
    "sis", url, observation->checked, shown);

  if (!save_offer (store, url, observation) || !ms_ders_heal (store->ders, observation))
    return FALSE;
  if (same)
    return ms_sql_done (update);
  return save_seen (store, url, observation) && ms_sql_done (update) && save_shown (store, url, observation)
         && save_hints (store, url, observation->hints) && forget_oldest (store, url) && drop_orphans (store);
}

gboolean
ms_store_record (MsStore *store, const MsObservation *observation, GError **error)
{
  gboolean kept = ms_keep_write (store->keep, write_observation, store, observation, error);
  ms_ders_look_again (store->ders);
  return kept;
}

static MsSighting *
load_sighting (MsStore *store, MsSql *row)
{
  MsSighting *s = ms_sighting_new (or_empty (ms_sql_text (row, 0)));
  g_auto (GStrv) hashes = g_strsplit (or_empty (ms_sql_text (row, 9)), " ", -1);

  if (!ms_outcome_from_name (ms_sql_text (row, 1), &s->outcome))
    s->outcome = MS_OUTCOME_UNREACHABLE;
  s->reason = ms_reason_from_name (ms_sql_text (row, 2));
  s->detail = g_strdup (ms_sql_text (row, 3));
  s->speaks = g_strdup (ms_sql_text (row, 4));
  s->alert = g_strdup (ms_sql_text (row, 5));
  s->duration_ms = (guint) ms_sql_int (row, 6);
  s->tls_version = g_strdup (ms_sql_text (row, 7));
  s->cipher = g_strdup (ms_sql_text (row, 8));
  s->ocsp = ms_sql_blob (row, 10);
  s->trust = MS_TRUST_NO_CHAIN;
  for (guint i = 0; hashes[i] != NULL; i++)
    {
      GBytes *der = *hashes[i] != '\0' ? ms_ders_load (store->ders, hashes[i]) : NULL;
      if (der != NULL)
        g_ptr_array_add (s->der, der);
      else if (i == 0)
        break; /* without its leaf the rest means nothing */
    }
  return s;
}

MsObservation *
ms_store_last (MsStore *store, const MsTarget *target)
{
  g_autofree char *url = ms_target_url (target);
  g_autoptr (MsSql) server = prepare (store, "SELECT checked FROM servers WHERE url = ?", "s", url);
  g_autoptr (MsSql) rows
    = prepare (store,
               "SELECT address, outcome, reason, detail, speaks, alert, duration_ms, tls_version, cipher, chain, ocsp FROM shown"
               " WHERE url = ? ORDER BY position",
               "s", url);
  MsObservation *observation;

  if (!ms_sql_row (server))
    return NULL;
  observation = ms_observation_new (target, ms_sql_int (server, 0));
  while (ms_sql_row (rows))
    g_ptr_array_add (observation->sightings, load_sighting (store, rows));
  load_hints (store, url, observation->hints);
  return observation;
}

GPtrArray *
ms_store_authorities (MsStore *store)
{
  GPtrArray *authorities = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (MsSql) rows
    = prepare (store, "SELECT sha256 FROM certificates WHERE sha256 NOT IN (SELECT sha256 FROM seen) LIMIT 200", "");

  while (ms_sql_row (rows))
    {
      GBytes *der = ms_ders_load (store->ders, or_empty (ms_sql_text (rows, 0)));
      if (der != NULL)
        g_ptr_array_add (authorities, der);
    }
  return authorities;
}

MsHistory *
ms_store_history (MsStore *store, const char *url, MsParse parse)
{
  MsHistory *history = ms_history_new ();
  g_autoptr (MsSql) rows = prepare (store,
                                    "SELECT address, sha256, trusted, first_seen, CASE WHEN " IS_SHOWN
                                    " THEN servers.checked ELSE last_seen END, networks, returned, absent"
                                    " FROM seen JOIN servers USING (url) WHERE url = ? ORDER BY place",
                                    "s", url);
  g_autoptr (MsSql) offers = prepare (store, "SELECT network, last_seen FROM offers WHERE url = ?", "s", url);

  while (ms_sql_row (rows))
    {
      g_autoptr (GBytes) der = ms_ders_load (store->ders, or_empty (ms_sql_text (rows, 1)));
      g_autoptr (MsCertificate) leaf = der != NULL ? parse (der) : NULL;
      MsSeen *seen;

      if (leaf == NULL)
        continue;
      seen = ms_seen_new (or_empty (ms_sql_text (rows, 0)), leaf, ms_sql_int (rows, 2) != 0, ms_sql_int (rows, 3),
                          ms_sql_int (rows, 4), ms_sql_text (rows, 5));
      seen->returned = ms_sql_int (rows, 6);
      seen->absent = ms_sql_int (rows, 7);
      g_ptr_array_add (history->seen, seen);
    }
  while (ms_sql_row (offers))
    ms_history_add_offer (history, or_empty (ms_sql_text (offers, 0)), ms_sql_int (offers, 1));
  return history;
}

/* ---- alerts -------------------------------------------------------------------------------------------------- */

/* A row of MS_COLUMNS_ALERTS. */
static MsAlert *
load_alert (MsSql *row)
{
  MsAlert *alert;
  MsCode code;

  if (!ms_code_from_name (ms_sql_text (row, 1), &code))
    return NULL; /* of a newer version */
  alert = ms_alert_new (ms_sql_text (row, 0), code);
  ms_severity_from_name (ms_sql_text (row, 2), &alert->severity);
  ms_who_from_name (ms_sql_text (row, 3), &alert->who);
  ms_step_from_name (ms_sql_text (row, 4), &alert->step);
  alert->cause = g_strdup (ms_sql_text (row, 5));
  g_strfreev (alert->servers);
  alert->servers = g_strsplit (or_empty (ms_sql_text (row, 6)), " ", -1);
  alert->title = g_strdup (ms_sql_text (row, 7));
  alert->text = g_strdup (ms_sql_text (row, 8));
  alert->advice = g_strdup (ms_sql_text (row, 9));
  alert->since = ms_sql_int (row, 10);
  alert->told = ms_sql_int (row, 11);
  alert->tell = ms_sql_int (row, 12) != 0;
  alert->acknowledged = ms_sql_int (row, 13) != 0;
  alert->snoozed_until = ms_sql_int (row, 14);
  alert->resolved = ms_sql_int (row, 15);
  ms_step_from_name (ms_sql_text (row, 16), &alert->reached);
  alert->grave = ms_sql_int (row, 17) != 0;
  return alert;
}

GPtrArray *
ms_store_alerts (MsStore *store, gboolean all)
{
  GPtrArray *alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  g_autoptr (MsSql) rows = prepare (store,
                                    all ? "SELECT " MS_COLUMNS_ALERTS " FROM (SELECT " MS_COLUMNS_ALERTS
                                          " FROM alerts ORDER BY since DESC, id LIMIT 500) ORDER BY since, id"
                                        : "SELECT " MS_COLUMNS_ALERTS " FROM alerts WHERE resolved = 0 ORDER BY since, id",
                                    "");

  while (ms_sql_row (rows))
    {
      MsAlert *alert = load_alert (rows);
      if (alert != NULL)
        g_ptr_array_add (alerts, alert);
    }
  return alerts;
}

static gboolean
save_alert (MsStore *store, const MsAlert *alert)
{
  g_autofree char *servers = g_strjoinv (" ", alert->servers); /* URLs hold no blanks */
  g_autoptr (MsSql) insert = prepare (
    store, "INSERT OR REPLACE INTO alerts (" MS_COLUMNS_ALERTS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "ssssssssssiiiiiisi", alert->id, ms_code_info (alert->code)->name, ms_severity_name (alert->severity),
    ms_who_name (alert->who), ms_step_name (alert->step), alert->cause, servers, alert->title, alert->text, alert->advice,
    alert->since, alert->told, (gint64) alert->tell, (gint64) alert->acknowledged, alert->snoozed_until, alert->resolved,
    ms_step_name (alert->reached), (gint64) alert->grave);
  return ms_sql_done (insert);
}

guint
ms_store_told_since (MsStore *store, gint64 since)
{
  g_autoptr (MsSql) row = prepare (store, "SELECT count(*) FROM alerts WHERE told > ? AND severity <> 'critical'", "i", since);
  return ms_sql_row (row) ? (guint) ms_sql_int (row, 0) : 0;
}

/* ---- journal and keys ---------------------------------------------------------------------------------------- */

void
ms_journal_line_free (MsJournalLine *line)
{
  if (line == NULL)
    return;
  g_free (line->url);
  g_free (line->what);
  g_free (line->text);
  g_free (line);
}

MsJournalLine *
ms_journal_line_new (gint64 when, const char *url, const char *what, const char *text)
{
  MsJournalLine *line = g_new0 (MsJournalLine, 1);

  line->when = when;
  line->url = g_strdup (or_empty (url));
  line->what = g_strdup (or_empty (what));
  line->text = g_strdup (or_empty (text));
  return line;
}

static gboolean
save_line (MsStore *store, const MsJournalLine *line)
{
  g_autoptr (MsSql) insert = prepare (store, "INSERT INTO journal (moment, url, what, text) VALUES (?, ?, ?, ?)", "isss",
                                      line->when, line->url, line->what, line->text);
  g_autoptr (MsSql) prune = prepare (
    store,
    "DELETE FROM journal WHERE url = ?1 AND id <= (SELECT id FROM journal WHERE url = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
    "si", line->url, (gint64) MAX_JOURNAL);
  return ms_sql_done (insert) && ms_sql_done (prune);
}

typedef struct
{
  const GPtrArray *alerts, *lines;
} Saved;

static gboolean
write_saved (gpointer store, gconstpointer what)
{
  const Saved *saved = what;
  gboolean ok = TRUE;

  for (guint i = 0; ok && saved->alerts != NULL && i < saved->alerts->len; i++)
    ok = save_alert (store, g_ptr_array_index (saved->alerts, i));
  for (guint i = 0; ok && saved->lines != NULL && i < saved->lines->len; i++)
    ok = save_line (store, g_ptr_array_index (saved->lines, i));
  return ok;
}

gboolean
ms_store_save (MsStore *store, const GPtrArray *alerts, const GPtrArray *lines, GError **error)
{
  const Saved saved = { alerts, lines };
  return ms_keep_write (store->keep, write_saved, store, &saved, error);
}

GPtrArray *
ms_store_journal_of (MsStore *store, const char *url)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_journal_line_free);
  g_autoptr (MsSql) rows
    = prepare (store, "SELECT moment, url, what, text FROM journal WHERE ?1 IS NULL OR url = ?1 ORDER BY id", "s", url);

  while (ms_sql_row (rows))
    g_ptr_array_add (
      lines, ms_journal_line_new (ms_sql_int (rows, 0), ms_sql_text (rows, 1), ms_sql_text (rows, 2), ms_sql_text (rows, 3)));
  return lines;
}

char *
ms_store_get (MsStore *store, const char *key)
{
  g_autoptr (MsSql) row = prepare (store, "SELECT value FROM keys WHERE key = ?", "s", key);
  return ms_sql_row (row) ? g_strdup (ms_sql_text (row, 0)) : NULL;
}

static gboolean
write_key (gpointer store, gconstpointer what)
{
  const char *const *pair = what;
  g_autoptr (MsSql) insert
    = prepare ((MsStore *) store, "INSERT OR REPLACE INTO keys (" MS_COLUMNS_KEYS ") VALUES (?, ?)", "ss", pair[0], pair[1]);
  return ms_sql_done (insert);
}

gboolean
ms_store_set (MsStore *store, const char *key, const char *value, GError **error)
{
  const char *const pair[] = { key, value };
  return ms_keep_write (store->keep, write_key, store, pair, error);
}
