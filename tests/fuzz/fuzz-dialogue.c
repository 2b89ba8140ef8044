/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server says before and after TLS: byte 0 picks protocol and phase, byte 1 how it is cut up, the rest is said. It is
 * bounded, nothing of a stranger is said again but made visible, and TLS is never begun over bytes that came too early.
 */
#include "check/probe/dialogue.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

#define ME        "me.example"
#define MAX_BYTES (1024 * 1024) /* after so many a dialogue has come to an end */

static const MsProtocol protocols[]
  = { MS_PROTOCOL_SMTP, MS_PROTOCOL_IMAP, MS_PROTOCOL_POP3, MS_PROTOCOL_SIEVE, MS_PROTOCOL_UNKNOWN };
static const MsPhase phases[] = { MS_PHASE_STARTTLS, MS_PHASE_GREETING, MS_PHASE_AFTER };

/* We say these, and nothing that a server made up. */
static void
check_sent (const char *sent)
{
  static const char *const ours[] = { "EHLO " ME "\r\n", "EHLO localhost.localdomain\r\n",
                                      "STARTTLS\r\n",    "STLS\r\n",
                                      "CAPA\r\n",        "a1 CAPABILITY\r\n",
                                      "a2 STARTTLS\r\n", NULL };
  g_assert_true (g_strv_contains (ours, sent));
}

static void
check_end (MsDialogue *d)
{
  static const char *const goodbyes[] = { "QUIT\r\n", "a9 LOGOUT\r\n", "LOGOUT\r\n", NULL };
  const char *goodbye = ms_dialogue_goodbye (d);
  MsDialogueResult result = ms_dialogue_result (d);

  g_assert_true (goodbye == NULL || g_strv_contains (goodbyes, goodbye));
  g_assert_true (result.reason == MS_REASON_NONE || result.reason == MS_REASON_PREAUTH || result.reason == MS_REASON_INJECTION
                 || result.reason == MS_REASON_TIMEOUT || result.reason == MS_REASON_SLOW || result.reason == MS_REASON_RESET);
  g_assert_cmpint (result.outcome, <=, MS_OUTCOME_TLS_FAILED);
  g_assert_true (result.detail == NULL || g_utf8_strlen (result.detail, -1) <= 12 * 301);
  fuzz_check_line (result.detail);
  fuzz_check_line (result.speaks);
}

/* Feeds it, a chunk of 1 to `cut` bytes at a time, until it has come to something; *ret_used: how many bytes that took. */
static MsDo
feed (MsDialogue *d, const char *bytes, gsize size, guint cut, gsize *ret_used)
{
  const char *sent = NULL;
  MsDo what = ms_dialogue_begin (d, &sent);
  guint32 seed = cut;

  for (*ret_used = 0;; seed = seed * 1103515245 + 12345)
    {
      gsize chunk = MIN (size - *ret_used, 1 + (cut > 0 ? (seed >> 16) % cut : 0));

      if (what == MS_DO_SEND)
        check_sent (sent);
      if (what == MS_DO_END || what == MS_DO_START_TLS || chunk == 0)
        return what;
      what = ms_dialogue_feed (d, bytes + *ret_used, chunk, &sent);
      *ret_used += chunk;
      g_assert_true (*ret_used <= MAX_BYTES || what == MS_DO_END);
    }
}

/* Not a byte lay beyond the server's word to go on: said byte by byte, it is the last one that says so. */
static void
check_start (MsProtocol protocol, MsPhase phase, const char *bytes, gsize used)
{
  g_autoptr (MsDialogue) d = ms_dialogue_new (protocol, phase, ME);
  gsize alone;

  g_assert_cmpint (phase, ==, MS_PHASE_STARTTLS);
  if (feed (d, bytes, used, 0, &alone) == MS_DO_START_TLS)
    g_assert_cmpuint (alone, ==, used);
  ms_dialogue_injected (d);
  g_assert_cmpint (ms_dialogue_result (d).reason, ==, MS_REASON_INJECTION);
  g_assert_null (ms_dialogue_goodbye (d));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  FuzzInput input = { bytes, size };
  guint which = fuzz_byte (&input), cut = fuzz_byte (&input);
  MsProtocol protocol = protocols[which % G_N_ELEMENTS (protocols)];
  MsPhase phase = phases[which / G_N_ELEMENTS (protocols) % G_N_ELEMENTS (phases)];
  g_autoptr (MsDialogue) d = ms_dialogue_new (protocol, phase, ME);
  const char *said = (const char *) input.at;
  gsize used;
  MsDo what = feed (d, said, input.left, cut, &used);

  if (what == MS_DO_START_TLS)
    check_start (protocol, phase, said, used);
  else if (what != MS_DO_END)
    g_assert_cmpint (cut % 2 == 0 ? ms_dialogue_closed (d) : ms_dialogue_silent (d), ==, MS_DO_END);
  check_end (d);
  return 0;
}
