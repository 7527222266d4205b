//! Reads RON into a [`Tree`](super::spans::Tree): its brackets, words and quotation marks, and what is wrong with them.

use std::ops::Range;

use super::diagnostic::Finding;
use super::parse::MAX_NESTING;
use super::spans::{Kind, Node, Word};

/// Deeper than any text that is read, so that places are known wherever reading came to.
const DEEPEST: usize = 2 * MAX_NESTING;

/// Reads a text from its beginning.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    pub(super) faults: Vec<Finding>,
    pub(super) too_deep: Option<usize>,
    stopped: bool,
    /// The comma before a struct was read by the one before it, which was not closed.
    comma_taken: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at, depth: 0, faults: Vec::new(), too_deep: None, stopped: false, comma_taken: false }
    }

    /// The whole file: attributes, one value, and no more.
    pub(super) fn file(&mut self) -> Node<'a> {
        self.attributes();
        let root = self.value();
        self.blank();
        if !self.stopped && self.at < self.text.len() {
            let at = self.at;
            self.fault(at..at + self.width(), "the file goes on after its end", "not part of anything", None);
        }
        root
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Bytes of the next character.
    fn width(&self) -> usize {
        self.peek().map_or(0, char::len_utf8)
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn fault(&mut self, span: Range<usize>, message: impl Into<String>, label: &str, hint: Option<&str>) {
        let finding = Finding::new("E0004", span, message).label(label).maybe_hint(hint.map(str::to_owned));
        self.faults.push(finding);
    }

    /// A fault after which nothing can be made of the rest.
    fn stop(&mut self, span: Range<usize>, message: impl Into<String>, label: &str, hint: Option<&str>) {
        if !self.stopped {
            self.fault(span, message, label, hint);
        }
        self.stopped = true;
    }

    fn found(&self) -> String {
        self.peek().map_or("the end of the file".to_owned(), |c| format!("`{c}`"))
    }

    /// Skips white space and comments.
    fn blank(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches(is_blank).len();
            let rest = self.rest();
            if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                let from = self.at;
                if !self.block_comment() {
                    self.stop(from..from + 2, "a comment has no end", "it begins here", Some("end it with `*/`"));
                    self.at = self.text.len();
                }
            } else {
                return;
            }
        }
    }

    /// Comments nest.
    fn block_comment(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let mut depth = 0;
        while self.at < bytes.len() {
            if bytes[self.at..].starts_with(b"/*") {
                (depth, self.at) = (depth + 1, self.at + 2);
            } else if bytes[self.at..].starts_with(b"*/") {
                (depth, self.at) = (depth - 1, self.at + 2);
                if depth == 0 {
                    return true;
                }
            } else {
                self.at += 1;
            }
        }
        false
    }

    /// `#![enable(…)]`.
    fn attributes(&mut self) {
        self.blank();
        while self.rest().starts_with('#') {
            self.at = self.rest().find(']').map_or(self.text.len(), |i| self.at + i + 1);
            self.blank();
        }
    }

    fn word(&mut self) -> Option<Word<'a>> {
        let from = self.at;
        if self.rest().starts_with("r#") {
            self.at += 2;
        }
        let start = self.at;
        let rest = self.rest();
        if !rest.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            self.at = from;
            return None;
        }
        self.at += rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        Some(Word { text: &self.text[start..self.at], span: from..self.at })
    }

    /// Whether a field's name and colon come next, or a name that lacks its colon; moves nothing.
    fn field_is_next(&mut self) -> bool {
        let (at, stopped, faults) = (self.at, self.stopped, self.faults.len());
        let word = self.word();
        self.blank();
        let is = word.is_some_and(|w| {
            // Fields are in lower case, and no word of the language that stands alone is, but these.
            let lower = w.text.starts_with(|c: char| c.is_lowercase()) && !matches!(w.text, "true" | "false" | "inf");
            self.rest().starts_with([':', '='])
                || (lower && !self.rest().starts_with(['(', ',', ')']) && self.value_is_next())
        });
        (self.at, self.stopped) = (at, stopped);
        self.faults.truncate(faults);
        is
    }

    /// Whether a struct's name and bracket come next, `Cue(`; moves nothing.
    fn struct_is_next(&mut self) -> bool {
        let at = self.at;
        let is = self.word().is_some_and(|w| w.text.starts_with(char::is_uppercase)) && self.rest().starts_with('(');
        self.at = at;
        is
    }

    fn node(&self, from: usize, kind: Kind<'a>) -> Node<'a> {
        Node { span: from..self.at, kind, whole: !self.stopped }
    }

    fn value(&mut self) -> Node<'a> {
        self.blank();
        let from = self.at;
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let kind = match bytes.first() {
            _ if self.stopped => Kind::Broken,
            Some(b'"') => self.string(),
            Some(b'r') if matches!(bytes.get(1), Some(b'"')) || raw_string(rest) => self.raw_string(),
            Some(b'b') if matches!(bytes.get(1), Some(b'"' | b'\'')) => {
                self.at += 1;
                self.quoted();
                Kind::Other
            }
            Some(b'\'') => {
                self.quoted();
                Kind::Other
            }
            Some(b'0'..=b'9' | b'+' | b'-' | b'.') => self.number(),
            Some(b'(') => self.deeper(|r| r.body(None)),
            Some(b'[') => self.deeper(Self::list),
            Some(b'{') => self.deeper(Self::map),
            _ => match self.word() {
                Some(word) => {
                    let end = self.at;
                    self.blank();
                    if self.rest().starts_with('(') {
                        self.deeper(|r| r.body(Some(word)))
                    } else {
                        self.at = end;
                        Kind::Word(word.text)
                    }
                }
                None => {
                    let found = self.found();
                    let span = from..from + self.width();
                    self.stop(span, format!("expected a value, found {found}"), "expected a value", None);
                    Kind::Broken
                }
            },
        };
        self.node(from, kind)
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Kind<'a>) -> Kind<'a> {
        if self.depth >= MAX_NESTING && self.too_deep.is_none() {
            self.too_deep = Some(self.at);
        }
        if self.depth >= DEEPEST {
            // Said once, as E0003.
            self.stopped = true;
            return Kind::Broken;
        }
        self.depth += 1;
        let kind = read(self);
        self.depth -= 1;
        kind
    }

    /// After a value: whether another follows. Says what is missing.
    fn another(&mut self, open: usize, close: char, more: fn(&mut Self) -> bool) -> bool {
        if std::mem::take(&mut self.comma_taken) {
            return true;
        }
        let end = self.at;
        self.blank();
        if self.stopped || self.eat(close) {
            return false;
        }
        let comma = self.eat(',');
        if comma {
            self.blank();
            if self.peek().is_some() {
                return !self.eat(close);
            }
        }
        match self.peek() {
            None => {
                let opened = self.text[open..].chars().next().unwrap_or('(');
                let message = format!("the bracket `{opened}` is never closed");
                let hint = format!("close it with `{close}`");
                self.stop(open..open + 1, message, "opened here", Some(&hint));
                false
            }
            Some(')' | ']' | '}') => {
                let line = 1 + self.text[..open].matches('\n').count();
                let opened = self.text[open..].chars().next().unwrap_or('(');
                let message = format!("expected `,` or `{close}`, found {}", self.found());
                let hint = format!("the bracket that is open here is the `{opened}` of line {line}");
                self.stop(self.at..self.at + 1, message, "the wrong bracket", Some(&hint));
                false
            }
            Some(_) if more(self) => {
                let span = end..end + self.text[end..].chars().next().map_or(0, char::len_utf8);
                self.fault(span, "a comma is missing", "expected `,`", None);
                true
            }
            Some(_) => {
                let message = format!("expected `,` or `{close}`, found {}", self.found());
                self.stop(self.at..self.at + self.width(), message, "not expected here", None);
                false
            }
        }
    }

    /// From `(` to `)`.
    fn body(&mut self, name: Option<Word<'a>>) -> Kind<'a> {
        let open = self.at;
        self.at += 1;
        self.blank();
        if self.eat(')') {
            return Kind::Tuple(name, Vec::new());
        }
        if !self.field_is_next() {
            let mut items = Vec::new();
            loop {
                if self.field_is_next() {
                    let message = "a value with a name among values without";
                    let at = self.at;
                    self.word();
                    self.fault(at..self.at, message, "leave its name out", None);
                    self.blank();
                    self.eat(':');
                }
                items.push(self.value());
                if !self.another(open, ')', Self::value_is_next) {
                    return Kind::Tuple(name, items);
                }
            }
        }
        let mut fields = Vec::new();
        loop {
            if self.struct_is_next() {
                // The next of a list has begun: this one was not closed, and its comma was the list's.
                let hint = "close it with `)` before the next begins";
                self.fault(open..open + 1, "the bracket `(` is never closed", "opened here", Some(hint));
                self.comma_taken = true;
                return Kind::Struct(name, fields);
            }
            let Some(field) = self.word() else {
                let message = format!("expected a field's name, found {}", self.found());
                self.stop(self.at..self.at + self.width(), message, "expected `name: value`", None);
                return Kind::Struct(name, fields);
            };
            self.blank();
            if !self.eat(':') {
                let message = format!("expected `:` after `{}`, found {}", field.text, self.found());
                let span = self.at..self.at + self.width();
                // `=` is how others write it.
                if !self.eat('=') && !self.value_is_next() {
                    self.stop(span, message, "expected `:`", None);
                    return Kind::Struct(name, fields);
                }
                self.fault(span, message, "expected `:`", None);
            }
            let value = self.value();
            fields.push((field, value));
            if !self.another(open, ')', Self::field_is_next) {
                return Kind::Struct(name, fields);
            }
        }
    }

    fn value_is_next(&mut self) -> bool {
        matches!(self.peek(), Some(c) if c.is_alphanumeric() || "\"([{'+-._".contains(c))
    }

    fn list(&mut self) -> Kind<'a> {
        let open = self.at;
        self.at += 1;
        self.blank();
        let mut items = Vec::new();
        if self.eat(']') {
            return Kind::List(items);
        }
        loop {
            items.push(self.value());
            if !self.another(open, ']', Self::value_is_next) {
                return Kind::List(items);
            }
        }
    }

    fn map(&mut self) -> Kind<'a> {
        let open = self.at;
        self.at += 1;
        self.blank();
        let mut entries = Vec::new();
        if self.eat('}') {
            return Kind::Map(entries);
        }
        loop {
            let key = self.value();
            self.blank();
            if !self.stopped && !self.eat(':') {
                let message = format!("expected `:` after the key, found {}", self.found());
                self.stop(self.at..self.at + self.width(), message, "expected `:`", None);
            }
            let value = self.value();
            entries.push((key, value));
            if !self.another(open, '}', Self::value_is_next) {
                return Kind::Map(entries);
            }
        }
    }

    fn number(&mut self) -> Kind<'a> {
        let from = self.at;
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(b) = bytes.get(self.at) {
            let exponent = matches!(bytes[self.at - 1], b'e' | b'E') && !self.text[from..].starts_with("0x");
            if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_') || (exponent && matches!(b, b'+' | b'-')) {
                self.at += 1;
            } else {
                break;
            }
        }
        Kind::Number(&self.text[from..self.at])
    }

    fn string(&mut self) -> Kind<'a> {
        match self.quoted() {
            Some(inside) if !inside.contains('\\') => Kind::Text(inside.to_owned()),
            // The escapes are ron's business; it knows better than this file.
            Some(inside) => Kind::Text(ron::from_str(&format!("\"{inside}\"")).unwrap_or_else(|_| inside.to_owned())),
            None => Kind::Broken,
        }
    }

    /// From a quotation mark to its like.
    fn quoted(&mut self) -> Option<&'a str> {
        let from = self.at;
        let bytes = self.text.as_bytes();
        let mark = bytes[from];
        self.at += 1;
        while let Some(b) = bytes.get(self.at) {
            self.at += 1;
            if *b == b'\\' {
                let escape = self.peek();
                if !escape.is_some_and(|c| "\"'\\nrt0xu\n\r".contains(c)) {
                    let hint = "a backslash itself is written `\\\\`";
                    self.fault(
                        self.at - 1..self.at + self.width(),
                        "no such escape in a text",
                        "not an escape",
                        Some(hint),
                    );
                }
                self.at += self.width();
            } else if *b == mark {
                return Some(&self.text[from + 1..self.at - 1]);
            }
        }
        self.at = self.text.len();
        self.stop(
            from..from + 1,
            "a quotation mark is never closed",
            "the text begins here",
            Some("close it with `\"`"),
        );
        None
    }

    /// `r#"…"#`.
    fn raw_string(&mut self) -> Kind<'a> {
        let from = self.at;
        let rest = &self.rest()[1..];
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let inside = from + 1 + hashes + 1;
        let end = format!("\"{}", "#".repeat(hashes));
        match self.text[inside..].find(&end) {
            Some(i) => {
                self.at = inside + i + end.len();
                Kind::Text(self.text[inside..inside + i].to_owned())
            }
            None => {
                self.at = self.text.len();
                let hint = format!("close it with `{end}`");
                self.stop(from..inside, "a quotation mark is never closed", "the text begins here", Some(&hint));
                Kind::Broken
            }
        }
    }
}

/// Whether `r#…` begins a raw string, not a raw word.
fn raw_string(rest: &str) -> bool {
    let after = &rest[1..];
    after.starts_with('#') && after.trim_start_matches('#').starts_with('"')
}

/// White space as RON has it.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r' | '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
}
