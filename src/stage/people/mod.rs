//! People: tailor's dummies where the beat places them, doing what the beat is about, and what they wear.

mod costume;
mod figure;
mod place;
mod stance;
mod wardrobe;
mod wings;

use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;

use super::geometry::{at, eased};
use super::ghost::{self, Ghostly};
use super::on_stage::{Beside, OnStage, Playhead, Shown, Size};
use super::piece::Scenery;
use super::theatre::house_seat;
use super::{SetUp, SetUpSystems, StageSystems};
use crate::run::{Dress, MachineTrack, Run};
use crate::sheet::{Beat, Machine};
use crate::slip::Rehearsal;
pub(super) use costume::Garment;
use figure::{Build, Frame, Pose};
use place::{Now, about, costumes_of, everybody, how_many};
use stance::Act;
use wardrobe::{Cut, Wind};

/// Taller than life by this: a figure on a stage is seen from the tenth row.
const TALL: f32 = 1.1;
/// Moving figures are drawn anew so often a second of run time: a quarter of a frame's worth of cloth is not to be seen.
const DRAWN_PER_S: f32 = 30.0;
/// A figure further from its planned place than this has a ghost, metres.
const APART_M: f32 = 0.9;

/// Somebody, or one of several who are called by one name.
#[derive(Component, Clone, Debug)]
pub(super) struct Figure {
    /// The name in the script.
    pub(super) who: String,
    /// Which of those that are called so.
    pub(super) nth: u32,
    /// Whether it is a double: where plan has them.
    pub(super) ghost: bool,
    build: Build,
    drawn: Option<(Pose, Wind)>,
}

impl Figure {
    /// Whether it is drawn in this pose already; it is from now on.
    fn is_drawn(&mut self, pose: &Pose, wind: Wind) -> bool {
        let now = Some((*pose, wind));
        std::mem::replace(&mut self.drawn, now) == now
    }
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(SetUp, (cast, wings::set).chain().in_set(SetUpSystems::Build))
        .add_systems(Update, (place, wear, wings::work).chain().in_set(StageSystems::Draw));
}

/// A number that a name always has.
fn number_of(name: &str) -> u32 {
    name.bytes().fold(2_166_136_261_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(16_777_619))
}

/// How somebody is built: by what they wear, and by their name.
fn build_of(rehearsal: &Rehearsal, who: &str, nth: u32) -> Build {
    let cuts = rehearsal.show.machines.iter().filter_map(|(_, m)| match m {
        Machine::Costume(c) if c.wearer == who => Cut::of(m.eye().look, None).for_a_lady(),
        _ => None,
    });
    let cuts: Vec<bool> = cuts.collect();
    let number = number_of(who).wrapping_add(nth.wrapping_mul(0x9E37));
    let lady = cuts.iter().any(|lady| *lady) || (cuts.is_empty() && number.is_multiple_of(2) && how_many(who) == 1);
    let uneven = super::geometry::grain(number) - 0.5;
    let wig = if how_many(who) > 1 && lady { number_of(who) } else { number >> 3 };
    Build { lady, wig, tall: TALL * (if lady { 0.975 } else { 1.02 }) * (1.0 + 0.035 * uneven), crew: false }
}

