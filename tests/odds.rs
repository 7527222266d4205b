//! Odds: nights are pure functions, luck hangs on names, rates are what they say, and what breaks together is repaired
//! one after the other.

use drytech::fault::odds::{Odds, odds_for, odds_text};
use drytech::fault::{Fault, FaultKind, FaultTime, open, open_text};
use drytech::slip::Rehearsal;
use drytech::sweep::Dice;

const CUES: &str = r#"
    Cue(number: "FLY 1", call: On("a", 5.0), go: [Fly("plane", "in")]),
    Cue(number: "FLY 2", call: On("b", 5.0), go: [Fly("plane", "out")]),
    Cue(number: "LX 1", call: On("a", 1.0), go: [Light("w", 1.0, 3.0)]),
    Cue(number: "FOG 1", call: On("a", 2.0), go: [FogOn("fog", 0.5)]),
    Cue(number: "FOG 2", call: On("b", 2.0), go: [FogOff("fog")]),
    Cue(number: "WD 1", call: On("b", 10.0), go: [Change("Ivy", "dress")]),"#;

fn show(machines: &str, cues: &str) -> Rehearsal {
    let text = format!(
        r#"Show(
        title: "Odds",
        crew: {{ "LX": Operator(), "FLY": Operator(), "FOG": Operator(), "WD": Operator() }},
        machines: {{
            "plane": FlyingPiece(axes: {{ "lift": Axis(start: 10.0) }}, marks: {{ "in": {{ "lift": 0.0 }}, "out": {{ "lift": 10.0 }} }}),
            "rig": LightRig(areas: ["w"]),
            "fog": FogMachine(),
            "day": Costume(wearer: "Ivy", worn: true),
            "dress": Costume(wearer: "Ivy", fastenings: [Zip]),
            {machines}
        }},
        script: [Scene(id: "s", beats: [
            Beat(id: "a", takes: 60.0, picture: [Worn("day")]),
            Beat(id: "b", takes: 60.0),
            Beat(id: "c", takes: 60.0, picture: [Worn("dress")]),
        ])],
        cues: [{cues}],
    )"#
    );
    let opened = open_text("show.ron", &text, &|_| None).unwrap_or_else(|e| panic!("{e}"));
    Rehearsal::of(opened).unwrap_or_else(|e| panic!("{e}"))
}

fn odds(night: &Rehearsal, risks: &str) -> Odds {
    let text = format!("Odds(show: \"show.ron\", risks: [{risks}])");
    // Checked against the very sheet.
    let source = drytech::sheet::Source::new("odds.ron", text.as_str());
    let odds = drytech::fault::odds::parse_odds(&source).unwrap_or_else(|e| panic!("{}", e.render(false)));
    let found = drytech::fault::odds::check_odds(&odds, &source, &night.show);
    assert!(!found.has_errors(), "{}", found.render(false));
    odds
}

fn nights(night: &Rehearsal, odds: &Odds, n: u64) -> Vec<Vec<Fault>> {
    let dice = Dice::new(odds, &night.show, &night.plan);
    (0..n).map(|i| dice.night(7, i, 1.0)).collect()
}

const RISKS: &str = r#"
    Risk(on: "plane", what: Slow, rate: PerUse(0.3), strength: Uniform(0.4, 0.9), lasts: Exponential(20.0)),
    Risk(on: "rig", what: Blackout, rate: PerHour(20.0), lasts: LogNormal(3.0, 0.5)),
    Risk(on: "dress", what: Slips, rate: PerHour(30.0), needs: OnStage),
    Risk(on: "caller", what: GoLate, rate: PerUse(0.2), strength: LogNormal(1.0, 0.5)),
    Risk(on: "fog", what: Dropout, rate: PerUse(0.5), needs: Hot, lasts: Fixed(4.0)),"#;

#[test]
fn a_night_is_a_pure_function_of_seed_and_number() {
    let night = show("", CUES);
    let odds = odds(&night, RISKS);
    let all = nights(&night, &odds, 200);
    for (i, faults) in all.iter().enumerate().rev() {
        assert_eq!(&odds.night(&night.show, &night.plan, 7, i as u64, 1.0), faults, "night {i}");
    }
    assert_ne!(all, (0..200).map(|i| odds.night(&night.show, &night.plan, 8, i, 1.0)).collect::<Vec<_>>());
    assert!(all.windows(2).any(|w| w[0] != w[1]));
}

#[test]
fn every_night_of_odds_is_a_night_the_engine_plays() {
    let night = show("", CUES);
    for faults in nights(&night, &odds(&night, RISKS), 50) {
        let scenario = drytech::fault::Scenario { faults, ..drytech::fault::Scenario::default() };
        let text = drytech::fault::to_ron(&drytech::fault::Scenario { show: "show.ron".into(), ..scenario.clone() });
        night.again(scenario).unwrap_or_else(|e| panic!("{e}\n{text}"));
    }
}

