//! The panels at given moments of a small night: what they say, and what a click wishes. No renderer, no Bevy app.

use std::sync::{Arc, OnceLock};

use bevy_egui::egui::{self, Modifiers, PointerButton, Rect, Ui, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::alone::{self, Alone};
use super::book::Book;
use super::cues::{Lamp, lamp};
use super::page::{Page, Wishes, signed, slip_now, slip_word};
use super::told::Focus;
use super::{bar, compare, cues, faults, inspector, notes, notices, risk, side, spread, timeline};
use crate::fault::FaultTime;
use crate::slip::Rehearsal;
use crate::stage::keys::{KEYS, MOUSE};
use crate::stage::measure_panels::crowd;
use crate::stage::on_stage::{Folded, Panel, Shown, Tab};
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::session::{Risk, RiskTold, of_odds};
use crate::stage::transport::{Against, Wish};

const SHEET: &str = r#"Show(
    title: "A small night",
    machines: {
        "plane": FlyingPiece(axes: { "lift": Axis(start: 10.0, speed: 1.0, accel: 1.0) }, marks: { "in": { "lift": 0.0 } }),
        "light": LightRig(areas: ["wash"]),
        "coat": Costume(wearer: "Ivy", worn: true),
        "gown": Costume(wearer: "Ivy"),
        "curtain": Curtain(takes: 2.0, start: 1.0),
    },
    crew: { "FLY": Operator(reaction: 0.5) },
    decisions: { "reveal": Decision(question: "Does it stay on?", options: ["keep", "reveal"], default: "keep") },
    script: [Scene(id: "s", title: "The landing", beats: [
        Beat(id: "fly", takes: 20.0, vamp: 2.0),
        Beat(id: "land", takes: 20.0, needs: [At("plane", "in")], picture: [Worn("coat")]),
        Beat(id: "end", takes: 10.0),
    ])],
    cues: [
        Cue(number: "FLY 1", label: "Plane in", call: On("fly", 8.0), go: [Fly("plane", "in")], standby: 5.0, group: "landing"),
        Cue(number: "LX 1", label: "Lamps", call: Follow("FLY 1", 1.0), go: [Light("wash", 1.0, 4.0)], group: "landing"),
        Cue(number: "LX 2", label: "Dawn", call: On("land", 5.0), go: [Light("wash", 0.2, 4.0), Note("Mind the step.")]),
    ],
)"#;

/// The night of the sheet in which the plane jams for ten seconds and the coat slips.
fn night() -> Rehearsal {
    let scenario = r#"Scenario(show: "s.ron", faults: [
        Fault(id: "F1", on: "plane", what: Jam(10.0), when: With("FLY 1", 2.0)),
        Fault(id: "F2", on: "coat", what: Slips, when: On("land", 10.0)),
    ])"#;
    let opened = crate::fault::open_text("night.ron", scenario, &|_| Some(SHEET.to_owned())).expect("it opens");
    Rehearsal::of(opened).expect("it runs")
}

/// Many nights of the sheet.
fn nights() -> Risk {
    static TOLD: OnceLock<Arc<RiskTold>> = OnceLock::new();
    let odds = r#"Odds(show: "s.ron", name: "Previews", risks: [
        Risk(on: "plane", what: Jam, rate: PerUse(0.2), repair: LogNormal(15.0, 0.6)),
        Risk(on: "plane", what: Slow, rate: PerUse(0.3), strength: Uniform(0.4, 0.9), source: "show reports"),
        Risk(on: "coat", what: Slips, rate: PerShow(0.5)),
    ])"#;
    let told = TOLD.get_or_init(|| Arc::new(of_odds((*night().show).clone(), odds).expect("the nights are run")));
    Risk::told(Arc::clone(told))
}

fn empty() -> Rehearsal {
    let opened = crate::fault::open_text("s.ron", "Show(title: \"Nothing\")", &|_| None).expect("it opens");
    Rehearsal::of(opened).expect("it runs")
}

