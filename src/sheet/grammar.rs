//! The sheet language's shape, struct by struct. That these are the fields and words `serde` reads is a test.

use super::shape::{Args, Enum, Field, Struct, Ty, may, need};

use Ty::{Bool, List, Map, Maybe, Number, Text};

pub(crate) const WHOLE_32: Ty = Ty::Whole(u32::MAX as u64);
const EYE_AT: Field = may("at", Maybe(&Ty::Position));
const EYE_LOOK: Field = may("look", Maybe(&Text));
const LOOK_OR_MODEL: Ty = Maybe(&Ty::Look(&LOOK));
const PIECE_LOOK: Field = may("look", LOOK_OR_MODEL);
const EYE_COLOUR: Field = may("colour", Maybe(&Text));
const ONLY: Field = may("only", Maybe(&Ty::Pair));
const CONDITIONS: Ty = List(&Ty::Enum(&CONDITION));

pub(crate) static SHOW: Struct = Struct {
    name: "Show",
    fields: &[
        need("title", Text),
        may("performance", Text),
        may("stage", Ty::Struct(&STAGE)),
        may("patience", Number),
        may("restart", Number),
        may("double_go_guard", Number),
        may("crew", Map(&Ty::Struct(&OPERATOR))),
        may("dressers", WHOLE_32),
        may("machines", Map(&Ty::Enum(&MACHINE))),
        may("decisions", Map(&Ty::Struct(&DECISION))),
        may("script", List(&Ty::Struct(&SCENE))),
        may("cues", List(&Ty::Struct(&CUE))),
        may("vocabulary", Map(&List(&Ty::Enum(&FAULT_WORD)))),
    ],
};

/// The kinds of faults by name alone; with their values they are the scenario's.
pub(crate) static FAULT_WORD: Enum = Enum {
    what: "a kind of fault",
    variants: &[
        ("Dropout", Args::Nothing),
        ("Stutter", Args::Nothing),
        ("Weak", Args::Nothing),
        ("Cold", Args::Nothing),
        ("Dry", Args::Nothing),
        ("StuckOn", Args::Nothing),
        ("SignalLoss", Args::Nothing),
        ("Slow", Args::Nothing),
        ("Jam", Args::Nothing),
        ("LateBrake", Args::Nothing),
        ("StopsShort", Args::Nothing),
        ("EStop", Args::Nothing),
        ("Overload", Args::Nothing),
        ("Slips", Args::Nothing),
        ("Jams", Args::Nothing),
        ("NoDresser", Args::Nothing),
        ("WrongSide", Args::Nothing),
        ("Blackout", Args::Nothing),
        ("Freeze", Args::Nothing),
        ("Late", Args::Nothing),
        ("Dead", Args::Nothing),
        ("GoLate", Args::Nothing),
        ("GoMissed", Args::Nothing),
        ("GoEarly", Args::Nothing),
        ("GoTwice", Args::Nothing),
        ("OperatorSlow", Args::Nothing),
    ],
};

pub(crate) static STAGE: Struct = Struct {
    name: "Stage",
    fields: &[
        may("width", Number),
        may("depth", Number),
        may("height", Number),
        may("grid", Number),
        may("air_changes", Number),
    ],
};

pub(crate) static OPERATOR: Struct =
    Struct { name: "Operator", fields: &[may("post", Text), may("reaction", Number), may("spread", Number)] };

pub(crate) static DECISION: Struct = Struct {
    name: "Decision",
    fields: &[may("question", Text), may("by", Text), need("options", List(&Text)), need("default", Text)],
};

pub(crate) static SCENE: Struct =
    Struct { name: "Scene", fields: &[need("id", Text), may("title", Text), may("beats", List(&Ty::Struct(&BEAT)))] };

pub(crate) static BEAT: Struct = Struct {
    name: "Beat",
    fields: &[
        need("id", Text),
        need("takes", Number),
        may("spread", Number),
        may("vamp", Maybe(&Number)),
        may("needs", CONDITIONS),
        may("picture", CONDITIONS),
        may("patience", Maybe(&Number)),
        may("on_timeout", Ty::Enum(&ON_TIMEOUT)),
        may("line", Text),
        may("who", List(&Text)),
        may("places", Map(&Ty::Position)),
        ONLY,
    ],
};

