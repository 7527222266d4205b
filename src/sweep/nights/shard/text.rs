//! A shard as text: three lines of JSON. The first says what it is of, the second what came of it, the third is the
//! SHA-256 of both, so that a file that was cut off or changed is known as such.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Asked, FORMAT, KIND, Part, Shard};
use crate::run::log::sha256;

/// Why a text is no shard.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShardError {
    /// It is something else.
    #[error("it is not a shard of a sweep")]
    Foreign,
    /// It is of another version.
    #[error("it is of format {0}, and this drytech reads {FORMAT}")]
    Format(u64),
    /// Its end is missing.
    #[error("it is cut off")]
    Cut,
    /// It is not what was written.
    #[error("its checksum does not fit: it was changed or damaged")]
    Damaged,
    /// A line is not what it should be.
    #[error("line {line}: {reason}")]
    Broken {
        /// From 1.
        line: usize,
        /// In words.
        reason: String,
    },
    /// Its numbers contradict each other.
    #[error("its numbers cannot be right: {0}")]
    Senseless(&'static str),
}

/// How every format begins.
#[derive(Deserialize)]
struct Head {
    kind: String,
    format: u64,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    kind: String,
    format: u32,
    drytech: String,
    shard: Part,
    of: Asked,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Sum {
    sha256: String,
}

impl Shard {
    /// As text.
    ///
    /// # Errors
    /// Never, but for what JSON has no words for.
    pub fn write(&self) -> Result<String, serde_json::Error> {
        let manifest = Manifest {
            kind: KIND.to_owned(),
            format: FORMAT,
            drytech: self.drytech.clone(),
            shard: self.part,
            of: self.of.clone(),
        };
        let mut text = serde_json::to_string(&manifest)? + "\n";
        text.push_str(&serde_json::to_string(&self.came)?);
        text.push('\n');
        let sum = serde_json::to_string(&Sum { sha256: sha256(&text) })?;
        text.push_str(&sum);
        text.push('\n');
        Ok(text)
    }

    /// Reads what [`Shard::write`] wrote, and checks that it makes sense in itself; whether it fits a sheet is told by
    /// [`super::Came::fits`].
    ///
    /// # Errors
    /// It is anything else.
    pub fn read(bytes: &[u8]) -> Result<Self, ShardError> {
        let text = std::str::from_utf8(bytes).map_err(|_| ShardError::Foreign)?;
        let first = text.split('\n').next().unwrap_or_default();
        match serde_json::from_str::<Head>(first) {
            Ok(head) if head.kind == KIND && head.format == u64::from(FORMAT) => {}
            Ok(head) if head.kind == KIND => return Err(ShardError::Format(head.format)),
            _ if first.starts_with(&format!("{{\"kind\":\"{KIND}\"")) => return Err(ShardError::Cut),
            _ => return Err(ShardError::Foreign),
        }
        let mut lines = text.split_inclusive('\n');
        let (first, second, third) = match (lines.next(), lines.next(), lines.next()) {
            (Some(first), Some(second), Some(third)) if third.ends_with('\n') => (first, second, third),
            _ => return Err(ShardError::Cut),
        };
        if lines.next().is_some() {
            return Err(ShardError::Damaged);
        }
        let sum: Sum = line(3, third)?;
        if sum.sha256 != sha256(&text[..first.len() + second.len()]) {
            return Err(ShardError::Damaged);
        }
        let Manifest { drytech, shard: part, of, .. } = line(1, first)?;
        let shard = Self { drytech, of, part, came: line(2, second)? };
        shard.check().map_err(ShardError::Senseless)?;
        Ok(shard)
    }
}

fn line<'a, T: Deserialize<'a>>(number: usize, text: &'a str) -> Result<T, ShardError> {
    // The place in the line is said, and there is but one line.
    let reason = |e: serde_json::Error| e.to_string().replace(" at line 1 column ", " at column ");
    serde_json::from_str(text).map_err(|e| ShardError::Broken { line: number, reason: reason(e) })
}
