/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The probe against peers that misbehave in one way each, and on a busy computer; well-behaved ones are the real Dovecot and
 * Postfix of tests/e2e.
 */
#include "check/probe/patience.h"
#include "check/probe/probe.h"
#include "tests/lib/fault-server.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>

/* ---- a peer ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *greeting; /* sent at once; NULL: none */
  gssize length;        /* of the greeting; 0: up to the NUL */
  const char *answer;   /* to the first bytes; NULL: none */
  const char *then;     /* to those after; NULL: the same */
  gboolean close;       /* after the greeting */
  gboolean reset;       /* the same, with a TCP reset */
  gboolean drip;        /* one byte of the greeting after the other, for ever */
} Script;

typedef struct
{
  const Script *script;
  GSocketService *service;
  GPtrArray *connections;
  guint16 port;
  guint accepted;
} Peer;

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer data)
{
  const Script *script = data;
  gboolean first = g_object_get_data (G_OBJECT (socket), "answered") == NULL;
  const char *answer = first || script->then == NULL ? script->answer : script->then;
  char buffer[4096];
  gssize n = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);

  if (n <= 0)
    return G_SOURCE_REMOVE;
  g_object_set_data (G_OBJECT (socket), "answered", socket);
  if (answer != NULL)
    g_socket_send (socket, answer, strlen (answer), NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static gboolean
drip_cb (gpointer data)
{
  return g_socket_send (data, "x", 1, NULL, NULL) == 1;
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  Peer *peer = data;
  GSocket *socket = g_socket_connection_get_socket (connection);
  const Script *script = peer->script;
  g_autoptr (GSource) watch = NULL;

  peer->accepted++;
  g_socket_set_blocking (socket, FALSE);
  if (script->greeting != NULL)
    g_socket_send (socket, script->greeting, script->length != 0 ? (gsize) script->length : strlen (script->greeting), NULL,
                   NULL);
  if (script->reset)
    {
      const struct linger at_once = { 1, 0 };
      setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
  if (script->close || script->reset)
    {
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return TRUE;
    }
  g_ptr_array_add (peer->connections, g_object_ref (connection));
  if (script->drip)
    g_timeout_add_full (G_PRIORITY_DEFAULT, 1, drip_cb, g_object_ref (socket), g_object_unref);
  watch = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (watch, G_SOURCE_FUNC (readable_cb), (gpointer) script, NULL);
  g_source_attach (watch, NULL);
  return TRUE;
}

static Peer *
peer_new (const Script *script)
{
  Peer *peer = g_new0 (Peer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_from_string ("127.0.0.1");
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0), bound = NULL;

  peer->script = script;
  peer->connections = g_ptr_array_new_with_free_func (g_object_unref);
  peer->service = g_socket_service_new ();
  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (peer->service), any, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL));
  peer->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (peer->service, "incoming", G_CALLBACK (incoming_cb), peer);
  return peer;
}

static void
peer_free (Peer *peer)
{
  g_socket_service_stop (peer->service);
  g_socket_listener_close (G_SOCKET_LISTENER (peer->service));
  g_object_unref (peer->service);
  g_ptr_array_unref (peer->connections);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_free (peer);
}

/* ---- a probe --------------------------------------------------------------------------------------------------- */

typedef struct
{
  MsObservation *observation;
  guint done;
} Seen;

static void
done_cb (MsObservation *observation, gpointer data)
{
  Seen *seen = data;
  seen->done++;
  ms_observation_free (seen->observation);
  seen->observation = observation;
}

static MsProbe *
start (Seen *seen, MsService service, const char *host, guint16 port, guint timeout_ms)
{
  g_autoptr (MsTarget) target = ms_target_new (service, host, port);
  const MsProbeOptions options = { .timeout_ms = timeout_ms };
  MsProbe *probe = ms_probe_start (target, &options, 1800000000, done_cb, seen);
  g_assert_cmpuint (seen->done, ==, 0); /* never from within start */
  return probe;
}

static void
run (Seen *seen)
{
  ms_probe_drain (10000);
  g_assert_cmpuint (seen->done, ==, 1);
}

