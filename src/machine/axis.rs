//! An axis: trapezoidal motion in closed form ([`plan_move`]), and the drive that follows commands and suffers faults
//! ([`Drive`]). Flying pieces and wagons have one or more; a curtain is one from 0 to 1 at constant speed.
//!
//! Law: distance D, speed v, acceleration a take D/v + v/a if D ≥ v²/a, else 2·√(D/a) (design §3.5; rules 36–44, 66, 67,
//! 72). Speeds and powers of real winches: facts.md, "Flying and set pieces".

use super::curve::{Piece, Track};
use super::{MICRO, NEVER, after, micros, seconds_between};

/// How near to a mark counts as being there, metres (or share of a curtain's travel), inclusive (rule 37).
pub const AT_TOLERANCE: f64 = 0.05 + 1e-9;

/// Below this an overshoot is the rounding of doubles, not physics: metres.
const SPECK: f64 = 1e-12;

/// What the sheet says of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Law {
    /// Position at the top of the show.
    pub start: f64,
    /// Greatest speed, per second.
    pub speed: f64,
    /// Acceleration, per second²; `None`: speed changes are instant (a curtain).
    pub accel: Option<f64>,
    /// Speed at which the drive's power lifts the unloaded piece, m/s: power / (mass · g).
    pub power_speed: Option<f64>,
    /// From command to motion, µs.
    pub delay_us: i64,
}

/// What the faults in force make of a piece. Factors multiply, seconds and metres add (rule 45).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strain {
    /// Product of the Slow factors.
    pub slow: f64,
    /// Product of the Overload factors.
    pub overload: f64,
    /// Sum of the LateBrake seconds.
    pub late_s: f64,
    /// Sum of the StopsShort metres.
    pub short: f64,
    /// Whether a Jam (or, on a curtain, an EStop) is in force.
    pub jam: bool,
    /// Whether an EStop is in force.
    pub estop: bool,
}

impl Default for Strain {
    fn default() -> Self {
        Self { slow: 1.0, overload: 1.0, late_s: 0.0, short: 0.0, jam: false, estop: false }
    }
}

/// A stretch of constant acceleration.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Phase {
    for_s: f64,
    accel: f64,
}

/// Beyond this no run goes (a thousand years, µs): a motion that slow never ends.
const FAR: i64 = 31_600_000_000_000_000;

const PHASES_MAX: usize = 9;

/// A whole motion: phases of constant acceleration from a position and velocity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Motion {
    from: f64,
    velocity: f64,
    to: f64,
    phases: [Phase; PHASES_MAX],
    len: usize,
    /// When the final brake would begin, seconds into the motion; after it lateness no longer matters.
    pub brake_s: f64,
}

impl Motion {
    fn new(from: f64, velocity: f64) -> Self {
        Self { from, velocity, to: from, phases: [Phase::default(); PHASES_MAX], len: 0, brake_s: 0.0 }
    }

    fn push(&mut self, for_s: f64, accel: f64) {
        if for_s > 0.0 && self.len < PHASES_MAX {
            self.phases[self.len] = Phase { for_s, accel };
            self.len += 1;
        }
    }

    /// How long all phases take, seconds.
    pub fn takes_s(&self) -> f64 {
        self.phases[..self.len].iter().map(|p| p.for_s).sum()
    }

    /// Position and velocity `t` seconds in.
    pub fn sample(&self, t: f64) -> (f64, f64) {
        let (mut p, mut v, mut left) = (self.from, self.velocity, t.max(0.0));
        for phase in &self.phases[..self.len] {
            let dt = phase.for_s.min(left);
            p += dt * (v + 0.5 * phase.accel * dt);
            v += phase.accel * dt;
            if left <= phase.for_s {
                return (p, v);
            }
            left -= dt;
        }
        (self.to, 0.0)
    }
}

