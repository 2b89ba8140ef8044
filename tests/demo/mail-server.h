/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small mail server for the demo: it greets, begins TLS, answers QUIT and LOGOUT, and knows no account. One thread a
 * connection; each is bounded in time and in bytes.
 */
#pragma once

#include "tests/lib/pki.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  MAIL_IMAPS,
  MAIL_POP3S,
  MAIL_SMTPS,
  MAIL_SUBMISSION, /* STARTTLS */
} MailKind;

typedef struct _MailServer MailServer;

/* Listens on address (a loopback address), on a port of the system's choice. The chain is leaf and issuer; issuer NULL:
 * the leaf alone; both are copied. NULL and *error if the address cannot be listened on. */
MailServer *mail_server_new (MailKind kind, const char *address, const Pki *leaf, const Pki *issuer, GError **error);
void mail_server_free (MailServer *server);

/* From the next connection on another certificate is shown. */
void mail_server_set_chain (MailServer *server, const Pki *leaf, const Pki *issuer);

/* "imaps://127.0.0.11:40001"; free it. */
char *mail_server_url (const MailServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailServer, mail_server_free)

G_END_DECLS
