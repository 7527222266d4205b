//! A moment of a run, as it is typed: `312.5`, `5:12.5`, `"LX 45"`, `jfk.land`, and each with `+2` or `-0.5` behind it.

use super::write;
use crate::machine::micros;
use crate::slip::Rehearsal;

/// The moment, µs of run time, within the run.
///
/// # Errors
/// Words for people: what it is not.
pub fn moment(r: &Rehearsal, typed: &str) -> Result<i64, String> {
    let typed = typed.trim();
    let at = plain(r, typed).or_else(|| {
        // The sign may be part of a name: the whole was tried first.
        let (name, sign, by) = match (typed.rfind('+'), typed.rfind('-')) {
            (Some(i), _) => (&typed[..i], 1.0, &typed[i + 1..]),
            (None, Some(i)) => (&typed[..i], -1.0, &typed[i + 1..]),
            (None, None) => return None,
        };
        Some(plain(r, name.trim())? + (sign * seconds(by.trim())? as f64) as i64)
    });
    let none = || format!("\"{typed}\" is neither a time (seconds, or m:ss), nor a cue or a beat that was played");
    at.map(|at| at.clamp(0, r.run.until_us)).ok_or_else(none)
}

/// The moment, or a complaint about the flag.
pub fn or_refuse(r: &Rehearsal, flag: &str, typed: &str) -> Option<i64> {
    moment(r, typed).map_err(|why| write::complain(&format!("{flag}: {why}"))).ok()
}

fn plain(r: &Rehearsal, typed: &str) -> Option<i64> {
    if let Some(at) = seconds(typed) {
        return Some(at);
    }
    if let Some(cue) = r.cue_index(typed).or_else(|| r.cue_index(&typed.to_uppercase())) {
        let times = r.run.cues[cue];
        return times.started_us.or(times.held_us).or(times.called_us);
    }
    let beat = r.show.beats().position(|(_, b)| b.id == typed)?;
    r.run.beats[beat].start_us
}

/// Seconds or minutes and seconds, as µs; below 0 is no time.
fn seconds(typed: &str) -> Option<i64> {
    let (minutes, rest) = match typed.split_once(':') {
        Some((minutes, rest)) => (minutes.parse::<u32>().ok()?, rest),
        None => (0, typed),
    };
    // `inf` and `nan` are numbers to a parser, and `1e3` to nobody.
    let digits = rest.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let s = rest.parse::<f64>().ok().filter(|s| digits && s.is_finite() && *s >= 0.0)?;
    Some(micros(f64::from(minutes) * 60.0 + s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_typed_in_many_ways() {
        let opened = crate::fault::open("cues/bombshell/plane_too_slow.ron".as_ref()).expect("it is there");
        let r = Rehearsal::of(opened).expect("it runs");
        let cue = r.cue_index("FLY 8").and_then(|c| r.run.cues[c].started_us).expect("it flies");
        for (typed, at) in [
            ("12", 12_000_000),
            ("1:02.5", 62_500_000),
            ("FLY 8", cue),
            ("fly 8", cue),
            ("FLY 8 + 2.5", cue + 2_500_000),
            ("FLY 8-1", cue - 1_000_000),
            ("1:00+5", 65_000_000),
            ("5-100", 0),
        ] {
            assert_eq!(moment(&r, typed), Ok(at), "{typed}");
        }
        for typed in ["", "FLY 99", "-5", "nan", "inf", "soon", "+", "FLY 8 + x"] {
            let why = moment(&r, typed).expect_err(typed);
            assert!(why.contains("neither a time"), "{why}");
        }
    }
}
