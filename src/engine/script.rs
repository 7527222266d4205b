//! The script: beats, their gates, vamps, patience and holds (design §3.1; rules 3, 4, 15–20).

use super::luck::{Purpose, log_normal};
use super::queue::Job;
use super::score::Ix;
use super::{ABANDON_US, Engine, Life};
use crate::machine::micros;
use crate::run::{Span, What};

/// The wait for a beat, from the end of the beat before it to its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gate {
    beat: Ix,
    /// Show clock and run time of the end of the beat before.
    since_clock: i64,
    since_run: i64,
    /// Bar length of the vamp before it.
    vamp_us: Option<i64>,
    /// When the gate opened, or patience skipped it, show clock.
    opened: Option<i64>,
    /// Run time at which patience ran out and the caller held.
    held_run: Option<i64>,
    /// Whether the wait has been counted.
    counted: bool,
}

impl Gate {
    /// Whether this is a stage wait at this moment: no vamp, and not yet a hold.
    pub(super) fn is_wait(&self) -> bool {
        self.vamp_us.is_none() && self.held_run.is_none()
    }

    pub(super) fn is_open(&self) -> bool {
        self.opened.is_some()
    }
}

impl Engine<'_> {
    /// The beat before has ended (or the show is at its top): the next one is waited for, or the show is over.
    pub(super) fn wait_for_next_beat(&mut self, ended: Option<Ix>) {
        let Some(beat) = self.score.order.get(self.at_beat).copied() else {
            self.over = true;
            self.run.end_us = self.now;
            return;
        };
        let vamp_us = ended.and_then(|b| self.score.beats[b as usize].vamp_us);
        let since_clock = self.clock();
        self.gate = Some(Gate {
            beat,
            since_clock,
            since_run: self.now,
            vamp_us,
            opened: None,
            held_run: None,
            counted: false,
        });
        self.patience_is_due = true;
        self.unsettled = true;
        self.watch(self.score.watchers.gate(beat));
    }

    /// The gate did not open in the instant in which it began to be waited for: its patience runs. True the first time.
    pub(super) fn patience_begins(&mut self) -> bool {
        self.patience_is_due = false;
        let Some(gate) = self.gate.as_ref().filter(|g| g.opened.is_none()) else { return false };
        let (beat, since) = (gate.beat, gate.since_clock);
        let patience_us = self.score.beats[beat as usize].patience_us;
        self.at_clock(since.saturating_add(patience_us), Job::Patience(beat), None);
        self.at_clock(since + ABANDON_US, Job::Abandon(beat), None);
        true
    }

    /// All needs hold: that fixes the start (rule 16).
    pub(super) fn gate_opens(&mut self, cause: Option<Ix>) {
        let clock = self.clock();
        let Some(mut gate) = self.gate else { return };
        self.unsettled = true;
        let event = self.record(What::GateOpened(gate.beat), cause.or(self.last_beat_end));
        gate.opened = Some(clock);
        let start = if gate.held_run.is_some() {
            clock + self.score.restart_us
        } else if let Some(bar) = gate.vamp_us {
            let waited = clock - gate.since_clock;
            gate.since_clock + (waited + bar - 1) / bar * bar
        } else {
            clock
        };
        self.gate = Some(gate);
        self.at_clock(start, Job::BeatStart(gate.beat), Some(event));
    }

    /// Counts the wait up to now (rule 18).
    fn count_wait(&mut self, gate: &mut Gate) {
        if gate.counted {
            return;
        }
        gate.counted = true;
        let waited = self.clock() - gate.since_clock;
        match gate.vamp_us {
            None => {
                self.run.totals.stage_waits_us += waited;
                if waited > 0 {
                    let beat = Some(gate.beat);
                    self.run.waits.push(Span { from_us: gate.since_run, to_us: self.now, beat });
                }
            }
            Some(bar) => self.run.totals.vamped_bars += (waited / bar) as u64,
        }
    }

    pub(super) fn patience_is_out(&mut self, beat: Ix) {
        let Some(mut gate) = self.gate.filter(|g| g.beat == beat && g.opened.is_none()) else { return };
        self.count_wait(&mut gate);
        self.unsettled = true;
        if self.score.beats[beat as usize].skips {
            gate.opened = Some(self.clock());
            self.gate = Some(gate);
            self.unwatch(self.score.watchers.gate(beat));
            let event = self.record(What::GateSkipped(beat), self.last_beat_end);
            self.at_clock(self.clock(), Job::BeatStart(beat), Some(event));
        } else {
            gate.held_run = Some(self.now);
            self.gate = Some(gate);
            self.run.totals.holds += 1;
            self.record(What::GateHeld(beat), self.last_beat_end);
        }
    }

    pub(super) fn abandon_gate(&mut self, beat: Ix) {
        if self.gate.is_some_and(|g| g.beat == beat && g.opened.is_none()) {
            self.abandon(false);
        }
    }

    /// What a gate has cost when the show is given up in it.
    pub(super) fn count_gate_at_end(&mut self) {
        let Some(mut gate) = self.gate else { return };
        self.unsettled = true;
        self.count_wait(&mut gate);
        if let Some(from_us) = gate.held_run {
            self.run.holds.push(Span { from_us, to_us: self.now, beat: Some(gate.beat) });
        }
        self.gate = None;
    }

    pub(super) fn beat_starts(&mut self, beat: Ix, cause: Option<Ix>) {
        let score = self.score;
        self.count_gate_at_end();
        let event = self.record(What::BeatStarted(beat), cause);
        let clock = self.clock();
        self.run.beats[beat as usize].start_us = Some(self.now);
        self.playing = Some(beat);
        self.unsettled = true;
        self.picture_wrong = false;
        if score.roots[score.watchers.picture(beat) as usize].is_some() {
            self.watch(score.watchers.picture(beat));
        }
        let law = &score.beats[beat as usize];
        let mut takes = law.takes;
        if self.is_lucky() && law.spread > 0.0 {
            takes *= log_normal(self.night.seed, Purpose::Beat, law.key, 0, law.spread);
        }
        let takes_us = micros(takes);
        self.at_clock(clock + takes_us, Job::BeatEnd(beat), Some(event));
        for (cue, after) in &law.cues {
            self.know_due(*cue, clock + after, clock, Some(event));
            self.plan_standby(*cue, clock + after, Some(event));
        }
        // The caller looks ahead through the next beat, taking it to begin when this one's drawn length is over (rule 7).
        if let Some(next) = score.order.get(self.at_beat + 1) {
            for (cue, after) in &score.beats[*next as usize].cues {
                self.plan_standby(*cue, clock + takes_us + after, Some(event));
            }
        }
        for f in self.night.beat_faults.of(beat) {
            if let super::night::Begins::Beat(_, after) = self.night.faults[f as usize].begins {
                self.schedule_fault(f, self.now.saturating_add(after), Some(event));
            }
        }
    }

    pub(super) fn beat_ends(&mut self, beat: Ix, cause: Option<Ix>) {
        self.last_beat_end = Some(self.record(What::BeatEnded(beat), cause));
        self.run.beats[beat as usize].end_us = Some(self.now);
        self.playing = None;
        self.unwatch(self.score.watchers.picture(beat));
        // The picture was wrong up to this moment; what comes after belongs to no beat.
        self.close_wrong();
        self.at_beat += 1;
        self.wait_for_next_beat(Some(beat));
    }

    /// Whether a cue is still to come: neither called nor started nor cut nor given up.
    pub(super) fn is_to_come(&self, cue: Ix) -> bool {
        self.cues[cue as usize].life == Life::Waiting && self.score.cues[cue as usize].present
    }
}
