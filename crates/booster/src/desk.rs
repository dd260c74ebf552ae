//! The border to the host: a desk for requests and answers, and places for prepared programs.
//!
//! A call through the border costs more than most requests. So there is one call for each, without
//! arguments: all that would be said by them is laid on the desk before, in a header.
//!
//! | bytes of the header | request | answer |
//! |--|--|--|
//! | 0 to 3 | the place of the program, below `PLACES` | where the answer begins |
//! | 4 to 7 | the operation; 0: the program that is in its place already | how long it is |
//! | 8 to 11 | bytes of the program, which follows the header | |
//! | 12 to 15 | bytes of the input, which follows the program | |
//! | 16 to 19 | the limit of the output | |
//! | 24 to 31 | the limit of steps | |
//!
//! Numbers have the lowest byte first. An answer begins with the code (0: success); a failure's position
//! follows in four bytes. It stays until the next call.

use std::cell::UnsafeCell;

use crate::failure::{Code, Failure, Limits};
use crate::{prepared, Prepared};

const HEADER: usize = 32;
const PLACES: usize = 64;
/// What is kept of room for answers.
const MOST_KEPT: usize = 4 << 20;

struct Desk {
    request: Vec<u8>,
    answer: Vec<u8>,
    places: Vec<Option<Prepared>>,
}

struct Alone(UnsafeCell<Desk>);

// SAFETY: the host runs one call at a time, and the module has no threads.
unsafe impl Sync for Alone {}

static DESK: Alone = Alone(UnsafeCell::new(Desk { request: Vec::new(), answer: Vec::new(), places: Vec::new() }));

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

impl Desk {
    fn serve(&mut self) {
        if self.answer.capacity() > MOST_KEPT {
            self.answer = Vec::new();
        }
        self.answer.clear();
        self.answer.push(0);
        if let Err(failure) = self.attempt() {
            self.answer.clear();
            self.answer.push(failure.code as u8);
            self.answer.extend_from_slice(&failure.position.to_le_bytes());
        }
        let (start, length) = (self.answer.as_ptr() as usize as u32, self.answer.len() as u32);
        self.request[0..4].copy_from_slice(&start.to_le_bytes());
        self.request[4..8].copy_from_slice(&length.to_le_bytes());
    }

    fn attempt(&mut self) -> Result<(), Failure> {
        let request = &self.request;
        let place = number(request, 0) as usize;
        let operation = number(request, 4);
        let (program, rest) = request[HEADER..].split_at(number(request, 8) as usize);
        let input = &rest[..number(request, 12) as usize];
        let steps = u64::from(number(request, 24)) | u64::from(number(request, 28)) << 32;
        let limits = Limits { output: number(request, 16) as usize, steps };
        if self.places.is_empty() {
            self.places.resize_with(PLACES, || None);
        }
        if operation != 0 {
            self.places[place] = None;
            self.places[place] = Some(prepared(operation, program)?);
        }
        match &self.places[place] {
            Some(program) => program.run(input, limits, &mut self.answer),
            None => Err(Failure::new(Code::MalformedProgram, 0)),
        }
    }
}

/// Makes the desk large enough for so many bytes behind the header; what lay on it is gone.
#[no_mangle]
pub extern "C" fn desk(length: usize) -> *mut u8 {
    // SAFETY: one call at a time.
    let desk = unsafe { &mut *DESK.0.get() };
    desk.request = Vec::new();
    desk.request.resize(HEADER + length, 0);
    desk.request.as_mut_ptr()
}

/// Answers the request on the desk.
#[no_mangle]
pub extern "C" fn serve() {
    // SAFETY: one call at a time.
    unsafe { (*DESK.0.get()).serve() };
}
