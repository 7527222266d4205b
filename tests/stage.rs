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
    rehearsal_of(NIGHT)
}

fn rehearsal_of(night: &str) -> Rehearsal {
    let ron = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    let show: Show = ron.from_str(SHEET).expect("the sheet parses");
    let scenario: Scenario = ron.from_str(night).expect("the scenario parses");
    Rehearsal::new(show, scenario).expect("every name is in the sheet")
}

/// The night of the repository in which everything goes wrong.
fn everything_goes_wrong() -> Rehearsal {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/cues/bombshell/everything_goes_wrong.ron");
    let opened = drytech::fault::open(path.as_ref()).expect("the repository's night opens");
    Rehearsal::new(opened.show, opened.scenario).expect("every name is in the sheet")
}

/// What the run, or for a double the plan, says a drawn thing should be.
fn sampled(r: &Rehearsal, d: &Drawn) -> Vec<f32> {
    let t = d.at_us;
    let double = matches!(d.what, Showing::GhostPlace(_) | Showing::GhostOpening(_) | Showing::GhostWorn(_));
    let run: &Run = if double { &r.plan } else { &r.run };
    let track = d.machine.and_then(|m| run.machines.get(m));
    match (&d.what, track) {
        (Showing::Place(_) | Showing::GhostPlace(_), Some(MachineTrack::Piece { axes })) => {
            let machine = r.show.machines.iter().nth(d.machine.unwrap_or_default()).map(|(_, m)| m);
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
        (Showing::Opening(_) | Showing::GhostOpening(_), Some(MachineTrack::Curtain { opening })) => {
            vec![opening.sample(t) as f32]
        }
        (Showing::Worn(_) | Showing::GhostWorn(_), Some(MachineTrack::Costume { level, .. })) => {
            vec![level.sample(t) as f32]
        }
        (Showing::Fog(_), None) => vec![run.density.sample(t) as f32],
        (Showing::Fog(_), Some(MachineTrack::Fog { output, .. })) => vec![output.sample(t) as f32],
        (Showing::Light(area, _), Some(MachineTrack::Light { output, .. })) => vec![output[*area].sample(t) as f32],
        (what, track) => panic!("{what:?} is drawn for {track:?}"),
    }
}

/// The numbers of what is drawn; none of what is no sample of a run.
fn values(what: &Showing) -> Vec<f32> {
    match what {
        Showing::Place(p) | Showing::GhostPlace(p) => p.to_vec(),
        Showing::Opening(v) | Showing::Worn(v) | Showing::Fog(v) | Showing::Light(_, v) => vec![*v],
        Showing::GhostOpening(v) | Showing::GhostWorn(v) => vec![*v],
        Showing::Person(_) => vec![],
        other => panic!("{other:?} is new: say what it should equal"),
    }
}

fn kind(d: &Drawn) -> String {
    format!("{:?}", d.what).split(['(', ' ']).next().unwrap_or_default().to_owned()
}

/// Holds everything drawn against the samples of run and plan.
fn hold_against_the_run(r: &Rehearsal, found: &[Drawn]) {
    for d in found.iter().filter(|d| !values(&d.what).is_empty()) {
        for (shown, said) in values(&d.what).iter().zip(sampled(r, d)) {
            assert!((shown - said).abs() < 1e-4, "{d:?} but the run says {said}");
        }
    }
}

#[test]
fn what_is_drawn_at_ten_instants_equals_the_runs_samples() {
    let r = rehearsal();
    let instants: Vec<i64> =
        [0, 700, 1_900, 3_300, 5_500, 7_250, 9_900, 11_100, 19_000, 30_000].map(|ms| ms * 1000).into();
    let found = drawn(&r, &instants);
    for t in &instants {
        for what in ["Place", "Opening", "Fog", "Light", "Worn", "Person"] {
            assert!(found.iter().any(|d| d.at_us == *t && kind(d) == what), "nothing of {what} is drawn at {t} µs");
        }
    }
    hold_against_the_run(&r, &found);
}

#[test]
fn on_the_night_everything_goes_wrong_ten_instants_are_drawn_as_the_run_and_the_plan_have_them() {
    let r = everything_goes_wrong();
    // The curtain on its way, the first change, the plane late, the fog gone, the jammed hook, the dress half down and down,
    // the staircase stuck, the plane again, the bows.
    let instants: Vec<i64> = [62_300, 172_000, 299_900, 381_000, 569_800, 630_200, 645_000, 775_000, 822_400, 905_000]
        .map(|ms| ms * 1000)
        .into();
    let found = drawn(&r, &instants);
    for what in ["Place", "Opening", "Fog", "Light", "Worn", "Person", "GhostPlace", "GhostWorn"] {
        assert!(found.iter().any(|d| kind(d) == what), "nothing of {what} is drawn all night");
    }
    hold_against_the_run(&r, &found);
    // Every piece that is off has its double, and no other.
    for t in instants {
        for (i, (name, machine)) in r.show.machines.iter().enumerate() {
            if !matches!(machine, Machine::FlyingPiece(_) | Machine::Wagon(_)) {
                continue;
            }
            let place = |run: &Run| match &run.machines[i] {
                MachineTrack::Piece { axes } => axes.iter().map(|a| a.sample(t)).collect::<Vec<_>>(),
                other => panic!("{name} is {other:?}"),
            };
            let off = place(&r.plan).iter().zip(place(&r.run)).map(|(p, r)| (p - r).abs()).fold(0.0, f64::max);
            let double =
                found.iter().any(|d| d.at_us == t && d.machine == Some(i) && matches!(d.what, Showing::GhostPlace(_)));
            assert!(double || off <= 0.09, "{name} is {off} m off at {t} µs and has no double");
            assert!(!double || off > 0.04, "{name} is {off} m off at {t} µs and has a double");
        }
    }
}

#[test]
fn a_double_of_the_curtain_hangs_where_plan_has_it() {
    let late = NIGHT.replace("faults: [", "faults: [ Fault(on: \"curtain\", what: Slow(0.5), when: At(0.0)),");
    let r = rehearsal_of(&late);
    let found = drawn(&r, &[3_000_000]);
    assert!(found.iter().any(|d| matches!(d.what, Showing::GhostOpening(_))), "{found:?}");
    hold_against_the_run(&r, &found);
    assert!(!drawn(&r, &[20_000_000]).iter().any(|d| matches!(d.what, Showing::GhostOpening(_))), "it is open by then");
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
fn wherever_one_comes_from_an_instant_is_drawn_the_same() {
    let r = everything_goes_wrong();
    let there: Vec<i64> = [64_000, 140_000, 299_900, 560_000, 630_200, 655_000, 810_000].map(|ms| ms * 1000).into();
    // On from the beginning, back from the end, and from nowhere.
    let forth: Vec<i64> = there.iter().flat_map(|t| [t - 400_000, t - 40_000, *t]).collect();
    let back: Vec<i64> = there.iter().rev().flat_map(|t| [t + 3_000_000, t + 90_000, *t]).collect();
    let (forth, back) = (drawn(&r, &forth), drawn(&r, &back));
    for t in there {
        let on = |found: &[Drawn]| found.iter().filter(|d| d.at_us == t).cloned().collect::<Vec<_>>();
        let fresh = drawn(&r, &[t]);
        assert!(!fresh.is_empty());
        assert_eq!(on(&forth), fresh, "played to {t} µs");
        assert_eq!(on(&back), fresh, "played back to {t} µs");
    }
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

/// A glTF binary of one square that shines green, three metres a side, its front to +z.
fn green_square() -> Vec<u8> {
    let corners: [[f32; 3]; 4] = [[-1.5, 0.0, 0.0], [1.5, 0.0, 0.0], [1.5, 3.0, 0.0], [-1.5, 3.0, 0.0]];
    let mut bin: Vec<u8> = corners.iter().flatten().flat_map(|v| v.to_le_bytes()).collect();
    bin.extend([0.0_f32, 0.0, 1.0].repeat(4).iter().flat_map(|v| v.to_le_bytes()));
    bin.extend([0_u16, 1, 2, 0, 2, 3].iter().flat_map(|v| v.to_le_bytes()));
    let mut json = r#"{ "asset": { "version": "2.0" }, "scene": 0, "scenes": [{ "nodes": [0] }],
        "nodes": [{ "mesh": 0 }],
        "materials": [{ "pbrMetallicRoughness": { "baseColorFactor": [0, 0, 0, 1] }, "emissiveFactor": [0, 1, 0],
                        "extensions": { "KHR_materials_emissive_strength": { "emissiveStrength": 30.0 } } }],
        "extensionsUsed": ["KHR_materials_emissive_strength"],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0, "NORMAL": 1 }, "indices": 2, "material": 0 }] }],
        "buffers": [{ "byteLength": 108 }],
        "bufferViews": [{ "buffer": 0, "byteLength": 48 }, { "buffer": 0, "byteOffset": 48, "byteLength": 48 },
                        { "buffer": 0, "byteOffset": 96, "byteLength": 12 }],
        "accessors": [
            { "bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3", "min": [-1.5, 0, 0], "max": [1.5, 3, 0] },
            { "bufferView": 1, "componentType": 5126, "count": 4, "type": "VEC3" },
            { "bufferView": 2, "componentType": 5123, "count": 6, "type": "SCALAR" }] }"#
        .to_owned();
    while !json.len().is_multiple_of(4) {
        json.push(' ');
    }
    let mut glb = b"glTF".to_vec();
    let chunk = |kind: &[u8; 4], body: &[u8]| [&(body.len() as u32).to_le_bytes()[..], kind, body].concat();
    let chunks = [chunk(b"JSON", json.as_bytes()), chunk(b"BIN\0", &bin)].concat();
    glb.extend(2_u32.to_le_bytes());
    glb.extend((12 + chunks.len() as u32).to_le_bytes());
    glb.extend(chunks);
    glb
}

