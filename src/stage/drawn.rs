//! What is drawn, as numbers: the components of the scene at an instant, for tests that hold them against the run.

use std::sync::Arc;

use bevy::prelude::*;

use super::curtain::Cloth;
use super::fog::{Body, Of};
use super::ghost::Ghost;
use super::light::{Lantern, NO_MACHINE};
use super::on_stage::Playhead;
use super::people::{Figure, Garment};
use super::piece::Scenery;
use super::{ghost, scene};
use crate::slip::Rehearsal;

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The instant, µs of run time.
    pub at_us: i64,
    /// Which machine of the sheet; `None` for the stage's air.
    pub machine: Option<usize>,
    /// How it is drawn.
    pub what: Showing,
}

/// How a thing is drawn.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Showing {
    /// A piece's place, metres: to stage left, upstage, up.
    Place([f32; 3]),
    /// A curtain's opening, 0 to 1.
    Opening(f32),
    /// How much of a costume is on, 0 to 1; only of one that is seen.
    Worn(f32),
    /// Density of the air's fog, or output of a machine's plume.
    Fog(f32),
    /// A lantern: which area, and its output 0 to 1.
    Light(usize, f32),
    /// Where a piece's double has it, metres; only of one that is seen, which is one that is off.
    GhostPlace([f32; 3]),
    /// The opening of a curtain's double, likewise.
    GhostOpening(f32),
    /// How much of a costume's double is on, likewise.
    GhostWorn(f32),
    /// Somebody on the stage or in the wing. No sample of a run: where the beat puts them.
    Person(Person),
}

/// Somebody as they are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The name in the script.
    pub who: String,
    /// Which of those called so.
    pub nth: u32,
    /// Their feet, metres: to stage left, upstage, up.
    pub place: [f32; 3],
    /// Which way they face, radians; 0 is the house.
    pub facing: f32,
    /// The mean of the points of the body and of what is worn: another pose, or cloth that hangs otherwise, has another.
    pub middle: [f32; 3],
}

/// What the scene draws at each of the instants: its components after the same systems a window runs, without a renderer.
pub fn drawn(rehearsal: &Rehearsal, at_us: &[i64]) -> Vec<Drawn> {
    let mut app = App::new();
    app.add_plugins((MinimalPlugins, AssetPlugin::default(), TransformPlugin))
        .init_asset::<Mesh>()
        .init_asset::<Image>()
        .init_asset::<StandardMaterial>();
    scene(&mut app, Arc::new(rehearsal.clone()), 0);
    app.add_plugins(ghost::plugin);
    let mut found = Vec::new();
    for at_us in at_us {
        if let Some(mut playhead) = app.world_mut().get_resource_mut::<Playhead>() {
            playhead.t_us = *at_us;
        }
        app.update();
        read(app.world_mut(), *at_us, &mut found);
    }
    found
}

fn read(world: &mut World, at_us: i64, found: &mut Vec<Drawn>) {
    let mut add = |machine: Option<usize>, what: Showing| found.push(Drawn { at_us, machine, what });
    for (piece, transform) in world.query::<(&Scenery, &Transform)>().iter(world) {
        let p = transform.translation;
        add(Some(piece.machine), Showing::Place([p.x, -p.z, p.y]));
    }
    for (cloth, seen) in world.query::<(&Cloth, &Visibility)>().iter(world) {
        match (cloth.ghost, *seen) {
            (false, _) => add(Some(cloth.machine), Showing::Opening(cloth.opening)),
            (true, Visibility::Hidden) => {}
            (true, _) => add(Some(cloth.machine), Showing::GhostOpening(cloth.opening)),
        }
    }
    for garment in world.query::<&Garment>().iter(world) {
        match (garment.ghost, garment.seen) {
            _ if garment.machine.is_none() => {}
            (_, false) => {}
            (false, _) => add(garment.machine, Showing::Worn(garment.level)),
            (true, _) => add(garment.machine, Showing::GhostWorn(garment.level)),
        }
    }
    for (ghost, transform, seen) in world.query::<(&Ghost, &Transform, &Visibility)>().iter(world) {
        if *seen != Visibility::Hidden {
            let p = transform.translation;
            add(Some(ghost.machine), Showing::GhostPlace([p.x, -p.z, p.y]));
        }
    }
    let mut people = world.query::<(&Figure, &Transform, &Visibility, &Children)>();
    let skins = world.query::<(&Mesh3d, &Visibility)>();
    for (figure, transform, seen, children) in people.iter(world) {
        if figure.ghost || *seen == Visibility::Hidden {
            continue;
        }
        let (mut sum, mut n) = (Vec3::ZERO, 0.0_f32);
        for (mesh, seen) in children.iter().filter_map(|c| skins.get_manual(world, c).ok()) {
            let mesh = world.get_resource::<Assets<Mesh>>().and_then(|m| m.get(&mesh.0));
            let points =
                mesh.filter(|_| *seen != Visibility::Hidden).and_then(|m| m.attribute(Mesh::ATTRIBUTE_POSITION));
            for p in points.and_then(|p| p.as_float3()).unwrap_or_default() {
                sum += Vec3::from_array(*p);
                n += 1.0;
            }
        }
        let p = transform.translation;
        let person = Person {
            who: figure.who.clone(),
            nth: figure.nth,
            place: [p.x, -p.z, p.y],
            facing: transform.rotation.to_euler(EulerRot::YXZ).0,
            middle: (sum / n.max(1.0)).to_array(),
        };
        add(None, Showing::Person(person));
    }
    for body in world.query::<&Body>().iter(world) {
        match body.of {
            Of::Air => add(None, Showing::Fog(body.drawn)),
            Of::Machine(machine) => add(Some(machine), Showing::Fog(body.drawn)),
        }
    }
    for lantern in world.query::<&Lantern>().iter(world).filter(|l| l.machine != NO_MACHINE) {
        add(Some(lantern.machine), Showing::Light(lantern.area, lantern.level));
    }
}
