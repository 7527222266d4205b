//! [`MachineTrack`]: what one machine did over the run.

use crate::machine::costume::Dress;
use crate::machine::curve::Track;

/// What one machine did over the run. Order of machines: the sheet's.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum MachineTrack {
    /// A fog machine.
    Fog {
        /// Level the desk commands.
        commanded: Track,
        /// Real output 0 to 1 (above 1 only under a Weak factor above 1).
        output: Track,
        /// Heater, 0 empty to 1 full.
        heat: Track,
        /// Fluid left, ml; `None` where the tank never empties.
        tank: Option<Track>,
    },
    /// A flying piece or wagon: a position in metres per axis, in sheet order.
    Piece {
        /// Positions, metres.
        axes: Vec<Track>,
    },
    /// A curtain.
    Curtain {
        /// 0 closed to 1 open.
        opening: Track,
    },
    /// A costume.
    Costume {
        /// 1 fully on to 0 off.
        level: Track,
        /// What is happening to it: values of [`Dress`] as numbers.
        state: Vec<(i64, Dress)>,
    },
    /// A light rig: levels per area, in sheet order.
    Light {
        /// The real output, 0 to 1.
        output: Vec<Track>,
        /// What the desk wants, 0 to 1.
        desk: Vec<Track>,
    },
    /// A sound system.
    Sound {
        /// Plays: (from, to) µs, and whether it sounded.
        plays: Vec<(i64, i64, bool)>,
    },
}

impl MachineTrack {
    /// What a costume is doing at `t_us`; `None` for other machines.
    pub fn dress_at(&self, t_us: i64) -> Option<Dress> {
        let Self::Costume { state, .. } = self else { return None };
        let next = state.partition_point(|(at, _)| *at <= t_us);
        state.get(next.saturating_sub(1)).map(|(_, d)| *d)
    }
}
