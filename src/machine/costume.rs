//! The wardrobe: costumes, their wearers, quick changes and the dressers who do them (design §3.5; rules 46–51).
//!
//! Times of a change: 4 s off + 6 s on + the fastenings; techniques and usual times: facts.md, "Quick changes".

use std::collections::VecDeque;

use super::curve::{Piece, Track};
use super::{NEVER, micros, seconds_between};

/// To take off the present costume, seconds.
pub const OFF_S: f64 = 4.0;
/// To put on the next, seconds.
pub const ON_S: f64 = 6.0;
/// A second dresser divides the time by this.
pub const SECOND_DRESSER: f64 = 1.6;
/// The performer saves a costume in this time, µs.
pub const SECURE_US: i64 = 2_000_000;

/// What is happening to a costume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dress {
    /// It is not the one its wearer has on.
    Waiting,
    /// It is the present one, and nothing is happening to it.
    Present,
    /// It is being put on in a quick change.
    GoingOn,
    /// It is being taken off in a quick change.
    ComingOff,
    /// It is sliding off.
    Sliding,
    /// It is being removed as planned.
    Removing,
    /// The performer is saving it.
    Securing,
}

/// What the sheet says of a costume, by index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Law {
    /// Its wearer.
    pub wearer: usize,
    /// The times of its fastenings together, seconds.
    pub fastenings_s: f64,
    /// To slide all the way off, µs.
    pub slide_us: i64,
    /// Whether it is worn at the top.
    pub worn: bool,
}

/// Where a costume's curves are written.
#[derive(Clone, Debug, Default)]
pub struct CostumeTracks {
    /// 1 on to 0 off.
    pub level: Track,
    /// What is happening to it.
    pub state: Vec<(i64, Dress)>,
}

/// A quick change that waits or is under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// When its cue started: the order of service (rule 49).
    pub asked_us: i64,
    /// Cue and action, for the order within an instant and for reporting back.
    pub by: (u32, u32),
    /// Index of the costume to change into.
    pub into: usize,
    /// The stated time, µs.
    pub takes_us: Option<i64>,
    /// What luck makes of a time that is not stated: a factor.
    pub luck: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Working {
    change: Change,
    from: Option<usize>,
    dressers: u32,
    until_us: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Nothing is happening to it.
    Still,
    /// It is coming off by itself or as planned.
    Falling { dress: Dress, since_us: i64, from: f64, until_us: i64 },
    /// The performer holds it where it is; then it is worn.
    Securing { until_us: i64 },
    /// In a quick change.
    Changing { dress: Dress },
}

#[derive(Debug, PartialEq)]
struct Garment {
    law: Law,
    state: State,
    /// 1 on, 0 off; while falling the level it had at the beginning.
    level: f64,
    /// Fully on, and fully off (or not being worn), as the last event left it (rules 1, 46).
    worn: bool,
    bare: bool,
    /// NoDresser in force.
    no_dresser: bool,
    /// Seconds that jams add to the next change, with the faults they come from.
    jams: Vec<Delay>,
    wrong_side: Vec<Delay>,
}

/// Its delays are cloned into the memory of what was there.
impl Clone for Garment {
    fn clone(&self) -> Self {
        Self { jams: self.jams.clone(), wrong_side: self.wrong_side.clone(), ..*self }
    }

    fn clone_from(&mut self, from: &Self) {
        let (mut jams, mut wrong_side) = (std::mem::take(&mut self.jams), std::mem::take(&mut self.wrong_side));
        jams.clone_from(&from.jams);
        wrong_side.clone_from(&from.wrong_side);
        *self = Self { jams, wrong_side, ..*from };
    }
}

/// A fault that lengthens one change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delay {
    /// The fault.
    pub fault: u32,
    /// By how much, µs.
    pub by_us: i64,
}

