//! The sections of the page, in the order a stage manager writes them.

use std::fmt::{self, Write};

use crate::report::page::{Safe, TABLE_END as END, chip, small, table as headed};
use crate::report::performance::say::{self, Entry};
use crate::report::performance::words::{late, late_or_dash, length, listed, time};
use crate::report::performance::{Calling, CueRow, CueVerdict, Performance, StopKind};
use crate::report::words::{clock, count};

fn head(out: &mut String, columns: &[&str]) {
    headed(out, "", columns);
}

fn open(out: &mut String, title: &str) -> fmt::Result {
    writeln!(out, "<section>\n<h2>{title}</h2>")
}

fn close(out: &mut String) -> fmt::Result {
    writeln!(out, "</section>")
}

/// The faults with their shares of the lateness and of the wrong picture.
pub(super) fn blame(out: &mut String, p: &Performance) -> fmt::Result {
    let Some(blame) = &p.blame else { return Ok(()) };
    writeln!(
        out,
        "<section class=\"keep\">\n<h2>Who is to blame</h2>\n<p class=\"soft lead\">{}</p>",
        Safe(&blame.how())
    )?;
    head(out, &["fault", "#at the end", "#alone it would be", "#wrong picture"]);
    for l in &blame.lines {
        blamed(out, "td", &l.fault, [l.slip_us, l.visible_us], &late(l.alone_us))?;
    }
    if blame.has_rest() {
        let without = [blame.slip_without_us, blame.visible_without_us];
        blamed(out, "td", "luck and calls, with no fault", without, "")?;
    }
    blamed(out, "th", "The night", [blame.slip_us, blame.visible_us], "")?;
    out.push_str(END);
    close(out)
}

fn blamed(out: &mut String, tag: &str, what: &str, [slip, seen]: [i64; 2], alone: &str) -> fmt::Result {
    let scope = if tag == "th" { " scope=\"row\"" } else { "" };
    writeln!(
        out,
        "<tr><{tag}{scope}>{}</{tag}><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
        Safe(what),
        Safe(&late(slip)),
        Safe(alone),
        Safe(&late(seen))
    )
}

/// What the house saw, as notices.
pub(super) fn notices(out: &mut String, p: &Performance) -> fmt::Result {
    open(out, "What the house saw")?;
    if p.notices.is_empty() {
        writeln!(out, "<p>{}</p>", say::NO_NOTICES)?;
        return close(out);
    }
    out.push_str("<div class=\"notices\">\n");
    for n in &p.notices {
        let meant = n.planned_us > 0 && n.planned_us >= n.seen_us();
        let class = match (meant, n.dead_air) {
            (true, _) => " class=\"meant\"",
            (false, true) => " class=\"dead\"",
            (false, false) => "",
        };
        let chip = match (meant, n.dead_air) {
            (true, _) => chip("planned", "◇", "planned so"),
            (false, true) => chip("very", "✕", "dead air"),
            (false, false) => chip("very", "◆", "wrong picture"),
        };
        let seen = length(n.seen_us());
        writeln!(out, "<article{class}>\n<h3>{} <span class=\"nowrap\">{seen}</span></h3>", Safe(&n.scene))?;
        let times: Vec<String> = match n.stretches.as_slice() {
            many if many.len() > 3 => vec![format!("{} stretches from {}", many.len(), clock(n.from_us()))],
            few => few.iter().map(|(a, b)| format!("{} to {}", clock(*a), clock(*b))).collect(),
        };
        writeln!(out, "<p>{chip} <span class=\"soft\">{}, {}</span></p>", Safe(&n.beat), listed(&times))?;
        if !n.line.is_empty() {
            writeln!(out, "<p><q>{}</q></p>", Safe(&n.line))?;
        }
        writeln!(out, "<p>{}</p>", Safe(&n.review.join(" ")))?;
        if n.planned_us > 0 && !meant {
            writeln!(out, "<p class=\"soft\">{} of it are planned so.</p>", length(n.planned_us))?;
        }
        if !n.because.is_empty() {
            writeln!(out, "<p class=\"soft\">At work: {}.</p>", Safe(&listed(&n.because)))?;
        }
        out.push_str("</article>\n");
    }
    out.push_str("</div>\n");
    close(out)
}

