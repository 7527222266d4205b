//! From a sheet to a [`Score`]: names become indices, once.

use std::collections::BTreeMap;

use super::luck::name_key;
use super::score::{Atom, Beat, Called, Command, Cue, Ix, Node, PieceTable, Place, Score, ScoreError, Watchers};
use crate::machine::air::Side;
use crate::machine::{GRAVITY, axis, costume, micros};
use crate::sheet::{Action, Call, Condition, CueNumber, Curtain, Machine, Map, OnTimeout, Piece, Show};

fn unknown(kind: &'static str, name: &str) -> ScoreError {
    ScoreError::Unknown { kind, name: name.to_owned() }
}

pub(super) struct Builder<'a> {
    show: &'a Show,
    decisions: &'a Map<String>,
    score: Score,
    beat_ix: BTreeMap<&'a str, Ix>,
    cue_ix: BTreeMap<CueNumber, Ix>,
    cue_text: BTreeMap<&'a str, Ix>,
    lamp_ix: BTreeMap<&'a str, Ix>,
    atom_ix: BTreeMap<String, Ix>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(show: &'a Show, decisions: &'a Map<String>) -> Result<Self, ScoreError> {
        let beats = show.beats().count() as Ix;
        let cues = show.cues.len() as Ix;
        let score = Score {
            restart_us: micros(show.restart),
            double_go_guard: show.double_go_guard,
            air_changes: show.stage.air_changes,
            beats: Vec::new(),
            order: Vec::new(),
            cues: Vec::new(),
            departments: Vec::new(),
            department_names: Vec::new(),
            places: Vec::new(),
            foggers: Vec::new(),
            pieces: Vec::new(),
            drives: Vec::new(),
            costumes: Vec::new(),
            costume_atoms: Vec::new(),
            wearers: 0,
            dressers: show.dressers,
            lamps: Vec::new(),
            lamp_thresholds: Vec::new(),
            air_thresholds: Vec::new(),
            players: Vec::new(),
            atoms: Vec::new(),
            atom_text: Vec::new(),
            first_unheard: 0,
            started_atoms: vec![None; cues as usize],
            done_atoms: vec![None; cues as usize],
            nodes: Vec::new(),
            children: Vec::new(),
            watchers: Watchers { beats, cues, nevers: 0 },
            roots: Vec::new(),
            looked_at_by: Vec::new(),
        };
        let mut b = Self {
            show,
            decisions,
            score,
            beat_ix: BTreeMap::new(),
            cue_ix: BTreeMap::new(),
            cue_text: BTreeMap::new(),
            lamp_ix: BTreeMap::new(),
            atom_ix: BTreeMap::new(),
        };
        for (i, (_, beat)) in show.beats().enumerate() {
            b.beat_ix.insert(&beat.id, i as Ix);
        }
        for (i, cue) in show.cues.iter().enumerate() {
            b.cue_text.insert(&cue.number, i as Ix);
            let number = CueNumber::parse(&cue.number).ok_or_else(|| unknown("cue number", &cue.number))?;
            b.cue_ix.insert(number, i as Ix);
        }
        Ok(b)
    }

    fn chosen(&self, decision: &str, option: &str) -> Result<bool, ScoreError> {
        let d = self.show.decisions.get(decision).ok_or_else(|| unknown("decision", decision))?;
        Ok(self.decisions.get(decision).unwrap_or(&d.default) == option)
    }

    fn present(&self, only: Option<&(String, String)>) -> Result<bool, ScoreError> {
        only.map_or(Ok(true), |(d, o)| self.chosen(d, o))
    }

    fn cue(&self, number: &str) -> Result<Ix, ScoreError> {
        if let Some(ix) = self.cue_text.get(number) {
            return Ok(*ix);
        }
        CueNumber::parse(number).and_then(|n| self.cue_ix.get(&n).copied()).ok_or_else(|| unknown("cue", number))
    }

    fn beat(&self, id: &str) -> Result<Ix, ScoreError> {
        self.beat_ix.get(id).copied().ok_or_else(|| unknown("beat", id))
    }

    fn place(&self, kind: &'static str, name: &str) -> Result<Place, ScoreError> {
        let ix = self.show.machines.index_of(name).ok_or_else(|| unknown(kind, name))?;
        Ok(self.score.places[ix])
    }

    fn fogger(&self, name: &str) -> Result<Ix, ScoreError> {
        match self.place("fog machine", name)? {
            Place::Fogger(i) => Ok(i),
            _ => Err(unknown("fog machine", name)),
        }
    }

    fn piece(&self, name: &str, curtain: bool) -> Result<Ix, ScoreError> {
        let kind = if curtain { "curtain" } else { "piece" };
        match self.place(kind, name)? {
            Place::Piece(i) if self.score.pieces[i as usize].curtain == curtain => Ok(i),
            _ => Err(unknown(kind, name)),
        }
    }

    fn costume(&self, name: &str) -> Result<Ix, ScoreError> {
        match self.place("costume", name)? {
            Place::Costume(i) => Ok(i),
            _ => Err(unknown("costume", name)),
        }
    }

    fn mark(&self, piece: &str, mark: &str) -> Result<(Ix, Vec<(Ix, f64)>), ScoreError> {
        let ix = self.piece(piece, false)?;
        let (Machine::FlyingPiece(p) | Machine::Wagon(p)) =
            self.show.machines.get(piece).ok_or_else(|| unknown("piece", piece))?
        else {
            return Err(unknown("piece", piece));
        };
        let at = p.marks.get(mark).ok_or_else(|| unknown("mark", mark))?;
        let mut targets = at
            .iter()
            .map(|(axis, to)| Ok((p.axes.index_of(axis).ok_or_else(|| unknown("axis", axis))? as Ix, *to)))
            .collect::<Result<Vec<_>, ScoreError>>()?;
        targets.sort_by_key(|(axis, _)| *axis);
        Ok((ix, targets))
    }

    pub(super) fn build(mut self, nevers: &[Condition], absent_too: bool) -> Result<Score, ScoreError> {
        self.machines();
        self.cues()?;
        self.beats()?;
        self.score.watchers.nevers = nevers.len() as Ix;
        self.conditions(nevers, absent_too)?;
        Ok(self.score)
    }

    fn machines(&mut self) {
        let show = self.show;
        let mut wearers: Vec<&str> = Vec::new();
        for (m, (_, machine)) in show.machines.iter().enumerate() {
            let m = m as Ix;
            let place = match machine {
                Machine::FogMachine(f) => {
                    self.score.foggers.push((m, f.clone()));
                    Place::Fogger(self.score.foggers.len() as Ix - 1)
                }
                Machine::FlyingPiece(p) | Machine::Wagon(p) => self.add_piece(m, axes_of(p), false),
                Machine::Curtain(c) => self.add_piece(m, vec![curtain_axis(c)], true),
                Machine::Costume(c) => {
                    let wearer = wearers.iter().position(|w| *w == c.wearer).unwrap_or_else(|| {
                        wearers.push(&c.wearer);
                        wearers.len() - 1
                    });
                    self.score.costumes.push((
                        m,
                        costume::Law {
                            wearer,
                            fastenings_s: c.fastenings.iter().map(|f| f.seconds()).sum(),
                            slide_us: micros(c.slide),
                            worn: c.worn,
                        },
                    ));
                    Place::Costume(self.score.costumes.len() as Ix - 1)
                }
                Machine::LightRig(rig) => {
                    let first = self.score.lamps.len() as Ix;
                    for (name, _) in &rig.areas.0 {
                        self.lamp_ix.insert(name, self.score.lamps.len() as Ix);
                        self.score.lamps.push(m);
                    }
                    Place::Rig(first, rig.areas.0.len() as Ix)
                }
                Machine::Sound(_) => {
                    self.score.players.push(m);
                    Place::Player(self.score.players.len() as Ix - 1)
                }
            };
            self.score.places.push(place);
        }
        self.score.wearers = wearers.len();
        self.score.lamp_thresholds = vec![Vec::new(); self.score.lamps.len()];
        self.score.costume_atoms = vec![Vec::new(); self.score.costumes.len()];
    }

    fn add_piece(&mut self, machine: Ix, laws: Vec<axis::Law>, curtain: bool) -> Place {
        let (first, count) = (self.score.drives.len() as Ix, laws.len() as Ix);
        let piece = self.score.pieces.len() as Ix;
        self.score.drives.extend(laws.into_iter().map(|l| (piece, l)));
        self.score.pieces.push(PieceTable { machine, first, count, curtain, atoms: Vec::new() });
        Place::Piece(piece)
    }

    fn beats(&mut self) -> Result<(), ScoreError> {
        for (i, (_, beat)) in self.show.beats().enumerate() {
            let present = self.present(beat.only.as_ref())?;
            if present {
                self.score.order.push(i as Ix);
            }
            let cues = std::mem::take(&mut self.score.beats[i].cues);
            self.score.beats[i] = Beat {
                present,
                takes: beat.takes,
                spread: beat.spread,
                vamp_us: beat.vamp.map(micros),
                patience_us: micros(beat.patience.unwrap_or(self.show.patience)),
                skips: beat.on_timeout == OnTimeout::Skip,
                key: name_key(&beat.id),
                cues,
                needs: Vec::new(),
            };
        }
        Ok(())
    }

    fn cues(&mut self) -> Result<(), ScoreError> {
        let show = self.show;
        let blank = Beat {
            present: false,
            takes: 0.0,
            spread: 0.0,
            vamp_us: None,
            patience_us: 0,
            skips: false,
            key: 0,
            cues: Vec::new(),
            needs: Vec::new(),
        };
        self.score.beats = vec![blank; self.score.watchers.beats as usize];
        let mut followers: Vec<Vec<(Ix, i64)>> = vec![Vec::new(); show.cues.len()];
        let mut hangers: Vec<Vec<(Ix, i64)>> = vec![Vec::new(); show.cues.len()];
        let mut numbers = Vec::with_capacity(show.cues.len());
        let mut department_ix: BTreeMap<String, Ix> = BTreeMap::new();
        for (i, cue) in show.cues.iter().enumerate() {
            let i = i as Ix;
            let number = CueNumber::parse(&cue.number).ok_or_else(|| unknown("cue number", &cue.number))?;
            let present = self.present(cue.only.as_ref())?;
            let call = match &cue.call {
                Call::On(beat, after) => {
                    let beat = self.beat(beat)?;
                    if present {
                        self.score.beats[beat as usize].cues.push((i, micros(*after)));
                    }
                    Called::On
                }
                Call::At(t) => Called::At(micros(*t)),
                Call::Follow(other, d) => {
                    let other = self.cue(other)?;
                    followers[other as usize].push((i, micros(*d)));
                    Called::Chained
                }
                Call::Hang(other, d) => {
                    let other = self.cue(other)?;
                    hangers[other as usize].push((i, micros(*d)));
                    Called::Chained
                }
                Call::When(_) => Called::When,
                Call::Hand => Called::Hand,
            };
            let department = *department_ix.entry(number.prefix.clone()).or_insert_with(|| {
                self.score.departments.push(Vec::new());
                self.score.department_names.push(number.prefix.clone());
                self.score.departments.len() as Ix - 1
            });
            self.score.departments[department as usize].push(i);
            let operator = show.crew.get(&number.prefix);
            let commands = cue.go.iter().map(|a| self.command(a)).collect::<Result<_, _>>()?;
            self.score.cues.push(Cue {
                present,
                call,
                department,
                place: 0,
                reaction: operator.map_or(0.0, |o| o.reaction),
                spread: operator.map_or(0.0, |o| o.spread),
                standby_us: micros(cue.standby),
                give_up_us: cue.give_up.map(micros),
                commands,
                followers: Vec::new(),
                hangers: Vec::new(),
                key: name_key(&number.to_string()),
                early_us: cue.early.map(micros),
                late_us: cue.late.map(micros),
            });
            numbers.push(number);
        }
        for (i, (f, h)) in followers.into_iter().zip(hangers).enumerate() {
            let present =
                |list: Vec<(Ix, i64)>| list.into_iter().filter(|(c, _)| self.score.cues[*c as usize].present).collect();
            (self.score.cues[i].followers, self.score.cues[i].hangers) = (present(f), present(h));
        }
        for list in &mut self.score.departments {
            list.sort_by(|a, b| numbers[*a as usize].cmp(&numbers[*b as usize]));
            for (place, cue) in list.iter().enumerate() {
                self.score.cues[*cue as usize].place = place as Ix;
            }
        }
        Ok(())
    }

    fn command(&self, action: &Action) -> Result<Command, ScoreError> {
        let lamp = |area: &str| self.lamp_ix.get(area).copied().ok_or_else(|| unknown("light area", area));
        let curtain = |name: &str, to: f64, over: Option<f64>| -> Result<Command, ScoreError> {
            Ok(Command::Move { piece: self.piece(name, true)?, targets: vec![(0, to)], over_s: over })
        };
        Ok(match action {
            Action::Fog(m, level, seconds) => {
                Command::Fog { fogger: self.fogger(m)?, level: *level, for_us: Some(micros(*seconds)) }
            }
            Action::FogOn(m, level) => Command::Fog { fogger: self.fogger(m)?, level: *level, for_us: None },
            Action::FogOff(m) => Command::Fog { fogger: self.fogger(m)?, level: 0.0, for_us: None },
            Action::Fly(m, mark, over) => {
                let (piece, targets) = self.mark(m, mark)?;
                Command::Move { piece, targets, over_s: *over }
            }
            Action::Open(m, over) => curtain(m, 1.0, *over)?,
            Action::Close(m, over) => curtain(m, 0.0, *over)?,
            Action::Change(wearer, into, takes) => {
                let ix = self.costume(into)?;
                let Some(Machine::Costume(c)) = self.show.machines.get(into) else {
                    return Err(unknown("costume", into));
                };
                if c.wearer != *wearer {
                    return Err(unknown("wearer of that costume", wearer));
                }
                Command::Change { into: ix, takes_us: takes.map(micros), spread: c.spread }
            }
            Action::Remove(c, over) => Command::Remove { costume: self.costume(c)?, over_us: micros(*over) },
            Action::Secure(c) => Command::Secure { costume: self.costume(c)? },
            Action::Light(area, level, over) => {
                Command::Light { lamp: lamp(area)?, level: *level, over_us: micros(*over) }
            }
            Action::Play(m, seconds) => match self.place("sound system", m)? {
                Place::Player(player) => Command::Play { player, seconds: *seconds },
                _ => return Err(unknown("sound system", m)),
            },
            Action::Note(_) => Command::Note,
        })
    }

    /// Compiles every condition that is asked about; `absent_too`: those of absent beats and cues get their atoms, too.
    fn conditions(&mut self, nevers: &[Condition], absent_too: bool) -> Result<(), ScoreError> {
        let show = self.show;
        let w = self.score.watchers;
        self.score.roots = vec![None; w.len()];
        for (i, (_, beat)) in show.beats().enumerate() {
            if !self.score.beats[i].present {
                if absent_too {
                    beat.needs.iter().chain(&beat.picture).try_for_each(|c| self.node(c).map(|_| ()))?;
                }
                continue;
            }
            if !beat.needs.is_empty() {
                let (root, parts) = self.all(&beat.needs)?;
                self.score.beats[i].needs = parts;
                self.score.roots[w.gate(i as Ix) as usize] = Some(root);
            }
            if !beat.picture.is_empty() {
                let (root, _) = self.all(&beat.picture)?;
                self.score.roots[w.picture(i as Ix) as usize] = Some(root);
            }
        }
        for (i, cue) in show.cues.iter().enumerate() {
            if !self.score.cues[i].present {
                if absent_too {
                    let when = if let Call::When(c) = &cue.call { Some(c) } else { None };
                    cue.needs.iter().chain(when).try_for_each(|c| self.node(c).map(|_| ()))?;
                }
                continue;
            }
            if !cue.needs.is_empty() {
                let (root, _) = self.all(&cue.needs)?;
                self.score.roots[w.needs(i as Ix) as usize] = Some(root);
            }
            if let Call::When(c) = &cue.call {
                let root = self.node(c)?;
                self.score.roots[w.when(i as Ix) as usize] = Some(root);
            }
        }
        self.score.first_unheard = self.score.atoms.len() as Ix;
        for (i, c) in nevers.iter().enumerate() {
            let root = self.node(c)?;
            self.score.roots[w.never(i as Ix) as usize] = Some(root);
        }
        self.score.looked_at_by = vec![Vec::new(); self.score.atoms.len()];
        let mut below = Vec::new();
        for (watcher, root) in self.score.roots.iter().enumerate() {
            let Some(root) = root else { continue };
            below.clear();
            self.score.atoms_below(*root, &mut below);
            below.sort_unstable();
            below.dedup();
            for atom in &below {
                self.score.looked_at_by[*atom as usize].push(watcher as Ix);
            }
        }
        Ok(())
    }

    fn all(&mut self, list: &[Condition]) -> Result<(Ix, Vec<Ix>), ScoreError> {
        let parts = list.iter().map(|c| self.node(c)).collect::<Result<Vec<_>, _>>()?;
        Ok((self.join(&parts, Node::All), parts))
    }

    fn join(&mut self, parts: &[Ix], make: fn(Ix, Ix) -> Node) -> Ix {
        let from = self.score.children.len() as Ix;
        self.score.children.extend_from_slice(parts);
        self.push(make(from, self.score.children.len() as Ix))
    }

    fn push(&mut self, node: Node) -> Ix {
        self.score.nodes.push(node);
        self.score.nodes.len() as Ix - 1
    }

    fn node(&mut self, c: &Condition) -> Result<Ix, ScoreError> {
        match c {
            Condition::All(list) => {
                let parts = list.iter().map(|c| self.node(c)).collect::<Result<Vec<_>, _>>()?;
                Ok(self.join(&parts, Node::All))
            }
            Condition::Any(list) => {
                let parts = list.iter().map(|c| self.node(c)).collect::<Result<Vec<_>, _>>()?;
                Ok(self.join(&parts, Node::Any))
            }
            Condition::Not(c) => {
                let inner = self.node(c)?;
                Ok(self.push(Node::Not(inner)))
            }
            leaf => {
                let atom = self.atom(leaf)?;
                Ok(self.push(Node::Atom(atom)))
            }
        }
    }

    fn atom(&mut self, c: &Condition) -> Result<Ix, ScoreError> {
        // Two spellings of one number (12.1, 12.10) are two texts and one cue.
        let text = match c {
            Condition::Started(n) => format!("Started({})", self.cue(n)?),
            Condition::Done(n) => format!("Done({})", self.cue(n)?),
            other => other.to_string(),
        };
        if let Some(ix) = self.atom_ix.get(&text) {
            return Ok(*ix);
        }
        let ix = self.score.atoms.len() as Ix;
        let atom = self.make_atom(c, ix)?;
        self.score.atoms.push(atom);
        self.score.atom_text.push(c.clone());
        self.atom_ix.insert(text, ix);
        Ok(ix)
    }

    fn make_atom(&mut self, c: &Condition, ix: Ix) -> Result<Atom, ScoreError> {
        let curtain = |b: &mut Self, name: &str, to: f64| -> Result<Atom, ScoreError> {
            let piece = b.piece(name, true)?;
            b.score.pieces[piece as usize].atoms.push(ix);
            Ok(Atom::At { piece, marks: vec![(0, to)] })
        };
        Ok(match c {
            Condition::At(m, mark) => {
                let (piece, marks) = self.mark(m, mark)?;
                self.score.pieces[piece as usize].atoms.push(ix);
                Atom::At { piece, marks }
            }
            Condition::Open(m) => curtain(self, m, 1.0)?,
            Condition::Closed(m) => curtain(self, m, 0.0)?,
            Condition::Worn(m) | Condition::Bare(m) => {
                let costume = self.costume(m)?;
                self.score.costume_atoms[costume as usize].push(ix);
                if matches!(c, Condition::Worn(_)) { Atom::Worn(costume) } else { Atom::Bare(costume) }
            }
            Condition::Density(min) => {
                self.score.air_thresholds.push((Side::AtLeast, *min, ix));
                Atom::Air(self.score.air_thresholds.len() as Ix - 1)
            }
            Condition::Clear(max) => {
                self.score.air_thresholds.push((Side::AtMost, *max, ix));
                Atom::Air(self.score.air_thresholds.len() as Ix - 1)
            }
            Condition::Lit(area, min) => {
                let lamp = self.lamp_ix.get(area.as_str()).copied().ok_or_else(|| unknown("light area", area))?;
                let list = &mut self.score.lamp_thresholds[lamp as usize];
                list.push((*min, ix));
                Atom::Lit(lamp, list.len() as Ix - 1)
            }
            Condition::Started(n) | Condition::Done(n) => {
                let cue = self.cue(n)?;
                let started = matches!(c, Condition::Started(_));
                let table = if started { &mut self.score.started_atoms } else { &mut self.score.done_atoms };
                table[cue as usize] = Some(ix);
                if started { Atom::Started(cue) } else { Atom::Done(cue) }
            }
            Condition::Chosen(d, o) => Atom::Constant(self.chosen(d, o)?),
            Condition::All(_) | Condition::Any(_) | Condition::Not(_) => Atom::Constant(false),
        })
    }
}

fn axes_of(p: &Piece) -> Vec<axis::Law> {
    p.axes
        .iter()
        .map(|(_, a)| axis::Law {
            start: a.start,
            speed: a.speed,
            accel: Some(a.accel),
            power_speed: a.power.filter(|_| a.vertical).map(|w| w / (p.mass * GRAVITY)),
            delay_us: micros(a.delay.unwrap_or(p.delay)),
        })
        .collect()
}

fn curtain_axis(c: &Curtain) -> axis::Law {
    axis::Law { start: c.start, speed: 1.0 / c.takes, accel: None, power_speed: None, delay_us: micros(c.delay) }
}
