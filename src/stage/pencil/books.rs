//! [`Books`]: what the panels look up of the night on the stage and of the one beside it. Whoever works a night out makes
//! them as well, so that the frame which puts it on the stage only takes them over.

use std::sync::Arc;

use bevy::prelude::*;

use super::book::Book;
use super::compare::{self, Parting};
use super::timeline;
use crate::slip::Rehearsal;
use crate::stage::calling::Caller;
use crate::stage::on_stage::{Beside, OnStage, Shown};

/// A night, and what is looked up of it.
#[derive(Clone)]
struct Read {
    night: Arc<Rehearsal>,
    book: Arc<Book>,
}

impl Read {
    /// What was read up of a night before, or it is read now.
    fn of(night: &Arc<Rehearsal>, before: [Option<&Self>; 2], blind: bool) -> Self {
        let known = before.into_iter().flatten().find(|r| Arc::ptr_eq(&r.night, night));
        known.cloned().unwrap_or_else(|| {
            let mut book = Book::new(night);
            if blind {
                book.forget_faults();
            }
            Self { night: Arc::clone(night), book: Arc::new(book) }
        })
    }
}

/// What the panels look up of the nights; it does not change with time.
#[derive(Resource, Clone, Default)]
pub(in crate::stage) struct Books {
    here: Option<Read>,
    beside: Option<Read>,
    parting: Option<Parting>,
    /// Whether they say nothing of faults: who sits at the desk is to notice them.
    blind: bool,
}

impl Books {
    /// Of these nights; of what is known already nothing is worked out again.
    pub(in crate::stage) fn about(&self, night: &Arc<Rehearsal>, beside: Option<&Arc<Rehearsal>>) -> Self {
        if self.are_about(night, beside) {
            return self.clone();
        }
        let here = Read::of(night, [self.here.as_ref(), self.beside.as_ref()], self.blind);
        let there = beside.map(|b| Read::of(b, [Some(&here), self.beside.as_ref()], self.blind));
        let parting = beside.filter(|b| !Arc::ptr_eq(b, night)).and_then(|b| compare::parting(night, b));
        Self { here: Some(here), beside: there, parting, blind: self.blind }
    }

    /// Whether they are of these nights.
    pub(in crate::stage) fn are_about(&self, night: &Arc<Rehearsal>, beside: Option<&Arc<Rehearsal>>) -> bool {
        let same = |read: Option<&Read>, night: Option<&Arc<Rehearsal>>| match (read, night) {
            (Some(read), Some(night)) => Arc::ptr_eq(&read.night, night),
            (None, None) => true,
            _ => false,
        };
        same(self.here.as_ref(), Some(night)) && same(self.beside.as_ref(), beside)
    }

    /// Of the night on the stage.
    pub(super) fn here(&self) -> Option<&Book> {
        self.here.as_ref().map(|r| r.book.as_ref())
    }

    /// Of the other night.
    pub(super) fn beside(&self) -> Option<&Book> {
        self.beside.as_ref().map(|r| r.book.as_ref())
    }

    /// When the two first part, in the night in which that is earlier, µs.
    pub(in crate::stage) fn parts_us(&self) -> Option<i64> {
        self.parting.as_ref().and_then(Parting::at_us)
    }

    /// Where the two first part.
    pub(super) fn parting(&self) -> Option<&Parting> {
        self.parting.as_ref()
    }
}

/// Reads up what came to the stage without its books: the night that was opened.
pub(in crate::stage) fn read_up(
    stage: Res<OnStage>,
    beside: Res<Beside>,
    mut shown: ResMut<Shown>,
    mut books: ResMut<Books>,
    caller: Option<Res<Caller>>,
) {
    if books.blind != caller.is_some() {
        *books = Books { blind: caller.is_some(), ..Books::default() };
    }
    if shown.beside != beside.0.is_some() {
        shown.beside = beside.0.is_some();
    }
    if !books.are_about(&stage.0, beside.0.as_ref()) {
        *books = books.about(&stage.0, beside.0.as_ref());
    }
    let holds = books.here().map(timeline::holds).unwrap_or_default();
    if shown.holds != holds {
        shown.holds = holds;
    }
}
