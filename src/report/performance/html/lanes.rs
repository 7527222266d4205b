//! The faults of the drawing, in as few lanes as do not overlap.

use std::fmt::{self, Write};

use super::timeline::{Drawing, FAULT_LANE, FAULTS, LEFT, LETTER, RIGHT};
use crate::report::page::Safe;
use crate::report::performance::Stretch;
use crate::report::words::clock;

/// Most lanes of faults; what finds no place is counted.
const FAULT_LANES_MAX: usize = 8;

impl Drawing<'_> {
    /// The faults, each with its name beside it.
    pub(super) fn faults(&self, out: &mut String, lanes: &[Vec<&Stretch>], left_out: usize) -> fmt::Result {
        let none = lanes.is_empty();
        self.gutter(out, if none { "no faults" } else { "faults" }, FAULTS + 11.0)?;
        if left_out > 0 {
            self.gutter(out, &format!("and {left_out} more"), FAULTS + 11.0 + FAULT_LANE)?;
        }
        for (i, lane) in lanes.iter().enumerate() {
            let y = FAULTS + FAULT_LANE * i as f64;
            for f in lane {
                let about = format!("{}, {} to {}", f.name, clock(f.from_us), clock(f.to_us));
                let (a, b) = (self.x(f.from_us), self.x(f.to_us));
                if b - a < 4.0 {
                    let m = y + 6.0;
                    writeln!(
                        out,
                        "<path class=\"fill-fault mark\" d=\"M{a:.1} {y:.1}L{:.1} {m:.1}L{a:.1} {:.1}L{:.1} {m:.1}Z\"><title>{}</title></path>",
                        a + 6.0,
                        y + 12.0,
                        a - 6.0,
                        Safe(&about)
                    )?;
                } else {
                    self.block(out, "bar", "broken", (f.from_us, f.to_us), (y, 12.0), &about)?;
                }
                let (x, anchor) = label_place(a, b, &f.name);
                writeln!(
                    out,
                    "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
                    y + 10.5,
                    Safe(&f.name)
                )?;
            }
        }
        Ok(())
    }
}

/// A fault's name stands after it, or before it where it goes on to the end.
fn label_place(from: f64, to: f64, name: &str) -> (f64, &'static str) {
    let width = name.chars().count() as f64 * LETTER;
    if to + 8.0 + width <= RIGHT {
        (to.max(from + 4.0) + 4.0, "start")
    } else if from - 10.0 - width >= LEFT {
        (from - 8.0, "end")
    } else {
        (from + 4.0, "start")
    }
}

/// Faults in as few lanes as do not overlap, labels and all; and how many found no place.
pub(super) fn stacked(faults: &[Stretch], x: impl Fn(i64) -> f64) -> (Vec<Vec<&Stretch>>, usize) {
    let mut lanes: Vec<(f64, Vec<&Stretch>)> = Vec::new();
    let mut left_out = 0;
    let mut order: Vec<&Stretch> = faults.iter().collect();
    order.sort_by_key(|f| f.from_us);
    for fault in order {
        let (a, b) = (x(fault.from_us), x(fault.to_us));
        let width = fault.name.chars().count() as f64 * LETTER;
        let (from, to) = match label_place(a, b, &fault.name) {
            (_, "end") => (a - 10.0 - width, b + 6.0),
            (at, _) => (a - 6.0, b.max(at + width) + 6.0),
        };
        match lanes.iter().position(|(free, _)| *free <= from) {
            Some(i) => {
                lanes[i].0 = to;
                lanes[i].1.push(fault);
            }
            None if lanes.len() < FAULT_LANES_MAX => lanes.push((to, vec![fault])),
            None => left_out += 1,
        }
    }
    (lanes.into_iter().map(|(_, lane)| lane).collect(), left_out)
}
