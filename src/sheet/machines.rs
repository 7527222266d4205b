//! What a sheet says of its machines: [`Machine`] and a struct for each kind. Their laws are in `machine/`.

use serde::Deserialize;
use serde::de::{Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::{Look, Map};

/// A machine as the sheet describes it (design §3.5; defaults: rule 59).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Machine {
    /// A heated fogger; all of them feed one well-mixed stage.
    FogMachine(FogMachine),
    /// A piece flown on one or more axes.
    FlyingPiece(Piece),
    /// A piece rolled or tracked on one or more axes; the same machine as a flying piece.
    Wagon(Piece),
    /// A curtain: an axis from 0 (closed) to 1 (open).
    Curtain(Curtain),
    /// A costume and its fastenings.
    Costume(Costume),
    /// A rig of light areas.
    LightRig(LightRig),
    /// A sound system.
    Sound(Sound),
}

impl Machine {
    /// The kind's name as the sheet spells it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::FogMachine(_) => "FogMachine",
            Self::FlyingPiece(_) => "FlyingPiece",
            Self::Wagon(_) => "Wagon",
            Self::Curtain(_) => "Curtain",
            Self::Costume(_) => "Costume",
            Self::LightRig(_) => "LightRig",
            Self::Sound(_) => "Sound",
        }
    }

    /// What the eye needs of the machine (design §3.8).
    pub fn eye(&self) -> Eye<'_> {
        match self {
            Self::FlyingPiece(m) | Self::Wagon(m) => Eye {
                at: m.at,
                look: m.look.as_ref().and_then(Look::name),
                model: m.look.as_ref().and_then(Look::model),
                colour: m.colour.as_deref(),
            },
            Self::FogMachine(m) => Eye::named(m.at, m.look.as_deref(), m.colour.as_deref()),
            Self::Curtain(m) => Eye::named(m.at, m.look.as_deref(), m.colour.as_deref()),
            Self::Costume(m) => Eye::named(m.at, m.look.as_deref(), m.colour.as_deref()),
            Self::LightRig(m) => Eye::named(m.at, m.look.as_deref(), m.colour.as_deref()),
            Self::Sound(m) => Eye::named(m.at, m.look.as_deref(), m.colour.as_deref()),
        }
    }
}

/// Where a machine stands and what it looks like. Never read by the engine (rule 65).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eye<'a> {
    /// Position, metres.
    pub at: Option<Position>,
    /// The look's name.
    pub look: Option<&'a str>,
    /// The path of a model below the sheet's folder, where the look is one.
    pub model: Option<&'a str>,
    /// Colour, `#rrggbb`.
    pub colour: Option<&'a str>,
}

impl<'a> Eye<'a> {
    /// Of a machine that has no model.
    fn named(at: Option<Position>, look: Option<&'a str>, colour: Option<&'a str>) -> Self {
        Self { at, look, model: None, colour }
    }
}

/// A place on the stage, metres: x to stage left, y upstage from the setting line, z up. Written `(x, y)` or `(x, y, z)`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Position {
    /// To stage left.
    pub x: f64,
    /// Upstage from the setting line.
    pub y: f64,
    /// Up; `None` when the sheet gave two numbers.
    pub z: Option<f64>,
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TwoOrThree;
        impl<'de> Visitor<'de> for TwoOrThree {
            type Value = Position;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a position (x, y) or (x, y, z)")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Position, A::Error> {
                use serde::de::Error as _;
                let x = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
                let y = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(1, &self))?;
                let z = seq.next_element()?;
                Ok(Position { x, y, z })
            }
        }
        deserializer.deserialize_tuple(3, TwoOrThree)
    }
}

/// A heated fogger (design §3.5, rules 30–35).
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct FogMachine {
    /// Density gained per second at full output, with no air change.
    pub fill_rate: f64,
    /// Seconds from command to output.
    pub lag: f64,
    /// Seconds of full output that empty a full heater.
    pub endurance: f64,
    /// Output that can go on for ever, 0 ≤ sustain < 1.
    pub sustain: f64,
    /// Heat at which a machine that cut out (or was cold) gives fog again, in (0, 1].
    pub ready_at: f64,
    /// Seconds from power-on to the first fog.
    pub warm_up: f64,
    /// When the power went on, seconds of run time; usually long before the show.
    pub powered_at: f64,
    /// Fluid, ml; `None` never empties.
    pub tank: Option<f64>,
    /// Fluid at full output, ml/s.
    pub flow: f64,
    /// What it does when the control signal is lost.
    pub on_signal_loss: OnSignalLoss,
    /// What it does when the heater runs empty.
    pub on_cold: OnCold,
    /// Where it stands (for the eye).
    pub at: Option<Position>,
    /// What it looks like (for the eye).
    pub look: Option<String>,
    /// Its colour (for the eye).
    pub colour: Option<String>,
}