/// Plans a move of signed distance `d` from velocity `v0` with acceleration `a` and speed limit `cap`; the final brake
/// begins `late_s` late (rules 38, 42).
pub fn plan_move(from: f64, v0: f64, to: f64, a: f64, cap: f64, late_s: f64) -> Motion {
    let mut motion = Motion::new(from, v0);
    let mut at = from;
    let mut v = v0;
    let d = to - from;
    let stopping = v * v / (2.0 * a);
    if v != 0.0 && (v.signum() != d.signum() || d == 0.0 || stopping > d.abs() + SPECK) {
        // Away from the target, or too fast to stop at it: brake to rest, and plan from there.
        motion.push(v.abs() / a, -v.signum() * a);
        at += v.signum() * stopping;
        v = 0.0;
    }
    leg(&mut motion, at, v, to, a, cap, late_s);
    motion.to = to;
    motion
}

/// One leg towards `to`, from a velocity that is not away from it and can still stop at it.
fn leg(motion: &mut Motion, at: f64, v: f64, to: f64, a: f64, cap: f64, late_s: f64) {
    let d = to - at;
    let dir = if d < 0.0 { -1.0 } else { 1.0 };
    let (dist, speed) = (d.abs(), v.abs());
    let top = if speed > cap {
        motion.push((speed - cap) / a, -dir * a);
        cap
    } else {
        let top = cap.min((a * dist + 0.5 * speed * speed).sqrt());
        motion.push((top - speed) / a, dir * a);
        top
    };
    if top <= 0.0 {
        motion.brake_s = motion.takes_s();
        return;
    }
    let ramp = (top * top - speed * speed).abs() / (2.0 * a);
    let cruise = dist - ramp - top * top / (2.0 * a);
    if cruise > 0.0 {
        motion.push(cruise / top, 0.0);
    }
    motion.brake_s = motion.takes_s();
    if late_s > 0.0 {
        motion.push(late_s, 0.0);
    }
    motion.push(top / a, -dir * a);
    if late_s > 0.0 {
        let brake_s = motion.brake_s;
        // It comes back from rest in a second move that is not late.
        leg(motion, to + dir * top * late_s, 0.0, to, a, cap, 0.0);
        motion.brake_s = brake_s;
    }
}

/// What a commanded move is about; kept while stops last.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Order {
    target: f64,
    /// Where the move began.
    began: f64,
    /// Extra speed limit of a move that was given its time (rule 39).
    limit: f64,
    /// Whether the final brake of this move has begun once: no lateness after that (rule 67).
    braked: bool,
    /// Whether the axis has arrived (at the target, or short of it under StopsShort).
    arrived: bool,
}

/// A command whose delay still runs, or that waits for a stop to end.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pending {
    due_us: i64,
    target: f64,
    over_s: Option<f64>,
    /// Whether a stop was seen to keep it from beginning.
    kept: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    /// At rest (also while stopped).
    Rest,
    /// On a planned motion to its order's target.
    Moving(Motion),
    /// Braking because of an EStop.
    Stopping(Motion),
}

/// What a wake of a drive brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The axis arrived where its order wants it.
    pub arrived: bool,
}

/// One axis at work.
#[derive(Clone, Debug)]
pub struct Drive {
    law: Law,
    strain: Strain,
    mode: Mode,
    /// When `mode` began, µs.
    since_us: i64,
    /// When `mode` ends by itself, µs.
    until_us: i64,
    /// Position at rest.
    position: f64,
    order: Option<Order>,
    pending: Option<Pending>,
    /// The speed limit and the lateness the present motion was planned with.
    planned_cap: f64,
    planned_late_s: f64,
    planned_to: f64,
    /// What faults have changed since last asked.
    pub felt: Felt,
}

/// Which faults changed something (rule 56).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Felt {
    /// A Slow factor lowered (or raised) the speed.
    pub slow: bool,
    /// An Overload made the power cap bite.
    pub overload: bool,
    /// A brake began late: when it was due, µs.
    pub late_at_us: Option<i64>,
    /// It stopped short.
    pub short: bool,
    /// A stop stopped it, or kept it from moving.
    pub stop: bool,
    /// Without any fault, power kept it below its speed.
    pub underpowered: bool,
}

impl Drive {
    /// An axis at rest at its start.
    pub fn new(law: Law) -> Self {
        Self {
            law,
            strain: Strain::default(),
            mode: Mode::Rest,
            since_us: 0,
            until_us: NEVER,
            position: law.start,
            order: None,
            pending: None,
            planned_cap: 0.0,
            planned_late_s: 0.0,
            planned_to: law.start,
            felt: Felt::default(),
        }
    }

