//! How long `drytech run` of a generated 2,000-cue sheet takes as a process, against the bare start of the same process.
//!
//! `cargo bench --no-default-features --bench process`. The promise (issue 2): less than 50 ms.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const CUES: usize = 2000;
const TIMES: usize = 41;

fn sheet(cues: usize) -> String {
    let mut s = String::from(
        "Show(title: \"Generated\", crew: {\"LX\": Operator(), \"SQ\": Operator(), \"FLY\": Operator(reaction: 0.35)},\n\
         machines: {\"fog\": FogMachine(), \"light\": LightRig(areas: [\"a\", \"b\", \"c\"]), \"sound\": Sound(),\n\
         \"piece\": FlyingPiece(axes: {\"lift\": Axis(start: 8.0)}, marks: {\"in\": {\"lift\": 0.0}, \"out\": {\"lift\": 8.0}})},\n\
         script: [Scene(id: \"s\", beats: [\n",
    );
    let beats = cues / 10;
    for b in 0..beats {
        // Writing to a String cannot fail.
        let _ = writeln!(s, "Beat(id: \"b{b}\", takes: 20.0, vamp: 2.0, picture: [Lit(\"a\", 0.0)]),");
    }
    s += "])],\ncues: [\n";
    for c in 0..cues {
        let (beat, after) = (c / 10, (c % 10) as f64 * 1.7);
        let _ = match c % 10 {
            3 => writeln!(
                s,
                "Cue(number: \"FLY {c}\", call: On(\"b{beat}\", {after}), go: [Fly(\"piece\", \"{}\")]),",
                if beat % 2 == 0 { "in" } else { "out" }
            ),
            5 => {
                writeln!(s, "Cue(number: \"SQ {c}\", call: Follow(\"LX {}\", 0.5), go: [Play(\"sound\", 4.0)]),", c - 1)
            }
            7 => writeln!(
                s,
                "Cue(number: \"LX {c}\", call: Hang(\"LX {}\", 0.5), go: [Light(\"b\", 0.5, 2.0)], needs: [Lit(\"a\", 0.0)]),",
                c - 1
            ),
            9 => writeln!(s, "Cue(number: \"LX {c}\", call: On(\"b{beat}\", {after}), go: [Fog(\"fog\", 0.3, 5.0)]),"),
            _ => writeln!(
                s,
                "Cue(number: \"LX {c}\", label: \"Generated\", call: On(\"b{beat}\", {after}), go: [Light(\"a\", 0.{}, 1.5)]),",
                c % 9 + 1
            ),
        };
    }
    s += "])\n";
    s
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn time(args: &[&str]) -> Duration {
    let once = || {
        let start = Instant::now();
        let status = Command::new(env!("CARGO_BIN_EXE_drytech"))
            .args(args)
            .stdout(Stdio::null())
            .status()
            .expect("the binary runs");
        assert!(status.success(), "{args:?} went wrong");
        start.elapsed()
    };
    once();
    median((0..TIMES).map(|_| once()).collect())
}

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("generated.ron");
    std::fs::write(&path, sheet(CUES)).expect("it writes");
    let path = path.to_str().expect("a plain path");
    let bare = time(&["--version"]);
    println!("drytech --version           {:>7.1} ms", bare.as_secs_f64() * 1e3);
    for args in [vec!["check", path], vec!["run", path], vec!["run", path, "--json"]] {
        let t = time(&args);
        let name = args.iter().filter(|a| !a.contains('/')).copied().collect::<Vec<_>>().join(" ");
        let ratio = t.as_secs_f64() / bare.as_secs_f64();
        println!("drytech {name:<11} 2,000 cues {:>7.1} ms   {ratio:.1} × --version", t.as_secs_f64() * 1e3);
    }
}
