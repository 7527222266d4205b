//! How do I tell people? Terminal tables, JSON, and the performance report.

mod blame;
mod calling;
pub mod campaign;
pub mod history;
mod json;
pub mod junit;
mod page;
pub mod palette;
pub mod performance;
pub mod season;
mod table;
pub mod tests;
mod whole;
pub mod words;

pub use blame::{blame, blame_json};
pub use calling::{calling_json, calling_table};
pub use json::{json, title};
pub use table::{table, why, why_blame};
pub use whole::{new_file, whole_file};
