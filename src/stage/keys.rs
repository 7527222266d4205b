//! What every key does: [`KEYS`] tells it, [`wish_of`] does it, and a test holds them together.

use bevy::input::ButtonState;
use bevy::input::keyboard::{KeyboardFocusLost, KeyboardInput};
use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;

use super::StageSystems;
use super::on_stage::{Panel, Tab};
use super::transport::Wish;
use super::view::View;

/// Keys of one kind: what they are about, then key and what it does. The help is drawn from it.
pub(super) const KEYS: [(&str, &[(&str, &str)]); 5] = [
    (
        "Time",
        &[
            ("Space", "play, pause"),
            ("R", "the other way"),
            ("[ ]", "slower, faster: 0.1 to 60 times"),
            ("Left Right", "1 s back, on; Shift 10 s, Ctrl 0.1 s"),
            (", .", "to the cue before, after"),
            ("< >", "to the fault before, after"),
            ("Home End", "to the beginning, the end"),
            ("L", "play this cue again and again"),
        ],
    ),
    (
        "Night",
        &[
            ("B", "break the shown machine, now"),
            ("X", "mend the last fault"),
            ("U Ctrl+Z", "take the last change back"),
            ("Y Ctrl+Y", "make it again"),
            ("S Ctrl+S", "keep the night as a scenario"),
            ("K", "compare with the next other night"),
            ("O", "the other night over it, or beside"),
            ("J", "to where the two nights part"),
            ("T", "the next of the worst nights of the odds"),
            ("C", "call it from here, at the desk"),
        ],
    ),
    (
        "Panels",
        &[
            ("P", "all, or none"),
            ("F2 F3 F4 F5", "inspector, faults, compare, notes"),
            ("F10", "risk: many nights of the odds"),
            ("F6 F7 F8", "fold cues, side, timeline"),
            ("M N", "next machine, machine before"),
            ("I", "stay with this machine, or let it go"),
            ("Up Down", "timeline: closer, farther"),
            ("PageUp PageDown", "timeline: taller, lower"),
            ("W", "why: the cause chain of the cue here"),
            ("+ -", "larger, smaller"),
            ("D", "dim, for backstage"),
            ("H ? F1", "this"),
        ],
    ),
    (
        "Eye",
        &[
            ("1 2 3 4 5", "house, desk, cutaway, plan, free"),
            ("G", "ghosts: what was planned"),
            ("V", "no moves, no flashing"),
            ("F9", "next quality of the picture"),
        ],
    ),
    ("Window", &[("Q", "quit")]),
];

/// What the mouse and the panels' own fields do; the help tells it after the keys.
pub(super) const MOUSE: [(&str, &str); 12] = [
    ("click", "a cue, the timeline: go there"),
    ("right click, Alt", "a cue: why it is late, as a line"),
    ("drag the times", "scrub"),
    ("drag the lanes", "pan; also Shift and wheel"),
    ("wheel", "lanes: zoom; cue stack: scroll"),
    ("double click", "lanes: follow the playhead again"),
    ("drag, wheel", "in the free view: turn, come closer"),
    ("handles", "at a panel's edge: fold it away"),
    ("drag an edge", "timeline: taller, lower"),
    ("Tab", "the next control; Enter does it"),
    ("Ctrl+B", "faults: break what is put together"),
    ("/", "look for a cue: its words, Enter"),
];

/// Keys held beside another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    shift: bool,
    ctrl: bool,
}

impl Held {
    /// Sees a key go down or up.
    pub(super) fn see(&mut self, press: &KeyboardInput) {
        let down = press.state == ButtonState::Pressed;
        match press.key_code {
            KeyCode::ShiftLeft | KeyCode::ShiftRight => self.shift = down,
            KeyCode::ControlLeft | KeyCode::ControlRight | KeyCode::SuperLeft | KeyCode::SuperRight => self.ctrl = down,
            _ => {}
        }
    }

    /// Whether Ctrl is held.
    pub(super) fn ctrl(self) -> bool {
        self.ctrl
    }
}

