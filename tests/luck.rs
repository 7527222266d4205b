//! Luck: the same night twice is the same to the byte, and a draw belongs to what it is for, never to the order of
//! drawing.

#[path = "rules/read.rs"]
mod read;

use drytech::report;
use drytech::slip::Rehearsal;

use read::rehearse;

/// Everything in it that can be drawn has a spread. The last cues, machine and beat are put in by the tests.
fn show(beats: &str, machines: &str, crew: &str, cues: &str) -> String {
    format!(
        r#"Show(
            title: "Luck",
            crew: {{
                "LX": Operator(reaction: 0.25, spread: 0.4),
                "WD": Operator(reaction: 0.8, spread: 0.4),
                {crew}
            }},
            dressers: 1,
            machines: {{
                "tabs": Curtain(takes: 4.0),
                "rig": LightRig(areas: ["w"]),
                "fog": FogMachine(),
                "day": Costume(wearer: "Ivy", fastenings: [Hook, Zip], worn: true, spread: 0.3),
                "dress": Costume(wearer: "Ivy", fastenings: [Snap, Zip], spread: 0.3),
                {machines}
            }},
            script: [Scene(id: "s", beats: [
                Beat(id: "a", takes: 20.0, spread: 0.1),
                Beat(id: "b", takes: 40.0, spread: 0.2, needs: [Open("tabs")]),
                {beats}
            ])],
            cues: [
                Cue(number: "LX 1", call: On("a", 2.0), go: [Light("w", 1.0, 3.0), Open("tabs")]),
                Cue(number: "LX 2", call: On("b", 1.0), go: [Light("w", 0.5, 3.0)]),
                Cue(number: "WD 1", call: On("b", 3.0), go: [Change("Ivy", "dress")]),
                Cue(number: "WD 2", call: Hang("WD 1", 5.0), go: [Change("Ivy", "day")]),
                Cue(number: "LX 3", call: On("b", 8.0), go: [Fog("fog", 0.8, 6.0)]),
                {cues}
            ],
        )"#
    )
}

const FAULTS: &str = r#"
    Fault(id: "F1", on: "rig", what: Blackout(2.0), when: At(4.0), chance: 0.5),
    Fault(id: "F2", on: "fog", what: Dropout(2.0), when: On("b", 10.0), chance: 0.5),
    Fault(id: "F3", on: "caller", what: GoLate("LX 2", 1.0), when: At(0.0), chance: 0.5),
    Fault(id: "F4", on: "dress", what: Jams(3.0), when: With("WD 1", 0.0), chance: 0.5),"#;

