"""Hand-worked cases: python3 selftest.py"""
import math
import sys
import os
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from oracle import simulate, us, rnd, plan_move

S = 1_000_000
N = [0, 0]


def show(beats, cues=(), machines=None, **kw):
    bs = [dict(b) for b in beats]
    return dict(title="t", script=[{"id": "s", "title": "s", "beats": bs}], cues=[dict(c) for c in cues],
                machines=machines or {}, **kw)


def B(id, takes, **kw):
    return dict(id=id, takes=takes, **kw)


def C(number, call, *go, **kw):
    return dict(number=number, call=call, go=list(go), **kw)


def F(on, what, when, **kw):
    return dict(id=kw.pop("id", "F"), on=on, what=what, when=when, **kw)


def run(sh, **sc):
    r = simulate(sh, sc)
    r["c"] = {c["number"]: c for c in r["cues"]}
    r["b"] = {b["id"]: b for b in r["beats"]}
    r["A"] = {k: c["actual"] for k, c in r["c"].items()}
    r["f"] = {f["id"]: f for f in r["faults"]}
    return r


def eq(name, got, want):
    N[0] += 1
    if got != want:
        N[1] += 1
        print(f"FAIL {name}: got {got} want {want}")


PL = {"plane": {"type": "FlyingPiece", "mass": 100.0, "axes": {"x": {"start": 0.0, "speed": 1.0, "accel": 0.5}},
                "marks": {"far": {"x": 10.0}, "near": {"x": 1.0}, "home": {"x": 0.0}}}}
FLY = C("FLY 1", ("On", "a", 0.0), ("Fly", "plane", "far"))


def fly(go=("Fly", "plane", "far"), faults=(), calls=(), mach=PL, more=(), n="FLY 1", **kw):
    r = run(show([B("a", 100.0)], [C("FLY 1", ("On", "a", 0.0), go), *more], mach, **kw), faults=list(faults), calls=list(calls))
    return r["A"][n]["done_us"]


# R1
eq("round", (us(0.0000005), us(1.2345675), rnd(-0.5), rnd(0.5)), (1, 1234568, -1, 1))
# trapezoid: D/v + v/a = 10 + 2; triangle: 2 sqrt(D/a) = 2 sqrt 2
eq("trapezoid", fly(), 12 * S)
eq("triangle", fly(("Fly", "plane", "near")), 2828427)
# over 15: v + ... T = D/v + v/a = 15 -> v = (7.5 - sqrt(56.25 - 20))/2
eq("over", fly(("Fly", "plane", "far", 15.0)), 15 * S)
eq("over too short", fly(("Fly", "plane", "far", 5.0)), 12 * S)
# Slow(0.5) from the beginning: 10/.5 + .5/.5 = 21
eq("slow", fly(faults=[F("plane", ("Slow", 0.5), ("At", 0.0))]), 21 * S)
# Slow(0.5) from 6 s on (cruise at 1, x = 5): brake to .5 in 1 s (0.75 m), then 4.25 = .25 brake + 4.0/.5 = 8 s + 1 s
eq("slow mid", fly(faults=[F("plane", ("Slow", 0.5), ("At", 6.0))]), 16 * S)
# Jam at 6 for 3 (x = 5): from 9, 5 m from rest: 5 + 2 = 7
eq("jam", fly(faults=[F("plane", ("Jam", 3.0), ("At", 6.0))]), 16 * S)
# EStop at 6 for 5: rests at x = 6 at 8; from 11, 4 m: 4/1 + 2 = 6
eq("estop", fly(faults=[F("plane", ("EStop", 5.0), ("At", 6.0))]), 17 * S)
# EStop at 6 for 1: at 7 v = .5, x = 5.75; left 4.25: to 1 in 1 s (.75), cruise 2.5, brake 2 (1 m)
eq("short estop", fly(faults=[F("plane", ("EStop", 1.0), ("At", 6.0))]), 7 * S + 5500000)
# LateBrake(1): 1 m beyond; back 1 m from rest: 2 sqrt 2; 12 + 1 + 2.828427
eq("late brake", fly(faults=[F("plane", ("LateBrake", 1.0), ("At", 0.0))]), 15828427)
eq("late brake begun too late", fly(faults=[F("plane", ("LateBrake", 1.0), ("At", 10.5))]), 12 * S)
eq("late brake at the instant", fly(faults=[F("plane", ("LateBrake", 1.0), ("At", 10.0))]), 15828427)
# StopsShort(4): 6 m: 6 + 2 = 8
eq("stops short", fly(faults=[F("plane", ("StopsShort", 4.0), ("At", 0.0))]), 8 * S)
# ... fault ends at 20: goes on 4 m (6 s) by itself
r = run(show([B("a", 100.0)], [FLY, C("X 1", ("When", ("At", "plane", "far")))], PL),
        faults=[F("plane", ("StopsShort", 4.0), ("At", 0.0), lasts=20.0)])
