//! [`Season`]: what came of many nights, in whole numbers only. Two of them join to what one of all their nights would be.

use serde::{Deserialize, Serialize};

use super::histogram::{Estimate, Histogram, Z_95, spread};
use super::shard::{whole, wholes};

/// Bits of the histograms of whole nights: to the millisecond up to 2 s, then to a part in 1024.
pub(super) const FINE: u32 = 11;
/// Bits of the histograms of cues: to the millisecond up to a quarter of a second, then to a part in 128.
pub(super) const SMALL: u32 = 8;

/// Worst nights that are kept.
pub const WORST: usize = 10;

/// Nights below which a mean says nothing that could be told.
const TELLING: u64 = 10;

/// What came of many nights. Indices of cues, beats and machines are those of the sheet.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Season {
    /// Nights.
    pub nights: u64,
    /// Nights that never ended.
    pub stuck: u64,
    /// Nights later than [`crate::slip::ON_TIME_US`].
    pub late: u64,
    /// Slip of the show's end.
    pub slip: Histogram,
    /// Visible error.
    pub visible: Histogram,
    /// Dead air.
    pub dead_air: Histogram,
    /// Holds.
    pub holds: u64,
    /// Nights with a hold.
    pub nights_held: u64,
    /// Time in holds, µs.
    #[serde(with = "whole")]
    pub held_us: i128,
    /// Cues skipped.
    pub skipped: u64,
    /// Faults that took effect.
    pub faults: u64,
    /// Per cue.
    pub cues: Vec<CueLine>,
    /// Per beat: late nights in which it is on the chain that made the show late.
    pub beats: Vec<u64>,
    /// Per beat with needs: what its gate waited for.
    pub gates: Vec<Gate>,
    /// Per entry of [`super::Sweep::swings`].
    pub swings: Vec<Swing>,
    /// Per machine.
    pub costumes: Vec<Costume>,
    /// The latest nights: slip, night; the latest first, of equals the first.
    pub worst: Vec<(i64, u64)>,
    /// The nights with most visible error.
    pub worst_seen: Vec<(i64, u64)>,
}

/// What came of one cue.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CueLine {
    /// Slip of its start, where it was planned and started.
    pub starts: Histogram,
    /// Late nights in which it is on the chain that made the show late.
    pub critical: u64,
    /// Nights in which it was planned to start and did not.
    pub never: u64,
}

/// What a gate waited for.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Gate {
    /// Nights in which it opened.
    pub opened: u64,
    /// Sum of the instants at which it opened, µs.
    #[serde(with = "whole")]
    pub open_us: i128,
    /// Per thing it waits for (first the beat before, then each of its `needs`): sum of the instants at which that was
    /// there, µs.
    #[serde(with = "wholes")]
    pub inputs_us: Vec<i128>,
}

/// How nights with something wrong compare with those without.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Swing {
    /// Nights in which it took effect.
    pub nights: u64,
    /// Sum of their slip, µs.
    #[serde(with = "whole")]
    pub slip_us: i128,
    /// Sum of its squares, µs².
    #[serde(with = "whole")]
    pub squares: i128,
    /// Sum of their visible error, µs.
    #[serde(with = "whole")]
    pub visible_us: i128,
}

/// What became of a costume.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Costume {
    /// Times it slipped.
    pub slipped: u64,
    /// Of these, times somebody began to secure it afterwards.
    pub saved: u64,
}

/// What two seasons of the same luck differ by: the second less the first.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Paired {
    /// Slip of the show's end.
    pub slip: Histogram,
    /// The show's end itself: the two may be planned for different times.
    pub end: Histogram,
    /// Visible error.
    pub visible: Histogram,
    /// Nights in which the second ends later against its plan.
    pub later: u64,
    /// Nights in which it ends earlier.
    pub earlier: u64,
}

impl Default for Paired {
    fn default() -> Self {
        let h = || Histogram::new(FINE);
        Self { slip: h(), end: h(), visible: h(), later: 0, earlier: 0 }
    }
}

impl Paired {
    /// Puts another one's nights to these.
    pub fn join(&mut self, other: &Self) {
        self.slip.join(&other.slip);
        self.end.join(&other.end);
        self.visible.join(&other.visible);
        self.later += other.later;
        self.earlier += other.earlier;
    }
}

