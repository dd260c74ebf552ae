//! Records: a schema's program, a seed and a range of record numbers to lines of JSON.
//!
//! A program is a list of nodes whose children stand before them; only `Call` may point anywhere,
//! and its depth is bounded. Every draw is a function of the seed, the record's number and the
//! draws before it in that record, so that any range of records can be made alone. The generator
//! is SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
//!
//! `making` runs nodes and counts everything; `straight` makes most records in a quicker way, with the
//! same bytes, as long as no limit can be met.

mod flattening;
mod forms;
mod making;
mod program;
mod straight;
mod texts;

use crate::failure::{Code, Failure, Limits};
use crate::reader::Reader;

use making::Making;
use program::{Node, Nodes};
use straight::Straight;
use texts::Output;

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
const VERSION: u8 = 1;
const MOST_NODES: u64 = 1 << 18;
const MOST_ENTRIES: u64 = 1 << 24;
const MOST_CALLS: u64 = 64;
const MOST_HEIGHT: usize = 512;
const MOST_REPEATS: u64 = 1 << 20;
const MOST_UNIQUE: u64 = 4096;
const MOST_TRIES: u64 = 4096;
const MOST_CHARACTERS: u64 = 1 << 16;
const MOST_CHARACTER: usize = 16;
const MOST_DOMAIN: u64 = 1 << 62;
const MOST_WALKS: u32 = 4096;
const MOST_POWER: u64 = 8;
const MOST_GUESSED: u64 = 1 << 16;
const ALWAYS: u64 = 1 << 16;
const FIRST_SECOND: i64 = -62_167_219_200;
const LAST_SECOND: i64 = 253_402_300_799;

fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn stream(seed: u64, salt: u64, row: u64) -> u64 {
    mixed(mixed(seed.wrapping_add(salt.wrapping_add(1).wrapping_mul(GOLDEN))).wrapping_add(row.wrapping_mul(GOLDEN)))
}

/// A number below `size` from one that was drawn.
#[inline(always)]
fn drawn(value: u64, size: u64) -> u64 {
    if size <= 1 << 32 {
        ((value >> 32) * size) >> 32
    } else {
        ((u128::from(value) * u128::from(size)) >> 64) as u64
    }
}

/// A number below `size` from one that was drawn: `size * u^power` for a u from 0 to 1, so that with a
/// power above 1 a number is the less frequent the greater it is.
#[inline(always)]
fn skewed(value: u64, size: u64, power: u32) -> u64 {
    if size <= 1 << 32 {
        let unit = value >> 32;
        let mut part = unit;
        for _ in 1..power {
            part = (part * unit) >> 32;
        }
        (part * size) >> 32
    } else {
        let unit = u128::from(value);
        let mut part = unit;
        for _ in 1..power {
            part = (part * unit) >> 64;
        }
        ((part * u128::from(size)) >> 64) as u64
    }
}

pub struct Program {
    calls: u64,
    nodes: Vec<Node>,
    straight: Option<Straight>,
}

impl Program {
    /// Reads and checks a program; what is malformed, or could nest too deeply, is refused here.
    pub fn read(program: &[u8]) -> Result<Program, Failure> {
        let mut reader = Reader::new(program, Code::MalformedProgram);
        if reader.byte()? != VERSION {
            return reader.fail();
        }
        let calls = reader.count(MOST_CALLS)? as u64;
        let total = reader.count(MOST_NODES)?;
        if total == 0 {
            return reader.fail();
        }
        let mut nodes = Vec::new();
        let mut reading = Nodes { reader: &mut reader, heights: Vec::new(), total, height: 0 };
        for index in 0..total {
            let node = reading.node()?;
            if (calls as usize + 1) * reading.height > MOST_HEIGHT {
                return Err(Failure::new(Code::DepthLimit, index));
            }
            reading.heights.push(reading.height);
            nodes.push(node);
        }
        if !reader.finished() {
            return reader.fail();
        }
        let straight = flattening::straight(&nodes);
        Ok(Program { calls, nodes, straight })
    }

    /// The input is a seed, the number of the first record, and how many are wanted.
    pub fn run(&self, input: &[u8], limits: Limits, output: &mut Vec<u8>) -> Result<(), Failure> {
        let mut reader = Reader::new(input, Code::MalformedInput);
        let seed = reader.number()?;
        let first = reader.number()?;
        let count = reader.number()?;
        if first > MOST_DOMAIN || count > MOST_DOMAIN || !reader.finished() {
            return reader.fail();
        }
        output.reserve(limits.output.min(1 << 16));
        let most = limits.output.saturating_add(output.len());
        let mut making = Making {
            program: self,
            seed,
            state: 0,
            row: 0,
            calls: 0,
            left: limits.steps,
            most,
            output: Output { bytes: output },
        };
        let mut next = first;
        if let Some(straight) = &self.straight {
            if straight.most_steps.saturating_mul(count) <= limits.steps {
                next = straight.write(&mut making, first..first + count)?;
            }
        }
        for row in next..first + count {
            making.row = row;
            making.state = stream(seed, 0, row);
            making.make(self.nodes.len() - 1)?;
            making.output.push(b'\n');
            if row == first {
                let guess = making.output.len() as u64 * count.min(MOST_GUESSED) * 9 / 8;
                making.output.bytes.reserve(guess.min(most as u64) as usize);
            }
        }
        if making.output.len() > most {
            return Err(Failure::new(Code::OutputLimit, self.nodes.len() - 1));
        }
        Ok(())
    }
}
