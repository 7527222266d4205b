//! Curves: a quantity over time as pieces of closed form ([`Piece`]) that can be sampled at any instant ([`Track`]).

use super::MICRO;

/// One piece of a track: from `start_us` until the next piece, `p + v·t + a·t²/2` (and for densities a decay).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// When it begins, µs of run time.
    pub start_us: i64,
    /// Seconds by which the piece's own time is ahead at `start_us` (a phase begins between two microseconds).
    pub lead_s: f64,
    /// Value at its beginning.
    pub p: f64,
    /// Its rate of change there, per second.
    pub v: f64,
    /// The rate's rate of change, per second².
    pub a: f64,
    /// Exponential approach: the value tends to `p` from `p + v` at rate `decay` per second. 0: the polynomial.
    pub decay: f64,
}

impl Piece {
    /// A constant value.
    pub fn constant(start_us: i64, p: f64) -> Self {
        Self { start_us, lead_s: 0.0, p, v: 0.0, a: 0.0, decay: 0.0 }
    }

    /// A straight line.
    pub fn line(start_us: i64, p: f64, v: f64) -> Self {
        Self { start_us, lead_s: 0.0, p, v, a: 0.0, decay: 0.0 }
    }

    /// The value at `t_us`.
    pub fn value(&self, t_us: i64) -> f64 {
        let t = (t_us - self.start_us) as f64 * MICRO + self.lead_s;
        if self.decay > 0.0 {
            return self.p + self.v * libm::exp(-self.decay * t);
        }
        self.p + t * (self.v + 0.5 * self.a * t)
    }

    /// The rate of change at `t_us`, per second.
    pub fn rate(&self, t_us: i64) -> f64 {
        let t = (t_us - self.start_us) as f64 * MICRO + self.lead_s;
        if self.decay > 0.0 {
            return -self.decay * self.v * libm::exp(-self.decay * t);
        }
        self.v + self.a * t
    }
}

/// A quantity over the whole run: pieces in order of their beginning, the first at 0 or before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Track(Vec<Piece>);

impl Track {
    /// A track that begins as this constant.
    pub fn at(p: f64) -> Self {
        Self(vec![Piece::constant(0, p)])
    }

    /// Adds a piece; one that begins where the last began replaces it.
    pub fn push(&mut self, piece: Piece) {
        while self.0.last().is_some_and(|last| last.start_us >= piece.start_us) {
            self.0.pop();
        }
        self.0.push(piece);
    }

    /// The piece in force at `t_us`.
    pub fn piece_at(&self, t_us: i64) -> Option<&Piece> {
        let next = self.0.partition_point(|p| p.start_us <= t_us);
        self.0.get(next.saturating_sub(1))
    }

    /// The value at `t_us`; 0 for an empty track.
    pub fn sample(&self, t_us: i64) -> f64 {
        self.piece_at(t_us).map_or(0.0, |p| p.value(t_us.max(p.start_us)))
    }

    /// The rate of change at `t_us`, per second.
    pub fn rate(&self, t_us: i64) -> f64 {
        self.piece_at(t_us).map_or(0.0, |p| p.rate(t_us.max(p.start_us)))
    }

    /// All pieces.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }
}
