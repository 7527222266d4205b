//! Pictures without a window: the same scene, the same plugins, the same pixels.

use std::sync::{Arc, Mutex};

use bevy::app::SubApps;
use bevy::asset::RenderAssetUsages;
use bevy::camera::RenderTarget;
use bevy::log::LogPlugin;
use bevy::prelude::*;
use bevy::render::RenderPlugin;
use bevy::render::render_resource::{Extent3d, PollType, TextureDimension, TextureFormat, TextureUsages};
use bevy::render::renderer::RenderDevice;
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};
use bevy::window::ExitCondition;
use bevy::winit::WinitPlugin;
use bevy_egui::{EguiContextSettings, EguiGlobalSettings, EguiPlugin, PrimaryEguiContext};
use image::RgbaImage;

use super::on_stage::{Playhead, Shown};
use super::view::{self, View};
use super::{StageError, over_it, scene, window};
use crate::slip::Rehearsal;

/// Smallest and largest picture, pixels each way.
const SIDE_MIN: u32 = 16;
const SIDE_MAX: u32 = 8192;

/// What to draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StillOptions {
    /// The instant, µs of run time.
    pub at_us: i64,
    /// Width and height, pixels.
    pub size: (u32, u32),
    /// From where.
    pub view: View,
    /// Whether the planned state is drawn beside the actual.
    pub ghosts: bool,
    /// Whether the panels are drawn.
    pub panels: bool,
}

impl Default for StillOptions {
    fn default() -> Self {
        Self { at_us: 0, size: (1280, 720), view: View::House, ghosts: true, panels: false }
    }
}

/// Draws one picture without a window.
///
/// # Errors
/// No graphics adapter, a size it cannot draw, or a picture it never delivers.
pub fn still(rehearsal: &Rehearsal, options: StillOptions) -> Result<RgbaImage, StageError> {
    let mut pictures = still_many(rehearsal, &[options])?;
    pictures.pop().ok_or(StageError::NoPicture)
}

/// Draws several pictures with one start of the renderer, which is most of the cost of a small one.
///
/// # Errors
/// As [`still`]; the first that fails.
pub fn still_many(rehearsal: &Rehearsal, options: &[StillOptions]) -> Result<Vec<RgbaImage>, StageError> {
    for o in options {
        let (w, h) = o.size;
        if w.min(h) < SIDE_MIN || w.max(h) > SIDE_MAX {
            return Err(StageError::Size(w, h, SIDE_MAX));
        }
    }
    if options.is_empty() {
        return Ok(Vec::new());
    }
    let mut camera = Headless::start(rehearsal)?;
    options.iter().map(|o| camera.take(*o)).collect()
}

/// An app without a window, driven from outside.
struct Headless {
    apps: SubApps,
    camera: Entity,
}

impl Headless {
    fn start(rehearsal: &Rehearsal) -> Result<Self, StageError> {
        let resources = window::find_adapter().ok_or(StageError::NoAdapter)?;
        let mut app = App::new();
        app.add_plugins(
            DefaultPlugins
                .set(WindowPlugin { primary_window: None, exit_condition: ExitCondition::DontExit, ..default() })
                .set(RenderPlugin {
                    render_creation: resources.into(),
                    synchronous_pipeline_compilation: true,
                    ..default()
                })
                .disable::<LogPlugin>()
                .disable::<WinitPlugin>(),
        )
        .add_plugins(EguiPlugin::default());
        app.insert_resource(EguiGlobalSettings { auto_create_primary_context: false, ..default() });
        scene(&mut app, Arc::new(rehearsal.clone()), 0);
        over_it(&mut app);
        app.finish();
        app.cleanup();
        let mut apps = std::mem::take(app.sub_apps_mut());
        let world = apps.main.world_mut();
        let camera = world.spawn((view::camera(), PrimaryEguiContext, EguiContextSettings::default())).id();
        Ok(Self { apps, camera })
    }

    fn take(&mut self, o: StillOptions) -> Result<RgbaImage, StageError> {
        let world = self.apps.main.world_mut();
        let size = Extent3d { width: o.size.0, height: o.size.1, depth_or_array_layers: 1 };
        let format = TextureFormat::Rgba8UnormSrgb;
        let mut target = Image::new_uninit(size, TextureDimension::D2, format, RenderAssetUsages::RENDER_WORLD);
        target.texture_descriptor.usage |= TextureUsages::RENDER_ATTACHMENT | TextureUsages::COPY_SRC;
        let target = world.resource_mut::<Assets<Image>>().add(target);
        world
            .entity_mut(self.camera)
            .insert((RenderTarget::Image(target.clone().into()), view::StageCamera::default()));
        if let Some(mut playhead) = world.get_resource_mut::<Playhead>() {
            playhead.t_us = o.at_us;
        }
        if let Some(mut shown) = world.get_resource_mut::<Shown>() {
            *shown = Shown { view: o.view, ghosts: o.ghosts, panels: o.panels, ..Shown::default() };
        }
        // Unseen: the world takes its places and the renderer gets everything. With nothing before it but the
        // lights: they fall where they fall a frame late, and the panels find their fonts. Then one frame to show, which on a software adapter is nearly all the cost.
        self.look(false);
        self.update();
        self.update();
        self.look(true);
        self.apps.main.world_mut().entity_mut(self.camera).insert(view::only_lights());
        self.update();
        self.apps.main.world_mut().entity_mut(self.camera).insert(view::everything());
        let taken: Arc<Mutex<Option<RgbaImage>>> = Arc::default();
        let slot = Arc::clone(&taken);
        self.apps.main.world_mut().spawn(Screenshot::image(target)).observe(move |shot: On<ScreenshotCaptured>| {
            let picture = shot.image.clone().try_into_dynamic().ok().map(|i| i.to_rgba8());
            if let Ok(mut slot) = slot.lock() {
                *slot = picture;
            }
        });
        self.update();
        self.look(false);
        for _ in 0..20 {
            if let Some(picture) = taken.lock().ok().and_then(|mut t| t.take()) {
                return Ok(picture);
            }
            self.update();
        }
        Err(StageError::NoPicture)
    }

    fn look(&mut self, open: bool) {
        let world = self.apps.main.world_mut();
        if let Some(mut camera) = world.get_mut::<Camera>(self.camera) {
            camera.is_active = open;
        }
        // Panels that run and are not drawn leave their textures behind, which egui does not forgive.
        if let Some(mut panels) = world.get_mut::<EguiContextSettings>(self.camera) {
            panels.run_manually = !open;
        }
    }

    fn update(&mut self) {
        self.apps.update();
        if let Some(device) = self.apps.main.world().get_resource::<RenderDevice>() {
            // A device that is lost delivers no picture, and that is reported.
            let _ = device.wgpu_device().poll(PollType::Wait { submission_index: None, timeout: None });
        }
    }
}
