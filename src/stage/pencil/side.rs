//! The panel at the right: one machine against plan, what goes wrong, another night, notes.

use bevy_egui::egui::{self, Stroke, Ui, vec2};

use super::page::{Page, Wishes, font, text, tip};
use super::{compare, console, faults, inspector, notes, risk};
use crate::stage::on_stage::Tab;
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::transport::Wish;

/// The sheets, with their words.
const TABS: [(Tab, &str, &str); 5] = [
    (Tab::Inspector, "machine", "one machine against plan"),
    (Tab::Faults, "faults", "what goes wrong tonight, and what else could"),
    (Tab::Compare, "compare", "another night beside this one"),
    (Tab::Notes, "notes", "notes, warnings, problems"),
    (Tab::Risk, "risk", "many nights of the odds: how late, how likely, because of what"),
];

/// The panel with its sheets.
pub(super) fn side(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    style(ui);
    ui.add_space(2.0);
    // At the desk the machines are not looked into: she sees what the house sees, and the console.
    if let Some(desk) = page.calling.filter(|_| page.shown.tab != Tab::Faults) {
        return scrolled(ui, "console", |ui| console::console(ui, page, desk, wishes));
    }
    if page.calling.is_some() && ui.add(egui::Button::new(text("‹ the desk", ink::BODY, ink::INK))).clicked() {
        wishes.push(Wish::Tab(Tab::Inspector));
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (tab, words, does) in TABS {
            let on = page.shown.tab == tab;
            let said = match tab {
                Tab::Notes if page.desk.problem.is_some() => format!("{words} !"),
                Tab::Faults if page.desk.busy => format!("{words} …"),
                _ => words.to_owned(),
            };
            let colour = if on { ink::INK } else { ink::FAINT };
            let button = egui::Button::new(text(said, ink::BODY, colour)).frame(false);
            let response = tip(ui.add(button), does, &Wish::Tab(tab));
            if on {
                let y = response.rect.bottom() + 1.0;
                ui.painter().hline(response.rect.x_range(), y, Stroke::new(2.0, Status::Now.colour()));
            }
            if response.clicked() {
                wishes.push(Wish::Tab(tab));
            }
        }
    });
    ui.add_space(3.0);
    match page.shown.tab {
        Tab::Inspector => inspector::inspector(ui, page, wishes),
        Tab::Faults => scrolled(ui, "faults", |ui| faults::faults(ui, page, wishes)),
        Tab::Compare => scrolled(ui, "compare", |ui| compare::compare(ui, page, wishes)),
        Tab::Notes => scrolled(ui, "notes", |ui| notes::notes(ui, page, wishes)),
        Tab::Risk => scrolled(ui, "risk", |ui| risk::risk(ui, page, wishes)),
    }
}

fn scrolled(ui: &mut Ui, name: &str, draw: impl FnOnce(&mut Ui)) {
    egui::ScrollArea::vertical().id_salt(name).auto_shrink([false, false]).show(ui, |ui| {
        ui.set_max_width(ui.available_width() - 8.0);
        draw(ui);
    });
}

/// The pencil's own look for what egui draws by itself.
pub(super) fn style(ui: &mut Ui) {
    let style = ui.style_mut();
    for (of, id) in &mut style.text_styles {
        *id = match of {
            egui::TextStyle::Heading => font(ink::HEADING),
            // Only for diagnostics, whose carets stand below what they point at.
            egui::TextStyle::Monospace => egui::FontId::monospace(ink::SMALL),
            _ => font(ink::SMALL),
        };
    }
    style.spacing.item_spacing = vec2(6.0, 4.0);
    style.spacing.button_padding = vec2(6.0, 2.0);
    style.spacing.interact_size.y = 18.0;
    let v = &mut style.visuals;
    v.override_text_color = Some(ink::INK);
    v.extreme_bg_color = ink::SLIP;
    v.widgets.noninteractive.bg_stroke = Stroke::new(1.0, ink::RULE);
    v.widgets.inactive.weak_bg_fill = ink::ROW;
    v.widgets.inactive.bg_fill = ink::RULE;
    v.selection.bg_fill = Status::Planned.faint(0.35);
    v.selection.stroke = Stroke::new(1.0, ink::INK);
}

/// A heading inside a sheet.
pub(super) fn heading(ui: &mut Ui, words: &str) {
    ui.add_space(6.0);
    ui.label(text(words, ink::BODY, ink::FAINT));
    let y = ui.cursor().top() - 2.0;
    ui.painter().hline(ui.max_rect().x_range(), y, Stroke::new(0.5, ink::RULE));
    ui.add_space(1.0);
}
