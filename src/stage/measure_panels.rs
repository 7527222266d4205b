//! The panels without a window, for the bench: [`Panels`] draws all of them about a night of so many cues.

use std::sync::Arc;

use bevy_egui::egui::{Context, Pos2, RawInput, Rect, Vec2};

use super::on_stage::{Desk, Shown};
use super::pencil::Books;
use super::pencil::alone::{Alone, draw};
use crate::slip::Rehearsal;

/// A night of `cues` cues in eight departments, a second apart, with a machine that is slow.
///
/// # Errors
/// None of its own: the sheet is sound. What the loader would say, in words.
pub fn crowd(cues: usize) -> Result<Rehearsal, String> {
    let prefixes = ["LX", "SQ", "FLY", "DECK", "FOG", "WD", "SPOT", "TAB"];
    let mut sheet = String::from(
        "Show(title: \"A crowd\", machines: { \"light\": LightRig(areas: [\"wash\", \"cyc\"]), \"plane\": FlyingPiece(axes: \
         { \"lift\": Axis(start: 10.0) }, marks: { \"in\": { \"lift\": 0.0 }, \"out\": { \"lift\": 10.0 } }) }, script: [Scene(id: \
         \"s\", beats: [",
    );
    let beats = cues.div_ceil(10).max(1);
    for b in 0..beats {
        sheet += &format!("Beat(id: \"b{b}\", takes: 10.0), ");
    }
    sheet += "])], cues: [";
    for c in 0..cues {
        let go = match c % 8 {
            2 if c % 32 == 2 => "Fly(\"plane\", \"in\")".to_owned(),
            2 if c % 32 == 18 => "Fly(\"plane\", \"out\")".to_owned(),
            k => format!("Light(\"{}\", {:.1}, 2.5)", ["wash", "cyc"][k % 2], (c % 11) as f64 * 0.1),
        };
        let (prefix, beat, after) = (prefixes[c % 8], c / 10, (c % 10) as f64);
        sheet += &format!(
            "Cue(number: \"{prefix} {c}\", label: \"Cue {c}\", call: On(\"b{beat}\", {after:.1}), go: [{go}]), "
        );
    }
    sheet += "])";
    let night = "Scenario(show: \"crowd.ron\", faults: [Fault(on: \"plane\", what: Slow(0.4), when: At(5.0))])";
    let opened = crate::fault::open_text("night.ron", night, &|_| Some(sheet.clone())).map_err(|e| e.to_string())?;
    Rehearsal::of(opened).map_err(|e| e.to_string())
}

/// All that the panels look up of a night, and of another beside it: what goes with a night that was worked out.
pub fn look_up(night: &Arc<Rehearsal>, beside: &Arc<Rehearsal>) {
    std::hint::black_box(Books::default().about(night, Some(beside)));
}

/// The panels of a night, without a window and without a renderer.
pub struct Panels {
    ctx: Context,
    night: Alone,
    size: Vec2,
    frame: u32,
}

impl Panels {
    /// Of a night, on a screen of that many points.
    pub fn new(night: Rehearsal, size: (f32, f32)) -> Self {
        Self { ctx: Context::default(), night: Alone::new(night), size: Vec2::new(size.0, size.1), frame: 0 }
    }

    /// Draws all panels at `t_us` and turns them into triangles; gives back how many of them there are. `chain`: with
    /// the cause chain of that cue.
    pub fn draw(&mut self, t_us: i64, chain: Option<usize>) -> usize {
        self.frame += 1;
        self.night.t_us = t_us;
        self.night.shown = Shown { chain, still: true, ..Shown::default() };
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(f64::from(self.frame) / 60.0),
            ..RawInput::default()
        };
        let mut out = self.ctx.run_ui(input, |ui| drop(draw(ui.ctx(), &self.night, &[])));
        // Nobody holds the fonts' picture.
        out.textures_delta.clear();
        let drawn = self.ctx.tessellate(out.shapes, out.pixels_per_point);
        let triangles = |p: &bevy_egui::egui::ClippedPrimitive| match &p.primitive {
            bevy_egui::egui::epaint::Primitive::Mesh(mesh) => mesh.indices.len() / 3,
            bevy_egui::egui::epaint::Primitive::Callback(_) => 0,
        };
        drawn.iter().map(triangles).sum()
    }

    /// The other state of the panels: what the desk says.
    pub fn say(&mut self, problem: Option<String>) {
        self.night.desk = Desk { problem, ..Desk::default() };
    }
}
