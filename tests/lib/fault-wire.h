/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room of fault-server: bytes in the clear, then inside TLS; and the talk over them. */
#pragma once

#include "tests/lib/fault-server.h"

#include <gnutls/gnutls.h>

G_BEGIN_DECLS

typedef struct
{
  int fd;               /* not blocking */
  gnutls_session_t tls; /* NULL: not yet */
  gint64 end;           /* monotonic, us: patience */
  const gint *closing;  /* set when the server ends */
  gboolean polite;      /* a goodbye was heard */
} Wire;

/* All FALSE: the connection, or the time, is over. */
gboolean wire_wait (Wire *wire, gboolean to_write);
gboolean wire_send (Wire *wire, const char *bytes, gsize length);
gboolean wire_say (Wire *wire, const char *line); /* and the line end */
gboolean wire_hear (Wire *wire, char *line, gsize size);
void wire_sleep (Wire *wire, guint ms);

typedef enum
{
  TALK_OVER,
  TALK_TLS, /* the go was said */
} Talk;

/* From the greeting to the go, or to the end. */
Talk talk_before_tls (Wire *wire, const FaultServerSpec *spec);
/* Inside TLS; `greet`: implicit TLS. */
void talk_inside_tls (Wire *wire, const FaultServerSpec *spec, gboolean greet);

G_END_DECLS
