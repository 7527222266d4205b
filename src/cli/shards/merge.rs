//! `drytech merge`: shards put together, and told as one sweep is.

use std::path::Path;

use super::files::{command, find, ranges, read, refuse};
use super::{misfit, same_texts};
use crate::cli::args::Merge as Args;
use crate::cli::sweep::{Files, Named, Sides, tell};
use crate::cli::{exit, write};
use crate::sweep::Came;
use crate::sweep::shard::{Asked, GatherError, Gathered, Left, Merged};

/// Commands that are listed; the numbers of the shards are listed all.
const COMMANDS_MAX: usize = 50;

/// Puts shards together, and prints what one sweep of all their nights prints.
pub fn merge(args: &Args) -> u8 {
    run(args).unwrap_or_else(|code| code)
}

fn run(args: &Args) -> Result<u8, u8> {
    let mut gathered = Gathered::default();
    for path in find(&args.paths)? {
        gathered.add(&path.display().to_string(), read(&path)?).map_err(|e| ungathered(&e, args))?;
    }
    let Merged { of, shards, name, came } = gathered.finish().map_err(|e| ungathered(&e, args))?;
    if args.compare.is_some() && of.second.is_none() {
        return Err(refuse("--compare is of a sweep that compared, and this one did not", "leave it out"));
    }
    let now =
        |typed: &'_ Option<std::path::PathBuf>, then: &str| typed.clone().unwrap_or_else(|| Path::new(then).to_owned());
    let (file, odds) = (now(&args.file, &of.first.file), now(&args.odds, &of.odds));
    let compare = of.second.as_ref().map(|s| now(&args.compare, &s.file));
    let sides = Sides::open(Files { file: &file, compare: compare.as_deref(), odds: &odds }).inspect_err(|_| {
        write::say("\nhint: merge where the sweep was run, or say where the files are now: --file, --compare, --odds");
    })?;
    same_texts(Path::new(&name), &of, &at(&of, &file, compare.as_deref()), &sides)?;
    let named = Named {
        file: of.first.file.clone(),
        compare: of.second.as_ref().map(|s| s.file.clone()).unwrap_or_default(),
        odds: of.odds.clone(),
        seed: of.seed,
        strength: of.strength(),
        nights: of.nights,
    };
    sides.swept(of.seed, of.strength(), |first, second| {
        if !came.fits(&Came::nothing(first.sweep, second.map(|s| s.sweep))) {
            return Err(misfit(Path::new(&name)));
        }
        let code = tell(&args.telling, &named, first, second, &came)?;
        let shards = if shards == 1 { "1 shard".to_owned() } else { format!("{shards} shards") };
        write::say(&format!("{} nights of {shards}", came.season.nights));
        Ok(code)
    })
}

/// What the sweep is of, where its files are now.
fn at(of: &Asked, file: &Path, compare: Option<&Path>) -> Asked {
    let mut now = of.clone();
    now.first.file = file.display().to_string();
    if let Some((second, path)) = now.second.as_mut().zip(compare) {
        second.file = path.display().to_string();
    }
    now
}

/// Says why shards are no sweep, and what to do.
fn ungathered(error: &GatherError, args: &Args) -> u8 {
    let hint = match error {
        GatherError::Left { asked, of, left } => return unfinished(error, asked, *of, left, args),
        GatherError::Mixed { .. } => "keep each sweep's shards in a folder of their own",
        GatherError::Unlike { .. } => "remove the one that is wrong, and run its shard again",
        GatherError::Twice { .. } => "remove the one that is not wanted; the same shard may be there twice",
        _ => "`drytech sweep FILE --odds ODDS --shard K/M --out DIR` writes shards",
    };
    refuse(&error.to_string(), hint)
}

/// Lists the commands that run what is left.
fn unfinished(error: &GatherError, asked: &Asked, of: u64, left: &[Left], args: &Args) -> u8 {
    write::complain(&error.to_string());
    let numbers: Vec<u64> = left.iter().map(|l| l.number).collect();
    write::say(&format!("\nto run: {} of {of}", ranges(&numbers)));
    // What was begun goes on where it is; the rest goes where there is a folder.
    let folder = args.paths.iter().find(|p| p.is_dir()).map_or(Path::new("."), |p| p.as_path());
    for one in left.iter().take(COMMANDS_MAX) {
        let begun = one.begun.as_deref().and_then(|file| Path::new(file).parent());
        write::say(&format!("  {}", command(asked, one.number, of, begun.unwrap_or(folder))));
    }
    if left.len() > COMMANDS_MAX {
        write::say(&format!("  … and so on for the other {}", left.len() - COMMANDS_MAX));
    }
    exit::FELL_SHORT
}
