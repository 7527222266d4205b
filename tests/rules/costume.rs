//! Costumes and dressers: rules 46–51.

use drytech::slip::Rehearsal;

use crate::ask::{Ask, S, night};

/// Ivy wears d1 (Hook, Zip: 5.5 s) and may change into d2 (Snap: 1 s); Karen wears nothing yet and has k1.
/// From d1 into d2: 4 + 5.5 + 6 + 1 = 16.5 s with one dresser, 16.5/1.6 = 10.3125 s with two. Into k1: 6 s.
fn wardrobe(dressers: u32, cues: &str, faults: &str) -> Rehearsal {
    night(
        r#"Beat(id: "a", takes: 200.0)"#,
        &format!(
            r#"dressers: {dressers},
               machines: {{
                   "d1": Costume(wearer: "Ivy", fastenings: [Hook, Zip], worn: true, slide: 2.5),
                   "d2": Costume(wearer: "Ivy", fastenings: [Snap]),
                   "k1": Costume(wearer: "Karen"),
               }},
               cues: [{cues}]"#
        ),
        &format!("faults: [{faults}]"),
    )
}

const BOTH_CHANGE: &str = r#"Cue(number: "W 1", call: On("a"), go: [Change("Ivy", "d2")]),
    Cue(number: "W 2", call: On("a"), go: [Change("Karen", "k1")]),"#;

fn both(dressers: u32, faults: &str) -> [Option<i64>; 2] {
    let r = wardrobe(dressers, BOTH_CHANGE, faults);
    ["W 1", "W 2"].map(|number| r.done(number))
}

