//! Characters that no instruction tells apart share a cell.

use super::pattern::{Instruction, Pattern};
use std::collections::BTreeMap;

/// What stands beside a place.
pub const EDGE: u8 = 0;
pub const NEWLINE: u8 = 1;
pub const WORD: u8 = 2;
pub const OTHER: u8 = 3;

pub struct Alphabet {
    ascii: [u16; 128],
    points: Vec<u32>,
    numbers: Vec<u16>,
    /// The kind of each cell, and of the one beyond the text.
    pub kinds: Vec<u8>,
    /// The cell beyond either end of a text.
    pub edge: u16,
    pub newline: u16,
    /// For each cell, in `words` words, the instructions that read it.
    pub readers: Vec<u64>,
    pub words: usize,
}

impl Alphabet {
    pub fn new(pattern: &Pattern) -> Alphabet {
        let has_assertions = pattern.code.iter().any(|each| matches!(each, Instruction::Assert(_)));
        let mut edges: BTreeMap<u32, Vec<u16>> = BTreeMap::new();
        for point in [0, 10, 11, 0x30, 0x3A, 0x41, 0x5B, 0x5F, 0x60, 0x61, 0x7B] {
            edges.entry(point).or_default();
        }
        for (number, ranges) in pattern.classes.iter().enumerate() {
            for &(low, high) in ranges {
                edges.entry(low).or_default().push(number as u16);
                edges.entry(high + 1).or_default().push(number as u16);
            }
        }
        let words = pattern.code.len().div_ceil(64);
        let mut alphabet = Alphabet {
            ascii: [0; 128],
            points: Vec::new(),
            numbers: Vec::new(),
            kinds: Vec::new(),
            edge: 0,
            newline: 0,
            readers: Vec::new(),
            words,
        };
        let mut members = vec![0u64; pattern.classes.len().div_ceil(64)];
        let mut known: BTreeMap<(Vec<u64>, u8), u16> = BTreeMap::new();
        for (point, toggled) in edges {
            for class in toggled {
                members[class as usize / 64] ^= 1 << (class % 64);
            }
            let kind = if has_assertions { kind_of(point) } else { OTHER };
            let next = alphabet.kinds.len() as u16;
            let number = *known.entry((members.clone(), kind)).or_insert(next);
            if number == next {
                alphabet.kinds.push(kind);
                alphabet.add_readers(pattern, &members);
            }
            alphabet.points.push(point);
            alphabet.numbers.push(number);
        }
        alphabet.edge = alphabet.kinds.len() as u16;
        alphabet.kinds.push(if has_assertions { EDGE } else { OTHER });
        alphabet.readers.resize(alphabet.readers.len() + words, 0);
        for point in 0..128 {
            alphabet.ascii[point as usize] = alphabet.find(point);
        }
        alphabet.newline = alphabet.ascii[10];
        alphabet
    }

    fn add_readers(&mut self, pattern: &Pattern, members: &[u64]) {
        let start = self.readers.len();
        self.readers.resize(start + self.words, 0);
        for (number, instruction) in pattern.code.iter().enumerate() {
            if let Instruction::Character(class) = *instruction {
                if members[class as usize / 64] >> (class % 64) & 1 == 1 {
                    self.readers[start + number / 64] |= 1 << (number % 64);
                }
            }
        }
    }

    fn find(&self, point: u32) -> u16 {
        self.numbers[self.points.partition_point(|&each| each <= point) - 1]
    }

    /// The cell of an ASCII character.
    #[inline]
    pub fn ascii(&self, byte: u8) -> u16 {
        self.ascii[byte as usize]
    }

    /// The cell of the character that ends in front of `at`, which is not the start, and its length.
    #[inline]
    pub fn cell_before(&self, text: &[u8], at: usize) -> (u16, usize) {
        let last = text[at - 1];
        if last < 0x80 {
            return (self.ascii[last as usize], 1);
        }
        for length in 2..=at.min(4) {
            if let Some(point) = character(&text[at - length..at]) {
                return (self.find(point), length);
            }
        }
        (self.find(0xDC00 + u32::from(last)), 1)
    }

    /// The cell of the character at `at`, which is not the end, and its length.
    #[inline]
    pub fn cell_at(&self, text: &[u8], at: usize) -> (u16, usize) {
        let first = text[at];
        if first < 0x80 {
            return (self.ascii[first as usize], 1);
        }
        let length = match first {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        };
        if let Some(point) = text.get(at..at + length).and_then(character) {
            return (self.find(point), length);
        }
        (self.find(0xDC00 + u32::from(first)), 1)
    }
}

/// The one character beyond ASCII that the bytes encode. A byte that belongs to none counts as the
/// character 0xDC00 + its value (PEP 383).
fn character(bytes: &[u8]) -> Option<u32> {
    if bytes.len() < 2 {
        return None;
    }
    let mut characters = std::str::from_utf8(bytes).ok()?.chars();
    let point = characters.next()? as u32;
    characters.next().is_none().then_some(point)
}

fn kind_of(point: u32) -> u8 {
    match point {
        10 => NEWLINE,
        0x30..=0x39 | 0x41..=0x5A | 0x5F | 0x61..=0x7A => WORD,
        _ => OTHER,
    }
}

pub fn holds(assertion: u8, before: u8, after: u8) -> bool {
    match assertion {
        0 => before == EDGE,
        1 => after == EDGE,
        2 => before == EDGE || before == NEWLINE,
        3 => after == EDGE || after == NEWLINE,
        4 => (before == WORD) != (after == WORD),
        _ => (before == WORD) == (after == WORD),
    }
}
