//! A generated sheet that the benchmarks share.

use std::fmt::Write as _;

/// A sheet of so many cues on four machines: lights, sounds, flights, fog; follows, hangs and interlocks among them.
pub fn sheet(cues: usize) -> String {
    let mut s = String::from(
        "Show(title: \"Generated\", crew: {\"LX\": Operator(), \"SQ\": Operator(), \"FLY\": Operator(reaction: 0.35)},\n\
         machines: {\"fog\": FogMachine(), \"light\": LightRig(areas: [\"a\", \"b\", \"c\"]), \"sound\": Sound(),\n\
         \"piece\": FlyingPiece(axes: {\"lift\": Axis(start: 8.0)}, marks: {\"in\": {\"lift\": 0.0}, \"out\": {\"lift\": 8.0}})},\n\
         script: [Scene(id: \"s\", beats: [\n",
    );
    // Writing to a String cannot fail.
    for b in 0..cues / 10 {
        let _ = writeln!(s, "Beat(id: \"b{b}\", takes: 20.0, vamp: 2.0, picture: [Lit(\"a\", 0.0)]),");
    }
    s += "])],\ncues: [\n";
    for c in 0..cues {
        let (beat, after, before) = (c / 10, (c % 10) as f64 * 1.7, c.saturating_sub(1));
        let on = format!("call: On(\"b{beat}\", {after})");
        let _ = match c % 10 {
            3 => {
                let mark = if beat % 2 == 0 { "in" } else { "out" };
                writeln!(s, "Cue(number: \"FLY {c}\", {on}, go: [Fly(\"piece\", \"{mark}\")]),")
            }
            5 => {
                writeln!(s, "Cue(number: \"SQ {c}\", call: Follow(\"LX {before}\", 0.5), go: [Play(\"sound\", 4.0)]),")
            }
            7 => writeln!(
                s,
                "Cue(number: \"LX {c}\", call: Hang(\"LX {before}\", 0.5), go: [Light(\"b\", 0.5, 2.0)], needs: [Lit(\"a\", 0.0)]),"
            ),
            9 => writeln!(s, "Cue(number: \"LX {c}\", {on}, go: [Fog(\"fog\", 0.3, 5.0)]),"),
            _ => writeln!(s, "Cue(number: \"LX {c}\", {on}, go: [Light(\"a\", 0.{}, 1.5)]),", c % 9 + 1),
        };
    }
    s += "])\n";
    s
}
