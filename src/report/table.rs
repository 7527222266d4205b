//! A run as a table for people: every cue with its slip and why, then what it came to.

use std::fmt::Write as _;

use anstyle::{Color, RgbColor, Style};
use unicode_width::UnicodeWidthStr as _;

use super::palette::{self, Rgb};
use super::title;
use super::words::{clock, count, seconds, slip};
use crate::engine::fault_id;
use crate::fault::CueStatus;
use crate::slip::Rehearsal;
use crate::sweep::Blame;

pub(super) fn ink(rgb: Rgb) -> Style {
    Style::new().fg_color(Some(Color::Rgb(RgbColor(rgb.0, rgb.1, rgb.2))))
}

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();

pub(super) fn painted(text: &str, style: Style) -> String {
    format!("{style}{text}{style:#}")
}

/// Text padded to a width in columns, cut with `…` where it is longer.
pub(super) fn fit(text: &str, width: usize, right: bool) -> String {
    let mut cut = String::new();
    if text.width() > width {
        for c in text.chars() {
            if cut.width() + 2 > width {
                break;
            }
            cut.push(c);
        }
        cut.push('…');
    } else {
        cut.push_str(text);
    }
    let pad = " ".repeat(width.saturating_sub(cut.width()));
    if right { pad + &cut } else { cut + &pad }
}

/// The table, with ANSI colours; the printer strips them where they are not wanted.
pub fn table(r: &Rehearsal) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = heading(&mut out, r);
    let _ = cues(&mut out, r);
    let _ = faults(&mut out, r);
    let _ = totals(&mut out, r);
    out
}

fn heading(out: &mut String, r: &Rehearsal) -> std::fmt::Result {
    let scenario = match r.scenario.name.as_str() {
        "" => "as written".to_owned(),
        name => name.to_owned(),
    };
    writeln!(out, "{} · {scenario}", painted(&title(r), BOLD))?;
    let decisions: Vec<String> = r.decisions().iter().map(|(d, o)| format!("{d}: {o}")).collect();
    if !decisions.is_empty() {
        writeln!(out, "{}", painted(&decisions.join(" · "), DIM))?;
    }
    writeln!(out)
}

