//! The faults: what goes wrong tonight and what came of it; and what else could: pick, set, break.

mod kinds;

use bevy_egui::egui::{self, ComboBox, DragValue, Slider, Ui};

use super::page::{Page, Wishes, clock, signed, text, tip};
use super::side::heading;
use super::told::Focus;
use crate::engine::fault_id;
use crate::fault::{Fault, FaultKind, FaultTime, Scenario};
use crate::slip::Blamed;
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::transport::Wish;

/// Most rows of a list.
const LISTED: usize = 200;
/// Cues about now that are offered.
const NEAR: usize = 30;

/// When a fault that is put together begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum When {
    /// At the playhead.
    #[default]
    Now,
    /// With a cue.
    Cue,
    /// In a beat.
    Beat,
}

/// A fault that is being put together. It lives in egui's memory: it is nobody's business yet.
#[derive(Clone, Debug, Default, PartialEq)]
struct Draft {
    on: String,
    kind: Option<FaultKind>,
    when: When,
    cue: String,
    beat: String,
    after: f64,
    lasts: Option<f64>,
}

/// The sheet.
pub(super) fn faults(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    desk(ui, page, wishes);
    tonight(ui, page, wishes);
    by_itself(ui, page, wishes);
    palette(ui, page, wishes);
}

/// What was done can be taken back, made again, kept.
fn desk(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    ui.horizontal_wrapped(|ui| {
        let mut button = |ui: &mut Ui, words: &str, does: &str, on: bool, wish: Wish| {
            let button = egui::Button::new(text(words, ink::SMALL, if on { ink::INK } else { ink::FAINT }));
            if tip(ui.add_enabled(on, button), does, &wish).clicked() {
                wishes.push(wish);
            }
        };
        button(ui, "undo", "take the last change back", page.desk.undo > 0, Wish::Undo);
        button(ui, "redo", "make it again", page.desk.redo > 0, Wish::Redo);
        button(ui, "keep as scenario", "a file beside the one that was opened", true, Wish::Save);
        if page.desk.busy {
            ui.label(text("working it out …", ink::SMALL, Status::Now.colour()));
        }
    });
    if let Some(notice) = &page.desk.notice {
        ui.label(text(notice, ink::SMALL, ink::FAINT));
    }
}

/// Each fault of the night with what came of it.
fn tonight(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    let r = page.rehearsal;
    heading(ui, "tonight");
    if r.scenario.faults.is_empty() {
        ui.label(text("nothing goes wrong", ink::SMALL, ink::FAINT));
        return;
    }
    let show = page.book.told(r, Focus::End);
    for (i, fault) in r.scenario.faults.iter().enumerate().take(LISTED) {
        let times = r.run.faults.get(i).copied().unwrap_or_default();
        let now = times.began_us.is_some_and(|b| b <= page.t_us) && times.ended_us.is_none_or(|e| e > page.t_us);
        let colour = if !times.took_effect {
            ink::FAINT
        } else if now {
            Status::Fault.colour()
        } else {
            ink::INK
        };
        let id = fault_id(&r.scenario, i);
        ui.horizontal(|ui| {
            let mend = egui::Button::new(text("×", ink::BODY, ink::FAINT)).frame(false);
            let response = ui.add(mend);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, format!("mend {id}")));
            if tip(response, &format!("mend {id}: it does not happen; the key: the last one"), &Wish::Mend(i)).clicked()
            {
                wishes.push(Wish::Mend(i));
            }
            let words = format!("{id} {} · {}", fault.what, fault.on);
            let name = egui::Button::new(text(words, ink::SMALL, colour)).frame(false).truncate();
            let response = ui.add(name).on_hover_text(format!(
                "{}\n{}\nclick: go there; from fault to fault (< >)",
                fault.when,
                kinds::means(&fault.what)
            ));
            if let Some(began) = times.began_us.filter(|_| response.clicked()) {
                wishes.push(Wish::Go(began));
            }
        });
        let mut words = match (times.began_us, times.ended_us) {
            (None, _) => "never began".to_owned(),
            (Some(a), Some(b)) => format!("{} to {}", clock(a), clock(b)),
            (Some(a), None) => format!("{} to the end", clock(a)),
        };
        if let Some(cue) = kinds::cue_of(&fault.what) {
            let called = r.cue_index(cue).and_then(|c| r.run.cues.get(c)).and_then(|c| c.called_us);
            words = called.map_or(format!("{cue} was never called"), |at| format!("the GO of {cue} at {}", clock(at)));
        }
        if times.began_us.is_some() && !times.took_effect {
            words += " · changed nothing";
        }
        let blamed = show.steps.iter().filter(|s| s.blamed.contains(&Blamed::Fault(i)));
        let us: i64 = blamed.map(|s| s.own_us).sum();
        if us != 0 {
            words += &format!(" · {} of the show's end", signed(us));
        }
        ui.indent(("did", i), |ui| ui.label(text(words, ink::SMALL, ink::FAINT)));
    }
}

