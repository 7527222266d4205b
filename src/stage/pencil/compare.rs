//! Another night held against this one: the sums side by side, and where the two first part.

use bevy_egui::egui::{self, Grid, Ui};

use super::page::{Page, Wishes, clock, signed, text, tip};
use super::side::heading;
use crate::run::Run;
use crate::slip::Rehearsal;
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::transport::{Against, Wish};

/// Decisions and options offered.
const OFFERED: usize = 24;

/// Where two nights first part: what, and when in each, µs.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::stage) struct Parting {
    /// `cue LX 45` or `beat jfk.keep`.
    pub(super) what: String,
    /// When in this night.
    pub(super) here_us: Option<i64>,
    /// When in the other.
    pub(super) there_us: Option<i64>,
}

impl Parting {
    /// The earlier of the two instants, µs.
    pub(super) fn at_us(&self) -> Option<i64> {
        self.here_us.into_iter().chain(self.there_us).min()
    }
}

/// The first cue or beat whose start differs.
pub(super) fn parting(a: &Rehearsal, b: &Rehearsal) -> Option<Parting> {
    let mut first: Option<(i64, Parting)> = None;
    let mut see = |what: &dyn Fn() -> String, here_us: Option<i64>, there_us: Option<i64>| {
        let at = here_us.into_iter().chain(there_us).min();
        if here_us != there_us
            && let Some(at) = at
            && first.as_ref().is_none_or(|(then, _)| at < *then)
        {
            first = Some((at, Parting { what: what(), here_us, there_us }));
        }
    };
    for (i, cue) in a.show.cues.iter().enumerate() {
        let start = |r: &Rehearsal| r.run.cues.get(i).and_then(|c| c.started_us);
        see(&|| format!("cue {}", cue.number), start(a), start(b));
    }
    for (i, (_, beat)) in a.show.beats().enumerate() {
        let start = |r: &Rehearsal| r.run.beats.get(i).and_then(|c| c.start_us);
        see(&|| format!("beat {}", beat.id), start(a), start(b));
    }
    first.map(|(_, parting)| parting)
}

/// A sum of a night: its name, and the two values in words with their difference.
struct Sum {
    name: &'static str,
    here: String,
    there: String,
    /// The difference in words, and whether this night is worse (1), better (−1) or the same.
    off: String,
    worse: i64,
}

fn sums(a: &Rehearsal, b: &Rehearsal) -> Vec<Sum> {
    let time = |name, of: &dyn Fn(&Rehearsal) -> i64| {
        let (here, there) = (of(a), of(b));
        let s = |us: i64| format!("{:.1} s", us as f64 * 1e-6).replace('-', "−");
        Sum { name, here: s(here), there: s(there), off: signed(here - there), worse: (here - there).signum() }
    };
    let count = |name, of: &dyn Fn(&Rehearsal) -> u64| {
        let (here, there) = (of(a) as i64, of(b) as i64);
        let off = format!("{:+}", here - there).replace('-', "−");
        Sum { name, here: here.to_string(), there: there.to_string(), off, worse: (here - there).signum() }
    };
    vec![
        time("show slip", &|r| r.slip.show_us),
        time("picture wrong", &|r| r.run.totals.visible_error_us),
        time("stage waits", &|r| r.run.totals.stage_waits_us),
        time("dead air", &|r| r.run.totals.dead_air_us),
        count("vamped bars", &|r| r.run.totals.vamped_bars),
        count("holds", &|r| r.run.totals.holds.into()),
        time("held", &|r| r.run.totals.held_us),
        count("skipped", &|r| r.run.totals.skipped.into()),
        count("uncalled", &|r| r.run.totals.uncalled.into()),
        count("out of tolerance", &|r| r.slip.out_of_tolerance.into()),
    ]
}

