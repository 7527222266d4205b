//! [`GifWriter`]: a film as a GIF. One set of colours for all of it, and of each picture only what has changed.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, Write};

use image::RgbaImage;

use super::paintbox::{Count, PAINTS_MAX, Paintbox};

/// "As it was".
const AS_IT_WAS: u8 = PAINTS_MAX as u8;

/// A change of no channel by more than this is none, in 255ths. What goes on changing is drawn when it adds up to more.
const SAME: u8 = 4;

/// How far colours are moved apart where there is no paint for one, in 255ths: small, because there are many paints.
const DITHER: f32 = 9.0;

/// Takes pictures one by one; nothing is written before all are there, because they share their colours.
pub struct GifWriter {
    width: u16,
    height: u16,
    fps: f64,
    /// Their colours without a name in the file system: gone with us, however we go.
    spool: BufWriter<File>,
    count: Count,
    pictures: u32,
}

impl GifWriter {
    /// For pictures of that size, so many in a second (50 at most, as viewers have it).
    ///
    /// # Errors
    /// No place for temporary files, or a size that no GIF has.
    pub fn new((width, height): (u32, u32), fps: f64) -> io::Result<Self> {
        let side =
            |n: u32| u16::try_from(n).map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "too large for a GIF"));
        Ok(Self {
            width: side(width)?,
            height: side(height)?,
            fps,
            spool: BufWriter::new(tempfile::tempfile()?),
            count: Count::new(),
            pictures: 0,
        })
    }

    /// The next picture.
    ///
    /// # Errors
    /// No room for temporary files, or a picture of another size.
    pub fn add(&mut self, picture: &RgbaImage) -> io::Result<()> {
        if picture.dimensions() != (u32::from(self.width), u32::from(self.height)) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a picture of another size"));
        }
        let rgb: Vec<u8> = picture.pixels().flat_map(|p| [p[0], p[1], p[2]]).collect();
        self.count.add(rgb.chunks_exact(3).map(|p| [p[0], p[1], p[2]]));
        self.pictures += 1;
        self.spool.write_all(&rgb)
    }

    /// Writes the GIF; it goes round for ever.
    ///
    /// # Errors
    /// `out` cannot be written to.
    pub fn finish(self, out: impl Write) -> io::Result<()> {
        let paints = Paintbox::mix(&self.count);
        let mut bytes = paints.bytes();
        bytes.resize(256 * 3, 0);
        let mut file = self.spool.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        let mut spool = BufReader::new(file);
        let mut encoder = gif::Encoder::new(out, self.width, self.height, &bytes).map_err(io::Error::other)?;
        encoder.set_repeat(gif::Repeat::Infinite).map_err(io::Error::other)?;
        let (width, height) = (usize::from(self.width), usize::from(self.height));
        let mut rgb = vec![0; width * height * 3];
        let mut before: Option<Vec<u8>> = None;
        for i in 0..self.pictures {
            spool.read_exact(&mut rgb)?;
            let delay = hundredths(i + 1, self.fps) - hundredths(i, self.fps);
            let frame = frame(&rgb, &mut before, &paints, width, delay.clamp(2, u64::from(u16::MAX)) as u16);
            encoder.write_frame(&frame).map_err(io::Error::other)?;
        }
        Ok(())
    }
}

/// When a picture is shown, hundredths of a second: rounded from the film's beginning, so that nothing adds up.
fn hundredths(picture: u32, fps: f64) -> u64 {
    (f64::from(picture) * 100.0 / fps).round() as u64
}

