//! The gremlin: surprise faults for a rehearsal, drawn from a seed.

use crate::engine::luck::{Purpose, name_key, uniform};
use crate::fault::Fault;
use crate::run::Run;
use crate::sheet::Show;
use crate::sweep::Vocabulary;

/// Surprises of a whole evening at strength 1. Not a rate anybody measured: what a rehearsal can bear, an assumption.
const SURPRISES: f64 = 4.0;

/// Most surprises of an evening.
const SURPRISES_MAX: usize = 40;

/// Draws surprise faults for a sheet: which machines and people, what, when and how badly is a pure function of the
/// seed. `strength` (0 none, 1 usual, up to 10) sets how many there are and how bad. `from` is what they are drawn
/// from: a scenario's faults; with none, everything that can go wrong in the sheet.
pub fn gremlin(show: &Show, plan: &Run, seed: u64, strength: f64, from: &[Fault]) -> Vec<Fault> {
    let wanted = ((SURPRISES * strength.clamp(0.0, 10.0)).round() as usize).min(SURPRISES_MAX);
    let mut lots: Vec<(f64, u32, Fault)> = if from.is_empty() {
        let singles = Vocabulary::new(show, plan, &[]).singles(show);
        // The automatic caller's mistakes are not made where a person calls.
        let fits = singles.into_iter().filter(|c| c.fault.on != "caller");
        fits.map(|c| (0.0, c.strength, c.fault)).collect()
    } else {
        from.iter().map(|f| (0.0, 0, f.clone())).collect()
    };
    for (draw, _, fault) in &mut lots {
        let text = format!("{}/{}/{}", fault.on, fault.what.name(), fault.when);
        *draw = uniform(seed, Purpose::Gremlin, name_key(&text), 0);
    }
    lots.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut drawn: Vec<Fault> = Vec::new();
    // Of one draw the strengths come one after the other: bad enough for the dial, and one of a machine at first.
    let mut i = 0;
    let mut spare = Vec::new();
    while i < lots.len() {
        let same = lots[i..].iter().take_while(|l| l.0 == lots[i].0).count();
        let place = ((same as f64 * strength.clamp(0.0, 1.0)) as usize).min(same - 1);
        let fault = lots[i + place].2.clone();
        if drawn.iter().any(|f| f.on == fault.on) {
            spare.push(fault)
        } else {
            drawn.push(fault)
        }
        i += same;
    }
    drawn.extend(spare);
    drawn.truncate(wanted);
    for (n, fault) in drawn.iter_mut().enumerate() {
        fault.id = format!("G{}", n + 1);
    }
    drawn
}
