//! The report as one page ([`crate::report::page`]).

mod lanes;
mod legend;
mod sections;
mod timeline;

use std::fmt::{self, Write};

use super::causes::Share;
use super::say;
use super::words::late;
use super::{Performance, Summary};
use crate::report::page::{self, Head, Safe};
use crate::report::palette::VERY_LATE_US;
use crate::slip::ON_TIME_US;

pub(super) fn html(p: &Performance) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_page(&mut out, p);
    out
}

fn write_page(out: &mut String, p: &Performance) -> fmt::Result {
    let h = &p.heading;
    let (title, night, traces) = (say::title(h), say::night(h), say::traces(h));
    page::open(out, &Head { kind: "Performance report", title: &title, night: &night, traces: &traces, style: "" })?;

    first_screen(out, &p.summary)?;
    out.push_str("<section>\n<h2>The evening</h2>\n");
    timeline::timeline(out, p)?;
    out.push_str("</section>\n");
    where_it_went(out, &p.summary)?;
    sections::blame(out, p)?;
    sections::notices(out, p)?;
    sections::scenes(out, p)?;
    sections::stops(out, p)?;
    sections::cues(out, p)?;
    sections::wardrobe(out, p)?;
    sections::machines(out, p)?;
    sections::faults(out, p)?;
    if let Some(calling) = &p.calling {
        sections::calling(out, calling)?;
    }
    out.push_str("<footer>\n");
    for decision in say::decisions(&p.heading) {
        writeln!(out, "<p>{}</p>", Safe(&decision))?;
    }
    writeln!(
        out,
        "<p>Times are of the run, from the top of the show. Late is +, early is −, against the plan: the same sheet with no \
         fault, every draw at its median. The same night again is the same fingerprint. Written by drytech {}.</p>",
        env!("CARGO_PKG_VERSION")
    )?;
    out.push_str("</footer>\n");
    out.push_str(page::END);
    Ok(())
}

/// How late, because of what, who noticed; and the figures.
fn first_screen(out: &mut String, s: &Summary) -> fmt::Result {
    let (state, word) = match (&s.stuck, s.late_us) {
        (Some(_), _) => ("very", "given up"),
        (None, us) if us.abs() < ON_TIME_US => ("on-time", "on time at the end"),
        (None, us) if us < 0 => ("planned", "early at the end"),
        (None, us) if us < VERY_LATE_US => ("late", "late at the end"),
        (None, _) => ("very", "late at the end"),
    };
    writeln!(
        out,
        "<section class=\"hero\" aria-label=\"Summary\">\n<p class=\"clock\" style=\"--state: var(--{state})\">"
    )?;
    writeln!(out, "<b>{}</b><span>{word}</span></p>\n<ul>", Safe(&late(s.late_us)))?;
    for sentence in &s.sentences {
        writeln!(out, "<li>{}</li>", Safe(sentence))?;
    }
    out.push_str("</ul>\n</section>\n<dl class=\"figures\">\n");
    for (value, what) in say::figures(s).iter().skip(1) {
        writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", Safe(what), Safe(value))?;
    }
    out.push_str("</dl>\n");
    Ok(())
}

/// The lateness divided among its causes, root cause first, as steps that add up to it.
fn where_it_went(out: &mut String, s: &Summary) -> fmt::Result {
    if s.shares.is_empty() || s.late_us == 0 {
        return Ok(());
    }
    out.push_str(
        "<section class=\"keep\">\n<h2>Where the time went</h2>\n<div class=\"scroll\"><table class=\"water\">\n",
    );
    out.push_str(
        "<thead><tr><th scope=\"col\">cause, the first first</th><th scope=\"col\" class=\"n\">at the end</th>",
    );
    out.push_str("<th scope=\"col\">adding up</th></tr></thead>\n<tbody>\n");
    let edges = |shares: &[Share]| -> Vec<i64> {
        shares
            .iter()
            .scan(0, |sum, s| {
                *sum += s.us;
                Some(*sum)
            })
            .collect()
    };
    let sums = edges(&s.shares);
    let least = sums.iter().copied().min().unwrap_or(0).min(0);
    let most = sums.iter().copied().max().unwrap_or(0).max(0);
    let scale = 100.0 / (most - least).max(1) as f64;
    let bar = |from: i64, to: i64, class: &str| {
        let (left, width) = ((from.min(to) - least) as f64 * scale, (to - from).abs() as f64 * scale);
        format!("<span class=\"track\"><i class=\"{class}\" style=\"left: {left:.2}%; width: {width:.2}%\"></i></span>")
    };
    let mut before = 0;
    for (share, after) in s.shares.iter().zip(&sums) {
        let class = if share.us > 0 { "lost" } else { "won" };
        let (us, bar) = (late(share.us), bar(before, *after, class));
        let (text, there) = (share.text(), page::small(&say::share_there(share)));
        writeln!(
            out,
            "<tr><td>{}{there}</td><td class=\"n\">{us}</td><td class=\"bars\">{bar}</td></tr>",
            Safe(&text)
        )?;
        before = *after;
    }
    let (us, bar) = (late(s.late_us), bar(0, s.late_us, "sum"));
    writeln!(
        out,
        "</tbody>\n<tfoot><tr><th scope=\"row\">At the end of the show</th><td class=\"n\">{}</td>",
        Safe(&us)
    )?;
    writeln!(out, "<td class=\"bars\">{bar}</td></tr></tfoot>\n</table></div>\n</section>")
}
