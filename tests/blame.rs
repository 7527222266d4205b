//! Blame on cases worked by hand: two independent faults, two of which either is enough, one that a vamp hides; and that
//! shares add up.

mod common;

use drytech::fault::{self, Scenario};
use drytech::sheet::Show;
use drytech::slip::Rehearsal;
use drytech::sweep::{Bench, Blame, EXACT_MAX, Enough, Sweep, Watch, blame, blame_night};

fn night(beats: &str, cues: &str, faults: &str) -> (Show, Scenario) {
    let sheet = format!(
        r#"Show(
        title: "Blame",
        machines: {{
            "a": Curtain(takes: 4.0), "b": Curtain(takes: 4.0),
        }},
        patience: 600.0,
        script: [Scene(id: "s", beats: [{beats}])],
        cues: [{cues}],
    )"#
    );
    let scenario = format!("Scenario(show: \"s.ron\", faults: [{faults}])");
    let opened = fault::open_text("n.ron", &scenario, &|_| Some(sheet.clone())).unwrap_or_else(|e| panic!("{e}"));
    (opened.show, opened.scenario)
}

fn shared(beats: &str, cues: &str, faults: &str) -> Blame {
    let (show, scenario) = night(beats, cues, faults);
    let shared = blame(&show, &scenario, 100, 1).expect("every name is there");
    adds_up(&shared);
    shared
}

fn adds_up(shared: &Blame) {
    let slips: i64 = shared.faults.iter().map(|f| f.slip_us).sum();
    let seen: i64 = shared.faults.iter().map(|f| f.visible_us).sum();
    assert_eq!(slips + shared.slip.without_us, shared.slip.total_us);
    assert_eq!(seen + shared.visible.without_us, shared.visible.total_us);
}

fn slips(shared: &Blame) -> Vec<i64> {
    shared.faults.iter().map(|f| f.slip_us).collect()
}

const BEATS: &str = r#"Beat(id: "one", takes: 4.0), Beat(id: "two", takes: 4.0, needs: [Open("a")]),
    Beat(id: "three", takes: 4.0, needs: [Open("b")])"#;
const CUES: &str =
    r#"Cue(number: "TAB 1", call: On("one"), go: [Open("a")]), Cue(number: "TAB 2", call: On("two"), go: [Open("b")])"#;

#[test]
fn two_independent_faults_are_each_to_blame_for_their_own() {
    // Each gate waits for its curtain, which opens in the four seconds of the beat before: a jam is a wait.
    let shared = shared(
        BEATS,
        CUES,
        r#"Fault(on: "a", what: Jam(3.0), when: With("TAB 1", 1.0)), Fault(on: "b", what: Jam(5.0), when: With("TAB 2", 1.0))"#,
    );
    assert!(shared.exact && shared.runs == 4);
    assert_eq!(slips(&shared), [3_000_000, 5_000_000]);
    assert_eq!(shared.slip.total_us, 8_000_000);
    let alone: Vec<_> = shared.faults.iter().map(|f| f.alone_slip_us).collect();
    assert_eq!(alone, [3_000_000, 5_000_000]);
    let chain: Vec<_> = shared.faults.iter().map(|f| f.chain_us).collect();
    assert_eq!(chain, [3_000_000, 5_000_000], "here the chain says the same");
}

#[test]
fn two_of_which_either_is_enough_share_the_blame_alike() {
    // Both curtains open for one gate, and both jam for the same five seconds: either alone causes all of it.
    let shared = shared(
        r#"Beat(id: "one", takes: 4.0), Beat(id: "two", takes: 4.0, needs: [Open("a"), Open("b")])"#,
        r#"Cue(number: "TAB 1", call: On("one"), go: [Open("a"), Open("b")])"#,
        r#"Fault(on: "a", what: Jam(5.0), when: With("TAB 1", 1.0)), Fault(on: "b", what: Jam(5.0), when: With("TAB 1", 1.0))"#,
    );
    assert_eq!(shared.slip.total_us, 5_000_000);
    assert_eq!(slips(&shared), [2_500_000, 2_500_000]);
    assert!(shared.faults.iter().all(|f| f.alone_slip_us == 5_000_000));
}

#[test]
fn the_longer_of_two_at_one_gate_is_to_blame_for_what_only_it_does() {
    // Five and three seconds: three are shared, the other two are the longer one's alone.
    let shared = shared(
        r#"Beat(id: "one", takes: 4.0), Beat(id: "two", takes: 4.0, needs: [Open("a"), Open("b")])"#,
        r#"Cue(number: "TAB 1", call: On("one"), go: [Open("a"), Open("b")])"#,
        r#"Fault(on: "a", what: Jam(5.0), when: With("TAB 1", 1.0)), Fault(on: "b", what: Jam(3.0), when: With("TAB 1", 1.0))"#,
    );
    assert_eq!(slips(&shared), [3_500_000, 1_500_000]);
}

