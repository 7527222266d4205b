"""Reference oracle for the dry-tech show engine. Plain Python, stdlib only.

simulate(show, scenario) -> dict in the shape of design 5.1.  Numbers in brackets
after "R" are rule numbers of rules.md.

Data: show and scenario are dicts with the field names of design section 3; machines are
{"type": "FogMachine", ...}; calls, actions, conditions, fault kinds and `when` are
tuples such as ("On", "b1", 2.0), ("Fog", "fog", 0.8, 12.0), ("At", "plane", "mark").
"""
import heapq
import math
from decimal import Decimal, ROUND_HALF_UP

US = 1_000_000
INF = float("inf")
EPS = 1e-9                       # metres / heat: what counts as exactly there
FAST = {"Hook": 2.5, "Zip": 3.0, "Snap": 1.0, "Velcro": 0.8, "Magnet": 0.5, "Button": 2.0, "Lace": 10.0}
OWN_LENGTH = {"Dropout": 1, "Stutter": 3, "SignalLoss": 1, "Jam": 1, "EStop": 1, "NoDresser": 1,
              "Blackout": 1, "Freeze": 1}       # position of `for` in the tuple

# phases of R2
P_FEND, P_FBEG, P_MACH, P_CALL, P_BEND, P_GO, P_START, P_COND, P_LIMIT = range(9)


