//! Campaigns as people read them: the vocabulary, a certificate, what was never exercised.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::palette;
use super::table::{BOLD, DIM, ink, painted};
use super::words::count;
use crate::fault::{Expect, Fault, fault_ron};
use crate::sheet::Show;
use crate::sweep::{Bag, Bench, Candidate, Certificate, Vocabulary};

/// Kinds shown of each expectation.
const GROUPS_SHOWN: usize = 12;

/// Lines of what was never exercised.
const NEVER_SHOWN: usize = 20;

/// What can go wrong, by machine and person.
pub fn vocabulary(show: &Show, words: &Vocabulary) -> String {
    let mut out = String::new();
    for entry in &words.entries {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}  {}", painted(&entry.on, BOLD), entry.kind);
        let uses = shortened(&entry.uses, 8);
        let _ = writeln!(out, "    {} {uses}", painted("used by", DIM));
        let kinds = if entry.kind == "Caller" {
            "GoLate 2 s and 10 s, GoMissed 30 s, GoEarly 2 s, GoTwice, of each of its cues".to_owned()
        } else {
            let strengths = entry.kinds.iter().map(|kind| {
                let list = kind.iter().map(|(what, lasts)| match lasts {
                    Some(s) => format!("{what} for {s} s"),
                    None => what.to_string(),
                });
                list.collect::<Vec<_>>().join(" ")
            });
            strengths.collect::<Vec<_>>().join(", ")
        };
        let _ = writeln!(out, "    {} {kinds}", painted("may    ", DIM));
        let per_moment: usize = entry.kinds.iter().map(Vec::len).sum();
        let singles = count((per_moment * entry.moments.len()) as u64, "single fault");
        if entry.moments.len() > 1 {
            let _ = writeln!(out, "    {} {} moments, {singles}", painted("at     ", DIM), entry.moments.len());
        } else {
            let _ = writeln!(out, "    {} the top of the show, {singles}", painted("from   ", DIM));
        }
    }
    let singles = words.singles(show).len();
    let _ = writeln!(out, "\n{} of {}", count(singles as u64, "single fault"), entries(words));
    out
}

/// `12 machines and 9 people`.
fn entries(words: &Vocabulary) -> String {
    let people = words.entries.iter().filter(|e| matches!(e.kind, "Caller" | "Operator")).count();
    let machines = words.entries.len() - people;
    let persons = if people == 1 { "1 person".to_owned() } else { format!("{people} people") };
    format!("{} and {persons}", count(machines as u64, "machine"))
}

fn shortened(list: &[String], most: usize) -> String {
    let more = list.len().saturating_sub(most);
    let shown = list.iter().take(most).cloned().collect::<Vec<_>>().join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

/// Sets of faults that are alike but for moment and strength.
struct Group<'a> {
    name: String,
    sets: u64,
    weakest: Vec<&'a Fault>,
    strength: u32,
}

fn groups<'a>(found: &Certificate, candidates: &'a [Candidate], bit: u64) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<String, Group<'a>> = BTreeMap::new();
    for (set, _) in found.broken.iter().filter(|(_, mask)| mask & bit != 0) {
        let parts: Vec<&Candidate> = set.iter().map(|i| &candidates[*i as usize]).collect();
        let mut names: Vec<String> =
            parts.iter().map(|c| format!("{} on {}", c.fault.what.name(), c.fault.on)).collect();
        names.sort();
        let strength = parts.iter().map(|c| c.strength).sum();
        let weakest = || parts.iter().map(|c| &c.fault).collect();
        let name = names.join(" and ");
        match groups.get_mut(&name) {
            Some(group) => {
                group.sets += 1;
                if strength < group.strength {
                    (group.strength, group.weakest) = (strength, weakest());
                }
            }
            None => {
                groups.insert(name.clone(), Group { name, sets: 1, weakest: weakest(), strength });
            }
        }
    }
    let mut list: Vec<Group<'a>> = groups.into_values().collect();
    list.sort_by(|a, b| a.weakest.len().cmp(&b.weakest.len()).then(b.sets.cmp(&a.sets)).then(a.name.cmp(&b.name)));
    list
}

/// A campaign: what was run, and what came of it.
#[derive(Debug)]
pub struct Part<'a> {
    /// The sheet under its decisions.
    pub bench: &'a Bench<'a>,
    /// What was tried.
    pub candidates: Vec<Candidate>,
    /// What was found.
    pub found: Certificate,
}

