//! How much of the screen the panels take (look.md, Window).

/// Points at each edge.
pub(in crate::stage) struct Margins {
    /// The cue list.
    pub(in crate::stage) left: f32,
    /// The timeline.
    pub(in crate::stage) bottom: f32,
    /// The transport above it.
    pub(in crate::stage) bar: f32,
    /// Room for the slip clock over the arch.
    pub(in crate::stage) top: f32,
}

/// The margins of a screen of that size, points.
pub(in crate::stage) fn of(width: f32, height: f32) -> Margins {
    Margins {
        left: (width * 0.21).max(180.0),
        bottom: (height * 0.22).max(120.0),
        bar: 28.0,
        top: (height * 0.07).min(56.0),
    }
}