impl Default for FogMachine {
    fn default() -> Self {
        Self {
            fill_rate: 0.03,
            lag: 0.7,
            endurance: 30.0,
            sustain: 0.3,
            ready_at: 0.5,
            warm_up: 300.0,
            powered_at: -600.0,
            tank: None,
            flow: 1.0,
            on_signal_loss: OnSignalLoss::ShutDown,
            on_cold: OnCold::CutOut,
            at: None,
            look: None,
            colour: None,
        }
    }
}

/// What a fogger does when its control signal is lost (facts.md: MDG ATMe does either).
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub enum OnSignalLoss {
    /// Output stops.
    ShutDown,
    /// It keeps the level it last received.
    HoldLast,
}

/// What a fogger does when its heater is empty (facts.md: both philosophies exist).
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub enum OnCold {
    /// No output until `ready_at`.
    CutOut,
    /// The pump drops to `sustain` and never stops.
    Ramp,
}

/// A flying piece or wagon: one or more axes and the marks they stop at.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// Mass that a vertical axis lifts, kg.
    #[serde(default = "hundred")]
    pub mass: f64,
    /// The axes by name.
    pub axes: Map<Axis>,
    /// Marks ("deads"): position per axis, metres. Axes a mark does not name do not move for it (rule 36).
    #[serde(default)]
    pub marks: Map<Map<f64>>,
    /// Seconds between command and motion for axes that give none of their own.
    #[serde(default)]
    pub delay: f64,
    /// Where it hangs or stands (for the eye).
    #[serde(default)]
    pub at: Option<Position>,
    /// What it looks like (for the eye).
    #[serde(default)]
    pub look: Option<Look>,
    /// Its colour (for the eye).
    #[serde(default)]
    pub colour: Option<String>,
}

fn hundred() -> f64 {
    100.0
}

/// One driven axis (design §3.5, rules 36–43).
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Axis {
    /// Position at the top of the show, metres.
    pub start: f64,
    /// Greatest speed, m/s.
    pub speed: f64,
    /// Acceleration and deceleration, m/s².
    pub accel: f64,
    /// Drive power, W; caps the speed of a vertical axis at power / (mass · 9.80665).
    pub power: Option<f64>,
    /// Whether the axis lifts the piece's weight.
    pub vertical: bool,
    /// Seconds between command and motion; the piece's `delay` where not given.
    pub delay: Option<f64>,
}

impl Default for Axis {
    fn default() -> Self {
        Self { start: 0.0, speed: 1.0, accel: 0.5, power: None, vertical: false, delay: None }
    }
}

/// A curtain: one axis from 0 closed to 1 open at constant speed (rule 44).
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Curtain {
    /// How it is drawn (for the eye).
    #[serde(default)]
    pub style: CurtainStyle,
    /// Seconds for the full travel.
    pub takes: f64,
    /// Opening at the top of the show, 0 closed to 1 open.
    #[serde(default)]
    pub start: f64,
    /// Seconds between command and motion.
    #[serde(default)]
    pub delay: f64,
    /// Where it hangs (for the eye).
    #[serde(default)]
    pub at: Option<Position>,
    /// What it looks like (for the eye).
    #[serde(default)]
    pub look: Option<String>,
    /// Its colour (for the eye).
    #[serde(default)]
    pub colour: Option<String>,
}

/// How a curtain moves to the eye; no effect on a run (rule 65).
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[non_exhaustive]
pub enum CurtainStyle {
    /// Two halves part to the sides.
    #[default]
    Traveller,
    /// One piece flies up.
    Guillotine,
    /// Two halves draw up and out.
    Tableau,
    /// Scalloped swags rise.
    Austrian,
}

/// A costume (design §3.5, rules 46–51).
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Costume {
    /// Who wears it.
    pub wearer: String,
    /// What closes it, each with its time in a quick change.
    #[serde(default)]
    pub fastenings: Vec<Fastening>,
    /// Seconds it takes to slide all the way off once it slips.
    #[serde(default = "two_and_a_half")]
    pub slide: f64,
    /// Worn at the top of the show; at most one of a wearer's costumes is.
    #[serde(default)]
    pub worn: bool,
    /// Sigma of the log-normal draw around a change into it (0: no draw).
    #[serde(default)]
    pub spread: f64,
    /// Where it waits (for the eye).
    #[serde(default)]
    pub at: Option<Position>,
    /// What it looks like (for the eye).
    #[serde(default)]
    pub look: Option<String>,
    /// Its colour (for the eye).
    #[serde(default)]
    pub colour: Option<String>,
}

