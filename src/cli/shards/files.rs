//! Shards in files: finding, reading, writing, and the command that runs one.

use std::path::{Path, PathBuf};

use crate::cli::{exit, write};
use crate::sweep::Shard;
use crate::sweep::shard::{Asked, ShardError};

/// Largest file that is read.
const BYTES_MAX: u64 = 256 << 20;

/// Folders within folders; deeper than this is a loop of links.
const DEPTH_MAX: usize = 64;

/// Complains, with a hint, and gives the exit code of wrong input.
pub fn refuse(message: &str, hint: &str) -> u8 {
    write::complain(message);
    write::say(&format!("\nhint: {hint}"));
    exit::USAGE
}

/// Every shard in or below the folders, and those named themselves, in order of their names.
pub fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, u8> {
    let mut found = Vec::new();
    for path in paths {
        let before = found.len();
        let walked = match path.metadata() {
            Ok(about) if about.is_dir() => walk(path, 0, &mut found),
            Ok(_) => {
                found.push(path.clone());
                Ok(())
            }
            Err(e) => Err(e),
        };
        walked.map_err(|e| {
            write::complain(&format!("cannot read {}: {e}", path.display()));
            exit::USAGE
        })?;
        if found.len() == before {
            let message = format!("there is no shard of a sweep in {}", path.display());
            let hint = format!("`drytech sweep FILE --odds ODDS --shard K/M --out {}` writes one", shown(path));
            return Err(refuse(&message, &hint));
        }
    }
    Ok(found)
}

fn walk(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut paths = folder.read_dir()?.map(|e| Ok(e?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !name.starts_with('.') && depth < DEPTH_MAX {
            walk(&path, depth + 1, out)?;
        } else if name.starts_with("shard-") && name.ends_with(".jsonl") {
            out.push(path);
        }
    }
    Ok(())
}

/// Reads a shard; says what is wrong and gives the exit code where it cannot.
pub fn read(path: &Path) -> Result<Shard, u8> {
    let bytes = path.metadata().and_then(|about| match about.len() {
        0..=BYTES_MAX if about.is_file() => std::fs::read(path),
        _ => Err(std::io::Error::other("it is too large, or not a file")),
    });
    let bytes = bytes.map_err(|e| {
        write::complain(&format!("cannot read {}: {e}", path.display()));
        exit::USAGE
    })?;
    Shard::read(&bytes).map_err(|e| {
        let hint = match e {
            ShardError::Foreign => "`drytech sweep FILE --odds ODDS --shard K/M --out DIR` writes shards",
            ShardError::Format(_) => "merge shards with the drytech that wrote them",
            _ => "remove it and run its shard again, or copy it again",
        };
        refuse(&format!("{}: {e}", path.display()), hint)
    })
}

/// Writes a shard, whole or not at all.
pub fn keep(path: &Path, shard: &Shard) -> Result<(), u8> {
    let text = shard.write().map_err(|e| {
        write::complain(&format!("cannot write a shard as JSON: {e}"));
        exit::OUR_FAULT
    })?;
    write::file(path, text.as_bytes()).map_err(|e| {
        write::complain(&format!("cannot write {}: {e}", path.display()));
        exit::USAGE
    })
}

/// The command that runs a shard, or what is left of it.
pub fn command(asked: &Asked, number: u64, of: u64, folder: &Path) -> String {
    let mut line = format!("drytech sweep {} --odds {}", quoted(&asked.first.file), quoted(&asked.odds));
    if let Some(second) = &asked.second {
        line += &format!(" --compare {}", quoted(&second.file));
    }
    line += &format!(" --nights {} --seed {}", asked.nights, asked.seed);
    if asked.strength != "1" {
        line += &format!(" --strength {}", asked.strength);
    }
    line + &format!(" --shard {number}/{of} --out {}", shown(folder))
}

/// A path as a shell reads it.
pub fn shown(path: &Path) -> String {
    quoted(&path.display().to_string())
}

fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./=:,@%+".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// `3, 7, 9-12`.
pub fn ranges(numbers: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for n in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *n => *last = *n,
            _ => runs.push((*n, *n)),
        }
    }
    let one = |(a, b): &(u64, u64)| if a == b { a.to_string() } else { format!("{a}-{b}") };
    runs.iter().map(one).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_where_a_shell_would_split_it() {
        for (path, wanted) in
            [("a/b-1.ron", "a/b-1.ron"), ("two words", "'two words'"), ("it's", r"'it'\''s'"), ("", "''")]
        {
            assert_eq!(quoted(path), wanted);
        }
    }

    #[test]
    fn numbers_that_follow_each_other_are_a_range() {
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1-3,7,9-10");
        assert_eq!(ranges(&[]), "");
    }
}