type Draw = fn(&mut Ui, &Page, &mut Wishes);

struct State {
    alone: Alone,
    wishes: Wishes,
    draw: Draw,
}

/// One panel of a night at an instant, on so many points.
fn panel(night: Rehearsal, at_s: f64, size: (f32, f32), draw: Draw) -> Harness<'static, State> {
    let mut alone = Alone::new(night);
    alone.t_us = (at_s * 1e6) as i64;
    of(alone, size, draw)
}

fn of(alone: Alone, size: (f32, f32), draw: Draw) -> Harness<'static, State> {
    let app = |ui: &mut Ui, s: &mut State| {
        let mut wishes = Wishes::new();
        (s.draw)(ui, &s.alone.page(), &mut wishes);
        s.wishes.extend(wishes);
    };
    let state = State { alone, wishes: Wishes::new(), draw };
    let mut harness = Harness::builder().with_size(vec2(size.0, size.1)).build_ui_state(app, state);
    harness.run_steps(3);
    harness
}

fn wished(harness: &mut Harness<'static, State>) -> Wishes {
    harness.run_steps(4);
    std::mem::take(&mut harness.state_mut().wishes)
}

#[test]
fn the_stack_says_what_each_cue_is_doing_and_a_click_goes_there() {
    let mut stack = panel(night(), 10.5, (270.0, 520.0), cues::cues);
    // FLY 1 has its GO at 8 s, starts half a second later, and is in the jam; LX 1 followed at 9.5 s.
    assert!(stack.query_by_label_contains("FLY 1 Plane in,").is_some());
    assert_eq!(stack.query_all_by_label_contains(" s left").count(), 2, "what runs says how long it has left");
    stack.get_by_label_contains("LX 2 Dawn").click();
    let r = night();
    let start = r.run.cues[2].started_us.expect("it starts");
    assert_eq!(wished(&mut stack), [Wish::Go(start)]);
    stack.get_by_label_contains("FLY 1").click_secondary();
    assert_eq!(wished(&mut stack), [Wish::Chain(Some(0))]);
}

#[test]
fn a_cue_is_looked_for_by_number_or_words() {
    let mut stack = panel(night(), 1.0, (270.0, 520.0), cues::cues);
    let r = night();
    for (words, cue) in [("dawn", 2), ("LX 1", 1), ("fly", 0)] {
        stack.event(egui::Event::Key {
            key: egui::Key::Slash,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        });
        stack.run_steps(2);
        stack.event(egui::Event::Text(words.to_owned()));
        stack.run_steps(1);
        stack.key_press(egui::Key::Enter);
        let start = r.run.cues[cue].started_us.expect("it starts");
        assert_eq!(wished(&mut stack), [Wish::Go(start)], "{words}");
    }
}

#[test]
fn a_cue_light_flashes_at_standby_then_is_steady_then_green_and_never_faster_than_three_times_a_second() {
    let mut a = Alone::new(night());
    a.shown.still = false;
    let at = |a: &mut Alone, s: f64| {
        a.t_us = (s * 1e6) as i64;
        lamp(&a.page(), 0)
    };
    assert_eq!(at(&mut a, 2.9), Lamp::Off);
    let shown: Vec<Lamp> = (0..200).map(|k| at(&mut a, 3.0 + f64::from(k) * 0.01)).collect();
    let flips = shown.windows(2).filter(|w| w[0] != w[1]).count();
    assert!(shown.iter().all(|l| matches!(l, Lamp::Flashing(_))));
    assert!((2..=12).contains(&flips), "on and off at most three times a second: {flips} changes in 2 s");
    assert_eq!(at(&mut a, 6.0), Lamp::Steady);
    assert_eq!(at(&mut a, 8.2), Lamp::Go);
    a.shown.still = true;
    assert!((0..200).all(|k| at(&mut a, 3.0 + f64::from(k) * 0.01) == Lamp::Flashing(true)), "no flashing: lit");
}

