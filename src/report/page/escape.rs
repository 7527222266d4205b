//! Text inside markup: everything a sheet says passes through here.

use std::fmt::{self, Write as _};

/// A text that is safe between tags and in attributes: markup is escaped, and what XML has no place for is replaced.
pub(in crate::report) struct Safe<'a>(pub(in crate::report) &'a str);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\n' | '\t' => f.write_char(' ')?,
                // Control characters, what turns the direction of text for everything after it, and no characters at all.
                c if c.is_control() => f.write_char('\u{FFFD}')?,
                '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}' => {
                    f.write_char('\u{FFFD}')?
                }
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Safe;

    #[test]
    fn nothing_of_a_sheet_is_markup() {
        let text = Safe("<script>alert(\"a\" & 'b')</script>\u{0}\u{202E}").to_string();
        assert_eq!(text, "&lt;script&gt;alert(&quot;a&quot; &amp; &#39;b&#39;)&lt;/script&gt;\u{FFFD}\u{FFFD}");
    }
}
