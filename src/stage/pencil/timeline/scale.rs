//! From instants to places, and where each thing of the timeline is.

use bevy_egui::egui::{Rect, pos2};

/// Width of the gutter with the departments' names, points.
pub(super) const GUTTER: f32 = 46.0;
/// Heights, points.
const RULER: f32 = 15.0;
const BEATS: f32 = 18.0;
const NIGHT: f32 = 12.0;
const HEADER: f32 = 22.0;
/// A line of fault names.
pub(super) const FAULTS: f32 = 14.0;
/// A lane, at least where there is room for it, and at most.
const LANE_MIN: f32 = 12.0;
const LANE_MAX: f32 = 40.0;
/// Between the beats and the lanes; with a chain, which goes there along the script.
const GAP: (f32, f32) = (2.0, 10.0);
/// Most lines of faults' names.
pub(super) const LINES_MAX: usize = 3;

/// What lanes and faults' names need so that each can be read, points.
pub(super) fn needs(lanes: usize, lines: usize) -> f32 {
    RULER + BEATS + GAP.0 + LANE_MIN * lanes as f32 + FAULTS * lines as f32 + 1.0 + NIGHT
}

/// From instants to places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    /// At the left edge, µs.
    pub(super) from_us: i64,
    /// At the right edge, µs.
    pub(super) to_us: i64,
    /// Left edge.
    pub(super) left: f32,
    /// Right edge.
    pub(super) right: f32,
}

impl Scale {
    /// Where an instant is; a little beyond the edges at most.
    pub(super) fn x(&self, t_us: i64) -> f32 {
        let share = (t_us - self.from_us) as f64 / (self.to_us - self.from_us).max(1) as f64;
        self.left + (self.right - self.left) * share.clamp(-0.5, 1.5) as f32
    }

    /// The instant at a place.
    pub(super) fn t(&self, x: f32) -> i64 {
        let share = f64::from((x - self.left) / (self.right - self.left).max(1.0));
        self.from_us + (share * (self.to_us - self.from_us) as f64) as i64
    }

    /// How long so many points are, µs.
    pub(super) fn us_of(&self, points: f32) -> i64 {
        (f64::from(points / (self.right - self.left).max(1.0)) * (self.to_us - self.from_us) as f64) as i64
    }

    /// A stretch of time as a box; never thinner than 2 points.
    pub(super) fn span(&self, from: i64, to: i64, y: f32, tall: f32) -> Rect {
        let (a, b) = (self.x(from), self.x(to));
        Rect::from_min_max(pos2(a, y), pos2(b.max(a + 2.0), y + tall))
    }

    /// Whether a stretch is seen at all.
    pub(super) fn sees(&self, from: i64, to: i64) -> bool {
        from <= self.to_us && to >= self.from_us
    }
}

/// Where each thing of the timeline is.
#[derive(Clone, Debug)]
pub(super) struct Zones {
    /// Whose cause chain is drawn, in words.
    pub(super) header: Rect,
    /// The times.
    pub(super) ruler: Rect,
    /// The beats.
    pub(super) beats: Rect,
    /// The height at which a chain goes along the script.
    pub(super) track: f32,
    /// The lanes, all together.
    pub(super) lanes: Rect,
    /// The faults' names.
    pub(super) faults: Rect,
    /// The whole night in one strip.
    pub(super) night: Rect,
    /// Rows of bars in each lane, of those that are seen.
    pub(super) rows: Vec<u8>,
    lane: f32,
}

impl Zones {
    /// Divides a place among `lanes` lanes; `told`: with a header; `bands`: so many faults are seen.
    pub(super) fn new(rect: Rect, lanes: usize, told: bool, bands: usize) -> Self {
        let (left, right) = (rect.left() + GUTTER, (rect.right() - 4.0).max(rect.left() + GUTTER + 1.0));
        let strip = |top: f32, tall: f32| Rect::from_min_max(pos2(left, top), pos2(right, top + tall));
        let header = strip(rect.top(), if told { HEADER } else { 0.0 });
        let ruler = strip(header.bottom(), RULER);
        let beats = strip(ruler.bottom(), BEATS);
        let night = strip(rect.bottom() - NIGHT, NIGHT - 1.0);
        let gap = if told { GAP.1 } else { GAP.0 };
        let track = beats.bottom() + gap * 0.5 - 0.5;
        let room = (night.top() - 1.0 - gap - beats.bottom()).max(0.0);
        // Lanes that can be read come first, then a line for every few names.
        let spare = ((room - LANE_MIN * lanes as f32 + 0.01) / FAULTS).floor().clamp(0.0, LINES_MAX as f32);
        let wanted = match (bands, room) {
            (0, _) => 1.0,
            (_, 230.0..) => 3.0,
            (4.., _) | (_, 130.0..) => 2.0,
            _ => 1.0,
        };
        let faults = FAULTS * spare.min(wanted);
        let lane = ((room - faults) / lanes.max(1) as f32).clamp(0.0, LANE_MAX);
        let lanes = strip(beats.bottom() + gap, (lane * lanes as f32 - 2.0).max(0.0));
        let faults = strip(lanes.bottom() + 1.0, faults);
        Self { header, ruler, beats, track, lanes, faults, night, rows: Vec::new(), lane }
    }

    /// One lane.
    pub(super) fn lane(&self, k: usize) -> Rect {
        let top = self.lanes.top() + k as f32 * self.lane;
        Rect::from_min_max(pos2(self.lanes.left(), top), pos2(self.lanes.right(), top + self.lane))
    }

    /// Top and height of a bar in its row.
    pub(super) fn bar(&self, k: usize, row: u8) -> (f32, f32) {
        let lane = self.lane(k);
        let rows = self.rows.get(k).copied().unwrap_or(1);
        let inner = (lane.height() - 3.0).max(2.0);
        // Rows thinner than this say nothing.
        let rows = f32::from(rows.max(1)).min((inner / 8.0).floor()).max(1.0);
        let tall = inner / rows;
        (lane.top() + 1.5 + f32::from(row).min(rows - 1.0) * tall, tall - if rows > 1.0 { 1.0 } else { 0.0 })
    }

    /// Which lane is at that height.
    pub(super) fn lane_at(&self, y: f32) -> Option<usize> {
        (self.lane > 0.0 && self.lanes.y_range().contains(y)).then(|| ((y - self.lanes.top()) / self.lane) as usize)
    }
}
