//! [`Listing`]: a sheet in which nothing waits, as a flat list; its times are sums, and a night is a pass over them.
//!
//! Where no gate, interlock or condition keeps anything waiting and every action is done by the clock, a cue starts a fixed
//! time after the GO its chain of Follow and Hang goes back to. So a GO's shift, its operator's reaction and the lengths of
//! the beats are all that a night can change, and no queue is needed. What comes out is the engine's to the microsecond
//! (`tests/listed.rs`); what cannot be listed is refused, and the engine performs it.
//!
//! Of a [`crate::run::Run`] it gives the times of beats, the GOs, starts and ends of cues, their statuses, the show's end
//! and the end of watching. It gives no events and causes, no standby, no effects of faults, no picture and no `Never`.
//! Stage waits, vamped bars and holds are 0, since nothing waits.

use thiserror::Error;

use super::AFTERWARDS_US;
use super::luck::{Purpose, log_normal};
use super::night::{Begins, Fault, Night, Target};
use super::score::{Atom, Called, Command, Cue, Ix, Place, Score};
use crate::fault::{CueStatus, FaultKind};
use crate::machine::{costume, micros};

/// Why a sheet or a night cannot be listed. Numbers are places in the sheet or the night.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unlisted {
    /// A beat has needs.
    #[error("beat {0} of the sheet has a gate")]
    Gate(u32),
    /// A cue has needs.
    #[error("cue {0} of the sheet has an interlock")]
    Interlock(u32),
    /// A cue waits for a condition.
    #[error("cue {0} of the sheet starts When something holds")]
    When(u32),
    /// A cue moves a piece or changes a costume: how long that takes depends on what was before it.
    #[error("how long cue {0} of the sheet takes depends on its machine's state")]
    Machine(u32),
    /// Times beyond what sums of microseconds can be trusted with.
    #[error("the times are out of reach")]
    TooLong,
    /// Somebody makes calls: a person at the desk, or scripted.
    #[error("there are calls in the night")]
    Calls,
    /// A fault that does more than shift a GO or slow an operator from the top of the show to its end.
    #[error("fault {0} of the night does more than shift a GO for the whole show")]
    Fault(u32),
}

/// Beyond this many seconds nothing is listed, all lengths of a sheet taken together.
const REACH_S: f64 = 1e9;

/// Nor is a GO shifted by more.
const REACH_US: u64 = 1_000_000_000_000_000;

/// Nor is an operator so many times as slow.
const SLOW_MAX: f64 = 1e3;

/// No draw of [`log_normal`] is so many sigmas from its median: its 53 bits end at 8.6.
const SIGMAS_MAX: f64 = 9.0;

/// How many nights side by side a [`Lister`] is fast with.
pub const WIDE: usize = 8;