pub(crate) static ON_TIMEOUT: Enum =
    Enum { what: "an `on_timeout`", variants: &[("Hold", Args::Nothing), ("Skip", Args::Nothing)] };

pub(crate) static CUE: Struct = Struct {
    name: "Cue",
    fields: &[
        need("number", Text),
        may("label", Text),
        need("call", Ty::Enum(&CALL)),
        may("go", List(&Ty::Enum(&ACTION))),
        may("needs", CONDITIONS),
        may("standby", Number),
        may("give_up", Maybe(&Number)),
        may("early", Maybe(&Number)),
        may("late", Maybe(&Number)),
        ONLY,
        may("group", Maybe(&Text)),
    ],
};

pub(crate) static CALL: Enum = Enum {
    what: "a call",
    variants: &[
        ("On", Args::Values(1, &[("beat", Text), ("after", Number)])),
        ("At", Args::Values(1, &[("seconds", Number)])),
        ("Follow", Args::Values(1, &[("cue", Text), ("seconds", Number)])),
        ("Hang", Args::Values(1, &[("cue", Text), ("seconds", Number)])),
        ("When", Args::Values(1, &[("condition", Ty::Enum(&CONDITION))])),
        ("Hand", Args::Nothing),
    ],
};

pub(crate) static ACTION: Enum = Enum {
    what: "an action",
    variants: &[
        ("Fog", Args::Values(3, &[("machine", Text), ("level", Number), ("for", Number)])),
        ("FogOn", Args::Values(2, &[("machine", Text), ("level", Number)])),
        ("FogOff", Args::Values(1, &[("machine", Text)])),
        ("Fly", Args::Values(2, &[("piece", Text), ("mark", Text), ("over", Maybe(&Number))])),
        ("Open", Args::Values(1, &[("curtain", Text), ("over", Maybe(&Number))])),
        ("Close", Args::Values(1, &[("curtain", Text), ("over", Maybe(&Number))])),
        ("Change", Args::Values(2, &[("wearer", Text), ("into", Text), ("takes", Maybe(&Number))])),
        ("Remove", Args::Values(2, &[("costume", Text), ("over", Number)])),
        ("Secure", Args::Values(1, &[("costume", Text)])),
        ("Light", Args::Values(3, &[("area", Text), ("level", Number), ("over", Number)])),
        ("Play", Args::Values(2, &[("sound", Text), ("seconds", Number)])),
        ("Note", Args::Values(1, &[("text", Text)])),
    ],
};

pub(crate) static CONDITION: Enum = Enum {
    what: "a condition",
    variants: &[
        ("At", Args::Values(2, &[("piece", Text), ("mark", Text)])),
        ("Open", Args::Values(1, &[("curtain", Text)])),
        ("Closed", Args::Values(1, &[("curtain", Text)])),
        ("Worn", Args::Values(1, &[("costume", Text)])),
        ("Bare", Args::Values(1, &[("costume", Text)])),
        ("Density", Args::Values(1, &[("min", Number)])),
        ("Clear", Args::Values(1, &[("max", Number)])),
        ("Lit", Args::Values(2, &[("area", Text), ("min", Number)])),
        ("Started", Args::Values(1, &[("cue", Text)])),
        ("Done", Args::Values(1, &[("cue", Text)])),
        ("Chosen", Args::Values(2, &[("decision", Text), ("option", Text)])),
        ("All", Args::Values(1, &[("[conditions]", List(&Ty::Enum(&CONDITION)))])),
        ("Any", Args::Values(1, &[("[conditions]", List(&Ty::Enum(&CONDITION)))])),
        ("Not", Args::Values(1, &[("condition", Ty::Enum(&CONDITION))])),
    ],
};

pub(crate) static MACHINE: Enum = Enum {
    what: "a machine",
    variants: &[
        ("FogMachine", Args::Fields(&FOG_MACHINE)),
        ("FlyingPiece", Args::Fields(&PIECE)),
        ("Wagon", Args::Fields(&PIECE)),
        ("Curtain", Args::Fields(&CURTAIN)),
        ("Costume", Args::Fields(&COSTUME)),
        ("LightRig", Args::Fields(&LIGHT_RIG)),
        ("Sound", Args::Fields(&SOUND)),
    ],
};

