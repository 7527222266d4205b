//! What a machine's faults can reach: a fault that nothing waits for and nothing asks about cannot move the show.
//!
//! The argument, which a test holds against the unpruned result: a machine moves the show only through a condition that
//! a gate, an interlock, a `When` or a `Never` looks at, or through the end of a cue that something hangs on. Pictures
//! are looked at by people, and change nothing but the visible error.

use crate::engine::Score;
use crate::engine::score::{Atom, Command, Place};
use crate::fault::{Expect, Point};

/// Whether an expectation is about the show's times only, and not about pictures, ends, tracks or the faults themselves.
pub fn is_about_times(expect: &Expect) -> bool {
    match expect {
        Expect::Slip(_, point, _) => matches!(point, Point::Called | Point::Started),
        Expect::ShowSlip(_)
        | Expect::Holds(_)
        | Expect::Never(_)
        | Expect::Within(..)
        | Expect::Order(_)
        | Expect::Before(..)
        | Expect::Stuck
        | Expect::NotStuck
        | Expect::Decided(..) => true,
        _ => false,
    }
}

/// Per machine of the sheet: whether its faults can move anything but itself.
pub fn movers(score: &Score) -> Vec<bool> {
    let first_picture = score.watchers.picture(0);
    let first_never = score.watchers.never(0);
    let looked_at = |atom: usize| score.looked_at_by[atom].iter().any(|w| *w < first_picture || *w >= first_never);
    let mut moves = vec![false; score.places.len()];
    // Costumes share dressers: what reaches one reaches all.
    let mut wardrobe = false;
    for (a, atom) in score.atoms.iter().enumerate().filter(|(a, _)| looked_at(*a)) {
        match atom {
            Atom::At { piece, .. } => moves[score.pieces[*piece as usize].machine as usize] = true,
            Atom::Worn(_) | Atom::Bare(_) => wardrobe = true,
            Atom::Air(_) => score.foggers.iter().for_each(|(m, _)| moves[*m as usize] = true),
            Atom::Lit(lamp, _) => moves[score.lamps[*lamp as usize] as usize] = true,
            // A cue's own end: the machines that make it.
            Atom::Done(_) | Atom::Started(_) | Atom::Constant(_) => {
                debug_assert!(a < score.atoms.len());
            }
        }
    }
    for (c, cue) in score.cues.iter().enumerate() {
        let asked = [score.done_atoms[c], score.started_atoms[c]];
        let asked = asked.into_iter().flatten().any(|a| looked_at(a as usize));
        if cue.hangers.is_empty() && !asked {
            continue;
        }
        for command in &cue.commands {
            match command {
                Command::Move { piece, .. } => moves[score.pieces[*piece as usize].machine as usize] = true,
                Command::Change { .. } => wardrobe = true,
                Command::Play { player, .. } => moves[score.players[*player as usize] as usize] = true,
                // By the clock, whatever comes of them (rule 26).
                Command::Fog { .. }
                | Command::Remove { .. }
                | Command::Secure { .. }
                | Command::Light { .. }
                | Command::Note => {}
            }
        }
    }
    for (m, place) in score.places.iter().enumerate() {
        moves[m] |= wardrobe && matches!(place, Place::Costume(_));
    }
    moves
}
