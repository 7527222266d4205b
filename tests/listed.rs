//! What is listed is what is performed, to the microsecond, on shows that nobody would write; what waits is refused.

use std::cell::Cell;
use std::fmt::Write as _;

use drytech::engine::{self, Lister, Listing, Night, Options, Score, Shifts, Times, Unlisted, WIDE};
use drytech::fault::{self, Scenario};
use drytech::run::Run;
use drytech::sheet::{Call, Show};
use drytech::sweep::Bench;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Three small numbers stand for a beat, a cue or a fault: they shrink to the plainest one.
type Dice = (u8, u8, u8);

fn pick<'a>(list: &[&'a str], n: u8) -> &'a str {
    list[n as usize % list.len()]
}

/// The last two are not done by the clock.
const ACTIONS: [&str; 14] = [
    "Light(\"wash\", 0.8, 3.0)",
    "",
    "Fog(\"fog\", 0.7, 12.0)",
    "Light(\"spot\", 1.0, 0.0)",
    "FogOn(\"fog\", 1.0)",
    "Play(\"sound\", 6.5)",
    "Note(\"Watch the trap.\")",
    "Light(\"wash\", 0.0, 5.0), Play(\"sound\", 2.25), Note(\"Now.\")",
    "FogOff(\"fog\")",
    "Remove(\"dress\", 2.0)",
    "Secure(\"dress\")",
    "Fog(\"fog\", 0.2, 3.0), Light(\"wash\", 0.3, 700.0)",
    "Fly(\"wagon\", \"on\")",
    "Change(\"Ivy\", \"coat\")",
];

/// Conditions that decisions alone answer, and one that waits.
const NEEDS: [&str; 6] = [
    "Chosen(\"way\", \"one\")",
    "Not(Chosen(\"way\", \"other\"))",
    "Any([Chosen(\"way\", \"one\"), Chosen(\"way\", \"other\")])",
    "All([])",
    "Chosen(\"way\", \"one\")",
    "Lit(\"wash\", 0.4)",
];

/// The last ones do more than shift a GO.
const FAULTS: [(&str, &str); 17] = [
    ("caller", "GoLate(\"{}\", 3.0000015)"),
    ("caller", "GoEarly(\"{}\", 2.5)"),
    ("caller", "GoMissed(\"{}\", 30.0)"),
    ("caller", "GoLate(\"{}\", 0.25)"),
    ("LX", "OperatorSlow(\"LX\", 4.0)"),
    ("caller", "OperatorSlow(\"caller\", 1.5)"),
    ("caller", "GoEarly(\"{}\", 99.0)"),
    ("light", "Blackout(4.0)"),
    ("fog", "Dry"),
    ("dress", "Slips"),
    ("caller", "GoLate(\"{}\", 600.0)"),
    ("fog", "Stutter(1.0, 0.5, 9.0)"),
    ("SQ", "OperatorSlow(\"SQ\", 0.5)"),
    ("wagon", "Jam(9.0)"),
    ("caller", "GoMissed(\"{}\", 7.125)"),
    ("sound", "Late(2.0)"),
    ("caller", "GoTwice(\"{}\")"),
];

fn number(i: usize, dice: Dice) -> String {
    format!("{} {}", pick(&["LX", "SQ", "X"], dice.2 / 3), i + 1)
}