pub(crate) static FOG_MACHINE: Struct = Struct {
    name: "FogMachine",
    fields: &[
        may("fill_rate", Number),
        may("lag", Number),
        may("endurance", Number),
        may("sustain", Number),
        may("ready_at", Number),
        may("warm_up", Number),
        may("powered_at", Number),
        may("tank", Maybe(&Number)),
        may("flow", Number),
        may(
            "on_signal_loss",
            Ty::Enum(&Enum {
                what: "an `on_signal_loss`",
                variants: &[("ShutDown", Args::Nothing), ("HoldLast", Args::Nothing)],
            }),
        ),
        may(
            "on_cold",
            Ty::Enum(&Enum { what: "an `on_cold`", variants: &[("CutOut", Args::Nothing), ("Ramp", Args::Nothing)] }),
        ),
        EYE_AT,
        EYE_LOOK,
        EYE_COLOUR,
    ],
};

pub(crate) static PIECE: Struct = Struct {
    name: "FlyingPiece",
    fields: &[
        may("mass", Number),
        need("axes", Map(&Ty::Struct(&AXIS))),
        may("marks", Map(&Map(&Number))),
        may("delay", Number),
        EYE_AT,
        PIECE_LOOK,
        EYE_COLOUR,
    ],
};

/// What may stand for a look's name.
pub(crate) static LOOK: Enum = Enum { what: "a look", variants: &[("Model", Args::Values(1, &[("path", Text)]))] };

pub(crate) static AXIS: Struct = Struct {
    name: "Axis",
    fields: &[
        may("start", Number),
        may("speed", Number),
        may("accel", Number),
        may("power", Maybe(&Number)),
        may("vertical", Bool),
        may("delay", Maybe(&Number)),
    ],
};

pub(crate) static CURTAIN: Struct = Struct {
    name: "Curtain",
    fields: &[
        may(
            "style",
            Ty::Enum(&Enum {
                what: "a curtain's style",
                variants: &[
                    ("Traveller", Args::Nothing),
                    ("Guillotine", Args::Nothing),
                    ("Tableau", Args::Nothing),
                    ("Austrian", Args::Nothing),
                ],
            }),
        ),
        need("takes", Number),
        may("start", Number),
        may("delay", Number),
        EYE_AT,
        EYE_LOOK,
        EYE_COLOUR,
    ],
};

pub(crate) static COSTUME: Struct = Struct {
    name: "Costume",
    fields: &[
        need("wearer", Text),
        may(
            "fastenings",
            List(&Ty::Enum(&Enum {
                what: "a fastening",
                variants: &[
                    ("Hook", Args::Nothing),
                    ("Zip", Args::Nothing),
                    ("Snap", Args::Nothing),
                    ("Velcro", Args::Nothing),
                    ("Magnet", Args::Nothing),
                    ("Button", Args::Nothing),
                    ("Lace", Args::Nothing),
                ],
            })),
        ),
        may("slide", Number),
        may("worn", Bool),
        may("spread", Number),
        EYE_AT,
        EYE_LOOK,
        EYE_COLOUR,
    ],
};

pub(crate) static LIGHT_RIG: Struct =
    Struct { name: "LightRig", fields: &[need("areas", Ty::Areas(&AREA)), EYE_AT, EYE_LOOK, EYE_COLOUR] };

pub(crate) static AREA: Struct = Struct { name: "Area", fields: &[EYE_AT, EYE_COLOUR, EYE_LOOK] };

pub(crate) static SOUND: Struct = Struct { name: "Sound", fields: &[EYE_AT, EYE_LOOK, EYE_COLOUR] };

/// Asks `serde` what a type reads, and compares it with the tables.
#[cfg(test)]
pub(crate) mod probe {
    use std::cell::RefCell;

    use serde::de::value::{Error, StrDeserializer};
    use serde::de::{
        Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, VariantAccess, Visitor,
    };

    use super::{Args, Enum, Struct};

    #[derive(Debug, Default, PartialEq)]
    struct Seen {
        name: String,
        words: Vec<&'static str>,
        /// Values of the variant asked for; `None` for a struct's fields.
        values: Option<usize>,
    }

