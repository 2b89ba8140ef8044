/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: the list of accounts, and the page of one server beside it; in a narrow window one after the other. */
#pragma once

#include "window/bus.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MS_TYPE_WINDOW (ms_window_get_type ())
G_DECLARE_FINAL_TYPE (MsWindow, ms_window, MS, WINDOW, AdwApplicationWindow)

GtkWidget *ms_window_new (AdwApplication *application, MsClient *client);

/* Opens the page of a server, by URL, name or host, as soon as it is known. */
void ms_window_open (MsWindow *window, const char *words);

G_END_DECLS
