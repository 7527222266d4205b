//! `faults`, `certify` and `hunt`: what they try, what they find, and that what they leave out finds nothing.

mod common;

use drytech::fault::{self, Expect, Scenario};
use drytech::sheet::Show;
use drytech::sweep::{Bench, Candidate, Certificate, Set, Vocabulary, Watch, certify};

use common::{drytech, drytech_in};

fn preview() -> Show {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/cues/bombshell/preview.ron");
    fault::open(std::path::Path::new(path)).expect("the preview is fine").show
}

fn expecting(expect: &[Expect]) -> Scenario {
    Scenario { expect: expect.to_vec(), ..Scenario::default() }
}

fn run(show: &Show, base: Scenario, on: &[&str], size: usize, prune: bool) -> (Certificate, Vec<Candidate>) {
    let bench = Bench::new(show, base).expect("it compiles");
    let on: Vec<String> = on.iter().map(|s| (*s).to_owned()).collect();
    let candidates = Vocabulary::new(show, &bench.plan, &on).singles(show);
    let found = certify(&bench, &candidates, size, prune, &Watch::default()).expect("it runs");
    (found, candidates)
}

fn sets(found: &Certificate) -> Vec<(Set, u64)> {
    let mut sets = found.broken.clone();
    sets.sort();
    sets
}

/// Two foggers, either of which is enough for the gate; a light and a wagon that nothing waits for.
const TWO_FOGGERS: &str = r#"Show(
    title: "Two foggers", patience: 10.0,
    crew: { "FOG": Operator(), "LX": Operator(), "DECK": Operator() },
    machines: {
        "left": FogMachine(fill_rate: 0.05), "right": FogMachine(fill_rate: 0.05),
        "light": LightRig(areas: ["wash"]),
        "wagon": Wagon(axes: { "track": Axis(start: 4.0) }, marks: { "on": { "track": 0.0 } }),
    },
    script: [Scene(id: "s", beats: [
        Beat(id: "top", takes: 10.0),
        Beat(id: "fog", takes: 20.0, vamp: 2.0),
        Beat(id: "song", takes: 20.0, needs: [Density(0.3)], picture: [Lit("wash", 0.5)]),
    ])],
    cues: [
        Cue(number: "FOG 1", call: On("fog"), go: [Fog("left", 1.0, 20.0)]),
        Cue(number: "FOG 2", call: On("fog"), go: [Fog("right", 1.0, 20.0)]),
        Cue(number: "LX 1", call: On("fog", 5.0), go: [Light("wash", 1.0, 3.0)]),
        Cue(number: "DECK 1", call: On("fog", 2.0), go: [Fly("wagon", "on")]),
    ],
)"#;

fn two_foggers() -> Show {
    fault::open_text("two.ron", TWO_FOGGERS, &|_| None).expect("the sheet is fine").show
}

#[test]
fn what_neither_fault_does_alone_is_found_as_a_pair_and_a_failing_single_is_not_said_again() {
    let show = two_foggers();
    let (found, candidates) = run(&show, expecting(&[Expect::NotStuck]), &["left", "right"], 2, true);
    assert!(found.is_exhausted());
    assert!(!found.broken.is_empty());
    for (set, _) in &found.broken {
        assert_eq!(set.len(), 2, "one fogger is enough");
        let on: Vec<&str> = set.iter().map(|i| candidates[*i as usize].fault.on.as_str()).collect();
        assert_eq!(on, ["left", "right"]);
    }
    // With one of them dry from the start, the other alone decides.
    let dry =
        "Scenario(show: \"two.ron\", faults: [Fault(on: \"left\", what: Dry, when: At(0.0))], expect: [NotStuck])";
    let base = fault::open_text("dry.ron", dry, &|_| Some(TWO_FOGGERS.to_owned())).expect("fine").scenario;
    let (found, candidates) = run(&show, base, &["left", "right"], 2, true);
    assert!(found.broken.iter().any(|(set, _)| set.len() == 1));
    for (set, _) in found.broken.iter().filter(|(set, _)| set.len() == 2) {
        for i in set {
            assert!(!found.broken.iter().any(|(s, _)| s == &[*i]), "{:?}", candidates[*i as usize].fault);
        }
    }
}