/// Something the wardrobe did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Happened {
    /// A change began.
    Began(Change),
    /// A change cannot begin yet; the costume whose NoDresser keeps it waiting, if that is why.
    Waits(Change, Option<usize>),
    /// A change is done.
    Done(Change),
    /// A costume's state changed.
    Moved(usize),
    /// A fault lengthened a change.
    Felt(u32),
}

/// All costumes of the show at work.
#[derive(Debug, PartialEq)]
pub struct Wardrobe {
    garments: Vec<Garment>,
    /// Per wearer: the costume last changed into.
    present: Vec<Option<usize>>,
    busy: Vec<bool>,
    free: u32,
    waiting: VecDeque<Change>,
    working: Vec<Working>,
    next_us: i64,
    serve: bool,
    /// What happened since the last look; the engine drains it.
    pub happened: Vec<Happened>,
}

/// What each list has is cloned into the memory of what was there.
impl Clone for Wardrobe {
    fn clone(&self) -> Self {
        Self {
            garments: self.garments.clone(),
            present: self.present.clone(),
            busy: self.busy.clone(),
            free: self.free,
            waiting: self.waiting.clone(),
            working: self.working.clone(),
            next_us: self.next_us,
            serve: self.serve,
            happened: self.happened.clone(),
        }
    }

    fn clone_from(&mut self, from: &Self) {
        self.garments.clone_from(&from.garments);
        self.present.clone_from(&from.present);
        self.busy.clone_from(&from.busy);
        self.waiting.clone_from(&from.waiting);
        self.working.clone_from(&from.working);
        self.happened.clone_from(&from.happened);
        (self.free, self.next_us, self.serve) = (from.free, from.next_us, from.serve);
    }
}

impl Wardrobe {
    /// Everybody as at the top of the show.
    pub fn new(laws: &[Law], wearers: usize, dressers: u32) -> Self {
        let mut present = vec![None; wearers];
        let garments = laws
            .iter()
            .enumerate()
            .map(|(i, law)| {
                if law.worn {
                    present[law.wearer] = Some(i);
                }
                Garment {
                    law: *law,
                    state: State::Still,
                    level: if law.worn { 1.0 } else { 0.0 },
                    worn: law.worn,
                    bare: !law.worn,
                    no_dresser: false,
                    jams: Vec::new(),
                    wrong_side: Vec::new(),
                }
            })
            .collect();
        Self {
            garments,
            present,
            busy: vec![false; wearers],
            free: dressers,
            waiting: VecDeque::new(),
            working: Vec::new(),
            next_us: NEVER,
            serve: false,
            happened: Vec::new(),
        }
    }

    /// Fully on (rule 46).
    pub fn is_worn(&self, costume: usize) -> bool {
        self.garments[costume].worn
    }

    /// Fully off, or not the one being worn (rule 46).
    pub fn is_bare(&self, costume: usize) -> bool {
        self.garments[costume].bare
    }

    /// When something next changes by itself; a change that may be served counts as now.
    pub fn next_us(&self, now: i64) -> i64 {
        if self.serve { now } else { self.next_us }
    }

    fn find_next(&mut self) {
        let falls = self.garments.iter().map(|g| match g.state {
            State::Falling { until_us, .. } | State::Securing { until_us } => until_us,
            _ => NEVER,
        });
        self.next_us = self.working.iter().map(|w| w.until_us).chain(falls).min().unwrap_or(NEVER);
    }

    /// A quick change is asked for; it begins now if it can.
    pub fn change(&mut self, change: Change, now: i64) {
        let place = self.waiting.iter().position(|c| (c.asked_us, c.by) > (change.asked_us, change.by));
        self.waiting.insert(place.unwrap_or(self.waiting.len()), change);
        self.serve_waiting(now);
        self.find_next();
    }

