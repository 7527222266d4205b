//! [`Book`]: what the panels look up of a night. Made once when the night changes, so that a frame costs what is seen
//! and not what there is.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::page::{signed, slip_word};
use super::told::{Focus, Told};
use crate::engine::fault_id;
use crate::fault::FaultKind;
use crate::run::{CueTimes, Dress, MachineTrack, Run};
use crate::sheet::{Action, Machine};
use crate::slip::{Blamed, Rehearsal};
use crate::stage::palette::Status;
use crate::sweep::{Blame, blame_night};

/// Departments in their fixed order; the sheet's others come after.
const FIXED: [&str; 8] = ["LX", "SQ", "FLY", "DECK", "FOG", "WD", "SPOT", "TAB"];
/// Most lanes; what is left over shares the last.
const LANES_MAX: usize = 12;
/// Items that share one bound of how far they reach.
const BLOCK: usize = 64;
/// Cause chains kept.
const TOLD_MAX: usize = 8;
/// Faults of a night whose blame is shared out for a pointer that rests on one: 2⁸ runs, a few frames, once.
const BLAMED_MAX: usize = 8;

/// From, to: µs of run time.
pub(in crate::stage) type Stretch = (i64, i64);

/// Things with a stretch of time, by their beginning.
#[derive(Debug)]
pub(super) struct Spread<T> {
    items: Vec<(Stretch, T)>,
    /// How far each block of items reaches, µs.
    reach: Vec<i64>,
}

impl<T> Spread<T> {
    fn new(mut items: Vec<(Stretch, T)>) -> Self {
        items.sort_by_key(|(s, _)| *s);
        let reach = items.chunks(BLOCK).map(|b| b.iter().map(|(s, _)| s.1).max().unwrap_or(i64::MIN)).collect();
        Self { items, reach }
    }

    /// Those that touch [`from`, `to`], by their beginning.
    pub(super) fn seen(&self, from: i64, to: i64) -> impl Iterator<Item = &(Stretch, T)> {
        let end = self.items.partition_point(|(s, _)| s.0 <= to);
        let blocks = self.reach.iter().zip(self.items[..end].chunks(BLOCK));
        blocks.filter(move |(r, _)| **r >= from).flat_map(move |(_, b)| b.iter().filter(move |(s, _)| s.1 >= from))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// How many begin in [`from`, `to`].
    pub(super) fn begin_in(&self, from: i64, to: i64) -> usize {
        let before = self.items.partition_point(|(s, _)| s.0 < from);
        self.items.partition_point(|(s, _)| s.0 <= to).saturating_sub(before)
    }

    /// The place of the first that begins at `t` or after.
    pub(super) fn from(&self, t: i64) -> usize {
        self.items.partition_point(|(s, _)| s.0 < t)
    }

    /// One of them by its place.
    pub(super) fn get(&self, i: usize) -> Option<&(Stretch, T)> {
        self.items.get(i)
    }
}

/// A cue in its lane.
#[derive(Clone, Debug)]
pub(super) struct Bar {
    /// Its place in the sheet.
    pub(super) cue: u32,
    /// Where it is drawn when the lane is tall enough for several rows.
    pub(super) row: u8,
    /// From start to end as planned.
    pub(super) planned: Option<Stretch>,
    /// As it went.
    pub(super) actual: Option<Stretch>,
    /// When it was given up without a start.
    pub(super) given_up: Option<i64>,
    /// What became of it, for its colour.
    pub(super) status: Status,
}

/// A department's cues.
#[derive(Debug)]
pub(super) struct Lane {
    /// Its prefix.
    pub(super) name: String,
    /// Its cues.
    pub(super) bars: Spread<Bar>,
    /// Rows that overlapping cues need.
    pub(super) rows: u8,
}

/// A beat that was played.
#[derive(Clone, Debug)]
pub(super) struct Played {
    /// Its place in the script.
    pub(super) beat: u32,
    /// Its id.
    pub(super) name: String,
    /// Its scene's title.
    pub(super) scene: String,
    /// Whether a scene begins with it.
    pub(super) opens_scene: bool,
    /// When it is planned.
    pub(super) planned: Option<Stretch>,
    /// Bar lines that were vamped: from where, and how long a bar is, µs.
    pub(super) vamp: Option<(i64, i64)>,
}

/// A fault at work, or what arose by itself.
#[derive(Clone, Debug)]
pub(super) struct Band {
    /// Which.
    pub(super) of: Blamed,
    /// `F1 Slow 0.4`.
    pub(super) name: String,
    /// What it is on.
    pub(super) on: String,
    /// The lane of that machine.
    pub(super) lane: Option<usize>,
    /// Whether it goes on to the end of the run.
    pub(super) open: bool,
}

/// Where a cue is drawn.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seat {
    /// Which lane.
    pub(super) lane: u16,
    /// Which row of it.
    pub(super) row: u8,
}

