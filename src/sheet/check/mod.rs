//! Checks that a sheet makes sense: [`check`]. An error is what the contract gives no meaning (rules.md, last
//! paragraph); what has one and is hardly meant is a warning.
//!
//! Values are checked as `serde` read them, each with a path. Only where something is wrong is the text read again,
//! for the place at the end of the path.

mod conditions;
mod cues;
mod looks;
mod machines;
mod names;
mod numbers;
mod order;
mod script;
mod vocabulary;

pub(crate) use conditions::condition;
pub(crate) use looks::models;
pub(crate) use names::{Names, Want};
pub(crate) use numbers::{Law, number};

use super::diagnostic::Finding;
use super::nearest::nearest_of;
use super::spans::{Step, Tree};
use super::{Diagnostics, Show, Source};

/// Names suggested for one file: each costs a look at all names of its kind.
const SUGGESTIONS_MAX: usize = 30;

/// Every problem of sense of `show`, which was read from `source`: errors and warnings.
pub fn check(show: &Show, source: &Source) -> Diagnostics {
    let mut problems = Problems::default();
    let root = ROOT;
    let mut names = Names::new(show, &mut problems);
    machines::show(show, root, &mut problems);
    machines::machines(show, root, &mut problems);
    script::decisions(show, root, &mut problems);
    script::beats(&mut names, root, &mut problems);
    cues::cues(&mut names, root, &mut problems);
    order::order(&names, root, &mut problems);
    script::unused(&names, root, &mut problems);
    vocabulary::vocabulary(&names, root, &mut problems);
    problems.placed(source)
}

/// The way from the whole file to a value, as a list on the stack.
#[derive(Clone, Copy)]
pub(crate) enum Path<'p> {
    Root,
    In(&'p Path<'p>, Step<'p>),
}

/// The whole file.
pub(crate) const ROOT: &Path<'static> = &Path::Root;

impl<'p> Path<'p> {
    pub(crate) fn field(&'p self, name: &'static str) -> Path<'p> {
        Path::In(self, Step::Field(name))
    }

    pub(crate) fn item(&'p self, i: usize) -> Path<'p> {
        Path::In(self, Step::Item(i))
    }

    pub(crate) fn key(&'p self, key: &'p str) -> Path<'p> {
        Path::In(self, Step::Key(key))
    }

    pub(crate) fn key_itself(&'p self, key: &'p str) -> Path<'p> {
        Path::In(self, Step::KeyItself(key))
    }

    fn steps(&self) -> Vec<OwnedStep> {
        let mut steps = Vec::new();
        let mut at = self;
        while let Path::In(up, step) = at {
            steps.push(match step {
                Step::Field(name) => OwnedStep::Field(name),
                Step::Item(i) => OwnedStep::Item(*i),
                Step::Key(key) => OwnedStep::Key((*key).to_owned()),
                Step::KeyItself(key) => OwnedStep::KeyItself((*key).to_owned()),
            });
            at = up;
        }
        steps.reverse();
        steps
    }
}

/// A step that outlives the check.
enum OwnedStep {
    Field(&'static str),
    Item(usize),
    Key(String),
    KeyItself(String),
}

/// What was found so far, each with the way to its place.
#[derive(Default)]
pub(crate) struct Problems {
    list: Vec<(Vec<OwnedStep>, Finding)>,
    suggested: usize,
}

impl Problems {
    /// Notes a problem at the end of `path`.
    pub(crate) fn add(&mut self, path: &Path<'_>, finding: Finding) {
        self.list.push((path.steps(), finding));
    }

    /// A name that stands for nothing. `what` may say of what: `mark of "plane"`.
    pub(crate) fn unknown<'n>(
        &mut self,
        path: &Path<'_>,
        code: &'static str,
        (what, name): (&str, &str),
        names: impl IntoIterator<Item = &'n str>,
    ) {
        let hint = if self.suggested < SUGGESTIONS_MAX { nearest_of(name, names) } else { None };
        self.suggested += 1;
        let (what, of) = what.split_once(" of ").map_or((what, String::new()), |(w, of)| (w, format!(" of {of}")));
        let message = format!("there is no {what} \"{name}\"{of}");
        let finding = Finding::new(code, 0..0, message).label(format!("unknown {what}"));
        self.add(path, finding.maybe_hint(hint));
    }

    /// Puts them where they belong in the text.
    pub(crate) fn placed(self, source: &Source) -> Diagnostics {
        if self.list.is_empty() {
            return Diagnostics::default();
        }
        let tree = Tree::new(&source.text);
        let findings = self.list.into_iter().map(|(path, mut finding)| {
            let steps = path.iter().map(|s| match s {
                OwnedStep::Field(name) => Step::Field(name),
                OwnedStep::Item(i) => Step::Item(*i),
                OwnedStep::Key(key) => Step::Key(key),
                OwnedStep::KeyItself(key) => Step::KeyItself(key),
            });
            finding.span = tree.find(&steps.collect::<Vec<_>>());
            finding
        });
        Diagnostics::of(source, findings.collect())
    }
}
