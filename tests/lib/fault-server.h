/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mail server for tests that has one fault, chosen by name, for every protocol and both kinds of security. In this process,
 * a thread a connection, each bounded in time and bytes. It knows no account.
 */
#pragma once

#include "model/target.h"
#include "tests/lib/pki.h"

G_BEGIN_DECLS

/* One row a fault in fault-server.c. "Offer": the answer to EHLO, CAPABILITY and CAPA; "go": the answer to STARTTLS. */
typedef enum
{
  FAULT_NONE,
  FAULT_LONG_GREETING,   /* SMTP: several 220 lines */
  FAULT_MANY_LINES,      /* 5,000 before an answer, SMTP: 300 in the list */
  FAULT_LONG_LINE,       /* a greeting of 9,000 characters */
  FAULT_LATE_CAPABILITY, /* IMAP: told only when asked; POP3: CAPA is not known, STLS works */
  FAULT_SILENT,          /* accepts, and never says a word */
  FAULT_SILENT_AFTER_GREETING,
  FAULT_SILENT_AT_STARTTLS,
  FAULT_SILENT_INSTEAD_OF_TLS, /* after the go */
  FAULT_SILENT_AFTER_TLS,      /* as a web server is, which waits for a request */
  FAULT_SILENT_IN_HANDSHAKE,   /* the head of a record, then nothing */
  FAULT_CLOSE_AT_ONCE,
  FAULT_RESET_AT_ONCE,
  FAULT_CLOSE_AFTER_GREETING,
  FAULT_RESET_AFTER_GREETING,
  FAULT_CLOSE_INSTEAD_OF_TLS, /* implicit TLS: at the ClientHello */
  FAULT_RESET_INSTEAD_OF_TLS,
  FAULT_CLOSE_IN_HANDSHAKE,
  FAULT_RESET_IN_HANDSHAKE,
  FAULT_CLOSE_INSTEAD_OF_GREETING, /* implicit TLS: after the handshake */
  FAULT_REFUSE,                    /* 421, BYE, -ERR */
  FAULT_REFUSE_FOR_GOOD,           /* SMTP 554; as REFUSE for the others */
  FAULT_REFUSE_OFFER,              /* at the capabilities */
  FAULT_BUSY_OFFER,                /* SMTP: 421 there */
  FAULT_PICKY_EHLO,                /* SMTP: 501 to a name that is none of a host */
  FAULT_REFUSE_EHLO,               /* SMTP: 550 to any */
  FAULT_REFUSE_EHLO_ONCE,          /* SMTP: 504, and it hangs up */
  FAULT_TARPIT,                    /* SMTP: a greeting of many pieces, and nothing is offered */
  FAULT_NO_STARTTLS,               /* not offered */
  FAULT_PREAUTH,                   /* IMAP */
  FAULT_STARTTLS_REFUSED,          /* offered, then 454, NO, -ERR */
  FAULT_STARTTLS_GARBAGE,          /* go, then text instead of TLS */
  FAULT_INJECTION,                 /* another line comes with the go */
  FAULT_LATE_INJECTION,            /* another line comes after the go, then TLS */
  FAULT_TLS_ALERT,                 /* handshake_failure at the ClientHello */
  FAULT_PLAIN_ON_TLS,              /* greets in the clear where TLS is meant */
  FAULT_TLS_ON_PLAIN,              /* waits for a ClientHello where a greeting is meant */
  FAULT_HTTP,
  FAULT_SSH,
  FAULT_PROXY_HEADER,   /* "PROXY TCP4 ..." before the greeting */
  FAULT_OTHER_PROTOCOL, /* SMTP on the others, IMAP instead of SMTP */
  FAULT_GARBAGE,        /* bytes of no protocol */
  FAULT_HUGE_BANNER,    /* 100 MB without a line end */
  FAULT_ENDLESS_LINES,
  FAULT_DRIP,         /* a byte of the greeting at a time, drip_ms apart */
  FAULT_EVIL_TEXT,    /* a refusal full of escapes, overrides, markup, NUL and bytes that are no UTF-8 */
  FAULT_LITERAL_BOMB, /* IMAP, ManageSieve: {999999999} */
  N_FAULTS,
} Fault;

const char *fault_name (Fault fault); /* "no-starttls" */

typedef struct
{
  MsService service;
  const char *address; /* a loopback address; NULL: 127.0.0.1 */
  guint16 port;        /* 0: one of the system's choice */
  Fault fault;
  const char *priority;    /* GnuTLS; NULL: "NORMAL" */
  const Pki *const *chain; /* leaf first, NULL-terminated, sent as it is; copied */
  GBytes *staple;          /* OCSP response, or NULL */
  gboolean want_client;    /* asks for a client certificate */
  int demand_client;       /* and goes on with none: 1: it says why, as OpenSSL does; 2: it hangs up; 3: as GnuTLS does */
  gboolean sometimes;      /* only the first of every two connections has the fault */
  guint drip_ms;           /* 0: 1000 */
  guint late_ms;           /* before the greeting */
} FaultServerSpec;

typedef struct _FaultServer FaultServer;

FaultServer *fault_server_new (const FaultServerSpec *spec, GError **error); /* NULL if the address cannot be had */
void fault_server_free (FaultServer *server);                                /* ends its connections within 0.2 s */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultServer, fault_server_free)

guint16 fault_server_port (const FaultServer *server);
char *fault_server_url (const FaultServer *server); /* "imaps://127.0.0.11:40001"; free it */
guint fault_server_accepted (FaultServer *server);  /* connections so far */
/* Ended the last connection with QUIT, LOGOUT or close_notify? */
gboolean fault_server_was_polite (FaultServer *server);

/* From the next connection on another chain is shown. */
void fault_server_set_chain (FaultServer *server, const Pki *const *chain);

G_END_DECLS
