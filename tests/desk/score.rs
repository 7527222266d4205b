//! The calling score by hand: every number here is worked out from the sheet above it.

use drytech::desk::{Calling, Cost, Desk, Verdict, calling};
use drytech::report::{self, history};

use crate::house::{S, calls, desk, play};

const FIVE: &str = r#"Show(title: "Five cues", crew: { "LX": Operator(post: "Light board", reaction: 0.25) },
    script: [Scene(id: "s", beats: [Beat(id: "a", takes: 100.0)])],
    cues: [
        Cue(number: "LX 1", call: On("a", 10.0)), Cue(number: "LX 2", call: On("a", 20.0)), Cue(number: "LX 3", call: On("a", 30.0)),
        Cue(number: "LX 4", call: On("a", 40.0)), Cue(number: "LX 5", call: On("a", 50.0)), Cue(number: "LX 6", call: Hand),
    ])"#;

/// Plays a script that calls everything itself, and scores it.
fn scored(mut desk: Desk, steps: &str) -> (Desk, Calling) {
    let script = calls(desk.show(), &format!("Calls(rest: Nobody, steps: [{steps}])"));
    let played = play(&mut desk, &script);
    assert!(played.refused.is_empty(), "{:?}", played.refused);
    let score = calling(&desk, played.left_us).expect("it was played");
    (desk, score)
}

/// LX 1 a tenth late with 6.1 s of standby; LX 2 a second early, its light still flashing; LX 3 three and a half late;
/// LX 4 never; LX 5 on the mark without a standby; a finger that bounces onto LX 6, which is called later by hand.
fn not_her_best_night() -> (Desk, Calling) {
    scored(
        desk(FIVE, ""),
        r#"Standby(["LX 1"], At(4.0)), Go(["LX 1"], At(10.1)), Standby(["LX 2"], At(18.9)), Go(["LX 2"], At(19.0)),
           Standby(["LX 3"], At(24.0)), Go(["LX 3"], At(33.5)), Go(["LX 5"], At(50.0)), Go(["LX 6"], At(50.1)),
           Standby(["LX 6"], At(55.0)), Go(["LX 6"], At(60.0))"#,
    )
}

#[test]
fn a_call_is_on_its_mark_early_late_missed_or_by_hand() {
    let (_, score) = not_her_best_night();
    let rows: Vec<_> =
        score.cues.iter().map(|c| (c.number.as_str(), c.verdict, c.error_us, c.warning_us, c.refused)).collect();
    assert_eq!(
        rows,
        [
            ("LX 1", Verdict::OnMark, Some(100_000), Some(6_100_000), 0),
            ("LX 2", Verdict::Early, Some(-S), Some(100_000), 0),
            ("LX 3", Verdict::Late, Some(3_500_000), Some(9_500_000), 0),
            ("LX 4", Verdict::Missed, None, None, 0),
            ("LX 5", Verdict::OnMark, Some(0), None, 0),
            ("LX 6", Verdict::ByHand, None, Some(5 * S), 1),
        ]
    );
    // Distances 0, 0.1, 1, 3.5: of four the upper of the two in the middle. Errors -1, 0, 0.1, 3.5.
    assert_eq!(score.median_error_us(), Some(S));
    assert_eq!(score.lean_us(), Some(100_000));
    assert_eq!((score.without_standby(), score.refused, score.stops), (1, 1, 0));
    assert_eq!(score.show_slip_us, Some(0), "nobody waits for light without a gate");
}

#[test]
fn the_crew_says_what_it_made_of_it() {
    let (_, score) = not_her_best_night();
    let crew: Vec<&str> = score.cues.iter().map(|c| c.crew.as_str()).collect();
    assert_eq!(
        crew,
        [
            "",
            "Light board: the light was still flashing, 0.1 s after standby",
            "Light board: a finger on it for 3.5 s",
            "Light board: still looking at the cue light",
            "Light board: no warning",
            "Light board: a second GO was refused",
        ]
    );
}

#[test]
fn the_score_is_told_in_a_few_lines_and_a_table() {
    let (desk, score) = not_her_best_night();
    insta::assert_snapshot!(report::calling_table(&desk, &score));
}

#[test]
fn the_score_as_json_has_the_same_numbers() {
    let (desk, score) = not_her_best_night();
    let json = report::calling_json(&desk, &score).expect("it is always JSON");
    let json: serde_json::Value = serde_json::from_str(&json).expect("it parses");
    let totals = &json["totals"];
    for (key, is) in [
        ("on_mark", 2),
        ("early", 1),
        ("late", 1),
        ("missed", 1),
        ("by_hand", 1),
        ("without_standby", 1),
        ("refused", 1),
    ] {
        assert_eq!(totals[key], is, "{key}");
    }
    assert_eq!(json["cues"][1]["error_us"], -1_000_000);
}

