//! Noise that stands still. The renderer's own is a function of how many frames it has drawn; a picture is to be one of
//! the run and the playhead alone, however one came there.

use bevy::prelude::*;
use bevy::render::globals::{GlobalsBuffer, GlobalsUniform};
use bevy::render::renderer::{RenderDevice, RenderQueue};
use bevy::render::{Render, RenderApp, RenderSystems};

pub(super) fn plugin(app: &mut App) {
    if let Some(render) = app.get_sub_app_mut(RenderApp) {
        let after = RenderSystems::PrepareResources;
        render.add_systems(Render, hold.after(after).before(RenderSystems::PrepareBindGroups));
    }
}

/// Shaders are told that this is the first frame, at the beginning of time.
fn hold(device: Res<RenderDevice>, queue: Res<RenderQueue>, mut globals: ResMut<GlobalsBuffer>) {
    globals.buffer.set(GlobalsUniform::default());
    globals.buffer.write_buffer(&device, &queue);
}
