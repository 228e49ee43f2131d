// SPDX-License-Identifier: Apache-2.0
//! main SURVEY INSTRUMENT: the same from Rust.
use std::ffi::{c_char, c_void, CStr};
use std::ptr::{null, null_mut};

#[repr(C)]
struct CxmError {
    struct_size: u32,
    code: i32,
    row: i64,
    column: i64,
    parameter: [c_char; 64],
    message: [c_char; 1024],
}
type Handle = *mut c_void;

extern "C" {
    fn cxm_instrument_load(context: Handle, name: *const u8, size: i64, out: *mut Handle, e: *mut CxmError) -> i32;
    fn cxm_tally_new(instrument: Handle, options: *const c_void, out: *mut Handle, e: *mut CxmError) -> i32;
    fn cxm_tally_update_file(tally: Handle, path: *const u8, size: i64, options: *const c_void, e: *mut CxmError) -> i32;
    fn cxm_tally_serialize_into(tally: Handle, header: i64, bytes: *mut u8, room: i64, count: *mut i64, e: *mut CxmError) -> i32;
    fn cxm_assess(list: *const Handle, count: i64, options: *const c_void, out: *mut Handle, e: *mut CxmError) -> i32;
    fn cxm_assessment_table(result: Handle, name: *const u8, size: i64, out: *mut Handle, e: *mut CxmError) -> i32;
    fn cxm_table_size(table: Handle, rows: *mut i64, columns: *mut i64, e: *mut CxmError) -> i32;
    fn cxm_table_find(table: Handle, name: *const u8, size: i64, column: *mut i64, e: *mut CxmError) -> i32;
    fn cxm_table_numbers(table: Handle, column: i64, values: *mut f64, room: i64, count: *mut i64, e: *mut CxmError) -> i32;
    fn cxm_table_text(table: Handle, column: i64, row: i64, text: *mut *const u8, size: *mut i64, e: *mut CxmError) -> i32;
    fn cxm_instrument_free(x: Handle);
    fn cxm_tally_free(x: Handle);
    fn cxm_assessment_free(x: Handle);
    fn cxm_table_free(x: Handle);
}

/// Run a call; its failure ends the program with its sentence.
fn must(call: impl FnOnce(*mut CxmError) -> i32) {
    let mut e = CxmError { struct_size: std::mem::size_of::<CxmError>() as u32, code: 0, row: 0, column: 0, parameter: [0; 64], message: [0; 1024] };
    if call(&mut e) != 0 {
        eprintln!("{}", unsafe { CStr::from_ptr(e.message.as_ptr()) }.to_string_lossy());
        std::process::exit(1);
    }
}

unsafe fn find(table: Handle, name: &str) -> i64 {
    let mut column = 0;
    must(|e| cxm_table_find(table, name.as_ptr(), name.len() as i64, &mut column, e));
    column
}

unsafe fn numbers(table: Handle, name: &str, rows: i64) -> Vec<f64> {
    let (mut values, mut count, column) = (vec![0.0; rows as usize], 0, find(table, name));
    must(|e| cxm_table_numbers(table, column, values.as_mut_ptr(), rows, &mut count, e));
    values
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.len() != 3 {
        std::process::exit(2);
    }
    let (survey, name) = (&arguments[1], &arguments[2]);
    let (mut instrument, mut tally, mut result, mut table) = (null_mut(), null_mut(), null_mut(), null_mut());
    unsafe {
        must(|e| cxm_instrument_load(null_mut(), name.as_ptr(), name.len() as i64, &mut instrument, e));
        must(|e| cxm_tally_new(instrument, null(), &mut tally, e));
        must(|e| cxm_tally_update_file(tally, survey.as_ptr(), survey.len() as i64, null(), e));
        let mut needed = 0;
        cxm_tally_serialize_into(tally, 0, null_mut(), 0, &mut needed, null_mut()); // asks for the size
        let mut state = vec![0u8; needed as usize];
        must(|e| cxm_tally_serialize_into(tally, 0, state.as_mut_ptr(), needed, &mut needed, e));
        let crc = u32::from_le_bytes(state[state.len() - 4..].try_into().unwrap());
        println!("state {} {:08x}", state.len(), crc);

        must(|e| cxm_assess(&tally, 1, null(), &mut result, e));
        must(|e| cxm_assessment_table(result, "index".as_ptr(), 5, &mut table, e));
        let (mut rows, mut columns) = (0, 0);
        must(|e| cxm_table_size(table, &mut rows, &mut columns, e));
        let id = find(table, "id");
        let (value, low, high) = (numbers(table, "value", rows), numbers(table, "low", rows), numbers(table, "high", rows));
        for row in 0..rows as usize {
            if value[row].is_nan() {
                continue;
            }
            let (mut text, mut size) = (null(), 0);
            must(|e| cxm_table_text(table, id, row as i64, &mut text, &mut size, e));
            let text = std::str::from_utf8(std::slice::from_raw_parts(text, size as usize)).unwrap();
            println!("{} {:016x} {:016x} {:016x}", text, value[row].to_bits(), low[row].to_bits(), high[row].to_bits());
        }
        cxm_table_free(table);
        cxm_assessment_free(result);
        cxm_tally_free(tally);
        cxm_instrument_free(instrument);
    }
}
