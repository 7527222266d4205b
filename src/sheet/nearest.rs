//! "Did you mean": the name nearest to one that stands for nothing.

/// The nearest of `names` to `wrong`, if one is near enough to be meant.
pub(crate) fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (far, name) = closest(wrong, names)?;
    // A slip of the finger or two; more in a longer name.
    (far <= (fold(wrong).len() / 3).max(1)).then_some(name)
}

/// The hint that goes with it.
pub(crate) fn did_you_mean<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(wrong, names).map(|name| format!("did you mean `{name}`?"))
}

/// A hint that names the nearest name, be it ever so far.
pub(crate) fn nearest_of<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<_> = names.into_iter().collect();
    let near = did_you_mean(wrong, names.iter().copied());
    near.or_else(|| closest(wrong, names).map(|(_, name)| format!("the nearest is `{name}`")))
}

fn closest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<(usize, &'a str)> {
    let wrong = fold(wrong);
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        let folded = fold(name);
        let most = best.map_or(usize::MAX, |(d, _)| d);
        if folded.len().abs_diff(wrong.len()) < most {
            let d = distance(&wrong, &folded, most);
            if d < most {
                best = Some((d, name));
            }
        }
    }
    best
}

/// Letter case and spaces cost nothing, and what a long text ends with is no name.
fn fold(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).take(64).collect()
}

/// Letters to insert, remove, replace or swap with their neighbour (optimal string alignment); above `most` any number
/// above it.
fn distance(a: &[char], b: &[char], most: usize) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().min().is_some_and(|least| *least > most) && last.iter().min().is_some_and(|least| *least > most) {
            return most.saturating_add(1);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_is_seen_through() {
        assert_eq!(nearest("lable", ["number", "label", "late"]), Some("label"));
        assert_eq!(nearest("flyingpiece", ["Wagon", "FlyingPiece"]), Some("FlyingPiece"));
        assert_eq!(nearest("FLY7", ["FLY 7", "FLY 8"]), Some("FLY 7"));
        assert_eq!(nearest("jfk.tpo", ["jfk.top", "jfk.land"]), Some("jfk.top"));
    }

    #[test]
    fn what_is_far_from_everything_gets_no_suggestion() {
        assert_eq!(nearest("aeroplane", ["fog", "dress"]), None);
        assert_eq!(nearest("x", ["light"]), None);
        assert_eq!(nearest("", ["a long name"]), None);
    }
}