/* ---- tests ----------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *title;
  MsService service;
  Script script;
  MsOutcome outcome;
  const char *reason, *speaks;
} rows[] = {
  { "silence, implicit TLS", MS_SERVICE_IMAPS, { 0 }, MS_OUTCOME_UNREACHABLE, "timeout", NULL },
  { "silence, STARTTLS", MS_SERVICE_IMAP, { 0 }, MS_OUTCOME_UNREACHABLE, "timeout", NULL },
  { "closed at once, TLS", MS_SERVICE_IMAPS, { .close = TRUE }, MS_OUTCOME_UNREACHABLE, "reset", NULL },
  { "reset at once, TLS", MS_SERVICE_IMAPS, { .reset = TRUE }, MS_OUTCOME_UNREACHABLE, "reset", NULL },
  { "reset at once, STARTTLS", MS_SERVICE_IMAP, { .reset = TRUE }, MS_OUTCOME_UNREACHABLE, "reset", NULL },
  { "closed at once, STARTTLS", MS_SERVICE_IMAP, { .close = TRUE }, MS_OUTCOME_UNREACHABLE, "reset", NULL },
  { "plain on a TLS port", MS_SERVICE_IMAPS, { .greeting = "* OK hi\r\n" }, MS_OUTCOME_WRONG_SECURITY_MODE, NULL, "imap" },
  { "plain SMTP on a TLS port",
    MS_SERVICE_SMTPS,
    { .greeting = "220 h ESMTP\r\n" },
    MS_OUTCOME_WRONG_SECURITY_MODE,
    NULL,
    "smtp" },
  { "web server on a TLS port",
    MS_SERVICE_IMAPS,
    { .answer = "HTTP/1.1 400 Bad Request\r\n\r\n" },
    MS_OUTCOME_PROTOCOL_ERROR,
    NULL,
    "http" },
  { "alert on a STARTTLS port",
    MS_SERVICE_IMAP,
    { .greeting = "\x15\x03\x01\x00\x02\x02\x28", .length = 7 },
    MS_OUTCOME_WRONG_SECURITY_MODE,
    NULL,
    "tls" },
  { "goes quiet after the greeting", MS_SERVICE_IMAP, { .greeting = "* OK hi\r\n" }, MS_OUTCOME_UNREACHABLE, "slow", NULL },
  { "drips for ever", MS_SERVICE_POP3, { .greeting = "+OK", .drip = TRUE }, MS_OUTCOME_UNREACHABLE, "slow", NULL },
  { "answers nonsense to STARTTLS",
    MS_SERVICE_IMAP,
    { .greeting = "* OK [CAPABILITY STARTTLS]\r\n", .answer = "a2 OK go\r\n" },
    MS_OUTCOME_STARTTLS_FAILED,
    "injection",
    NULL },
  { "slips something in",
    MS_SERVICE_IMAP,
    { .greeting = "* OK [CAPABILITY STARTTLS]\r\n", .answer = "a2 OK go\r\n* evil\r\n" },
    MS_OUTCOME_STARTTLS_FAILED,
    "injection",
    NULL },
  { "full", MS_SERVICE_SUBMISSION, { .greeting = "421 too busy\r\n" }, MS_OUTCOME_SERVER_REFUSED, NULL, NULL },
};

/* All at once: each ends by itself, by its deadline at the latest, and none waits for another. */
static void
test_rows (void)
{
  Seen seen[G_N_ELEMENTS (rows)] = { 0 };
  Peer *peers[G_N_ELEMENTS (rows)];
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      peers[i] = peer_new (&rows[i].script);
      start (&seen[i], rows[i].service, "127.0.0.1", peers[i]->port, 1500);
    }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const MsSighting *sighting;

      run (&seen[i]);
      g_test_message ("%s", rows[i].title);
      g_assert_cmpuint (seen[i].observation->sightings->len, ==, 1);
      sighting = g_ptr_array_index (seen[i].observation->sightings, 0);
      g_assert_cmpint (sighting->outcome, ==, rows[i].outcome);
      g_assert_cmpstr (ms_reason_name (sighting->reason), ==, rows[i].reason);
      g_assert_cmpstr (sighting->speaks, ==, rows[i].speaks);
      g_assert_cmpuint (sighting->duration_ms, <, 4000);
      ms_observation_free (seen[i].observation);
    }
  g_assert_cmpint (g_get_monotonic_time () - begin, <,
                   20 * G_USEC_PER_SEC); /* not one after the other; a slow machine may take its time */
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    peer_free (peers[i]);
}

