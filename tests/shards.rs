//! Nights in shards: any number of them at any number of threads merge to the bytes of one run, killed or not; what does
//! not belong together is refused; and no file makes reading one panic.

mod common;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use drytech::fault::odds::{Odds, odds_of};
use drytech::fault::{Opened, open_text};
use drytech::report::season::{self, Told};
use drytech::run::log::sha256;
use drytech::sheet::Source;
use drytech::sweep::nights::BLOCK;
use drytech::sweep::shard::{Asked, Base, Part, ShardError};
use drytech::sweep::{Bench, Came, Shard, Sweep, Watch};
use proptest::prelude::*;

const SHEET: &str = r#"Show(title: "Planted", dressers: 1, patience: 3500.0,
    crew: { "TAB": Operator(reaction: 0.0), "WD": Operator(reaction: 0.0) },
    machines: { "a": Curtain(takes: 4.0), "b": Curtain(takes: 4.0), "dress": Costume(wearer: "Ivy", worn: true) },
    script: [Scene(id: "s", beats: [
        Beat(id: "one", takes: 4.0, picture: [Worn("dress")]),
        Beat(id: "two", takes: 4.0, needs: [Open("a"), Open("b")]),
    ])],
    cues: [
        Cue(number: "TAB 1", call: On("one"), go: [Open("a")]),
        Cue(number: "TAB 2", call: On("one"), go: [Open("b")]),
        Cue(number: "WD 1", call: When(Not(Worn("dress"))), go: [Secure("dress")]),
    ],
)"#;

const ODDS: &str = r#"Odds(show: "show.ron", risks: [
    Risk(on: "caller", what: GoLate, rate: PerUse(0.7), strength: Exponential(10.0)),
    Risk(on: "a", what: Jam, rate: PerUse(0.2), lasts: Exponential(5.0)),
    Risk(on: "dress", what: Slips, rate: PerUse(0.3), needs: OnStage),
])"#;

/// A folder with a sheet, a scenario of it, and odds.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let jammed =
        r#"Scenario(show: "show.ron", name: "Jammed", faults: [Fault(on: "b", what: Jam(9.0), when: At(1.0))])"#;
    for (name, text) in [("show.ron", SHEET), ("jammed.ron", jammed), ("chances.ron", ODDS)] {
        std::fs::write(folder.path().join(name), text).expect("it is written");
    }
    folder
}

/// What every sweep here begins with.
const SMALL: [&str; 4] = ["sweep", "show.ron", "--odds", "chances.ron"];

fn ran(folder: &Path, args: &[&[&str]]) -> common::Ran {
    let ran = common::drytech_in(folder, &args.concat());
    assert_eq!(ran.code, 0, "{ran}");
    ran
}

#[test]
fn any_number_of_shards_at_any_threads_merge_to_the_bytes_of_one_run() {
    let folder = folder();
    let here = folder.path();
    for (i, compare) in [&["--nights", "1500"][..], &["--nights", "800", "--compare", "jammed.ron"]].iter().enumerate()
    {
        let one = |threads| ran(here, &[&SMALL, compare, &["--json", "--threads", threads]]).stdout;
        let whole = one("1");
        assert!(whole == one("2") && whole == one("8"), "threads");
        for (of, threads) in [("1", "2"), ("2", "8"), ("7", "1")] {
            let out = format!("out-{i}-{of}");
            let count: u64 = of.parse().expect("a number");
            // Last things first: order is nothing.
            for k in (1..=count).rev() {
                let shard = format!("{k}/{of}");
                let kept = ran(here, &[&SMALL, compare, &["--shard", &shard, "--out", &out, "--threads", threads]]);
                assert_eq!(kept.stdout, "", "what came of them is told by merge");
            }
            assert!(ran(here, &[&["merge", &out, "--json"]]).stdout == whole, "{of} shards");
            let table = ran(here, &[&SMALL, compare]).stdout;
            assert!(ran(here, &[&["merge", &out]]).stdout == table, "{of} shards, in words");
            ran(here, &[&SMALL, compare, &["--csv", "one.csv"]]);
            ran(here, &[&["merge", &out, "--csv", "merged.csv"]]);
            let read = |name| std::fs::read(here.join(name)).expect("it was written");
            assert!(read("one.csv") == read("merged.csv"), "{of} shards, as CSV");
            // What is found out by running nights again is told by merge as well.
            let page = ["--what-if", "60", "--blame", "20", "--html"];
            ran(here, &[&SMALL, compare, &page, &["one.html"]]);
            ran(here, &[&["merge", &out], &page, &["merged.html"]]);
            assert!(read("one.html") == read("merged.html"), "{of} shards, as a page");
        }
    }
}

