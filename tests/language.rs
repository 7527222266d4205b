//! Every example of `docs/language.md` is read and checked.
//!
//! A block marked `ron` is a whole sheet or scenario. One marked with a word more, as in `ron cues`, is what belongs
//! into such a list, and is put into the sheet or scenario below.

use drytech::fault;

const MACHINES: &str = r#"
    "fog": FogMachine(),
    "plane": FlyingPiece(axes: { "lift": Axis(), "track": Axis() }, marks: { "out": { "lift": 14.0 }, "mark": { "lift": 3.2 } }),
    "curtain": Curtain(takes: 4.0),
    "dress": Costume(wearer: "Ivy", worn: true),
    "gown": Costume(wearer: "Ivy"),
    "light": LightRig(areas: ["wash", "special"]),
    "sound": Sound(),
"#;

const BEATS: &str = r#"Beat(id: "jfk.top", takes: 20.0), Beat(id: "jfk.land", takes: 35.0),"#;

const CUES: &str = r#"
    Cue(number: "FLY 7", call: On("jfk.top", 4.0), go: [Fly("plane", "mark")]),
    Cue(number: "FOG 3", call: On("jfk.top"), go: [Fog("fog", 0.8, 12.0)]),
    Cue(number: "LX 45", call: Hang("FLY 7", 0.5)),
"#;

fn show(machines: &str, beats: &str, cues: &str) -> String {
    format!(
        "Show(title: \"Doc\", machines: {{{machines}}}, \
         decisions: {{\"reveal\": Decision(options: [\"keep\", \"reveal\"], default: \"keep\")}}, \
         script: [Scene(id: \"jfk\", beats: [{beats}])], cues: [{cues}])"
    )
}

/// The blocks of code with what they are marked as and the line they begin in.
fn blocks(text: &str) -> Vec<(String, usize, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, usize, String)> = None;
    for (i, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(mark)) => open = Some((mark.trim().to_owned(), i + 1, String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, _, body)), None) => *body += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is never closed");
    blocks
}

#[test]
fn every_example_of_the_language_reference_is_read_and_makes_sense() {
    let text = std::fs::read_to_string("docs/language.md").expect("tests run in the package's folder");
    let mut wrong = String::new();
    let blocks = blocks(&text);
    assert!(blocks.len() > 10);
    for (mark, line, body) in blocks {
        let scenario = |field: &str| format!("Scenario(show: \"preview.ron\", {field}: [{body}])");
        let file = match mark.as_str() {
            "ron" => body.clone(),
            "ron machines" => show(&body, BEATS, ""),
            "ron beats" => show(MACHINES, &body, ""),
            // The examples of cues may be those that other examples speak of.
            "ron cues" => show(MACHINES, BEATS, &body),
            "ron actions" => show(MACHINES, BEATS, &format!("Cue(number: \"LX 1\", call: Hand, go: [{body}])")),
            "ron conditions" => {
                show(MACHINES, BEATS, &format!("{CUES} Cue(number: \"LX 1\", call: Hand, needs: [{body}])"))
            }
            "ron faults" => scenario("faults"),
            "ron calls" => scenario("calls"),
            "ron expect" => scenario("expect"),
            other => panic!("docs/language.md:{line}: a block is marked `{other}`"),
        };
        if let Err(e) = fault::open_text("example.ron", &file, &|_| Some(show(MACHINES, BEATS, CUES))) {
            wrong += &format!("docs/language.md:{line}:\n{e}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_table_of_looks_is_the_one_that_is_read() {
    use drytech::sheet::look::{COSTUMES, PIECES};
    let text = std::fs::read_to_string("docs/language.md").expect("tests run in the package's folder");
    for (word, shows) in PIECES.iter().chain(&COSTUMES) {
        let row = format!("| `{word}` | {shows} |");
        assert!(text.contains(&row), "docs/language.md lacks the row {row}");
    }
}
