//! The tables of the page.

use std::fmt::{self, Write};

use super::bars;
use crate::report::page::{Safe, TABLE_END, small, table};
use crate::report::performance::words::{late, length, sentence};
use crate::report::season::{QUANTILES, Told, WITHIN_S, say};
use crate::report::words::{clock, count};
use crate::sweep::nights::histogram::{Chance, Estimate, Histogram};
use crate::sweep::nights::what_if::Change;
use crate::sweep::{Paired, Season};

/// A number and, under it, its interval.
fn cell(out: &mut String, e: Option<Estimate>) -> fmt::Result {
    match e {
        // An interval that is nothing to the hundredth says nothing.
        Some(e) if say::bare(e.from_us) == say::bare(e.to_us) => {
            write!(out, "<td class=\"n\">{}</td>", Safe(&say::bare(e.us)))
        }
        Some(e) => write!(out, "<td class=\"n\">{}{}</td>", Safe(&say::bare(e.us)), small(&say::between(e))),
        None => write!(out, "<td class=\"n\">–</td>"),
    }
}

/// A row of a mean, the quantiles and the most.
fn spread(out: &mut String, name: &str, h: &Histogram) -> fmt::Result {
    write!(out, "<tr><th scope=\"row\">{}</th>", Safe(name))?;
    cell(out, h.mean())?;
    for (q, _) in QUANTILES {
        cell(out, h.quantile(q))?;
    }
    writeln!(out, "<td class=\"n\">{}</td></tr>", Safe(&h.most().map_or("–".to_owned(), say::bare)))
}

fn spread_head(out: &mut String, first: &str, last: &str) {
    table(out, " class=\"spread\"", &[first, "#mean", "#P50", "#P80", "#P90", "#P95", "#P99", last]);
}

/// Slip, visible error and dead air, with their intervals.
pub(super) fn quantiles(out: &mut String, season: &Season) -> fmt::Result {
    spread_head(out, "seconds", "#worst");
    for (name, h) in
        [("Final curtain", &season.slip), ("Wrong picture", &season.visible), ("Dead air", &season.dead_air)]
    {
        spread(out, name, h)?;
    }
    out.push_str(TABLE_END);
    Ok(())
}

/// The chance to finish within so much.
pub(super) fn within(out: &mut String, season: &Season) -> fmt::Result {
    out.push_str("<h3>The chance to end no later than</h3>\n<dl class=\"chances\">\n");
    for s in WITHIN_S {
        let hits = season.slip.at_most(s * 1_000_000);
        let chance = Chance::of(hits, season.slip.count());
        let name = match s {
            0 => "on time".to_owned(),
            s if s < 60 => format!("+{s}\u{a0}s"),
            s => format!("+{}\u{a0}min", s / 60),
        };
        let (share, between) = (say::share(hits, season.slip.count()), say::within(chance));
        writeln!(
            out,
            "<div><dt>{name}</dt><dd>{share}<small>{between}</small><i><b style=\"width: {:.1}%\"></b></i></dd></div>",
            100.0 * chance.share
        )?;
    }
    out.push_str("</dl>\n");
    Ok(())
}

/// What is to be expected of a night besides its end.
pub(super) fn expected(out: &mut String, told: &Told<'_>) -> fmt::Result {
    let (t, n) = (told.season, told.season.nights.max(1));
    let a_night = |us: i128| length((us / i128::from(n)) as i64);
    let each = |count: u64| match count as f64 / n as f64 {
        few if few > 0.0 && few < 0.1 => format!("{few:.3}"),
        many => format!("{many:.2}"),
    };
    let unseen = t.visible.at_most(0);
    let silent = t.dead_air.at_most(0);
    let figures = [
        (say::share(t.nights_held, n), format!("nights with a hold; {} in all", count(t.holds, "hold"))),
        (a_night(t.held_us), "in holds, a night".to_owned()),
        (a_night(t.dead_air.sum()), format!("dead air, a night; in {} of nights", say::share(n - silent, n))),
        (a_night(t.visible.sum()), format!("wrong picture, a night; in {} of nights", say::share(n - unseen, n))),
        (each(t.skipped), "cues skipped, a night".to_owned()),
        (each(t.faults), "faults that took effect, a night".to_owned()),
    ];
    out.push_str("<section class=\"keep\">\n<h2>What else to expect</h2>\n<dl class=\"figures\">\n");
    for (value, what) in figures {
        writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", Safe(&what), Safe(&value))?;
    }
    out.push_str("</dl>\n</section>\n");
    Ok(())
}