/// What has changed since `before`, which is brought up to date: the colours each pixel was last drawn for.
fn frame(rgb: &[u8], before: &mut Option<Vec<u8>>, paints: &Paintbox, width: usize, delay: u16) -> gif::Frame<'static> {
    let height = rgb.len() / 3 / width.max(1);
    let mut indices = vec![AS_IT_WAS; width * height];
    let first = before.is_none();
    let drawn = before.get_or_insert_with(|| rgb.to_vec());
    // What has changed, by its edges.
    let (mut left, mut right, mut top, mut bottom) = (width, 0, height, 0);
    for (i, (now, was)) in rgb.chunks_exact(3).zip(drawn.chunks_exact_mut(3)).enumerate() {
        if !first && now.iter().zip(was.iter()).all(|(a, b)| a.abs_diff(*b) <= SAME) {
            continue;
        }
        was.copy_from_slice(now);
        let (x, y) = (i % width, i / width);
        indices[i] = paints.nearest(dithered(now, x, y));
        (left, right, top, bottom) = (left.min(x), right.max(x), top.min(y), bottom.max(y));
    }
    if left > right {
        // A GIF has no empty picture: one pixel, as it was.
        (left, right, top, bottom) = (0, 0, 0, 0);
    }
    let rows = (top..=bottom).flat_map(|y| &indices[y * width + left..=y * width + right]);
    gif::Frame {
        delay,
        dispose: gif::DisposalMethod::Keep,
        transparent: Some(AS_IT_WAS),
        left: left as u16,
        top: top as u16,
        width: (right - left + 1) as u16,
        height: (bottom - top + 1) as u16,
        buffer: rows.copied().collect::<Vec<u8>>().into(),
        ..gif::Frame::default()
    }
}

/// A colour moved a little by where it is, so that a soft slope is a pattern and not a step. The same place is always
/// moved the same way: what stands still stays still.
fn dithered(rgb: &[u8], x: usize, y: usize) -> [u8; 3] {
    let moved = (BAYER[y % 8][x % 8] - 31.5) / 64.0 * DITHER;
    // Black stays black.
    let moved = |c: u8| if c < 3 { c } else { (f32::from(c) + moved).clamp(0.0, 255.0) as u8 };
    [moved(rgb[0]), moved(rgb[1]), moved(rgb[2])]
}

/// The order in which an 8 × 8 square is filled (Bayer 1973).
#[rustfmt::skip]
const BAYER: [[f32; 8]; 8] = [
    [0.0, 32.0, 8.0, 40.0, 2.0, 34.0, 10.0, 42.0],
    [48.0, 16.0, 56.0, 24.0, 50.0, 18.0, 58.0, 26.0],
    [12.0, 44.0, 4.0, 36.0, 14.0, 46.0, 6.0, 38.0],
    [60.0, 28.0, 52.0, 20.0, 62.0, 30.0, 54.0, 22.0],
    [3.0, 35.0, 11.0, 43.0, 1.0, 33.0, 9.0, 41.0],
    [51.0, 19.0, 59.0, 27.0, 49.0, 17.0, 57.0, 25.0],
    [15.0, 47.0, 7.0, 39.0, 13.0, 45.0, 5.0, 37.0],
    [63.0, 31.0, 55.0, 23.0, 61.0, 29.0, 53.0, 21.0],
];

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;

    /// A square that moves over a slope of colours.
    fn picture(k: u32) -> RgbaImage {
        RgbaImage::from_fn(64, 40, |x, y| {
            let square = (x / 8 == k + 1) && (y / 8 == 2);
            if square { Rgba([250, 240, 66, 255]) } else { Rgba([(x * 2) as u8, 10, (y * 3) as u8, 255]) }
        })
    }

    #[test]
    fn what_is_read_back_is_what_was_filmed() {
        let mut writer = GifWriter::new((64, 40), 12.0).expect("there is room");
        for k in [0, 1, 1, 2] {
            writer.add(&picture(k)).expect("there is room");
        }
        let mut bytes = Vec::new();
        writer.finish(&mut bytes).expect("memory takes it");
        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(bytes.as_slice()).expect("it is a GIF");
        let mut shown = vec![0_u8; 64 * 40 * 4];
        let mut delays = Vec::new();
        for k in [0, 1, 1, 2] {
            let frame = decoder.read_next_frame().expect("it is a GIF").expect("there are four");
            delays.push(frame.delay);
            for y in 0..usize::from(frame.height) {
                for x in 0..usize::from(frame.width) {
                    let from = (y * usize::from(frame.width) + x) * 4;
                    let to = ((y + usize::from(frame.top)) * 64 + x + usize::from(frame.left)) * 4;
                    if frame.buffer[from + 3] > 0 {
                        shown[to..to + 4].copy_from_slice(&frame.buffer[from..from + 4]);
                    }
                }
            }
            for (a, b) in shown.chunks(4).zip(picture(k).pixels()) {
                let off = (0..3).map(|c| a[c].abs_diff(b[c])).max().unwrap_or_default();
                assert!(off <= 14, "{a:?} for {b:?}");
            }
        }
        assert_eq!(delays, [8, 9, 8, 8], "12 a second, without drift");
    }
}