    /// Position and velocity now.
    pub fn sample(&self, now: i64) -> (f64, f64) {
        match &self.mode {
            Mode::Rest => (self.position, 0.0),
            Mode::Moving(m) | Mode::Stopping(m) => m.sample(seconds_between(self.since_us, now)),
        }
    }

    /// Whether it is at rest, and not only for an instant (rule 37).
    pub fn at_rest(&self) -> bool {
        matches!(self.mode, Mode::Rest)
    }

    /// Whether it is at rest within the tolerance of `mark`.
    pub fn is_at(&self, mark: f64) -> bool {
        self.at_rest() && (self.position - mark).abs() <= AT_TOLERANCE
    }

    /// Whether after this both do the same, whatever was before: where `as_strained` is false, as long as neither is
    /// commanded anything and no fault begins or ends.
    pub fn will_do_as(&self, other: &Self, as_strained: bool) -> bool {
        let rests = self.at_rest() && other.at_rest() && self.position == other.position;
        let motion = |d: &Self| (d.since_us, d.until_us, d.planned_cap, d.planned_late_s, d.planned_to);
        let settled = |d: &Self| match d.order {
            Some(order) => order.arrived && order.target == d.position && d.planned_to == d.position,
            None => true,
        };
        let same = |a: &Self, b: &Self| a.mode == b.mode && motion(a) == motion(b) && a.order == b.order;
        if !as_strained {
            return rests && settled(self) && settled(other) && self.pending.is_none() && other.pending.is_none();
        }
        self.strain == other.strain
            && self.pending == other.pending
            && (rests && settled(self) && settled(other) || same(self, other))
            && self.position == other.position
    }

    /// When it next changes by itself, µs.
    pub fn next_us(&self) -> i64 {
        let pending = match &self.pending {
            Some(p) if !self.stopped() || !p.kept => p.due_us,
            _ => NEVER,
        };
        self.until_us.min(pending)
    }

    fn stopped(&self) -> bool {
        self.strain.jam || self.strain.estop
    }

    /// Whether a stop keeps it from what it was commanded to do.
    pub fn is_kept(&self) -> bool {
        self.stopped() && (self.pending.is_some_and(|p| p.kept) || self.order.as_ref().is_some_and(|o| !o.arrived))
    }

    /// A command to go to `target`, in `over_s` seconds if given. With a delay of 0 it begins now.
    pub fn command(&mut self, now: i64, target: f64, over_s: Option<f64>, track: Option<&mut Track>) -> Outcome {
        self.pending = Some(Pending { due_us: now.saturating_add(self.law.delay_us), target, over_s, kept: false });
        if self.law.delay_us == 0 { self.wake(now, track) } else { Outcome::default() }
    }

    /// Does what is due now.
    pub fn wake(&mut self, now: i64, mut track: Option<&mut Track>) -> Outcome {
        let mut outcome = Outcome::default();
        if self.until_us <= now {
            let arrived = self.finish(now, track.as_deref_mut());
            // An arrival of the motion before is none of the command that waits.
            outcome.arrived = arrived && self.pending.is_none();
        }
        if let Some(p) = self.pending.filter(|p| p.due_us <= now) {
            if self.stopped() {
                self.pending = Some(Pending { kept: true, ..p });
                self.felt.stop = true;
            } else {
                self.pending = None;
                outcome.arrived |= self.begin(now, p, track);
            }
        }
        outcome
    }

    /// The end of the present motion.
    fn finish(&mut self, now: i64, track: Option<&mut Track>) -> bool {
        self.until_us = NEVER;
        match self.mode {
            Mode::Rest => false,
            Mode::Stopping(m) => {
                self.rest(now, m.to, track);
                false
            }
            Mode::Moving(m) => {
                self.note_brake(now);
                self.rest(now, m.to, track);
                self.arrive()
            }
        }
    }

    fn arrive(&mut self) -> bool {
        match &mut self.order {
            Some(order) => {
                order.arrived = true;
                true
            }
            None => false,
        }
    }