fn cast(
    mut commands: Commands,
    stage: Res<OnStage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
    mut veils: ResMut<Assets<super::veil::Veil>>,
) {
    let wood = materials.add(wood());
    let veil = veils.add(ghost::veil());
    for who in everybody(&stage.0) {
        for nth in 0..how_many(&who) {
            let build = build_of(&stage.0, &who, nth);
            let frame = Frame::new(&Pose::REST, build);
            for ghost in [false, true] {
                let figure = Figure { who: who.clone(), nth, ghost, build, drawn: None };
                let body = Mesh3d(meshes.add(figure::dummy(&frame).mesh()));
                let root = commands.spawn((figure, Transform::default(), Visibility::Hidden)).id();
                let body =
                    commands.spawn((Body, body, Transform::default(), Visibility::Inherited, ChildOf(root))).id();
                let mut skins = vec![body];
                let told = costumes_of(&stage.0, &who).filter_map(|machine| {
                    let eye = stage.0.show.machines.iter().nth(machine)?.1.eye();
                    Some((Some(machine), Cut::of(eye.look, eye.colour)))
                });
                let mut worn: Vec<(Option<usize>, Cut)> = told.collect();
                if worn.is_empty() {
                    worn.push((None, Cut::plain(build.lady, build.wig)));
                }
                for (machine, cut) in worn {
                    let mesh = meshes.add(cut.sewn(&frame, Wind::default()).mesh());
                    let cloth = materials.add(cut.material());
                    let garment = Garment { machine, level: -1.0, seen: false, ghost, cut, drawn: None };
                    let hung = commands
                        .spawn((garment, Mesh3d(mesh), Transform::default(), Visibility::Hidden, ChildOf(root)))
                        .id();
                    if !ghost {
                        commands.entity(hung).insert(MeshMaterial3d(cloth));
                    }
                    skins.push(hung);
                }
                if ghost {
                    for skin in skins {
                        commands.entity(skin).insert((
                            MeshMaterial3d(veil.clone()),
                            NotShadowCaster,
                            NotShadowReceiver,
                        ));
                    }
                    commands.entity(root).insert(Ghostly);
                } else {
                    commands.entity(body).insert(MeshMaterial3d(wood.clone()));
                }
            }
        }
    }
}

/// The dummy under the clothes.
#[derive(Component)]
struct Body;

/// What dummies are turned from: their colours are dyed.
fn wood() -> StandardMaterial {
    StandardMaterial { base_color: Color::WHITE, perceptual_roughness: 0.5, reflectance: 0.35, ..default() }
}

/// Where somebody stands in a run, in the renderer's axes; `None` when they are nowhere to be seen.
pub(super) fn where_is(rehearsal: &Rehearsal, run: &Run, who: &str, t_us: i64) -> Option<Vec3> {
    Now::new(rehearsal, run, t_us).spot(who, 0).map(|s| s.here())
}

/// Who the beat is about: the first of its people with a name of their own.
fn star(beat: &Beat) -> Option<&str> {
    beat.who.iter().find(|w| how_many(w) == 1).or(beat.who.first()).map(String::as_str)
}

/// What somebody does in a beat, by what it is about.
fn act_in(beat: &Beat, who: &str, nth: u32, lady: bool) -> Act {
    let about = about(beat);
    let has = |words: &[&str]| words.iter().any(|w| about.contains(w));
    let (first, several) = (star(beat) == Some(who), how_many(who) > 1);
    let company = beat.who.iter().any(|w| how_many(w) > 1);
    if has(&["kick"]) && (lady || several) && !first {
        Act::Kick(nth)
    } else if has(&["bow"]) {
        Act::Bow
    } else if has(&["gust", "blows"]) && first && lady {
        Act::Blown
    } else if has(&["dance", "chorus"]) && several {
        Act::Dance(nth)
    } else if has(&["waves", ".wave"]) && (first || several) {
        Act::Wave
    } else if has(&["dance"]) && company {
        Act::Dance(0)
    } else if has(&["song", "sing", "chorus", "button", "note", "tableau", "kick", ".ivy", "finale.", "solo", "aria"])
        && (first || (several && has(&["button", "tableau"])))
    {
        Act::Sing
    } else {
        Act::Stand(number_of(who).wrapping_add(nth * 5) >> 2)
    }
}

/// What is happening to what somebody wears, and since when, s.
fn undone(now: &Now, who: &str) -> Option<(Dress, f32)> {
    costumes_of(now.rehearsal, who).find_map(|i| {
        let Some(MachineTrack::Costume { state, level }) = now.run.machines.get(i) else { return None };
        let next = state.partition_point(|(at, _)| *at <= now.t_us);
        let (since, dress) = *state.get(next.checked_sub(1)?)?;
        let off = dress == Dress::Present && level.sample(now.t_us) < 0.999;
        let undone = off || !matches!(dress, Dress::Present | Dress::Waiting);
        undone.then(|| (dress, (now.t_us - since) as f32 * 1e-6))
    })
}

