//! [`Calling`]: how a person called the show, as the report tells it. Whoever rehearsed fills it in; the report only writes.

/// How a person called the show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calling {
    /// Who called, where it is known.
    pub caller: String,
    /// What it came to, a sentence each; they come first.
    pub summary: Vec<String>,
    /// Per cue that the book has a mark for, or that was called without one; in the order of the marks.
    pub cues: Vec<CalledCue>,
    /// Per fault: what was done about it.
    pub answers: Vec<Answer>,
    /// GOs the guard refused.
    pub refused: u32,
    /// Marks that no GO was given for.
    pub missed: u32,
    /// Where the show was taken from again.
    pub takes: Vec<Take>,
}

/// One GO against its mark in the book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalledCue {
    /// The cue's number, as the sheet writes it.
    pub number: String,
    /// When the book has its GO, µs of run time; `None` for a GO the book does not have.
    pub mark_us: Option<i64>,
    /// When GO was given, µs of run time; `None` for one that was missed.
    pub called_us: Option<i64>,
    /// The GO less its mark, µs; late is positive. Its own field, because a hold stops marks and not run time (rule 9).
    pub off_us: Option<i64>,
    /// Whether it stood by first.
    pub stood_by: bool,
    /// What came of it, in a word: `on the mark`, `late`, `missed`.
    pub verdict: String,
}

/// What was done about a fault, and what it cost against the best that could have been done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The fault's name and what it was.
    pub fault: String,
    /// When it began, µs of run time.
    pub began_us: i64,
    /// From its beginning to the first fitting action, µs; `None` where nothing was done.
    pub noticed_after_us: Option<i64>,
    /// What was done.
    pub action: String,
    /// What that cost in slip of the show and in visible error, µs; `None` where it was taken again and cannot be told.
    pub cost_us: Option<(i64, i64)>,
    /// The best that could have been done, as trying the alternatives found it.
    pub best: String,
    /// What the best would have cost in slip, µs.
    pub best_us: i64,
    /// What the best would have cost in visible error, µs.
    pub best_seen_us: i64,
}

/// A place the show was taken from again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Take {
    /// When, µs of run time.
    pub at_us: i64,
    /// From where: `LX 45`, or a beat's id.
    pub from: String,
}

impl Calling {
    /// GOs given without a standby.
    pub fn without_standby(&self) -> usize {
        self.cues.iter().filter(|c| c.called_us.is_some() && !c.stood_by).count()
    }

    /// The call of a cue, by the sheet's number; of one called more than once (after a take), the last.
    pub fn of(&self, number: &str) -> Option<&CalledCue> {
        self.cues.iter().rev().find(|c| c.number == number)
    }

    /// The counts in words, none left out.
    pub(super) fn counts(&self) -> String {
        let without = self.without_standby();
        format!(
            "GOs given {} · {} refused by the guard · {} missed · {without} without a standby",
            self.cues.iter().filter(|c| c.called_us.is_some()).count(),
            self.refused,
            self.missed,
        )
    }
}

impl CalledCue {
    /// Early or late in milliseconds, with its sign: `+120 ms`; a dash where there is nothing to compare.
    pub fn off(&self) -> String {
        let Some(us) = self.off_us else { return "–".to_owned() };
        let ms = (us.abs() + 500) / 1000;
        format!("{}{ms} ms", if us < 0 && ms > 0 { '−' } else { '+' })
    }
}
