/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store/ders.h"

struct _MsDers
{
  const MsKeep *keep;
  GHashTable *found;   /* sha256: those that were found damaged in this session */
  GHashTable *damaged; /* those of them that are not whole again */
};

MsDers *
ms_ders_new (const MsKeep *keep)
{
  MsDers *ders = g_new0 (MsDers, 1);

  ders->keep = keep;
  ders->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ders->damaged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return ders;
}

void
ms_ders_free (MsDers *ders)
{
  g_hash_table_unref (ders->found);
  g_hash_table_unref (ders->damaged);
  g_free (ders);
}

guint
ms_ders_found_damaged (const MsDers *ders)
{
  return g_hash_table_size (ders->found);
}

gboolean
ms_ders_save (MsDers *ders, const char *sha256, GBytes *der, gboolean leaf)
{
  g_autoptr (MsSql) insert = ms_sql (
    ms_keep_db (ders->keep),
    "INSERT INTO certificates (sha256, der) VALUES (?, ?) ON CONFLICT DO UPDATE SET der = excluded.der WHERE der <> excluded.der",
    "sb", sha256, der);
  g_autoptr (MsSql) copy = ms_sql (
    ms_keep_db (ders->keep),
    "INSERT INTO copies (sha256, der) VALUES (?, ?) ON CONFLICT DO UPDATE SET der = excluded.der WHERE der <> excluded.der", "sb",
    sha256, der);

  return ms_sql_done (insert) && (!leaf || ms_sql_done (copy));
}

static gboolean
is_whole (GBytes *der, const char *sha256)
{
  g_autofree char *hash = der != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der) : NULL;
  return g_strcmp0 (hash, sha256) == 0;
}

static void
found_damaged (MsDers *ders, const char *sha256)
{
  if (!g_hash_table_contains (ders->found, sha256))
    {
      g_hash_table_add (ders->found, g_strdup (sha256));
      g_hash_table_add (ders->damaged, g_strdup (sha256));
    }
}

static GBytes *
read_der (MsDers *ders, const char *sql, const char *sha256)
{
  g_autoptr (MsSql) select = ms_sql (ms_keep_db (ders->keep), sql, "s", sha256);
  return ms_sql_row (select) ? ms_sql_blob (select, 0) : NULL;
}

/* Both of them, and whether they are what they should be. */
static gboolean
read_both (MsDers *ders, const char *sha256, GBytes **ret_der, GBytes **ret_copy)
{
  *ret_der = read_der (ders, "SELECT der FROM certificates WHERE sha256 = ?", sha256);
  *ret_copy = read_der (ders, "SELECT der FROM copies WHERE sha256 = ?", sha256);
  return is_whole (*ret_der, sha256) && (*ret_copy == NULL || is_whole (*ret_copy, sha256));
}

GBytes *
ms_ders_load (MsDers *ders, const char *sha256)
{
  g_autoptr (GBytes) der = NULL, copy = NULL;

  if (!read_both (ders, sha256, &der, &copy))
    found_damaged (ders, sha256);
  if (is_whole (der, sha256))
    return g_steal_pointer (&der);
  return is_whole (copy, sha256) ? g_steal_pointer (&copy) : NULL;
}

gboolean
ms_ders_heal (MsDers *ders, const MsObservation *observation)
{
  GHashTableIter iter;
  gpointer sha256;

  if (g_hash_table_size (ders->damaged) == 0)
    return TRUE;
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (observation->sightings, i);
      for (guint c = 0; c < sighting->der->len; c++)
        {
          g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, g_ptr_array_index (sighting->der, c));
          if (g_hash_table_contains (ders->damaged, hash)
              && !ms_ders_save (ders, hash, g_ptr_array_index (sighting->der, c), c == 0))
            return FALSE;
        }
    }
  g_hash_table_iter_init (&iter, ders->damaged);
  while (g_hash_table_iter_next (&iter, &sha256, NULL))
    {
      g_autoptr (GBytes) der = ms_ders_load (ders, sha256);
      if (der != NULL && !ms_ders_save (ders, sha256, der, TRUE))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_whole_again (gpointer sha256, gpointer value, gpointer ders)
{
  g_autoptr (GBytes) der = NULL, copy = NULL;
  return read_both (ders, sha256, &der, &copy);
}

void
ms_ders_look_again (MsDers *ders)
{
  g_hash_table_foreach_remove (ders->damaged, is_whole_again, ders);
}
