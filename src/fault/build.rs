//! A scenario put together in code, link by link.

use super::{Expect, Fault, FaultKind, FaultTime, Luck, Scenario, ScriptedCall};

impl Fault {
    /// A fault of `on` (a machine, `"caller"`, a department) that begins at `when`.
    pub fn new(on: impl Into<String>, what: FaultKind, when: FaultTime) -> Self {
        Self { id: String::new(), on: on.into(), what, when, lasts: None, chance: 1.0 }
    }

    /// With a length, seconds, for kinds with none of their own.
    #[must_use]
    pub fn lasting(mut self, seconds: f64) -> Self {
        self.lasts = Some(seconds);
        self
    }

    /// With a chance to happen at all.
    #[must_use]
    pub fn with_chance(mut self, chance: f64) -> Self {
        self.chance = chance;
        self
    }
}

impl Scenario {
    /// With one more fault.
    #[must_use]
    pub fn with_fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// With one more call of a person.
    #[must_use]
    pub fn with_call(mut self, call: ScriptedCall) -> Self {
        self.calls.push(call);
        self
    }

    /// With a decision taken.
    #[must_use]
    pub fn deciding(mut self, decision: impl Into<String>, option: impl Into<String>) -> Self {
        self.decisions.insert(decision.into(), option.into());
        self
    }

    /// With every draw from this seed.
    #[must_use]
    pub fn with_luck(mut self, seed: u64) -> Self {
        self.luck = Luck::Random;
        self.seed = seed;
        self
    }

    /// With one more expectation.
    #[must_use]
    pub fn expecting(mut self, expect: Expect) -> Self {
        self.expect.push(expect);
        self
    }
}
