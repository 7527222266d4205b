//! A sound system: plays for its length, late or not at all (rules 25, 53).

use super::micros;

/// One sound system at work.
#[derive(Clone, Debug, Default)]
pub struct Player {
    /// Sum of the Late seconds in force, each a stated duration of its own.
    pub late_us: i64,
    /// Whether a Dead is in force.
    pub dead: bool,
    /// Plays so far: from, to, and whether it sounds.
    pub plays: Vec<(i64, i64, bool)>,
}

impl Player {
    /// A play of so many seconds is commanded; when it will be done (rule 53), or `None` on a dead system.
    pub fn play(&mut self, now: i64, seconds: f64) -> Option<i64> {
        let from = now.saturating_add(self.late_us);
        let done = from.saturating_add(micros(seconds));
        self.plays.push((from, done, !self.dead));
        (!self.dead).then_some(done)
    }

    /// The system goes dead: what is playing stops.
    pub fn cut(&mut self, now: i64) {
        for (from, to, sounds) in &mut self.plays {
            if *to > now && *sounds {
                *to = now.max(*from);
                *sounds = *from < now;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Player;

    #[test]
    fn rule_53_a_late_system_is_done_at_start_plus_lateness_plus_length() {
        let mut p = Player { late_us: 1_500_000, ..Player::default() };
        assert_eq!(p.play(10_000_000, 4.0), Some(15_500_000));
    }

    #[test]
    fn a_dead_system_plays_nothing() {
        let mut p = Player { dead: true, ..Player::default() };
        assert_eq!(p.play(0, 4.0), None);
    }
}
