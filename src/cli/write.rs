//! Writing: standard output that may be closed, and files that are whole or not there.

use std::io::{self, Write as _};
use std::path::Path;

use super::exit;

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

/// Writes a file: first a temporary one beside it, then renamed, so that nothing is ever half-written.
pub fn file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let why = format!("there is no folder {}", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, why));
    }
    let mut builder = tempfile::Builder::new();
    // Temporary files are private by default; what becomes a person's file is as theirs usually are.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|e| e.error)?;
    Ok(())
}
