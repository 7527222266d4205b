//! [`Page`]: what a panel may look at, and what it may wish for. No renderer in it.

use bevy_egui::egui::{self, Pos2, Rect};

use super::book::Book;
use super::compare::Parting;
use crate::fault::CueStatus;
use crate::slip::Rehearsal;
use crate::stage::calling::Prompt;
use crate::stage::keys::key_of;
use crate::stage::on_stage::{Desk, Shown};
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::session::Risk;
use crate::stage::transport::Wish;

/// What a panel sees.
pub(in crate::stage) struct Page<'a> {
    /// The rehearsal.
    pub(in crate::stage) rehearsal: &'a Rehearsal,
    /// Another night to hold against it.
    pub(in crate::stage) beside: Option<&'a Rehearsal>,
    /// What the panels look up of it.
    pub(in crate::stage) book: &'a Book,
    /// The same of the other night.
    pub(in crate::stage) beside_book: Option<&'a Book>,
    /// Where the two first part.
    pub(in crate::stage) parting: Option<&'a Parting>,
    /// The instant, µs of run time.
    pub(in crate::stage) t_us: i64,
    /// Whether time goes on.
    pub(in crate::stage) playing: bool,
    /// Show seconds per second; below 0 time goes back.
    pub(in crate::stage) speed: f64,
    /// A stretch that is played again and again, µs.
    pub(in crate::stage) round: Option<(i64, i64)>,
    /// What is shown, and from where.
    pub(in crate::stage) shown: &'a Shown,
    /// What was done to the night at the desk, and what there is to say.
    pub(in crate::stage) desk: &'a Desk,
    /// What came of many nights.
    pub(in crate::stage) risk: &'a Risk,
    /// The desk of a person who calls, if one does.
    pub(in crate::stage) calling: Option<&'a Prompt>,
}

/// What panels wish for.
pub(in crate::stage) type Wishes = Vec<Wish>;

/// What a cue is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::stage) enum State {
    /// Not in this version of the show, or never called.
    Absent,
    /// Later.
    Waiting,
    /// Standby has been called.
    StandingBy,
    /// GO, and not yet started.
    Called,
    /// An interlock holds it.
    Held,
    /// Started, not done.
    Running,
    /// Done.
    Done,
    /// Given up.
    Skipped,
    /// Failed.
    Failed,
}

impl State {
    /// Its word and its mark.
    pub(in crate::stage) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Absent => ("not called", " "),
            Self::Waiting => ("", "·"),
            Self::StandingBy => ("standby", "○"),
            Self::Called => ("GO", "◎"),
            Self::Held => ("HELD", "■"),
            Self::Running => ("running", "▶"),
            Self::Done => ("done", "✔"),
            Self::Skipped => ("skipped", "×"),
            Self::Failed => ("failed", "×"),
        }
    }
}

/// What a cue of the run is doing at `t_us`.
pub(in crate::stage) fn state_of(r: &Rehearsal, cue: usize, t_us: i64) -> State {
    let Some(c) = r.run.cues.get(cue) else { return State::Absent };
    let past = |at: Option<i64>| at.is_some_and(|at| at <= t_us);
    let Some(status) = c.status else { return State::Absent };
    if past(c.ended_us) && status != CueStatus::Done {
        return if status == CueStatus::Failed { State::Failed } else { State::Skipped };
    }
    if past(c.done_us) {
        State::Done
    } else if past(c.started_us) {
        State::Running
    } else if past(c.held_us) {
        State::Held
    } else if past(c.called_us) {
        State::Called
    } else if past(c.standby_us) {
        State::StandingBy
    } else if status == CueStatus::Uncalled {
        State::Absent
    } else {
        State::Waiting
    }
}

/// The show's slip right now, and of what: of the last beat or cue that started, or of one that should have started by
/// now and has not, whichever is more. So a wait counts up.
pub(in crate::stage) fn slip_now(page: &Page) -> Option<(i64, String)> {
    let r = page.rehearsal;
    let beat = page.book.about(page.t_us)[0].and_then(|((since, _), p)| {
        let slip = r.slip.beats.get(p.beat as usize).copied().flatten()?;
        Some((*since, slip, p.name.clone()))
    });
    let upto = page.book.begun(page.t_us);
    let cue = page.book.order[..upto].iter().rev().take(40).find_map(|c| {
        let started = r.run.cues.get(*c as usize)?.started_us.filter(|s| *s <= page.t_us)?;
        let slip = r.slip.cues.get(*c as usize)?.started_us?;
        Some((started, slip, r.show.cues.get(*c as usize)?.number.clone()))
    });
    let last = match (beat, cue) {
        (Some(b), Some(c)) => Some(if c.0 > b.0 { c } else { b }),
        (b, c) => b.or(c),
    };
    let last = last.map(|(_, slip, what)| (slip, what));
    let overdue = overdue(page);
    match (last, overdue) {
        (Some(l), Some(o)) if l.0 >= o.0 => Some(l),
        (l, o) => o.or(l),
    }
}

