/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conversations as text: "S:" what the server says, "C:" what we must answer; then how it ends. Each is fed whole and byte by
 * byte.
 */
#include "check/probe/dialogue.h"

#include <string.h>

#define IMAP  MS_PROTOCOL_IMAP
#define POP3  MS_PROTOCOL_POP3
#define SMTP  MS_PROTOCOL_SMTP
#define SIEVE MS_PROTOCOL_SIEVE
#define ANY   MS_PROTOCOL_UNKNOWN

typedef struct
{
  const char *title;
  MsProtocol protocol;
  MsPhase phase;
  const char *talk[12]; /* in turn: server, client, server ... */
  MsDo end;             /* START_TLS or END; WAIT: still waiting */
  MsOutcome outcome;
  const char *reason, *speaks;
} Row;

#define TLS           MS_DO_START_TLS, MS_OUTCOME_OK, NULL, NULL
#define ENDS(outcome) MS_DO_END, MS_OUTCOME_##outcome, NULL, NULL

static const Row rows[] = {
  { "smtp",
    SMTP,
    MS_PHASE_STARTTLS,
    { "220 h ESMTP\r\n", "EHLO [me]\r\n", "250-h\r\n250-STARTTLS\r\n250 8BITMIME\r\n", "STARTTLS\r\n", "220 go\r\n" },
    TLS },
  { "smtp, last line",
    SMTP,
    MS_PHASE_STARTTLS,
    { "220-a\r\n220 b\r\n", "EHLO [me]\r\n", "250-h\r\n250 starttls\r\n", "STARTTLS\r\n", "220 go\r\n" },
    TLS },
  { "smtp without",
    SMTP,
    MS_PHASE_STARTTLS,
    { "220 h\r\n", "EHLO [me]\r\n", "250-h\r\n250 XSTARTTLS\r\n" },
    ENDS (STARTTLS_MISSING) },
  { "smtp, veiled by a firewall",
    SMTP,
    MS_PHASE_STARTTLS,
    { "220 ***\r\n", "EHLO [me]\r\n", "250-h\r\n250 XXXXXXXA\r\n" },
    ENDS (STARTTLS_MISSING) },
  { "smtp too old", SMTP, MS_PHASE_STARTTLS, { "220 h\r\n", "EHLO [me]\r\n", "502 what?\r\n" }, ENDS (STARTTLS_MISSING) },
  { "smtp busy", SMTP, MS_PHASE_STARTTLS, { "421 too many\r\n" }, ENDS (SERVER_REFUSED) },
  { "smtp closed", SMTP, MS_PHASE_STARTTLS, { "554 no\r\n" }, ENDS (SERVER_REFUSED) },
  { "smtp busy later", SMTP, MS_PHASE_STARTTLS, { "220 h\r\n", "EHLO [me]\r\n", "450 later\r\n" }, ENDS (SERVER_REFUSED) },
  { "smtp refuses tls",
    SMTP,
    MS_PHASE_STARTTLS,
    { "220 h\r\n", "EHLO [me]\r\n", "250 STARTTLS\r\n", "STARTTLS\r\n", "454 no\r\n" },
    ENDS (STARTTLS_FAILED) },
  { "smtp injection",
    SMTP,
    MS_PHASE_STARTTLS,
    { "220 h\r\n", "EHLO [me]\r\n", "250 STARTTLS\r\n", "STARTTLS\r\n", "220 go\r\n250 x\r\n" },
    MS_DO_END,
    MS_OUTCOME_STARTTLS_FAILED,
    "injection",
    NULL },
  { "smtp injection of a fragment",
    SMTP,
    MS_PHASE_STARTTLS,
    { "220 h\r\n", "EHLO [me]\r\n", "250 STARTTLS\r\n", "STARTTLS\r\n", "220 go\r\n2" },
    MS_DO_END,
    MS_OUTCOME_STARTTLS_FAILED,
    "injection",
    NULL },
  { "smtp waits", SMTP, MS_PHASE_STARTTLS, { "220-teaser\r\n" }, MS_DO_WAIT, MS_OUTCOME_OK, NULL, NULL },
  { "smtp inside tls", SMTP, MS_PHASE_GREETING, { "220 h\r\n" }, ENDS (OK) },
  { "smtp busy inside tls", SMTP, MS_PHASE_GREETING, { "421 later\r\n" }, ENDS (SERVER_REFUSED) },
  { "imap where smtp was expected",
    SMTP,
    MS_PHASE_STARTTLS,
    { "* OK hi\r\n" },
    MS_DO_END,
    MS_OUTCOME_PROTOCOL_ERROR,
    NULL,
    "imap" },
  { "imap, capabilities in the greeting",
    IMAP,
    MS_PHASE_STARTTLS,
    { "* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n", "a2 STARTTLS\r\n", "a2 OK go\r\n" },
    TLS },
  { "imap asked",
    IMAP,
    MS_PHASE_STARTTLS,
    { "* OK hi\r\n", "a1 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK\r\n", "a2 STARTTLS\r\n",
      "a2 OK go\r\n" },
    TLS },
  { "imap without",
    IMAP,
    MS_PHASE_STARTTLS,
    { "* OK hi\r\n", "a1 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1 STARTTLSX\r\na1 OK\r\n" },
    ENDS (STARTTLS_MISSING) },
  { "imap preauth", IMAP, MS_PHASE_STARTTLS, { "* PREAUTH hi\r\n" }, MS_DO_END, MS_OUTCOME_STARTTLS_MISSING, "preauth", NULL },
  { "imap preauth inside tls", IMAP, MS_PHASE_GREETING, { "* PREAUTH hi\r\n" }, ENDS (OK) },
  { "imap bye", IMAP, MS_PHASE_STARTTLS, { "* BYE full\r\n" }, ENDS (SERVER_REFUSED) },
  { "imap bye later", IMAP, MS_PHASE_STARTTLS, { "* OK hi\r\n", "a1 CAPABILITY\r\n", "* BYE bye\r\n" }, ENDS (SERVER_REFUSED) },
  { "imap refuses",
    IMAP,
    MS_PHASE_STARTTLS,
    { "* OK [CAPABILITY STARTTLS]\r\n", "a2 STARTTLS\r\n", "a2 NO not now\r\n" },
    ENDS (STARTTLS_FAILED) },
  { "imap literal",
    IMAP,
    MS_PHASE_STARTTLS,
    { "* OK hi\r\n", "a1 CAPABILITY\r\n", "* X {10}\r\na1 OK abc\n\r\n* CAPABILITY STARTTLS\r\na1 OK\r\n", "a2 STARTTLS\r\n",
      "a2 OK\r\n" },
    TLS },
  { "imap huge literal", IMAP, MS_PHASE_STARTTLS, { "* OK x {999999999}\r\n" }, ENDS (PROTOCOL_ERROR) },
  { "pop3",
    POP3,
    MS_PHASE_STARTTLS,
    { "+OK hi\r\n", "CAPA\r\n", "+OK\r\nUSER\r\nSTLS\r\n.\r\n", "STLS\r\n", "+OK go\r\n" },
    TLS },
  { "pop3 without",
    POP3,
    MS_PHASE_STARTTLS,
    { "+OK hi\r\n", "CAPA\r\n", "+OK\r\nUSER\r\nSTLSX\r\n.\r\n" },
    ENDS (STARTTLS_MISSING) },
  { "pop3 too old for CAPA",
    POP3,
    MS_PHASE_STARTTLS,
    { "+OK hi\r\n", "CAPA\r\n", "-ERR what?\r\n", "STLS\r\n", "+OK go\r\n" },
    TLS },
  { "pop3 too old for both",
    POP3,
    MS_PHASE_STARTTLS,
    { "+OK hi\r\n", "CAPA\r\n", "-ERR what?\r\n", "STLS\r\n", "-ERR what?\r\n" },
    ENDS (STARTTLS_MISSING) },
  { "pop3 refuses",
    POP3,
    MS_PHASE_STARTTLS,
    { "+OK hi\r\n", "CAPA\r\n", "+OK\r\nSTLS\r\n.\r\n", "STLS\r\n", "-ERR no\r\n" },
    ENDS (STARTTLS_FAILED) },
  { "pop3 busy", POP3, MS_PHASE_STARTTLS, { "-ERR full\r\n" }, ENDS (SERVER_REFUSED) },
  { "sieve",
    SIEVE,
    MS_PHASE_STARTTLS,
    { "\"IMPLEMENTATION\" \"x\"\r\n\"STARTTLS\"\r\nOK \"hi\"\r\n", "STARTTLS\r\n", "OK \"go\"\r\n" },
    TLS },
  { "sieve with literals",
    SIEVE,
    MS_PHASE_STARTTLS,
    { "\"IMPLEMENTATION\" {3}\r\nab\n\r\n\"STARTTLS\"\r\nOK\r\n", "STARTTLS\r\n", "OK\r\n" },
    TLS },
  { "sieve without", SIEVE, MS_PHASE_STARTTLS, { "\"IMPLEMENTATION\" \"STARTTLS\"\r\nOK\r\n" }, ENDS (STARTTLS_MISSING) },
  { "smtp after tls", SMTP, MS_PHASE_AFTER, { "250-h\r\n250 AUTH PLAIN\r\n" }, ENDS (OK) },
  { "smtp after tls, busy", SMTP, MS_PHASE_AFTER, { "421 later\r\n" }, ENDS (SERVER_REFUSED) },
  { "smtp minds the name",
    SMTP,
    MS_PHASE_STARTTLS,
    { "220 h\r\n", "EHLO [me]\r\n", "501-Syntax\r\n501 no host\r\n", "EHLO localhost.localdomain\r\n", "250 STARTTLS\r\n",
      "STARTTLS\r\n", "220 go\r\n" },
    TLS },
  { "smtp minds the name, and has no tls",
    SMTP,
    MS_PHASE_STARTTLS,
    { "220 h\r\n", "EHLO [me]\r\n", "504 5.5.2 no fqdn\r\n", "EHLO localhost.localdomain\r\n", "250 h\r\n" },
    ENDS (STARTTLS_MISSING) },
  { "smtp minds any name",
    SMTP,
    MS_PHASE_STARTTLS,
    { "220 h\r\n", "EHLO [me]\r\n", "550 who?\r\n", "EHLO localhost.localdomain\r\n", "550 who?\r\n" },
    ENDS (SERVER_REFUSED) },
  { "smtp minds the name, then knows nothing",
    SMTP,
    MS_PHASE_STARTTLS,
    { "220 h\r\n", "EHLO [me]\r\n", "550 who?\r\n", "EHLO localhost.localdomain\r\n", "503 again?\r\n" },
    ENDS (SERVER_REFUSED) },
  { "smtp busy instead of the list",
    SMTP,
    MS_PHASE_STARTTLS,
    { "220 h\r\n", "EHLO [me]\r\n", "250-h\r\n421 later\r\n" },
    ENDS (SERVER_REFUSED) },
  { "smtp closed instead of the list",
    SMTP,
    MS_PHASE_STARTTLS,
    { "220 h\r\n", "EHLO [me]\r\n", "521 no mail here\r\n" },
    ENDS (SERVER_REFUSED) },
  { "smtp greets again", SMTP, MS_PHASE_STARTTLS, { "220 h\r\n", "EHLO [me]\r\n", "220 h\r\n" }, ENDS (PROTOCOL_ERROR) },
  { "smtp minds the name after tls", SMTP, MS_PHASE_AFTER, { "501 no host\r\n" }, ENDS (OK) },
  { "imap, the list in the last line",
    IMAP,
    MS_PHASE_STARTTLS,
    { "* OK hi\r\n", "a1 CAPABILITY\r\n", "a1 OK [CAPABILITY IMAP4rev1 STARTTLS] done\r\n", "a2 STARTTLS\r\n", "a2 OK\r\n" },
    TLS },
  { "imap, no list", IMAP, MS_PHASE_STARTTLS, { "* OK hi\r\n", "a1 CAPABILITY\r\n", "a1 OK\r\n" }, ENDS (PROTOCOL_ERROR) },
  { "imap, the list refused",
    IMAP,
    MS_PHASE_STARTTLS,
    { "* OK hi\r\n", "a1 CAPABILITY\r\n", "a1 NO not now\r\n" },
    ENDS (SERVER_REFUSED) },
  { "imap does not know lists",
    IMAP,
    MS_PHASE_STARTTLS,
    { "* OK hi\r\n", "a1 CAPABILITY\r\n", "a1 BAD what?\r\n", "a2 STARTTLS\r\n", "a2 OK\r\n" },
    TLS },
  { "imap knows neither",
    IMAP,
    MS_PHASE_STARTTLS,
    { "* OK hi\r\n", "a1 CAPABILITY\r\n", "a1 BAD what?\r\n", "a2 STARTTLS\r\n", "a2 BAD what?\r\n" },
    ENDS (STARTTLS_MISSING) },
  { "pop3, the list refused",
    POP3,
    MS_PHASE_STARTTLS,
    { "+OK hi\r\n", "CAPA\r\n", "-ERR [SYS/TEMP] later\r\n" },
    ENDS (SERVER_REFUSED) },
  { "smtp refuses the name", SMTP, MS_PHASE_STARTTLS, { "220 h\r\n", "EHLO [me]\r\n", "554 no\r\n" }, ENDS (SERVER_REFUSED) },
  { "news where smtp was expected",
    SMTP,
    MS_PHASE_STARTTLS,
    { "200 news\r\n" },
    MS_DO_END,
    MS_OUTCOME_PROTOCOL_ERROR,
    NULL,
    "nntp" },
  { "imap after tls", IMAP, MS_PHASE_AFTER, { "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na1 OK\r\n" }, ENDS (OK) },
  { "imap after tls, full", IMAP, MS_PHASE_AFTER, { "* BYE full\r\n" }, ENDS (SERVER_REFUSED) },
  { "imap, the greeting's text is no capability",
    IMAP,
    MS_PHASE_STARTTLS,
    { "* OK [CAPABILITY IMAP4rev1] STARTTLS is great\r\n", "a1 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1\r\na1 OK\r\n" },
    ENDS (STARTTLS_MISSING) },
  { "pop3 after tls", POP3, MS_PHASE_AFTER, { "-ERR what?\r\n" }, ENDS (OK) },
  { "sieve, a name as a literal",
    SIEVE,
    MS_PHASE_STARTTLS,
    { "{14}\r\nIMPLEMENTATION {1}\r\nx\r\n{8}\r\nSTARTTLS\r\nOK\r\n", "STARTTLS\r\n", "OK\r\n" },
    TLS },
  { "sieve after tls", SIEVE, MS_PHASE_AFTER, { "\"IMPLEMENTATION\" \"x\"\r\nOK\r\n" }, ENDS (OK) },
  { "sieve bye", SIEVE, MS_PHASE_STARTTLS, { "BYE \"full\"\r\n" }, ENDS (SERVER_REFUSED) },
  { "found out: imap", ANY, MS_PHASE_STARTTLS, { "* OK [CAPABILITY STARTTLS]\r\n", "a2 STARTTLS\r\n", "a2 OK\r\n" }, TLS },
  { "found out: smtp inside tls", ANY, MS_PHASE_GREETING, { "220 h\r\n" }, ENDS (OK) },
  { "web server",
    IMAP,
    MS_PHASE_STARTTLS,
    { "HTTP/1.1 400 Bad Request\r\n" },
    MS_DO_END,
    MS_OUTCOME_PROTOCOL_ERROR,
    NULL,
    "http" },
  { "secure shell", POP3, MS_PHASE_STARTTLS, { "SSH-2.0-x\r\n" }, MS_DO_END, MS_OUTCOME_PROTOCOL_ERROR, NULL, "ssh" },
  { "nonsense", IMAP, MS_PHASE_STARTTLS, { "hello\r\n" }, ENDS (PROTOCOL_ERROR) },
  { "tls on a plain port", IMAP, MS_PHASE_STARTTLS, { "\x15\x03\x01" }, MS_DO_END, MS_OUTCOME_WRONG_SECURITY_MODE, NULL, "tls" },
};

