//! The work of the booster that needs no Python: programs in, bytes out.
//!
//! The host lays a request on the desk, a program with its input or an input for a program that it
//! gave before, and one call turns it into an answer. Nothing else crosses the border: no files, no
//! clock, no randomness but the seed inside an input. Whatever the bytes say, an answer is a result
//! or a numbered failure, the same as that of the reference written in Python
//! (`aqe.booster.reference`).

mod desk;
mod expand;
pub mod failure;
pub mod reader;
mod records;
mod scan;

use failure::{Code, Failure, Limits};

enum Prepared {
    Expand(expand::Program),
    Scan(scan::Program),
    Records(records::Program),
}

fn prepared(operation: u32, program: &[u8]) -> Result<Prepared, Failure> {
    match operation {
        1 => expand::Program::read(program).map(Prepared::Expand),
        2 => scan::Program::read(program).map(Prepared::Scan),
        3 => records::Program::read(program).map(Prepared::Records),
        _ => Err(Failure::new(Code::MalformedProgram, 0)),
    }
}

impl Prepared {
    fn run(&self, input: &[u8], limits: Limits, output: &mut Vec<u8>) -> Result<(), Failure> {
        match self {
            Prepared::Expand(program) => program.run(input, limits, output),
            Prepared::Scan(program) => program.run(input, limits, output),
            Prepared::Records(program) => program.run(input, limits, output),
        }
    }
}

/// Prepares and runs once; what tests of the crate call.
pub fn answer(operation: u32, program: &[u8], input: &[u8], limits: Limits) -> Result<Vec<u8>, Failure> {
    let mut output = Vec::new();
    prepared(operation, program)?.run(input, limits, &mut output)?;
    Ok(output)
}
