//! What did they type? One file per subcommand.
//!
//! Standard output is data, standard error is words. Exit codes: [`exit`].

mod args;
mod blame;
mod call;
mod certify;
pub mod check;
pub mod embedded;
pub mod exit;
#[cfg(feature = "stage")]
mod film;
mod hunt;
mod list;
mod logged;
#[cfg(feature = "stage")]
mod moment;
mod open;
mod progress;
mod replay;
mod report;
mod run;
mod shards;
#[cfg(feature = "stage")]
mod stage;
mod sweep;
mod test;
mod threads;
mod verify;
mod why;
mod write;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Args, Command};

/// Runs the command that was typed.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(e) => {
            // Help and version are answers, not errors.
            let code = if e.use_stderr() { exit::USAGE } else { exit::OK };
            let _ = e.print();
            return ExitCode::from(code);
        }
    };
    ExitCode::from(dispatch(args))
}

fn dispatch(args: Args) -> u8 {
    match args.command {
        None => run::preview(),
        Some(Command::Run(run)) => run::run(&run),
        Some(Command::Call(args)) => call::call(&args),
        Some(Command::Replay(args)) => replay::replay(&args),
        Some(Command::Resume(args)) => call::resume(&args),
        Some(Command::Check(check)) => run::check(&check),
        Some(Command::Test(args)) => test::test(&args),
        Some(Command::Faults(args)) => certify::faults(&args),
        Some(Command::Certify(args)) => certify::certify(&args),
        Some(Command::Hunt(args)) => hunt::hunt(&args),
        Some(Command::Verify(args)) => verify::verify(&args),
        Some(Command::Why(why)) => why::why(&why),
        Some(Command::Sweep(args)) => sweep::sweep(&args),
        Some(Command::Merge(args)) => shards::merge::merge(&args),
        Some(Command::Blame(args)) => blame::blame(&args),
        Some(Command::Report(args)) => report::report(&args),
        Some(Command::List(list)) => list::list(&list),
        #[cfg(feature = "stage")]
        Some(Command::Stage(args)) => stage::stage(&args),
        #[cfg(feature = "stage")]
        Some(Command::Still(args)) => stage::still(&args),
        #[cfg(feature = "stage")]
        Some(Command::Film(args)) => film::film(&args),
        Some(Command::Completions { shell }) => {
            let mut out = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "drytech", &mut out);
            write::stdout(&String::from_utf8_lossy(&out))
        }
    }
}