#[test]
fn the_preview_in_seven_shards_is_the_preview_in_one() {
    let out = tempfile::tempdir().expect("a temporary folder");
    let out = out.path().to_str().expect("a plain path");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sweep = ["sweep", "cues/bombshell/preview.ron", "--odds", "cues/bombshell/odds.ron", "--nights", "300"];
    for k in 1..=7 {
        ran(root, &[&sweep, &["--shard", &format!("{k}/7"), "--out", out]]);
    }
    assert!(ran(root, &[&["merge", out, "--json"]]).stdout == ran(root, &[&sweep, &["--json"]]).stdout);
}

#[test]
fn a_shard_that_is_killed_goes_on_and_ends_with_the_same_bytes() {
    let folder = folder();
    let here = folder.path();
    let nights = ["--nights", "200000"];
    let path = here.join("out/shard-1-of-9.jsonl");
    let done = |path: &Path| std::fs::read(path).ok().map(|b| Shard::read(&b).expect("always whole").part.done);
    let shard = [&SMALL[..], &nights, &["--shard", "1/9", "--out", "out"]].concat();
    let mut child = Command::new(env!("CARGO_BIN_EXE_drytech"))
        .args(&shard)
        .current_dir(here)
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let began = Instant::now();
    while done(&path).unwrap_or(0) == 0 {
        assert!(began.elapsed() < Duration::from_secs(120), "nothing was kept");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().and_then(|()| child.wait()).expect("it is killed");
    let kept = done(&path).expect("it is there");
    assert!(kept > 0 && kept.is_multiple_of(BLOCK) && kept < 200_000 / 9, "{kept} were kept");

    let left = common::drytech_in(here, &["merge", "out"]);
    assert_eq!(left.code, 1, "{left}");
    assert!(left.stderr.contains("9 of 9 shards are missing or unfinished"), "{left}");
    let resumed = ran(here, &[&["sweep", "--resume", "out"]]);
    assert!(resumed.stderr.contains(&format!("going on after {kept} of 22222 nights")), "{resumed}");
    let again = [&shard[..6], &["--shard", "1/9", "--out", "whole"]].concat();
    ran(here, &[&again]);
    let read = |name: &str| std::fs::read(here.join(name).join("shard-1-of-9.jsonl")).expect("it was written");
    assert!(read("out") == read("whole"));
    // Once more is nothing to do.
    let before = std::fs::metadata(&path).and_then(|m| m.modified()).expect("a time");
    assert!(ran(here, &[&shard]).stderr.contains("has its 22222 nights already"));
    assert_eq!(std::fs::metadata(&path).and_then(|m| m.modified()).expect("a time"), before);
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_there_is_and_says_how_to_go_on() {
    let folder = folder();
    let path = folder.path().join("out/shard-1-of-1.jsonl");
    let done = || std::fs::read(&path).ok().map_or(0, |b| Shard::read(&b).expect("always whole").part.done);
    let mut command = Command::new(env!("CARGO_BIN_EXE_drytech"));
    command.args(SMALL).args(["--nights", "1000000", "--out", "out"]).current_dir(folder.path()).env("NO_COLOR", "1");
    let child = command.stderr(Stdio::piped()).spawn().expect("the binary runs");
    let began = Instant::now();
    while done() == 0 {
        assert!(began.elapsed() < Duration::from_secs(120), "nothing was kept");
        std::thread::sleep(Duration::from_millis(5));
    }
    let pressed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill is there");
    assert!(pressed.success());
    let out = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(130), "{said}");
    assert!(said.contains("hint: `drytech sweep --resume out` goes on"), "{said}");
    assert!(said.contains(&format!("{} nights in", done())), "{said}");
}

#[test]
fn without_a_shard_a_folder_has_the_whole_sweep() {
    let folder = folder();
    let here = folder.path();
    ran(here, &[&SMALL, &["--nights", "40", "--seed", "5", "--strength", "1.5", "--out", "deep/in/here"]]);
    assert!(here.join("deep/in/here/shard-1-of-1.jsonl").is_file());
    let one = ran(here, &[&SMALL, &["--nights", "40", "--seed", "5", "--strength", "1.5"]]);
    // A folder above is as good.
    assert_eq!(ran(here, &[&["merge", "deep"]]).stdout, one.stdout);
    // The very same shard may be there twice.
    std::fs::copy(here.join("deep/in/here/shard-1-of-1.jsonl"), here.join("deep/shard-copy.jsonl")).expect("copied");
    assert_eq!(ran(here, &[&["merge", "deep"]]).stdout, one.stdout);
    // And the files may have moved.
    std::fs::create_dir(here.join("moved")).expect("a folder");
    for name in ["show.ron", "chances.ron"] {
        std::fs::rename(here.join(name), here.join("moved").join(name)).expect("it moves");
    }
    let moved = ["merge", "deep", "--file", "moved/show.ron", "--odds", "moved/chances.ron"];
    assert_eq!(ran(here, &[&moved]).stdout, one.stdout);
}

#[test]
fn the_environment_says_which_shard_it_is() {
    let folder = folder();
    let auto = |shard: &str, set: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drytech"));
        for name in ["JOB_COMPLETION_INDEX", "SLURM_ARRAY_TASK_ID", "CI_NODE_INDEX", "CI_NODE_TOTAL"] {
            command.env_remove(name);
        }
        command.args(SMALL).args(["--nights", "30", "--out", "out", "--shard", shard]).envs(set.iter().copied());
        let out = command.env("NO_COLOR", "1").current_dir(folder.path()).output().expect("the binary runs");
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        if out.status.success() { said.split(':').next().unwrap_or_default().to_owned() } else { said }
    };
    let said = [
        auto("auto/3", &[("JOB_COMPLETION_INDEX", "1")]),
        auto("auto", &[("CI_NODE_INDEX", "3"), ("CI_NODE_TOTAL", "3")]),
        auto("auto", &[]),
        auto("auto", &[("JOB_COMPLETION_INDEX", "1")]),
        auto("auto/3", &[("SLURM_ARRAY_TASK_ID", "0")]),
        auto("auto/3", &[("SLURM_ARRAY_TASK_ID", "1"), ("CI_NODE_INDEX", "1")]),
    ];
    insta::assert_snapshot!(said.join("\n=====\n"));
}