/// A score without waits, compiled to a list: a table for the beats, one for the GOs, and one for the cues, in which those
/// that go back to one GO lie together.
///
/// ```
/// use drytech::engine::{Lister, WIDE};
/// use drytech::fault::{self, Fault, FaultKind, FaultTime, Scenario};
/// use drytech::sweep::Bench;
///
/// let sheet = r#"Show(
///     title: "Nothing waits",
///     crew: { "LX": Operator(reaction: 0.25) },
///     machines: { "light": LightRig(areas: ["wash"]) },
///     script: [Scene(id: "s", beats: [Beat(id: "song", takes: 180.0)])],
///     cues: [
///         Cue(number: "LX 1", call: On("song", 5.0), go: [Light("wash", 1.0, 3.0)]),
///         Cue(number: "LX 2", call: Hang("LX 1", 60.0), go: [Light("wash", 0.2, 8.0)]),
///     ],
/// )"#;
/// let show = fault::open_text("s.ron", r#"Scenario(show: "s.ron")"#, &|_| Some(sheet.to_owned()))?.show;
/// let bench = Bench::new(&show, Scenario::default())?;
/// let listing = bench.listing()?;
///
/// let late = Fault::new("caller", FaultKind::GoLate("LX 1".into(), 2.0), FaultTime::At(0.0));
/// let nights = [listing.shifts(&bench.to_come([]))?, listing.shifts(&bench.to_come([&bench.compile(&late)?]))?];
/// let mut lister: Lister<'_, WIDE> = listing.lister();
/// lister.nights(&nights);
/// let done = |night| lister.times(night).and_then(|times| times.done_us(1));
/// assert_eq!(done(0), Some(76_250_000));
/// assert_eq!(done(1), Some(78_250_000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Listing {
    /// Present beats in playing order: what their lengths are drawn from.
    takes: Vec<f64>,
    spreads: Vec<f64>,
    beat_keys: Vec<u64>,
    /// Where each of them starts with every length at its median, and last the show's end, µs.
    posts: Vec<i64>,
    /// Whether any length is drawn.
    beats_vary: bool,
    /// Per GO: the post it counts from, and how long after it, µs.
    from: Vec<u32>,
    after: Vec<i64>,
    /// Per GO: the reaction's median in µs, and what it is drawn from.
    reaction_us: Vec<i64>,
    operators: Vec<Operator>,
    /// Whether any reaction is drawn.
    reactions_vary: bool,
    /// Per cue of the list: the GO it goes back to, how long after that GO it starts where the reaction is at its median,
    /// and its length, µs.
    back_to: Vec<u32>,
    offsets: Vec<i64>,
    lengths: Vec<i64>,
    /// Per beat of the sheet, its post; per cue of the sheet, its GO and its place in the list.
    post_of: Vec<Option<u32>>,
    go_of: Vec<Option<u32>>,
    place_of: Vec<Option<u32>>,
    present: Vec<bool>,
    /// Whether a second GO of a department is refused.
    guarded: bool,
}

/// Who answers a GO.
#[derive(Clone, Copy, Debug)]
struct Operator {
    reaction: f64,
    spread: f64,
    key: u64,
    department: Ix,
}

/// What one night changes in a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shifts {
    seed: u64,
    random: bool,
    /// GOs that are not given when due, and how much later, µs.
    gos: Vec<(u32, i64)>,
    /// Slow operators: of which department (none: all), and the factor.
    slow: Vec<(Option<Ix>, f64)>,
}

impl Listing {
    /// Compiles a score.
    ///
    /// # Errors
    /// Something in it waits.
    pub fn new(score: &Score) -> Result<Self, Unlisted> {
        let mut list = Self {
            takes: Vec::new(),
            spreads: Vec::new(),
            beat_keys: Vec::new(),
            posts: vec![0],
            beats_vary: false,
            from: Vec::new(),
            after: Vec::new(),
            reaction_us: Vec::new(),
            operators: Vec::new(),
            reactions_vary: false,
            back_to: Vec::new(),
            offsets: Vec::new(),
            lengths: Vec::new(),
            post_of: vec![None; score.beats.len()],
            go_of: vec![None; score.cues.len()],
            place_of: vec![None; score.cues.len()],
            present: score.cues.iter().map(|c| c.present).collect(),
            guarded: score.double_go_guard > 0.0,
        };
        let mut total_s = 0.0;
        for beat in &score.order {
            total_s += list.add_beat(score, *beat)?;
        }
        for (i, cue) in score.cues.iter().enumerate().filter(|(_, c)| c.present) {
            match cue.call {
                Called::When => return Err(Unlisted::When(i as u32)),
                // The top of the show is where the first beat starts.
                Called::At(t) => total_s += list.add_go(score, i as Ix, 0, t)?,
                _ => {}
            }
        }
        for (place, beat) in score.order.iter().enumerate() {
            for (cue, after) in &score.beats[*beat as usize].cues {
                total_s += list.add_go(score, *cue, place as u32, *after)?;
            }
        }
        // Anything but a number below it is too long, too.
        if total_s < REACH_S { Ok(list) } else { Err(Unlisted::TooLong) }
    }

