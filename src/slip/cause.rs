//! Cause chains: why was it late? A walk from an event to what it waited for, and on, telling at each step how much was
//! lost or won there, and which faults were at work.

use super::{Rehearsal, waited_for};
use crate::engine::fault_id;
use crate::engine::score::{Atom, Command, Place};
use crate::fault::FaultKind;
use crate::run::What;

/// A fault at work at a link.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Blamed {
    /// An injected fault, by its place in the scenario.
    Fault(usize),
    /// Something that arose by itself, by its place in the run.
    Arisen(usize),
}

/// One step of a chain.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Link {
    /// The event, by its place in the run.
    pub event: u32,
    /// Its slip, µs; `None` where the plan has no such event.
    pub slip_us: Option<i64>,
    /// How much later it got here than what it waited for, µs.
    pub own_us: i64,
    /// What was at work here.
    pub blamed: Vec<Blamed>,
}

impl Rehearsal {
    /// The cause chain of a cue: from its end where that slipped otherwise than its start, else from its start (or its
    /// giving up or failing, if it never started); newest first, back to the top of the show.
    pub fn chain(&self, cue: usize) -> Vec<Link> {
        let slip = &self.slip.cues[cue];
        let from_end = slip.done_us.is_some() && slip.done_us != slip.started_us;
        self.chain_from(if from_end { self.slip.ends[cue] } else { self.slip.starts[cue] })
    }

    /// The cause chain of any event: newest first, back to the top of the show. Empty for `None`.
    pub fn chain_from(&self, event: Option<u32>) -> Vec<Link> {
        let mut at = event;
        let mut links = Vec::new();
        while let Some(event) = at {
            let cause = waited_for(&self.run.events, event);
            let slip_us = self.slip.events[event as usize];
            let handed = cause.and_then(|c| self.slip.events[c as usize]).unwrap_or(0);
            let own_us = slip_us.map_or(0, |s| s - handed);
            let blamed = if own_us != 0 || slip_us.is_none() { self.at_work(event, cause) } else { Vec::new() };
            links.push(Link { event, slip_us, own_us, blamed });
            at = cause;
        }
        links
    }

    /// The chain in words: the steps at which slip came or went, newest first. Empty for a cue that is not late or early.
    pub fn because(&self, cue: usize) -> Vec<String> {
        if self.is_on_time(cue) || self.run.cues[cue].status.is_none() {
            return Vec::new();
        }
        self.telling(&self.chain(cue))
    }

    /// The links of a chain at which slip came or went, in words.
    pub(super) fn telling(&self, links: &[Link]) -> Vec<String> {
        links.iter().filter(|l| l.own_us != 0 || !l.blamed.is_empty()).map(|l| self.link_text(l)).collect()
    }

    /// Whether a cue started and was done exactly as planned.
    pub fn is_on_time(&self, cue: usize) -> bool {
        let slip = &self.slip.cues[cue];
        let planned = &self.plan.cues[cue];
        slip.started_us == Some(0) && (slip.done_us == Some(0) || planned.done_us.is_none())
    }

    /// One link in words.
    pub fn link_text(&self, link: &Link) -> String {
        let mut text = self.event_text(link.event as usize);
        match link.slip_us {
            Some(slip) => text += &format!(" {:+.3} s", slip as f64 * 1e-6),
            None => text += " (not planned)",
        }
        if link.own_us != 0 && Some(link.own_us) != link.slip_us {
            text += &self.own_text(link);
        }
        if !link.blamed.is_empty() {
            let names: Vec<String> = link.blamed.iter().map(|b| self.blamed_text(b)).collect();
            text += &format!(": {}", names.join(", "));
        }
        text
    }

    /// What was lost or won at a link, in words.
    fn own_text(&self, link: &Link) -> String {
        let seconds = link.own_us as f64 * 1e-6;
        match self.run.events[link.event as usize].what {
            _ if link.own_us < 0 => format!(" ({:.3} s of slack took it up)", -seconds),
            What::BeatStarted(b) if self.run.events.iter().any(|e| e.what == What::GateHeld(b)) => {
                format!(" ({seconds:+.3} s to restart)")
            }
            What::BeatStarted(_) => format!(" ({seconds:+.3} s to the bar line)"),
            _ => format!(" ({seconds:+.3} s here)"),
        }
    }

