//! What must hold of every show, on shows that nobody would write.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use common::briefly;
use drytech::desk::{self, Desk, Input};
use drytech::fault::{self, FaultKind, Luck, Scenario};
use drytech::machine::curve::Track;
use drytech::run::log::EventLine;
use drytech::run::{MachineTrack, Run, What};
use drytech::sheet::{Call, Show};
use drytech::slip::Rehearsal;
use drytech::sweep::Bench;
use proptest::prelude::*;

/// Three small numbers stand for a beat, a cue or a fault: they shrink to the plainest one.
type Dice = (u8, u8, u8);

fn pick<'a>(list: &[&'a str], n: u8) -> &'a str {
    list[n as usize % list.len()]
}

const CONDITIONS: [&str; 14] = [
    "At(\"wagon\", \"off\")",
    "Lit(\"wash\", 0.4)",
    "Density(0.12)",
    "Clear(0.1)",
    "At(\"wagon\", \"on\")",
    "Worn(\"dress\")",
    "Bare(\"dress\")",
    "Open(\"curtain\")",
    "Closed(\"curtain\")",
    "Lit(\"spot\", 0.75)",
    "Density(0.3)",
    "Worn(\"coat\")",
    "Not(At(\"wagon\", \"on\"))",
    "Any([Lit(\"wash\", 0.4), Clear(0.05)])",
];

const ACTIONS: [&str; 16] = [
    "Light(\"wash\", 0.8, 3.0)",
    "Fly(\"wagon\", \"on\")",
    "Fog(\"fog\", 0.7, 12.0)",
    "Change(\"Ivy\", \"coat\")",
    "Open(\"curtain\")",
    "Light(\"spot\", 1.0, 0.0)",
    "Fly(\"wagon\", \"off\", 9.0)",
    "FogOn(\"fog\", 1.0)",
    "Change(\"Ivy\", \"dress\", 7.0)",
    "Close(\"curtain\", 8.0)",
    "Light(\"wash\", 0.0, 5.0)",
    "Fly(\"wagon\", \"mid\")",
    "FogOff(\"fog\")",
    "Remove(\"dress\", 2.0)",
    "Secure(\"dress\")",
    "Play(\"sound\", 6.0)",
];

const FAULTS: [(&str, &str); 27] = [
    ("wagon", "Slow(0.5)"),
    ("wagon", "Jam(7.0)"),
    ("fog", "Dropout(8.0)"),
    ("light", "Blackout(4.0)"),
    ("dress", "Slips"),
    ("wagon", "LateBrake(0.8)"),
    ("wagon", "StopsShort(0.4)"),
    ("wagon", "EStop(6.0)"),
    ("wagon", "Overload(3.0)"),
    ("fog", "Stutter(1.0, 0.5, 9.0)"),
    ("fog", "Weak(0.5)"),
    ("fog", "Cold"),
    ("fog", "Dry"),
    ("fog", "StuckOn"),
    ("fog", "SignalLoss(5.0)"),
    ("curtain", "Slow(0.5)"),
    ("curtain", "Jam(9.0)"),
    ("coat", "Jams(9.0)"),
    ("coat", "NoDresser(12.0)"),
    ("dress", "WrongSide(4.0)"),
    ("light", "Freeze(6.0)"),
    ("sound", "Late(2.0)"),
    ("sound", "Dead"),
    ("caller", "GoLate(\"C 0\", 3.0)"),
    ("caller", "GoEarly(\"C 0\", 2.0)"),
    ("caller", "GoTwice(\"C 0\")"),
    ("C", "OperatorSlow(\"C\", 4.0)"),
];

