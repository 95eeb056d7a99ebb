//! Reading files piece by piece, in order; the work on a piece is left to the threads.

use super::document::Skipped;
use super::walk::{Input, ending};
use crate::text::decode;
use encoding_rs::Encoding;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bounds on what is read at once.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most bytes of one document, decompressed.
    pub document: usize,
    /// Most decompressed bytes of one file for each byte on disk.
    pub inflation: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { document: 64 << 20, inflation: 1000 }
    }
}

/// The format of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// JSON objects, one after the other, in an array or under `documents`.
    Json,
    /// One line of JSONL.
    JsonLine,
}

/// One file, or one line of a JSONL file, as bytes.
#[derive(Clone, Debug)]
pub struct Raw {
    /// The file's name in identifiers and messages.
    pub name: Arc<str>,
    /// One-based line, for JSONL.
    pub line: Option<usize>,
    /// Its format.
    pub format: Format,
    /// The encoding of the file, where it is neither ASCII nor UTF-8 and could be told from more than this piece.
    pub encoding: Option<&'static Encoding>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads inputs in order.
pub struct Reader {
    inputs: std::vec::IntoIter<Input>,
    lines: Option<Lines>,
    limits: Limits,
    done: Arc<AtomicU64>,
}

struct Lines {
    name: Arc<str>,
    reader: Box<dyn BufRead + Send>,
    encoding: Option<&'static Encoding>,
    packing: Option<Packing>,
    number: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstandard,
}

/// Bytes that are read from a file at once.
const BUFFER: usize = 1 << 18;
/// A packed file may always unpack to so many bytes, however small it is.
const SMALL: u64 = 1 << 20;

impl Reader {
    /// A reader of these inputs.
    pub fn new(inputs: Vec<Input>, limits: Limits) -> Self {
        Reader { inputs: inputs.into_iter(), lines: None, limits, done: Arc::default() }
    }

    /// Bytes taken from disk so far, as packed there.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Pieces of together about `bytes` bytes, or fewer at the end; empty when all is read.
    pub fn batch(&mut self, bytes: usize) -> Vec<Result<Raw, Skipped>> {
        let mut out = Vec::new();
        let mut size = 0;
        while size < bytes {
            let Some(next) = self.next() else { break };
            size += next.as_ref().map_or(64, |r| r.bytes.len() + 64);
            out.push(next);
        }
        out
    }

    /// The next line that is not blank.
    fn line(&mut self) -> Option<Result<Raw, Skipped>> {
        loop {
            let lines = self.lines.as_mut()?;
            let mut bytes = Vec::new();
            let limit = self.limits.document;
            let read = lines.reader.by_ref().take(limit as u64 + 1).read_until(b'\n', &mut bytes);
            lines.number += 1;
            let skipped = |reason: String| Some(Err(Skipped { name: lines.name.to_string(), line: Some(lines.number), reason }));
            match read {
                Ok(0) => self.lines = None,
                Ok(n) if n > limit => {
                    let out = skipped(format!("the line is longer than {limit} bytes; raise --max-document"));
                    // Where this fails, so does the next line.
                    let _ = lines.reader.skip_until(b'\n');
                    return out;
                }
                Ok(_) if bytes.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => {
                    let Lines { name, encoding, number, .. } = lines;
                    let (name, line) = (name.clone(), Some(*number));
                    return Some(Ok(Raw { name, line, format: Format::JsonLine, encoding: *encoding, bytes }));
                }
                Err(e) => {
                    let out = skipped(format!("from this line on the file cannot be read: {}", sentence(&e, lines.packing)));
                    self.lines = None;
                    return out;
                }
            }
        }
    }

    /// The first piece of an input; `None` when it has none.
    fn open(&mut self, input: &Input) -> Option<Result<Raw, Skipped>> {
        let skipped = |reason: String| Some(Err(Skipped { name: input.name().into_owned(), line: None, reason }));
        let mut packing = None;
        let mut reader = match self.unpacked(input, &mut packing) {
            Ok(r) => r,
            Err(e) => return skipped(sentence(&e, packing)),
        };
        let start = match reader.fill_buf() {
            Ok(start) => start,
            Err(e) => return skipped(sentence(&e, packing)),
        };
        let format = match ending(&input.name().to_lowercase()) {
            Some("md" | "markdown") => Format::Markdown,
            Some("html" | "htm") => Format::Html,
            Some("json") => Format::Json,
            Some("jsonl" | "ndjson") => Format::JsonLine,
            Some(_) => Format::Text,
            None => sniff(start),
        };
        let name: Arc<str> = input.name().into();
        let encoding = if format == Format::JsonLine { decode::encoding(start) } else { None };
        // In UTF-16 a line break is no single byte.
        let wide = encoding.is_some_and(|e| !e.is_ascii_compatible());
        if format == Format::JsonLine && !wide {
            self.lines = Some(Lines { name, reader, encoding, packing, number: 0 });
            return self.line();
        }
        let limit = self.limits.document;
        let mut bytes = Vec::new();
        match reader.take(limit as u64 + 1).read_to_end(&mut bytes) {
            Ok(n) if n > limit => skipped(format!("the document is longer than {limit} bytes; split it, or raise --max-document")),
            Ok(_) if wide => match decode::decode(&bytes) {
                Ok(d) => {
                    let reader = Box::new(Cursor::new(d.text.into_bytes()));
                    self.lines = Some(Lines { name, reader, encoding: None, packing: None, number: 0 });
                    self.line()
                }
                Err(e) => skipped(e.to_string()),
            },
            Ok(_) => Some(Ok(Raw { name, line: None, format, encoding, bytes })),
            Err(e) => skipped(sentence(&e, packing)),
        }
    }

