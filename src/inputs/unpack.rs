//! Unpacks and decodes inputs, recognised by how they start: gzip, Zstandard, xz, bzip2, and UTF-16 with a byte order
//! mark, which PowerShell's `>` writes.

use bzip2::read::MultiBzDecoder;
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::FrameDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};

/// An input of any kind. Decoders are large, so there is only one of each, which reads all kinds.
type Source = Box<dyn Read + Send>;

/// How an input is compressed or encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstandard,
    Xz,
    Bzip2,
    Utf16,
}

/// How such inputs start; `?` stands for any byte: RFC 1952 §2.3.1, RFC 8878 §3.1.1 and §3.1.2 (a frame to skip), the
/// .xz file format §2.1.1.1, bzip2 (level, then a block's mark or the end's), the byte order marks of RFC 2781 §3.2.
const STARTS: [(&[u8], Packing); 8] = [
    (b"\x1f\x8b\x08", Packing::Gzip),
    (b"\x28\xb5\x2f\xfd", Packing::Zstandard),
    (b"?\x2a\x4d\x18", Packing::Zstandard),
    (b"\xfd7zXZ\x00", Packing::Xz),
    (b"BZh?1AY&SY", Packing::Bzip2),
    (b"BZh?\x17rE8P\x90", Packing::Bzip2),
    (b"\xff\xfe", Packing::Utf16),
    (b"\xfe\xff", Packing::Utf16),
];

/// The most memory of an xz stream, in KiB; one that needs more is refused. `xz -9` needs 65 MiB.
const MOST_MEMORY: u32 = 200 << 10;

/// Unpacks an input and decodes it to UTF-8; returns whether it was packed or encoded. Its start is read at once.
pub(super) fn unpacked(mut input: impl Read + Send + 'static) -> io::Result<(Source, bool)> {
    let (start, packing) = start(&mut input)?;
    let input: Source = Box::new(Cursor::new(start).chain(input));
    let reader: Source = match packing {
        None => return Ok((Box::new(decoded(input)), false)),
        Some(Packing::Utf16) => return Ok((Box::new(decoded(input)), true)),
        Some(Packing::Gzip) => Box::new(Gzip::new(input)),
        Some(Packing::Zstandard) => Box::new(Zstandard::new(input)),
        Some(Packing::Xz) => Box::new(XzReader::new_mem_limit(input, true, MOST_MEMORY)),
        Some(Packing::Bzip2) => Box::new(MultiBzDecoder::new(input)),
    };
    Ok((Box::new(decoded(Box::new(Archive(reader)))), true))
}

/// Converts text to UTF-8 without a byte order mark. Text that had none is passed on unchanged, without being copied.
fn decoded(input: Source) -> DecodeReaderBytes<Source, Vec<u8>> {
    DecodeReaderBytesBuilder::new()
        .utf8_passthru(true)
        .strip_bom(true)
        .build(input)
}

/// Reads only as much as needed to see how an input is compressed: the rest of a pipe may take a while to arrive.
fn start(input: &mut impl Read) -> io::Result<(Vec<u8>, Option<Packing>)> {
    let mut start = Vec::new();
    let fits = |start: &[u8], magic: &[u8]| {
        let same = |(byte, magic): (&u8, &u8)| byte == magic || *magic == b'?';
        start.iter().zip(magic).all(same)
    };
    loop {
        let mut open = STARTS.iter().filter(|(magic, _)| fits(&start, magic));
        match open.next() {
            None => return Ok((start, None)),
            Some((magic, packing)) if magic.len() == start.len() => {
                return Ok((start, Some(*packing)));
            }
            Some(_) => {}
        }
        let mut next = [0];
        match input.read(&mut next) {
            Ok(0) => return Ok((start, None)),
            Ok(_) => start.extend(next),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A compressed input whose errors say what it is.
struct Archive(Source);

impl Read for Archive {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| {
            if error.kind() == ErrorKind::UnexpectedEof {
                io::Error::other("the archive is truncated")
            } else if error.kind() == ErrorKind::Interrupted || error.raw_os_error().is_some() {
                error
            } else {
                io::Error::other(format!("the archive is damaged ({error})"))
            }
        })
    }
}

/// The members of a gzip file one after another, ignoring the zeros that fill the last block of a tape or a disk.
struct Gzip {
    /// `None` once everything is read.
    member: Option<GzDecoder<BufReader<Source>>>,
}

impl Gzip {
    fn new(input: Source) -> Gzip {
        let source = BufReader::with_capacity(1 << 16, input);
        Gzip {
            member: Some(GzDecoder::new(source)),
        }
    }
}

impl Read for Gzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let Some(mut source) = self.member.take().map(GzDecoder::into_inner) else {
                break;
            };
            if !skip_zeros(&mut source)? {
                self.member = Some(GzDecoder::new(source));
            }
        }
        Ok(0)
    }
}

/// Skips zeros; `true` if nothing follows them.
fn skip_zeros(source: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let bytes = source.fill_buf()?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        if bytes.is_empty() || zeros < bytes.len() {
            let is_end = bytes.is_empty();
            source.consume(zeros);
            return Ok(is_end);
        }
        source.consume(zeros);
    }
}

/// The frames of a Zstandard file one after another.
struct Zstandard {
    source: BufReader<Ending>,
    decoder: FrameDecoder,
    is_in_frame: bool,
}

impl Zstandard {
    fn new(input: Source) -> Zstandard {
        let source = Ending {
            input,
            is_over: false,
        };
        Zstandard {
            source: BufReader::with_capacity(1 << 16, source),
            decoder: FrameDecoder::new(),
            is_in_frame: false,
        }
    }

    /// Starts the next frame; `false` if there is none.
    fn next_frame(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let mut frame = (&mut self.source).take(length.into());
                    io::copy(&mut frame, &mut io::sink())?;
                }
                Err(error) => return Err(self.failure(&error)),
            }
        }
        Ok(false)
    }

    /// The decoder's error as an I/O error. If the decoder met the end of the input, bytes are missing.
    fn failure(&self, error: &FrameDecoderError) -> io::Error {
        if self.source.get_ref().is_over {
            ErrorKind::UnexpectedEof.into()
        } else {
            io::Error::new(ErrorKind::InvalidData, error.to_string())
        }
    }

    fn is_sound(&self) -> bool {
        let described = self.decoder.get_checksum_from_data();
        described.is_none() || described == self.decoder.get_calculated_checksum()
    }
}

impl Read for Zstandard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        use ruzstd::decoding::BlockDecodingStrategy::UptoBlocks;
        loop {
            while self.is_in_frame && self.decoder.can_collect() == 0 && !self.decoder.is_finished()
            {
                let decoded = self.decoder.decode_blocks(&mut self.source, UptoBlocks(1));
                if let Err(error) = decoded {
                    return Err(self.failure(&error));
                }
            }
            if self.is_in_frame {
                let count = self.decoder.read(buffer)?;
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
                if !self.is_sound() {
                    return Err(ErrorKind::InvalidData.into());
                }
            }
            self.is_in_frame = self.next_frame()?;
            if !self.is_in_frame {
                return Ok(0);
            }
        }
    }
}

/// An input that knows whether its end was read.
struct Ending {
    input: Source,
    is_over: bool,
}

impl Read for Ending {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.is_over |= count == 0 && !buffer.is_empty();
        Ok(count)
    }
}
