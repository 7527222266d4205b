//! What did they type? One file per subcommand.
