# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person sees at a glance, found in screenshots: where something has changed, the lines of a menu, the buttons of a bubble."""

import subprocess
from typing import NamedTuple


class Box(NamedTuple):
    x: int
    y: int
    w: int
    h: int

    @property
    def middle(self):
        return self.x + self.w // 2, self.y + self.h // 2

    def within(self, margin):
        return Box(self.x + margin, self.y + margin, self.w - 2 * margin, self.h - 2 * margin)


def rows(path, box, how=("-colorspace", "gray")):
    """The values of that part of a picture, row by row."""
    area = f"{box.w}x{box.h}+{box.x}+{box.y}"
    grey = subprocess.run(["/usr/bin/convert", path, *map(str, how), "-alpha", "off", "-crop", area, "+repage", "-depth", "8", "gray:-"],
                          check=True, capture_output=True).stdout
    assert len(grey) == box.w * box.h, f"{area} is not within {path}"
    return [grey[i:i + box.w] for i in range(0, len(grey), box.w)]


def difference(one, other, area):
    """How much each pixel differs, in the colour that differs most."""
    return rows(one, area, (other, "-compose", "difference", "-composite", "-separate", "-evaluate-sequence", "max"))


def largest(amounts, gap):
    """(begin, end) of the part with most, of those that stand apart; or None."""
    return max(runs(amounts, gap), key=lambda part: sum(amounts[slice(*part)]), default=None)


def changed(one, other, area, by=12, gap=20):
    """The box around what differs, or None; of parts that stand well apart, the one with most: a pointer is less than a bubble."""
    differ = [[value > by for value in row] for row in difference(one, other, area)]
    across = largest([*map(sum, zip(*differ))], gap)
    if across is None:
        return None
    down = largest([sum(row[slice(*across)]) for row in differ], gap)
    return Box(area.x + across[0], area.y + down[0], across[1] - across[0], down[1] - down[0])


def contrast(path, box):
    grey = b"".join(rows(path, box))
    return max(grey) - min(grey)


def runs(flags, gap):
    """(begin, end) of what is set, where less than `gap` unset ones do not part it."""
    found = []
    for i, flag in enumerate(flags):
        if flag and found and i - found[-1][1] < gap:
            found[-1][1] = i + 1
        elif flag:
            found.append([i, i + 1])
    return found


def most_changed(one, other, area, gap=5):
    """The part with the most that differs, of those that stand apart side by side: what has come, not what it pushed aside."""
    part = largest([*map(sum, zip(*difference(one, other, area)))], gap)
    return changed(one, other, Box(area.x + part[0], area.y, part[1] - part[0], area.h), gap=area.h) if part else None


def lines(path, box, ink=20):
    """The lines of text within it. A line of text goes from dark to light and back many times; a rule, frame or shade does not."""
    written = [sum(abs(a - b) > ink for a, b in zip(row, row[1:])) >= 4 for row in rows(path, box)]
    return [Box(box.x, box.y + begin, box.w, end - begin) for begin, end in runs(written, 2) if end - begin >= 5]


def words(path, line, gap=16, ink=40):
    """The parts of a line that stand well apart: buttons."""
    columns = list(zip(*rows(path, line)))
    written = [max(abs(a - b) for a, b in zip(*pair)) > ink for pair in zip(columns, columns[1:])]
    return [Box(line.x + begin, line.y, end - begin, line.h) for begin, end in runs(written, gap)]