def us(x):
    """R1: a stated duration in whole microseconds, half away from zero."""
    return int((Decimal(repr(float(x))) * US).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def rnd(x):
    """R1: a real number of microseconds, half away from zero."""
    return int(math.floor(x + 0.5)) if x >= 0 else -int(math.floor(-x + 0.5))


def sgn(x):
    return 1 if x > 0 else (-1 if x < 0 else 0)


# ---------------------------------------------------------------- motion planning (R38)

def plan_move(d, v, a, cap):
    """Phases [(duration s, initial velocity, acceleration)]; the last one is the final brake.
    a = inf: a curtain, constant speed."""
    if a == INF:
        return [(abs(d) / cap, cap * sgn(d), 0.0)] if d != 0 else []
    if abs(d) < EPS and v == 0:
        return []
    s = sgn(d) or sgn(v)
    u, D = v * s, abs(d)
    if u < 0:                                        # v0 points away: brake to rest, plan from there
        back = u * u / (2 * a)
        return [(-u / a, v, a * s)] + plan_move(s * (D + back), 0.0, a, cap)
    if u * u / (2 * a) > D + EPS:                    # too fast to stop: brake to rest beyond, come back
        over = u * u / (2 * a) - D
        return [(u / a, v, -a * s)] + plan_move(-s * over, 0.0, a, cap)
    if u > cap:                                      # brake to the cap, cruise, brake
        dist = (u * u - cap * cap) / (2 * a)
        cruise = max(0.0, (D - dist - cap * cap / (2 * a)) / cap)
        return [((u - cap) / a, v, -a * s), (cruise, cap * s, 0.0), (cap / a, cap * s, -a * s)]
    w = min(cap, math.sqrt(a * D + u * u / 2))
    w = max(w, u)
    cruise = max(0.0, (D - (w * w - u * u) / (2 * a) - w * w / (2 * a)) / w) if w > 0 else 0.0
    return [((w - u) / a, v, a * s), (cruise, w * s, 0.0), (w / a, w * s, -a * s)]


class Move:
    def __init__(self, target, over, action):
        self.target, self.over, self.action = target, over, action
        self.begin_pos = None
        self.vlimit = INF
        self.brake_passed = False        # R42, R67: one late braking per commanded move
        self.complete = False
        self.short = False


class Axis:
    """One axis of a flying piece, or a curtain (accel = inf)."""

    def __init__(self, eng, machine, start, speed, accel, powercap_of):
        self.eng, self.m = eng, machine
        self.x, self.v = start, 0.0
        self.speed, self.a, self.powercap_of = speed, accel, powercap_of
        self.t0, self.x0, self.phases, self.total = 0, start, [], 0.0
        self.moving = False
        self.braking_estop = False
        self.move = None                 # the commanded move that the axis is on
        self.pending = None              # [move, ready?]: a move in its delay, or kept by a stop
        self.ver = 0
        self.planned_with = None
        self.jam = self.estop = False

    # -- kinematics
    def sample(self):
        if not self.moving:
            return self.x, 0.0
        tau = (self.eng.now - self.t0) / US
        x = self.x0
        for dur, v, a in self.phases:
            if tau < dur:
                return x + v * tau + a * tau * tau / 2, v + a * tau
            x += v * dur + a * dur * dur / 2
            tau -= dur
        return self.endx, 0.0

    def freeze(self):
        self.x, self.v = self.sample()

    def cap(self):
        f = self.m.faults
        c = self.speed * prod(q["what"][1] for q in f if q["kind"] == "Slow")       # R39
        c = min(c, self.powercap_of(prod(q["what"][1] for q in f if q["kind"] == "Overload")))  # R40
        return min(c, self.move.vlimit if self.move else INF)

    def short_m(self):
        return sum(q["what"][1] for q in self.m.faults if q["kind"] == "StopsShort")

    def late(self):
        if self.a == INF:
            return 0.0                                                              # R42: end stops
        return sum(us(q["what"][1]) for q in self.m.faults if q["kind"] == "LateBrake") / US

    def eff_target(self):
        """R43."""
        mv, m = self.move, self.short_m()
        if m == 0:
            return mv.target
        sd = 0.0 if self.a == INF else self.v * self.v / (2 * self.a)
        xs = self.x + sgn(self.v) * sd
        dr = sgn(mv.target - xs) if abs(mv.target - xs) > EPS else sgn(mv.target - mv.begin_pos)
        if dr == 0:
            return mv.target
        short = mv.target - dr * m
        if (mv.target - mv.begin_pos) * dr > 0 and (short - mv.begin_pos) * dr < 0:
            short = mv.begin_pos
        if (short - xs) * dr < 0:
            short = xs
        return short

    # -- commands
    def command(self, mv, delay):
        self.pending = [mv, False]
        if delay == 0:
            self.delay_over(mv)
        else:
            self.eng.at(self.eng.now + delay, P_MACH, 0, lambda: self.delay_over(mv))

    def delay_over(self, mv):
        if self.pending is None or self.pending[0] is not mv:
            return
        self.pending[1] = True
        if not (self.jam or self.estop):
            self.begin()

    def begin(self):
        self.freeze()
        mv = self.pending[0]
        self.pending = None
        self.move = mv
        mv.begin_pos = self.x
        D = abs(mv.target - self.x)
        if mv.over is not None:                                                     # R39
            if self.a == INF:
                mv.vlimit = D / mv.over if mv.over > 0 else INF
                if mv.vlimit == 0:
                    mv.vlimit = INF
            elif D > 0 and mv.over >= 2 * math.sqrt(D / self.a) - 1e-12:
                a, o = self.a, mv.over
                mv.vlimit = (a * o - math.sqrt(max(0.0, a * a * o * o - 4 * a * D))) / 2
        self.replan()

    def replan(self):
        """Plan the present move from the present position and velocity, now."""
        self.freeze()
        self.braking_estop = False
        mv = self.move
        tgt = self.eff_target()
        cap = self.cap()
        mv.complete = False
        self.planned_with = (cap, self.short_m(), self.late())
        ph = plan_move(tgt - self.x, self.v, self.a, cap)
        self.ver += 1
        ver = self.ver
        if not ph:
            self.x, self.v, self.moving = tgt, 0.0, False
            self.arrived(tgt)
            return
        tb = sum(p[0] for p in ph[:-1])
        late = self.late()
        if self.a != INF and not mv.brake_passed:
            self.eng.at(self.eng.now + rnd(tb * US), P_MACH, 0, lambda: self.brake_begins(ver))
            if late > 0:                                                            # R42
                bd, w, ba = ph[-1]
                ph = ph[:-1] + [(late, w, 0.0), (bd, w, ba)] + plan_move(-w * late, 0.0, self.a, cap)
        self.run_phases(ph, tgt)
        end = self.eng.now + rnd(self.total * US)
        self.eng.at(end, P_MACH, 0, lambda: self.motion_end(ver, tgt))

    def run_phases(self, ph, endx):
        self.t0, self.x0, self.phases = self.eng.now, self.x, ph
        self.total = sum(p[0] for p in ph)
        self.endx = endx
        self.moving = True

    def brake_begins(self, ver):
        if ver == self.ver and self.move:
            self.move.brake_passed = True

    def motion_end(self, ver, tgt):
        if ver != self.ver:
            return
        self.x, self.v, self.moving = tgt, 0.0, False
        self.arrived(tgt)

    def arrived(self, tgt):
        mv = self.move
        mv.complete = True
        mv.brake_passed = True
        mv.short = abs(tgt - mv.target) > 0
        if mv.action:
            mv.action.axis_done(self)

    # -- faults
    def fault_change(self):
        jam = any(q["kind"] == "Jam" or (q["kind"] == "EStop" and self.a == INF) for q in self.m.faults)
        estop = any(q["kind"] == "EStop" for q in self.m.faults) and self.a != INF
        was = self.jam or self.estop
        new_jam, new_estop = jam and not self.jam, estop and not self.estop
        self.jam, self.estop = jam, estop
        if new_jam:                                                                 # R41: dead at once
            self.freeze()
            self.v, self.moving, self.braking_estop = 0.0, False, False
            self.ver += 1
        elif new_estop and not jam and self.moving:
            self.freeze()
            self.ver += 1
            ver, v = self.ver, self.v
            if v == 0:
                self.moving = False
            else:
                T = abs(v) / self.a
                self.braking_estop = True
                xs = self.x + sgn(v) * v * v / (2 * self.a)
                self.run_phases([(T, v, -self.a * sgn(v))], xs)
                self.eng.at(self.eng.now + rnd(T * US), P_MACH, 0, lambda: self.estop_rest(ver, xs))
        if jam or estop:
            return
        if was:                                                                     # both are over now
            self.freeze()
            if self.pending and self.pending[1]:
                self.begin()
            elif self.move and (not self.move.complete or self.move.short):
                if self.move.complete:
                    self.go_on()
                else:
                    self.replan()
            return
        if self.move is None:
            return
        if self.moving:                                                             # R66
            cap, m, late = self.planned_with
            if (cap, m) != (self.cap(), self.short_m()) or (late != self.late() and not self.move.brake_passed):
                self.replan()
        elif self.move.complete and self.move.short:
            self.go_on()

    def go_on(self):
        """R43: stopped short, and the fault ends: on to the target by itself; never backwards."""
        self.freeze()
        mv = self.move
        dr = sgn(mv.target - self.x)
        t = self.eff_target()
        if (t - self.x) * dr > EPS:
            self.replan()

    def estop_rest(self, ver, xs):
        if ver == self.ver:
            self.x, self.v, self.moving, self.braking_estop = xs, 0.0, False, False


def prod(it):
    p = 1.0
    for x in it:
        p *= x
    return p


class MotionAction:
    """A Fly/Open/Close of a cue: done when all its axes arrived, or when superseded (R26)."""

    def __init__(self, eng, cue, axes):
        self.eng, self.cue, self.left, self.done = eng, cue, set(axes), False

    def axis_done(self, axis):
        self.left.discard(axis)
        if not self.left:
            self.finish()

    def finish(self):
        if not self.done:
            self.done = True
            self.eng.action_done(self.cue)


class AxisMachine:
    def __init__(self, eng, name, spec):
        self.eng, self.name, self.spec, self.faults = eng, name, spec, []
        self.action = None
        self.is_curtain = spec["type"] == "Curtain"
        self.axes = {}
        if self.is_curtain:
            self.delay = us(spec.get("delay", 0.0))
            self.axes["c"] = Axis(eng, self, float(spec.get("start", 0.0)), 1.0 / spec["takes"], INF, lambda o: INF)
        else:
            mass = spec.get("mass", 100.0)
            self.delay = us(spec.get("delay", 0.0))
            self.axis_delay = {}
            for n, ax in spec["axes"].items():
                p = ax.get("power")
                if p is not None and ax.get("vertical", False):
                    pc = (lambda p: lambda o: p / (mass * o * 9.80665))(p)
                else:
                    pc = lambda o: INF
                self.axes[n] = Axis(eng, self, ax.get("start", 0.0), ax.get("speed", 1.0), ax.get("accel", 0.5), pc)
                self.axis_delay[n] = us(ax["delay"]) if "delay" in ax else self.delay

    def command(self, cue, targets, over):
        if self.action:
            self.action.finish()                    # R26: superseded at the moment the later one is given
        axes = [self.axes[n] for n in targets]
        act = self.action = MotionAction(self.eng, cue, axes)
        if not axes:
            act.finish()
        for n, t in targets.items():
            d = self.delay if self.is_curtain else self.axis_delay[n]
            self.axes[n].command(Move(float(t), over, act), d)

    def fault_change(self):
        for ax in self.axes.values():
            ax.fault_change()

    def at(self, targets):                          # R36, R37
        return all((not self.axes[n].moving) and abs(self.axes[n].x - t) <= 0.05 + 1e-9 for n, t in targets.items())

    def opened(self):
        return self.at({"c": 1.0})

    def closed(self):
        return self.at({"c": 0.0})


# ---------------------------------------------------------------- fog (R30-R35)

class Fog:
    def __init__(self, eng, name, sp):
        self.eng, self.name, self.faults = eng, name, []
        self.fill = sp.get("fill_rate", 0.03)
        self.lag = us(sp.get("lag", 0.7))
        self.sustain = sp.get("sustain", 0.3)
        self.drain = 1.0 / (sp.get("endurance", 30.0) * (1.0 - self.sustain))
        self.ready_at = sp.get("ready_at", 0.5)
        self.ramp = sp.get("on_cold", "CutOut") == "Ramp"
        self.hold_last = sp.get("on_signal_loss", "ShutDown") == "HoldLast"
        self.tank = sp.get("tank")
        self.flow = sp.get("flow", 1.0)
        self.empty = self.tank is not None and self.tank <= 0
        w = us(sp.get("powered_at", -600.0)) + us(sp.get("warm_up", 300.0))
        self.warm = w <= 0
        self.desk = 0.0
        self.cmd = 0
        self.r = 0.0                      # received level
        self.held_level = None
        self.lagging = False
        self.lagver = 0
        self.u = 0.0
        self.t0, self.h0, self.rate, self.left0 = 0, (1.0 if self.warm else 0.0), 0.0, self.tank
        self.wait_ready = False
        self.ver = 0
        self.stut = {}                    # fault -> on?
        if self.warm:
            self.rate = self.sustain * self.drain
        else:
            eng.at(w, P_MACH, 0, self.warmed)

    def has(self, kind):
        return any(f["kind"] == kind for f in self.faults)

    def heat(self):
        return max(0.0, min(1.0, self.h0 + self.rate * (self.eng.now - self.t0) / US))

    def left(self):
        return None if self.tank is None else max(0.0, self.left0 - self.flow * self.u * (self.eng.now - self.t0) / US)

    # -- the desk
    def command(self, level, dur):
        self.cmd += 1
        cmd = self.cmd
        self.desk = level
        self.signal()
        if dur is not None:
            self.eng.at(self.eng.now + dur, P_MACH, 0, lambda: self.burst_end(cmd))

    def burst_end(self, cmd):
        if cmd == self.cmd:
            self.desk = 0.0
            self.signal()

    def signal(self):
        """The received level (R35 SignalLoss) and the lag (R30)."""
        if self.has("SignalLoss"):
            if self.hold_last:
                if self.held_level is None:
                    self.held_level = self.r
                r = self.held_level
            else:
                r = 0.0
        else:
            self.held_level = None
            r = self.desk
        if self.r == 0 and r > 0:
            self.lagver += 1
            v = self.lagver
            self.lagging = self.lag > 0
            if self.lagging:
                self.eng.at(self.eng.now + self.lag, P_MACH, 0, lambda: self.lag_over(v))
        elif r == 0:
            self.lagging = False
            self.lagver += 1
        self.r = r
        self.update()

    def lag_over(self, v):
        if v == self.lagver:
            self.lagging = False
            self.update()

    def warmed(self):
        self.warm = True
        if not self.has("Cold"):          # R71
            self.wait_ready = False
            self.update(h=1.0)
        else:
            self.update()

    # -- faults
    def fault_begin(self, f):
        k = f["kind"]
        if k == "Stutter":
            on, off = us(f["what"][1]), us(f["what"][2])
            self.stut[f["i"]] = on > 0
            if on > 0 and off > 0:
                self.eng.at(self.eng.now + on, P_MACH, 0, lambda: self.toggle(f, on, off))
        if k == "Cold":
            self.update(h=0.0)
        elif k == "SignalLoss":
            self.signal()
        else:
            self.update()

    def toggle(self, f, on, off):
        if f["i"] in self.stut:
            s = self.stut[f["i"]] = not self.stut[f["i"]]
            self.eng.at(self.eng.now + (on if s else off), P_MACH, 0, lambda: self.toggle(f, on, off))
            self.update()

    def fault_end(self, f):
        k = f["kind"]
        self.stut.pop(f["i"], None)
        if k == "Cold" and not self.has("Cold"):
            self.wait_ready = True
            self.update(h=0.0)
        elif k == "SignalLoss":
            self.signal()
        else:
            self.update()

    # -- output
    def update(self, h=None):
        force = h is not None
        if h is None:
            h = self.heat()
            if h < EPS and self.rate < 0:
                h = 0.0
                if not self.ramp:
                    self.wait_ready = True
        left = self.left()
        if left is not None and left < EPS and self.u > 0:
            left = 0.0
            self.empty = True
        cold = self.has("Cold")
        weak = prod(f["what"][1] for f in self.faults if f["kind"] == "Weak")
        stuck = self.has("StuckOn")
        w = (1.0 if stuck else self.r) * weak
        if (not self.warm or cold or self.wait_ready or self.empty or self.has("Dropout") or self.has("Dry")
                or (self.lagging and not stuck) or not all(self.stut.values())):
            u = 0.0
        elif self.ramp and h <= 0:
            u = min(w, self.sustain)
        else:
            u = w
        rate = 0.0 if (cold or not self.warm) else (self.sustain - u) * self.drain
        if u != self.u or force or rate != self.rate:           # R66: a new piece
            self.t0, self.h0, self.left0 = self.eng.now, h, left
            self.rate = rate
            changed = u != self.u
            self.u = u
            self.ver += 1
            ver = self.ver
            if rate < 0 and h > 0:
                self.eng.at(self.t0 + rnd(h / -rate * US), P_MACH, 0, lambda: self.heat_out(ver))
            if self.wait_ready and rate > 0:
                self.eng.at(self.t0 + rnd(max(0.0, (self.ready_at - h) / rate) * US), P_MACH, 0, lambda: self.ready(ver))
            if left is not None and u > 0 and self.flow > 0:
                self.eng.at(self.t0 + rnd(left / (self.flow * u) * US), P_MACH, 0, lambda: self.dry_tank(ver))
            if changed:
                self.eng.air.source_changed()

    def heat_out(self, ver):
        if ver == self.ver:
            if not self.ramp:
                self.wait_ready = True                          # R32
            self.update(h=0.0)

    def ready(self, ver):
        if ver == self.ver:
            self.wait_ready = False
            self.h0, self.t0 = self.h0, self.t0
            if self.target_u_positive():
                self.update(h=self.ready_at)

    def target_u_positive(self):
        # would the output change now that the machine is ready? if not, the heat piece goes on (R66)
        stuck = self.has("StuckOn")
        w = 1.0 if stuck else self.r
        return (w > 0 and not (self.empty or self.has("Cold") or self.has("Dropout") or self.has("Dry")
                or (self.lagging and not stuck) or not all(self.stut.values())))

    def dry_tank(self, ver):
        if ver == self.ver:
            self.empty = True
            self.update()


class Air:
    """The well-mixed stage (design 3.5, R1, R66, R70)."""

    def __init__(self, eng, k):
        self.eng, self.k = eng, k
        self.S, self.t0, self.c0 = 0.0, 0, 0.0
        self.state = {}                     # ("Density"|"Clear", x) -> bool
        self.ver = 0
        self.snap = None

    def want(self, kind, x):
        self.state[(kind, x)] = (0.0 >= x) if kind == "Density" else (0.0 <= x)

    def c(self):
        if self.snap and self.snap[0] == self.eng.now:
            return self.snap[1]
        tau = (self.eng.now - self.t0) / US
        if self.k == 0:
            return self.c0 + self.S * tau
        A = self.S / self.k
        return self.c0 + (A - self.c0) * -math.expm1(-self.k * tau)

    def source_changed(self):
        S = sum(f.fill * f.u for f in self.eng.fogs)
        if S == self.S:
            return
        c = self.c()
        self.S, self.t0, self.c0 = S, self.eng.now, c
        self.snap = None
        self.ver += 1
        slope = S - self.k * c
        for (kind, x), st in list(self.state.items()):
            up = kind == "Density"
            good = slope if up else -slope          # > 0: towards being true
            if abs(c - x) <= 1e-7:                  # R70
                if good >= 0:
                    self.state[(kind, x)] = True
                elif st:
                    tau = self.crossing(x)
                    self.eng.at(self.t0 + rnd((tau or 0.0) * US), P_MACH, 0,
                                lambda key=(kind, x), v=self.ver: self.cross(key, v, False))
                continue
            if st != (good > 0) or (st and good < 0) or (not st and good > 0):
                pass
            tau = self.crossing(x)
            if tau is None:
                continue
            to = good > 0
            if to != st:
                self.eng.at(self.t0 + rnd(tau * US), P_MACH, 0,
                            lambda key=(kind, x), v=self.ver, to=to: self.cross(key, v, to))

    def crossing(self, x):
        """Seconds from the piece's beginning to density x, or None."""
        c, S, k = self.c0, self.S, self.k
        if k == 0:
            if S == 0:
                return None
            tau = (x - c) / S
            return tau if tau >= 0 else None
        A = S / k
        if A == c:
            return None
        q = (x - c) / (A - c)
        if q < 0 or q >= 1:
            return None
        return -math.log1p(-q) / k

    def cross(self, key, ver, to):
        if ver == self.ver:
            self.state[key] = to
            self.snap = (self.eng.now, key[1])


# ---------------------------------------------------------------- light (R52)

class Area:
    def __init__(self, eng, rig, name):
        self.eng, self.rig, self.name = eng, rig, name
        self.l0 = self.l1 = 0.0
        self.t0, self.d = 0, 0
        self.desk = {}                      # threshold -> bool
        self.frozen = None
        self.ver = 0
        self.snap = None

    def want(self, x):
        self.desk[x] = 0.0 >= x

    def level(self):
        if self.snap and self.snap[0] == self.eng.now:
            return self.snap[1]
        e = self.eng.now - self.t0
        if e >= self.d:
            return self.l1
        return self.l0 + (self.l1 - self.l0) * e / self.d

    def command(self, level, over):
        l = self.level()
        self.ver += 1
        ver = self.ver
        self.snap = None
        self.l0, self.l1, self.t0, self.d = l, level, self.eng.now, over
        if over == 0:
            self.l0 = level
            for x in self.desk:
                self.desk[x] = level >= x
            return
        for x, st in self.desk.items():
            if not st and l < x <= level:
                self.eng.at(self.t0 + rnd((x - l) / (level - l) * over), P_MACH, 0, lambda x=x: self.cross(ver, x, True))
            elif not st and l >= x:
                if level >= x:
                    self.desk[x] = True
            elif st and level < x:
                f = (l - x) / (l - level) if l > level else 0.0
                self.eng.at(self.t0 + rnd(max(0.0, f) * over), P_MACH, 0, lambda x=x: self.cross(ver, x, False))

    def cross(self, ver, x, to):
        if ver == self.ver:
            self.desk[x] = to
            self.snap = (self.eng.now, x)

    def lit(self, x):
        if self.rig.black:
            return 0.0 >= x
        if self.frozen is not None:
            return self.frozen[x]
        return self.desk[x]

    def freeze(self):
        self.frozen = {x: self.lit(x) for x in self.desk}


class Rig:
    def __init__(self, eng, name, areas):
        self.eng, self.faults, self.black = eng, [], False
        self.areas = {a: Area(eng, self, a) for a in areas}

    def fault_change(self):
        fz = any(f["kind"] == "Freeze" for f in self.faults)
        for a in self.areas.values():
            if fz and a.frozen is None:
                a.freeze()                  # what the output was, Blackout included
            elif not fz:
                a.frozen = None
        self.black = any(f["kind"] == "Blackout" for f in self.faults)


# ---------------------------------------------------------------- sound (R53, R25)

class Sound:
    def __init__(self, eng, name):
        self.eng, self.faults, self.plays = eng, [], []

    def play(self, cue, dur):
        if any(f["kind"] == "Dead" for f in self.faults):
            self.eng.fail(cue)
            return
        late = sum(us(f["what"][1]) for f in self.faults if f["kind"] == "Late")
        p = [cue, False]
        self.plays.append(p)

        def end():
            if not p[1]:
                p[1] = True
                self.eng.action_done(cue)
        if late + dur == 0:
            end()
        else:
            self.eng.at(self.eng.now + late + dur, P_MACH, 0, end)

    def fault_change(self):
        if any(f["kind"] == "Dead" for f in self.faults):
            for p in self.plays:
                if not p[1]:
                    p[1] = True
                    self.eng.fail(p[0])
            self.plays = []


# ---------------------------------------------------------------- costumes (R46-R51)

class Costume:
    def __init__(self, eng, name, sp):
        self.eng, self.name, self.faults = eng, name, []
        self.wearer = sp["wearer"]
        self.fast = sum(us(FAST[f]) for f in sp.get("fastenings", []))
        self.slide = us(sp.get("slide", 2.5))
        self.worn = sp.get("worn", False)
        self.bare = not self.worn
        self.securing = False
        self.ver = 0                     # invalidates slides, removals, securings

    def slip(self):                      # R51
        if self.worn and not self.securing and not self.eng.wardrobe.in_change(self.wearer):
            self.take_off(self.slide)

    def take_off(self, dur):
        self.ver += 1
        v = self.ver
        self.securing = False
        self.worn = False
        if dur == 0:
            self.bare = True
        elif not self.bare:
            self.eng.at(self.eng.now + dur, P_MACH, 0, lambda: self.off(v))

    def off(self, v):
        if v == self.ver:
            self.bare = True

    def acts(self):
        w = self.eng.wardrobe
        return w.present.get(self.wearer) == self.name and not w.in_change(self.wearer)

    def remove(self, dur):
        if self.acts():
            self.take_off(dur)

    def secure(self):
        if self.acts():
            self.ver += 1
            v = self.ver
            self.securing = True
            self.eng.at(self.eng.now + 2 * US, P_MACH, 0, lambda: self.secured(v))

    def secured(self, v):
        if v == self.ver:
            self.securing = False
            self.worn, self.bare = True, False
            self.eng.wardrobe.serve_later()

    def into_change(self):
        self.ver += 1
        self.securing = False
        self.worn = self.bare = False


class Change:
    def __init__(self, cue, wearer, into, takes):
        self.cue, self.wearer, self.into, self.takes = cue, wearer, into, takes


class Wardrobe:
    def __init__(self, eng, dressers):
        self.eng, self.free = eng, dressers
        self.present, self.active, self.queue = {}, {}, []
        self.costumes = {}
        self.pending_serve = False

    def in_change(self, wearer):
        return wearer in self.active

    def request(self, ch):
        ch.key = (self.eng.now, ch.cue.i)
        self.queue.append(ch)
        self.queue.sort(key=lambda c: c.key)
        self.serve()

    def serve_later(self):
        # "machine changes (... dressers ...)": after the ends of changes of this instant
        self.eng.at(self.eng.now, P_MACH, 1, self.serve)

    def serve(self):                     # R49
        again = True
        while again:
            again = False
            for ch in self.queue:
                if ch.wearer in self.active:
                    continue
                c = self.costumes[ch.into]
                if c.worn:               # R47: already worn
                    self.queue.remove(ch)
                    self.eng.action_done(ch.cue)
                    again = True
                    break
                if self.free < 1 or any(f["kind"] == "NoDresser" for f in c.faults):
                    continue
                self.queue.remove(ch)
                self.begin(ch, c)
                again = True
                break

    def begin(self, ch, c):
        old = self.present.get(ch.wearer)
        if ch.takes is not None:
            ch.n, dur = 1, ch.takes
        else:
            dur = 6 * US + c.fast
            if old is not None and old != ch.into:
                dur += 4 * US + self.costumes[old].fast
            ch.n = 2 if self.free >= 2 else 1
            if ch.n == 2:
                dur = rnd(dur / 1.6)
        self.free -= ch.n
        ch.old = old if old != ch.into else None
        # R50
        for f in c.faults:
            if f["kind"] == "WrongSide" and not f["used"]:
                f["used"] = True
                dur += us(f["what"][1])
        for nm in {ch.into, ch.old} - {None}:
            for f in self.costumes[nm].faults:
                if f["kind"] == "Jams" and not f["used"]:
                    f["used"] = True
                    dur += us(f["what"][1])
        if ch.old:
            self.costumes[ch.old].into_change()
        c.into_change()
        self.active[ch.wearer] = ch
        ch.end = self.eng.now + dur
        ch.ver = 0
        self.schedule_end(ch)

    def schedule_end(self, ch):
        ch.ver += 1
        v = ch.ver
        self.eng.at(ch.end, P_MACH, 0, lambda: self.finish(ch, v))

    def finish(self, ch, v):
        if v != ch.ver:
            return
        if ch.old:
            self.costumes[ch.old].bare = True
        self.costumes[ch.into].worn = True
        self.present[ch.wearer] = ch.into
        self.free += ch.n
        del self.active[ch.wearer]
        self.eng.action_done(ch.cue)
        self.serve_later()

    def fault_begin(self, f, c):
        if f["kind"] == "Slips":
            c.slip()
        elif f["kind"] == "Jams":
            ch = self.active.get(c.wearer)
            if ch and c.name in (ch.into, ch.old):
                f["used"] = True
                ch.end += us(f["what"][1])
                self.schedule_end(ch)

    def fault_end(self, f, c):
        if f["kind"] == "NoDresser":
            self.serve_later()


# ---------------------------------------------------------------- cues

class Cue:
    def __init__(self, i, d):
        self.i, self.d, self.number = i, d, d["number"]
        self.dept, num = self.number.rsplit(" ", 1)
        self.num = Decimal(num)
        self.call = d["call"]
        self.state = "idle"              # idle called held started done failed skipped
        self.cut = False
        self.trig = False                # an automatic start/GO has been used up or dropped
        self.called = self.started = self.done_at = None
        self.failed_at = self.skipped_at = None
        self.left = 0
        self.failed = False
        self.due = self.known = None
        self.gover = 0
        self.att = 0                     # version of the pending start attempt
        self.heldver = 0


class Engine:
    def __init__(self, show, scenario, plan=None):
        self.show, self.sc = show, scenario
        self.plan = plan                 # None: this is the plan run
        self.now, self.offset = 0, 0     # run time; run time - show clock
        self.rq, self.sq, self.seq = [], [], 0
        self.hold_at = None              # begin of a called hold, or None
        self.gate_hold = False
        self.end_us = None
        self.run_end = None
        self.stuck = None
        self.over = False
        self.tot = dict(show_slip_us=0, stage_waits_us=0, dead_air_us=0, vamped_bars=0, holds=0, held_us=0,
                        visible_error_us=0, skipped=0, uncalled=0, out_of_tolerance=0)
        dec = {k: v["default"] for k, v in show.get("decisions", {}).items()}
        dec.update(scenario.get("decisions", {}))
        self.dec = dec
        ok = lambda o: o.get("only") is None or dec.get(o["only"][0]) == o["only"][1]
        self.beats = [b for s in show["script"] for b in s["beats"] if ok(b)]
        self.bt = {b["id"]: {"start": None, "end": None} for b in self.beats}
        self.cues = [Cue(i, c) for i, c in enumerate([c for c in show.get("cues", []) if ok(c)])]
        self.by = {c.number: c for c in self.cues}
        self.followers, self.hangers, self.on_beat = {}, {}, {}
        for c in self.cues:
            k = c.call[0]
            if k == "Follow":
                self.followers.setdefault(c.call[1], []).append(c)
            elif k == "Hang":
                self.hangers.setdefault(c.call[1], []).append(c)
            elif k == "On":
                self.on_beat.setdefault(c.call[1], []).append(c)
        self.whens = [c for c in self.cues if c.call[0] == "When"]
        # machines
        self.mach, self.fogs, self.curtains, self.areas = {}, [], [], {}
        self.air = Air(self, show.get("stage", {}).get("air_changes", 3.0) / 3600.0)
        self.wardrobe = Wardrobe(self, show.get("dressers", 1))
        for n, sp in show.get("machines", {}).items():
            t = sp["type"]
            if t == "FogMachine":
                m = Fog(self, n, sp)
                self.fogs.append(m)
            elif t in ("FlyingPiece", "Wagon", "Curtain"):
                m = AxisMachine(self, n, sp)
                if t == "Curtain":
                    self.curtains.append(m)
            elif t == "Costume":
                m = Costume(self, n, sp)
                self.wardrobe.costumes[n] = m
                if m.worn:
                    self.wardrobe.present[m.wearer] = n
            elif t == "LightRig":
                m = Rig(self, n, sp["areas"])
                self.areas.update(m.areas)
            elif t == "Sound":
                m = Sound(self, n)
            self.mach[n] = m
        for b in self.beats:
            for c in list(b.get("needs", [])) + list(b.get("picture", [])):
                self.thresholds(c)
        for c in self.cues:
            for k in c.d.get("needs", []):
                self.thresholds(k)
            if c.call[0] == "When":
                self.thresholds(c.call[1])
        # faults
        self.faults, self.people = [], []
        for i, f in enumerate(scenario.get("faults", []) if plan else []):
            self.faults.append(dict(f, i=i, kind=f["what"][0], began=None, ended=None, used=False, inforce=False))
        for f in self.faults:
            if f.get("chance", 1.0) <= 0:
                continue
            w = f["when"]
            if w[0] == "At":
                self.at(us(w[1]), P_FBEG, f["i"], lambda f=f: self.fault_begin(f))
        # scripted calls
        for i, c in enumerate(scenario.get("calls", []) if plan else []):
            self.at(us(c[-1]), P_CALL, i, lambda c=c: self.scripted(c))
        # At cues (R10)
        for c in self.cues:
            if c.call[0] == "At":
                c.due, c.known = us(c.call[1]), 0
                self.plan_go(c)
        # first gate (R15)
        self.bi = 0                      # index of the beat playing or waited for
        self.playing = False
        self.await_gate(0)

    # ------------------------------------------------ queue and clocks
    def at(self, t, phase, sub, fn):
        self.seq += 1
        heapq.heappush(self.rq, (t, phase, sub, self.seq, fn))

    def at_show(self, s, phase, sub, fn):
        self.seq += 1
        heapq.heappush(self.sq, (s, phase, sub, self.seq, fn))

    def clock(self):
        return (self.hold_at if self.hold_at is not None else self.now) - self.offset

    def peek(self):
        """(key, which) of the earliest event, or None. Overdue show-clock events count as now."""
        best = None
        if self.rq:
            t, p, s, q, _ = self.rq[0]
            best = ((t, p, s, q), 0)
        if self.sq and self.hold_at is None:
            s0 = self.sq[0][0]
            if s0 + self.offset <= self.now:
                # several may be overdue: all of them are at `now`; take the lowest phase among them
                late = [e for e in self.sq if e[0] + self.offset <= self.now]
                e = min(late, key=lambda e: (e[1], e[2], e[0], e[3]))
                k = ((self.now, e[1], e[2], e[3]), e)
            else:
                e = self.sq[0]
                k = ((e[0] + self.offset, e[1], e[2], e[3]), e)
            if best is None or k[0] < best[0]:
                best = k
        return best

    def pop(self, b):
        if b[1] == 0:
            return heapq.heappop(self.rq)[4]
        e = b[1]
        if self.sq[0] is e:
            heapq.heappop(self.sq)
        else:
            self.sq.remove(e)
            heapq.heapify(self.sq)
        return e[4]

    def run(self):
        """R2: at an instant the lowest phase first; conditions are looked at when nothing lower is left;
        then time limits, one by one, each with what it causes."""
        while not self.over:
            b = self.peek()
            if b is not None and b[0][0] == self.now and b[0][1] < P_COND:
                self.pop(b)()
                continue
            if self.look():
                continue
            if b is not None and b[0][0] == self.now:
                self.pop(b)()
                continue
            if b is None or (self.run_end is not None and b[0][0] > self.run_end):
                break
            self.advance(b[0][0])
        if not self.over and self.run_end is not None and self.run_end > self.now:
            self.advance(self.run_end)

    def advance(self, t):
        """The state left by the last instant holds over [now, t)."""
        dt = t - self.now
        if self.end_us is None:
            openc = all(c.opened() for c in self.curtains)
            if self.hold_at is not None or self.gate_hold:                     # R68
                self.tot["held_us"] += dt
            if self.playing:                                                   # R54
                if openc and not all(self.truth(c) for c in self.beats[self.bi].get("picture", [])):
                    self.tot["visible_error_us"] += dt
            elif self.vamp is None and not self.gate_hold and self.hold_at is None:   # R18
                self.tot["stage_waits_us"] += dt
                if openc:
                    self.tot["dead_air_us"] += dt
        self.now = t

    # ------------------------------------------------ conditions
    def thresholds(self, c):
        k = c[0]
        if k in ("Density", "Clear"):
            self.air.want(k, c[1])
        elif k == "Lit":
            self.areas[c[1]].want(c[2])
        elif k in ("All", "Any"):
            for x in c[1]:
                self.thresholds(x)
        elif k == "Not":
            self.thresholds(c[1])

    def truth(self, c):
        k = c[0]
        if k == "At":
            m = self.mach[c[1]]
            return m.at(m.spec["marks"][c[2]])
        if k == "Open":
            return self.mach[c[1]].opened()
        if k == "Closed":
            return self.mach[c[1]].closed()
        if k == "Worn":
            return self.mach[c[1]].worn
        if k == "Bare":
            return self.mach[c[1]].bare
        if k in ("Density", "Clear"):
            return self.air.state[(k, c[1])]
        if k == "Lit":
            return self.areas[c[1]].lit(c[2])
        if k == "Started":                                                     # R6, R21
            q = self.by.get(c[1])
            return q is not None and q.started is not None
        if k == "Done":
            q = self.by.get(c[1])
            return q is not None and q.done_at is not None
        if k == "Chosen":
            return self.dec[c[1]] == c[2]
        if k == "All":
            return all(self.truth(x) for x in c[1])
        if k == "Any":
            return any(self.truth(x) for x in c[1])
        if k == "Not":
            return not self.truth(c[1])
        raise ValueError(c)

    def needs(self, o):
        return all(self.truth(c) for c in o.get("needs", []))

    def look(self):
        """R2: the gate, Held cues, When cues; True if anything opened."""
        if self.waiting and not self.latched and self.needs(self.beats[self.bi]):
            self.gate_opens()
            return True
        for c in self.cues:
            if c.state == "held" and self.needs(c.d):
                self.start(c)
                return True
        for c in self.whens:
            if c.state == "idle" and not c.trig and self.truth(c.call[1]):
                c.trig = True
                self.attempt_at(c, self.now)
                return True
        return False

    # ------------------------------------------------ beats and gates
    def await_gate(self, i):
        self.bi, self.playing, self.waiting, self.latched, self.gate_hold = i, False, True, False, False
        b = self.beats[i]
        self.vamp = us(self.beats[i - 1]["vamp"]) if i > 0 and self.beats[i - 1].get("vamp") is not None else None
        self.gate_from = self.clock()
        pat = us(b["patience"] if b.get("patience") is not None else self.show.get("patience", 30.0))
        self.at_show(self.gate_from + pat, P_LIMIT, 1, lambda: self.patience_out(i))
        self.at_show(self.gate_from + 3600 * US, P_LIMIT, 2, lambda: self.gate_never(i))

    def gate_opens(self):
        """R16: the latch fixes the start."""
        self.latched = True
        s = self.clock()
        i = self.bi
        if self.gate_hold:
            t = s + us(self.show.get("restart", 45.0))                         # R17
            self.bars = None
        elif self.vamp is not None:
            k = -(-(s - self.gate_from) // self.vamp)
            self.bars = k
            t = self.gate_from + k * self.vamp
        else:
            self.bars = None
            t = s
        self.at_show(t, P_START, -1, lambda: self.beat_start(i))

    def patience_out(self, i):
        if not self.waiting or self.bi != i or self.latched:
            return
        if self.vamp is not None:
            self.tot["vamped_bars"] += (self.clock() - self.gate_from) // self.vamp     # R18
        b = self.beats[i]
        self.bars = None
        if b.get("on_timeout", "Hold") == "Skip":
            self.latched = True
            self.at_show(self.clock(), P_START, -1, lambda: self.beat_start(i))
        else:
            self.gate_hold = True
            self.tot["holds"] += 1

    def gate_never(self, i):                                                   # R4
        if self.waiting and self.bi == i and not self.latched:
            self.abandon()

    def abandon(self):
        b = self.beats[self.bi]
        if self.waiting and self.vamp is not None and not self.gate_hold:
            self.tot["vamped_bars"] += (self.clock() - self.gate_from) // self.vamp
        self.stuck = {"beat": b["id"],
                      "conditions": [repr(c) for c in b.get("needs", []) if not self.truth(c)] if self.waiting else []}
        self.end_us = self.run_end = self.now
        self.over = True

    def beat_start(self, i):
        if not self.waiting or self.bi != i:
            return
        if self.bars:
            self.tot["vamped_bars"] += self.bars
        self.waiting, self.gate_hold, self.playing = False, False, True
        b = self.beats[i]
        self.bt[b["id"]]["start"] = self.now
        s = self.clock()
        self.at_show(s + us(b["takes"]), P_BEND, 0, lambda: self.beat_end(i))          # R19
        for c in self.on_beat.get(b["id"], []):
            c.due, c.known = s + us(c.call[2]), s
            self.plan_go(c)
        self.faults_when("On", b["id"])

    def beat_end(self, i):
        self.playing = False
        self.bt[self.beats[i]["id"]]["end"] = self.now
        if i + 1 < len(self.beats):
            self.await_gate(i + 1)
        else:                                                                  # R3
            self.end_us = self.now
            self.run_end = self.now + 600 * US

    # ------------------------------------------------ the caller
    def plan_go(self, c):                                                      # R11
        if c.due is None or c.trig:
            return
        t = c.due
        for f in self.people:
            if f["kind"] in ("GoLate", "GoMissed") and f["what"][1] == c.number:
                t += us(f["what"][2])
            elif f["kind"] == "GoEarly" and f["what"][1] == c.number:
                t -= us(f["what"][2])
        c.gover += 1
        v = c.gover

        def go():
            if v == c.gover and not c.trig:
                self.give_go(c)
        self.at_show(max(t, c.known), P_GO, c.i, go)

    def reaction(self, c):                                                     # R13
        op = self.show.get("crew", {}).get(c.dept)
        if op is None:
            return 0
        k = prod(f["what"][2] for f in self.people
                 if f["kind"] == "OperatorSlow" and (f["on"] == "caller" or f["on"] == c.dept))
        return rnd(us(op.get("reaction", 0.25)) * k)

    def give_go(self, c, passed=False):
        """GO by the caller, a person, or a GoTwice (passed)."""
        c.trig = True
        c.gover += 1
        r = self.reaction(c)
        if c.cut:                                                              # R14: not Called
            self.attempt_at(c, self.now + r)
            return
        c.state = "called"
        c.called = self.now
        c.heldver += 1
        self.attempt_at(c, self.now + r)
        if not passed and not self.show.get("double_go_guard", 0.0) > 0:       # R12, R69
            if any(f["kind"] == "GoTwice" and f["what"][1] == c.number for f in self.people):
                nxt = sorted((q for q in self.cues if q.dept == c.dept and q.num > c.num), key=lambda q: q.num)
                for q in nxt:
                    if q.call[0] in ("On", "At", "Hand") and q.state == "idle" and not q.cut:
                        self.give_go(q, passed=True)
                        break

    def scripted(self, call):
        k = call[0]
        if k == "Hold":                                                        # R9
            if self.hold_at is None and self.end_us is None:
                self.hold_at = self.now
                self.tot["holds"] += 1
                h = self.now
                self.at(self.now + 3600 * US, P_LIMIT, 2,
                        lambda: self.abandon() if self.hold_at == h and self.end_us is None else None)
        elif k == "Resume":
            if self.hold_at is not None:
                self.offset += self.now - self.hold_at
                self.hold_at = None
        elif k == "Go":                                                        # R14
            c = self.by.get(call[1])
            if c is None or c.cut or c.called is not None or c.state in ("started", "done", "failed", "skipped"):
                return
            self.give_go(c)
        elif k == "Skip":
            c = self.by.get(call[1])
            if c is None or c.cut:
                return
            if c.state in ("called", "held"):
                self.skip(c)
            elif c.state == "idle":
                c.cut = True

    # ------------------------------------------------ cues
    def attempt_at(self, c, t):
        c.att += 1
        a = c.att
        self.at(t, P_START, c.i, lambda: self.attempt(c) if c.att == a else None)

    def auto_start(self, c, t):
        """A Follow or Hang start at t, unless a person's GO came first (dropped, R14)."""
        def go():
            if c.state == "idle" and not c.trig:
                c.trig = True
                self.attempt(c)
        self.at(t, P_START, c.i, go)

    def attempt(self, c):
        if c.state not in ("idle", "called"):
            return
        if c.cut:
            self.skip(c)
        elif self.needs(c.d):
            self.start(c)
        else:
            c.state = "held"
            c.heldver += 1
            v = c.heldver
            if c.d.get("give_up") is not None:                                 # R24
                self.at(self.now + us(c.d["give_up"]), P_LIMIT, 0,
                        lambda: self.skip(c) if c.state == "held" and c.heldver == v else None)

    def P(self, number):
        """R22: planned length."""
        if self.plan is None:
            return 0
        q = self.plan.by.get(number)
        return q.done_at - q.started if q and q.done_at is not None else 0

    def skip(self, c):
        c.state = "skipped"
        c.skipped_at = self.now
        c.att += 1
        for f in self.followers.get(c.number, []):
            self.auto_start(f, self.now + us(f.call[2]))
        for f in self.hangers.get(c.number, []):
            self.auto_start(f, self.now + self.P(c.number) + us(f.call[2]))

    def start(self, c):
        c.state = "started"
        c.started = self.now
        for f in self.followers.get(c.number, []):
            self.auto_start(f, self.now + us(f.call[2]))
        self.faults_when("With", c.number)            # with `after` 0: in force for its own actions (R2)
        go = c.d.get("go", [])
        c.left = len(go) + 1
        for a in go:
            self.act(c, a)
        self.action_done(c)

    def action_done(self, c):
        c.left -= 1
        if c.left == 0 and not c.failed:
            c.state = "done"
            c.done_at = self.now
            for f in self.hangers.get(c.number, []):
                self.auto_start(f, self.now + us(f.call[2]))

    def fail(self, c):                                                         # R25, R22
        if c.failed:
            return
        c.failed = True
        c.state = "failed"
        c.failed_at = self.now
        t = max(self.now, c.started + self.P(c.number))
        for f in self.hangers.get(c.number, []):
            self.auto_start(f, t + us(f.call[2]))

    def act(self, c, a):
        k = a[0]

        def timed(d):
            if d == 0:
                self.action_done(c)
            else:
                self.at(self.now + d, P_MACH, 0, lambda: self.action_done(c))
        if k == "Fog":
            d = us(a[3])
            self.mach[a[1]].command(a[2], d)
            timed(d)
        elif k == "FogOn":
            self.mach[a[1]].command(a[2], None)
            timed(0)
        elif k == "FogOff":
            self.mach[a[1]].command(0.0, None)
            timed(0)
        elif k == "Fly":
            m = self.mach[a[1]]
            m.command(c, m.spec["marks"][a[2]], (us(a[3]) / US) if len(a) > 3 and a[3] is not None else None)
        elif k in ("Open", "Close"):
            m = self.mach[a[1]]
            m.command(c, {"c": 1.0 if k == "Open" else 0.0}, (us(a[2]) / US) if len(a) > 2 and a[2] is not None else None)
        elif k == "Change":
            self.wardrobe.request(Change(c, a[1], a[2], us(a[3]) if len(a) > 3 and a[3] is not None else None))
        elif k == "Remove":
            d = us(a[2])
            self.mach[a[1]].remove(d)
            timed(d)
        elif k == "Secure":
            self.mach[a[1]].secure()
            timed(2 * US)
        elif k == "Light":
            d = us(a[3])
            self.areas[a[1]].command(a[2], d)
            timed(d)
        elif k == "Play":
            self.mach[a[1]].play(c, us(a[2]))
        elif k == "Note":
            timed(0)
        else:
            raise ValueError(a)

    # ------------------------------------------------ faults (R55)
    def faults_when(self, kind, ident):
        for f in self.faults:
            w = f["when"]
            if w[0] == kind and w[1] == ident and f.get("chance", 1.0) > 0:
                d = us(w[2]) if len(w) > 2 else 0
                if d == 0 and kind == "With":
                    self.fault_begin(f)
                else:
                    self.at(self.now + d, P_FBEG, f["i"], lambda f=f: self.fault_begin(f))

    def fault_begin(self, f):
        f["began"] = self.now
        k = f["kind"]
        if k == "Slips":                                                       # R45: no length
            f["ended"] = self.now
            self.wardrobe.fault_begin(f, self.mach[f["on"]])
            return
        f["inforce"] = True
        if k in OWN_LENGTH:
            n = us(f["what"][OWN_LENGTH[k]] if k != "Stutter" else f["what"][3])
        else:
            n = us(f["lasts"]) if f.get("lasts") is not None else None
        if n is not None:
            self.at(self.now + n, P_FEND, f["i"], lambda: self.fault_end(f))
        self.fault_list(f).append(f)
        self.fault_apply(f, True)

    def fault_end(self, f):
        f["ended"] = self.now
        f["inforce"] = False
        self.fault_list(f).remove(f)
        self.fault_apply(f, False)

    def is_people(self, f):
        return f["kind"] in ("GoLate", "GoMissed", "GoEarly", "GoTwice", "OperatorSlow")

    def fault_list(self, f):
        return self.people if self.is_people(f) else self.mach[f["on"]].faults

    def fault_apply(self, f, begin):
        if self.is_people(f):
            if f["kind"] in ("GoLate", "GoMissed", "GoEarly"):
                c = self.by.get(f["what"][1])
                if c is not None:
                    self.plan_go(c)
            return
        m = self.mach[f["on"]]
        if isinstance(m, Costume):
            (self.wardrobe.fault_begin if begin else self.wardrobe.fault_end)(f, m)
        elif isinstance(m, Fog):
            (m.fault_begin if begin else m.fault_end)(f)
        else:
            m.fault_change()

    # ------------------------------------------------ the end (R5)
    def status(self, c):
        if c.state == "done":
            return "Done"
        if c.state in ("started", "failed"):
            return "Failed"
        if c.state in ("skipped", "called", "held"):
            return "Skipped"
        return "Uncalled"


def simulate(show, scenario):
    plan = Engine(show, scenario, None)
    plan.run()
    e = Engine(show, scenario, plan)
    e.run()
    diff = lambda a, p: None if a is None or p is None else a - p
    cues = []
    order = sorted(e.cues, key=lambda c: (c.dept, c.num))
    for c in order:
        p = plan.by[c.number]
        st = e.status(c)
        if st == "Skipped":
            e.tot["skipped"] += 1
        if st == "Uncalled":
            e.tot["uncalled"] += 1
        sl = diff(c.started, p.started)
        if p.started is not None and c.started is None:                        # R62
            e.tot["out_of_tolerance"] += 1
        elif sl is not None:
            early, late = c.d.get("early"), c.d.get("late")
            if (early is not None and sl < -us(early)) or (late is not None and sl > us(late)):
                e.tot["out_of_tolerance"] += 1
        t3 = lambda q: {"called_us": q.called, "started_us": q.started, "done_us": q.done_at}
        cues.append({"number": c.number, "status": st, "planned": t3(p), "actual": t3(c),
                     "slip_us": {"called": diff(c.called, p.called), "started": sl, "done": diff(c.done_at, p.done_at)}})
    beats = []
    for b in e.beats:
        a, p = e.bt[b["id"]], plan.bt[b["id"]]
        beats.append({"id": b["id"], "planned": {"start_us": p["start"], "end_us": p["end"]},
                      "actual": {"start_us": a["start"], "end_us": a["end"]}, "slip_us": diff(a["start"], p["start"])})
    e.tot["show_slip_us"] = e.end_us - plan.end_us
    return {"show": show.get("title"), "scenario": scenario.get("name"), "seed": scenario.get("seed", 0),
            "end_us": e.end_us, "stuck": e.stuck, "totals": e.tot, "beats": beats, "cues": cues,
            "faults": [{"id": f["id"], "on": f["on"], "what": f["kind"], "began_us": f["began"],
                        "ended_us": f["ended"], "injected": True} for f in e.faults]}
