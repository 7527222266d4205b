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

use super::on_stage::{Folded, Playhead, Shown, Tab};
use super::quality::{Chosen, Quality};
use super::session;
use super::view::{self, View};
use super::{StageError, over_it, piece, scene, window};
use crate::slip::Rehearsal;

/// Smallest and largest picture, pixels each way.
const SIDE_MIN: u32 = 16;
const SIDE_MAX: u32 = 8192;
/// How long a picture waits for the models of its sheet.
const MODELS_AT_MOST: std::time::Duration = std::time::Duration::from_secs(30);

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
    /// Which sheet of the panel at the right is on top; `None`: it is folded away.
    pub tab: Option<Tab>,
    /// The machine that is looked into, by its place in the sheet.
    pub machine: Option<usize>,
    /// The cue whose cause chain is drawn, by its place in the sheet.
    pub chain: Option<usize>,
    /// The dim theme.
    pub backstage: bool,
    /// Whether the keys are explained.
    pub help: bool,
    /// How much the picture may cost; the adapter says where nobody does.
    pub quality: Option<Quality>,
}

impl Default for StillOptions {
    fn default() -> Self {
        Self {
            at_us: 0,
            size: (1280, 720),
            view: View::House,
            ghosts: true,
            panels: false,
            tab: Some(Tab::Inspector),
            machine: None,
            chain: None,
            backstage: false,
            help: false,
            quality: None,
        }
    }
}

impl StillOptions {
    /// Whether it can be drawn at all.
    pub(super) fn check(&self) -> Result<(), StageError> {
        let (w, h) = self.size;
        if w.min(h) < SIDE_MIN || w.max(h) > SIDE_MAX { Err(StageError::Size(w, h, SIDE_MAX)) } else { Ok(()) }
    }

    fn shown(&self) -> Shown {
        let folded = Folded { side: self.tab.is_none(), ..Folded::default() };
        Shown {
            view: self.view,
            ghosts: self.ghosts,
            panels: self.panels,
            folded,
            tab: self.tab.unwrap_or_default(),
            machine: self.machine,
            chain: self.chain,
            backstage: self.backstage,
            help: self.help,
            // Nothing moves on between one picture and the next but the run.
            still: true,
            ..Shown::default()
        }
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
    options.iter().try_for_each(StillOptions::check)?;
    if options.is_empty() {
        return Ok(Vec::new());
    }
    let mut camera = Headless::start(rehearsal, options[0].quality)?;
    options.iter().map(|o| camera.take(*o)).collect()
}

/// An app without a window, driven from outside.
pub(super) struct Headless {
    apps: SubApps,
    camera: Entity,
    /// What the camera draws on, and how it was told to draw last.
    canvas: Option<(Handle<Image>, StillOptions)>,
}

impl Headless {
    /// Starts the renderer; `quality` is that of the first picture, where somebody says.
    pub(super) fn start(rehearsal: &Rehearsal, quality: Option<Quality>) -> Result<Self, StageError> {
        let resources = window::find_adapter().ok_or(StageError::NoAdapter)?;
        let mut app = App::new();
        app.add_plugins(
            DefaultPlugins
                .set(WindowPlugin { primary_window: None, exit_condition: ExitCondition::DontExit, ..default() })
                .set(piece::files(rehearsal))
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
        // A picture is of one night, and waits for no others.
        app.insert_resource(session::Risk::none("Many nights are run in the window: drytech stage."));
        if let Some(quality) = quality {
            app.insert_resource(Chosen(quality));
        }
        app.finish();
        app.cleanup();
        let mut apps = std::mem::take(app.sub_apps_mut());
        let world = apps.main.world_mut();
        let camera = world.spawn((view::camera(), PrimaryEguiContext, EguiContextSettings::default())).id();
        Ok(Self { apps, camera, canvas: None })
    }

    /// Draws a picture. One that differs from the last in its instant alone costs about a frame.
    pub(super) fn take(&mut self, o: StillOptions) -> Result<RgbaImage, StageError> {
        let goes_on = self.canvas.as_ref().is_some_and(|(_, last)| StillOptions { at_us: o.at_us, ..*last } == o);
        let canvas = match self.canvas.take() {
            Some((canvas, _)) if goes_on => canvas,
            _ => self.new_canvas(o.size),
        };
        self.canvas = Some((canvas.clone(), o));
        let world = self.apps.main.world_mut();
        if let Some(mut playhead) = world.get_resource_mut::<Playhead>() {
            playhead.t_us = o.at_us;
        }
        if let Some(mut shown) = world.get_resource_mut::<Shown>() {
            *shown = o.shown();
        }
        if let Some(quality) = o.quality
            && world.get_resource::<Quality>() != Some(&quality)
        {
            world.insert_resource(quality);
            session::rebuild(world);
        }
        if !goes_on {
            // Unseen: the world takes its places and the renderer gets everything.
            self.look(false);
            self.update();
            self.update();
            self.await_models();
        }
        // With nothing before it but the lights: they fall where they fall a frame late, and the panels find their
        // fonts. Then one frame to show, which on a software adapter is nearly all the cost.
        self.look(true);
        self.apps.main.world_mut().entity_mut(self.camera).insert(view::only_lights());
        self.update();
        // On a large picture type is large, which the panels find a frame late, and their fonts one more.
        if !goes_on && o.size.0.max(o.size.1) > 1920 {
            self.update();
            self.update();
        }
        self.apps.main.world_mut().entity_mut(self.camera).insert(view::everything());
        let taken: Arc<Mutex<Option<RgbaImage>>> = Arc::default();
        let slot = Arc::clone(&taken);
        self.apps.main.world_mut().spawn(Screenshot::image(canvas)).observe(move |shot: On<ScreenshotCaptured>| {
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

    /// Models come from files, in their own time: a picture waits for them, and not for ever.
    fn await_models(&mut self) {
        let coming = |s: &Self| s.apps.main.world().get_resource::<piece::Models>().is_some_and(|m| m.waiting > 0);
        let since = std::time::Instant::now();
        let mut came = false;
        while coming(self) && since.elapsed() < MODELS_AT_MOST {
            came = true;
            std::thread::sleep(std::time::Duration::from_millis(5));
            self.update();
        }
        if came {
            // What has come takes its place, and the renderer gets it.
            self.update();
            self.update();
        }
    }

    fn new_canvas(&mut self, (width, height): (u32, u32)) -> Handle<Image> {
        let world = self.apps.main.world_mut();
        let size = Extent3d { width, height, depth_or_array_layers: 1 };
        let format = TextureFormat::Rgba8UnormSrgb;
        let mut canvas = Image::new_uninit(size, TextureDimension::D2, format, RenderAssetUsages::RENDER_WORLD);
        canvas.texture_descriptor.usage |= TextureUsages::RENDER_ATTACHMENT | TextureUsages::COPY_SRC;
        let canvas = world.resource_mut::<Assets<Image>>().add(canvas);
        let target = RenderTarget::Image(canvas.clone().into());
        world.entity_mut(self.camera).insert((target, view::StageCamera::default()));
        canvas
    }

    /// Whether somebody wants it to end: Ctrl+C.
    pub(super) fn interrupted(&self) -> bool {
        self.apps.main.world().get_resource::<Messages<AppExit>>().is_some_and(|exits| !exits.is_empty())
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
