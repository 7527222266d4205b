"""Are answers equal to the microsecond? `compare.py SHEET.json A.bin B.bin …`; exit 1 with the first difference."""
import sys
from array import array
from pathlib import Path

import peer


def read(path):
    answers = array("q")
    answers.frombytes(Path(path).read_bytes())
    if sys.byteorder == "big":
        answers.byteswap()
    return answers


def place(net, index):
    """What the number at this place of an answer file says."""
    night, at = divmod(index, 1 + 2 * net.count)
    what = "the show's end" if at == 0 else f"{net.numbers[(at - 1) // 2]} {('start', 'done')[(at - 1) % 2]}"
    return f"night {night}, {what}"


def difference(net, paths):
    """The first difference of any file from the first one, in words; None where all are equal and complete."""
    first = read(paths[0])
    expected = len(net.nights) * (1 + 2 * net.count)
    if len(first) != expected:
        return f"{paths[0]}: {len(first)} numbers, not {expected}"
    for path in paths[1:]:
        other = read(path)
        if len(other) != expected:
            return f"{path}: {len(other)} numbers, not {expected}"
        if other != first:
            at = next(i for i, (a, b) in enumerate(zip(first, other)) if a != b)
            return f"{place(net, at)}: {first[at]} us in {paths[0]}, {other[at]} us in {path}"
    return None


def main():
    sheet, *paths = sys.argv[1:]
    net = peer.Network(sheet)
    differs = difference(net, paths)
    if differs:
        sys.exit(f"not equal: {differs}")
    print(f"{len(paths)} equal, {len(net.nights)} nights of {net.count} cues")


if __name__ == "__main__":
    main()
