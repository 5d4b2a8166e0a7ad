//! The form of an identifier: what it begins with, and what is behind that.

use crate::cells::Missing;

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// No identifier, and by which rule.
    Missing(Missing),
    /// Digits: of NCBI Gene, NCBI Taxonomy.
    Number,
    /// A prefix of letters up to and with a colon or an underscore: `MESH:`, `OMIM:`, `tmVar:`, `CVCL_`.
    Prefix(Prefix),
    /// Letters and then digits: `rs121434568`, `D014527`.
    Letters(Prefix),
    /// Anything else.
    Other,
}

/// The beginning of an identifier: a few letters and what ends them, the rest zeros.
pub type Prefix = [u8; LONGEST];

const LONGEST: usize = 16;

impl Form {
    /// The form of an identifier.
    #[inline]
    pub fn of(identifier: Option<&[u8]>) -> Self {
        let Some(value) = identifier else { return Self::Missing(Missing::Absent) };
        let letters = value.iter().take(LONGEST).take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters == 0 {
            return if !value.is_empty() && value.iter().all(u8::is_ascii_digit) {
                Self::Number
            } else {
                Self::missing(value)
            };
        }
        let prefix = |length: usize| {
            let mut prefix = [0; LONGEST];
            prefix[..length].copy_from_slice(&value[..length]);
            prefix
        };
        match value.get(letters) {
            Some(b':' | b'_') if letters < LONGEST => Self::Prefix(prefix(letters + 1)),
            Some(b'0'..=b'9') if value[letters..].iter().all(u8::is_ascii_digit) => {
                Self::Letters(prefix(letters))
            }
            _ => Self::missing(value),
        }
    }

    fn missing(value: &[u8]) -> Self {
        match Missing::of(Some(value)) {
            Missing::Present => Self::Other,
            missing => Self::Missing(missing),
        }
    }

    /// The name that users see.
    pub fn name(self) -> Vec<u8> {
        let letters = |prefix: Prefix| prefix.into_iter().take_while(|&byte| byte > 0);
        match self {
            Self::Missing(missing) => missing.name().into(),
            Self::Number => b"number".into(),
            Self::Prefix(prefix) => letters(prefix).collect(),
            Self::Letters(prefix) => letters(prefix).chain([b'#']).collect(),
            Self::Other => b"other".into(),
        }
    }
}

/// Whether a cell is one identifier of a form, for certain: a quick look that knows a number of up to eight digits, and
/// letters or a prefix before a character and up to eight more. No separator is a letter or a digit.
#[inline]
pub(super) fn is_plain(cell: &[u8], form: Form) -> bool {
    match form {
        Form::Number => are_digits(cell) && !cell.is_empty(),
        Form::Prefix(prefix) => {
            let head = u64_of(prefix);
            let length = 8 - head.leading_zeros() as usize / 8;
            // Long prefixes are rare, and so are cells that have not eight bytes.
            prefix[8] == 0
                && cell.len() > length
                && cell.first_chunk::<8>().is_some_and(|first| {
                    let mask = if length == 8 { u64::MAX } else { (1 << (8 * length)) - 1 };
                    u64::from_le_bytes(*first) & mask == head
                })
                && cell[length].is_ascii_alphanumeric()
                && are_digits(&cell[length + 1..])
        }
        _ => false,
    }
}

fn u64_of(prefix: Prefix) -> u64 {
    u64::from_le_bytes(*prefix.first_chunk().expect("a prefix has sixteen bytes"))
}

/// Whether up to eight bytes are digits; more are not looked at.
#[inline]
fn are_digits(bytes: &[u8]) -> bool {
    const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);
    const SIXES: u64 = u64::from_le_bytes([6; 8]);
    const HIGH: u64 = u64::from_le_bytes([0xf0; 8]);
    let length = bytes.len();
    if length > 8 {
        return false;
    }
    let mut padded = [b'0'; 8];
    padded[..length].copy_from_slice(bytes);
    let value = u64::from_le_bytes(padded);
    // Digits have a high half of 3, also when six is added to them.
    value & HIGH == ZEROS && value.wrapping_add(SIXES) & HIGH == ZEROS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_what_identifiers_begin_with() {
        for (identifier, expected) in [
            ("7157", "number"),
            ("MESH:D007239", "MESH:"),
            ("OMIM:1", "OMIM:"),
            ("tmVar:c|SUB|A|2063|G;HGVS:c.2063A>G", "tmVar:"),
            ("CVCL_1452", "CVCL_"),
            ("rs121434568", "rs#"),
            ("D014527", "D#"),
            ("D014527x", "other"),
            (" CVCL_1452", "other"),
            ("c|SUB|A", "other"),
            ("abcdefghijklmnop:1", "other"),
            ("abcdefghijklmno:1", "abcdefghijklmno:"),
            ("-", "dash"),
            ("-1", "minus_one"),
            ("None", "none"),
            ("null", "null"),
            ("", "empty"),
            ("7037,7036", "other"),
            ("é", "other"),
        ] {
            let form = String::from_utf8(Form::of(Some(identifier.as_bytes())).name());
            assert_eq!(form.expect("UTF-8"), expected, "{identifier}");
        }
        assert_eq!(Form::of(None).name(), b"absent");
    }
}