/* Feeds one line of the server in steps of `step` bytes (0: all at once); gives what was to be done last. */
static MsDo
feed (MsDialogue *dialogue, const char *bytes, gsize step, const char **ret_send)
{
  gsize length = strlen (bytes);
  MsDo what = MS_DO_WAIT;

  for (gsize at = 0; at < length && what == MS_DO_WAIT; at += step != 0 ? step : length)
    what = ms_dialogue_feed (dialogue, bytes + at, step != 0 ? MIN (step, length - at) : length, ret_send);
  return what;
}

static void
test_rows (gconstpointer data)
{
  gsize step = GPOINTER_TO_SIZE (data);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (MsDialogue) dialogue = ms_dialogue_new (row->protocol, row->phase, "[me]");
      const char *send_ = NULL;
      MsDo what = ms_dialogue_begin (dialogue, &send_);
      MsDialogueResult result;

      g_test_message ("%s", row->title);
      if (step != 0 && strstr (row->title, "injection") != NULL)
        continue; /* bytes that come later are the line's to find, not the dialogue's */
      for (guint t = 0; t < G_N_ELEMENTS (row->talk) && row->talk[t] != NULL; t += 2)
        {
          what = feed (dialogue, row->talk[t], step, &send_);
          if (t + 1 < G_N_ELEMENTS (row->talk) && row->talk[t + 1] != NULL)
            {
              g_assert_cmpint (what, ==, MS_DO_SEND);
              g_assert_cmpstr (send_, ==, row->talk[t + 1]);
            }
        }
      result = ms_dialogue_result (dialogue);
      g_assert_cmpint (what, ==, row->end);
      if (what != MS_DO_END)
        continue;
      g_assert_cmpint (result.outcome, ==, row->outcome);
      g_assert_cmpstr (ms_reason_name (result.reason), ==, row->reason);
      g_assert_cmpstr (result.speaks, ==, row->speaks);
    }
}

