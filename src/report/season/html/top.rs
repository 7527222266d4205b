//! The first screen: four questions, each with its figures and a sentence.

use std::fmt::{self, Write};

use crate::report::page::{Safe, chip};
use crate::report::performance::words::late;
use crate::report::season::{Told, say};
use crate::sweep::nights::histogram::{Chance, Estimate, Histogram};
use crate::sweep::nights::what_if::Change;

/// What a card says.
pub(in crate::report::season) struct Card {
    class: &'static str,
    /// What is asked.
    pub(in crate::report::season) question: &'static str,
    /// Each with what it is.
    pub(in crate::report::season) figures: Vec<(String, String)>,
    lines: Vec<String>,
}

/// The four answers.
pub(in crate::report::season) fn cards(told: &Told<'_>) -> [Card; 4] {
    [how_late(told), how_likely(told), because(told), to_do(told)]
}

pub(super) fn answers(out: &mut String, told: &Told<'_>) -> fmt::Result {
    out.push_str("<section class=\"answers\" aria-label=\"Summary\">\n");
    for card in cards(told) {
        writeln!(out, "<article class=\"{}\">\n<h2>{}</h2>\n<p class=\"big\">", card.class, card.question)?;
        for (figure, what) in &card.figures {
            // What is a word and no number would not go on a line at a number's size.
            let class = if figure.chars().count() > 20 { " class=\"words\"" } else { "" };
            writeln!(out, "<span><b{class}>{}</b> <small>{}</small></span>", Safe(figure), Safe(what))?;
        }
        out.push_str("</p>\n");
        for line in &card.lines {
            writeln!(out, "<p>{}</p>", Safe(line))?;
        }
        out.push_str("</article>\n");
    }
    out.push_str("</section>\n");
    Ok(())
}

/// What all of it rests on.
pub(super) fn footing(out: &mut String, told: &Told<'_>) -> fmt::Result {
    let guesses = told.odds.assumptions() > 0;
    let chip = if guesses { chip("fault", "◆", "assumed") } else { chip("on-time", "●", "sourced") };
    let footing = told.footing();
    let text = footing.strip_prefix("ASSUMED: ").unwrap_or(&footing);
    writeln!(out, "<p class=\"footing\">{chip} {}</p>", Safe(&crate::report::performance::words::sentence(text)))
}

fn dash(e: Option<Estimate>) -> String {
    e.map_or_else(|| "–".to_owned(), |e| late(e.us))
}

fn how_late(told: &Told<'_>) -> Card {
    let slip = &told.season.slip;
    let (median, p95) = (slip.quantile(0.5), slip.quantile(0.95));
    let mut lines = match (median, p95) {
        (Some(median), Some(p95)) => vec![format!(
            "Half of the nights end no later than {}, 19 in 20 no later than {} ({}).",
            late(median.us),
            late(p95.us),
            say::between(p95)
        )],
        _ => vec!["There are too few nights to say more.".to_owned()],
    };
    if let Some(most) = slip.most() {
        lines.push(format!("The latest of {}: {}.", say::nights(told.season.nights), late(most)));
    }
    let figures = vec![(dash(median), "P50, the typical night".to_owned()), (dash(p95), "P95, a bad night".to_owned())];
    Card { class: "late", question: "How late?", figures, lines }
}

fn how_likely(told: &Told<'_>) -> Card {
    let (slip, n) = (&told.season.slip, told.season.nights);
    let within = |s: i64| slip.at_most(s * 1_000_000);
    let figures = vec![
        (say::share(within(60), n), "end within 1 minute".to_owned()),
        (say::share(within(300), n), "end within 5 minutes".to_owned()),
    ];
    let late = say::within(Chance::of(told.season.late, n));
    let mut lines = vec![format!("Late at all: {} of nights ({late}).", say::share(told.season.late, n))];
    let of = |s: i64| say::share(n - within(s), n);
    lines.push(format!("More than 5 s late: {}; more than 15 s: {}.", of(5), of(15)));
    if told.season.stuck > 0 {
        lines.push(format!("Never reach the end: {}.", say::share(told.season.stuck, n)));
    }
    Card { class: "likely", question: "How likely?", figures, lines }
}