#[test]
fn what_a_vamp_hides_is_shared_bar_by_bar() {
    // Bars of eight seconds. The curtain is open with the beat's end; three seconds late cost a whole bar, and so do five;
    // both together (eight) cost no more than one. Alone or first, either brings the bar: four seconds each.
    let shared = shared(
        r#"Beat(id: "one", takes: 4.0, vamp: 8.0), Beat(id: "two", takes: 4.0, needs: [Open("a")])"#,
        r#"Cue(number: "TAB 1", call: On("one"), go: [Open("a")])"#,
        r#"Fault(id: "long", on: "a", what: Jam(5.0), when: With("TAB 1", 1.0)),
           Fault(id: "short", on: "a", what: Jam(3.0), when: With("TAB 1", 7.0))"#,
    );
    assert_eq!(shared.slip.total_us, 8_000_000);
    let alone: Vec<_> = shared.faults.iter().map(|f| f.alone_slip_us).collect();
    // At seven seconds the curtain is long open where nothing else was wrong: alone, the short jam costs nothing.
    assert_eq!(alone, [8_000_000, 0]);
    // And with the long one before it, the short one is lost in the bar the band vamps anyway.
    assert_eq!(slips(&shared), [8_000_000, 0]);
    assert!(shared.faults[1].chain_us != 0, "the chain blames it all the same");
}

#[test]
fn no_fault_is_no_blame() {
    let (show, mut scenario) = night(BEATS, CUES, "");
    scenario.seed = 3;
    let shared = blame(&show, &scenario, 1, 1).expect("every name is there");
    assert!(shared.faults.is_empty() && shared.slip.total_us == 0);
}

#[test]
fn a_cue_is_late_by_the_faults_before_it_and_not_by_those_after() {
    // TAB 2 is called with the second beat, which waits for the first curtain: its own jams later.
    let (show, scenario) = night(
        BEATS,
        CUES,
        r#"Fault(on: "a", what: Jam(3.0), when: With("TAB 1", 1.0)), Fault(on: "b", what: Jam(5.0), when: With("TAB 2", 1.0))"#,
    );
    let night = Rehearsal::with(show, scenario, Default::default()).expect("every name is there");
    let cue = blame_night(&night, Some(1)).expect("it starts in every night");
    assert_eq!((slips(&cue), cue.slip.total_us), (vec![3_000_000, 0], 3_000_000));
    assert_eq!(slips(&blame_night(&night, None).expect("two faults")), [3_000_000, 5_000_000]);
}

#[test]
fn there_is_no_blame_for_a_cue_that_with_some_of_the_faults_does_not_start() {
    // It waits two seconds for the curtain, and is given up.
    let gives_up = r#"Cue(number: "TAB 1", call: On("one"), go: [Open("a")]),
        Cue(number: "LX 1", call: On("one", 4.0), needs: [Open("a")], give_up: 2.0, go: [Open("b")])"#;
    let faults =
        r#"Fault(on: "a", what: Jam(9.0), when: With("TAB 1", 1.0)), Fault(on: "b", what: Jam(1.0), when: At(9.0))"#;
    let (show, scenario) = night(BEATS, gives_up, faults);
    let night = Rehearsal::with(show, scenario, Default::default()).expect("every name is there");
    assert_eq!(blame_night(&night, Some(1)), None);
    assert!(blame_night(&night, None).is_some());
}

fn no_odds() -> drytech::fault::odds::Odds {
    drytech::fault::odds::Odds::default()
}

#[test]
fn over_nights_blame_is_summed_by_machine() {
    // Every night has two jams of which either is enough for five seconds, and one that only adds two.
    let (show, scenario) = night(
        r#"Beat(id: "one", takes: 4.0), Beat(id: "two", takes: 4.0, needs: [Open("a"), Open("b")])"#,
        r#"Cue(number: "TAB 1", call: On("one"), go: [Open("a"), Open("b")])"#,
        r#"Fault(on: "a", what: Jam(5.0), when: With("TAB 1", 1.0)), Fault(on: "b", what: Jam(5.0), when: With("TAB 1", 1.0)),
           Fault(on: "b", what: Jam(2.0), when: With("TAB 1", 7.0))"#,
    );
    let alone = blame(&show, &scenario, 1, 1).expect("every name is there");
    let bench = Bench::new(&show, scenario).expect("every name is there");
    let odds = no_odds();
    let sweep = Sweep::new(&bench, &odds, 1, 1.0);
    let shares = sweep.shares(0..30, 10, &Watch::default()).expect("every name is there");
    assert_eq!((shares.nights, shares.step, shares.sampled, shares.runs), (10, 3, 0, 80));
    let of = |on: &str| shares.lines.iter().find(|l| l.on == on).expect("it is there");
    let night = slips(&alone);
    assert_eq!(of("a").slip.us, 10 * i128::from(night[0]));
    assert_eq!(of("b").slip.us, 10 * i128::from(night[1] + night[2]));
    assert_eq!((of("a").nights, of("b").nights, shares.slip_without.us), (10, 10, 0));
    let mean = of("a").slip.mean(shares.nights).expect("ten nights");
    assert_eq!((mean.us, mean.from_us, mean.to_us), (night[0], night[0], night[0]), "every night is the same");
}

