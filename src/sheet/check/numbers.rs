//! What numbers may be: [`Law`]. Not NaN, not infinite, not absurd, and of the sign and size their meaning asks for.

use super::{Path, Problems};
use crate::sheet::diagnostic::Finding;

/// A week, s: nothing in a show takes longer.
const WEEK_S: f64 = 604_800.0;

/// What nothing in a theatre has that many of, and what stands for "no limit" in a sheet.
const ABSURD: f64 = 1e9;

/// Sigma of a log-normal draw above which its values say nothing: e⁵ is 148 times the median.
const SPREAD_MAX: f64 = 5.0;

/// What a number may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Law {
    /// A time that may be 0, s.
    Seconds,
    /// A time that may not, s; not so short that it rounds to no microsecond (rule 1).
    SomeSeconds,
    /// How long at most, s: people write a great number for "for ever".
    Limit,
    /// 0 or above.
    Amount,
    /// Above 0.
    SomeAmount,
    /// At least this (above 0): less would keep a machine switching on and off for ever.
    AtLeast(f64),
    /// From 0, up to this.
    AtMost(f64),
    /// From 0 to 1.
    Level,
    /// From 0, below 1.
    LevelBelowOne,
    /// Above 0, to 1; at least this.
    LevelAtLeast(f64),
    /// Sigma of a log-normal draw.
    Spread,
    /// Any number: a position, a tolerance.
    Any,
}

/// Checks `x`, which is `what`, at the end of `path`.
pub(crate) fn number(what: &str, x: f64, law: Law, path: &Path<'_>, problems: &mut Problems) {
    if let Some(finding) = judge(what, x, law) {
        problems.add(path, finding);
    }
}

/// As [`number`], for a field that may be left out.
pub(crate) fn maybe(what: &'static str, x: Option<f64>, law: Law, of: &Path<'_>, problems: &mut Problems) {
    if let Some(x) = x {
        number(what, x, law, &of.field(what), problems);
    }
}

fn judge(what: &str, x: f64, law: Law) -> Option<Finding> {
    let find = |code, message: String, label: &str| Some(Finding::new(code, 0..0, message).label(label));
    if !x.is_finite() {
        return find("E0301", format!("`{what}` is {x}"), "expected a finite number");
    }
    let most = match law {
        Law::Seconds | Law::SomeSeconds => WEEK_S,
        Law::Spread => SPREAD_MAX,
        Law::AtMost(most) => most,
        _ => ABSURD,
    };
    match law {
        Law::Level if !(0.0..=1.0).contains(&x) => level(what, x, "from 0 to 1"),
        Law::LevelBelowOne if !(0.0..1.0).contains(&x) => level(what, x, "from 0, below 1"),
        Law::LevelAtLeast(_) if x <= 0.0 || x > 1.0 => level(what, x, "above 0, up to 1"),
        Law::Level | Law::LevelBelowOne => None,
        Law::Seconds | Law::Limit | Law::Amount | Law::AtMost(_) | Law::Spread if x < 0.0 => {
            find("E0302", format!("`{what}` is negative: {x}"), "may not be below 0")
        }
        Law::SomeSeconds | Law::SomeAmount | Law::AtLeast(_) if x < 0.0 => {
            find("E0302", format!("`{what}` is negative: {x}"), "must be above 0")
        }
        Law::SomeSeconds | Law::SomeAmount | Law::AtLeast(_) if x == 0.0 => {
            find("E0303", format!("`{what}` is 0"), "must be above 0")
        }
        Law::SomeSeconds if (x * 1e6).round() == 0.0 => {
            find("E0303", format!("`{what}` rounds to no whole microsecond"), "must be above 0")
        }
        Law::AtLeast(least) | Law::LevelAtLeast(least) if x < least => {
            find("E0305", format!("`{what}` is absurdly small: {x}"), &format!("expected at least {least}"))
        }
        _ if x.abs() > most => {
            let label = match law {
                Law::Seconds | Law::SomeSeconds => "more than a week".to_owned(),
                _ => format!("expected {most} at most"),
            };
            find("E0305", format!("`{what}` is absurd: {x}"), &label)
        }
        _ => None,
    }
}

fn level(what: &str, x: f64, expected: &str) -> Option<Finding> {
    let percent = (2.0..=100.0).contains(&x).then(|| format!("{x} per cent is written {}", x / 100.0));
    let finding = Finding::new("E0304", 0..0, format!("`{what}` is out of its range: {x}"));
    Some(finding.label(format!("expected a number {expected}")).maybe_hint(percent))
}
