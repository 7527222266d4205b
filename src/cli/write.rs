//! Writing: standard output that may be closed, and files that are whole or not there.

use super::exit;
pub use crate::report::whole_file as file;
use std::io::{self, Write as _};

/// Prints to standard output, with colours only where they are wanted. A closed pipe is nobody's fault.
pub fn stdout(text: &str) -> u8 {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => exit::OK,
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => exit::OK,
        Err(e) => {
            complain(&format!("cannot write to standard output: {e}"));
            exit::OUR_FAULT
        }
    }
}

/// Says something to the person, on standard error.
pub fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Says what is wrong, on standard error.
pub fn complain(text: &str) {
    let red = anstyle::Style::new().bold().fg_color(Some(anstyle::AnsiColor::Red.into()));
    say(&format!("{red}error{red:#}: {text}"));
}
