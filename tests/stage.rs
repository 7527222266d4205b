//! The stage is a function of a run and a playhead: what is drawn is what the run says.
#![cfg(feature = "stage")]

use drytech::fault::Scenario;
use drytech::run::{MachineTrack, Run};
use drytech::sheet::{Machine, Show};
use drytech::slip::Rehearsal;
use drytech::stage::{Drawn, Showing, StageError, StillOptions, View, drawn, still_many};

const SHEET: &str = r##"Show(
    title: "A plane, a dress, a fog",
    stage: Stage(air_changes: 15.0),
    machines: {
        "fog": FogMachine(fill_rate: 0.03, at: (-4.0, 4.0)),
        "plane": FlyingPiece(mass: 180.0, look: "plane", at: (0.5, 4.0),
            axes: { "lift": Axis(start: 14.0, speed: 1.8, accel: 0.5, vertical: true),
                    "track": Axis(start: -9.0, speed: 1.2, accel: 0.4) },
            marks: { "mark": { "lift": 3.2, "track": 0.0 } }),
        "wall": Wagon(look: "wall", at: (0.0, 5.0),
            axes: { "track": Axis(start: 8.0), "door": Axis(start: 0.0, speed: 0.4, accel: 0.2) },
            marks: { "on": { "track": 0.0 }, "open": { "door": 1.6 } }),
        "curtain": Curtain(takes: 4.0),
        "dress": Costume(wearer: "Ivy", look: "white pleated dress", fastenings: [Hook, Zip], worn: true),
        "light": LightRig(areas: ["wash", "special", "cyc", "house", "ghost", "ivy_spot"]),
    },
    script: [Scene(id: "s", beats: [
        Beat(id: "s.a", takes: 20.0, who: ["Ivy"], places: { "Ivy": (0.0, 2.0) }),
        Beat(id: "s.b", takes: 20.0, who: ["Ivy"], places: { "Ivy": (1.0, 1.0) }, needs: [At("plane", "mark")]),
    ])],
    cues: [
        Cue(number: "TAB 1", call: On("s.a", 0.5), go: [Open("curtain")]),
        Cue(number: "LX 1", call: On("s.a", 0.5), go: [Light("wash", 0.8, 3.0), Light("ivy_spot", 1.0, 2.0), Light("cyc", 0.5, 9.0)]),
        Cue(number: "FOG 1", call: On("s.a", 1.0), go: [Fog("fog", 0.7, 12.0)]),
        Cue(number: "FLY 1", call: On("s.a", 1.0), go: [Fly("plane", "mark")]),
        Cue(number: "DECK 1", call: On("s.a", 2.0), go: [Fly("wall", "on")]),
    ],
)"##;

const NIGHT: &str = r##"Scenario(
    show: "sheet.ron",
    faults: [
        Fault(on: "plane", what: Slow(0.4), when: With("FLY 1", 2.0)),
        Fault(on: "fog", what: Dropout(3.0), when: With("FOG 1", 5.0)),
        Fault(on: "dress", what: Slips, when: On("s.a", 9.0)),
    ],
)"##;

fn rehearsal() -> Rehearsal {
    let ron = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    let show: Show = ron.from_str(SHEET).expect("the sheet parses");
    let scenario: Scenario = ron.from_str(NIGHT).expect("the scenario parses");
    Rehearsal::new(show, scenario).expect("every name is in the sheet")
}

/// What the run says a drawn thing should be; `None` where what is drawn is no sample.
fn sampled(run: &Run, show: &Show, d: &Drawn) -> Vec<f32> {
    let t = d.at_us;
    let track = d.machine.and_then(|m| run.machines.get(m));
    match (&d.what, track) {
        (Showing::Place(_), Some(MachineTrack::Piece { axes })) => {
            let machine = show.machines.iter().nth(d.machine.unwrap_or_default()).map(|(_, m)| m);
            let Some(Machine::FlyingPiece(p) | Machine::Wagon(p)) = machine else {
                panic!("a piece is drawn for {machine:?}")
            };
            let home = p.at.expect("the test's pieces have a place");
            let mut at = [home.x as f32, home.y as f32, home.z.unwrap_or(0.0) as f32];
            for ((name, axis), track) in p.axes.iter().zip(axes) {
                let v = track.sample(t) as f32;
                match name {
                    "door" => {}
                    _ if axis.vertical => at[2] += v,
                    _ => at[0] += v,
                }
            }
            at.to_vec()
        }
        (Showing::Opening(_), Some(MachineTrack::Curtain { opening })) => vec![opening.sample(t) as f32],
        (Showing::Worn(_), Some(MachineTrack::Costume { level, .. })) => vec![level.sample(t) as f32],
        (Showing::Fog(_), None) => vec![run.density.sample(t) as f32],
        (Showing::Fog(_), Some(MachineTrack::Fog { output, .. })) => vec![output.sample(t) as f32],
        (Showing::Light(area, _), Some(MachineTrack::Light { output, .. })) => vec![output[*area].sample(t) as f32],
        (what, track) => panic!("{what:?} is drawn for {track:?}"),
    }
}

