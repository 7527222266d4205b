//! The transport: play, speed, time, where we are; undo, view, size.

use bevy_egui::egui::{self, Ui};

use super::page::{Page, Wishes, clock, text, tip};
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::transport::{Wish, end_us};
use crate::stage::view::View;

/// The bar above the timeline.
pub(super) fn transport(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    super::side::style(ui);
    let r = page.rehearsal;
    let wide = ui.available_width();
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let mut button = |ui: &mut Ui, words: &str, does: &str, on: bool, wish: Wish| {
            let words = text(words, ink::BODY, if on { Status::Now.colour() } else { ink::INK });
            if tip(ui.add(egui::Button::new(words).frame(false)), does, &wish).clicked() {
                wishes.push(wish);
            }
        };
        // While somebody calls, time is the wall's.
        let free = page.calling.is_none();
        if free {
            button(ui, "⏮", "cue before", false, Wish::Cue(-1));
            button(ui, "◀", "time goes the other way", page.speed < 0.0, Wish::Reverse);
            button(ui, if page.playing { "⏸" } else { "▶" }, "play, pause", page.playing, Wish::Play);
            button(ui, "⏭", "next cue", false, Wish::Cue(1));
            ui.add_space(2.0);
        }
        ui.label(text(clock(page.t_us), ink::HEADING, Status::Now.colour()));
        if wide > 560.0 {
            ui.label(text(format!("/ {}", clock(end_us(r))), ink::SMALL, ink::FAINT));
        }
        button(ui, "−", "slower", false, Wish::Speed(-1));
        ui.label(text(format!("{}×", page.speed).replace('-', "−"), ink::BODY, ink::INK));
        button(ui, "+", "faster", false, Wish::Speed(1));
        if wide > 700.0 && free {
            button(ui, "⟲", "play this cue again and again", page.round.is_some(), Wish::Loop(None));
        }
        if wide > 900.0 {
            ui.add_space(6.0);
            if let Some((_, playing)) = page.book.about(page.t_us)[0] {
                ui.label(text(format!("{} · {}", playing.scene, playing.name), ink::BODY, ink::INK));
            }
            if page.desk.busy && free {
                ui.label(text("working it out …", ink::SMALL, Status::Fault.colour()));
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            button(ui, "?", "keys", page.shown.help, Wish::Help);
            if wide > 1000.0 {
                button(ui, "dim", "dim, for backstage", page.shown.backstage, Wish::Backstage);
                button(ui, "A+", "larger", false, Wish::Larger(1));
                button(ui, "A−", "smaller", false, Wish::Larger(-1));
            }
            if wide > 480.0 {
                button(ui, "ghosts", "what was planned", page.shown.ghosts, Wish::Ghosts);
            }
            if wide > 760.0 {
                for view in View::ALL.into_iter().rev() {
                    button(ui, view.name(), "view", view == page.shown.view, Wish::Look(view));
                }
            }
        });
    });
}
