//! The scenario language's shape. That these are the fields and words `serde` reads is a test.

use crate::sheet::grammar::{CONDITION, WHOLE_32};
use crate::sheet::shape::{Args, Enum, Struct, Ty, may, need};

use Ty::{List, Map, Maybe, Number, Text};

pub(crate) static SCENARIO: Struct = Struct {
    name: "Scenario",
    fields: &[
        need("show", Text),
        may("name", Text),
        may("seed", Ty::Whole(u64::MAX)),
        may("luck", Ty::Enum(&LUCK)),
        may("decisions", Map(&Text)),
        may("faults", List(&Ty::Struct(&FAULT))),
        may("calls", List(&Ty::Enum(&SCRIPTED_CALL))),
        may("desk", Maybe(&Ty::Struct(&DESK))),
        may("expect", List(&Ty::Enum(&EXPECT))),
        may("vary", Maybe(&Ty::Struct(&VARY))),
    ],
};

pub(crate) static LUCK: Enum =
    Enum { what: "a `luck`", variants: &[("Nominal", Args::Nothing), ("Random", Args::Nothing)] };

pub(crate) static FAULT: Struct = Struct {
    name: "Fault",
    fields: &[
        may("id", Text),
        need("on", Text),
        need("what", Ty::Enum(&FAULT_KIND)),
        need("when", Ty::Enum(&FAULT_TIME)),
        may("lasts", Maybe(&Number)),
        may("chance", Number),
    ],
};

pub(crate) static FAULT_TIME: Enum = Enum {
    what: "a fault's `when`",
    variants: &[
        ("At", Args::Values(1, &[("seconds", Number)])),
        ("On", Args::Values(1, &[("beat", Text), ("after", Number)])),
        ("With", Args::Values(1, &[("cue", Text), ("after", Number)])),
    ],
};

const SECONDS: Args = Args::Values(1, &[("seconds", Number)]);
const FACTOR: Args = Args::Values(1, &[("factor", Number)]);
const CUE_SECONDS: Args = Args::Values(2, &[("cue", Text), ("seconds", Number)]);

pub(crate) static FAULT_KIND: Enum = Enum {
    what: "a fault",
    variants: &[
        ("Dropout", SECONDS),
        ("Stutter", Args::Values(3, &[("on", Number), ("off", Number), ("for", Number)])),
        ("Weak", FACTOR),
        ("Cold", Args::Nothing),
        ("Dry", Args::Nothing),
        ("StuckOn", Args::Nothing),
        ("SignalLoss", SECONDS),
        ("Slow", FACTOR),
        ("Jam", SECONDS),
        ("LateBrake", SECONDS),
        ("StopsShort", Args::Values(1, &[("metres", Number)])),
        ("EStop", SECONDS),
        ("Overload", FACTOR),
        ("Slips", Args::Nothing),
        ("Jams", SECONDS),
        ("NoDresser", SECONDS),
        ("WrongSide", SECONDS),
        ("Blackout", SECONDS),
        ("Freeze", SECONDS),
        ("Late", SECONDS),
        ("Dead", Args::Nothing),
        ("GoLate", CUE_SECONDS),
        ("GoMissed", CUE_SECONDS),
        ("GoEarly", CUE_SECONDS),
        ("GoTwice", Args::Values(1, &[("cue", Text)])),
        ("OperatorSlow", Args::Values(2, &[("department", Text), ("factor", Number)])),
    ],
};

pub(crate) static SCRIPTED_CALL: Enum = Enum {
    what: "a scripted call",
    variants: &[
        ("Go", CUE_SECONDS),
        ("Hold", SECONDS),
        ("Resume", SECONDS),
        ("Skip", CUE_SECONDS),
        ("Standby", CUE_SECONDS),
        ("Press", Args::Values(2, &[("cues", List(&Text)), ("seconds", Number)])),
        ("Fire", CUE_SECONDS),
        ("Secure", Args::Values(2, &[("costume", Text), ("seconds", Number)])),
        ("FadeAll", SECONDS),
        ("StopAll", SECONDS),
    ],
};

pub(crate) static DESK: Struct =
    Struct { name: "Desk", fields: &[may("from", Number), may("until", Maybe(&Number)), may("guard", Maybe(&Number))] };

pub(crate) static POINT: Enum = Enum {
    what: "a point in a cue's life",
    variants: &[("Called", Args::Nothing), ("Started", Args::Nothing), ("Done", Args::Nothing)],
};

pub(crate) static CUE_STATUS: Enum = Enum {
    what: "a cue's status",
    variants: &[
        ("Done", Args::Nothing),
        ("Skipped", Args::Nothing),
        ("Failed", Args::Nothing),
        ("Uncalled", Args::Nothing),
    ],
};