    fn rest(&mut self, now: i64, at: f64, track: Option<&mut Track>) {
        self.mode = Mode::Rest;
        self.since_us = now;
        self.until_us = NEVER;
        self.position = at;
        if let Some(track) = track {
            track.push(Piece::constant(now, at));
        }
    }

    /// A commanded move begins.
    fn begin(&mut self, now: i64, p: Pending, track: Option<&mut Track>) -> bool {
        // The motion before may have been braking late when it was overtaken.
        self.note_brake(now);
        let (at, _) = self.sample(now);
        let d = (p.target - at).abs();
        let limit = match (p.over_s, self.law.accel) {
            (Some(over), Some(a)) if d > 0.0 && over >= 2.0 * (d / a).sqrt() => {
                0.5 * (a * over - (a * a * over * over - 4.0 * a * d).max(0.0).sqrt())
            }
            (Some(over), None) if d > 0.0 && over > 0.0 => d / over,
            _ => f64::INFINITY,
        };
        self.order = Some(Order { target: p.target, began: at, limit, braked: false, arrived: false });
        self.plan(now, track)
    }

    /// The speed limit in force (rules 39, 40).
    fn cap(&self) -> f64 {
        let limit = self.order.map_or(f64::INFINITY, |o| o.limit);
        let power = self.law.power_speed.map_or(f64::INFINITY, |p| p / self.strain.overload);
        (self.law.speed * self.strain.slow).min(power).min(limit)
    }

    /// Where the order leads under StopsShort (rule 43).
    fn destination(&self, at: f64, v: f64) -> f64 {
        let Some(order) = self.order else { return at };
        if self.strain.short <= 0.0 || order.target == order.began {
            return order.target;
        }
        let dir = (order.target - order.began).signum();
        let stop = match self.law.accel {
            Some(a) => at + v * v.abs() / (2.0 * a),
            None => at,
        };
        let short = dir * order.target - self.strain.short;
        let to = short.max(dir * order.began).max(dir * stop).min(dir * order.target);
        dir * to
    }

    /// The lateness a plan made now has.
    fn lateness(&self) -> f64 {
        match self.order {
            Some(order) if !order.braked && self.law.accel.is_some() => self.strain.late_s,
            _ => 0.0,
        }
    }

    /// Marks that the final brake has begun, where it has.
    fn note_brake(&mut self, now: i64) {
        if let (Mode::Moving(m), Some(order)) = (&self.mode, &mut self.order)
            && now > after(self.since_us, m.brake_s)
        {
            order.braked = true;
            if self.planned_late_s > 0.0 {
                self.felt.late_at_us = Some(after(self.since_us, m.brake_s));
            }
        }
    }

    /// Plans the motion to the order's target from where the axis is. True if it is there already.
    fn plan(&mut self, now: i64, track: Option<&mut Track>) -> bool {
        let (at, v) = self.sample(now);
        let to = self.destination(at, v);
        let Some(order) = self.order else { return false };
        let cap = self.cap();
        let late_s = self.lateness();
        self.planned_cap = cap;
        self.planned_late_s = late_s;
        self.planned_to = to;
        if to != order.target {
            self.felt.short = true;
        }
        if at == to && (v == 0.0 || self.law.accel.is_none()) {
            self.rest(now, at, track);
            return self.arrive();
        }
        // The fastest it would go if nothing limited it: no cap above that is felt.
        let peak = self.law.accel.map_or(f64::INFINITY, |a| (a * (to - at).abs() + 0.5 * v * v).sqrt().max(v.abs()));
        self.feel_cap(cap.min(peak), order.limit.min(peak));
        let motion = match self.law.accel {
            Some(a) => plan_move(at, v, to, a, cap, late_s),
            None => {
                let mut m = Motion::new(at, cap.copysign(to - at));
                m.push((to - at).abs() / cap, 0.0);
                m.to = to;
                m.brake_s = m.takes_s();
                m
            }
        };
        self.mode = Mode::Moving(motion);
        self.since_us = now;
        self.until_us = after(now, motion.takes_s());
        if let Some(track) = track {
            record(&motion, now, track);
        }
        false
    }

