//! A fault injected into a night of 10,000 cues, against a frame at 60 Hz: what the core works out, and all that the
//! desk does of it before the night is on the stage.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use drytech::fault::{self, Fault, FaultKind, FaultTime, Scenario};
use drytech::slip::Rehearsal;
use drytech::stage::measure_panels::look_up;

/// A frame at 60 Hz.
const FRAME_MS: f64 = 1000.0 / 60.0;

const TIMES: usize = 31;

/// A sheet of so many cues on four machines: lights, sounds, flights, fog; follows, hangs and interlocks among them.
pub fn sheet(cues: usize) -> String {
    let mut s = String::from(
        "Show(title: \"Generated\", crew: {\"LX\": Operator(), \"SQ\": Operator(), \"FLY\": Operator(reaction: 0.35)},\n\
         machines: {\"fog\": FogMachine(), \"light\": LightRig(areas: [\"a\", \"b\", \"c\"]), \"sound\": Sound(),\n\
         \"piece\": FlyingPiece(axes: {\"lift\": Axis(start: 8.0)}, marks: {\"in\": {\"lift\": 0.0}, \"out\": {\"lift\": 8.0}})},\n\
         script: [Scene(id: \"s\", beats: [\n",
    );
    // Writing to a String cannot fail.
    for b in 0..cues / 10 {
        let _ = writeln!(s, "Beat(id: \"b{b}\", takes: 20.0, vamp: 2.0, picture: [Lit(\"a\", 0.0)]),");
    }
    s += "])],\ncues: [\n";
    for c in 0..cues {
        let (beat, after, before) = (c / 10, (c % 10) as f64 * 1.7, c.saturating_sub(1));
        let on = format!("call: On(\"b{beat}\", {after})");
        let _ = match c % 10 {
            3 => {
                let mark = if beat % 2 == 0 { "in" } else { "out" };
                writeln!(s, "Cue(number: \"FLY {c}\", {on}, go: [Fly(\"piece\", \"{mark}\")]),")
            }
            5 => {
                writeln!(s, "Cue(number: \"SQ {c}\", call: Follow(\"LX {before}\", 0.5), go: [Play(\"sound\", 4.0)]),")
            }
            7 => writeln!(
                s,
                "Cue(number: \"LX {c}\", call: Hang(\"LX {before}\", 0.5), go: [Light(\"b\", 0.5, 2.0)], needs: [Lit(\"a\", 0.0)]),"
            ),
            9 => writeln!(s, "Cue(number: \"LX {c}\", {on}, go: [Fog(\"fog\", 0.3, 5.0)]),"),
            _ => writeln!(s, "Cue(number: \"LX {c}\", {on}, go: [Light(\"a\", 0.{}, 1.5)]),", c % 9 + 1),
        };
    }
    s += "])\n";
    s
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e3
}

fn time(mut once: impl FnMut()) -> f64 {
    once();
    let clocked = |_| {
        let began = Instant::now();
        once();
        began.elapsed()
    };
    median((0..TIMES).map(clocked).collect())
}

pub fn run() {
    println!("A fault injected at the desk (a frame at 60 Hz is {FRAME_MS:.1} ms; medians of {TIMES})");
    println!("(\"books\": what the panels look up of it and of another night beside it; all of it beside the frames)");
    let mut of_100 = None;
    for cues in [100, 1000, 10_000] {
        let opened = fault::open_text("generated.ron", &sheet(cues), &|_| None).expect("the sheet is good");
        let whole = time(|| {
            black_box(Rehearsal::new(opened.show.clone(), Scenario::default()).expect("it runs"));
        });
        let night = Arc::new(Rehearsal::new(opened.show.clone(), Scenario::default()).expect("it runs"));
        let middle = cues as f64;
        for (what, on, kind) in [
            ("a winch slows", "piece", FaultKind::Slow(0.4)),
            ("a winch jams", "piece", FaultKind::Jam(5.0)),
            ("fog drops out", "fog", FaultKind::Dropout(6.0)),
        ] {
            let scenario = Scenario::default().with_fault(Fault::new(on, kind, FaultTime::At(middle)));
            let again = time(|| {
                black_box(night.again(scenario.clone()).expect("it runs"));
            });
            let (before, after) = (Arc::clone(&night), Arc::new(night.again(scenario.clone()).expect("it runs")));
            let books = time(|| look_up(&after, &before));
            let all = again + books;
            let base = *of_100.get_or_insert(all);
            println!(
                "  {cues:>6} cues, {what:<13} run and slip {again:>6.2} ms + books {books:>6.2} ms = {all:>6.2} ms  {:>5.2} frames  {:>6.1} × 100 cues  (from nothing: {whole:.1} ms)",
                all / FRAME_MS,
                all / base,
            );
        }
    }
}
