//! The `drytech` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    drytech::cli::main()
}
