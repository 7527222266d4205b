//! `drytech list`: the sheets, scenarios and odds inside the binary.

use super::args::List;
use super::{embedded, exit, write};

/// Lists them with their first comment line, or prints one.
pub fn list(args: &List) -> u8 {
    if let Some(name) = &args.name {
        return match embedded::find(name) {
            Some(file) => write::stdout(file.text),
            None => {
                write::complain(&format!("nothing built in is called {name}"));
                write::say("\nhint: `drytech list` names them all");
                exit::USAGE
            }
        };
    }
    let width = embedded::ALL.iter().map(|e| e.path.len()).max().unwrap_or(0);
    let lines: String = embedded::ALL.iter().map(|e| format!("{:width$}  {}\n", e.path, about(e.text))).collect();
    write::stdout(&lines)
}

/// What a file says of itself: its scenario's or odds' name, or its title.
fn about(text: &str) -> &str {
    let quoted = |field: &str| {
        let at = text.find(field)? + field.len();
        text[at..].split('"').nth(1)
    };
    if text.contains("Scenario(") || text.contains("Odds(") {
        quoted("name:")
    } else {
        quoted("performance:").or_else(|| quoted("title:"))
    }
    .unwrap_or_default()
}
