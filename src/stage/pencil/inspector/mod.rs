//! One machine against plan: curves about the playhead, plan dashed, faults behind, now through it.

mod chart;
mod machines;

use bevy_egui::egui::{self, Ui};

use super::page::{Page, Wishes, font, text, tip};
use crate::run::{MachineTrack, Run};
use crate::sheet::Machine;
use crate::slip::Blamed;
use crate::stage::on_stage::Tab;
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::transport::Wish;

/// Machines looked at to find the one that is most off plan; a show has fewer.
const LOOKED_AT: usize = 400;
/// Most machines listed.
const LISTED: usize = 400;

/// The machine that is looked into, and how it does.
pub(super) fn inspector(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    let r = page.rehearsal;
    let chosen = page.shown.machine.filter(|m| *m < r.show.machines.len());
    let Some(machine) = chosen.or_else(|| by_itself(page)) else {
        ui.label(text("the sheet has no machines", ink::BODY, ink::FAINT));
        return;
    };
    let Some((name, sheet)) = r.show.machines.iter().nth(machine) else { return };
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 64.0).max(60.0);
        let words = text(format!("{name} · {}", kind(sheet)), ink::BODY, ink::INK);
        let combo = egui::ComboBox::from_id_salt("machine").selected_text(words).width(width).show_ui(ui, |ui| {
            if ui.selectable_label(chosen.is_none(), "whichever is most off plan").clicked() {
                wishes.push(Wish::Machine(None));
            }
            for (i, words) in listed(page) {
                if ui.selectable_label(chosen == Some(i), words).clicked() {
                    wishes.push(Wish::Machine(Some(i)));
                }
            }
        });
        combo.response.on_hover_text("which machine; the next, the one before (M N)");
        let words = if chosen.is_some() { "let go" } else { "by itself" };
        let does =
            if chosen.is_some() { "whichever is most off plan, or has a fault at work" } else { "stay with this one" };
        let colour = if chosen.is_some() { ink::INK } else { ink::FAINT };
        let button = egui::Button::new(text(words, ink::SMALL, colour)).frame(chosen.is_some());
        if tip(ui.add(button), does, &Wish::HoldMachine).clicked() {
            wishes.push(Wish::Machine(chosen.is_none().then_some(machine)));
        }
    });
    at_work(ui, page, machine, name, wishes);
    egui::ScrollArea::vertical().id_salt("curves").auto_shrink([false, false]).show(ui, |ui| {
        machines::machine(ui, page, machine, name, sheet);
    });
}

/// The kind of a machine as people say it.
pub(super) fn kind(machine: &Machine) -> &'static str {
    match machine {
        Machine::FogMachine(_) => "fogger",
        Machine::FlyingPiece(_) => "flown",
        Machine::Wagon(_) => "on the deck",
        Machine::Curtain(_) => "curtain",
        Machine::Costume(_) => "costume",
        Machine::LightRig(_) => "light",
        Machine::Sound(_) => "sound",
    }
}

/// Machines by department, in the lanes' order, then as the sheet has them.
fn listed(page: &Page) -> Vec<(usize, String)> {
    let machines = page.rehearsal.show.machines.iter().enumerate();
    let lane = |i: usize| page.book.lane_of_machine.get(i).copied().flatten().unwrap_or(usize::MAX);
    let mut all: Vec<(usize, String)> =
        machines.take(LISTED).map(|(i, (name, m))| (i, format!("{name} · {}", kind(m)))).collect();
    all.sort_by_key(|(i, _)| (lane(*i), *i));
    all
}

/// Faults at work on it now, as chips; a click goes to the faults.
fn at_work(ui: &mut Ui, page: &Page, machine: usize, name: &str, wishes: &mut Wishes) {
    let now = |b: &super::book::Band| match b.of {
        Blamed::Fault(_) => b.on == name,
        Blamed::Arisen(a) => page.rehearsal.run.arisen.get(a).is_some_and(|a| a.machine as usize == machine),
    };
    let bands = page.book.bands.seen(page.t_us, page.t_us).filter(|(_, b)| now(b));
    for ((from, _), band) in bands.take(3) {
        let words = format!("! {} since {}", band.name, super::page::clock(*from));
        let chip = egui::Button::new(text(words, ink::SMALL, Status::Fault.colour())).fill(Status::Fault.faint(0.15));
        if tip(ui.add(chip), "all that goes wrong", &Wish::Tab(Tab::Faults)).clicked() {
            wishes.push(Wish::Tab(Tab::Faults));
        }
    }
}

