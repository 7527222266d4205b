//! Who is who in a sheet: every name to its place, and what is said of a name that stands for nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::{Path, Problems, ROOT};
use crate::sheet::diagnostic::Finding;
use crate::sheet::{Beat, Cue, CueNumber, Decision, Machine, Show};

/// A kind of machine that an action, a condition or a fault works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    Fog,
    Piece,
    Curtain,
    Costume,
    Sound,
}

impl Want {
    /// The kind with its article.
    pub(crate) fn what(self) -> &'static str {
        match self {
            Self::Fog => "a fog machine",
            Self::Piece => "a flying piece or wagon",
            Self::Curtain => "a curtain",
            Self::Costume => "a costume",
            Self::Sound => "a sound system",
        }
    }

    /// The kind without it.
    fn bare(self) -> &'static str {
        self.what().split_once(' ').map_or("machine", |(_, what)| what)
    }

    pub(crate) fn fits(self, machine: &Machine) -> bool {
        matches!(
            (self, machine),
            (Self::Fog, Machine::FogMachine(_))
                | (Self::Piece, Machine::FlyingPiece(_) | Machine::Wagon(_))
                | (Self::Curtain, Machine::Curtain(_))
                | (Self::Costume, Machine::Costume(_))
                | (Self::Sound, Machine::Sound(_))
        )
    }
}

/// The names of a sheet, and which of them were used.
pub(crate) struct Names<'a> {
    pub(crate) show: &'a Show,
    /// Every beat, in playing order.
    pub(crate) beats: Vec<&'a Beat>,
    /// Every cue's number read apart, where it can be.
    pub(crate) numbers: Vec<Option<CueNumber>>,
    beat_ix: BTreeMap<&'a str, usize>,
    /// The others, by what is written there.
    cue_text: BTreeMap<&'a str, usize>,
    /// Cues whose number can be read apart, by number; of one number the first in the sheet first.
    by_number: Vec<usize>,
    machine_ix: BTreeMap<&'a str, (usize, &'a Machine)>,
    /// Each area with its rig's place among the machines.
    areas: BTreeMap<&'a str, usize>,
    decisions: BTreeMap<&'a str, (usize, &'a Decision)>,
    /// By place among the machines.
    pub(crate) machines_used: Vec<bool>,
    /// By place among the decisions.
    pub(crate) decisions_used: Vec<bool>,
}

impl<'a> Names<'a> {
    /// Every name of `show`; those given twice are problems.
    pub(crate) fn new(show: &'a Show, problems: &mut Problems) -> Self {
        let mut names = Self {
            show,
            beats: show.beats().map(|(_, b)| b).collect(),
            numbers: Vec::with_capacity(show.cues.len()),
            beat_ix: BTreeMap::new(),
            cue_text: BTreeMap::new(),
            by_number: Vec::new(),
            machine_ix: show.machines.iter().enumerate().map(|(i, (name, m))| (name, (i, m))).collect(),
            areas: BTreeMap::new(),
            decisions: show.decisions.iter().enumerate().map(|(i, (name, d))| (name, (i, d))).collect(),
            machines_used: vec![false; show.machines.len()],
            decisions_used: vec![false; show.decisions.len()],
        };
        names.script(problems);
        names.cues(problems);
        names.rigs(problems);
        names
    }

    fn script(&mut self, problems: &mut Problems) {
        let script = ROOT.field("script");
        let mut scenes = BTreeMap::new();
        let mut ix = 0;
        for (s, scene) in self.show.script.iter().enumerate() {
            let at = script.item(s);
            if scenes.insert(scene.id.as_str(), s).is_some() {
                let message = format!("the scene \"{}\" is there twice", scene.id);
                problems.add(&at.field("id"), Finding::new("E0203", 0..0, message).label("a scene before has this id"));
            }
            let beats = at.field("beats");
            for (b, beat) in scene.beats.iter().enumerate() {
                if self.beat_ix.insert(&beat.id, ix).is_some() {
                    let message = format!("the beat \"{}\" is there twice", beat.id);
                    let finding = Finding::new("E0202", 0..0, message).label("a beat before has this id");
                    problems.add(&beats.item(b).field("id"), finding);
                }
                ix += 1;
            }
        }
    }

