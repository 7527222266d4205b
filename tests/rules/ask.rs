//! What the tests of rules ask of a rehearsal. All times are microseconds.

use drytech::fault::CueStatus;
use drytech::run::{BeatTimes, CueTimes};
use drytech::slip::Rehearsal;

use crate::read::rehearse;

/// A second.
pub const S: i64 = 1_000_000;

/// A script of one beat, for tests that are not about beats.
pub const ONE_BEAT: &str = r#"Beat(id: "a", takes: 100.0)"#;

/// Rehearses beats, further fields of the show, and fields of the scenario.
pub fn night(beats: &str, sheet: &str, scenario: &str) -> Rehearsal {
    rehearse(
        &format!("Show(title: \"t\", script: [Scene(id: \"s\", beats: [{beats}])], {sheet})"),
        &format!("Scenario(show: \"t.ron\", {scenario})"),
    )
}

/// Questions by the sheet's names.
pub trait Ask {
    fn cue(&self, number: &str) -> CueTimes;
    fn planned(&self, number: &str) -> CueTimes;
    fn beat(&self, id: &str) -> BeatTimes;

    fn called(&self, number: &str) -> Option<i64> {
        self.cue(number).called_us
    }
    fn started(&self, number: &str) -> Option<i64> {
        self.cue(number).started_us
    }
    fn done(&self, number: &str) -> Option<i64> {
        self.cue(number).done_us
    }
    fn status(&self, number: &str) -> CueStatus {
        self.cue(number).status.unwrap_or_else(|| panic!("{number} is absent"))
    }
    fn begins(&self, id: &str) -> Option<i64> {
        self.beat(id).start_us
    }
}

impl Ask for Rehearsal {
    fn cue(&self, number: &str) -> CueTimes {
        self.run.cues[self.cue_index(number).unwrap_or_else(|| panic!("no cue {number}"))]
    }
    fn planned(&self, number: &str) -> CueTimes {
        self.plan.cues[self.cue_index(number).unwrap_or_else(|| panic!("no cue {number}"))]
    }
    fn beat(&self, id: &str) -> BeatTimes {
        let at = self.show.beats().position(|(_, b)| b.id == id);
        self.run.beats[at.unwrap_or_else(|| panic!("no beat {id}"))]
    }
}
