//! Visible error: rule 54.

use drytech::slip::Rehearsal;

use crate::ask::{Ask, S, night};

/// Ten seconds of `a`, whose picture is X 1 done (it comes at 6); `b` needs X 2, which comes at 15, and shows X 9.
fn pictures(sheet: &str, cues: &str, scenario: &str) -> Rehearsal {
    night(
        r#"Beat(id: "a", takes: 10.0, picture: [Started("X 1"), Done("X 1")]),
           Beat(id: "b", takes: 5.0, needs: [Started("X 2")])"#,
        &format!(
            r#"{sheet} cues: [Cue(number: "X 1", call: On("a", 6.0)), Cue(number: "X 2", call: On("a", 15.0)), {cues}]"#
        ),
        scenario,
    )
}

fn visible(r: &Rehearsal) -> i64 {
    r.run.totals.visible_error_us
}

#[test]
fn rule_54_a_wrong_picture_counts_once_however_many_conditions_are_wrong() {
    // From 0 to 6 both conditions are false.
    assert_eq!(visible(&pictures("", "", "")), 6 * S);
}

#[test]
fn rule_54_a_wrong_picture_counts_while_every_curtain_is_open() {
    // Commanded at 1, open at 3; commanded to close at 5: 2 s of the 6.
    let r = pictures(
        r#"machines: { "tabs": Curtain(takes: 2.0) },"#,
        r#"Cue(number: "TAB 1", call: On("a", 1.0), go: [Open("tabs")]),
           Cue(number: "TAB 2", call: On("a", 5.0), go: [Close("tabs")])"#,
        "",
    );
    assert_eq!(visible(&r), 2 * S);
}

#[test]
fn rule_54_one_closed_curtain_hides_the_picture() {
    let r = pictures(
        r#"machines: { "tabs": Curtain(takes: 2.0, start: 1.0), "drop": Curtain(takes: 2.0) },"#,
        r#"Cue(number: "TAB 1", call: On("a", 1.0), go: [Open("drop")])"#,
        "",
    );
    // `drop` is open from 3 on.
    assert_eq!(visible(&r), 3 * S);
}

#[test]
fn rule_54_called_holds_are_included() {
    // X 1 comes at 6 + 4.
    assert_eq!(visible(&pictures("", "", "calls: [Hold(2.0), Resume(6.0)]")), 10 * S);
}

#[test]
fn rule_54_there_is_no_picture_between_beats() {
    // X 1 is cut: the picture is wrong for all of `a`, and not in the wait from 10 to 15, nor in `b`.
    let cut = r#"calls: [Skip("X 1", 1.0)]"#;
    assert_eq!(visible(&pictures("", "", cut)), 10 * S);
    let vamped = night(
        r#"Beat(id: "a", takes: 10.0, vamp: 2.0, picture: [Started("X 1")]),
           Beat(id: "b", takes: 5.0, needs: [Started("X 2")])"#,
        r#"cues: [Cue(number: "X 1", call: Hand), Cue(number: "X 2", call: On("a", 15.0))]"#,
        "",
    );
    assert_eq!(vamped.begins("b"), Some(16 * S));
    assert_eq!(visible(&vamped), 10 * S);
}

#[test]
fn rule_54_the_error_of_each_beat_is_added() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0, picture: [Lit("w", 0.5)]), Beat(id: "b", takes: 10.0, picture: [Lit("w", 1.0)])"#,
        r#"machines: { "rig": LightRig(areas: ["w"]) },
           cues: [Cue(number: "LX 1", call: On("a", 2.0), go: [Light("w", 0.8, 1.6)]),
                  Cue(number: "LX 2", call: On("b", 1.0), go: [Light("w", 1.0, 1.0)])]"#,
        "",
    );
    // `a`: 0.5 of 0.8 in 1.6 s is 1 s into the fade: 0 to 3. `b`: 10 to 12.
    assert_eq!(visible(&r), 3 * S + 2 * S);
}

#[test]
fn rule_54_a_skipped_cues_done_is_never_in_the_picture() {
    // X 3 hangs on X 1 as though it had been done; the picture asks for X 1 itself.
    let r = pictures("", r#"Cue(number: "X 3", call: Hang("X 1"))"#, r#"calls: [Skip("X 1", 1.0)]"#);
    assert_eq!(r.started("X 3"), Some(6 * S));
    assert_eq!(visible(&r), 10 * S);
}
