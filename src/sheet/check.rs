//! Checks that a sheet makes sense.

use super::{Diagnostics, Show, Source};

/// Every problem of sense of `show`, which was read from `source`.
pub fn check(_show: &Show, _source: &Source) -> Diagnostics {
    Diagnostics::default()
}