#[test]
fn what_a_shard_cannot_be_is_wrong_usage() {
    let folder = folder();
    let runs = [
        &["--shard", "1/2"][..],
        &["--shard", "3/2", "--out", "out"],
        &["--shard", "1/20", "--nights", "10", "--out", "out"],
        &["--nights", "9000000000", "--out", "out"],
        &["--out", "out", "--until", "1s"],
        &["--out", "out", "--json"],
        &["--out", "show.ron"],
        &["--resume", "out"],
    ];
    let run = |args: &&[&str]| common::drytech_in(folder.path(), &[&SMALL, *args].concat()).to_string();
    insta::assert_snapshot!(runs.iter().map(run).collect::<Vec<_>>().join("\n=====\n"));
}

#[test]
fn shards_that_do_not_belong_together_are_refused() {
    let folder = folder();
    let here = folder.path();
    let shard = |more: &[&str]| ran(here, &[&SMALL, &["--nights", "40"], more]);
    shard(&["--shard", "1/3", "--out", "seed"]);
    shard(&["--shard", "2/3", "--out", "seed", "--seed", "2"]);
    shard(&["--shard", "1/3", "--out", "number"]);
    shard(&["--shard", "2/4", "--out", "number"]);
    shard(&["--shard", "1/3", "--out", "compared"]);
    shard(&["--shard", "2/3", "--out", "compared", "--compare", "jammed.ron"]);
    ran(here, &[&["sweep", "jammed.ron"], &SMALL[2..], &["--nights", "40", "--shard", "1/2", "--out", "scenario"]]);
    shard(&["--shard", "2/2", "--out", "scenario"]);
    shard(&["--shard", "2/5", "--out", "left/b"]);
    shard(&["--shard", "4/5", "--out", "left/a"]);
    edit(here, "left/a/shard-4-of-5.jsonl", "left/a/shard-4-of-5.jsonl", |shard| {
        shard.came = nothing_like(&shard.came);
        shard.part.done = 0;
    });
    shard(&["--out", "twice/a"]);
    edit(here, "twice/a/shard-1-of-1.jsonl", "twice/shard-1-of-1.jsonl", |shard| shard.came.season.held_us += 1);
    shard(&["--out", "engine"]);
    edit(here, "engine/shard-1-of-1.jsonl", "engine/shard-1-of-1.jsonl", |shard| shard.of.semantics = 999);
    shard(&["--out", "misfit"]);
    edit(here, "misfit/shard-1-of-1.jsonl", "misfit/shard-1-of-1.jsonl", |shard| {
        shard.came.season.beats.pop();
    });
    shard(&["--shard", "1/2", "--out", "unlike"]);
    shard(&["--shard", "2/2", "--out", "unlike"]);
    edit(here, "unlike/shard-2-of-2.jsonl", "unlike/shard-2-of-2.jsonl", |shard| {
        shard.came.season.beats.pop();
    });
    let folders =
        ["seed", "number", "compared", "scenario", "left", "twice", "engine", "misfit", "unlike", ".", "nowhere"];
    let merge = |folder: &&str| common::drytech_in(here, &["merge", folder]).to_string();
    insta::assert_snapshot!(folders.iter().map(merge).collect::<Vec<_>>().join("\n=====\n"));
}

