//! Which shard of a sweep this machine is to run, from what its scheduler put into the environment.

use crate::cli::args::Share;

/// Schedulers, by the variable that says which of many tasks this one is.
const SCHEDULERS: [(&str, Scheduler); 3] = [
    ("JOB_COMPLETION_INDEX", Scheduler::Kubernetes),
    ("SLURM_ARRAY_TASK_ID", Scheduler::Slurm),
    ("CI_NODE_INDEX", Scheduler::GitLab),
];

#[derive(Clone, Copy)]
enum Scheduler {
    Kubernetes,
    Slurm,
    GitLab,
}

/// What is wrong, and a hint.
type Wrong = (String, String);

/// Which shard, from 1, of how many. `env` reads the environment.
pub fn part_of(share: Option<Share>, env: &dyn Fn(&str) -> Option<String>) -> Result<(u64, u64), Wrong> {
    let of = match share {
        None => return Ok((1, 1)),
        Some(Share::Part(number, of)) => return Ok((number, of)),
        Some(Share::Auto(of)) => of,
    };
    let set: Vec<_> = SCHEDULERS.iter().filter(|(name, _)| env(name).is_some_and(|v| !v.is_empty())).collect();
    let names = |all: &[&(&str, Scheduler)]| all.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" and ");
    let (number, of) = match set[..] {
        [] => {
            let all = SCHEDULERS.map(|(name, _)| name).join(", ");
            return Err((
                format!("--shard auto found none of {all} in the environment"),
                "say which: --shard 1/8".into(),
            ));
        }
        [(_, Scheduler::Kubernetes)] => kubernetes(of, env)?,
        [(_, Scheduler::Slurm)] => slurm(of, env)?,
        [(_, Scheduler::GitLab)] => gitlab(of, env)?,
        _ => {
            let message =
                format!("--shard auto found {} in the environment, and does not know which counts", names(&set));
            return Err((message, "say which: --shard 1/8; or unset what does not count".into()));
        }
    };
    if (1..=of).contains(&number) {
        return Ok((number, of));
    }
    Err((
        format!("{} says that this is shard {number} of {of}", names(&set)),
        "docs/odds.md says where each scheduler begins to count".into(),
    ))
}

/// Kubernetes counts from 0, and tells a pod nothing about the number of completions.
fn kubernetes(of: Option<u64>, env: &dyn Fn(&str) -> Option<String>) -> Result<(u64, u64), Wrong> {
    let index = number("JOB_COMPLETION_INDEX", env)?;
    let of = match of {
        Some(of) => of,
        None if env("JOB_COMPLETIONS").is_some() => number("JOB_COMPLETIONS", env)?,
        None => {
            return Err((
                "Kubernetes does not tell a pod of how many it is one".into(),
                "write --shard auto/8, or set JOB_COMPLETIONS in the Job as `completions` is".into(),
            ));
        }
    };
    Ok((index.saturating_add(1), of))
}

/// A Slurm array has the numbers that it was given. Where the number of shards is said, they are the shards, so that
/// `--array=3,7` runs just these again; else the array must be whole.
fn slurm(of: Option<u64>, env: &dyn Fn(&str) -> Option<String>) -> Result<(u64, u64), Wrong> {
    let id = number("SLURM_ARRAY_TASK_ID", env)?;
    if let Some(of) = of {
        return Ok((id, of));
    }
    let [least, most, count] = ["MIN", "MAX", "COUNT"].map(|name| number(&format!("SLURM_ARRAY_TASK_{name}"), env));
    let (least, most, count) = (least?, most?, count?);
    if least > 1 || most.checked_sub(least).and_then(|n| n.checked_add(1)) != Some(count) {
        return Err((
            format!("an array of {count} from {least} to {most} is not all shards of a sweep"),
            "write --shard auto/M, with an array of numbers from 1 to M".into(),
        ));
    }
    Ok((id.saturating_sub(least).saturating_add(1), count))
}

/// GitLab's `parallel: N` counts from 1.
fn gitlab(of: Option<u64>, env: &dyn Fn(&str) -> Option<String>) -> Result<(u64, u64), Wrong> {
    let index = number("CI_NODE_INDEX", env)?;
    Ok((index, of.map_or_else(|| number("CI_NODE_TOTAL", env), Ok)?))
}

fn number(name: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<u64, Wrong> {
    let hint = || "say which: --shard 1/8".to_owned();
    let text = env(name).ok_or_else(|| (format!("{name} is not in the environment"), hint()))?;
    text.trim().parse().map_err(|_| (format!("{name} is {text:?}, and not a whole number"), hint()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(of: Option<u64>, set: &[(&str, &str)]) -> Result<(u64, u64), String> {
        let env = |name: &str| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        part_of(Some(Share::Auto(of)), &env).map_err(|(message, _)| message)
    }

    fn array(id: &str, min: &str, max: &str, count: &str, of: Option<u64>) -> Result<(u64, u64), String> {
        let names = ["ID", "MIN", "MAX", "COUNT"].map(|n| format!("SLURM_ARRAY_TASK_{n}"));
        let set: Vec<_> = names.iter().map(String::as_str).zip([id, min, max, count]).collect();
        auto(of, &set)
    }

    #[test]
    fn kubernetes_counts_from_0_and_is_told_how_many() {
        let index = ("JOB_COMPLETION_INDEX", "0");
        assert_eq!(auto(Some(7), &[index]), Ok((1, 7)));
        assert_eq!(auto(None, &[index, ("JOB_COMPLETIONS", "4")]), Ok((1, 4)));
        assert!(auto(None, &[index]).is_err_and(|e| e.contains("of how many")));
        assert!(auto(Some(2), &[("JOB_COMPLETION_INDEX", "2")]).is_err_and(|e| e.contains("shard 3 of 2")));
    }

    #[test]
    fn a_slurm_array_is_whole_or_its_numbers_are_the_shards() {
        assert_eq!(array("1", "1", "7", "7", None), Ok((1, 7)));
        assert_eq!(array("6", "0", "6", "7", None), Ok((7, 7)));
        assert_eq!(array("3", "3", "7", "2", Some(7)), Ok((3, 7)), "--array=3,7 runs these again");
        assert!(array("3", "3", "7", "2", None).is_err_and(|e| e.contains("not all shards")));
        assert!(array("3", "3", "4", "2", None).is_err_and(|e| e.contains("not all shards")));
        assert!(array("0", "0", "6", "7", Some(7)).is_err_and(|e| e.contains("shard 0 of 7")));
    }

    #[test]
    fn gitlab_counts_from_1() {
        assert_eq!(auto(None, &[("CI_NODE_INDEX", "2"), ("CI_NODE_TOTAL", "5")]), Ok((2, 5)));
        assert!(auto(None, &[("CI_NODE_INDEX", "2")]).is_err_and(|e| e.contains("CI_NODE_TOTAL")));
        assert!(auto(Some(3), &[("CI_NODE_INDEX", "x")]).is_err_and(|e| e.contains("whole number")));
    }

    #[test]
    fn nothing_and_two_at_once_are_refused() {
        assert!(auto(Some(3), &[]).is_err_and(|e| e.contains("none of")));
        let two = [("CI_NODE_INDEX", "1"), ("SLURM_ARRAY_TASK_ID", "1")];
        assert!(auto(Some(3), &two).is_err_and(|e| e.contains("does not know which")));
    }
}