fn sheet(beats: &[Dice], cues: &[Dice], guard: u8) -> String {
    let guard = if guard.is_multiple_of(3) { "double_go_guard: 0.0" } else { "double_go_guard: 0.3" };
    let mut s = format!(
        r#"Show(title: "Generated", patience: 20.0, {guard}, crew: {{ "LX": Operator(reaction: 0.3, spread: 0.2), "SQ": Operator(reaction: 0.25) }}, machines: {{
        "wagon": FlyingPiece(axes: {{ "track": Axis(start: 6.0) }}, marks: {{ "on": {{ "track": 0.0 }} }}),
        "fog": FogMachine(fill_rate: 0.04, endurance: 12.0, tank: 40.0),
        "dress": Costume(wearer: "Ivy", worn: true), "coat": Costume(wearer: "Ivy"),
        "light": LightRig(areas: ["wash", "spot"]), "sound": Sound(),
    }}, decisions: {{ "way": Decision(options: ["one", "other"], default: "one") }}, script: [Scene(id: "s", beats: [
"#,
    );
    // Writing to a String cannot fail.
    for (i, (a, b, c)) in beats.iter().enumerate() {
        let _ = write!(s, "Beat(id: \"b{i}\", takes: {}.{}, spread: 0.{}", a % 20, a % 7, b % 3);
        if b % 3 == 1 {
            let _ = write!(s, ", vamp: {}.5", 1 + b % 4);
        }
        match c % 48 {
            0..5 => {
                let _ = write!(s, ", needs: [{}]", pick(&NEEDS, c % 48));
            }
            5 if *b > 200 => {
                let _ = write!(s, ", needs: [{}]", pick(&NEEDS, 5));
            }
            _ => {}
        }
        if c % 5 == 2 {
            s.push_str(", patience: 0.0, on_timeout: Skip");
        }
        if i > 0 && a % 11 == 10 {
            let _ = write!(s, ", only: (\"way\", \"{}\")", pick(&["one", "other"], *c));
        }
        let _ = writeln!(s, ", picture: [Lit(\"wash\", 0.5)]),");
    }
    s.push_str("])], cues: [\n");
    for (i, dice) in cues.iter().enumerate() {
        let (a, b, c) = *dice;
        let beat = b as usize % beats.len();
        let at = i.saturating_sub(1 + usize::from(b % 3));
        let before = number(at, cues[at]);
        let call = match a % 8 {
            1 | 2 if i > 0 => format!("Follow(\"{before}\", {}.5)", b % 3),
            3 | 5 if i > 0 => format!("Hang(\"{before}\", {}.25)", b % 3),
            // Some of these are so late that they are never given.
            4 => format!("At({}.25)", u32::from(b) * u32::from(1 + c % 5)),
            6 if b % 5 == 0 => "Hand".to_owned(),
            7 if b > 250 => "When(Lit(\"wash\", 0.4))".to_owned(),
            _ => format!("On(\"b{beat}\", {}.{})", c % 9, a % 10),
        };
        let action = if b > 240 { pick(&ACTIONS, c) } else { pick(&ACTIONS[..12], c) };
        let _ = write!(s, "Cue(number: \"{}\", call: {call}, go: [{action}]", number(i, *dice));
        match c % 96 {
            0..5 => {
                let _ = write!(s, ", needs: [{}]", pick(&NEEDS, c % 96));
            }
            5 if b > 200 => {
                let _ = write!(s, ", needs: [{}]", pick(&NEEDS, 5));
            }
            _ => {}
        }
        if b % 9 == 8 {
            let _ = write!(s, ", only: (\"way\", \"{}\")", pick(&["one", "other"], a));
        }
        s.push_str("),\n");
    }
    s.push_str("])");
    s
}

fn scenario(cues: &[Dice], faults: &[Dice], luck: u8, way: bool) -> String {
    let way = if way { "one" } else { "other" };
    let mut s = format!("Scenario(show: \"sheet.ron\", decisions: {{ \"way\": \"{way}\" }},");
    let _ = write!(s, "seed: {luck}, luck: {}, faults: [", if luck.is_multiple_of(2) { "Nominal" } else { "Random" });
    for (i, (a, b, c)) in faults.iter().enumerate() {
        // The last two are rare.
        let kinds = if *b > 230 { &FAULTS[..] } else { &FAULTS[..15] };
        let (on, what) = kinds[*a as usize % kinds.len()];
        let at = *c as usize % cues.len();
        let what = what.replace("{}", &number(at, cues[at]));
        let when = if *b > 245 { "At(3.0)" } else { "At(0.0)" };
        let _ = write!(s, "Fault(id: \"X{i}\", on: \"{on}\", what: {what}, when: {when}");
        if *b < 8 {
            let _ = write!(s, ", lasts: {}.0", 1 + c % 20);
        }
        if b % 7 == 6 {
            s.push_str(", chance: 0.5");
        }
        s.push_str("),");
    }
    s.push_str("])");
    s
}

/// A sheet, two scenarios of it, and their text: what is printed when something does not hold.
#[derive(Clone)]
struct Drawn(Show, [Scenario; 2], String);

impl std::fmt::Debug for Drawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.2)
    }
}

fn open(sheet: &str, scenario: &str) -> (Show, Scenario) {
    match fault::open_text("scenario.ron", scenario, &|name| (name == "sheet.ron").then(|| sheet.to_owned())) {
        Ok(opened) => (opened.show, opened.scenario),
        Err(e) => panic!("{e}\n{sheet}\n{scenario}"),
    }
}