eq("short then on", (r["A"]["FLY 1"]["done_us"], r["A"]["X 1"]["started_us"]), (8 * S, 26 * S))
# retarget at 6 (x = 5, v = 1) to home: brake 2 s, 1 m; then 6 m: 8 s -> 16; FLY 1 done when superseded
r = run(show([B("a", 100.0)], [FLY, C("FLY 2", ("On", "a", 6.0), ("Fly", "plane", "home"))], PL))
eq("retarget", (r["A"]["FLY 1"]["done_us"], r["A"]["FLY 2"]["done_us"]), (6 * S, 16 * S))
# power cap 500/(100*9.80665) = .509858
cap = 500 / 980.665
P2 = {"plane": dict(PL["plane"], axes={"x": {"speed": 1.0, "accel": 0.5, "power": 500.0, "vertical": True}})}
eq("power", fly(mach=P2), rnd((10 / cap + cap / .5) * 1e6))
# delay 1: 13; a jam in the delay which is over before it (R72)
P3 = {"plane": dict(PL["plane"], delay=1.0)}
eq("delay", fly(mach=P3), 13 * S)
eq("jam in delay", fly(mach=P3, faults=[F("plane", ("Jam", 0.5), ("At", 0.0))]), 13 * S)
eq("jam past delay", fly(mach=P3, faults=[F("plane", ("Jam", 2.0), ("At", 0.5))]), int(14.5 * S))
# from rest, d = 1 exactly on the brake curve
eq("plan on curve", round(sum(p[0] for p in plan_move(1.0, 1.0, 0.5, 1.0)), 9), 2.0)

# curtain
CU = {"cur": {"type": "Curtain", "takes": 4.0}}
r = run(show([B("a", 20.0, picture=[("Started", "LX 9")])], [C("FLY 1", ("On", "a", 1.0), ("Open", "cur")), C("FLY 2", ("On", "a", 3.0), ("Close", "cur")),
        C("FLY 3", ("On", "a", 8.0), ("Open", "cur", 8.0)), C("LX 9", ("Hand",))], CU), calls=[("Go", "LX 9", 17.5)])
eq("curtain", [r["A"][k]["done_us"] for k in ("FLY 1", "FLY 2", "FLY 3")], [3 * S, 5 * S, 16 * S])
eq("visible", r["totals"]["visible_error_us"], 1500000)

# fog: heater. u from 0.7; h: 1 -> 0 in 30.000 s; ready (0.5) 35.0 s later
FG = {"fog": {"type": "FogMachine", "fill_rate": 0.03, "lag": 0.7}}


def fogrun(cues, conds, faults=(), mach=FG, air=0.0):
    cs = list(cues) + [C(f"X {i + 1}", ("When", c)) for i, c in enumerate(conds)]
    r = run(show([B("a", 200.0)], cs, mach, stage={"air_changes": air}), faults=list(faults))
    return [r["A"][f"X {i + 1}"]["started_us"] for i in range(len(conds))]


