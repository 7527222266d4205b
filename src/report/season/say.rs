//! The words of a season: what goes wrong, what could be otherwise, and numbers that say no more than is known.

use super::Told;
use crate::fault::odds::{Dist, Rate};
use crate::report::performance::words::{machine, plain, sentence};
use crate::sheet::Show;
use crate::sweep::nights::histogram::{Chance, Estimate};
use crate::sweep::nights::what_if::{Change, WhatIf};
use crate::sweep::nights::{DRESSERS, season::certain_us};

/// What a fault was on, as people say it.
pub(super) fn on(show: &Show, on: &str) -> String {
    if show.machines.get(on).is_some() || on == "caller" {
        return sentence(&machine(show, on));
    }
    format!("{} operator", plain(on))
}

/// What goes wrong, as a sentence without its end: `Plane trips its E-stop`.
pub(super) fn risk(show: &Show, name: &str, what: &str) -> String {
    if (name, what) == DRESSERS {
        return "A change waits for a dresser".to_owned();
    }
    let does = match what {
        "Dropout" => " drops out",
        "Stutter" => " stutters",
        "Weak" => " is weak",
        "Cold" => " goes cold",
        "Dry" => " runs dry",
        "StuckOn" => " sticks on",
        "SignalLoss" => " loses its signal",
        "Slow" => " is slow",
        "Jam" => " jams",
        "LateBrake" => " brakes late",
        "StopsShort" => " stops short",
        "EStop" => " stops by E-stop",
        "Overload" => " is overloaded",
        "Slips" => " slips",
        "Jams" => " jams a fastening",
        "NoDresser" => " has no dresser",
        "WrongSide" => " is on the wrong side",
        "Blackout" => " blacks out",
        "Freeze" => " freezes",
        "Late" => " plays late",
        "Dead" => " is dead",
        "GoLate" => " is late with a GO",
        "GoMissed" => " misses a GO",
        "GoEarly" => " is early with a GO",
        "GoTwice" => " gives a GO twice",
        "OperatorSlow" => " is slow to answer",
        other => return format!("{} · {other}", on(show, name)),
    };
    format!("{}{does}", on(show, name))
}

/// A change, as the head of a line.
pub(super) fn change(show: &Show, change: &Change) -> String {
    match change {
        Change::Without(all) => match all.as_slice() {
            [(on, what)] => format!("Without “{}”", risk(show, on, what)),
            all => format!("Without these {}", number_word(all.len())),
        },
        Change::Dresser => "With one dresser more".to_owned(),
        Change::Hand => "With one hand more to repair".to_owned(),
    }
}

fn number_word(n: usize) -> String {
    ["none", "one", "two", "three", "four"].get(n).map_or_else(|| n.to_string(), |w| (*w).to_owned())
}

/// `99.9 %`; `100 %` and `0 %` only where it is all or nothing: else `> 99.9 %`.
pub(super) fn share(hits: u64, of: u64) -> String {
    // As the table rounds it.
    let percent = 100.0 * Chance::of(hits, of).share;
    match hits {
        0 => "0\u{a0}%".to_owned(),
        n if n == of => "100\u{a0}%".to_owned(),
        _ if percent >= 99.95 => ">\u{a0}99.9\u{a0}%".to_owned(),
        _ if percent < 0.05 => "<\u{a0}0.1\u{a0}%".to_owned(),
        _ => format!("{percent:.1}\u{a0}%"),
    }
}

/// The interval of a share: `70.3 to 72.1 %`.
pub(super) fn within(chance: Chance) -> String {
    format!("{:.1} to {:.1}\u{a0}%", 100.0 * chance.from, 100.0 * chance.to)
}

/// Seconds with a sign and two decimals: `+0.52 s`.
pub(super) fn fine(us: i64) -> String {
    format!("{}\u{a0}s", bare(us))
}

/// The same without the unit.
pub(super) fn bare(us: i64) -> String {
    let hundredths = (us.abs() + 5_000) / 10_000;
    let sign = if us < 0 && hundredths > 0 { '−' } else { '+' };
    // From there on a tenth is more than is known.
    if hundredths >= 10_000 {
        let tenths = (us.abs() + 50_000) / 100_000;
        return format!("{sign}{}.{}", tenths / 10, tenths % 10);
    }
    format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The interval of a number: `+0.46 to +0.58`.
pub(super) fn between(e: Estimate) -> String {
    format!("{} to {}", bare(e.from_us), bare(e.to_us))
}

/// Whether the interval has nothing in it.
pub(super) fn certain(e: Estimate) -> bool {
    certain_us(e) > 0
}

/// `10,000`.
pub(super) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `10,000 nights`.
pub(super) fn nights(n: u64) -> String {
    if n == 1 { "1 night".to_owned() } else { format!("{} nights", thousands(n)) }
}

/// How often.
pub(super) fn rate(rate: Rate) -> String {
    match rate {
        Rate::PerUse(p) => format!("{}\u{a0}% of uses", number(100.0 * p)),
        Rate::PerShow(n) => format!("{} a show", number(n)),
        Rate::PerHour(n) => format!("{} an hour", number(n)),
    }
}

/// How it is spread.
pub(super) fn dist(dist: Dist) -> String {
    match dist {
        Dist::Fixed(x) => number(x),
        Dist::Uniform(a, b) => format!("{} to {}", number(a), number(b)),
        Dist::LogNormal(median, sigma) => format!("about {} (σ\u{a0}{})", number(median), number(sigma)),
        Dist::Exponential(mean) => format!("{} on average", number(mean)),
    }
}

/// A number of a file, with no more digits than it has.
fn number(x: f64) -> String {
    let text = format!("{x:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The one change that would help the mean night most for certain; none where none does.
pub(super) fn best<'a>(told: &Told<'a>) -> Option<(&'a WhatIf, Estimate)> {
    let one = |w: &&WhatIf| !matches!(&w.change, Change::Without(all) if all.len() > 1);
    let helps = |w: &'a WhatIf| Some((w, w.paired.slip.mean().filter(|e| e.to_us < 0)?));
    // Of equals the first.
    told.what_if?.changes.iter().filter(one).filter_map(helps).min_by_key(|(_, e)| e.us)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_all_only_where_it_is_all() {
        assert_eq!(share(99_999, 100_000), ">\u{a0}99.9\u{a0}%");
        assert_eq!(share(100_000, 100_000), "100\u{a0}%");
        assert_eq!(share(1, 100_000), "<\u{a0}0.1\u{a0}%");
        assert_eq!(share(0, 100_000), "0\u{a0}%");
        assert_eq!(share(712, 1000), "71.2\u{a0}%");
    }

    #[test]
    fn numbers_have_their_sign_and_no_more_digits_than_are_known() {
        assert_eq!(bare(-4_000), "+0.00");
        assert_eq!(bare(-522_000), "−0.52");
        assert_eq!(bare(151_278_000), "+151.3");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(rate(Rate::PerUse(0.004)), "0.4\u{a0}% of uses");
    }
}
