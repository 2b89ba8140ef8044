/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/room.h"

#include <errno.h>
#include <sys/resource.h>

#define OWN      32 /* descriptors for everything else: files, buses, questions to the name service */
#define A_PROBE  4  /* descriptors, with the addresses of its name, what is tried out, and goodbyes */
#define MAX_ROOM 65536

gboolean
ms_room_is_short (int error)
{
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

guint
ms_room_for_probes (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return 1;
  if (limit.rlim_cur < limit.rlim_max)
    {
      rlim_t before = limit.rlim_cur;
      limit.rlim_cur = limit.rlim_max;
      if (setrlimit (RLIMIT_NOFILE, &limit) != 0)
        limit.rlim_cur = before;
    }
  return limit.rlim_cur > OWN + A_PROBE ? (guint) MIN ((limit.rlim_cur - OWN) / A_PROBE, MAX_ROOM) : 1;
}
