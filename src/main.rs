//! The `drytech` command.
fn main() {}