ON = C("FOG 1", ("On", "a", 0.0), ("FogOn", "fog", 1.0))
# no air change: c = .03 (t - .7) up to .9 at 30.7; again from 65.7; 0.99 at 68.7
eq("fog heat", fogrun([ON], [("Density", 0.3), ("Density", 0.899999), ("Density", 0.99)]), [10700000, 30699967, 68700000])
# after the resumption h = .5: empty in 15 s -> c = .9 + .45 = 1.35 at 80.7; then out till 115.7
eq("fog heat 2", fogrun([ON], [("Density", 1.3), ("Density", 1.38)]), [rnd((65.7 + .4 / .03) * 1e6), 116700000])
FR = {"fog": dict(FG["fog"], on_cold="Ramp")}
eq("fog ramp", fogrun([ON], [("Density", 0.99)], mach=FR), [40700000])
# exponential: c = 36 (1 - e^(-k (t-.7)))
k = 3 / 3600
eq("fog air", fogrun([ON], [("Density", 0.2)], air=3.0), [700000 + rnd(-math.log(1 - .2 / 36) / k * 1e6)])
# Dropout 5..8 adds no lag: 0.3 at 13.7; SignalLoss 5..8 shuts down and lags again: 14.4
eq("fog dropout", fogrun([ON], [("Density", 0.3)], [F("fog", ("Dropout", 3.0), ("At", 5.0))]), [13700000])
eq("fog signal", fogrun([ON], [("Density", 0.3)], [F("fog", ("SignalLoss", 3.0), ("At", 5.0))]), [14400000])
# Stutter(1,1,4) at 5: on 5-6, off 6-7, on 7-8, off 8-9
eq("fog stutter", fogrun([ON], [("Density", 0.3)], [F("fog", ("Stutter", 1.0, 1.0, 4.0), ("At", 5.0))]), [12700000])
# Cold at 5 for 5: at 10 h = 0; ready after 35 -> 45; density .129 + .03 (t - 45)
eq("fog cold", fogrun([ON], [("Density", 0.3)], [F("fog", ("Cold",), ("At", 5.0), lasts=5.0)]), [45 * S + 5700000])
FT = {"fog": dict(FG["fog"], tank=5.0)}
eq("fog tank", fogrun([ON], [("Density", 0.149), ("Density", 0.16)], mach=FT), [rnd((.7 + .149 / .03) * 1e6), None])
FW = {"fog": dict(FG["fog"], warm_up=10.0, powered_at=-2.0)}
eq("fog warm", fogrun([ON], [("Density", 0.3)], mach=FW), [18 * S])
# burst of 5: 4.3 s of output = .129; Clear again with 3600 air changes/h: e^-t
r = fogrun([C("FOG 1", ("On", "a", 0.0), ("Fog", "fog", 1.0, 5.0))], [("Density", 0.1289), ("Density", 0.1291)])
eq("burst", r, [rnd((.7 + .1289 / .03) * 1e6), None])

# vamp: end of a at 10, vamp 2, gate opens at 13.2 -> bar line 14, k = 2
r = run(show([B("a", 10.0, vamp=2.0), B("b", 5.0, needs=[("Started", "X 1")])], [C("X 1", ("At", 13.2))]))
eq("vamp", (r["b"]["b"]["actual"]["start_us"], r["totals"]["vamped_bars"], r["totals"]["stage_waits_us"]), (14 * S, 2, 0))
r = run(show([B("a", 10.0, vamp=2.0), B("b", 5.0, needs=[("Started", "X 1")])], [C("X 1", ("At", 14.0))]))
eq("vamp on the line", (r["b"]["b"]["actual"]["start_us"], r["totals"]["vamped_bars"]), (14 * S, 2))
# R17: patience 5 spent at the opening 14.9: starts at 16 > 10 + 5
r = run(show([B("a", 10.0, vamp=2.0), B("b", 5.0, needs=[("Started", "X 1")], patience=5.0)], [C("X 1", ("At", 14.9))]))
eq("vamp patience spent", (r["b"]["b"]["actual"]["start_us"], r["totals"]["holds"]), (16 * S, 0))
# no vamp: patience 5, hold at 15, opens at 20, restart 3 -> 23; stage wait 5, held 8
r = run(show([B("a", 10.0), B("b", 5.0, needs=[("Started", "X 1")])], [C("X 1", ("At", 20.0))], patience=5.0, restart=3.0))
eq("hold", (r["b"]["b"]["actual"]["start_us"], r["totals"]["holds"], r["totals"]["stage_waits_us"], r["totals"]["held_us"],
            r["totals"]["dead_air_us"]), (23 * S, 1, 5 * S, 8 * S, 5 * S))