    fn level(&self, costume: usize, now: i64) -> f64 {
        let g = &self.garments[costume];
        match g.state {
            State::Falling { since_us, from, until_us, .. } if until_us > since_us => {
                let share = (now - since_us) as f64 / (until_us - since_us) as f64;
                from * (1.0 - share.clamp(0.0, 1.0))
            }
            State::Falling { .. } => 0.0,
            _ => g.level,
        }
    }

    fn in_change(&self, costume: usize) -> bool {
        matches!(self.garments[costume].state, State::Changing { .. })
    }

    fn fall(&mut self, costume: usize, now: i64, over_us: i64, dress: Dress) {
        let from = self.level(costume, now);
        let g = &mut self.garments[costume];
        g.worn = false;
        if g.bare || over_us == 0 {
            g.level = 0.0;
            g.bare = true;
            g.state = State::Still;
        } else {
            g.state = State::Falling { dress, since_us: now, from, until_us: now.saturating_add(over_us) };
        }
        self.happened.push(Happened::Moved(costume));
        self.find_next();
    }

    /// It slips, if it is fully on and nobody is changing or saving it. True if it did (rule 51).
    pub fn slips(&mut self, costume: usize, now: i64) -> bool {
        let slips = self.garments[costume].state == State::Still && self.is_worn(costume);
        if slips {
            let slide_us = self.garments[costume].law.slide_us;
            self.fall(costume, now, slide_us, Dress::Sliding);
        }
        slips
    }

    /// A planned reveal begins. It does nothing in a change of its wearer, or to a costume that is not the present one.
    pub fn remove(&mut self, costume: usize, now: i64, over_us: i64) {
        if self.is_present(costume) && !self.in_change(costume) {
            self.fall(costume, now, over_us, Dress::Removing);
        }
    }

    /// The performer saves the costume: it stops where it is, and 2 s later it is worn (rule 51).
    pub fn secure(&mut self, costume: usize, now: i64) {
        if self.is_present(costume) && !self.in_change(costume) {
            self.garments[costume].level = self.level(costume, now);
            self.garments[costume].state = State::Securing { until_us: now + SECURE_US };
            self.happened.push(Happened::Moved(costume));
            self.find_next();
        }
    }

    fn is_present(&self, costume: usize) -> bool {
        self.present[self.garments[costume].law.wearer] == Some(costume)
            && !self.busy[self.garments[costume].law.wearer]
    }

    /// NoDresser begins or ends.
    pub fn set_no_dresser(&mut self, costume: usize, none: bool) {
        self.garments[costume].no_dresser = none;
        self.serve = true;
    }

    /// Jams begins: it lengthens a change out of or into the costume that is in progress, else the first that begins
    /// while it is in force (rule 50).
    pub fn jam(&mut self, costume: usize, delay: Delay) {
        let at_work = self.working.iter_mut().find(|w| w.from == Some(costume) || w.change.into == costume);
        if let Some(w) = at_work {
            w.until_us = w.until_us.saturating_add(delay.by_us);
            self.happened.push(Happened::Felt(delay.fault));
            self.find_next();
        } else {
            self.garments[costume].jams.push(delay);
        }
    }

    /// WrongSide begins: it lengthens the first change into the costume that begins while it is in force.
    pub fn wrong_side(&mut self, costume: usize, delay: Delay) {
        self.garments[costume].wrong_side.push(delay);
    }

    /// A Jams or WrongSide ends unused.
    pub fn forget_delay(&mut self, costume: usize, fault: u32) {
        self.garments[costume].jams.retain(|d| d.fault != fault);
        self.garments[costume].wrong_side.retain(|d| d.fault != fault);
    }

    /// Does what is due now, then serves who waits.
    pub fn wake(&mut self, now: i64) {
        for i in 0..self.garments.len() {
            let g = &mut self.garments[i];
            match g.state {
                State::Falling { until_us, .. } if until_us <= now => {
                    g.level = 0.0;
                    g.bare = true;
                }
                State::Securing { until_us } if until_us <= now => {
                    g.level = 1.0;
                    (g.worn, g.bare) = (true, false);
                }
                _ => continue,
            }
            g.state = State::Still;
            self.happened.push(Happened::Moved(i));
        }
        while let Some(i) = self.working.iter().position(|w| w.until_us <= now) {
            let w = self.working.remove(i);
            self.finish(w);
        }
        self.serve_waiting(now);
        self.find_next();
    }

