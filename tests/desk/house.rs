//! What the tests of the desk share: sheets, a desk, a script on it.

use std::path::Path;
use std::sync::Arc;

use drytech::desk::{self, Calls, Desk, Played, open_calls};
use drytech::fault::{self, Scenario};
use drytech::sheet::{Show, Source};

/// A second.
pub const S: i64 = 1_000_000;

/// The preview.
pub fn preview() -> Arc<Show> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("cues/bombshell/preview.ron");
    Arc::new(fault::open(&file).unwrap_or_else(|e| panic!("{e}")).show)
}

/// A sheet and what lies in wait, as texts.
pub fn desk(sheet: &str, scenario: &str) -> Desk {
    let scenario = format!("Scenario(show: \"s.ron\", {scenario})");
    let opened = fault::open_text("n.ron", &scenario, &|_| Some(sheet.to_owned())).unwrap_or_else(|e| panic!("{e}"));
    Desk::new(opened.show, opened.scenario, None).expect("the sheet was checked")
}

/// A desk at the preview, with nothing in wait.
pub fn at_the_preview(show: &Arc<Show>) -> Desk {
    Desk::new(Arc::clone(show), Scenario::default(), None).expect("the preview is good")
}

/// A script, checked.
pub fn calls(show: &Show, text: &str) -> Calls {
    let (calls, warnings) = open_calls(&Source::new("calls.ron", text), show).unwrap_or_else(|e| panic!("{e}"));
    assert!(warnings.is_empty(), "{warnings}");
    calls
}

/// Plays a script from where the present take begins; everything is written down as it passes.
pub fn play(desk: &mut Desk, calls: &Calls) -> Played {
    let from_us = desk.take().from_us;
    desk::play(desk, calls, from_us, &mut |desk, t_us| {
        desk.write_up_to(t_us);
    })
}
