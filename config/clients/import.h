/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reader of one client works with: where it may look, and where it puts what it finds. */
#pragma once

#include "config/clients/account.h"
#include "config/clients/text.h"

G_BEGIN_DECLS

/* A place where a program's files may lie: the home itself, a Flatpak app's folder, a snap's. */
typedef struct
{
  char *home, *config, *cache;
} MsRoot;

typedef struct
{
  const char *home;    /* nothing outside of it is named; links out of it are followed */
  const char *client;  /* who is being read */
  GPtrArray *found;    /* MsAccount* */
  GHashTable *index;   /* its keys */
  GHashTable *seen;    /* files read for this client, by device and inode */
  gsize *budget;       /* bytes that may yet be read, of all clients together */
  GHashTable *files;   /* paths of what was read, or NULL: nobody asks */
  guint n_accounts;    /* of this client, so far */
  GHashTable *named;   /* those of them that have a name: name -> number */
  GHashTable *domains; /* of addresses: the origin's account -> domain, or NULL: nobody asks */
} MsImport;

/* Loads a settings file, each only once for a client; NULL if there is nothing (more) to read. */
MsText *ms_import_load (MsImport *import, const char *path);
/* char* paths for a pattern below folder, sorted, at most some hundred; a component may hold `*`. They need not exist. */
GPtrArray *ms_import_glob (const char *folder, const char *pattern);
/* The path that a settings file names ("~/x", "$HOME/x", absolute, or below `folder`); NULL if it leaves the home. Free it. */
char *ms_import_path (const MsImport *import, const MsRoot *root, const char *folder, const char *name);

/*
 * What a program takes for the right certificates by a PEM file (`name` as in ms_import_path): the SHA-256 of each, for
 * MsEntry.pinned; NULL if there are none, or it lies elsewhere. Free it.
 */
char *ms_import_pins (MsImport *import, const MsRoot *root, const char *folder, const char *name);

/* A number for what shall be one account. */
guint ms_import_account (MsImport *import);
/* The same number for the same name, where one account is spread over files. */
guint ms_import_named_account (MsImport *import, const char *name);

/* The account's e-mail address, or "Name <address>"; NULL is fine. Of it nothing but the domain is kept. */
void ms_import_address (MsImport *import, guint account, const char *address);

/* A server as written in a settings file; zero is the usual case everywhere. */
typedef struct
{
  guint account;
  MsProtocol protocol;
  MsEncryption encryption;
  const char *host;     /* may be NULL or junk, and may carry ":port" */
  guint port;           /* unless there is one in `host`; 0: the usual one of protocol and encryption */
  gboolean off;         /* found, but not in use */
  gboolean unchecked;   /* the user has switched off the checking of certificates */
  const char *pinned;   /* fingerprints that the user has set (ms_origin_pin); NULL: none */
  gboolean pinned_only; /* and nothing else is checked then */
} MsEntry;

/* Takes it up, merged with the same server found elsewhere; junk is passed over. */
void ms_import_add (MsImport *import, const MsEntry *entry);

/* ---- URLs as clients write them ---- */

typedef struct
{
  char scheme[24]; /* lower case */
  char host[300];  /* with brackets, if it had them; without userinfo, which is never kept */
  guint port;      /* 0: none */
} MsUrl;

/* FALSE if text is no scheme://[userinfo@]host[:port][/...] . The userinfo may hold `@` and `/`. */
gboolean ms_url_read (const char *text, MsUrl *ret_url);

/* scheme -> what it means; tables end with a NULL scheme. */
typedef struct
{
  const char *scheme;
  MsProtocol protocol;
  MsEncryption encryption;
  guint port; /* 0: the usual one */
} MsScheme;

/* Fills protocol, encryption, host and port of entry; `url` holds the host. FALSE if it is none of these schemes. */
gboolean ms_entry_from_url (MsEntry *entry, const MsScheme *schemes, const char *text, MsUrl *url);

G_END_DECLS
