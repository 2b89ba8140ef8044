/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Certificate message, as the hook of the handshake reads it: byte 0 picks the version of TLS, and whether the rest is the
 * message itself, what certificates it is to hold, or all that a server sends over the wire.
 */
#include "check/probe/tls.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CHAIN       16
#define MAX_CHAIN_BYTES (64 * 1024)
#define MAX_WIRE        65536 /* what a socket takes without anybody who reads it */

static GPtrArray *
read_message (const guint8 *message, gsize size, gboolean tls13)
{
  GPtrArray *shown = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  ms_tls_read_certificates (shown, message, size, tls13);
  return shown;
}

static void
check_bounds (const GPtrArray *shown)
{
  gsize total = 0;

  g_assert_cmpuint (shown->len, <=, MAX_CHAIN);
  for (guint i = 0; i < shown->len; i++)
    total += g_bytes_get_size (g_ptr_array_index (shown, i));
  g_assert_cmpuint (total, <=, MAX_CHAIN_BYTES);
}

/* What was read stands in the message, one behind the other, each after its length. */
static void
check_message (const guint8 *message, gsize size, gboolean tls13)
{
  g_autoptr (GPtrArray) shown = read_message (message, size, tls13);
  gsize at = tls13 && size > 0 ? 4 + (gsize) message[0] : 3;

  check_bounds (shown);
  for (guint i = 0; i < shown->len; i++)
    {
      gsize length;
      const guint8 *der = g_bytes_get_data (g_ptr_array_index (shown, i), &length);

      g_assert_cmpuint (at + 3 + length, <=, size);
      g_assert_cmpuint ((gsize) message[at] << 16 | (gsize) message[at + 1] << 8 | message[at + 2], ==, length);
      g_assert_true (length == 0 || memcmp (message + at + 3, der, length) == 0);
      at += 3 + length;
      if (tls13 && i + 1 < shown->len)
        at += 2 + ((gsize) message[at] << 8 | message[at + 1]);
    }
}

static void
add_number (GByteArray *out, gsize number, guint n)
{
  for (guint i = n; i > 0; i--)
    g_byte_array_append (out, (guint8[]){ (guint8) (number >> 8 * (i - 1)) }, 1);
}

/* What is put into a message comes out of it. */
static void
check_round (FuzzInput *input, gboolean tls13)
{
  g_autoptr (GByteArray) message = g_byte_array_new (), list = g_byte_array_new ();
  g_autoptr (GPtrArray) put = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref), shown = NULL;

  while (input->left > 0 && put->len < MAX_CHAIN)
    {
      gsize wish = fuzz_number (input), size = MIN (wish, input->left);

      add_number (list, size, 3);
      g_byte_array_append (list, input->at, (guint) size);
      g_ptr_array_add (put, g_bytes_new (input->at, size));
      input->at += size;
      input->left -= size;
      if (tls13)
        add_number (list, 0, 2);
    }
  if (tls13)
    add_number (message, 0, 1);
  add_number (message, list->len, 3);
  g_byte_array_append (message, list->data, list->len);
  shown = read_message (message->data, message->len, tls13);
  check_bounds (shown);
  if (list->len <= MAX_CHAIN_BYTES)
    g_assert_cmpuint (shown->len, ==, put->len);
  for (guint i = 0; i < shown->len; i++)
    g_assert_true (g_bytes_equal (g_ptr_array_index (shown, i), g_ptr_array_index (put, i)));
}

/* All of it is said at once, and then no more; the handshake comes to an end. */
static void
check_wire (FuzzInput *input)
{
  g_autoptr (MsSighting) sighting = ms_sighting_new ("192.0.2.1");
  int ends[2];
  MsTls *tls;
  MsTlsStatus status = MS_TLS_WANTS_READ;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_assert_cmpint (send (ends[1], input->at, MIN (input->left, MAX_WIRE), MSG_NOSIGNAL), >=, 0);
  shutdown (ends[1], SHUT_WR);
  tls = ms_tls_new (ends[0], "mail.example.org");
  for (gsize i = 0; i < 100 + input->left && (status == MS_TLS_WANTS_READ || status == MS_TLS_WANTS_WRITE); i++)
    status = ms_tls_handshake (tls);
  g_assert_cmpint (status, ==, MS_TLS_FAILED); /* nobody there has a key */
  fuzz_check_line (ms_tls_error (tls));
  fuzz_check_line (ms_tls_alert (tls));
  ms_tls_harvest (tls, sighting);
  check_bounds (sighting->der);
  fuzz_check_line (sighting->tls_version);
  fuzz_check_line (sighting->cipher);
  ms_tls_free (tls);
  close (ends[0]);
  close (ends[1]);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  FuzzInput input = { bytes, size };
  guint first = fuzz_byte (&input), how = first / 2 % 3;
  gboolean tls13 = first % 2 == 1;

  if (how == 0)
    check_message (input.at, input.left, tls13);
  else if (how == 1)
    check_round (&input, tls13);
  else
    check_wire (&input);
  return 0;
}
