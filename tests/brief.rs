//! Brief nights tell what whole nights tell, on our own sheets; on generated ones: `tests/properties.rs`.

mod common;

use common::briefly;
use drytech::fault::odds::odds_for;
use drytech::fault::{Scenario, open};
use drytech::run::Run;
use drytech::sweep::{Bench, Dice, Vocabulary};

/// Nights from few faults to more than are gone through cue to cue, in one memory.
#[test]
fn nights_of_the_preview_drawn_from_its_odds() {
    let opened = open("cues/bombshell/preview.ron".as_ref()).expect("the preview opens");
    let bench = Bench::new(&opened.show, Scenario::default()).expect("the preview is good");
    let (odds, _, _) = odds_for("cues/bombshell/odds.ron".as_ref(), &opened.show).expect("the odds are good");
    let dice = Dice::new(&odds, &opened.show, &bench.plan);
    let mut worker = bench.brief_worker();
    for night in 0..240_u64 {
        let drawn = dice.draw(3, night, [0.3, 1.0, 4.0][(night % 3) as usize]);
        let faults: Vec<_> = drawn.iter().map(|d| bench.compile(&d.fault).expect("the odds were checked")).collect();
        let faults: Vec<_> = faults.iter().collect();
        let (night_brief, whole) = (worker.night(faults.iter().copied()).clone(), bench.night(&faults));
        assert_eq!(night_brief, briefly(whole), "night {night}");
        let (drawn_brief, whole) = (worker.drawn(night, faults.iter().copied()).clone(), bench.drawn(night, &faults));
        assert_eq!(drawn_brief, briefly(whole), "night {night}, luck drawn");
    }
}

/// Faults of every kind, on every machine, alone and in twos.
#[test]
fn nights_that_certify_runs() {
    for sheet in ["preview", "nightmare"] {
        let path = format!("cues/bombshell/{sheet}.ron");
        let opened = open(path.as_ref()).expect("the sheet opens");
        let bench = Bench::new(&opened.show, Scenario::default()).expect("the sheet is good");
        let candidates = Vocabulary::new(&opened.show, &bench.plan, &[]).singles(&opened.show);
        let compiled: Vec<_> = candidates.iter().map(|c| bench.compile(&c.fault).expect("it is there")).collect();
        for (i, fault) in compiled.iter().enumerate().step_by(11) {
            for faults in [vec![fault], vec![fault, &compiled[(i * 7 + 3) % compiled.len()]]] {
                let brief = bench.brief(None, &faults, Run::clone);
                assert_eq!(brief, briefly(bench.night(&faults)), "{sheet}: candidate {i} of {}", faults.len());
            }
        }
    }
}
