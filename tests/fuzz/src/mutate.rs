//! Changes to an input that know what it is made of: lines, columns, numbers, and what has a meaning in any of the
//! formats.

use fastrand::Rng;

use crate::seeds::MAX_SEED;

/// Strings that have a meaning in one of the formats.
pub const TOKENS: [&[u8]; 72] = [
    b"\n",
    b"\r\n",
    b"\r",
    b"\t",
    b"|",
    b" ",
    b"\n\n",
    b"\n \t\n",
    b"\x0b",
    b"\x0c",
    b"\0",
    b"##",
    b"##x\n",
    b"\xef\xbb\xbf",
    b"\xef\xbb",
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xf0\x9f\xa7\xac",
    "\u{e9}".as_bytes(),
    "\u{2028}".as_bytes(),
    "\u{85}".as_bytes(),
    "\u{a0}".as_bytes(),
    "\u{663}".as_bytes(),
    b"1|t|x\n",
    b"1|a|y\n",
    b"2|t|",
    b"|t|",
    b"|a|",
    b"|title|",
    b"|abstract|",
    b"|body|",
    b"|t",
    b"1\t0\t1\tx\tGene\t7\n",
    b"1\t0\t1\tx\tGene\n",
    b"1\tCID\tD1\tD2\n",
    b"1\t2\t3\tSubject:2\n",
    b"Subject:",
    b"1\tT1\tGene\t0\t1\tx\n",
    b"T1",
    b"direction",
    b"Gene|7",
    b"Disease|MESH:D1",
    b"1\tGene\t7\tx|y\tR\n",
    b"1\ttreat\tChemical|D1\tDisease|D2\n",
    b"PMID\tType\tConceptID\tMentions\tResource\n",
    b"#pmid",
    b"PMID",
    b"PMC1",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\"",
    b"\\",
    b"\\u0000",
    b"\\ud83e\\uddec",
    b"null",
    b"\"document_id\":\"1\"",
    b"\"pmid\":1",
    b"\"title\":\"x\"",
    b"\"identifier\":\"7\"",
    b"\"id1\":\"7\"",
    b"&lt;",
    b"&#233;",
    b"\x1f\x8b\x08\0\0\0\0\0\0\xff",
    b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0",
    b"\x28\xb5\x2f\xfd",
    b"\x50\x2a\x4d\x18\x03\0\0\0abc",
];

const NUMBERS: [&str; 20] = [
    "0",
    "00",
    "-0",
    "-1",
    "+1",
    "1",
    "007",
    "12345678",
    "123456789",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "999999999999999999",
    "1000000000000000000",
    "9223372036854775808",
    "99999999999999999999",
    "1.0e2",
];

/// Changes an input in a few places; `other` is one that parts may be taken from.
pub fn mutate(data: &mut Vec<u8>, other: &[u8], random: &mut Rng) {
    for _ in 0..1 << random.u32(0..5) {
        change(data, other, random);
        data.truncate(2 * MAX_SEED);
    }
    data.truncate(MAX_SEED);
}

