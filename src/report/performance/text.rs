//! The report as plain text, 80 columns, for a terminal or an e-mail. The same facts as the page.

use unicode_width::UnicodeWidthStr as _;

use super::say;
use super::words::{late, late_or_dash, listed, time};
use super::{Calling, Department, Performance};
use crate::report::table::fit;
use crate::report::words::{clock, count};

/// Columns of the page.
const WIDTH: usize = 80;

pub(super) fn text(p: &Performance) -> String {
    let mut page = Page::default();
    heading(&mut page, p);
    blame(&mut page, p);
    scenes(&mut page, p);
    lines(&mut page, "Holds, waits and vamps", p.stops.iter().map(say::stop), say::NO_STOPS);
    cues(&mut page, p);
    wardrobe(&mut page, p);
    lines(&mut page, "Automation and fog", say::machines(&p.machines).into_iter(), "");
    if !p.machines.light_and_sound.is_empty() {
        lines(&mut page, "Light and sound", p.machines.light_and_sound.iter().map(say::machine_note), "");
    }
    lines(&mut page, "What the house saw", p.notices.iter().map(say::notice), say::NO_NOTICES);
    lines(&mut page, "Faults", p.faults.iter().map(say::fault), say::NO_FAULTS);
    if let Some(calling) = &p.calling {
        called(&mut page, calling);
    }
    page.out
}