/// Certificates in words, one for each combination of decisions that was run, and what they come to together.
pub fn certificates(parts: &[Part<'_>], size: usize, all: bool) -> String {
    let each = parts.iter().map(|p| certificate(p.bench, &p.candidates, &p.found, size, all));
    let mut out = each.collect::<Vec<_>>().join("\n");
    if parts.len() > 1 {
        let held = parts.iter().filter(|p| p.found.holds()).count();
        let nights = count(parts.iter().map(|p| p.found.run).sum(), "night");
        let (text, colour) = if held == parts.len() {
            (format!("Certified under all {held} combinations of decisions, in {nights}"), palette::ON_TIME)
        } else {
            let of = parts.len();
            (format!("Not certified: it holds under {held} of {of} combinations of decisions"), palette::VERY_LATE)
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "\n{}", painted(&text, ink(colour).bold()));
    }
    out
}

/// A certificate in words. `all` shows every kind of set, and what was never exercised in full.
pub fn certificate(bench: &Bench<'_>, candidates: &[Candidate], found: &Certificate, size: usize, all: bool) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_certificate(&mut out, bench, candidates, found, size, all);
    out
}

fn write_certificate(
    out: &mut String,
    bench: &Bench<'_>,
    candidates: &[Candidate],
    found: &Certificate,
    size: usize,
    all: bool,
) -> std::fmt::Result {
    let sets = ["", "every single fault", "every fault and every pair", "every fault, pair and triple"];
    writeln!(out, "{} · {}", painted(&title(bench), BOLD), sets[size.min(3)])?;
    writeln!(out, "{} in the vocabulary of this sheet", count(found.singles, "single fault"))?;
    if found.out_of_reach > 0 {
        writeln!(out, "{} of them cannot reach what is expected and are not run", found.out_of_reach)?;
    }
    if found.covered > 0 {
        writeln!(out, "{} need no run: a part of each breaks all that is expected", count(found.covered, "set"))?;
    }
    let whole = if found.is_exhausted() { "all there are" } else { "not all" };
    writeln!(out, "{} run of {}: {whole}", count(found.run, "night"), found.space)?;
    for (e, expect) in bench.base.expect.iter().enumerate() {
        let sets = |bit: usize| found.broken.iter().filter(move |(_, mask)| mask >> bit & 1 == 1).map(|(set, _)| set);
        let same = (0..e).find(|other| sets(e).next().is_some() && sets(e).eq(sets(*other)));
        match same {
            Some(other) => {
                let other = &bench.base.expect[other];
                writeln!(out, "\n{}: broken by the same sets as {other}", painted(&expect.to_string(), BOLD))?;
            }
            None => write_expectation(out, candidates, found, (e, expect), all)?,
        }
    }
    writeln!(out)?;
    write_never(out, &found.exercise.never(bench), all)?;
    let text = verdict(bench, found);
    let colour = if found.holds() { palette::ON_TIME } else { palette::VERY_LATE };
    writeln!(out, "{}", painted(&text, ink(colour).bold()))
}

fn write_never(out: &mut String, never: &[String], all: bool) -> std::fmt::Result {
    if never.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", painted("Never exercised", BOLD))?;
    let shown = if all { never.len() } else { NEVER_SHOWN };
    for line in never.iter().take(shown) {
        writeln!(out, "  {line}")?;
    }
    if never.len() > shown {
        writeln!(out, "  … and {} more (--all)", never.len() - shown)?;
    }
    writeln!(out)
}

/// What a hunt brought home, in words.
pub fn bag(bench: &Bench<'_>, bag: &Bag, all: bool) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_never(&mut out, &bag.exercise.never(bench), all);
    let by_none = bench.missed(&[], &bench.night(&[]));
    for (e, expect) in bench.base.expect.iter().enumerate().filter(|(e, _)| by_none >> e & 1 == 1) {
        let _ = writeln!(out, "{e}: {expect} is missed with no fault at all, and was not hunted");
    }
    let text = match bag.found.len() {
        0 => format!("Nothing found in {}", count(bag.nights, "night")),
        n => format!(
            "{} found in {} ({} failed)",
            if n == 1 { "1 weakness".to_owned() } else { format!("{n} weaknesses") },
            count(bag.nights, "night"),
            bag.failed
        ),
    };
    let colour = if bag.found.is_empty() { palette::ON_TIME } else { palette::VERY_LATE };
    let _ = writeln!(out, "{}", painted(&text, ink(colour).bold()));
    out
}

fn write_expectation(
    out: &mut String,
    candidates: &[Candidate],
    found: &Certificate,
    (e, expect): (usize, &Expect),
    all: bool,
) -> std::fmt::Result {
    let bit = 1 << e;
    let head = painted(&expect.to_string(), BOLD);
    if found.broken_by_none & bit != 0 {
        return writeln!(out, "\n{head}: {}", painted("missed with no fault at all", ink(palette::VERY_LATE)));
    }
    let by_size = |k: usize| found.broken.iter().filter(|(s, m)| s.len() == k && m & bit != 0).count() as u64;
    let sizes = [(1, "single fault"), (2, "pair"), (3, "triple")];
    let parts: Vec<String> = sizes
        .iter()
        .map(|(k, word)| (by_size(*k), word))
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| count(n, word))
        .collect();
    if parts.is_empty() {
        let held = if found.is_exhausted() { "held against all of them" } else { "held so far" };
        return writeln!(out, "\n{head}: {}", painted(held, ink(palette::ON_TIME)));
    }
    writeln!(out, "\n{head}: {} {}", painted("broken by", ink(palette::VERY_LATE)), parts.join(", "))?;
    let groups = groups(found, candidates, bit);
    let shown = if all { groups.len() } else { GROUPS_SHOWN };
    for group in groups.iter().take(shown) {
        writeln!(out, "  {:>6} × {}", group.sets, painted(&group.name, ink(palette::FAULT)))?;
        for fault in &group.weakest {
            writeln!(out, "           {}", fault_ron(fault))?;
        }
    }
    if groups.len() > shown {
        writeln!(out, "  … and {} more kinds (--all)", groups.len() - shown)?;
    }
    Ok(())
}