fn scenario(seed: u64, luck: &str, faults: &str) -> String {
    format!(r#"Scenario(show: "luck.ron", name: "A night", seed: {seed}, luck: {luck}, faults: [{faults}])"#)
}

fn night(seed: u64) -> Rehearsal {
    rehearse(&show("", "", "", ""), &scenario(seed, "Random", FAULTS))
}

fn bytes(r: &Rehearsal) -> String {
    report::json(r).expect("a report is always JSON")
}

/// What was drawn for each cue of the plain sheet, told by its times: the reaction, the length.
fn draws(r: &Rehearsal) -> Vec<(&str, Option<i64>, Option<i64>)> {
    let cues = r.show.cues.iter().zip(&r.run.cues).take(5);
    let less = |a: Option<i64>, b: Option<i64>| Some(a? - b?);
    cues.map(|(c, t)| (c.number.as_str(), less(t.started_us, t.called_us), less(t.done_us, t.started_us))).collect()
}

/// How long the plain sheet's beats were.
fn lengths(r: &Rehearsal) -> Vec<Option<i64>> {
    r.run.beats.iter().take(2).map(|b| Some(b.end_us? - b.start_us?)).collect()
}

/// Which of the plain scenario's faults began.
fn began(r: &Rehearsal) -> Vec<bool> {
    r.run.faults.iter().take(4).map(|f| f.began_us.is_some()).collect()
}

#[test]
fn two_runs_of_the_same_night_are_the_same_to_the_byte() {
    for luck in ["Nominal", "Random"] {
        let text = scenario(7, luck, FAULTS);
        let once = rehearse(&show("", "", "", ""), &text);
        let again = rehearse(&show("", "", "", ""), &text);
        assert_eq!(bytes(&once), bytes(&again), "{luck}");
        assert_eq!(once.run, again.run, "{luck}");
    }
}

#[test]
fn another_seed_is_another_night() {
    let (seven, eight) = (night(7), night(8));
    assert_ne!(lengths(&seven), lengths(&eight));
    assert_ne!(draws(&seven), draws(&eight));
    // All four faults alike in every one of 20 seeds would be one in 16 to the 20th.
    assert!((0..20).any(|seed| began(&night(seed)) != began(&seven)));
}

#[test]
fn every_draw_of_a_night_is_its_own() {
    let r = night(7);
    let reactions: Vec<_> = draws(&r).into_iter().filter_map(|(_, reaction, _)| reaction).collect();
    // Four cues are called by a person; LX 1, 2, 3 have one operator and three draws.
    assert_eq!(reactions.len(), 4);
    for (i, one) in reactions.iter().enumerate() {
        assert!(!reactions[..i].contains(one), "two reactions are the same draw");
    }
}

#[test]
fn without_luck_every_draw_is_its_median() {
    let r = rehearse(&show("", "", "", ""), &scenario(7, "Nominal", ""));
    assert_eq!(lengths(&r), [Some(20_000_000), Some(40_000_000)]);
    // The change: 4 + 5.5 + 6 + 4.
    assert_eq!(draws(&r)[2], ("WD 1", Some(800_000), Some(19_500_000)));
}

#[test]
fn the_plan_is_not_drawn() {
    let medians = rehearse(&show("", "", "", ""), &scenario(1, "Nominal", "")).run;
    for seed in 0..5 {
        assert_eq!(night(seed).plan.cues, medians.cues, "seed {seed}");
    }
}

/// The plain night and one of a longer sheet: no draw of the plain one may differ.
fn changes_nobodys_luck(longer: &str, faults: &str) {
    for seed in 0..10 {
        let plain = night(seed);
        let more = rehearse(longer, &scenario(seed, "Random", faults));
        assert_eq!(draws(&plain), draws(&more), "seed {seed}");
        assert_eq!(lengths(&plain), lengths(&more), "seed {seed}");
        assert_eq!(began(&plain), began(&more), "seed {seed}");
    }
}

#[test]
fn another_cue_changes_no_other_cues_luck() {
    let cue = r#"Cue(number: "LX 1.5", call: On("a", 5.0)), Cue(number: "FOG 1", call: On("a", 5.0)),"#;
    changes_nobodys_luck(&show("", "", r#""FOG": Operator(spread: 0.5),"#, cue), FAULTS);
}

#[test]
fn cues_in_another_order_have_the_same_luck() {
    let plain = show("", "", "", "");
    let cue = r#"Cue(number: "LX 0.5", call: On("a", 5.0), go: [Note("first in the sheet")]),"#;
    let first = plain.replace("cues: [\n", &format!("cues: [\n{cue}\n"));
    assert_ne!(plain, first);
    for seed in 0..10 {
        let (night, other) = (night(seed), rehearse(&first, &scenario(seed, "Random", FAULTS)));
        for (cue, times) in night.show.cues.iter().zip(&night.run.cues) {
            let at = other.cue_index(&cue.number).expect("the same cue");
            assert_eq!(other.run.cues[at].started_us, times.started_us, "{} with seed {seed}", cue.number);
            assert_eq!(other.run.cues[at].done_us, times.done_us, "{} with seed {seed}", cue.number);
        }
    }
}

#[test]
fn another_machine_changes_nobodys_luck() {
    let machine = r#""gown": Costume(wearer: "Karen", spread: 0.3), "low": FogMachine(),"#;
    changes_nobodys_luck(&show("", machine, "", ""), FAULTS);
}

#[test]
fn another_beat_changes_nobodys_luck() {
    changes_nobodys_luck(&show(r#"Beat(id: "c", takes: 9.0, spread: 0.5),"#, "", "", ""), FAULTS);
}

#[test]
fn another_fault_changes_no_other_faults_luck() {
    let more = format!(r#"{FAULTS} Fault(id: "F5", on: "fog", what: Weak(0.5), when: At(0.0), chance: 0.5),"#);
    changes_nobodys_luck(&show("", "", "", ""), &more);
}

#[test]
fn a_fault_of_no_chance_is_as_good_as_none() {
    let never = r#"
        Fault(id: "N1", on: "rig", what: Blackout(9.0), when: At(1.0), chance: 0.0),
        Fault(id: "N2", on: "caller", what: GoLate("LX 1", 9.0), when: At(0.0), chance: 0.0),
        Fault(id: "N3", on: "tabs", what: Jam(9.0), when: With("LX 1", 1.0), chance: 0.0),
        Fault(id: "N4", on: "dress", what: WrongSide(9.0), when: On("a"), chance: 0.0),"#;
    for seed in 0..10 {
        let plain = night(seed);
        let more = rehearse(&show("", "", "", ""), &scenario(seed, "Random", &format!("{FAULTS}{never}")));
        assert!(more.run.faults[4..].iter().all(|f| f.began_us.is_none() && !f.took_effect));
        let mut without = more.run.clone();
        without.faults.truncate(4);
        assert_eq!(plain.run, without, "seed {seed}");
    }
}
