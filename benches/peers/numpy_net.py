"""The plain schedule in NumPy: `numpy_net.py answers|time SHEET.json OUT|SECONDS`.

Cues in levels of what they follow or hang on; a level at a time, many nights at once (max-plus without the max: a cue
waits for one thing). Where a sheet has gates, interlocks and dressers it cannot: who is served first differs from
night to night, so there is no order of cues in which whole columns of nights could be worked out.
"""
import sys

import numpy as np

import peer

BLOCK = 512     # nights at a time: what is worked on stays in the cache


class Schedule:
    def __init__(self, net):
        if any(beat["needs"] for beat in net.beats) or any(net.costume) or any(net.done_needs + net.started_needs):
            sys.exit("cannot: gates, interlocks and dressers have an order of their own every night")
        self.count = net.count
        self.beat_takes = np.array([beat["takes"] for beat in net.beats])
        self.takes = np.array(net.takes)[:, None]
        called = [(cue, at, after + net.reaction[cue]) for at, beat in enumerate(net.beats) for cue, after in beat["cues"]]
        # Rows are cues in order of level, so that a level is a slice; `order` leads back to the sheet.
        levels = [[cue for cue, _, _ in called]]
        parents, delays, hangs = {}, {}, {}
        while levels[-1]:
            following = []
            for parent in levels[-1]:
                for children, hang in ((net.followers[parent], False), (net.hangers[parent], True)):
                    for cue, d in children:
                        parents[cue], delays[cue], hangs[cue] = parent, d, hang
                        following.append(cue)
            levels.append(sorted(following, key=lambda cue: hangs[cue]))
        self.order = np.array([cue for level in levels for cue in level])
        row = {cue: i for i, cue in enumerate(self.order)}
        self.called = len(called)
        self.beat_of = np.array([at for _, at, _ in called])
        self.after = np.array([after for _, _, after in called])
        self.takes = self.takes[self.order]
        # Per level: its rows that follow, then those that hang, with their parents' rows and their delays.
        self.levels = []
        first = self.called
        for level in levels[1:]:
            for hang in (False, True):
                cues = [cue for cue in level if hangs[cue] == hang]
                if cues:
                    rows = slice(first, first + len(cues))
                    of = np.array([row[parents[cue]] for cue in cues])
                    self.levels.append((rows, of, np.array([delays[cue] for cue in cues])[:, None], hang))
                    first += len(cues)
        late = np.array([late for late, _ in net.nights]).T[self.order[: self.called]]
        self.late = [np.ascontiguousarray(late[:, i : i + BLOCK]) for i in range(0, late.shape[1], BLOCK)]
        self.starts = [np.empty((self.count, block.shape[1]), np.int64) for block in self.late]
        self.dones = [np.empty_like(block) for block in self.starts]

    def perform(self, block):
        late, starts, dones = self.late[block], self.starts[block], self.dones[block]
        ends = np.cumsum(self.beat_takes)
        base = (ends - self.beat_takes)[self.beat_of] + self.after
        called = slice(0, self.called)
        np.add(late, base[:, None], out=starts[called])
        np.add(starts[called], self.takes[called], out=dones[called])
        for rows, of, delay, hang in self.levels:
            np.add((dones if hang else starts)[of], delay, out=starts[rows])
            np.add(starts[rows], self.takes[rows], out=dones[rows])
        return int(ends[-1])


def answers(net):
    schedule = Schedule(net)
    back = np.argsort(schedule.order)
    for block in range(len(schedule.late)):
        end = schedule.perform(block)
        starts, dones = schedule.starts[block][back].T.tolist(), schedule.dones[block][back].T.tolist()
        yield from ((end, s, d) for s, d in zip(starts, dones))


def timed(net, seconds):
    schedule = Schedule(net)

    def chunk():
        for block in range(len(schedule.late)):
            schedule.perform(block)

    return peer.time_chunks(chunk, len(net.nights), seconds)


if __name__ == "__main__":
    peer.main(answers, timed)