#[test]
fn the_clock_counts_up_while_something_is_overdue() {
    let mut a = Alone::new(night());
    a.t_us = 25_000_000;
    let (five, of) = slip_now(&a.page()).expect("the beat is overdue");
    assert_eq!((signed(five).as_str(), of.as_str()), ("+5.0 s", "land"));
    a.t_us = 26_000_000;
    assert_eq!(slip_now(&a.page()).map(|(us, _)| us), Some(6_000_000));
    assert_eq!(slip_word(6_000_000).1, "very late");
}

#[test]
fn notices_say_what_the_stage_waits_for_and_what_is_wrong_with_the_picture_since_when() {
    let mut a = Alone::new(night());
    let r = night();
    let vamp = r.run.beats[0].end_us.expect("it ends") + 1_000_000;
    a.t_us = vamp;
    let said = notices::now(&a.page());
    assert!(said[0].lines[0].starts_with("VAMP 1.0 s · bar 1 of "), "{said:?}");
    let wrong = r.run.wrong.first().expect("the coat is seen to slip");
    a.t_us = wrong.from_us + 1_500_000;
    let said = notices::now(&a.page());
    assert_eq!(said[0].lines[0], "WRONG PICTURE 1.5 s");
    assert!(said[0].lines[1].starts_with("coat is not on · since "), "{said:?}");
    assert_eq!(said[0].status, Status::VeryLate);
    a.t_us = 1_000_000;
    assert_eq!(notices::now(&a.page()), []);
}

#[test]
fn a_chain_is_told_with_its_places_and_what_the_seconds_are_owed_to() {
    let r = night();
    let book = Book::new(&r);
    let told = book.told(&r, Focus::Cue(2));
    assert_eq!(told.title, "LX 2 Dawn");
    let blamed = told.owed.first().expect("something is owed");
    assert!(blamed.0.starts_with("F1 Jam"), "{:?}", told.owed);
    assert_eq!(told.owed.iter().map(|(_, us)| us).sum::<i64>(), told.slip_us.expect("it is late"));
    assert!(told.steps.windows(2).all(|w| w[0].at_us >= w[1].at_us), "newest first");
    assert!(std::sync::Arc::ptr_eq(&told, &book.told(&r, Focus::Cue(2))), "told once");
}

#[test]
fn a_fault_in_the_timeline_tells_what_it_is_to_blame_for() {
    let r = night();
    let book = Book::new(&r);
    let words = book.blame(&r, 0).expect("there are two faults");
    let late = super::page::signed(r.slip.show_us);
    assert_eq!(words, format!("to blame for {late} of {late} at the end, +0.0 s of wrong picture"));
    let words = book.blame(&r, 1).expect("there are two faults");
    assert!(words.starts_with(&format!("to blame for +0.0 s of {late} at the end, +")), "{words}");
    assert_eq!(Book::new(&empty()).blame(&empty(), 0), None);
}

#[test]
fn a_click_on_the_lanes_goes_there_and_the_right_button_pins_a_chain() {
    let mut lanes = panel(night(), 12.0, (900.0, 300.0), timeline::timeline);
    let click = |h: &mut Harness<'static, State>, at, button, modifiers| {
        h.event(egui::Event::PointerMoved(at));
        for pressed in [true, false] {
            h.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
            h.run_steps(1);
        }
        wished(h)
    };
    // Which place is which instant is found by asking: a click in the ruler, then one further on.
    let go = |wishes: &Wishes| wishes.iter().find_map(|w| if let Wish::Go(t) = w { Some(*t) } else { None });
    let at = |x: f32| pos2(x, 100.0);
    let first = go(&click(&mut lanes, at(300.0), PointerButton::Primary, Modifiers::NONE)).expect("it goes there");
    let second = go(&click(&mut lanes, at(500.0), PointerButton::Primary, Modifiers::NONE)).expect("it goes there");
    assert!(second > first, "{first} then {second}");
    let us_per_point = (second - first) as f64 / 200.0;
    let r = night();
    let start = r.run.cues[0].started_us.expect("it starts") + 500_000;
    let x = 300.0 + ((start - first) as f64 / us_per_point) as f32;
    let mut pinned = Vec::new();
    for y in (40..280).step_by(6) {
        pinned = click(&mut lanes, pos2(x, y as f32), PointerButton::Secondary, Modifiers::NONE);
        if pinned == [Wish::Chain(Some(0))] {
            break;
        }
    }
    assert_eq!(pinned, [Wish::Chain(Some(0))]);
}

