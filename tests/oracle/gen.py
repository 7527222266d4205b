"""Random shows and scenarios. generate(seed, focus=None) ->
(show_ron_text, scenario_ron_text, show_dict, scenario_dict)

FOCI: fog axis costume caller gates holds light_sound curtain
Environment: GEN_DELAY=piece|axis|none (where `delay` is written), GEN_WAGON=1 (use Wagon(...) too).
"""
import os
import random
import sys
from decimal import Decimal

DELAY = os.environ.get("GEN_DELAY", "piece")
WAGON = os.environ.get("GEN_WAGON", "") == "1"
FOCI = ["fog", "axis", "costume", "caller", "gates", "holds", "light_sound", "curtain"]
GRID = [0.0, 0.0, 0.5, 1.0, 1.0, 1.5, 2.0, 2.0, 2.5, 3.0, 4.0, 5.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 30.0, 40.0, 60.0, 90.0]


class G:
    def __init__(self, seed, focus):
        self.r = random.Random(f"{focus}/{seed}")
        self.focus = focus
        self.coarse = self.r.choice([0.5, 0.8, 0.8, 1.0, 0.2])

    def p(self, x):
        return self.r.random() < x

    def t(self, lo, hi):
        """A time (or length): mostly on a coarse grid, so that things coincide."""
        if self.p(self.coarse):
            c = [x for x in GRID if lo <= x <= hi]
            if c:
                return self.r.choice(c)
        return round(self.r.uniform(lo, hi), self.r.choice([1, 3, 3, 6]))

    def pos(self, lo, hi):
        """> 0"""
        x = self.t(lo, hi)
        return x if x > 0 else round(hi / 2, 3)

    def lvl(self):
        return self.r.choice([0.0, 0.2, 0.3, 0.3, 0.5, 0.8, 1.0, 1.0, 1.0, round(self.r.random(), 3)])

    # ------------------------------------------------------------ machines
    def machines(self):
        r, f = self.r, self.focus
        kinds = []
        if f == "fog":
            kinds = ["fog"] * r.choice([1, 1, 2, 3])
        elif f == "axis":
            kinds = ["axis"] * r.choice([1, 1, 2])
        elif f == "costume":
            kinds = ["costume"] * r.choice([2, 3, 4, 5, 6])
        elif f == "curtain":
            kinds = ["curtain"] * r.choice([1, 1, 2])
        elif f == "light_sound":
            kinds = ["light"] * r.choice([1, 2]) + ["sound"] * r.choice([1, 2])
        elif f in ("caller", "gates", "holds"):
            kinds = r.sample(["light", "sound", "axis", "curtain", "fog"], r.choice([1, 2, 3]))
        else:
            kinds = [r.choice(["fog", "axis", "costume", "costume", "light", "sound", "curtain"]) for _ in range(r.randint(1, 6))]
        if f == "costume" and self.p(0.3) or f in ("axis", "fog") and self.p(0.3):
            kinds.append("curtain")
        ms, n = {}, {}
        wearers = ["Ivy", "Karen", "Tom"][:r.choice([1, 2, 2, 3])]
        wornby = set()
        for k in kinds:
            n[k] = n.get(k, 0) + 1
            name = k if n[k] == 1 else f"{k}{n[k]}"
            m = {}
            if k == "fog":
                m["type"] = "FogMachine"
                if self.p(0.5): m["fill_rate"] = r.choice([0.01, 0.02, 0.05, 0.1])
                if self.p(0.5): m["lag"] = r.choice([0.0, 0.5, 1.0, 2.0, 0.123])
                if self.p(0.5): m["endurance"] = r.choice([2.0, 5.0, 10.0, 7.3])
                if self.p(0.4): m["sustain"] = r.choice([0.0, 0.2, 0.5, 0.25])
                if self.p(0.4): m["ready_at"] = r.choice([0.1, 0.5, 0.9, 1.0])
                if self.p(0.4): m["on_cold"] = r.choice(["CutOut", "Ramp"])
                if self.p(0.4): m["on_signal_loss"] = r.choice(["ShutDown", "HoldLast"])
                if self.p(0.3): m["tank"] = r.choice([1.0, 5.0, 10.0, 3.7])
                if self.p(0.2): m["flow"] = r.choice([0.5, 2.0])
                if self.p(0.25):
                    m["warm_up"] = r.choice([0.0, 5.0, 10.0, 3.217])
                    m["powered_at"] = r.choice([0.0, 1.0, -3.0, 2.5])
            elif k == "axis":
                m["type"] = r.choice(["FlyingPiece", "Wagon"]) if WAGON else "FlyingPiece"
                if self.p(0.7): m["mass"] = r.choice([50.0, 100.0, 180.0, 250.0])
                if DELAY == "piece" and self.p(0.25): m["delay"] = r.choice([0.5, 1.0, 2.0, 0.333])
                axes = {}
                for an in ["lift", "track", "tilt"][:r.choice([1, 1, 2, 2, 3])]:
                    a = {"start": r.choice([0.0, 1.0, 10.0, -9.0, 14.0])}
                    if self.p(0.8): a["speed"] = r.choice([0.5, 1.0, 1.2, 1.8, 3.0, 0.77])
                    if self.p(0.8): a["accel"] = r.choice([0.25, 0.4, 0.5, 1.0, 2.0, 0.37])
                    if self.p(0.5): a["vertical"] = True
                    if self.p(0.5): a["power"] = r.choice([500.0, 1000.0, 2000.0, 7500.0])
                    if DELAY == "axis" and self.p(0.2): a["delay"] = r.choice([0.5, 1.0])
                    axes[an] = a
                m["axes"] = axes
                marks = {}
                for mk in ["out", "mark", "mid", "far"][:r.choice([2, 3, 4])]:
                    names = list(axes)
                    if len(names) > 1 and self.p(0.2):
                        names = r.sample(names, r.randint(1, len(names) - 1))
                    marks[mk] = {an: (axes[an]["start"] if self.p(0.3) else
                                      r.choice([0.0, 2.0, 3.2, 5.0, 10.0, -4.0, 3.24, round(r.uniform(-10, 15), 2)])) for an in names}
                m["marks"] = marks
            elif k == "curtain":
                m = {"type": "Curtain", "takes": r.choice([1.0, 2.0, 4.0, 3.3])}
                if self.p(0.4): m["style"] = r.choice(["Traveller"])
                if self.p(0.4): m["start"] = r.choice([0.0, 1.0, 1.0])
            elif k == "costume":
                w = r.choice(wearers)
                m = {"type": "Costume", "wearer": w,
                     "fastenings": [r.choice(["Hook", "Zip", "Snap", "Velcro", "Magnet", "Button", "Lace"]) for _ in range(r.choice([0, 1, 1, 2, 3]))]}
                if self.p(0.5): m["slide"] = r.choice([0.0, 1.0, 2.0, 4.0, 1.234])
                if w not in wornby and self.p(0.7):
                    m["worn"] = True
                    wornby.add(w)
            elif k == "light":
                m = {"type": "LightRig", "areas": [f"{name}-{x}" for x in ["a", "b", "c"][:r.choice([1, 2, 3])]]}
            elif k == "sound":
                m = {"type": "Sound"}
            ms[name] = m
        self.ms = ms
        self.of = lambda t: [n for n, m in ms.items() if m["type"] in t]
        self.areas = [a for m in ms.values() if m["type"] == "LightRig" for a in m["areas"]]
        return ms

    # ------------------------------------------------------------ conditions
    def atom(self):
        r = self.r
        opts = []
        for n, m in self.ms.items():
            t = m["type"]
            if t in ("FlyingPiece", "Wagon"):
                opts += [("At", n, r.choice(list(m["marks"])))] * 2
            elif t == "Curtain":
                opts += [("Open", n), ("Closed", n)]
            elif t == "Costume":
                opts += [("Worn", n), ("Bare", n)]
            elif t == "FogMachine":
                x = r.choice([0.0, 0.02, 0.05, 0.1, 0.2, 0.5, round(r.random(), 3)])
                opts += [("Density", x), ("Clear", x), ("Density", r.choice([0.05, 0.1, 0.2]))]
        for a in self.areas:
            opts.append(("Lit", a, r.choice([0.0, 0.2, 0.3, 0.5, 0.5, 0.8, 1.0])))
        if self.nums and self.p(0.35 if self.focus not in ("caller", "gates") else 0.6):
            ns = self.likely if self.p(0.75) else self.nums
            opts = [("Started", r.choice(ns)), ("Done", r.choice(ns))]
        if self.decs and self.p(0.05):
            d = r.choice(list(self.decs))
            opts = [("Chosen", d, r.choice(self.decs[d]["options"]))]
        return r.choice(opts) if opts else ("All", [])

    def cond(self, depth=0):
        x = self.r.random()
        if depth < 2 and x < 0.08:
            return ("All", [self.cond(depth + 1) for _ in range(self.r.randint(0, 3))])
        if depth < 2 and x < 0.18:
            return ("Any", [self.cond(depth + 1) for _ in range(self.r.randint(1, 3))])
        if depth < 2 and x < 0.30:
            return ("Not", self.cond(depth + 1))
        return self.atom()

    # ------------------------------------------------------------ actions
    def action(self):
        r = self.r
        opts = [("Note", "x")]
        w = {}
        for n, m in self.ms.items():
            t = m["type"]
            if t == "FogMachine":
                opts += [("Fog", n, self.lvl(), self.t(0, 20)), ("Fog", n, 1.0, self.t(1, 40)), ("FogOn", n, self.lvl()), ("FogOff", n)]
            elif t in ("FlyingPiece", "Wagon"):
                mk = r.choice(list(m["marks"]))
                opts += [("Fly", n, mk)] * 3 + [("Fly", n, mk, self.t(0, 30))]
            elif t == "Curtain":
                opts += [(r.choice(["Open", "Close"]), n)] * 3 + [(r.choice(["Open", "Close"]), n, self.t(0, 12))]
            elif t == "Costume":
                opts += [("Change", m["wearer"], n)] * 3 + [("Change", m["wearer"], n, self.t(0, 15)), ("Remove", n, self.t(0, 6)), ("Secure", n)]
            elif t == "Sound":
                opts += [("Play", n, self.t(0, 15))] * 2
        for a in self.areas:
            opts += [("Light", a, self.lvl(), self.t(0, 8))]
        return r.choice(opts)

    # ------------------------------------------------------------ the show
    def show(self):
        r, f = self.r, self.focus
        s = {"title": "T"}
        if self.p(0.5):
            s["stage"] = {"air_changes": r.choice([0.0, 3.0, 20.0, 360.0, 3600.0])}
        if self.p(0.5): s["patience"] = self.t(0, 20)
        if self.p(0.5): s["restart"] = self.t(0, 10)
        if self.p(0.1): s["double_go_guard"] = r.choice([0.0, 0.3])
        if self.p(0.7): s["dressers"] = r.choice([1, 1, 2, 2, 3])
        depts = ["LX", "FLY", "SND"][:r.choice([1, 2, 3])]
        crew = {}
        for d in depts:
            if self.p(0.7):
                o = {"post": d}
                if self.p(0.7): o["reaction"] = r.choice([0.0, 0.0, 0.5, 1.0, 0.25, 0.35, 0.123457])
                crew[d] = o
        s["crew"] = crew
        self.crew = crew
        s["machines"] = self.machines()
        self.decs = {}
        if self.p(0.25):
            self.decs["d"] = {"question": "?", "by": "Ivy", "options": ["keep", "lose"], "default": r.choice(["keep", "lose"])}
            s["decisions"] = self.decs
        nb = r.randint(2, 8) if f in ("gates", "holds") else r.choice([1, 2, 2, 3, 4, 5, 7, 10])
        nc = r.choice([2, 4, 6, 9, 12, 16, 20, 25]) if f != "holds" else r.randint(2, 10)
        nums, seen = [], set()
        while len(nums) < nc:
            num = f"{r.choice(depts)} {r.choice([str(r.randint(1, 30)), f'{r.randint(1, 12)}.{r.randint(1, 9)}', f'{r.randint(1, 9)}.10'])}"
            key = (num.split()[0], Decimal(num.split()[1]))
            if key not in seen:
                seen.add(key)
                nums.append(num)
        self.nums = nums
        self.likely = nums[:max(1, nc // 2)]
        # beats
        beats = []
        self.bids = [f"b{i}" for i in range(nb)]
        gatep = {"gates": 0.8, "holds": 0.4}.get(f, 0.3)
        for i in range(nb):
            b = {"id": f"b{i}", "takes": self.t(0, 20)}
            if self.p(0.35): b["vamp"] = self.pos(0.3, 5)
            gp = gatep if i else gatep * 0.35
            if self.p(gp): b["needs"] = [self.cond() for _ in range(r.choice([1, 1, 2]))]
            if self.p(0.5): b["picture"] = [self.cond() for _ in range(r.choice([1, 1, 2]))]
            if self.p(0.4): b["patience"] = 4000.0 if self.p(0.05) else 3600.0 if self.p(0.03) else self.t(0, 15)
            skip = 0.72 if f in ("gates", "holds") else 0.85
            if self.p(skip if "needs" in b else 0.1): b["on_timeout"] = "Skip"
            elif self.p(0.3): b["on_timeout"] = "Hold"
            if self.decs and i > 0 and self.p(0.2): b["only"] = ("d", r.choice(["keep", "lose"]))
            beats.append(b)
        k = r.randint(0, nb)
        s["script"] = [x for x in [{"id": "s1", "title": "One", "beats": beats[:k]}, {"id": "s2", "title": "Two", "beats": beats[k:]}] if x["beats"]]
        # cues
        cues = []
        self.span = sum(b["takes"] for b in beats) + 5
        for i, num in enumerate(nums):
            x = r.random()
            prev = nums[:i]
            if i < nc // 2 and x > 0.4:
                x = x * 0.7
            if i < nc // 2 and x < 0.25:
                c = ("On", r.choice(self.bids[:max(1, nb // 3)]), self.t(0, 6))
            elif x < 0.40 or not prev and x < 0.75:
                c = ("On", r.choice(self.bids), self.t(0, 12)) if self.p(0.75) else ("On", r.choice(self.bids), 0.0)
            elif x < 0.50:
                c = ("At", self.t(0, self.span))
            elif x < 0.62 and prev:
                c = ("Follow", r.choice(prev), self.t(0, 6))
            elif x < 0.78 and prev:
                c = ("Hang", r.choice(prev), self.t(0, 6))
            elif x < 0.93:
                c = ("When", self.cond())
            else:
                c = ("Hand",)
            q = {"number": num, "label": "c", "call": c}
            if not self.p(0.08):
                q["go"] = [self.action() for _ in range(r.choice([1, 1, 1, 2, 3]))]
            if self.p(0.2): q["standby"] = self.t(0, 20)
            if self.p(0.3):
                q["needs"] = [self.cond() for _ in range(r.choice([1, 1, 2]))]
            if self.p(0.5 if "needs" in q else 0.05): q["give_up"] = self.t(0, 12)
            if self.p(0.3): q["early"] = self.t(0, 2)
            if self.p(0.3): q["late"] = self.t(0, 2)
            if self.decs and self.p(0.12): q["only"] = ("d", r.choice(["keep", "lose"]))
            if self.p(0.1): q["group"] = "g"
            cues.append(q)
        if self.p(0.5):
            r.shuffle(cues)
        s["cues"] = cues
        return s

    # ------------------------------------------------------------ the scenario
    def fault_kind(self):
        """(on, what)"""
        r = self.r
        opts = []
        for n, m in self.ms.items():
            t, d = m["type"], self.t(0, 12)
            if t == "FogMachine":
                ks = [("Dropout", d), ("Stutter", self.t(0, 3), self.pos(0.2, 3), self.t(1, 20)), ("Stutter", self.pos(0.2, 3), 0.0, 5.0),
                      ("Weak", r.choice([0.1, 0.3, 0.5, 0.9])), ("Cold",), ("Dry",), ("StuckOn",), ("SignalLoss", d), ("SignalLoss", d)]
            elif t in ("FlyingPiece", "Wagon"):
                ks = [("Slow", r.choice([0.2, 0.5, 0.8, 1.5])), ("Slow", r.choice([0.4, 0.7])), ("Jam", d), ("EStop", d), ("EStop", self.t(0, 2)),
                      ("LateBrake", self.t(0, 3)), ("LateBrake", self.pos(0.1, 2)), ("StopsShort", r.choice([0.02, 0.05, 0.3, 1.0, 5.0])),
                      ("Overload", r.choice([0.5, 1.5, 2.0, 4.0]))]
            elif t == "Curtain":
                ks = [("Slow", r.choice([0.2, 0.5, 2.0])), ("Jam", d), ("EStop", d), ("LateBrake", 1.0), ("StopsShort", r.choice([0.03, 0.05, 0.2, 0.5]))]
            elif t == "Costume":
                ks = [("Slips",), ("Slips",), ("Jams", self.t(0, 8)), ("NoDresser", d), ("WrongSide", self.t(0, 8))]
            elif t == "LightRig":
                ks = [("Blackout", d), ("Freeze", d)]
            else:
                ks = [("Late", self.t(0, 4)), ("Dead",)]
            opts += [(n, k) for k in ks]
        people = []
        gone = [c["number"] for c in self.s["cues"] if c["call"][0] in ("On", "At")] or self.nums
        for k in ("GoLate", "GoMissed", "GoEarly"):
            people.append(("caller", (k, r.choice(gone), self.t(0, 6))))
        tw = [n for n in self.nums if n not in self.twice]
        if tw:
            people.append(("caller", ("GoTwice", r.choice(tw))))
        if self.crew:
            d = r.choice(list(self.crew))
            people.append((d, ("OperatorSlow", d, r.choice([0.0001, 0.5, 1.5, 2.0, 3.0]) if False else r.choice([0.5, 1.5, 2.0, 3.0]))))
        pp = {"caller": 0.8, "holds": 0.3, "gates": 0.3, None: 0.25}.get(self.focus, 0.08)
        o = r.choice(people) if self.p(pp) or not opts else r.choice(opts)
        if o[1][0] == "GoTwice":
            self.twice.add(o[1][1])
        return o

    def scenario(self, s):
        r = self.r
        self.s, self.twice = s, set()
        sc = {"show": "show.ron", "name": "S", "seed": 7, "luck": "Nominal"}
        if self.decs and self.p(0.6):
            sc["decisions"] = {"d": r.choice(["keep", "lose"])}
        fs = []
        for i in range(r.choice([0, 1, 2, 3, 5, 8])):
            on, what = self.fault_kind()
            x = r.random()
            # relative to things which happen, so that the faults hit something
            near = [c["number"] for c in s["cues"] if any(on in a[1:] or any(on == n and a[0] == "Light" for n in self.of(("LightRig",))) for a in c.get("go", []))]
            if what[0].startswith("Go"):
                near = []
            if what[0].startswith("Go"):
                x *= 0.8
            if x < 0.35:
                when = ("At", self.t(0, min(self.span, 60)) if not what[0].startswith("Go") or self.p(0.4) else 0.0)
            elif x < 0.65:
                when = ("On", r.choice(self.bids), self.t(0, 10))
            else:
                when = ("With", r.choice(near if near and self.p(0.85) else self.nums), self.t(0, 10))
            f = {"id": f"F{i}", "on": on, "what": what, "when": when}
            if self.p(0.45): f["lasts"] = self.t(0, 15)
            if self.p(0.1): f["chance"] = r.choice([0.0, 1.0])
            fs.append(f)
        sc["faults"] = fs
        calls = []
        n = {"holds": r.randint(1, 4), "caller": r.randint(1, 6), "gates": r.randint(0, 3)}.get(self.focus, r.choice([0, 0, 1, 2]))
        for _ in range(n):
            t = self.t(0, min(self.span, 90))
            x = r.random()
            if x < (0.7 if self.focus == "holds" else 0.2):
                calls.append(("Hold", t))
                if not self.p(0.06):
                    calls.append(("Resume", round(t + self.t(0, 15), 6)))
            elif x < 0.6:
                calls.append(("Skip", r.choice(self.nums), t))
            else:
                calls.append(("Go", r.choice(self.nums), t))
        if self.p(0.3):
            r.shuffle(calls)
        if calls and self.p(0.05):
            calls.append(("Resume", self.t(0, 50)))
        sc["calls"] = calls
        return sc


# ------------------------------------------------------------------ RON text

def num(x):
    if isinstance(x, bool):
        return "true" if x else "false"
    if isinstance(x, int):
        return str(x)
    d = format(Decimal(repr(float(x))), "f")
    return d if "." in d else d + ".0"


def q(x):
    return '"' + str(x) + '"'


def val(x):
    return num(x) if isinstance(x, (int, float)) else q(x)


def tup(t):
    """A variant with positional values; nested conditions too."""
    if t[0] in ("All", "Any"):
        return f"{t[0]}([{', '.join(tup(x) for x in t[1])}])"
    if t[0] in ("Not", "When"):
        return f"{t[0]}({tup(t[1])})"
    if len(t) == 1:
        return t[0]
    if t[0] in ("On", "Follow", "Hang", "With") and len(t) == 3 and len(t[1]) % 2 == 0:   # R58
        if t[2] == 0:
            return f"{t[0]}({q(t[1])})"
        if t[2] == int(t[2]):
            return f"{t[0]}({q(t[1])}, {int(t[2])})"
    return f"{t[0]}({', '.join(val(x) for x in t[1:])})"


def fields(d, how):
    out = []
    for k, v in d.items():
        h = how.get(k)
        out.append(f"{k}: " + (h(v) if h else val(v)))
    return ", ".join(out)


def conds(cs):
    return "[" + ", ".join(tup(c) for c in cs) + "]"


def ident(x):
    return x


def only(t):
    return f"({q(t[0])}, {q(t[1])})"


def machine(m):
    d = {k: v for k, v in m.items() if k != "type"}
    how = {"on_cold": ident, "on_signal_loss": ident, "style": ident,
           "fastenings": lambda v: "[" + ", ".join(v) + "]",
           "areas": lambda v: "[" + ", ".join(q(a) for a in v) + "]",
           "axes": lambda v: "{" + ", ".join(f"{q(n)}: Axis({fields(a, {})})" for n, a in v.items()) + "}",
           "marks": lambda v: "{" + ", ".join(f"{q(n)}: {{" + ", ".join(f"{q(a)}: {num(p)}" for a, p in mk.items()) + "}" for n, mk in v.items()) + "}"}
    return f"{m['type']}({fields(d, how)})"


def show_ron(s):
    beat = lambda b: "Beat(" + fields(b, {"needs": conds, "picture": conds, "on_timeout": ident, "only": only}) + ")"
    scene = lambda c: f"        Scene(id: {q(c['id'])}, title: {q(c['title'])}, beats: [\n" + "".join(f"            {beat(b)},\n" for b in c["beats"]) + "        ]),\n"
    cue = lambda c: "Cue(" + fields(c, {"call": tup, "go": conds, "needs": conds, "only": only}) + ")"
    dec = lambda d: f"Decision(question: {q(d['question'])}, by: {q(d['by'])}, options: [{', '.join(map(q, d['options']))}], default: {q(d['default'])})"
    how = {"stage": lambda v: f"Stage({fields(v, {})})",
           "crew": lambda v: "{" + ", ".join(f"{q(k)}: Operator({fields(o, {})})" for k, o in v.items()) + "}",
           "machines": lambda v: "{\n" + "".join(f"        {q(k)}: {machine(m)},\n" for k, m in v.items()) + "    }",
           "decisions": lambda v: "{" + ", ".join(f"{q(k)}: {dec(d)}" for k, d in v.items()) + "}",
           "script": lambda v: "[\n" + "".join(scene(c) for c in v) + "    ]",
           "cues": lambda v: "[\n" + "".join(f"        {cue(c)},\n" for c in v) + "    ]"}
    return "Show(\n" + "".join(f"    {k}: {how[k](v) if k in how else val(v)},\n" for k, v in s.items()) + ")\n"


def scen_ron(s):
    fault = lambda f: "Fault(" + fields(f, {"what": tup, "when": tup}) + ")"
    how = {"luck": ident, "decisions": lambda v: "{" + ", ".join(f"{q(k)}: {q(o)}" for k, o in v.items()) + "}",
           "faults": lambda v: "[\n" + "".join(f"        {fault(f)},\n" for f in v) + "    ]",
           "calls": conds}
    return "Scenario(\n" + "".join(f"    {k}: {how[k](v) if k in how else val(v)},\n" for k, v in s.items()) + ")\n"


def generate(seed, focus=None):
    g = G(seed, focus)
    s = g.show()
    sc = g.scenario(s)
    return show_ron(s), scen_ron(sc), s, sc


if __name__ == "__main__":
    a, b, _, _ = generate(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
    print(a)
    print(b)
