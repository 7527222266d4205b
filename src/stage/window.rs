//! The window, and why there may be none.

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Arc;

use bevy::log::LogPlugin;
use bevy::prelude::*;
use bevy::render::renderer::initialize_renderer;
use bevy::render::settings::{Backends, RenderResources, WgpuSettings};
use bevy::window::WindowResolution;
use bevy_egui::{EguiGlobalSettings, EguiPlugin, PrimaryEguiContext};

use super::calling::{self, AtTheDesk, Caller, Finished};
use super::on_stage::{Playhead, Shown};
use super::quality::{Chosen, Quality};
use super::session::{self, Origin, Session};
use super::view::{self, View};
use super::{StageError, over_it, scene, settings, state, transport};
use crate::slip::Rehearsal;

/// How the window opens.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowOptions {
    /// The instant, µs of run time.
    pub at_us: i64,
    /// From where.
    pub view: View,
    /// Whether time goes on at once.
    pub playing: bool,
    /// Width and height, logical pixels.
    pub size: (u32, u32),
    /// How much the picture may cost; where it is not said, as it was left, or as the adapter can.
    pub quality: Option<Quality>,
    /// Where to write its state whenever it changes, for tests.
    pub state_out: Option<PathBuf>,
}

/// Opens the stage with a person at the desk, and returns how it went when the window is closed.
///
/// # Errors
/// As [`open_window`].
pub fn open_desk(
    rehearsal: Rehearsal,
    origin: Origin,
    options: WindowOptions,
    mut at: AtTheDesk,
) -> Result<Option<Finished>, StageError> {
    let (told, finished) = std::sync::mpsc::channel();
    at.finished = Some(told);
    open(rehearsal, origin, options, Some(at))?;
    Ok(finished.try_recv().ok())
}

impl Default for WindowOptions {
    fn default() -> Self {
        Self { at_us: 0, view: View::House, playing: true, size: (1280, 720), quality: None, state_out: None }
    }
}

/// A graphics adapter, or `None`. The renderer panics where there is none, so it is asked first, quietly.
pub(super) fn find_adapter() -> Option<RenderResources> {
    // The native interface first: asking the older ones makes their libraries talk on standard error.
    let settings = WgpuSettings::default();
    let backends = settings.backends?;
    let native = backends & Backends::PRIMARY;
    initialize(native, &settings).or_else(|| initialize(backends, &settings))
}

/// What draws pictures here, as it calls itself; `None` if nothing does.
pub fn adapter_name() -> Option<String> {
    find_adapter().map(|found| found.2.name.clone())
}

fn initialize(backends: Backends, settings: &WgpuSettings) -> Option<RenderResources> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let found =
        panic::catch_unwind(AssertUnwindSafe(|| bevy::tasks::block_on(initialize_renderer(backends, None, settings))));
    panic::set_hook(hook);
    found.ok()
}

/// Why no window can be opened here, in words; `None` if one can.
pub fn why_no_window() -> Option<String> {
    if let Some(why) = no_display() {
        return Some(why);
    }
    find_adapter().is_none().then(|| StageError::NoAdapter.to_string())
}

#[cfg(all(unix, not(target_os = "macos")))]
fn no_display() -> Option<String> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    if !set("DISPLAY") && !set("WAYLAND_DISPLAY") && !set("WAYLAND_SOCKET") {
        return Some("there is no display: neither DISPLAY nor WAYLAND_DISPLAY is set".to_owned());
    }
    None
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn no_display() -> Option<String> {
    None
}

/// Opens the stage in a window and returns when it is closed.
///
/// # Errors
/// No display, one that does not answer, or no graphics adapter; nothing was drawn then.
pub fn open_window(rehearsal: Rehearsal, origin: Origin, options: WindowOptions) -> Result<(), StageError> {
    open(rehearsal, origin, options, None)
}

fn open(
    rehearsal: Rehearsal,
    origin: Origin,
    options: WindowOptions,
    desk: Option<AtTheDesk>,
) -> Result<(), StageError> {
    if let Some(why) = why_no_window() {
        return Err(StageError::NoWindow(why));
    }
    let title = format!("{} · Dry Tech", rehearsal.show.title);
    let (width, height) = options.size;
    let window = Window { title, resolution: WindowResolution::new(width, height), ..default() };
    let mut app = App::new();
    // The window's event loop is made here, and panics if the display does not answer.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let made = panic::catch_unwind(AssertUnwindSafe(|| {
        let plugins = DefaultPlugins
            .set(WindowPlugin { primary_window: Some(window), ..default() })
            .set(super::piece::files(&rehearsal));
        app.add_plugins(plugins.disable::<LogPlugin>());
    }));
    panic::set_hook(hook);
    if made.is_err() {
        // What is half made is not taken down: its pieces expect each other.
        std::mem::forget(app);
        let display = std::env::var("WAYLAND_DISPLAY").or_else(|_| std::env::var("DISPLAY")).unwrap_or_default();
        return Err(StageError::NoWindow(format!("the display {display} does not answer")));
    }
    app.add_plugins(EguiPlugin::default())
        .insert_resource(EguiGlobalSettings { auto_create_primary_context: false, ..default() });
    app.insert_resource(Session::new(origin, &rehearsal));
    scene(&mut app, Arc::new(rehearsal), options.at_us);
    over_it(&mut app);
    app.add_plugins((transport::plugin, session::plugin, calling::plugin));
    if let Some(at) = desk {
        app.insert_resource(Caller::new(at));
    }
    let word = settings::add(&mut app);
    if let Some(mut session) = app.world_mut().get_resource_mut::<Session>() {
        session.say(word);
    }
    let liked = app.world().get_resource::<Shown>().and_then(|s| s.quality);
    if let Some(quality) = options.quality.or(liked) {
        app.insert_resource(Chosen(quality));
    }
    if let Some(file) = options.state_out {
        state::add(&mut app, file);
    }
    if let Some(mut playhead) = app.world_mut().get_resource_mut::<Playhead>() {
        playhead.playing = options.playing;
    }
    if let Some(mut shown) = app.world_mut().get_resource_mut::<Shown>() {
        shown.view = options.view;
    }
    app.world_mut().spawn((view::camera(), PrimaryEguiContext));
    app.run();
    Ok(())
}