/// The same nights with one thing otherwise.
pub(super) fn what_if(out: &mut String, told: &Told<'_>) -> fmt::Result {
    let Some(all) = told.what_if.filter(|w| w.slip.count() > 0 && !w.changes.is_empty()) else { return Ok(()) };
    writeln!(
        out,
        "<section>\n<h2>What to do</h2>\n<p class=\"soft lead\">{} run again under the same luck with \
        one thing otherwise: the difference of each pair. What nobody tried is not in it.</p>",
        sentence(&say::nights(all.slip.count()))
    )?;
    table(
        out,
        " class=\"what-if\"",
        &["change", "#P50, s", "#P95, s", "#mean slip, s", "#wrong picture, s", "better or worse"],
    );
    let at = |h: &Histogram, q: f64| h.quantile(q).map_or("–".to_owned(), |e| say::bare(e.us));
    let mean = |h: &Histogram| h.mean().map_or("–".to_owned(), |e| say::bare(e.us));
    writeln!(
        out,
        "<tr class=\"as-is\"><th scope=\"row\">As it is</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
         <td class=\"n\">{}</td><td></td></tr>",
        at(&all.slip, 0.5),
        at(&all.slip, 0.95),
        mean(&all.slip),
        mean(&all.visible)
    )?;
    for one in &all.changes {
        write!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td>",
            Safe(&say::change(told.bench.show, &one.change)),
            at(&one.slip, 0.5),
            at(&one.slip, 0.95)
        )?;
        let (slip, seen) = (one.paired.slip.mean(), one.paired.visible.mean());
        cell(out, slip)?;
        cell(out, seen)?;
        writeln!(out, "<td>{}</td></tr>", Safe(&verdict(told, &one.change, slip, seen)))?;
    }
    out.push_str(TABLE_END);
    out.push_str("</section>\n");
    Ok(())
}

/// What a change comes to, in words.
fn verdict(told: &Told<'_>, change: &Change, slip: Option<Estimate>, seen: Option<Estimate>) -> String {
    let word = |e: Option<Estimate>, better: &str, worse: &str| match e {
        Some(e) if say::certain(e) && e.us <= -5_000 => Some(better.to_owned()),
        Some(e) if say::certain(e) && e.us >= 5_000 => Some(worse.to_owned()),
        _ => None,
    };
    let said: Vec<String> = [word(slip, "earlier", "later"), word(seen, "a better picture", "a worse picture")]
        .into_iter()
        .flatten()
        .collect();
    let nights = match change {
        Change::Without(all) if all.len() == 1 => {
            let (on, what) = &all[0];
            let at = told.sweep.swings().iter().position(|(o, w)| o == on && w == what);
            at.map(|i| format!(" ({} of nights)", say::share(told.season.swings[i].nights, told.season.nights)))
        }
        _ => None,
    };
    let what = if said.is_empty() { "no difference".to_owned() } else { said.join(", ") };
    format!("{what}{}", nights.unwrap_or_default())
}

/// What became of the costumes that slipped.
pub(super) fn costumes(out: &mut String, told: &Told<'_>) -> fmt::Result {
    let show = told.bench.show;
    let slipped: Vec<_> = show.machines.keys().zip(&told.season.costumes).filter(|(_, c)| c.slipped > 0).collect();
    if slipped.is_empty() {
        return Ok(());
    }
    out.push_str("<section class=\"keep\">\n<h2>Costumes</h2>\n");
    table(out, "", &["costume", "#slipped", "#saved", "#lost", "of those that slipped"]);
    for (name, c) in slipped {
        let saved = 100.0 * c.saved as f64 / c.slipped as f64;
        writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
             <td class=\"stack\"><span><i class=\"saved\" style=\"width: {saved:.1}%\"></i><i class=\"lost\" style=\"width: {:.1}%\"></i></span>\
             <small>{} saved</small></td></tr>",
            Safe(&say::on(show, name)),
            say::thousands(c.slipped),
            say::thousands(c.saved),
            say::thousands(c.slipped - c.saved),
            100.0 - saved,
            say::share(c.saved, c.slipped)
        )?;
    }
    out.push_str(TABLE_END);
    out.push_str("<p class=\"soft\">Saved: somebody began to secure it after it slipped.</p>\n</section>\n");
    Ok(())
}