pub(crate) static VARY: Struct = Struct {
    name: "Vary",
    fields: &[may("decisions", List(&Text)), may("seeds", Maybe(&Ty::Range)), may("faults", Ty::Enum(&VARY_FAULTS))],
};

pub(crate) static VARY_FAULTS: Enum = Enum {
    what: "which faults vary",
    variants: &[("All", Args::Nothing), ("Each", Args::Nothing), ("Subsets", Args::Nothing)],
};

pub(crate) static EXPECT: Enum = Enum {
    what: "an expectation",
    variants: &[
        ("Slip", Args::Values(3, &[("cue", Text), ("point", Ty::Enum(&POINT)), ("under", Number)])),
        ("ShowSlip", Args::Values(1, &[("under", Number)])),
        ("Visible", Args::Values(1, &[("under", Number)])),
        ("Holds", Args::Values(1, &[("at most", WHOLE_32)])),
        ("Status", Args::Values(2, &[("cue", Text), ("status", Ty::Enum(&CUE_STATUS))])),
        ("Never", Args::Values(1, &[("condition", Ty::Enum(&CONDITION))])),
        ("Within", Args::Values(3, &[("cue", Text), ("early", Number), ("late", Number)])),
        ("Order", Args::Values(1, &[("cues", List(&Text))])),
        ("Before", Args::Values(2, &[("cue", Text), ("other cue", Text), ("by", Number)])),
        ("Density", Args::Values(2, &[("min", Number), ("beat", Text)])),
        ("Stuck", Args::Nothing),
        ("NotStuck", Args::Nothing),
        ("Recovers", Args::Values(1, &[("within", Number)])),
        ("Decided", Args::Values(2, &[("decision", Text), ("option", Text)])),
        ("Fingerprint", Args::Values(1, &[("fingerprint", Text)])),
    ],
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Args, Struct, Ty};
    use crate::fault as f;
    use crate::sheet::grammar::probe::{choice, structure};

    #[test]
    fn the_tables_are_what_serde_reads() {
        structure::<f::Scenario>(&super::SCENARIO);
        structure::<f::Fault>(&super::FAULT);
        structure::<f::Desk>(&super::DESK);
        choice::<f::Luck>(&super::LUCK);
        choice::<f::FaultTime>(&super::FAULT_TIME);
        choice::<f::FaultKind>(&super::FAULT_KIND);
        choice::<f::ScriptedCall>(&super::SCRIPTED_CALL);
        choice::<f::Point>(&super::POINT);
        choice::<f::CueStatus>(&super::CUE_STATUS);
        choice::<f::Expect>(&super::EXPECT);
    }

    #[test]
    fn a_sheet_narrows_its_vocabulary_in_the_words_of_a_scenario() {
        let words = |shape: &super::Enum| shape.variants.iter().map(|(word, _)| *word).collect::<Vec<_>>();
        assert_eq!(words(&crate::sheet::grammar::FAULT_WORD), words(&super::FAULT_KIND));
    }

    /// Puts every field and every word below `ty` into `names`.
    fn names(ty: &Ty, names_: &mut BTreeSet<&'static str>) {
        let fields = |shape: &Struct, into: &mut BTreeSet<&'static str>| {
            for f in shape.fields {
                into.insert(f.name);
                names(&f.ty, into);
            }
        };
        match ty {
            Ty::Maybe(inner) | Ty::List(inner) | Ty::Map(inner) => names(inner, names_),
            Ty::Struct(shape) | Ty::Areas(shape) => {
                names_.insert(shape.name);
                fields(shape, names_);
            }
            Ty::Enum(shape) => {
                for (word, args) in shape.variants {
                    // Conditions are made of conditions.
                    if names_.insert(word) {
                        match args {
                            Args::Nothing => {}
                            Args::Values(_, values) => values.iter().for_each(|(_, ty)| names(ty, names_)),
                            Args::Fields(inner) => fields(inner, names_),
                        }
                    }
                }
            }
            _ => {}
        }
    }

    #[test]
    fn the_reference_has_every_word_of_the_language() {
        let text = std::fs::read_to_string("docs/language.md").expect("tests run in the package's folder");
        let mut all = BTreeSet::new();
        names(&Ty::Struct(&crate::sheet::grammar::SHOW), &mut all);
        names(&Ty::Struct(&super::SCENARIO), &mut all);
        let told = |name: &str| {
            [format!("`{name}`"), format!("`{name}("), format!("# {name}\n")].iter().any(|way| text.contains(way))
                || text.contains(&format!("{name}(")) && name.starts_with(char::is_uppercase)
        };
        let untold: Vec<_> = all.into_iter().filter(|name| !told(name)).collect();
        assert!(untold.is_empty(), "docs/language.md does not speak of {untold:?}");
    }
}