/// The machine with a fault at work, or else the one most off plan; where all is well, the last that had a fault, or the
/// first that moves.
pub(super) fn by_itself(page: &Page) -> Option<usize> {
    let r = page.rehearsal;
    let t = page.t_us;
    let machine_of = |b: &super::book::Band| match b.of {
        Blamed::Fault(_) => r.show.machines.index_of(&b.on),
        Blamed::Arisen(a) => r.run.arisen.get(a).map(|a| a.machine as usize),
    };
    let sick: Vec<usize> = page.book.bands.seen(t, t).filter_map(|(_, b)| machine_of(b)).collect();
    let mut best: Option<(f64, usize)> = None;
    for (i, (_, sheet)) in r.show.machines.iter().enumerate().take(LOOKED_AT) {
        // What has a fault of its own is more to look at than what waits for it.
        let off = off_plan(&r.plan, &r.run, i, sheet, t) * if sick.contains(&i) { 4.0 } else { 1.0 };
        if off > 0.02 && best.is_none_or(|(most, _)| off > most) {
            best = Some((off, i));
        }
    }
    if let Some((_, machine)) = best {
        return Some(machine);
    }
    let at_work = sick.last().copied();
    let before = || {
        page.book.bands.from(t + 1).checked_sub(1).and_then(|i| page.book.bands.get(i)).and_then(|(_, b)| machine_of(b))
    };
    let moves = || {
        let is = |m: &Machine| matches!(m, Machine::FlyingPiece(_) | Machine::FogMachine(_) | Machine::Wagon(_));
        r.show.machines.iter().position(|(_, m)| is(m)).or((!r.show.machines.is_empty()).then_some(0))
    };
    at_work.or_else(before).or_else(moves)
}

/// How far a machine is off plan, as a share of its travel.
fn off_plan(plan: &Run, run: &Run, i: usize, sheet: &Machine, t: i64) -> f64 {
    let (Some(plan), Some(run)) = (plan.machines.get(i), run.machines.get(i)) else { return 0.0 };
    let apart = |p: &crate::run::Track, r: &crate::run::Track| (p.sample(t) - r.sample(t)).abs();
    let most = |p: &[crate::run::Track], r: &[crate::run::Track]| {
        p.iter().zip(r).map(|(p, r)| apart(p, r)).fold(0.0, f64::max)
    };
    match (plan, run) {
        (MachineTrack::Piece { axes: p }, MachineTrack::Piece { axes: r }) => {
            let tall = match sheet {
                Machine::FlyingPiece(p) | Machine::Wagon(p) => {
                    let far = |axis: &str, start: f64| {
                        p.marks.iter().filter_map(|(_, m)| m.get(axis)).map(|v| (v - start).abs()).fold(1.0, f64::max)
                    };
                    p.axes.iter().map(|(name, a)| far(name, a.start)).fold(1.0, f64::max)
                }
                _ => 1.0,
            };
            most(p, r) / tall
        }
        (MachineTrack::Curtain { opening: p }, MachineTrack::Curtain { opening: r }) => apart(p, r),
        (MachineTrack::Costume { level: p, .. }, MachineTrack::Costume { level: r, .. }) => apart(p, r) * 0.9,
        (MachineTrack::Fog { output: p, .. }, MachineTrack::Fog { output: r, .. }) => apart(p, r) * 0.8,
        // Every fade that is late is off plan for a while: light comes last.
        (MachineTrack::Light { output: p, .. }, MachineTrack::Light { output: r, .. }) => most(p, r) * 0.25,
        _ => 0.0,
    }
}

/// A line of small words.
fn line(ui: &mut Ui, words: impl Into<String>, colour: egui::Color32) {
    ui.label(egui::RichText::new(words).font(font(ink::SMALL)).color(colour));
}