    fn cues(&mut self, problems: &mut Problems) {
        let cues = ROOT.field("cues");
        for (i, cue) in self.show.cues.iter().enumerate() {
            let number = CueNumber::parse(&cue.number);
            match &number {
                Some(_) => self.by_number.push(i),
                None => {
                    self.cue_text.entry(&cue.number).or_insert(i);
                    problems.add(
                        &cues.item(i).field("number"),
                        Finding::new("E0113", 0..0, format!("\"{}\" is no cue number", cue.number))
                            .label("expected a department and a decimal number")
                            .hint("as in \"LX 12\" or \"LX 12.5\""),
                    );
                }
            }
            self.numbers.push(number);
        }
        // A sort, and no map: sheets are nearly in this order as they are written.
        self.by_number.sort_by(|a, b| self.numbers[*a].cmp(&self.numbers[*b]));
        for same in self.by_number.chunk_by(|a, b| self.numbers[*a] == self.numbers[*b]) {
            for again in &same[1..] {
                let (number, first) = (&self.show.cues[*again].number, &self.show.cues[same[0]].number);
                let message = format!("the cue number \"{number}\" is there twice");
                let finding = Finding::new("E0201", 0..0, message).label("a cue before has this number");
                let hint = format!("numbers are decimal: \"{first}\" and \"{number}\" are one number");
                let finding = finding.maybe_hint((first != number).then_some(hint));
                problems.add(&cues.item(*again).field("number"), finding);
            }
        }
    }

    fn rigs(&mut self, problems: &mut Problems) {
        let machines = ROOT.field("machines");
        for (m, (name, machine)) in self.show.machines.iter().enumerate() {
            let Machine::LightRig(rig) = machine else { continue };
            let at = machines.key(name);
            let at = at.field("areas");
            for (i, (area, _)) in rig.areas.0.iter().enumerate() {
                let other = *self.areas.entry(area).or_insert(m);
                if other != m || rig.areas.0[..i].iter().any(|(a, _)| a == area) {
                    let of = if other == m { "this rig".to_owned() } else { "another rig".to_owned() };
                    let finding = Finding::new("E0205", 0..0, format!("the area \"{area}\" is there twice"))
                        .label(format!("{of} has it already"));
                    problems.add(&at.item(i), finding);
                }
            }
        }
    }

    /// The cue's place in the sheet.
    pub(crate) fn find_cue(&self, number: &str) -> Option<usize> {
        let Some(number) = CueNumber::parse(number) else { return self.cue_text.get(number).copied() };
        let at = self.by_number.partition_point(|i| self.numbers[*i].as_ref() < Some(&number));
        self.by_number.get(at).copied().filter(|i| self.numbers[*i].as_ref() == Some(&number))
    }

    /// The cue's place in the sheet, or a problem.
    pub(crate) fn cue(&self, number: &str, at: &Path<'_>, problems: &mut Problems) -> Option<usize> {
        let found = self.find_cue(number);
        if found.is_none() {
            problems.unknown(
                at,
                "E0102",
                ("cue", number),
                self.show.cues.iter().map(|c| c.number.as_str()).collect::<BTreeSet<_>>(),
            );
        }
        found
    }

    pub(crate) fn find_beat(&self, id: &str) -> Option<usize> {
        self.beat_ix.get(id).copied()
    }

    /// A problem if there is no such beat.
    pub(crate) fn beat(&self, id: &str, at: &Path<'_>, problems: &mut Problems) {
        if !self.beat_ix.contains_key(id) {
            problems.unknown(at, "E0101", ("beat", id), self.beat_ix.keys().copied());
        }
    }

