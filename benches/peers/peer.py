"""What the Python peers share: reading a network and its nights, writing answers, timing.

An answer is, per night, the show's end and every cue's start and done, whole microseconds, as little-endian i64.
"""
import gc
import json
import sys
import time
from array import array

CHUNK = 8


class Network:
    def __init__(self, path):
        with open(path) as file:
            read = json.load(file)
        net = read["network"]
        self.dressers = net["dressers"]
        self.beats, cues = net["beats"], net["cues"]
        self.count = len(cues)
        self.numbers = [cue["number"] for cue in cues]
        for field in ("reaction", "takes", "costume", "done_needs", "started_needs", "followers", "hangers"):
            setattr(self, field, [cue[field] for cue in cues])
        self.nights = [self.dense(night) for night in read["nights"]]

    def dense(self, night):
        """Per cue: how late its GO is, and by how much a jam lengthens it."""
        late, jams = [0] * self.count, [0] * self.count
        for cue, micros in night["late"]:
            late[cue] = micros
        for cue, micros in night["jams"]:
            jams[cue] = micros
        return late, jams


def write(path, answers):
    """`answers`: per night (end, starts, dones)."""
    out = array("q")
    for end, starts, dones in answers:
        out.append(end)
        for start, done in zip(starts, dones):
            out.append(start)
            out.append(done)
    if sys.byteorder == "big":
        out.byteswap()
    with open(path, "wb") as file:
        out.tofile(file)


def time_nights(perform, nights, seconds):
    """Performs the nights again and again for so many seconds; how many, and in how long."""
    at = 0

    def chunk():
        nonlocal at
        for _ in range(CHUNK):
            perform(nights[at])
            at = (at + 1) % len(nights)

    return time_chunks(chunk, CHUNK, seconds)


def time_chunks(chunk, size, seconds):
    """The same for anything that does `size` nights a call."""
    gc.collect()
    gc.freeze()
    chunk()
    done, begun = 0, time.perf_counter()
    while True:
        chunk()
        done += size
        took = time.perf_counter() - begun
        if took >= seconds:
            return done, took


def main(answers, timed):
    """`answers SHEET.json OUT` or `time SHEET.json SECONDS`."""
    job, sheet, last = sys.argv[1:4]
    net = Network(sheet)
    if job == "answers":
        write(last, answers(net))
    else:
        done, took = timed(net, float(last))
        print(done, took)
