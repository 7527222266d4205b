//! A night with what the panels look up of it, and all panels drawn about it: without a window, for tests and benches.

use bevy_egui::egui::{self, Rect};

use super::book::Book;
use super::compare::Parting;
use super::page::{Page, Wishes};
use super::{spread, timeline};
use crate::slip::Rehearsal;
use crate::stage::on_stage::{Desk, Shown};
use crate::stage::session::Risk;

/// A night by itself.
pub(in crate::stage) struct Alone {
    /// The night.
    pub(in crate::stage) night: Rehearsal,
    book: Book,
    beside: Option<(Rehearsal, Book, Option<Parting>)>,
    /// The instant, µs.
    pub(in crate::stage) t_us: i64,
    /// What is shown.
    pub(in crate::stage) shown: Shown,
    /// What there is to say.
    pub(in crate::stage) desk: Desk,
    /// What came of many nights.
    pub(in crate::stage) risk: Risk,
    /// The desk of a person who calls.
    pub(in crate::stage) calling: Option<crate::stage::calling::Prompt>,
}

impl Alone {
    /// Of a night, at its beginning.
    pub(in crate::stage) fn new(night: Rehearsal) -> Self {
        let book = Book::new(&night);
        let shown = Shown { still: true, holds: timeline::holds(&book), ..Shown::default() };
        Self { night, book, beside: None, t_us: 0, shown, desk: Desk::default(), risk: Risk::default(), calling: None }
    }

    /// Another night beside it.
    #[cfg(test)]
    pub(super) fn against(mut self, other: Rehearsal) -> Self {
        let parting = super::compare::parting(&self.night, &other);
        let book = Book::new(&other);
        self.shown.beside = true;
        self.beside = Some((other, book, parting));
        self
    }

    /// What a panel sees of it.
    pub(super) fn page(&self) -> Page<'_> {
        let beside = self.beside.as_ref();
        Page {
            rehearsal: &self.night,
            book: &self.book,
            beside: beside.map(|(r, ..)| r),
            beside_book: beside.map(|(_, b, _)| b),
            parting: beside.and_then(|(.., p)| p.as_ref()),
            t_us: self.t_us,
            playing: false,
            speed: 1.0,
            round: None,
            shown: &self.shown,
            desk: &self.desk,
            risk: &self.risk,
            calling: self.calling.as_ref(),
        }
    }
}

/// Draws all panels; gives back what was wished for.
pub(in crate::stage) fn draw(ctx: &egui::Context, alone: &Alone, faces: &[Rect]) -> Wishes {
    let mut wishes = Wishes::new();
    spread::all(ctx, &alone.page(), &[], faces, &mut wishes);
    wishes
}
