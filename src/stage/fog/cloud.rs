//! [`Cloud`]: the material of the stage's air, a march through a field of extinction lit by lanterns.
//!
//! The renderer's own fog volumes are not used: they darken dense fog by the size of the volume that holds it, cost a
//! shadow map for any light at all, and march once for each body of fog.

use bevy::asset::{load_internal_asset, uuid_handle};
use bevy::mesh::MeshVertexBufferLayoutRef;
use bevy::pbr::{MaterialPipeline, MaterialPipelineKey};
use bevy::prelude::*;
use bevy::reflect::TypePath;
use bevy::render::RenderApp;
use bevy::render::render_resource::{
    AsBindGroup, CompareFunction, Face, RenderPipelineDescriptor, ShaderType, SpecializedMeshPipelineError,
};
use bevy::shader::ShaderRef;

const SHADER: Handle<Shader> = uuid_handle!("b1c8a7d2-3e54-4f6b-8f0a-2d9c6e1a7b45");

/// Lamps a cloud can be lit by.
pub(super) const LAMPS: usize = 8;

/// A lamp as the cloud sees it.
#[derive(ShaderType, Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Lamp {
    /// Place; cosine of the half angle beyond which there is nothing.
    pub(super) place: Vec4,
    /// Where it looks; one over the difference of that cosine and the inner one.
    pub(super) aim: Vec4,
    /// Light towards the eye from fog a metre away.
    pub(super) colour: Vec4,
}

/// What the march needs to know.
#[derive(ShaderType, Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct March {
    /// Lower corner; number of steps.
    pub(super) low: Vec4,
    /// Upper corner; number of lamps.
    pub(super) high: Vec4,
    /// Light from everywhere; square of the distance from a lens within which light grows no more.
    pub(super) around: Vec4,
    /// Light from above and the left that fog before it takes away.
    pub(super) key: Vec4,
    /// The same from working light.
    pub(super) work: Vec4,
    /// Lower corner of the box in which there is more to see: half of all steps are in it.
    pub(super) fine_low: Vec4,
    /// Upper corner of that box.
    pub(super) fine_high: Vec4,
    /// The lamps that throw most into it.
    pub(super) lamps: [Lamp; LAMPS],
}

/// The stage's air.
#[derive(Asset, TypePath, AsBindGroup, Clone, Debug)]
pub(super) struct Cloud {
    /// What the march needs to know.
    #[uniform(0)]
    pub(super) march: March,
    /// Extinction per metre, and how much light from above gets there.
    #[texture(1, dimension = "3d")]
    #[sampler(2)]
    pub(super) extinction: Handle<Image>,
}

impl Material for Cloud {
    fn fragment_shader() -> ShaderRef {
        SHADER.into()
    }

    fn alpha_mode(&self) -> AlphaMode {
        AlphaMode::Premultiplied
    }

    /// Behind all that is thin: beams and ghosts are drawn over it.
    fn depth_bias(&self) -> f32 {
        -1000.0
    }

    fn enable_prepass() -> bool {
        false
    }

    fn enable_shadows() -> bool {
        false
    }

    fn specialize(
        _: &MaterialPipeline,
        descriptor: &mut RenderPipelineDescriptor,
        _: &MeshVertexBufferLayoutRef,
        _: MaterialPipelineKey<Self>,
    ) -> Result<(), SpecializedMeshPipelineError> {
        // Its far sides are drawn, whatever stands before them: the march itself ends where something stands.
        descriptor.primitive.cull_mode = Some(Face::Front);
        if let Some(depth) = &mut descriptor.depth_stencil {
            depth.depth_compare = Some(CompareFunction::Always);
        }
        Ok(())
    }
}

pub(super) fn plugin(app: &mut App) {
    if app.get_sub_app(RenderApp).is_some() {
        load_internal_asset!(app, SHADER, "cloud.wgsl", Shader::from_wgsl);
        app.add_plugins(MaterialPlugin::<Cloud>::default());
    } else {
        app.init_asset::<Cloud>();
    }
}