#[test]
fn files_that_changed_since_are_refused_and_named() {
    let folder = folder();
    let here = folder.path();
    let nights = ["--nights", "40", "--shard", "1/1", "--out", "out"];
    let sweep = [&["sweep", "jammed.ron", "--compare", "show.ron"], &SMALL[2..], &nights].concat();
    ran(here, &[&sweep]);
    let begun = |path: &str| {
        edit(here, "out/shard-1-of-1.jsonl", path, |shard| {
            shard.came = nothing_like(&shard.came);
            shard.part.done = 0;
        });
    };
    std::fs::create_dir(here.join("begun")).expect("a folder");
    begun("begun/shard-1-of-1.jsonl");
    let mut told = Vec::new();
    for name in ["show.ron", "jammed.ron", "chances.ron"] {
        let path = here.join(name);
        let text = std::fs::read_to_string(&path).expect("it is there");
        std::fs::write(&path, format!("{text} // changed\n")).expect("it is written");
        for args in [&["merge", "out"][..], &["sweep", "--resume", "begun"], &sweep] {
            told.push(common::drytech_in(here, args).to_string());
        }
        std::fs::write(&path, &text).expect("it is written");
    }
    // As it was, it goes on.
    ran(here, &[&["sweep", "--resume", "begun"]]);
    let read = |name: &str| std::fs::read(here.join(name).join("shard-1-of-1.jsonl")).expect("it was written");
    assert!(read("begun") == read("out"));
    // Another sweep in the same folder; nothing left to do; and files that are gone.
    told.push(common::drytech_in(here, &[&sweep[..], &["--seed", "2"]].concat()).to_string());
    told.push(common::drytech_in(here, &["sweep", "--resume", "out"]).to_string());
    std::fs::remove_file(here.join("chances.ron")).expect("it goes");
    told.push(common::drytech_in(here, &["merge", "out"]).to_string());
    insta::assert_snapshot!(told.join("\n=====\n"));
}

#[test]
fn broken_files_are_refused_and_named() {
    let folder = folder();
    let here = folder.path();
    ran(here, &[&SMALL, &["--nights", "40", "--out", "out"]]);
    let good = std::fs::read_to_string(here.join("out/shard-1-of-1.jsonl")).expect("it was written");
    let lines: Vec<&str> = good.lines().collect();
    let texts = [
        "",
        "{}",
        "To be, or not to be\n",
        &good[..60],
        &good[..good.len() / 2],
        &good[..good.len() - 1],
        &good.replace("\"late\":", "\"late\":1"),
        &good.replace("\"format\":1", "\"format\":2"),
        &signed(&lines[0].replace("\"seed\":1", "\"seed\":\"one\""), lines[1]),
        &signed(lines[0], &lines[1].replace("\"nights\":40", "\"nights\":41")),
        &signed(lines[0], &lines[1].replacen("\"count\":40", "\"count\":39", 1)),
        &signed(&lines[0].replace("\"to\":40", "\"to\":80"), lines[1]),
        &signed(&lines[0].replace("\"strength\":\"1\"", "\"strength\":\"NaN\""), lines[1]),
        &format!("{good}\n"),
    ];
    let told = texts.map(|text| {
        std::fs::write(here.join("out/shard-1-of-1.jsonl"), text).expect("it is written");
        let [merged, swept] =
            [&["merge", "out"][..], &["sweep", "--resume", "out"]].map(|a| common::drytech_in(here, a));
        assert_eq!(merged.to_string(), swept.to_string());
        merged.to_string()
    });
    insta::assert_snapshot!(told.join("\n=====\n"));
}