/// What a risk brought, whatever its place and name.
fn of<'a>(faults: &'a [Fault], on: &str) -> Vec<(&'a FaultKind, &'a FaultTime, Option<f64>)> {
    faults.iter().filter(|f| f.on == on).map(|f| (&f.what, &f.when, f.lasts)).collect()
}

#[test]
fn another_machine_cue_or_risk_changes_nobody_elses_luck() {
    let night = show("", CUES);
    let plain = nights(&night, &odds(&night, RISKS), 100);
    let more = format!("Risk(on: \"moon\", what: Jam, rate: PerUse(0.5), lasts: Fixed(3.0)), {RISKS}");
    let cues = format!("Cue(number: \"FLY 0.5\", call: On(\"a\", 30.0), go: [Fly(\"moon\", \"in\")]), {CUES}");
    let moon = r#""moon": FlyingPiece(axes: { "lift": Axis(start: 5.0) }, marks: { "in": { "lift": 0.0 } }),"#;
    let longer = show(moon, &cues);
    let others = nights(&longer, &odds(&longer, &more), 100);
    assert!(others.iter().any(|faults| !of(faults, "moon").is_empty()));
    for (plain, more) in plain.iter().zip(&others) {
        for on in ["plane", "rig", "dress", "fog"] {
            assert_eq!(of(plain, on), of(more, on), "{on}");
        }
    }
}