/// What a key wishes for that is none of the desk's, while somebody calls the show: the eye and the panels. Views are on
/// Ctrl+1 to 5 there, since digits are typed; Ctrl+Q closes the window, Ctrl+L leaves the desk.
pub(super) fn beside_the_desk(key: KeyCode, held: Held) -> Option<Wish> {
    if held.ctrl {
        return match key {
            KeyCode::KeyQ => Some(Wish::Quit),
            KeyCode::KeyL => Some(Wish::Call),
            _ => match wish_of(key, Held::default())? {
                Wish::Look(view) => Some(Wish::Look(view)),
                _ => None,
            },
        };
    }
    let wish = wish_of(key, held)?;
    let fits = matches!(
        wish,
        Wish::Panels
            | Wish::Ghosts
            | Wish::Still
            | Wish::Help
            | Wish::Speed(_)
            | Wish::Larger(_)
            | Wish::Zoom(_)
            | Wish::Taller(_)
            | Wish::NextMachine(_)
            | Wish::HoldMachine
            | Wish::ChainHere
            | Wish::Quality
    );
    fits.then_some(wish)
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, read.in_set(StageSystems::Move).run_if(super::calling::nobody));
}

/// Every press counts, also when a slow renderer sees several of them in one frame.
pub(super) fn read(
    mut presses: MessageReader<KeyboardInput>,
    mut lost: MessageReader<KeyboardFocusLost>,
    mut held: Local<Held>,
    egui: Option<Res<EguiWantsInput>>,
    mut wishes: MessageWriter<Wish>,
) {
    // What is let go elsewhere is never told here.
    if lost.read().count() > 0 {
        *held = Held::default();
    }
    let typing = egui.is_some_and(|e| e.wants_keyboard_input());
    for press in presses.read() {
        held.see(press);
        if press.state != ButtonState::Pressed || typing {
            continue;
        }
        // A key held down moves time on; it does not flicker what is toggled.
        if let Some(wish) = wish_of(press.key_code, *held).filter(|w| !press.repeat || goes_on(w)) {
            wishes.write(wish);
        }
    }
}

fn goes_on(wish: &Wish) -> bool {
    matches!(wish, Wish::By(_) | Wish::Cue(_) | Wish::Fault(_) | Wish::Zoom(_) | Wish::Taller(_))
}

