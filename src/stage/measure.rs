//! For the bench only: frames of the stage, and frames of a bare scene of the renderer with the same lights, the same
//! triangles and one fog volume of the same number of steps.

use std::sync::Arc;
use std::time::Instant;

use bevy::app::SubApps;
use bevy::asset::RenderAssetUsages;
use bevy::camera::{Exposure, RenderTarget};
use bevy::core_pipeline::prepass::DepthPrepass;
use bevy::light::{FogVolume, NotShadowCaster, VolumetricFog, VolumetricLight};
use bevy::log::LogPlugin;
use bevy::prelude::*;
use bevy::render::RenderPlugin;
use bevy::render::pipelined_rendering::PipelinedRenderingPlugin;
use bevy::render::render_resource::{Extent3d, PollType, TextureDimension, TextureFormat, TextureUsages};
use bevy::render::renderer::{RenderAdapterInfo, RenderDevice};
use bevy::window::ExitCondition;
use bevy::winit::WinitPlugin;

use super::on_stage::{Playhead, Shown};
use super::quality::{Chosen, Quality};
use super::view::{self, StageCamera, View};
use super::{StageError, scene, window};
use crate::slip::Rehearsal;

/// A renderer without a window whose frames are timed one by one, from the first system to the last pixel.
pub struct Renderer {
    apps: SubApps,
    step_us: i64,
}