/* What never ends by itself is ended: long lines, endless lines, endless bytes, silence of the other side. */
static void
test_bounds (void)
{
  static const struct
  {
    const char *piece;
    guint times;
  } floods[] = { { "* OK still going\r\n", 300000 }, { "220-still going\r\n", 300000 }, { "x", 300000 }, { "+OK\r\n", 300000 } };

  for (MsProtocol protocol = MS_PROTOCOL_IMAP; protocol <= MS_PROTOCOL_SIEVE; protocol++)
    for (guint f = 0; f < G_N_ELEMENTS (floods); f++)
      {
        g_autoptr (MsDialogue) dialogue = ms_dialogue_new (protocol, MS_PHASE_STARTTLS, "[me]");
        const char *send_ = NULL;
        MsDo what = MS_DO_WAIT;
        guint n = 0;

        while (n < floods[f].times && (what == MS_DO_WAIT || what == MS_DO_SEND))
          {
            what = ms_dialogue_feed (dialogue, floods[f].piece, strlen (floods[f].piece), &send_);
            n++;
          }
        g_assert_true (what == MS_DO_END || what == MS_DO_START_TLS);
        g_assert_cmpuint (n * strlen (floods[f].piece), <=, 1100 * 1024);
      }
}

/* Many lines and long ones are legal; what is asked for is found behind them. */
static void
test_long (void)
{
  static const struct
  {
    MsProtocol protocol;
    const char *before, *piece, *after; /* of the last answer */
    guint times;
  } cases[] = {
    { IMAP, "* OK ", "x", "\r\n", 5000 },
    { SMTP, "220 ", "x", "\r\n", 5000 },
    { POP3, "+OK ", "x", "\r\n", 5000 },
    { SMTP, "", "220-still going\r\n", "220 h\r\n", 3000 },
    { IMAP, "* OK hi\r\n", "* OK still going\r\n", "* CAPABILITY STARTTLS\r\na1 OK\r\n", 10000 },
    { SMTP, "220 h\r\n", "250-X-MORE\r\n", "250 STARTTLS\r\n", 300 },
    { POP3, "+OK hi\r\n+OK\r\n", "X-MORE\r\n", "STLS\r\n.\r\n", 10000 },
    { SIEVE, "", "\"XMORE\" \"x\"\r\n", "\"STARTTLS\"\r\nOK\r\n", 10000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MsDialogue) dialogue = ms_dialogue_new (cases[i].protocol, MS_PHASE_STARTTLS, "[me]");
      const char *send_ = NULL;

      for (guint n = 0; n <= cases[i].times; n++)
        {
          const char *text = n == 0 ? cases[i].before : cases[i].piece;
          g_assert_cmpint (ms_dialogue_feed (dialogue, text, strlen (text), &send_), !=, MS_DO_END);
        }
      send_ = NULL;
      g_assert_cmpint (ms_dialogue_feed (dialogue, cases[i].after, strlen (cases[i].after), &send_), ==, MS_DO_SEND);
      g_assert_nonnull (send_);
    }
}

