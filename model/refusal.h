/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a mail program refuses what is otherwise fine: the `because` of client-refuses (B3). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MS_REFUSAL_NONE,
  MS_REFUSAL_CHAIN,         /* a valid path, but not over the first issuer that fits */
  MS_REFUSAL_MUST_STAPLE,   /* the certificate promises a stapled OCSP answer, and none came (RFC 7633) */
  MS_REFUSAL_CA_AS_SERVER,  /* the certificate of an authority as that of a server */
  MS_REFUSAL_KEY_TYPE,      /* a kind or size of key that it does not know */
  MS_REFUSAL_KEY_USAGE,     /* key usage forbids what the handshake does (RFC 5280 4.2.1.3) */
  MS_REFUSAL_SIGNATURE,     /* a kind of signature that it does not know, or no longer takes */
  MS_REFUSAL_TLS_VERSION,   /* only versions of TLS that it has dropped */
  MS_REFUSAL_CIPHER,        /* only ciphers or key exchanges that it has dropped */
  MS_REFUSAL_RENEGOTIATION, /* no secure renegotiation (RFC 5746) */
  MS_REFUSAL_DISTRUSTED,    /* an authority that it distrusts, or does from a date on */
  MS_REFUSAL_HELLO_SIZE,    /* the server, or somebody on the way, cannot take a large ClientHello */
  MS_N_REFUSALS,
} MsRefusal;

const char *ms_refusal_name (MsRefusal refusal);   /* "must-staple", ...; NULL of NONE */
MsRefusal ms_refusal_from_name (const char *name); /* NONE of NULL, and of what is none */

G_END_DECLS
