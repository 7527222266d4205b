//! The transport: play, speed, time, where we are, view.

use bevy_egui::egui::{self, Sense, Ui, vec2};

use super::page::{Page, Wishes, clock, figures, text};
use crate::stage::on_stage::beat_at;
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::transport::{Wish, end_us};
use crate::stage::view::View;

/// The bar above the timeline.
pub(super) fn transport(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    let r = page.rehearsal;
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let mut button = |ui: &mut Ui, words: &str, tip: &str, wish: Wish| {
            let words = text(
                words,
                ink::BODY,
                if matches!(wish, Wish::Look(v) if v == page.shown.view) { Status::Now.colour() } else { ink::INK },
            );
            if ui.add(egui::Button::new(words).frame(false)).on_hover_text(tip).clicked() {
                wishes.push(wish);
            }
        };
        button(ui, "⏮", "cue before (,)", Wish::Cue(-1));
        button(ui, if page.playing { "⏸" } else { "▶" }, "play, pause (Space)", Wish::Play);
        button(ui, "⏭", "next cue (.)", Wish::Cue(1));
        ui.add_space(4.0);
        ui.label(figures(clock(page.t_us), ink::HEADING, Status::Now.colour()));
        ui.label(figures(format!("/ {}", clock(end_us(r))), ink::SMALL, ink::FAINT));
        ui.add_space(4.0);
        button(ui, "−", "slower ([)", Wish::Speed(-1));
        ui.label(figures(format!("{}×", page.speed), ink::BODY, ink::INK));
        button(ui, "+", "faster (])", Wish::Speed(1));
        ui.add_space(8.0);
        if let Some(playing) = beat_at(r, &r.run, page.t_us) {
            let scene = r.show.beats().nth(playing.index).map(|(s, _)| s.title.as_str()).unwrap_or_default();
            ui.label(text(format!("{scene} · {}", playing.beat.id), ink::BODY, ink::INK));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            button(ui, "?", "keys (H)", Wish::Help);
            button(
                ui,
                if page.shown.ghosts { "ghosts on" } else { "ghosts off" },
                "what was planned (G)",
                Wish::Ghosts,
            );
            for view in View::ALL.into_iter().rev() {
                button(ui, view.name(), "view (1 to 5)", Wish::Look(view));
            }
            ui.add_space(ui.available_width().min(10.0));
            let (rect, _) = ui.allocate_exact_size(vec2(1.0, 14.0), Sense::hover());
            ui.painter().rect_filled(rect, 0.0, ink::RULE);
        });
    });
}
