//! For the student: how slow may the plane be? One number turned, as in a notebook, and what comes of it.
//!
//! `cargo run --no-default-features --example student_sweep`

use std::error::Error;

use drytech::fault::{self, Fault, FaultKind, FaultTime, Scenario};
use drytech::run::MachineTrack;
use drytech::slip::Rehearsal;

const SHEET: &str = r#"Show(
    title: "One landing",
    crew: { "FLY": Operator(reaction: 0.35) },
    machines: {
        "plane": FlyingPiece(mass: 180.0,
            axes:  { "lift": Axis(start: 14.0, speed: 1.8, accel: 0.5, power: 7500.0, vertical: true) },
            marks: { "mark": { "lift": 3.2 } }),
    },
    script: [Scene(id: "flight", beats: [
        Beat(id: "flight.call", takes: 12.0, vamp: 2.0),
        Beat(id: "flight.land", takes: 20.0, needs: [At("plane", "mark")], picture: [At("plane", "mark")]),
    ])],
    cues: [Cue(number: "FLY 1", label: "Plane in", call: On("flight.call", 1.0), go: [Fly("plane", "mark")])],
)"#;

fn main() -> Result<(), Box<dyn Error>> {
    let show = fault::open_text("one_landing.ron", SHEET, &|_| None)?.show;
    println!("speed   lands     bars vamped   show ends   height 6 s after GO");
    for tenths in (1..=10).rev() {
        let factor = f64::from(tenths) / 10.0;
        let slow = Fault::new("plane", FaultKind::Slow(factor), FaultTime::At(0.0));
        let night = Rehearsal::new(show.clone(), Scenario::default().with_fault(slow))?;

        // A run is data: ask it anything, at any microsecond.
        let fly = &night.run.cues[0];
        let lands_s = fly.done_us.map_or(f64::NAN, |us| us as f64 * 1e-6);
        let MachineTrack::Piece { axes } = &night.run.machines[0] else { continue };
        let height_m = axes[0].sample(fly.called_us.unwrap_or(0) + 6_000_000);
        let (bars, slip_s) = (night.run.totals.vamped_bars, night.slip.show_us as f64 * 1e-6);
        println!("{:>4.0} %  {lands_s:6.2} s  {bars:>11}   {slip_s:+7.2} s   {height_m:17.2} m", factor * 100.0);
    }
    Ok(())
}
