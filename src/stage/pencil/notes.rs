//! Notes of the sheet about now, warnings of the files, and what the desk has to say.

use bevy_egui::egui::{self, Ui};

use super::page::{Page, Wishes, clock, text};
use super::side::heading;
use crate::sheet::Action;
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::transport::Wish;

/// Notes before and after now.
const ABOUT: usize = 8;
/// Warnings shown; the rest is counted.
const WARNINGS: usize = 40;

/// The sheet.
pub(super) fn notes(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    let r = page.rehearsal;
    if let Some(problem) = &page.desk.problem {
        heading(ui, "the file is broken: the last good show goes on");
        egui::ScrollArea::horizontal().id_salt("problem").show(ui, |ui| {
            let words = egui::RichText::new(problem).monospace().size(ink::SMALL).color(Status::VeryLate.colour());
            ui.add(egui::Label::new(words).extend());
        });
    }
    if let Some(notice) = &page.desk.notice {
        heading(ui, "from the desk");
        ui.label(text(notice, ink::SMALL, ink::INK));
    }
    if let Some(stuck) = &r.run.stuck {
        heading(ui, "the show never ends");
        let beat = r.show.beats().nth(stuck.beat as usize).map_or("?", |(_, b)| b.id.as_str());
        ui.label(text(format!("it got stuck at {beat}"), ink::SMALL, Status::VeryLate.colour()));
    }
    heading(ui, "notes of the sheet");
    let now = page.book.notes.partition_point(|(at, ..)| *at <= page.t_us);
    let from = now.saturating_sub(ABOUT);
    for (i, (at, cue, action)) in page.book.notes.iter().enumerate().skip(from).take(2 * ABOUT) {
        let Some(cue) = r.show.cues.get(*cue as usize) else { continue };
        let Some(Action::Note(words)) = cue.go.get(*action as usize) else { continue };
        let colour = if i + 1 == now { Status::Now.colour() } else { ink::FAINT };
        let head = egui::Button::new(text(format!("{} · {}", clock(*at), cue.number), ink::SMALL, colour)).frame(false);
        if ui.add(head).on_hover_text("go there; from cue to cue (, .)").clicked() {
            wishes.push(Wish::Go(*at));
        }
        ui.label(text(words, ink::SMALL, if i < now { ink::INK } else { ink::FAINT }));
    }
    if page.book.notes.is_empty() {
        ui.label(text("none", ink::SMALL, ink::FAINT));
    }
    heading(ui, "warnings");
    for warning in page.desk.warnings.iter().take(WARNINGS) {
        ui.label(text(warning, ink::SMALL, Status::Late.colour()));
    }
    match page.desk.warnings.len() {
        0 => drop(ui.label(text("none", ink::SMALL, ink::FAINT))),
        n if n > WARNINGS => drop(ui.label(text(format!("and {} more", n - WARNINGS), ink::SMALL, ink::FAINT))),
        _ => {}
    }
}
