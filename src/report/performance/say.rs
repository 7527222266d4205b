//! The sentences of the report. Text and page say the same, so they are made once, here.

use super::words::{late, late_or_dash, length, listed, percent, time};
use super::{
    Answer, ComingUndone, CueRow, CueVerdict, Department, FaultNote, Heading, MachineNote, Machines, Move, Notice,
    QuickChange, Share, Stop, StopKind, Summary, Take,
};
use crate::report::words::{clock, count};

pub(super) const NO_STOPS: &str = "None: every scene went into the next.";
pub(super) const NO_NOTICES: &str = "Nothing that was not to be seen.";
pub(super) const NO_FAULTS: &str = "None, and nothing arose by itself.";
pub(super) const NO_CHANGES: &str = "No quick changes.";

/// A line of a section: when, what, what of it, and more under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) when: String,
    pub(super) what: String,
    pub(super) told: String,
    pub(super) more: Vec<String>,
}

/// `Bombshell, Preview 3`.
pub(super) fn title(h: &Heading) -> String {
    if h.performance.is_empty() { h.show.clone() } else { format!("{}, {}", h.show, h.performance) }
}

/// Which night it was, and its date where one was given.
pub(super) fn night(h: &Heading) -> String {
    match &h.date {
        Some(date) => format!("{} · {date}", h.scenario),
        None => h.scenario.clone(),
    }
}

/// What makes it the same night again.
pub(super) fn traces(h: &Heading) -> String {
    format!("seed {} · fingerprint {}", h.seed, h.fingerprint)
}

/// The decisions, a line each.
pub(super) fn decisions(h: &Heading) -> Vec<String> {
    let by = |by: &String| if by.is_empty() { String::new() } else { format!(" ({by})") };
    h.decisions.iter().map(|(question, option, who)| format!("{question} {option}{}", by(who))).collect()
}

/// The figures of the summary: a value, and what it is.
pub(super) fn figures(s: &Summary) -> Vec<(String, String)> {
    let t = &s.totals;
    let with = |what: &str, us: i64, of_it: &str| match us {
        0 => what.to_owned(),
        us => format!("{what}, {} {of_it}", length(us)),
    };
    vec![
        (late(s.late_us), if s.stuck.is_some() { "when it was given up".into() } else { "at the end".to_owned() }),
        (length(t.visible_error_us), "wrong picture seen".to_owned()),
        (length(t.stage_waits_us), with("stage waits", t.dead_air_us, "dead air")),
        (t.vamped_bars.to_string(), if t.vamped_bars == 1 { "bar vamped" } else { "bars vamped" }.to_owned()),
        (t.holds.to_string(), with(if t.holds == 1 { "hold" } else { "holds" }, t.held_us, "held")),
        (s.noted.to_string(), if s.noted == 1 { "cue with a note" } else { "cues with a note" }.to_owned()),
        (s.out_of_tolerance.to_string(), "out of tolerance".to_owned()),
    ]
}

fn because(causes: &[String]) -> String {
    if causes.is_empty() { String::new() } else { format!("; {}", listed(causes)) }
}

/// A wait, a vamp or a hold.
pub(super) fn stop(s: &Stop) -> Entry {
    let bars = match s.kind {
        StopKind::Vamp(bars) => format!("{} vamped", count(bars, "bar")),
        kind => kind.name().to_owned(),
    };
    let before = if s.kind == StopKind::CalledHold { "in" } else { "before" };
    let told = match (s.kind, s.waited_for.as_slice()) {
        (StopKind::CalledHold, _) => "called by the stage manager".to_owned(),
        (_, []) => "until the gate opened".to_owned(),
        (_, wanted) => format!("waiting for {}", listed(wanted)),
    };
    let dead = if s.dead_us > 0 { format!(", {} of it dead air", length(s.dead_us)) } else { String::new() };
    Entry {
        when: clock(s.from_us),
        what: format!("{bars}, {} {before} {}{dead}", length(s.to_us - s.from_us), s.beat),
        told: format!("{told}{}", because(&s.because)),
        more: Vec::new(),
    }
}

/// `LX, Light board`.
pub(super) fn department(d: &Department) -> String {
    if d.post.is_empty() { d.prefix.clone() } else { format!("{}, {}", d.prefix, d.post) }
}

/// What was lost at a share of the lateness, where slack or a gate made less or more of it; else nothing.
pub(super) fn share_there(s: &Share) -> String {
    if (s.lost_us - s.us).abs() < super::words::TELLING_US {
        return String::new();
    }
    let word = if s.lost_us > s.us { "the rest was made good" } else { "the rest is bar lines and restarts" };
    format!("{} there; {word}", late(s.lost_us))
}