# opens at the very instant of the patience: no hold (R2)
r = run(show([B("a", 10.0), B("b", 5.0, needs=[("Started", "X 1")])], [C("X 1", ("At", 15.0))], patience=5.0, restart=3.0))
eq("just in time", (r["b"]["b"]["actual"]["start_us"], r["totals"]["holds"]), (15 * S, 0))
# Skip under a vamp: at 15, two whole bars
r = run(show([B("a", 10.0, vamp=2.0), B("b", 5.0, needs=[("Started", "X 1")], on_timeout="Skip")], [C("X 1", ("At", 20.0))], patience=5.0))
eq("skip gate", (r["b"]["b"]["actual"]["start_us"], r["totals"]["vamped_bars"], r["totals"]["holds"]), (15 * S, 2, 0))
# stuck (R4): from 10: hold at 15, given up at 3610; X 2 of the unplayed beat is Uncalled
r = run(show([B("a", 10.0), B("b", 5.0, needs=[("Started", "X 1")])], [C("X 1", ("Hand",)), C("X 2", ("On", "b", 0.0))], patience=5.0))
eq("stuck", (r["end_us"], r["stuck"]["beat"], r["totals"]["held_us"], r["totals"]["stage_waits_us"], r["c"]["X 2"]["status"]),
   (3610 * S, "b", 3595 * S, 5 * S, "Uncalled"))
# called hold 4..9: beat of 10 ends at 15, On 6 is at 11, Follow goes on in the hold
r = run(show([B("a", 10.0)], [C("X 1", ("On", "a", 3.0)), C("X 2", ("Follow", "X 1", 2.0)), C("X 3", ("On", "a", 6.0)), C("X 4", ("At", 7.0))]),
        calls=[("Hold", 4.0), ("Resume", 9.0)])
eq("called hold", (r["end_us"], r["A"]["X 2"]["started_us"], r["A"]["X 3"]["called_us"], r["A"]["X 4"]["called_us"], r["totals"]["held_us"],
                   r["totals"]["show_slip_us"]), (15 * S, 5 * S, 11 * S, 12 * S, 5 * S, 5 * S))

# give_up: would start 2, given up 6 -> Skipped; Follow 1 -> 7; Hang: P = 3 in the plan -> 6 + 3 + 1 = 10
SND = {"snd": {"type": "Sound"}, "rig": {"type": "LightRig", "areas": ["w"]}}
cs = [C("X 1", ("On", "a", 2.0), ("Play", "snd", 3.0), needs=[("Lit", "w", 0.5)], give_up=4.0),
      C("X 2", ("Follow", "X 1", 1.0)), C("X 3", ("Hang", "X 1", 1.0)), C("X 0", ("On", "a", 0.0), ("Light", "w", 1.0, 0.0)),
      C("X 4", ("When", ("Done", "X 1")))]
r = run(show([B("a", 60.0)], cs, SND), faults=[F("rig", ("Blackout", 30.0), ("At", 0.0))])
eq("give_up", (r["c"]["X 1"]["status"], r["A"]["X 2"]["started_us"], r["A"]["X 3"]["started_us"], r["c"]["X 4"]["status"], r["totals"]["skipped"],
               r["totals"]["out_of_tolerance"]), ("Skipped", 7 * S, 10 * S, "Uncalled", 1, 2))
