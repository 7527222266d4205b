//! The rig: every light area of the sheet as lanterns whose output is the run's; what they make shine, and their beams.

mod around;
mod beams;
mod rig;

use std::sync::LazyLock;

use bevy::light::DirectionalLightShadowMap;
use bevy::light::cluster::GlobalClusterSettings;
use bevy::prelude::*;

use super::StageSystems;
use super::on_stage::{OnStage, Playhead};
use super::people::where_is;
use super::quality::Quality;
use super::{SetUp, SetUpSystems};
use crate::run::{MachineTrack, Run};
use crate::sheet::{Area, Areas, LightRig, Machine, Show};
pub(super) use around::Air;

/// What an area is, by its `look` or else its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The house's own light.
    House,
    /// Footlights, and what warms the curtain.
    Warmers,
    /// A wash of the whole acting area from the front, with its sides and its back.
    Wash,
    /// On the cyclorama.
    Cyc,
    /// From behind.
    Back,
    /// From a boom in the wing.
    Side,
    /// Follows somebody.
    Follow,
    /// A lamp on the stage.
    Glow,
    /// One place, from above.
    Special,
}

impl Kind {
    fn of(name: &str, area: &Area) -> Self {
        let text = area.look.as_deref().unwrap_or(name).to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
        if has(&["house"]) {
            Self::House
        } else if has(&["warmer", "foots", "footlight"]) {
            Self::Warmers
        } else if has(&["cyc", "sky", "silhouette", "backdrop", "horizon"]) {
            Self::Cyc
        } else if has(&["wash", "front", "general", "cold", "cloth"]) {
            Self::Wash
        } else if has(&["moon", "back"]) {
            Self::Back
        } else if has(&["side", "boom"]) {
            Self::Side
        } else if has(&["_spot", "follow"]) || text == "spot" {
            Self::Follow
        } else if has(&["glow", "ghost", "lamp", "bedside", "practical", "mirror"]) {
            Self::Glow
        } else {
            Self::Special
        }
    }
}

/// A lantern of an area.
#[derive(Component, Clone, Debug)]
pub(super) struct Lantern {
    /// Which machine of the sheet.
    pub(super) machine: usize,
    /// Which of its areas.
    pub(super) area: usize,
    /// Output 0 to 1 as drawn now.
    pub(super) level: f32,
    /// Lumens at full.
    pub(super) full: f32,
    /// How much of the stage it lights at full: 1 is a wash.
    share: f32,
    follows: Option<String>,
    wants_shadow: bool,
}

impl Lantern {
    /// A dimmer's law: light falls faster than the fader.
    fn light(&self) -> f32 {
        self.level.powf(1.6)
    }

    /// Whether it is a follow spot.
    pub(super) fn follows_somebody(&self) -> bool {
        self.follows.is_some()
    }
}

/// The rig burns as the run says; what is lit by it comes after.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Lit;

pub(super) fn plugin(app: &mut App) {
    app.insert_resource(GlobalAmbientLight { brightness: 0.0, ..default() })
        .init_resource::<DirectionalLightShadowMap>()
        .init_resource::<Air>()
        .add_systems(PreStartup, cluster_here)
        .add_systems(SetUp, (rig::hang, around::hang).in_set(SetUpSystems::Build))
        .add_systems(
            Update,
            (follow, burn, (beams::show, around::bounce, around::work, around::glow, around::cyc, around::house_lamps))
                .chain()
                .in_set(Lit)
                .in_set(StageSystems::Draw),
        );
}

/// Which light falls where is worked out here and not on the adapter: there it is a few frames late when lights come
/// on together, and a still has no frames to spare.
fn cluster_here(settings: Option<ResMut<GlobalClusterSettings>>) {
    if let Some(mut settings) = settings {
        settings.gpu_clustering = None;
    }
}

/// The place of a rig that is no machine of the sheet.
pub(super) const NO_MACHINE: usize = usize::MAX;

/// What a show is played in that has no light rig: a rehearsal's light, on all the time.
static REHEARSAL: LazyLock<LightRig> = LazyLock::new(|| {
    let area = |colour: &str| Area { colour: Some(colour.to_owned()), ..Area::default() };
    let areas = vec![("wash".to_owned(), area("#ffdcb4")), ("cyc".to_owned(), area("#37507f"))];
    LightRig { areas: Areas(areas), at: None, look: None, colour: None }
});
/// How bright it is, 0 to 1.
const REHEARSAL_LEVEL: f32 = 0.6;

/// Every rig with its machine's place; of a show that has none, the rehearsal's.
fn rigs(show: &Show) -> impl Iterator<Item = (usize, &LightRig)> {
    let none = !show.machines.iter().any(|(_, m)| matches!(m, Machine::LightRig(_)));
    let places = show.machines.iter().enumerate();
    places
        .filter_map(|(i, (_, m))| if let Machine::LightRig(rig) = m { Some((i, rig)) } else { None })
        .chain(none.then(|| (NO_MACHINE, &*REHEARSAL)))
}

/// The output of an area in a run, 0 to 1.
pub(super) fn output(run: &Run, machine: usize, area: usize, t_us: i64) -> f32 {
    if machine == NO_MACHINE {
        return REHEARSAL_LEVEL;
    }
    match run.machines.get(machine) {
        Some(MachineTrack::Light { output, .. }) => output.get(area).map_or(0.0, |o| o.sample(t_us) as f32),
        _ => 0.0,
    }
}

/// Follow spots follow.
fn follow(stage: Res<OnStage>, playhead: Res<Playhead>, mut spots: Query<(&Lantern, &mut Transform), With<SpotLight>>) {
    for (lantern, mut transform) in &mut spots {
        let Some(who) = &lantern.follows else { continue };
        if let Some(p) = where_is(&stage.0, &stage.0.run, who, playhead.t_us) {
            let aimed = transform.looking_at(p + Vec3::Y * 1.05, Vec3::Y);
            transform.set_if_neq(aimed);
        }
    }
}

fn burn(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    quality: Res<Quality>,
    mut map: ResMut<DirectionalLightShadowMap>,
    mut lanterns: Query<(Entity, &mut Lantern, &mut Visibility, Option<&mut SpotLight>, Option<&mut PointLight>)>,
) {
    if map.size != quality.shadow_map() {
        map.size = quality.shadow_map();
    }
    // Shadows are dear: the brightest that want one have one.
    let mut wanted: Vec<(f32, Entity)> = Vec::new();
    for (entity, mut lantern, mut visibility, spot, point) in &mut lanterns {
        let level = output(&stage.0.run, lantern.machine, lantern.area, playhead.t_us).clamp(0.0, 1.0);
        if lantern.level != level {
            lantern.level = level;
        }
        let lumens = lantern.full * lantern.light();
        if let Some(mut light) = spot
            && light.intensity != lumens
        {
            light.intensity = lumens;
        }
        if let Some(mut light) = point
            && light.intensity != lumens
        {
            light.intensity = lumens;
        }
        visibility.set_if_neq(if level > 0.002 { Visibility::Inherited } else { Visibility::Hidden });
        if lantern.wants_shadow && level > 0.02 {
            wanted.push((level, entity));
        }
    }
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    wanted.truncate(quality.shadows());
    for (entity, _, _, spot, _) in &mut lanterns {
        let Some(mut light) = spot else { continue };
        let shadow = wanted.iter().any(|(_, e)| *e == entity);
        if light.shadow_maps_enabled != shadow {
            light.shadow_maps_enabled = shadow;
        }
    }
}
