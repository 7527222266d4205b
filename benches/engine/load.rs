//! Loading a sheet of 10,000 cues, against bare `ron` into the same types.

use std::hint::black_box;

use drytech::sheet::{Show, Source, check, parse_show};
use ron::extensions::Extensions;

use crate::clock::{self, Lap};
use crate::generated::sheet;

const CUES: usize = 10_000;

pub fn run() {
    let text = sheet(CUES);
    let source = Source::new("generated.ron", text.as_str());
    let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let bare = Lap::new("bare ron into the same types", || {
        black_box(options.from_str::<Show>(&text).expect("the sheet is good"));
    });
    let read = Lap::new("read", || {
        black_box(parse_show(&source).expect("the sheet is good"));
    });
    let checked = Lap::new("read and checked", || {
        let (show, _) = parse_show(&source).expect("the sheet is good");
        black_box(check(&show, &source));
        black_box(show);
    });
    println!("Loading {CUES} cues, {:.1} MB", text.len() as f64 / 1e6);
    let mut base = None;
    for lap in clock::interleaved(vec![bare, read, checked]) {
        let base = *base.get_or_insert(lap.us());
        println!("  {:<30} {:>7.2} ms {:>6.2} × bare ron", lap.what, lap.us() / 1e3, lap.us() / base);
    }
}
