//! The calls language: a rehearsal without a person, as tests and demos play it (docs/calls.md).

use serde::Deserialize;

use crate::fault::Fault;
use crate::sheet::check::{Law, Names, Path, Problems, ROOT, number};
use crate::sheet::{self, CueNumber, Diagnostics, Finding, Show, Source};

/// A scripted person at the desk.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Calls {
    /// Where it is taken from: a cue, a beat, or the top.
    #[serde(default)]
    pub from: String,
    /// Who calls what no step calls.
    #[serde(default)]
    pub rest: Rest,
    /// What she does, one after the other.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// Who calls what no step calls.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
pub enum Rest {
    /// Somebody who reads the book: standby before every GO, and every GO on its mark.
    #[default]
    Book,
    /// Somebody who is human: every GO late by so many seconds (negative: early), give or take a spread, drawn from the
    /// seed; now and then without a standby.
    Person(f64, f64),
    /// Nobody.
    Nobody,
}

/// Something done, and when.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub enum Step {
    /// A key of the desk.
    Key(String, Moment),
    /// Standby for cues.
    Standby(Vec<String>, Moment),
    /// GO on cues, one press.
    Go(Vec<String>, Moment),
    /// Hold.
    Hold(Moment),
    /// Go on.
    Resume(Moment),
    /// Skip a cue.
    Skip(String, Moment),
    /// Fire a cue that an interlock holds.
    Fire(String, Moment),
    /// Secure a costume.
    Secure(String, Moment),
    /// Take a decision.
    Decide(String, String, Moment),
    /// Break something.
    Break(Fault, Moment),
    /// Fade all.
    FadeAll(Moment),
    /// Stop all.
    StopAll(Moment),
    /// Take it from a cue or a beat.
    TakeFrom(String, Moment),
    /// A cue is not called, whoever calls the rest.
    Forget(String),
    /// The rehearsal ends.
    Leave(Moment),
}