fn sheet(beats: &[Dice], cues: &[Dice]) -> String {
    let mut s = String::from(
        r#"Show(title: "Generated", patience: 20.0, restart: 15.0, crew: { "C": Operator(reaction: 0.3, spread: 0.2) }, machines: {
        "wagon": FlyingPiece(mass: 150.0, axes: { "track": Axis(start: 6.0, speed: 1.1, accel: 0.4), "lift": Axis(start: 4.0, power: 2500.0, vertical: true) },
            marks: { "off": { "track": 6.0, "lift": 4.0 }, "mid": { "track": 3.0 }, "on": { "track": 0.0, "lift": 0.5 } }),
        "fog": FogMachine(fill_rate: 0.04, endurance: 12.0, tank: 40.0),
        "dress": Costume(wearer: "Ivy", fastenings: [Zip], worn: true, spread: 0.2), "coat": Costume(wearer: "Ivy", fastenings: [Button]),
        "curtain": Curtain(takes: 5.0), "light": LightRig(areas: ["wash", "spot"]), "sound": Sound(),
    }, decisions: { "way": Decision(options: ["one", "other"], default: "one") }, script: [Scene(id: "s", beats: [
"#,
    );
    // Writing to a String cannot fail.
    for (i, (a, b, c)) in beats.iter().enumerate() {
        let _ = write!(s, "Beat(id: \"b{i}\", takes: {}.{}, spread: 0.{}", 3 + a % 20, a % 7, b % 3);
        if b % 3 == 1 {
            let _ = write!(s, ", vamp: {}.5", 1 + b % 4);
        }
        if i > 0 && c % 3 == 1 {
            let _ = write!(s, ", needs: [{}]", pick(&CONDITIONS, c / 3));
        }
        if c % 5 == 2 {
            s.push_str(", patience: 6.0, on_timeout: Skip");
        }
        if i > 0 && a % 11 == 10 {
            let _ = write!(s, ", only: (\"way\", \"{}\")", pick(&["one", "other"], *c));
        }
        let _ = writeln!(s, ", picture: [{}]),", pick(&CONDITIONS, a / 2));
    }
    s.push_str("])], cues: [\n");
    for (i, (a, b, c)) in cues.iter().enumerate() {
        let beat = *b as usize % beats.len();
        let before = i.saturating_sub(1 + usize::from(b % 3));
        let call = match a % 8 {
            1 if i > 0 => format!("Follow(\"C {before}\", 1.5)"),
            2 if i > 0 => format!("Hang(\"C {before}\", 0.5)"),
            3 => format!("When({})", pick(&CONDITIONS, *b)),
            4 => format!("At({}.25)", b),
            _ => format!("On(\"b{beat}\", {}.{})", c % 9, a % 10),
        };
        let second = if (a ^ b) % 4 == 1 { format!(", {}", pick(&ACTIONS, c / 16)) } else { String::new() };
        let _ = write!(s, "Cue(number: \"C {i}\", call: {call}, go: [{}{second}]", pick(&ACTIONS, *c));
        if c % 4 == 3 {
            let _ = write!(s, ", needs: [{}]", pick(&CONDITIONS, a / 8));
        }
        if b % 4 == 3 {
            s.push_str(", give_up: 5.0");
        }
        if b % 9 == 8 {
            let _ = write!(s, ", only: (\"way\", \"{}\")", pick(&["one", "other"], *a));
        }
        s.push_str("),\n");
    }
    s.push_str("])");
    s
}

fn scenario(beats: usize, cues: usize, faults: &[Dice], luck: u8) -> String {
    let mut s = String::from("Scenario(show: \"sheet.ron\", name: \"Generated \\\"one\\\"\",");
    let _ = write!(s, "seed: {luck}, luck: {}, faults: [", if luck.is_multiple_of(2) { "Nominal" } else { "Random" });
    for (i, (a, b, c)) in faults.iter().enumerate() {
        let (on, what) = FAULTS[*a as usize % FAULTS.len()];
        let when = match b % 3 {
            0 => format!("On(\"b{}\", {}.5)", *c as usize % beats, b % 11),
            1 => format!("With(\"C {}\", {}.25)", *c as usize % cues, b % 5),
            _ => format!("At({c}.0)"),
        };
        let _ = write!(s, "Fault(id: \"X{i}\", on: \"{on}\", what: {what}, when: {when}");
        if c % 3 == 0 {
            let _ = write!(s, ", lasts: {}.0", 1 + c % 20);
        }
        if b % 7 == 6 {
            s.push_str(", chance: 0.5");
        }
        s.push_str("),");
    }
    let _ = write!(s, "], calls: [Hold({luck}.5), Resume({}.0)],", u32::from(luck) + 9);
    s.push_str("expect: [Holds(3), Never(Not(Density(0.9))), Slip(\"C 0\", Done, 1e-7)])");
    s
}

/// A sheet, a scenario of it, and their text: what is printed when something does not hold.
#[derive(Clone)]
struct Drawn(Show, Scenario, String);

impl std::fmt::Debug for Drawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.2)
    }
}