    /// Adds a beat; how long it can be at most, seconds.
    fn add_beat(&mut self, score: &Score, ix: Ix) -> Result<f64, Unlisted> {
        let beat = &score.beats[ix as usize];
        if !always(score, score.watchers.gate(ix)) {
            return Err(Unlisted::Gate(ix));
        }
        self.post_of[ix as usize] = Some(self.takes.len() as u32);
        self.takes.push(beat.takes);
        self.spreads.push(beat.spread);
        self.beat_keys.push(beat.key);
        self.beats_vary |= beat.spread > 0.0;
        let start = self.posts.last().copied().unwrap_or(0);
        self.posts.push(start.saturating_add(micros(beat.takes).max(0)));
        Ok(at_most(beat.takes, beat.spread))
    }

    /// Adds a GO and all that goes back to it; how much time that can take at most, seconds.
    fn add_go(&mut self, score: &Score, cue: Ix, post: u32, after_us: i64) -> Result<f64, Unlisted> {
        let law = &score.cues[cue as usize];
        let go = self.from.len() as u32;
        self.go_of[cue as usize] = Some(go);
        self.from.push(post);
        self.after.push(after_us.max(0));
        let reaction_us = micros(law.reaction).max(0);
        self.reaction_us.push(reaction_us);
        let Cue { reaction, spread, key, department, .. } = *law;
        self.operators.push(Operator { reaction, spread, key, department });
        self.reactions_vary |= spread > 0.0;
        let mut total_s = seconds(after_us) + at_most(reaction, spread);
        // Every cue has one call, so none is come to twice, and from a GO there is no way into a cycle (rule 27).
        let mut open = vec![(cue, reaction_us)];
        while let Some((cue, offset)) = open.pop() {
            let law = &score.cues[cue as usize];
            if !always(score, score.watchers.needs(cue)) {
                return Err(Unlisted::Interlock(cue));
            }
            let length = length_us(law).ok_or(Unlisted::Machine(cue))?;
            self.place_of[cue as usize] = Some(self.offsets.len() as u32);
            self.back_to.push(go);
            self.offsets.push(offset);
            self.lengths.push(length);
            total_s += seconds(length);
            let done = offset.saturating_add(length);
            for (chain, from) in [(&law.followers, offset), (&law.hangers, done)] {
                for (next, d) in chain {
                    total_s += seconds(*d);
                    open.push((*next, from.saturating_add((*d).max(0))));
                }
            }
        }
        Ok(total_s)
    }

    /// What a night changes.
    ///
    /// # Errors
    /// It does more than shift GOs, slow operators and draw lengths: the engine must perform it.
    pub fn shifts(&self, night: &Night) -> Result<Shifts, Unlisted> {
        let mut shifts = Shifts::default();
        self.write_shifts(night, &mut shifts).map(|()| shifts)
    }

    /// As [`Listing::shifts`], in the memory of another night.
    ///
    /// # Errors
    /// As [`Listing::shifts`].
    pub fn write_shifts(&self, night: &Night, shifts: &mut Shifts) -> Result<(), Unlisted> {
        (shifts.seed, shifts.random) = (night.seed, night.random);
        shifts.gos.clear();
        shifts.slow.clear();
        if night.person.is_some() || !night.calls.is_empty() {
            return Err(Unlisted::Calls);
        }
        let mut slowest = 1.0;
        for (i, fault) in night.faults.iter().enumerate() {
            let whom = match fault.target {
                // A play on a late or dead system is not done by the clock.
                Target::Machine(_, Place::Player(_)) => return Err(Unlisted::Fault(i as u32)),
                // What other machines are commanded here is (rule 26), and nothing looks at them.
                Target::Machine(..) | Target::Nobody | Target::Go(_) => continue,
                Target::Department(department) => Some(department),
                Target::Everybody => None,
            };
            let FaultKind::OperatorSlow(_, factor) = fault.what else { continue };
            slowest *= factor.abs().max(1.0);
            if !is_for_ever(fault) || slowest >= SLOW_MAX {
                return Err(Unlisted::Fault(i as u32));
            }
            if fault.happens(night.seed) {
                shifts.slow.push((whom, factor));
            }
        }
        self.write_gos(night, shifts)
    }

