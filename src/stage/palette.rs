//! Every colour, type size and spacing of the stage and the pencil drawn over it.

use bevy::prelude::{Color, LinearRgba, Srgba};
use bevy_egui::egui::Color32;

/// A colour of the sheet, `#rrggbb`.
pub(super) fn sheet_colour(text: Option<&str>) -> Option<Color> {
    Srgba::hex(text?).ok().map(Color::Srgba)
}

/// Times a colour's light, keeping its hue.
pub(super) fn dimmed(colour: Color, by: f32) -> LinearRgba {
    scaled(colour.to_linear(), by)
}

/// Light times a factor.
pub(super) fn scaled(c: LinearRgba, by: f32) -> LinearRgba {
    LinearRgba::rgb(c.red * by, c.green * by, c.blue * by)
}

/// The theatre: warm, lit, what happened.
pub(super) mod theatre {
    use super::Color;

    /// Proscenium gilding.
    pub(in super::super) const GILT: Color = Color::srgb(0.83, 0.62, 0.27);
    /// The wall round the arch.
    pub(in super::super) const WALL: Color = Color::srgb(0.20, 0.075, 0.065);
    /// House curtain where the sheet gives no colour.
    pub(in super::super) const VELVET: Color = Color::srgb(0.55, 0.03, 0.07);
    /// Plaster of columns and boxes.
    pub(in super::super) const PLASTER: Color = Color::srgb(0.62, 0.50, 0.37);
    /// Bricks of the stage house.
    pub(in super::super) const BRICK: Color = Color::srgb(0.36, 0.20, 0.15);
    /// The paler of them.
    pub(in super::super) const BRICK_PALE: Color = Color::srgb(0.46, 0.27, 0.20);
    /// What is between them.
    pub(in super::super) const MORTAR: Color = Color::srgb(0.31, 0.22, 0.18);
    /// The face of a wall that is cut.
    pub(in super::super) const SECTION: Color = Color::srgb(0.50, 0.42, 0.34);
    /// Paper under a lamp.
    pub(in super::super) const PAPER_LIT: Color = Color::srgb(1.0, 0.83, 0.56);
    /// Bullion fringe at its hem.
    pub(in super::super) const FRINGE: Color = Color::srgb(0.86, 0.66, 0.27);
    /// Legs and borders.
    pub(in super::super) const BLACKS: Color = Color::srgb(0.10, 0.098, 0.115);
    /// Stage planks.
    pub(in super::super) const PLANK: Color = Color::srgb(0.36, 0.21, 0.12);
    /// Pale side of the planks' grain.
    pub(in super::super) const PLANK_LIGHT: Color = Color::srgb(0.52, 0.335, 0.20);
    /// The gap between planks.
    pub(in super::super) const PLANK_GAP: Color = Color::srgb(0.05, 0.028, 0.018);
    /// The cyclorama's cloth.
    pub(in super::super) const CYC: Color = Color::srgb(0.20, 0.22, 0.29);
    /// Cyclorama light where no area says.
    pub(in super::super) const CYC_LIGHT: Color = Color::srgb(0.25, 0.42, 0.82);
    /// Battens, pipes and lines.
    pub(in super::super) const STEEL: Color = Color::srgb(0.30, 0.30, 0.33);
    /// Wires of flown pieces.
    pub(in super::super) const WIRE: Color = Color::srgb(0.30, 0.30, 0.32);
    /// The audience.
    pub(in super::super) const HEADS: Color = Color::srgb(0.40, 0.31, 0.26);
    /// Glow of the pit.
    pub(in super::super) const PIT: Color = Color::srgb(1.0, 0.62, 0.28);
    /// Lantern housings.
    pub(in super::super) const LANTERN: Color = Color::srgb(0.05, 0.05, 0.055);
    /// Tungsten, where an area says nothing.
    pub(in super::super) const TUNGSTEN: Color = Color::srgb(1.0, 0.86, 0.66);
    /// What side light is drawn towards.
    pub(in super::super) const COOL: Color = Color::srgb(0.62, 0.78, 1.0);
    /// Working light.
    pub(in super::super) const WORK: Color = Color::srgb(0.86, 0.91, 1.0);
    /// What is thrown back over the stage from its cloths and its air.
    pub(in super::super) const SPILL: Color = Color::srgb(0.20, 0.36, 0.86);
    /// Light that comes back from everything lit.
    pub(in super::super) const BOUNCE: Color = Color::srgb(1.0, 0.86, 0.74);
    /// A loudspeaker that sounds.
    pub(in super::super) const SOUNDS: Color = Color::srgb(0.35, 0.95, 0.45);
    /// A cue light at standby.
    pub(in super::super) const CUE_RED: Color = Color::srgb(1.0, 0.07, 0.04);
    /// A cue light at GO.
    pub(in super::super) const CUE_GREEN: Color = Color::srgb(0.08, 1.0, 0.25);
    /// A heater's block, just warm.
    pub(in super::super) const EMBER: Color = Color::srgb(0.75, 0.10, 0.03);
    /// The same, hot.
    pub(in super::super) const FLAME: Color = Color::srgb(1.0, 0.48, 0.10);
    /// Fog fluid.
    pub(in super::super) const FLUID: Color = Color::srgb(0.20, 0.62, 0.75);
    /// The board behind a gauge.
    pub(in super::super) const BOARD: Color = Color::srgb(0.035, 0.04, 0.05);
    /// Marks on it.
    pub(in super::super) const CHALK: Color = Color::srgb(0.92, 0.94, 0.96);
    /// Clear glass.
    pub(in super::super) const GLASS_PALE: Color = Color::srgba(0.75, 0.85, 0.95, 0.06);
    /// A tailor's dummy: limbs and head of turned wood.
    pub(in super::super) const DUMMY: Color = Color::srgb(0.62, 0.44, 0.31);
    /// Its trunk, under linen.
    pub(in super::super) const LINEN: Color = Color::srgb(0.70, 0.62, 0.50);
    /// Shoes.
    pub(in super::super) const SHOE: Color = Color::srgb(0.06, 0.035, 0.03);
    /// Hands and face of the crew.
    pub(in super::super) const CREW_SKIN: Color = Color::srgb(0.42, 0.31, 0.24);
    /// What the crew wear.
    pub(in super::super) const BLACKS_WORN: Color = Color::srgb(0.055, 0.057, 0.065);
    /// Carved wigs.
    pub(in super::super) const WIGS: [Color; 5] = [
        Color::srgb(0.93, 0.84, 0.62),
        Color::srgb(0.36, 0.14, 0.07),
        Color::srgb(0.07, 0.05, 0.045),
        Color::srgb(0.24, 0.14, 0.08),
        Color::srgb(0.42, 0.27, 0.13),
    ];
    /// Clothes of people of whom the sheet says nothing.
    pub(in super::super) const QUIET: [Color; 5] = [
        Color::srgb(0.24, 0.26, 0.30),
        Color::srgb(0.32, 0.20, 0.20),
        Color::srgb(0.18, 0.26, 0.25),
        Color::srgb(0.34, 0.30, 0.22),
        Color::srgb(0.25, 0.20, 0.30),
    ];
    /// A felt hat's ribbon, a coat's buttons.
    pub(in super::super) const RIBBON: Color = Color::srgb(0.09, 0.06, 0.05);
    /// A tie.
    pub(in super::super) const TIE: Color = Color::srgb(0.45, 0.06, 0.08);
    /// A plume.
    pub(in super::super) const PLUME: Color = Color::srgb(0.93, 0.88, 0.80);
    /// Polished aluminium.
    pub(in super::super) const ALUMINIUM: Color = Color::srgb(0.79, 0.82, 0.85);
    /// The airline's stripe.
    pub(in super::super) const LIVERY: Color = Color::srgb(0.62, 0.08, 0.10);
    /// Windows of the plane.
    pub(in super::super) const GLASS: Color = Color::srgb(0.03, 0.05, 0.07);
    /// Landing lights.
    pub(in super::super) const LANDING_LIGHT: Color = Color::srgb(1.0, 0.95, 0.82);
    /// The lamp of a left wing.
    pub(in super::super) const PORT: Color = Color::srgb(1.0, 0.10, 0.08);
    /// The lamp of a right wing.
    pub(in super::super) const STARBOARD: Color = Color::srgb(0.10, 0.95, 0.25);
    /// Windows with somebody behind them.
    pub(in super::super) const WINDOW_LIT: Color = Color::srgb(1.0, 0.80, 0.45);
    /// Painted plywood where the sheet gives no colour.
    pub(in super::super) const PLYWOOD: Color = Color::srgb(0.55, 0.42, 0.28);
    /// Dark wood.
    pub(in super::super) const WALNUT: Color = Color::srgb(0.22, 0.12, 0.07);
    /// A carpet, a leather, a blotter.
    pub(in super::super) const LEATHER: Color = Color::srgb(0.10, 0.19, 0.13);
    /// White satin.
    pub(in super::super) const WHITE_DRESS: Color = Color::srgb(0.96, 0.94, 0.90);
    /// Navy wool.
    pub(in super::super) const NAVY: Color = Color::srgb(0.07, 0.10, 0.20);
    /// Shirt front.
    pub(in super::super) const SHIRT: Color = Color::srgb(0.88, 0.87, 0.84);
    /// Shoes, ties.
    pub(in super::super) const BLACK: Color = Color::srgb(0.02, 0.02, 0.022);
    /// Nothing there.
    pub(in super::super) const VOID: Color = Color::srgb(0.004, 0.003, 0.004);
}

