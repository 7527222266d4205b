//! [`Score`]: a checked sheet compiled to index tables under the decisions taken. The engine knows no names.

use thiserror::Error;

use super::compile::Builder;
use crate::machine::air::Side;
use crate::machine::{axis, costume};
use crate::sheet::{Condition, FogMachine, Map, Show};

/// A sheet that names something it does not have. `drytech check` says where.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ScoreError {
    /// A name that stands for nothing, or for something of another kind.
    #[error("no {kind} \"{name}\" in the sheet")]
    Unknown {
        /// What was looked for.
        kind: &'static str,
        /// Its name.
        name: String,
    },
}

/// An index of another table.
pub(crate) type Ix = u32;

/// A beat, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Beat {
    pub(crate) present: bool,
    pub(crate) takes: f64,
    pub(crate) spread: f64,
    pub(crate) vamp_us: Option<i64>,
    pub(crate) patience_us: i64,
    pub(crate) skips: bool,
    pub(crate) key: u64,
    /// Cues called on it, with the show-clock time after its start.
    pub(crate) cues: Vec<(Ix, i64)>,
    /// How many `needs` it has.
    pub(crate) needs: Vec<Ix>,
}

/// How a cue comes to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Called {
    /// By the caller, on a beat.
    On,
    /// By the caller, at a show-clock time.
    At(i64),
    /// By another cue.
    Chained,
    /// By a condition.
    When,
    /// By a person only.
    Hand,
}

/// A cue, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    pub(crate) present: bool,
    pub(crate) call: Called,
    pub(crate) department: Ix,
    /// Place in the department's cue order.
    pub(crate) place: Ix,
    pub(crate) reaction: f64,
    pub(crate) spread: f64,
    pub(crate) standby_us: i64,
    pub(crate) give_up_us: Option<i64>,
    pub(crate) commands: Vec<Command>,
    /// Cues that follow it, and after how long.
    pub(crate) followers: Vec<(Ix, i64)>,
    /// Cues that hang on it, and after how long.
    pub(crate) hangers: Vec<(Ix, i64)>,
    pub(crate) key: u64,
    pub(crate) early_us: Option<i64>,
    pub(crate) late_us: Option<i64>,
}

/// An action, compiled.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Fog { fogger: Ix, level: f64, for_us: Option<i64> },
    Move { piece: Ix, targets: Vec<(Ix, f64)>, over_s: Option<f64> },
    Change { into: Ix, takes_us: Option<i64>, spread: f64 },
    Remove { costume: Ix, over_us: i64 },
    Secure { costume: Ix },
    Light { lamp: Ix, level: f64, over_us: i64 },
    Play { player: Ix, seconds: f64 },
    Note,
}

/// Something true or false that machines and cues make so.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Atom {
    At {
        piece: Ix,
        marks: Vec<(Ix, f64)>,
    },
    Worn(Ix),
    Bare(Ix),
    /// Index of the air's threshold.
    Air(Ix),
    /// Lamp and the index of its threshold.
    Lit(Ix, Ix),
    Started(Ix),
    Done(Ix),
    Constant(bool),
}

/// A condition's node; children lie in `Score::children`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Atom(Ix),
    All(Ix, Ix),
    Any(Ix, Ix),
    Not(Ix),
}

/// Where a machine of the sheet is in the engine's tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Fogger(Ix),
    Piece(Ix),
    Costume(Ix),
    /// First lamp, how many.
    Rig(Ix, Ix),
    Player(Ix),
}

/// A piece's drives in the table of drives.
#[derive(Clone, Debug)]
pub(crate) struct PieceTable {
    pub(crate) machine: Ix,
    pub(crate) first: Ix,
    pub(crate) count: Ix,
    pub(crate) curtain: bool,
    /// The atoms that look at it.
    pub(crate) atoms: Vec<Ix>,
}

/// Who looks at conditions: gates by beat, then needs by cue, then Whens by cue, then pictures by beat, then nevers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watchers {
    pub(crate) beats: Ix,
    pub(crate) cues: Ix,
    pub(crate) nevers: Ix,
}

