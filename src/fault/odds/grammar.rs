//! The odds language's shape. That these are the fields and words `serde` reads is a test.

use crate::sheet::grammar::{FAULT_WORD, WHOLE_32};
use crate::sheet::shape::{Args, Enum, Struct, Ty, may, need};

use Ty::{List, Maybe, Number, Text};

const DIST_OR_NONE: Ty = Maybe(&Ty::Enum(&DIST));

pub(crate) static ODDS: Struct = Struct {
    name: "Odds",
    fields: &[need("show", Text), may("name", Text), may("hands", WHOLE_32), may("risks", List(&Ty::Struct(&RISK)))],
};

pub(crate) static RISK: Struct = Struct {
    name: "Risk",
    fields: &[
        may("id", Text),
        need("on", Text),
        need("what", Ty::Enum(&FAULT_WORD)),
        need("rate", Ty::Enum(&RATE)),
        may("needs", Ty::Enum(&STATE)),
        may("strength", DIST_OR_NONE),
        may("lasts", DIST_OR_NONE),
        may("repair", DIST_OR_NONE),
        may("also", List(&Ty::Struct(&HIT))),
        may("source", Text),
    ],
};

pub(crate) static HIT: Struct = Struct {
    name: "Hit",
    fields: &[
        need("on", Text),
        need("what", Ty::Enum(&FAULT_WORD)),
        may("strength", DIST_OR_NONE),
        may("chance", Number),
    ],
};

pub(crate) static RATE: Enum = Enum {
    what: "a rate",
    variants: &[
        ("PerShow", Args::Values(1, &[("times", Number)])),
        ("PerUse", Args::Values(1, &[("chance", Number)])),
        ("PerHour", Args::Values(1, &[("times", Number)])),
    ],
};

pub(crate) static DIST: Enum = Enum {
    what: "a distribution",
    variants: &[
        ("Fixed", Args::Values(1, &[("value", Number)])),
        ("Uniform", Args::Values(2, &[("from", Number), ("to", Number)])),
        ("LogNormal", Args::Values(2, &[("median", Number), ("sigma", Number)])),
        ("Exponential", Args::Values(1, &[("mean", Number)])),
    ],
};

pub(crate) static STATE: Enum = Enum {
    what: "a state",
    variants: &[
        ("Always", Args::Nothing),
        ("InUse", Args::Nothing),
        ("Hot", Args::Nothing),
        ("QuickChange", Args::Nothing),
        ("OnStage", Args::Nothing),
    ],
};

#[cfg(test)]
mod tests {
    use crate::fault::odds as o;
    use crate::sheet::grammar::probe::{choice, structure};
    use crate::sheet::shape::{Enum, Struct};

    #[test]
    fn the_tables_are_what_serde_reads() {
        structure::<o::Odds>(&super::ODDS);
        structure::<o::Risk>(&super::RISK);
        structure::<o::Hit>(&super::HIT);
        choice::<o::Rate>(&super::RATE);
        choice::<o::Dist>(&super::DIST);
        choice::<o::State>(&super::STATE);
    }

    #[test]
    fn a_kind_of_risk_is_a_kind_of_fault() {
        let faults: Vec<_> = crate::fault::grammar::FAULT_KIND.variants.iter().map(|(word, _)| *word).collect();
        let risks: Vec<_> = super::FAULT_WORD.variants.iter().map(|(word, _)| *word).collect();
        assert_eq!(faults, risks);
        for word in risks {
            let kind: crate::sheet::FaultWord = ron::from_str(word).expect("it is a word of the language");
            assert_eq!(kind.name(), word);
        }
    }

    #[test]
    fn the_reference_has_every_word_of_the_language() {
        let text = std::fs::read_to_string("docs/odds.md").expect("tests run in the package's folder");
        let fields = |s: &Struct| s.fields.iter().map(|f| f.name).collect::<Vec<_>>();
        let words = |e: &Enum| e.variants.iter().map(|(w, _)| *w).collect::<Vec<_>>();
        let of_structs = [&super::ODDS, &super::RISK, &super::HIT].map(fields);
        let of_enums = [&super::RATE, &super::DIST, &super::STATE, &super::FAULT_WORD].map(words);
        for word in of_structs.iter().chain(&of_enums).flatten() {
            let told = text.contains(&format!("`{word}`")) || text.contains(&format!("`{word}("));
            assert!(told, "docs/odds.md does not speak of `{word}`");
        }
    }
}
