//! Where the panels are, and all of them at once: the stage keeps the rest.

use bevy_egui::egui::{self, Align2, Rect, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

use super::margins::{self, Margins};
use super::page::{Page, Wishes, font, tip};
use super::{bar, clock, cues, help, labels, notices, prompt, side, timeline};
use crate::stage::on_stage::{Panel, Shown};
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::transport::Wish;

/// Width of the handle at which a panel folds, points.
const HANDLE: f32 = 13.0;

/// From a panel's edge to what is in it, points.
pub(super) const INSET: egui::Vec2 = vec2(4.0, 2.0);
/// The strip at the timeline's upper edge that is dragged, points.
const EDGE: f32 = 6.0;

/// Where everything is, points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Places {
    /// The cue stack.
    pub(super) cues: Option<Rect>,
    /// The panel at the right.
    pub(super) side: Option<Rect>,
    /// The transport.
    pub(super) bar: Rect,
    /// The timeline.
    pub(super) timeline: Option<Rect>,
    /// What is left for the stage.
    pub(super) free: Rect,
}

impl Places {
    /// On a screen.
    pub(super) fn of(screen: Rect, shown: &Shown) -> Self {
        let Margins { left, right, bottom, bar, .. } = margins::points(screen.width(), screen.height(), shown);
        let floor = screen.bottom() - bottom;
        let above = floor - bar;
        let some = |rect: Rect| (rect.width() > 1.0 && rect.height() > 1.0).then_some(rect);
        Self {
            cues: some(Rect::from_min_max(screen.min, pos2(screen.left() + left, above))),
            side: some(Rect::from_min_max(pos2(screen.right() - right, screen.top()), pos2(screen.right(), above))),
            bar: Rect::from_min_max(pos2(screen.left(), above), pos2(screen.right(), floor)),
            timeline: some(Rect::from_min_max(pos2(screen.left(), floor), screen.max)),
            free: Rect::from_min_max(pos2(screen.left() + left, screen.top()), pos2(screen.right() - right, above)),
        }
    }
}

/// All panels about the edge.
pub(super) fn panels(ctx: &egui::Context, page: &Page, places: &Places, wishes: &mut Wishes) {
    if let Some(rect) = places.cues {
        panel(ctx, "cues", rect, |ui| match page.calling {
            Some(desk) => prompt::prompt(ui, page, desk, wishes),
            None => cues::cues(ui, page, wishes),
        });
    }
    if let Some(rect) = places.side {
        panel(ctx, "side", rect, |ui| side::side(ui, page, wishes));
    }
    panel(ctx, "transport", places.bar, |ui| bar::transport(ui, page, wishes));
    if let Some(rect) = places.timeline {
        panel(ctx, "timeline", rect, |ui| timeline::timeline(ui, page, wishes));
    }
    handles(ctx, page, places, wishes);
    if let Some(rect) = places.timeline {
        edge(ctx, rect, places.bar.union(rect), wishes);
    }
}

/// The timeline's upper edge: dragged, it is taller or lower; a double click makes it as designed.
fn edge(ctx: &egui::Context, timeline: Rect, below: Rect, wishes: &mut Wishes) {
    let rect = Rect::from_center_size(timeline.center_top(), vec2(timeline.width(), EDGE));
    let area = egui::Area::new(egui::Id::new("timeline's edge")).order(egui::Order::Foreground).fade_in(false);
    area.fixed_pos(rect.min).constrain(false).show(ctx, |ui| {
        let response =
            ui.allocate_rect(rect, Sense::click_and_drag()).on_hover_cursor(egui::CursorIcon::ResizeVertical);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Other, true, "timeline's edge"));
        if response.hovered() || response.dragged() {
            let line = Stroke::new(2.0, if response.dragged() { Status::Now.colour() } else { ink::FAINT });
            ui.painter().hline(rect.x_range(), rect.center().y, line);
        }
        if response.double_clicked() {
            wishes.push(Wish::Timeline(None));
        } else if let Some(at) = response.interact_pointer_pos().filter(|_| response.dragged()) {
            wishes.push(Wish::Timeline(Some((below.bottom() - at.y) / ctx.viewport_rect().height())));
        } else if !response.dragged() {
            response.on_hover_text("drag: taller, lower (PageUp PageDown) · double click: as designed");
        }
    });
}

