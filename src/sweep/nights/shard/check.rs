//! Whether a shard's numbers make sense, in themselves and for a sheet: what is let in can be joined and told.

use super::{Asked, Came, FARTHEST_US, Part, Shard};
use crate::sweep::nights::histogram::Histogram;
use crate::sweep::nights::season::{Gate, Paired, Season, Swing, WORST};
use crate::sweep::odds::STRENGTH_MAX;

/// Holds, skipped cues or faults of one night.
const OF_A_NIGHT_MAX: u64 = 1 << 28;

type Sense = Result<(), &'static str>;

fn must(holds: bool, else_say: &'static str) -> Sense {
    if holds { Ok(()) } else { Err(else_say) }
}

impl Shard {
    /// Whether it makes sense in itself.
    pub(super) fn check(&self) -> Sense {
        let Part { number, of, done, .. } = self.part;
        let part = Part::new(number, of, self.of.nights).map(|p| Part { done, ..p });
        must(part == Some(self.part) && done <= self.part.to - self.part.from, "it is no part of its sweep")?;
        self.of.check()?;
        must(self.of.second.is_some() == self.came.against.is_some(), "two sheets have two seasons")?;
        season(&self.came.season, &self.part)?;
        match &self.came.against {
            None => Ok(()),
            Some(against) => {
                season(&against.season, &self.part)?;
                pairs(&against.paired, done)
            }
        }
    }
}

impl Asked {
    fn check(&self) -> Sense {
        let number = self.strength.parse::<f64>().ok().filter(|f| (0.0..=STRENGTH_MAX).contains(f));
        must(number.is_some_and(|f| f.to_string() == self.strength), "its strength is none")
    }
}

fn pairs(paired: &Paired, nights: u64) -> Sense {
    let whole = [&paired.slip, &paired.end, &paired.visible].iter().all(|h| h.count() == nights);
    must(whole, "there are more or fewer pairs than nights")?;
    let unequal = paired.later.checked_add(paired.earlier);
    must(unequal.is_some_and(|n| n <= nights), "more pairs differ than there are")
}

fn season(season: &Season, part: &Part) -> Sense {
    let nights = part.done;
    must(season.nights == nights, "there are more or fewer nights than were run")?;
    let whole = [&season.slip, &season.visible, &season.dead_air].iter().all(|h| h.count() == nights);
    must(whole, "there are more or fewer nights than were run")?;
    let some = [season.stuck, season.late, season.nights_held];
    let by_cue = season.cues.iter().flat_map(|c| [c.critical, c.never, c.starts.count()]);
    let all = some.into_iter().chain(by_cue).chain(season.beats.iter().copied());
    let all = all.chain(season.gates.iter().map(|g| g.opened)).chain(season.swings.iter().map(|s| s.nights));
    must(all.into_iter().all(|n| n <= nights), "something happened in more nights than there are")?;
    let often = [season.holds, season.skipped, season.faults].into_iter();
    let often = often.chain(season.costumes.iter().map(|c| c.slipped));
    must(often.into_iter().all(|n| n <= nights.saturating_mul(OF_A_NIGHT_MAX)), "something happened too often")?;
    must(season.costumes.iter().all(|c| c.saved <= c.slipped), "more costumes were saved than slipped")?;
    must(sums_to(season.held_us, nights), "more time was held than there is")?;
    must(season.gates.iter().all(gate), "a gate opened at no time that there is")?;
    must(season.swings.iter().all(swing), "a fault cost more than there is")?;
    worst(&season.worst, part)?;
    worst(&season.worst_seen, part)
}

/// Whether a sum may be that of so many nights.
fn sums_to(sum: i128, nights: u64) -> bool {
    sum.unsigned_abs() <= u128::from(nights) * u128::from(FARTHEST_US.unsigned_abs())
}

fn gate(g: &Gate) -> bool {
    g.inputs_us.iter().chain([&g.open_us]).all(|sum| sums_to(*sum, g.opened))
}

fn swing(s: &Swing) -> bool {
    let squares_max = i128::from(s.nights) * i128::from(FARTHEST_US) * i128::from(FARTHEST_US);
    sums_to(s.slip_us, s.nights) && sums_to(s.visible_us, s.nights) && (0..=squares_max).contains(&s.squares)
}

fn worst(worst: &[(i64, u64)], part: &Part) -> Sense {
    let key = |(us, night): &(i64, u64)| (std::cmp::Reverse(*us), *night);
    let ran = part.from..part.from + part.done;
    let sense = worst.len() as u64 == part.done.min(WORST as u64)
        && worst.is_sorted_by(|a, b| key(a) < key(b))
        && worst.iter().all(|(us, night)| us.unsigned_abs() <= FARTHEST_US.unsigned_abs() && ran.contains(night));
    must(sense, "its worst nights are none")
}

impl Came {
    /// Whether it has a line for each cue, beat and machine that `like` has, and for nothing else.
    pub fn fits(&self, like: &Self) -> bool {
        let pairs = match (&self.against, &like.against) {
            (None, None) => true,
            (Some(a), Some(b)) => {
                let of = |p: &Paired| [&p.slip, &p.end, &p.visible].map(Histogram::bits);
                shape(&a.season) == shape(&b.season) && of(&a.paired) == of(&b.paired)
            }
            _ => false,
        };
        pairs && shape(&self.season) == shape(&like.season)
    }
}

/// How many there are of everything.
fn shape(s: &Season) -> (Vec<u32>, Vec<usize>, [usize; 3]) {
    let histograms = [&s.slip, &s.visible, &s.dead_air].into_iter().chain(s.cues.iter().map(|c| &c.starts));
    let gates = s.gates.iter().map(|g| g.inputs_us.len());
    (histograms.map(Histogram::bits).collect(), gates.collect(), [s.beats.len(), s.swings.len(), s.costumes.len()])
}