/// The sheet.
pub(super) fn compare(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    let r = page.rehearsal;
    heading(ui, "this night against");
    ui.horizontal_wrapped(|ui| {
        let mut offer = |ui: &mut Ui, words: String, does: &str, against: Option<Against>| {
            let wish = Wish::Compare(against);
            if tip(ui.button(text(words, ink::SMALL, ink::INK)), does, &wish).clicked() {
                wishes.push(wish);
            }
        };
        let next = "hold it against this night; the key: the next of these";
        offer(ui, "as opened".to_owned(), next, Some(Against::AsOpened));
        offer(ui, "no faults".to_owned(), next, Some(Against::NoFaults));
        let taken = r.decisions();
        let mut left = OFFERED;
        for (name, decision) in r.show.decisions.iter() {
            for option in decision.options.iter().filter(|o| taken.get(name) != Some(*o)) {
                if left == 0 {
                    break;
                }
                left -= 1;
                let does = if decision.question.is_empty() { next } else { decision.question.as_str() };
                let against = Against::Decided(name.to_owned(), option.clone());
                offer(ui, format!("{name}: {option}"), does, Some(against));
            }
        }
        if page.beside.is_some() {
            offer(ui, "none".to_owned(), "put the other night away", None);
        }
    });
    let Some(other) = page.beside else {
        let words = "Pick another night: its lanes are drawn under these, or its outlines over them.";
        ui.label(text(words, ink::SMALL, ink::FAINT));
        return;
    };
    ui.horizontal(|ui| {
        let does = "the other night as outlines over this one, or beside it";
        for (over, words) in [(false, "beside"), (true, "over this one")] {
            let picked = page.shown.over == over;
            let label = ui.selectable_label(picked, text(words, ink::SMALL, ink::INK));
            if tip(label, does, &Wish::Over).clicked() && !picked {
                wishes.push(Wish::Over);
            }
        }
    });
    ui.label(text(told_apart(r, other), ink::SMALL, ink::FAINT));
    ui.add_space(4.0);
    Grid::new("sums").num_columns(4).spacing([8.0, 3.0]).striped(true).show(ui, |ui| {
        for head in ["", "this", "other", "differs"] {
            ui.label(text(head, ink::SMALL, ink::FAINT));
        }
        ui.end_row();
        for sum in sums(r, other) {
            let (colour, mark) = match sum.worse {
                0 => (ink::FAINT, "="),
                1 => (Status::Late.colour(), "⏶"),
                _ => (Status::OnTime.colour(), "⏷"),
            };
            ui.label(text(sum.name, ink::SMALL, ink::FAINT));
            ui.label(text(sum.here, ink::SMALL, ink::INK));
            ui.label(text(sum.there, ink::SMALL, ink::INK));
            let words = if sum.worse == 0 { mark.to_owned() } else { format!("{mark} {}", sum.off) };
            ui.label(text(words, ink::SMALL, colour));
            ui.end_row();
        }
    });
    heading(ui, "where they part");
    let Some(p) = page.parting else {
        ui.label(text("nowhere: every cue and beat starts at the same instant", ink::SMALL, ink::FAINT));
        return;
    };
    let at = |us: Option<i64>| us.map_or("not at all".to_owned(), clock);
    let words = format!("{} at {}, there {}", p.what, at(p.here_us), at(p.there_us));
    let go = egui::Button::new(text(words, ink::SMALL, ink::INK)).wrap();
    if tip(ui.add(go), "go there", &Wish::Part).clicked() {
        wishes.push(Wish::Part);
    }
}

/// What makes the nights differ: faults and decisions.
fn told_apart(a: &Rehearsal, b: &Rehearsal) -> String {
    let worked = |run: &Run| run.faults.iter().filter(|f| f.took_effect).count();
    let mut words = vec![format!("{} faults at work here, {} there", worked(&a.run), worked(&b.run))];
    for ((name, here), (_, there)) in a.decisions().iter().zip(b.decisions().iter()) {
        if here != there {
            words.push(format!("{name}: {here} here, {there} there"));
        }
    }
    words.join(" · ")
}