fn panel(ctx: &egui::Context, name: &str, rect: Rect, draw: impl FnOnce(&mut Ui)) {
    let area = egui::Area::new(egui::Id::new(name)).order(egui::Order::Middle).fade_in(false);
    area.fixed_pos(rect.min).constrain(false).show(ctx, |ui| {
        ui.set_clip_rect(rect);
        // What is clicked here is not clicked on the stage.
        ui.interact(rect, ui.id().with("whole"), Sense::hover());
        ui.painter().rect_filled(rect, 0.0, ink::PAPER);
        let mut inner = ui.new_child(UiBuilder::new().max_rect(rect.shrink2(INSET)).id_salt(name));
        draw(&mut inner);
        ui.allocate_rect(rect, Sense::hover());
    });
}

/// A small handle at the inner edge of each panel; at the screen's edge where it is folded away.
fn handles(ctx: &egui::Context, page: &Page, places: &Places, wishes: &mut Wishes) {
    let free = places.free;
    if free.width() < 4.0 * HANDLE || free.height() < 60.0 {
        return;
    }
    let upright = vec2(HANDLE, 44.0);
    let middle = free.center().y;
    let folded = page.shown.folded;
    let of = |side_: f32, size: egui::Vec2| Rect::from_center_size(pos2(side_, middle), size);
    let all = [
        (Panel::Cues, of(free.left() + HANDLE * 0.5, upright), if folded.cues { "›" } else { "‹" }, "cue stack"),
        (
            Panel::Side,
            of(free.right() - HANDLE * 0.5, upright),
            if folded.side { "‹" } else { "›" },
            "panel at the right",
        ),
        (
            Panel::Timeline,
            Rect::from_center_size(pos2(free.center().x, free.bottom() - HANDLE * 0.5), vec2(44.0, HANDLE)),
            if folded.timeline { "⏶" } else { "⏷" },
            "timeline",
        ),
    ];
    for (panel, rect, mark, words) in all {
        let area = egui::Area::new(egui::Id::new(("fold", panel as u8))).order(egui::Order::Middle).fade_in(false);
        area.fixed_pos(rect.min).constrain(false).show(ctx, |ui| {
            let response = ui.allocate_rect(rect, Sense::click());
            let (fill, colour) = if response.hovered() { (ink::ROW, ink::INK) } else { (ink::CHIP, ink::FAINT) };
            ui.painter().rect_filled(rect, 3.0, fill.gamma_multiply(0.7));
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, mark, font(ink::SMALL), colour);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, format!("fold {words}")));
            if tip(response, words, &Wish::Fold(panel)).clicked() {
                wishes.push(Wish::Fold(panel));
            }
        });
    }
}

/// The dim theme: one dark, warm sheet over everything flat.
pub(super) fn dim(ctx: &egui::Context, places: &Places) {
    let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::new("dim"));
    let rects = [places.cues, places.side, Some(places.bar), places.timeline];
    for rect in rects.into_iter().flatten() {
        egui::Painter::new(ctx.clone(), layer, rect).rect_filled(rect, 0.0, ink::DIM);
    }
}

/// Everything flat: the panels, and over what they leave free the slip clock, notices and ghosts' labels. `faces` are
/// places that nothing covers.
pub(super) fn all(ctx: &egui::Context, page: &Page, marks: &[labels::Mark], faces: &[Rect], wishes: &mut Wishes) {
    let screen = ctx.viewport_rect();
    let places = Places::of(screen, page.shown);
    let layer = egui::LayerId::new(egui::Order::Background, egui::Id::new("over the stage"));
    let paint = egui::Painter::new(ctx.clone(), layer, screen);
    let mut taken = faces.to_vec();
    if page.shown.panels {
        panels(ctx, page, &places, wishes);
        taken.push(clock::slip_clock(&paint, page, places.free));
        taken.extend(notices::problem(&paint, page, places.free));
        taken.extend(notices::notices(&paint, page, places.free));
    }
    if page.shown.ghosts {
        labels::labels(&paint, marks, places.free, &taken);
    }
    if page.shown.panels && page.shown.backstage {
        dim(ctx, &places);
    }
    if page.shown.help {
        let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::new("help"));
        let paint = egui::Painter::new(ctx.clone(), layer, screen);
        match page.calling {
            Some(_) => help::at_the_desk(&paint, screen),
            None => help::help(&paint, screen),
        }
    }
}
