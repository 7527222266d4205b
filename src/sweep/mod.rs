//! What happens over many nights? A scenario's variants ([`trial`]).

mod trial;

pub use trial::{NightVerdicts, Trial, TrialError, shard_of, trial};