/// Whether somebody wears what lets no leg go far.
fn in_a_sheath(now: &Now, who: &str) -> bool {
    let worn = costumes_of(now.rehearsal, who).find(|i| dress(now.run, *i, now.t_us).1);
    let look = worn.and_then(|i| now.rehearsal.show.machines.iter().nth(i)).map(|(_, m)| m.eye().look);
    look.is_some_and(|look| Cut::of(look, None).kind == wardrobe::Kind::Sequins)
}

/// Somebody's pose at an instant, without where they look; and the air under their skirt.
fn pose_of(now: &Now, figure: &Figure, spot: &place::Spot) -> (Pose, Wind) {
    let (who, nth, lady) = (figure.who.as_str(), figure.nth, figure.build.lady);
    let step = |s: f32| (s * DRAWN_PER_S).round() / DRAWN_PER_S;
    if let Some((dress, since)) = undone(now, who) {
        let since = step(since.min(60.0));
        return match dress {
            Dress::GoingOn | Dress::ComingOff => (stance::pose(Act::Dressed, lady, 0.0), Wind::default()),
            Dress::Sliding => (stance::pose(Act::Oh, lady, since), Wind::default()),
            Dress::Removing => (stance::pose(Act::Sing, lady, since), Wind::default()),
            Dress::Securing => (stance::pose(Act::Save, lady, since), Wind::default()),
            _ => {
                let from = stance::pose(Act::Oh, lady, 9.0);
                (from.lerp(&stance::pose(Act::Hold, lady, 0.0), eased(since / 0.8)), Wind::default())
            }
        };
    }
    let Some(playing) = now.playing.filter(|_| !spot.in_wing) else {
        return (stance::pose(Act::Stand(number_of(who)), lady, 0.0), Wind::default());
    };
    let into = now.beat_s();
    let doing = |beat: &Beat, s: f32| stance::pose(act_in(beat, who, nth, lady), lady, step(s));
    let mut pose = doing(playing.beat, into);
    let blown = |beat: &Beat| act_in(beat, who, nth, lady) == Act::Blown;
    let mut wind = Wind::default();
    if blown(playing.beat) {
        let s = step(into);
        let gust = eased((s - 1.0) / 1.5) * (0.72 + 0.28 * (s * 1.1).sin()) * (1.0 - eased((s - 16.0) / 3.0));
        wind = Wind { lift: gust, s: if gust > 0.0 { s } else { 0.0 } };
    }
    if let Some(before) = playing.before.filter(|b| b.who.iter().any(|w| w == who)) {
        let was = doing(before, 0.0);
        pose = was.lerp(&pose, eased(into / 0.9));
    }
    if spot.fast > 0.0 {
        let far = (spot.far * 24.0).round() / 24.0;
        pose = stance::walking(&pose, far, (spot.fast * 16.0).round() / 16.0, lady);
    }
    (if in_a_sheath(now, who) { stance::in_a_sheath(pose) } else { pose }, wind)
}

/// Where everybody looks: up at what flies by, else at whom the beat is about. The place, and whether it is in the air.
fn gaze(now: &Now, pieces: &Query<&Scenery>) -> Option<(Vec3, bool)> {
    let flying = pieces.iter().filter_map(|p| {
        let speed = p.speed(now.run, now.t_us);
        let at = p.transform(now.run, now.t_us).translation;
        (p.flies() && speed > 0.25 && at.y < 9.0).then_some((speed, at))
    });
    if let Some((_, at)) = flying.max_by(|a, b| a.0.total_cmp(&b.0)) {
        return Some((at, true));
    }
    let who = star(now.playing?.beat)?;
    Some((now.spot(who, 0)?.here() + Vec3::Y * 1.6, false))
}

/// Round and up from somebody at `from` facing `facing` to a place, as far as a neck goes.
fn turn_to(from: Vec3, facing: f32, to: Vec3) -> Vec2 {
    let way = to - from;
    let flat = Vec2::new(way.x, way.z).length();
    let round =
        (way.x.atan2(way.z) - facing + std::f32::consts::PI).rem_euclid(std::f32::consts::TAU) - std::f32::consts::PI;
    Vec2::new(round.clamp(-1.0, 1.0), way.y.atan2(flat).clamp(-0.4, 0.75))
}

