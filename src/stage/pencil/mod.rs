//! The pencil layer.
use bevy::prelude::*;
pub(super) fn plugin(_app: &mut App) {}
