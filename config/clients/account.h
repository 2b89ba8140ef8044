/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found in the settings of mail clients: distinct servers, each with the accounts that name it. Plain values. */
#pragma once

#include "model/target.h"

G_BEGIN_DECLS

/* What a client is told to do; a server that is to be spoken to in clear is a finding, so MsSecurity is not enough. */
typedef enum
{
  MS_ENCRYPTION_NONE,
  MS_ENCRYPTION_STARTTLS,
  MS_ENCRYPTION_TLS,
} MsEncryption;

const char *ms_encryption_name (MsEncryption encryption); /* "none", "starttls", "tls" */

/* One account of one client that names a server. */
typedef struct
{
  const char *client; /* static: "thunderbird" */
  char *account;      /* "thunderbird/account1": opaque; the two halves of one account have the same */
  char *domain;       /* of the account's e-mail address, as A-labels; NULL: unknown. Nothing else of an address is kept */
  gboolean used;      /* neither disabled nor deleted there */
  gboolean verify;    /* it checks the certificate */
  GPtrArray *pins;  /* char*: SHA-256 of certificates or keys that the user has set as the right ones, lower-case hex; or NULL */
  const char *weak; /* static: the outdated hash ("SHA-1", "MD5") of what he has pinned, where nothing else counts; else NULL */
} MsOrigin;

typedef struct
{
  MsProtocol protocol; /* never UNKNOWN */
  MsEncryption encryption;
  char *host; /* as in MsTarget */
  guint16 port;
  GPtrArray *origins; /* MsOrigin*, in the order found; at least one */
} MsAccount;

MsAccount *ms_account_new (MsProtocol protocol, MsEncryption encryption, const char *host, guint16 port);
void ms_account_free (MsAccount *account);
/* The origin, new or already there with these values; NULL: there are too many. Lent. */
MsOrigin *ms_account_add_origin (MsAccount *account, const char *client, const char *id, gboolean used, gboolean verify);
/*
 * Fingerprints as programs write them: hexadecimal, with or without colons, in a list or alone; `instead`: nothing else is checked
 * there. A SHA-256 among them says who may answer, and so the certificate is checked. What is no fingerprint is passed over.
 */
void ms_origin_pin (MsOrigin *origin, const char *fingerprints, gboolean instead);
gboolean ms_account_used (const MsAccount *account); /* some origin uses it */
gboolean
ms_account_verify (const MsAccount *account); /* no origin that counts (a used one, if there is any) has switched it off */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsAccount, ms_account_free)

G_END_DECLS