/* What is said in the clear where TLS should be is kept as the whole first line, and told apart from what was slipped in. */
static void
test_text_instead_of_tls (void)
{
  static const struct
  {
    MsService service;
    Script script;
    MsOutcome outcome;
    const char *reason, *detail;
  } cases[] = {
    { MS_SERVICE_IMAP,
      { .greeting = "* OK [CAPABILITY STARTTLS]\r\n", .answer = "a2 OK go\r\n", .then = "a2 BAD TLS not available\r\n" },
      MS_OUTCOME_STARTTLS_FAILED,
      NULL,
      "a2 BAD TLS not available" },
    { MS_SERVICE_IMAP,
      { .greeting = "* OK [CAPABILITY STARTTLS]\r\n", .answer = "a2 OK go\r\n", .then = "* OK [ALERT] evil\r\nmore\r\n" },
      MS_OUTCOME_STARTTLS_FAILED,
      "injection",
      "* OK [ALERT] evil" },
    { MS_SERVICE_IMAPS, { .greeting = "* OK plain\r\n" }, MS_OUTCOME_WRONG_SECURITY_MODE, NULL, "* OK plain" },
    { MS_SERVICE_SMTPS,
      { .greeting = "220 mail.example.org ESMTP\r\n" },
      MS_OUTCOME_WRONG_SECURITY_MODE,
      NULL,
      "220 mail.example.org ESMTP" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Peer *peer = peer_new (&cases[i].script);
      Seen seen = { 0 };
      const MsSighting *sighting;

      start (&seen, cases[i].service, "127.0.0.1", peer->port, 8000);
      run (&seen);
      sighting = g_ptr_array_index (seen.observation->sightings, 0);
      g_assert_cmpint (sighting->outcome, ==, cases[i].outcome);
      g_assert_cmpstr (ms_reason_name (sighting->reason), ==, cases[i].reason);
      g_assert_cmpstr (sighting->detail, ==, cases[i].detail);
      ms_observation_free (seen.observation);
      peer_free (peer);
    }
}

static void
test_names (void)
{
  static const struct
  {
    const char *host;
    const char *reason;
    const char *address;
  } hosts[] = { { "does-not-exist.invalid", "dns", "" }, { "127.0.0.1", "refused", "127.0.0.1" }, { "::1", NULL, "::1" } };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      Seen seen = { 0 };
      const MsSighting *sighting;

      start (&seen, MS_SERVICE_IMAPS, hosts[i].host, 1, 10000);
      run (&seen);
      sighting = g_ptr_array_index (seen.observation->sightings, 0);
      g_assert_cmpint (sighting->outcome, ==, MS_OUTCOME_UNREACHABLE);
      if (hosts[i].reason != NULL) /* ::1: refused, or no route where there is no IPv6 */
        g_assert_cmpstr (ms_reason_name (sighting->reason), ==, hosts[i].reason);
      g_assert_cmpstr (sighting->address, ==, hosts[i].address);
      g_assert_nonnull (sighting->detail);
      ms_observation_free (seen.observation);
    }
}

static gboolean
cancel_cb (gpointer data)
{
  MsProbe **probe = data;

  g_clear_pointer (probe, ms_probe_cancel);
  return G_SOURCE_REMOVE;
}

