//! The type case: letters are made ready before they are needed. A letter that is new reaches the adapter a frame after the
//! words it is in, which on a slow renderer is seen.

use bevy_egui::egui::{self, Id};

use super::page::font;
use crate::stage::palette::pencil as ink;

/// Letters that words are made of.
const LETTERS: &str = " !\"'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_`abcdefghijklmnopqrstuvwxyz|%&×·−–…";
/// Strides in which they are set, each time beside others: a letter has four forms, by where between two pixels it begins.
/// None has a divisor in common with the number of letters, so that each sets them all.
const STRIDES: [usize; 12] = [1, 3, 7, 11, 13, 17, 19, 29, 31, 37, 41, 43];
/// Above this many pixels a point there are too many of them to be worth it.
const POINT_MAX: f32 = 2.5;

/// Makes the letters ready, once for each size of a pixel.
pub(super) fn fill(ctx: &egui::Context) {
    let (id, point) = (Id::new("type case"), ctx.pixels_per_point());
    if point > POINT_MAX || ctx.data(|d| d.get_temp::<f32>(id)) == Some(point) {
        return;
    }
    ctx.data_mut(|d| d.insert_temp(id, point));
    let letters: Vec<char> = LETTERS.chars().collect();
    ctx.fonts_mut(|fonts| {
        for size in [ink::SMALL, ink::BODY, ink::HEADING] {
            for stride in STRIDES {
                let words = (0..letters.len()).map(|k| letters[k * stride % letters.len()]).collect();
                fonts.layout_no_wrap(words, font(size), ink::INK);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stride_sets_every_letter() {
        let n = LETTERS.chars().count();
        for stride in STRIDES {
            let set: std::collections::BTreeSet<usize> = (0..n).map(|k| k * stride % n).collect();
            assert_eq!(set.len(), n, "stride {stride} of {n} letters");
        }
    }
}
