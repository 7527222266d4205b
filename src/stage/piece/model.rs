//! Models of the show's own: `Model("path.glb")` below the sheet's folder. Until one is there, and where it never comes, a
//! plain box stands in.

use std::collections::BTreeSet;

use bevy::asset::{AssetMetaCheck, LoadState};
use bevy::gltf::{Gltf, GltfLoaderSettings, GltfMesh, GltfNode};
use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;
use bevy::world_serialization::WorldAssetRoot;

use super::Part;
use crate::slip::Rehearsal;
use crate::stage::ghost::{self, Ghost};
use crate::stage::veil::Veil;

/// How models come in.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub(in crate::stage) struct Models {
    /// How many are on their way.
    pub(in crate::stage) waiting: usize,
    /// Those that never come, in words.
    pub(in crate::stage) broken: Vec<String>,
}

/// A piece's own model, on its way.
#[derive(Component)]
pub(super) struct Coming {
    gltf: Handle<Gltf>,
    path: String,
}

/// The files of the renderer: those below the sheet's folder, and no others.
pub(in crate::stage) fn files(rehearsal: &Rehearsal) -> AssetPlugin {
    let folder = rehearsal.show.folder.as_ref().and_then(|f| f.to_str()).unwrap_or("no files").to_owned();
    AssetPlugin { file_path: folder, meta_check: AssetMetaCheck::Never, ..default() }
}

/// Asks for a model. `None` where there is no folder to look in, and in a test without a renderer.
pub(super) fn ask(
    server: &AssetServer,
    known: Option<&Assets<Gltf>>,
    rehearsal: &Rehearsal,
    model: Option<&str>,
) -> Option<Coming> {
    known?;
    rehearsal.show.folder.as_ref()?;
    let path = model?.trim_start_matches("./").to_owned();
    // A camera or a lamp of the model's would see and light the whole theatre.
    let bare = |s: &mut GltfLoaderSettings| {
        s.load_cameras = false;
        s.load_lights = false;
    };
    Some(Coming { gltf: server.load_builder().with_settings(bare).load(path.clone()), path })
}

/// Puts models in their places as they come, and takes the boxes away.
pub(super) fn arrive(
    mut commands: Commands,
    (server, mut models): (Option<Res<AssetServer>>, ResMut<Models>),
    (gltfs, nodes, meshes): (Option<Res<Assets<Gltf>>>, Option<Res<Assets<GltfNode>>>, Option<Res<Assets<GltfMesh>>>),
    coming: Query<(Entity, &Coming, &Children)>,
    ghosts: Query<(Entity, &Ghost, &Children)>,
    stand_ins: Query<(), With<Part>>,
    mut veils: ResMut<Assets<Veil>>,
) {
    let (Some(server), Some(gltfs), Some(nodes), Some(meshes)) = (server, gltfs, nodes, meshes) else { return };
    let mut waiting = 0;
    for (piece, model, children) in &coming {
        if let LoadState::Failed(why) = server.load_state(&model.gltf) {
            let words = format!("The model {} cannot be shown: {why}. A plain box stands in for it.", model.path);
            if !models.broken.contains(&words) {
                models.broken.push(words);
            }
            commands.entity(piece).remove::<Coming>();
            continue;
        }
        let loaded = server.is_loaded_with_dependencies(&model.gltf).then(|| gltfs.get(&model.gltf)).flatten();
        let Some(gltf) = loaded else {
            waiting += 1;
            continue;
        };
        let Some(scene) = gltf.default_scene.clone().or(gltf.scenes.first().cloned()) else {
            let words = format!("The model {} is empty. A plain box stands in for it.", model.path);
            if !models.broken.contains(&words) {
                models.broken.push(words);
            }
            commands.entity(piece).remove::<Coming>();
            continue;
        };
        for box_ in children.iter().filter(|c| stand_ins.contains(*c)) {
            commands.entity(box_).despawn();
        }
        commands.spawn((WorldAssetRoot(scene), Transform::default(), Visibility::Inherited, ChildOf(piece)));
        commands.entity(piece).remove::<Coming>();
        let Some((ghost, _, boxes)) = ghosts.iter().find(|(_, g, _)| g.of == piece) else { continue };
        for box_ in boxes {
            commands.entity(*box_).despawn();
        }
        let veil = veils.add(ghost::veil());
        for (mesh, by) in shapes(gltf, &nodes, &meshes) {
            let double = (Mesh3d(mesh), MeshMaterial3d(veil.clone()), by, NotShadowCaster, NotShadowReceiver);
            commands.spawn((double, ChildOf(ghost)));
        }
    }
    if models.waiting != waiting {
        models.waiting = waiting;
    }
}

/// Every mesh of a model, and where it is on it.
fn shapes(gltf: &Gltf, nodes: &Assets<GltfNode>, meshes: &Assets<GltfMesh>) -> Vec<(Handle<Mesh>, Transform)> {
    let below: BTreeSet<AssetId<GltfNode>> =
        gltf.nodes.iter().filter_map(|n| nodes.get(n)).flat_map(|n| n.children.iter().map(Handle::id)).collect();
    let mut open: Vec<(&GltfNode, Transform)> = gltf
        .nodes
        .iter()
        .filter(|n| !below.contains(&n.id()))
        .filter_map(|n| nodes.get(n))
        .map(|n| (n, n.transform))
        .collect();
    let mut found = Vec::new();
    while let Some((node, by)) = open.pop() {
        if let Some(mesh) = node.mesh.as_ref().and_then(|m| meshes.get(m)) {
            found.extend(mesh.primitives.iter().map(|p| (p.mesh.clone(), by)));
        }
        // A file that is its own grandmother is none that the loader lets through; this lets it through once.
        if found.len() < 4096 {
            open.extend(node.children.iter().filter_map(|n| nodes.get(n)).map(|n| (n, by * n.transform)));
        }
    }
    found
}