fn place(
    (stage, beside, shown, playhead): (Res<OnStage>, Res<Beside>, Res<Shown>, Res<Playhead>),
    mut figures: Query<(&mut Figure, &mut Transform, &mut Visibility, &Children)>,
    mut bodies: Query<(&Mesh3d, &mut Visibility), (With<Body>, Without<Figure>)>,
    mut meshes: ResMut<Assets<Mesh>>,
    scenery: Query<&Scenery>,
) {
    let (other, t_us) = (ghost::held_against(&stage, &beside, &shown), playhead.t_us);
    let size = Size::from(&stage.0.show.stage);
    let nights = [Now::new(&stage.0, &stage.0.run, t_us), Now::new(other.0, other.1, t_us)];
    // Heads turn in half a second: where they look is the mean of the last instants.
    const GLANCES: i64 = 5;
    let glances = |ghost: bool| {
        (0..GLANCES).map(move |k| {
            let n = &nights[usize::from(ghost)];
            gaze(&Now::new(n.rehearsal, n.run, t_us - k * 120_000), &scenery)
        })
    };
    let looks: [Vec<Option<(Vec3, bool)>>; 2] =
        [glances(false).collect(), if shown.ghosts { glances(true).collect() } else { vec![] }];
    for (mut figure, mut transform, mut visibility, children) in &mut figures {
        let now = nights[usize::from(figure.ghost)];
        let spot = now.spot(&figure.who, figure.nth).filter(|_| !figure.ghost || shown.ghosts);
        let Some(spot) = spot else {
            visibility.set_if_neq(Visibility::Hidden);
            continue;
        };
        visibility.set_if_neq(Visibility::Inherited);
        let mut p = spot.here();
        // Everybody plays to the middle of the house, and turns to where the action is.
        let mut facing = (-p.x * 0.055).clamp(-0.5, 0.5);
        let (mut pose, wind) = pose_of(&now, &figure, &spot);
        let who = figure.who.as_str();
        if spot.in_wing {
            facing = -0.9_f32.copysign(p.x);
        } else if spot.fast > 0.0 {
            let way = spot.heading.x.atan2(-spot.heading.y);
            facing += (way - facing) * (spot.fast * 1.5).min(1.0);
        }
        let seat = (figure.nth == 0 && spot.fast == 0.0 && !spot.in_wing)
            .then(|| scenery.iter().find_map(|s| s.seat(now.run, t_us).filter(|(at, _)| at.distance(p) < 0.55)))
            .flatten();
        let house = house_seat(size, spot.at.y);
        if let Some((there, yaw)) = seat {
            (p, facing) = (there, yaw);
            pose = stance::pose(Act::Sit, figure.build.lady, 0.0);
        } else if let Some((y, floor)) = house {
            // Who goes to their seat goes by the pass door, and is not seen on the way.
            if spot.fast > 0.0 {
                visibility.set_if_neq(Visibility::Hidden);
                continue;
            }
            (p, facing) = (at(p.x, y, floor), std::f32::consts::PI);
            pose = stance::pose(Act::Sit, figure.build.lady, 0.0);
        } else {
            for piece in &scenery {
                p.y = p.y.max(piece.floor_at(now.run, p, t_us));
            }
        }
        let star_self = now.playing.and_then(|b| star(b.beat)) == Some(who);
        let kicking =
            now.playing.is_some_and(|b| matches!(act_in(b.beat, who, figure.nth, true), Act::Kick(_) | Act::Bow));
        let eyes = p + Vec3::Y * 1.75;
        let mut turn = Vec2::ZERO;
        for look in looks[usize::from(figure.ghost)].iter().flatten() {
            let (at, flying) = *look;
            if flying || !(star_self || kicking) {
                turn += turn_to(eyes, facing, at);
            }
        }
        turn /= GLANCES as f32;
        if undone(&now, who).is_none() && !spot.in_wing {
            let turn = (turn * 40.0).round() / 40.0;
            pose.head.x = (pose.head.x * 0.4 + turn.x * 0.62).clamp(-1.0, 1.0);
            pose.head.y += turn.y * 0.8;
            // The shoulders follow the head a little.
            pose.chest.y += turn.x * 0.22;
        }
        let to = Transform::from_translation(p)
            .with_rotation(Quat::from_rotation_y(facing))
            .with_scale(Vec3::splat(figure.build.tall));
        transform.set_if_neq(to);
        let apart = !figure.ghost || {
            let tonight = nights[0].spot(who, figure.nth).map(|s| s.here());
            tonight.is_none_or(|q| q.distance(spot.here()) > APART_M) && !spot.in_wing
        };
        let build = figure.build;
        // A double that stands where its original is lends only its clothes.
        let is_drawn = figure.is_drawn(&pose, wind);
        for child in children {
            let Ok((mesh, mut seen)) = bodies.get_mut(*child) else { continue };
            seen.set_if_neq(if apart { Visibility::Inherited } else { Visibility::Hidden });
            if !is_drawn && let Some(mut mesh) = meshes.get_mut(&mesh.0) {
                costume::redraw(&mut mesh, &figure::dummy(&Frame::new(&pose, build)), false);
            }
        }
    }
}

