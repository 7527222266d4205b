//! The season as one page ([`crate::report::page`]): a picture of it answers how late, how likely, because of what and what
//! to do; what follows is what that rests on.

mod bars;
mod evening;
mod risks;
pub(super) mod scale;
mod sections;
pub(super) mod top;

use std::fmt::{self, Write};

use super::{Told, say};
use crate::report::page::{self, Head, Safe};
use crate::sweep::Paired;

/// The page; of two sheets under the same luck, the first's, with what the second differs by.
pub fn html(told: &Told<'_>, against: Option<(&Told<'_>, &Paired)>) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_page(&mut out, told, against);
    out
}

fn write_page(out: &mut String, told: &Told<'_>, against: Option<(&Told<'_>, &Paired)>) -> fmt::Result {
    let (title, night, traces) = (told.title(), night(told), traces(told));
    let style = include_str!("style.css");
    page::open(out, &Head { kind: "Risk report", title: &title, night: &night, traces: &traces, style })?;
    top::answers(out, told)?;
    top::footing(out, told)?;
    if let Some((second, paired)) = against {
        sections::paired(out, told, second, paired)?;
    }
    out.push_str("<section>\n<h2>How late, how likely</h2>\n");
    scale::s_curve(out, told, against.map(|(second, _)| second))?;
    sections::quantiles(out, told.season)?;
    sections::within(out, told.season)?;
    out.push_str("</section>\n<section class=\"keep\">\n<h2>Lateness through the evening</h2>\n");
    evening::fan(out, told)?;
    out.push_str("</section>\n");
    sections::expected(out, told)?;
    bars::tornado(out, told)?;
    sections::what_if(out, told)?;
    bars::blame(out, told)?;
    bars::critical(out, told)?;
    evening::beats(out, told)?;
    bars::gates(out, told)?;
    sections::costumes(out, told)?;
    sections::worst(out, told)?;
    risks::risks(out, told)?;
    sections::cues(out, told)?;
    footer(out)
}

fn night(told: &Told<'_>) -> String {
    let scenario = match told.bench.base.name.as_str() {
        "" => "as written",
        name => name,
    };
    let asked = match told.season.nights < told.asked {
        true => format!(" of the {} asked for", say::thousands(told.asked)),
        false => String::new(),
    };
    format!("{}{asked}, {scenario}", say::nights(told.season.nights))
}

fn traces(told: &Told<'_>) -> String {
    let named = if told.odds.name.is_empty() { told.typed.1 } else { told.odds.name.as_str() };
    let strength = if told.strength == 1.0 { String::new() } else { format!(" · strength {}", told.strength) };
    format!("Odds: {named} · seed {}{strength} · {} under {}", told.seed, told.typed.0, told.typed.1)
}

fn footer(out: &mut String) -> fmt::Result {
    out.push_str("<footer>\n");
    for text in [
        "Late is +, early is −, against the plan: the same sheet with no fault, every draw at its median. P95 is what 95 nights \
         in 100 are no later than. An interval is of 95 %: of a mean by the normal distribution, of a P by order statistics, of \
         a share by Wilson. A dash is where there are too few nights to say.",
        "What a fault adds is a difference of means between nights with it and nights without: it says where to look. What would \
         change is a difference of pairs, the same nights run again under the same luck. Blame is each night's slip shared out \
         among its faults by Shapley values: the parts add up to the whole.",
    ] {
        writeln!(out, "<p>{}</p>", Safe(text))?;
    }
    writeln!(
        out,
        "<p>The same nights give the same bytes. Written by drytech {}.</p>\n</footer>",
        env!("CARGO_PKG_VERSION")
    )?;
    out.push_str(page::END);
    Ok(())
}
