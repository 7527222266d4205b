//! The desk's console: cue lights, what waits for a word of hers, and how it is going.

use bevy_egui::egui::{self, Align2, Sense, Ui, vec2};

use super::page::{Page, Wishes, clock, countdown, font, signed, text, tip};
use super::prompt;
use super::side::heading;
use crate::desk::{CueLight, Stand, Verdict};
use crate::stage::calling::Prompt;
use crate::stage::on_stage::Tab;
use crate::stage::palette::{self, Status, pencil as ink};
use crate::stage::transport::Wish;

/// The sheet at the right while somebody calls.
pub(super) fn console(ui: &mut Ui, page: &Page, desk: &Prompt, wishes: &mut Wishes) {
    banner(ui, page, desk, wishes);
    lights(ui, page, desk, wishes);
    waiting(ui, page, desk, wishes);
    going(ui, desk);
    heading(ui, "log");
    match &desk.log {
        Some(Ok(name)) => drop(ui.label(text(name, ink::SMALL, ink::FAINT))),
        Some(Err(why)) => {
            ui.label(text(format!("NOT WRITTEN: {why}"), ink::SMALL, Status::VeryLate.colour()));
        }
        None => drop(ui.label(text("none is kept (--log FILE)", ink::SMALL, ink::FAINT))),
    }
}

/// Take, bar, hold, count-in; what was typed, what the desk says.
fn banner(ui: &mut Ui, page: &Page, desk: &Prompt, wishes: &mut Wishes) {
    // A second person may break things; how it is called is the console's.
    if ui
        .add(egui::Button::new(text("faults …", ink::SMALL, ink::FAINT)).frame(false))
        .on_hover_text("the fault palette")
        .clicked()
    {
        wishes.push(Wish::Tab(Tab::Faults));
    }
    let (number, from) = &desk.take;
    let mut head = format!("take {number} · from {from}");
    if (desk.speed - 1.0).abs() > 1e-6 {
        head += &format!(" · {}×", desk.speed);
    }
    ui.label(text(head, ink::SMALL, ink::FAINT));
    let (words, colour) = if let Some(left) = desk.count_in_s {
        (format!("{}", left.ceil() as i64), Status::Now.colour())
    } else if desk.now.holding {
        ("HOLD".to_owned(), Status::VeryLate.colour())
    } else if desk.now.over {
        ("curtain".to_owned(), Status::OnTime.colour())
    } else {
        (clock(page.t_us), Status::Now.colour())
    };
    ui.horizontal(|ui| {
        ui.label(text(words, ink::COUNT, colour));
        // The click: a bar of the band, or a second where the beat has no bar.
        if let Some((bar, into)) = desk.bar.filter(|_| !desk.now.holding) {
            let (rect, _) = ui.allocate_exact_size(vec2(46.0, 26.0), Sense::hover());
            let lit = 1.0 - into;
            let at = rect.left_center() + vec2(10.0, 0.0);
            ui.painter().circle_filled(at, 3.0 + 4.0 * lit, Status::Now.faint(0.25 + 0.75 * lit));
            ui.painter().text(
                at + vec2(14.0, 0.0),
                Align2::LEFT_CENTER,
                (bar + 1).to_string(),
                font(ink::BODY),
                ink::FAINT,
            );
        }
    });
    if desk.refused.is_some() {
        ui.label(text("DOUBLE GO: refused", ink::HEADING, Status::VeryLate.colour()));
    }
    let typed = if desk.typed.is_empty() { " ".to_owned() } else { format!("cue {}_ · Enter", desk.typed) };
    ui.label(text(typed, ink::BODY, Status::Now.colour()));
    if let Some(said) = &desk.said {
        let colour = if desk.asked.is_some() { Status::Now.colour() } else { ink::INK };
        ui.label(text(said, ink::BODY, colour));
    }
}

