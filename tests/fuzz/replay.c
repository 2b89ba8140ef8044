/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives every file of the folders named on the command line to the fuzz target once, without libFuzzer. */
#include "tests/fuzz/fuzz.h"

#include <glib.h>
#include <stdio.h>

int
main (int argc, char **argv)
{
  guint n = 0;

  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GDir) dir = g_dir_open (argv[i], 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (argv[i], name, NULL), *bytes = NULL;
          gsize size;

          if (!g_file_get_contents (path, &bytes, &size, NULL))
            continue;
          LLVMFuzzerTestOneInput ((const uint8_t *) bytes, size);
          n++;
        }
    }
  printf ("%u inputs\n", n);
  return n > 0 ? 0 : 1;
}
