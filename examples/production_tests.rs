//! For a production's test suite: what must never happen, as plain Rust tests.
//!
//! In your own repository this is `tests/show.rs`, with `drytech = { version = "0.1", default-features = false }` under
//! `[dev-dependencies]`. Here: `cargo test --no-default-features --example production_tests`.

fn main() {
    println!("these are tests: cargo test --no-default-features --example production_tests");
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use drytech::fault::{self, Expect, Fault, FaultKind, FaultTime, Scenario};
    use drytech::sheet::Show;
    use drytech::slip::Rehearsal;

    fn preview() -> Show {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("cues/bombshell/preview.ron");
        fault::open(&file).expect("the sheet is fine").show
    }

    /// Runs a night, and fails with what was found and why.
    fn assert_survives(scenario: Scenario) {
        let night = Rehearsal::new(preview(), scenario).expect("the scenario is of this sheet");
        for (expect, verdict) in night.scenario.expect.iter().zip(night.verdicts()) {
            assert!(verdict.met, "{expect}: {}\n{}", verdict.found, verdict.because.join("\n"));
        }
    }

    #[test]
    fn the_show_survives_any_fog_dropout_of_five_seconds() {
        for beat in ["fog.roll", "fog.first", "fog.dance", "fog.lift"] {
            let dropout = Fault::new("low_fog", FaultKind::Dropout(5.0), FaultTime::On(beat.into(), 2.0));
            assert_survives(
                Scenario::default().with_fault(dropout).expecting(Expect::NotStuck).expecting(Expect::Holds(0)),
            );
        }
    }

    #[test]
    fn nobody_is_called_before_the_plane_has_landed() {
        let jam = Fault::new("plane", FaultKind::Jam(6.0), FaultTime::With("FLY 8".into(), 3.0));
        assert_survives(Scenario::default().with_fault(jam).expecting(Expect::Before(
            "FLY 8".into(),
            "LX 45".into(),
            0.0,
        )));
    }

    #[test]
    fn both_endings_of_the_decision_play_to_the_end() {
        for ending in ["keep", "reveal"] {
            assert_survives(Scenario::default().deciding("reveal", ending).expecting(Expect::ShowSlip(0.0)));
        }
    }
}
