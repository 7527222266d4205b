//! Light that comes back from everything lit: on the arch, the boxes and the first rows, in the air, on the cyclorama.
//! And light that is always there: the pit's lamps, the boxes', and working light where the building is cut open.

use bevy::prelude::*;

use super::{Kind, Lantern, output, rigs};
use crate::run::Run;
use crate::stage::geometry::{at, eased};
use crate::stage::on_stage::{OnStage, Playhead, Shown, Size};
use crate::stage::palette::{self, theatre as paint};
use crate::stage::piece::Glow;
use crate::stage::quality::Quality;
use crate::stage::theatre::{self, Cyclorama, HouseLamps, Seen};
use crate::stage::view::{View, lights};

/// Light from everything lit on the stage: lumens for each unit of it, and what is there without any.
#[derive(Component)]
pub(super) struct Bounce {
    lit: f32,
    always: f32,
    /// Whether a stage wait dims it.
    house: bool,
}

/// What everything lit throws into the air over the stage: the fog is seen by it as well.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub(in crate::stage) struct Air {
    /// How much: 1 is a wash.
    pub(in crate::stage) lit: f32,
    /// The mean of its colours.
    pub(in crate::stage) colour: LinearRgba,
}

/// What the air and the cloths over the stage throw back as soon as anything is lit: cool, from behind, so that what is
/// not in the light is seen as something dark, and who is in it stands out.
#[derive(Component)]
pub(super) struct Spill {
    /// Lumens where enough is lit.
    full: f32,
}

/// How much spill there is, 0 to 1: little light gives most of it, none gives none.
fn spilt(lit: f32) -> f32 {
    1.0 - (-3.0 * lit).exp()
}

/// Working light, where the building is cut open.
#[derive(Component)]
pub(super) struct Work;

/// How much light the house has left while the stage waits, 0 to 1: it dims, and comes back when the show goes on.
pub(super) fn patience(run: &Run, t_us: i64) -> f32 {
    let mut left = 1.0_f32;
    for wait in &run.waits {
        if wait.from_us > t_us || wait.to_us <= wait.from_us {
            continue;
        }
        let gone = eased((t_us.min(wait.to_us) - wait.from_us) as f32 * 1e-6 / 1.5);
        let back = eased((t_us - wait.to_us).max(0) as f32 * 1e-6 / 0.8);
        left = left.min(1.0 - 0.75 * gone * (1.0 - back));
    }
    left
}

