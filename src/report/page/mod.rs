//! What the pages have in common: one file of HTML that is also XML, with no script, no font and no picture from anywhere
//! else; light and dark, on a telephone, on A4 and on Letter. Colours are the statuses' (look.md), and each goes with a
//! word, a shape or a hatch.

mod escape;

use std::fmt::{self, Write};

pub(super) use escape::Safe;

/// What stands at a page's head.
pub(super) struct Head<'a> {
    /// `Performance report`.
    pub(super) kind: &'a str,
    /// Of what.
    pub(super) title: &'a str,
    /// Under it.
    pub(super) night: &'a str,
    /// Small: what it can be had again from.
    pub(super) traces: &'a str,
    /// Styles that only this page has.
    pub(super) style: &'a str,
}

/// The page up to the beginning of its `main`.
pub(super) fn open(out: &mut String, head: &Head<'_>) -> fmt::Result {
    out.push_str("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    out.push_str("<meta name=\"color-scheme\" content=\"light dark\"/>\n");
    writeln!(out, "<meta name=\"generator\" content=\"drytech {}\"/>", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "<title>{} · {}</title>", Safe(head.title), head.kind.to_lowercase())?;
    writeln!(out, "<style>\n{}{}</style>\n</head>\n<body>", include_str!("style.css"), head.style)?;

    writeln!(out, "<header>\n<p class=\"kind\">{}</p>", head.kind)?;
    writeln!(out, "<h1>{}</h1>\n<p class=\"night\">{}</p>", Safe(head.title), Safe(head.night))?;
    writeln!(out, "<p class=\"traces\">{}</p>\n</header>\n<main>", Safe(head.traces))
}

/// What closes it.
pub(super) const END: &str = "</main>\n</body>\n</html>\n";

/// A table's head; columns whose name begins with `#` hold numbers.
pub(super) fn table(out: &mut String, class: &str, columns: &[&str]) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "<div class=\"scroll\"><table{class}>\n<thead><tr>");
    for column in columns {
        let (class, name) = column.strip_prefix('#').map_or(("", *column), |name| (" class=\"n\"", name));
        let _ = write!(out, "<th scope=\"col\"{class}>{name}</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
}

/// What closes a table.
pub(super) const TABLE_END: &str = "</tbody>\n</table></div>\n";

/// A word on its colour, with a shape.
pub(super) fn chip(kind: &str, shape: &str, word: &str) -> String {
    format!("<span class=\"chip {kind}\"><span aria-hidden=\"true\">{shape}</span> {}</span>", Safe(word))
}

/// A second line in a cell; none where there is nothing to say.
pub(super) fn small(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<small>{}</small>", Safe(text)) }
}
