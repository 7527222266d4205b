//! From text to [`Show`]: one pass of `ron` where all is well; where it is not, every problem of shape with its place.

use std::ops::Range;

use ron::Options;
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use super::diagnostic::Finding;
use super::nearest::did_you_mean;
use super::shape::{self, Struct, Ty};
use super::spans::{Step, Tree};
use super::{Diagnostics, Show, Source, grammar};

/// Brackets within brackets.
pub(crate) const MAX_NESTING: usize = 128;

/// Cues a sheet may have.
pub const MAX_CUES: usize = 200_000;

/// Reads a sheet: its shape only. [`super::check`] is for its sense. With the show come the warnings.
///
/// # Errors
/// Every problem of shape that was found, by place.
pub fn parse_show(source: &Source) -> Result<(Show, Diagnostics), Diagnostics> {
    let show: Show = read(source, &grammar::SHOW)?;
    if show.cues.len() > MAX_CUES {
        let at = Tree::new(&source.text).find(&[Step::Field("cues"), Step::Item(MAX_CUES)]);
        let finding = Finding::new("E0013", at, format!("the sheet has {} cues", show.cues.len()))
            .label("one too many")
            .hint(format!("a sheet may have {MAX_CUES}"));
        return Err(Diagnostics::of(source, vec![finding]));
    }
    Ok((show, Diagnostics::default()))
}

/// Reads a value of the language, or finds everything that is wrong with its shape.
pub(crate) fn read<T: DeserializeOwned>(source: &Source, shape: &'static Struct) -> Result<T, Diagnostics> {
    let options =
        Options::default().with_default_extension(Extensions::IMPLICIT_SOME).with_recursion_limit(MAX_NESTING);
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    options.from_str(text).map_err(|e| {
        let tree = Tree::new(text);
        let mut findings = tree.faults;
        shape::walk(&tree.root, &Ty::Struct(shape), &mut findings);
        if let Some(at) = tree.too_deep {
            findings.push(
                Finding::new("E0003", at..at + 1, format!("brackets are nested more than {MAX_NESTING} deep"))
                    .label("too deep"),
            );
        }
        if findings.is_empty() {
            // ron knows something that the tree and the tables do not.
            let (from, to) = (offset(text, e.span.start), offset(text, e.span.end));
            findings.push(of_ron(&e.code, from.min(to)..to, text));
        }
        let mark = source.text.len() - text.len();
        for f in &mut findings {
            f.span = f.span.start + mark..f.span.end + mark;
        }
        Diagnostics::of(source, findings)
    })
}

/// What `ron` has to say, as a finding.
fn of_ron(error: &ron::Error, span: Range<usize>, text: &str) -> Finding {
    use ron::Error as E;
    let one_of = |names: &[&str]| format!("expected one of {}", list(names));
    match error {
        E::NoSuchStructField { expected, found, outer } => {
            let of = outer.as_deref().map_or(String::new(), |o| format!(" in `{o}`"));
            Finding::new("E0005", span, format!("no field `{found}`{of}"))
                .label("unknown field")
                .hint(did_you_mean(found, expected.iter().copied()).unwrap_or_else(|| one_of(expected)))
        }
        E::MissingStructField { field, outer } => {
            let of = outer.as_deref().map_or(String::new(), |o| format!(" of `{o}`"));
            Finding::new("E0006", span, format!("the field `{field}`{of} is missing")).label("missing field")
        }
        E::NoSuchEnumVariant { expected, found, .. } => {
            Finding::new("E0007", span, format!("`{found}` is not a word of the language here"))
                .label("unknown word")
                .hint(did_you_mean(found, expected.iter().copied()).unwrap_or_else(|| one_of(expected)))
        }
        E::DuplicateStructField { field, .. } => {
            Finding::new("E0010", span, format!("the field `{field}` is given twice")).label("given again")
        }
        E::ExpectedDifferentStructName { expected, found } => {
            Finding::new("E0012", span, format!("expected `{expected}(…)`, found `{found}`"))
                .label(format!("expected `{expected}`"))
        }
        E::InvalidValueForType { expected, found } => {
            Finding::new("E0008", span, format!("expected {expected}, found {found}")).label("wrong kind of value")
        }
        E::ExpectedDifferentLength { expected, found } => {
            Finding::new("E0009", span, format!("expected {expected}, found {found}")).label("wrong number of values")
        }
        E::ExceededRecursionLimit => {
            Finding::new("E0003", span, format!("brackets are nested more than {MAX_NESTING} deep")).label("too deep")
        }
        other => {
            let end = span.end.min(text.len());
            let span = if span.is_empty() || text.get(span.clone()).is_none_or(|s| s.contains('\n')) {
                end..end
            } else {
                span
            };
            Finding::new("E0004", span, lower_first(&other.to_string())).label("here")
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |c| c.to_lowercase().chain(chars).collect())
}

/// `a`, `b` and `c`.
pub(crate) fn list(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|n| format!("`{n}`")).collect();
    quoted.join(", ")
}

/// The byte of a line and column, both from 1.
fn offset(text: &str, at: ron::error::Position) -> usize {
    let line = text.split_inclusive('\n').take(at.line.saturating_sub(1)).map(str::len).sum::<usize>();
    text[line..].char_indices().nth(at.col.saturating_sub(1)).map_or(text.len(), |(i, _)| line + i)
}
