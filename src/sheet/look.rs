//! What a thing looks like: [`Look`], a name or a model of the show's own; and the names that there are.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

/// What a flying piece or wagon looks like (for the eye): written `"plane"` or `Model("models/plane.glb")`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Look {
    /// A look that the stage knows by a word of its name.
    Named(String),
    /// A model: a glTF binary in or below the sheet's folder, in metres, y up, its front to +z.
    Model(String),
}

impl Look {
    /// The name, if it is one.
    pub fn name(&self) -> Option<&str> {
        if let Self::Named(name) = self { Some(name) } else { None }
    }

    /// The model's path below the sheet's folder, if it is one.
    pub fn model(&self) -> Option<&str> {
        if let Self::Model(path) = self { Some(path) } else { None }
    }
}

impl<'de> Deserialize<'de> for Look {
    // RON tells a text from `Model("…")` only once it has been read as one of them: so it is kept as it is written, and
    // both are tried.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        enum Written {
            Model(String),
        }
        let written = Box::<ron::value::RawValue>::deserialize(deserializer)?;
        let text = written.get_ron();
        if let Ok(name) = ron::from_str::<String>(text) {
            return Ok(Self::Named(name));
        }
        match ron::from_str::<Written>(text) {
            Ok(Written::Model(path)) => Ok(Self::Model(path)),
            Err(_) => Err(D::Error::custom("expected a look's name, or Model(\"path.glb\")")),
        }
    }
}

/// Words of looks that flying pieces and wagons have, with what each shows; the first that a name contains is taken.
pub const PIECES: [(&str, &str); 12] = [
    ("plane", "a propliner of the 1950s, its propellers turning; hangs on two wires"),
    ("moon", "a full moon with its seas"),
    ("drop", "a painted street at dusk on a cloth that fills the arch"),
    ("cloth", "the same"),
    ("chandelier", "two tiers of candles and drops; glows with the area that has its name"),
    ("stair", "a show staircase with a balustrade: people on it stand on its steps"),
    ("desk", "a desk with a lamp, and a chair behind it to sit on"),
    ("table", "the same"),
    ("wall", "a panelled wall with a double door, opened by the axis that has \"door\" in its name"),
    ("door", "the double door in its frame alone"),
    ("flat", "a framed flat; flown, what nobody described is one, too"),
    ("crate", "a crate with battens; standing, what nobody described is one, too"),
];

/// Words of looks that costumes have, likewise.
pub const COSTUMES: [(&str, &str); 8] = [
    ("sequin", "a floor-length gown of sequins"),
    ("gown", "the same"),
    ("trench", "a belted trench coat with its collar; a gentleman has a hat with it"),
    ("coat", "the same"),
    ("chorus", "a short skirt, long gloves, plumes"),
    ("dress", "a halter dress with a skirt of pleats"),
    ("pleat", "the same"),
    ("suit", "jacket, shirt, tie, trousers; what nobody described is one"),
];

/// Why a model's path may not be opened, whatever lies there.
pub(crate) fn not_below(path: &str) -> Option<&'static str> {
    // A sheet is the same on every system: what is a separator or a drive on one of them is none anywhere.
    let parts = || path.split('/');
    if path.trim().is_empty() {
        Some("the model's path is empty")
    } else if path.contains(['\\', ':', '\0', '#', '?']) {
        Some("the model's path has a character that no portable file name has")
    } else if path.starts_with('/') {
        Some("the model's path is absolute")
    } else if parts().any(|p| p == "..") {
        Some("the model's path climbs out of the sheet's folder")
    } else if parts().any(str::is_empty) {
        Some("the model's path has an empty part")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Look, not_below};

    #[derive(serde::Deserialize)]
    struct Piece {
        look: Option<Look>,
    }

    fn read(text: &str) -> Option<Option<Look>> {
        let ron = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
        ron.from_str::<Piece>(text).ok().map(|p| p.look)
    }

    #[test]
    fn a_look_is_a_name_or_a_model_and_nothing_else() {
        let model = |p: &str| Some(Some(Look::Model(p.to_owned())));
        assert_eq!(read("(look: \"plane\")"), Some(Some(Look::Named("plane".to_owned()))));
        assert_eq!(read("(look: Model(\"a/b.glb\"))"), model("a/b.glb"));
        assert_eq!(read("(look: /* ours */ Model( \"b.glb\" , ), )"), model("b.glb"));
        assert_eq!(read("(look: Some(Model(\"b.glb\")))"), model("b.glb"));
        assert_eq!(read("(look: None)"), Some(None));
        for wrong in ["(look: Modell(\"a.glb\"))", "(look: Model)", "(look: Model(1))", "(look: plane)", "(look: 1.0)"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_model_lies_below_the_sheets_folder() {
        for fine in ["plane.glb", "models/plane.glb", "./plane.glb", "my plane.glb"] {
            assert_eq!(not_below(fine), None, "{fine}");
        }
        for wrong in
            ["", " ", "/etc/plane.glb", "../plane.glb", "a/../../plane.glb", "c:/plane.glb", "a\\b.glb", "a//b.glb"]
        {
            assert!(not_below(wrong).is_some(), "{wrong}");
        }
    }
}
