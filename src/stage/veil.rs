//! [`Veil`]: a material seen by its edge or through its face, for beams of light in haze and for ghosts.

use bevy::asset::{load_internal_asset, uuid_handle};
use bevy::prelude::*;
use bevy::reflect::TypePath;
use bevy::render::RenderApp;
use bevy::render::render_resource::AsBindGroup;
use bevy::shader::ShaderRef;

const SHADER: Handle<Shader> = uuid_handle!("6f1a4c52-0b7e-4d0f-9a3e-5b1f2f7c9d11");

/// A thin coloured surface.
#[derive(Asset, TypePath, AsBindGroup, Clone, Debug)]
pub(super) struct Veil {
    /// Colour, and how much of it there is.
    #[uniform(0)]
    pub(super) colour: LinearRgba,
    /// Opacity face on, opacity at the rim, sharpness of the rim, how much it fades along v.
    #[uniform(0)]
    pub(super) how: Vec4,
    /// Whether it adds light (a beam) or covers (a ghost).
    pub(super) adds: bool,
}

impl Material for Veil {
    fn fragment_shader() -> ShaderRef {
        SHADER.into()
    }

    fn alpha_mode(&self) -> AlphaMode {
        if self.adds { AlphaMode::Add } else { AlphaMode::Blend }
    }

    fn enable_prepass() -> bool {
        false
    }

    fn enable_shadows() -> bool {
        false
    }
}

pub(super) fn plugin(app: &mut App) {
    if app.get_sub_app(RenderApp).is_some() {
        load_internal_asset!(app, SHADER, "veil.wgsl", Shader::from_wgsl);
        app.add_plugins(MaterialPlugin::<Veil>::default());
    } else {
        app.init_asset::<Veil>();
    }
}
