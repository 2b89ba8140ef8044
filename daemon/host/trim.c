/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include "daemon/host/trim.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#define SETTLED_S 3
#define LARGE     (512 * 1024) /* bytes */

/* Segments that are mapped from a file, executable and not writable are never dirty: nothing is lost with their pages. */
static int
drop_code_cb (struct dl_phdr_info *info, size_t size, void *data)
{
  guintptr page = (guintptr) sysconf (_SC_PAGESIZE);

  (void) size;
  (void) data;
  for (int i = 0; i < info->dlpi_phnum; i++)
    {
      const ElfW (Phdr) *header = &info->dlpi_phdr[i];
      guintptr begin = (info->dlpi_addr + header->p_vaddr + page - 1) & ~(page - 1);
      guintptr end = (info->dlpi_addr + header->p_vaddr + header->p_memsz) & ~(page - 1);

      if (header->p_type == PT_LOAD && (header->p_flags & PF_X) != 0 && (header->p_flags & PF_W) == 0 && begin < end)
        madvise ((void *) begin, end - begin, MADV_DONTNEED);
    }
  return 0;
}

static guint waiting; /* the process has one memory, and one moment to give some of it back */

static gboolean
rest_cb (gpointer data)
{
  (void) data;
  waiting = 0;
  malloc_trim (0);
  dl_iterate_phdr (drop_code_cb, NULL);
  return G_SOURCE_REMOVE;
}

/* malloc would learn from each large block to keep those of its size. */
void
ms_rest_begin (void)
{
  mallopt (M_MMAP_THRESHOLD, LARGE);
}

void
ms_rest_soon (void)
{
  if (waiting != 0)
    g_source_remove (waiting);
  waiting = g_timeout_add_seconds (SETTLED_S, rest_cb, NULL);
}
