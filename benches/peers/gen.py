"""Writes a cue network and its nights: the sheet as RON for drytech, the same as JSON for the peers.

`python3 gen.py OUT plain 100 --nights 1000` writes OUT/plain-100.ron (the sheet), OUT/plain-100.json (network and
nights, whole microseconds), and OUT/plain-100.night0.ron … (the first nights as scenarios, for `drytech check`).

Every dependency points from an earlier cue or beat to a later one, so nothing can get stuck. A wearer's changes
never overlap (each needs the one before it done), and a costume a gate asks for is not taken off before that gate has
opened; so `Worn` of it is the same instant as Done of its change, and the peers are told the latter.
"""
import argparse
import json
import random
from pathlib import Path

CUES_A_BEAT = 5
WEARERS = 6
DRESSERS = 2
PATIENCE_S = 3000          # never out: a gate hold is not part of the comparison
REACTIONS_S = {"LX": 0.25, "SQ": 0.2, "QC": 0.3}
AREAS = ["wash", "special", "back"]
SCENARIOS = 3


def us(seconds):
    return round(seconds * 1_000_000)


def tenth(rng, low, high):
    return round(rng.uniform(low, high), 1)


def milli(rng, low, high):
    return round(rng.uniform(low, high), 3)


class Cue:
    def __init__(self, index, beat, department):
        self.index, self.beat, self.department = index, beat, department
        self.number = f"{department} {index + 1}"
        self.call = None              # ("On", beat, after), ("Follow", cue, d), ("Hang", cue, d)
        self.go = ""
        self.takes_us = 0
        self.costume = None
        self.done_needs, self.started_needs = [], []


