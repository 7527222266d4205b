//! How long `drytech run` of a generated 2,000-cue sheet takes as a process, against the bare start of the same process.
//!
//! `cargo bench --no-default-features --bench process`. The promise (issue 2): less than 50 ms.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

mod generated;

use generated::sheet;

const CUES: usize = 2000;
const TIMES: usize = 41;

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
