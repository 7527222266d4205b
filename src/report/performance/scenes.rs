//! Up, down and running time of every scene.

use crate::run::Run;
use crate::sheet::Scene;
use crate::slip::Rehearsal;

/// When a scene was played, and when it was planned; µs of run time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SceneTimes {
    /// Its title; its id where it has none.
    pub title: String,
    /// As planned: up and down.
    pub planned: Option<(i64, i64)>,
    /// When its first beat started; `None` where it was not played.
    pub up_us: Option<i64>,
    /// When its last beat ended; `None` where it was not played to its end.
    pub down_us: Option<i64>,
}

impl SceneTimes {
    /// How long it ran, µs.
    pub fn ran_us(&self) -> Option<i64> {
        Some(self.down_us? - self.up_us?)
    }

    /// How long it was to run, µs.
    pub fn planned_us(&self) -> Option<i64> {
        self.planned.map(|(up, down)| down - up)
    }

    /// How much longer it ran than planned, µs.
    pub fn longer_us(&self) -> Option<i64> {
        Some(self.ran_us()? - self.planned_us()?)
    }

    /// How late it went up, µs.
    pub fn up_late_us(&self) -> Option<i64> {
        Some(self.up_us? - self.planned?.0)
    }

    /// How late it came down, µs.
    pub fn down_late_us(&self) -> Option<i64> {
        Some(self.down_us? - self.planned?.1)
    }
}

/// A scene's title; its id where it has none.
pub(super) fn title(scene: &Scene) -> String {
    if scene.title.is_empty() { scene.id.clone() } else { scene.title.clone() }
}

/// The scenes that exist under the decisions taken, in playing order.
pub(super) fn scenes(r: &Rehearsal) -> Vec<SceneTimes> {
    let mut first = 0;
    let mut out = Vec::new();
    for scene in &r.show.script {
        let beats = first..first + scene.beats.len();
        first = beats.end;
        let present: Vec<usize> = beats.filter(|b| r.run.beats[*b].present).collect();
        let (Some(top), Some(last)) = (present.first(), present.last()) else { continue };
        let span = |run: &Run| Some((run.beats[*top].start_us?, run.beats[*last].end_us?));
        out.push(SceneTimes {
            title: title(scene),
            planned: span(&r.plan),
            up_us: r.run.beats[*top].start_us,
            down_us: r.run.beats[*last].end_us,
        });
    }
    out
}