/// What happened to something, in the colours of Okabe and Ito, each with a word and a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// Where plan says it should be.
    Planned,
    /// Within half a second of plan.
    OnTime,
    /// Late by less than five seconds.
    Late,
    /// Later than that, or held.
    VeryLate,
    /// Given up.
    Skipped,
    /// A fault.
    Fault,
    /// Happening now.
    Now,
}

impl Status {
    /// What a slip is called.
    pub(super) fn of_slip(slip_us: i64) -> Self {
        match slip_us.abs() {
            0..=500_000 => Self::OnTime,
            500_001..=5_000_000 => Self::Late,
            _ => Self::VeryLate,
        }
    }

    /// Its colour.
    pub(super) const fn colour(self) -> Color32 {
        match self {
            Self::Planned => Color32::from_rgb(0x56, 0xB4, 0xE9),
            Self::OnTime => Color32::from_rgb(0x00, 0x9E, 0x73),
            Self::Late => Color32::from_rgb(0xE6, 0x9F, 0x00),
            Self::VeryLate => Color32::from_rgb(0xD5, 0x5E, 0x00),
            Self::Skipped => Color32::from_rgb(0x99, 0x99, 0x99),
            Self::Fault => Color32::from_rgb(0xCC, 0x79, 0xA7),
            Self::Now => Color32::from_rgb(0xF0, 0xE4, 0x42),
        }
    }

