/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this computer has for connections. Where it has too little, that says nothing about any server. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Is this error (errno) such a want: of descriptors, or of memory for them? */
gboolean ms_room_is_short (int error);

/* How many probes there is room for at a time. Takes all the descriptors that this process may have (the hard limit). */
guint ms_room_for_probes (void);

G_END_DECLS
