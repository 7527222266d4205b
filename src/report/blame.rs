//! Blame as people read it, and as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use super::palette;
use super::table::{BOLD, DIM, fit, ink, painted};
use super::title;
use super::words::{count, slip};
use crate::slip::Rehearsal;
use crate::sweep::{Blame, Share, end_chain};

/// Who is to blame, the most to blame first, beside what the plain cause chain says.
pub fn blame(night: &Rehearsal, blame: &Blame) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_blame(&mut out, night, blame);
    out
}

fn write_blame(out: &mut String, night: &Rehearsal, blame: &Blame) -> std::fmt::Result {
    let of = [night.scenario.name.as_str(), "as written"].into_iter().find(|n| !n.is_empty()).unwrap_or_default();
    writeln!(out, "{} · {of}\n", painted(&title(night), BOLD))?;
    let id_width = blame.faults.iter().map(|f| f.id.chars().count()).max().unwrap_or(0).clamp(5, 24);
    let what = |i: usize| {
        let fault = &night.scenario.faults[i];
        format!("{} on {}", fault.what.name(), fault.on)
    };
    let what_width = (0..blame.faults.len()).map(|i| what(i).chars().count()).max().unwrap_or(0).clamp(4, 32);
    let head = format!(
        "{}  {}  {:>10}{}  {:>10}  {:>10}  {:>12}{}  {:>12}",
        fit("fault", id_width, false),
        fit("what", what_width, false),
        "slip",
        if blame.exact { "" } else { "         " },
        "alone",
        "by chain",
        "wrong picture",
        if blame.exact { "" } else { "         " },
        "alone",
    );
    writeln!(out, "{}", painted(head.trim_end(), DIM))?;
    let mut order: Vec<usize> = (0..blame.faults.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse((blame.faults[*i].slip_us, blame.faults[*i].visible_us)));
    let within = |us: Option<i64>| us.map_or(String::new(), |us| format!(" {:8}", format!("±{:.3}", us as f64 * 1e-6)));
    for i in order {
        let f = &blame.faults[i];
        let line = format!(
            "{}  {}  {}{}  {:>10}  {:>10}  {:>13}{}  {:>12}",
            painted(&fit(&f.id, id_width, false), ink(palette::FAULT)),
            fit(&what(i), what_width, false),
            painted(&fit(&slip(f.slip_us), 10, true), ink(palette::of_slip(Some(f.slip_us)))),
            within(f.slip_margin_us),
            slip(f.alone_slip_us),
            slip(f.chain_us),
            slip(f.visible_us),
            within(f.visible_margin_us),
            slip(f.alone_visible_us),
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    let row = |out: &mut String, name: &str, us: i64, visible: i64| {
        let gap = if blame.exact { "" } else { "         " };
        let width = id_width + 2 + what_width;
        writeln!(
            out,
            "{}  {:>10}{gap}  {:>10}  {:>10}  {:>13}",
            fit(name, width, false),
            slip(us),
            "",
            "",
            slip(visible)
        )
    };
    if blame.slip.without_us != 0 || blame.visible.without_us != 0 {
        row(out, "luck and calls, with no fault", blame.slip.without_us, blame.visible.without_us)?;
    }
    row(out, "the night", blame.slip.total_us, blame.visible.total_us)?;
    let how = if blame.exact {
        format!("exact: {}, every subset of the faults", count(blame.runs, "night"))
    } else {
        format!("sampled: {} in {}, ± is the 95 % interval", count(blame.runs, "night"), count(blame.orders, "order"))
    };
    writeln!(out, "\n{}", painted(&format!("seconds; {how}"), DIM))?;
    let chain = end_chain(night);
    if !chain.is_empty() {
        writeln!(out, "\nThe plain chain of causes, newest first:")?;
        for line in chain {
            writeln!(out, "    {line}")?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Report<'a> {
    show: String,
    scenario: &'a str,
    exact: bool,
    runs: u64,
    orders: u64,
    slip: Sum,
    visible_error: Sum,
    faults: Vec<Line<'a>>,
    because: Vec<String>,
}

#[derive(Serialize)]
struct Sum {
    total_us: i64,
    without_faults_us: i64,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    on: &'a str,
    what: String,
    slip_us: i64,
    slip_margin_us: Option<i64>,
    alone_slip_us: i64,
    chain_us: i64,
    visible_error_us: i64,
    visible_error_margin_us: Option<i64>,
    alone_visible_error_us: i64,
}

/// The same as JSON; the shares and `without_faults_us` add up to `total_us`.
///
/// # Errors
/// Never, but for what JSON has no words for.
pub fn blame_json(night: &Rehearsal, blame: &Blame) -> Result<String, serde_json::Error> {
    let sum = |s: crate::sweep::BlameSum| Sum { total_us: s.total_us, without_faults_us: s.without_us };
    let faults = blame.faults.iter().zip(&night.scenario.faults).map(|(f, fault): (&Share, _)| Line {
        id: &f.id,
        on: &fault.on,
        what: fault.what.name().to_owned(),
        slip_us: f.slip_us,
        slip_margin_us: f.slip_margin_us,
        alone_slip_us: f.alone_slip_us,
        chain_us: f.chain_us,
        visible_error_us: f.visible_us,
        visible_error_margin_us: f.visible_margin_us,
        alone_visible_error_us: f.alone_visible_us,
    });
    let report = Report {
        show: title(night),
        scenario: &night.scenario.name,
        exact: blame.exact,
        runs: blame.runs,
        orders: blame.orders,
        slip: sum(blame.slip),
        visible_error: sum(blame.visible),
        faults: faults.collect(),
        because: end_chain(night),
    };
    let mut text = serde_json::to_string_pretty(&report)?;
    text.push('\n');
    Ok(text)
}