    fn write_gos(&self, night: &Night, shifts: &mut Shifts) -> Result<(), Unlisted> {
        let mut faults = night.go_faults.all().peekable();
        while let Some((cue, f)) = faults.next() {
            // These touch a GO; a cue that nobody calls has none (rule 11).
            let Some(go) = self.go_of[cue as usize] else { continue };
            let mut by = 0_i64;
            let mut f = Some(f);
            while let Some(ix) = f {
                let fault = &night.faults[ix as usize];
                if !is_for_ever(fault) {
                    return Err(Unlisted::Fault(ix));
                }
                let us = match fault.what {
                    FaultKind::GoLate(_, s) | FaultKind::GoMissed(_, s) => micros(s),
                    FaultKind::GoEarly(_, s) => micros(s).saturating_neg(),
                    // The second GO is refused and noted (rule 12).
                    FaultKind::GoTwice(_) if self.guarded => 0,
                    _ => return Err(Unlisted::Fault(ix)),
                };
                if fault.happens(night.seed) {
                    by = by.saturating_add(us);
                }
                if us.unsigned_abs().max(by.unsigned_abs()) > REACH_US {
                    return Err(Unlisted::Fault(ix));
                }
                f = faults.next_if(|(other, _)| *other == cue).map(|(_, f)| f);
            }
            // Not before the due time is known (rule 11).
            let by = by.max(-self.after[go as usize]);
            if by != 0 {
                shifts.gos.push((go, by));
            }
        }
        Ok(())
    }

    /// Somebody who works out so many nights at once: 1, or [`WIDE`].
    pub fn lister<const W: usize>(&self) -> Lister<'_, W> {
        const { assert!(W > 0, "there is no list of no nights") };
        Lister {
            listing: self,
            posts: self.posts.iter().map(|us| [*us; W]).collect(),
            drawn: false,
            gos: vec![[0; W]; self.from.len()],
            answered: Vec::new(),
            starts: vec![[0; W]; self.offsets.len()],
            dones: vec![[0; W]; self.offsets.len()],
            nights: 0,
            spare: Shifts::default(),
        }
    }

    /// From a GO to the start of its cue (rule 13).
    fn reaction_of(&self, go: usize, night: &Shifts) -> i64 {
        let Operator { mut reaction, spread, key, department } = self.operators[go];
        if night.random && spread > 0.0 {
            reaction *= log_normal(night.seed, Purpose::Reaction, key, 0, spread);
        }
        for (whom, factor) in &night.slow {
            if whom.is_none_or(|d| d == department) {
                reaction *= factor;
            }
        }
        micros(reaction).max(0)
    }
}

/// Works out nights of a listing, `W` side by side, in the same memory.
#[derive(Clone, Debug)]
pub struct Lister<'a, const W: usize = 1> {
    listing: &'a Listing,
    /// A row for each post, each GO, each cue of the list; a column for each night.
    posts: Vec<[i64; W]>,
    /// Whether some post is not at its median.
    drawn: bool,
    gos: Vec<[i64; W]>,
    answered: Vec<[i64; W]>,
    starts: Vec<[i64; W]>,
    dones: Vec<[i64; W]>,
    nights: usize,
    spare: Shifts,
}

