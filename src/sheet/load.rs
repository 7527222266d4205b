//! What a text is, before it is read: a sheet, a scenario or odds.

use std::ops::Range;

use super::diagnostic::Finding;
use super::nearest::did_you_mean;
use super::spans::{Kind, Step, Tree};
use super::{Diagnostics, Source};

/// Fields that only a scenario has.
const OF_A_SCENARIO: [&str; 8] = ["show", "name", "seed", "luck", "faults", "calls", "expect", "vary"];

/// Whether the text is a scenario; else it is a sheet. Told by the name before the first bracket, or by the fields.
///
/// # Errors
/// It is neither (E0014).
pub(crate) fn is_scenario(source: &Source) -> Result<bool, Diagnostics> {
    let text = source.text.as_str();
    let at = skip(text, 0);
    let name = word(&text[at..]);
    match name {
        "Show" => return Ok(false),
        "Scenario" => return Ok(true),
        "" if text[at..].starts_with('(') => {
            let tree = Tree::new(text);
            let Kind::Struct(_, fields) = &tree.root.kind else { return Ok(false) };
            return Ok(fields.iter().any(|(name, _)| OF_A_SCENARIO.contains(&name.text)));
        }
        _ => {}
    }
    let end = at + name.len().max(text[at..].chars().next().map_or(0, char::len_utf8));
    let finding = Finding::new("E0014", at..end, "the file is neither a sheet nor a scenario")
        .label("expected `Show(…)` or `Scenario(…)`")
        .maybe_hint(did_you_mean(name, ["Show", "Scenario", "Odds"]));
    Err(Diagnostics::of(source, vec![finding]))
}

/// Whether the text is odds, told by the name before the first bracket.
pub(crate) fn is_odds(source: &Source) -> bool {
    let text = source.text.as_str();
    word(&text[skip(text, 0)..]) == "Odds"
}

/// Where the value of a top-level field stands.
pub(crate) fn span_of_field(source: &Source, field: &'static str) -> Range<usize> {
    Tree::new(&source.text).find(&[Step::Field(field)])
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

/// Past white space, comments and attributes.
fn skip(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
        if blank > 0 {
            at += blank;
        } else if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            let (mut depth, mut i) = (0, 0);
            while i < rest.len() {
                let tail = &rest.as_bytes()[i..];
                if tail.starts_with(b"/*") {
                    (depth, i) = (depth + 1, i + 2);
                } else if tail.starts_with(b"*/") {
                    (depth, i) = (depth - 1, i + 2);
                } else {
                    i += 1;
                }
                if depth == 0 {
                    break;
                }
            }
            at += i;
        } else if rest.starts_with("#!") {
            at += rest.find(']').map_or(rest.len(), |i| i + 1);
        } else {
            return at;
        }
    }
}