fn values(what: &Showing) -> Vec<f32> {
    match what {
        Showing::Place(p) => p.to_vec(),
        Showing::Opening(v) | Showing::Worn(v) | Showing::Fog(v) | Showing::Light(_, v) => vec![*v],
        other => panic!("{other:?} is new: say what it should equal"),
    }
}

#[test]
fn what_is_drawn_at_ten_instants_equals_the_runs_samples() {
    let r = rehearsal();
    let instants: Vec<i64> =
        [0, 700, 1_900, 3_300, 5_500, 7_250, 9_900, 11_100, 19_000, 30_000].map(|ms| ms * 1000).into();
    let found = drawn(&r, &instants);
    for t in &instants {
        for kind in ["Place", "Opening", "Fog", "Light", "Worn"] {
            let any = found.iter().any(|d| d.at_us == *t && format!("{:?}", d.what).starts_with(kind));
            assert!(any, "nothing of {kind} is drawn at {t} µs");
        }
    }
    for d in &found {
        for (shown, said) in values(&d.what).iter().zip(sampled(&r.run, &r.show, d)) {
            assert!((shown - said).abs() < 1e-4, "{d:?} but the run says {said}");
        }
    }
}

#[test]
fn scrubbing_to_an_instant_draws_the_same_as_playing_to_it() {
    let r = rehearsal();
    let played: Vec<i64> = (0..=40).map(|k| k * 250_000).collect();
    let last = played[played.len() - 1];
    let on = |found: Vec<Drawn>| found.into_iter().filter(|d| d.at_us == last).collect::<Vec<_>>();
    assert_eq!(on(drawn(&r, &played)), on(drawn(&r, &[last])));
}

#[test]
fn views_are_found_by_their_names() {
    for view in View::ALL {
        assert_eq!(view.name().parse(), Ok(view));
    }
    let refused = "balcony".parse::<View>().expect_err("there is no balcony");
    assert!(refused.to_string().contains("house, desk, cutaway, plan or free"), "{refused}");
}

#[test]
fn a_still_shows_a_lit_stage_and_a_blackout_is_black() {
    let r = rehearsal();
    let small = StillOptions { size: (160, 90), ghosts: false, panels: false, ..StillOptions::default() };
    let panels =
        StillOptions { at_us: 12_000_000, size: (640, 360), ghosts: true, panels: true, view: View::Cutaway, ..small };
    let pictures = match still_many(&r, &[small, StillOptions { at_us: 15_000_000, ..small }, panels]) {
        Ok(pictures) => pictures,
        Err(StageError::NoAdapter) => {
            println!("SKIPPED: {}", StageError::NoAdapter);
            return;
        }
        Err(other) => panic!("{other}"),
    };
    let light = |i: usize| {
        let p = &pictures[i];
        let sum: u64 = p.pixels().map(|p| u64::from(p[0]) + u64::from(p[1]) + u64::from(p[2])).sum();
        sum as f64 / f64::from(p.width() * p.height() * 3)
    };
    assert_eq!(pictures[0].dimensions(), (160, 90));
    assert!(light(0) < 6.0, "before the first cue it is dark: {}", light(0));
    assert!(light(1) > light(0) + 6.0, "and then it is not: {} against {}", light(1), light(0));
    assert_eq!(pictures[2].dimensions(), (640, 360));
    let yellow = pictures[2].pixels().filter(|p| p[0] > 200 && p[1] > 190 && p[2] < 110).count();
    assert!(yellow > 100, "the playhead and the time are drawn: {yellow} pixels of them");
}

#[test]
fn a_picture_too_large_is_refused_in_words() {
    let r = rehearsal();
    let refused = still_many(&r, &[StillOptions { size: (100_000, 10), ..StillOptions::default() }]);
    assert!(matches!(refused, Err(StageError::Size(100_000, 10, _))));
}
