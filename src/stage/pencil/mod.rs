//! The pencil layer: flat, thin and cool over the theatre. It shows plan, cause and number.
//!
//! Panels are plain functions over a [`page::Page`] with no renderer in them; this file hands them the page and grants
//! what they wish for.

mod bar;
mod change;
mod critic;
mod cues;
pub(super) mod margins;
mod over;
mod page;
mod timeline;

use std::sync::Arc;

use bevy::prelude::*;
use bevy_egui::egui::{self, Rect, pos2};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};

use super::StageSystems;
use super::ghost;
use super::on_stage::{Beside, Desk, OnStage, Playhead, Shown};
use super::palette::pencil as ink;
use super::people;
use super::piece::Scenery;
use super::transport::Wish;
use super::view::StageCamera;
use page::{Page, Wishes};

/// Cues in the order they happen; made once a night, because it does not change with time.
#[derive(Resource, Clone, Default)]
struct Order(Arc<Vec<u32>>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Order>()
        .add_systems(Update, sort.in_set(StageSystems::Draw))
        .add_systems(EguiPrimaryContextPass, draw);
}

fn sort(stage: Res<OnStage>, mut order: ResMut<Order>) {
    if stage.is_changed() {
        order.0 = Arc::new(page::order_of(&stage.0));
    }
}

fn draw(
    mut contexts: EguiContexts,
    stage: Res<OnStage>,
    order: Res<Order>,
    beside: Res<Beside>,
    desk: Res<Desk>,
    playhead: Res<Playhead>,
    shown: Res<Shown>,
    mut wished: MessageWriter<Wish>,
    scenery: Query<&Scenery>,
    cameras: Query<(&Camera, &GlobalTransform), With<StageCamera>>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let page = Page {
        rehearsal: &stage.0,
        beside: beside.0.as_deref(),
        order: &order.0,
        t_us: playhead.t_us,
        playing: playhead.playing,
        speed: playhead.speed,
        round: playhead.round,
        shown: &shown,
        desk: &desk,
    };
    let mut wishes = Wishes::new();
    let screen = ctx.viewport_rect();
    let mut free = screen;
    if shown.panels {
        free = panels(ctx, &page, screen, &mut wishes);
    }
    let layer = egui::LayerId::new(egui::Order::Background, egui::Id::new("over the stage"));
    let paint = egui::Painter::new(ctx.clone(), layer, screen);
    if shown.ghosts
        && let Ok((camera, eye)) = cameras.single()
    {
        let to_screen = |p: Vec3| camera.world_to_viewport(eye, p).ok().map(|v| pos2(v.x, v.y));
        let pieces: Vec<&Scenery> = scenery.iter().collect();
        let mut marks: Vec<(String, Option<(egui::Pos2, egui::Pos2)>)> = Vec::new();
        let against = ghost::held_against(&stage, &beside, &shown);
        for a in ghost::apart(against, &stage.0, &pieces, playhead.t_us) {
            // What is planned and is above the arch or in the wing has its label in the margin.
            if let (Some(here), Some(there)) = (to_screen(a.here), to_screen(a.there)) {
                marks.push((a.words, Some((here, there))));
            }
        }
        let clock = if shown.panels { over::slip_clock_rect(free) } else { Rect::NOTHING };
        over::labels(&paint, &marks, free, clock);
    }
    if shown.panels
        && let Ok((camera, eye)) = cameras.single()
    {
        for change in change::under_way(&stage.0, playhead.t_us) {
            let place = people::where_is(&stage.0, &stage.0.run, &change.wearer, playhead.t_us);
            let at = place.and_then(|p| camera.world_to_viewport(eye, p + Vec3::Y * 1.9).ok());
            if let Some(at) = at {
                change::ring(&paint, &change, pos2(at.x, at.y), free);
            }
        }
    }
    if shown.panels {
        over::notices(&paint, &page, free);
        over::slip_clock(&paint, &page, free);
    }
    if shown.help {
        let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::new("help"));
        over::help(&egui::Painter::new(ctx.clone(), layer, screen), screen);
    }
    wished.write_batch(wishes);
    Ok(())
}

/// The panels about the edge; gives back what they leave free.
fn panels(ctx: &egui::Context, page: &Page, screen: Rect, wishes: &mut Wishes) -> Rect {
    let margins::Margins { left, bottom, bar, .. } = margins::of(screen.width(), screen.height());
    let list = Rect::from_min_max(screen.min, pos2(left, screen.bottom() - bottom - bar));
    let above = Rect::from_min_max(pos2(screen.left(), list.bottom()), pos2(screen.right(), screen.bottom() - bottom));
    let strip = Rect::from_min_max(pos2(screen.left(), above.bottom()), screen.max);
    for (name, rect) in [("cues", list), ("transport", above), ("timeline", strip)] {
        egui::Area::new(egui::Id::new(name)).order(egui::Order::Middle).fade_in(false).fixed_pos(rect.min).show(
            ctx,
            |ui| {
                ui.set_clip_rect(rect);
                ui.painter().rect_filled(rect, 0.0, ink::PAPER);
                let inner = rect.shrink2(egui::vec2(4.0, 2.0));
                let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(inner));
                match name {
                    "cues" => cues::cues(&mut ui, page, wishes),
                    "transport" => bar::transport(&mut ui, page, wishes),
                    _ => timeline::timeline(&mut ui, page, wishes),
                }
                ui.allocate_rect(rect, egui::Sense::hover());
            },
        );
    }
    Rect::from_min_max(pos2(left, screen.top()), pos2(screen.right(), above.top()))
}