static void
test_closed (void)
{
  static const struct
  {
    MsProtocol protocol;
    MsPhase phase;
    const char *said;
    MsOutcome outcome;
  } cases[] = {
    { IMAP, MS_PHASE_STARTTLS, "", MS_OUTCOME_UNREACHABLE },
    { IMAP, MS_PHASE_GREETING, "", MS_OUTCOME_PROTOCOL_ERROR },
    { IMAP, MS_PHASE_STARTTLS, "* OK hi\r\n", MS_OUTCOME_PROTOCOL_ERROR },
    { IMAP, MS_PHASE_STARTTLS, "* OK [CAPABILITY STARTTLS]\r\n", MS_OUTCOME_STARTTLS_FAILED },
    { SMTP, MS_PHASE_STARTTLS, "22", MS_OUTCOME_PROTOCOL_ERROR },
    { SMTP, MS_PHASE_STARTTLS, "220 h\r\n", MS_OUTCOME_PROTOCOL_ERROR },
    { SMTP, MS_PHASE_STARTTLS, "220 h\r\n250-h\r\n", MS_OUTCOME_PROTOCOL_ERROR },
    { SMTP, MS_PHASE_STARTTLS, "220 h\r\n501 no host\r\n", MS_OUTCOME_SERVER_REFUSED },
    { IMAP, MS_PHASE_STARTTLS, "* OK hi\r\n* CAPABILITY IMAP4rev1\r\n", MS_OUTCOME_PROTOCOL_ERROR },
    { POP3, MS_PHASE_STARTTLS, "+OK hi\r\n+OK\r\nUSER\r\n", MS_OUTCOME_PROTOCOL_ERROR },
    { SIEVE, MS_PHASE_STARTTLS, "\"IMPLEMENTATION\" \"x\"\r\n", MS_OUTCOME_PROTOCOL_ERROR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MsDialogue) dialogue = ms_dialogue_new (cases[i].protocol, cases[i].phase, "[me]");
      const char *send_ = NULL;

      for (const char *at = cases[i].said; *at != '\0'; at++)
        ms_dialogue_feed (dialogue, at, 1, &send_);
      g_assert_cmpint (ms_dialogue_closed (dialogue), ==, MS_DO_END);
      g_assert_cmpint (ms_dialogue_result (dialogue).outcome, ==, cases[i].outcome);
    }
}

