//! The shape of the language as data ([`Ty`]), and the walk that finds everything in a text that does not have it.
//!
//! `serde` reads the language and stops at the first thing it cannot read; this finds them all, and is asked only then.

use std::collections::BTreeSet;

use super::diagnostic::Finding;
use super::nearest::{did_you_mean, nearest};
use super::parse::list;
use super::spans::{Kind, Node, Word};

/// What may stand somewhere.
#[derive(Debug)]
pub(crate) enum Ty {
    Number,
    /// A whole number from 0 to this.
    Whole(u64),
    Bool,
    Text,
    Maybe(&'static Ty),
    List(&'static Ty),
    Map(&'static Ty),
    /// `(decision, option)`.
    Pair,
    /// `(from, to)`, whole numbers.
    Range,
    Position,
    /// A name, or one of these.
    Look(&'static Enum),
    Areas(&'static Struct),
    Struct(&'static Struct),
    Enum(&'static Enum),
}

/// A struct: its name and fields.
#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [Field],
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) ty: Ty,
    pub(crate) required: bool,
}

/// A field without a default.
pub(crate) const fn need(name: &'static str, ty: Ty) -> Field {
    Field { name, ty, required: true }
}

/// A field with one.
pub(crate) const fn may(name: &'static str, ty: Ty) -> Field {
    Field { name, ty, required: false }
}

/// A choice of words.
#[derive(Debug)]
pub(crate) struct Enum {
    /// With its article: `an action`.
    pub(crate) what: &'static str,
    pub(crate) variants: &'static [(&'static str, Args)],
}

/// What follows the word.
#[derive(Debug)]
pub(crate) enum Args {
    Nothing,
    /// Values, each with what it is; so many of them at least.
    Values(usize, &'static [(&'static str, Ty)]),
    Fields(&'static Struct),
}

/// Puts everything about `node` that is not as `ty` says into `out`.
pub(crate) fn walk(node: &Node<'_>, ty: &Ty, out: &mut Vec<Finding>) {
    if matches!(node.kind, Kind::Broken) {
        return;
    }
    match ty {
        Ty::Number => {
            let fine = match &node.kind {
                Kind::Number(text) => number(text).is_some(),
                Kind::Word(w) => matches!(*w, "inf" | "NaN" | "inff32" | "inff64" | "NaNf32" | "NaNf64"),
                _ => false,
            };
            if !fine {
                let hint = match &node.kind {
                    Kind::Text(t) if t.trim().parse::<f64>().is_ok() => {
                        Some("a number has no quotation marks".to_owned())
                    }
                    Kind::Number(_) => Some("numbers are written 2, 2.5 or 2.5e-3".to_owned()),
                    _ => None,
                };
                wrong(node, "a number", hint, out);
            }
        }
        Ty::Whole(most) => {
            if !matches!(&node.kind, Kind::Number(text) if whole(text).is_some_and(|n| n <= *most)) {
                wrong(node, &format!("a whole number from 0 to {most}"), None, out);
            }
        }
        Ty::Bool => {
            if !matches!(node.kind, Kind::Word("true" | "false")) {
                wrong(node, "`true` or `false`", None, out);
            }
        }
        Ty::Text => text(node, "a text", out),
        Ty::Maybe(inner) => {
            if !matches!(node.kind, Kind::Word("None")) {
                walk(node.inner(), inner, out);
            }
        }
        Ty::List(inner) => match &node.kind {
            Kind::List(items) => items.iter().for_each(|i| walk(i, inner, out)),
            _ => wrong(node, "a list", Some("a list has square brackets: `[ … ]`".to_owned()), out),
        },
        Ty::Map(inner) => map(node, inner, out),
        Ty::Pair => match &node.kind {
            Kind::Tuple(None, items) if items.len() == 2 => items.iter().for_each(|i| text(i, "a text", out)),
            _ => wrong(node, "`(\"decision\", \"option\")`", None, out),
        },
        Ty::Range => match &node.kind {
            Kind::Tuple(None, items) if items.len() == 2 => {
                items.iter().for_each(|i| walk(i, &Ty::Whole(u64::MAX), out));
            }
            _ => wrong(node, "`(from, to)`", None, out),
        },
        Ty::Position => match &node.kind {
            Kind::Tuple(None, items) if matches!(items.len(), 2 | 3) => {
                items.iter().for_each(|i| walk(i, &Ty::Number, out));
            }
            _ => wrong(node, "a position `(x, y)` or `(x, y, z)`", None, out),
        },
        Ty::Look(shape) => match &node.kind {
            Kind::Text(_) => {}
            Kind::Tuple(Some(_), _) | Kind::Struct(Some(_), _) => choice(node, shape, out),
            Kind::Word(w) if shape.variants.iter().any(|(name, _)| name == w) => choice(node, shape, out),
            _ => text(node, "a look's name, or `Model(\"path.glb\")`", out),
        },
        Ty::Areas(area) => match &node.kind {
            Kind::List(items) => items.iter().for_each(|i| text(i, "an area's name", out)),
            Kind::Map(entries) => {
                for (key, value) in entries {
                    text(key, "an area's name", out);
                    structure(value, area, out);
                }
            }
            _ => wrong(node, "a list of area names, or a map `{ \"name\": Area(…) }`", None, out),
        },
        Ty::Struct(shape) => structure(node, shape, out),
        Ty::Enum(shape) => choice(node, shape, out),
    }
}

fn wrong(node: &Node<'_>, expected: &str, hint: Option<String>, out: &mut Vec<Finding>) {
    let found = match &node.kind {
        Kind::Struct(Some(w), _) | Kind::Tuple(Some(w), _) => format!("`{}(…)`", w.text),
        Kind::Struct(None, _) | Kind::Tuple(None, _) => "`(…)`".to_owned(),
        Kind::Word(w) => format!("`{w}`"),
        Kind::List(_) => "a list".to_owned(),
        Kind::Map(_) => "a map".to_owned(),
        Kind::Text(_) => "a text".to_owned(),
        Kind::Number(n) => format!("`{n}`"),
        Kind::Other | Kind::Broken => "something else".to_owned(),
    };
    let span = if matches!(node.kind, Kind::List(_) | Kind::Map(_)) { node.head() } else { node.place() };
    out.push(
        Finding::new("E0008", span, format!("expected {expected}, found {found}"))
            .label(format!("expected {expected}"))
            .maybe_hint(hint),
    );
}

fn text(node: &Node<'_>, what: &str, out: &mut Vec<Finding>) {
    if !matches!(node.kind, Kind::Text(_)) {
        let hint = match &node.kind {
            Kind::Word(w) => Some(format!("a text has quotation marks: `\"{w}\"`")),
            Kind::Number(n) => Some(format!("a text has quotation marks: `\"{n}\"`")),
            Kind::Tuple(Some(w), _) if w.text == "Model" => {
                Some("only a flying piece or a wagon has a model of its own".to_owned())
            }
            _ => None,
        };
        wrong(node, what, hint, out);
    }
}

fn map(node: &Node<'_>, inner: &Ty, out: &mut Vec<Finding>) {
    let Kind::Map(entries) = &node.kind else {
        return wrong(node, "a map", Some("a map has braces: `{ \"name\": … }`".to_owned()), out);
    };
    let mut seen = BTreeSet::new();
    for (key, value) in entries {
        text(key, "a name", out);
        if let Kind::Text(name) = &key.kind
            && !seen.insert(name.as_str())
        {
            let finding = Finding::new("E0011", key.span.clone(), format!("the key \"{name}\" is given twice"));
            out.push(finding.label("given again"));
        }
        walk(value, inner, out);
    }
}

fn structure(node: &Node<'_>, shape: &Struct, out: &mut Vec<Finding>) {
    let name = match &node.kind {
        Kind::Struct(name, _) => name,
        Kind::Tuple(name, items) if items.is_empty() => name,
        Kind::Tuple(Some(name), _) if name.text == shape.name => {
            out.push(unnamed(name, shape));
            return;
        }
        _ => {
            let hint = match node.kind {
                Kind::Word(w) if w == shape.name => Some(format!("`{w}` needs its brackets: `{w}()`")),
                _ => None,
            };
            return wrong(node, &format!("`{}(…)`", shape.name), hint, out);
        }
    };
    if let Some(name) = name
        && name.text != shape.name
    {
        let near = nearest(name.text, [shape.name]);
        out.push(
            Finding::new("E0012", name.span.clone(), format!("expected `{}(…)`, found `{}(…)`", shape.name, name.text))
                .label(format!("expected `{}`", shape.name))
                .maybe_hint(near.map(|n| format!("did you mean `{n}`?"))),
        );
        if near.is_none() {
            // Something else was meant: its fields would be measured by the wrong yard.
            return;
        }
    }
    fields(node, shape, out);
}

fn unnamed(name: &Word<'_>, shape: &Struct) -> Finding {
    let first = shape.fields.first().map_or("name", |f| f.name);
    Finding::new("E0009", name.span.clone(), format!("the values of `{}` have names", name.text))
        .label("expected `name: value`")
        .hint(format!("as in `{}({first}: …)`", name.text))
}

fn fields(node: &Node<'_>, shape: &Struct, out: &mut Vec<Finding>) {
    let given: &[(Word<'_>, Node<'_>)] = if let Kind::Struct(_, given) = &node.kind { given } else { &[] };
    let names = || shape.fields.iter().map(|f| f.name);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut meant: BTreeSet<&str> = BTreeSet::new();
    for (name, value) in given {
        let Some(field) = shape.fields.iter().find(|f| f.name == name.text) else {
            let near = nearest(name.text, names().filter(|n| !given.iter().any(|(g, _)| g.text == *n)));
            meant.extend(near);
            let hint = near.map_or_else(
                || format!("`{}` has {}", shape.name, list(&names().collect::<Vec<_>>())),
                |n| format!("did you mean `{n}`?"),
            );
            out.push(
                Finding::new("E0005", name.span.clone(), format!("`{}` has no field `{}`", shape.name, name.text))
                    .label("unknown field")
                    .hint(hint),
            );
            continue;
        };
        if !seen.insert(field.name) {
            let finding = Finding::new("E0010", name.span.clone(), format!("the field `{}` is given twice", name.text));
            out.push(finding.label("given again"));
        }
        walk(value, &field.ty, out);
    }
    if !node.whole {
        return;
    }
    // A field whose name is misspelt is not missing as well.
    let missing: Vec<_> = shape
        .fields
        .iter()
        .filter(|f| f.required && !seen.contains(f.name) && !meant.contains(f.name))
        .map(|f| f.name)
        .collect();
    if !missing.is_empty() {
        let (s, are) = if missing.len() == 1 { ("", "is") } else { ("s", "are") };
        let message = format!("`{}` lacks the field{s} {}", shape.name, list(&missing));
        let label = format!("{} {are} missing", list(&missing));
        out.push(Finding::new("E0006", node.head(), message).label(label));
    }
}

fn choice(node: &Node<'_>, shape: &Enum, out: &mut Vec<Finding>) {
    let names = || shape.variants.iter().map(|(name, _)| *name);
    let find = |name: &str| shape.variants.iter().find(|(n, _)| *n == name);
    let (name, span) = match &node.kind {
        Kind::Word(w) => (*w, node.span.clone()),
        Kind::Struct(Some(w), _) | Kind::Tuple(Some(w), _) => (w.text, w.span.clone()),
        _ => {
            let hint = match &node.kind {
                Kind::Text(t) if find(t).is_some() => Some(format!("`{t}` has no quotation marks")),
                _ => Some(format!("one of {}", list(&names().collect::<Vec<_>>()))),
            };
            return wrong(node, shape.what, hint, out);
        }
    };
    let Some((name, args)) = find(name) else {
        let hint =
            did_you_mean(name, names()).unwrap_or_else(|| format!("one of {}", list(&names().collect::<Vec<_>>())));
        let finding = Finding::new("E0007", span, format!("`{name}` is not {}", shape.what));
        out.push(finding.label(format!("not {}", shape.what)).hint(hint));
        return;
    };
    let form = |finding: Finding, values: &[(&str, Ty)], least: usize| finding.hint(spelt(name, values, least));
    match (args, &node.kind) {
        (Args::Nothing, Kind::Word(_)) => {}
        (Args::Nothing, _) => {
            let finding = Finding::new("E0009", span, format!("`{name}` has nothing in brackets"));
            out.push(finding.label(format!("write `{name}`")));
        }
        (Args::Fields(_), Kind::Word(_)) => {
            let finding = Finding::new("E0009", span, format!("`{name}` needs its brackets"));
            out.push(finding.label(format!("write `{name}(…)`")));
        }
        (Args::Fields(_), Kind::Tuple(Some(w), items)) if !items.is_empty() => {
            if let Args::Fields(inner) = args {
                out.push(unnamed(w, inner));
            }
        }
        (Args::Fields(inner), _) => fields(node, inner, out),
        (Args::Values(least, values), Kind::Word(_)) => {
            let finding = Finding::new("E0009", span, format!("`{name}` lacks its values")).label("values are missing");
            out.push(form(finding, values, *least));
        }
        (Args::Values(least, values), Kind::Tuple(_, items)) => {
            if let Some(extra) = items.get(values.len()) {
                let message = format!("`{name}` has {} at most, found {}", values_of(values.len()), items.len());
                out.push(form(Finding::new("E0009", extra.place(), message).label("one too many"), values, *least));
            } else if items.len() < *least && node.whole {
                let lacks: Vec<_> = values[items.len()..*least].iter().map(|(what, _)| *what).collect();
                let message = format!("`{name}` lacks {}", lacks.join(", "));
                let finding = Finding::new("E0009", span, message).label(format!("without {}", lacks.join(", ")));
                out.push(form(finding, values, *least));
            }
            for (item, (_, ty)) in items.iter().zip(values.iter()) {
                walk(item, ty, out);
            }
        }
        (Args::Values(least, values), _) => {
            let message = format!("the values of `{name}` have no names");
            out.push(form(Finding::new("E0009", span, message).label("leave the names out"), values, *least));
        }
    }
}

fn values_of(n: usize) -> String {
    if n == 1 { "1 value".to_owned() } else { format!("{n} values") }
}

/// `Fly(piece, mark, over?)`.
fn spelt(name: &str, values: &[(&str, Ty)], least: usize) -> String {
    let values: Vec<_> =
        values.iter().enumerate().map(|(i, (what, _))| format!("{what}{}", if i < least { "" } else { "?" })).collect();
    format!("it is written `{name}({})`", values.join(", "))
}

/// A number as RON reads it where any number may stand.
fn number(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    let plain = plain.strip_suffix("f32").or(plain.strip_suffix("f64")).unwrap_or(&plain);
    plain.parse().ok().or_else(|| whole(text).map(|n| n as f64))
}

fn whole(text: &str) -> Option<u64> {
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    let plain = plain.strip_prefix('+').unwrap_or(&plain);
    match plain.get(..2) {
        Some("0x") => u64::from_str_radix(&plain[2..], 16).ok(),
        Some("0b") => u64::from_str_radix(&plain[2..], 2).ok(),
        Some("0o") => u64::from_str_radix(&plain[2..], 8).ok(),
        _ => plain.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Ty, walk};
    use crate::fault::grammar::SCENARIO;
    use crate::sheet::Source;
    use crate::sheet::grammar::SHOW;
    use crate::sheet::spans::Tree;

    fn sheets_below(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                sheets_below(&path, into);
            } else if path.extension().is_some_and(|e| e == "ron") {
                into.push(path);
            }
        }
    }

    #[test]
    fn the_walk_finds_nothing_in_sheets_that_can_be_read() {
        let mut files = vec!["tests/never_panics/sheet.ron".into(), "tests/never_panics/scenario.ron".into()];
        sheets_below(Path::new("cues"), &mut files);
        for path in files {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let source = Source::new("", text.as_str());
            let shape = match crate::sheet::is_odds(&source) {
                true => &crate::fault::odds::grammar::ODDS,
                false if crate::sheet::is_scenario(&source).unwrap_or_else(|e| panic!("{e}")) => &SCENARIO,
                false => &SHOW,
            };
            let tree = Tree::new(&text);
            let mut found = tree.faults;
            walk(&tree.root, &Ty::Struct(shape), &mut found);
            assert!(found.is_empty(), "{}: {found:?}", path.display());
        }
    }
}
