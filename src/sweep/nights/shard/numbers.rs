//! Whole numbers of 128 bits as text in JSON: most readers of JSON know no more than 53.

/// One of them.
pub(crate) mod whole {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(number: &i128, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(number)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<i128, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(|_| D::Error::custom(format!("{text:?} is not a whole number")))
    }
}

/// A list of them.
pub(crate) mod wholes {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::whole;

    #[derive(Deserialize, Serialize)]
    #[serde(transparent)]
    struct Whole(#[serde(with = "whole")] i128);

    pub fn serialize<S: Serializer>(numbers: &[i128], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(numbers.iter().map(|n| Whole(*n)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<i128>, D::Error> {
        Ok(Vec::<Whole>::deserialize(from)?.into_iter().map(|w| w.0).collect())
    }
}