fn because(told: &Told<'_>) -> Card {
    let (season, show) = (told.season, told.bench.show);
    let ranked: Vec<_> =
        told.tornado().into_iter().filter_map(|(name, s, e)| Some((name, s, e.filter(|e| e.from_us > 0)?))).collect();
    let mut lines = Vec::new();
    let mut figures = Vec::new();
    if let Some(((on, what), swing, adds)) = ranked.first() {
        let often = say::share(swing.nights, season.nights);
        let what = say::risk(show, on, what);
        figures.push((what, format!("adds {} to the mean night; in {often} of nights", say::fine(adds.us))));
    } else {
        figures.push(("–".to_owned(), "nothing stands out from luck".to_owned()));
    }
    let next: Vec<String> = ranked
        .iter()
        .skip(1)
        .take(2)
        .map(|((on, what), _, adds)| format!("{} ({})", say::risk(show, on, what), say::fine(adds.us)))
        .collect();
    if !next.is_empty() {
        lines.push(format!("Then: {}.", next.join("; ")));
    }
    if let Some(shares) = told.shares
        && let (Some(all), Some(luck)) = (shares.slip.mean(shares.nights), shares.slip_without.mean(shares.nights))
    {
        lines.push(format!(
            "Luck and calls alone, with no fault: {} of the mean night’s {}.",
            say::fine(luck.us),
            say::fine(all.us)
        ));
    }
    Card { class: "because", question: "Because of what?", figures, lines }
}

fn to_do(told: &Told<'_>) -> Card {
    let Some(all) = told.what_if.filter(|w| w.slip.count() > 0) else {
        return Card {
            class: "do",
            question: "What to do?",
            figures: vec![("–".to_owned(), "not asked".to_owned())],
            lines: vec!["No night was run again with one thing otherwise (--what-if).".to_owned()],
        };
    };
    let mut lines = Vec::new();
    let mut figures = Vec::new();
    let p95 = |h: &Histogram| dash(h.quantile(0.95));
    let together = all.changes.iter().find(|c| matches!(&c.change, Change::Without(all) if all.len() > 1));
    let best = say::best(told);
    // Not all nights need have been run again.
    let as_is = match all.slip.count() {
        n if n == told.season.nights => "P95 as it is".to_owned(),
        n => format!("P95 as it is, of {}", say::nights(n)),
    };
    if let Some(together) = together.filter(|c| c.paired.slip.mean().is_some_and(|e| e.to_us < 0)) {
        figures.push((p95(&all.slip), as_is.clone()));
        figures.push((p95(&together.slip), "with all of these seen to".to_owned()));
        lines.push(format!("{}.", without(told, &together.change)));
    } else if let Some((best, _)) = best {
        figures.push((p95(&all.slip), as_is.clone()));
        figures.push((p95(&best.slip), "by the best change tried".to_owned()));
    } else {
        figures.push(("±0".to_owned(), "no change tried helps for certain".to_owned()));
    }
    if let Some((best, mean)) = best {
        let (p95, by) = (p95(&best.slip), say::fine(mean.us));
        lines.push(match &best.change {
            Change::Without(_) => {
                format!("First of all: {}. Without it P95 {p95}, the mean {by}.", without(told, &best.change))
            }
            hire => format!("{}: P95 {p95}, the mean {by}.", say::change(told.bench.show, hire)),
        });
    }
    let seen = all.changes.iter().filter(|c| matches!(&c.change, Change::Without(all) if all.len() == 1));
    let seen = seen.filter_map(|c| Some((c, c.paired.visible.mean().filter(|e| e.to_us < 0)?)));
    if let Some((most, by)) = seen.min_by_key(|(_, by)| by.us) {
        let what = without(told, &most.change);
        lines.push(format!("For the picture: {what}; without it {} of wrong picture a night.", say::fine(by.us)));
    }
    let idle: Vec<&str> = all
        .changes
        .iter()
        .filter(|c| c.paired.slip.mean().is_none_or(|e| e.us > -50_000))
        .filter_map(|c| match c.change {
            Change::Dresser => Some("one dresser more"),
            Change::Hand => Some("one hand more to repair"),
            Change::Without(_) => None,
        })
        .collect();
    if !idle.is_empty() {
        lines.push(format!("Would not help: {}.", idle.join(", ")));
    }
    Card { class: "do", question: "What to do?", figures, lines }
}

/// What a change leaves out.
fn without(told: &Told<'_>, change: &Change) -> String {
    let Change::Without(all) = change else { return String::new() };
    let named: Vec<String> = all.iter().map(|(on, what)| say::risk(told.bench.show, on, what)).collect();
    named.join("; ")
}
