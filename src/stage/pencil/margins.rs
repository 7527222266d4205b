//! How much of the screen the panels take (look.md, Window), and how large they are drawn.

use crate::stage::on_stage::Shown;

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
const NARROW: f32 = 900.0;
/// Narrower than this the cue stack does as well.
const SLIM: f32 = 520.0;

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
    // A cause chain wants room for its words, and two nights for their lanes.
    let share = if shown.chain.is_some() || (shown.beside && !shown.over) { 0.47 } else { 0.22 };
    Margins {
        left: unless(shown.folded.cues || width < SLIM, (width * 0.21).clamp(186.0, 420.0)),
        right: unless(shown.folded.side || width < NARROW, (width * 0.20).clamp(232.0, 400.0)),
        bottom: unless(shown.folded.timeline, (height * share).max(118.0).min(height * 0.6)),
        bar: 28.0_f32.min(height * 0.2),
        top: (height * 0.07).min(56.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::on_stage::Folded;

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
