// SPDX-License-Identifier: Apache-2.0
// main.mjs SURVEY INSTRUMENT: the same from JavaScript; the library's path is in CXM_LIBRARY.
import koffi from 'koffi';

const [survey, name] = process.argv.slice(2);
const library = koffi.load(process.env.CXM_LIBRARY ?? 'libcxm.so');
koffi.struct('cxm_error', {
  struct_size: 'uint32', code: 'int32', row: 'int64', column: 'int64',
  parameter: koffi.array('char', 64, 'String'), message: koffi.array('char', 1024, 'String'),
});
for (const noun of ['context', 'instrument', 'tally', 'assessment', 'table', 'buffer']) koffi.opaque(`cxm_${noun}`);
const declared = (signature) => library.func(signature);
const c = {
  load: declared('int32 cxm_instrument_load(cxm_context*, const char*, int64, _Out_ cxm_instrument**, _Inout_ cxm_error*)'),
  tally: declared('int32 cxm_tally_new(cxm_instrument*, void*, _Out_ cxm_tally**, _Inout_ cxm_error*)'),
  file: declared('int32 cxm_tally_update_file(cxm_tally*, const char*, int64, void*, _Inout_ cxm_error*)'),
  serialize: declared('int32 cxm_tally_serialize_into(cxm_tally*, int64, void*, int64, _Out_ int64*, _Inout_ cxm_error*)'),
  assess: declared('int32 cxm_assess(cxm_tally**, int64, void*, _Out_ cxm_assessment**, _Inout_ cxm_error*)'),
  table: declared('int32 cxm_assessment_table(cxm_assessment*, const char*, int64, _Out_ cxm_table**, _Inout_ cxm_error*)'),
  size: declared('int32 cxm_table_size(cxm_table*, _Out_ int64*, _Out_ int64*, _Inout_ cxm_error*)'),
  find: declared('int32 cxm_table_find(cxm_table*, const char*, int64, _Out_ int64*, _Inout_ cxm_error*)'),
  numbers: declared('int32 cxm_table_numbers(cxm_table*, int64, void*, int64, _Out_ int64*, _Inout_ cxm_error*)'),
  text: declared('int32 cxm_table_text(cxm_table*, int64, int64, _Out_ void**, _Out_ int64*, _Inout_ cxm_error*)'),
};

function must(call, ...args) {
  const error = { struct_size: koffi.sizeof('cxm_error'), code: 0, row: 0, column: 0, parameter: '', message: '' };
  if (call(...args, error) !== 0) {
    console.error(error.message);
    process.exit(1);
  }
}
const out = (call, ...args) => {
  const box = [null];
  must(call, ...args, box);
  return box[0];
};

const instrument = out(c.load, null, name, -1);
const tally = out(c.tally, instrument, null);
must(c.file, tally, survey, -1, null);
const needed = [0];
c.serialize(tally, 0, null, 0, needed, null); // asks for the size
const state = Buffer.alloc(Number(needed[0]));
must(c.serialize, tally, 0, state, state.length, needed);
const hex = (number, digits) => number.toString(16).padStart(digits, '0');
console.log('state', state.length, hex(state.readUInt32LE(state.length - 4), 8));

const result = out(c.assess, [tally], 1, null);
const table = out(c.table, result, 'index', -1);
const [rows, columns] = [[0], [0]];
must(c.size, table, rows, columns);
const count = Number(rows[0]);
const numbers = (column) => {
  const values = Buffer.alloc(8 * count);
  must(c.numbers, table, out(c.find, table, column, -1), values, count, [0]);
  return values;
};
const [id, value, low, high] = [out(c.find, table, 'id', -1), numbers('value'), numbers('low'), numbers('high')];
for (let row = 0; row < count; ++row) {
  if (Number.isNaN(value.readDoubleLE(8 * row))) continue;
  const [text, size] = [[null], [0]];
  must(c.text, table, id, row, text, size);
  const words = koffi.decode(text[0], 'char', Number(size[0]));
  const bits = [value, low, high].map((b) => hex(b.readBigUInt64LE(8 * row), 16));
  console.log(words, ...bits);
}
