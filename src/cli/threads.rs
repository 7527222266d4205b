//! A pool of as many threads as were asked for.

use super::{exit, write};

/// The pool: one thread per core where no number is given.
pub fn pool(threads: Option<usize>) -> Result<rayon::ThreadPool, u8> {
    rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build().map_err(|e| {
        write::complain(&format!("cannot start the threads: {e}"));
        exit::OUR_FAULT
    })
}