#[test]
fn a_cues_own_tolerance_counts_where_it_is_narrower() {
    let sheet = FIVE.replace(r#"On("a", 10.0)"#, r#"On("a", 10.0), late: 0.05, early: 9.0"#);
    let verdict = |go: f64| scored(desk(&sheet, ""), &format!(r#"Go(["LX 1"], At({go:?}))"#)).1.cues[0].verdict;
    assert_eq!(verdict(10.1), Verdict::Late);
    assert_eq!(verdict(10.05), Verdict::OnMark);
    assert_eq!(verdict(9.75), Verdict::OnMark, "a quarter of a second, though she may be early by nine");
    assert_eq!(verdict(9.7), Verdict::Early);
}

#[test]
fn what_went_in_one_press_is_held_against_the_mark_of_its_first() {
    let sheet = FIVE
        .replace(r#"On("a", 10.0)"#, r#"On("a", 10.0), group: "g""#)
        .replace(r#"On("a", 20.0)"#, r#"On("a", 10.5), group: "g""#);
    let (_, together) = scored(desk(&sheet, ""), r#"Go(["LX 1", "LX 2"], At(10.0))"#);
    assert_eq!(together.cues[1].error_us, Some(0), "read together, they go together");
    let (_, apart) = scored(desk(&sheet, ""), r#"Go(["LX 1"], At(10.0)), Go(["LX 2"], At(10.5))"#);
    assert_eq!(apart.cues[1].error_us, Some(0), "and on its own, it has its own mark");
}

/// One beat of a minute in which the dress should be on; it slips at 10.
const DRESS: &str = r#"Show(title: "A dress", machines: { "dress": Costume(wearer: "Ivy", worn: true) },
    script: [Scene(id: "s", beats: [Beat(id: "a", takes: 60.0, picture: [Worn("dress")])])])"#;

const SLIPS: &str = r#"faults: [Fault(on: "dress", what: Slips, when: At(10.0))]"#;

#[test]
fn to_save_a_dress_that_slips_beats_waiting() {
    let (_, score) = scored(desk(DRESS, SLIPS), r#"Secure("dress", At(14.0))"#);
    let answer = &score.answers[0];
    // Wrong from 10, when it slips, to 16: she says it at 14, and it takes Ivy two seconds. Waiting: to the end, 50 s.
    assert_eq!(answer.noticed_us, Some(4 * S));
    assert_eq!(answer.cost, Some(Cost { slip_us: 0, visible_us: 6 * S }));
    assert_eq!(answer.best, "secure dress");
    assert_eq!(answer.against_best(), Some(Cost { slip_us: 0, visible_us: 0 }));
    // To wait, to hold for 5, 10 and 20 s, to secure it at 14, and what she did, which is the same.
    assert_eq!(answer.tried, 6);
    assert_eq!(answer.line(), "F1 Slips on dress: Secure dress after 4.0 s; nothing better was found among 6 ways.");
}

#[test]
fn who_does_nothing_is_told_what_could_have_been_done() {
    let (_, score) = scored(desk(DRESS, SLIPS), "");
    let answer = &score.answers[0];
    // Who looks would have seen it after two seconds: secured at 12, on at 14, wrong for 4 s instead of 50.
    assert_eq!((answer.noticed_us, answer.cost), (None, Some(Cost { slip_us: 0, visible_us: 50 * S })));
    assert_eq!(answer.best_cost, Cost { slip_us: 0, visible_us: 4 * S });
    assert_eq!(
        answer.line(),
        "F1 Slips on dress: no action; +0.0 s late and +46.0 s seen against the best found: secure dress."
    );
}

#[test]
fn a_hold_costs_what_it_lasts_where_it_helps_nothing() {
    // Held from 12 for 5 s: the beat ends 5 s later, and the dress is off for 5 s more.
    let (_, score) = scored(desk(DRESS, SLIPS), "Hold(At(12.0)), Resume(At(17.0))");
    let answer = &score.answers[0];
    assert_eq!((answer.action.as_str(), answer.noticed_us), ("Hold, please", Some(2 * S)));
    assert_eq!(answer.cost, Some(Cost { slip_us: 5 * S, visible_us: 55 * S }));
    assert_eq!(answer.against_best(), Some(Cost { slip_us: 5 * S, visible_us: 51 * S }));
    assert_eq!(score.stops, 1);
}

#[test]
fn where_nothing_helps_to_wait_is_the_best() {
    // Dark from 10 to 15 in a beat that should be lit; the light board is lit from 1 on.
    let sheet = r#"Show(title: "Dark", machines: { "light": LightRig(areas: ["wash"]) },
        script: [Scene(id: "s", beats: [Beat(id: "a", takes: 2.0), Beat(id: "b", takes: 30.0, picture: [Lit("wash", 0.5)])])],
        cues: [Cue(number: "LX 1", call: On("a", 1.0), go: [Light("wash", 1.0, 0.0)])])"#;
    let dark = r#"faults: [Fault(on: "light", what: Blackout(5.0), when: At(10.0))]"#;
    let (_, score) = scored(desk(sheet, dark), r#"Go(["LX 1"], At(1.0))"#);
    let answer = &score.answers[0];
    assert_eq!(answer.cost, Some(Cost { slip_us: 0, visible_us: 5 * S }));
    assert_eq!((answer.best.as_str(), answer.best_cost.visible_us), ("wait", 5 * S));
}

#[test]
fn a_cue_that_was_stopped_and_called_again_has_met_its_mark() {
    // A minute of light from 10.25 on, stopped at 20; called again at 31.
    let sheet = FIVE
        .replace(r#"On("a", 10.0)"#, r#"On("a", 10.0), go: [Light("wash", 1.0, 60.0)]"#)
        .replace("crew:", r#"machines: { "light": LightRig(areas: ["wash"]) }, crew:"#);
    let steps =
        r#"Go(["LX 1"], At(10.0)), StopAll(At(20.0)), Resume(At(30.0)), Go(["LX 1"], At(31.0)), Leave(At(32.0))"#;
    let (_, score) = scored(desk(&sheet, ""), steps);
    let rows: Vec<_> = score.cues.iter().map(|c| (c.number.as_str(), c.called_us, c.error_us, c.verdict)).collect();
    assert_eq!(
        rows[..],
        [
            ("LX 1", Some(10 * S), Some(0), Verdict::OnMark),
            ("LX 2", None, None, Verdict::Missed),
            ("LX 1", Some(31 * S), None, Verdict::ByHand),
        ]
    );
    assert_eq!(score.cues[2].crew, "stopped, and called again");
    assert_eq!(score.without_standby(), 1, "nobody asks for a standby in a stopped show");
}

#[test]
fn a_take_that_was_left_for_another_is_scored_by_itself() {
    let (_, score) = scored(
        desk(FIVE, ""),
        r#"Go(["LX 1"], At(11.0)), TakeFrom("LX 1", At(12.0)), Standby(["LX 1"], Then(0.0)), Go(["LX 1"], Then(0.0)), Leave(At(15.0))"#,
    );
    let rows: Vec<_> = score.cues.iter().map(|c| (c.take, c.number.as_str(), c.error_us)).collect();
    assert_eq!(rows, [(1, "LX 1", Some(S)), (2, "LX 1", Some(0))]);
    assert_eq!(score.takes, [("the top".to_owned(), 12 * S), ("LX 1".to_owned(), 15 * S)]);
    assert_eq!(score.show_slip_us, None, "it was left before its end");
}

#[test]
fn a_history_grows_by_a_line_and_says_where_it_is_going() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("history.jsonl");
    let (desk_, score) = not_her_best_night();
    let first = history::add(&file, &desk_, &score).expect("it writes");
    assert_eq!(first, "This was the first rehearsal of Five cues in the history.");
    let step = |n: i32| format!("Standby([\"LX {n}\"], At({}.0)), Go([\"LX {n}\"], At({}.0)),", 10 * n - 5, 10 * n);
    let steps: String = (1..=5).map(step).collect();
    let (desk_, score) = scored(desk(FIVE, ""), &steps);
    let second = history::add(&file, &desk_, &score).expect("it writes");
    // 2 of 5 the first time, 5 of 5 now; the median 1 s, then 0.
    assert_eq!(
        second,
        "Rehearsal 2 of Five cues: 100 % of the cues on the mark; 40 % on average before; half of the GOs within 0.00 s, \
         last time 1.00 s."
    );
    // A line that a crash tore is left out, and another show is another history.
    std::fs::write(&file, std::fs::read_to_string(&file).expect("it reads") + "{\"show\":\"Fi").expect("it writes");
    let all = history::read(&file).expect("it reads");
    assert_eq!(all.len(), 2);
    let other = history::Past { show: "Hamlet".to_owned(), ..history::Past::default() };
    let with: Vec<_> = all.into_iter().chain([other]).collect();
    assert_eq!(history::trend(&with), "This was the first rehearsal of Hamlet in the history.");
}