#[test]
fn a_model_of_the_shows_own_is_on_the_stage_and_a_broken_one_is_a_box() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("the folder is ours");
    std::fs::create_dir(folder.path().join("models")).expect("the folder is ours");
    put("models/square.glb", &green_square());
    put("models/broken.glb", b"glTF and then nothing that anybody can read");
    let green = |model: &str| {
        let sheet = format!(
            r#"Show(title: "A model", machines: {{ "square": Wagon(look: Model("{model}"), at: (0.0, 3.0), axes: {{ "track": Axis() }}) }},
                script: [Scene(id: "s", beats: [Beat(id: "b", takes: 9.0)])])"#
        );
        put("sheet.ron", sheet.as_bytes());
        let opened =
            drytech::fault::open(&folder.path().join("sheet.ron")).expect("a model that is missing is no error");
        let codes: Vec<_> = opened.warnings.iter().map(|d| d.code).filter(|c| *c == "W0015").collect();
        let r = Rehearsal::new(opened.show, opened.scenario).expect("it runs");
        // Without a renderer there is a box, and no panic.
        assert!(drawn(&r, &[0]).iter().any(|d| kind(d) == "Place"));
        let options = StillOptions { size: (160, 90), ghosts: false, panels: false, ..StillOptions::default() };
        let count = still_many(&r, &[options]).map(|pictures| {
            pictures[0]
                .pixels()
                .filter(|p| p[1] > 120 && p[1] > p[0].saturating_add(40) && p[1] > p[2].saturating_add(40))
                .count()
        });
        (codes, count)
    };
    match green("models/square.glb") {
        (codes, Ok(pixels)) => assert!(codes.is_empty() && pixels > 100, "{codes:?}, {pixels} green pixels"),
        (_, Err(StageError::NoAdapter)) => {
            println!("SKIPPED: {}", StageError::NoAdapter);
            return;
        }
        (_, Err(other)) => panic!("{other}"),
    }
    assert_eq!(green("models/broken.glb"), (vec![], Ok(0)));
    assert_eq!(green("models/none.glb"), (vec!["W0015"], Ok(0)));
}