/* Cancelled at every moment: `done` comes before that or not at all, and nothing is left. */
static void
test_cancel (void)
{
  const Script script = { .greeting = "* OK [CAPABILITY STARTTLS]\r\n", .answer = "a2 OK go\r\n" };
  Peer *peer = peer_new (&script);
  guint n_done = 0;

  for (guint i = 0; i < 120; i++)
    {
      static const MsService services[] = { MS_SERVICE_IMAP, MS_SERVICE_IMAPS, MS_SERVICE_SMTPS, MS_SERVICE_ANY };
      Seen seen = { 0 };
      MsProbe *probe = start (&seen, services[i % 4], i % 5 == 0 ? "localhost" : "127.0.0.1", peer->port, 3000);
      guint timer = g_timeout_add (i / 8, cancel_cb, &probe);

      while (seen.done == 0 && probe != NULL)
        g_main_context_iteration (NULL, TRUE);
      if (probe != NULL)
        g_source_remove (timer);
      ms_probe_drain (i % 3 == 0 ? 0 : 10000); /* goodbyes cut short, and not */
      g_assert_cmpuint (seen.done, ==, probe != NULL);
      n_done += seen.done;
      ms_observation_free (seen.observation);
    }
  g_test_message ("%u were done before", n_done);
  peer_free (peer);
}

static void
test_cancel_at_once (void)
{
  Seen seen = { 0 };
  MsProbe *probe = start (&seen, MS_SERVICE_IMAPS, "localhost", 1, 3000);

  ms_probe_cancel (probe);
  ms_probe_drain (10000);
  g_assert_cmpuint (seen.done, ==, 0);
}

/* A server that never closes is waited for until a little after the time of its probe, and at the end no longer than is said. */
static void
test_goodbye (void)
{
  static const struct
  {
    guint timeout_ms, drain_ms;
  } cases[] = { { 500, 60000 }, { 60000, 100 } };
  const Script script = { .greeting = "* OK hi\r\n", .answer = "a1 OK\r\n" };
  Peer *peer = peer_new (&script);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Seen seen = { 0 };
      gint64 begin;

      start (&seen, MS_SERVICE_IMAP, "127.0.0.1", peer->port, cases[i].timeout_ms);
      while (seen.done == 0)
        g_main_context_iteration (NULL, TRUE);
      begin = g_get_monotonic_time ();
      ms_probe_drain (cases[i].drain_ms);
      g_assert_cmpint (g_get_monotonic_time () - begin, <, 2500 * 1000); /* less than the 3 s that it may have */
      ms_observation_free (seen.observation);
    }
  peer_free (peer);
}

/* ---- a main loop that comes late -------------------------------------------------------------------------------- */

/* The time is an argument. */
static void
test_patience (void)
{
  static const struct
  {
    const char *title;
    gint64 since, now; /* ms */
    gint64 more, deadline;
  } steps[] = {
    { "in time", 1000, 1000, 0, 5000 },
    { "as always", 1000, 1249, 0, 5000 },
    { "late", 1000, 3000, 2000, 7000 },
    { "another one, in the same stretch", 500, 3000, 0, 7000 },
    { "and a little after it", 2000, 3500, 500, 7500 },
    { "in time again", 3600, 3650, 0, 7500 },
    { "too late", 4000, 9000, 2500, 10000 },
    { "and no more than twice the time", 9000, 9900, 0, 10000 },
  };
  MsPatience patience;

  ms_patience_begin (&patience, 0, 5000);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_test_message ("%s", steps[i].title);
      g_assert_cmpint (ms_patience_make_up (&patience, steps[i].since * 1000, steps[i].now * 1000), ==, steps[i].more * 1000);
      g_assert_cmpint (patience.deadline, ==, steps[i].deadline * 1000);
    }
}

static gboolean
block_cb (gpointer data)
{
  g_usleep (GPOINTER_TO_UINT (data) * 1000);
  return G_SOURCE_REMOVE;
}

/* ---- turns ----------------------------------------------------------------------------------------------------- */

#define N_WORKERS 8
#define N_TURNS   4
#define WORK_MS   30

typedef struct
{
  GSource *source;
  gboolean waits;
  guint turns;
} Worker;

static guint since_others; /* turns since somebody else was heard */

