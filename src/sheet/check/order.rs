//! What waits for what: circles of cues, cues that can never start, gates that can never open.
//!
//! A cue depends on the cue it follows or hangs on, and on those whose Started or Done its `When` and its interlocks
//! cannot do without. Everything here is one walk of that graph, dependencies first.

use std::collections::VecDeque;

use super::{Names, Path, Problems};
use crate::sheet::diagnostic::Finding;
use crate::sheet::{Call, Condition, OnTimeout};

/// Looks for circles, and for what waits in vain.
pub(super) fn order(names: &Names<'_>, root: &Path<'_>, problems: &mut Problems) {
    let graph = Graph::new(names);
    let mut known =
        Known { call: vec![Facts::default(); graph.edges.len()], start: vec![Facts::default(); graph.edges.len()] };
    for group in graph.groups() {
        let circle = group.len() > 1 || graph.edges[group[0]].iter().any(|e| e.to == group[0]);
        if circle {
            report_circle(&graph, &group, names, root, problems, &mut known);
        }
        for &cue in &group {
            learn(&graph, cue, names, root, problems, &mut known);
        }
    }
    gates(names, &known, root, problems);
}

/// Why a cue in a circle of Follow and Hang never starts.
const ITSELF: &str = "it waits for itself";

/// Why one cue waits for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Call,
    When,
    /// The place of the condition among the cue's interlocks.
    Need(usize),
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    to: usize,
    why: Why,
}

struct Graph {
    /// Per cue: what it depends on.
    edges: Vec<Vec<Edge>>,
}

impl Graph {
    fn new(names: &Names<'_>) -> Self {
        let edges = names.show.cues.iter().map(|cue| {
            let mut edges = Vec::new();
            match &cue.call {
                Call::Follow(other, _) | Call::Hang(other, _) => {
                    edges.extend(names.find_cue(other).map(|to| Edge { to, why: Why::Call }));
                }
                Call::When(c) => {
                    must(c, &mut |c| edges.extend(happened(c, names).map(|to| Edge { to, why: Why::When })));
                }
                _ => {}
            }
            for (i, c) in cue.needs.iter().enumerate() {
                must(c, &mut |c| edges.extend(happened(c, names).map(|to| Edge { to, why: Why::Need(i) })));
            }
            edges
        });
        Self { edges: edges.collect() }
    }

    /// The strongly connected components, dependencies first (Tarjan, without recursion: a chain may be long).
    fn groups(&self) -> Vec<Vec<usize>> {
        const NEW: usize = usize::MAX;
        let n = self.edges.len();
        let (mut index, mut low, mut on_stack) = (vec![NEW; n], vec![0; n], vec![false; n]);
        let (mut stack, mut groups, mut next) = (Vec::new(), Vec::new(), 0);
        let mut work: Vec<(usize, usize)> = Vec::new();
        for root in 0..n {
            if index[root] != NEW {
                continue;
            }
            work.push((root, 0));
            while let Some((v, edge)) = work.pop() {
                if edge == 0 {
                    (index[v], low[v]) = (next, next);
                    next += 1;
                    stack.push(v);
                    on_stack[v] = true;
                }
                if let Some(e) = self.edges[v].get(edge) {
                    work.push((v, edge + 1));
                    if index[e.to] == NEW {
                        work.push((e.to, 0));
                    } else if on_stack[e.to] {
                        low[v] = low[v].min(index[e.to]);
                    }
                    continue;
                }
                if let Some((parent, _)) = work.last() {
                    low[*parent] = low[*parent].min(low[v]);
                }
                if low[v] == index[v] {
                    let mut group = Vec::new();
                    while let Some(w) = stack.pop() {
                        on_stack[w] = false;
                        group.push(w);
                        if w == v {
                            break;
                        }
                    }
                    group.sort_unstable();
                    groups.push(group);
                }
            }
        }
        groups
    }

    /// A shortest way from `start` back to it within its group.
    fn circle(&self, start: usize, group: &[usize]) -> Option<Vec<(usize, Edge)>> {
        let inside = |cue: usize| group.binary_search(&cue).ok();
        let mut came: Vec<Option<(usize, Edge)>> = vec![None; group.len()];
        let mut queue = VecDeque::from([start]);
        while let Some(v) = queue.pop_front() {
            for e in self.edges[v].iter().copied() {
                let Some(to) = inside(e.to) else { continue };
                if came[to].is_none() {
                    came[to] = Some((v, e));
                    if e.to == start {
                        let mut way = Vec::new();
                        let mut at = start;
                        while let Some((from, e)) = inside(at).and_then(|i| came[i]) {
                            way.push((from, e));
                            at = from;
                            if at == start {
                                break;
                            }
                        }
                        way.reverse();
                        return Some(way);
                    }
                    queue.push_back(e.to);
                }
            }
        }
        None
    }
}

