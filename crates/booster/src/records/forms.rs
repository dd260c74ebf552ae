//! Numbers, dates and identifiers as text, written where the caller has made room.
//!
//! Texts are put together in words and written in one piece each: writing bytes and reading them
//! back as a block would wait for the writes.

use super::FIRST_SECOND;

/// What a form may write, its last piece included.
pub const LONGEST: usize = 48;

/// # Safety
/// There must be room for eight bytes.
#[inline(always)]
unsafe fn put_word(to: *mut u8, word: u64) {
    (to as *mut u64).write_unaligned(word.to_le());
}

/// # Safety
/// There must be room for four bytes.
#[inline(always)]
unsafe fn put_half(to: *mut u8, half: u32) {
    (to as *mut u32).write_unaligned(half.to_le());
}

/// Two digits of a number below 100, the first one in the lowest byte.
#[inline(always)]
fn two(value: u32) -> u32 {
    let tens = (value * 103) >> 10;
    tens | (value - tens * 10) << 8 | 0x3030
}

/// A number below 10,000; gives how many digits it has.
///
/// # Safety
/// There must be room for four bytes.
#[inline(always)]
pub unsafe fn put_short(to: *mut u8, value: u32) -> usize {
    let high = value / 100;
    let digits = two(high) | two(value - high * 100) << 16;
    let used = 1 + usize::from(value >= 10) + usize::from(value >= 100) + usize::from(value >= 1000);
    put_half(to, digits >> (8 * (4 - used)));
    used
}

/// A number below 1,000,000 divided by 100, without zeros at its end; gives its length.
///
/// # Safety
/// There must be room for eight bytes.
#[inline(always)]
pub unsafe fn put_hundredths(to: *mut u8, value: u32) -> usize {
    let whole = value / 100;
    let fraction = value - whole * 100;
    let used = put_short(to, whole);
    let digits = two(fraction);
    put_half(to.add(used), u32::from(b'.') | digits << 8);
    let places = usize::from(digits >> 8 != 0x30);
    used + usize::from(fraction > 0) * (2 + places)
}

