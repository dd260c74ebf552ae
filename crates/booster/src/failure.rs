//! Why an operation gave no result: the same numbers as `aqe.booster.ports.FailureCode`.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Code {
    MalformedProgram = 1,
    MalformedInput = 2,
    OutputLimit = 3,
    StepLimit = 4,
    DepthLimit = 5,
    MissingValue = 6,
    WrongValue = 7,
    Exhausted = 8,
}

/// A code and the place it speaks of: an offset or an index, as the operation says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: Code,
    pub position: u32,
}

impl Failure {
    pub fn new(code: Code, position: usize) -> Failure {
        Failure { code, position: position as u32 }
    }
}

/// What one run may use; counted alike by both engines.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the output, at most.
    pub output: usize,
    /// Steps as the operation counts them, at most.
    pub steps: u64,
}
