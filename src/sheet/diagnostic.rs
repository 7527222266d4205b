//! What is wrong with a file, and where: [`Source`], [`Diagnostic`], [`Diagnostics`], rendered with a caret and a hint.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, normalize_untrusted_str};

/// A text and the name people know it by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The file's name as it was given.
    pub name: String,
    /// The text, without byte-order mark.
    pub text: String,
}

/// Bytes a file may have.
pub const MAX_BYTES: usize = 64 << 20;

/// Most problems rendered of one file; the rest is counted.
const RENDERED_MAX: usize = 200;

impl Source {
    /// A source; a byte-order mark at the start of `text` is taken off, so that columns count what people see.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Self { name: name.into(), text }
    }

    /// A source from a file's bytes.
    ///
    /// # Errors
    /// The text is longer than [`MAX_BYTES`] (E0002), or is not UTF-8 (E0001, at the first byte that is not).
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Diagnostics> {
        let name = name.into();
        if bytes.len() > MAX_BYTES {
            let finding = Finding::new("E0002", 0..0, format!("the file has {} bytes", bytes.len()))
                .label("too much for a sheet")
                .hint(format!("a sheet or scenario may have {} MiB", MAX_BYTES >> 20));
            return Err(Diagnostics::of(&Self::new(name, ""), vec![finding]));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(name, text)),
            Err(e) => {
                let at = e.utf8_error().valid_up_to();
                let bytes = e.into_bytes();
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
                let finding = Finding::new("E0001", at..end, "the file is not UTF-8")
                    .label(format!("the byte 0x{:02x} is no character here", bytes.get(at).copied().unwrap_or(0)))
                    .hint("save the file as UTF-8");
                // Not `new`: the span counts from the file's first byte.
                Err(Diagnostics::of(&Self { name, text }, vec![finding]))
            }
        }
    }
}

/// Whether a problem keeps the sheet from running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The contract gives it no meaning: nothing is run.
    Error,
    /// It runs, and is probably not what was meant.
    Warning,
}

/// One problem of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code, `E0007` or `W0003`; see [`super::codes`].
    pub code: &'static str,
    /// Whether it keeps the sheet from running.
    pub severity: Severity,
    /// What is wrong, in a line.
    pub message: String,
    /// What stands beside the caret.
    pub label: String,
    /// Where, in bytes of the source's text.
    pub span: Range<usize>,
    /// What to do about it.
    pub hint: Option<String>,
    /// The file it is in.
    pub source: Arc<Source>,
    line: usize,
    column: usize,
}

impl Diagnostic {
    /// Line of the place, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Column of the place in characters, from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    fn render_into(&self, renderer: &Renderer, out: &mut String) {
        let text = &self.source.text;
        // Only the line with the place is handed over: the file may be long and its problems many.
        let from = text[..self.span.start].rfind('\n').map_or(0, |i| i + 1);
        let to = text[self.span.start..].find('\n').map_or(text.len(), |i| self.span.start + i);
        let line = text[from..to].trim_end_matches('\r');
        let start = (self.span.start - from).min(line.len());
        let span = start..(self.span.end.max(self.span.start) - from).clamp(start, line.len());
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        // Names out of a sheet are in these: no sheet of somebody else's writes to the terminal. The title and the line
        // itself are made harmless by the renderer.
        let path = normalize_untrusted_str(&self.source.name);
        let label = normalize_untrusted_str(&self.label);
        let hint = self.hint.as_deref().map(normalize_untrusted_str);
        let snippet = Snippet::source(line)
            .line_start(self.line)
            .path(path.as_str())
            .annotation(AnnotationKind::Primary.span(span).label(label.as_str()));
        let mut group = level.primary_title(self.message.as_str()).id(self.code).element(snippet);
        if let Some(hint) = &hint {
            group = group.element(Level::HELP.message(hint.as_str()));
        }
        out.push_str(&renderer.render(&[group]));
        out.push('\n');
    }
}

