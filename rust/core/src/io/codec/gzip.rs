//! gzip: members one after another, each with its checksum (RFC 1952).

use std::io::{self, BufRead, ErrorKind, Read};

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::io::cancellable_reader::SourceError;

/// The number of bytes inflated at once: the checksum then finds the text in the cache.
const INFLATE_CHUNK: usize = 256 << 10;

/// The text of a gzip file. Whatever was inflated before a fault is delivered before the fault.
pub(super) struct Gzip<R> {
    input: R,
    inflate: Decompress,
    checksum: Crc,
    place: MemberPart,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum MemberPart {
    Header,
    Body,
    Trailer,
    /// After a member: another one, zeros, or the end.
    Between,
    /// The text ends here. A fault, if there is one, is reported by the next read.
    End(Option<&'static str>),
}

const TRUNCATED: &str = "the gzip data ends in the middle of a member: it is truncated";
const CORRUPT: &str = "the gzip data is corrupt";
const CHECKSUM: &str = "the gzip data is corrupt: the checksum of a member does not match its text";
const LENGTH: &str = "the gzip data is corrupt: a member has another length than it says";
const GARBAGE: &str = "the last gzip member is followed by something that is none";

impl<R: BufRead> Gzip<R> {
    /// Reads text from the first member on.
    pub fn new(input: R) -> Self {
        Self { input, inflate: Decompress::new(false), checksum: Crc::new(), place: MemberPart::Header }
    }

    /// Reads the text after a member that was read elsewhere.
    pub fn after_member(input: R) -> Self {
        Self { place: MemberPart::Between, ..Self::new(input) }
    }

    fn header(&mut self) -> io::Result<MemberPart> {
        let mut fixed = [0; 10];
        self.input.read_exact(&mut fixed)?;
        let [0x1f, 0x8b, 8, flags @ 0..=0x1f, ..] = fixed else {
            return Ok(MemberPart::End(Some(GARBAGE)));
        };
        if flags & 4 != 0 {
            let mut length = [0; 2];
            self.input.read_exact(&mut length)?;
            let length = u64::from(u16::from_le_bytes(length));
            if io::copy(&mut (&mut self.input).take(length), &mut io::sink())? < length {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        // The file name and the comment.
        for flag in [8, 16] {
            if flags & flag != 0 {
                self.input.skip_until(0)?;
            }
        }
        if flags & 2 != 0 {
            self.input.read_exact(&mut [0; 2])?;
        }
        self.inflate.reset(false);
        self.checksum.reset();
        Ok(MemberPart::Body)
    }

    /// Inflates some text; returns its length and the part of the member that follows.
    fn body(&mut self, text: &mut [u8]) -> io::Result<(usize, MemberPart)> {
        let input = self.input.fill_buf()?;
        let is_end = input.is_empty();
        let (consumed, produced) = (self.inflate.total_in(), self.inflate.total_out());
        let outcome = self.inflate.decompress(input, text, FlushDecompress::None);
        let consumed = (self.inflate.total_in() - consumed) as usize;
        let produced = (self.inflate.total_out() - produced) as usize;
        self.input.consume(consumed);
        self.checksum.update(&text[..produced]);
        let place = match outcome {
            Ok(Status::StreamEnd) => MemberPart::Trailer,
            Err(_) => MemberPart::End(Some(CORRUPT)),
            Ok(_) if is_end && produced == 0 => MemberPart::End(Some(TRUNCATED)),
            Ok(_) => MemberPart::Body,
        };
        Ok((produced, place))
    }

    fn trailer(&mut self) -> io::Result<MemberPart> {
        let mut trailer = [0; 8];
        self.input.read_exact(&mut trailer)?;
        let [sum, length] = *trailer.as_chunks::<4>().0 else { return Ok(MemberPart::End(Some(CORRUPT))) };
        Ok(if u32::from_le_bytes(sum) != self.checksum.sum() {
            MemberPart::End(Some(CHECKSUM))
        } else if u32::from_le_bytes(length) != self.inflate.total_out() as u32 {
            MemberPart::End(Some(LENGTH))
        } else {
            MemberPart::Between
        })
    }

    fn between(&mut self) -> io::Result<MemberPart> {
        Ok(match self.input.fill_buf()? {
            [] => MemberPart::End(None),
            [0x1f, ..] => MemberPart::Header,
            // Padding to the end of a tape block, as gzip accepts it.
            [0, ..] => loop {
                let padding = self.input.fill_buf()?;
                let zeros = padding.len();
                if zeros == 0 {
                    break MemberPart::End(None);
                }
                if padding.iter().any(|&byte| byte != 0) {
                    break MemberPart::End(Some(GARBAGE));
                }
                self.input.consume(zeros);
            },
            _ => MemberPart::End(Some(GARBAGE)),
        })
    }
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, text: &mut [u8]) -> io::Result<usize> {
        let piece = text.len().min(INFLATE_CHUNK);
        if piece == 0 {
            return Ok(0);
        }
        loop {
            let next = match self.place {
                MemberPart::Header => self.header(),
                MemberPart::Body => match self.body(&mut text[..piece]) {
                    Ok((produced, place)) => {
                        self.place = place;
                        if produced > 0 {
                            return Ok(produced);
                        }
                        continue;
                    }
                    Err(error) => Err(error),
                },
                MemberPart::Trailer => self.trailer(),
                MemberPart::Between => self.between(),
                MemberPart::End(None) => return Ok(0),
                MemberPart::End(Some(fault)) => return Err(io::Error::new(ErrorKind::InvalidData, fault)),
            };
            self.place = match next {
                Ok(place) => place,
                Err(error) if error.kind() == ErrorKind::UnexpectedEof && !SourceError::is(&error) => {
                    MemberPart::End(Some(TRUNCATED))
                }
                Err(error) => return Err(error),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::read::GzEncoder;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        GzEncoder::new(text, Compression::fast()).read_to_end(&mut packed).expect("memory");
        packed
    }

    fn text(packed: &[u8]) -> (Vec<u8>, Option<String>) {
        let mut text = Vec::new();
        let fault = Gzip::new(packed).read_to_end(&mut text).err().map(|error| error.to_string());
        (text, fault)
    }

    #[test]
    fn members_and_what_follows_them() {
        let (one, two, none) = (member(b"one\n"), member(b"two\n"), member(b""));
        assert_eq!(text(&one), (b"one\n".to_vec(), None));
        assert_eq!(text(&[&none[..], &one, &none, &two, &none].concat()), (b"one\ntwo\n".to_vec(), None));
        assert_eq!(text(&[&one[..], &[0; 5000]].concat()), (b"one\n".to_vec(), None));
        for garbage in [&b"garbage"[..], b"\0\0garbage", b"\x1f\x8bgarbage garbage"] {
            assert_eq!(text(&[&one[..], garbage].concat()), (b"one\n".to_vec(), Some(GARBAGE.into())));
        }
    }

    #[test]
    fn faults_come_after_the_text_before_them() {
        let plain: Vec<u8> = (0..100_000u32).flat_map(u32::to_le_bytes).collect();
        let packed = member(&plain);
        for cut in [1, 5, 9, 10, 12, packed.len() / 2, packed.len() - 8, packed.len() - 1] {
            let (found, fault) = text(&packed[..cut]);
            assert!(plain.starts_with(&found));
            assert_eq!(fault.as_deref(), Some(TRUNCATED), "{cut}");
        }
        let mut wrong = packed.clone();
        let at = wrong.len() - 8;
        wrong[at] ^= 1;
        assert_eq!(text(&wrong), (plain.clone(), Some(CHECKSUM.into())));
        wrong[at] ^= 1;
        wrong[at + 4] ^= 1;
        assert_eq!(text(&wrong), (plain, Some(LENGTH.into())));
    }
}