/// Two lines, with the sum of them.
fn signed(first: &str, second: &str) -> String {
    let text = format!("{first}\n{second}\n");
    format!("{text}{{\"sha256\":\"{}\"}}\n", sha256(&text))
}

/// Reads a shard and writes it elsewhere, changed.
fn edit(folder: &Path, from: &str, to: &str, change: impl FnOnce(&mut Shard)) {
    let mut shard = Shard::read(&std::fs::read(folder.join(from)).expect("it is there")).expect("it reads");
    change(&mut shard);
    std::fs::write(folder.join(to), shard.write().expect("it is JSON")).expect("it is written");
}

/// No night yet of the sheets that this is of.
fn nothing_like(came: &Came) -> Came {
    let made = Made::new();
    let bench = made.bench();
    let sweep = Sweep::new(&bench, &made.odds, 1, 1.0);
    let nothing = Came::nothing(&sweep, came.against.as_ref().map(|_| &sweep));
    // What is there in every night has its place in the tornado.
    let mut like = came.clone();
    like.season = nothing.season;
    like.season.swings = vec![Default::default(); came.season.swings.len()];
    like.against = nothing.against;
    like
}

/// The planted show in memory.
struct Made {
    opened: Opened,
    odds: Odds,
}

impl Made {
    fn new() -> Self {
        let opened = open_text("show.ron", SHEET, &|_| None).unwrap_or_else(|e| panic!("{e}"));
        let (odds, _) = odds_of(&Source::new("chances.ron", ODDS), &opened.show).unwrap_or_else(|e| panic!("{e}"));
        Self { opened, odds }
    }

    fn bench(&self) -> Bench<'_> {
        Bench::new(&self.opened.show, self.opened.scenario.clone()).expect("every name is there")
    }
}

fn asked(nights: u64, compared: bool) -> Asked {
    let base = || Base { file: "show.ron".into(), sheet_sha256: sha256(SHEET), scenario_sha256: None };
    Asked {
        semantics: drytech::engine::SEMANTICS,
        first: base(),
        second: compared.then(base),
        odds: "chances.ron".into(),
        odds_sha256: sha256(ODDS),
        seed: 1,
        strength: "1".into(),
        nights,
    }
}

#[test]
fn however_often_it_is_stopped_and_read_again_a_shard_is_the_same() {
    let made = Made::new();
    let bench = made.bench();
    let sweep = Sweep::new(&bench, &made.odds, 1, 1.0);
    let nights = 2 * BLOCK + 100;
    for compared in [false, true] {
        let second = compared.then_some(&sweep);
        let part = Part::new(1, 1, nights).expect("a part");
        let came = Came::nothing(&sweep, second);
        let mut stopped = Shard { drytech: "test".into(), of: asked(nights, compared), part, came };
        let mut whole = stopped.clone();
        whole.go_on(&sweep, second, &Watch::default(), &mut |_| true).expect("every name is there");
        let mut times = 0;
        while !stopped.part.is_done() {
            stopped.go_on(&sweep, second, &Watch::default(), &mut |_| false).expect("every name is there");
            let text = stopped.write().expect("it is JSON");
            stopped = Shard::read(text.as_bytes()).expect("it reads");
            assert_eq!(stopped.write().expect("it is JSON"), text);
            times += 1;
        }
        assert_eq!(times, 3);
        assert!(stopped == whole);
    }
}

/// A shard of one sheet, and one of two.
static GOOD: LazyLock<[String; 2]> = LazyLock::new(|| {
    let made = Made::new();
    let bench = made.bench();
    let sweep = Sweep::new(&bench, &made.odds, 1, 1.0);
    [None, Some(&sweep)].map(|second| {
        let (part, came) = (Part::new(1, 1, 40).expect("a part"), Came::nothing(&sweep, second));
        let mut shard = Shard { drytech: "test".into(), of: asked(40, second.is_some()), part, came };
        shard.go_on(&sweep, second, &Watch::default(), &mut |_| true).expect("every name is there");
        shard.write().expect("it is JSON")
    })
});

