//! What happens over many nights? A scenario's variants ([`trial`]); the same night again and again ([`verify`]); what
//! can go wrong ([`Vocabulary`]), all of it ([`certify`]) or the wildest of it ([`hunt`]); nights drawn from odds ([`Dice`]); who is to
//! blame for one ([`blame()`]).

mod bench;
mod blame;
mod certify;
mod exercise;
mod hunt;
pub mod nights;
pub mod odds;
mod reach;
mod shrink;
mod trial;
mod verify;
pub mod vocabulary;

pub use bench::{Bench, EXPECT_MAX, Missed, Worker};
pub use blame::{
    Blame, EXACT_MAX, FAULTS_MAX as BLAME_FAULTS_MAX, Share, Sum as BlameSum, blame, blame_night, end_chain,
};
pub use certify::{Certificate, FAULTS_MAX, Set, Watch, certify};
pub use exercise::Exercise;
pub use hunt::{Bag, Bounds, Found, hunt};
pub use nights::season::{Paired, Season};
pub use nights::shard::{self, Came, Shard};
pub use nights::{Enough, Sweep};
pub use odds::{Dice, Drawn};
pub use shrink::shrink;
pub use trial::{NightVerdicts, SHOWN, Trial, TrialError, shard_of, trial};
pub use verify::{Difference, Verified, verify};
pub(crate) use vocabulary::works_on;
pub use vocabulary::{Candidate, Vocabulary};