/// What the panels look up of a night.
#[derive(Debug)]
pub(in crate::stage) struct Book {
    /// Cues in the order they happen.
    pub(super) order: Vec<u32>,
    /// When each of `order` begins, µs; `i64::MAX` for what never does.
    pub(super) begins: Vec<i64>,
    /// A lane per department.
    pub(super) lanes: Vec<Lane>,
    /// Per cue of the sheet.
    pub(super) seats: Vec<Seat>,
    /// Beats that were played.
    pub(super) beats: Spread<Played>,
    /// Faults that took effect and what arose.
    pub(super) bands: Spread<Band>,
    /// GOs of the run, by their instant.
    pub(super) goes: Vec<(i64, u32)>,
    /// From start to end.
    pub(super) running: Spread<u32>,
    /// What the plan wants to have started, by its instant: cue and instant.
    pub(super) due: Spread<u32>,
    /// Notes of the sheet: when, cue, and which action.
    pub(super) notes: Vec<(i64, u32, u32)>,
    /// Conditions that events speak of, in words.
    pub(super) conditions: Vec<String>,
    /// The lane that commands each machine of the sheet.
    pub(super) lane_of_machine: Vec<Option<usize>>,
    told: Mutex<Vec<(Focus, Arc<Told>)>>,
    blame: OnceLock<Option<Blame>>,
}

impl Book {
    /// Of a night.
    pub(in crate::stage) fn new(r: &Rehearsal) -> Self {
        let order = super::page::order_of(r);
        let begins = order.iter().map(|c| super::page::begins(r, *c as usize)).collect();
        let (names, lane_of_cue) = departments(r);
        let (lanes, seats) = lanes(r, names, &lane_of_cue);
        let lane_of_machine = lanes_of_machines(r, &lane_of_cue);
        let cues = || r.run.cues.iter().enumerate().map(|(i, c)| (i as u32, c));
        let mut goes: Vec<(i64, u32)> = cues().filter_map(|(i, c)| Some((c.called_us?, i))).collect();
        goes.sort_unstable();
        let running = cues().filter_map(|(i, c)| Some((span(&r.run, c)?, i))).collect();
        let due = cues().filter_map(|(i, c)| {
            let planned = r.plan.cues.get(i as usize)?.started_us?;
            // What never starts is overdue until it is given up.
            let until = c.started_us.or(c.ended_us)?;
            (until > planned).then_some(((planned, until), i))
        });
        let mut notes: Vec<(i64, u32, u32)> = Vec::new();
        for (i, cue) in r.show.cues.iter().enumerate() {
            for (a, action) in cue.go.iter().enumerate() {
                if let (Action::Note(_), Some(at)) = (action, r.run.cues.get(i).and_then(|c| c.started_us)) {
                    notes.push((at, i as u32, a as u32));
                }
            }
        }
        notes.sort_unstable();
        Self {
            bands: bands(r, &lane_of_machine, &seats),
            beats: beats(r),
            running: Spread::new(running),
            due: Spread::new(due.collect()),
            conditions: r.conditions(),
            told: Mutex::default(),
            blame: OnceLock::new(),
            order,
            begins,
            lanes,
            seats,
            goes,
            notes,
            lane_of_machine,
        }
    }

    /// Says nothing of faults any more.
    pub(super) fn forget_faults(&mut self) {
        self.bands = Spread::new(Vec::new());
    }

    /// How many of `order` have begun at `t_us`.
    pub(super) fn begun(&self, t_us: i64) -> usize {
        self.begins.partition_point(|b| *b <= t_us)
    }