impl<const W: usize> Lister<'_, W> {
    /// Works out one night.
    ///
    /// # Errors
    /// As [`Listing::shifts`].
    pub fn night(&mut self, night: &Night) -> Result<Times<'_, W>, Unlisted> {
        let mut shifts = std::mem::take(&mut self.spare);
        let listed = self.listing.write_shifts(night, &mut shifts);
        match listed {
            Ok(()) => self.nights(std::slice::from_ref(&shifts)),
            Err(_) => self.nights(&[]),
        };
        self.spare = shifts;
        listed.map(|()| Times { lister: self, column: 0 })
    }

    /// Works out the first `W` of these nights; how many those were. What they shift must be of this listing.
    pub fn nights(&mut self, nights: &[Shifts]) -> usize {
        let nights = &nights[..nights.len().min(W)];
        self.nights = nights.len();
        self.play_beats(nights);
        self.give_gos(nights);
        self.start_cues(nights);
        self.nights
    }

    fn play_beats(&mut self, nights: &[Shifts]) {
        let list = self.listing;
        let drawn = list.beats_vary && nights.iter().any(|n| n.random);
        if self.drawn {
            self.posts.iter_mut().zip(&list.posts).for_each(|(row, median)| *row = [*median; W]);
        }
        self.drawn = drawn;
        if !drawn {
            return;
        }
        for (column, night) in nights.iter().enumerate().filter(|(_, n)| n.random) {
            let mut at = 0;
            for (i, spread) in list.spreads.iter().enumerate() {
                let mut takes = list.takes[i];
                if *spread > 0.0 {
                    takes *= log_normal(night.seed, Purpose::Beat, list.beat_keys[i], 0, *spread);
                }
                at += micros(takes).max(0);
                self.posts[i + 1][column] = at;
            }
        }
    }

    fn give_gos(&mut self, nights: &[Shifts]) {
        let list = self.listing;
        for ((row, post), after) in self.gos.iter_mut().zip(&list.from).zip(&list.after) {
            *row = later(self.posts[*post as usize], *after);
        }
        for (column, night) in nights.iter().enumerate() {
            for (go, by) in &night.gos {
                if let Some(row) = self.gos.get_mut(*go as usize) {
                    row[column] += by;
                }
            }
        }
    }

    fn start_cues(&mut self, nights: &[Shifts]) {
        let list = self.listing;
        let reacts = |n: &Shifts| (n.random && list.reactions_vary) || !n.slow.is_empty();
        let mut gos = &self.gos;
        if nights.iter().any(reacts) {
            // As though each GO came as much later as its operator is slower than the median.
            self.answered.clone_from(&self.gos);
            for (column, night) in nights.iter().enumerate().filter(|(_, n)| reacts(n)) {
                for (go, row) in self.answered.iter_mut().enumerate() {
                    row[column] += list.reaction_of(go, night) - list.reaction_us[go];
                }
            }
            gos = &self.answered;
        }
        let rows = self.starts.iter_mut().zip(&mut self.dones);
        let sums = list.back_to.iter().zip(&list.offsets).zip(&list.lengths);
        for ((start, done), ((go, offset), length)) in rows.zip(sums) {
            let begun = later(gos[*go as usize], *offset);
            *start = begun;
            *done = later(begun, *length);
        }
    }

    /// What became of the `i`-th of the nights last worked out.
    pub fn times(&self, i: usize) -> Option<Times<'_, W>> {
        (i < self.nights).then_some(Times { lister: self, column: i })
    }
}

/// The times of one night, µs of run time. Cues and beats go by their place in the sheet.
#[derive(Clone, Copy, Debug)]
pub struct Times<'a, const W: usize = 1> {
    lister: &'a Lister<'a, W>,
    column: usize,
}

