/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates that a program makes for itself so that it can start, until somebody installs the right one. */
#pragma once

#include "model/observation.h"

G_BEGIN_DECLS

/* Is this a name that nobody has filled in ("localhost", "mail.domain.com", a checksum)? Nobody is to enter it. */
gboolean ms_is_stand_in_name (const char *name);

/* Is it such a certificate, shown to who asked for `host`? What is really good for that host is none. */
gboolean ms_is_stand_in (const MsCertificate *leaf, const char *host);

G_END_DECLS
