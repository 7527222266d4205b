//! Whole commands as people see them: exit code, standard output, standard error.

mod common;

/// What came of a command, whole, as the snapshots show it.
fn drytech(args: &[&str]) -> String {
    common::drytech(args).to_string()
}

macro_rules! command {
    ($name:ident, $($arg:literal),*) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(drytech(&[$($arg),*]));
        }
    };
}

command!(run_prints_a_table_of_a_faulty_night, "run", "cues/bombshell/plane_too_slow.ron");
command!(run_finds_a_built_in_sheet_by_its_name, "run", "greedy_fog");
command!(run_refuses_a_file_that_is_not_there, "run", "cues/bombshell/hamlet.ron");
command!(why_walks_the_chain, "why", "cues/bombshell/everything_goes_wrong.ron", "LX", "99");
command!(why_of_a_cue_on_time_says_so, "why", "cues/bombshell/as_written.ron", "LX 99");
command!(why_of_no_such_cue_says_what_is_near, "why", "cues/bombshell/as_written.ron", "LX 999");
command!(list_names_what_is_built_in, "list");
command!(list_of_no_such_sheet_is_refused, "list", "hamlet");
command!(check_of_good_files_is_short, "check", "cues/bombshell/preview.ron", "cues/bombshell/as_written.ron");
command!(check_without_a_file_is_wrong_usage, "check");
command!(a_wrong_command_is_wrong_usage, "perform");

#[cfg(feature = "stage")]
command!(help_names_every_command, "--help");

#[cfg(feature = "stage")]
mod pictures {
    use super::drytech;

    command!(help_of_stage, "stage", "--help");
    command!(help_of_still, "still", "--help");
    command!(help_of_film, "film", "--help");
    command!(still_of_no_such_moment_is_refused, "still", "as_written", "--at", "FLY 99", "--out", "x.png");
    command!(
        still_of_no_such_machine_is_refused,
        "still",
        "as_written",
        "--at",
        "0",
        "--machine",
        "plan",
        "--out",
        "x.png"
    );
    command!(still_of_no_such_tab_is_refused, "still", "as_written", "--at", "0", "--tab", "fault", "--out", "x.png");
    command!(film_to_a_folder_with_something_in_it_is_refused, "film", "as_written", "--to", "1", "--out", "src");
    command!(film_to_no_such_folder_is_refused, "film", "as_written", "--to", "1", "--out", "no/such/x.gif");
    command!(film_of_no_such_kind_is_refused, "film", "as_written", "--to", "1", "--out", "x.avi");
    command!(film_of_no_such_rate_is_refused, "film", "as_written", "--to", "1", "--fps", "0", "--out", "x.gif");
}

#[test]
fn json_of_two_runs_is_the_same_bytes() {
    let once = || drytech(&["run", "cues/bombshell/everything_goes_wrong.ron", "--json"]);
    let first = once();
    assert!(first.starts_with("exit code: 0"), "{first}");
    assert_eq!(first, once());
}

#[test]
fn everything_goes_wrong_goes_wrong_in_every_way_it_says() {
    let out = drytech(&["run", "cues/bombshell/everything_goes_wrong.ron", "--json"]);
    let text = out.split("----- stdout -----\n").nth(1).and_then(|t| t.split("\n----- stderr").next()).expect("JSON");
    let run: serde_json::Value = serde_json::from_str(text).expect("it parses");
    let cue = |number: &str| {
        let cues = run["cues"].as_array().expect("cues");
        cues.iter().find(|c| c["number"] == number).cloned().expect("the cue is there")
    };
    assert!(cue("FLY 8")["slip_us"]["done"].as_i64().expect("a slip") > 0, "the plane is late");
    let faults = run["faults"].as_array().expect("faults");
    let took_effect = |what: &str| faults.iter().any(|f| f["what"] == what && f["took_effect"] == true);
    assert!(took_effect("Dropout"), "the fog drops out");
    assert!(took_effect("Slips"), "the dress comes off");
    assert!(run["totals"]["visible_error_us"].as_i64().expect("visible error") > 0);
    let because = cue("LX 99")["because"].to_string();
    for fault in ["F1 Slow on plane", "F2 Dropout on low_fog", "F4 Jams on dress"] {
        assert!(because.contains(fault), "the last cue's chain names {fault}: {because}");
    }
}

#[test]
fn as_written_has_no_slip_anywhere() {
    let out = drytech(&["run", "cues/bombshell/as_written.ron", "--json"]);
    let text = out.split("----- stdout -----\n").nth(1).and_then(|t| t.split("\n----- stderr").next()).expect("JSON");
    let run: serde_json::Value = serde_json::from_str(text).expect("it parses");
    assert_eq!(run["totals"]["show_slip_us"], 0);
    for cue in run["cues"].as_array().expect("cues") {
        for point in ["called", "started", "done"] {
            let slip = &cue["slip_us"][point];
            assert!(slip.is_null() || slip == 0, "{} {point}: {slip}", cue["number"]);
        }
    }
    for beat in run["beats"].as_array().expect("beats") {
        assert_eq!(beat["slip_us"], 0, "{}", beat["id"]);
    }
}

#[test]
fn the_log_is_whole_lines_of_json_with_a_header() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("night.log");
    let out = drytech(&["run", "greedy_fog", "--log", path.to_str().expect("a plain path")]);
    assert!(out.starts_with("exit code: 0"), "{out}");
    let text = std::fs::read_to_string(&path).expect("the log is there");
    assert!(text.ends_with('\n'));
    let lines: Vec<serde_json::Value> =
        text.lines().map(|l| serde_json::from_str(l).expect("every line parses")).collect();
    assert_eq!(lines[0]["format"], 2);
    assert!(lines.len() > 20);
    assert!(lines[1..].iter().any(|l| l["event"] == "heat out" && l["of"] == "low_fog"), "the heater ran empty");
}

#[test]
fn with_no_command_and_no_display_the_preview_runs_in_the_terminal() {
    let out = drytech(&[]);
    assert!(out.starts_with("exit code: 0"), "{out}");
    assert!(out.contains("No stage: "), "it says why: {out}");
    assert!(out.contains("LX 99") && out.contains("Final curtain"), "{out}");
}