/// The worst nights, with the lines that open them again.
pub(super) fn worst(out: &mut String, told: &Told<'_>) -> fmt::Result {
    out.push_str("<section>\n<h2>The worst nights, to open again</h2>\n");
    table(out, " class=\"worst\"", &["#night", "#how late, or wrong for", "line that opens it"]);
    for (i, list) in [&told.season.worst, &told.season.worst_seen].into_iter().enumerate() {
        for (us, night) in list.iter().take([5, 3][i]).filter(|(us, _)| *us > 0) {
            let what = if i == 0 { format!("{} late", late(*us)) } else { format!("{} wrong picture", length(*us)) };
            writeln!(
                out,
                "<tr><td class=\"n\">{night}</td><td class=\"n\">{}</td><td><code>{}</code></td></tr>",
                Safe(&what),
                Safe(&told.again(*night))
            )?;
        }
    }
    out.push_str(TABLE_END);
    out.push_str("</section>\n");
    Ok(())
}

/// Every cue.
pub(super) fn cues(out: &mut String, told: &Told<'_>) -> fmt::Result {
    let season = told.season;
    out.push_str(
        "<section>\n<h2>Every cue</h2>\n<p class=\"soft lead\">How late it starts against the plan, in seconds, each \
                  with its interval; and in how many nights it is on the chain that made the show late.</p>\n",
    );
    table(out, " class=\"spread cue-list\"", &["cue", "#P50", "#P80", "#P90", "#P95", "#P99", "#on the chain"]);
    for (cue, of) in told.bench.show.cues.iter().zip(&season.cues) {
        if of.starts.count() == 0 && of.never == 0 {
            continue;
        }
        let never = match of.never {
            0 => String::new(),
            n => format!(" · not in {} of nights", say::share(n, season.nights)),
        };
        let more = format!("{}{never}", cue.label);
        write!(out, "<tr><th scope=\"row\">{}{}</th>", Safe(&cue.number), small(&more))?;
        for (q, _) in QUANTILES {
            cell(out, of.starts.quantile(q))?;
        }
        writeln!(out, "<td class=\"n\">{}</td></tr>", say::share(of.critical, season.nights))?;
    }
    out.push_str(TABLE_END);
    out.push_str("<p class=\"soft\">Cues that the plan does not have (contingencies) have no line.</p>\n</section>\n");
    Ok(())
}

/// What a second sheet differs by, night by night under the same luck.
pub(super) fn paired(out: &mut String, first: &Told<'_>, second: &Told<'_>, paired: &Paired) -> fmt::Result {
    let n = paired.slip.count();
    writeln!(
        out,
        "<section class=\"keep\">\n<h2>{} against {}</h2>\n<p class=\"soft lead\">{} under the same luck; the second less the \
         first.</p>",
        Safe(second.typed.0),
        Safe(first.typed.0),
        sentence(&say::nights(n))
    )?;
    let of = [("Slip", &paired.slip), ("Final curtain", &paired.end), ("Wrong picture", &paired.visible)];
    bars::paired(out, &of.map(|(name, h)| (name, h.mean())))?;
    spread_head(out, "difference, seconds", "#most");
    for (name, h) in of {
        spread(out, name, h)?;
    }
    out.push_str(TABLE_END);
    let planned = second.bench.plan.end_us - first.bench.plan.end_us;
    let text = format!(
        "Planned to end at {} and {} ({}). Later against its plan in {} of nights ({}), earlier in {} ({}), the same in the rest.",
        clock(first.bench.plan.end_us),
        clock(second.bench.plan.end_us),
        late(planned),
        say::share(paired.later, n),
        say::within(Chance::of(paired.later, n)),
        say::share(paired.earlier, n),
        say::within(Chance::of(paired.earlier, n))
    );
    writeln!(out, "<p>{}</p>\n</section>", Safe(&text))
}
