//! [`Paintbox`]: the few colours a GIF may have, chosen for the whole film.

/// Bits kept of each channel.
const BITS: u32 = 6;
/// Bins of the count, and of the table of nearest paints.
const BINS: usize = 1 << (3 * BITS);
/// Paints at most; one place of the 256 stands for "as it was".
pub(super) const PAINTS_MAX: usize = 255;

/// How often each colour occurs.
pub(super) struct Count(Vec<u32>);

fn bin([r, g, b]: [u8; 3]) -> usize {
    let part = |c: u8| usize::from(c) >> (8 - BITS);
    (part(r) << (2 * BITS)) | (part(g) << BITS) | part(b)
}

/// The middle of a bin.
fn colour(bin: usize) -> [f32; 3] {
    let part = |shift: u32| {
        let c = (bin >> shift) & ((1 << BITS) - 1);
        // 0 stays 0 and the last stays 255: black is black.
        c as f32 * 255.0 / ((1 << BITS) - 1) as f32
    };
    [part(2 * BITS), part(BITS), part(0)]
}

impl Count {
    pub(super) fn new() -> Self {
        Self(vec![0; BINS])
    }

    pub(super) fn add(&mut self, pixels: impl Iterator<Item = [u8; 3]>) {
        for p in pixels {
            let of = &mut self.0[bin(p)];
            *of = of.saturating_add(1);
        }
    }
}

/// The colours, and which of them is nearest to any other.
pub(super) struct Paintbox {
    paints: Vec<[f32; 3]>,
    nearest: Vec<u8>,
}

/// Colours that one paint stands for.
struct Pot {
    /// Bin and weight.
    bins: Vec<(u32, f32)>,
    mean: [f32; 3],
    /// Weighted squared distance from the mean, per channel.
    spread: [f32; 3],
}

impl Pot {
    fn new(bins: Vec<(u32, f32)>) -> Self {
        let (mut weight, mut sum, mut squares) = (0.0_f64, [0.0_f64; 3], [0.0_f64; 3]);
        for (bin, w) in &bins {
            let w = f64::from(*w);
            weight += w;
            for (c, v) in colour(*bin as usize).into_iter().enumerate() {
                sum[c] += w * f64::from(v);
                squares[c] += w * f64::from(v) * f64::from(v);
            }
        }
        let weight = weight.max(1e-9);
        let mean = sum.map(|s| s / weight);
        let spread = [0, 1, 2].map(|c| (squares[c] - mean[c] * mean[c] * weight).max(0.0) as f32);
        Self { bins, mean: mean.map(|m| m as f32), spread }
    }

    fn widest(&self) -> (usize, f32) {
        // Green is seen best and blue worst.
        let seen = [self.spread[0], self.spread[1] * 1.6, self.spread[2] * 0.6];
        let c = (0..3).max_by(|a, b| seen[*a].total_cmp(&seen[*b])).unwrap_or(1);
        (c, seen[c])
    }

    fn split(self) -> (Self, Self) {
        let (c, _) = self.widest();
        let (low, high) = self.bins.iter().partition(|(bin, _)| colour(*bin as usize)[c] <= self.mean[c]);
        (Self::new(low), Self::new(high))
    }
}

impl Paintbox {
    /// Paints for what was counted.
    pub(super) fn mix(count: &Count) -> Self {
        // A wide dark house must not use up the paints: what is seen most counts less than its share.
        let weigh = |(i, n): (usize, &u32)| (*n > 0).then(|| (i as u32, (*n as f32).powf(0.6)));
        let mut pots = vec![Pot::new(count.0.iter().enumerate().filter_map(weigh).collect())];
        while pots.len() < PAINTS_MAX {
            let widest =
                (0..pots.len()).max_by(|a, b| pots[*a].widest().1.total_cmp(&pots[*b].widest().1)).unwrap_or(0);
            if pots[widest].bins.len() < 2 {
                break;
            }
            let (low, high) = pots.swap_remove(widest).split();
            pots.push(low);
            pots.push(high);
        }
        let paints: Vec<[f32; 3]> = pots.iter().map(|p| p.mean).collect();
        let nearest = (0..BINS).map(|b| nearest(&paints, colour(b))).collect();
        Self { paints, nearest }
    }

    /// The place of the paint nearest to a colour.
    pub(super) fn nearest(&self, rgb: [u8; 3]) -> u8 {
        self.nearest[bin(rgb)]
    }

    /// Red, green, blue, paint by paint.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.paints.iter().flatten().map(|v| v.round().clamp(0.0, 255.0) as u8).collect()
    }
}

fn nearest(paints: &[[f32; 3]], to: [f32; 3]) -> u8 {
    let far = |p: &[f32; 3]| {
        let [r, g, b] = [p[0] - to[0], p[1] - to[1], p[2] - to[2]];
        r * r + 1.6 * g * g + 0.6 * b * b
    };
    let mut best = (0, f32::MAX);
    for (i, p) in paints.iter().enumerate() {
        let d = far(p);
        if d < best.1 {
            best = (i, d);
        }
    }
    best.0 as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_that_is_seldom_seen_has_its_paint() {
        let mut count = Count::new();
        count.add(std::iter::repeat_n([0, 0, 0], 1_000_000));
        count.add((0..20_000).map(|i| [(i % 200) as u8, 20, (i % 90) as u8]));
        count.add(std::iter::repeat_n([240, 230, 60], 40));
        let paints = Paintbox::mix(&count);
        let bytes = paints.bytes();
        let of = |rgb| {
            let i = usize::from(paints.nearest(rgb)) * 3;
            [bytes[i], bytes[i + 1], bytes[i + 2]]
        };
        assert_eq!(of([0, 0, 0]), [0, 0, 0]);
        let yellow = of([240, 230, 60]);
        assert!(yellow[0] > 225 && yellow[1] > 215 && yellow[2] < 90, "{yellow:?}");
        assert!(bytes.len() / 3 > 100, "{} paints", bytes.len() / 3);
    }

    #[test]
    fn a_black_film_is_one_paint() {
        let mut count = Count::new();
        count.add(std::iter::repeat_n([0, 0, 0], 10));
        assert_eq!(Paintbox::mix(&count).bytes(), [0, 0, 0]);
    }
}