#[test]
fn the_wheel_zooms_about_the_pointer_and_wishes_nothing() {
    let mut lanes = panel(night(), 12.0, (900.0, 300.0), timeline::timeline);
    lanes.event(egui::Event::PointerMoved(pos2(500.0, 100.0)));
    lanes.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, 120.0),
        modifiers: Modifiers::NONE,
        phase: egui::TouchPhase::Move,
    });
    assert_eq!(wished(&mut lanes), []);
}

#[test]
fn the_inspector_picks_the_machine_with_a_fault_at_work() {
    let mut a = Alone::new(night());
    a.t_us = 15_000_000;
    let by_itself = inspector::by_itself(&a.page()).expect("there are machines");
    assert_eq!(a.night.show.machines.keys().nth(by_itself), Some("plane"));
    let machine = of(a, (256.0, 530.0), inspector::inspector);
    assert!(machine.query_by_label_contains("F1 Jam(10.0) since").is_some());
    assert!(machine.query_by_label("lift").is_some() && machine.query_by_label("speed").is_some());
    assert!(machine.query_by_label("stopped, at no mark").is_some(), "it is in the jam");
    // Every machine of the night has something to say.
    let of_all = night().show.machines.len();
    for i in 0..of_all {
        let mut a = Alone::new(night());
        a.t_us = 15_000_000;
        a.shown.machine = Some(i);
        of(a, (256.0, 530.0), inspector::inspector);
    }
}

#[test]
fn faults_are_listed_with_what_they_did_mended_and_made() {
    let mut sheet = panel(night(), 30.0, (256.0, 900.0), faults::faults);
    assert!(sheet.query_by_label_contains("of the show's end").is_some(), "F1 is blamed for seconds");
    sheet.get_by_label("mend F1").click();
    assert_eq!(wished(&mut sheet), [Wish::Mend(0)]);
    sheet.get_by_label_contains("keep as scenario").click();
    assert_eq!(wished(&mut sheet), [Wish::Save]);
    let offered = sheet.get_all_by_label_contains("break ").last().expect("the palette offers it");
    offered.click();
    let wishes = wished(&mut sheet);
    let [Wish::Break(fault)] = wishes.as_slice() else { panic!("{wishes:?}") };
    assert_eq!((fault.id.as_str(), &fault.when), ("F3", &FaultTime::At(30.0)));
    let scenario = night().scenario.with_fault((**fault).clone());
    Rehearsal::new(night().show, scenario).expect("what the palette makes can be run");
}

#[test]
fn two_nights_are_held_against_each_other() {
    let mut sheet = panel(night(), 5.0, (256.0, 530.0), compare::compare);
    sheet.get_by_label("no faults").click();
    assert_eq!(wished(&mut sheet), [Wish::Compare(Some(Against::NoFaults))]);
    sheet.get_by_label("reveal: reveal").click();
    let decided = Against::Decided("reveal".to_owned(), "reveal".to_owned());
    assert_eq!(wished(&mut sheet), [Wish::Compare(Some(decided))]);
    let other = Rehearsal::as_written(night().show).expect("it runs");
    let mut both = of(Alone::new(night()).against(other), (256.0, 530.0), compare::compare);
    // The jam is seen first in the beat that waits for the plane.
    both.get_by_label_contains("beat land at ").click();
    let wishes = wished(&mut both);
    assert_eq!(wishes, [Wish::Part]);
    both.get_by_label("over this one").click();
    assert_eq!(wished(&mut both), [Wish::Over]);
}