/// The moment of a step.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub enum Moment {
    /// Run time, seconds.
    At(f64),
    /// Seconds after the cue's mark; negative: before it.
    Mark(String, #[serde(default)] f64),
    /// Seconds after the cue's actual start.
    With(String, #[serde(default)] f64),
    /// Seconds after the beat's actual start.
    On(String, #[serde(default)] f64),
    /// Seconds after the fault of that id begins.
    Fault(String, #[serde(default)] f64),
    /// Seconds after the step before.
    Then(f64),
}

/// Who a step is about, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A step of the script, by its place.
    Step(usize),
    /// Whoever calls the rest.
    Rest,
}

impl Step {
    /// Its moment; a cue that is forgotten has none.
    pub fn moment(&self) -> Option<&Moment> {
        match self {
            Self::Key(_, m)
            | Self::Standby(_, m)
            | Self::Go(_, m)
            | Self::Hold(m)
            | Self::Resume(m)
            | Self::Skip(_, m)
            | Self::Fire(_, m)
            | Self::Secure(_, m)
            | Self::Decide(_, _, m)
            | Self::Break(_, m)
            | Self::FadeAll(m)
            | Self::StopAll(m)
            | Self::TakeFrom(_, m)
            | Self::Leave(m) => Some(m),
            Self::Forget(_) => None,
        }
    }
}

/// Reads a calls file and checks it against its sheet; with it come the warnings.
///
/// # Errors
/// Every problem of shape, or else of sense, by place.
pub fn open_calls(source: &Source, show: &Show) -> Result<(Calls, Diagnostics), Diagnostics> {
    let calls: Calls = sheet::read(source, &grammar::CALLS)?;
    let mut names = Names::new(show, &mut Problems::default());
    let mut problems = Problems::default();
    if let Rest::Person(late, spread) = calls.rest {
        let at = ROOT.field("rest");
        number("late", late, Law::Any, &at.item(0), &mut problems);
        number("spread", spread, Law::Seconds, &at.item(1), &mut problems);
    }
    let from = calls.from.trim();
    if !from.is_empty() && !from.eq_ignore_ascii_case("top") {
        place(from, show, &mut names, &ROOT.field("from"), &mut problems);
    }
    let steps = ROOT.field("steps");
    for (i, step) in calls.steps.iter().enumerate() {
        let at = steps.item(i);
        check_step(step, show, &mut names, &at, &mut problems);
    }
    let found = problems.placed(source);
    if found.has_errors() { Err(found) } else { Ok((calls, found)) }
}

/// A cue or a beat; what is no cue number is taken for a beat.
fn place(name: &str, show: &Show, names: &mut Names<'_>, at: &Path<'_>, problems: &mut Problems) {
    if show.beats().any(|(_, b)| b.id == name) {
        return;
    }
    if CueNumber::parse(name).is_some() {
        names.cue(name, at, problems);
    } else {
        names.beat(name, at, problems);
    }
}

fn check_step(step: &Step, show: &Show, names: &mut Names<'_>, at: &Path<'_>, problems: &mut Problems) {
    let first = at.item(0);
    match step {
        Step::Key(key, _) => {
            let known = super::keys::KEYS.iter().any(|(keys, _)| keys.split(' ').any(|k| k == key));
            if !known {
                let all: Vec<&str> = super::keys::KEYS.iter().flat_map(|(keys, _)| keys.split(' ')).collect();
                let near = crate::sheet::nearest(key, all.iter().copied());
                let hint = near
                    .map_or_else(|| format!("the keys are {}", all.join(", ")), |n| format!("did you mean \"{n}\"?"));
                let finding = Finding::new("E0701", 0..0, format!("the desk has no key \"{key}\""));
                problems.add(&first, finding.label("unknown key").hint(hint));
            }
        }
        Step::Standby(cues, _) | Step::Go(cues, _) => {
            for (i, cue) in cues.iter().enumerate() {
                names.cue(cue, &first.item(i), problems);
            }
        }
        Step::Skip(cue, _) | Step::Fire(cue, _) | Step::Forget(cue) => {
            names.cue(cue, &first, problems);
        }
        Step::Secure(costume, _) => crate::fault::costume_named(costume, names, &first, problems),
        Step::Decide(decision, option, _) => names.option(decision, option, [&first, &at.item(1)], problems),
        Step::Break(fault, _) => crate::fault::check_fault(fault, names, &first, problems),
        Step::TakeFrom(name, _) => place(name, show, names, &first, problems),
        Step::Hold(_) | Step::Resume(_) | Step::FadeAll(_) | Step::StopAll(_) | Step::Leave(_) => {}
    }
    let Some(moment) = step.moment() else { return };
    let last = match step {
        Step::Decide(..) => 2,
        Step::Hold(_) | Step::Resume(_) | Step::FadeAll(_) | Step::StopAll(_) | Step::Leave(_) => 0,
        _ => 1,
    };
    let at = at.item(last);
    let [name, after] = [at.item(0), at.item(1)];
    match moment {
        Moment::At(t) | Moment::Then(t) => number("seconds", *t, Law::Seconds, &name, problems),
        Moment::Mark(cue, s) => {
            names.cue(cue, &name, problems);
            number("seconds", *s, Law::Any, &after, problems);
        }
        Moment::With(cue, s) => {
            names.cue(cue, &name, problems);
            number("after", *s, Law::Seconds, &after, problems);
        }
        Moment::On(beat, s) => {
            names.beat(beat, &name, problems);
            number("after", *s, Law::Seconds, &after, problems);
        }
        Moment::Fault(_, s) => number("after", *s, Law::Seconds, &after, problems),
    }
}

pub(crate) mod grammar {
    //! The calls language's shape. That these are the fields and words `serde` reads is a test.

    use crate::fault::grammar::FAULT;
    use crate::sheet::shape::{Args, Enum, Struct, Ty, may};

    use Ty::{List, Number, Text};

    pub(crate) static CALLS: Struct = Struct {
        name: "Calls",
        fields: &[may("from", Text), may("rest", Ty::Enum(&REST)), may("steps", List(&Ty::Enum(&STEP)))],
    };

    pub(crate) static REST: Enum = Enum {
        what: "who calls the `rest`",
        variants: &[
            ("Book", Args::Nothing),
            ("Person", Args::Values(2, &[("late", Number), ("spread", Number)])),
            ("Nobody", Args::Nothing),
        ],
    };

    const WHEN: Ty = Ty::Enum(&MOMENT);

    pub(crate) static STEP: Enum = Enum {
        what: "a step",
        variants: &[
            ("Key", Args::Values(2, &[("key", Text), ("when", WHEN)])),
            ("Standby", Args::Values(2, &[("cues", List(&Text)), ("when", WHEN)])),
            ("Go", Args::Values(2, &[("cues", List(&Text)), ("when", WHEN)])),
            ("Hold", Args::Values(1, &[("when", WHEN)])),
            ("Resume", Args::Values(1, &[("when", WHEN)])),
            ("Skip", Args::Values(2, &[("cue", Text), ("when", WHEN)])),
            ("Fire", Args::Values(2, &[("cue", Text), ("when", WHEN)])),
            ("Secure", Args::Values(2, &[("costume", Text), ("when", WHEN)])),
            ("Decide", Args::Values(3, &[("decision", Text), ("option", Text), ("when", WHEN)])),
            ("Break", Args::Values(2, &[("fault", Ty::Struct(&FAULT)), ("when", WHEN)])),
            ("FadeAll", Args::Values(1, &[("when", WHEN)])),
            ("StopAll", Args::Values(1, &[("when", WHEN)])),
            ("TakeFrom", Args::Values(2, &[("cue or beat", Text), ("when", WHEN)])),
            ("Forget", Args::Values(1, &[("cue", Text)])),
            ("Leave", Args::Values(1, &[("when", WHEN)])),
        ],
    };

    pub(crate) static MOMENT: Enum = Enum {
        what: "a moment",
        variants: &[
            ("At", Args::Values(1, &[("seconds", Number)])),
            ("Mark", Args::Values(1, &[("cue", Text), ("seconds", Number)])),
            ("With", Args::Values(1, &[("cue", Text), ("after", Number)])),
            ("On", Args::Values(1, &[("beat", Text), ("after", Number)])),
            ("Fault", Args::Values(1, &[("id", Text), ("after", Number)])),
            ("Then", Args::Values(1, &[("seconds", Number)])),
        ],
    };

    #[cfg(test)]
    mod tests {
        use crate::desk::calls as c;
        use crate::sheet::grammar::probe::{choice, structure};

        #[test]
        fn the_tables_are_what_serde_reads() {
            structure::<c::Calls>(&super::CALLS);
            choice::<c::Rest>(&super::REST);
            choice::<c::Step>(&super::STEP);
            choice::<c::Moment>(&super::MOMENT);
        }
    }
}
