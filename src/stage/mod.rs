//! What would the house see? The rendered stage, in a window ([`open_window`]) or without one ([`still`]).
//!
//! The picture is a function of a [`Rehearsal`] and a playhead: systems sample the run's tracks and
//! set transforms, materials and lights; they decide nothing. On the stage: the theatre, the house curtain, flying pieces
//! and wagons, people and what they wear, fog, light; drawn over it in pencil: what was planned, and by how much it slipped.

mod calling;
mod curtain;
mod drawn;
mod film;
mod fog;
mod geometry;
mod ghost;
mod keys;
mod light;
#[doc(hidden)]
pub mod measure;
#[doc(hidden)]
pub mod measure_panels;
mod noise;
mod on_stage;
mod palette;
mod pencil;
mod people;
mod piece;
mod plugin;
mod quality;
mod session;
mod settings;
mod sound;
mod state;
mod still;
mod theatre;
mod transport;
mod veil;
mod view;
mod window;

use std::sync::Arc;

use bevy::ecs::schedule::ScheduleLabel;
use bevy::prelude::*;

pub use calling::{AtTheDesk, Finished};
pub use drawn::{Drawn, Person, Showing, drawn};
pub use film::{FilmOptions, GifWriter, film};
pub use on_stage::{Tab, UnknownTab};
pub use plugin::{StageNight, StagePlugin, StageTime, stage_camera};
pub use quality::{Quality, UnknownQuality};
pub use session::{Chances, Origin};
pub use still::{StillOptions, still, still_many};
pub use view::{UnknownView, View};
pub use window::{WindowOptions, adapter_name, open_desk, open_window, why_no_window};

use crate::slip::Rehearsal;
use on_stage::{Beside, Desk, OnStage, Picked, Playhead, Shown};
use transport::Wish;

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StageError {
    /// Neither a graphics card nor a software renderer.
    #[error("no graphics adapter was found: install a graphics driver, or mesa-vulkan-drivers for a software one")]
    NoAdapter,
    /// No display to open a window on.
    #[error("{0}")]
    NoWindow(String),
    /// The size is 0 or larger than the adapter can draw.
    #[error("a picture of {0}x{1} cannot be drawn: 16 to {2} pixels each way")]
    Size(u32, u32, u32),
    /// Somebody wanted it to end.
    #[error("interrupted: nothing was written")]
    Interrupted,
    /// The adapter never delivered the picture.
    #[error("the graphics adapter never delivered the picture")]
    NoPicture,
}

/// The order of a frame.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum StageSystems {
    /// Keys, clicks and time move the playhead.
    Move,
    /// The run is sampled at the playhead and drawn.
    Draw,
}

/// Builds what is on the stage from its sheet: once at the start, and again when the sheet has changed.
#[derive(ScheduleLabel, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SetUp;

/// The order of a set-up.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum SetUpSystems {
    /// What is on the stage is built.
    Build,
    /// What has a planned double has it made.
    Double,
}

fn set_up(world: &mut World) {
    world.run_schedule(SetUp);
}

/// Everything on the stage; the same in a window, in a still and in a test without a renderer.
fn scene(app: &mut App, rehearsal: Arc<Rehearsal>, at_us: i64) {
    app.insert_resource(OnStage(rehearsal))
        .insert_resource(Playhead::at(at_us))
        .insert_resource(Shown::default())
        .init_resource::<Beside>()
        .init_resource::<Desk>()
        .init_resource::<Picked>()
        .add_message::<Wish>()
        .init_schedule(SetUp)
        .configure_sets(SetUp, (SetUpSystems::Build, SetUpSystems::Double).chain())
        .configure_sets(Update, (StageSystems::Move, StageSystems::Draw).chain())
        .add_systems(Startup, set_up)
        .add_plugins((
            quality::plugin,
            veil::plugin,
            theatre::plugin,
            curtain::plugin,
            piece::plugin,
            people::plugin,
            fog::plugin,
            light::plugin,
            sound::plugin,
            view::plugin,
        ));
}

/// What is drawn over the theatre, and only with a renderer.
fn over_it(app: &mut App) {
    app.add_plugins((noise::plugin, ghost::plugin, pencil::plugin));
}