#[test]
fn no_sheet_is_too_odd_to_draw() {
    let script = |beat: &str| format!("script: [Scene(id: \"s\", beats: [Beat(id: \"b\", takes: 9.0, {beat})])]");
    let people = r#"who: ["Ann", "Chorus", "Press"], places: { "Ann": (1e8, -1e8), "Chorus": (0.0, 0.0) }, line: "They kick, and bow""#;
    let sheets = [
        "Show(title: \"Empty\")".to_owned(),
        format!("Show(title: \"Tiny\", stage: Stage(width: 0.001, depth: 0.001, height: 0.001, grid: 0.0), {})", script(people)),
        format!("Show(title: \"Huge\", stage: Stage(width: 1e8, depth: 1e8, height: 1e8, grid: 1e9), {})", script(people)),
        format!(
            r#"Show(title: "Odd", dressers: 4000000000, machines: {{
                "nothing": FlyingPiece(axes: {{}}, look: "", at: (1e9, 1e9, -1e9), colour: "nonsense"),
                "far": Wagon(axes: {{ "door": Axis(start: 1e9), "up": Axis(start: -1e9) }}, look: "wall"),
                "model": Wagon(axes: {{ "t": Axis() }}, look: Model("a.glb")),
                "a": Curtain(takes: 0.001, style: Austrian, start: 0.5), "b": Curtain(takes: 1.0, style: Tableau, start: 1.0),
                "c": Curtain(takes: 9.0, style: Guillotine, at: (0.0, 1e8)),
                "gown": Costume(wearer: "Ann", look: "sequins"), "coat": Costume(wearer: "Ann", worn: true, look: "trench"),
                "wings": Costume(wearer: "Nobody", worn: true, look: "a pleated dress", slide: 0.0),
            }}, {}, cues: [
                Cue(number: "WD 1", call: At(1.0), go: [Change("Ann", "gown")]),
                Cue(number: "WD 2", call: At(2.0), go: [Remove("wings", 0.0), Close("b"), Fly("far", "m")]),
            ])"#,
            script(people)
        )
        .replace("Axis(start: -1e9) }", "Axis(start: -1e9) }, marks: { \"m\": { \"up\": 1e9 } }"),
    ];
    for sheet in sheets {
        let opened = drytech::fault::open_text("odd.ron", &sheet, &|_| None).unwrap_or_else(|e| panic!("{e}"));
        let r = Rehearsal::new(opened.show, opened.scenario).expect("it runs");
        for d in drawn(&r, &[0, 1_500_000, 4_000_000, 20_000_000, i64::MAX / 4]) {
            assert!(values(&d.what).iter().all(|v| v.is_finite()), "{d:?}");
            if let Showing::Person(p) = &d.what {
                assert!(p.place.iter().chain(&p.middle).all(|v| v.is_finite()), "{p:?}");
            }
        }
    }
}