    /// A fault at work, in words.
    pub fn blamed_text(&self, blamed: &Blamed) -> String {
        match blamed {
            Blamed::Fault(f) => {
                let fault = &self.scenario.faults[*f];
                format!("{} {} on {}", fault_id(&self.scenario, *f), fault.what.name(), fault.on)
            }
            Blamed::Arisen(a) => {
                let arisen = &self.run.arisen[*a];
                format!("{} of {}, by itself", arisen.what.name(), self.machine_name(arisen.machine))
            }
        }
    }

    pub(super) fn machine_name(&self, machine: u32) -> &str {
        self.show.machines.keys().nth(machine as usize).unwrap_or("?")
    }

    /// What happened, in words.
    pub fn event_text(&self, event: usize) -> String {
        let cue = |c: u32| self.show.cues[c as usize].number.as_str();
        let beat = |b: u32| self.show.beats().nth(b as usize).map_or("?", |(_, b)| b.id.as_str());
        let fault = |f: u32| fault_id(&self.scenario, f as usize);
        let atom = |a: u32| self.score.atom_text[a as usize].to_string();
        match self.run.events[event].what {
            What::GateOpened(b) => format!("the gate of {} opened", beat(b)),
            What::GateHeld(b) => format!("the caller held for {}", beat(b)),
            What::GateSkipped(b) => format!("{} was started with its gate unmet", beat(b)),
            What::BeatStarted(b) => format!("{} started", beat(b)),
            What::BeatEnded(b) => format!("{} ended", beat(b)),
            What::Abandoned(b) => format!("the show was abandoned at {}", beat(b)),
            What::Standby(c) => format!("{} stood by", cue(c)),
            What::Called(c) => format!("{} GO", cue(c)),
            What::Refused(c) => format!("{}: a second GO was refused", cue(c)),
            What::Cut(c) => format!("{} was cut", cue(c)),
            What::Held(c) => format!("{} was held by its interlock", cue(c)),
            What::Started(c) => format!("{} started", cue(c)),
            What::ActionDone(c, a) => format!("{} action {} done", cue(c), a + 1),
            What::Done(c) => format!("{} done", cue(c)),
            What::Skipped(c) if self.run.cues[c as usize].held_us.is_some() => {
                let needs = &self.show.cues[c as usize].needs;
                let needs: Vec<String> = needs.iter().map(ToString::to_string).collect();
                format!("{} was given up, waiting for {}", cue(c), needs.join(", "))
            }
            What::Skipped(c) => format!("{} was given up", cue(c)),
            What::Failed(c) => format!("{} failed", cue(c)),
            What::FaultBegan(f) => format!("{} began", fault(f)),
            What::FaultEnded(f) => format!("{} ended", fault(f)),
            What::Stopped(c) => format!("{} was stopped", cue(c)),
            What::CallMade(i) => format!("call {} was made", i + 1),
            What::BecameTrue(a) => format!("{} became true", atom(a)),
            What::BecameFalse(a) => format!("{} became false", atom(a)),
            What::HeatOut(m) => format!("{} ran out of heat", self.machine_name(m)),
            What::HeatReady(m) => format!("{} was hot again", self.machine_name(m)),
            What::TankEmpty(m) => format!("{} ran dry", self.machine_name(m)),
            What::ChangeBegan(c, _) => format!("the change of {} began", cue(c)),
            What::ChangeWaits(c, _) => format!("the change of {} waited", cue(c)),
        }
    }

    /// Faults that took effect on what `event` is about, between its cause and it.
    pub(super) fn at_work(&self, event: u32, cause: Option<u32>) -> Vec<Blamed> {
        let to = self.run.events[event as usize].at_us;
        let from = cause.map_or(0, |c| self.run.events[c as usize].at_us);
        let about = self.about(event);
        let overlaps = |began: i64, ended: Option<i64>| began <= to && ended.is_none_or(|e| e >= from);
        let mut blamed = Vec::new();
        for (i, fault) in self.scenario.faults.iter().enumerate() {
            let times = self.run.faults[i];
            let Some(began) = times.began_us.filter(|_| times.took_effect) else { continue };
            let concerns = match &fault.what {
                FaultKind::GoLate(c, _)
                | FaultKind::GoMissed(c, _)
                | FaultKind::GoEarly(c, _)
                | FaultKind::GoTwice(c) => about.cue.is_some() && self.cue_index(c) == about.cue,
                FaultKind::OperatorSlow(..) => {
                    let prefix = about.cue.and_then(|c| self.show.cues[c].number.rsplit_once(' ')).map(|(p, _)| p);
                    prefix.is_some_and(|p| fault.on == "caller" || fault.on == p)
                }
                _ => {
                    let machine = self.show.machines.index_of(&fault.on);
                    machine.is_some_and(|m| about.machines.contains(&(m as u32))) && overlaps(began, times.ended_us)
                }
            };
            if concerns && began <= to {
                blamed.push(Blamed::Fault(i));
            }
        }
        for (i, a) in self.run.arisen.iter().enumerate() {
            if about.machines.contains(&a.machine) && overlaps(a.began_us, a.ended_us) {
                blamed.push(Blamed::Arisen(i));
            }
        }
        blamed
    }