r = run(show([B("a", 60.0)], cs, SND), faults=[F("rig", ("Blackout", 6.0), ("At", 0.0))])
eq("opens as it gives up", r["A"]["X 1"]["started_us"], 6 * S)
# Dead at 3 s: failed at 3 (started 2, P 3): follow 3, hang max(3, 5) + 1 = 6
r = run(show([B("a", 60.0)], cs, SND), faults=[F("snd", ("Dead",), ("At", 3.0))])
eq("dead", (r["c"]["X 1"]["status"], r["A"]["X 2"]["started_us"], r["A"]["X 3"]["started_us"]), ("Failed", 3 * S, 6 * S))
r = run(show([B("a", 60.0)], cs, SND), faults=[F("snd", ("Late", 1.5), ("With", "X 1", 0.0))])
eq("late sound", r["A"]["X 1"]["done_us"], 6500000)
# scripted Skip: cut, given up at GO + reaction
r = run(show([B("a", 60.0)], cs, SND, crew={"X": {"post": "x", "reaction": 0.5}}), calls=[("Skip", "X 1", 1.0)])
eq("cut", (r["c"]["X 1"]["status"], r["A"]["X 1"]["called_us"], r["A"]["X 2"]["started_us"], r["A"]["X 3"]["started_us"]),
   ("Skipped", None, 3500000, 6500000))
# scripted Go on a Follow
r = run(show([B("a", 60.0)], [C("X 1", ("On", "a", 5.0)), C("X 2", ("Follow", "X 1", 1.0))], crew={"X": {"post": "x"}}), calls=[("Go", "X 2", 1.0)])
eq("go on a follow", r["A"]["X 2"], {"called_us": S, "started_us": 1250000, "done_us": 1250000})
# GO faults
two = [C("X 10", ("On", "a", 5.0)), C("X 2", ("On", "a", 9.0)), C("X 12.10", ("On", "a", 20.0)), C("X 12.5", ("On", "a", 21.0))]
g = lambda *fs, **kw: {k: v["called_us"] / S for k, v in run(show([B("a", 60.0)], two, **kw), faults=list(fs))["A"].items()}
eq("late", g(F("caller", ("GoLate", "X 10", 2.0), ("At", 0.0)))["X 10"], 7.0)
eq("late ended", g(F("caller", ("GoLate", "X 10", 9.0), ("At", 0.0), lasts=6.5))["X 10"], 6.5)
eq("early", g(F("caller", ("GoEarly", "X 10", 9.0), ("At", 0.0)))["X 10"], 0.0)
eq("early from 3", g(F("caller", ("GoEarly", "X 10", 9.0), ("At", 3.0)))["X 10"], 3.0)
t = g(F("caller", ("GoTwice", "X 10"), ("At", 0.0)))
eq("twice", (t["X 10"], t["X 12.10"], t["X 12.5"], t["X 2"]), (5.0, 5.0, 21.0, 9.0))
eq("guard", g(F("caller", ("GoTwice", "X 10"), ("At", 0.0)), double_go_guard=0.3)["X 12.10"], 20.0)
r = run(show([B("a", 60.0)], two, crew={"X": {"post": "x", "reaction": 0.4}}), faults=[F("X", ("OperatorSlow", "X", 2.5), ("At", 5.0), lasts=1.0)])
eq("slow op", (r["A"]["X 10"]["started_us"], r["A"]["X 2"]["started_us"]), (6 * S, 9400000))

# light: Lit at .5 of 0->1 over 3 at 1.5; Freeze 1..4 -> at 4; Blackout 2..5 -> false between
r = run(show([B("a", 60.0)], [C("L 1", ("On", "a", 0.0), ("Light", "w", 1.0, 3.0)), C("X 1", ("When", ("Lit", "w", 0.5))),
        C("X 2", ("When", ("All", [("Done", "L 1"), ("Lit", "w", 1.0)])))], SND), faults=[F("rig", ("Freeze", 3.0), ("At", 1.0))])
eq("freeze", (r["A"]["X 1"]["started_us"], r["c"]["X 1"]["planned"]["started_us"], r["A"]["L 1"]["done_us"]), (4 * S, 1500000, 3 * S))

