//! Reads the program of a search; offsets of failures are those of the reference
//! (`instructions.py`).

use crate::failure::{Code, Failure};
use crate::reader::Reader;

const FORMAT: u8 = 1;
const LAST: u64 = 0x10_FFFF;
const PATTERNS: u64 = 1000;
const GROUPS: u64 = 64;
const CLASSES: usize = 512;
const RANGES: usize = 512;
const INSTRUCTIONS: usize = 2000;
const ASSERTIONS: usize = 6;
const LITERALS: u64 = 16;
const LITERAL_BYTES: usize = 32;
/// Of all patterns: instructions, classes with their ranges, and bytes of literals, each.
const TOTAL: usize = 65_536;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// Reads a character of the class.
    Character(u16),
    /// Goes on at both; the first is preferred.
    Split(u16, u16),
    Jump(u16),
    Save(u8),
    Assert(u8),
    Match,
}

pub struct Pattern {
    pub groups: usize,
    pub classes: Vec<Vec<(u32, u32)>>,
    pub code: Vec<Instruction>,
    /// The instructions that read nothing, each behind those that it leads to.
    pub order: Vec<u16>,
    pub literals: Vec<Vec<u8>>,
}

/// What further patterns may hold.
struct Left {
    classes: usize,
    instructions: usize,
    literal_bytes: usize,
}

pub fn read_patterns(program: &[u8]) -> Result<Vec<Pattern>, Failure> {
    let mut reader = Reader::new(program, Code::MalformedProgram);
    if reader.byte()? != FORMAT {
        return refused(0);
    }
    let mut left = Left { classes: TOTAL, instructions: TOTAL, literal_bytes: TOTAL };
    let mut patterns = Vec::new();
    for _ in 0..reader.count(PATTERNS)? {
        patterns.push(pattern(&mut reader, &mut left)?);
    }
    if !reader.finished() {
        return reader.fail();
    }
    Ok(patterns)
}

fn refused<T>(at: usize) -> Result<T, Failure> {
    Err(Failure::new(Code::MalformedProgram, at))
}

fn pattern(reader: &mut Reader, left: &mut Left) -> Result<Pattern, Failure> {
    let groups = reader.count(GROUPS)?;
    let classes = classes(reader, left)?;
    let at = reader.offset();
    let code = code(reader, left, groups, classes.len())?;
    match order(&code) {
        Some(order) if !reaches_end(&code) => {
            Ok(Pattern { groups, classes, code, order, literals: literals(reader, left)? })
        }
        _ => refused(at),
    }
}

fn classes(reader: &mut Reader, left: &mut Left) -> Result<Vec<Vec<(u32, u32)>>, Failure> {
    let count = reader.count(CLASSES.min(left.classes) as u64)?;
    left.classes -= count;
    let mut ranges_left = RANGES;
    let mut classes = Vec::new();
    for _ in 0..count {
        let length = reader.count(ranges_left.min(left.classes) as u64)?;
        ranges_left -= length;
        left.classes -= length;
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for _ in 0..length {
            let at = reader.offset();
            let low = reader.count(LAST)? as u32;
            if ranges.last().is_some_and(|last| low <= last.1) {
                return refused(at);
            }
            let at = reader.offset();
            let high = reader.count(LAST)? as u32;
            if high < low {
                return refused(at);
            }
            ranges.push((low, high));
        }
        classes.push(ranges);
    }
    Ok(classes)
}

fn code(
    reader: &mut Reader,
    left: &mut Left,
    groups: usize,
    classes: usize,
) -> Result<Vec<Instruction>, Failure> {
    let at = reader.offset();
    let count = reader.count(INSTRUCTIONS.min(left.instructions) as u64)?;
    if count == 0 {
        return refused(at);
    }
    left.instructions -= count;
    let mut code = Vec::new();
    for number in 0..count {
        let at = reader.offset();
        let kind = reader.byte()?;
        if kind > 5 || (number == count - 1 && matches!(kind, 0 | 3 | 4)) {
            return refused(at);
        }
        code.push(match kind {
            0 => Instruction::Character(below(reader, classes)? as u16),
            1 => Instruction::Split(below(reader, count)? as u16, below(reader, count)? as u16),
            2 => Instruction::Jump(below(reader, count)? as u16),
            3 => Instruction::Save(below(reader, 2 * groups)? as u8),
            4 => Instruction::Assert(below(reader, ASSERTIONS)? as u8),
            _ => Instruction::Match,
        });
    }
    Ok(code)
}

fn below(reader: &mut Reader, limit: usize) -> Result<usize, Failure> {
    let at = reader.offset();
    let value = reader.number()?;
    if value >= limit as u64 {
        return refused(at);
    }
    Ok(value as usize)
}

fn literals(reader: &mut Reader, left: &mut Left) -> Result<Vec<Vec<u8>>, Failure> {
    let mut literals = Vec::new();
    for _ in 0..reader.count(LITERALS)? {
        let at = reader.offset();
        let literal = reader.block()?;
        if literal.is_empty() || literal.len() > LITERAL_BYTES.min(left.literal_bytes) {
            return refused(at);
        }
        left.literal_bytes -= literal.len();
        literals.push(literal.to_vec());
    }
    Ok(literals)
}

/// Where the instruction leads without reading a character.
fn leads_to(code: &[Instruction], number: usize) -> [Option<usize>; 2] {
    match code[number] {
        Instruction::Split(first, second) => [Some(first as usize), Some(second as usize)],
        Instruction::Jump(target) => [Some(target as usize), None],
        Instruction::Save(_) | Instruction::Assert(_) => [Some(number + 1), None],
        Instruction::Character(_) | Instruction::Match => [None, None],
    }
}

/// Instructions that read nothing, targets first; None where they run in a circle (Kahn 1962).
fn order(code: &[Instruction]) -> Option<Vec<u16>> {
    let mut sources: Vec<Vec<u16>> = vec![Vec::new(); code.len()];
    let mut waits = vec![0usize; code.len()];
    for number in 0..code.len() {
        for target in leads_to(code, number).into_iter().flatten() {
            sources[target].push(number as u16);
            waits[number] += 1;
        }
    }
    let mut ready: Vec<usize> = (0..code.len()).filter(|&number| waits[number] == 0).collect();
    let mut order = Vec::new();
    let mut done = 0;
    while let Some(number) = ready.pop() {
        done += 1;
        if !matches!(code[number], Instruction::Character(_) | Instruction::Match) {
            order.push(number as u16);
        }
        for &source in &sources[number] {
            waits[source as usize] -= 1;
            if waits[source as usize] == 0 {
                ready.push(source as usize);
            }
        }
    }
    (done == code.len()).then_some(order)
}

/// Whether the pattern could match without reading a character.
fn reaches_end(code: &[Instruction]) -> bool {
    let mut seen = vec![false; code.len()];
    let mut open = vec![0usize];
    seen[0] = true;
    while let Some(number) = open.pop() {
        if code[number] == Instruction::Match {
            return true;
        }
        for target in leads_to(code, number).into_iter().flatten() {
            if !seen[target] {
                seen[target] = true;
                open.push(target);
            }
        }
    }
    false
}
