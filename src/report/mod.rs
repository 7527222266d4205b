//! How do I tell people? Terminal tables and JSON.

mod json;

pub use json::{json, title};