/// What may be done to a shard's text.
#[derive(Clone, Debug)]
enum Change {
    Cut(usize),
    Remove(usize, usize),
    Put(usize, String),
    Number(usize, String),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let at = || 0..100_000usize;
    let number = prop_oneof![
        Just("0"),
        Just("-1"),
        Just("1"),
        Just("41"),
        Just("9223372036854775807"),
        Just("-9223372036854775808"),
        Just("18446744073709551615"),
        Just("170141183460469231731687303715884105727"),
        Just("-170141183460469231731687303715884105728"),
        Just("70368744177664"),
        Just("8000000000"),
        Just("2147483647"),
        Just("1e300"),
        Just("0.5"),
        Just("null"),
    ];
    let text = prop_oneof![Just("["), Just("]"), Just("{"), Just("\""), Just(","), Just("\n"), Just("é"), Just("\0")];
    let change = prop_oneof![
        1 => at().prop_map(Change::Cut),
        2 => (at(), 1..40usize).prop_map(|(a, n)| Change::Remove(a, n)),
        2 => (at(), text).prop_map(|(a, t)| Change::Put(a, t.to_owned())),
        9 => (at(), number).prop_map(|(a, t)| Change::Number(a, t.to_owned())),
    ];
    proptest::collection::vec(change, 1..4)
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for change in changes {
        let n = chars.len().max(1);
        match change {
            Change::Cut(at) => chars.truncate(at % n),
            Change::Remove(at, many) => {
                let from = (at % n).min(chars.len());
                chars.drain(from..(from + many).min(chars.len()));
            }
            Change::Put(at, text) => {
                let at = (at % n).min(chars.len());
                chars.splice(at..at, text.chars());
            }
            Change::Number(at, text) => {
                let digit = |c: &char| c.is_ascii_digit() || *c == '-';
                let starts: Vec<usize> =
                    (0..chars.len()).filter(|i| digit(&chars[*i]) && (*i == 0 || !digit(&chars[i - 1]))).collect();
                let Some(from) = starts.get(at % starts.len().max(1)).copied() else { continue };
                let to = from + chars[from..].iter().take_while(|c| digit(c)).count();
                chars.splice(from..to, text.chars());
            }
        }
    }
    chars.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_reading_or_telling_a_shard_panic(which in 0..2usize, changes in changes(), sign in 0..4u8) {
        let made = Made::new();
        let bench = made.bench();
        let sweep = Sweep::new(&bench, &made.odds, 1, 1.0);
        let second = (which == 1).then_some(&sweep);
        let good = &GOOD[which];
        let mut lines = good.lines();
        let (first, second_line) = (lines.next().expect("one"), lines.next().expect("two"));
        let text = match sign {
            0 => changed(good, &changes),
            1 => signed(&changed(first, &changes), second_line),
            _ => signed(first, &changed(second_line, &changes)),
        };
        match Shard::read(text.as_bytes()) {
            Err(e) => prop_assert!(!e.to_string().is_empty()),
            Ok(read) => {
                let again = Shard::read(read.write().expect("it is JSON").as_bytes());
                prop_assert_eq!(again.as_ref(), Ok(&read));
                let mut all = Came::nothing(&sweep, second);
                if read.came.fits(&all) {
                    for _ in 0..3 {
                        all.join(&read.came);
                    }
                    let told = Told { bench: &bench, sweep: &sweep, odds: &made.odds, season: &all.season, seed: 1, what_if: None, shares: None,
                        strength: 1.0, asked: 40, typed: ("show.ron", "chances.ron") };
                    prop_assert!(!season::season(&told).is_empty() && !season::csv(&told).is_empty());
                    let two = all.against.as_ref().map(|a| (&told, &a.paired));
                    prop_assert!(season::json(&told, two).is_ok());
                    if let Some((other, paired)) = two {
                        prop_assert!(!season::paired(&told, other, paired).is_empty());
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_no_text_is_no_shard() {
    assert_eq!(Shard::read(&[0xff, 0xfe, 0]), Err(ShardError::Foreign));
}