prop_compose! {
    fn a_night()(
        beats in prop::collection::vec(any::<Dice>(), 1..8),
        cues in prop::collection::vec(any::<Dice>(), 1..14),
        faults in prop::collection::vec(any::<Dice>(), 0..5),
        luck in any::<u8>(),
    ) -> Drawn {
        let sheet = sheet(&beats, &cues);
        let scenario = scenario(beats.len(), cues.len(), &faults, luck);
        let named = |name: &str| (name == "sheet.ron").then(|| sheet.clone());
        match fault::open_text("scenario.ron", &scenario, &named) {
            Ok(opened) => Drawn(opened.show, opened.scenario, format!("\n{sheet}\n{scenario}")),
            Err(e) => panic!("{e}\n{sheet}\n{scenario}"),
        }
    }
}

fn run(show: &Show, scenario: &Scenario) -> Rehearsal {
    Rehearsal::new(show.clone(), scenario.clone()).expect("a checked show runs")
}

/// What happened, without the numbers of events and faults.
fn outcome(r: &Run) -> String {
    format!("{} {} {:?} {:?} {:?} {:?}", r.end_us, r.until_us, r.stuck, r.totals, r.cues, r.beats)
}

/// `Density(0.3)` or `Lit("wash", 0.4)` as a track, a level, and whether above it is true.
fn watched<'a>(text: &str, r: &'a Rehearsal) -> Option<(&'a Track, f64, bool)> {
    let inner = text.split_once('(')?.1.strip_suffix(')')?;
    match text.split_once('(')?.0 {
        "Density" => Some((&r.run.density, inner.parse().ok()?, true)),
        "Clear" => Some((&r.run.density, inner.parse().ok()?, false)),
        "Lit" => {
            let (area, level) = inner.split_once(", ")?;
            let MachineTrack::Light { output, .. } = &r.run.machines[r.show.machines.index_of("light")?] else {
                return None;
            };
            Some((&output[usize::from(area == "\"spot\"")], level.parse().ok()?, true))
        }
        _ => None,
    }
}

fn gaps(track: &Track) -> Option<(i64, f64, f64)> {
    track.pieces().windows(2).find_map(|pair| {
        let at = pair[1].start_us;
        let (before, after) = (pair[0].value(at), pair[1].value(at));
        // A piece begins between two microseconds; a rate times one of them is as near as it gets.
        let near = 2e-6 * (pair[0].rate(at).abs() + pair[1].rate(at).abs()) + 1e-9;
        ((before - after).abs() > near).then_some((at, before, after))
    })
}

/// Events as a log has them.
fn lines(desk: &Desk, which: std::ops::Range<usize>) -> Vec<EventLine> {
    let names = desk::log::names(desk.night());
    desk.night().run.events[which].iter().map(|e| EventLine::new(e, &names)).collect()
}

/// Something that a person may do.
fn doing(desk: &Desk, b: u8, c: u8) -> Input {
    let cue = || desk.show().cues[c as usize % desk.show().cues.len()].number.clone();
    match b % 12 {
        0 => Input::Standby(vec![cue()]),
        1 => Input::Hold,
        2 => Input::Resume,
        3 => Input::Skip(cue()),
        4 => Input::Fire(cue()),
        5 => Input::Secure("dress".to_owned()),
        6 => Input::FadeAll,
        7 => Input::StopAll,
        8 => Input::Decide("way".to_owned(), pick(&["one", "other"], c).to_owned()),
        9 => {
            let (on, what) = FAULTS[c as usize % FAULTS.len()];
            Input::Break(format!("Fault(on: \"{on}\", what: {what}, when: At(0.0))"))
        }
        _ => Input::Press(vec![cue()]),
    }
}

