//! Reads values from JSON, and says why one cannot be read.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde_json::error::Category;

use super::error::{JsonError, Result};

/// Reads a line as an object.
pub(super) fn read<'l, T: Deserialize<'l>>(line: &'l [u8]) -> Result<T> {
    let line = without_end(line);
    serde_json::from_slice(line).map(|Object(value)| value).map_err(|error| json_error::<T>(line, &error))
}

/// A line without the white space at its end; JSON's white space has no form feed.
fn without_end(mut line: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t' | b'\r' | b'\n'] = line {
        line = rest;
    }
    line
}

/// The error for a malformed line. Finding the malformed value takes time, so it is done only here.
fn json_error<'l, T: Deserialize<'l>>(line: &'l [u8], error: &serde_json::Error) -> JsonError {
    let (number, column) = (error.line(), error.column());
    let what = error.to_string();
    let what = what.strip_suffix(&format!(" at line {number} column {column}")).unwrap_or(&what);
    let what = match error.classify() {
        Category::Data => {
            let again = &mut serde_json::Deserializer::from_slice(line);
            match serde_path_to_error::deserialize::<_, Object<T>>(again) {
                Err(error) if error.path().iter().len() > 0 => format!("{}: {what}", error.path()),
                _ => what.into(),
            }
        }
        _ => format!("this is not JSON: {what}"),
    };
    JsonError::new((number == 1 && column > 0).then_some(column), &what)
}

/// An object. The derived implementation would also accept a list of the values.
pub(super) struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Keys<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Keys<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_map(Keys(PhantomData)).map(Self)
    }
}

/// A whole number; some tools write it as `7.0`.
pub(super) struct WholeNumber<N>(pub N);

impl<'de, N: TryFrom<i64>> Deserialize<'de> for WholeNumber<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Number<N>(PhantomData<N>);
        impl<N: TryFrom<i64>> Visitor<'_> for Number<N> {
            type Value = N;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a whole number of {} bits", 8 * size_of::<N>())
            }

            fn visit_i64<E: Error>(self, value: i64) -> std::result::Result<N, E> {
                N::try_from(value).map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
            }

            fn visit_u64<E: Error>(self, value: u64) -> std::result::Result<N, E> {
                let number = i64::try_from(value).ok().and_then(|value| N::try_from(value).ok());
                number.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(value), &self))
            }

            fn visit_f64<E: Error>(self, value: f64) -> std::result::Result<N, E> {
                // Beyond this, a float stands for several integers.
                let is_whole = value.fract() == 0.0 && value.abs() < (1_i64 << 53) as f64;
                let number = is_whole.then_some(value as i64).and_then(|value| N::try_from(value).ok());
                number.ok_or_else(|| E::invalid_value(Unexpected::Float(value), &self))
            }
        }
        deserializer.deserialize_any(Number(PhantomData)).map(Self)
    }
}