fn cues(out: &mut String, r: &Rehearsal) -> std::fmt::Result {
    let width = |texts: &mut dyn Iterator<Item = &str>, least: usize, most: usize| {
        texts.map(|t| t.width()).max().unwrap_or(0).clamp(least, most)
    };
    let number_width = width(&mut r.show.cues.iter().map(|c| c.number.as_str()), 5, 12);
    let label_width = width(&mut r.show.cues.iter().map(|c| c.label.as_str()), 5, 30);
    let head = format!(
        "{}  {}  {:>9}  {:>9}  {:>9}  {:>9}  {:8}  because",
        fit("cue", number_width, false),
        fit("label", label_width, false),
        "planned",
        "actual",
        "slip",
        "end slip",
        "status",
    );
    writeln!(out, "{}", painted(&head, DIM))?;
    let mut order: Vec<usize> = (0..r.show.cues.len()).filter(|i| r.run.cues[*i].status.is_some()).collect();
    let when = |i: usize| {
        let c = &r.run.cues[i];
        c.started_us.or(c.ended_us).or(r.plan.cues[i].started_us).unwrap_or(i64::MAX)
    };
    order.sort_by_key(|i| (when(*i), *i));
    for i in order {
        let (cue, actual, planned) = (&r.show.cues[i], &r.run.cues[i], &r.plan.cues[i]);
        let slipped = r.slip.cues[i].started_us;
        let ended = r.slip.cues[i].done_us;
        let time = |t: Option<i64>| t.map_or("–".to_owned(), clock);
        let colour = match actual.status {
            Some(CueStatus::Done) => palette::of_slip(slipped.or(Some(0))),
            Some(CueStatus::Failed) => palette::VERY_LATE,
            _ => palette::SKIPPED,
        };
        let status = match actual.status {
            Some(CueStatus::Done) => "done",
            Some(CueStatus::Skipped) => "skipped",
            Some(CueStatus::Failed) => "failed",
            Some(CueStatus::Uncalled) | None => "uncalled",
        };
        let line = format!(
            "{}  {}  {:>9}  {:>9}  {}  {}  {}  {}",
            fit(&cue.number, number_width, false),
            fit(&cue.label, label_width, false),
            time(planned.started_us),
            time(actual.started_us),
            painted(&fit(&slipped.map_or("–".to_owned(), slip), 9, true), ink(colour)),
            painted(&fit(&ended.map_or("–".to_owned(), slip), 9, true), ink(palette::of_slip(ended))),
            painted(&format!("{status:8}"), ink(colour)),
            painted(&first_reason(r, i), ink(palette::FAULT)),
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(out)
}

/// The newest step of the chain at which slip arose, in few words.
fn first_reason(r: &Rehearsal, cue: usize) -> String {
    if r.run.cues[cue].status.is_none() || r.is_on_time(cue) {
        return String::new();
    }
    let chain = r.chain(cue);
    let blamed = chain.iter().find(|l| !l.blamed.is_empty());
    blamed.map_or_else(String::new, |l| l.blamed.iter().map(|b| r.blamed_text(b)).collect::<Vec<_>>().join(", "))
}

fn faults(out: &mut String, r: &Rehearsal) -> std::fmt::Result {
    for (i, f) in r.scenario.faults.iter().enumerate() {
        let t = &r.run.faults[i];
        let when = match (t.began_us, t.ended_us) {
            (Some(b), Some(e)) if e > b => format!("{} to {}", clock(b), clock(e)),
            (Some(b), _) => format!("from {}", clock(b)),
            (None, _) => "never began".to_owned(),
        };
        let effect = if t.began_us.is_some() && !t.took_effect { " (changed nothing)" } else { "" };
        let name = painted(&fault_id(&r.scenario, i), ink(palette::FAULT));
        writeln!(out, "{name} {} on {}: {when}{effect}", f.what.name(), f.on)?;
    }
    for a in &r.run.arisen {
        let machine = r.show.machines.keys().nth(a.machine as usize).unwrap_or("?");
        let until = a.ended_us.map_or(String::new(), |e| format!(" to {}", clock(e)));
        let name = painted("by itself", ink(palette::FAULT));
        writeln!(out, "{name} {} of {machine}: {}{until}", a.what.name(), clock(a.began_us))?;
    }
    if !r.scenario.faults.is_empty() || !r.run.arisen.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

fn totals(out: &mut String, r: &Rehearsal) -> std::fmt::Result {
    let t = &r.run.totals;
    if let Some(stuck) = &r.run.stuck {
        let beat = r.show.beats().nth(stuck.beat as usize).map(|(_, b)| b);
        let unmet: Vec<String> = beat
            .map(|b| stuck.unmet.iter().filter_map(|i| b.needs.get(*i as usize)).map(ToString::to_string).collect())
            .unwrap_or_default();
        let why = if stuck.in_hold { "in a hold nobody ended".to_owned() } else { unmet.join(", ") };
        let text = format!("The show got stuck waiting for {}: {why}", beat.map_or("?", |b| b.id.as_str()));
        writeln!(out, "{}", painted(&text, ink(palette::VERY_LATE)))?;
    }
    let end = format!("Final curtain {} ", clock(r.run.end_us));
    let late = painted(&format!("{} s", slip(r.slip.show_us)), ink(palette::of_slip(Some(r.slip.show_us))).bold());
    writeln!(out, "{}{late}", painted(&end, BOLD))?;
    writeln!(
        out,
        "Stage waits {} (dead air {}) · {} vamped · {}, {} held",
        seconds(t.stage_waits_us),
        seconds(t.dead_air_us),
        count(t.vamped_bars, "bar"),
        count(u64::from(t.holds), "hold"),
        seconds(t.held_us),
    )?;
    writeln!(
        out,
        "The house saw a wrong picture for {} · {} skipped · {} uncalled · {} out of tolerance",
        seconds(t.visible_error_us),
        count(u64::from(t.skipped), "cue"),
        t.uncalled,
        r.slip.out_of_tolerance,
    )?;
    for (expect, verdict) in r.scenario.expect.iter().zip(r.verdicts()) {
        let (mark, colour) = if verdict.met { ("met", palette::ON_TIME) } else { ("MISSED", palette::VERY_LATE) };
        let text = format!("{expect}: {}", verdict.found);
        writeln!(out, "{} {text}", painted(&format!("{mark:6}"), ink(colour)))?;
    }
    Ok(())
}

/// The cause chain of a cue's slip, newest first.
pub fn why(r: &Rehearsal, cue: usize) -> String {
    let mut out = String::new();
    let number = &r.show.cues[cue].number;
    let s = r.slip.cues[cue];
    let _ = match (r.run.cues[cue].status, s.started_us) {
        (None, _) => writeln!(out, "{number} does not exist under the decisions taken."),
        (Some(_), Some(0)) if r.is_on_time(cue) => writeln!(out, "{number} was on time."),
        (Some(_), Some(0)) => writeln!(
            out,
            "{} started on time and was done {}.",
            painted(number, BOLD),
            s.done_us.map_or("never".to_owned(), |us| format!("{} s", slip(us))),
        ),
        (Some(_), Some(us)) => writeln!(
            out,
            "{} started {} s: {} s inherited, {} s its own.",
            painted(number, BOLD),
            painted(&slip(us), ink(palette::of_slip(Some(us)))),
            slip(s.inherited_us.unwrap_or(0)),
            slip(s.own_us.unwrap_or(0)),
        ),
        (Some(status), None) => writeln!(out, "{} is {status:?}: no start to compare.", painted(number, BOLD)),
    };
    if r.run.cues[cue].status.is_none() {
        return out;
    }
    let mut quiet = 0;
    let links = r.chain(cue);
    let last = links.len().saturating_sub(1);
    for (i, link) in links.iter().enumerate() {
        // What only hands slip on is folded: a chain goes back through the whole evening.
        let hands_on = link.blamed.is_empty() && link.own_us == 0;
        if hands_on && i > 0 && i < last {
            quiet += 1;
            continue;
        }
        fold(&mut out, &mut quiet);
        let at = clock(r.run.events[link.event as usize].at_us);
        let text = r.link_text(link);
        let style = if hands_on { DIM } else { Style::new() };
        let _ = writeln!(out, "  {at:>9}  {}", painted(&text, style));
    }
    out
}

/// Whose fault a cue's slip is, beneath its chain: each fault's share of it, the most first.
pub fn why_blame(r: &Rehearsal, blame: &Blame) -> String {
    let mut out = String::from("\n");
    let _ = writeln!(out, "{}", painted("to blame for it, of all faults (each one's share; they add up):", DIM));
    let mut order: Vec<usize> = (0..blame.faults.len()).filter(|i| blame.faults[*i].slip_us != 0).collect();
    order.sort_by_key(|i| std::cmp::Reverse(blame.faults[*i].slip_us));
    let mut line = |us: i64, margin: Option<i64>, what: &str| {
        let within = margin.map_or(String::new(), |us| format!(" ±{:.3}", us as f64 * 1e-6));
        let _ = writeln!(out, "  {:>9} s{within}  {what}", slip(us));
    };
    for i in order {
        let (share, fault) = (&blame.faults[i], &r.scenario.faults[i]);
        line(share.slip_us, share.slip_margin_us, &format!("{} {} on {}", share.id, fault.what.name(), fault.on));
    }
    if blame.slip.without_us != 0 {
        line(blame.slip.without_us, None, "luck and calls, with no fault");
    }
    out
}

fn fold(out: &mut String, quiet: &mut u64) {
    if *quiet > 0 {
        let text = format!("  {:>9}  … {} that handed it on", "", count(*quiet, "step"));
        let _ = writeln!(out, "{}", painted(&text, DIM));
        *quiet = 0;
    }
}