/// What the plan has started by now and the run will start only later: the longest overdue, and by how much.
fn overdue(page: &Page) -> Option<(i64, String)> {
    let (r, t) = (page.rehearsal, page.t_us);
    let cue = page.book.due.seen(t, t).find(|((planned, until), c)| {
        let starts = r.run.cues.get(*c as usize).and_then(|c| c.started_us);
        *planned < t && *until > t && starts == Some(*until)
    });
    let cue = cue.and_then(|((planned, _), c)| Some((t - planned, r.show.cues.get(*c as usize)?.number.clone())));
    // Beats are played in order: the next is the one that is longest overdue.
    let beat = page.book.about(t)[1].and_then(|(_, next)| {
        let planned = next.planned.map(|(from, _)| from).filter(|p| *p < t)?;
        Some((t - planned, next.name.clone()))
    });
    cue.into_iter().chain(beat).max_by_key(|(late, _)| *late)
}

/// When a cue begins for a list: its start, else what is known of it.
pub(in crate::stage) fn begins(r: &Rehearsal, cue: usize) -> i64 {
    let run = r.run.cues.get(cue).and_then(|c| c.started_us.or(c.ended_us).or(c.called_us));
    let plan = || r.plan.cues.get(cue).and_then(|c| c.started_us.or(c.called_us));
    run.or_else(plan).unwrap_or(i64::MAX)
}

/// Cues in the order they happen.
pub(in crate::stage) fn order_of(r: &Rehearsal) -> Vec<u32> {
    let mut order: Vec<u32> = (0..r.show.cues.len() as u32).collect();
    order.sort_by_key(|c| (begins(r, *c as usize), *c));
    order
}

/// `+3.4 s`, always signed.
pub(in crate::stage) fn signed(us: i64) -> String {
    format!("{:+.1} s", us as f64 * 1e-6).replace("-0.0 s", "+0.0 s").replace('-', "−")
}

/// `3.4 s`.
pub(in crate::stage) fn seconds(us: i64) -> String {
    format!("{:.1} s", us as f64 * 1e-6)
}

/// `12.4` or, from a minute on, `3:07`.
pub(in crate::stage) fn countdown(us: i64) -> String {
    if us < 60_000_000 {
        return format!("{:.1}", us.max(0) as f64 * 1e-6);
    }
    let s = us / 1_000_000;
    format!("{}:{:02}", s / 60, s % 60)
}

/// `12:07.4`, or `1:02:07.4` from an hour on.
pub(in crate::stage) fn clock(us: i64) -> String {
    let tenths = us.max(0) / 100_000;
    if tenths >= 36_000 {
        return format!("{}:{:02}:{:02}.{}", tenths / 36_000, tenths / 600 % 60, tenths / 10 % 60, tenths % 10);
    }
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}

/// Tells what a control does, with its key, while the pointer rests on it; also where it can do nothing now.
pub(in crate::stage) fn tip(response: egui::Response, does: &str, wish: &Wish) -> egui::Response {
    let tell = |ui: &mut egui::Ui| {
        let key = key_of(wish).map(|k| format!(" ({k})")).unwrap_or_default();
        ui.label(format!("{does}{key}"));
    };
    response.on_hover_ui(tell).on_disabled_hover_ui(tell)
}

/// Text of a size and colour.
pub(in crate::stage) fn text(words: impl Into<String>, size: f32, colour: egui::Color32) -> egui::RichText {
    egui::RichText::new(words).size(size).color(colour)
}

/// The one type family: its figures are of one width, so what counts does not tremble.
pub(in crate::stage) fn font(size: f32) -> egui::FontId {
    egui::FontId::proportional(size)
}

/// The status of a slip and its word.
pub(in crate::stage) fn slip_word(us: i64) -> (Status, &'static str) {
    let word = match us {
        i64::MIN..=-500_001 => "early",
        -500_000..=500_000 => "on time",
        500_001..=5_000_000 => "late",
        _ => "very late",
    };
    (Status::of_slip(us), word)
}

/// The place nearest to `p` in a rectangle, also in one that a small window left no room.
pub(in crate::stage) fn within(rect: Rect, p: Pos2) -> Pos2 {
    p.min(rect.max).max(rect.min)
}

/// A plot that is read and not played with: no axes, nothing to drag or zoom.
pub(super) fn still_plot<'a>(id: egui::Id, tall: f32) -> egui_plot::Plot<'a> {
    egui_plot::Plot::new(id)
        .height(tall)
        .show_axes(egui::Vec2b::FALSE)
        .show_background(false)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .allow_axis_zoom_drag(false)
        .set_margin_fraction(egui::Vec2::ZERO)
        .show_grid([true, false])
        .grid_color(ink::RULE)
        .label_formatter(|_| None)
        .sense(egui::Sense::hover())
}