/// What a key wishes for.
fn wish_of(key: KeyCode, held: Held) -> Option<Wish> {
    if held.ctrl {
        return Some(match key {
            KeyCode::ArrowLeft => Wish::By(-100_000),
            KeyCode::ArrowRight => Wish::By(100_000),
            KeyCode::KeyZ if held.shift => Wish::Redo,
            KeyCode::KeyZ => Wish::Undo,
            KeyCode::KeyY => Wish::Redo,
            KeyCode::KeyS => Wish::Save,
            _ => return None,
        });
    }
    let second = if held.shift { 10_000_000 } else { 1_000_000 };
    Some(match key {
        KeyCode::Space => Wish::Play,
        KeyCode::KeyR => Wish::Reverse,
        KeyCode::BracketLeft => Wish::Speed(-1),
        KeyCode::BracketRight => Wish::Speed(1),
        KeyCode::ArrowLeft => Wish::By(-second),
        KeyCode::ArrowRight => Wish::By(second),
        KeyCode::Comma if held.shift => Wish::Fault(-1),
        KeyCode::Period if held.shift => Wish::Fault(1),
        KeyCode::Comma => Wish::Cue(-1),
        KeyCode::Period => Wish::Cue(1),
        KeyCode::Home => Wish::Go(0),
        KeyCode::End => Wish::Go(i64::MAX),
        KeyCode::KeyL => Wish::Loop(None),
        KeyCode::KeyB => Wish::BreakNow,
        KeyCode::KeyX => Wish::MendLast,
        KeyCode::KeyU => Wish::Undo,
        KeyCode::KeyY => Wish::Redo,
        KeyCode::KeyS => Wish::Save,
        KeyCode::KeyK => Wish::CompareNext,
        KeyCode::KeyO => Wish::Over,
        KeyCode::KeyJ => Wish::Part,
        KeyCode::KeyT => Wish::NextWorst,
        KeyCode::KeyC => Wish::Call,
        KeyCode::KeyP => Wish::Panels,
        KeyCode::F2 => Wish::Tab(Tab::Inspector),
        KeyCode::F3 => Wish::Tab(Tab::Faults),
        KeyCode::F4 => Wish::Tab(Tab::Compare),
        KeyCode::F5 => Wish::Tab(Tab::Notes),
        KeyCode::F10 => Wish::Tab(Tab::Risk),
        KeyCode::F6 => Wish::Fold(Panel::Cues),
        KeyCode::F7 => Wish::Fold(Panel::Side),
        KeyCode::F8 => Wish::Fold(Panel::Timeline),
        KeyCode::KeyI => Wish::HoldMachine,
        KeyCode::ArrowUp => Wish::Zoom(1),
        KeyCode::ArrowDown => Wish::Zoom(-1),
        KeyCode::PageUp => Wish::Taller(1),
        KeyCode::PageDown => Wish::Taller(-1),
        KeyCode::KeyM => Wish::NextMachine(1),
        KeyCode::KeyN => Wish::NextMachine(-1),
        KeyCode::KeyW => Wish::ChainHere,
        KeyCode::Equal | KeyCode::NumpadAdd => Wish::Larger(1),
        KeyCode::Minus | KeyCode::NumpadSubtract => Wish::Larger(-1),
        KeyCode::KeyD => Wish::Backstage,
        // Without Shift it looks for a cue: that is the stack's own.
        KeyCode::Slash if !held.shift => return None,
        KeyCode::KeyH | KeyCode::Slash | KeyCode::F1 => Wish::Help,
        KeyCode::Digit1 => Wish::Look(View::House),
        KeyCode::Digit2 => Wish::Look(View::Desk),
        KeyCode::Digit3 => Wish::Look(View::Cutaway),
        KeyCode::Digit4 => Wish::Look(View::Plan),
        KeyCode::Digit5 => Wish::Look(View::Free),
        KeyCode::KeyG => Wish::Ghosts,
        KeyCode::KeyV => Wish::Still,
        KeyCode::F9 => Wish::Quality,
        KeyCode::KeyQ => Wish::Quit,
        _ => return None,
    })
}

/// The key that has this wish, or one that comes to the same, as the help names it.
pub(super) fn key_of(wish: &Wish) -> Option<&'static str> {
    let like = match wish {
        Wish::Key(key) => return Some(key),
        Wish::Mend(_) => Wish::MendLast,
        Wish::Compare(_) => Wish::CompareNext,
        Wish::Night(_) => Wish::NextWorst,
        Wish::Chain(_) => Wish::ChainHere,
        Wish::Break(_) => Wish::BreakNow,
        Wish::Machine(_) => Wish::NextMachine(1),
        Wish::Timeline(_) => Wish::Taller(1),
        Wish::Loop(_) => Wish::Loop(None),
        own => own.clone(),
    };
    words().find(|word| key(word).and_then(|(code, held)| wish_of(code, held)).as_ref() == Some(&like))
}

/// Every key of the help by itself.
fn words() -> impl Iterator<Item = &'static str> {
    KEYS.iter().flat_map(|(_, rows)| rows.iter()).flat_map(|(keys, _)| keys.split(' '))
}

/// The key of a word of the help, and what is held beside it.
fn key(word: &str) -> Option<(KeyCode, Held)> {
    if let Some(rest) = word.strip_prefix("Ctrl+") {
        return Some((key(rest)?.0, Held { ctrl: true, shift: false }));
    }
    let shift = matches!(word, "<" | ">" | "?" | "+");
    let code = match word {
        "[" => KeyCode::BracketLeft,
        "]" => KeyCode::BracketRight,
        "Left" => KeyCode::ArrowLeft,
        "Right" => KeyCode::ArrowRight,
        "Up" => KeyCode::ArrowUp,
        "Down" => KeyCode::ArrowDown,
        "," | "<" => KeyCode::Comma,
        "." | ">" => KeyCode::Period,
        "?" => KeyCode::Slash,
        "+" => KeyCode::Equal,
        "-" => KeyCode::Minus,
        one => {
            let named = |c: &KeyCode| {
                let name = format!("{c:?}");
                name == one || name.strip_prefix("Key") == Some(one) || name.strip_prefix("Digit") == Some(one)
            };
            ALL.into_iter().find(named)?
        }
    };
    Some((code, Held { shift, ctrl: false }))
}