/// How a department's cues stand, in a sentence.
pub(super) fn standing(d: &Department) -> String {
    let mut parts = vec![format!("{}: {} as planned", count(d.cues as u64, "cue"), d.on_time)];
    if let Some((n, least, most)) = d.carried {
        let by = if late(least) == late(most) { late(most) } else { format!("{} to {}", late(least), late(most)) };
        parts.push(format!("{n} moved with the show by {by}"));
    }
    if d.unreached > 0 {
        parts.push(format!("{} never reached", d.unreached));
    }
    if !d.noted.is_empty() {
        parts.push(format!("{} noted", d.noted.len()));
    }
    listed(&parts)
}

/// A cue that is worth a line.
pub(super) fn cue(c: &CueRow) -> Entry {
    let t = &c.actual;
    let when = t.started_us.or(t.ended_us).or(t.held_us).or(c.planned.started_us);
    let verdict = c.verdict.map_or("as planned", CueVerdict::name);
    let own = c.slip.own_us.unwrap_or(0);
    let longer = c.slip.done_us.zip(c.slip.started_us).map_or(0, |(d, s)| d - s);
    let figures = match c.verdict {
        Some(CueVerdict::Late | CueVerdict::Early) => {
            format!(" {} ({} of it its own)", late_or_dash(c.slip.started_us), late(own))
        }
        Some(CueVerdict::DoneLate | CueVerdict::DoneEarly) => {
            format!(" {} ({} of it its own)", late_or_dash(c.slip.done_us), late(longer))
        }
        _ => String::new(),
    };
    let label = if c.label.is_empty() { String::new() } else { format!(" {}", c.label) };
    Entry {
        when: time(when),
        what: format!("{}{label}", c.number),
        told: format!("{verdict}{figures}{}", because(&c.because)),
        more: cause(c).into_iter().collect(),
    }
}

/// A cue's cause chain, root cause first.
pub(super) fn cause(c: &CueRow) -> Option<String> {
    let telling = c.shares.iter().filter(|s| s.us.abs() >= super::words::TELLING_US);
    let parts: Vec<String> = telling.map(|s| format!("{} {}", s.text(), late(s.us))).collect();
    (!parts.is_empty() && !matches!(c.verdict, Some(CueVerdict::Skipped | CueVerdict::Failed)))
        .then(|| parts.join(" → "))
}

/// A quick change.
pub(super) fn change(c: &QuickChange) -> Entry {
    let took = match (c.took_us, c.planned_us) {
        (Some(took), Some(planned)) if (took - planned).abs() < super::words::TELLING_US => {
            format!("took {} as planned", length(took))
        }
        (Some(took), Some(planned)) => format!("took {}, planned {}", length(took), length(planned)),
        (Some(took), None) => format!("took {}, not in the plan", length(took)),
        (None, Some(planned)) => format!("never done (planned {})", length(planned)),
        (None, None) => "never done".to_owned(),
    };
    let hands = match c.dressers {
        0 => "nobody helped".to_owned(),
        n => format!("{} helped", count(u64::from(n), "dresser")),
    };
    let waited = match c.waited_us {
        0 => String::new(),
        us => format!("; waited {} for a dresser or for {}", length(us), c.wearer),
    };
    let done = match c.late_us {
        Some(us) if us.abs() >= super::words::TELLING_US => format!("; done {}", late(us)),
        _ => String::new(),
    };
    Entry {
        when: time(c.asked_us),
        what: format!("{} {} into {}", c.cue, c.wearer, own_costume(&c.wearer, &c.into)),
        told: format!("{took}; {hands}{waited}{done}{}", because(&c.because)),
        more: Vec::new(),
    }
}

/// A costume's name without its wearer's.
fn own_costume<'a>(wearer: &str, costume: &'a str) -> &'a str {
    costume.strip_prefix(wearer).and_then(|c| c.strip_prefix("'s ")).unwrap_or(costume)
}

/// What came undone.
pub(super) fn undone(u: &ComingUndone) -> Entry {
    let off = match u.off_us {
        Some(at) => format!("all the way off {} later", length(at - u.at_us)),
        None => "never all the way off".to_owned(),
    };
    let safe = match u.safe_us {
        Some(at) => format!("safe again after {} ({})", length(at - u.at_us), u.how),
        None => u.how.clone(),
    };
    let seen = match u.seen_us {
        0 => "the house did not see it".to_owned(),
        us => format!("the house saw a wrong picture for {} of it", length(us)),
    };
    let fault = if u.because.is_empty() { String::new() } else { format!(" ({})", listed(&u.because)) };
    Entry {
        when: clock(u.at_us),
        what: format!("{} slipped{fault}", u.costume),
        told: format!("{off}; {safe}; {seen}"),
        more: Vec::new(),
    }
}