/// Up, down and running time of every scene.
pub(super) fn scenes(out: &mut String, p: &Performance) -> fmt::Result {
    open(out, "Running times")?;
    // On one page of paper, where one holds it.
    let class = if p.scenes.len() <= 16 { " class=\"keep\"" } else { "" };
    headed(out, class, &["scene", "#up", "#down", "#ran", "#planned", "#difference", "#up late", "#down late"]);
    let late_of = |us: Option<i64>| Safe(&late_or_dash(us)).to_string();
    for s in &p.scenes {
        write!(out, "<tr><th scope=\"row\">{}</th>", Safe(&s.title))?;
        for cell in [time(s.up_us), time(s.down_us), time(s.ran_us()), time(s.planned_us())] {
            write!(out, "<td class=\"n\">{cell}</td>")?;
        }
        for cell in [s.longer_us(), s.up_late_us(), s.down_late_us()] {
            write!(out, "<td class=\"n\">{}</td>", late_of(cell))?;
        }
        out.push_str("</tr>\n");
    }
    let s = &p.summary;
    let (end, planned, late) = (clock(s.end_us), clock(s.planned_end_us), late(s.late_us));
    let whole = if s.stuck.is_some() { "Until it was given up" } else { "Whole show" };
    write!(
        out,
        "</tbody>\n<tfoot><tr><th scope=\"row\">{whole}</th><td class=\"n\">0:00.0</td><td class=\"n\">{end}</td>"
    )?;
    writeln!(
        out,
        "<td class=\"n\">{end}</td><td class=\"n\">{planned}</td><td class=\"n\">{late}</td><td></td><td class=\"n\">{late}</td></tr></tfoot>\n</table></div>"
    )?;
    close(out)
}

/// Holds, stage waits and vamps.
pub(super) fn stops(out: &mut String, p: &Performance) -> fmt::Result {
    open(out, "Holds, waits and vamps")?;
    if p.stops.is_empty() {
        writeln!(out, "<p>{}</p>", say::NO_STOPS)?;
        return close(out);
    }
    headed(out, " class=\"stops\"", &["#at", "what", "#for", "waiting for, and why"]);
    for s in &p.stops {
        let chip = match s.kind {
            StopKind::Vamp(bars) => chip("late", "▨", &format!("{} vamped", count(bars, "bar"))),
            StopKind::Wait => chip("very", "▧", "stage wait"),
            StopKind::GateHold => chip("very", "■", "hold at the gate"),
            StopKind::CalledHold => chip("very", "■", "called hold"),
        };
        let place = if s.kind == StopKind::CalledHold { "in" } else { "before" };
        let wanted = match (s.kind, s.waited_for.as_slice()) {
            (StopKind::CalledHold, _) => "called by the stage manager".to_owned(),
            (_, []) => "the gate to open".to_owned(),
            (_, wanted) => listed(wanted),
        };
        let dead = if s.dead_us > 0 { small(&format!("{} dead air", length(s.dead_us))) } else { String::new() };
        writeln!(
            out,
            "<tr><td class=\"n\">{}</td><td>{chip}<small>{place} {}</small></td><td class=\"n\">{}{dead}</td><td>{}{}</td></tr>",
            clock(s.from_us),
            Safe(&s.beat),
            length(s.to_us - s.from_us),
            Safe(&wanted),
            small(&listed(&s.because)),
        )?;
    }
    out.push_str(END);
    close(out)
}

fn verdict(c: &CueRow) -> String {
    let Some(verdict) = c.verdict else { return String::new() };
    let (kind, shape) = match verdict {
        CueVerdict::Late | CueVerdict::DoneLate => ("late", "▲"),
        CueVerdict::Early | CueVerdict::DoneEarly => ("planned", "▼"),
        CueVerdict::Unplanned => ("planned", "▼"),
        CueVerdict::Skipped | CueVerdict::Uncalled => ("skipped", "✕"),
        CueVerdict::Failed => ("very", "✕"),
    };
    chip(kind, shape, verdict.name())
}