static gboolean
work_cb (gpointer data)
{
  Worker *worker = data;

  if (!ms_patience_has_turn (worker->source, &worker->waits))
    return G_SOURCE_CONTINUE;
  worker->turns++;
  since_others++;
  g_usleep (WORK_MS * 1000);
  return G_SOURCE_CONTINUE;
}

static gboolean
other_cb (gpointer data)
{
  g_assert_cmpuint (since_others, <=, 2); /* not one of each worker */
  since_others = 0;
  return G_SOURCE_CONTINUE;
}

/* Many who always have something to do leave room for others, and none of them is forgotten. */
static void
test_turns (void)
{
  Worker workers[N_WORKERS] = { 0 };
  guint other = g_idle_add_full (G_PRIORITY_DEFAULT, other_cb, NULL, NULL), all = 0;

  for (guint i = 0; i < N_WORKERS; i++)
    {
      workers[i].source = g_idle_source_new ();
      g_source_set_priority (workers[i].source, G_PRIORITY_DEFAULT);
      g_source_set_callback (workers[i].source, work_cb, &workers[i], NULL);
      g_source_attach (workers[i].source, NULL);
    }
  while (all < N_WORKERS * N_TURNS)
    {
      g_main_context_iteration (NULL, TRUE);
      all = 0;
      for (guint i = 0; i < N_WORKERS; i++)
        all += workers[i].turns;
    }
  for (guint i = 0; i < N_WORKERS; i++)
    {
      g_test_message ("worker %u: %u turns", i, workers[i].turns);
      g_assert_cmpuint (workers[i].turns, >=, N_TURNS - 1);
      g_source_destroy (workers[i].source);
      g_source_unref (workers[i].source);
      ms_patience_leave (&workers[i].waits);
    }
  g_source_remove (other);
}

#define LATE_MS  300  /* so late are good servers */
#define LIMIT_MS 2000 /* so long they are waited for */
#define BLOCK_MS 2500 /* so long nobody listens */

typedef struct
{
  MsService service;
  const char *host;
  Fault fault;
  MsOutcome outcome;
} Late;

static const MsSighting *
sighting_of (const Seen *seen, const char *address)
{
  for (guint i = 0; i < seen->observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (seen->observation->sightings, i);
      if (g_str_equal (sighting->address, address))
        return sighting;
    }
  return NULL;
}

/*
 * Good servers take their time, and the loop has none for them until theirs is over: they are good servers all the same. Faults
 * are found as ever, and who says nothing is not waited for much longer.
 */
static void
test_late (gconstpointer begin_ms)
{
  static const Late rows_[] = {
    { MS_SERVICE_IMAP, "127.0.0.1", FAULT_NONE, MS_OUTCOME_OK },
    { MS_SERVICE_SUBMISSION, "localhost", FAULT_NONE, MS_OUTCOME_OK },
    { MS_SERVICE_POP3S, "127.0.0.1", FAULT_NONE, MS_OUTCOME_OK },
    { MS_SERVICE_IMAP, "127.0.0.1", FAULT_TLS_ON_PLAIN, MS_OUTCOME_WRONG_SECURITY_MODE },
    { MS_SERVICE_IMAPS, "127.0.0.1", FAULT_SILENT, MS_OUTCOME_UNREACHABLE },
  };
  const PkiSpec spec = { .cn = "good" };
  g_autoptr (Pki) pki = pki_make (&spec, NULL);
  const Pki *chain[] = { pki, NULL };
  FaultServer *servers[G_N_ELEMENTS (rows_)];
  Seen seen[G_N_ELEMENTS (rows_)] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (rows_); i++)
    {
      const FaultServerSpec server = { .service = rows_[i].service, .chain = chain, .late_ms = LATE_MS, .fault = rows_[i].fault };
      servers[i] = fault_server_new (&server, NULL);
      start (&seen[i], rows_[i].service, rows_[i].host, fault_server_port (servers[i]), LIMIT_MS);
    }
  g_timeout_add (GPOINTER_TO_UINT (begin_ms), block_cb, GUINT_TO_POINTER (BLOCK_MS));
  for (guint i = 0; i < G_N_ELEMENTS (rows_); i++)
    {
      const MsSighting *sighting;

      run (&seen[i]);
      sighting = sighting_of (&seen[i], "127.0.0.1");
      g_test_message ("%s, %s: %s after %u ms", ms_service_info (rows_[i].service)->scheme, fault_name (rows_[i].fault),
                      ms_outcome_name (sighting->outcome), sighting->duration_ms);
      g_assert_cmpint (sighting->outcome, ==, rows_[i].outcome);
      g_assert_cmpuint (sighting->duration_ms, <=, 2 * LIMIT_MS + 500 + 1000 /* of a busy machine */);
      ms_observation_free (seen[i].observation);
      fault_server_free (servers[i]);
    }
}