/// A line for each department: its light, its key, its next cue.
fn lights(ui: &mut Ui, page: &Page, desk: &Prompt, wishes: &mut Wishes) {
    heading(ui, "cue lights");
    if let Some(group) = desk.next_standby.and_then(|i| desk.book.groups.get(i)) {
        let words = format!("S: standby {}", prompt::names(page, group));
        if tip(ui.add(egui::Button::new(text(words, ink::SMALL, ink::FAINT)).frame(false)), "standby", &Wish::Key("S"))
            .clicked()
        {
            wishes.push(Wish::Key("S"));
        }
    }
    const KEYS: [&str; 8] = ["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8"];
    for (i, (name, light)) in desk.lights.iter().enumerate() {
        let post = page.rehearsal.show.crew.get(name).map_or("", |o| o.post.as_str());
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(18.0, 16.0), Sense::hover());
            prompt::light(ui.painter(), rect.center(), 6.0, *light, page);
            let (gutter, _) = ui.allocate_exact_size(vec2(3.0, 14.0), Sense::hover());
            ui.painter().rect_filled(gutter, 0.0, palette::department(name));
            let colour = match light {
                CueLight::Off => ink::FAINT,
                CueLight::Flashing | CueLight::Steady => ink::CUE_RED,
                CueLight::Green => ink::CUE_GREEN,
            };
            let words = if *light == CueLight::Off { post } else { light.word() };
            let label =
                text(format!("{name:<5} {words}"), ink::SMALL, if *light == CueLight::Off { ink::INK } else { colour });
            match KEYS.get(i).copied() {
                Some(key) => {
                    let button = egui::Button::new(label).frame(false);
                    if tip(ui.add(button), "GO of this department", &Wish::Key(key)).clicked() {
                        wishes.push(Wish::Key(key));
                    }
                    ui.label(text(key, ink::SMALL, ink::CUE_OFF));
                }
                None => drop(ui.label(label)),
            }
        });
    }
}

/// Interlocks that hold, a decision whose moment comes.
fn waiting(ui: &mut Ui, page: &Page, desk: &Prompt, wishes: &mut Wishes) {
    let held: Vec<usize> = desk.now.held().collect();
    if !held.is_empty() {
        heading(ui, "held by an interlock");
    }
    for cue in held.iter().take(3) {
        let Some(sheet) = page.rehearsal.show.cues.get(*cue) else { continue };
        let needs: Vec<String> = sheet.needs.iter().map(ToString::to_string).collect();
        ui.label(text(
            format!("{} waits for {}", sheet.number, needs.join(", ")),
            ink::SMALL,
            Status::VeryLate.colour(),
        ));
        ui.horizontal(|ui| {
            for (words, key, does) in [("Skip K", "K", "skip it"), ("Manual M", "M", "fire it without; asks first")] {
                if tip(ui.button(text(words, ink::SMALL, ink::INK)), does, &Wish::Key(key)).clicked() {
                    wishes.push(Wish::Key(key));
                }
            }
        });
    }
    let stopped = desk.now.cues.iter().filter(|c| c.stand == Stand::Stopped).count();
    if stopped > 0 {
        heading(ui, "stopped");
        let words = format!("{stopped} cues are to come again; H goes on, B takes it back");
        ui.label(text(words, ink::SMALL, Status::VeryLate.colour()));
    }
    if let Some(open) = &desk.open {
        heading(ui, "to decide");
        let who = if open.by.is_empty() { String::new() } else { format!("{}: ", open.by) };
        ui.label(text(format!("{who}{}", open.question), ink::BODY, ink::INK));
        ui.horizontal(|ui| {
            for option in &open.options {
                let on = *option == open.standing;
                let words = text(option, ink::BODY, if on { Status::Now.colour() } else { ink::FAINT });
                let response = tip(ui.add(egui::Button::new(words)), "the next option", &Wish::Key("D"));
                if !on && response.clicked() {
                    wishes.push(Wish::Key("D"));
                }
            }
            ui.label(text(format!("D · {}", countdown(open.until_us - page.t_us)), ink::SMALL, ink::FAINT));
        });
    }
}

/// How it is going, in numbers.
fn going(ui: &mut Ui, desk: &Prompt) {
    heading(ui, "how it is going");
    let [on, early, late, missed, without, refused] = desk.counts;
    let marked = on + early + late + missed;
    ui.label(text(format!("{on} of {marked} on the mark"), ink::BODY, ink::INK));
    let mut words = Vec::new();
    for (n, word) in
        [(early, "early"), (late, "late"), (missed, "missed"), (without, "without standby"), (refused, "refused")]
    {
        if n > 0 {
            words.push(format!("{n} {word}"));
        }
    }
    if !words.is_empty() {
        ui.label(text(words.join(" · "), ink::SMALL, Status::Late.colour()));
    }
    for (number, verdict, error) in &desk.last {
        let colour = match verdict {
            Verdict::OnMark | Verdict::ByHand => Status::OnTime.colour(),
            Verdict::Early | Verdict::Late => Status::Late.colour(),
            Verdict::Missed => Status::VeryLate.colour(),
        };
        let off = error.map(|e| format!(" {}", signed(e))).unwrap_or_default();
        ui.label(text(format!("{number}  {}{off}", verdict.word()), ink::SMALL, colour));
    }
}
