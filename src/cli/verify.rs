//! `drytech verify`: the same night must come out the same to the bit, however it is run.

use super::args::Verify;
use super::{exit, open, write};
use crate::sweep;

/// Verifies a sheet or scenario; exit code 1 when a run came out otherwise.
pub fn verify(args: &Verify) -> u8 {
    let opened = match open::open_or_refuse(&args.file) {
        Ok(opened) => opened,
        Err(code) => return code,
    };
    let verified = match sweep::verify(&opened.show, &opened.scenario) {
        Ok(verified) => verified,
        Err(e) => {
            write::complain(&format!("{}: {e}", args.file.display()));
            return exit::USAGE;
        }
    };
    if let Some(d) = &verified.differs {
        let variant = if d.variant.is_empty() { String::new() } else { format!(" [{}]", d.variant) };
        let (one, other) = &d.fingerprints;
        let text =
            format!("DIFFERENT {}{variant} {}\n{one}\n{other}\nfirst: {}\n", args.file.display(), d.how, d.first);
        let code = write::stdout(&text);
        return if code == exit::OK { exit::FELL_SHORT } else { code };
    }
    let mut text = String::new();
    for (variant, hash) in &verified.nights {
        text += &if variant.is_empty() { format!("{hash}\n") } else { format!("{hash}  {variant}\n") };
    }
    text += &format!(
        "the same in all of {} runs: again, on 1, 2 and 8 threads, with tracks and without\n",
        verified.runs + verified.nights.len() as u64
    );
    write::stdout(&text)
}