/* Who has begun to greet is waited for as long again, if that is wanted; nobody speaks before he has ended. */
static void
test_slow (void)
{
  static const struct
  {
    MsService service;
    guint drip_ms; /* between 9 to 32 letters */
    Fault fault;
    gboolean patient;
    MsOutcome outcome;
    const char *reason;
  } cases[] = {
    { MS_SERVICE_POP3, 180, FAULT_DRIP, FALSE, MS_OUTCOME_UNREACHABLE, "slow" },
    { MS_SERVICE_POP3, 180, FAULT_DRIP, TRUE, MS_OUTCOME_OK, NULL },
    { MS_SERVICE_POP3S, 180, FAULT_DRIP, TRUE, MS_OUTCOME_OK, NULL },
    { MS_SERVICE_SMTPS, 1000, FAULT_DRIP, TRUE, MS_OUTCOME_UNREACHABLE, "slow" },
    { MS_SERVICE_POP3, 0, FAULT_SILENT, TRUE, MS_OUTCOME_UNREACHABLE, "timeout" },
  };
  const PkiSpec spec = { .cn = "good" };
  g_autoptr (Pki) pki = pki_make (&spec, NULL);
  const Pki *chain[] = { pki, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const FaultServerSpec faulty
        = { .service = cases[i].service, .chain = chain, .fault = cases[i].fault, .drip_ms = cases[i].drip_ms };
      const MsProbeOptions options = { .timeout_ms = 1200, .patient = cases[i].patient };
      g_autoptr (FaultServer) server = fault_server_new (&faulty, NULL);
      g_autoptr (MsTarget) target = ms_target_new (cases[i].service, "127.0.0.1", fault_server_port (server));
      const MsSighting *sighting;
      Seen seen = { 0 };

      ms_probe_start (target, &options, 1800000000, done_cb, &seen);
      run (&seen);
      sighting = g_ptr_array_index (seen.observation->sightings, 0);
      g_test_message ("%u: %s, %s, %u ms", i, ms_outcome_name (sighting->outcome), sighting->detail, sighting->duration_ms);
      g_assert_cmpint (sighting->outcome, ==, cases[i].outcome);
      g_assert_cmpstr (ms_reason_name (sighting->reason), ==, cases[i].reason);
      g_assert_cmpuint (sighting->duration_ms, <=, (cases[i].fault == FAULT_DRIP ? 2400 : 1200) + 1000 /* of a busy machine */);
      ms_observation_free (seen.observation);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe/rows", test_rows);
  g_test_add_func ("/probe/text-instead-of-tls", test_text_instead_of_tls);
  g_test_add_func ("/probe/names", test_names);
  g_test_add_func ("/probe/cancel", test_cancel);
  g_test_add_func ("/probe/goodbye", test_goodbye);
  g_test_add_func ("/probe/cancel-at-once", test_cancel_at_once);
  g_test_add_func ("/probe/patience", test_patience);
  g_test_add_func ("/probe/turns", test_turns);
  g_test_add_func ("/probe/slow", test_slow);
  g_test_add_data_func ("/probe/late/from-the-start", GUINT_TO_POINTER (0), test_late);
  g_test_add_data_func ("/probe/late/after-connecting", GUINT_TO_POINTER (100), test_late);
  return g_test_run ();
}