/// The cues that are worth a line, by department.
pub(super) fn cues(out: &mut String, p: &Performance) -> fmt::Result {
    open(out, "Cues by department")?;
    for d in p.departments.iter().filter(|d| !d.noted.is_empty()) {
        writeln!(out, "<h3>{} <span>{}</span></h3>", Safe(&say::department(d)), Safe(&say::standing(d)))?;
        headed(
            out,
            " class=\"cues\"",
            &["cue", "what", "#planned", "#actual", "#late", "#its own", "because, root cause first"],
        );
        for c in d.noted.iter().filter_map(|i| p.cues.get(*i)) {
            let done = matches!(c.verdict, Some(CueVerdict::DoneLate | CueVerdict::DoneEarly));
            let (planned, actual, slip) = match done {
                true => (c.planned.done_us, c.actual.done_us, c.slip.done_us),
                false => (c.planned.started_us, c.actual.started_us, c.slip.started_us),
            };
            let own = if done { slip.zip(c.slip.started_us).map(|(d, s)| d - s) } else { c.slip.own_us };
            let mut why = c.because.clone();
            why.extend(say::cause(c));
            writeln!(
                out,
                "<tr><th scope=\"row\"><span class=\"nowrap\">{}</span>{}</th><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
                 <td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
                Safe(&c.number),
                small(&c.label),
                verdict(c),
                time(planned),
                time(actual),
                late_or_dash(slip),
                late_or_dash(own),
                Safe(&why.join("; ")),
            )?;
        }
        out.push_str(END);
    }
    let quiet: Vec<String> = p
        .departments
        .iter()
        .filter(|d| d.noted.is_empty())
        .map(|d| format!("<b>{}</b> {}", Safe(&say::department(d)), Safe(&say::standing(d))))
        .collect();
    if !quiet.is_empty() {
        let lead = if quiet.len() == p.departments.len() { "No cue needs a note." } else { "Nothing to note:" };
        writeln!(out, "<p class=\"lead\">{lead}</p>\n<ul class=\"soft\">")?;
        for line in quiet {
            writeln!(out, "<li>{line}</li>")?;
        }
        out.push_str("</ul>\n");
    }
    close(out)
}

/// Quick changes, and what came undone.
pub(super) fn wardrobe(out: &mut String, p: &Performance) -> fmt::Result {
    open(out, "Wardrobe")?;
    let w = &p.wardrobe;
    for u in w.undone.iter().map(say::undone) {
        writeln!(
            out,
            "<p>{} <b>{}</b> at {}: {}.</p>",
            chip("fault", "◆", "came undone"),
            Safe(&u.what),
            u.when,
            Safe(&u.told)
        )?;
    }
    if w.changes.is_empty() {
        writeln!(out, "<p>{}</p>", say::NO_CHANGES)?;
        return close(out);
    }
    head(out, &["quick change", "#asked", "#waited", "#took", "#planned", "#done late", "dressers", "because"]);
    for c in &w.changes {
        let waited = if c.waited_us == 0 { "–".to_owned() } else { length(c.waited_us) };
        let long = |us: Option<i64>| us.map_or_else(|| "–".to_owned(), length);
        writeln!(
            out,
            "<tr><th scope=\"row\">{} {}<small>into {}</small></th><td class=\"n\">{}</td><td class=\"n\">{waited}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td class=\"n\">{}</td><td>{} of {}</td><td>{}</td></tr>",
            Safe(&c.cue),
            Safe(&c.wearer),
            Safe(&c.into),
            time(c.asked_us),
            long(c.took_us),
            long(c.planned_us),
            late_or_dash(c.late_us),
            c.dressers,
            w.dressers,
            Safe(&listed(&c.because)),
        )?;
    }
    out.push_str(END);
    close(out)
}

fn list(out: &mut String, entries: impl Iterator<Item = Entry>) -> fmt::Result {
    out.push_str("<ul>\n");
    for e in entries {
        let when = if e.when.is_empty() { String::new() } else { format!("{} ", e.when) };
        writeln!(out, "<li>{when}<b>{}</b>: {}</li>", Safe(&e.what), Safe(&e.told))?;
    }
    out.push_str("</ul>\n");
    Ok(())
}