/// What went wrong with no fault.
fn by_itself(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    let r = page.rehearsal;
    if r.run.arisen.is_empty() {
        return;
    }
    heading(ui, "by itself: the sheet asks too much");
    for a in r.run.arisen.iter().take(LISTED) {
        let on = r.show.machines.keys().nth(a.machine as usize).unwrap_or("?");
        let words = format!("{} · {on} · {}", a.what.name(), clock(a.began_us));
        let button = egui::Button::new(text(words, ink::SMALL, Status::Fault.colour())).frame(false);
        if ui.add(button).on_hover_text("go there; from fault to fault (< >)").clicked() {
            wishes.push(Wish::Go(a.began_us));
        }
    }
}

/// Pick a machine or person, a kind, strengths, a moment: and it is so.
fn palette(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    let r = page.rehearsal;
    heading(ui, "break something");
    let id = egui::Id::new("fault that is put together");
    let mut d: Draft = ui.data(|m| m.get_temp(id)).unwrap_or_default();
    fill(&mut d, page);
    let wide = (ui.available_width() - 48.0).max(80.0);
    row(ui, "what", |ui| {
        let combo = ComboBox::from_id_salt("fault on")
            .selected_text(text(&d.on, ink::SMALL, ink::INK))
            .width(wide)
            .show_ui(ui, |ui| {
                let mut pick = |ui: &mut Ui, on: &str, words: String| {
                    if ui.selectable_label(d.on == on, words).clicked() {
                        d = Draft { on: on.to_owned(), kind: None, ..d.clone() };
                    }
                };
                for (name, m) in r.show.machines.iter().take(LISTED) {
                    pick(ui, name, format!("{name} · {}", super::inspector::kind(m)));
                }
                pick(ui, "caller", "caller · gives the GOs".to_owned());
                for (prefix, op) in r.show.crew.iter().take(LISTED) {
                    pick(ui, prefix, format!("{prefix} · {}", op.post));
                }
            });
        field(combo.response, "what or who it happens to");
    });
    let offered = offered(page, &d);
    if d.kind.as_ref().is_none_or(|k| !offered.iter().any(|o| o.name() == k.name())) {
        d.kind = offered.first().cloned();
    }
    row(ui, "how", |ui| {
        let name = d.kind.as_ref().map_or("", |k| k.name());
        let combo = ComboBox::from_id_salt("fault kind")
            .selected_text(text(name, ink::SMALL, ink::INK))
            .width(wide)
            .show_ui(ui, |ui| {
                for kind in &offered {
                    let words = format!("{}: {}", kind.name(), kinds::means(kind));
                    if ui.selectable_label(kind.name() == name, words).clicked() {
                        d.kind = Some(kind.clone());
                    }
                }
            });
        field(combo.response, "what happens to it");
    });
    let Some(mut kind) = d.kind.clone() else {
        ui.data_mut(|m| m.insert_temp(id, d));
        return;
    };
    let mut values: Vec<f64> = Vec::new();
    for s in kinds::strengths(&kind) {
        let mut value = s.value;
        row(ui, s.name, |ui| {
            ui.spacing_mut().slider_width = (wide - 70.0).max(40.0);
            let slider = Slider::new(&mut value, s.range.0..=s.range.1).logarithmic(s.range.1 / s.range.0 > 50.0);
            let response = ui.add(slider.suffix(format!(" {}", s.unit)).max_decimals(2));
            response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Slider, true, s.name));
            field(response, "how much; the figure can be typed");
        });
        values.push(value);
    }
    kind = kinds::with(&kind, &values);
    ui.label(text(kinds::means(&kind), ink::SMALL, Status::Fault.colour()));
    if kinds::can_last(&kind) {
        row(ui, "lasts", |ui| {
            let mut some = d.lasts.is_some();
            field(ui.checkbox(&mut some, "only"), "it is over after so long");
            d.lasts = some.then(|| d.lasts.unwrap_or(20.0));
            match &mut d.lasts {
                Some(s) => {
                    let drag = DragValue::new(s).range(0.1..=3600.0).speed(0.2).suffix(" s").max_decimals(1);
                    field(ui.add(drag), "how long");
                }
                None => drop(ui.label(text("to the end of the night", ink::SMALL, ink::FAINT))),
            }
        });
    }
    let of_caller = d.on == "caller";
    if of_caller {
        which_cue(ui, page, &mut d, wide);
        kind = kinds::of_cue(kind, &d.cue);
    } else {
        moment(ui, page, &mut d, wide);
    }
    let when = match d.when {
        // A GO is late whenever it would have come.
        _ if of_caller => FaultTime::At(0.0),
        When::Now => FaultTime::At(((page.t_us as f64) * 1e-5).round() * 0.1),
        When::Cue => FaultTime::With(d.cue.clone(), d.after),
        When::Beat => FaultTime::On(d.beat.clone(), d.after),
    };
    let known = match d.when {
        _ if of_caller => r.cue_index(&d.cue).is_some(),
        When::Now => true,
        When::Cue => r.cue_index(&d.cue).is_some(),
        When::Beat => r.show.beats().any(|(_, b)| b.id == d.beat),
    };
    let fault = Fault {
        id: new_id(&r.scenario),
        lasts: d.lasts.filter(|_| kinds::can_last(&kind)),
        ..Fault::new(&d.on, kind.clone(), when)
    };
    d.kind = Some(kind);
    ui.add_space(3.0);
    let words = text(format!("break {}", d.on), ink::BODY, if known { Status::Fault.colour() } else { ink::FAINT });
    let button = egui::Button::new(words).fill(Status::Fault.faint(0.18));
    let tip = format!(
        "{}\nThe night is worked out again with the playhead where it is (Ctrl+B)",
        crate::fault::fault_ron(&fault)
    );
    let by_key =
        ui.input(|i| i.modifiers.command && i.key_pressed(egui::Key::B)) && !ui.ctx().egui_wants_keyboard_input();
    let response = ui.add_enabled(known, button).on_hover_text(&tip).on_disabled_hover_text(&tip);
    if response.clicked() || (by_key && known) {
        wishes.push(Wish::Break(Box::new(fault)));
    }
    ui.data_mut(|m| m.insert_temp(id, d));
}

