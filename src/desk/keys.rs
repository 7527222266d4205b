//! The desk's keys: what each does, and what was typed so far. The window, a script and a test press the same ones.

use super::now::departments;
use super::{Desk, Input, Now, Refusal, Stand};
use crate::run::What;
use crate::sheet::Action;

/// A second Esc within this stops all at once, µs.
pub const ESC_ESC_US: i64 = 1_000_000;

/// The keys, each with what it does; the help and the guide are made of this.
pub const KEYS: [(&str, &str); 14] = [
    ("Space", "GO: the next group standing by, else the next in the book"),
    ("S", "Standby: the next group that does not stand by; with a number typed, that cue"),
    ("0 1 2 3 4 5 6 7 8 9 .", "Type a cue's number"),
    ("Enter", "GO of the cue typed; or yes, where the desk has asked"),
    (
        "F1 F2 F3 F4 F5 F6 F7 F8",
        "GO of one department, in the order of the crew; with a number typed, of its cue of that number",
    ),
    ("H", "Hold the show, and resume it"),
    ("K", "Skip: the cue typed, else the one an interlock holds, else the next to come"),
    ("M", "Manual: fire the cue that an interlock holds; asks first"),
    ("C", "Secure the costume that slips"),
    ("D", "Decide: the next option of the question that is open"),
    ("T", "Take it from the cue typed"),
    ("B", "Back one cue"),
    ("Esc", "Fade all; twice within a second, stop all now. What was typed is forgotten first"),
    ("Backspace", "Take back the last digit"),
];

/// What came of a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    /// Something was done at the desk.
    Input(Input),
    /// It is to be taken from this cue.
    TakeFrom(String),
    /// The desk has something to say, and nothing was done.
    Say(String),
}

/// What was typed, and what was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keyboard {
    /// Digits typed so far.
    pub typed: String,
    /// The cue that is to be fired if Enter follows.
    pub asked: Option<String>,
    esc_us: Option<i64>,
}

impl Keyboard {
    /// A key is pressed at `t_us`; what it means at this desk. Nothing is done yet: the desk is given what comes back.
    ///
    /// # Errors
    /// It means nothing now, in words.
    pub fn press(&mut self, desk: &Desk, t_us: i64, key: &str) -> Result<Option<Done>, Refusal> {
        let now = desk.now(t_us);
        let asked = self.asked.take();
        if key != "Esc" {
            self.esc_us = None;
        }
        let cues = |list: &[usize]| list.iter().map(|c| desk.show().cues[*c].number.clone()).collect::<Vec<_>>();
        let input = |i: Input| Ok(Some(Done::Input(i)));
        match key {
            digit if digit.len() == 1 && (digit.as_bytes()[0].is_ascii_digit() || digit == ".") => {
                self.typed.push_str(digit);
                Ok(None)
            }
            "Backspace" => {
                self.typed.pop();
                Ok(None)
            }
            "Space" => {
                let group = now.next_go(desk.book()).ok_or(Refusal::Nothing("no cue is to come"))?;
                let to_come: Vec<usize> =
                    desk.book().groups[group].cues.iter().copied().filter(|c| now.cues[*c].to_come()).collect();
                input(Input::Press(cues(&to_come)))
            }
            "S" => match self.typed_cue(desk, &now, None)? {
                Some(cue) => input(Input::Standby(cues(&[cue]))),
                None => {
                    let group = now.next_standby(desk.book()).ok_or(Refusal::Nothing("every cue stands by"))?;
                    input(Input::Standby(cues(&desk.book().groups[group].cues)))
                }
            },
            "Enter" => match (asked, self.typed_cue(desk, &now, None)?) {
                (Some(cue), None) => input(Input::Fire(cue)),
                (_, Some(cue)) => input(Input::Press(cues(&[cue]))),
                (None, None) => Err(Refusal::Nothing("type a cue's number first")),
            },
            f if f.len() == 2 && f.starts_with('F') => {
                let nth = usize::from(f.as_bytes()[1].wrapping_sub(b'1'));
                let department =
                    *departments(desk.night()).get(nth).ok_or(Refusal::Nothing("there is no such department"))?;
                let next =
                    || next_of(desk, &now, department).ok_or(Refusal::Nothing("that department has no cue to come"));
                let cue = match self.typed_cue(desk, &now, Some(department))? {
                    Some(cue) => cue,
                    None => next()?,
                };
                input(Input::Press(cues(&[cue])))
            }
            "H" if now.holding => input(Input::Resume),
            "H" => input(Input::Hold),
            "K" => {
                let typed = self.typed_cue(desk, &now, None)?;
                let next = || now.next_go(desk.book()).and_then(|g| desk.book().groups[g].cues.first().copied());
                let cue = typed.or_else(|| now.held().next()).or_else(next);
                let cue = cue.ok_or(Refusal::Nothing("there is no cue to skip"))?;
                input(Input::Skip(desk.show().cues[cue].number.clone()))
            }
            "M" => {
                let cue = now.held().next().ok_or(Refusal::Nothing("no cue is held by an interlock"))?;
                let number = desk.show().cues[cue].number.clone();
                let needs: Vec<String> = desk.show().cues[cue].needs.iter().map(ToString::to_string).collect();
                let say = format!("Fire {number} without {}? Enter for yes", needs.join(" and "));
                self.asked = Some(number);
                Ok(Some(Done::Say(say)))
            }
            "C" => match slipping(desk, t_us) {
                Some(costume) => input(Input::Secure(costume)),
                None => Err(Refusal::Nothing("no costume is slipping")),
            },
            "D" => {
                let open = desk.open_decisions(t_us);
                let first = open.first().ok_or(Refusal::Nothing("no decision is open"))?;
                let at = first.options.iter().position(|o| *o == first.standing).unwrap_or(0);
                let next = first.options[(at + 1) % first.options.len()].clone();
                input(Input::Decide(first.name.clone(), next))
            }
            "T" => match self.typed_cue(desk, &now, None)? {
                Some(cue) => Ok(Some(Done::TakeFrom(desk.show().cues[cue].number.clone()))),
                None => Err(Refusal::Nothing("type the number of the cue to take it from, then T")),
            },
            "B" => Ok(Some(Done::TakeFrom(desk.one_back(t_us)))),
            "Esc" if !self.typed.is_empty() || asked.is_some() => {
                self.typed.clear();
                Ok(None)
            }
            "Esc" => {
                let again = self.esc_us.is_some_and(|before| t_us - before <= ESC_ESC_US);
                self.esc_us = if again { None } else { Some(t_us) };
                input(if again { Input::StopAll } else { Input::FadeAll })
            }
            _ => Err(Refusal::Nothing("that key does nothing at the desk")),
        }
    }