#[test]
fn over_nights_blame_adds_up_to_the_season_at_any_number_of_threads() {
    let opened = fault::open("cues/bombshell/preview.ron".as_ref()).unwrap_or_else(|e| panic!("{e}"));
    let (odds, _, _) = fault::odds::odds_for("cues/bombshell/odds.ron".as_ref(), &opened.show).expect("they read");
    let bench = Bench::new(&opened.show, opened.scenario.clone()).expect("every name is there");
    let sweep = Sweep::new(&bench, &odds, 1, 1.0);
    let of = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| sweep.shares(0..40, 40, &Watch::default()).expect("every name is there"))
    };
    let shares = of(1);
    assert_eq!(shares, of(2));
    let season = sweep.nights(0..40, Enough::default(), &Watch::default()).expect("every name is there");
    assert_eq!((shares.slip.us, shares.slip.squares), (season.slip.sum(), season.slip.squares()));
    assert_eq!(shares.visible.us, season.visible.sum());
    let parts = |of: fn(&drytech::sweep::nights::shares::Line) -> i128| shares.lines.iter().map(of).sum::<i128>();
    assert_eq!(parts(|l| l.slip.us) + shares.slip_without.us, shares.slip.us);
    assert_eq!(parts(|l| l.visible.us) + shares.visible_without.us, shares.visible.us);
}

/// As many faults as can no longer be tried in every subset.
fn many() -> (Show, Scenario) {
    let beats: String = (0..=EXACT_MAX + 1)
        .map(|i| {
            let needs = if i > 0 { format!("needs: [Open(\"c{}\")]", i - 1) } else { String::new() };
            format!("Beat(id: \"b{i}\", takes: 4.0, {needs}),")
        })
        .collect();
    let n = EXACT_MAX + 1;
    let machines: String = (0..=n).map(|i| format!("\"c{i}\": Curtain(takes: 4.0),")).collect();
    let cues: String =
        (0..n).map(|i| format!("Cue(number: \"TAB {}\", call: On(\"b{i}\"), go: [Open(\"c{i}\")]),", i + 1)).collect();
    let faults: String = (0..n)
        .map(|i| format!("Fault(on: \"c{i}\", what: Jam({}.5), when: With(\"TAB {}\", 1.0)),", i + 1, i + 1))
        .collect();
    let sheet = format!(
        "Show(title: \"Many\", patience: 600.0, machines: {{ {machines} }}, \
         script: [Scene(id: \"s\", beats: [{beats}])], cues: [{cues}])"
    );
    let scenario = format!("Scenario(show: \"s.ron\", faults: [{faults}])");
    let opened = fault::open_text("n.ron", &scenario, &|_| Some(sheet.clone())).unwrap_or_else(|e| panic!("{e}"));
    (opened.show, opened.scenario)
}

#[test]
fn more_than_twelve_faults_are_sampled_and_still_add_up() {
    let (show, scenario) = many();
    let shared = blame(&show, &scenario, 10, 1).expect("every name is there");
    adds_up(&shared);
    assert!(!shared.exact && shared.orders == 20 && shared.faults.len() == EXACT_MAX + 1);
    for (i, f) in shared.faults.iter().enumerate() {
        // They are independent, so every order says the same, and the interval is nothing.
        assert_eq!(f.slip_us, 1_500_000 + 1_000_000 * i as i64);
        assert_eq!(f.slip_margin_us, Some(0));
    }
    assert_eq!(blame(&show, &scenario, 10, 1).expect("again"), shared);
}

#[test]
fn blame_is_printed_beside_the_plain_chain() {
    insta::assert_snapshot!(common::drytech(&["blame", "cues/bombshell/everything_goes_wrong.ron"]));
}

#[test]
fn blame_of_a_night_without_faults_is_refused() {
    insta::assert_snapshot!(common::drytech(&["blame", "as_written"]));
}

#[test]
fn the_json_of_blame_adds_up_at_any_number_of_threads() {
    let json =
        |threads: &str| common::drytech(&["blame", "everything_goes_wrong", "--json", "--threads", threads]).stdout;
    let one = json("1");
    assert_eq!(one, json("2"));
    assert_eq!(one, json("8"));
    let blame: serde_json::Value = serde_json::from_str(&one).expect("it parses");
    let sum = |key: &str| -> i64 {
        let faults = blame["faults"].as_array().expect("faults");
        faults.iter().map(|f| f[key].as_i64().expect("a number")).sum()
    };
    let total =
        |of: &str| blame[of]["total_us"].as_i64().expect("µs") - blame[of]["without_faults_us"].as_i64().expect("µs");
    assert_eq!(sum("slip_us"), total("slip"));
    assert_eq!(sum("visible_error_us"), total("visible_error"));
}