fn verdict(bench: &Bench<'_>, found: &Certificate) -> String {
    if found.holds() {
        let beyond = match found.out_of_reach {
            0 => String::new(),
            n => format!("; {} cannot reach it", count(n, "fault")),
        };
        return format!("Certified: {} held in all {}{beyond}", expectations(bench), count(found.run, "night"));
    }
    let broken = found.broken.iter().fold(found.broken_by_none, |all, (_, mask)| all | mask);
    if !found.is_exhausted() && broken == 0 {
        return format!("Not certified: stopped after {} of {} nights", found.run, found.space);
    }
    let n = broken.count_ones() as usize;
    format!("Not certified: {n} of {} broken", count(bench.base.expect.len() as u64, "expectation"))
}

fn expectations(bench: &Bench<'_>) -> String {
    bench.base.expect.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn title(bench: &Bench<'_>) -> String {
    let show = bench.show;
    let name = match show.performance.as_str() {
        "" => show.title.clone(),
        performance => format!("{}, {performance}", show.title),
    };
    let mut parts = vec![name];
    if !bench.base.name.is_empty() {
        parts.push(bench.base.name.clone());
    }
    parts.extend(bench.base.decisions.iter().map(|(decision, option)| format!("{decision}: {option}")));
    parts.join(" · ")
}

#[derive(Serialize)]
struct CertificateJson {
    show: String,
    scenario: String,
    decisions: BTreeMap<String, String>,
    expect: Vec<String>,
    faults_at_once: usize,
    singles: u64,
    out_of_reach: u64,
    covered: u64,
    space: u64,
    run: u64,
    exhausted: bool,
    certified: bool,
    broken: Vec<BrokenJson>,
    never_exercised: Vec<String>,
}

#[derive(Serialize)]
struct BrokenJson {
    faults: Vec<String>,
    breaks: Vec<String>,
}

#[derive(Serialize)]
struct CertificatesJson {
    certified: bool,
    space: u64,
    run: u64,
    certificates: Vec<CertificateJson>,
}

/// A certificate as JSON, every minimal set in it; of several combinations of decisions, all of them in a list.
///
/// # Errors
/// Only if serialising fails, which for these types it does not.
pub fn certificates_json(parts: &[Part<'_>], size: usize) -> Result<String, serde_json::Error> {
    let mut each: Vec<CertificateJson> =
        parts.iter().map(|p| certificate_json(p.bench, &p.candidates, &p.found, size)).collect();
    let mut text = match each.pop() {
        Some(only) if each.is_empty() => serde_json::to_string_pretty(&only)?,
        last => {
            each.extend(last);
            serde_json::to_string_pretty(&CertificatesJson {
                certified: each.iter().all(|c| c.certified),
                space: each.iter().map(|c| c.space).sum(),
                run: each.iter().map(|c| c.run).sum(),
                certificates: each,
            })?
        }
    };
    text.push('\n');
    Ok(text)
}

fn certificate_json(bench: &Bench<'_>, candidates: &[Candidate], found: &Certificate, size: usize) -> CertificateJson {
    let names = |mask: u64| {
        let expects = bench.base.expect.iter().enumerate();
        expects.filter(|(e, _)| mask >> e & 1 == 1).map(|(_, e)| e.to_string()).collect::<Vec<_>>()
    };
    let by_none =
        (found.broken_by_none != 0).then(|| BrokenJson { faults: Vec::new(), breaks: names(found.broken_by_none) });
    let broken = found.broken.iter().map(|(set, mask)| BrokenJson {
        faults: set.iter().map(|i| fault_ron(&candidates[*i as usize].fault)).collect(),
        breaks: names(*mask),
    });
    CertificateJson {
        show: title(bench),
        scenario: bench.base.name.clone(),
        decisions: bench.options().map(|(d, o)| (d.to_owned(), o.to_owned())).collect(),
        expect: bench.base.expect.iter().map(ToString::to_string).collect(),
        faults_at_once: size,
        singles: found.singles,
        out_of_reach: found.out_of_reach,
        covered: found.covered,
        space: found.space,
        run: found.run,
        exhausted: found.is_exhausted(),
        certified: found.holds(),
        broken: by_none.into_iter().chain(broken).collect(),
        never_exercised: found.exercise.never(bench),
    }
}
