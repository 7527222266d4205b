//! The show's own numbers, and what its machines say of themselves.

use super::numbers::{Law, maybe, number};
use super::{Path, Problems, looks};
use crate::sheet::diagnostic::Finding;
use crate::sheet::{Axis, Costume, Curtain, FogMachine, Machine, Piece, Position, Show};

/// The show's numbers, stage and crew.
pub(super) fn show(show: &Show, root: &Path<'_>, problems: &mut Problems) {
    let mut of = |what: &'static str, x: f64, law: Law| number(what, x, law, &root.field(what), problems);
    of("patience", show.patience, Law::Limit);
    of("restart", show.restart, Law::Seconds);
    of("double_go_guard", show.double_go_guard, Law::Limit);
    let at = root.field("stage");
    let s = &show.stage;
    let mut of = |what: &'static str, x: f64, law: Law| number(what, x, law, &at.field(what), problems);
    of("width", s.width, Law::SomeAmount);
    of("depth", s.depth, Law::SomeAmount);
    of("height", s.height, Law::SomeAmount);
    of("grid", s.grid, Law::Amount);
    of("air_changes", s.air_changes, Law::Amount);
    let crew = root.field("crew");
    for (prefix, operator) in show.crew.iter() {
        let at = crew.key(prefix);
        number("reaction", operator.reaction, Law::Seconds, &at.field("reaction"), problems);
        number("spread", operator.spread, Law::Spread, &at.field("spread"), problems);
    }
}

/// Every machine.
pub(super) fn machines(show: &Show, root: &Path<'_>, problems: &mut Problems) {
    let machines = root.field("machines");
    let mut dressed: Vec<(&str, &str)> = Vec::new();
    for (name, machine) in show.machines.iter() {
        let at = machines.key(name);
        let eye = machine.eye();
        position(eye.at, &at.field("at"), problems);
        colour(eye.colour, &at.field("colour"), problems);
        looks::look(machine, &at.field("look"), problems);
        match machine {
            Machine::FogMachine(m) => fog(m, &at, problems),
            Machine::FlyingPiece(m) | Machine::Wagon(m) => piece(m, &at, problems),
            Machine::Curtain(m) => curtain(m, &at, problems),
            Machine::Costume(m) => {
                costume(m, &at, problems);
                if m.worn {
                    if let Some((_, other)) = dressed.iter().find(|(wearer, _)| *wearer == m.wearer) {
                        let message = format!("{} wears two costumes at the top: \"{other}\" and \"{name}\"", m.wearer);
                        let finding = Finding::new("E0206", 0..0, message).label("worn as well");
                        problems.add(&at.field("worn"), finding);
                    }
                    dressed.push((&m.wearer, name));
                }
            }
            Machine::LightRig(rig) => {
                let areas = at.field("areas");
                for (area, eye) in &rig.areas.0 {
                    let at = areas.key(area);
                    position(eye.at, &at.field("at"), problems);
                    colour(eye.colour.as_deref(), &at.field("colour"), problems);
                }
            }
            Machine::Sound(_) => {}
        }
    }
}

fn fog(m: &FogMachine, at: &Path<'_>, problems: &mut Problems) {
    let mut of = |what: &'static str, x: f64, law: Law| number(what, x, law, &at.field(what), problems);
    of("fill_rate", m.fill_rate, Law::Amount);
    of("lag", m.lag, Law::Seconds);
    // A heater that is empty and full again within microseconds would cut out for ever.
    of("endurance", m.endurance, Law::AtLeast(0.01));
    of("sustain", m.sustain, Law::LevelBelowOne);
    of("ready_at", m.ready_at, Law::LevelAtLeast(0.001));
    of("warm_up", m.warm_up, Law::Limit);
    of("powered_at", m.powered_at, Law::Any);
    of("flow", m.flow, Law::Amount);
    maybe("tank", m.tank, Law::Amount, at, problems);
}

fn piece(m: &Piece, at: &Path<'_>, problems: &mut Problems) {
    number("mass", m.mass, Law::SomeAmount, &at.field("mass"), problems);
    number("delay", m.delay, Law::Seconds, &at.field("delay"), problems);
    let axes = at.field("axes");
    if m.axes.is_empty() {
        problems.add(&axes, Finding::new("W0012", 0..0, "a piece without an axis").label("it never moves"));
    }
    for (name, a) in m.axes.iter() {
        axis(a, &axes.key(name), problems);
    }
    let marks = at.field("marks");
    for (mark, places) in m.marks.iter() {
        let here = marks.key(mark);
        if places.is_empty() {
            let message = format!("the mark \"{mark}\" names no axis");
            problems.add(&here, Finding::new("W0012", 0..0, message).label("the piece is always at it"));
        }
        for (axis, to) in places.iter() {
            if m.axes.contains_key(axis) {
                number(axis, *to, Law::Any, &here.key(axis), problems);
            } else {
                problems.unknown(&here.key_itself(axis), "E0106", ("axis of this piece", axis), m.axes.keys());
            }
        }
    }
}

fn axis(a: &Axis, at: &Path<'_>, problems: &mut Problems) {
    number("start", a.start, Law::Any, &at.field("start"), problems);
    number("speed", a.speed, Law::SomeAmount, &at.field("speed"), problems);
    number("accel", a.accel, Law::SomeAmount, &at.field("accel"), problems);
    maybe("power", a.power, Law::SomeAmount, at, problems);
    maybe("delay", a.delay, Law::Seconds, at, problems);
}

fn curtain(m: &Curtain, at: &Path<'_>, problems: &mut Problems) {
    number("takes", m.takes, Law::SomeSeconds, &at.field("takes"), problems);
    number("start", m.start, Law::Level, &at.field("start"), problems);
    number("delay", m.delay, Law::Seconds, &at.field("delay"), problems);
}

fn costume(m: &Costume, at: &Path<'_>, problems: &mut Problems) {
    number("slide", m.slide, Law::Seconds, &at.field("slide"), problems);
    number("spread", m.spread, Law::Spread, &at.field("spread"), problems);
}

/// A place on the stage.
pub(super) fn position(place: Option<Position>, path: &Path<'_>, problems: &mut Problems) {
    let Some(Position { x, y, z }) = place else { return };
    for (i, (what, x)) in [("x", Some(x)), ("y", Some(y)), ("z", z)].into_iter().enumerate() {
        if let Some(x) = x {
            number(what, x, Law::Any, &path.item(i), problems);
        }
    }
}

fn colour(colour: Option<&str>, path: &Path<'_>, problems: &mut Problems) {
    let fine = |c: &str| c.strip_prefix('#').is_some_and(|h| h.len() == 6 && h.bytes().all(|b| b.is_ascii_hexdigit()));
    if let Some(c) = colour
        && !fine(c)
    {
        let message = format!("\"{c}\" is no colour that can be drawn");
        problems.add(path, Finding::new("W0009", 0..0, message).label("expected `#rrggbb`"));
    }
}