#[test]
fn many_nights_are_told_and_a_click_opens_the_worst() {
    let mut alone = Alone::new(night());
    alone.risk = nights();
    let told = nights().told.expect("the nights were run");
    let worst = Arc::clone(&told.worst[0].night);
    let mut sheet = of(alone, (256.0, 900.0), risk::risk);
    for words in ["4096 nights", "ASSUMED: 2 of 3 risks", "P95, a bad night", "What to do?"] {
        assert!(sheet.query_all_by_label_contains(words).next().is_some(), "{words}");
    }
    assert!(sheet.query_by_label_contains("as opened").is_none(), "it is what the file says");
    let name = worst.name.split(" of ").next().expect("it has a name").to_owned();
    let first = sheet.query_all_by_label_contains(&name).next().expect("it is in the list");
    first.click();
    assert_eq!(wished(&mut sheet), [Wish::Night(Some(Arc::clone(&worst)))]);
    // It is as late as it is said to be.
    let opened = night().again((*worst).clone()).expect("it runs");
    assert_eq!(opened.slip.show_us, told.worst[0].us);
    let mut alone = Alone::new(opened);
    alone.risk = nights();
    let mut sheet = of(alone, (256.0, 900.0), risk::risk);
    sheet.get_by_label_contains("as opened").click();
    assert_eq!(wished(&mut sheet), [Wish::Night(None)]);
    let mut none = panel(night(), 1.0, (256.0, 500.0), risk::risk);
    assert!(none.query_by_label_contains("drawn from the odds").is_some());
    assert_eq!(wished(&mut none), []);
}

#[test]
fn notes_warnings_and_a_broken_file_are_told() {
    let mut a = Alone::new(night());
    a.t_us = 45_000_000;
    a.desk.problem = Some("error[E0004]: no such field".to_owned());
    a.desk.warnings = vec!["W0008: no effect".to_owned()];
    let mut sheet = of(a, (256.0, 530.0), notes::notes);
    for words in ["Mind the step.", "error[E0004]", "W0008"] {
        assert!(sheet.query_by_label_contains(words).is_some(), "{words}");
    }
    sheet.get_by_label_contains("LX 2").click();
    assert!(matches!(wished(&mut sheet).as_slice(), [Wish::Go(_)]));
}

#[test]
fn the_bar_and_the_tabs_wish_for_what_they_say() {
    let mut bar = panel(night(), 5.0, (1280.0, 28.0), bar::transport);
    for (label, wish) in
        [("▶", Wish::Play), ("⏭", Wish::Cue(1)), ("?", Wish::Help), ("dim", Wish::Backstage), ("ghosts", Wish::Ghosts)]
    {
        bar.get_by_label(label).click();
        assert_eq!(wished(&mut bar), [wish], "{label}");
    }
    let mut tabs = panel(night(), 5.0, (256.0, 500.0), side::side);
    tabs.get_by_label("faults").click();
    assert_eq!(wished(&mut tabs), [Wish::Tab(Tab::Faults)]);
}

#[test]
fn every_panel_folds_at_its_handle() {
    let alone = Alone::new(night());
    let draw: Draw = |ui, page, wishes| {
        super::spread::all(ui.ctx(), page, &[], &[], wishes);
    };
    let mut all = of(alone, (1280.0, 720.0), draw);
    let start = night().run.cues[2].started_us.expect("it starts");
    all.get_by_label_contains("LX 2 Dawn").click();
    assert_eq!(wished(&mut all), [Wish::Go(start)], "panels beside panels are clicked all the same");
    all.get_by_label("notes").click();
    assert_eq!(wished(&mut all), [Wish::Tab(Tab::Notes)]);
    for (label, panel) in
        [("fold cue stack", Panel::Cues), ("fold panel at the right", Panel::Side), ("fold timeline", Panel::Timeline)]
    {
        all.get_by_label_contains(label).click();
        assert_eq!(wished(&mut all), [Wish::Fold(panel)]);
    }
}

