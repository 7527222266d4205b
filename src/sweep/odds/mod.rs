//! [`Dice`]: odds loaded for one sheet and its plan, which give the faults of any night.
//!
//! Night *n* is a pure function of (odds, plan, seed, n, strength). Every draw hangs on its risk's name and on the use or
//! the number it is for, never on the order of drawing: another machine, cue or risk changes nobody else's luck.

mod draw;
mod windows;

pub use draw::{Dice, Drawn, STRENGTH_MAX};

use crate::fault::Fault;
use crate::fault::odds::Odds;
use crate::run::Run;
use crate::sheet::Show;

impl Odds {
    /// The faults of one night. `plan` is the sheet's run without faults ([`crate::slip::Rehearsal::plan`]); `strength`
    /// scales the rates: 1 as they are, 2 twice as often, 0 never. For many nights load [`Dice`] once.
    pub fn night(&self, show: &Show, plan: &Run, seed: u64, night: u64, strength: f64) -> Vec<Fault> {
        Dice::new(self, show, plan).night(seed, night, strength)
    }
}