    struct Probe<'s>(&'s RefCell<Seen>, usize);

    fn done<T>() -> Result<T, Error> {
        Err(Error::custom("seen"))
    }

    impl<'de> Deserializer<'de> for Probe<'_> {
        type Error = Error;
        fn deserialize_struct<V: Visitor<'de>>(
            self,
            name: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Error> {
            *self.0.borrow_mut() = Seen { name: name.to_owned(), words: fields.to_vec(), values: None };
            done()
        }
        fn deserialize_enum<V: Visitor<'de>>(
            self,
            _: &'static str,
            variants: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Error> {
            self.0.borrow_mut().words = variants.to_vec();
            let variant = variants[self.1.min(variants.len() - 1)];
            visitor.visit_enum(Variant(self.0, variant))
        }
        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
            done()
        }
        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map identifier ignored_any
        }
    }

    struct Variant<'s>(&'s RefCell<Seen>, &'static str);

    impl<'de> EnumAccess<'de> for Variant<'_> {
        type Error = Error;
        type Variant = Self;
        fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Error> {
            let name: StrDeserializer<'_, Error> = self.1.into_deserializer();
            Ok((seed.deserialize(name)?, self))
        }
    }

    impl<'de> VariantAccess<'de> for Variant<'_> {
        type Error = Error;
        fn unit_variant(self) -> Result<(), Error> {
            self.0.borrow_mut().values = Some(0);
            done()
        }
        fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Error> {
            self.0.borrow_mut().values = Some(1);
            done()
        }
        fn tuple_variant<V: Visitor<'de>>(self, len: usize, _: V) -> Result<V::Value, Error> {
            self.0.borrow_mut().values = Some(len);
            done()
        }
        fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], _: V) -> Result<V::Value, Error> {
            *self.0.borrow_mut() = Seen { words: fields.to_vec(), ..Seen::default() };
            done()
        }
    }

    fn ask<T: for<'de> Deserialize<'de>>(variant: usize) -> Seen {
        let seen = RefCell::default();
        assert!(T::deserialize(Probe(&seen, variant)).is_err(), "the probe always ends with an error");
        seen.into_inner()
    }

    /// The fields of a struct.
    pub(crate) fn structure<T: for<'de> Deserialize<'de>>(shape: &Struct) {
        let names: Vec<_> = shape.fields.iter().map(|f| f.name).collect();
        assert_eq!(ask::<T>(0).words, names, "{}", shape.name);
    }

    /// The words of an enum, and how many values each has.
    pub(crate) fn choice<T: for<'de> Deserialize<'de>>(shape: &Enum) {
        for (i, (word, args)) in shape.variants.iter().enumerate() {
            let seen = ask::<T>(i);
            match args {
                Args::Fields(inner) => {
                    let names: Vec<_> = inner.fields.iter().map(|f| f.name).collect();
                    assert_eq!(seen.words, names, "{word}");
                    continue;
                }
                Args::Nothing => assert_eq!(seen.values, Some(0), "{word}"),
                Args::Values(_, values) => assert_eq!(seen.values, Some(values.len()), "{word}"),
            }
            let words: Vec<_> = shape.variants.iter().map(|(w, _)| *w).collect();
            assert_eq!(seen.words, words, "{}", shape.what);
        }
    }

    #[test]
    fn the_tables_are_what_serde_reads() {
        use crate::sheet as s;
        structure::<s::Show>(&super::SHOW);
        structure::<s::Stage>(&super::STAGE);
        structure::<s::Operator>(&super::OPERATOR);
        structure::<s::Decision>(&super::DECISION);
        structure::<s::Scene>(&super::SCENE);
        structure::<s::Beat>(&super::BEAT);
        structure::<s::Cue>(&super::CUE);
        structure::<s::Axis>(&super::AXIS);
        structure::<s::Area>(&super::AREA);
        choice::<s::OnTimeout>(&super::ON_TIMEOUT);
        choice::<s::FaultWord>(&super::FAULT_WORD);
        choice::<s::Call>(&super::CALL);
        choice::<s::Action>(&super::ACTION);
        choice::<s::Condition>(&super::CONDITION);
        choice::<s::Machine>(&super::MACHINE);
    }
}
