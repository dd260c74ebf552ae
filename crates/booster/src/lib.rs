//! The work of the booster that needs no Python: programs in, bytes out.
//!
//! The host writes a program and gets a handle; it writes an input and gets a result. Nothing else
//! crosses the border: no files, no clock, no randomness but the seed inside an input. Whatever
//! the bytes say, an answer is a result or a numbered failure, the same as that of the reference
//! written in Python (`aqe.booster.reference`).

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

/// A result buffer begins with the code (0: success); a failure's position follows in four bytes.
fn handed_out(mut bytes: Vec<u8>) -> u64 {
    bytes.shrink_to_fit();
    let leaked = Box::leak(bytes.into_boxed_slice());
    ((leaked.as_ptr() as usize as u64) << 32) | leaked.len() as u64
}

fn refused(failure: Failure) -> u64 {
    let mut bytes = vec![failure.code as u8];
    bytes.extend_from_slice(&failure.position.to_le_bytes());
    handed_out(bytes)
}

unsafe fn taken(pointer: *mut u8, length: usize) -> Box<[u8]> {
    Box::from_raw(std::ptr::slice_from_raw_parts_mut(pointer, length))
}

/// A buffer of the host's, to be filled and then given to `prepare`, `run` or `release`.
#[no_mangle]
pub extern "C" fn reserve(length: usize) -> *mut u8 {
    Box::leak(vec![0u8; length].into_boxed_slice()).as_mut_ptr()
}

/// Gives a buffer back.
///
/// # Safety
/// The pair must come from `reserve` or from a result, once.
#[no_mangle]
pub unsafe extern "C" fn release(pointer: *mut u8, length: usize) {
    drop(taken(pointer, length));
}

/// Reads a program; success carries the handle in four bytes. The buffer is consumed.
///
/// # Safety
/// The buffer must come from `reserve`.
#[no_mangle]
pub unsafe extern "C" fn prepare(operation: u32, pointer: *mut u8, length: usize) -> u64 {
    let program = taken(pointer, length);
    match prepared(operation, &program) {
        Ok(value) => {
            let handle = Box::into_raw(Box::new(value)) as usize as u32;
            let mut bytes = vec![0u8];
            bytes.extend_from_slice(&handle.to_le_bytes());
            handed_out(bytes)
        }
        Err(failure) => refused(failure),
    }
}

/// Runs a prepared program on an input, whose buffer is consumed.
///
/// # Safety
/// The handle must come from `prepare` and not be discarded, the buffer from `reserve`.
#[no_mangle]
pub unsafe extern "C" fn run(handle: u32, pointer: *mut u8, length: usize, output_limit: u32, step_limit: u64) -> u64 {
    let input = taken(pointer, length);
    let program = &*(handle as usize as *const Prepared);
    let limits = Limits { output: output_limit as usize, steps: step_limit };
    let mut output = vec![0u8];
    match program.run(&input, limits, &mut output) {
        Ok(()) => handed_out(output),
        Err(failure) => refused(failure),
    }
}

/// Forgets a prepared program.
///
/// # Safety
/// The handle must come from `prepare`, once.
#[no_mangle]
pub unsafe extern "C" fn discard(handle: u32) {
    drop(Box::from_raw(handle as usize as *mut Prepared));
}
