/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/looks.h"

#include "check/probe/room.h"
#include "check/suggest.h"

#include <glib/gi18n.h>

#define MAX_UNASKED 8  /* of the daemon's own; what the user asks for comes on top */
#define MAX_ASKED   64 /* with that */
#define TIMEOUT_MS  15000

typedef struct
{
  MsLooked looked;
  gpointer data;
} Waiter;

/* At one server: under way, or asked for and waiting for room. */
typedef struct
{
  MsLooks *looks;
  char *url;
  MsSuggest *check; /* NULL: there was no room yet */
  GArray *waiters;  /* Waiter */
} Look;

struct _MsLooks
{
  MsStore *store;
  const MsRoster *roster;
  MsWard *ward;
  const MsLooksEvents *events;
  gpointer data;
  GHashTable *by_url; /* char* of the Look -> Look* */
  GQueue *asked;      /* Look*: those of them that wait for room */
  GHashTable *trust;  /* CA file or "" -> MsTrustStore*: only while a round goes on */
  guint under_way, most;
};

static gint64
now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* ---- one look ---------------------------------------------------------------------------------------------------- */

static Look *
look_new (MsLooks *looks, const char *url)
{
  Look *look = g_new0 (Look, 1);

  look->looks = looks;
  look->url = g_strdup (url);
  look->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  g_hash_table_insert (looks->by_url, look->url, look);
  return look;
}

/* It is over: who waits for it hears that. */
static void
look_end (Look *look, const char *refusal)
{
  for (guint i = 0; i < look->waiters->len; i++)
    {
      const Waiter *waiter = &g_array_index (look->waiters, Waiter, i);
      waiter->looked (refusal, waiter->data);
    }
  g_array_unref (look->waiters);
  g_free (look->url);
  g_free (look);
}

MsTrustStore *
ms_looks_trust (MsLooks *looks, const MsServer *server)
{
  const char *key = server->ca_file != NULL ? server->ca_file : "";
  MsTrustStore *trust = g_hash_table_lookup (looks->trust, key);
  g_autoptr (GPtrArray) authorities = NULL;

  if (trust == NULL)
    {
      const char *files[3] = { ms_roster_settings (looks->roster)->ca_file, NULL, NULL };
      if (server->ca_file != NULL && g_strcmp0 (server->ca_file, files[0]) != 0)
        files[files[0] != NULL] = server->ca_file;
      trust = ms_trust_store_new (files, NULL); /* an unreadable file is a problem of the settings, told there */
      authorities = ms_store_authorities (looks->store);
      ms_trust_store_learn (trust, authorities);
      g_hash_table_insert (looks->trust, g_strdup (key), trust);
    }
  return trust;
}

/* 4 MB that nobody needs until the next round. */
static void
drop_trust (MsLooks *looks)
{
  if (looks->under_way == 0)
    g_hash_table_remove_all (looks->trust);
}

static void begin_asked (MsLooks *looks);

static void
done_cb (MsObservation *taken, gpointer data)
{
  Look *look = data;
  MsLooks *looks = look->looks;
  g_autoptr (MsObservation) observation = taken;
  g_autofree char *excuse = ms_check_excuse (observation);

  looks->under_way--;
  g_hash_table_remove (looks->by_url, look->url);
  looks->events->looked (look->url, excuse == NULL ? observation : NULL, excuse, looks->under_way == 0 || look->waiters->len > 0,
                         looks->data);
  look_end (look, excuse);
  begin_asked (looks);
  drop_trust (looks);
  looks->events->over (looks->data);
}

static void
begin (Look *look)
{
  MsLooks *looks = look->looks;
  const MsServer *server = ms_ward_standing (looks->ward, look->url)->server;
  const MsSuggestOptions options = { .check.probe = { .timeout_ms = TIMEOUT_MS, .patient = TRUE },
                                     .suggest = TRUE,
                                     .previous = ms_ward_begin_look (looks->ward, look->url, look->waiters->len > 0, now_s ()) };

  looks->under_way++;
  look->check = ms_suggest_start (server->target, ms_looks_trust (looks, server), &options, now_s (), done_cb, look);
}

