//! Bytes that are copied in whole pieces, and what they are written to.

use crate::failure::Failure;
use crate::reader::Reader;

use super::forms::LONGEST;
use super::MOST_ENTRIES;

/// Bytes that may be read beyond their end, so that short ones are copied in one piece.
pub const SLACK: usize = 16;

/// One text with room to be read beyond its end.
pub struct Text {
    pub bytes: Vec<u8>,
    pub length: usize,
}

impl Text {
    pub fn new(text: &[u8]) -> Text {
        let mut bytes = text.to_vec();
        bytes.resize(text.len() + SLACK, 0);
        Text { bytes, length: text.len() }
    }

    pub fn get(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// Texts one after the other, with where each ends.
pub struct Texts {
    pub bytes: Vec<u8>,
    pub ends: Vec<u32>,
}

/// What is written; short texts are stored in pieces of sixteen bytes, without a loop over bytes.
pub struct Output<'a> {
    pub bytes: &'a mut Vec<u8>,
}

impl Output<'_> {
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    #[inline(always)]
    pub fn room(&mut self, size: usize) {
        if self.bytes.capacity() - self.bytes.len() < size {
            self.grow(size);
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, size: usize) {
        self.bytes.reserve(size.max(self.bytes.capacity()).max(1 << 12));
    }

    #[inline(always)]
    pub fn push(&mut self, byte: u8) {
        self.room(1);
        // SAFETY: there is room for one byte.
        unsafe {
            let length = self.bytes.len();
            *self.bytes.as_mut_ptr().add(length) = byte;
            self.bytes.set_len(length + 1);
        }
    }

    /// What a form writes into at most `LONGEST` bytes, and tells the length of.
    #[inline(always)]
    pub fn form(&mut self, put: impl FnOnce(*mut u8) -> usize) {
        self.room(LONGEST);
        // SAFETY: there is room for the longest form, and no more is used than that.
        unsafe {
            let length = self.bytes.len();
            let used = put(self.bytes.as_mut_ptr().add(length));
            self.bytes.set_len(length + used.min(LONGEST));
        }
    }

    /// A part of bytes behind which `SLACK` more may be read.
    #[inline(always)]
    pub fn part(&mut self, bytes: &[u8], start: usize, end: usize) {
        let size = end - start;
        assert!(start <= end && end + SLACK <= bytes.len());
        self.room(size + SLACK);
        // SAFETY: source and room reach `SLACK` beyond the part, and pieces end within that.
        unsafe {
            let length = self.bytes.len();
            let to = self.bytes.as_mut_ptr().add(length);
            let from = bytes.as_ptr().add(start);
            if size <= 64 {
                let mut at = 0;
                while at < size {
                    std::ptr::copy_nonoverlapping(from.add(at), to.add(at), SLACK);
                    at += SLACK;
                }
            } else {
                std::ptr::copy_nonoverlapping(from, to, size);
            }
            self.bytes.set_len(length + size);
        }
    }

    #[inline(always)]
    pub fn text(&mut self, text: &Text) {
        self.part(&text.bytes, 0, text.length);
    }

    #[inline(always)]
    pub fn one_of(&mut self, texts: &Texts, index: usize) {
        let start = if index == 0 { 0 } else { texts.ends[index - 1] as usize };
        self.part(&texts.bytes, start, texts.ends[index] as usize);
    }
}

impl Texts {
    pub fn read(reader: &mut Reader, longest: usize) -> Result<Texts, Failure> {
        let count = reader.count(MOST_ENTRIES)?;
        let mut texts = Texts { bytes: Vec::new(), ends: Vec::new() };
        if count == 0 {
            return reader.fail();
        }
        for _ in 0..count {
            let block = reader.block()?;
            if block.len() > longest {
                return reader.fail();
            }
            texts.bytes.extend_from_slice(block);
            texts.ends.push(texts.bytes.len() as u32);
        }
        texts.bytes.resize(texts.bytes.len() + SLACK, 0);
        Ok(texts)
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.bytes[start..self.ends[index] as usize]
    }

    pub fn size(&self, index: usize) -> usize {
        self.get(index).len()
    }
}
