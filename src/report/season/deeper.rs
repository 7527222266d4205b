//! What was asked of the nights afterwards: each with one thing otherwise, and who is to blame.

use std::fmt::Write as _;

use super::{DIM, Told, fit, painted, say, slip};
use crate::report::words::count;
use crate::sweep::nights::histogram::{Estimate, Histogram};

pub(super) fn write(out: &mut String, told: &Told<'_>) -> std::fmt::Result {
    what_if(out, told)?;
    shares(out, told)
}

fn within(e: Option<Estimate>) -> String {
    e.map_or("–".to_owned(), |e| format!("{} ±{:.3}", slip(e.us), (e.to_us - e.from_us) as f64 * 0.5e-6))
}

fn what_if(out: &mut String, told: &Told<'_>) -> std::fmt::Result {
    let Some(all) = told.what_if.filter(|w| w.slip.count() > 0) else { return Ok(()) };
    let head = format!("{:44}{:>10}{:>10}{:>18}{:>18}", "the same nights again", "P50", "P95", "mean slip", "picture");
    writeln!(out, "{}", painted(&head, DIM))?;
    let at = |h: &Histogram, q: f64| h.quantile(q).map_or("–".to_owned(), |e| slip(e.us));
    writeln!(out, "{:44}{:>10}{:>10}", "as they are", at(&all.slip, 0.5), at(&all.slip, 0.95))?;
    for one in &all.changes {
        writeln!(
            out,
            "{}{:>10}{:>10}{:>18}{:>18}",
            fit(&say::change(told.bench.show, &one.change), 44, false),
            at(&one.slip, 0.5),
            at(&one.slip, 0.95),
            within(one.paired.slip.mean()),
            within(one.paired.visible.mean()),
        )?;
    }
    let how = format!(
        "seconds; {} under the same luck; mean slip and wrong picture: the difference of each pair, ± 95 %",
        super::nights(all.slip.count())
    );
    writeln!(out, "{}\n", painted(&how, DIM))
}

fn shares(out: &mut String, told: &Told<'_>) -> std::fmt::Result {
    let Some(shares) = told.shares.filter(|s| s.nights > 0) else { return Ok(()) };
    let head = format!("{:28}{:>9}{:>18}{:>18}", "to blame, of a mean night", "nights", "slip", "wrong picture");
    writeln!(out, "{}", painted(&head, DIM))?;
    let row = |out: &mut String, name: &str, nights: &str, slip: Option<Estimate>, visible: Option<Estimate>| {
        writeln!(out, "{}{nights:>9}{:>18}{:>18}", fit(name, 28, false), within(slip), within(visible))
    };
    let n = shares.nights;
    for line in shares.ranked() {
        row(out, &line.on, &line.nights.to_string(), line.slip.mean(n), line.visible.mean(n))?;
    }
    row(out, "luck and calls, no fault", "", shares.slip_without.mean(n), shares.visible_without.mean(n))?;
    row(out, "the night", &n.to_string(), shares.slip.mean(n), shares.visible.mean(n))?;
    let sampled = match shares.sampled {
        0 => "every subset of their faults".to_owned(),
        n => format!("every subset of their faults, drawn orders in {n}"),
    };
    let how = format!("seconds; {}, one in {}, {sampled}; ± 95 %", count(n, "night"), shares.step);
    writeln!(out, "{}\n", painted(&how, DIM))
}