/// What must be so for a cue to be called, or to start.
#[derive(Clone, Debug, Default)]
struct Facts<'a> {
    /// Options that must have been chosen.
    options: Vec<(&'a str, &'a str)>,
    /// The beat before whose start it does not happen.
    earliest: Option<usize>,
    /// Why it never happens, if so.
    never: Option<String>,
}

impl<'a> Facts<'a> {
    fn ask(&mut self, (decision, option): (&'a str, &'a str)) {
        match self.options.iter().find(|(d, _)| *d == decision) {
            Some((_, other)) if *other != option => {
                let why = format!("that takes both \"{other}\" and \"{option}\" of the decision \"{decision}\"");
                self.never.get_or_insert(why);
            }
            Some(_) => {}
            None => self.options.push((decision, option)),
        }
    }

    fn after(&mut self, other: &Self, number: &str, happens: &str) {
        if other.never.is_some() {
            self.never.get_or_insert_with(|| format!("it waits for {number}, which {happens}"));
        }
        self.earliest = self.earliest.max(other.earliest);
        for option in &other.options {
            self.ask(*option);
        }
    }
}

/// What is known so far, by cue.
struct Known<'a> {
    /// Of its call, whatever its interlocks say: what follows a cue runs on when that is given up (rule 22).
    call: Vec<Facts<'a>>,
    /// Of its start.
    start: Vec<Facts<'a>>,
}

fn report_circle(
    graph: &Graph,
    group: &[usize],
    names: &Names<'_>,
    root: &Path<'_>,
    problems: &mut Problems,
    known: &mut Known<'_>,
) {
    let cues = root.field("cues");
    let number = |i: usize| names.cue_at(i).number.as_str();
    let told = |way: &[(usize, Edge)]| {
        let mut text: Vec<_> = way.iter().take(8).map(|(cue, _)| number(*cue)).collect();
        if way.len() > 8 {
            text.push("…");
        }
        text.push(way.first().map_or("", |(cue, _)| number(*cue)));
        text.join(" → ")
    };
    // Each cue follows one other at most: go on from each until there is nothing new.
    let mut walked = vec![0; group.len()];
    let mut any = false;
    for (i, &first) in group.iter().enumerate() {
        let (mut at, mut place) = (first, Some(i));
        while let Some(p) = place.filter(|p| walked[*p] == 0) {
            walked[p] = i + 1;
            let Some(e) = graph.edges[at].iter().find(|e| e.why == Why::Call) else { break };
            (at, place) = (e.to, group.binary_search(&e.to).ok());
        }
        let closed = place.is_some_and(|p| walked[p] == i + 1) && graph.edges[at].iter().any(|e| e.why == Why::Call);
        if !closed {
            continue;
        }
        any = true;
        let start = at;
        let mut way = Vec::new();
        while let Some(e) = graph.edges[at].iter().find(|e| e.why == Why::Call) {
            known.call[at].never = Some(ITSELF.to_owned());
            way.push((at, *e));
            at = e.to;
            if at == start {
                break;
            }
        }
        // Told from the cue that comes first in the sheet.
        let lowest = (0..way.len()).min_by_key(|i| way[*i].0).unwrap_or(0);
        way.rotate_left(lowest);
        let message = if way.len() == 1 {
            format!("{} follows itself", number(start))
        } else {
            format!("cues follow each other in a circle: {}", told(&way))
        };
        let at = cues.item(way[0].0);
        let at = at.field("call");
        problems.add(&at.item(0), Finding::new("E0401", 0..0, message).label("none of them can start"));
    }
    if any {
        return;
    }
    let Some(way) = graph.circle(group[0], group) else { return };
    let message = if way.len() == 1 {
        format!("{} waits for itself", number(way[0].0))
    } else {
        format!("cues wait for each other in a circle: {}", told(&way))
    };
    let (cue, edge) = *way.iter().find(|(_, e)| matches!(e.why, Why::Need(_))).unwrap_or(&way[0]);
    let finding = Finding::new("W0002", 0..0, message).label("opens only after the cue it holds");
    let at = cues.item(cue);
    match edge.why {
        Why::Need(i) => problems.add(&at.field("needs").item(i), finding),
        _ => problems.add(&at.field("call").item(0), finding),
    }
}

