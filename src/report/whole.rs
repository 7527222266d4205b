//! Files that are whole or not there: written beside their place first, then renamed.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Most names that are tried for a file that overwrites none.
const NAMES_MAX: u32 = 10_000;

/// Writes a file, over the one that is there: nothing is ever half-written.
///
/// # Errors
/// Its folder is not there, or cannot be written to.
pub fn whole_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    beside(path, bytes)?.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Writes `NAME.EXT` in a folder, or `NAME_2.EXT`, `NAME_3.EXT` … from `first` on: the first that overwrites nothing.
///
/// # Errors
/// As [`whole_file`].
pub fn new_file(folder: &Path, name: &str, extension: &str, first: u32, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut written = None;
    for n in first..NAMES_MAX {
        let number = if n > 1 { format!("_{n}") } else { String::new() };
        let path = folder.join(format!("{name}{number}.{extension}"));
        if path.symlink_metadata().is_ok() {
            continue;
        }
        let temporary = match written.take() {
            Some(temporary) => temporary,
            None => beside(&path, bytes)?,
        };
        match temporary.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            // Somebody was faster.
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => written = Some(e.file),
            Err(e) => return Err(e.error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("there are too many files called {name}")))
}

fn beside(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
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
    Ok(temporary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_overwrites_nothing() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let write = |bytes: &[u8]| new_file(folder.path(), "night", "ron", 1, bytes).expect("the folder is ours");
        let names: Vec<_> = [b"a", b"b", b"c"].iter().map(|b| write(*b)).collect();
        for (path, (name, text)) in names.iter().zip([("night.ron", "a"), ("night_2.ron", "b"), ("night_3.ron", "c")]) {
            assert_eq!(path.file_name().and_then(|n| n.to_str()), Some(name));
            assert_eq!(std::fs::read_to_string(path).expect("it was written"), text);
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("it is there").count(), 3, "no temporary file is left");
    }
}
