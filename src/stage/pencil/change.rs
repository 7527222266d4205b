//! Quick changes under way: a ring that fills as the change goes on, where its wearer stands, and what is left of it.

use std::f32::consts::TAU;

use bevy_egui::egui::{self, Align2, FontId, Pos2, Rect, Stroke, pos2, vec2};

use super::page::within;
use crate::run::{Dress, MachineTrack, Run};
use crate::sheet::Machine;
use crate::slip::Rehearsal;
use crate::stage::palette::{Status, pencil as ink};

/// A quick change under way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct UnderWay {
    /// Who is being changed.
    pub(super) wearer: String,
    /// `Ivy into dress · 5.2 s`.
    pub(super) words: String,
    /// How much of it is done, 0 to 1.
    pub(super) share: f32,
    /// Whether plan has it done by now.
    pub(super) late: bool,
}

/// The quick changes under way at `t_us`, in sheet order.
pub(super) fn under_way(r: &Rehearsal, t_us: i64) -> Vec<UnderWay> {
    let of = |(i, (name, machine)): (usize, (&str, &Machine))| {
        let Machine::Costume(costume) = machine else { return None };
        let (from, to) = span(&r.run, i, t_us)?;
        let left = to.map_or("waits for its end".to_owned(), |to| format!("{:.1} s", (to - t_us) as f64 * 1e-6));
        let share = to.map_or(0.0, |to| (t_us - from) as f32 / (to - from).max(1) as f32);
        let planned = r.plan.machines.get(i).and_then(|track| track.dress_at(t_us));
        Some(UnderWay {
            wearer: costume.wearer.clone(),
            words: format!("{} into {name} · {left}", costume.wearer),
            share: share.clamp(0.0, 1.0),
            late: planned == Some(Dress::Present),
        })
    };
    r.show.machines.iter().enumerate().filter_map(of).collect()
}

/// From when to when a costume is being put on, if it is at `t_us`.
fn span(run: &Run, machine: usize, t_us: i64) -> Option<(i64, Option<i64>)> {
    let MachineTrack::Costume { state, .. } = run.machines.get(machine)? else { return None };
    let next = state.partition_point(|(at, _)| *at <= t_us);
    let (from, dress) = *state.get(next.checked_sub(1)?)?;
    (dress == Dress::GoingOn).then(|| (from, state.get(next).map(|(at, _)| *at)))
}

/// One ring with its words, at a place on the screen or as near to it as the picture goes; gives back what it takes.
pub(super) fn ring(paint: &egui::Painter, change: &UnderWay, at: Pos2, free: Rect) -> Rect {
    const RADIUS: f32 = 15.0;
    let colour = if change.late { Status::Late.colour() } else { Status::Now.colour() };
    let middle = within(free.shrink(48.0), at - vec2(0.0, 26.0));
    paint.circle_filled(middle, RADIUS + 3.0, ink::CHIP);
    paint.circle_stroke(middle, RADIUS, Stroke::new(3.0, ink::RULE));
    let steps = (change.share * 48.0).ceil() as usize;
    let arc: Vec<Pos2> = (0..=steps)
        .map(|k| {
            let turn = TAU * (change.share * k as f32 / steps.max(1) as f32 - 0.25);
            pos2(middle.x + RADIUS * turn.cos(), middle.y + RADIUS * turn.sin())
        })
        .collect();
    paint.line(arc, Stroke::new(3.0, colour));
    let share = format!("{:.0}", change.share * 100.0);
    paint.text(middle, Align2::CENTER_CENTER, share, FontId::proportional(ink::SMALL), colour);
    let words = if change.late { format!("{} · late", change.words) } else { change.words.clone() };
    let galley = paint.layout_no_wrap(words, FontId::proportional(ink::BODY), colour);
    // The words go to the side on which there is room.
    let left = middle.x + RADIUS + 8.0 + galley.size().x > free.right();
    let x = if left { middle.x - RADIUS - 8.0 - galley.size().x } else { middle.x + RADIUS + 8.0 };
    let chip = Rect::from_min_size(pos2(x, middle.y - galley.size().y * 0.5), galley.size());
    paint.rect_filled(chip.expand2(vec2(5.0, 2.0)), 3.0, ink::CHIP);
    paint.galley(chip.min, galley, colour);
    chip.expand(6.0).union(Rect::from_center_size(middle, vec2(2.0 * RADIUS + 10.0, 2.0 * RADIUS + 10.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_under_way_from_its_beginning_to_its_end_and_late_where_plan_is_done() {
        let sheet = r#"Show(
            title: "One change",
            machines: {
                "coat": Costume(wearer: "Ivy", worn: true),
                "gown": Costume(wearer: "Ivy"),
            },
            script: [Scene(id: "s", beats: [Beat(id: "b", takes: 60.0)])],
            cues: [Cue(number: "WD 1", call: On("b", 10.0), go: [Change("Ivy", "gown")])],
        )"#;
        let jam = r#"Scenario(show: "s.ron", faults: [Fault(on: "gown", what: Jams(10.0), when: At(0.0))])"#;
        let opened = crate::fault::open_text("night.ron", jam, &|_| Some(sheet.to_owned())).expect("it opens");
        let r = Rehearsal::new(opened.show, opened.scenario).expect("it runs");
        // No operator: it begins at 10 s. 4 + 6 s as planned, and ten more in the jam.
        assert_eq!(under_way(&r, 9_999_999), []);
        let half = under_way(&r, 20_000_000);
        assert_eq!(half.len(), 1);
        assert!((half[0].share - 0.5).abs() < 1e-6 && half[0].late);
        assert_eq!(half[0].words, "Ivy into gown · 10.0 s");
        assert!(!under_way(&r, 15_000_000)[0].late);
        assert_eq!(under_way(&r, 30_000_000), []);
    }
}
