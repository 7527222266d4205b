//! What a test may know of a window: its state, written to a file whenever it changes.

use std::path::PathBuf;

use bevy::prelude::*;
use bevy::window::PrimaryWindow;
use serde_json::json;

use super::calling::Caller;
use super::on_stage::{Beside, Desk, OnStage, Playhead, Shown};
use super::quality::Quality;
use super::session::Risk;
use crate::engine::fault_id;
use crate::report::whole_file;

/// Frames until what is drawn is surely on the screen: the renderer is one behind, and the screen another.
const SEEN_AFTER: u32 = 4;

/// Where to write it.
#[derive(Resource)]
struct Out {
    file: PathBuf,
    last: serde_json::Value,
}

pub(super) fn add(app: &mut App, file: PathBuf) {
    app.insert_resource(Out { file, last: serde_json::Value::Null }).add_systems(Last, write);
}

fn write(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    shown: Res<Shown>,
    desk: Res<Desk>,
    beside: Res<Beside>,
    quality: Res<Quality>,
    windows: Query<&Window, With<PrimaryWindow>>,
    caller: Option<Res<Caller>>,
    risk: Option<Res<Risk>>,
    mut out: ResMut<Out>,
    mut same: Local<u32>,
) {
    let r = &stage.0;
    let faults: Vec<String> = (0..r.scenario.faults.len()).map(|i| fault_id(&r.scenario, i)).collect();
    let machine = shown.machine.and_then(|m| r.show.machines.keys().nth(m));
    let state = json!({
        "title": r.show.title,
        "t_us": playhead.t_us,
        "playing": playhead.playing,
        "speed": playhead.speed,
        "round": playhead.round,
        "view": shown.view.name(),
        "ghosts": shown.ghosts,
        "panels": shown.panels,
        "folded": [shown.folded.cues, shown.folded.side, shown.folded.timeline],
        "tab": shown.tab.name(),
        "machine": machine,
        "chain": shown.chain.and_then(|c| r.show.cues.get(c)).map(|c| &c.number),
        "over": shown.over,
        "help": shown.help,
        "scale": shown.scale,
        "backstage": shown.backstage,
        "still": shown.still,
        "quality": quality.name(),
        "faults": faults,
        "end_us": r.run.end_us,
        "beside": beside.0.is_some(),
        "busy": desk.busy,
        "undo": desk.undo,
        "redo": desk.redo,
        "notice": desk.notice,
        "problem": desk.problem,
        "night": r.scenario.name,
        "nights": risk.as_ref().and_then(|r| r.told.as_ref()).map(|t| t.brief.nights),
        "calling": caller.as_deref().map(|c| c.told(playhead.t_us)),
        "focused": windows.single().is_ok_and(|w| w.focused),
    });
    *same = if state == out.last { same.saturating_add(1) } else { 0 };
    // What was drawn a few times as it is can be seen.
    let (changed, seen) = (*same == 0, *same == SEEN_AFTER);
    if !changed && !seen {
        return;
    }
    out.last = state.clone();
    let mut state = state;
    state["seen"] = json!(seen);
    // What is not written is missed by whoever waits for it, and they say so.
    let _ = whole_file(&out.file, state.to_string().as_bytes());
}
