/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/clients/clients.h"

#include "config/clients/readers.h"

#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define MAX_ROOTS 300
#define MAX_NAMES 2000 /* of a folder are remembered */
/* Of all files together; a home with every client has less than one. */
#define MAX_BYTES (64 * 1024 * 1024)

typedef enum
{
  END,
  HOME,
  CONFIG, /* ~/.config, or a Flatpak app's config/ */
} Base;

/* Where a client keeps its settings. */
typedef struct
{
  Base base;
  const char *pattern;
  guint8 choice; /* of the places with the same number the program takes the first that is there; 0: every one */
} Place;

typedef struct
{
  const char *name;
  const char *title;
  MsReader read;
  Place places[14];
} Client;

/* One row a client; the likely ones first. */
static const Client clients[] = {
  { "thunderbird",
    "Thunderbird",
    ms_read_thunderbird,
    { { HOME, ".thunderbird/profiles.ini", 0 },
      { HOME, ".icedove/profiles.ini", 0 },
      { HOME, ".mozilla-thunderbird/profiles.ini", 0 },
      { HOME, ".mozilla/seamonkey/profiles.ini", 0 },
      { HOME, ".betterbird/profiles.ini", 0 } } },
  { "evolution", "Evolution", ms_read_evolution, { { CONFIG, "evolution/sources", 0 } } },
  { "gnome-online-accounts", "GNOME Online Accounts", ms_read_goa, { { CONFIG, "goa-1.0/accounts.conf", 0 } } },
  { "kmail",
    "KMail",
    ms_read_kmail,
    { { CONFIG, "akonadi_imap_resource_*rc", 0 },
      { CONFIG, "akonadi_pop3_resource_*rc", 0 },
      { CONFIG, "akonadi_ews_resource_*rc", 0 },
      { CONFIG, "mailtransports", 0 },
      { HOME, ".kde/share/config/akonadi_imap_resource_*rc", 0 },
      { HOME, ".kde/share/config/akonadi_pop3_resource_*rc", 0 },
      { HOME, ".kde/share/config/mailtransports", 0 },
      { HOME, ".kde4/share/config/akonadi_imap_resource_*rc", 0 },
      { HOME, ".kde4/share/config/akonadi_pop3_resource_*rc", 0 },
      { HOME, ".kde4/share/config/mailtransports", 0 } } },
  { "geary", "Geary", ms_read_geary, { { CONFIG, "geary/*/geary.ini", 0 } } },
  { "claws-mail", "Claws Mail", ms_read_claws, { { HOME, ".claws-mail/accountrc", 0 }, { CONFIG, "claws-mail/accountrc", 0 } } },
  { "sylpheed", "Sylpheed", ms_read_claws, { { HOME, ".sylpheed-2.0/accountrc", 0 }, { HOME, ".sylpheed/accountrc", 0 } } },
  { "mailspring", "Mailspring", ms_read_mailspring, { { CONFIG, "Mailspring/config.json", 0 } } },
  { "balsa", "Balsa", ms_read_balsa, { { HOME, ".balsa/config", 0 }, { CONFIG, "balsa/config", 0 } } },
  { "trojita",
    "Trojitá",
    ms_read_trojita,
    { { CONFIG, "flaska.net/trojita.conf", 0 }, { CONFIG, "flaska.net/trojita-*.conf", 0 } } },
  { "mutt",
    "Mutt",
    ms_read_mutt,
    { { HOME, ".muttrc", 1 },
      { HOME, ".mutt/muttrc", 1 },
      { CONFIG, "mutt/muttrc", 1 },
      { CONFIG, "neomutt/neomuttrc", 2 },
      { CONFIG, "neomutt/muttrc", 2 },
      { CONFIG, "mutt/neomuttrc", 2 },
      { CONFIG, "mutt/muttrc", 2 },
      { HOME, ".neomutt/neomuttrc", 2 },
      { HOME, ".neomutt/muttrc", 2 },
      { HOME, ".mutt/neomuttrc", 2 },
      { HOME, ".mutt/muttrc", 2 },
      { HOME, ".neomuttrc", 2 },
      { HOME, ".muttrc", 2 } } },
  { "aerc", "aerc", ms_read_aerc, { { CONFIG, "aerc/accounts.conf", 0 } } },
  { "alpine", "Alpine", ms_read_alpine, { { HOME, ".pinerc", 0 }, { HOME, ".alpinerc", 0 } } },
  { "himalaya", "Himalaya", ms_read_himalaya, { { CONFIG, "himalaya/config.toml", 0 }, { HOME, ".himalayarc", 0 } } },
  { "mbsync",
    "mbsync",
    ms_read_mbsync,
    { { HOME, ".mbsyncrc", 0 },
      { CONFIG, "isyncrc", 0 },
      { CONFIG, "mbsyncrc", 0 },
      { CONFIG, "mbsync/mbsyncrc", 0 },
      { CONFIG, "isync/mbsyncrc", 0 } } },
  { "offlineimap", "OfflineIMAP", ms_read_offlineimap, { { CONFIG, "offlineimap/config", 1 }, { HOME, ".offlineimaprc", 1 } } },
  { "fetchmail", "fetchmail", ms_read_fetchmail, { { HOME, ".fetchmailrc", 0 }, { CONFIG, "fetchmailrc", 0 } } },
  { "getmail", "getmail", ms_read_getmail, { { HOME, ".getmail/*", 0 }, { CONFIG, "getmail/*", 0 } } },
  { "goimapnotify",
    "goimapnotify",
    ms_read_goimapnotify,
    { { CONFIG, "goimapnotify/*.y*ml", 0 },
      { CONFIG, "goimapnotify/*.conf", 0 },
      { CONFIG, "goimapnotify/*.json", 0 },
      { CONFIG, "imapnotify.conf", 0 },
      { CONFIG, "imapnotify/*.conf", 0 },
      { CONFIG, "imapnotify/*.json", 0 } } },
  { "msmtp", "msmtp", ms_read_msmtp, { { HOME, ".msmtprc", 1 }, { CONFIG, "msmtp/config", 1 } } },
};