impl<const W: usize> Times<'_, W> {
    /// The show's end.
    pub fn end_us(&self) -> i64 {
        self.lister.posts.last().map_or(0, |row| row[self.column])
    }

    /// When watching stopped: what would come later has not happened (rule 3).
    pub fn until_us(&self) -> i64 {
        self.end_us() + AFTERWARDS_US
    }

    /// When a beat started; none where it is absent.
    pub fn beat_start_us(&self, beat: usize) -> Option<i64> {
        let post = self.lister.listing.post_of.get(beat).copied().flatten()?;
        Some(self.lister.posts[post as usize][self.column])
    }

    /// When a beat ended.
    pub fn beat_end_us(&self, beat: usize) -> Option<i64> {
        let post = self.lister.listing.post_of.get(beat).copied().flatten()?;
        Some(self.lister.posts[post as usize + 1][self.column])
    }

    /// A cue's GO.
    pub fn called_us(&self, cue: usize) -> Option<i64> {
        self.seen(&self.lister.gos, &self.lister.listing.go_of, cue)
    }

    /// A cue's start.
    pub fn started_us(&self, cue: usize) -> Option<i64> {
        self.seen(&self.lister.starts, &self.lister.listing.place_of, cue)
    }

    /// When a cue's last action was done.
    pub fn done_us(&self, cue: usize) -> Option<i64> {
        self.seen(&self.lister.dones, &self.lister.listing.place_of, cue)
    }

    /// How a cue ended; none where it is absent (rule 5).
    pub fn status(&self, cue: usize) -> Option<CueStatus> {
        let present = self.lister.listing.present.get(cue).copied().unwrap_or(false);
        present.then(|| match (self.called_us(cue), self.started_us(cue), self.done_us(cue)) {
            (_, _, Some(_)) => CueStatus::Done,
            (_, Some(_), None) => CueStatus::Failed,
            (Some(_), None, None) => CueStatus::Skipped,
            (None, None, None) => CueStatus::Uncalled,
        })
    }

    fn seen(&self, rows: &[[i64; W]], places: &[Option<u32>], cue: usize) -> Option<i64> {
        let place = places.get(cue).copied().flatten()?;
        Some(rows[place as usize][self.column]).filter(|us| *us <= self.until_us())
    }
}

/// All nights of a row so much later. By value: what is written cannot be what is read, and so nothing is read again.
fn later<const W: usize>(row: [i64; W], by_us: i64) -> [i64; W] {
    row.map(|us| us + by_us)
}

/// Whether a watcher's condition holds whatever happens: there is none, or decisions alone make it true.
fn always(score: &Score, watcher: Ix) -> bool {
    let Some(root) = score.roots[watcher as usize] else { return true };
    let mut atoms = Vec::new();
    score.atoms_below(root, &mut atoms);
    let constant = |atom: &Ix| matches!(score.atoms[*atom as usize], Atom::Constant(_));
    let truth: Vec<bool> = score.atoms.iter().map(|atom| *atom == Atom::Constant(true)).collect();
    atoms.iter().all(constant) && score.holds(root, &truth)
}

/// From a cue's start to its end, where all of its actions are done by the clock (rule 26); else none.
fn length_us(cue: &Cue) -> Option<i64> {
    cue.commands.iter().try_fold(0, |longest: i64, command| {
        let us = match command {
            Command::Fog { for_us, .. } => for_us.unwrap_or(0),
            Command::Remove { over_us, .. } | Command::Light { over_us, .. } => *over_us,
            Command::Secure { .. } => costume::SECURE_US,
            Command::Play { seconds, .. } => micros(*seconds),
            Command::Note => 0,
            Command::Move { .. } | Command::Change { .. } => return None,
        };
        Some(longest.max(us))
    })
}

/// Whether a fault, if it happens, is in force from the top of the show to the end of the run.
fn is_for_ever(fault: &Fault) -> bool {
    matches!(fault.begins, Begins::At(us) if us <= 0) && fault.for_us.is_none()
}

/// The longest that can be drawn, seconds.
fn at_most(median: f64, spread: f64) -> f64 {
    median.abs() * libm::exp(SIGMAS_MAX * spread.max(0.0))
}

fn seconds(us: i64) -> f64 {
    us.unsigned_abs() as f64 * 1e-6
}