    fn finish(&mut self, w: Working) {
        let wearer = self.garments[w.change.into].law.wearer;
        self.free += w.dressers;
        self.busy[wearer] = false;
        if let Some(old) = w.from.filter(|old| *old != w.change.into) {
            self.garments[old].state = State::Still;
            self.garments[old].level = 0.0;
            self.garments[old].bare = true;
            self.happened.push(Happened::Moved(old));
        }
        self.garments[w.change.into].state = State::Still;
        self.garments[w.change.into].level = 1.0;
        self.garments[w.change.into].worn = true;
        self.present[wearer] = Some(w.change.into);
        self.happened.push(Happened::Moved(w.change.into));
        self.happened.push(Happened::Done(w.change));
        self.serve = true;
    }

    /// Serves changes in order; one that must wait does not stop a later one that can be served (rule 49).
    fn serve_waiting(&mut self, now: i64) {
        self.serve = false;
        let mut i = 0;
        while i < self.waiting.len() {
            let change = self.waiting[i];
            let wearer = self.garments[change.into].law.wearer;
            if self.busy[wearer] {
                self.happened.push(Happened::Waits(change, None));
                i += 1;
                continue;
            }
            if self.present[wearer] == Some(change.into) && self.is_worn(change.into) {
                self.waiting.remove(i);
                self.happened.push(Happened::Done(change));
                continue;
            }
            let nobody = self.garments[change.into].no_dresser;
            if self.free == 0 || nobody {
                let missing = (nobody && self.free > 0).then_some(change.into);
                self.happened.push(Happened::Waits(change, missing));
                i += 1;
                continue;
            }
            self.waiting.remove(i);
            self.begin(now, change);
        }
    }

    fn begin(&mut self, now: i64, change: Change) {
        let wearer = self.garments[change.into].law.wearer;
        let from = self.present[wearer];
        let (mut takes_us, dressers) = match change.takes_us {
            Some(us) => (us, 1),
            None => {
                let off = match from {
                    Some(old) if old != change.into => OFF_S + self.garments[old].law.fastenings_s,
                    _ => 0.0,
                };
                let base = (off + ON_S + self.garments[change.into].law.fastenings_s) * change.luck;
                if self.free >= 2 { (micros(base / SECOND_DRESSER), 2) } else { (micros(base), 1) }
            }
        };
        for costume in from.into_iter().chain([change.into]) {
            let jams = std::mem::take(&mut self.garments[costume].jams);
            takes_us = self.add_delays(takes_us, &jams);
        }
        let wrong_side = std::mem::take(&mut self.garments[change.into].wrong_side);
        takes_us = self.add_delays(takes_us, &wrong_side);
        self.free -= dressers;
        self.busy[wearer] = true;
        if let Some(old) = from {
            self.garments[old].level = self.level(old, now);
            (self.garments[old].worn, self.garments[old].bare) = (false, false);
            self.garments[old].state = State::Changing { dress: Dress::ComingOff };
            self.happened.push(Happened::Moved(old));
        }
        (self.garments[change.into].worn, self.garments[change.into].bare) = (false, false);
        self.garments[change.into].state = State::Changing { dress: Dress::GoingOn };
        self.happened.push(Happened::Moved(change.into));
        self.happened.push(Happened::Began(change));
        self.working.push(Working { change, from, dressers, until_us: now.saturating_add(takes_us) });
    }

    fn add_delays(&mut self, takes_us: i64, delays: &[Delay]) -> i64 {
        delays.iter().fold(takes_us, |sum, d| {
            self.happened.push(Happened::Felt(d.fault));
            sum.saturating_add(d.by_us)
        })
    }