const char *
ms_clients_name (guint index, const char **ret_title)
{
  if (index >= G_N_ELEMENTS (clients))
    return NULL;
  if (ret_title != NULL)
    *ret_title = clients[index].title;
  return clients[index].name;
}

const char *
ms_clients_title (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    if (g_str_equal (clients[i].name, name))
      return clients[i].title;
  return name;
}

/* ---- where to look ------------------------------------------------------------------------------------------- */

static void
root_free (MsRoot *root)
{
  g_free (root->home);
  g_free (root->config);
  g_free (root->cache);
  g_free (root);
}

static void
add_root (GPtrArray *roots, const char *home, const char *config, const char *cache)
{
  MsRoot *root;

  if (roots->len >= MAX_ROOTS)
    return;
  root = g_new0 (MsRoot, 1);
  root->home = g_strdup (home);
  root->config = g_path_is_absolute (config) ? g_strdup (config) : g_build_filename (home, config, NULL);
  root->cache = g_build_filename (home, cache, NULL);
  g_ptr_array_add (roots, root);
}

static void
add_roots (GPtrArray *roots, const char *home, const char *pattern, const char *config, const char *cache)
{
  g_autoptr (GPtrArray) folders = ms_import_glob (home, pattern);

  for (guint i = 0; i < folders->len; i++)
    add_root (roots, g_ptr_array_index (folders, i), config, cache);
}

static GPtrArray *
find_roots (const char *home, const char *config)
{
  GPtrArray *roots = g_ptr_array_new_with_free_func ((GDestroyNotify) root_free);
  g_autofree char *plain = config != NULL && g_path_is_absolute (config) ? g_canonicalize_filename (config, "/") : NULL;
  gsize length = strlen (home);
  gboolean own = plain != NULL && strncmp (plain, home, length) == 0 && plain[length] == '/';

  add_root (roots, home, own ? plain : ".config", ".cache");
  add_roots (roots, home, ".var/app/*", "config", "cache"); /* Flatpak: every app, since ids of clients change */
  add_roots (roots, home, "snap/*/common", ".config", ".cache");
  add_roots (roots, home, "snap/*/current", ".config", ".cache");
  return roots;
}

