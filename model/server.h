/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server to watch: a target, and what the user wants of it. */
#pragma once

#include "model/target.h"

G_BEGIN_DECLS

typedef enum
{
  MS_ROLE_USER,
  MS_ROLE_ADMIN
} MsRole;

/* What the user vouches for: this certificate, or any with this key, at this server. Dates and names are judged all the same. */
typedef struct
{
  char *hash;   /* lower-case hex SHA-256 of the certificate or of its SubjectPublicKeyInfo */
  gint64 until; /* G_MAXINT64: no end */
  char *reason; /* the user's own words, or NULL */
} MsAcceptance;

MsAcceptance *ms_acceptance_new (const char *hash, gint64 until, const char *reason);
MsAcceptance *ms_acceptance_copy (const MsAcceptance *acceptance);
void ms_acceptance_free (MsAcceptance *acceptance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsAcceptance, ms_acceptance_free)

typedef struct
{
  MsTarget *target;
  char *url;  /* ms_target_url(target): the key everywhere */
  char *name; /* the section's name in the settings, or the host */
  MsRole role;
  gboolean watch;
  gboolean notify;
  guint interval;       /* seconds between ordinary checks */
  char *ca_file;        /* further trust anchors (PEM), or NULL */
  GPtrArray *accepted;  /* MsAcceptance*; never NULL */
  char *account;        /* title of the account that it is a part of, for people; never NULL */
  GStrv clients;        /* names of the mail clients that use it, for people; never NULL */
  GStrv accounts;       /* of which of their accounts it is a part: opaque; never NULL */
  GStrv domains;        /* of the addresses of these accounts; never NULL, often empty */
  gboolean imported;    /* the settings do not name it */
  gboolean gone;        /* imported once, but no mail client uses it any longer: shown, not told of */
  gboolean insecure;    /* one of them does so without encryption, or without checking who answers */
  const char *weak_pin; /* static: one of them knows it by this outdated hash, and by nothing else; or NULL */
  char *moved;          /* the host that its provider names today instead of it, tried out; or NULL */
} MsServer;

MsServer *ms_server_new (const MsTarget *target); /* role user, watch, notify, 6 h, no CA file; name = account = host */
MsServer *ms_server_copy (const MsServer *server);
void ms_server_free (MsServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsServer, ms_server_free)

G_END_DECLS
