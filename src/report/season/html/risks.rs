//! What the page rests on: every risk of the odds with its numbers, and whether anybody measured them.

use std::fmt::{self, Write};

use crate::fault::odds::Risk;
use crate::report::page::{Safe, TABLE_END, chip, small, table};
use crate::report::performance::words::sentence;
use crate::report::season::{Told, say};

pub(super) fn risks(out: &mut String, told: &Told<'_>) -> fmt::Result {
    if told.odds.risks.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section>\n<h2>What this rests on</h2>\n<p class=\"soft lead\">{} {} repair while the show runs. Replace the numbers \
         with the house’s own show reports, and say where they are from.</p>",
        Safe(told.footing().strip_prefix("ASSUMED: ").map(sentence).as_deref().unwrap_or(&told.footing())),
        if told.odds.hands == 1 { "One person can".to_owned() } else { format!("{} people can", told.odds.hands) }
    )?;
    table(out, " class=\"risks\"", &["risk", "how often", "how badly", "how long, s", "where the numbers are from"]);
    for (i, risk) in told.odds.risks.iter().enumerate() {
        let name = told.odds.risk_id(i);
        let what = say::risk(told.bench.show, &risk.on, risk.what.name());
        writeln!(
            out,
            "<tr><th scope=\"row\">{}{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}{}</td></tr>",
            Safe(&name),
            small(&what),
            Safe(&say::rate(risk.rate)),
            Safe(&risk.strength.map_or("–".to_owned(), say::dist)),
            Safe(&lasts(risk)),
            if risk.is_assumption() { chip("fault", "◆", "assumed") } else { chip("on-time", "●", "sourced") },
            small(source(risk))
        )?;
    }
    out.push_str(TABLE_END);
    out.push_str("</section>\n");
    Ok(())
}

fn lasts(risk: &Risk) -> String {
    match (risk.lasts, risk.repair) {
        (Some(lasts), _) => say::dist(lasts),
        (None, Some(work)) => format!("{} of repair", say::dist(work)),
        (None, None) => "–".to_owned(),
    }
}

/// Where the numbers are from, without the word that the chip says.
fn source(risk: &Risk) -> &str {
    let source = risk.source.trim();
    if !risk.is_assumption() {
        return source;
    }
    source.get(10..).unwrap_or("").trim_start_matches([':', ',', ' '])
}