    /// The first GO after `t_us`.
    pub(super) fn next_go(&self, t_us: i64) -> Option<(i64, u32)> {
        self.goes.get(self.goes.partition_point(|(at, _)| *at <= t_us)).copied()
    }

    /// The beat that started last at `t_us`, and the one that starts next.
    pub(super) fn about(&self, t_us: i64) -> [Option<&(Stretch, Played)>; 2] {
        let next = self.beats.from(t_us.saturating_add(1));
        [next.checked_sub(1).and_then(|i| self.beats.get(i)), self.beats.get(next)]
    }

    /// Cues under way at `t_us`, by their start.
    pub(super) fn under_way(&self, t_us: i64) -> impl Iterator<Item = (Stretch, u32)> {
        self.running.seen(t_us, t_us).filter(move |((_, to), _)| *to > t_us).copied()
    }

    /// What a fault is to blame for, of what all of them did; worked out when first asked for, and kept. None where there
    /// is but one fault, or more than a frame can wait for.
    pub(super) fn blame(&self, r: &Rehearsal, fault: usize) -> Option<String> {
        let few = r.scenario.faults.len() <= BLAMED_MAX;
        let shared = self.blame.get_or_init(|| if few { blame_night(r, None) } else { None }).as_ref()?;
        let share = shared.faults.get(fault)?;
        let [late, seen] = [share.slip_us, share.visible_us].map(signed);
        Some(format!("to blame for {late} of {} at the end, {seen} of wrong picture", signed(shared.slip.total_us)))
    }

    /// Why something was late, told once and kept.
    pub(super) fn told(&self, r: &Rehearsal, focus: Focus) -> Arc<Told> {
        let mut kept = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, told)) = kept.iter().find(|(f, _)| *f == focus) {
            return Arc::clone(told);
        }
        let told = Arc::new(Told::new(r, self, focus));
        if kept.len() >= TOLD_MAX {
            kept.remove(0);
        }
        kept.push((focus, Arc::clone(&told)));
        told
    }
}

/// From a cue's start to its end.
pub(super) fn span(run: &Run, c: &CueTimes) -> Option<Stretch> {
    c.started_us.map(|from| (from, c.done_us.or(c.ended_us).unwrap_or(run.until_us).max(from)))
}

/// The departments' names in their order, and each cue's.
fn departments(r: &Rehearsal) -> (Vec<String>, Vec<u16>) {
    let prefix =
        |number: &str| number.trim().rsplit_once(char::is_whitespace).map_or("?", |(p, _)| p.trim_end()).to_owned();
    let prefixes: Vec<String> = r.show.cues.iter().map(|c| prefix(&c.number)).collect();
    let mut seen: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for p in &prefixes {
        let next = seen.len();
        seen.entry(p).or_insert(next);
    }
    let mut names: Vec<(&str, usize)> = seen.iter().map(|(p, first)| (*p, *first)).collect();
    names.sort_by_key(|(p, first)| (FIXED.iter().position(|f| f == p).unwrap_or(FIXED.len()), *first));
    let places: std::collections::BTreeMap<&str, u16> =
        names.iter().enumerate().map(|(i, (p, _))| (*p, i.min(LANES_MAX - 1) as u16)).collect();
    let lane_of = prefixes.iter().map(|p| places.get(p.as_str()).copied().unwrap_or(0)).collect();
    let many = names.len() > LANES_MAX;
    let mut names: Vec<String> = names.into_iter().take(LANES_MAX).map(|(p, _)| p.to_owned()).collect();
    if many && let Some(last) = names.last_mut() {
        *last = "other".to_owned();
    }
    (names, lane_of)
}

