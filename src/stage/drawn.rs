//! What is drawn, as numbers: the components of the scene at an instant, for tests that hold them against the run.

use std::sync::Arc;

use bevy::prelude::*;

use super::curtain::Cloth;
use super::fog::{Body, Of};
use super::ghost::Ghost;
use super::light::Lantern;
use super::on_stage::Playhead;
use super::people::Garment;
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
            (_, false) => {}
            (false, _) => add(Some(garment.machine), Showing::Worn(garment.level)),
            (true, _) => add(Some(garment.machine), Showing::GhostWorn(garment.level)),
        }
    }
    for (ghost, transform, seen) in world.query::<(&Ghost, &Transform, &Visibility)>().iter(world) {
        if *seen != Visibility::Hidden {
            let p = transform.translation;
            add(Some(ghost.machine), Showing::GhostPlace([p.x, -p.z, p.y]));
        }
    }
    for body in world.query::<&Body>().iter(world) {
        match body.of {
            Of::Air => add(None, Showing::Fog(body.drawn)),
            Of::Machine(machine) => add(Some(machine), Showing::Fog(body.drawn)),
        }
    }
    for lantern in world.query::<&Lantern>().iter(world) {
        add(Some(lantern.machine), Showing::Light(lantern.area, lantern.level));
    }
}