# costumes: Hook 2.5 + Zip 3 (old) ; Snap 1 (new): 4 + 5.5 + 6 + 1 = 16.5; two dressers 10.3125
CO = {"d1": {"type": "Costume", "wearer": "I", "fastenings": ["Hook", "Zip"], "worn": True, "slide": 2.5},
      "d2": {"type": "Costume", "wearer": "I", "fastenings": ["Snap"]},
      "k1": {"type": "Costume", "wearer": "K", "fastenings": []}}
ch = [C("W 1", ("On", "a", 0.0), ("Change", "I", "d2")), C("W 2", ("On", "a", 0.0), ("Change", "K", "k1"))]
cr = lambda cues, faults=(), **kw: run(show([B("a", 200.0)], cues, CO, **kw), faults=list(faults))
r = cr(ch)
eq("one dresser, two changes", [r["A"][k]["done_us"] for k in ("W 1", "W 2")], [16500000, 22500000])
r = cr(ch, dressers=2)
eq("two dressers: first takes both", [r["A"][k]["done_us"] for k in ("W 1", "W 2")], [10312500, 10312500 + 3750000])
r = cr(ch, dressers=3)
eq("three", [r["A"][k]["done_us"] for k in ("W 1", "W 2")], [10312500, 6 * S])
r = cr(ch, [F("d1", ("Jams", 3.0), ("At", 16.5))])
eq("jams at the last instant", [r["A"][k]["done_us"] for k in ("W 1", "W 2")], [19500000, 25500000])
r = cr(ch, [F("d2", ("NoDresser", 4.0), ("At", 0.0))])
eq("no dresser: the later is served", [r["A"][k]["done_us"] for k in ("W 1", "W 2")], [22500000, 6 * S])
r = cr(ch, [F("d2", ("WrongSide", 2.0), ("At", 0.0))])
eq("wrong side", r["A"]["W 1"]["done_us"], 18500000)
r = cr([C("X 1", ("When", ("Bare", "d1"))), C("W 1", ("On", "a", 6.0), ("Secure", "d1")), C("X 2", ("When", ("All", [("Worn", "d1"), ("Done", "W 1")])))],
       [F("d1", ("Slips",), ("At", 5.0))])
eq("secured in the slide", (r["A"]["X 1"]["started_us"], r["A"]["X 2"]["started_us"]), (None, 8 * S))
r = cr([C("X 1", ("When", ("Bare", "d1"))), C("W 1", ("On", "a", 6.0), ("Change", "I", "d1"))], [F("d1", ("Slips",), ("At", 1.0))])
eq("into what came off", (r["A"]["X 1"]["started_us"], r["A"]["W 1"]["done_us"]), (3500000, 6 * S + 11500000))
r = cr([C("W 1", ("On", "a", 6.0), ("Change", "I", "d1"))])
eq("already worn", r["A"]["W 1"]["done_us"], 6 * S)
# status at the end of the run: end 200, +600
r = cr([C("W 1", ("On", "a", 0.0), ("Change", "I", "d2", 799.0)), C("W 2", ("On", "a", 0.0), ("Change", "I", "d1", 2.0)), C("X 1", ("On", "a", 0.0), needs=[("Bare", "k1"), ("Worn", "k1")])])
eq("end of run", [r["c"][k]["status"] for k in ("W 1", "W 2", "X 1")], ["Done", "Failed", "Skipped"])
# only
r = run(show([B("a", 5.0), B("b", 5.0, only=("d", "y")), B("c", 1.0)], [C("X 1", ("On", "b", 0.0)), C("X 2", ("Follow", "X 1", 0.0)), C("X 3", ("On", "a", 0.0), only=("d", "y"))],
             decisions={"d": {"options": ["y", "n"], "default": "n"}}))
eq("only", (r["end_us"], list(r["b"]), {k: c["status"] for k, c in r["c"].items()}), (6 * S, ["a", "c"], {"X 1": "Uncalled", "X 2": "Uncalled"}))

print(f"{N[0] - N[1]} of {N[0]} passed")
sys.exit(1 if N[1] else 0)
