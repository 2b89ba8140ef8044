/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/data/state-private.h"

#include "window/data/json.h"

struct _MsServer
{
  GObject parent_instance;
  char *url;
  char *name;
  char *host;
  char *account;
  JsonNode *verdict; /* NULL until there is one */
  JsonNode *alerts;  /* an array, or NULL */
  MsLife life;
  MsLevel level;
  MsHalf half;
  gboolean checking;
};

struct _MsAccount
{
  GObject parent_instance;
  char *title;
  GPtrArray *servers;
};

G_DEFINE_FINAL_TYPE (MsServer, ms_server, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (MsAccount, ms_account, G_TYPE_OBJECT)

static guint server_changed, account_changed;

/* ---- a server ----------------------------------------------------------------------------------------------------- */

static void
ms_server_finalize (GObject *object)
{
  MsServer *server = MS_SERVER (object);

  g_free (server->url);
  g_free (server->name);
  g_free (server->host);
  g_free (server->account);
  g_clear_pointer (&server->verdict, json_node_unref);
  g_clear_pointer (&server->alerts, json_node_unref);
  G_OBJECT_CLASS (ms_server_parent_class)->finalize (object);
}

static void
ms_server_class_init (MsServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ms_server_finalize;
  server_changed = g_signal_new ("changed", MS_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ms_server_init (MsServer *server)
{
}

MsServer *
ms_server_new (const char *url)
{
  MsServer *server = g_object_new (MS_TYPE_SERVER, NULL);
  server->url = g_strdup (url);
  return server;
}

MsLevel
ms_level_of (const char *state)
{
  static const char *const names[] = {
    [MS_LEVEL_CRITICAL] = "critical", [MS_LEVEL_WARNING] = "warning", [MS_LEVEL_UNKNOWN] = "unknown",
    [MS_LEVEL_NOTICE] = "notice",     [MS_LEVEL_OK] = "ok",
  };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], state))
      return (MsLevel) i;
  return MS_LEVEL_UNKNOWN;
}

static MsHalf
half_of (const char *half)
{
  if (g_str_equal (half, "receiving"))
    return MS_HALF_RECEIVING;
  return g_str_equal (half, "sending") ? MS_HALF_SENDING : MS_HALF_OTHER;
}

/* What is said about the time of the certificate; other faults do not make its time short. */
static MsLevel
time_level_of (JsonObject *verdict)
{
  static const char *const codes[] = { "expired", "expiring", "overdue", "not-yet-valid", NULL };

  for (guint i = 0; i < ms_json_length (verdict, "findings"); i++)
    {
      JsonObject *finding = ms_json_at (verdict, "findings", i);
      if (g_strv_contains (codes, ms_json_text (finding, "code")))
        return ms_level_of (ms_json_text (finding, "severity"));
    }
  return MS_LEVEL_OK;
}

/* Of all addresses, the certificate that ends first. One without an end has no life to be shown. */
static MsLife
life_of (JsonObject *verdict)
{
  MsLife life = { 0 };

  for (guint i = 0; i < ms_json_length (verdict, "addresses"); i++)
    {
      JsonObject *certificate = ms_json_object (ms_json_at (verdict, "addresses", i), "certificate");
      MsLife this = { .known = TRUE };
      if (ms_json_time (certificate, "not_before", &this.begin) && ms_json_time (certificate, "not_after", &this.end)
          && ms_json_number (certificate, "days_left", &this.days_left) && this.end > this.begin
          && (!life.known || this.end < life.end))
        life = this;
    }
  if (life.known && !ms_json_time (verdict, "renewal", &life.renewal))
    life.renewal = 0;
  life.level = time_level_of (verdict);
  return life;
}

static char *
text_or (JsonObject *verdict, const char *member, const char *other)
{
  const char *text = ms_json_text (verdict, member);
  return g_strdup (*text != '\0' ? text : other);
}

static void
read_verdict (MsServer *server, JsonObject *verdict)
{
  g_free (server->name);
  g_free (server->host);
  g_free (server->account);
  server->host = text_or (verdict, "host", server->url);
  server->name = text_or (verdict, "name", server->host);
  server->account = text_or (verdict, "account", server->name);
  server->level = ms_level_of (ms_json_text (verdict, "state"));
  server->half = half_of (ms_json_text (verdict, "half"));
  server->life = life_of (verdict);
}

gboolean
ms_server_take (MsServer *server, JsonNode *verdict)
{
  if (server->verdict != NULL && json_node_equal (server->verdict, verdict))
    return FALSE;
  g_clear_pointer (&server->verdict, json_node_unref);
  server->verdict = json_node_copy (verdict);
  read_verdict (server, json_node_get_object (verdict));
  g_signal_emit (server, server_changed, 0);
  return TRUE;
}