    fn feel_cap(&mut self, cap: f64, limit: f64) {
        let power = self.law.power_speed.unwrap_or(f64::INFINITY);
        let without_slow = self.law.speed.min(power / self.strain.overload).min(limit);
        let without_load = (self.law.speed * self.strain.slow).min(power).min(limit);
        self.felt.slow |= without_slow != cap;
        self.felt.overload |= without_load != cap;
        self.felt.underpowered |= power < self.law.speed.min(limit);
    }

    /// The faults in force have changed. Plans anew only what the change touches (rule 66).
    pub fn set_strain(&mut self, now: i64, strain: Strain, mut track: Option<&mut Track>) -> Outcome {
        let was = self.strain;
        let was_stopped = self.stopped();
        if was == strain {
            return Outcome::default();
        }
        self.note_brake(now);
        self.strain = strain;
        if strain.jam && !was.jam {
            if !self.at_rest() {
                self.felt.stop = true;
                let (at, _) = self.sample(now);
                self.rest(now, at, track);
            }
            return Outcome::default();
        }
        if strain.estop && !was.estop && !strain.jam {
            if let Mode::Moving(_) = self.mode {
                self.felt.stop = true;
                self.brake(now, track);
            }
            return Outcome::default();
        }
        if self.stopped() {
            return Outcome::default();
        }
        if was_stopped {
            return self.resume(now, track);
        }
        let Some(order) = self.order else { return Outcome::default() };
        let (at, v) = self.sample(now);
        let to = self.destination(at, v);
        let arrived = match self.mode {
            Mode::Moving(_) => {
                let late = !order.braked && self.lateness() != self.planned_late_s;
                if self.cap() != self.planned_cap || to != self.planned_to || late {
                    self.plan(now, track.take())
                } else {
                    false
                }
            }
            // Short of its mark, and now it may go on.
            Mode::Rest if order.arrived && to != at && self.planned_to != order.target => self.plan(now, track.take()),
            _ => false,
        };
        Outcome { arrived: arrived && self.pending.is_none() }
    }

    /// An EStop: brake to rest at the axis's own deceleration.
    fn brake(&mut self, now: i64, track: Option<&mut Track>) {
        let (at, v) = self.sample(now);
        let Some(a) = self.law.accel.filter(|_| v != 0.0) else {
            self.rest(now, at, track);
            return;
        };
        let mut motion = Motion::new(at, v);
        motion.push(v.abs() / a, -v.signum() * a);
        motion.to = at + v * v.abs() / (2.0 * a);
        self.mode = Mode::Stopping(motion);
        self.since_us = now;
        self.until_us = after(now, motion.takes_s());
        if let Some(track) = track {
            record(&motion, now, track);
        }
    }

    /// A person stops it: softly, braking at its own deceleration, or dead at once. What it was commanded is forgotten.
    pub fn halt(&mut self, now: i64, softly: bool, track: Option<&mut Track>) {
        self.note_brake(now);
        (self.pending, self.order) = (None, None);
        match self.mode {
            Mode::Moving(_) if softly => self.brake(now, track),
            Mode::Moving(_) | Mode::Stopping(_) if !softly => {
                let (at, _) = self.sample(now);
                self.rest(now, at, track);
            }
            _ => {}
        }
    }

    /// The last stop is over: the newest command that is due begins, else the order goes on.
    fn resume(&mut self, now: i64, track: Option<&mut Track>) -> Outcome {
        if let Some(p) = self.pending
            && p.due_us <= now
        {
            self.pending = None;
            return Outcome { arrived: self.begin(now, p, track) };
        }
        match self.order {
            Some(order) if !order.arrived || self.planned_to != order.target => {
                let arrived = self.plan(now, track);
                Outcome { arrived: arrived && self.pending.is_none() }
            }
            _ => Outcome::default(),
        }
    }

    /// Whether a move is under way or will be: not yet where the last command wants it.
    pub fn busy(&self) -> bool {
        self.pending.is_some() || self.order.is_some_and(|o| !o.arrived)
    }

    /// Whether it is in motion, be it only to brake.
    pub fn moves(&self) -> bool {
        matches!(self.mode, Mode::Moving(_) | Mode::Stopping(_))
    }
}

