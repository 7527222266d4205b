//! Every problem's stable code, and what it means: `drytech check --explain E0007`.
//!
//! E00 is shape, E01 names, E02 things that are there twice, E03 numbers, E04 sense, E05 scenarios, E06 odds,
//! E07 scripts of calls, W00 warnings. A code is never given to another problem.

/// A code and its explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// `E0007`, `W0003`.
    pub code: &'static str,
    /// In a line.
    pub title: &'static str,
    /// Code, title, explanation and an example, for people.
    pub text: &'static str,
}

macro_rules! codes {
    ($($code:literal $title:literal $why:literal $example:literal;)*) => {
        &[$(Code {
            code: $code,
            title: $title,
            text: concat!($code, ": ", $title, "\n\n", $why, "\n\nFor example:\n\n    ", $example, "\n"),
        },)*]
    };
}

/// Every code, errors first.
pub const CODES: &[Code] = codes! {
    "E0001" "the file is not UTF-8"
        "Sheets and scenarios are UTF-8 text; a byte-order mark at the beginning is accepted. Save the file as UTF-8."
        "title: \"Caf\\xe9\"      // one byte of Latin-1";
    "E0002" "the file is too large"
        "A sheet or scenario has 64 MiB at most."
        "a sheet of 100 MiB";
    "E0003" "brackets are nested too deep"
        "Brackets within brackets go 128 deep at most. Usually a condition has run away: `Not(Not(Not(…` says nothing\nthat a shorter one does not."
        "needs: [Not(Not(Not(…)))]";
    "E0004" "this cannot be read"
        "A bracket, a comma or a quotation mark is missing, or stands where it means nothing. Sheets are RON: structs are\n`Name(field: value, …)`, lists `[…, …]`, maps `{\"key\": value, …}`, texts have quotation marks."
        "Cue(number: \"LX 1\" call: Hand)      // a comma is missing";
    "E0005" "unknown field"
        "The struct has no field of this name. The names are part of the language and are all in lower case."
        "Cue(number: \"LX 1\", lable: \"Dawn\", call: Hand)      // label";
    "E0006" "a field is missing"
        "This field has no default and must be given. The place shown is the struct that lacks it."
        "Beat(id: \"jfk.top\")      // `takes` is missing";
    "E0007" "unknown word"
        "Actions, conditions, calls, machines and faults are words of the language, and this is none of them here."
        "go: [Fade(\"wash\", 0.5, 3.0)]      // Light";
    "E0008" "the wrong kind of value"
        "Something of another kind stands where a number, a text, a list, a map or a certain struct belongs."
        "Beat(id: \"jfk.top\", takes: \"20\")      // a number has no quotation marks";
    "E0009" "the wrong number of values"
        "A word is followed by its values in brackets, in their order and without names. Values at the end that have a\ndefault may be left out; nothing may be added. Structs are the other way round: their values have names."
        "go: [Light(\"wash\", 1.0)]      // over how many seconds?";
    "E0010" "a field is given twice"
        "A struct has each of its fields once."
        "Beat(id: \"a\", takes: 2.0, takes: 3.0)";
    "E0011" "a key is given twice"
        "A map has each key once: two machines, operators or decisions of one name could not be told apart."
        "machines: { \"fog\": FogMachine(), \"fog\": FogMachine() }";
    "E0012" "another struct is expected here"
        "Structs may be written with their name or without; with a name, it is the one that belongs here."
        "cues: [Beat(id: \"a\", takes: 1.0)]      // Cue";
    "E0013" "too many cues"
        "A sheet has 200,000 cues at most."
        "a generated sheet of a million cues";
    "E0014" "neither a sheet nor a scenario"
        "A file begins with `Show(`, with `Scenario(` or with `Odds(`."
        "Sheet(title: \"Bombshell\")      // Show";

    "E0015" "odds where a sheet or a scenario belongs"
        "An odds file says what may go wrong over many nights of a sheet. It is no night itself: it can be checked, but not\nrun."
        "drytech run odds.ron      // drytech run preview.ron";

    "E0101" "unknown beat"
        "No beat of the script has this id."
        "call: On(\"jfk.tpo\", 4.0)      // jfk.top";
    "E0102" "unknown cue"
        "No cue has this number. Numbers are compared as decimals: \"LX 12.10\" and \"LX 12.1\" are one cue."
        "call: Follow(\"LX 99\")";
    "E0103" "unknown machine"
        "No machine of the sheet has this name."
        "go: [Fog(\"smoke\", 0.8, 12.0)]";
    "E0104" "a machine of the wrong kind"
        "Each action and condition works one kind of machine: `Fog` a fog machine, `Fly` and `At` a flying piece or a\nwagon, `Open`, `Close` and `Closed` a curtain, `Change`, `Worn` and `Bare` a costume, `Play` a sound system."
        "go: [Open(\"plane\")]      // the plane is no curtain";
    "E0105" "unknown mark"
        "The piece has no mark of this name in its `marks`."
        "go: [Fly(\"plane\", \"centre\")]";
    "E0106" "a mark on an axis that there is not"
        "A mark gives a position for axes of its piece, and the piece has no axis of this name."
        "axes: { \"lift\": Axis() }, marks: { \"out\": { \"lfit\": 14.0 } }";
    "E0107" "unknown light area"
        "`Light` and `Lit` speak of an area, not of a rig, and no rig has an area of this name."
        "go: [Light(\"light\", 1.0, 3.0)]      // the rig; its areas are \"wash\" and \"special\"";
    "E0108" "unknown wearer"
        "No costume of the sheet has this wearer."
        "go: [Change(\"Ivi\", \"dress\")]      // Ivy";
    "E0109" "a change into somebody else's costume"
        "A costume has one wearer, and only they change into it."
        "go: [Change(\"Karen\", \"dress\")]      // the dress is Ivy's";
    "E0110" "unknown decision"
        "The sheet has no decision of this name."
        "only: (\"revael\", \"keep\")";
    "E0111" "unknown option"
        "The decision has no such option. A decision's `default` is one of its options, too."
        "Decision(options: [\"keep\", \"reveal\"], default: \"maybe\")";
    "E0112" "unknown department"
        "No cue number has this prefix, and nobody in `crew` answers to it."
        "Fault(on: \"LXX\", what: OperatorSlow(\"LXX\", 2.0), when: At(0.0))";
    "E0113" "this is no cue number"
        "A cue number is a department, a space, and a decimal number of digits and at most one point."
        "Cue(number: \"LX12\", call: Hand)      // LX 12";
    "E0114" "a vocabulary of nobody"
        "`vocabulary` says which faults campaigns try on a machine, on a department or on \"caller\", and there is none of\nthis name."
        "vocabulary: { \"plain\": [Slow] }      // plane";

    "E0201" "a cue number is there twice"
        "Cue numbers are unique by value, and decimal: 12.10 is 12.1, and comes before 12.5."
        "Cue(number: \"LX 12.1\", …), Cue(number: \"LX 12.10\", …)";
    "E0202" "a beat is there twice"
        "The id of a beat is unique in the show, not only in its scene."
        "Beat(id: \"top\", takes: 2.0), Beat(id: \"top\", takes: 3.0)";
    "E0203" "a scene is there twice"
        "The id of a scene is unique in the show."
        "Scene(id: \"one\"), Scene(id: \"one\")";
    "E0204" "a fault is there twice"
        "The id of a fault is unique in its scenario: reports blame by id, and its luck is drawn by it."
        "Fault(id: \"F1\", …), Fault(id: \"F1\", …)";
    "E0205" "a light area is there twice"
        "Cues name an area without its rig, so an area is unique in the show."
        "LightRig(areas: [\"wash\", \"wash\"])";
    "E0206" "two costumes worn at the top by one wearer"
        "Of one wearer's costumes at most one has `worn: true`."
        "two costumes with wearer: \"Ivy\", worn: true";

    "E0301" "a number that is none"
        "Numbers are finite: not NaN, not inf. For \"for ever\" leave an optional field out."
        "patience: inf";
    "E0302" "a negative number"
        "Times, masses, speeds and rates are not negative."
        "call: On(\"jfk.top\", -2.0)";
    "E0303" "a number that must be above 0"
        "Without it nothing would move, or for ever: a vamp, a speed, an acceleration, a mass, a power, a curtain's\ntravel, a factor. A time so short that it rounds to no microsecond counts as 0."
        "Curtain(takes: 0.0)";
    "E0304" "a number out of its range"
        "Levels, openings and chances go from 0 to 1; `sustain` is below 1, `ready_at` above 0."
        "go: [Light(\"wash\", 80.0, 3.0)]      // 0.8";
    "E0305" "an absurd number"
        "A time beyond a week, a quantity beyond a billion, a spread above 5, or a machine that would switch on and off\nevery few microseconds: the engine could run it, and nobody can mean it."
        "Beat(id: \"a\", takes: 1e9)";

    "E0401" "cues follow each other in a circle"
        "Each of these cues starts when another of them has started or is done, so that none ever starts."
        "LX 1: Follow(\"LX 2\")      LX 2: Hang(\"LX 1\")";
    "E0402" "a quick change, and no dresser"
        "A change takes a dresser from the show's pool, and `dressers` is 0: it would wait to the end of the run.\nOnly a change into what is worn already takes nobody."
        "dressers: 0, … go: [Change(\"Ivy\", \"dress\")]";

    "E0501" "a fault that cannot happen to this machine"
        "Each kind of fault happens to one kind of machine: a fog machine drops out, an axis jams, a costume slips."
        "Fault(on: \"dress\", what: Dropout(6.0), when: At(3.0))";
    "E0502" "a fault of the caller on something else"
        "`GoLate`, `GoMissed`, `GoEarly` and `GoTwice` happen to the person who calls the show: `on: \"caller\"`."
        "Fault(on: \"LX\", what: GoLate(\"LX 45\", 1.5), when: At(0.0))";
    "E0503" "a sheet outside the scenario's folder"
        "A scenario opens one other file, its `show`, and that lies in or below the scenario's own folder: a scenario that\nsomebody sends you reads nothing else. No absolute path, no `..`, no link that leads out. (In a folder called\n`regressions`, where a hunt keeps what it finds, it is the folder above.)"
        "show: \"../../etc/passwd\"";
    "E0504" "the scenario's sheet cannot be read"
        "There is no such file beside the scenario, or it may not be read."
        "show: \"preveiw.ron\"";
    "E0505" "a `vary` that makes no nights, or too many"
        "`seeds: (from, to)` goes from the first seed up to, and not with, the second. The options, seeds and sets of faults\nmultiply, and a scenario stands for 1,048,576 nights at most."
        "vary: Vary(seeds: (64, 0))";
    "E0506" "a model outside the sheet's folder"
        "A look may be a model, `Model(\"path.glb\")`: a file in or below the sheet's own folder. No absolute path, no `..`, so\nthat a sheet somebody sends you reads nothing else."
        "look: Model(\"/home/me/plane.glb\")";

    "E0601" "a risk is there twice"
        "A risk's luck is drawn by its `id`; without one, by what goes wrong with what. Two of one name would always happen\ntogether."
        "Risk(on: \"plane\", what: Slow, …), Risk(on: \"plane\", what: Slow, …)      // give one an id";
    "E0602" "a risk that could never happen"
        "`PerHour` needs something that takes time, and a GO takes none; `Hot` is a state of fog machines, `QuickChange` and\n`OnStage` of costumes; a GO goes wrong by itself, never with something else."
        "Risk(on: \"plane\", what: Slow, rate: PerHour(0.1), needs: Hot, …)";
    "E0603" "a strength that is missing, or is too much"
        "`Slow` has a factor, `GoLate` seconds, `StopsShort` metres: its `strength`, a distribution. `Jam` has none."
        "Risk(on: \"plane\", what: Slow, rate: PerUse(0.02))      // strength: Uniform(0.4, 0.9)";
    "E0604" "a length that is missing, or is too much"
        "A fault is over by itself (`lasts`) or by the work of somebody who is free (`repair`, of `hands` people), not both.\nWhat has a length must be given one; a dress that slips and a GO have none."
        "Risk(on: \"plane\", what: Jam, rate: PerUse(0.02))      // lasts: Exponential(20.0)";
    "E0605" "a distribution that is upside down"
        "`Uniform(from, to)` begins with the smaller of the two."
        "strength: Uniform(0.9, 0.4)";
    "E0701" "the desk has no such key"
        "A `Key` of a calls script is a key of the desk as docs/calls.md writes it: `Space`, `S`, `Enter`, `Esc`, a digit."
        "Key(\"Return\", At(12.0))      // Enter";

    "W0001" "a department without an operator"
        "Nobody in `crew` answers for this prefix, so its cues start with their GO, without any reaction time."
        "Cue(number: \"SQ 1\", …) and no \"SQ\" in crew";
    "W0002" "cues wait for each other in a circle"
        "An interlock waits for a cue that waits, in the end, for this one: they stay Held, unless somebody gives one up."
        "LX 1 needs Done(\"FLY 1\")      FLY 1 needs Done(\"LX 1\")";
    "W0003" "a cue that can never start"
        "What it waits for never happens, or exists only under another option of the same decision."
        "a cue only under (\"reveal\", \"keep\") that follows one only under (\"reveal\", \"reveal\")";
    "W0004" "a gate that can never open"
        "The gate waits for a cue that is called only once the beat behind the gate has begun, or never. The show would\nget stuck there."
        "Beat(id: \"b\", needs: [Done(\"LX 1\")], …) and LX 1 is called On(\"b\")";
    "W0005" "a machine that nobody uses"
        "No cue works it and no condition looks at it."
        "\"fog2\": FogMachine(), and no cue names \"fog2\"";
    "W0006" "a decision that nothing depends on"
        "No `only` and no `Chosen` asks for it."
        "decisions: { \"reveal\": … } and no cue is only under it";
    "W0007" "a script without beats"
        "The show is over as it begins. What cues there are run in the ten minutes after."
        "Show(title: \"Empty\")";
    "W0008" "`lasts` without effect"
        "The kind of fault has a length of its own, which wins, or none at all."
        "Fault(on: \"fog\", what: Dropout(6.0), lasts: 3.0, when: At(3.0))";
    "W0009" "a colour that cannot be drawn"
        "Colours are written `#rrggbb`. They are for the eye only and have no effect on a run."
        "colour: \"blue\"      // \"#0000ff\"";
    "W0010" "two faults of one name"
        "A fault without an id is called F1, F2 … by its place, and another one has that as its id."
        "faults: [Fault(id: \"F2\", …), Fault(on: …)]      // the second is F2, too";
    "W0011" "an option is there twice"
        "A decision's options are told apart by their text."
        "Decision(options: [\"keep\", \"keep\"], default: \"keep\")";
    "W0012" "a mark or a piece without an axis"
        "A mark that names no axis is always reached; a piece without axes never moves."
        "marks: { \"out\": {} }";
    "W0013" "a fault that speaks of another department"
        "`OperatorSlow` acts on the department named by `on`; it also says one, and they differ."
        "Fault(on: \"LX\", what: OperatorSlow(\"SQ\", 2.0), when: At(0.0))";
    "W0014" "a look that nobody knows"
        "Looks are found by a word in their name; the table is in docs/language.md. What nobody described is drawn as a plain\nflat, crate or suit. Looks are for the eye only and have no effect on a run."
        "look: \"aeroplain\"      // \"plane\"";
    "W0015" "a model that cannot be shown"
        "The file is not there, or is no glTF binary (`.glb`). A plain box is drawn in its place; the run is the same."
        "look: Model(\"models/plane.glb\"), and there is no such file below the sheet's folder";
};

/// The explanation of a code, in a few lines for people; the code in any letter case.
pub fn explain(code: &str) -> Option<&'static str> {
    CODES.iter().find(|c| c.code.eq_ignore_ascii_case(code.trim())).map(|c| c.text)
}

/// The code nearest to one that there is not.
pub fn nearest(wrong: &str) -> Option<&'static str> {
    super::nearest::nearest(wrong.trim(), CODES.iter().map(|c| c.code))
}

#[cfg(test)]
mod tests {
    use super::{CODES, explain, nearest};

    #[test]
    fn a_code_is_explained_in_any_letter_case_and_a_wrong_one_is_not() {
        assert!(explain("e0007").is_some_and(|t| t.starts_with("E0007: unknown word\n\n")));
        assert_eq!(explain("E9999"), None);
        assert_eq!(nearest("E007"), Some("E0007"));
    }

    #[test]
    fn codes_are_in_order_and_there_once() {
        assert!(CODES.windows(2).all(|w| w[0].code < w[1].code));
    }
}
