//! Containers of a text, recognised by their first bytes and never by the file's name.

/// The container of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// No container: the text itself.
    Plain,
    /// gzip in the blocks of BGZF.
    Bgzf,
    Gzip,
    /// Zstandard.
    Zstd,
    /// bzip2.
    Bzip2,
    Xz,
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
}

impl Container {
    /// The number of bytes that tell every container apart; the mark of a tar archive comes late.
    pub const PREFIX: usize = 262;

    /// The name that users see.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Bgzf => "bgzf",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Zip => "zip",
            Self::Tar => "tar",
        }
    }

    /// True if pubfast reads the text inside.
    pub const fn is_read(self) -> bool {
        matches!(self, Self::Plain | Self::Bgzf | Self::Gzip | Self::Zstd)
    }

    /// The container that begins with these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            // Method 8 is the only one there is, and three of the flags are reserved.
            [0x1f, 0x8b, 8, 4, _, _, _, _, _, _, _, _, b'B', b'C', ..] => Self::Bgzf,
            [0x1f, 0x8b, 8, 0..=0x1f, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', ..] => Self::Bzip2,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Self::Zip,
            _ if bytes.get(257..262) == Some(b"ustar") => Self::Tar,
            _ => Self::Plain,
        }
    }
}