/// Draws everything at a size and says how often it would draw it again by itself.
fn everything(night: Rehearsal, at_us: i64, size: (f32, f32), shown: Shown) {
    let mut alone = Alone::new(night);
    alone.t_us = at_us;
    if shown.tab == Tab::Risk {
        alone.risk = nights();
    }
    alone.shown = shown;
    let ctx = egui::Context::default();
    for k in 0..3 {
        let input = egui::RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(size.0, size.1))),
            time: Some(f64::from(k)),
            ..egui::RawInput::default()
        };
        let mut out = ctx.run_ui(input, |ui| drop(alone::draw(ui.ctx(), &alone, &[])));
        out.textures_delta.clear();
        ctx.tessellate(out.shapes, out.pixels_per_point);
    }
}

#[test]
fn nothing_panics_on_any_show_at_any_size() {
    let sizes = [(16.0, 16.0), (200.0, 120.0), (640.0, 360.0), (1280.0, 720.0), (3840.0, 2160.0), (4000.0, 90.0)];
    for size in sizes {
        for tab in Tab::ALL {
            let shown = || Shown { tab, help: true, backstage: true, still: true, ..Shown::default() };
            everything(empty(), 0, size, shown());
            everything(night(), 21_500_000, size, Shown { chain: Some(2), machine: Some(99), ..shown() });
            everything(night(), i64::MAX / 4, size, Shown { chain: Some(77), ..shown() });
            let folded = Folded { cues: true, side: true, timeline: true };
            everything(night(), -5, size, Shown { folded, ..shown() });
        }
    }
}

#[test]
fn ten_thousand_cues_are_drawn_wherever_the_playhead_is() {
    let night = crowd(10_000).expect("it runs");
    let end = night.run.end_us;
    for t in [0, end / 2, end] {
        everything(night.clone(), t, (1280.0, 720.0), Shown { chain: Some(9_999), ..Shown::default() });
    }
}