impl Gate {
    /// How much later than the latest of what it waits for the gate opens on average, µs: the mean of the latest is later
    /// than the latest of the means. None where it never opened.
    pub fn merge_bias_us(&self) -> Option<i64> {
        let latest = self.inputs_us.iter().max()?;
        let opened = i128::from(self.opened);
        (opened > 0).then(|| ((self.open_us - latest) as f64 / opened as f64).round() as i64)
    }
}

impl Season {
    /// No night yet.
    pub(super) fn new(cues: usize, gates: Vec<Gate>, swings: usize, machines: usize) -> Self {
        let cue = || CueLine { starts: Histogram::new(SMALL), critical: 0, never: 0 };
        Self {
            nights: 0,
            stuck: 0,
            late: 0,
            slip: Histogram::new(FINE),
            visible: Histogram::new(FINE),
            dead_air: Histogram::new(FINE),
            holds: 0,
            nights_held: 0,
            held_us: 0,
            skipped: 0,
            faults: 0,
            cues: (0..cues).map(|_| cue()).collect(),
            beats: vec![0; gates.len()],
            gates,
            swings: vec![Swing::default(); swings],
            costumes: vec![Costume::default(); machines],
            worst: Vec::new(),
            worst_seen: Vec::new(),
        }
    }

    /// Puts another one's nights, of the same sheet and odds, to these.
    pub fn join(&mut self, other: &Self) {
        self.nights += other.nights;
        self.stuck += other.stuck;
        self.late += other.late;
        self.slip.join(&other.slip);
        self.visible.join(&other.visible);
        self.dead_air.join(&other.dead_air);
        self.holds += other.holds;
        self.nights_held += other.nights_held;
        self.held_us += other.held_us;
        self.skipped += other.skipped;
        self.faults += other.faults;
        for (a, b) in self.cues.iter_mut().zip(&other.cues) {
            a.starts.join(&b.starts);
            a.critical += b.critical;
            a.never += b.never;
        }
        self.beats.iter_mut().zip(&other.beats).for_each(|(a, b)| *a += b);
        for (a, b) in self.gates.iter_mut().zip(&other.gates) {
            a.opened += b.opened;
            a.open_us += b.open_us;
            a.inputs_us.iter_mut().zip(&b.inputs_us).for_each(|(a, b)| *a += b);
        }
        for (a, b) in self.swings.iter_mut().zip(&other.swings) {
            a.nights += b.nights;
            a.slip_us += b.slip_us;
            a.squares += b.squares;
            a.visible_us += b.visible_us;
        }
        for (a, b) in self.costumes.iter_mut().zip(&other.costumes) {
            a.slipped += b.slipped;
            a.saved += b.saved;
        }
        other.worst.iter().for_each(|w| keep_worst(&mut self.worst, *w));
        other.worst_seen.iter().for_each(|w| keep_worst(&mut self.worst_seen, *w));
    }

    /// What a fault or a wait adds to the mean slip of all nights: how often, times how much later the nights with it are
    /// than those without; with the interval of the difference of two means. None where one of them has too few nights.
    pub fn adds(&self, swing: &Swing) -> Option<Estimate> {
        let (n, with) = (self.nights, swing.nights);
        let without = n.saturating_sub(with);
        if with < TELLING || without < TELLING {
            return None;
        }
        let of = |n: u64, sum: i128, squares: i128| {
            let (spread, n) = (spread(n, sum, squares), n as f64);
            (sum as f64 / n, spread / (n * (n - 1.0)) / n)
        };
        let (mean, error) = of(with, swing.slip_us, swing.squares);
        let (rest, rest_error) = of(without, self.slip.sum() - swing.slip_us, self.slip.squares() - swing.squares);
        let share = with as f64 / n as f64;
        let (us, half) = (share * (mean - rest), share * Z_95 * (error + rest_error).sqrt());
        let whole = |us: f64| us.round() as i64;
        Some(Estimate { us: whole(us), from_us: whole(us - half), to_us: whole(us + half) })
    }
}

/// How far from nothing an estimate is for certain, µs: 0 where its interval has 0 in it.
pub fn certain_us(e: Estimate) -> i64 {
    e.from_us.max(-e.to_us).max(0)
}

/// Keeps the worst, the worst first, of equals the first night.
pub(super) fn keep_worst(worst: &mut Vec<(i64, u64)>, one: (i64, u64)) {
    let key = |(us, night): &(i64, u64)| (std::cmp::Reverse(*us), *night);
    let at = worst.partition_point(|w| key(w) < key(&one));
    if at < WORST {
        worst.insert(at, one);
        worst.truncate(WORST);
    }
}
