//! [`StagePlugin`]: the stage in somebody else's app.
//!
//! ```no_run
//! use bevy::prelude::*;
//! use drytech::{fault, slip::Rehearsal};
//! use drytech::stage::{StagePlugin, stage_camera};
//!
//! let night = Rehearsal::of(fault::open("cues/bombshell/plane_too_slow.ron".as_ref())?)?;
//! App::new()
//!     .add_plugins(DefaultPlugins)
//!     .add_plugins(StagePlugin::new(night).playing_from(800_000_000))
//!     .add_systems(Startup, |mut commands: Commands| {
//!         commands.spawn(stage_camera());
//!     })
//!     .run();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::sync::Arc;

use bevy::prelude::*;

use super::on_stage::{OnStage, Playhead, Shown};
use super::quality::{Chosen, Quality};
use super::view::View;
use super::{StageSystems, ghost, scene};
use crate::slip::Rehearsal;

/// Draws a night: theatre, machines, people, light and fog, in metres round the middle of the setting line, y up and z
/// towards the house. It decides nothing: what happens is in the [`Rehearsal`], and when we are is [`StageTime`].
///
/// It wants a renderer (`DefaultPlugins`, windowed or not), and sets `GlobalAmbientLight` to 0: the stage has its own light.
/// Panels and keys are not in it, and it takes no input. A sheet whose looks are models finds them through the app's
/// `AssetPlugin`: set its `file_path` to the sheet's folder.
#[derive(Clone, Debug)]
pub struct StagePlugin {
    night: Arc<Rehearsal>,
    time: StageTime,
    ghosts: bool,
    quality: Option<Quality>,
}

impl StagePlugin {
    /// A night, at rest at its beginning, seen from the house.
    pub fn new(night: impl Into<Arc<Rehearsal>>) -> Self {
        Self { night: night.into(), time: StageTime::default(), ghosts: true, quality: None }
    }

    /// Plays from an instant on, µs of run time.
    #[must_use]
    pub fn playing_from(mut self, at_us: i64) -> Self {
        self.time = StageTime { at_us, playing: true, ..self.time };
        self
    }

    /// Without the planned state drawn beside the actual.
    #[must_use]
    pub fn without_ghosts(mut self) -> Self {
        self.ghosts = false;
        self
    }

    /// What a picture may cost; the adapter says where nobody does.
    #[must_use]
    pub fn with_quality(mut self, quality: Quality) -> Self {
        self.quality = Some(quality);
        self
    }
}

impl Plugin for StagePlugin {
    fn build(&self, app: &mut App) {
        scene(app, Arc::clone(&self.night), self.time.at_us);
        app.add_plugins(ghost::plugin)
            .insert_resource(self.time)
            .insert_resource(StageNight(Arc::clone(&self.night)))
            .insert_resource(Shown { panels: false, ghosts: self.ghosts, ..Shown::default() })
            .add_systems(Update, (run_on, follow).chain().in_set(StageSystems::Move));
        if let Some(quality) = self.quality {
            app.insert_resource(Chosen(quality));
        }
    }
}

/// When we are in the night, and from where it is seen. Yours to write, at any time before `Update`; the stage follows in
/// the same frame, forwards and back.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct StageTime {
    /// µs of run time, from 0 to [`StageNight::end_us`].
    pub at_us: i64,
    /// Whether it goes on with the app's virtual time.
    pub playing: bool,
    /// Show seconds a second; below 0 time goes back.
    pub speed: f64,
    /// Where a [`stage_camera`] sits.
    pub view: View,
}

impl Default for StageTime {
    fn default() -> Self {
        Self { at_us: 0, playing: false, speed: 1.0, view: View::House }
    }
}

/// The night that is shown.
#[derive(Resource, Clone, Debug)]
pub struct StageNight(Arc<Rehearsal>);

impl StageNight {
    /// The night.
    pub fn night(&self) -> &Rehearsal {
        &self.0
    }