prop_compose! {
    fn two_nights()(
        beats in prop::collection::vec(any::<Dice>(), 1..8),
        cues in prop::collection::vec(any::<Dice>(), 1..20),
        faults in prop::collection::vec(any::<Dice>(), 0..6),
        others in prop::collection::vec(any::<Dice>(), 0..3),
        luck in any::<[u8; 2]>(),
        way in any::<bool>(),
        guard in any::<u8>(),
    ) -> Drawn {
        let sheet = sheet(&beats, &cues, guard);
        let texts = [scenario(&cues, &faults, luck[0], way), scenario(&cues, &others, luck[1], way)];
        let (show, first) = open(&sheet, &texts[0]);
        let (_, second) = open(&sheet, &texts[1]);
        Drawn(show, [first, second], format!("\n{sheet}\n{}\n{}", texts[0], texts[1]))
    }
}

/// The first thing that a list tells otherwise than a run.
fn difference<const W: usize>(times: &Times<'_, W>, run: &Run) -> Option<String> {
    let same = |what: &str, listed: Option<i64>, performed: Option<i64>| {
        (listed != performed).then(|| format!("{what}: listed {listed:?}, performed {performed:?}"))
    };
    let ends = [("end", times.end_us(), run.end_us), ("until", times.until_us(), run.until_us)];
    let ends = ends.into_iter().find_map(|(what, listed, performed)| same(what, Some(listed), Some(performed)));
    let beats = run.beats.iter().enumerate().find_map(|(i, beat)| {
        same(&format!("start of beat {i}"), times.beat_start_us(i), beat.start_us)
            .or_else(|| same(&format!("end of beat {i}"), times.beat_end_us(i), beat.end_us))
    });
    let cues = run.cues.iter().enumerate().find_map(|(i, cue)| {
        same(&format!("GO of cue {i}"), times.called_us(i), cue.called_us)
            .or_else(|| same(&format!("start of cue {i}"), times.started_us(i), cue.started_us))
            .or_else(|| same(&format!("end of cue {i}"), times.done_us(i), cue.done_us))
            .or_else(|| (times.status(i) != cue.status).then(|| format!("status of cue {i}: {:?}", times.status(i))))
    });
    // What a list does not tell is nothing, since nothing waits.
    let t = run.totals;
    let waits = t.stage_waits_us != 0 || t.vamped_bars != 0 || t.holds != 0 || t.held_us != 0 || run.stuck.is_some();
    ends.or(beats).or(cues).or_else(|| waits.then(|| "something waited".to_owned()))
}

/// How many shows: a few seconds' worth, or `PROPTEST_CASES`.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1000)
}

#[test]
fn what_is_listed_is_what_is_performed() {
    let (sheets, nights, times) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let count = |cell: &Cell<u32>| cell.set(cell.get() + 1);
    let config = Config { cases: cases(), failure_persistence: None, ..Config::default() };
    let tried = TestRunner::new(config).run(&two_nights(), |Drawn(show, scenarios, _)| {
        let score = Score::new(&show, &scenarios[0].decisions, &[]).expect("a checked show is a score");
        let Ok(listing) = Listing::new(&score) else { return Ok(()) };
        count(&sheets);
        let options = Options { tracks: false };
        let plan = engine::perform(&score, &Night::perfect(), None, options);
        let mut one: Lister<'_, 1> = listing.lister();
        let mut performed: Vec<(Shifts, Run)> = Vec::new();
        for scenario in &scenarios {
            let night = Night::new(&score, &show, scenario).expect("a checked scenario is a night");
            let run = engine::perform(&score, &night, Some(&plan), options);
            count(&nights);
            let listed = one.night(&night).map(|times| difference(&times, &run));
            prop_assert_eq!(listed.as_ref().err().copied(), listing.shifts(&night).err());
            let Ok(differs) = listed else { continue };
            count(&times);
            prop_assert_eq!(differs, None);
            performed.push((listing.shifts(&night).expect("it was listed"), run));
        }
        performed.push((Shifts::default(), plan));
        // Side by side in any order, and in the memory of others.
        let mut wide: Lister<'_, WIDE> = listing.lister();
        for turn in 0..3 {
            let width = WIDE - turn;
            let block: Vec<_> = performed.iter().cycle().skip(turn).take(width).cloned().collect();
            let shifts: Vec<Shifts> = block.iter().map(|(shifts, _)| shifts.clone()).collect();
            prop_assert_eq!(wide.nights(&shifts), width);
            for (i, (_, run)) in block.iter().enumerate() {
                prop_assert_eq!(wide.times(i).and_then(|times| difference(&times, run)), None, "night {}", i);
            }
            prop_assert!(wide.times(width).is_none());
        }
        Ok(())
    });
    if let Err(e) = tried {
        panic!("{e}");
    }
    let (sheets, nights, times) = (sheets.get(), nights.get(), times.get());
    println!("{sheets} of {} sheets listed, {times} of {nights} nights of them", cases());
    assert!(sheets * 2 > cases(), "{sheets} of {} sheets listed", cases());
    assert!(times * 2 > nights, "{times} of {nights} nights listed");
}

