//! Reads odds, and checks that they make sense against a sheet.

use std::collections::BTreeMap;

use super::kind::Victim;
use super::{Dist, Odds, Rate, Risk, RiskLength, RiskStrength, State, grammar};
use crate::sheet::check::{Law, Names, Path, Problems, ROOT, number};
use crate::sheet::{self, Diagnostics, FaultWord, Finding, Show, Source};

/// Reads odds: their shape only.
///
/// # Errors
/// Every problem of shape that was found, by place.
pub fn parse_odds(source: &Source) -> Result<Odds, Diagnostics> {
    sheet::read(source, &grammar::ODDS)
}

/// Every problem of sense of `odds`, which were read from `source`, against a sheet: errors and warnings.
pub fn check_odds(odds: &Odds, source: &Source, show: &Show) -> Diagnostics {
    // The sheet's own problems belong to the sheet.
    let names = Names::new(show, &mut Problems::default());
    let mut problems = Problems::default();
    let risks = ROOT.field("risks");
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (i, risk) in odds.risks.iter().enumerate() {
        let at = risks.item(i);
        if seen.insert(risk.luck_name(), i).is_some() {
            let finding = Finding::new("E0601", 0..0, format!("the risk \"{}\" is there twice", risk.luck_name()))
                .label("a risk before has this name")
                .hint("give it an `id` of its own: its luck is drawn by it");
            problems.add(&if risk.id.is_empty() { at } else { at.field("id") }, finding);
        }
        whole(risk, odds, &names, &at, &mut problems);
    }
    problems.placed(source)
}

fn whole(risk: &Risk, odds: &Odds, names: &Names<'_>, at: &Path<'_>, problems: &mut Problems) {
    victim(&risk.on, risk.what, names, at, problems);
    rate(risk, &at.field("rate"), problems);
    state(risk, &at.field("needs"), problems);
    strength(risk.what, risk.strength, at, problems);
    length(risk, at, problems);
    for (field, dist) in [("lasts", risk.lasts), ("repair", risk.repair)] {
        if let Some(dist) = dist {
            distribution(field, dist, Law::Limit, &at.field(field), problems);
        }
    }
    if risk.repair.is_some() && odds.hands == 0 {
        let finding = Finding::new("E0604", 0..0, "a repair, and `hands` is 0").label("nobody will repair it");
        problems.add(&at.field("repair"), finding);
    }
    let also = at.field("also");
    for (i, hit) in risk.also.iter().enumerate() {
        let at = also.item(i);
        victim(&hit.on, hit.what, names, &at, problems);
        if hit.what.victim() == Victim::Go {
            let message = format!("`{}` is about one cue, and cannot go with something else", hit.what.name());
            problems.add(&at.field("what"), Finding::new("E0602", 0..0, message).label("make it a risk of its own"));
        }
        if hit.what.length() == RiskLength::Needed && risk.what.length() == RiskLength::None {
            let message = format!("`{}` needs a length, and `{}` has none to share", hit.what.name(), risk.what.name());
            problems.add(&at.field("what"), Finding::new("E0604", 0..0, message).label("how long does it last?"));
        }
        strength(hit.what, hit.strength, &at, problems);
        number("chance", hit.chance, Law::Level, &at.field("chance"), problems);
    }
}

/// Whether `on` is there, and of the kind that the fault happens to.
fn victim(on: &str, what: FaultWord, names: &Names<'_>, at: &Path<'_>, problems: &mut Problems) {
    let on_at = at.field("on");
    let victim = what.victim();
    match victim {
        Victim::Go if on != "caller" => {
            let message = format!("`{}` happens to the caller, not to \"{on}\"", what.name());
            let finding = Finding::new("E0502", 0..0, message).label("expected \"caller\"");
            problems.add(&on_at, finding.hint("write `on: \"caller\"`"));
        }
        Victim::Go => {}
        Victim::Operator => {
            if on != "caller" && !names.department(on) {
                problems.unknown(&on_at, "E0112", ("department", on), names.departments());
            }
        }
        _ => {
            let Some(machine) = names.any_machine(on, &on_at, problems) else { return };
            if !what.fits(machine) {
                let message =
                    format!("`{}` happens to {}, and \"{on}\" is a {}", what.name(), victim.what(), machine.kind());
                problems.add(&on_at, Finding::new("E0501", 0..0, message).label(format!("expected {}", victim.what())));
            }
        }
    }
}

fn rate(risk: &Risk, at: &Path<'_>, problems: &mut Problems) {
    let first = at.item(0);
    match risk.rate {
        Rate::PerShow(times) => number("times", times, Law::AtMost(1000.0), &first, problems),
        Rate::PerUse(chance) => number("chance", chance, Law::Level, &first, problems),
        Rate::PerHour(times) => number("times", times, Law::AtMost(1000.0), &first, problems),
    }
    if matches!(risk.rate, Rate::PerHour(_)) && risk.what.victim() == Victim::Go {
        let message = format!("`{}` happens at a GO, which takes no time", risk.what.name());
        let finding = Finding::new("E0602", 0..0, message).label("expected `PerUse` or `PerShow`");
        problems.add(at, finding.hint("`PerUse(0.01)` is one GO in a hundred"));
    }
}

