/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One reader a client. Each gets a path that may not exist and says what it finds there to ms_import_add; none fails.
 * It looks at nothing but the keys it names, opens nothing but settings files, and starts no program.
 */
#pragma once

#include "config/clients/import.h"

G_BEGIN_DECLS

typedef void (*MsReader) (MsImport *import, const MsRoot *root, const char *path);

void ms_read_aerc (MsImport *import, const MsRoot *root, const char *path);
void ms_read_alpine (MsImport *import, const MsRoot *root, const char *path);
void ms_read_balsa (MsImport *import, const MsRoot *root, const char *path);
void ms_read_claws (MsImport *import, const MsRoot *root, const char *path);     /* and Sylpheed */
void ms_read_evolution (MsImport *import, const MsRoot *root, const char *path); /* a folder of sources */
void ms_read_fetchmail (MsImport *import, const MsRoot *root, const char *path);
void ms_read_geary (MsImport *import, const MsRoot *root, const char *path);
void ms_read_getmail (MsImport *import, const MsRoot *root, const char *path);
void ms_read_goa (MsImport *import, const MsRoot *root, const char *path);
void ms_read_goimapnotify (MsImport *import, const MsRoot *root, const char *path);
void ms_read_himalaya (MsImport *import, const MsRoot *root, const char *path);
void ms_read_kmail (MsImport *import, const MsRoot *root, const char *path); /* an Akonadi resource or mailtransports, by name */
void ms_read_mailspring (MsImport *import, const MsRoot *root, const char *path);
void ms_read_mbsync (MsImport *import, const MsRoot *root, const char *path);
void ms_read_msmtp (MsImport *import, const MsRoot *root, const char *path);
void ms_read_mutt (MsImport *import, const MsRoot *root, const char *path);
void ms_read_offlineimap (MsImport *import, const MsRoot *root, const char *path);
void ms_read_thunderbird (MsImport *import, const MsRoot *root, const char *path); /* a profiles.ini */
void ms_read_trojita (MsImport *import, const MsRoot *root, const char *path);

G_END_DECLS