void
ms_server_take_alerts (MsServer *server, JsonNode *alerts)
{
  gboolean same = alerts == NULL || server->alerts == NULL ? alerts == server->alerts : json_node_equal (server->alerts, alerts);

  if (same)
    return;
  g_clear_pointer (&server->alerts, json_node_unref);
  server->alerts = alerts != NULL ? json_node_ref (alerts) : NULL;
  g_signal_emit (server, server_changed, 0);
}

JsonObject *
ms_server_get_alert (const MsServer *server, const char *code)
{
  JsonArray *alerts = server->alerts != NULL ? json_node_get_array (server->alerts) : NULL;

  for (guint i = 0; alerts != NULL && i < json_array_get_length (alerts); i++)
    {
      JsonObject *alert = json_array_get_object_element (alerts, i);
      if (g_str_equal (ms_json_text (alert, "code"), code))
        return alert;
    }
  return NULL;
}

const char *
ms_server_get_url (const MsServer *server)
{
  return server->url;
}

const char *
ms_server_get_name (const MsServer *server)
{
  return server->name;
}

const char *
ms_server_get_host (const MsServer *server)
{
  return server->host;
}

const char *
ms_server_get_account (const MsServer *server)
{
  return server->account;
}

const char *
ms_server_get_summary (const MsServer *server)
{
  return ms_json_text (ms_server_get_verdict (server), "summary");
}

MsLevel
ms_server_get_level (const MsServer *server)
{
  return server->level;
}

MsHalf
ms_server_get_half (const MsServer *server)
{
  return server->half;
}

const MsLife *
ms_server_get_life (const MsServer *server)
{
  return &server->life;
}

gboolean
ms_server_was_checked (const MsServer *server)
{
  return *ms_json_text (ms_server_get_verdict (server), "checked") != '\0';
}

JsonObject *
ms_server_get_verdict (const MsServer *server)
{
  return server->verdict != NULL ? json_node_get_object (server->verdict) : NULL;
}

gboolean
ms_server_is_checking (const MsServer *server)
{
  return server->checking;
}

void
ms_server_set_checking (MsServer *server, gboolean checking)
{
  if (server->checking == checking)
    return;
  server->checking = checking;
  g_signal_emit (server, server_changed, 0);
}

/* ---- an account --------------------------------------------------------------------------------------------------- */

static void
ms_account_finalize (GObject *object)
{
  MsAccount *account = MS_ACCOUNT (object);

  g_free (account->title);
  g_clear_pointer (&account->servers, g_ptr_array_unref);
  G_OBJECT_CLASS (ms_account_parent_class)->finalize (object);
}

static void
ms_account_class_init (MsAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ms_account_finalize;
  account_changed = g_signal_new ("changed", MS_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ms_account_init (MsAccount *account)
{
}

MsAccount *
ms_account_new (const char *title)
{
  MsAccount *account = g_object_new (MS_TYPE_ACCOUNT, NULL);
  account->title = g_strdup (title);
  return account;
}

static int
by_half_and_url (gconstpointer a, gconstpointer b)
{
  const MsServer *first = *(MsServer *const *) a, *second = *(MsServer *const *) b;
  int difference = (int) first->half - (int) second->half;
  return difference != 0 ? difference : g_strcmp0 (first->url, second->url);
}

void
ms_account_take (MsAccount *account, GPtrArray *servers)
{
  g_ptr_array_sort (servers, by_half_and_url);
  g_clear_pointer (&account->servers, g_ptr_array_unref);
  account->servers = g_ptr_array_ref (servers);
  g_signal_emit (account, account_changed, 0);
}

const char *
ms_account_get_title (const MsAccount *account)
{
  return account->title;
}

/* Among equals the one whose certificate ends first. */
MsServer *
ms_account_get_worst (const MsAccount *account)
{
  MsServer *worst = g_ptr_array_index (account->servers, 0);

  for (guint i = 1; i < account->servers->len; i++)
    {
      MsServer *server = g_ptr_array_index (account->servers, i);
      if (server->level < worst->level
          || (server->level == worst->level && server->life.known && (!worst->life.known || server->life.end < worst->life.end)))
        worst = server;
    }
  return worst;
}

MsLevel
ms_account_get_level (const MsAccount *account)
{
  return ms_account_get_worst (account)->level;
}

guint
ms_account_get_n_servers (const MsAccount *account)
{
  return account->servers->len;
}

GPtrArray *
ms_account_get_servers (MsAccount *account)
{
  return account->servers;
}
