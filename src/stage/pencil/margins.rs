//! How much of the screen the panels take (look.md, Window), and how large they are drawn.

use super::timeline;
use crate::stage::on_stage::{Shown, Tall};

/// Logical pixels at each edge.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::stage) struct Margins {
    /// The cue stack.
    pub(in crate::stage) left: f32,
    /// Inspector, faults, comparison and notes.
    pub(in crate::stage) right: f32,
    /// The timeline.
    pub(in crate::stage) bottom: f32,
    /// The transport above it.
    pub(in crate::stage) bar: f32,
    /// Room for the slip clock over the arch.
    pub(in crate::stage) top: f32,
}

/// Narrower than this, points, the panel at the right stays away: the stage would be a slit.
const NARROW: f32 = 820.0;
/// Narrower than this the cue stack does as well.
const SLIM: f32 = 520.0;

/// Shares of the screen's height that the timeline has, as designed: mostly, and with a cause chain, which wants room for
/// its words, or two nights' lanes.
const TALL: (f32, f32) = (0.22, 0.47);
/// The largest share it takes by itself for what it has to hold.
const TALL_OF_ITSELF: f32 = 0.30;
/// Least and most that somebody may give it.
const TALL_RANGE: (f32, f32) = (0.10, 0.62);
/// What a key gives it or takes away.
const TALL_STEP: f32 = 0.06;

/// Whether the timeline has more to show than it mostly has.
fn is_crowded(shown: &Shown) -> bool {
    shown.chain.is_some() || (shown.beside && !shown.over)
}

/// The timeline as tall as somebody wants it now; none: as designed.
pub(in crate::stage) fn want(shown: &Shown, share: Option<f32>) -> Tall {
    let share = share.filter(|s| s.is_finite()).map(|s| s.clamp(TALL_RANGE.0, TALL_RANGE.1));
    let slot = |crowded| {
        if crowded == is_crowded(shown) {
            share
        } else if crowded {
            shown.tall.crowded
        } else {
            shown.tall.usual
        }
    };
    Tall { usual: slot(false), crowded: slot(true) }
}

/// The timeline a step taller (1) or lower (−1).
pub(in crate::stage) fn taller(shown: &Shown, step: i32) -> Tall {
    let (wanted, designed) = if is_crowded(shown) { (shown.tall.crowded, TALL.1) } else { (shown.tall.usual, TALL.0) };
    want(shown, Some(wanted.unwrap_or(designed) + TALL_STEP * step as f32))
}

/// The height of the timeline on a screen so high, points.
fn timeline_height(height: f32, shown: &Shown) -> f32 {
    let (wanted, designed) = if is_crowded(shown) { (shown.tall.crowded, TALL.1) } else { (shown.tall.usual, TALL.0) };
    let tall = match wanted.filter(|s| s.is_finite()) {
        Some(share) => height * share.clamp(TALL_RANGE.0, TALL_RANGE.1),
        None => (height * designed).max(timeline::needs(shown.holds).min(height * TALL_OF_ITSELF)).max(118.0),
    };
    tall.min(height * TALL_RANGE.1)
}

/// Points to logical pixels: what was asked for, and on a screen larger than full HD as much more as it is larger.
pub(in crate::stage) fn zoom(width: f32, height: f32, shown: &Shown) -> f32 {
    let large = (width / 1920.0).min(height / 1080.0).clamp(1.0, 4.0);
    (shown.scale.clamp(0.5, 3.0) * large).clamp(0.5, 8.0)
}

/// The margins of a screen of so many logical pixels.
pub(in crate::stage) fn of(width: f32, height: f32, shown: &Shown) -> Margins {
    let zoom = zoom(width, height, shown);
    let m = points(width / zoom, height / zoom, shown);
    Margins {
        left: m.left * zoom,
        right: m.right * zoom,
        bottom: m.bottom * zoom,
        bar: m.bar * zoom,
        top: m.top * zoom,
    }
}