/* ---- reading ------------------------------------------------------------------------------------------------- */

/* What lies in the two folders of a root, so that most places need not be tried. A NULL table: too much to say. */
typedef struct
{
  const MsRoot *root;
  GHashTable *home, *config;
} Listing;

static GHashTable *
names_in (const char *folder)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_hash_table_size (names) < MAX_NAMES)
      g_hash_table_add (names, g_strdup (name));
    else
      {
        g_hash_table_unref (names);
        return NULL;
      }
  return names;
}

static Listing *
listing_new (const MsRoot *root)
{
  Listing *listing = g_new0 (Listing, 1);
  listing->root = root;
  listing->home = names_in (root->home);
  listing->config = names_in (root->config);
  return listing;
}

static void
listing_free (Listing *listing)
{
  g_clear_pointer (&listing->home, g_hash_table_unref);
  g_clear_pointer (&listing->config, g_hash_table_unref);
  g_free (listing);
}

static gboolean
may_be_there (const Listing *listing, const Place *place)
{
  GHashTable *names = place->base == HOME ? listing->home : listing->config;
  g_autofree char *first = g_strndup (place->pattern, strcspn (place->pattern, "/"));

  if (names == NULL || g_hash_table_contains (names, first))
    return TRUE;
  return strchr (first, '*') != NULL && g_hash_table_size (names) > 0;
}

static void
read_place (MsImport *import, const Client *client, const MsRoot *root, const Place *place)
{
  g_autoptr (GPtrArray) paths = ms_import_glob (place->base == HOME ? root->home : root->config, place->pattern);

  for (guint i = 0; i < paths->len; i++)
    client->read (import, root, g_ptr_array_index (paths, i));
}

static gboolean
is_there (const MsRoot *root, const Place *place)
{
  g_autofree char *path = g_build_filename (place->base == HOME ? root->home : root->config, place->pattern, NULL);
  return access (path, F_OK) == 0;
}

static void
read_client (MsImport *import, const Client *client, const Listing *listing)
{
  guint taken = 0; /* bits: of these choices one was there */

  for (const Place *place = client->places; place->base != END; place++)
    {
      guint bit = place->choice > 0 ? 1u << place->choice : 0;

      if ((taken & bit) != 0 || !may_be_there (listing, place) || (bit != 0 && !is_there (listing->root, place)))
        continue;
      taken |= bit;
      read_place (import, client, listing->root, place);
    }
}

/* Each origin the domain of its account's address, as far as one was found. */
static void
spread_domains (const GPtrArray *found, GHashTable *domains)
{
  for (guint i = 0; i < found->len; i++)
    {
      const MsAccount *account = g_ptr_array_index (found, i);
      for (guint o = 0; o < account->origins->len; o++)
        {
          MsOrigin *origin = g_ptr_array_index (account->origins, o);
          origin->domain = g_strdup (g_hash_table_lookup (domains, origin->account));
        }
    }
}

GPtrArray *
ms_clients_read (const char *home, const char *config, GHashTable *files)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_account_free);
  g_autofree char *plain = g_canonicalize_filename (home, "/");
  g_autoptr (GPtrArray) roots = find_roots (plain, config);
  g_autoptr (GHashTable) index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) listings = g_ptr_array_new_with_free_func ((GDestroyNotify) listing_free);
  gsize budget = MAX_BYTES;
  int dumpable = prctl (PR_GET_DUMPABLE);

  prctl (PR_SET_DUMPABLE, 0); /* a crash now shall leave no settings of others behind */
  for (guint k = 0; k < roots->len; k++)
    g_ptr_array_add (listings, listing_new (g_ptr_array_index (roots, k)));
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      MsImport import = { .home = plain,
                          .client = clients[i].name,
                          .found = found,
                          .index = index,
                          .seen = seen,
                          .budget = &budget,
                          .files = files,
                          .named = named,
                          .domains = domains };

      for (guint k = 0; k < listings->len; k++)
        read_client (&import, &clients[i], g_ptr_array_index (listings, k));
    }
  spread_domains (found, domains);
  if (dumpable == 1)
    prctl (PR_SET_DUMPABLE, 1);
  return found;
}
