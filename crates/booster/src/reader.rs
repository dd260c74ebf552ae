//! Reads the encoding that programs and inputs share: LEB128 numbers and counted bytes.

use crate::failure::{Code, Failure};

/// A cursor over untrusted bytes; every failure names the offset at which reading stopped.
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    code: Code,
}

impl<'a> Reader<'a> {
    /// `code` is the failure that malformed bytes give.
    pub fn new(bytes: &'a [u8], code: Code) -> Reader<'a> {
        Reader { bytes, at: 0, code }
    }

    pub fn offset(&self) -> usize {
        self.at
    }

    pub fn finished(&self) -> bool {
        self.at == self.bytes.len()
    }

    pub fn fail<T>(&self) -> Result<T, Failure> {
        Err(Failure::new(self.code, self.at))
    }

    pub fn byte(&mut self) -> Result<u8, Failure> {
        match self.bytes.get(self.at) {
            Some(&value) => {
                self.at += 1;
                Ok(value)
            }
            None => self.fail(),
        }
    }

    /// An unsigned LEB128 number of at most 64 bits, in its shortest form.
    pub fn number(&mut self) -> Result<u64, Failure> {
        let start = self.at;
        let mut value = 0u64;
        let mut shift = 0u32;
        loop {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if (shift == 63 && part > 1) || (shift > 0 && byte == 0) {
                self.at = start;
                return self.fail();
            }
            value |= part << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
            shift += 7;
            if shift > 63 {
                self.at = start;
                return self.fail();
            }
        }
    }

    /// A signed number, zigzag over `number`.
    pub fn signed(&mut self) -> Result<i64, Failure> {
        let value = self.number()?;
        Ok(((value >> 1) as i64) ^ -((value & 1) as i64))
    }

    /// A number that must not exceed `most`.
    pub fn count(&mut self, most: u64) -> Result<usize, Failure> {
        let start = self.at;
        let value = self.number()?;
        if value > most {
            self.at = start;
            return self.fail();
        }
        Ok(value as usize)
    }

    /// Bytes behind their length.
    pub fn block(&mut self) -> Result<&'a [u8], Failure> {
        let start = self.at;
        let length = self.number()?;
        let left = (self.bytes.len() - self.at) as u64;
        if length > left {
            self.at = start;
            return self.fail();
        }
        let block = &self.bytes[self.at..self.at + length as usize];
        self.at += length as usize;
        Ok(block)
    }
}