/// Lines of at most [`WIDTH`] columns.
#[derive(Default)]
struct Page {
    out: String,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.out.push_str(&clean(text).replace('\u{a0}', " "));
        while self.out.ends_with(' ') {
            self.out.pop();
        }
        self.out.push('\n');
    }

    fn heading(&mut self, text: &str) {
        self.line("");
        self.line(&text.to_uppercase());
        self.line(&"─".repeat(WIDTH));
    }

    /// A paragraph: the first line after `lead`, the others under it.
    fn para(&mut self, lead: &str, text: &str) {
        let lead = clean(lead);
        let indent = " ".repeat(lead.width());
        let mut line = lead;
        let mut empty = true;
        for word in clean(text).split(' ').filter(|w| !w.is_empty()) {
            if !empty && line.width() + 1 + word.width() > WIDTH {
                self.line(&line);
                line.clone_from(&indent);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        self.line(&line);
    }
}

/// A text without what a terminal would obey.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

fn heading(page: &mut Page, p: &Performance) {
    let h = &p.heading;
    page.para("", &format!("PERFORMANCE REPORT · {}", say::title(h)));
    page.para("", &say::night(h));
    page.para("", &say::traces(h));
    for decision in say::decisions(h) {
        page.para("", &decision);
    }
    page.line("");
    for sentence in &p.summary.sentences {
        page.para("  ", sentence);
    }
    page.line("");
    for (value, what) in say::figures(&p.summary) {
        page.line(&format!("  {}  {what}", fit(&value, 10, true)));
    }
    let shares = &p.summary.shares;
    if !shares.is_empty() && p.summary.late_us != 0 {
        page.heading("Where the time went");
        for share in shares {
            page.para(&format!("  {}  ", fit(&late(share.us), 10, true)), &share.text());
            let there = say::share_there(share);
            if !there.is_empty() {
                page.para("              ", &there);
            }
        }
        page.line(&format!("  {}  at the end of the show", fit(&late(p.summary.late_us), 10, true)));
    }
}

/// The faults with their shares of the lateness and of the wrong picture.
fn blame(page: &mut Page, p: &Performance) {
    let Some(blame) = &p.blame else { return };
    page.heading("Who is to blame");
    let row = |page: &mut Page, what: &str, slip: i64, alone: &str, seen: i64| {
        let cells = [late(slip), alone.to_owned(), late(seen)];
        let cells: Vec<String> = cells.iter().map(|c| fit(c, 10, true)).collect();
        page.para(&format!("  {}  ", cells.join(" ")), what);
    };
    page.line("        late      alone    picture");
    for l in &blame.lines {
        row(page, &l.fault, l.slip_us, &late(l.alone_us), l.visible_us);
    }
    if blame.has_rest() {
        row(page, "luck and calls, with no fault", blame.slip_without_us, "", blame.visible_without_us);
    }
    row(page, "the night", blame.slip_us, "", blame.visible_us);
    page.para("  ", &blame.how());
}

fn scenes(page: &mut Page, p: &Performance) {
    page.heading("Running times");
    let row = |cells: [&str; 7]| {
        let [title, rest @ ..] = cells;
        let rest: Vec<String> = rest.iter().zip([9, 9, 9, 8, 8, 8]).map(|(c, width)| fit(c, width, true)).collect();
        format!("{} {}", fit(title, 22, false), rest.join(" "))
    };
    page.line(&row(["", "up", "down", "ran", "planned", "differs", "up late"]));
    for s in &p.scenes {
        page.line(&row([
            &s.title,
            &time(s.up_us),
            &time(s.down_us),
            &time(s.ran_us()),
            &time(s.planned_us()),
            &late_or_dash(s.longer_us()),
            &late_or_dash(s.up_late_us()),
        ]));
    }
    let s = &p.summary;
    let (end, planned) = (clock(s.end_us), clock(s.planned_end_us));
    page.line(&row(["Whole show", "0:00.0", &end, &end, &planned, &late(s.late_us), ""]));
}

/// A section of paragraphs, each `(when, what, more)`.
fn lines(page: &mut Page, title: &str, entries: impl Iterator<Item = say::Entry>, none: &str) {
    page.heading(title);
    let mut any = false;
    for entry in entries {
        any = true;
        let when = fit(&entry.when, 9, true);
        page.para(&format!("{when}  "), &format!("{}: {}", entry.what, entry.told));
        for more in &entry.more {
            page.para("           ", more);
        }
    }
    if !any && !none.is_empty() {
        page.para("  ", none);
    }
}

fn cues(page: &mut Page, p: &Performance) {
    page.heading("Cues");
    for d in &p.departments {
        page.para("", &format!("{} · {}", say::department(d), say::standing(d)));
        cue_notes(page, p, d);
    }
}

fn cue_notes(page: &mut Page, p: &Performance, d: &Department) {
    for row in d.noted.iter().filter_map(|i| p.cues.get(*i)) {
        let entry = say::cue(row);
        page.para(&format!("{}  ", fit(&entry.when, 9, true)), &format!("{}: {}", entry.what, entry.told));
        for more in &entry.more {
            page.para("           ", more);
        }
    }
}

fn wardrobe(page: &mut Page, p: &Performance) {
    let changes = p.wardrobe.changes.iter().map(say::change);
    let undone = p.wardrobe.undone.iter().map(say::undone);
    lines(page, "Wardrobe", changes.chain(undone), say::NO_CHANGES);
}

fn called(page: &mut Page, calling: &Calling) {
    page.heading("Calling");
    if !calling.caller.is_empty() {
        page.para("  ", &format!("Called by {}.", calling.caller));
    }
    for sentence in &calling.summary {
        page.para("  ", sentence);
    }
    page.para("  ", &calling.counts());
    if !calling.takes.is_empty() {
        let takes: Vec<String> = calling.takes.iter().map(say::take).collect();
        page.para("  ", &format!("{}: {}.", count(calling.takes.len() as u64, "take"), listed(&takes)));
    }
    for c in &calling.cues {
        let standby = if c.stood_by || c.called_us.is_none() { "" } else { ", without a standby" };
        let when = fit(&time(c.called_us.or(c.mark_us)), 9, true);
        page.para(&format!("{when}  "), &format!("{} {}: {}{standby}", c.number, c.off(), c.verdict));
    }
    for a in &calling.answers {
        page.para(&format!("{}  ", fit(&clock(a.began_us), 9, true)), &say::answer(a));
    }
}
