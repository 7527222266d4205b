//! What did they type? One file per subcommand.
pub mod check;