/// Shows each costume as far on as the run says; of doubles those that plan has otherwise.
fn wear(
    (stage, beside, shown, playhead): (Res<OnStage>, Res<Beside>, Res<Shown>, Res<Playhead>),
    mut garments: Query<(&mut Garment, &mut Visibility, &Mesh3d, &ChildOf)>,
    figures: Query<(Ref<Figure>, &Visibility), Without<Garment>>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    let (tonight, (_, other), t_us) = (&stage.0.run, ghost::held_against(&stage, &beside, &shown), playhead.t_us);
    for (mut garment, mut visibility, mesh, of) in &mut garments {
        let Ok((figure, of_seen)) = figures.get(of.parent()) else { continue };
        let (level, mut seen) = worn_now(if garment.ghost { other } else { tonight }, garment.machine, t_us);
        if garment.ghost {
            let (on, is) = worn_now(tonight, garment.machine, t_us);
            let places = |run: &Run| where_is(&stage.0, run, &figure.who, t_us);
            let apart = match (places(tonight), places(other)) {
                (Some(a), Some(b)) => a.distance(b) > APART_M,
                (a, b) => a.is_some() != b.is_some(),
            };
            seen = seen && shown.ghosts && (apart || is != seen || (on - level).abs() > ghost::APART as f32);
        }
        visibility.set_if_neq(if seen { Visibility::Inherited } else { Visibility::Hidden });
        if garment.seen != seen {
            garment.seen = seen;
        }
        if garment.level != level {
            garment.level = level;
        }
        if !seen || *of_seen == Visibility::Hidden {
            continue;
        }
        let Some((pose, wind)) = figure.drawn else { continue };
        let key = Some((pose, wind, level));
        if garment.drawn == key {
            continue;
        }
        garment.drawn = key;
        if let Some(mut mesh) = meshes.get_mut(&mesh.0) {
            let shape = costume::hung(&garment.cut, &Frame::new(&pose, figure.build), wind, level, figure.nth);
            costume::redraw(&mut mesh, &shape, level < 1.0);
        }
    }
}

/// As [`dress`]; what is of no machine is always on.
fn worn_now(run: &Run, machine: Option<usize>, t_us: i64) -> (f32, bool) {
    machine.map_or((1.0, true), |machine| dress(run, machine, t_us))
}

/// How much of a costume is on, and whether it is the one to be seen.
pub(super) fn dress(run: &Run, machine: usize, t_us: i64) -> (f32, bool) {
    match run.machines.get(machine) {
        Some(track @ MachineTrack::Costume { level, .. }) => {
            let seen = track.dress_at(t_us).is_some_and(|d| d != Dress::Waiting);
            (level.sample(t_us).clamp(0.0, 1.0) as f32, seen)
        }
        _ => (0.0, false),
    }
}