/// All problems of one file, or of a scenario and its sheet: by file, then by place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Places `findings` in `source`.
    pub(crate) fn of(source: &Source, mut findings: Vec<Finding>) -> Self {
        if findings.is_empty() {
            return Self::default();
        }
        findings.sort_by(|a, b| (a.span.start, a.span.end, a.code).cmp(&(b.span.start, b.span.end, b.code)));
        findings.dedup();
        let shared = Arc::new(source.clone());
        let text = &shared.text;
        let (mut line, mut line_at, mut seen) = (1, 0, 0);
        let mut list = Vec::with_capacity(findings.len());
        for f in findings {
            let span = floor(text, f.span.start)..floor(text, f.span.end);
            for (i, _) in text[seen..span.start].match_indices('\n') {
                line += 1;
                line_at = seen + i + 1;
            }
            seen = span.start;
            list.push(Diagnostic {
                code: f.code,
                severity: if f.code.starts_with('W') { Severity::Warning } else { Severity::Error },
                message: f.message,
                label: f.label,
                hint: f.hint,
                source: Arc::clone(&shared),
                line,
                column: text[line_at..span.start].chars().filter(|c| *c != '\u{feff}').count() + 1,
                span,
            });
        }
        Self(list)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// One after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Those that keep the sheet from running.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter().filter(|d| d.severity == Severity::Error)
    }

    /// Those that do not.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter().filter(|d| d.severity == Severity::Warning)
    }

    /// Whether anything keeps the sheet from running.
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// Puts `other` after these.
    pub fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Only those that `keep` says.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.0.retain(keep);
    }

    /// The problems as people read them: file, line and column, the line itself, a caret, a hint; with ANSI colours or
    /// without.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for (i, d) in self.0.iter().take(RENDERED_MAX).enumerate() {
            if i > 0 {
                out.push('\n');
            }
            d.render_into(&renderer, &mut out);
        }
        if let Some(more @ 1..) = self.0.len().checked_sub(RENDERED_MAX) {
            out.push_str(&format!("\n… and {more} more\n"));
        }
        out
    }

    /// `2 errors, 1 warning`.
    pub fn count(&self) -> String {
        let some = |n: usize, what: &str| match n {
            0 => None,
            1 => Some(format!("1 {what}")),
            n => Some(format!("{n} {what}s")),
        };
        let parts = [some(self.errors().count(), "error"), some(self.warnings().count(), "warning")];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        if parts.is_empty() { "no problems".to_owned() } else { parts.join(", ") }
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// A problem before its file is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) code: &'static str,
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
}

impl Finding {
    pub(crate) fn new(code: &'static str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { code, span, message: message.into(), label: String::new(), hint: None }
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }
}

/// The character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_in_lines_and_characters_and_a_byte_order_mark_is_no_column() {
        let source = Source::new("a.ron", "\u{feff}ä\r\nBöse x\n");
        let at = source.text.find('x').expect("there is an x");
        let found = Diagnostics::of(&source, vec![Finding::new("E0004", at..at + 1, "no").label("here").hint("try y")]);
        let d = found.iter().next().expect("one problem");
        assert_eq!((d.line(), d.column()), (2, 6));
        let text = found.render(false);
        assert!(text.contains("a.ron:2:6"), "{text}");
        assert!(text.contains("error[E0004]: no") && text.contains("try y"), "{text}");
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_reported_where_they_stand() {
        let found = Source::from_bytes("a.ron", b"Show(\n  title: \"\xff\")".to_vec()).expect_err("not UTF-8");
        let d = found.iter().next().expect("one problem");
        assert_eq!((d.code, d.line(), d.column()), ("E0001", 2, 11));
    }

    #[test]
    fn a_sheet_cannot_write_to_the_terminal() {
        let esc = "\u{1b}[2J";
        let source = Source::new(format!("a{esc}.ron"), format!("Show({esc})"));
        let finding =
            Finding::new("E0004", 0..9, format!("no {esc}")).label(format!("is {esc}")).hint(format!("or {esc}"));
        assert!(!Diagnostics::of(&source, vec![finding]).render(false).contains('\u{1b}'));
    }

    #[test]
    fn more_problems_than_anybody_reads_are_counted() {
        let source = Source::new("a.ron", "x".repeat(300));
        let found = Diagnostics::of(&source, (0..300).map(|i| Finding::new("W0001", i..i, "hm")).collect());
        assert!(found.render(false).ends_with("… and 100 more\n"));
        assert_eq!(found.count(), "300 warnings");
        assert!(!found.has_errors());
    }
}