#[test]
fn the_count_of_pairs_is_what_combinatorics_says() {
    let show = two_foggers();
    let (found, candidates) = run(&show, expecting(&[Expect::ShowSlip(1e6)]), &[], 2, false);
    let n = candidates.len() as u64;
    let mut twins = 0;
    for (i, a) in candidates.iter().enumerate() {
        twins += candidates[i + 1..].iter().filter(|b| b.site == a.site).count() as u64;
    }
    assert_eq!(found.run + found.covered, n + n * (n - 1) / 2 - twins);
    assert_eq!(found.run, found.space);
}

#[test]
fn faults_set_aside_by_their_cause_break_nothing_when_they_are_run() {
    let by_time = [
        Expect::NotStuck,
        Expect::Holds(0),
        Expect::ShowSlip(60.0),
        Expect::Order(vec!["LX 1".into(), "LX 99".into()]),
    ];
    for show in [preview(), two_foggers()] {
        let expect = if show.title == "Bombshell" { &by_time[..] } else { &by_time[..3] };
        // Of the preview, what is set aside and a machine that is not; the whole of it says the same, more slowly.
        let on: &[&str] = if show.title == "Bombshell" { &["light", "sound", "haze", "chandelier"] } else { &[] };
        let (pruned, _) = run(&show, expecting(expect), on, 1, true);
        let (all, _) = run(&show, expecting(expect), on, 1, false);
        assert!(pruned.out_of_reach > 0, "{} has something that nothing waits for", show.title);
        assert_eq!(sets(&pruned), sets(&all), "{}", show.title);
    }
    // In pairs too, on the small one.
    let show = two_foggers();
    let (pruned, _) = run(&show, expecting(&by_time[..3]), &[], 2, true);
    let (all, _) = run(&show, expecting(&by_time[..3]), &[], 2, false);
    assert!(pruned.run < all.run);
    assert_eq!(sets(&pruned), sets(&all));
    // What looks at pictures is about everything: nothing is set aside.
    let (seen, _) = run(&show, expecting(&[Expect::Visible(0.0)]), &[], 1, true);
    assert_eq!(seen.out_of_reach, 0);
}

#[test]
fn threads_change_nothing_that_is_said() {
    let say = |threads: &str| {
        drytech(&[
            "certify",
            "cues/bombshell/preview.ron",
            "--on",
            "plane",
            "--on",
            "dress",
            "--expect",
            "NotStuck",
            "--expect",
            "ShowSlip(20)",
            "--threads",
            threads,
            "--json",
        ])
    };
    let (one, eight) = (say("1"), say("8"));
    assert_eq!(one.code, 1, "{}", one.stderr);
    assert_eq!(one.stdout, eight.stdout);
    let json: serde_json::Value = serde_json::from_str(&one.stdout).expect("JSON");
    assert_eq!(json["exhausted"], true);
    assert_eq!(json["run"], json["space"]);
}

/// A sheet in a folder of its own.
fn in_a_folder(name: &str, sheet: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(name), sheet).expect("it writes");
    folder
}