/// How many shows: a few seconds' worth, or `PROPTEST_CASES`.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(500)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn own_and_inherited_slip_add_up(Drawn(show, scenario, _) in a_night()) {
        let r = run(&show, &scenario);
        for (cue, slip) in r.show.cues.iter().zip(&r.slip.cues) {
            let sum = slip.own_us.zip(slip.inherited_us).map(|(a, b)| a + b);
            prop_assert_eq!(sum, slip.started_us, "{}", cue.number);
        }
    }

    #[test]
    fn a_fault_that_had_no_effect_can_be_left_out(Drawn(show, scenario, _) in a_night()) {
        let r = run(&show, &scenario);
        let idle = |i: usize| !r.run.faults[i].took_effect;
        let mut less = scenario.clone();
        let mut i = 0;
        less.faults.retain(|_| { i += 1; !idle(i - 1) });
        // Calls are made with them or without; what hangs on a fault's name is its luck, and it keeps its name.
        prop_assert_eq!(outcome(&r.run), outcome(&run(&show, &less).run));
    }

    #[test]
    fn the_plan_has_no_slip(Drawn(show, scenario, _) in a_night()) {
        let bare = Scenario { decisions: scenario.decisions, ..Scenario::default() };
        let r = run(&show, &bare);
        prop_assert_eq!(&r.run, &*r.plan);
        prop_assert_eq!(r.slip.show_us, 0);
        for slip in &r.slip.cues {
            prop_assert!(slip.started_us.unwrap_or(0) == 0 && slip.done_us.unwrap_or(0) == 0);
        }
    }

    /// What the order is for is what happens or is looked at in one instant: that goes in sheet order (rule 2). So cues that
    /// are called or start in an instant with another, that are held, or that wait for a condition, keep their order among
    /// themselves here; all others stand before them, backwards. Nothing changes.
    #[test]
    fn the_order_of_cues_in_the_file_changes_nothing_but_ties(Drawn(show, scenario, _) in a_night()) {
        let r = run(&show, &scenario);
        let times = |i: usize| [r.run.cues[i].called_us, r.run.cues[i].started_us];
        let ties = |i: usize| {
            let others = (0..show.cues.len()).filter(|k| *k != i);
            let shared = |at: &i64| others.clone().any(|k| times(k).contains(&Some(*at)));
            times(i).iter().flatten().any(shared)
                || r.run.cues[i].held_us.is_some()
                || matches!(show.cues[i].call, Call::When(_))
        };
        let (tied, free): (Vec<usize>, Vec<usize>) = (0..show.cues.len()).partition(|i| ties(*i));
        let order: Vec<usize> = free.into_iter().rev().chain(tied).collect();
        let mut turned = show.clone();
        turned.cues = order.iter().map(|i| show.cues[*i].clone()).collect();
        let t = run(&turned, &scenario);
        prop_assert_eq!(r.run.end_us, t.run.end_us);
        prop_assert_eq!(r.run.totals, t.run.totals);
        prop_assert_eq!(&r.run.beats, &t.run.beats);
        for (place, i) in order.iter().enumerate() {
            prop_assert_eq!(&r.run.cues[*i], &t.run.cues[place], "{}", show.cues[*i].number);
        }
    }

    /// With luck at its medians it is performed cue to cue: only what differs from the night without faults.
    #[test]
    fn a_brief_run_tells_what_a_whole_one_tells(Drawn(show, scenario, _) in a_night()) {
        let quiet = Scenario { luck: Luck::Nominal, calls: Vec::new(), ..scenario.clone() };
        for base in [quiet, scenario] {
            let bench = Bench::new(&show, base).expect("a checked show runs");
            let mut worker = bench.brief_worker();
            // Twice, so that nothing of one night is left in the next.
            for _ in 0..2 {
                prop_assert_eq!(&*worker.night([]), &briefly(bench.night(&[])));
            }
        }
    }

    #[test]
    fn a_scenario_written_and_read_again_is_the_same(Drawn(_, scenario, _) in a_night()) {
        let text = fault::to_ron(&scenario);
        let source = drytech::sheet::Source::new("again.ron", text.clone());
        let (again, _) = fault::parse_scenario(&source).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
        prop_assert_eq!(scenario, again);
    }

    /// A crossing is rounded to the nearest microsecond (rule 1): at it the quantity is on the other side, or less than half
    /// a microsecond's travel short of it; the microsecond before, it is not. Of a density, as near as rule 70 looks.
    #[test]
    fn a_threshold_is_crossed_at_its_microsecond_and_not_the_one_before(Drawn(show, scenario, _) in a_night()) {
        let r = run(&show, &scenario);
        let conditions = r.conditions();
        // Of one condition in one instant, what the first event says is new, and what the last one says holds.
        let mut instants: BTreeMap<(u32, i64), (bool, bool)> = BTreeMap::new();
        for e in r.run.events.iter().filter(|e| e.at_us > 0) {
            let (atom, said) = match e.what {
                What::BecameTrue(a) => (a, true),
                What::BecameFalse(a) => (a, false),
                _ => continue,
            };
            instants.entry((atom, e.at_us)).or_insert((said, said)).1 = said;
        }
        for ((atom, at_us), (first, last)) in instants {
            let text = &conditions[atom as usize];
            let Some((track, level, above)) = watched(text, &r) else { continue };
            let eps = if text.starts_with("Lit") { 1e-9 } else { 1.1e-7 };
            let travel = 0.5001e-6 * track.rate(at_us - 1).abs().max(track.rate(at_us).abs());
            let (before, at) = (track.sample(at_us - 1), track.sample(at_us));
            // How far beyond the threshold, on the side where the condition is as it was said to be.
            let beyond = |value: f64, said: bool| if said == above { value - level } else { level - value };
            let word = format!("{text} at {at_us} µs: {before} then {at}");
            prop_assert!(beyond(at, last) >= -travel - eps, "{}", word);
            prop_assert!(beyond(before, first) <= eps, "{}", word);
        }
    }

    #[test]
    fn between_two_crossings_the_condition_is_what_the_last_one_said(Drawn(show, scenario, _) in a_night()) {
        let r = run(&show, &scenario);
        for (atom, text) in r.conditions().iter().enumerate() {
            let Some((track, level, above)) = watched(text, &r) else { continue };
            let mut marks = vec![(0, None)];
            for e in &r.run.events {
                match e.what {
                    What::BecameTrue(a) if a as usize == atom => marks.push((e.at_us, Some(true))),
                    What::BecameFalse(a) if a as usize == atom => marks.push((e.at_us, Some(false))),
                    _ => {}
                }
            }
            let mut holds = if above { track.sample(0) >= level - 1e-7 } else { track.sample(0) <= level + 1e-7 };
            for (i, (from, said)) in marks.iter().enumerate() {
                holds = said.unwrap_or(holds);
                let to = marks.get(i + 1).map_or(r.run.until_us, |m| m.0);
                for k in 1..8 {
                    let t = from + (to - from) * k / 8;
                    let value = track.sample(t);
                    let fits = if holds == above { value >= level - 1.1e-7 } else { value <= level + 1.1e-7 };
                    prop_assert!(fits || to - from < 8, "{} is {} and the track {} at {} µs", text, holds, value, t);
                }
            }
        }
    }

    #[test]
    fn at_the_desk_nothing_that_was_written_down_changes_by_what_is_done_after_it(
        Drawn(show, scenario, text) in a_night(),
        doings in prop::collection::vec(any::<Dice>(), 1..24),
    ) {
        let fail = |e: String| TestCaseError::fail(format!("{e}\n{text}\n{doings:?}"));
        let mut desk = Desk::new(show, scenario, None).map_err(|e| fail(e.to_string()))?;
        let mut written: Vec<EventLine> = Vec::new();
        let mut t_us = 0;
        for (a, b, c) in &doings {
            t_us += i64::from(*a) * 37_000 + 1;
            let from = desk.take().from_us.max(t_us);
            written.extend(lines(&desk.clone(), desk.write_up_to(from - 1)));
            if b % 23 == 22 {
                // Another take is another run: from there on.
                let place = format!("b{}", c % 4);
                let Ok(from_us) = desk.take_from(from, &place) else { continue };
                t_us = from_us;
                let first = desk.night().run.events.partition_point(|e| e.at_us < from_us);
                written = lines(&desk, 0..first);
                continue;
            }
            // Some are stamped later than what comes after them: a frame was late.
            let at_us = from + i64::from(c % 3) * 20_000;
            // What is refused changes nothing, either.
            let _ = desk.give(at_us, doing(&desk, *b, *c));
        }
        written.extend(lines(&desk.clone(), desk.write_up_to(i64::MAX / 4)));
        let now = lines(&desk, 0..desk.night().run.events.len());
        let at = written.iter().zip(&now).position(|(w, n)| w != n);
        let differ = at.map(|i| format!("written: {}\nnow: {}", written[i], now[i]));
        prop_assert_eq!(differ, None, "{}\n{:?}", text, desk.takes());
        prop_assert_eq!(written.len(), now.len());
    }

    #[test]
    fn a_track_has_no_gap_between_its_pieces(Drawn(show, scenario, _) in a_night()) {
        let r = run(&show, &scenario);
        prop_assert_eq!(gaps(&r.run.density), None, "density");
        for (track, name) in r.run.machines.iter().zip(r.show.machines.keys()) {
            let continuous: Vec<&Track> = match track {
                // The output and a light may jump: that is what lag, blackouts and zero-length fades are; and the heat
                // does when the heater is off (rule 35).
                MachineTrack::Fog { heat, tank, .. } => {
                    let cold = scenario.faults.iter().any(|f| f.what == FaultKind::Cold);
                    tank.iter().chain((!cold).then_some(heat)).collect()
                }
                MachineTrack::Piece { axes } => axes.iter().collect(),
                MachineTrack::Curtain { opening } => vec![opening],
                _ => Vec::new(),
            };
            for track in continuous {
                prop_assert_eq!(gaps(track), None, "{}", name);
            }
        }
    }
}
