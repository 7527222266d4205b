//! How things stand at an instant: which cues stand by, which are called, held, running; the cue lights; what is next.

use super::book::Book;
use crate::run::What;
use crate::slip::Rehearsal;

/// How long a cue light stays green after a GO, µs: long enough to be seen from the fly floor. An assumption.
const GREEN_US: i64 = 3_000_000;

/// Where a cue is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stand {
    /// Not yet.
    #[default]
    ToCome,
    /// Stopped by a fade-all or stop-all: to come again.
    Stopped,
    /// It will be given up when its time comes.
    Cut,
    /// GO was given.
    Called,
    /// Its interlock holds it.
    Held,
    /// It runs.
    Running,
    /// Done, skipped or failed.
    Over,
}

/// A cue at an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CueNow {
    /// Where it is in its life.
    pub stand: Stand,
    /// When it was stood by, µs.
    pub standby_us: Option<i64>,
    /// When its GO was given, µs.
    pub called_us: Option<i64>,
    /// When its mark passed, µs.
    pub mark_us: Option<i64>,
}

impl CueNow {
    /// Whether a person may give its GO.
    pub fn to_come(&self) -> bool {
        matches!(self.stand, Stand::ToCome | Stand::Stopped)
    }
}

/// A department's cue light (facts.md, "Calling": standby flashes red, acknowledged it is steady, GO is green).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CueLight {
    /// Out.
    #[default]
    Off,
    /// Red and flashing: standby was said, and is not acknowledged yet.
    Flashing,
    /// Red: the operator stands by.
    Steady,
    /// Green: GO.
    Green,
}

impl CueLight {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Flashing => "standby",
            Self::Steady => "standing by",
            Self::Green => "GO",
        }
    }
}

/// How things stand at an instant of a night.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Now {
    /// The instant, µs of run time.
    pub t_us: i64,
    /// Per cue of the sheet.
    pub cues: Vec<CueNow>,
    /// Whether a called hold is on.
    pub holding: bool,
    /// The beat that plays.
    pub beat: Option<u32>,
    /// Whether the show is over.
    pub over: bool,
    /// GOs that the guard refused, µs.
    pub refused: Vec<(i64, u32)>,
}

impl Now {
    /// How things stand at `t_us`: what has happened up to and at that instant.
    pub fn at(night: &Rehearsal, t_us: i64) -> Self {
        let run = &night.run;
        let mut now = Self { t_us, cues: vec![CueNow::default(); run.cues.len()], ..Self::default() };
        for e in run.events.iter().take_while(|e| e.at_us <= t_us) {
            let at = e.at_us;
            let mut set = |c: u32, stand: Stand| now.cues[c as usize].stand = stand;
            match e.what {
                What::Standby(c) => now.cues[c as usize].standby_us = Some(at),
                What::Called(c) => {
                    set(c, Stand::Called);
                    now.cues[c as usize].called_us = Some(at);
                }
                What::Held(c) => set(c, Stand::Held),
                What::Started(c) => set(c, Stand::Running),
                What::Done(c) | What::Skipped(c) | What::Failed(c) => set(c, Stand::Over),
                What::Cut(c) => set(c, Stand::Cut),
                What::Stopped(c) => now.cues[c as usize] = CueNow { stand: Stand::Stopped, ..CueNow::default() },
                What::Refused(c) => now.refused.push((at, c)),
                What::BeatStarted(b) => now.beat = Some(b),
                What::BeatEnded(_) => now.beat = None,
                _ => {}
            }
        }
        for (cue, mark) in now.cues.iter_mut().zip(&run.marks) {
            cue.mark_us = mark.filter(|m| *m <= t_us);
        }
        now.holding = run.holds.iter().any(|h| h.beat.is_none() && h.from_us <= t_us && t_us < h.to_us);
        now.over = t_us >= run.end_us;
        now
    }

    /// The next group to stand by: the first that does not, after the last that was called.
    pub fn next_standby(&self, book: &Book) -> Option<usize> {
        let from = self.place(book);
        let waits =
            |g: &super::Group| g.cues.iter().any(|c| self.cues[*c].to_come() && self.cues[*c].standby_us.is_none());
        (from..book.groups.len()).find(|i| waits(&book.groups[*i]))
    }

    /// The group that GO takes: the first that stands by; where none does, the next in the book.
    pub fn next_go(&self, book: &Book) -> Option<usize> {
        let to_come = |i: &usize| book.groups[*i].cues.iter().any(|c| self.cues[*c].to_come());
        let stands_by = |i: &usize| {
            book.groups[*i].cues.iter().any(|c| self.cues[*c].to_come() && self.cues[*c].standby_us.is_some())
        };
        let all = || 0..book.groups.len();
        all().find(stands_by).or_else(|| (self.place(book)..book.groups.len()).find(to_come))
    }

    /// Where she is in the book: at the first stopped cue, else after the last group that was called or whose part of
    /// the show is over.
    fn place(&self, book: &Book) -> usize {
        let stopped = |g: &super::Group| g.cues.iter().any(|c| self.cues[*c].stand == Stand::Stopped);
        if let Some(at) = book.groups.iter().position(stopped) {
            return at;
        }
        let called = |g: &super::Group| g.cues.iter().any(|c| self.cues[*c].called_us.is_some());
        book.groups.iter().rposition(called).map_or(0, |i| i + 1)
    }

    /// Every department's cue light, in the order of [`departments`].
    pub fn lights(&self, night: &Rehearsal) -> Vec<(String, CueLight)> {
        let names = &night.score.department_names;
        let mut lights = vec![(i64::MIN, CueLight::Off); names.len()];
        for (i, cue) in self.cues.iter().enumerate() {
            let law = &night.score.cues[i];
            let light = &mut lights[law.department as usize];
            let mut show = |since: i64, what: CueLight| {
                if since >= light.0 {
                    *light = (since, what);
                }
            };
            match (cue.called_us, cue.standby_us) {
                (Some(go), _) if self.t_us < go + GREEN_US => show(go, CueLight::Green),
                (None, Some(said)) if cue.to_come() => {
                    let acknowledged = said.saturating_add(crate::machine::micros(law.reaction));
                    show(said, if self.t_us < acknowledged { CueLight::Flashing } else { CueLight::Steady });
                }
                _ => {}
            }
        }
        departments(night).into_iter().map(|d| (names[d].clone(), lights[d].1)).collect()
    }

    /// Cues that an interlock holds.
    pub fn held(&self) -> impl Iterator<Item = usize> + '_ {
        self.cues.iter().enumerate().filter(|(_, c)| c.stand == Stand::Held).map(|(i, _)| i)
    }
}

/// The night's departments, by their place in its score: in the order of the crew, then those without an operator. The
/// desk's F-keys and cue lights are in this order.
pub fn departments(night: &Rehearsal) -> Vec<usize> {
    let names = &night.score.department_names;
    let mut order: Vec<usize> = night.show.crew.keys().filter_map(|k| names.iter().position(|n| n == k)).collect();
    let rest: Vec<usize> = (0..names.len()).filter(|d| !order.contains(d)).collect();
    order.extend(rest);
    order
}