/// Eight hexadecimal digits, all at once, the first one in the lowest byte.
#[inline(always)]
fn hexadecimal(value: u32) -> u64 {
    let value = u64::from(value);
    let mut spread = value >> 16 | (value & 0xFFFF) << 32;
    spread = spread >> 8 & 0x0000_00FF_0000_00FF | (spread & 0x0000_00FF_0000_00FF) << 16;
    spread = spread >> 4 & 0x000F_000F_000F_000F | (spread & 0x000F_000F_000F_000F) << 8;
    let letters = (spread + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101;
    spread + 0x3030_3030_3030_3030 + letters * 39
}

/// A UUID of version 4 (RFC 9562) from 128 bits, of which six are not used; 36 bytes.
///
/// # Safety
/// There must be room for `LONGEST` bytes.
#[inline(always)]
pub unsafe fn put_uuid(to: *mut u8, high: u64, low: u64) -> usize {
    const DASH: u64 = b'-' as u64;
    let high = high & !0xF000 | 0x4000;
    let low = low & !(3 << 62) | 2 << 62;
    let second = hexadecimal(high as u32);
    let third = hexadecimal((low >> 32) as u32);
    put_word(to, hexadecimal((high >> 32) as u32));
    put_word(to.add(8), DASH | second << 8);
    put_word(to.add(13), DASH | second >> 32 << 8);
    put_word(to.add(18), DASH | third << 8);
    put_word(to.add(23), DASH | third >> 32 << 8);
    put_word(to.add(28), hexadecimal(low as u32));
    36
}

/// A date (form 0), a time (1) or both (2 and 3) of the proleptic Gregorian calendar; gives its length.
///
/// Days are counted from the year 0, so that 32 bits hold them; a day has 128 times 675 seconds. The
/// date is found as by Neri and Schneider (Euclidean affine functions and their application to
/// calendar algorithms, 2022).
///
/// # Safety
/// There must be room for `LONGEST` bytes, and the second must lie in the years 0 to 9999.
#[inline(always)]
pub unsafe fn put_stamp(to: *mut u8, second: i64, form: u8) -> usize {
    let from_zero = (second - FIRST_SECOND) as u64;
    let days = (from_zero >> 7) as u32 / 675;
    let rest = (from_zero - u64::from(days) * 86_400) as u32;
    let mut at = 0;
    if form != 1 {
        // Four centuries are added, so that the first of March before comes before no day.
        let quarters = 4 * (days + 146_097 - 60) + 3;
        let century = quarters / 146_097;
        let within = (quarters % 146_097) | 3;
        let product = 2_939_745 * u64::from(within);
        let day_of_year = product as u32 / 2_939_745 / 4;
        let shifted = 2141 * day_of_year + 197_913;
        let is_next = u32::from(day_of_year >= 306);
        let year = 100 * century + (product >> 32) as u32 + is_next - 400;
        let month = (shifted >> 16) - 12 * is_next;
        let day = (shifted & 0xFFFF) / 2141 + 1;
        let years = year / 100;
        put_half(to, two(years) | two(year - years * 100) << 16);
        put_word(
            to.add(4),
            u64::from(b'-')
                | u64::from(two(month)) << 8
                | u64::from(b'-') << 24
                | u64::from(two(day)) << 32
                | u64::from(b'T') << 48,
        );
        at = if form == 0 { 10 } else { 11 };
    }
    if form != 0 {
        let minutes = rest / 60;
        let hours = minutes / 60;
        let colon = u64::from(b':');
        put_word(
            to.add(at),
            u64::from(two(hours))
                | colon << 16
                | u64::from(two(minutes - hours * 60)) << 24
                | colon << 40
                | u64::from(two(rest - minutes * 60)) << 48,
        );
        at += 8;
    }
    at
}

/// A point and three digits of a number below 1,000.
///
/// # Safety
/// There must be room for four bytes.
#[inline(always)]
pub unsafe fn put_thousandths(to: *mut u8, value: u32) -> usize {
    let hundreds = value / 100;
    put_half(to, u32::from(b'.') | (hundreds | 0x30) << 8 | two(value - hundreds * 100) << 16);
    4
}

/// Any number; gives how many digits it has.
///
/// # Safety
/// There must be room for 20 bytes.
#[inline(never)]
pub unsafe fn put_long(to: *mut u8, value: u64) -> usize {
    let mut digits = [0u8; 20];
    let mut at = 20;
    let mut left = value;
    while left > u64::from(u32::MAX) {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    let mut left = left as u32;
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    std::ptr::copy_nonoverlapping(digits.as_ptr().add(at), to, 20 - at);
    20 - at
}

/// A whole number; gives its length.
///
/// # Safety
/// There must be room for 21 bytes.
#[inline(always)]
pub unsafe fn put_whole(to: *mut u8, value: i64) -> usize {
    *to = b'-';
    let sign = usize::from(value < 0);
    let size = value.unsigned_abs();
    let to = to.add(sign);
    sign + if size < 10_000 { put_short(to, size as u32) } else { put_long(to, size) }
}

/// A scaled integer as the shortest decimal: no zeros at the end, so that equal values are equal bytes.
///
/// # Safety
/// There must be room for `LONGEST` bytes; `scale` is 10 to the power of `digits`, at most 18.
#[inline(always)]
pub unsafe fn put_decimal(to: *mut u8, value: i64, digits: u32, scale: u64) -> usize {
    if digits == 2 && (0..1_000_000).contains(&value) {
        return put_hundredths(to, value as u32);
    }
    *to = b'-';
    let sign = usize::from(value < 0);
    let size = value.unsigned_abs();
    let whole = size / scale;
    let used =
        sign + if whole < 10_000 { put_short(to.add(sign), whole as u32) } else { put_long(to.add(sign), whole) };
    used + put_fraction(to.add(used), size % scale, digits as usize)
}

#[inline(never)]
unsafe fn put_fraction(to: *mut u8, mut fraction: u64, mut places: usize) -> usize {
    if fraction == 0 {
        return 0;
    }
    while fraction % 10 == 0 {
        fraction /= 10;
        places -= 1;
    }
    *to = b'.';
    for at in (1..=places).rev() {
        *to.add(at) = b'0' + (fraction % 10) as u8;
        fraction /= 10;
    }
    places + 1
}