    /// The bytes of an input; packed files are told by their first bytes, not by their names.
    fn unpacked(&self, input: &Input, packing: &mut Option<Packing>) -> io::Result<Box<dyn BufRead + Send>> {
        let source: Box<dyn Read + Send> = match &input.path {
            None => Box::new(io::stdin()),
            Some(path) => Box::new(File::open(path)?),
        };
        let before = self.done();
        let mut source = BufReader::with_capacity(BUFFER, Counted { source, count: self.done.clone() });
        let start = source.fill_buf()?;
        *packing = match start {
            [0x1f, 0x8b, ..] => Some(Packing::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packing::Zstandard),
            _ => None,
        };
        let unpacked: Box<dyn Read + Send> = match packing {
            None => return Ok(Box::new(source)),
            Some(Packing::Gzip) => Box::new(flate2::bufread::MultiGzDecoder::new(source)),
            Some(Packing::Zstandard) => Box::new(zstd::stream::read::Decoder::with_buffer(source)?),
        };
        let bounded = Bounded { source: unpacked, packed: self.done.clone(), before, unpacked: 0, inflation: self.limits.inflation };
        Ok(Box::new(BufReader::with_capacity(BUFFER, bounded)))
    }
}

impl Iterator for Reader {
    type Item = Result<Raw, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.line() {
                return Some(item);
            }
            let input = self.inputs.next()?;
            if let Some(item) = self.open(&input) {
                return Some(item);
            }
        }
    }
}

/// The format of what has no name to tell it.
fn sniff(start: &[u8]) -> Format {
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let first_line = text.lines().next().unwrap_or("").trim_end();
    let opening: String = text.chars().take(64).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    match () {
        () if opening.starts_with('{') && first_line.ends_with('}') => Format::JsonLine,
        () if opening.starts_with("{\"") || opening.starts_with("[{") || opening == "[]" => Format::Json,
        () if opening.starts_with("<!doctype") || opening.starts_with("<html") || opening.starts_with("<head") => Format::Html,
        () if first_line == "---" || first_line.starts_with("# ") => Format::Markdown,
        () => Format::Text,
    }
}

/// What an error of reading means for the one who has the file.
fn sentence(e: &io::Error, packing: Option<Packing>) -> String {
    let packed = match packing {
        Some(Packing::Gzip) => "gzip",
        Some(Packing::Zstandard) => "Zstandard",
        None => "",
    };
    match e.kind() {
        io::ErrorKind::PermissionDenied => "the file may not be read; change its permissions".to_owned(),
        io::ErrorKind::NotFound => "the file is gone".to_owned(),
        io::ErrorKind::FileTooLarge => e.to_string(),
        io::ErrorKind::UnexpectedEof if packing.is_some() => format!("the {packed} stream ends too early; fetch or pack the file again"),
        _ if packing.is_some() => format!("the {packed} stream is damaged ({e}); fetch or pack the file again"),
        _ => format!("the file cannot be read: {e}"),
    }
}

/// Counts the bytes that it hands on.
struct Counted<R> {
    source: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(buffer)?;
        self.count.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Stops a small file from unpacking to a huge one.
struct Bounded<R> {
    source: R,
    /// Bytes taken from disk by all files, and before this one.
    packed: Arc<AtomicU64>,
    before: u64,
    unpacked: u64,
    inflation: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(buffer)?;
        self.unpacked += n as u64;
        let packed = self.packed.load(Ordering::Relaxed).saturating_sub(self.before);
        if self.unpacked > SMALL.max(packed.saturating_mul(self.inflation)) {
            let why = format!("it unpacks to more than {} times its size; unpack it yourself if that is right", self.inflation);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
        }
        Ok(n)
    }
}