fn lanes(r: &Rehearsal, names: Vec<String>, lane_of: &[u16]) -> (Vec<Lane>, Vec<Seat>) {
    let mut bars: Vec<Vec<(Stretch, Bar)>> = names.iter().map(|_| Vec::new()).collect();
    for (i, times) in r.run.cues.iter().enumerate() {
        let planned = r.plan.cues.get(i).and_then(|c| span(&r.plan, c));
        let actual = span(&r.run, times);
        let given_up = times.ended_us.filter(|_| times.started_us.is_none());
        let ends = [planned, actual, given_up.map(|at| (at, at))];
        let from = ends.iter().flatten().map(|s| s.0).min();
        let to = ends.iter().flatten().map(|s| s.1).max();
        let (Some(from), Some(to)) = (from, to) else { continue };
        let slip = r.slip.cues.get(i);
        let worst = slip.map_or(0, |s| s.done_us.into_iter().chain(s.started_us).map(i64::abs).max().unwrap_or(0));
        let status = if actual.is_some() { slip_word(worst).0 } else { Status::Skipped };
        let bar = Bar { cue: i as u32, row: 0, planned, actual, given_up, status };
        if let Some(lane) = lane_of.get(i).and_then(|l| bars.get_mut(*l as usize)) {
            lane.push(((from, to), bar));
        }
    }
    let mut seats = vec![Seat::default(); r.run.cues.len()];
    let mut lanes = Vec::new();
    for (k, (name, mut bars)) in names.into_iter().zip(bars).enumerate() {
        bars.sort_by_key(|(s, b)| (b.actual.or(b.planned).map_or(s.0, |a| a.0), b.cue));
        // What overlaps goes to the next row, as far as there are rows.
        let mut free = [i64::MIN; 3];
        let mut rows = 1;
        for (hull, bar) in &mut bars {
            let (from, to) = bar.actual.or(bar.planned).unwrap_or(*hull);
            let row = free.iter().position(|f| *f <= from).unwrap_or(0);
            free[row] = to;
            bar.row = row as u8;
            rows = rows.max(row as u8 + 1);
            if let Some(seat) = seats.get_mut(bar.cue as usize) {
                *seat = Seat { lane: k as u16, row: row as u8 };
            }
        }
        lanes.push(Lane { name, bars: Spread::new(bars), rows });
    }
    (lanes, seats)
}

fn beats(r: &Rehearsal) -> Spread<Played> {
    let span = |run: &Run, i: usize| {
        run.beats.get(i).and_then(|b| Some((b.start_us?, b.end_us.unwrap_or(run.until_us).max(b.start_us?))))
    };
    let mut out: Vec<(Stretch, Played)> = Vec::new();
    let mut vamps = Vec::new();
    let mut scene = None;
    for (i, (of, beat)) in r.show.beats().enumerate() {
        let opens_scene = scene != Some(of.id.as_str());
        scene = Some(of.id.as_str());
        let Some(actual) = span(&r.run, i) else { continue };
        let planned = span(&r.plan, i);
        out.push((
            actual,
            Played { beat: i as u32, name: beat.id.clone(), scene: of.title.clone(), opens_scene, planned, vamp: None },
        ));
        vamps.push(beat.vamp.map(crate::machine::micros).filter(|b| *b > 0));
    }
    // What is played of a vamp is between its beat's end and the start of the next.
    for i in 0..out.len() {
        let next = out.get(i + 1).map(|(s, _)| s.0);
        if let (Some(bar), Some(next)) = (vamps[i], next)
            && next > out[i].0.1
        {
            out[i].1.vamp = Some((out[i].0.1, bar));
            out[i].0.1 = next;
        }
    }
    Spread::new(out)
}

fn bands(r: &Rehearsal, lane_of_machine: &[Option<usize>], seats: &[Seat]) -> Spread<Band> {
    let mut out = Vec::new();
    for (i, f) in r.run.faults.iter().enumerate().filter(|(_, f)| f.took_effect) {
        let (Some(began), Some(fault)) = (f.began_us, r.scenario.faults.get(i)) else { continue };
        let machine = r.show.machines.index_of(&fault.on);
        let mut lane = machine.and_then(|m| lane_of_machine.get(m).copied().flatten());
        let (mut began, mut ended) = (began, f.ended_us);
        // What happens to a GO is at that GO, whenever the fault came into force.
        if let FaultKind::GoLate(cue, _)
        | FaultKind::GoMissed(cue, _)
        | FaultKind::GoEarly(cue, _)
        | FaultKind::GoTwice(cue) = &fault.what
            && let Some(i) = r.cue_index(cue)
            && let Some(called) = r.run.cues.get(i).and_then(|c| c.called_us)
        {
            let planned = r.plan.cues.get(i).and_then(|c| c.called_us).unwrap_or(called);
            let late = (called - planned).abs().min(20_000_000);
            (began, ended) = (called - late, Some(called));
            lane = seats.get(i).map(|s| s.lane as usize);
        }
        // A fastening that jams, a costume in the wrong wing: over with the change that it makes longer.
        if let FaultKind::Jams(_) | FaultKind::WrongSide(_) = fault.what {
            ended = ended.or_else(|| change_done(r, &fault.on, began));
        }
        let band = Band {
            of: Blamed::Fault(i),
            name: format!("{} {}", fault_id(&r.scenario, i), fault.what),
            on: fault.on.clone(),
            lane,
            open: ended.is_none(),
        };
        out.push(((began, ended.unwrap_or(r.run.until_us).max(began)), band));
    }
    for (i, a) in r.run.arisen.iter().enumerate() {
        let on = r.show.machines.keys().nth(a.machine as usize).unwrap_or("?").to_owned();
        let band = Band {
            of: Blamed::Arisen(i),
            name: format!("{} by itself", a.what.name()),
            on,
            lane: lane_of_machine.get(a.machine as usize).copied().flatten(),
            open: a.ended_us.is_none(),
        };
        out.push(((a.began_us, a.ended_us.unwrap_or(r.run.until_us).max(a.began_us)), band));
    }
    Spread::new(out)
}

