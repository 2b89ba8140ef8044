/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An answer of DNS: byte 0 picks what was asked, the rest is the answer. Addresses and names come out, and what is made of
 * them.
 */
#include "discover/rules.h"
#include "check/probe/records.h"
#include "tests/fuzz/check-found.h"
#include "tests/fuzz/fuzz.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#define MAX_RECORDS 16

static void
check_address (const char *text, GSocketFamily family)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  g_assert_nonnull (address);
  g_assert_cmpint (g_inet_address_get_family (address), ==, family);
}

static void
check_name (const char *name)
{
  g_assert_cmpuint (strlen (name), <=, 253);
  g_assert_cmpuint (strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-."), ==, strlen (name));
  g_assert_true (g_ascii_isalnum (*name));
}

/* "priority weight port name"; the name ".": there is no such service */
static void
check_service (const char *text)
{
  unsigned priority, weight, port;
  int at = 0;

  g_assert_cmpint (sscanf (text, "%5u %5u %5u %n", &priority, &weight, &port, &at), ==, 3);
  g_assert_true (priority <= G_MAXUINT16 && weight <= G_MAXUINT16 && port <= G_MAXUINT16);
  if (strcmp (text + at, ".") != 0)
    check_name (text + at);
}

static void
check_record (const char *text, MsRecord record)
{
  fuzz_check_line (text);
  if (record == MS_RECORD_A || record == MS_RECORD_AAAA)
    check_address (text, record == MS_RECORD_A ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);
  else if (record == MS_RECORD_SERVICE)
    check_service (text);
  else
    check_name (text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  FuzzInput input = { bytes, size };
  guint first = fuzz_byte (&input);
  MsRecord record = (MsRecord) (first % (MS_RECORD_SERVICE + 1));
  g_autoptr (GPtrArray) records = ms_records_read (input.at, input.left, record), found = ms_found_list_new ();

  g_assert_cmpuint (records->len, <=, MAX_RECORDS);
  for (guint i = 0; i < records->len; i++)
    check_record (g_ptr_array_index (records, i), record);
  if (record == MS_RECORD_MX)
    ms_discover_mx (found, "example.org", records);
  else if (record == MS_RECORD_SERVICE)
    ms_discover_srv (found, "example.org", first / (MS_RECORD_SERVICE + 1) % 8, records);
  fuzz_check_found (found);
  return 0;
}
