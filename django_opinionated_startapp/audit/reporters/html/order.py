"""Where the parts of a layered drawing stand: few crossings, straight lines, nothing over anything else."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

Links: TypeAlias = Sequence[tuple[int, int]]
Layers: TypeAlias = Sequence[Sequence[int]]

_SWEEPS = 16


def arranged(layers: Layers, links: Links) -> list[list[int]]:
    """Return the layers, each in an order in which few of the links cross.

    Links lead from a layer to the one after it. Each layer is sorted by where its neighbours stand on average, down
    and up again, and the best of all orders on the way is taken.
    """
    near = _neighbours(links)
    best = [list(layer) for layer in layers]
    least = _crossings(best, near)
    current = best
    for sweep in range(_SWEEPS):
        current = _swept(current, near, down=sweep % 2 == 0)
        crossings = _crossings(current, near)
        if crossings < least:
            best, least = current, crossings
    return best


def _neighbours(links: Links) -> dict[int, list[int]]:
    near: dict[int, list[int]] = {}
    for one, other in links:
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    return near


def _swept(layers: list[list[int]], near: Mapping[int, list[int]], *, down: bool) -> list[list[int]]:
    place: dict[int, float] = {}
    swept: list[list[int]] = []
    for layer in layers if down else reversed(layers):
        own = {item: number for number, item in enumerate(layer)}
        wanted = {}
        for item in layer:
            seen = [place[each] for each in near.get(item, ()) if each in place]
            wanted[item] = sum(seen) / len(seen) if seen else float(own[item])
        ordered = sorted(layer, key=lambda item: (wanted[item], own[item]))
        place = {item: float(number) for number, item in enumerate(ordered)}
        swept.append(ordered)
    return swept if down else swept[::-1]


def _crossings(layers: Layers, near: Mapping[int, list[int]]) -> int:
    total = 0
    for upper, lower in pairwise(layers):
        place = {item: number for number, item in enumerate(lower)}
        seen: list[int] = []
        for item in upper:
            ends = sorted(place[each] for each in near.get(item, ()) if each in place)
            total += sum(len(seen) - bisect_left(seen, end + 1) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


def spread(layers: Layers, links: Links, widths: Mapping[int, int], gap: int) -> dict[int, float]:
    """Return the centre of each item, such that items of a layer keep their order, their widths and ``gap``.

    Each layer in turn is moved to where its neighbours are, as near as the others in it allow.
    """
    near = _neighbours(links)
    centre: dict[int, float] = {}
    for layer in layers:
        centre.update(_settled(layer, dict.fromkeys(layer, 0.0), widths, gap))
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 else reversed(layers):
            wanted = {item: _mean((centre[each] for each in near.get(item, ())), centre[item]) for item in layer}
            centre.update(_settled(layer, wanted, widths, gap))
    return centre


def _mean(values: Iterable[float], default: float) -> float:
    found = list(values)
    return sum(found) / len(found) if found else default


def _settled(
    layer: Sequence[int], wanted: Mapping[int, float], widths: Mapping[int, int], gap: int
) -> dict[int, float]:
    """Return the centres nearest to the wanted ones, by least squares: what would overlap moves as one block."""
    offsets: list[float] = []
    for number, item in enumerate(layer):
        before = offsets[-1] + (widths[layer[number - 1]] + widths[item]) / 2 + gap if number else 0.0
        offsets.append(before)
    blocks: list[tuple[float, int]] = []  # sum of wanted places of the block's first item, and number of items
    for item, offset in zip(layer, offsets, strict=True):
        total, size = wanted[item] - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / size:
            earlier = blocks.pop()
            total, size = total + earlier[0], size + earlier[1]
        blocks.append((total, size))
    starts = [total / size for total, size in blocks for _ in range(size)]
    return {item: start + offset for item, start, offset in zip(layer, starts, offsets, strict=True)}