fn state(risk: &Risk, at: &Path<'_>, problems: &mut Problems) {
    let victim = risk.what.victim();
    let fits = match risk.needs {
        State::Always | State::InUse => true,
        State::Hot => victim == Victim::Fog,
        State::QuickChange | State::OnStage => victim == Victim::Costume,
    };
    if !fits {
        let message = format!("`{}` is no state of {}", risk.needs.name(), victim.what());
        problems.add(at, Finding::new("E0602", 0..0, message).label("it could never happen"));
    }
}

impl State {
    /// The state's name as the language spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Always => "Always",
            Self::InUse => "InUse",
            Self::Hot => "Hot",
            Self::QuickChange => "QuickChange",
            Self::OnStage => "OnStage",
        }
    }
}

fn strength(what: FaultWord, given: Option<Dist>, at: &Path<'_>, problems: &mut Problems) {
    let field = at.field("strength");
    let (word, law) = match what.strength() {
        RiskStrength::None => {
            if given.is_some() {
                let finding = Finding::new("E0603", 0..0, format!("`{}` has no strength", what.name()));
                problems.add(&field, finding.label("leave it out"));
            }
            return;
        }
        RiskStrength::Share => ("a factor up to 1, like `Uniform(0.4, 0.9)`", Law::SomeAmount),
        RiskStrength::Factor => ("a factor, like `Uniform(1.2, 2.0)`", Law::SomeAmount),
        RiskStrength::Seconds => ("seconds, like `LogNormal(4.0, 0.5)`", Law::Limit),
        RiskStrength::Metres => ("metres, like `Uniform(0.1, 0.5)`", Law::Limit),
    };
    match given {
        Some(dist) => {
            distribution("strength", dist, law, &field, problems);
            if what.strength() == RiskStrength::Share && dist.values().iter().any(|x| *x > 1.0) {
                let message = format!("`{}` is a share of what should be: up to 1", what.name());
                problems.add(&field, Finding::new("E0304", 0..0, message).label(format!("expected {word}")));
            }
        }
        None => {
            let finding = Finding::new("E0603", 0..0, format!("how strong is `{}`?", what.name()));
            problems.add(at, finding.label("`strength` is missing").hint(format!("`strength` is {word}")));
        }
    }
}

fn length(risk: &Risk, at: &Path<'_>, problems: &mut Problems) {
    let name = risk.what.name();
    let given = [("lasts", risk.lasts), ("repair", risk.repair)];
    let given: Vec<&'static str> = given.iter().filter(|(_, d)| d.is_some()).map(|(field, _)| *field).collect();
    match (risk.what.length(), &given[..]) {
        (RiskLength::None, [field, ..]) => {
            let finding = Finding::new("E0604", 0..0, format!("`{name}` has no length")).label("leave it out");
            problems.add(&at.field(field), finding);
        }
        (RiskLength::Needed, []) => {
            let finding = Finding::new("E0604", 0..0, format!("how long does `{name}` last?"))
                .label("`lasts` or `repair` is missing")
                .hint("`lasts: Exponential(20.0)` is over by itself; `repair: …` waits for a hand");
            problems.add(at, finding);
        }
        (_, [_, second, ..]) => {
            let finding = Finding::new("E0604", 0..0, "it is over by itself, or by somebody's work: not both")
                .label("`lasts` is given as well");
            problems.add(&at.field(second), finding);
        }
        _ => {}
    }
}

/// The numbers of a distribution, each by the law of what is drawn.
fn distribution(what: &str, dist: Dist, law: Law, at: &Path<'_>, problems: &mut Problems) {
    let [first, second] = [at.item(0), at.item(1)];
    match dist {
        Dist::Fixed(value) => number(what, value, law, &first, problems),
        Dist::Uniform(from, to) => {
            number(what, from, law, &first, problems);
            number(what, to, law, &second, problems);
            if to < from {
                let finding = Finding::new("E0605", 0..0, format!("from {from} to {to} there is nothing"));
                problems.add(&second, finding.label(format!("expected {from} or more")));
            }
        }
        Dist::LogNormal(median, sigma) => {
            number("median", median, Law::SomeAmount, &first, problems);
            number("sigma", sigma, Law::Spread, &second, problems);
        }
        Dist::Exponential(mean) => number("mean", mean, Law::SomeAmount, &first, problems),
    }
}

impl Dist {
    /// The values it names that are of the kind drawn.
    fn values(self) -> Vec<f64> {
        match self {
            Self::Fixed(x) | Self::LogNormal(x, _) | Self::Exponential(x) => vec![x],
            Self::Uniform(a, b) => vec![a, b],
        }
    }
}
