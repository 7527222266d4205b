//! What there is to see of each kind of machine.

use bevy_egui::egui::{Align2, Rect, Sense, Stroke, Ui, pos2, vec2};

use super::chart::{AFTER_S, BEFORE_S, Chart};
use super::line;
use crate::run::{Dress, MachineTrack, Track};
use crate::sheet::{Costume, FogMachine, LightRig, Machine, Piece};
use crate::slip::Blamed;
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::pencil::page::{Page, clock, font, seconds};
use crate::stage::pencil::side::heading;

/// Most axes with curves of their own.
const AXES: usize = 4;
/// Most areas and plays listed.
const AREAS: usize = 40;
const PLAYS: usize = 12;

/// One machine of the sheet.
pub(super) fn machine(ui: &mut Ui, page: &Page, i: usize, name: &str, sheet: &Machine) {
    let r = page.rehearsal;
    let Some(run) = r.run.machines.get(i) else {
        line(ui, "no tracks were recorded", ink::FAINT);
        return;
    };
    let plan = r.plan.machines.get(i);
    let bands = bands(page, i, name);
    match (sheet, run) {
        (Machine::FogMachine(f), MachineTrack::Fog { commanded, output, heat, tank }) => {
            fog(ui, page, f, plan, (commanded, output, heat, tank.as_ref()), &bands);
        }
        (Machine::FlyingPiece(p) | Machine::Wagon(p), MachineTrack::Piece { axes }) => {
            let planned = if let Some(MachineTrack::Piece { axes }) = plan { Some(axes.as_slice()) } else { None };
            piece(ui, page, p, axes, planned, &bands);
        }
        (Machine::Curtain(_), MachineTrack::Curtain { opening }) => {
            let planned = if let Some(MachineTrack::Curtain { opening }) = plan { Some(opening) } else { None };
            let mut chart = Chart::new("open", "", opening, planned);
            chart.least = (0.0, 1.0);
            chart.show(ui, page, &bands);
            let mut speed = Chart::new("speed", "per s", opening, planned);
            speed.rate = true;
            speed.show(ui, page, &bands);
        }
        (Machine::Costume(c), MachineTrack::Costume { level, .. }) => {
            let planned = if let Some(MachineTrack::Costume { level, .. }) = plan { Some(level) } else { None };
            costume(ui, page, c, run, level, planned, &bands);
        }
        (Machine::LightRig(rig), MachineTrack::Light { output, desk }) => {
            let planned =
                if let Some(MachineTrack::Light { output, .. }) = plan { Some(output.as_slice()) } else { None };
            light(ui, page, rig, output, desk, planned, &bands);
        }
        (_, MachineTrack::Sound { plays }) => sound(ui, page, plays),
        _ => line(ui, "nothing is known of it", ink::FAINT),
    }
    if !matches!(sheet, Machine::Sound(_)) {
        about(ui);
    }
}

/// What the curves span, below them.
fn about(ui: &mut Ui) {
    line(ui, format!("from {BEFORE_S:.0} s ago to {AFTER_S:.0} s on · dashed: planned"), ink::FAINT);
}

/// When faults are at work on a machine about now: seconds from now.
fn bands(page: &Page, machine: usize, name: &str) -> Vec<(f64, f64)> {
    let t = page.t_us;
    let (from, to) = (t - (BEFORE_S * 1e6) as i64, t + (AFTER_S * 1e6) as i64);
    let own = |b: &crate::stage::pencil::book::Band| match b.of {
        Blamed::Fault(_) => b.on == name,
        Blamed::Arisen(a) => page.rehearsal.run.arisen.get(a).is_some_and(|a| a.machine as usize == machine),
    };
    let seen = page.book.bands.seen(from, to).filter(|(_, b)| own(b));
    let s = |at: i64| (at - t) as f64 * 1e-6;
    seen.map(|((a, b), _)| (s((*a).max(from)), s((*b).min(to)))).collect()
}