/// The margins of a screen of so many points, in points.
pub(in crate::stage) fn points(width: f32, height: f32, shown: &Shown) -> Margins {
    if !shown.panels {
        return Margins::default();
    }
    let unless = |away: bool, size: f32| if away { 0.0 } else { size };
    Margins {
        left: unless(shown.folded.cues || width < SLIM, (width * 0.21).clamp(186.0, 420.0)),
        right: unless(shown.folded.side || width < NARROW, (width * 0.20).clamp(232.0, 400.0)),
        bottom: unless(shown.folded.timeline, timeline_height(height, shown)),
        bar: 28.0_f32.min(height * 0.2),
        top: (height * 0.07).min(56.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::on_stage::{Folded, Holds};

    #[test]
    fn the_panels_take_what_the_art_direction_gives_them_and_fold_to_nothing() {
        let shown = Shown::default();
        let m = of(1280.0, 720.0, &shown);
        assert!(
            (m.left - 268.8).abs() < 0.1 && (m.right - 256.0).abs() < 0.1 && (m.bottom - 158.4).abs() < 0.1,
            "{m:?}"
        );
        let folded = Shown { folded: Folded { cues: true, side: true, timeline: true }, ..Shown::default() };
        let m = of(1280.0, 720.0, &folded);
        assert_eq!((m.left, m.right, m.bottom), (0.0, 0.0, 0.0));
        let none = of(1280.0, 720.0, &Shown { panels: false, ..Shown::default() });
        assert_eq!(none, Margins::default());
    }

    #[test]
    fn the_timeline_has_what_it_must_hold_and_what_somebody_gives_it() {
        let shown = |lanes, lines| Shown { holds: Holds { lanes, lines }, ..Shown::default() };
        let tall = |shown: &Shown| of(1280.0, 720.0, shown).bottom;
        assert!(tall(&shown(3, 1)) < 158.5, "as designed where that is enough");
        for (lanes, lines) in [(8, 1), (8, 2), (10, 2), (12, 1)] {
            assert_eq!(tall(&shown(lanes, lines)), timeline::needs(Holds { lanes, lines }), "{lanes} lanes");
        }
        let mut shown = Shown { tall: want(&shown(8, 2), Some(0.5)), ..shown(8, 2) };
        assert_eq!(tall(&shown), 360.0);
        shown.tall = taller(&shown, -1);
        assert!((tall(&shown) - 720.0 * 0.44).abs() < 0.1);
        shown.chain = Some(3);
        assert!((tall(&shown) - 720.0 * 0.47).abs() < 0.1, "with a chain it is another matter");
        shown.tall = want(&shown, Some(f32::NAN));
        assert_eq!(shown.tall.crowded, None);
        shown = Shown { chain: None, tall: want(&Shown::default(), Some(9.0)), ..shown };
        assert!(tall(&shown) < 450.0);
        shown.tall = want(&shown, None);
        assert_eq!(shown.tall, Tall::default());
    }

    #[test]
    fn on_a_large_screen_everything_is_larger_and_on_a_small_one_the_stage_keeps_its_room() {
        let shown = Shown::default();
        assert_eq!(zoom(3840.0, 2160.0, &shown), 2.0);
        assert_eq!(zoom(1280.0, 720.0, &shown), 1.0);
        let (small, large) = (of(1920.0, 1080.0, &shown), of(3840.0, 2160.0, &shown));
        assert!((large.left - 2.0 * small.left).abs() < 0.1);
        for (w, h) in [(16.0, 16.0), (320.0, 200.0), (640.0, 360.0), (1280.0, 720.0), (8192.0, 400.0)] {
            let m = of(w, h, &Shown { scale: 3.0, ..Shown::default() });
            assert!(m.left + m.right < w && m.bottom + m.bar <= h, "{w}x{h}: {m:?}");
        }
    }
}
