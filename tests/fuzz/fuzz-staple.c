/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stapled OCSP answer: byte 0 picks one of those below, changed by what follows, or what follows is the answer. Nobody but its
 * issuer revokes a certificate: what is believed holds, byte for byte, what the issuer signed of this leaf.
 */
#include "check/x509/path.h"
#include "check/x509/staple.h"
#include "tests/fuzz/fuzz.h"
#include "tests/lib/pki.h"

#include <string.h>

#define NOW     ((gint64) 1767225600)
#define DAY     ((gint64) 86400)
#define REVOKED (NOW - 5 * DAY)

enum
{
  GOOD,
  REVOKED_LEAF,
  REVOKED_OTHER,   /* another leaf of this issuer */
  REVOKED_FOREIGN, /* by somebody with the issuer's name */
  REVOKED_STALE,   /* by the issuer, long ago */
  N_ANSWERS
};

static Pki *issuer, *leaf;
static GBytes *answers[N_ANSWERS];

static Pki *
make (const char *name, gboolean ca, const Pki *by)
{
  PkiSpec spec = { .cn = name, .ca = ca, .not_before = NOW - 90 * DAY, .not_after = NOW + 90 * DAY };
  return pki_make (&spec, by);
}

static void
make_answers (void)
{
  g_autoptr (Pki) foreign = make ("Issuer", TRUE, NULL), other = NULL;

  issuer = make ("Issuer", TRUE, NULL);
  leaf = make ("leaf", FALSE, issuer);
  other = make ("other", FALSE, issuer);
  answers[GOOD] = pki_ocsp (leaf, issuer, 0, NOW);
  answers[REVOKED_LEAF] = pki_ocsp (leaf, issuer, REVOKED, NOW);
  answers[REVOKED_OTHER] = pki_ocsp (other, issuer, REVOKED, NOW);
  answers[REVOKED_FOREIGN] = pki_ocsp (leaf, foreign, REVOKED, NOW);
  answers[REVOKED_STALE] = pki_ocsp (leaf, issuer, REVOKED, NOW - 60 * DAY);
}

/* Into the DER element at `at`, or (over) past it. */
static const guint8 *
walk (const guint8 *at, gboolean over)
{
  guint n = at[1] < 0x80 ? 0 : at[1] & 0x7f;
  gsize size = n == 0 ? at[1] : 0;

  for (guint i = 0; i < n; i++)
    size = size << 8 | at[2 + i];
  return at + 2 + n + (over ? size : 0);
}

/* Does it hold what was signed in this answer: tbsResponseData (RFC 6960 4.2.1)? */
static gboolean
holds (GBytes *bytes, GBytes *answer)
{
  gsize size, length;
  const guint8 *at = walk (g_bytes_get_data (answer, &size), FALSE), *all = g_bytes_get_data (bytes, &size);

  at = walk (walk (walk (at, TRUE), FALSE), FALSE); /* past the status, into [0] and ResponseBytes */
  at = walk (walk (walk (at, TRUE), FALSE), FALSE); /* past its type, into the octets and BasicOCSPResponse */
  length = (gsize) (walk (at, TRUE) - at);
  for (gsize i = 0; i + length <= size; i++)
    if (memcmp (all + i, at, length) == 0)
      return TRUE;
  return FALSE;
}

static GBytes *
answer_of (FuzzInput *input, guint which)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize size;
  const guint8 *data;

  if (which >= N_ANSWERS)
    return g_bytes_new (input->at, input->left);
  data = g_bytes_get_data (answers[which], &size);
  g_byte_array_append (bytes, data, (guint) size);
  while (input->left > 0)
    fuzz_change (input, bytes);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  FuzzInput input = { bytes, size };
  g_autoptr (GBytes) answer = NULL;
  guint which = fuzz_byte (&input) % (N_ANSWERS + 1);
  gboolean revoked;
  gint64 since = 0;

  if (issuer == NULL)
    make_answers ();
  answer = answer_of (&input, which);
  ms_path_pretend (NOW);
  revoked = ms_staple_revokes (answer, leaf->crt, issuer->crt, &since);
  ms_path_pretend (0);
  g_assert_true (!revoked || holds (answer, answers[REVOKED_LEAF]) || holds (answer, answers[REVOKED_STALE]));
  g_assert_true (!revoked || since == REVOKED);
  if (g_bytes_equal (answer, answers[REVOKED_LEAF]))
    g_assert_true (revoked);
  return 0;
}