    pub(crate) fn find_machine(&self, name: &str) -> Option<&'a Machine> {
        self.machine_ix.get(name).map(|(_, m)| *m)
    }

    /// A problem if there is no such machine, whatever its kind.
    pub(crate) fn any_machine(&self, name: &str, at: &Path<'_>, problems: &mut Problems) -> Option<&'a Machine> {
        let found = self.find_machine(name);
        if found.is_none() {
            problems.unknown(at, "E0103", ("machine", name), self.machine_ix.keys().copied());
        }
        found
    }

    /// The machine, if there is one of this kind; else a problem. `by` is the word that wants it.
    pub(crate) fn machine(
        &mut self,
        name: &str,
        want: Want,
        by: &str,
        at: &Path<'_>,
        problems: &mut Problems,
    ) -> Option<&'a Machine> {
        let of_kind = |(name, (_, m)): (&&'a str, &(usize, &'a Machine))| want.fits(m).then_some(*name);
        match self.machine_ix.get(name) {
            Some((i, machine)) if want.fits(machine) => {
                self.machines_used[*i] = true;
                Some(machine)
            }
            Some((i, machine)) => {
                self.machines_used[*i] = true;
                let mut fitting = self.machine_ix.iter().filter_map(of_kind);
                let hint = match (fitting.next(), fitting.next()) {
                    (Some(only), None) => Some(format!("did you mean `{only}`?")),
                    (None, _) => Some(format!("the sheet has no {}", want.bare())),
                    _ => None,
                };
                let message = format!("`{by}` works {}, and \"{name}\" is {}", want.what(), article(machine.kind()));
                let label = format!("expected {}", want.what());
                problems.add(at, Finding::new("E0104", 0..0, message).label(label).maybe_hint(hint));
                None
            }
            None => {
                problems.unknown(at, "E0103", (want.bare(), name), self.machine_ix.iter().filter_map(of_kind));
                None
            }
        }
    }

    /// A piece and its mark.
    pub(crate) fn mark(
        &mut self,
        piece: &str,
        mark: &str,
        by: &str,
        [at_piece, at_mark]: [&Path<'_>; 2],
        problems: &mut Problems,
    ) {
        if let Some(Machine::FlyingPiece(p) | Machine::Wagon(p)) =
            self.machine(piece, Want::Piece, by, at_piece, problems)
            && !p.marks.contains_key(mark)
        {
            problems.unknown(at_mark, "E0105", (&format!("mark of `{piece}`"), mark), p.marks.keys());
        }
    }

    pub(crate) fn area(&mut self, name: &str, at: &Path<'_>, problems: &mut Problems) {
        match self.areas.get(name) {
            Some(rig) => self.machines_used[*rig] = true,
            None => {
                if let Some((i, Machine::LightRig(rig))) = self.machine_ix.get(name) {
                    self.machines_used[*i] = true;
                    let some: Vec<_> = rig.areas.0.iter().take(8).map(|(a, _)| format!("`{a}`")).collect();
                    let finding = Finding::new("E0107", 0..0, format!("there is no area \"{name}\"; it is a rig"))
                        .label("expected an area")
                        .hint(format!("name one of its areas: {}", some.join(", ")));
                    problems.add(at, finding);
                } else {
                    problems.unknown(at, "E0107", ("area", name), self.areas.keys().copied());
                }
            }
        }
    }

    /// A problem if there is no such decision.
    pub(crate) fn decision(&mut self, decision: &str, at: &Path<'_>, problems: &mut Problems) {
        match self.decisions.get(decision) {
            Some((i, _)) => self.decisions_used[*i] = true,
            None => problems.unknown(at, "E0110", ("decision", decision), self.decisions.keys().copied()),
        }
    }

    /// A decision and an option of it.
    pub(crate) fn option(
        &mut self,
        decision: &str,
        option: &str,
        [at_decision, at_option]: [&Path<'_>; 2],
        problems: &mut Problems,
    ) {
        match self.decisions.get(decision) {
            Some((i, d)) => {
                self.decisions_used[*i] = true;
                if !d.options.iter().any(|o| o == option) {
                    let what = format!("option of `{decision}`");
                    problems.unknown(at_option, "E0111", (&what, option), d.options.iter().map(String::as_str));
                }
            }
            None => problems.unknown(at_decision, "E0110", ("decision", decision), self.decisions.keys().copied()),
        }
    }

    /// Whether the department calls cues or has an operator.
    pub(crate) fn department(&self, prefix: &str) -> bool {
        self.departments().contains(prefix)
    }

    /// Every department that calls cues or has an operator.
    pub(crate) fn departments(&self) -> BTreeSet<&str> {
        self.show.crew.keys().chain(self.numbers.iter().flatten().map(|n| n.prefix.as_str())).collect()
    }

    pub(crate) fn cue_at(&self, i: usize) -> &'a Cue {
        &self.show.cues[i]
    }
}

/// `a FogMachine`, `an Axis`.
fn article(word: &str) -> String {
    let an = word.starts_with(['A', 'E', 'I', 'O', 'U']);
    format!("{} {word}", if an { "an" } else { "a" })
}