/// When the first change of a costume's wearer that ends after `from_us` is done, µs.
fn change_done(r: &Rehearsal, costume: &str, from_us: i64) -> Option<i64> {
    let wearer = |m: &Machine| if let Machine::Costume(c) = m { Some(c.wearer.clone()) } else { None };
    let who = wearer(r.show.machines.get(costume)?)?;
    let all = r.show.machines.iter().zip(&r.run.machines);
    let done = all.filter(|((_, m), _)| wearer(m).as_ref() == Some(&who)).filter_map(|(_, track)| {
        let MachineTrack::Costume { state, .. } = track else { return None };
        let is_end = |w: &&[(i64, Dress)]| w[0].1 == Dress::GoingOn && w[1].1 == Dress::Present && w[1].0 > from_us;
        state.windows(2).find(is_end).map(|w| w[1].0)
    });
    done.min()
}

/// Whose lane a machine belongs to: that of the first cue which commands it.
fn lanes_of_machines(r: &Rehearsal, lane_of_cue: &[u16]) -> Vec<Option<usize>> {
    let mut lanes = vec![None; r.show.machines.len()];
    let mut names: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    let mut areas: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for (i, (name, machine)) in r.show.machines.iter().enumerate() {
        names.insert(name, i);
        if let Machine::LightRig(rig) = machine {
            for (area, _) in &rig.areas.0 {
                areas.insert(area, i);
            }
        }
    }
    for (cue, lane) in r.show.cues.iter().zip(lane_of_cue) {
        for action in &cue.go {
            let machine = match action {
                Action::Light(area, ..) => areas.get(area.as_str()),
                _ => action.machine().and_then(|m| names.get(m)),
            };
            if let Some(slot) = machine.and_then(|m| lanes.get_mut(*m))
                && slot.is_none()
            {
                *slot = Some(*lane as usize);
            }
        }
    }
    // What one wears at the top and nobody commands belongs to the wardrobe all the same.
    let wardrobe = r.show.machines.iter().zip(&lanes).find_map(|((_, m), l)| match m {
        Machine::Costume(_) => *l,
        _ => None,
    });
    for ((_, machine), lane) in r.show.machines.iter().zip(&mut lanes) {
        if matches!(machine, Machine::Costume(_)) && lane.is_none() {
            *lane = wardrobe;
        }
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn what_is_seen_is_found_whatever_reaches_into_it() {
        let mut items: Vec<((i64, i64), usize)> = (0..1000).map(|i| ((i as i64 * 10, i as i64 * 10 + 5), i)).collect();
        items.push(((3, 9_999), 5000));
        let s = Spread::new(items);
        let seen: Vec<usize> = s.seen(5_001, 5_012).map(|(_, i)| *i).collect();
        assert_eq!(seen, [5000, 500, 501]);
        assert_eq!(s.begin_in(100, 119), 2);
        assert_eq!(s.seen(20_000, 30_000).count(), 0);
        assert_eq!(Spread::<u8>::new(Vec::new()).seen(0, 1).count(), 0);
    }
}