/// A show of one beat that shows every way to be refused, with something in its places.
fn show(beat: &str, cues: &str) -> Show {
    let sheet = format!(
        r#"Show(title: "Refused", crew: {{ "LX": Operator(reaction: 0.5) }}, machines: {{
            "wagon": FlyingPiece(axes: {{ "track": Axis(start: 6.0) }}, marks: {{ "on": {{ "track": 0.0 }} }}),
            "curtain": Curtain(takes: 5.0), "dress": Costume(wearer: "Ivy", worn: true), "coat": Costume(wearer: "Ivy"),
            "light": LightRig(areas: ["wash"]), "sound": Sound(),
        }}, script: [Scene(id: "s", beats: [Beat(id: "b", takes: 20.0), Beat(id: "c", takes: 5.0{beat})])],
        cues: [Cue(number: "LX 1", call: On("b", 1.0), go: [Light("wash", 1.0, 2.0)]), {cues}])"#
    );
    open(&sheet, "Scenario(show: \"sheet.ron\")").0
}

fn listing(show: &Show) -> Result<Listing, Unlisted> {
    Listing::new(&Score::new(show, &Scenario::default().decisions, &[]).expect("a checked show is a score"))
}

#[test]
fn what_waits_is_refused() {
    let refused = |beat: &str, cues: &str| listing(&show(beat, cues)).err();
    assert_eq!(refused("", ""), None);
    assert_eq!(refused(", needs: [Done(\"LX 1\")]", ""), Some(Unlisted::Gate(1)));
    // It holds at the top, and may not hold later.
    assert_eq!(refused(", needs: [Not(Done(\"LX 1\"))]", ""), Some(Unlisted::Gate(1)));
    let cue = |rest: &str| refused("", &format!("Cue(number: \"LX 2\", {rest})"));
    assert_eq!(cue("call: On(\"b\"), needs: [Done(\"LX 1\")]"), Some(Unlisted::Interlock(1)));
    assert_eq!(cue("call: Follow(\"LX 1\"), needs: [Done(\"LX 1\")]"), Some(Unlisted::Interlock(1)));
    assert_eq!(cue("call: When(Done(\"LX 1\"))"), Some(Unlisted::When(1)));
    assert_eq!(cue("call: Hang(\"LX 1\"), go: [Fly(\"wagon\", \"on\")]"), Some(Unlisted::Machine(1)));
    assert_eq!(cue("call: On(\"c\"), go: [Open(\"curtain\")]"), Some(Unlisted::Machine(1)));
    assert_eq!(cue("call: At(3.0), go: [Change(\"Ivy\", \"coat\")]"), Some(Unlisted::Machine(1)));
    // `check` calls that absurd, so the sheet is bent after it.
    let mut absurd = show("", "");
    absurd.cues[0].call = Call::At(9e12);
    assert_eq!(listing(&absurd).err(), Some(Unlisted::TooLong));
    // Nobody calls it, so it waits for nothing.
    assert_eq!(cue("call: Hand, needs: [Done(\"LX 1\")], go: [Fly(\"wagon\", \"on\")]"), None);
}

