//! When a key was pressed, and not when a frame saw it. A slow frame holds the window's own events back; so a thread of
//! its own listens to the X server for raw presses and stamps them as they come. Elsewhere (Wayland, Windows, macOS) a
//! press is stamped when the window hears of it, which is up to a frame later.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use bevy::prelude::*;

/// A stamp that no press of the window has asked for is not kept longer than this.
const KEPT: Duration = Duration::from_secs(20);

/// Moments of raw presses, by the hardware's code for the key.
#[derive(Default)]
pub(in crate::stage) struct Stamps {
    inbox: Option<Receiver<(u32, Instant)>>,
    heard: VecDeque<(u32, Instant)>,
}

impl Stamps {
    /// Listens, where that is possible.
    pub(in crate::stage) fn listen() -> Self {
        let (out, inbox) = channel();
        let heard = move |code, at| out.send((code, at)).is_ok();
        let thread = std::thread::Builder::new().name("key stamps".to_owned());
        // Without it a press is stamped when the window hears of it.
        let started = thread.spawn(move || drop(raw_presses(heard)));
        Self { inbox: started.ok().map(|_| inbox), heard: VecDeque::new() }
    }

    /// When this press was made that the window tells of at `now`.
    pub(in crate::stage) fn of(&mut self, key: KeyCode, now: Instant) -> Instant {
        if let Some(inbox) = &self.inbox {
            self.heard.extend(inbox.try_iter());
        }
        self.heard.retain(|(_, at)| now.saturating_duration_since(*at) < KEPT);
        let Some(code) = evdev(key) else { return now };
        match self.heard.iter().position(|(c, _)| *c == code) {
            Some(place) => self.heard.remove(place).map_or(now, |(_, at)| at.min(now)),
            None => now,
        }
    }
}

/// The Linux kernel's code for a key of the desk (input-event-codes.h).
fn evdev(key: KeyCode) -> Option<u32> {
    Some(match key {
        KeyCode::Escape => 1,
        KeyCode::Digit1 => 2,
        KeyCode::Digit2 => 3,
        KeyCode::Digit3 => 4,
        KeyCode::Digit4 => 5,
        KeyCode::Digit5 => 6,
        KeyCode::Digit6 => 7,
        KeyCode::Digit7 => 8,
        KeyCode::Digit8 => 9,
        KeyCode::Digit9 => 10,
        KeyCode::Digit0 => 11,
        KeyCode::Backspace => 14,
        KeyCode::KeyT => 20,
        KeyCode::Enter => 28,
        KeyCode::KeyS => 31,
        KeyCode::KeyD => 32,
        KeyCode::KeyH => 35,
        KeyCode::KeyK => 37,
        KeyCode::KeyC => 46,
        KeyCode::KeyB => 48,
        KeyCode::KeyM => 50,
        KeyCode::Period => 52,
        KeyCode::Space => 57,
        KeyCode::F1 => 59,
        KeyCode::F2 => 60,
        KeyCode::F3 => 61,
        KeyCode::F4 => 62,
        KeyCode::F5 => 63,
        KeyCode::F6 => 64,
        KeyCode::F7 => 65,
        KeyCode::F8 => 66,
        KeyCode::NumpadEnter => 96,
        _ => return None,
    })
}

/// Tells of every press until nobody listens any more, or the X server is gone.
#[cfg(all(unix, not(target_os = "macos")))]
fn raw_presses(heard: impl Fn(u32, Instant) -> bool) -> Result<(), Box<dyn std::error::Error>> {
    use x11rb::connection::Connection as _;
    use x11rb::protocol::Event;
    use x11rb::protocol::xinput::{ConnectionExt as _, Device, EventMask, KeyEventFlags, XIEventMask};

    /// X counts the kernel's codes from here.
    const FIRST: u32 = 8;

    let (x, screen) = x11rb::connect(None)?;
    let root = x.setup().roots.get(screen).ok_or("no screen")?.root;
    x.xinput_xi_query_version(2, 2)?.reply()?;
    let mask = EventMask { deviceid: Device::ALL_MASTER.into(), mask: vec![XIEventMask::RAW_KEY_PRESS] };
    x.xinput_xi_select_events(root, &[mask])?.check()?;
    loop {
        let event = x.wait_for_event()?;
        let at = Instant::now();
        if let Event::XinputRawKeyPress(press) = event
            && !press.flags.contains(KeyEventFlags::KEY_REPEAT)
            && let Some(code) = press.detail.checked_sub(FIRST)
            && !heard(code, at)
        {
            return Ok(());
        }
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn raw_presses(_: impl Fn(u32, Instant) -> bool) -> Result<(), Box<dyn std::error::Error>> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_takes_the_first_stamp_of_its_key_and_one_without_a_stamp_is_now() {
        let (out, inbox) = channel();
        let mut stamps = Stamps { inbox: Some(inbox), heard: VecDeque::new() };
        let now = Instant::now();
        let ago = |ms| now - Duration::from_millis(ms);
        for (code, ms) in [(57, 400), (31, 300), (57, 200)] {
            out.send((code, ago(ms))).expect("it listens");
        }
        assert_eq!(stamps.of(KeyCode::Space, now), ago(400));
        assert_eq!(stamps.of(KeyCode::Space, now), ago(200));
        assert_eq!(stamps.of(KeyCode::Space, now), now);
        assert_eq!(stamps.of(KeyCode::KeyS, now), ago(300));
    }
}
