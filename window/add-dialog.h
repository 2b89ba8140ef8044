/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the servers of an e-mail address, or looks at one that is named, and has those watched that the user chooses. */
#pragma once

#include "window/bus.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MS_TYPE_ADD_DIALOG (ms_add_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MsAddDialog, ms_add_dialog, MS, ADD_DIALOG, AdwWindow)

GtkWidget *ms_add_dialog_new (MsClient *client);

G_END_DECLS