/// Standard error tells the rate, which is real time.
fn without_rate(ran: &common::Ran) -> String {
    ran.to_string().lines().filter(|l| !l.ends_with(" a second")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_certificate_in_words() {
    let folder = in_a_folder("two.ron", TWO_FOGGERS);
    let ran = drytech_in(folder.path(), &["certify", "two.ron", "--faults", "2", "--on", "left", "--on", "right"]);
    insta::assert_snapshot!(without_rate(&ran));
    let ran = drytech_in(
        folder.path(),
        &["certify", "two.ron", "--on", "light", "--expect", "Visible(30)", "--expect", "Holds(0)"],
    );
    insta::assert_snapshot!(without_rate(&ran));
    let ran =
        drytech_in(folder.path(), &["certify", "two.ron", "--faults", "2", "--time", "0s", "--expect", "Holds(5)"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stdout.contains("Not certified"), "{ran}");
}

/// Any one of three foggers is enough for the gate: only all three together can break it.
fn three_foggers() -> String {
    TWO_FOGGERS
        .replace("\"right\": FogMachine(fill_rate: 0.05),", "\"right\": FogMachine(fill_rate: 0.05), \"pit\": FogMachine(fill_rate: 0.05),")
        .replace("        Cue(number: \"LX 1\"", "        Cue(number: \"FOG 3\", call: On(\"fog\"), go: [Fog(\"pit\", 1.0, 20.0)]),\n        Cue(number: \"LX 1\"")
        .replace("Two foggers", "Three foggers")
}

#[test]
fn a_weakness_that_takes_three_faults_is_hunted_down_to_those_three() {
    for seed in ["1", "2", "3"] {
        let folder = in_a_folder("three.ron", &three_foggers());
        let hunt = ["hunt", "three.ron", "--seed", seed, "--runs", "12000", "--expect", "NotStuck"];
        let on = ["--on", "left", "--on", "right", "--on", "pit", "--on", "light", "--on", "wagon", "--on", "caller"];
        let ran = drytech_in(folder.path(), &[&hunt[..], &on[..]].concat());
        assert_eq!(ran.code, 1, "{ran}");
        assert!(ran.stdout.contains("FOUND NotStuck broken by 3 faults"), "seed {seed}: {ran}");
        let files = std::fs::read_dir(folder.path().join("regressions")).expect("a folder of what was found");
        let kept: Vec<_> = files.flatten().map(|e| e.path()).collect();
        let three = kept.iter().find_map(|path| {
            let opened = fault::open(path).expect("what is kept is a scenario");
            (opened.scenario.faults.len() == 3).then_some(opened.scenario)
        });
        let mut on: Vec<String> = three.expect("it is kept").faults.into_iter().map(|f| f.on).collect();
        on.sort();
        assert_eq!(on, ["left", "pit", "right"], "seed {seed}");
        // Kept, it is a test that fails until the sheet has an answer.
        let test = drytech_in(folder.path(), &["test", "."]);
        assert_eq!(test.code, 1, "{test}");
        assert!(test.stdout.contains(&format!("{} failed", kept.len())), "{test}");
    }
}

#[test]
fn a_hunt_is_a_function_of_its_seed_and_says_what_it_never_saw() {
    let folder = in_a_folder("three.ron", &three_foggers());
    let hunt = |threads: &str| {
        let args = ["hunt", "three.ron", "--seed", "5", "--runs", "1500", "--no-save", "--threads", threads];
        drytech_in(folder.path(), &args)
    };
    let (one, eight) = (hunt("1"), hunt("8"));
    assert_eq!(one.stdout, eight.stdout);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing was kept");
    let none =
        drytech_in(folder.path(), &["hunt", "three.ron", "--runs", "300", "--on", "light", "--expect", "Holds(0)"]);
    insta::assert_snapshot!(without_rate(&none));
    assert_eq!(none.code, 0);
}

#[test]
fn the_vocabulary_of_a_sheet() {
    let ran = drytech(&["faults", "cues/bombshell/nightmare.ron"]);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(ran.stdout);
    let ran = drytech(&["faults", "cues/bombshell/preview.ron", "--on", "plan"]);
    assert_eq!(ran.code, 2);
    insta::assert_snapshot!(ran.to_string());
    let ran = drytech(&[
        "certify",
        "cues/bombshell/preview.ron",
        "--expect",
        "Holds(0",
        "--expect",
        "Slip(\"LX 1000\", Done, 1)",
    ]);
    assert_eq!(ran.code, 2, "{ran}");
}

#[test]
fn a_sheet_narrows_its_own_vocabulary() {
    let narrowed = TWO_FOGGERS.replace(
        "    cues: [\n",
        "    vocabulary: { \"left\": [Dry, Cold], \"light\": [], \"caller\": [GoLate] },\n    cues: [\n",
    );
    let show = fault::open_text("two.ron", &narrowed, &|_| None).expect("the sheet is fine").show;
    let bench = Bench::new(&show, Scenario::default()).expect("it compiles");
    let words = Vocabulary::new(&show, &bench.plan, &[]);
    let kinds = |on: &str| -> std::collections::BTreeSet<&str> {
        let entry = words.entries.iter().filter(|e| e.on == on);
        entry.flat_map(|e| e.kinds.iter().flatten().map(|(k, _)| k.name())).collect()
    };
    assert_eq!(kinds("left").into_iter().collect::<Vec<_>>(), ["Cold", "Dry"]);
    assert_eq!(kinds("caller").into_iter().collect::<Vec<_>>(), ["GoLate"]);
    assert!(kinds("light").is_empty());
    assert_eq!(kinds("right").len(), 7, "who is not named keeps all");
    // Nothing else is tried, by any campaign; and the night itself is what it was.
    for candidate in words.singles(&show) {
        assert!(kinds(&candidate.fault.on).contains(candidate.fault.what.name()));
    }
    let before = Bench::new(&two_foggers(), Scenario::default()).expect("it compiles").plan;
    assert_eq!(bench.plan, before);
    // A scenario may still use what is not tried.
    let scenario = "Scenario(show: \"two.ron\", faults: [Fault(on: \"light\", what: Blackout(2.0), when: At(0.0))], expect: [NotStuck])";
    assert!(fault::open_text("s.ron", scenario, &|_| Some(narrowed.clone())).is_ok());
}

#[test]
fn every_combination_of_decisions_is_a_campaign_of_its_own() {
    // Under "thick" the song wants what one fogger cannot give.
    let decided = TWO_FOGGERS
        .replace(
            "    script: [",
            "    decisions: { \"fog\": Decision(options: [\"thin\", \"thick\"], default: \"thin\") },\n    script: [",
        )
        .replace(
            "Beat(id: \"song\", takes: 20.0, needs: [Density(0.3)], picture: [Lit(\"wash\", 0.5)]),",
            "Beat(id: \"song\", takes: 20.0, needs: [Density(0.3)], only: (\"fog\", \"thin\")),\n        \
             Beat(id: \"dream\", takes: 20.0, needs: [Density(1.5)], only: (\"fog\", \"thick\")),",
        );
    let folder = in_a_folder("two.ron", &decided);
    let certify = ["certify", "two.ron", "--on", "left", "--expect", "NotStuck"];
    let one = drytech_in(folder.path(), &certify);
    assert_eq!(one.code, 0, "{one}");
    assert!(one.stdout.contains("fog: thick was never taken"), "{one}");
    let all = drytech_in(folder.path(), &[&certify[..], &["--decisions"]].concat());
    insta::assert_snapshot!(without_rate(&all));
    assert_eq!(all.code, 1, "{all}");
    let json = drytech_in(folder.path(), &[&certify[..], &["--decisions", "--json"]].concat()).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let parts = json["certificates"].as_array().expect("a list");
    assert_eq!(parts.len(), 2);
    assert_eq!((&parts[0]["decisions"]["fog"], &parts[0]["certified"]), (&"thin".into(), &true.into()));
    assert_eq!((&parts[1]["decisions"]["fog"], &parts[1]["certified"]), (&"thick".into(), &false.into()));
    assert_eq!(json["certified"], false);
    let sum: u64 = parts.iter().map(|p| p["space"].as_u64().expect("a number")).sum();
    assert_eq!(json["space"], sum);
    assert_eq!(json["run"], sum, "the space of both was exhausted");
}