    /// Writes a costume's curve from now on.
    pub fn record(&self, costume: usize, now: i64, tracks: &mut CostumeTracks) {
        let g = &self.garments[costume];
        let working = self.working.iter().find(|w| w.change.into == costume || w.from == Some(costume));
        let line = |track: &mut Track, from: f64, to: f64, until_us: i64| {
            if until_us > now {
                track.push(Piece::line(now, from, (to - from) / seconds_between(now, until_us)));
            }
            track.push(Piece::constant(until_us.max(now), to));
        };
        let dress = match g.state {
            State::Still => {
                tracks.level.push(Piece::constant(now, g.level));
                if self.present[g.law.wearer] == Some(costume) { Dress::Present } else { Dress::Waiting }
            }
            State::Falling { dress, until_us, .. } => {
                line(&mut tracks.level, self.level(costume, now), 0.0, until_us);
                dress
            }
            State::Securing { until_us } => {
                tracks.level.push(Piece::constant(now, g.level));
                tracks.level.push(Piece::constant(until_us, 1.0));
                Dress::Securing
            }
            State::Changing { dress } => {
                let until_us = working.map_or(now, |w| w.until_us);
                let to = if dress == Dress::GoingOn { 1.0 } else { 0.0 };
                let from = tracks.level.sample(now).clamp(0.0, 1.0);
                line(&mut tracks.level, from, to, until_us);
                dress
            }
        };
        tracks.state.push((now, dress));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_ladies(dressers: u32) -> Wardrobe {
        let law = |wearer, fastenings_s, worn| Law { wearer, fastenings_s, slide_us: 2_500_000, worn };
        // Ivy: dress (5.5 s of fastenings, worn) and suit (2 s). Karen: coat (0 s, worn) and gown (4 s).
        Wardrobe::new(&[law(0, 5.5, true), law(0, 2.0, false), law(1, 0.0, true), law(1, 4.0, false)], 2, dressers)
    }

    fn change(into: usize, by: u32) -> Change {
        Change { asked_us: 0, by: (by, 0), into, takes_us: None, luck: 1.0 }
    }

    #[test]
    fn two_changes_and_one_dresser_are_served_in_order() {
        let mut w = two_ladies(1);
        w.change(change(1, 0), 0);
        w.change(change(3, 1), 0);
        w.wake(0);
        // 4 + 5.5 + 6 + 2 = 17.5 s, then 4 + 0 + 6 + 4 = 14 s.
        assert_eq!(w.next_us(0), 17_500_000);
        w.wake(17_500_000);
        assert!(w.is_worn(1) && w.is_bare(0));
        assert_eq!(w.next_us(0), 31_500_000);
    }

    #[test]
    fn rule_47_a_second_dresser_divides_the_time() {
        let mut w = two_ladies(2);
        w.change(change(1, 0), 0);
        w.wake(0);
        assert_eq!(w.next_us(0), 10_937_500, "17.5 / 1.6");
    }

    #[test]
    fn rule_51_a_saved_costume_stops_and_is_worn_two_seconds_later() {
        let mut w = two_ladies(1);
        assert!(w.slips(0, 0));
        assert!(!w.is_worn(0));
        w.secure(0, 1_000_000);
        assert!(!w.is_worn(0) && !w.is_bare(0));
        assert_eq!(w.next_us(0), 3_000_000);
        w.wake(3_000_000);
        assert!(w.is_worn(0));
    }

    #[test]
    fn rule_50_a_jam_in_a_change_makes_it_longer() {
        let mut w = two_ladies(1);
        w.change(change(1, 0), 0);
        w.wake(0);
        w.jam(0, Delay { fault: 0, by_us: 8_000_000 });
        assert_eq!(w.next_us(0), 25_500_000);
        assert!(w.happened.contains(&Happened::Felt(0)));
    }
}