/// Writes a motion's phases to a track, with the rest that follows them.
fn record(motion: &Motion, since_us: i64, track: &mut Track) {
    let (mut p, mut v, mut t) = (motion.from, motion.velocity, 0.0);
    for phase in &motion.phases[..motion.len] {
        // A phase begins between two microseconds; the track's piece begins at the next whole one.
        let start = if t == 0.0 { since_us } else { since_us.saturating_add(libm::ceil(t * 1e6) as i64) };
        let lead_s = (start - since_us) as f64 * MICRO - t;
        if start >= FAR {
            return;
        }
        track.push(Piece { start_us: start, lead_s, p, v, a: phase.accel, decay: 0.0 });
        p += phase.for_s * (v + 0.5 * phase.accel * phase.for_s);
        v += phase.accel * phase.for_s;
        t += phase.for_s;
    }
    let end = since_us.saturating_add(micros(t));
    if end < FAR {
        track.push(Piece::constant(end, motion.to));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    }

    fn law(speed: f64, accel: f64) -> Law {
        Law { start: 0.0, speed, accel: Some(accel), power_speed: None, delay_us: 0 }
    }

    #[test]
    fn a_long_move_is_a_trapezoid() {
        // 10 m at 2 m/s and 0.5 m/s²: 10/2 + 2/0.5 = 9 s.
        let m = plan_move(0.0, 0.0, 10.0, 0.5, 2.0, 0.0);
        close(m.takes_s(), 9.0);
        close(m.sample(4.0).0, 4.0);
        close(m.sample(4.5).1, 2.0);
    }

    #[test]
    fn a_short_move_is_a_triangle() {
        // 2 m at 0.5 m/s²: 2·√4 = 4 s, and the top speed is 1 m/s.
        let m = plan_move(0.0, 0.0, 2.0, 0.5, 2.0, 0.0);
        close(m.takes_s(), 4.0);
        close(m.sample(2.0).1, 1.0);
    }

    #[test]
    fn rule_38_a_retarget_behind_brakes_first() {
        // At 1 m/s up, target 1 m below: 2 s and 1 m to rest, then 2 m down: 2·√(2/0.5) = 4 s.
        let m = plan_move(5.0, 1.0, 4.0, 0.5, 2.0, 0.0);
        close(m.takes_s(), 6.0);
        close(m.sample(2.0).0, 6.0);
    }

    #[test]
    fn rule_38_above_the_cap_it_brakes_to_the_cap() {
        // 2 m/s, cap 1, a 0.5: 2 s to the cap (3 m), 1 m brake at the end, 6 m between at 1 m/s, 2 s of brake.
        let m = plan_move(0.0, 2.0, 10.0, 0.5, 1.0, 0.0);
        close(m.takes_s(), 2.0 + 6.0 + 2.0);
    }

    #[test]
    fn rule_42_a_late_brake_overshoots_and_comes_back() {
        // 10 m at 2 m/s, 0.5 m/s², 1 s late: 9 s + 1 s, 2 m beyond, and 2·√(2/0.5) = 4 s back.
        let m = plan_move(0.0, 0.0, 10.0, 0.5, 2.0, 1.0);
        close(m.takes_s(), 14.0);
        close(m.sample(10.0).0, 12.0);
        close(m.sample(14.0).0, 10.0);
    }

    #[test]
    fn rule_41_a_jam_stops_dead_and_the_move_goes_on_after_it() {
        let mut d = Drive::new(law(2.0, 0.5));
        d.command(0, 10.0, None, None);
        let jam = Strain { jam: true, ..Strain::default() };
        d.set_strain(4_000_000, jam, None);
        assert!(d.at_rest() && d.next_us() == NEVER);
        d.set_strain(9_000_000, Strain::default(), None);
        // 6 m from rest: 6/2 + 2/0.5 = 7 s... but 6 < 2²/0.5 = 8, so a triangle: 2·√12.
        assert_eq!(d.next_us(), 9_000_000 + micros(2.0 * 12.0_f64.sqrt()));
    }

    #[test]
    fn rule_39_a_move_given_its_time_takes_it() {
        let mut d = Drive::new(law(2.0, 0.5));
        d.command(0, 10.0, Some(20.0), None);
        assert_eq!(d.next_us(), 20_000_000);
    }
}
