//! [`Quality`]: how much the picture may cost, by what draws it.

use std::str::FromStr;

use bevy::light::ShadowFilteringMethod;
use bevy::post_process::bloom::Bloom;
use bevy::prelude::*;
use bevy::render::renderer::RenderAdapterInfo;

use super::StageSystems;

/// How much the picture may cost. Chosen by the kind of adapter where nobody says.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// Drawn by the processor: every pixel counts.
    #[default]
    Software,
    /// A graphics unit that shares the processor's memory.
    Integrated,
    /// A graphics card.
    Discrete,
}

/// Whoever said which quality it is to be; the adapter is not asked then.
#[derive(Resource, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chosen(pub(super) Quality);

/// A name that is no quality.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no quality is called \"{0}\": software, integrated or discrete")]
pub struct UnknownQuality(String);

impl Quality {
    /// All of them, from the cheapest.
    pub const ALL: [Self; 3] = [Self::Software, Self::Integrated, Self::Discrete];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Software => "software",
            Self::Integrated => "integrated",
            Self::Discrete => "discrete",
        }
    }

    /// The next, round and round: for a key.
    pub fn next(self) -> Self {
        match self {
            Self::Software => Self::Integrated,
            Self::Integrated => Self::Discrete,
            Self::Discrete => Self::Software,
        }
    }

    /// What an adapter of that type is good for.
    pub(super) fn of_adapter(info: &RenderAdapterInfo) -> Self {
        // The renderer's own crate is not named here: its enum is known by what it says of itself.
        match format!("{:?}", info.device_type).as_str() {
            "DiscreteGpu" => Self::Discrete,
            "IntegratedGpu" | "VirtualGpu" => Self::Integrated,
            _ => Self::Software,
        }
    }

    /// Steps of the march through fog.
    pub(super) fn fog_steps(self) -> u32 {
        [20, 32, 56][self as usize]
    }

    /// Cells of the fog's density: across, up, deep.
    pub(super) fn fog_cells(self) -> [u32; 3] {
        [[64, 32, 32], [80, 40, 48], [112, 56, 64]][self as usize]
    }

    /// How many lanterns light the fog.
    pub(super) fn fog_lamps(self) -> usize {
        [5, 8, 8][self as usize]
    }

    /// Whether lanterns side by side are drawn as one, and round things with fewer sides: every light is paid for at every
    /// pixel it reaches.
    pub(super) fn thrifty(self) -> bool {
        self == Self::Software
    }

    /// Side of a shadow map, texels.
    pub(super) fn shadow_map(self) -> usize {
        [768, 1024, 2048][self as usize]
    }

    /// How many lanterns throw shadows at once.
    pub(super) fn shadows(self) -> usize {
        [2, 3, 5][self as usize]
    }

    /// Levels of the glow round bright things: size of the largest, texels.
    pub(super) fn bloom(self) -> u32 {
        [256, 512, 512][self as usize]
    }
}

impl FromStr for Quality {
    type Err = UnknownQuality;

    fn from_str(name: &str) -> Result<Self, UnknownQuality> {
        let found = Self::ALL.into_iter().find(|q| q.name().eq_ignore_ascii_case(name.trim()));
        found.ok_or_else(|| UnknownQuality(name.to_owned()))
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Quality>().add_systems(PreStartup, choose).add_systems(Update, glow.in_set(StageSystems::Draw));
}

/// The glow round bright things, and the edges of shadows, are as fine as can be paid for.
fn glow(quality: Res<Quality>, mut cameras: Query<(&mut Bloom, &mut ShadowFilteringMethod)>) {
    for (mut bloom, mut edges) in &mut cameras {
        if bloom.max_mip_dimension != quality.bloom() {
            bloom.max_mip_dimension = quality.bloom();
        }
        let wanted = match *quality {
            Quality::Software => ShadowFilteringMethod::Hardware2x2,
            _ => ShadowFilteringMethod::Gaussian,
        };
        edges.set_if_neq(wanted);
    }
}

/// What was chosen, or else what the adapter is good for.
fn choose(chosen: Option<Res<Chosen>>, adapter: Option<Res<RenderAdapterInfo>>, mut quality: ResMut<Quality>) {
    let good = chosen.map(|c| c.0).or(adapter.map(|a| Quality::of_adapter(&a)));
    if let Some(good) = good {
        quality.set_if_neq(good);
    }
}