fn two_and_a_half() -> f64 {
    2.5
}

/// A fastening and its time in a quick change (design §3.5).
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fastening {
    /// 2.5 s.
    Hook,
    /// 3 s.
    Zip,
    /// 1 s.
    Snap,
    /// 0.8 s.
    Velcro,
    /// 0.5 s.
    Magnet,
    /// 2 s.
    Button,
    /// 10 s.
    Lace,
}

impl Fastening {
    /// Seconds to do up or undo.
    pub fn seconds(self) -> f64 {
        match self {
            Self::Hook => 2.5,
            Self::Zip => 3.0,
            Self::Snap => 1.0,
            Self::Velcro => 0.8,
            Self::Magnet => 0.5,
            Self::Button => 2.0,
            Self::Lace => 10.0,
        }
    }
}

/// A rig of light areas.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct LightRig {
    /// The areas, each with what the eye needs of it. Written as a list of names, or as a map from name to `Area(…)`.
    pub areas: Areas,
    /// Where the rig hangs (for the eye).
    #[serde(default)]
    pub at: Option<Position>,
    /// What it looks like (for the eye).
    #[serde(default)]
    pub look: Option<String>,
    /// Its colour (for the eye).
    #[serde(default)]
    pub colour: Option<String>,
}

/// Light areas in sheet order. Names may repeat here; the checker refuses that (rule 52).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Areas(pub Vec<(String, Area)>);

/// What the eye needs of a light area (design §3.8).
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Area {
    /// Where it is focused.
    pub at: Option<Position>,
    /// Its colour, `#rrggbb`.
    pub colour: Option<String>,
    /// What it looks like: `"wash"`, `"special"`, `"back"`, `"side"`, `"spot"` …
    pub look: Option<String>,
}

impl<'de> Deserialize<'de> for Areas {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListOrMap;
        impl<'de> Visitor<'de> for ListOrMap {
            type Value = Areas;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a list of area names, or a map { \"name\": Area(…) }")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Areas, A::Error> {
                let mut areas = Vec::new();
                while let Some(name) = seq.next_element::<String>()? {
                    areas.push((name, Area::default()));
                }
                Ok(Areas(areas))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Areas, A::Error> {
                let mut areas = Vec::new();
                while let Some((name, area)) = map.next_entry::<String, Area>()? {
                    areas.push((name, area));
                }
                Ok(Areas(areas))
            }
        }
        deserializer.deserialize_any(ListOrMap)
    }
}

/// A sound system. Plays for its length.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Sound {
    /// Where it stands (for the eye).
    pub at: Option<Position>,
    /// What it looks like (for the eye).
    pub look: Option<String>,
    /// Its colour (for the eye).
    pub colour: Option<String>,
}

const KINDS: &[&str] = &["FogMachine", "FlyingPiece", "Wagon", "Curtain", "Costume", "LightRig", "Sound"];

/// The kinds as variant names; what follows the name is read by the kind's own struct.
#[derive(Deserialize)]
#[serde(variant_identifier)]
enum Kind {
    FogMachine,
    FlyingPiece,
    Wagon,
    Curtain,
    Costume,
    LightRig,
    Sound,
}

// By hand, so that `FogMachine(lag: 1.0)` is a variant whose fields are a struct of their own: RON would want
// `FogMachine((lag: 1.0))` for a newtype variant.
impl<'de> Deserialize<'de> for Machine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Variants;
        impl<'de> Visitor<'de> for Variants {
            type Value = Machine;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a machine")
            }
            fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Machine, A::Error> {
                let (kind, body) = access.variant::<Kind>()?;
                let body = Body(body);
                match kind {
                    Kind::FogMachine => FogMachine::deserialize(body).map(Machine::FogMachine),
                    Kind::FlyingPiece => Piece::deserialize(body).map(Machine::FlyingPiece),
                    Kind::Wagon => Piece::deserialize(body).map(Machine::Wagon),
                    Kind::Curtain => Curtain::deserialize(body).map(Machine::Curtain),
                    Kind::Costume => Costume::deserialize(body).map(Machine::Costume),
                    Kind::LightRig => LightRig::deserialize(body).map(Machine::LightRig),
                    Kind::Sound => Sound::deserialize(body).map(Machine::Sound),
                }
            }
        }
        deserializer.deserialize_enum("Machine", KINDS, Variants)
    }
}

/// Reads a struct out of a struct variant's body.
struct Body<A>(A);

impl<'de, A: VariantAccess<'de>> Deserializer<'de> for Body<A> {
    type Error = A::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.struct_variant(fields, visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        self.0.struct_variant(&[], visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
