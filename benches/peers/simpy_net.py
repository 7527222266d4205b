"""The network in SimPy: `simpy_net.py answers|time SHEET.json OUT|SECONDS processes|callbacks`.

`processes` is SimPy as its guide teaches it: a generator per cue, events for Done and Started, a Resource of dressers.
It is sparing: only what is waited for has an event, and what hangs on a cue goes on in that cue's process.
`callbacks` leaves the generators out: timeouts call functions, interlocks are counted. It is what one writes when
SimPy's speed matters more than its looks; SimPy's queue and its Resource are still what runs the show.
"""
import sys

import simpy

import peer


class Processes:
    def __init__(self, net):
        self.net = net
        gates = [cue for beat in net.beats for cue in beat["needs"]]
        self.watched_done = set(gates).union(*net.done_needs)
        self.watched_start = set().union(*net.started_needs)

    def perform(self, night):
        self.late, self.jams = night
        self.env = env = simpy.Environment()
        self.dressers = simpy.Resource(env, capacity=self.net.dressers)
        self.is_done = {cue: env.event() for cue in self.watched_done}
        self.is_started = {cue: env.event() for cue in self.watched_start}
        self.starts, self.dones = [0] * self.net.count, [0] * self.net.count
        env.process(self.stage())
        env.run()
        return self.end, self.starts, self.dones

    def stage(self):
        """Beat after beat: the gate, the bar line, the beat."""
        env, net, bar = self.env, self.net, 0
        for beat in net.beats:
            ended = env.now
            for cue in beat["needs"]:
                if not self.is_done[cue].triggered:
                    yield self.is_done[cue]
            if bar and (env.now - ended) % bar:
                yield env.timeout(bar - (env.now - ended) % bar)
            for cue, after in beat["cues"]:
                env.process(self.cue(cue, after + self.late[cue] + net.reaction[cue]))
            yield env.timeout(beat["takes"])
            bar = beat["bar"]
        self.end = env.now

    def cue(self, cue, delay):
        """A cue from its countdown to its end, then what hangs on it."""
        env, net = self.env, self.net
        while True:
            yield env.timeout(delay)
            for other in net.done_needs[cue]:
                if not self.is_done[other].triggered:
                    yield self.is_done[other]
            for other in net.started_needs[cue]:
                if not self.is_started[other].triggered:
                    yield self.is_started[other]
            self.starts[cue] = env.now
            if cue in self.is_started:
                self.is_started[cue].succeed()
            for other, d in net.followers[cue]:
                env.process(self.cue(other, d))
            if net.costume[cue]:
                with self.dressers.request() as dresser:
                    yield dresser
                    yield env.timeout(net.takes[cue] + self.jams[cue])
            else:
                yield env.timeout(net.takes[cue])
            self.dones[cue] = env.now
            if cue in self.is_done:
                self.is_done[cue].succeed()
            hangers = net.hangers[cue]
            if not hangers:
                return
            for other, d in hangers[1:]:
                env.process(self.cue(other, d))
            cue, delay = hangers[0]


class Callbacks:
    def __init__(self, net):
        self.net = net
        self.needs = [len(d) + len(s) for d, s in zip(net.done_needs, net.started_needs)]
        self.on_done, self.on_start = [[] for _ in self.needs], [[] for _ in self.needs]
        for cue in range(net.count):
            for other in net.done_needs[cue]:
                self.on_done[other].append(cue)
            for other in net.started_needs[cue]:
                self.on_start[other].append(cue)
        self.on_gate = [[] for _ in self.needs]
        for at, beat in enumerate(net.beats):
            for cue in beat["needs"]:
                self.on_gate[cue].append(at)

    def perform(self, night):
        net = self.net
        self.late, self.jams = night
        self.env = env = simpy.Environment()
        self.dressers = simpy.Resource(env, capacity=net.dressers)
        self.dressed_by = {}
        self.left = self.needs.copy()
        self.held = [False] * net.count
        self.gate_left = [len(beat["needs"]) for beat in net.beats]
        self.starts, self.dones = [0] * net.count, [0] * net.count
        self.at, self.bar, self.ended, self.waiting = 0, 0, 0, True
        self.wait_for_beat()
        env.run()
        return self.end, self.starts, self.dones

    def after(self, delay, call, value):
        self.env.timeout(delay, value).callbacks.append(call)

    def wait_for_beat(self):
        if self.at == len(self.net.beats):
            self.end = self.env.now
        elif not self.gate_left[self.at]:
            self.gate_opens()

    def gate_opens(self):
        waited = self.env.now - self.ended
        self.waiting = False
        if self.bar and waited % self.bar:
            self.after(self.bar - waited % self.bar, self.beat_starts, None)
        else:
            self.beat_starts(None)

    def beat_starts(self, _event):
        net, beat = self.net, self.net.beats[self.at]
        self.waiting = False
        for cue, after in beat["cues"]:
            self.after(after + self.late[cue] + net.reaction[cue], self.try_start, cue)
        self.after(beat["takes"], self.beat_ends, None)

    def beat_ends(self, _event):
        self.bar = self.net.beats[self.at]["bar"]
        self.at += 1
        self.ended = self.env.now
        self.waiting = True
        self.wait_for_beat()

    def try_start(self, event):
        cue = event._value
        if self.left[cue]:
            self.held[cue] = True
        else:
            self.start(cue)

    def start(self, cue):
        net = self.net
        self.starts[cue] = self.env.now
        for other, d in net.followers[cue]:
            self.after(d, self.try_start, other)
        if net.costume[cue]:
            request = self.dressers.request()
            self.dressed_by[cue] = request
            request.callbacks.append(lambda _event: self.after(net.takes[cue] + self.jams[cue], self.dressed, cue))
        else:
            self.after(net.takes[cue], self.done, cue)
        for other in self.on_start[cue]:
            self.met(other)

    def met(self, cue):
        self.left[cue] -= 1
        if self.held[cue] and not self.left[cue]:
            self.start(cue)

    def dressed(self, event):
        self.dressers.release(self.dressed_by[event._value])
        self.done(event)

    def done(self, event):
        cue = event._value
        self.dones[cue] = self.env.now
        for other, d in self.net.hangers[cue]:
            self.after(d, self.try_start, other)
        for beat in self.on_gate[cue]:
            self.gate_left[beat] -= 1
            if beat == self.at and self.waiting and not self.gate_left[beat]:
                self.gate_opens()
        for other in self.on_done[cue]:
            self.met(other)


STYLES = {"processes": Processes, "callbacks": Callbacks}


def answers(net):
    stage = STYLES[sys.argv[4]](net)
    return map(stage.perform, net.nights)


def timed(net, seconds):
    stage = STYLES[sys.argv[4]](net)
    return peer.time_nights(stage.perform, net.nights, seconds)


if __name__ == "__main__":
    peer.main(answers, timed)