fn fog(
    ui: &mut Ui,
    page: &Page,
    sheet: &FogMachine,
    plan: Option<&MachineTrack>,
    (commanded, output, heat, tank): (&Track, &Track, &Track, Option<&Track>),
    bands: &[(f64, f64)],
) {
    let (mut p_output, mut p_heat) = (None, None);
    if let Some(MachineTrack::Fog { output, heat, .. }) = plan {
        (p_output, p_heat) = (Some(output), Some(heat));
    }
    let r = page.rehearsal;
    let mut out = Chart::new("output", "", output, p_output);
    out.wanted = Some(commanded);
    out.least = (0.0, 1.0);
    out.show(ui, page, bands);
    let wanted = commanded.sample(page.t_us);
    if (wanted - output.sample(page.t_us)).abs() > 1e-6 {
        line(ui, format!("the desk wants {wanted:.2}"), Status::Late.colour());
    }
    let mut hot = Chart::new("heat", "", heat, p_heat);
    hot.least = (0.0, 1.0);
    hot.marks = vec![("ready", sheet.ready_at)];
    hot.show(ui, page, bands);
    let mut air = Chart::new("density of the air", "", &r.run.density, Some(&r.plan.density));
    air.least = (0.0, 0.1);
    air.show(ui, page, bands);
    match (tank, sheet.tank) {
        (Some(tank), Some(full)) => {
            let mut left = Chart::new("tank", "ml", tank, None);
            left.least = (0.0, full);
            left.digits = 0;
            left.tall = 48.0;
            left.show(ui, page, bands);
        }
        _ => line(ui, "the tank never empties", ink::FAINT),
    }
}

fn piece(ui: &mut Ui, page: &Page, sheet: &Piece, axes: &[Track], plan: Option<&[Track]>, bands: &[(f64, f64)]) {
    let t = page.t_us;
    let on = sheet.marks.iter().find(|(_, mark)| {
        let at = |(axis, track): (&str, &Track)| {
            mark.get(axis).is_none_or(|goal| (track.sample(t) - goal).abs() <= 0.05 && track.rate(t).abs() < 1e-6)
        };
        sheet.axes.keys().zip(axes).all(at)
    });
    let words = match on {
        Some((mark, _)) => format!("at {mark}"),
        None if axes.iter().any(|a| a.rate(t).abs() > 1e-6) => "moving".to_owned(),
        None => "stopped, at no mark".to_owned(),
    };
    line(ui, words, ink::INK);
    for (i, ((name, _), track)) in sheet.axes.iter().zip(axes).enumerate().take(AXES) {
        let planned = plan.and_then(|p| p.get(i));
        let mut place = Chart::new(name, "m", track, planned);
        place.marks = sheet.marks.iter().filter_map(|(mark, at)| Some((mark, *at.get(name)?))).collect();
        place.tall = 92.0;
        place.show(ui, page, bands);
        let mut speed = Chart::new("speed", "m/s", track, planned);
        speed.rate = true;
        speed.tall = 52.0;
        speed.least = (-0.2, 0.2);
        ui.push_id(name, |ui| speed.show(ui, page, bands));
    }
}

/// What is happening to a costume, in words.
fn dress_words(dress: Dress) -> &'static str {
    match dress {
        Dress::Waiting => "waits: another is worn",
        Dress::Present => "worn",
        Dress::GoingOn => "is being put on",
        Dress::ComingOff => "is being taken off",
        Dress::Sliding => "SLIDES OFF",
        Dress::Removing => "comes off as planned",
        Dress::Securing => "is being saved",
    }
}

fn costume(
    ui: &mut Ui,
    page: &Page,
    sheet: &Costume,
    track: &MachineTrack,
    level: &Track,
    plan: Option<&Track>,
    bands: &[(f64, f64)],
) {
    let r = page.rehearsal;
    let t = page.t_us;
    let dress = track.dress_at(t);
    let wrong = matches!(dress, Some(Dress::Sliding));
    let words = dress.map_or("?", dress_words);
    line(ui, format!("{}: {words}", sheet.wearer), if wrong { Status::VeryLate.colour() } else { ink::INK });
    let mut on = Chart::new("on", "", level, plan);
    on.least = (0.0, 1.0);
    on.show(ui, page, bands);
    heading(ui, "fastenings");
    let seconds_of: f64 = sheet.fastenings.iter().map(|f| f.seconds()).sum();
    let mut names: Vec<String> = sheet.fastenings.iter().map(|f| format!("{f:?} {:.1} s", f.seconds())).collect();
    if names.is_empty() {
        names.push("none".to_owned());
    }
    line(ui, names.join(" · "), ink::INK);
    line(ui, format!("together {seconds_of:.1} s, and {:.1} s to slide off", sheet.slide), ink::FAINT);
    heading(ui, "dressers");
    let changes = r.run.machines.iter().filter(|m| m.dress_at(t) == Some(Dress::GoingOn)).count();
    let changes = match changes {
        0 => "no change under way".to_owned(),
        1 => "1 change under way".to_owned(),
        n => format!("{n} changes under way"),
    };
    line(ui, format!("{} in the pool · {changes}", r.show.dressers), ink::INK);
    for change in crate::stage::pencil::change::under_way(r, t).iter().take(4) {
        let colour = if change.late { Status::Late.colour() } else { Status::Now.colour() };
        line(ui, &change.words, colour);
    }
}