class Sheet:
    """A show with `count` cues; `gated`: with gates, vamps, interlocks and quick changes."""

    def __init__(self, count, gated, seed):
        self.rng = random.Random(f"{seed}/{count}/{gated}")
        self.gated = gated
        self.cues, self.beats = [], []
        self.last_change = [None] * WEARERS
        for beat in range(-(-count // CUES_A_BEAT)):
            self.add_beat(beat)
            for _ in range(min(CUES_A_BEAT, count - len(self.cues))):
                self.add_cue(beat)

    def add_beat(self, beat):
        rng = self.rng
        # A gate's needs, as (condition, cue) of beats before.
        needs = self.gate(beat) if self.gated and beat > 1 and rng.random() < 0.5 else []
        vamp = tenth(rng, 1.5, 4.0) if self.gated and rng.random() < 0.4 else None
        self.beats.append({"takes": tenth(rng, 5.0, 20.0), "vamp": vamp, "needs": needs, "cues": []})

    def gate(self, beat):
        rng = self.rng
        recent = [c for c in self.cues if c.beat >= beat - 2]
        needs = [("Done", c) for c in rng.sample(recent, rng.randint(1, 2))]
        changes = [c for c in self.last_change if c is not None and c.beat >= beat - 3]
        if changes and rng.random() < 0.7:
            needs.append(("Worn", rng.choice(changes)))
        return needs

    def add_cue(self, beat):
        rng = self.rng
        changes = self.gated and rng.random() < 0.18
        cue = Cue(len(self.cues), beat, "QC" if changes else rng.choice(["LX", "LX", "LX", "SQ"]))
        if changes:
            self.make_change(cue)
        else:
            self.make_cue(cue)
        if cue.call[0] == "On":
            self.beats[beat]["cues"].append((cue, cue.call[2]))
        self.cues.append(cue)

    def make_cue(self, cue):
        rng = self.rng
        before = self.cues[-4:]
        kind = rng.choices(["On", "Follow", "Hang"], [6, 2, 2])[0]
        if kind == "On" or not before:
            cue.call = self.on(cue.beat)
        else:
            cue.call = (kind, rng.choice(before), tenth(rng, 0.0, 3.0))
        seconds = tenth(rng, 0.5, 8.0)
        if cue.department == "SQ":
            cue.go = f'Play("sound", {seconds})'
        elif rng.random() < 0.1:
            cue.go, seconds = 'Note("Watch the trap.")', 0.0
        else:
            cue.go = f'Light("{rng.choice(AREAS)}", 0.{rng.randint(1, 9)}, {seconds})'
        cue.takes_us = us(seconds)
        if self.gated and before and rng.random() < 0.2:
            for other in rng.sample(self.cues[-6:], min(len(self.cues[-6:]), rng.randint(1, 2))):
                rng.choice([cue.done_needs, cue.started_needs]).append(other)

    def make_change(self, cue):
        rng = self.rng
        wearer = rng.randrange(WEARERS)
        seconds = milli(rng, 10.0, 35.0)
        cue.call = self.on(cue.beat)
        cue.costume = f"costume {cue.index + 1}"
        cue.wearer = f"wearer {wearer + 1}"
        cue.go = f'Change("{cue.wearer}", "{cue.costume}", {seconds})'
        cue.takes_us = us(seconds)
        if self.last_change[wearer] is not None:
            cue.done_needs.append(self.last_change[wearer])
        self.last_change[wearer] = cue

    def on(self, beat):
        return ("On", beat, milli(self.rng, 0.0, self.beats[beat]["takes"] * 0.9))


def conditions(needs):
    return "[" + ", ".join(f'{kind}("{cue.costume if kind == "Worn" else cue.number}")' for kind, cue in needs) + "]"


def beat_ron(i, beat):
    more = f", vamp: {beat['vamp']}" if beat["vamp"] else ""
    more += f", needs: {conditions(beat['needs'])}" if beat["needs"] else ""
    return f'        Beat(id: "b{i}", takes: {beat["takes"]}{more}),'


def cue_ron(cue):
    kind, of, seconds = cue.call
    call = f'On("b{of}", {seconds})' if kind == "On" else f'{kind}("{of.number}", {seconds})'
    needs = [("Done", c) for c in cue.done_needs] + [("Started", c) for c in cue.started_needs]
    more = f", needs: {conditions(needs)}" if needs else ""
    return f'    Cue(number: "{cue.number}", call: {call}, go: [{cue.go}]{more}),'


def sheet_ron(sheet, name):
    used = sorted({c.department for c in sheet.cues})
    crew = ", ".join(f'"{d}": Operator(reaction: {REACTIONS_S[d]})' for d in used)
    machines = ['"light": LightRig(areas: [' + ", ".join(f'"{a}"' for a in AREAS) + "])", '"sound": Sound()']
    machines += [f'"{c.costume}": Costume(wearer: "{c.wearer}")' for c in sheet.cues if c.costume]
    return "\n".join([
        "Show(", f'    title: "{name}",', f"    patience: {PATIENCE_S},", f"    dressers: {DRESSERS},",
        f"    crew: {{ {crew} }},", "    machines: {", *(f"        {m}," for m in machines), "    },",
        '    script: [Scene(id: "s", beats: [', *(beat_ron(i, b) for i, b in enumerate(sheet.beats)), "    ])],",
        "    cues: [", *(cue_ron(c) for c in sheet.cues), "    ],", ")", ""])


def chained(sheet, kind, cue):
    return [[c.index, us(c.call[2])] for c in sheet.cues if c.call[0] == kind and c.call[1] is cue]


def network(sheet):
    """The network in whole microseconds; cues by their place in the sheet."""
    return {
        "dressers": DRESSERS,
        "beats": [{"takes": us(b["takes"]), "bar": us(b["vamp"] or 0), "needs": sorted({c.index for _, c in b["needs"]}),
                   "cues": [[c.index, us(after)] for c, after in b["cues"]]} for b in sheet.beats],
        "cues": [{"number": c.number, "reaction": us(REACTIONS_S[c.department]), "takes": c.takes_us,
                  "costume": c.costume or "", "done_needs": [o.index for o in c.done_needs],
                  "started_needs": [o.index for o in c.started_needs], "followers": chained(sheet, "Follow", c),
                  "hangers": chained(sheet, "Hang", c)} for c in sheet.cues],
    }


def night(sheet, rng):
    """What goes wrong: GOs late (a quarter of those the caller gives), fastenings that jam (half of the changes)."""
    called = [c for c in sheet.cues if c.call[0] == "On"]
    late = [[c.index, us(min(rng.expovariate(0.5), 20.0)) + 1] for c in called if rng.random() < 0.25]
    jams = [[c.index, us(rng.uniform(1.0, 15.0))] for c in sheet.cues if c.costume and rng.random() < 0.5]
    return {"late": late, "jams": jams}


def scenario_ron(sheet, name, night):
    seconds = lambda micros: f"{micros / 1e6:.6f}"
    late = [f'Fault(on: "caller", what: GoLate("{sheet.cues[c].number}", {seconds(s)}), when: At(0.0)),'
            for c, s in night["late"]]
    jams = [f'Fault(on: "{sheet.cues[c].costume}", what: Jams({seconds(s)}), when: At(0.0)),' for c, s in night["jams"]]
    return "\n".join([f'Scenario(show: "{name}.ron", faults: [', *("    " + f for f in late + jams), "])", ""])


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("out", type=Path)
    ask.add_argument("kind", choices=["plain", "network"])
    ask.add_argument("cues", type=int)
    ask.add_argument("--nights", type=int, default=1000)
    ask.add_argument("--seed", type=int, default=7)
    asked = ask.parse_args()
    name = f"{asked.kind}-{asked.cues}"
    sheet = Sheet(asked.cues, asked.kind == "network", asked.seed)
    rng = random.Random(f"{asked.seed}/{name}/nights")
    nights = [night(sheet, rng) for _ in range(asked.nights)]
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / f"{name}.ron").write_text(sheet_ron(sheet, name))
    (asked.out / f"{name}.json").write_text(json.dumps({"network": network(sheet), "nights": nights}))
    for i, n in enumerate(nights[:SCENARIOS]):
        (asked.out / f"{name}.night{i}.ron").write_text(scenario_ron(sheet, name, n))


if __name__ == "__main__":
    main()
