//! What happens over many nights? A scenario's variants ([`trial`]), and the same night again and again ([`verify`]).

mod trial;
mod verify;

pub use trial::{NightVerdicts, SHOWN, Trial, TrialError, shard_of, trial};
pub use verify::{Difference, Verified, verify};