#[test]
fn a_night_that_does_more_than_shift_gos_is_refused() {
    let show = show("", "Cue(number: \"LX 2\", call: Follow(\"LX 1\", 0.5), go: [Play(\"sound\", 3.0)])");
    let bench = Bench::new(&show, Scenario::default()).expect("a checked show is a bench");
    let listing = bench.listing().expect("nothing waits");
    let refused = |rest: &str| {
        let source = drytech::sheet::Source::new("night.ron", format!("Scenario(show: \"sheet.ron\", {rest})"));
        let (scenario, _) = fault::parse_scenario(&source).expect("it is a scenario");
        listing.shifts(&Night::new(&bench.score, &show, &scenario).expect("a checked scenario is a night")).err()
    };
    let faulty = |what: &str, rest: &str| {
        refused(&format!("faults: [Fault(on: \"caller\", what: {what}, when: At(0.0){rest})]"))
    };
    assert_eq!(refused(""), None);
    assert_eq!(faulty("GoLate(\"LX 1\", 2.0)", ""), None);
    assert_eq!(faulty("GoLate(\"LX 1\", 2.0)", ", lasts: 3.0"), Some(Unlisted::Fault(0)));
    assert_eq!(faulty("GoTwice(\"LX 1\")", ""), Some(Unlisted::Fault(0)));
    assert_eq!(faulty("GoLate(\"LX 1\", 1e12)", ""), Some(Unlisted::Fault(0)));
    assert_eq!(faulty("OperatorSlow(\"LX\", 1e6)", ""), Some(Unlisted::Fault(0)));
    // A GO that nobody gives cannot be late.
    assert_eq!(faulty("GoLate(\"LX 2\", 2.0)", ", lasts: 3.0"), None);
    let late = "faults: [Fault(on: \"caller\", what: GoLate(\"LX 1\", 2.0), when: On(\"b\", 0.5))]";
    assert_eq!(refused(late), Some(Unlisted::Fault(0)));
    assert_eq!(refused("faults: [Fault(on: \"sound\", what: Dead, when: At(3.0))]"), Some(Unlisted::Fault(0)));
    assert_eq!(refused("faults: [Fault(on: \"light\", what: Blackout(3.0), when: With(\"LX 1\"))]"), None);
    assert_eq!(refused("calls: [Skip(\"LX 1\", 3.0)]"), Some(Unlisted::Calls));
    assert_eq!(refused("desk: Desk(from: 3.0)"), Some(Unlisted::Calls));
}

#[test]
fn a_bench_lists_its_nights_with_the_faults_of_its_base() {
    let show = show("", "");
    let source =
        "Scenario(show: \"sheet.ron\", faults: [Fault(on: \"caller\", what: GoLate(\"LX 1\", 2.0), when: At(0.0))])";
    let (scenario, _) =
        fault::parse_scenario(&drytech::sheet::Source::new("base.ron", source.to_owned())).expect("it is a scenario");
    let bench = Bench::new(&show, scenario.clone()).expect("a checked show is a bench");
    let listing = bench.listing().expect("nothing waits");
    let more = bench.compile(&scenario.faults[0]).expect("its cue is there");
    let mut lister: Lister<'_> = listing.lister();
    for faults in [vec![], vec![&more]] {
        let times = lister.night(&bench.to_come(faults.iter().copied())).expect("it only shifts a GO");
        assert_eq!(difference(&times, &bench.night(&faults)), None);
        assert_eq!(times.started_us(0), Some(3_500_000 + 2_000_000 * faults.len() as i64));
    }
}

#[test]
fn it_is_watched_for_600_s_after_the_end_and_not_a_microsecond_more() {
    let cues = "Cue(number: \"LX 2\", call: At(624.5), go: [Note(\"x\")]), Cue(number: \"LX 3\", call: At(624.500001), go: [Note(\"x\")]),
        Cue(number: \"LX 4\", call: At(625.0)), Cue(number: \"LX 5\", call: At(625.000001)), Cue(number: \"LX 6\", call: Hang(\"LX 2\", 0.000001))";
    let show = show("", cues);
    let bench = Bench::new(&show, Scenario::default()).expect("a checked show is a bench");
    let listing = bench.listing().expect("nothing waits");
    let mut lister: Lister<'_> = listing.lister();
    let times = lister.night(&Night::perfect()).expect("it is the plan");
    assert_eq!(difference(&times, &bench.plan), None);
    let seen: Vec<_> = (1..6).map(|i| (times.called_us(i).is_some(), times.started_us(i).is_some())).collect();
    assert_eq!(seen, [(true, true), (true, false), (true, false), (false, false), (false, false)]);
}

/// Its cues are Uncalled (rule 27); `check` calls it an error, so the sheet is bent after it.
#[test]
fn a_cycle_of_follow_is_never_come_to() {
    let mut show = show(
        "",
        "Cue(number: \"LX 2\", call: Follow(\"LX 1\", 0.5)), Cue(number: \"LX 3\", call: Hang(\"LX 2\", 0.5))",
    );
    show.cues[1].call = Call::Follow("LX 3".into(), 0.5);
    let bench = Bench::new(&show, Scenario::default()).expect("a bench");
    let listing = bench.listing().expect("nothing waits");
    let mut lister: Lister<'_> = listing.lister();
    let times = lister.night(&Night::perfect()).expect("it is the plan");
    assert_eq!(difference(&times, &bench.plan), None);
    assert_eq!(times.started_us(2), None);
}