fn change(dressers: u32, go: &str, faults: &str) -> Option<i64> {
    wardrobe(dressers, &format!(r#"Cue(number: "W 1", call: On("a", 10.0), go: [{go}])"#), faults).done("W 1")
}

#[test]
fn rule_46_at_the_top_a_costume_is_worn_only_where_the_sheet_says_so() {
    let r = wardrobe(
        1,
        r#"Cue(number: "X 1", call: When(Worn("d1"))), Cue(number: "X 2", call: When(Bare("d1"))),
           Cue(number: "X 3", call: When(Worn("d2"))), Cue(number: "X 4", call: When(Bare("d2"))),
           Cue(number: "X 5", call: When(Bare("k1")))"#,
        "",
    );
    let starts = ["X 1", "X 2", "X 3", "X 4", "X 5"].map(|number| r.started(number));
    assert_eq!(starts, [Some(0), None, None, Some(0), Some(0)]);
}

#[test]
fn rule_47_a_change_takes_off_and_puts_on_with_the_fastenings_of_both() {
    assert_eq!(change(1, r#"Change("Ivy", "d2")"#, ""), Some(26_500_000));
    assert_eq!(change(1, r#"Change("Karen", "k1")"#, ""), Some(16 * S));
}

#[test]
fn rule_47_every_fastening_has_its_time() {
    let r = night(
        r#"Beat(id: "a", takes: 100.0)"#,
        r#"machines: { "d": Costume(wearer: "Ivy", fastenings: [Hook, Zip, Snap, Velcro, Magnet, Button, Lace]) },
           cues: [Cue(number: "W 1", call: On("a"), go: [Change("Ivy", "d")])]"#,
        "",
    );
    // 6 + 2.5 + 3 + 1 + 0.8 + 0.5 + 2 + 10
    assert_eq!(r.done("W 1"), Some(25_800_000));
}

#[test]
fn rule_47_two_dressers_are_faster_by_1_6() {
    assert_eq!(change(2, r#"Change("Ivy", "d2")"#, ""), Some(20_312_500));
}

#[test]
fn rule_47_a_given_time_is_exact_and_takes_one_dresser() {
    // With the other dresser Karen's 6 s begin at once.
    let r = wardrobe(
        2,
        r#"Cue(number: "W 1", call: On("a"), go: [Change("Ivy", "d2", 20.0)]),
           Cue(number: "W 2", call: On("a"), go: [Change("Karen", "k1")])"#,
        "",
    );
    assert_eq!(r.done("W 1"), Some(20 * S));
    assert_eq!(r.done("W 2"), Some(6 * S));
}

#[test]
fn rule_47_into_what_is_worn_already_takes_no_time_and_no_dresser() {
    assert_eq!(change(0, r#"Change("Ivy", "d1")"#, ""), Some(10 * S));
}

#[test]
fn rule_47_into_the_present_costume_when_it_has_come_off_it_is_only_put_on() {
    // 6 + 5.5
    let slipped = r#"Fault(on: "d1", what: Slips, when: At(1.0))"#;
    assert_eq!(change(1, r#"Change("Ivy", "d1")"#, slipped), Some(21_500_000));
}

#[test]
fn rule_48_in_a_change_neither_costume_is_worn_or_bare() {
    let r = wardrobe(
        1,
        r#"Cue(number: "W 1", call: On("a", 10.0), go: [Change("Ivy", "d2")]),
           Cue(number: "X 1", call: When(Not(Worn("d1")))), Cue(number: "X 2", call: When(Bare("d1"))),
           Cue(number: "X 3", call: When(Not(Bare("d2")))), Cue(number: "X 4", call: When(Worn("d2")))"#,
        "",
    );
    let starts = ["X 1", "X 2", "X 3", "X 4"].map(|number| r.started(number));
    assert_eq!(starts, [Some(10 * S), Some(26_500_000), Some(10 * S), Some(26_500_000)]);
}

#[test]
fn rule_49_changes_are_served_in_order_of_their_start() {
    assert_eq!(both(1, ""), [Some(16_500_000), Some(22_500_000)]);
    // The first takes both dressers: 10.3125, then 6/1.6.
    assert_eq!(both(2, ""), [Some(10_312_500), Some(14_062_500)]);
    // The third is free for Karen, alone.
    assert_eq!(both(3, ""), [Some(10_312_500), Some(6 * S)]);
}

#[test]
fn rule_49_a_change_waits_while_its_wearer_is_in_another() {
    let r = wardrobe(
        5,
        r#"Cue(number: "W 1", call: On("a"), go: [Change("Ivy", "d2", 20.0)]),
           Cue(number: "W 2", call: On("a", 5.0), go: [Change("Ivy", "d1", 8.0)]),
           Cue(number: "W 3", call: On("a", 6.0), go: [Change("Karen", "k1", 3.0)])"#,
        "",
    );
    assert_eq!(r.done("W 2"), Some(28 * S));
    // One that waits does not stop a later one.
    assert_eq!(r.done("W 3"), Some(9 * S));
}

#[test]
fn rule_49_with_no_dresser_for_its_costume_a_change_lets_a_later_one_pass() {
    // Karen 0–6; Ivy's may begin at 4 but the dresser is free at 6.
    let nobody = r#"Fault(on: "d2", what: NoDresser(4.0), when: At(0.0))"#;
    assert_eq!(both(1, nobody), [Some(22_500_000), Some(6 * S)]);
}

#[test]
fn rule_49_a_change_begins_when_the_dresser_comes_back() {
    let nobody = r#"Fault(on: "d2", what: NoDresser(4.0), when: At(9.0))"#;
    assert_eq!(change(1, r#"Change("Ivy", "d2")"#, nobody), Some(29_500_000));
    // It is the costume that is changed into which counts.
    let of_the_old = r#"Fault(on: "d1", what: NoDresser(4.0), when: At(9.0))"#;
    assert_eq!(change(1, r#"Change("Ivy", "d2")"#, of_the_old), Some(26_500_000));
}

#[test]
fn rule_50_a_jam_lengthens_the_change_out_of_or_into_the_costume() {
    for costume in ["d1", "d2"] {
        let before = format!(r#"Fault(on: "{costume}", what: Jams(3.0), when: At(5.0))"#);
        assert_eq!(change(1, r#"Change("Ivy", "d2")"#, &before), Some(29_500_000), "{costume}");
        let during = format!(r#"Fault(on: "{costume}", what: Jams(3.0), when: At(20.0))"#);
        assert_eq!(change(1, r#"Change("Ivy", "d2")"#, &during), Some(29_500_000), "{costume}");
    }
}

#[test]
fn rule_50_a_jam_counts_after_the_dressers_factor() {
    let jam = r#"Fault(on: "d1", what: Jams(3.0), when: At(5.0))"#;
    assert_eq!(change(2, r#"Change("Ivy", "d2")"#, jam), Some(23_312_500));
}

#[test]
fn rule_50_only_the_first_change_jams() {
    let r = wardrobe(
        1,
        r#"Cue(number: "W 1", call: On("a", 10.0), go: [Change("Ivy", "d2", 10.0)]),
           Cue(number: "W 2", call: On("a", 50.0), go: [Change("Ivy", "d1", 10.0)])"#,
        r#"Fault(on: "d1", what: Jams(3.0), when: At(5.0))"#,
    );
    assert_eq!(r.done("W 1"), Some(23 * S));
    assert_eq!(r.done("W 2"), Some(60 * S));
}

#[test]
fn rule_50_the_wrong_side_lengthens_only_a_change_into_the_costume_that_begins_while_it_is_there() {
    let go = r#"Change("Ivy", "d2")"#;
    assert_eq!(change(1, go, r#"Fault(on: "d2", what: WrongSide(2.0), when: At(5.0))"#), Some(28_500_000));
    assert_eq!(change(1, go, r#"Fault(on: "d1", what: WrongSide(2.0), when: At(5.0))"#), Some(26_500_000));
    assert_eq!(change(1, go, r#"Fault(on: "d2", what: WrongSide(2.0), when: At(12.0))"#), Some(26_500_000));
    assert_eq!(change(1, go, r#"Fault(on: "d2", what: WrongSide(2.0), when: At(5.0), lasts: 4.0)"#), Some(26_500_000));
}

/// When d1 was first not worn, first bare, and worn again after that; with these cues and faults.
fn watched(cues: &str, faults: &str) -> [Option<i64>; 3] {
    let r = wardrobe(
        1,
        &format!(
            r#"{cues} Cue(number: "X 1", call: When(Not(Worn("d1")))), Cue(number: "X 2", call: When(Bare("d1"))),
               Cue(number: "X 3", call: When(All([Started("X 1"), Worn("d1")])))"#
        ),
        faults,
    );
    ["X 1", "X 2", "X 3"].map(|number| r.started(number))
}

const SLIPS_AT_5: &str = r#"Fault(on: "d1", what: Slips, when: At(5.0))"#;

#[test]
fn rule_51_a_costume_that_slips_is_not_worn_at_once_and_bare_after_its_slide() {
    assert_eq!(watched("", SLIPS_AT_5), [Some(5 * S), Some(7_500_000), None]);
}

#[test]
fn rule_51_secured_in_the_slide_it_is_worn_two_seconds_later() {
    let secure = r#"Cue(number: "W 1", call: On("a", 6.0), go: [Secure("d1")]),"#;
    assert_eq!(watched(secure, SLIPS_AT_5), [Some(5 * S), None, Some(8 * S)]);
}

#[test]
fn rule_51_even_a_costume_that_is_all_the_way_off_can_be_secured() {
    let secure = r#"Cue(number: "W 1", call: On("a", 20.0), go: [Secure("d1")]),"#;
    assert_eq!(watched(secure, SLIPS_AT_5), [Some(5 * S), Some(7_500_000), Some(22 * S)]);
}

#[test]
fn rule_51_securing_gives_no_later_immunity() {
    let secure = r#"Cue(number: "W 1", call: On("a", 6.0), go: [Secure("d1")]),"#;
    let again = format!(r#"{SLIPS_AT_5}, Fault(on: "d1", what: Slips, when: At(10.0))"#);
    assert_eq!(watched(secure, &again), [Some(5 * S), Some(12_500_000), Some(8 * S)]);
}

#[test]
fn rule_51_a_costume_being_secured_does_not_slip() {
    let secure = r#"Cue(number: "W 1", call: On("a", 6.0), go: [Secure("d1")]),"#;
    let again = format!(r#"{SLIPS_AT_5}, Fault(on: "d1", what: Slips, when: At(7.0))"#);
    assert_eq!(watched(secure, &again), [Some(5 * S), None, Some(8 * S)]);
}

#[test]
fn rule_51_securing_another_costume_takes_two_seconds_and_does_nothing() {
    let r = wardrobe(
        1,
        r#"Cue(number: "W 1", call: On("a", 6.0), go: [Secure("d2")]),
           Cue(number: "X 1", call: When(Not(Bare("d2")))), Cue(number: "X 2", call: When(Not(Worn("d1"))))"#,
        "",
    );
    assert_eq!(r.done("W 1"), Some(8 * S));
    assert_eq!((r.started("X 1"), r.started("X 2")), (None, None));
}

#[test]
fn rule_51_a_removed_costume_is_not_worn_from_the_start_and_bare_at_the_end() {
    let remove = r#"Cue(number: "W 1", call: On("a", 5.0), go: [Remove("d1", 4.0)]),"#;
    assert_eq!(watched(remove, ""), [Some(5 * S), Some(9 * S), None]);
}

#[test]
fn rule_51_securing_replaces_a_removal_but_not_its_done() {
    let r = wardrobe(
        1,
        r#"Cue(number: "W 1", call: On("a", 5.0), go: [Remove("d1", 4.0)]),
           Cue(number: "W 2", call: On("a", 6.0), go: [Secure("d1")]),
           Cue(number: "X 1", call: When(Bare("d1"))),
           Cue(number: "X 2", call: When(All([Started("W 2"), Worn("d1")])))"#,
        "",
    );
    assert_eq!(r.done("W 1"), Some(9 * S));
    assert_eq!((r.started("X 1"), r.started("X 2")), (None, Some(8 * S)));
}

#[test]
fn rule_51_in_a_change_nothing_slips_is_secured_or_removed() {
    let r = wardrobe(
        1,
        r#"Cue(number: "W 1", call: On("a", 4.0), go: [Change("Ivy", "d2")]),
           Cue(number: "W 2", call: On("a", 6.0), go: [Remove("d1", 1.0), Secure("d2")]),
           Cue(number: "X 1", call: When(Bare("d1"))), Cue(number: "X 2", call: When(Worn("d2")))"#,
        SLIPS_AT_5,
    );
    // Both at the end of the change, 4 + 16.5.
    assert_eq!((r.started("X 1"), r.started("X 2")), (Some(20_500_000), Some(20_500_000)));
    assert!(!r.run.faults[0].took_effect);
}

#[test]
fn rule_45_jams_of_two_fastenings_add_up() {
    let jams = r#"Fault(on: "d1", what: Jams(3.0), when: At(5.0)), Fault(on: "d1", what: Jams(2.0), when: At(6.0))"#;
    assert_eq!(change(1, r#"Change("Ivy", "d2")"#, jams), Some(31_500_000));
}

#[test]
fn rule_50_a_jam_that_is_over_before_the_change_begins_does_nothing() {
    let jam = r#"Fault(on: "d1", what: Jams(3.0), when: At(5.0), lasts: 4.0)"#;
    assert_eq!(change(1, r#"Change("Ivy", "d2")"#, jam), Some(26_500_000));
}

#[test]
fn rule_51_a_costume_being_removed_does_not_slip() {
    // Bare after the removal's 4 s, not after the slide's 2.5.
    let remove = r#"Cue(number: "W 1", call: On("a", 5.0), go: [Remove("d1", 4.0)]),"#;
    let slips = r#"Fault(on: "d1", what: Slips, when: At(6.0))"#;
    assert_eq!(watched(remove, slips), [Some(5 * S), Some(9 * S), None]);
}

#[test]
fn rule_02_a_fastening_that_jams_in_the_last_instant_of_a_change_lengthens_it() {
    // Faults begin before machines change: at 26.5 the change is still in progress.
    let jam = r#"Fault(on: "d1", what: Jams(3.0), when: At(26.5))"#;
    assert_eq!(change(1, r#"Change("Ivy", "d2")"#, jam), Some(29_500_000));
}

#[test]
fn rule_51_a_worn_costume_does_not_slip_while_it_is_being_secured() {
    let cues = r#"Cue(number: "W 1", call: On("a", 4.0), go: [Secure("d1")]),
                  Cue(number: "X 1", call: When(Bare("d1")))"#;
    let r = wardrobe(1, cues, SLIPS_AT_5);
    assert_eq!(r.started("X 1"), None);
    assert!(!r.run.faults[0].took_effect);
}