/// Relative luminance (WCAG 2) of a colour on its own.
fn luminance(c: egui::Color32) -> f32 {
    let linear = |v: u8| {
        let v = f32::from(v) / 255.0;
        if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(c.r()) + 0.7152 * linear(c.g()) + 0.0722 * linear(c.b())
}

#[test]
fn every_status_can_be_read_on_paper_and_those_alike_in_grey_differ_in_word_and_shape() {
    use Status::{Fault, Late, Now, OnTime, Planned, Skipped, VeryLate};
    // What says it beside the colour: in the lanes, and in words.
    let table = [
        (Planned, "outline, dashed line", "planned"),
        (OnTime, "bar", "on time"),
        (Late, "bar with a hatch before it", "late"),
        (VeryLate, "bar with a long hatch before it, brackets", "very late"),
        (Skipped, "cross", "skipped"),
        (Fault, "band and diamond", "fault"),
        (Now, "upright line with a tip", "now"),
    ];
    let paper = luminance(ink::PAPER.to_opaque());
    let contrast = |c: egui::Color32| (luminance(c) + 0.05) / (paper + 0.05);
    for (status, ..) in table {
        assert!(contrast(status.colour()) >= 4.5, "{status:?}: {:.1}", contrast(status.colour()));
    }
    for c in [ink::INK, ink::FAINT, ink::CUE_RED, ink::CUE_GREEN] {
        assert!(contrast(c) >= 4.5, "{c:?}: {:.1}", contrast(c));
    }
    for (i, (_, shape, word)) in table.iter().enumerate() {
        assert!(table[i + 1..].iter().all(|(_, s, w)| s != shape && w != word));
    }
    for (us, word) in [(0, "on time"), (900_000, "late"), (9_000_000, "very late"), (-900_000, "early")] {
        assert_eq!(slip_word(us).1, word);
    }
}

#[test]
fn figures_are_of_one_width_so_that_what_counts_does_not_tremble() {
    let ctx = egui::Context::default();
    let mut out = ctx.run_ui(egui::RawInput::default(), |_| {});
    out.textures_delta.clear();
    for size in [ink::SMALL, ink::BODY, ink::HEADING, ink::COUNT, ink::CLOCK] {
        let widths: Vec<f32> =
            ctx.fonts_mut(|f| "0123456789+−".chars().map(|c| f.glyph_width(&super::page::font(size), c)).collect());
        assert!(widths.iter().all(|w| (w - widths[0]).abs() < 0.01), "{size}: {widths:?}");
    }
}

/// What is in brackets at the end of a tip: is it a key of the help?
fn names_a_key(tip: &str) -> bool {
    let known = |word: &str| {
        let of_keys = KEYS.iter().flat_map(|(_, rows)| rows.iter()).flat_map(|(keys, _)| keys.split(' '));
        of_keys.chain(MOUSE.iter().map(|(what, _)| *what)).any(|key| key == word)
    };
    tip.split('(').skip(1).filter_map(|t| t.split_once(')')).any(|(keys, _)| keys.split(' ').all(known))
}

#[test]
fn every_control_tells_its_key() {
    use egui::accesskit::Role;
    let roles = [Role::Button, Role::ComboBox, Role::CheckBox, Role::Slider, Role::TextInput, Role::SpinButton];
    let mut seen = std::collections::BTreeSet::new();
    for tab in Tab::ALL {
        let other = Rehearsal::as_written(night().show).expect("it runs");
        let mut alone = Alone::new(night()).against(other);
        (alone.t_us, alone.shown.tab, alone.shown.chain) = (21_500_000, tab, Some(2));
        alone.desk.notice = Some("Kept".to_owned());
        alone.risk = nights();
        let everything: Draw = |ui, page, wishes| spread::all(ui.ctx(), page, &[], &[], wishes);
        // So that a click into the palette's other moments is not needed, one of them at a time.
        // What is scrolled out of sight tells nothing: a taller screen for the longest sheet.
        let tall = if tab == Tab::Risk { 1700.0 } else { 900.0 };
        let mut all = of(alone, (1400.0, tall), everything);
        all.ctx.all_styles_mut(|s| {
            (s.interaction.tooltip_delay, s.interaction.show_tooltips_only_when_still) = (0.0, false)
        });
        let moments: &[&str] = if tab == Tab::Faults { &["now", "with a cue", "in a beat"] } else { &[""] };
        for moment in moments {
            if !moment.is_empty() {
                all.get_by_label(moment).click();
                all.run_steps(4);
            }
            all.hover_at(pos2(700.0, 450.0));
            all.run_steps(4);
            let words = |all: &Harness<'static, State>| -> Vec<String> {
                let labels = all.query_all_by_role(Role::Label);
                labels.filter_map(|n| n.accesskit_node().value().or_else(|| n.accesskit_node().label())).collect()
            };
            let before = words(&all);
            let of_role = roles.iter().flat_map(|role| all.query_all_by_role(*role));
            let name = |n: &egui_kittest::Node| n.accesskit_node().label().unwrap_or_default();
            let controls: Vec<(String, Rect)> =
                of_role.map(|n| (format!("{tab:?} {moment}: {}", name(&n)), n.rect())).collect();
            assert!(controls.len() > 15, "{tab:?}: {controls:?}");
            for (control, rect) in controls {
                all.hover_at(rect.center());
                all.run_steps(4);
                let told: Vec<String> = words(&all).into_iter().filter(|w| !before.contains(w)).collect();
                assert!(told.iter().any(|tip| names_a_key(tip)), "{control} at {rect:?} tells no key: {told:?}");
                all.hover_at(pos2(700.0, 450.0));
                all.run_steps(2);
                seen.insert(control);
            }
        }
    }
    assert!(seen.len() > 60, "{}: {seen:?}", seen.len());
}
