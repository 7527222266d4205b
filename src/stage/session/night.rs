//! [`Edits`]: what was done to a night at the desk, kept apart from what the file says, so that the file may change below it.

use std::sync::Arc;

use crate::engine::fault_id;
use crate::fault::{self, Fault, FaultKind, Scenario};
use crate::sheet::{Machine, Show, Source};

/// What was done to a night.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Edits {
    /// One night of the odds, in place of what the file says.
    night: Option<Arc<Scenario>>,
    /// Faults of the file that do not happen, by their names.
    mended: Vec<Fault>,
    /// Faults that happen besides those of the file.
    broken: Vec<Fault>,
}

impl Edits {
    /// One night of the odds as it was drawn; none: what the file says.
    pub(super) fn of_night(night: Option<Arc<Scenario>>) -> Self {
        Self { night, ..Self::default() }
    }

    /// The night of the odds, if it is one.
    pub(super) fn of_odds(&self) -> Option<&Scenario> {
        self.night.as_deref()
    }

    /// What all else is done to.
    fn base<'a>(&'a self, file: &'a Scenario) -> &'a Scenario {
        self.night.as_deref().unwrap_or(file)
    }

    /// The night: the file's scenario with what was done to it.
    pub(super) fn night(&self, file: &Scenario) -> Scenario {
        let base = self.base(file);
        let untouched = self.mended.is_empty() && self.broken.is_empty();
        let mut scenario = if untouched { base.clone() } else { named(base) };
        // What is shown is one night.
        scenario.vary = None;
        scenario.faults.retain(|f| !self.mended.contains(f));
        scenario.faults.extend(self.broken.iter().cloned());
        scenario
    }

    /// With one more fault, which gets a name of its own where it has none.
    pub(super) fn with(mut self, file: &Scenario, mut fault: Fault) -> Self {
        let base = self.base(file);
        let taken = |id: &str| {
            let of_file = (0..base.faults.len()).any(|i| fault_id(base, i) == id);
            of_file || self.broken.iter().any(|f| f.id == id)
        };
        if fault.id.is_empty() || taken(&fault.id) {
            fault.id = (1..).map(|n| format!("D{n}")).find(|id| !taken(id)).unwrap_or_default();
        }
        self.broken.push(fault);
        self
    }

    /// Without the fault of that name.
    pub(super) fn without(mut self, file: &Scenario, id: &str) -> Self {
        if let Some(i) = self.broken.iter().position(|f| f.id == id) {
            self.broken.remove(i);
        } else if let Some(fault) = named(self.base(file)).faults.into_iter().find(|f| f.id == id) {
            self.mended.push(fault);
        }
        self
    }

    /// Leaves out the faults that a sheet cannot have; why, in words, each.
    pub(super) fn fit(&mut self, show: &Show) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(why) = self.night.iter().flat_map(|n| &n.faults).find_map(|f| misfit(f, show)) {
            words.push(why);
            self.night = None;
        }
        self.broken.retain(|f| match misfit(f, show) {
            Some(why) => {
                words.push(why);
                false
            }
            None => true,
        });
        words
    }
}

/// The scenario with every fault's name written out: names by place change when one of them goes.
fn named(base: &Scenario) -> Scenario {
    let mut scenario = base.clone();
    for (i, f) in scenario.faults.iter_mut().enumerate() {
        f.id = fault_id(base, i);
    }
    scenario
}

/// Why the sheet cannot have this fault; `None` if it can.
fn misfit(fault: &Fault, show: &Show) -> Option<String> {
    let alone = Scenario { faults: vec![fault.clone()], ..Scenario::default() };
    let source = Source::new("the desk", fault::to_ron(&alone));
    let found = fault::check_scenario(&alone, &source, show);
    found.errors().next().map(|d| d.message.clone())
}

/// What usually goes wrong with a machine.
pub(in crate::stage) fn usual(machine: &Machine) -> FaultKind {
    match machine {
        Machine::FogMachine(_) => FaultKind::Dropout(6.0),
        Machine::FlyingPiece(_) | Machine::Wagon(_) | Machine::Curtain(_) => FaultKind::Jam(5.0),
        Machine::Costume(_) => FaultKind::Slips,
        Machine::LightRig(_) => FaultKind::Blackout(4.0),
        Machine::Sound(_) => FaultKind::Late(2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::FaultTime;

    fn jam(id: &str) -> Fault {
        Fault { id: id.to_owned(), ..Fault::new("plane", FaultKind::Jam(1.0), FaultTime::At(2.0)) }
    }

    fn ids(s: &Scenario) -> Vec<&str> {
        s.faults.iter().map(|f| f.id.as_str()).collect()
    }

    #[test]
    fn names_stay_when_a_fault_goes() {
        let base = Scenario::default().with_fault(jam("")).with_fault(jam("")).with_fault(jam("D1"));
        assert_eq!(Edits::default().night(&base), base, "nothing was done to it");
        let edits = Edits::default().with(&base, jam("")).without(&base, "F1");
        assert_eq!(ids(&edits.night(&base)), ["F2", "D1", "D2"]);
        assert_eq!(ids(&edits.without(&base, "D2").night(&base)), ["F2", "D1"]);
    }

    #[test]
    fn a_night_of_the_odds_stands_for_what_the_file_says() {
        let file = Scenario::default().with_fault(jam("F9"));
        let night = Scenario::default().with_fault(jam("")).with_fault(jam("R2"));
        let edits = Edits::of_night(Some(Arc::new(night.clone())));
        assert_eq!(edits.night(&file), night, "nothing was done to it");
        let edits = edits.with(&file, jam("R2")).without(&file, "F1");
        assert_eq!(ids(&edits.night(&file)), ["R2", "D1"]);
        assert_eq!(Edits::of_night(None).night(&file), file);
    }

    #[test]
    fn nights_of_the_odds_fit_their_sheet() {
        let show = fault::open("cues/bombshell/preview.ron".as_ref()).expect("it is one of ours").show;
        let (odds, ..) = fault::odds::odds_for("cues/bombshell/odds.ron".as_ref(), &show).expect("they are ours");
        let bench = crate::sweep::Bench::new(&show, Scenario::default()).expect("it runs");
        let sweep = crate::sweep::Sweep::new(&bench, &odds, 5, 3.0);
        for i in 0..200 {
            let mut edits = Edits::of_night(Some(Arc::new(sweep.night(i))));
            assert_eq!(edits.fit(&show), Vec::<String>::new(), "night {i}");
        }
    }

    #[test]
    fn what_no_longer_fits_is_left_out_and_said() {
        let text = "(title: \"\", machines: { \"fog\": FogMachine() })";
        let ron = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
        let show: Show = ron.from_str(text).expect("it is a show");
        let fits = Fault::new("fog", FaultKind::Cold, FaultTime::At(0.0));
        let base = Scenario::default();
        let mut edits = Edits::default().with(&base, jam("")).with(&base, fits);
        let words = edits.fit(&show);
        assert_eq!(words.len(), 1);
        assert!(words[0].contains("plane"), "{words:?}");
        assert_eq!(ids(&edits.night(&base)), ["D2"]);
    }
}