/// Hangs what is no lantern of the sheet.
pub(super) fn hang(mut commands: Commands, stage: Res<OnStage>, quality: Res<Quality>) {
    let s = Size::from(&stage.0.show.stage);
    // Lumens grow with the square of distances.
    let (k, m) = ((s.w / 12.0).powi(2), theatre::module(s));
    let mut point = |from: Vec3, range: f32, bounce: Bounce| {
        let light = PointLight { color: paint::BOUNCE, intensity: 0.0, range, radius: 0.4, ..default() };
        commands.spawn((light, Transform::from_translation(from), bounce, lights()));
    };
    let wide = s.w / 12.0;
    // From the stage out, from the house back.
    point(at(0.0, s.d * 0.15, s.h * 0.45), 19.0 * wide, Bounce { lit: 5.0e5 * k, always: 0.0, house: false });
    point(at(0.0, -0.42 * s.w, s.h * 0.62), 15.0 * wide, Bounce { lit: 4.4e5 * k, always: 5.0e4 * k, house: true });
    // The pit shines up on the arch.
    let pit: &[f32] = if quality.thrifty() { &[0.0] } else { &[-0.33, 0.33] };
    for x in pit {
        let from = at(x * s.w, -theatre::bow(s, x * s.w) - 0.9, -0.5);
        let share = if pit.len() == 1 { 1.5 } else { 1.0 };
        point(from, 9.0 * wide, Bounce { lit: 5.0e4 * k * share, always: 3.2e4 * k * share, house: true });
    }
    let spills: &[f32] = if quality.thrifty() { &[0.0] } else { &[-0.3, 0.3] };
    for x in spills {
        let share = 1.0 / spills.len() as f32;
        commands.spawn((
            PointLight { color: paint::SPILL, intensity: 0.0, range: 11.5 * wide, radius: 0.8, ..default() },
            Transform::from_translation(at(x * s.w, s.d * 0.6, s.h * 0.72)),
            Spill { full: 7.5e5 * k * share },
            lights(),
        ));
    }
    let baton = theatre::conductor(s) + Vec3::new(0.0, 1.25, -0.55);
    commands.spawn((
        PointLight { color: paint::PIT, intensity: 46_000.0 * k.clamp(0.3, 2.0), range: 6.0, ..default() },
        Transform::from_translation(baton),
        lights(),
    ));
    for side in [-1.0, 1.0] {
        let lamps = theatre::box_lamps(s);
        let on_side: Vec<Vec3> = lamps.into_iter().filter(|p| p.x * side > 0.0).collect();
        if let Some(middle) = on_side.iter().copied().reduce(|a, b| a + b).map(|sum| sum / on_side.len().max(1) as f32)
        {
            commands.spawn((
                PointLight { color: paint::PIT, intensity: 0.0, range: 6.0 * m, radius: 0.2, ..default() },
                Transform::from_translation(middle + Vec3::Z * 1.1 * m),
                Bounce { lit: 1.5e4 * m * m, always: 3.0e4 * m * m, house: true },
                lights(),
            ));
        }
    }
    // The script on the prompt desk is lit, and so is the corner where dressers work.
    for (at, lumens) in
        [(theatre::desk(s) + Vec3::new(0.05, 0.35, 0.0), 1.1e4), (theatre::wardrobe(s) + Vec3::Y * 2.2, 2.4e4)]
    {
        commands.spawn((
            PointLight { color: paint::PIT, intensity: lumens, range: 4.0, ..default() },
            Transform::from_translation(at),
            Seen::BACKSTAGE,
            lights(),
        ));
    }
    commands.spawn((
        DirectionalLight { illuminance: 0.0, color: paint::WORK, shadow_maps_enabled: false, ..default() },
        Transform::from_translation(at(-7.0, -9.0, 12.0)).looking_at(at(0.0, 2.0, 0.0), Vec3::Y),
        Visibility::Hidden,
        Work,
        lights(),
    ));
}

/// What gives no light is not asked for any.
fn burning(lumens: f32) -> Visibility {
    if lumens > 1.0 { Visibility::Inherited } else { Visibility::Hidden }
}

/// Light comes back from all that is lit.
pub(super) fn bounce(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    shown: Res<Shown>,
    lanterns: Query<(&Lantern, Option<&SpotLight>, Option<&PointLight>), (Without<Bounce>, Without<Spill>)>,
    mut ambient: ResMut<GlobalAmbientLight>,
    mut bounced: Query<(&Bounce, &mut PointLight, &mut Visibility), (Without<Lantern>, Without<Spill>)>,
    mut spills: Query<(&Spill, &mut PointLight, &mut Visibility), (Without<Lantern>, Without<Bounce>)>,
    mut air: ResMut<Air>,
) {
    let (mut lit, mut colour) = (0.0, LinearRgba::BLACK);
    for (lantern, spot, point) in &lanterns {
        let light = lantern.share * lantern.light();
        lit += light;
        let of = spot.map(|s| s.color).or(point.map(|p| p.color)).unwrap_or(paint::TUNGSTEN);
        colour += palette::dimmed(of, light);
    }
    let mean = if lit > 0.0 { palette::scaled(colour, 1.0 / lit) } else { LinearRgba::WHITE };
    let lit = lit / (1.0 + 0.35 * lit);
    let cut = matches!(shown.view, View::Cutaway | View::Plan);
    ambient.brightness = 1.2 + 22.0 * lit + if cut { 170.0 } else { 0.0 };
    // What comes back is warm, whatever went out.
    ambient.color = mean.mix(&paint::BOUNCE.to_linear(), 0.6).into();
    let left = patience(&stage.0.run, playhead.t_us);
    for (bounce, mut light, mut seen) in &mut bounced {
        let dim = if bounce.house { left } else { 1.0 };
        light.intensity = dim * (bounce.lit * lit + bounce.always);
        seen.set_if_neq(burning(light.intensity));
    }
    for (spill, mut light, mut seen) in &mut spills {
        light.intensity = spill.full * spilt(lit);
        seen.set_if_neq(burning(light.intensity));
    }
    *air = Air { lit, colour: mean };
}