/* ---- all of them -------------------------------------------------------------------------------------------------- */

static void
begin_asked (MsLooks *looks)
{
  while (looks->under_way < looks->most && !g_queue_is_empty (looks->asked))
    begin (g_queue_pop_head (looks->asked));
}

gboolean
ms_looks_ask (MsLooks *looks, const char *url, MsLooked looked, gpointer data)
{
  Look *look = g_hash_table_lookup (looks->by_url, url);
  const Waiter waiter = { looked, data };

  if (ms_ward_standing (looks->ward, url) == NULL)
    return FALSE;
  if (look == NULL && !ms_ward_may_ask (looks->ward, url, now_s ()))
    {
      looked (_ ("This server was looked at 5 times in the last 10 minutes; so as not to be shut out by it, wait a little."),
              data);
      return TRUE;
    }
  if (look == NULL)
    {
      look = look_new (looks, url);
      g_queue_push_tail (looks->asked, look);
    }
  g_array_append_val (look->waiters, waiter);
  begin_asked (looks);
  return TRUE;
}

static gboolean
has_room (const MsLooks *looks)
{
  return looks->under_way < MIN (MAX_UNASKED, looks->most);
}

/* The URL of the nth server if nothing is under way for it, NULL: something is. */
static const char *
idle (const MsLooks *looks, guint n)
{
  const char *url = ((const MsStanding *) g_ptr_array_index (ms_ward_standings (looks->ward), n))->server->url;
  return g_hash_table_contains (looks->by_url, url) ? NULL : url;
}

void
ms_looks_begin_due (MsLooks *looks, gint64 now)
{
  for (guint i = 0; i < ms_ward_standings (looks->ward)->len && has_room (looks); i++)
    {
      const char *url = idle (looks, i);
      if (url != NULL && ms_ward_due (looks->ward, url) <= now)
        begin (look_new (looks, url));
    }
}

gint64
ms_looks_next (const MsLooks *looks)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < ms_ward_standings (looks->ward)->len && has_room (looks); i++)
    {
      const char *url = idle (looks, i);
      if (url != NULL)
        next = MIN (next, ms_ward_due (looks->ward, url));
    }
  return next;
}

gboolean
ms_looks_are_over (const MsLooks *looks)
{
  return looks->under_way == 0;
}

static void
let_go (MsLooks *looks, Look *look)
{
  if (look->check == NULL)
    g_queue_remove (looks->asked, look);
  else
    {
      looks->under_way--;
      ms_suggest_cancel (look->check);
    }
  look_end (look, "");
}

void
ms_looks_let_go (MsLooks *looks)
{
  GHashTableIter iter;
  gpointer url, look;
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();

  g_hash_table_iter_init (&iter, looks->by_url);
  while (g_hash_table_iter_next (&iter, &url, &look))
    if (ms_ward_standing (looks->ward, url) == NULL)
      {
        g_ptr_array_add (gone, look);
        g_hash_table_iter_remove (&iter);
      }
  for (guint i = 0; i < gone->len; i++)
    let_go (looks, g_ptr_array_index (gone, i));
  begin_asked (looks);
  drop_trust (looks);
}

MsLooks *
ms_looks_new (MsStore *store, const MsRoster *roster, MsWard *ward, const MsLooksEvents *events, gpointer data)
{
  MsLooks *looks = g_new0 (MsLooks, 1);

  looks->store = store;
  looks->roster = roster;
  looks->ward = ward;
  looks->events = events;
  looks->data = data;
  looks->by_url = g_hash_table_new (g_str_hash, g_str_equal);
  looks->asked = g_queue_new ();
  looks->trust = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ms_trust_store_free);
  looks->most = MIN (MAX_ASKED, ms_room_for_probes ());
  return looks;
}

void
ms_looks_free (MsLooks *looks)
{
  g_autoptr (GList) all = g_hash_table_get_values (looks->by_url);

  g_hash_table_remove_all (looks->by_url);
  for (GList *look = all; look != NULL; look = look->next)
    let_go (looks, look->data);
  g_hash_table_unref (looks->by_url);
  g_queue_free (looks->asked);
  g_hash_table_unref (looks->trust);
  g_free (looks);
}