#[test]
fn rates_are_what_they_say() {
    let night = show("", CUES);
    let many = 20_000;
    for (risk, mean) in [
        (r#"Risk(on: "plane", what: Jam, rate: PerUse(0.1), lasts: Fixed(1.0))"#, 0.2),
        (r#"Risk(on: "plane", what: Jam, rate: PerShow(0.7), lasts: Fixed(1.0))"#, 0.7),
        (r#"Risk(on: "rig", what: Freeze, rate: PerHour(10.0), lasts: Fixed(1.0))"#, 0.5),
        (r#"Risk(on: "dress", what: Slips, rate: PerHour(30.0), needs: OnStage)"#, 0.5),
        (r#"Risk(on: "caller", what: GoTwice, rate: PerUse(0.05))"#, 0.3),
        (r#"Risk(on: "FOG", what: OperatorSlow, rate: PerUse(0.05), strength: Fixed(2.0))"#, 0.1),
        (r#"Risk(on: "day", what: Jams, rate: PerUse(0.1), strength: Fixed(2.0))"#, 0.1),
        (r#"Risk(on: "day", what: WrongSide, rate: PerUse(0.1), strength: Fixed(2.0))"#, 0.0),
    ] {
        let odds = odds(&night, risk);
        assert!((Dice::new(&odds, &night.show, &night.plan).times(0) - mean).abs() < 1e-9, "{risk}");
        let times: usize = nights(&night, &odds, many).iter().map(Vec::len).sum();
        let expected = mean * many as f64;
        assert!((times as f64 - expected).abs() <= 4.5 * expected.sqrt(), "{times} of {expected}: {risk}");
    }
}

#[test]
fn strength_scales_rates_and_only_adds() {
    let night = show("", CUES);
    let odds = odds(&night, RISKS);
    let dice = Dice::new(&odds, &night.show, &night.plan);
    let mut more = 0;
    for i in 0..200 {
        assert!(dice.night(7, i, 0.0).is_empty());
        let (once, thrice) = (dice.night(7, i, 1.0), dice.night(7, i, 3.0));
        // What happens anyway happens still, at a moment of its own where it is a use.
        assert!(once.iter().filter(|f| f.on == "plane").all(|f| thrice.iter().any(|t| t.when == f.when)), "night {i}");
        assert!(thrice.len() >= once.len(), "night {i}");
        more += thrice.len() - once.len();
    }
    assert!(more > 100);
}

#[test]
fn strengths_and_lengths_are_as_they_are_spread() {
    let night = show("", CUES);
    let of = |risk: &str| -> Vec<f64> {
        let faults = nights(&night, &odds(&night, risk), 5_000);
        let mut out: Vec<f64> = faults.iter().flatten().filter_map(|f| f.what.own_length().or(f.lasts)).collect();
        out.sort_by(f64::total_cmp);
        out
    };
    let median = |risk: &str| {
        let all = of(risk);
        all[all.len() / 2]
    };
    let jam = |lasts: &str| format!(r#"Risk(on: "plane", what: Jam, rate: PerUse(0.5), lasts: {lasts})"#);
    assert_eq!(median(&jam("Fixed(5.0)")), 5.0);
    assert!((median(&jam("Uniform(2.0, 6.0)")) - 4.0).abs() < 0.15);
    assert!((median(&jam("LogNormal(8.0, 0.5)")) - 8.0).abs() < 0.4);
    assert!(
        (median(&jam("Exponential(10.0)")) - 6.931).abs() < 0.5,
        "the median of an exponential is its mean times ln 2"
    );
    let slow = odds(&night, r#"Risk(on: "plane", what: Slow, rate: PerUse(1.0), strength: LogNormal(0.9, 1.0))"#);
    let within = |f: &Fault| matches!(f.what, FaultKind::Slow(x) if (0.01..=1.0).contains(&x));
    assert!(nights(&night, &slow, 500).iter().flatten().all(within), "what is slow is never fast");
}

#[test]
fn what_hangs_together_happens_together() {
    let night = show("", CUES);
    let feed = r#"Risk(id: "feed", on: "rig", what: Blackout, rate: PerShow(0.5), lasts: Exponential(10.0),
        also: [Hit(on: "plane", what: EStop), Hit(on: "fog", what: Cold, chance: 0.5)])"#;
    let (mut with_fog, mut without) = (0, 0);
    for faults in nights(&night, &odds(&night, feed), 500) {
        for lights in faults.iter().filter(|f| f.on == "rig") {
            let fits = |on: &str| faults.iter().find(|f| f.on == on && f.when == lights.when);
            let plane = fits("plane").expect("the plane stops with the lights");
            assert_eq!(plane.what.own_length(), lights.what.own_length(), "they come back together");
            match fits("fog") {
                Some(fog) => {
                    assert_eq!(fog.lasts, lights.what.own_length());
                    with_fog += 1;
                }
                None => without += 1,
            }
        }
    }
    assert!(with_fog > 80 && without > 80, "{with_fog} and {without}");
}

#[test]
fn one_hand_repairs_one_thing_after_the_other() {
    let night = show("", CUES);
    let two = r#"
        Risk(on: "plane", what: Jam, rate: PerUse(1.0), repair: Fixed(50.0)),
        Risk(on: "rig", what: Freeze, rate: PerUse(1.0), repair: Fixed(50.0)),"#;
    let mut one_hand = odds(&night, two);
    let length = |faults: &[Fault]| faults.iter().filter_map(|f| f.what.own_length()).collect::<Vec<_>>();
    let queued = length(&one_hand.night(&night.show, &night.plan, 7, 0, 1.0));
    // The rig freezes in its fade at 1 s, the plane jams after it at 5 s and waits for the rest of the first 50 s.
    assert_eq!(queued.len(), 3);
    assert!((queued[0] - 50.0).abs() < 1e-9 && queued[1] > 80.0, "{queued:?}");
    one_hand.hands = 3;
    assert_eq!(length(&one_hand.night(&night.show, &night.plan, 7, 0, 1.0)), [50.0, 50.0, 50.0]);
}

#[test]
fn the_odds_of_the_previews_are_assumptions_and_say_so() {
    let preview = open("cues/bombshell/preview.ron".as_ref()).expect("the preview opens").show;
    let (odds, _, warnings) = odds_for("cues/bombshell/odds.ron".as_ref(), &preview).expect("its odds open");
    assert!(warnings.is_empty());
    assert_eq!(odds.assumptions(), odds.risks.len());
    let night = Rehearsal::as_written(preview).expect("it runs");
    let dice = Dice::new(&odds, &night.show, &night.plan);
    for (i, risk) in odds.risks.iter().enumerate() {
        assert!(!risk.source.is_empty(), "{} says where its number is from", odds.risk_id(i));
        assert!(dice.times(i) > 0.0, "{} can happen", odds.risk_id(i));
    }
    let kinds = |i: &usize| (0..3000).any(|n| dice.draw(1, n, 1.0).iter().any(|d| d.risk == *i));
    let never: Vec<_> = (0..odds.risks.len()).filter(|i| !kinds(i)).map(|i| odds.risk_id(i)).collect();
    assert!(never.is_empty(), "in 3000 nights never: {never:?}");
}

#[test]
fn odds_of_another_sheet_are_told_what_is_not_there() {
    let sheet = "Show(title: \"A\", script: [Scene(id: \"s\", beats: [Beat(id: \"b\", takes: 1.0)])])";
    let text = "Odds(show: \"a.ron\", risks: [Risk(on: \"fog\", what: Dry, rate: PerShow(1.0))])";
    let error = odds_text("odds.ron", text, &|_| Some(sheet.to_owned())).expect_err("there is no fog");
    assert!(error.to_string().contains("there is no machine \"fog\""), "{error}");
}
