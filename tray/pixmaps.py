#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""pixmaps.py RSVG-CONVERT OUT.h ICON.svg...: the icons as pixels, for tray hosts that do not find them by name.

Each becomes an array of ARGB in network order, one size after the other, as IconPixmap of a StatusNotifierItem wants it.
"""

import pathlib
import struct
import subprocess
import sys
import zlib

SIZES = (24, 48)


def pixels(png, size):
    """RGBA of a PNG as rsvg-convert writes it: 8 bits, not interlaced."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">IIBBBBB", png[16:29]) == (size, size, 8, 6, 0, 0, 0)
    packed, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        packed += png[at + 8:at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    raw, width, above, out = zlib.decompress(packed), size * 4, bytes(size * 4), bytearray()
    for line in range(size):
        kind, row = raw[line * (width + 1)], bytearray(raw[line * (width + 1) + 1:(line + 1) * (width + 1)])
        for i in range(width):
            left, up, corner = row[i - 4] if i >= 4 else 0, above[i], above[i - 4] if i >= 4 else 0
            nearest = min((left, up, corner), key=lambda x: abs(left + up - corner - x))
            row[i] = (row[i] + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
        out, above = out + row, row
    return out


def main(rsvg, header, *icons):
    text = ["/* SPDX-License-Identifier: GPL-3.0-or-later */", f"/* Made by tray/pixmaps.py: {', '.join(map(str, SIZES))} pixels wide. */",
            "#pragma once", "#include <glib.h>", f"static const guint pixmap_sizes[] = {{ {', '.join(map(str, SIZES))} }};"]
    for icon in icons:
        data = bytearray()
        for size in SIZES:
            png = subprocess.run([rsvg, "-w", str(size), "-h", str(size), icon], check=True, stdout=subprocess.PIPE).stdout
            rgba = pixels(png, size)
            for i in range(0, len(rgba), 4):
                data += bytes((rgba[i + 3], *rgba[i:i + 3]))
        name = pathlib.Path(icon).stem.rpartition("-")[2]
        text.append(f"static const guint8 pixmap_{name}[] = {{ {','.join(map(str, data))} }};")
    pathlib.Path(header).write_text("\n".join(text) + "\n")


main(*sys.argv[1:])