/// Each area as a bar: what comes out is filled, what the desk wants is a line, plan a tick.
fn light(
    ui: &mut Ui,
    page: &Page,
    rig: &LightRig,
    output: &[Track],
    desk: &[Track],
    plan: Option<&[Track]>,
    bands: &[(f64, f64)],
) {
    let t = page.t_us;
    // The area that moves most, or is most off plan, has its curve.
    let lively = |i: usize| {
        let off = plan.and_then(|p| p.get(i)).map_or(0.0, |p| (p.sample(t) - output[i].sample(t)).abs());
        off + output[i].rate(t).abs()
    };
    let of = (0..output.len()).max_by(|a, b| lively(*a).total_cmp(&lively(*b)).then(b.cmp(a)));
    if let Some(i) = of {
        let name = rig.areas.0.get(i).map_or("?", |(n, _)| n.as_str());
        let mut chart = Chart::new(name, "", &output[i], plan.and_then(|p| p.get(i)));
        chart.wanted = desk.get(i);
        chart.least = (0.0, 1.0);
        chart.show(ui, page, bands);
    }
    heading(ui, "areas: output, desk, plan");
    for (i, (name, _)) in rig.areas.0.iter().enumerate().take(AREAS) {
        let Some(track) = output.get(i) else { continue };
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 15.0), Sense::hover());
        let (is, wants) = (track.sample(t).clamp(0.0, 1.0) as f32, desk.get(i).map_or(0.0, |d| d.sample(t)) as f32);
        let planned = plan.and_then(|p| p.get(i)).map(|p| p.sample(t) as f32);
        let paint = ui.painter_at(rect);
        paint.text(rect.left_center(), Align2::LEFT_CENTER, name, font(ink::SMALL), ink::INK);
        let bar = Rect::from_min_max(
            pos2(rect.left() + 104.0, rect.top() + 3.0),
            pos2(rect.right() - 34.0, rect.bottom() - 3.0),
        );
        let x = |level: f32| bar.left() + bar.width() * level.clamp(0.0, 1.0);
        paint.rect_filled(bar, 1.0, ink::ROW);
        paint.rect_filled(
            bar.with_max_x(x(is)),
            1.0,
            if (is - wants).abs() > 0.01 { Status::Fault.colour() } else { ink::FAINT },
        );
        paint.vline(x(wants), bar.y_range().expand(1.0), Stroke::new(1.5, ink::INK));
        if let Some(p) = planned.filter(|p| (p - is).abs() > 0.01) {
            paint.vline(x(p), bar.y_range().expand(2.0), Stroke::new(1.5, Status::Planned.colour()));
        }
        let words = format!("{:.0} %", is * 100.0);
        paint.text(rect.right_center(), Align2::RIGHT_CENTER, words, font(ink::SMALL), ink::INK);
        response.on_hover_text(format!("{name}: output {is:.2}, desk {wants:.2}, plan {:.2}", planned.unwrap_or(0.0)));
    }
}

fn sound(ui: &mut Ui, page: &Page, plays: &[(i64, i64, bool)]) {
    let t = page.t_us;
    let on = plays.iter().filter(|(from, to, sounds)| *sounds && (*from..*to).contains(&t)).count();
    line(ui, if on == 0 { "silence".to_owned() } else { format!("{on} playing") }, ink::INK);
    heading(ui, "plays");
    let next = plays.partition_point(|(from, ..)| *from <= t);
    for (from, to, sounds) in plays.iter().skip(next.saturating_sub(PLAYS / 2)).take(PLAYS) {
        let (words, colour) = if !sounds {
            ("DEAD", Status::VeryLate.colour())
        } else if *to <= t {
            ("done", ink::FAINT)
        } else if *from <= t {
            ("playing", Status::Now.colour())
        } else {
            ("to come", ink::FAINT)
        };
        let left = if (*from..*to).contains(&t) { format!(" · {} left", seconds(to - t)) } else { String::new() };
        line(ui, format!("{} to {} · {words}{left}", clock(*from), clock(*to)), colour);
    }
    if plays.is_empty() {
        line(ui, "none all night", ink::FAINT);
    }
}