/// Working light over the model of the building, in the views that cut it open.
pub(super) fn work(shown: Res<Shown>, mut lamps: Query<(&mut DirectionalLight, &mut Visibility), With<Work>>) {
    let lux = match shown.view {
        View::Cutaway => 3_200.0,
        View::Plan => 1_800.0,
        _ => 0.0,
    };
    for (mut light, mut visibility) in &mut lamps {
        light.illuminance = lux;
        visibility.set_if_neq(if lux > 0.0 { Visibility::Inherited } else { Visibility::Hidden });
    }
}

/// What glows, glows with its area.
pub(super) fn glow(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    glowing: Query<(&Glow, &MeshMaterial3d<StandardMaterial>)>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    for (glow, material) in &glowing {
        let level = glow.area.map_or(0.0, |(m, a)| output(&stage.0.run, m, a, playhead.t_us).clamp(0.0, 1.0));
        shine(&mut materials, material, palette::dimmed(glow.colour, glow.always + glow.full * level));
    }
}

/// Lamps of the house: low in a show, bright with the house light, lower when the stage waits.
pub(super) fn house_lamps(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    lamps: Query<&MeshMaterial3d<StandardMaterial>, With<HouseLamps>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let mut level = 0.0_f32;
    for (machine, rig) in rigs(&stage.0.show) {
        for (area, (name, sheet)) in rig.areas.0.iter().enumerate() {
            if Kind::of(name, sheet) == Kind::House {
                level = level.max(output(&stage.0.run, machine, area, playhead.t_us));
            }
        }
    }
    let light = (1.6 + 9.0 * level.clamp(0.0, 1.0)) * patience(&stage.0.run, playhead.t_us);
    for lamp in &lamps {
        shine(&mut materials, lamp, palette::dimmed(paint::PIT, light));
    }
}

/// The cyclorama shines in the sum of what is thrown at it.
pub(super) fn cyc(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    cloths: Query<&MeshMaterial3d<StandardMaterial>, With<Cyclorama>>,
    air: Res<Air>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let mut light = palette::dimmed(paint::SPILL, 0.35 * spilt(air.lit));
    for (machine, rig) in rigs(&stage.0.show) {
        for (area, (name, sheet)) in rig.areas.0.iter().enumerate() {
            if Kind::of(name, sheet) == Kind::Cyc {
                let level = output(&stage.0.run, machine, area, playhead.t_us).clamp(0.0, 1.0);
                let colour = palette::sheet_colour(sheet.colour.as_deref()).unwrap_or(paint::CYC_LIGHT);
                light += palette::dimmed(colour, 2.2 * level.powf(1.5));
            }
        }
    }
    for material in &cloths {
        shine(&mut materials, material, light);
    }
}

fn shine(materials: &mut Assets<StandardMaterial>, of: &MeshMaterial3d<StandardMaterial>, emissive: LinearRgba) {
    if materials.get(&of.0).is_some_and(|m| m.emissive != emissive)
        && let Some(mut m) = materials.get_mut(&of.0)
    {
        m.emissive = emissive;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Span;

    #[test]
    fn a_stage_wait_dims_the_house_and_the_show_brings_it_back() {
        let wait = Span { from_us: 10_000_000, to_us: 20_000_000, beat: None };
        let run = Run { waits: vec![wait], ..Run::default() };
        assert_eq!(patience(&run, 9_999_999), 1.0);
        assert!((patience(&run, 15_000_000) - 0.25).abs() < 1e-6);
        let back = patience(&run, 20_400_000);
        assert!(0.3 < back && back < 0.9, "it comes back over most of a second: {back}");
        assert_eq!(patience(&run, 21_000_000), 1.0);
    }
}
