//! Where everything stands in a text: [`Tree`], RON's brackets and words with their places, read without knowing the
//! language. Only made when there is something to report: the happy path never pays for it.
//!
//! It reads on after a missing comma, and keeps what it has when it must stop, so that one slip hides no other.

use std::ops::Range;

use super::diagnostic::Finding;
use super::reader::Reader;

/// A text as a tree of places.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    pub(crate) root: Node<'a>,
    /// What is wrong with its brackets, commas and quotes (E0004).
    pub(crate) faults: Vec<Finding>,
    /// The first bracket that is nested too deep.
    pub(crate) too_deep: Option<usize>,
}

/// A value and where it stands.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    pub(crate) span: Range<usize>,
    pub(crate) kind: Kind<'a>,
    /// False where reading stopped inside it: more may have been meant.
    pub(crate) whole: bool,
}

/// A word and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Word<'a> {
    pub(crate) text: &'a str,
    pub(crate) span: Range<usize>,
}

#[derive(Debug)]
pub(crate) enum Kind<'a> {
    /// `Cue(number: …)` or `(number: …)`.
    Struct(Option<Word<'a>>, Vec<(Word<'a>, Node<'a>)>),
    /// `Fly("plane", "mark")`, `(1.0, 2.0)`, `()`.
    Tuple(Option<Word<'a>>, Vec<Node<'a>>),
    /// `Hand`, `true`, `None`, `inf`.
    Word(&'a str),
    List(Vec<Node<'a>>),
    Map(Vec<(Node<'a>, Node<'a>)>),
    Text(String),
    Number(&'a str),
    /// A character, bytes: nothing the language has.
    Other,
    /// Nothing that can be read.
    Broken,
}

/// One step from a value into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step<'p> {
    Field(&'static str),
    Item(usize),
    /// The value under a key.
    Key(&'p str),
    /// The key itself.
    KeyItself(&'p str),
}

impl<'a> Node<'a> {
    /// Its name or opening bracket, where it has one; else all of it.
    pub(crate) fn head(&self) -> Range<usize> {
        match &self.kind {
            Kind::Struct(Some(name), _) | Kind::Tuple(Some(name), _) => name.span.clone(),
            Kind::Struct(..) | Kind::Tuple(..) | Kind::List(_) | Kind::Map(_) => self.span.start..self.span.start + 1,
            _ => self.span.clone(),
        }
    }

    /// What a caret points at: a struct's name, anything else as a whole.
    pub(crate) fn place(&self) -> Range<usize> {
        if matches!(self.kind, Kind::Struct(..)) { self.head() } else { self.span.clone() }
    }

    /// Past any `Some(…)`.
    pub(crate) fn inner(&self) -> &Self {
        match &self.kind {
            Kind::Tuple(Some(name), items) if name.text == "Some" && items.len() == 1 => items[0].inner(),
            _ => self,
        }
    }

    fn step(&self, step: Step<'_>) -> Option<&Self> {
        match (&self.inner().kind, step) {
            (Kind::Struct(_, fields), Step::Field(name)) => fields.iter().find(|(w, _)| w.text == name).map(|(_, n)| n),
            (Kind::Tuple(_, items) | Kind::List(items), Step::Item(i)) => items.get(i),
            // Light areas are a list or a map.
            (Kind::Map(entries), Step::Item(i)) => entries.get(i).map(|(k, _)| k),
            (Kind::Map(entries), Step::Key(key)) => entries.iter().find(|(k, _)| k.is_text(key)).map(|(_, v)| v),
            (Kind::Map(entries), Step::KeyItself(key)) => entries.iter().find(|(k, _)| k.is_text(key)).map(|(k, _)| k),
            _ => None,
        }
    }

    fn is_text(&self, text: &str) -> bool {
        matches!(&self.kind, Kind::Text(t) if t == text)
    }
}

impl<'a> Tree<'a> {
    /// Reads all of `text`, or as much as makes sense.
    pub(crate) fn new(text: &'a str) -> Self {
        let mut reader = Reader::new(text);
        let root = reader.file();
        Self { root, faults: reader.faults, too_deep: reader.too_deep }
    }

    /// Where the value at the end of `path` stands; for a value the text leaves out, what it would be part of.
    pub(crate) fn find(&self, path: &[Step<'_>]) -> Range<usize> {
        let mut node = &self.root;
        for step in path {
            match node.step(*step) {
                Some(next) => node = next,
                None => return node.head(),
            }
        }
        node.place()
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, Tree};

    fn at(text: &str, path: &[Step<'_>]) -> String {
        let tree = Tree::new(text);
        assert!(tree.faults.is_empty(), "{:?}", tree.faults);
        text[tree.find(path)].to_owned()
    }

    #[test]
    fn a_path_leads_to_the_value() {
        use Step::{Field, Item, Key, KeyItself};
        let text = r##"#![enable(implicit_some)]
            // A sheet.
            Show(title: r#"x"y"#, vamp: Some(2.0), /* /* nested */ */ cues: [Cue(call: On("a\"b", -1.5e-3)), Cue()],
                 marks: {"out": {"lift": 14}}, )"##;
        assert_eq!(at(text, &[Field("title")]), r##"r#"x"y"#"##);
        assert_eq!(at(text, &[Field("vamp")]), "Some(2.0)");
        assert_eq!(at(text, &[Field("cues"), Item(0), Field("call"), Item(1)]), "-1.5e-3");
        assert_eq!(at(text, &[Field("cues"), Item(0)]), "Cue");
        assert_eq!(at(text, &[Field("marks"), Key("out"), Key("lift")]), "14");
        assert_eq!(at(text, &[Field("marks"), Key("out"), KeyItself("lift")]), "\"lift\"");
        assert_eq!(at(text, &[Field("cues"), Item(0), Field("only"), Item(1)]), "Cue");
    }

    #[test]
    fn reading_goes_on_after_a_missing_comma() {
        let tree = Tree::new("(a: 1 b: [1 2], c: \"x\" d: 4)");
        assert_eq!(tree.faults.len(), 3);
        assert_eq!(tree.find(&[Step::Field("d")]), 26..27);
    }

    #[test]
    fn a_bracket_that_is_never_closed_is_shown_where_it_opens() {
        for (text, at) in [("Show(a: [1, 2", 8), ("(a: {\"x\": 1)", 11), ("(a: \"x", 4), ("/* x", 0), ("(a 1)", 3)] {
            let tree = Tree::new(text);
            assert_eq!(tree.faults.len(), 1, "{text}");
            assert_eq!(tree.faults[0].span.start, at, "{text}");
        }
    }

    #[test]
    fn depth_has_an_end() {
        let text = "[".repeat(100_000);
        let tree = Tree::new(&text);
        assert_eq!(tree.too_deep, Some(128));
    }
}