impl Renderer {
    fn start(add: impl FnOnce(&mut App), size: (u32, u32)) -> Result<Self, StageError> {
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
                .disable::<WinitPlugin>()
                // One after the other: a frame's time is all of its time.
                .disable::<PipelinedRenderingPlugin>(),
        );
        add(&mut app);
        app.finish();
        app.cleanup();
        let mut apps = std::mem::take(app.sub_apps_mut());
        let world = apps.main.world_mut();
        let extent = Extent3d { width: size.0, height: size.1, depth_or_array_layers: 1 };
        let format = TextureFormat::Rgba8UnormSrgb;
        let mut target = Image::new_uninit(extent, TextureDimension::D2, format, RenderAssetUsages::RENDER_WORLD);
        target.texture_descriptor.usage |= TextureUsages::RENDER_ATTACHMENT;
        let target = world.resource_mut::<Assets<Image>>().add(target);
        let cameras: Vec<Entity> = world.query_filtered::<Entity, With<Camera3d>>().iter(world).collect();
        for camera in cameras {
            world.entity_mut(camera).insert(RenderTarget::Image(target.clone().into()));
        }
        Ok(Self { apps, step_us: 0 })
    }

    /// Draws the next frame, a thirtieth of a second on, and says how long it took, seconds.
    pub fn frame(&mut self) -> f64 {
        let began = Instant::now();
        if let Some(mut playhead) = self.apps.main.world_mut().get_resource_mut::<Playhead>() {
            playhead.t_us += self.step_us;
        }
        self.apps.update();
        if let Some(device) = self.apps.main.world().get_resource::<RenderDevice>() {
            let _ = device.wgpu_device().poll(PollType::Wait { submission_index: None, timeout: None });
        }
        began.elapsed().as_secs_f64()
    }

    /// What draws.
    pub fn adapter(&self) -> String {
        self.apps.main.world().get_resource::<RenderAdapterInfo>().map_or_else(String::new, |a| a.name.clone())
    }

    /// The quality it draws with.
    pub fn quality(&self) -> Quality {
        self.apps.main.world().get_resource::<Quality>().copied().unwrap_or_default()
    }

    /// Steps of the march through its fog.
    pub fn fog_steps(&self) -> u32 {
        self.quality().fog_steps()
    }

    /// The stage at an instant, without ghosts and panels.
    ///
    /// # Errors
    /// No graphics adapter.
    pub fn stage(
        rehearsal: &Rehearsal,
        at_us: i64,
        size: (u32, u32),
        quality: Option<Quality>,
    ) -> Result<Self, StageError> {
        let mut stage = Self::start(
            |app| {
                if let Some(quality) = quality {
                    app.insert_resource(Chosen(quality));
                }
                scene(app, Arc::new(rehearsal.clone()), at_us);
                if let Some(mut shown) = app.world_mut().get_resource_mut::<Shown>() {
                    *shown = Shown { view: View::House, ghosts: false, panels: false, still: true, ..Shown::default() };
                }
                app.world_mut().spawn(view::camera());
            },
            size,
        )?;
        stage.step_us = 33_333;
        Ok(stage)
    }

    /// A bare scene with the lights and triangles that this one shows now and one fog volume; and how many of both. With
    /// `prepass` its depth is drawn first, as the stage's is: what is hidden is not lit.
    ///
    /// # Errors
    /// No graphics adapter.
    pub fn bare(&mut self, size: (u32, u32), prepass: bool) -> Result<(Self, usize, usize), StageError> {
        let steps = self.quality().fog_steps();
        let world = self.apps.main.world_mut();
        let lens = world.query_filtered::<(&Transform, &Projection), With<StageCamera>>().iter(world).next();
        let lens = lens.map(|(t, p)| (*t, p.clone())).unwrap_or_default();
        let mut drawn: Vec<(Mesh, Transform, bool)> = Vec::new();
        let mut triangles = 0;
        let mut seen = world.query_filtered::<(&Mesh3d, &GlobalTransform, &InheritedVisibility, Has<NotShadowCaster>), With<
            MeshMaterial3d<StandardMaterial>,
        >>();
        for (mesh, at, visible, no_shadow) in seen.iter(world) {
            let Some(mesh) = world.resource::<Assets<Mesh>>().get(&mesh.0).filter(|_| visible.get()) else { continue };
            triangles += mesh.indices().map_or(0, |i| i.len() / 3);
            drawn.push((mesh.clone(), at.compute_transform(), no_shadow));
        }
        let visible = |v: &InheritedVisibility| v.get();
        let spots: Vec<(SpotLight, Transform)> = world
            .query::<(&SpotLight, &GlobalTransform, &InheritedVisibility)>()
            .iter(world)
            .filter(|(_, _, v)| visible(v))
            .map(|(l, t, _)| (*l, t.compute_transform()))
            .collect();
        let points: Vec<(PointLight, Transform)> = world
            .query::<(&PointLight, &GlobalTransform, &InheritedVisibility)>()
            .iter(world)
            .filter(|(_, _, v)| visible(v))
            .map(|(l, t, _)| (*l, t.compute_transform()))
            .collect();
        let lights = spots.len() + points.len();
        let ambient = world.resource::<GlobalAmbientLight>().clone();
        let map = world.resource::<bevy::light::DirectionalLightShadowMap>().clone();
        let bare = Self::start(
            move |app| {
                app.insert_resource(ambient).insert_resource(map);
                let world = app.world_mut();
                let white = world.resource_mut::<Assets<StandardMaterial>>().add(StandardMaterial::default());
                for (mesh, at, no_shadow) in drawn {
                    let mesh = world.resource_mut::<Assets<Mesh>>().add(mesh);
                    let mut entity = world.spawn((Mesh3d(mesh), MeshMaterial3d(white.clone()), at));
                    if no_shadow {
                        entity.insert(NotShadowCaster);
                    }
                }
                let mut lit = 0;
                for (light, at) in spots {
                    let mut entity = world.spawn((light, at));
                    if lit < 1 {
                        // A fog volume is not drawn without a light that is volumetric.
                        entity.insert(VolumetricLight);
                        lit += 1;
                    }
                }
                for (light, at) in points {
                    world.spawn((light, at));
                }
                world.spawn((
                    FogVolume::default(),
                    Transform::from_xyz(0.0, 3.8, -4.3).with_scale(Vec3::new(16.0, 7.4, 8.8)),
                ));
                let mut camera = world.spawn((
                    Camera3d::default(),
                    Msaa::Off,
                    Exposure { ev100: 9.0 },
                    VolumetricFog { step_count: steps, ..default() },
                    lens.0,
                    lens.1,
                ));
                if prepass {
                    camera.insert(DepthPrepass);
                }
            },
            size,
        )?;
        Ok((bare, lights, triangles))
    }

    /// A cube under a lamp: the least a renderer can draw.
    ///
    /// # Errors
    /// No graphics adapter.
    pub fn cube(size: (u32, u32)) -> Result<Self, StageError> {
        Self::start(
            |app| {
                let world = app.world_mut();
                let mesh = world.resource_mut::<Assets<Mesh>>().add(Cuboid::default());
                let white = world.resource_mut::<Assets<StandardMaterial>>().add(StandardMaterial::default());
                world.spawn((Mesh3d(mesh), MeshMaterial3d(white)));
                world.spawn((PointLight::default(), Transform::from_xyz(2.0, 3.0, 2.0)));
                let from = Transform::from_xyz(0.0, 2.0, 5.0).looking_at(Vec3::ZERO, Vec3::Y);
                world.spawn((Camera3d::default(), Msaa::Off, from));
            },
            size,
        )
    }
}