/// The moves, and what foggers and winches did.
pub(super) fn machines(m: &Machines) -> Vec<Entry> {
    let mut out: Vec<Entry> = m.noted.iter().map(a_move).chain(m.automation.iter().map(machine_note)).collect();
    let rest = m.moves - m.noted.len();
    let rest = if m.noted.is_empty() { format!("all {rest}") } else { format!("the other {rest}") };
    if m.moves > 0 {
        let told = format!("{rest} arrived where and as fast as planned");
        out.push(Entry { when: String::new(), what: count(m.moves as u64, "move"), told, more: Vec::new() });
    } else if out.is_empty() {
        out.push(Entry {
            when: String::new(),
            what: "No moves".into(),
            told: "nothing to report".into(),
            more: Vec::new(),
        });
    }
    out
}

/// A move that was not as planned.
pub(super) fn a_move(m: &Move) -> Entry {
    let arrived = match (m.arrived_us, m.late_us) {
        (Some(at), Some(us)) => format!("arrived {} at {}", late(us), clock(at)),
        (Some(at), None) => format!("arrived at {}, not in the plan", clock(at)),
        (None, _) => "never arrived".to_owned(),
    };
    let longer = match m.longer_us {
        Some(us) if us.abs() >= super::words::TELLING_US => format!(", the move itself {}", late(us)),
        _ => String::new(),
    };
    let short = match m.short {
        Some(off) if matches!(m.to.as_str(), "open" | "closed") => format!(", {} of its travel short", percent(off)),
        Some(off) => format!(", {off:.2} m off its mark"),
        None => String::new(),
    };
    Entry {
        when: time(m.planned_us.or(m.arrived_us)),
        what: format!("{} {} to {}", m.cue, m.machine, m.to),
        told: format!("{arrived}{longer}{short}{}", because(&m.because)),
        more: Vec::new(),
    }
}

/// Something a machine did, or did not do.
pub(super) fn machine_note(n: &MachineNote) -> Entry {
    let until = n.to_us.map_or("to the end".to_owned(), |t| format!("until {}", clock(t)));
    let planned = if n.planned { "; it is so in the plan: the sheet asks too much of it" } else { "" };
    Entry { when: clock(n.from_us), what: n.what.clone(), told: format!("{until}{planned}"), more: Vec::new() }
}

/// What the house saw.
pub(super) fn notice(n: &Notice) -> Entry {
    let kind = if n.dead_air { "dead air before" } else { "wrong picture in" };
    let times = match n.stretches.len() {
        1 => String::new(),
        k => format!(" in {k} stretches"),
    };
    let mut told = n.review.join(" ");
    if !n.because.is_empty() {
        told += &format!(" At work: {}.", listed(&n.because));
    }
    if n.planned_us > 0 && n.planned_us >= n.seen_us() {
        told += " It is planned so.";
    } else if n.planned_us > 0 {
        told += &format!(" {} of it are planned so.", length(n.planned_us));
    }
    let line = if n.line.is_empty() { Vec::new() } else { vec![format!("“{}”", n.line)] };
    Entry {
        when: clock(n.from_us()),
        what: format!("{} of {kind} {}{times}", length(n.seen_us()), n.beat),
        told,
        more: line,
    }
}

/// A fault, and what it cost.
pub(super) fn fault(f: &FaultNote) -> Entry {
    let id = if f.injected { f.id.clone() } else { "by itself".to_owned() };
    Entry { when: time(f.began_us), what: format!("{id} {}", f.what), told: fault_cost(f), more: Vec::new() }
}

/// What a fault came to.
pub(super) fn fault_cost(f: &FaultNote) -> String {
    if f.began_us.is_none() {
        return "never began".to_owned();
    }
    if !f.took_effect {
        return "changed nothing".to_owned();
    }
    let cost =
        if f.cost_us == 0 { "cost the end nothing".to_owned() } else { format!("cost the end {}", late(f.cost_us)) };
    let seen = if f.seen_us == 0 { "not seen".to_owned() } else { format!("seen for {}", length(f.seen_us)) };
    format!("{cost}; {seen}")
}

/// Where the show was taken from again.
pub(super) fn take(t: &Take) -> String {
    format!("taken from {} at {}", t.from, clock(t.at_us))
}

/// What was done about a fault, and what it cost.
pub(super) fn answer(a: &Answer) -> String {
    let noticed =
        a.noticed_after_us.map_or("nothing was done".to_owned(), |us| format!("noticed after {}", length(us)));
    let action = if a.action.is_empty() { String::new() } else { format!("; {}", a.action) };
    let cost = |us: i64, seen: i64| format!("{} at the end, {} seen", late(us), length(seen));
    let best = if a.best.is_empty() {
        String::new()
    } else {
        format!("; the best was {}: {}", a.best, cost(a.best_us, a.best_seen_us))
    };
    let its = a.cost_us.map(|(us, seen)| format!(": {}", cost(us, seen))).unwrap_or_default();
    format!("{}: {noticed}{action}{its}{best}", a.fault)
}