/// The keys whose names are their words, or a letter of them.
#[rustfmt::skip]
pub(super) const ALL: [KeyCode; 49] = [
    KeyCode::KeyA, KeyCode::KeyB, KeyCode::KeyC, KeyCode::KeyD, KeyCode::KeyE, KeyCode::KeyF, KeyCode::KeyG,
    KeyCode::KeyH, KeyCode::KeyI, KeyCode::KeyJ, KeyCode::KeyK, KeyCode::KeyL, KeyCode::KeyM, KeyCode::KeyN,
    KeyCode::KeyO, KeyCode::KeyP, KeyCode::KeyQ, KeyCode::KeyR, KeyCode::KeyS, KeyCode::KeyT, KeyCode::KeyU,
    KeyCode::KeyV, KeyCode::KeyW, KeyCode::KeyX, KeyCode::KeyY, KeyCode::KeyZ, KeyCode::Digit1, KeyCode::Digit2,
    KeyCode::Digit3, KeyCode::Digit4, KeyCode::Digit5, KeyCode::Digit6, KeyCode::Digit7, KeyCode::Digit8,
    KeyCode::F1, KeyCode::F2, KeyCode::F3, KeyCode::F4, KeyCode::F5, KeyCode::F6, KeyCode::F7, KeyCode::F8,
    KeyCode::F9, KeyCode::F10, KeyCode::Space, KeyCode::Home, KeyCode::End, KeyCode::PageUp, KeyCode::PageDown,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> Vec<(KeyCode, Held)> {
        let known = |word| key(word).unwrap_or_else(|| panic!("the help tells of a key {word}"));
        words().map(known).collect()
    }

    #[test]
    fn a_wish_knows_its_key() {
        for (wish, key) in [
            (Wish::Play, Some("Space")),
            (Wish::Speed(1), Some("]")),
            (Wish::Fault(-1), Some("<")),
            (Wish::Look(View::Plan), Some("4")),
            (Wish::Tab(Tab::Notes), Some("F5")),
            (Wish::Mend(3), Some("X")),
            (Wish::Tab(Tab::Risk), Some("F10")),
            (Wish::Night(None), Some("T")),
            (Wish::Larger(1), Some("+")),
            (Wish::Taller(-1), Some("PageDown")),
            (Wish::Compare(None), Some("K")),
            (Wish::Go(77), None),
        ] {
            assert_eq!(key_of(&wish), key, "{wish:?}");
        }
    }

    #[test]
    fn the_guide_has_every_key_in_the_same_words() {
        let guide = include_str!("../../docs/stage.md");
        let keyed = |keys: &str| keys.split(' ').map(|k| format!("`{k}`")).collect::<Vec<_>>().join(" ");
        let mut tables = String::new();
        for (about, rows) in KEYS {
            tables += &format!("| {about} | |\n|---|---|\n");
            for (keys, does) in rows {
                tables += &format!("| {} | {does} |\n", keyed(keys));
            }
            tables += "\n";
        }
        tables += "| Mouse and fields | |\n|---|---|\n";
        for (what, does) in MOUSE {
            tables += &format!("| `{what}` | {does} |\n");
        }
        assert!(guide.contains(&tables), "docs/stage.md, Keys, is to be:\n\n{tables}");
    }

    #[test]
    fn every_key_of_the_help_does_something_and_is_told_once() {
        let told = told();
        for (i, (code, held)) in told.iter().enumerate() {
            assert!(wish_of(*code, *held).is_some(), "{code:?} {held:?} does nothing");
            assert!(!told[..i].contains(&(*code, *held)), "{code:?} {held:?} is told twice");
        }
    }

    #[test]
    fn every_key_that_does_something_is_in_the_help() {
        let told = told();
        for code in ALL {
            let does = wish_of(code, Held::default()).is_some();
            assert_eq!(does, told.contains(&(code, Held::default())), "{code:?}");
        }
    }
}