/// Works out what is known of a cue from what is known of those it depends on.
fn learn<'a>(
    graph: &Graph,
    cue: usize,
    names: &Names<'a>,
    root: &Path<'_>,
    problems: &mut Problems,
    known: &mut Known<'a>,
) {
    let this = names.cue_at(cue);
    let cues = root.field("cues");
    let at = cues.item(cue);
    let mut call = std::mem::take(&mut known.call[cue]);
    if let Some((d, o)) = &this.only {
        call.ask((d, o));
    }
    if let Call::On(beat, _) = &this.call
        && let Some(beat) = names.find_beat(beat)
    {
        call.earliest = Some(beat);
        if let Some((d, o)) = &names.beats[beat].only {
            call.ask((d, o));
        }
    }
    if let Call::When(c) = &this.call {
        must(c, &mut |c| chosen(c, &mut call));
    }
    let others = || graph.edges[cue].iter().filter(|e| e.to != cue);
    let number = |e: &Edge| names.cue_at(e.to).number.as_str();
    for e in others() {
        match e.why {
            Why::Call => call.after(&known.call[e.to], number(e), "is never called"),
            Why::When => call.after(&known.start[e.to], number(e), "never starts"),
            Why::Need(_) => {}
        }
    }
    let mut start = call.clone();
    for c in &this.needs {
        must(c, &mut |c| chosen(c, &mut start));
    }
    for e in others().filter(|e| matches!(e.why, Why::Need(_))) {
        start.after(&known.start[e.to], number(e), "never starts");
    }
    // A cue in a circle has been told of already.
    if let Some(why) = start.never.as_ref().filter(|why| *why != ITSELF) {
        let message = format!("{} can never start", this.number);
        problems.add(&at.field("call"), Finding::new("W0003", 0..0, message).label(why));
    }
    (known.call[cue], known.start[cue]) = (call, start);
}

fn chosen<'a>(c: &'a Condition, facts: &mut Facts<'a>) {
    if let Condition::Chosen(d, o) = c {
        facts.ask((d, o));
    }
}

/// Gates that wait for what comes only after them.
fn gates(names: &Names<'_>, known: &Known<'_>, root: &Path<'_>, problems: &mut Problems) {
    let script = root.field("script");
    let mut ix = 0;
    for (s, scene) in names.show.script.iter().enumerate() {
        let at = script.item(s);
        let beats = at.field("beats");
        for (b, beat) in scene.beats.iter().enumerate() {
            let at = beats.item(b);
            let needs = at.field("needs");
            for (i, c) in beat.needs.iter().enumerate() {
                // Under Skip the beat starts all the same.
                if beat.on_timeout == OnTimeout::Hold
                    && let Some(why) = never_opens(c, ix, beat.only.as_ref(), names, known)
                {
                    let message = format!("the gate of \"{}\" can never open", beat.id);
                    problems.add(&needs.item(i), Finding::new("W0004", 0..0, message).label(why));
                }
            }
            ix += 1;
        }
    }
}

/// Why a condition cannot become true before the beat starts.
fn never_opens(
    c: &Condition,
    beat: usize,
    only: Option<&(String, String)>,
    names: &Names<'_>,
    known: &Known<'_>,
) -> Option<String> {
    let inner = |c| never_opens(c, beat, only, names, known);
    match c {
        Condition::All(list) => list.iter().find_map(inner),
        Condition::Any(list) => {
            let mut why = Some("none of nothing is ever true".to_owned());
            for c in list {
                why = Some(inner(c)?);
            }
            why
        }
        Condition::Started(number) | Condition::Done(number) => {
            let cue = names.find_cue(number)?;
            if known.start[cue].never.is_some() {
                return Some(format!("{number} never starts"));
            }
            let earliest = known.start[cue].earliest?;
            (earliest >= beat)
                .then(|| format!("{number} starts only after the beat \"{}\" does", names.beats[earliest].id))
        }
        Condition::Chosen(decision, option) => {
            let (d, o) = only?;
            (d == decision && o != option).then(|| format!("the beat is there only if \"{o}\" was chosen"))
        }
        _ => None,
    }
}

/// Every condition that must hold for `c` to hold.
fn must<'c>(c: &'c Condition, visit: &mut dyn FnMut(&'c Condition)) {
    match c {
        Condition::All(list) => list.iter().for_each(|c| must(c, visit)),
        Condition::Any(list) if list.len() == 1 => must(&list[0], visit),
        leaf => visit(leaf),
    }
}

/// The cue that a condition says has started or is done.
fn happened(c: &Condition, names: &Names<'_>) -> Option<usize> {
    match c {
        Condition::Started(cue) | Condition::Done(cue) => names.find_cue(cue),
        _ => None,
    }
}