/// When it begins.
fn moment(ui: &mut Ui, page: &Page, d: &mut Draft, wide: f32) {
    let r = page.rehearsal;
    row(ui, "when", |ui| {
        for (when, words) in [(When::Now, "now"), (When::Cue, "with a cue"), (When::Beat, "in a beat")] {
            let label = ui.selectable_label(d.when == when, text(words, ink::SMALL, ink::INK));
            if field(label, "when it begins").clicked() {
                d.when = when;
            }
        }
    });
    match d.when {
        When::Now => {}
        When::Cue => which_cue(ui, page, d, wide),
        When::Beat => row(ui, "beat", |ui| {
            let combo = ComboBox::from_id_salt("fault beat")
                .selected_text(text(&d.beat, ink::SMALL, ink::INK))
                .width(wide)
                .show_ui(ui, |ui| {
                    for (_, beat) in r.show.beats().take(LISTED) {
                        if ui.selectable_label(beat.id == d.beat, beat.id.as_str()).clicked() {
                            d.beat.clone_from(&beat.id);
                        }
                    }
                });
            field(combo.response, "in which beat");
        }),
    }
    if d.when != When::Now {
        row(ui, "after", |ui| {
            let drag = DragValue::new(&mut d.after).range(0.0..=3600.0).speed(0.1).suffix(" s").max_decimals(1);
            field(ui.add(drag), "so long after it");
        });
    }
}