/// Moves, fog, light and sound.
pub(super) fn machines(out: &mut String, p: &Performance) -> fmt::Result {
    open(out, "Automation and fog")?;
    list(out, say::machines(&p.machines).into_iter())?;
    close(out)?;
    if !p.machines.light_and_sound.is_empty() {
        open(out, "Light and sound")?;
        list(out, p.machines.light_and_sound.iter().map(say::machine_note))?;
        close(out)?;
    }
    Ok(())
}

/// Faults, and what each cost.
pub(super) fn faults(out: &mut String, p: &Performance) -> fmt::Result {
    open(out, "Faults")?;
    if p.faults.is_empty() {
        writeln!(out, "<p>{}</p>", say::NO_FAULTS)?;
        return close(out);
    }
    head(out, &["fault", "what it was", "#from", "#to", "what it came to"]);
    for f in &p.faults {
        let chip = match (f.injected, f.took_effect) {
            (false, _) => chip("fault", "◆", "by itself"),
            (true, true) => chip("fault", "◆", &f.id),
            (true, false) => chip("skipped", "◇", &f.id),
        };
        let to = match (f.began_us, f.ended_us) {
            (Some(_), None) => "the end".to_owned(),
            (_, to) => time(to),
        };
        writeln!(
            out,
            "<tr><th scope=\"row\">{chip}</th><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{to}</td><td>{}</td></tr>",
            Safe(&f.what),
            time(f.began_us),
            Safe(&say::fault_cost(f)),
        )?;
    }
    out.push_str(END);
    close(out)
}

/// How a person called the show.
pub(super) fn calling(out: &mut String, c: &Calling) -> fmt::Result {
    open(out, "Calling")?;
    if !c.caller.is_empty() {
        writeln!(out, "<p>Called by {}.</p>", Safe(&c.caller))?;
    }
    for sentence in &c.summary {
        writeln!(out, "<p>{}</p>", Safe(sentence))?;
    }
    writeln!(out, "<p class=\"soft\">{}</p>", Safe(&c.counts()))?;
    if !c.takes.is_empty() {
        let takes: Vec<String> = c.takes.iter().map(say::take).collect();
        writeln!(out, "<p>{}: {}.</p>", count(takes.len() as u64, "take"), Safe(&listed(&takes)))?;
    }
    if !c.answers.is_empty() {
        out.push_str("<h3>Faults, and what was done</h3>\n");
        head(
            out,
            &["fault", "#began", "#noticed after", "done", "#cost", "the best that could be done", "#would have cost"],
        );
        let cost = |us: i64, seen: i64| format!("{}<small>{} seen</small>", Safe(&late(us)), length(seen));
        for a in &c.answers {
            writeln!(
                out,
                "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td class=\"n\">{}</td><td>{}</td><td class=\"n\">{}</td></tr>",
                Safe(&a.fault),
                clock(a.began_us),
                a.noticed_after_us.map_or_else(|| "–".to_owned(), length),
                Safe(if a.action.is_empty() { "nothing" } else { &a.action }),
                a.cost_us.map_or_else(|| "–".to_owned(), |(us, seen)| cost(us, seen)),
                Safe(&a.best),
                cost(a.best_us, a.best_seen_us),
            )?;
        }
        out.push_str(END);
    }
    if !c.cues.is_empty() {
        out.push_str("<h3>GOs against the book</h3>\n");
        head(out, &["cue", "#mark", "#GO", "#off", "standby", "verdict"]);
        for call in &c.cues {
            writeln!(
                out,
                "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>",
                Safe(&call.number),
                time(call.mark_us),
                time(call.called_us),
                call.off(),
                match (call.called_us, call.stood_by) {
                    (None, _) => "–",
                    (_, true) => "yes",
                    (_, false) => "no",
                },
                Safe(&call.verdict),
            )?;
        }
        out.push_str(END);
    }
    close(out)
}