    /// The same with `alpha` 0 to 1.
    pub(super) fn faint(self, alpha: f32) -> Color32 {
        self.colour().gamma_multiply(alpha)
    }
}

/// The planned colour on the stage itself.
pub(super) const GHOST: Color = Color::srgb(0.337, 0.706, 0.914);

/// The pencil: thin, flat, cool.
pub(super) mod pencil {
    use super::Color32;

    /// Text.
    pub(in super::super) const INK: Color32 = Color32::from_rgb(0xE8, 0xEC, 0xF2);
    /// Quiet text.
    pub(in super::super) const FAINT: Color32 = Color32::from_rgb(0x98, 0xA2, 0xB0);
    /// Very quiet: grid lines, rules.
    pub(in super::super) const RULE: Color32 = Color32::from_rgb(0x36, 0x3D, 0x4A);
    /// Behind panels.
    pub(in super::super) const PAPER: Color32 = Color32::from_rgba_premultiplied(9, 11, 16, 242);
    /// Behind labels on the stage.
    pub(in super::super) const CHIP: Color32 = Color32::from_rgba_premultiplied(6, 8, 12, 234);
    /// The row under the playhead.
    pub(in super::super) const ROW: Color32 = Color32::from_rgba_premultiplied(40, 46, 58, 160);

    /// Behind a line that must be read over anything.
    pub(in super::super) const HALO: Color32 = Color32::from_rgba_premultiplied(5, 6, 9, 238);
    /// Behind words that must be read over anything.
    pub(in super::super) const SLIP: Color32 = Color32::from_rgba_premultiplied(12, 15, 21, 250);
    /// What the dim theme lays over everything flat.
    pub(in super::super) const DIM: Color32 = Color32::from_rgba_premultiplied(8, 3, 2, 148);
    /// A cue light at standby.
    pub(in super::super) const CUE_RED: Color32 = Color32::from_rgb(0xE5, 0x48, 0x3A);
    /// A cue light at GO.
    pub(in super::super) const CUE_GREEN: Color32 = Color32::from_rgb(0x3F, 0xC9, 0x8E);
    /// A cue light that is off.
    pub(in super::super) const CUE_OFF: Color32 = Color32::from_rgb(0x45, 0x4C, 0x59);

    /// Type sizes.
    pub(in super::super) const SMALL: f32 = 12.0;
    /// Body.
    pub(in super::super) const BODY: f32 = 14.0;
    /// Headings.
    pub(in super::super) const HEADING: f32 = 18.0;
    /// What is counted down.
    pub(in super::super) const COUNT: f32 = 28.0;
    /// The slip clock.
    pub(in super::super) const CLOCK: f32 = 64.0;
}

/// Gutter hues, by department in their fixed order; never in the bars.
pub(super) fn department(prefix: &str) -> Color32 {
    match prefix {
        "LX" => Color32::from_rgb(0xF2, 0xD1, 0x7E),
        "SQ" => Color32::from_rgb(0x8F, 0xC7, 0x9A),
        "FLY" => Color32::from_rgb(0x7F, 0xB6, 0xD9),
        "DECK" => Color32::from_rgb(0xB9, 0x96, 0x77),
        "FOG" => Color32::from_rgb(0xC9, 0xD3, 0xDE),
        "WD" => Color32::from_rgb(0xD9, 0x9B, 0xB5),
        "SPOT" => Color32::from_rgb(0xF4, 0xEE, 0xDC),
        "TAB" => Color32::from_rgb(0xC2, 0x5B, 0x62),
        _ => Color32::from_rgb(0xA8, 0xA8, 0xA8),
    }
}