/// A cue by its number, or one about now.
fn which_cue(ui: &mut Ui, page: &Page, d: &mut Draft, wide: f32) {
    let r = page.rehearsal;
    row(ui, "cue", |ui| {
        let known = r.cue_index(&d.cue).is_some();
        let colour = if known { ink::INK } else { Status::VeryLate.colour() };
        let edit = egui::TextEdit::singleline(&mut d.cue).desired_width(wide * 0.42).text_color(colour);
        field(ui.add(edit), "its number, or pick one about now");
        let combo = ComboBox::from_id_salt("fault cue").selected_text("").width(24.0).show_ui(ui, |ui| {
            let from = page.book.begun(page.t_us).saturating_sub(NEAR / 2);
            for cue in page.book.order.iter().skip(from).take(NEAR) {
                let Some(cue) = r.show.cues.get(*cue as usize) else { continue };
                if ui.selectable_label(cue.number == d.cue, format!("{} {}", cue.number, cue.label)).clicked() {
                    d.cue.clone_from(&cue.number);
                }
            }
        });
        field(combo.response, "a cue about now");
    });
}

/// What is not said yet is filled in from where we are.
fn fill(d: &mut Draft, page: &Page) {
    let r = page.rehearsal;
    let is_known = |on: &str| on == "caller" || r.show.machines.contains_key(on) || r.show.crew.contains_key(on);
    if d.on.is_empty() || !is_known(&d.on) {
        let machine = page.shown.machine.or_else(|| super::inspector::by_itself(page));
        let name = machine.and_then(|m| r.show.machines.keys().nth(m));
        d.on = name.unwrap_or("caller").to_owned();
        d.kind = None;
    }
    if d.cue.is_empty() {
        let next = page.book.order.get(page.book.begun(page.t_us)).or(page.book.order.last());
        d.cue = next.and_then(|c| r.show.cues.get(*c as usize)).map(|c| c.number.clone()).unwrap_or_default();
    }
    if d.beat.is_empty() {
        let now = crate::stage::on_stage::beat_at(r, &r.run, page.t_us).map(|p| p.beat.id.clone());
        d.beat = now.or_else(|| r.show.beats().next().map(|(_, b)| b.id.clone())).unwrap_or_default();
    }
}

fn offered(page: &Page, d: &Draft) -> Vec<FaultKind> {
    let r = page.rehearsal;
    match r.show.machines.get(&d.on) {
        Some(machine) => kinds::of_machine(machine),
        None if d.on == "caller" => kinds::of_caller(&d.cue, r.show.double_go_guard > 0.0),
        None => kinds::of_operator(&d.on),
    }
}

/// The first `F1`, `F2` … that nobody has, by name or by place.
fn new_id(scenario: &Scenario) -> String {
    let taken: std::collections::BTreeSet<String> =
        (0..scenario.faults.len()).map(|i| fault_id(scenario, i).to_string()).collect();
    (1..).map(|n| format!("F{n}")).find(|id| !taken.contains(id)).unwrap_or_default()
}

/// Says what a field is for, and how one gets to it without a mouse.
fn field(response: egui::Response, does: &str) -> egui::Response {
    response.on_hover_text(format!("{does} (Tab)"))
}

fn row(ui: &mut Ui, name: &str, draw: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.add_sized([38.0, 16.0], egui::Label::new(text(name, ink::SMALL, ink::FAINT)).truncate());
        draw(ui);
    });
}