    /// Which cue and machines an event is about.
    fn about(&self, event: u32) -> About {
        let mut about = About::default();
        match self.run.events[event as usize].what {
            What::Called(c) | What::Started(c) => about.cue = Some(c as usize),
            What::Skipped(c) => {
                about.cue = Some(c as usize);
                let mut atoms = Vec::new();
                if let Some(root) = self.score.roots[self.score.watchers.needs(c) as usize] {
                    self.score.atoms_below(root, &mut atoms);
                }
                for atom in atoms {
                    self.machines_of_atom(atom, &mut about.machines);
                }
            }
            What::GateSkipped(b) => {
                let mut atoms = Vec::new();
                if let Some(root) = self.score.roots[self.score.watchers.gate(b) as usize] {
                    self.score.atoms_below(root, &mut atoms);
                }
                for atom in atoms {
                    self.machines_of_atom(atom, &mut about.machines);
                }
            }
            What::Failed(c) => {
                about.cue = Some(c as usize);
                for action in 0..self.score.cues[c as usize].commands.len() {
                    self.machines_of_action(c, action as u32, &mut about.machines);
                }
            }
            What::ActionDone(c, a) => self.machines_of_action(c, a, &mut about.machines),
            What::BecameTrue(a) | What::BecameFalse(a) => self.machines_of_atom(a, &mut about.machines),
            What::HeatOut(m) | What::HeatReady(m) | What::TankEmpty(m) => about.machines.push(m),
            _ => {}
        }
        about
    }

    fn machines_of_action(&self, cue: u32, action: u32, out: &mut Vec<u32>) {
        let score = &self.score;
        match &score.cues[cue as usize].commands[action as usize] {
            Command::Fog { fogger, .. } => out.push(score.foggers[*fogger as usize].0),
            Command::Move { piece, .. } => out.push(score.pieces[*piece as usize].machine),
            Command::Change { into, .. } => self.costumes_of_wearer(*into, out),
            Command::Remove { costume, .. } | Command::Secure { costume } => {
                out.push(score.costumes[*costume as usize].0);
            }
            Command::Light { lamp, .. } => out.push(score.lamps[*lamp as usize]),
            Command::Play { player, .. } => out.push(score.players[*player as usize]),
            Command::Note => {}
        }
    }

    fn machines_of_atom(&self, atom: u32, out: &mut Vec<u32>) {
        let score = &self.score;
        match &score.atoms[atom as usize] {
            Atom::At { piece, .. } => out.push(score.pieces[*piece as usize].machine),
            Atom::Worn(c) | Atom::Bare(c) => self.costumes_of_wearer(*c, out),
            Atom::Air(_) => out.extend(score.foggers.iter().map(|(m, _)| *m)),
            Atom::Lit(lamp, _) => out.push(score.lamps[*lamp as usize]),
            Atom::Started(_) | Atom::Done(_) | Atom::Constant(_) => {}
        }
    }

    fn costumes_of_wearer(&self, costume: u32, out: &mut Vec<u32>) {
        let wearer = self.score.costumes[costume as usize].1.wearer;
        out.extend(self.score.costumes.iter().filter(|(_, law)| law.wearer == wearer).map(|(m, _)| *m));
    }

    /// Whether a machine of the sheet is a curtain.
    pub fn is_curtain(&self, machine: usize) -> bool {
        matches!(self.score.places[machine], Place::Piece(p) if self.score.pieces[p as usize].curtain)
    }
}

#[derive(Default)]
struct About {
    cue: Option<usize>,
    machines: Vec<u32>,
}
