//! How do I tell people? Terminal tables and JSON.

mod blame;
pub mod campaign;
mod json;
pub mod junit;
pub mod palette;
pub mod season;
mod table;
pub mod tests;
mod whole;
pub mod words;

pub use blame::{blame, blame_json};
pub use json::{json, title};
pub use table::{table, why};
pub use whole::{new_file, whole_file};