/* Random bytes, in random pieces: never more than an end (run it under ASan). */
static void
test_random (void)
{
  static const char *const words[] = { "* OK", "250-", "220 ",  "STARTTLS", "{5}", "{99999}", "\r\n", "\n",
                                       "+OK",  "-ERR", "a1 OK", "a2 OK",    "\"",  "OK",      ".",    "\x16\x03" };

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (MsDialogue) dialogue
        = ms_dialogue_new ((MsProtocol) g_test_rand_int_range (0, 6), (MsPhase) g_test_rand_int_range (0, 3), "[me]");
      const char *send_ = NULL;
      MsDo what = ms_dialogue_begin (dialogue, &send_);

      for (guint i = 0; i < 60 && (what == MS_DO_WAIT || what == MS_DO_SEND); i++)
        {
          char bytes[3] = { (char) g_test_rand_int (), (char) g_test_rand_int (), 0 };
          const char *word = g_test_rand_bit () ? words[g_test_rand_int_range (0, G_N_ELEMENTS (words))] : bytes;
          what = ms_dialogue_feed (dialogue, word, word == bytes ? 2 : strlen (word), &send_);
        }
      if (what == MS_DO_END && ms_dialogue_result (dialogue).detail != NULL)
        g_assert_true (g_utf8_validate (ms_dialogue_result (dialogue).detail, -1, NULL));
      ms_dialogue_closed (dialogue);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/dialogue/whole", GSIZE_TO_POINTER (0), test_rows);
  g_test_add_data_func ("/dialogue/bytes", GSIZE_TO_POINTER (1), test_rows);
  g_test_add_data_func ("/dialogue/pieces", GSIZE_TO_POINTER (3), test_rows);
  g_test_add_func ("/dialogue/bounds", test_bounds);
  g_test_add_func ("/dialogue/long", test_long);
  g_test_add_func ("/dialogue/closed", test_closed);
  g_test_add_func ("/dialogue/random", test_random);
  return g_test_run ();
}