impl Watchers {
    pub(crate) fn gate(self, beat: Ix) -> Ix {
        beat
    }
    pub(crate) fn needs(self, cue: Ix) -> Ix {
        self.beats + cue
    }
    pub(crate) fn when(self, cue: Ix) -> Ix {
        self.beats + self.cues + cue
    }
    pub(crate) fn picture(self, beat: Ix) -> Ix {
        self.beats + 2 * self.cues + beat
    }
    pub(crate) fn never(self, i: Ix) -> Ix {
        2 * self.beats + 2 * self.cues + i
    }
    pub(crate) fn len(self) -> usize {
        (2 * self.beats + 2 * self.cues + self.nevers) as usize
    }
}

/// A sheet compiled under decisions taken.
#[derive(Clone, Debug)]
pub struct Score {
    pub(crate) restart_us: i64,
    pub(crate) double_go_guard: f64,
    pub(crate) air_changes: f64,
    pub(crate) beats: Vec<Beat>,
    /// Present beats in playing order.
    pub(crate) order: Vec<Ix>,
    pub(crate) cues: Vec<Cue>,
    /// Cues per department, in cue order.
    pub(crate) departments: Vec<Vec<Ix>>,
    pub(crate) department_names: Vec<String>,
    pub(crate) places: Vec<Place>,
    pub(crate) foggers: Vec<(Ix, FogMachine)>,
    pub(crate) pieces: Vec<PieceTable>,
    pub(crate) drives: Vec<(Ix, axis::Law)>,
    pub(crate) costumes: Vec<(Ix, costume::Law)>,
    pub(crate) costume_atoms: Vec<Vec<Ix>>,
    pub(crate) wearers: usize,
    pub(crate) dressers: u32,
    /// Machine of each lamp.
    pub(crate) lamps: Vec<Ix>,
    /// Levels asked of each lamp, each with its atom.
    pub(crate) lamp_thresholds: Vec<Vec<(f64, Ix)>>,
    pub(crate) air_thresholds: Vec<(Side, f64, Ix)>,
    pub(crate) players: Vec<Ix>,
    pub(crate) atoms: Vec<Atom>,
    pub(crate) atom_text: Vec<Condition>,
    /// Atoms from here on only expectations ask about; they leave no events.
    pub(crate) first_unheard: Ix,
    /// Per cue: its Started and Done atoms.
    pub(crate) started_atoms: Vec<Option<Ix>>,
    pub(crate) done_atoms: Vec<Option<Ix>>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) children: Vec<Ix>,
    pub(crate) watchers: Watchers,
    /// Each watcher's root node.
    pub(crate) roots: Vec<Option<Ix>>,
    /// Per atom: who looks at it.
    pub(crate) looked_at_by: Vec<Vec<Ix>>,
}

impl Score {
    /// Compiles `show` under `decisions` (each decision's default where not given). `nevers` are conditions to watch
    /// besides those of the sheet.
    ///
    /// # Errors
    /// A name the sheet does not have; [`crate::sheet::check`] finds all of them, with their places.
    pub fn new(show: &Show, decisions: &Map<String>, nevers: &[Condition]) -> Result<Self, ScoreError> {
        Builder::new(show, decisions)?.build(nevers, false)
    }

    /// As [`Score::new`], for a person at the desk. Conditions of beats and cues that are absent under the decisions are
    /// looked at too: what was written down before a decision was taken must be what is written down after it.
    ///
    /// # Errors
    /// As [`Score::new`].
    pub fn at_desk(show: &Show, decisions: &Map<String>, nevers: &[Condition]) -> Result<Self, ScoreError> {
        Builder::new(show, decisions)?.build(nevers, true)
    }

    /// Whether the condition at `node` holds.
    pub(crate) fn holds(&self, node: Ix, truth: &[bool]) -> bool {
        match self.nodes[node as usize] {
            Node::Atom(a) => truth[a as usize],
            Node::Not(n) => !self.holds(n, truth),
            Node::All(from, to) => self.children[from as usize..to as usize].iter().all(|n| self.holds(*n, truth)),
            Node::Any(from, to) => self.children[from as usize..to as usize].iter().any(|n| self.holds(*n, truth)),
        }
    }

    /// Puts the atoms below `node` into `out`.
    pub(crate) fn atoms_below(&self, node: Ix, out: &mut Vec<Ix>) {
        match self.nodes[node as usize] {
            Node::Atom(a) => out.push(a),
            Node::Not(n) => self.atoms_below(n, out),
            Node::All(from, to) | Node::Any(from, to) => {
                for n in &self.children[from as usize..to as usize] {
                    self.atoms_below(*n, out);
                }
            }
        }
    }
}
