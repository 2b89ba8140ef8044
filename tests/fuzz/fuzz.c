/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_GROWN 65536 /* bytes: more is never made of an input */

/* ---- the input --------------------------------------------------------------------------------------------------- */

guint8
fuzz_byte (FuzzInput *input)
{
  if (input->left == 0)
    return 0;
  input->left--;
  return *input->at++;
}

guint
fuzz_number (FuzzInput *input)
{
  guint high = fuzz_byte (input);
  return high << 8 | fuzz_byte (input);
}

char *
fuzz_text (FuzzInput *input, size_t max)
{
  size_t n = MIN (max, input->left);
  char *text = g_strndup ((const char *) input->at, n);

  input->at += n;
  input->left -= n;
  return text;
}

gboolean
fuzz_slice (FuzzInput *input, const uint8_t **ret_bytes, size_t *ret_size)
{
  const uint8_t *end = input->left > 0 ? memchr (input->at, '\n', input->left) : NULL;

  *ret_bytes = input->at;
  *ret_size = end != NULL ? (size_t) (end - input->at) : input->left;
  if (input->left == 0)
    return FALSE;
  input->left -= *ret_size + (end != NULL);
  input->at += *ret_size + (end != NULL);
  return TRUE;
}

char *
fuzz_line (FuzzInput *input)
{
  const uint8_t *bytes;
  size_t size;

  return fuzz_slice (input, &bytes, &size) ? g_strndup ((const char *) bytes, size) : NULL;
}

/*
 * Wherever the four bytes before `at` and that one stand again, the last of them changes as well: an OID, a name, twice in a
 * file.
 */
static void
set_everywhere (GByteArray *bytes, guint at, guint8 value)
{
  guint8 pattern[5];

  if (at < 4)
    return;
  memcpy (pattern, bytes->data + at - 4, sizeof pattern);
  for (guint i = 4; i < bytes->len; i++)
    if (memcmp (bytes->data + i - 4, pattern, sizeof pattern) == 0)
      bytes->data[i] = value;
}

void
fuzz_change (FuzzInput *input, GByteArray *bytes)
{
  guint how = fuzz_byte (input) % 6, at = fuzz_number (input);
  guint8 value = fuzz_byte (input);

  if (bytes->len == 0)
    return;
  at %= bytes->len;
  if (how == 0)
    bytes->data[at] = value;
  else if (how == 1)
    set_everywhere (bytes, at, value);
  else if (how == 2)
    bytes->data[at] ^= value;
  else if (how == 3)
    g_byte_array_remove_range (bytes, at, MIN (value, bytes->len - at));
  else if (how == 4 && bytes->len + value <= MAX_GROWN)
    {
      g_byte_array_set_size (bytes, bytes->len + value);
      memmove (bytes->data + at + value, bytes->data + at, bytes->len - value - at);
    }
  else if (how == 5)
    g_byte_array_set_size (bytes, at);
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static char *folder;

void
fuzz_remove (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);
      fuzz_remove (inside);
    }
  g_remove (path);
}

static void
remove_folder (void)
{
  fuzz_remove (folder);
  g_clear_pointer (&folder, g_free);
}

const char *
fuzz_folder (void)
{
  if (folder == NULL)
    {
      const char *wish = g_getenv ("TMPDIR"), *memory = access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

      folder = g_build_filename (wish != NULL ? wish : memory, "mailseal-fuzz-XXXXXX", NULL);
      g_assert_nonnull (g_mkdtemp (folder));
      atexit (remove_folder);
    }
  return folder;
}

void
fuzz_write (const char *path, const void *bytes, size_t size)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_true (write (fd, bytes, size) == (ssize_t) size);
  close (fd);
}

/* ---- what is said ------------------------------------------------------------------------------------------------ */

static void
check_words (const char *text, gboolean lines)
{
  if (text == NULL)
    return;
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      GUnicodeType type = g_unichar_type (g_utf8_get_char (at));
      g_assert_true (type != G_UNICODE_FORMAT && type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR);
      g_assert_true (type != G_UNICODE_CONTROL || (lines && *at == '\n'));
    }
}

void
fuzz_check_line (const char *line)
{
  check_words (line, FALSE);
}

void
fuzz_check_text (const char *text)
{
  check_words (text, TRUE);
}