fn change(data: &mut Vec<u8>, other: &[u8], random: &mut Rng) {
    if data.is_empty() {
        data.extend_from_slice(random.choice(TOKENS).unwrap_or_default());
        return;
    }
    let at = random.usize(..data.len());
    match random.u8(..20) {
        0 => data[at] ^= 1 << random.u8(..8),
        1 => data[at] = random.u8(..),
        2 => drop(data.remove(at)),
        3 => data.insert(at, random.u8(..)),
        4 => data.insert(at, *random.choice(b"\n\t|\r\0 0\"\\{}").unwrap_or(&0)),
        5 | 6 => insert(data, at, random.choice(TOKENS).unwrap_or_default()),
        7 => {
            let begin = line(data, at).0;
            insert(data, begin, random.choice(TOKENS).unwrap_or_default());
        }
        8 => {
            // A byte that separates, for another.
            let places: Vec<usize> =
                (0..data.len()).filter(|&at| b"\n\t|\r ,:".contains(&data[at])).collect();
            if let Some(&at) = random.choice(&places) {
                data[at] = *random.choice(b"\n\t|\r ").unwrap_or(&0);
            }
        }
        9 => number(data, at, random),
        10 => {
            let (begin, end) = line(data, at);
            data.drain(begin..end);
        }
        11 => {
            // A line again, here or elsewhere, once or often.
            let (begin, end) = line(data, at);
            let again = data[begin..end].repeat(if random.u8(..4) == 0 { random.usize(1..40) } else { 1 });
            let place = random.usize(..data.len());
            let place = if random.bool() { end } else { line(data, place).0 };
            insert(data, place, &again);
        }
        12 => column(data, at, random),
        13 => {
            // Some lines of another input.
            if !other.is_empty() {
                let (begin, mut end) = line(other, random.usize(..other.len()));
                for _ in 0..random.usize(..6) {
                    end = line(other, end.min(other.len() - 1)).1;
                }
                let place = line(data, at).0;
                insert(data, place, &other[begin..end]);
            }
        }
        14 => {
            // The beginning of this and the end of another.
            data.truncate(at);
            data.extend_from_slice(&other[random.usize(..=other.len())..]);
        }
        15 => data.truncate(at),
        16 => drop(data.drain(..at)),
        17 => {
            let end = data.len().min(at + random.usize(1..64));
            let again = data[at..end].repeat(random.usize(1..30));
            insert(data, at, &again);
        }
        18 => {
            let end = data.len().min(at + random.usize(1..64));
            data.drain(at..end);
        }
        _ => line_ends(data, random),
    }
}

fn insert(data: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    data.splice(at..at, bytes.iter().copied());
}

/// The line that a byte is in, with its line end.
fn line(data: &[u8], at: usize) -> (usize, usize) {
    let begin = data[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let end =
        data[at..].iter().position(|&byte| byte == b'\n').map_or(data.len(), |newline| at + newline + 1);
    (begin, end)
}

/// Another number for the next one.
fn number(data: &mut Vec<u8>, at: usize, random: &mut Rng) {
    let Some(digit) = data[at..].iter().position(u8::is_ascii_digit) else { return };
    let begin = at + digit;
    let length = data[begin..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = match random.u8(..3) {
        0 => random.u32(..3000).to_string(),
        _ => random.choice(NUMBERS).unwrap_or_default().to_owned(),
    };
    data.splice(begin..begin + length, number.into_bytes());
}

/// A column of a line that is left out, doubled, or swapped with the next.
fn column(data: &mut Vec<u8>, at: usize, random: &mut Rng) {
    let (begin, end) = line(data, at);
    let mut columns: Vec<Vec<u8>> =
        data[begin..end].split(|&byte| byte == b'\t').map(<[u8]>::to_vec).collect();
    let at = random.usize(..columns.len());
    match random.u8(..4) {
        0 => drop(columns.remove(at)),
        1 => columns.insert(at, columns[at].clone()),
        2 => {
            let next = (at + 1) % columns.len();
            columns.swap(at, next);
        }
        _ => columns[at] = random.choice(TOKENS).unwrap_or_default().to_vec(),
    }
    data.splice(begin..end, columns.join(&b'\t'));
}

/// Other line ends, everywhere or in some places.
fn line_ends(data: &mut Vec<u8>, random: &mut Rng) {
    let end: &[u8] = random.choice([&b"\n"[..], b"\r\n", b"\r", b"\n\n", b"\r\r\n"]).unwrap_or(b"\n");
    let is_everywhere = random.bool();
    let mut changed = Vec::with_capacity(data.len());
    for &byte in &*data {
        match byte {
            b'\n' if is_everywhere || random.u8(..4) == 0 => changed.extend_from_slice(end),
            byte => changed.push(byte),
        }
    }
    *data = changed;
}
