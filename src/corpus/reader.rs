//! Reading files piece by piece, in order; the work on a piece is left to the threads.

use super::document::Skipped;
use super::walk::{Input, ending};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

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
    /// One JSON object, or several in an array or under `documents`.
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
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads inputs in order.
pub struct Reader {
    inputs: std::vec::IntoIter<Input>,
    lines: Option<Lines>,
    limits: Limits,
    /// Bytes taken from disk so far.
    done: u64,
}

struct Lines {
    name: Arc<str>,
    reader: Box<dyn BufRead + Send>,
    number: usize,
}

impl Reader {
    /// A reader of these inputs.
    pub fn new(inputs: Vec<Input>, limits: Limits) -> Self {
        Reader { inputs: inputs.into_iter(), lines: None, limits, done: 0 }
    }

    /// Bytes of finished files and lines.
    pub fn done(&self) -> u64 {
        self.done
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

    fn line(&mut self) -> Option<Result<Raw, Skipped>> {
        let lines = self.lines.as_mut()?;
        loop {
            let mut bytes = Vec::new();
            let limit = self.limits.document as u64;
            let read = lines.reader.by_ref().take(limit + 1).read_until(b'\n', &mut bytes);
            lines.number += 1;
            let skipped = |reason: String| Skipped { name: lines.name.to_string(), line: Some(lines.number), reason };
            match read {
                Err(e) => {
                    let s = skipped(format!("the rest of the file cannot be read: {e}"));
                    self.lines = None;
                    return Some(Err(s));
                }
                Ok(0) => {
                    self.lines = None;
                    return None;
                }
                Ok(n) => {
                    self.done += n as u64;
                    if n as u64 > limit {
                        let s = skipped(format!("the line is longer than {limit} bytes; raise --max-document"));
                        let ok = skip_line(&mut lines.reader);
                        if ok.is_err() {
                            self.lines = None;
                        }
                        return Some(Err(s));
                    }
                    if bytes.iter().all(u8::is_ascii_whitespace) {
                        continue;
                    }
                    let raw = Raw { name: lines.name.clone(), line: Some(lines.number), format: Format::JsonLine, bytes };
                    return Some(Ok(raw));
                }
            }
        }
    }

    fn open(&mut self, input: &Input) -> Option<Result<Raw, Skipped>> {
        let skipped = |reason: String| Some(Err(Skipped { name: input.name.clone(), line: None, reason }));
        let lower = input.name.to_lowercase();
        let format = match ending(&lower) {
            Some("md" | "markdown") => Format::Markdown,
            Some("html" | "htm") => Format::Html,
            Some("json") => Format::Json,
            Some("jsonl" | "ndjson") => Format::JsonLine,
            _ => Format::Text,
        };
        let source: Box<dyn Read + Send> = match &input.path {
            None => Box::new(io::stdin()),
            Some(path) => match File::open(path) {
                Ok(f) => Box::new(f),
                Err(e) => return skipped(format!("the file cannot be opened: {e}")),
            },
        };
        let compressed = lower.ends_with(".gz") || lower.ends_with(".zst");
        let source: Box<dyn Read + Send> = if lower.ends_with(".gz") {
            Box::new(flate2::read::MultiGzDecoder::new(source))
        } else if lower.ends_with(".zst") {
            match zstd::stream::read::Decoder::new(source) {
                Ok(d) => Box::new(d),
                Err(e) => return skipped(format!("this is no Zstandard file: {e}")),
            }
        } else {
            source
        };
        let bound = if compressed { input.size.saturating_mul(self.limits.inflation).max(1 << 20) } else { u64::MAX };
        let mut source = source.take(bound);
        let mut start = Vec::new();
        let mut format = format;
        if input.path.is_none() {
            // Standard input has no name to tell its format: JSON begins with a brace.
            let mut buffered = BufReader::new(source);
            let first = buffered.fill_buf().map(|b| b.iter().find(|b| !b.is_ascii_whitespace()).copied());
            if let Ok(Some(b'{')) = first {
                format = Format::JsonLine;
            }
            let name: Arc<str> = input.name.as_str().into();
            if format == Format::JsonLine {
                self.lines = Some(Lines { name, reader: Box::new(buffered), number: 0 });
                return self.line();
            }
            return match buffered.take(self.limits.document as u64 + 1).read_to_end(&mut start) {
                Ok(n) if n > self.limits.document => skipped(too_long(self.limits.document)),
                Ok(n) => {
                    self.done += n as u64;
                    Some(Ok(Raw { name, line: None, format, bytes: start }))
                }
                Err(e) => skipped(format!("standard input cannot be read: {e}")),
            };
        }
        let name: Arc<str> = input.name.as_str().into();
        if format == Format::JsonLine {
            self.lines = Some(Lines { name, reader: Box::new(BufReader::with_capacity(1 << 18, source)), number: 0 });
            return self.line();
        }
        match source.by_ref().take(self.limits.document as u64 + 1).read_to_end(&mut start) {
            Ok(n) if n > self.limits.document => skipped(too_long(self.limits.document)),
            Ok(n) if compressed && n as u64 >= bound => {
                skipped(format!("the file unpacks to more than {} times its size", self.limits.inflation))
            }
            Ok(_) => {
                self.done += input.size;
                Some(Ok(Raw { name, line: None, format, bytes: start }))
            }
            Err(e) => skipped(format!("the file cannot be read: {e}")),
        }
    }
}

impl Iterator for Reader {
    type Item = Result<Raw, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.lines.is_some() {
                if let Some(item) = self.line() {
                    return Some(item);
                }
                continue;
            }
            let input = self.inputs.next()?;
            if let Some(item) = self.open(&input) {
                return Some(item);
            }
        }
    }
}

fn too_long(limit: usize) -> String {
    format!("the document is longer than {limit} bytes; raise --max-document")
}

fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let (used, found) = match buffer.iter().position(|b| *b == b'\n') {
            Some(i) => (i + 1, true),
            None => (buffer.len(), false),
        };
        reader.consume(used);
        if found {
            return Ok(());
        }
    }
}