    /// The last instant there is to see, µs of run time.
    pub fn end_us(&self) -> i64 {
        self.0.run.end_us
    }

    /// Shows another night of the same sheet, at the same instant: [`Rehearsal::again`] makes one in microseconds.
    ///
    /// # Errors
    /// It is of another sheet, whose machines are not on the stage; it is given back.
    pub fn show(&mut self, night: impl Into<Arc<Rehearsal>>) -> Result<(), Arc<Rehearsal>> {
        let night = night.into();
        if !Arc::ptr_eq(&night.show, &self.0.show) && night.show != self.0.show {
            return Err(night);
        }
        self.0 = night;
        Ok(())
    }
}

/// A camera that sits where [`StageTime::view`] says, exposed for the stage. A camera of your own may see it as well: give it a
/// fixed exposure of 9 EV100, HDR, and a depth prepass, which the fog ends at.
pub fn stage_camera() -> impl Bundle {
    super::view::camera()
}

fn run_on(mut at: ResMut<StageTime>, night: Res<StageNight>, time: Res<Time>) {
    if at.playing && !time.delta().is_zero() {
        let on_us = (time.delta_secs_f64() * at.speed * 1e6).round() as i64;
        at.at_us = at.at_us.saturating_add(on_us).clamp(0, night.end_us());
    }
}

fn follow(
    at: Res<StageTime>,
    night: Res<StageNight>,
    mut playhead: ResMut<Playhead>,
    mut shown: ResMut<Shown>,
    mut stage: ResMut<OnStage>,
) {
    if at.is_changed() {
        playhead.t_us = at.at_us.clamp(0, night.end_us());
        shown.view = at.view;
    }
    if night.is_changed() && !Arc::ptr_eq(&night.0, &stage.0) {
        stage.0 = Arc::clone(&night.0);
    }
}

#[cfg(test)]
mod tests {
    use bevy::prelude::*;

    use super::{Playhead, StageNight, StagePlugin, StageTime};
    use crate::fault::{self, Fault, FaultKind, FaultTime, Scenario};
    use crate::slip::Rehearsal;

    fn opened(name: &str) -> Rehearsal {
        Rehearsal::of(fault::open(name.as_ref()).expect("it is one of ours")).expect("it runs")
    }

    /// An app of somebody else's, without a renderer.
    fn app() -> App {
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, AssetPlugin::default(), TransformPlugin))
            .init_asset::<Mesh>()
            .init_asset::<Image>()
            .init_asset::<StandardMaterial>()
            .add_plugins(StagePlugin::new(opened("cues/bombshell/as_written.ron")).playing_from(5_000_000));
        app
    }

    #[test]
    fn the_stage_is_where_the_host_says_and_stops_at_the_end() {
        let mut app = app();
        app.update();
        app.world_mut().resource_mut::<StageTime>().playing = false;
        app.world_mut().resource_mut::<StageTime>().at_us = 90_000_000;
        app.update();
        assert_eq!(app.world().resource::<Playhead>().t_us, 90_000_000);
        let end = app.world().resource::<StageNight>().end_us();
        app.world_mut().resource_mut::<StageTime>().at_us = i64::MAX;
        app.update();
        assert_eq!(app.world().resource::<Playhead>().t_us, end);
    }

    #[test]
    fn another_night_of_the_same_sheet_is_shown_and_one_of_another_sheet_is_given_back() {
        let mut app = app();
        app.update();
        let mut night = app.world_mut().resource_mut::<StageNight>();
        let jam = Fault::new("plane", FaultKind::Jam(9.0), FaultTime::At(0.0));
        let again = night.night().again(Scenario::default().with_fault(jam)).expect("it runs");
        assert!(night.show(again).is_ok());
        assert_eq!(night.night().scenario.faults.len(), 1);
        assert!(night.show(opened("cues/bombshell/nightmare.ron")).is_err());
        app.update();
        assert_eq!(app.world().resource::<super::OnStage>().0.scenario.faults.len(), 1);
    }
}
