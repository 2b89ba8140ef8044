/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuzz targets share: the input taken apart, a folder to write to, and what everything that is said must keep to. */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* What libFuzzer calls. */
int LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size);

/* What is left of an input; at its end there are zeros and empty texts. */
typedef struct
{
  const uint8_t *at;
  size_t left;
} FuzzInput;

guint8 fuzz_byte (FuzzInput *input);
guint fuzz_number (FuzzInput *input);           /* two bytes, big-endian */
char *fuzz_text (FuzzInput *input, size_t max); /* at most so many bytes, up to a NUL; free it */
/* What stands up to a line end, which is taken too; FALSE: nothing is left. Lent, of any bytes. */
gboolean fuzz_slice (FuzzInput *input, const uint8_t **ret_bytes, size_t *ret_size);
char *fuzz_line (FuzzInput *input); /* the same as text, up to a NUL; NULL: nothing is left; free it */

/*
 * A change of bytes, as a stranger would make it: set, set everywhere in the same surroundings, xor, take out, put in, cut off,
 * by what the input says.
 */
void fuzz_change (FuzzInput *input, GByteArray *bytes);

/* A folder of this run, in $TMPDIR, else in memory if there is any; gone with all that is in it when the program ends well. */
const char *fuzz_folder (void);
void fuzz_write (const char *path, const void *bytes, size_t size);
void fuzz_remove (const char *path); /* a file, or a folder with what is in it */

/* One line for people: valid UTF-8 without controls and what hides or reorders text. NULL is fine. */
void fuzz_check_line (const char *line);
void fuzz_check_text (const char *text); /* the same, of several lines */
