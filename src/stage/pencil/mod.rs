//! The pencil layer: flat, thin and cool over the theatre. It shows plan, cause and number.
//!
//! Panels are plain functions over a [`page::Page`] with no renderer in them; this file hands them the page and passes on
//! what they wish for.

pub(super) mod alone;
mod bar;
mod book;
mod books;
mod change;
mod clock;
mod compare;
mod console;
mod critic;
mod cues;
mod faults;
mod help;
mod inspector;
mod labels;
pub(super) mod margins;
mod notes;
mod notices;
mod page;
mod prompt;
mod risk;
mod side;
mod spread;
#[cfg(test)]
mod tests;
mod timeline;
mod told;
mod type_case;

use bevy::prelude::*;
use bevy_egui::egui::{self, Pos2, Rect, pos2, vec2};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};

use super::StageSystems;
use super::calling::{self, Caller};
use super::ghost;
use super::on_stage::{Beside, Desk, OnStage, Picked, Playhead, Shown, beat_at};
use super::people;
use super::piece::Scenery;
use super::session::Risk;
use super::transport::Wish;
use super::view::StageCamera;
use crate::run::Run;
use crate::slip::Rehearsal;
pub(super) use books::{Books, read_up};
use page::{Page, Wishes};

/// Most names of a beat whose faces are kept free of labels.
const FACES: usize = 16;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Books>()
        .init_resource::<Risk>()
        .add_systems(Update, read_up.in_set(StageSystems::Draw))
        .add_systems(EguiPrimaryContextPass, draw);
}

fn draw(
    mut contexts: EguiContexts,
    stage: Res<OnStage>,
    books: Res<Books>,
    beside: Res<Beside>,
    desk: Res<Desk>,
    risk: Res<Risk>,
    playhead: Res<Playhead>,
    shown: Res<Shown>,
    mut wished: MessageWriter<Wish>,
    mut picked: ResMut<Picked>,
    mut caller: Option<ResMut<Caller>>,
    scenery: Query<&Scenery>,
    cameras: Query<(&Camera, &GlobalTransform), With<StageCamera>>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let Some(book) = books.here() else { return Ok(()) };
    let prompt = caller.as_deref_mut().map(|c| calling::prompt(c, &stage.0, playhead.t_us));
    let page = Page {
        rehearsal: &stage.0,
        book,
        beside: beside.0.as_deref(),
        beside_book: books.beside(),
        parting: books.parting(),
        t_us: playhead.t_us,
        playing: playhead.playing,
        speed: playhead.speed,
        round: playhead.round,
        shown: &shown,
        desk: &desk,
        risk: &risk,
        calling: prompt.as_ref(),
    };
    let eye = cameras.single().ok();
    let size = eye.and_then(|(c, _)| c.logical_viewport_size());
    let zoom = size.map_or(1.0, |s| margins::zoom(s.x, s.y, &shown));
    // Panels and type grow with the screen, and as somebody wishes.
    if ctx.zoom_factor() != zoom {
        ctx.options_mut(|o| o.zoom_with_keyboard = false);
        ctx.set_zoom_factor(zoom);
    }
    type_case::fill(ctx);
    let to_screen = |p: Vec3| {
        let (camera, eye) = eye?;
        camera.world_to_viewport(eye, p).ok().map(|v| pos2(v.x / zoom, v.y / zoom))
    };
    let against = ghost::held_against(&stage, &beside, &shown);
    let marks = if shown.ghosts { marks(against, &page, &scenery, to_screen) } else { Vec::new() };
    let mut kept = faces(&page, to_screen);
    if shown.panels {
        let free = spread::Places::of(ctx.viewport_rect(), &shown).free;
        let layer = egui::LayerId::new(egui::Order::Background, egui::Id::new("changes"));
        let paint = egui::Painter::new(ctx.clone(), layer, free);
        for change in change::under_way(&stage.0, playhead.t_us) {
            let place = people::where_is(&stage.0, &stage.0.run, &change.wearer, playhead.t_us);
            if let Some(at) = place.and_then(|p| to_screen(p + Vec3::Y * 1.9)) {
                kept.push(change::ring(&paint, &change, at, free));
            }
        }
    }
    let mut wishes = Wishes::new();
    spread::all(ctx, &page, &marks, &kept, &mut wishes);
    wished.write_batch(wishes);
    if shown.panels {
        picked.set_if_neq(Picked(shown.machine.or_else(|| inspector::by_itself(&page))));
    }
    Ok(())
}

/// What differs from what it is held against, with its place on the screen.
fn marks(
    against: (&Rehearsal, &Run),
    page: &Page,
    scenery: &Query<&Scenery>,
    to_screen: impl Fn(Vec3) -> Option<Pos2>,
) -> Vec<labels::Mark> {
    let pieces: Vec<&Scenery> = scenery.iter().collect();
    let mut marks = Vec::new();
    for a in ghost::apart(against, page.rehearsal, &pieces, page.t_us) {
        // What is planned and is above the arch or in the wing has its label in the margin.
        if let (Some(here), Some(there)) = (to_screen(a.here), to_screen(a.there)) {
            marks.push(labels::Mark { words: a.words, at: Some((here, there)) });
        }
    }
    marks
}

/// Where the faces of those on stage are: no label covers them.
fn faces(page: &Page, to_screen: impl Fn(Vec3) -> Option<Pos2>) -> Vec<Rect> {
    let r = page.rehearsal;
    let Some(playing) = beat_at(r, &r.run, page.t_us) else { return Vec::new() };
    let of = |who: &String| {
        let feet = people::where_is(r, &r.run, who, page.t_us)?;
        let (head, waist) = (to_screen(feet + Vec3::Y * 1.85)?, to_screen(feet + Vec3::Y * 1.0)?);
        let tall = (waist.y - head.y).abs().max(8.0);
        Some(Rect::from_min_size(head - vec2(tall * 0.3, tall * 0.1), vec2(tall * 0.6, tall)))
    };
    playing.beat.who.iter().take(FACES).filter_map(of).collect()
}