    /// A key that was pressed before the rehearsal was taken up again: what it typed stands, what it did is done.
    pub(super) fn type_again(&mut self, key: &str) {
        match key {
            "Backspace" => {
                self.typed.pop();
            }
            digit if digit.len() == 1 && (digit.as_bytes()[0].is_ascii_digit() || digit == ".") => {
                self.typed.push_str(digit)
            }
            _ => self.typed.clear(),
        }
    }

    /// The cue whose number was typed: of that department, else the one next in the show. The digits are used up.
    fn typed_cue(&mut self, desk: &Desk, now: &Now, department: Option<usize>) -> Result<Option<usize>, Refusal> {
        if self.typed.is_empty() {
            return Ok(None);
        }
        let typed = std::mem::take(&mut self.typed);
        let names = &desk.night().score.department_names;
        let department = department.and_then(|d| names.get(d)).map(String::as_str);
        let wanted: Vec<usize> = names
            .iter()
            .filter(|n| department.is_none_or(|d| d == n.as_str()))
            .filter_map(|n| desk.night().cue_index(&format!("{n} {typed}")))
            .collect();
        // Of several departments' cues of that number, the one to come first in the plan.
        let planned = |c: &usize| {
            let p = &desk.night().plan.cues[*c];
            (!now.cues[*c].to_come(), p.called_us.or(p.started_us).unwrap_or(i64::MAX))
        };
        match wanted.into_iter().min_by_key(planned) {
            Some(cue) => Ok(Some(cue)),
            None => Err(Refusal::Unknown("cue", typed, String::new())),
        }
    }
}

/// The department's next cue: the first that stands by, else the first to come after the last it was given.
fn next_of(desk: &Desk, now: &Now, department: usize) -> Option<usize> {
    let hers = |c: &&usize| desk.night().score.cues[**c].department as usize == department;
    let all: Vec<usize> = desk.book().groups.iter().flat_map(|g| &g.cues).filter(hers).copied().collect();
    let to_come = |c: &&usize| now.cues[**c].to_come();
    let stands_by = all.iter().filter(to_come).find(|c| now.cues[**c].standby_us.is_some());
    let last = all.iter().rposition(|c| now.cues[*c].called_us.is_some()).map_or(0, |i| i + 1);
    stands_by.or_else(|| all[last..].iter().find(to_come)).copied()
}

/// The costume that is on its way down, or has come down by itself, most lately.
fn slipping(desk: &Desk, t_us: i64) -> Option<String> {
    let night = desk.night();
    let slipped = night.run.events.iter().rev().filter(|e| e.at_us <= t_us).find_map(|e| match e.what {
        What::FaultBegan(f) => {
            let fault = &night.scenario.faults[f as usize];
            let slips = fault.what == crate::fault::FaultKind::Slips && night.run.faults[f as usize].took_effect;
            slips.then(|| fault.on.clone())
        }
        _ => None,
    });
    // A planned reveal can be called off, too.
    let removed = || {
        let now = desk.now(t_us);
        let running = now.cues.iter().enumerate().filter(|(_, c)| c.stand == Stand::Running);
        running.flat_map(|(c, _)| &desk.show().cues[c].go).find_map(|a| match a {
            Action::Remove(costume, _) => Some(costume.clone()),
            _ => None,
        })
    };
    slipped.or_else(removed)
}
