/* SPDX-License-Identifier: Apache-2.0
 * main SURVEY INSTRUMENT: score a file, print the state's size and checksum, and every index with the bits of
 * its value and interval. */
#include <stdio.h>
#include <string.h>

#include "cxm.h"

static cxm_error error = CXM_ERROR_INIT;

static int failed(cxm_status status) {
  if (status != CXM_OK) fprintf(stderr, "%s\n", error.message);
  return status != CXM_OK;
}

static unsigned long long bits(double value) {
  unsigned long long out;
  memcpy(&out, &value, sizeof out);
  return out;
}

static int print_indices(const cxm_table* table) {
  const char* names[] = {"value", "low", "high"};
  double numbers[3][512];
  int64_t rows, columns, id, column, count, row;
  if (failed(cxm_table_size(table, &rows, &columns, &error))) return 1;
  if (failed(cxm_table_find(table, "id", -1, &id, &error))) return 1;
  for (int i = 0; i < 3; ++i) {
    if (failed(cxm_table_find(table, names[i], -1, &column, &error))) return 1;
    if (failed(cxm_table_numbers(table, column, numbers[i], 512, &count, &error))) return 1;
  }
  for (row = 0; row < rows; ++row) {
    const char* text;
    int64_t size;
    if (failed(cxm_table_text(table, id, row, &text, &size, &error))) return 1;
    if (numbers[0][row] != numbers[0][row]) continue; /* hidden, or does not exist */
    printf("%.*s %016llx %016llx %016llx\n", (int)size, text, bits(numbers[0][row]), bits(numbers[1][row]),
           bits(numbers[2][row]));
  }
  return 0;
}

int main(int argc, char** argv) {
  cxm_instrument* instrument = NULL;
  cxm_tally* tally = NULL;
  cxm_buffer* state = NULL;
  cxm_assessment* result = NULL;
  cxm_table* table = NULL;
  const cxm_tally* list[1];
  const char* bytes;
  int64_t size;
  int bad = 1;
  if (argc != 3) return 2;
  if (!failed(cxm_instrument_load(NULL, argv[2], -1, &instrument, &error)) &&
      !failed(cxm_tally_new(instrument, NULL, &tally, &error)) &&
      !failed(cxm_tally_update_file(tally, argv[1], -1, NULL, &error)) &&
      !failed(cxm_tally_serialize(tally, 0, &state, &error)) &&
      !failed(cxm_buffer_data(state, &bytes, &size, &error))) {
    const unsigned char* crc = (const unsigned char*)bytes + size - 4;
    printf("state %lld %02x%02x%02x%02x\n", (long long)size, crc[3], crc[2], crc[1], crc[0]);
    list[0] = tally;
    bad = failed(cxm_assess(list, 1, NULL, &result, &error)) ||
          failed(cxm_assessment_table(result, "index", -1, &table, &error)) || print_indices(table);
  }
  cxm_table_free(table);
  cxm_assessment_free(result);
  cxm_buffer_free(state);
  cxm_tally_free(tally);
  cxm_instrument_free(instrument);
  return bad;
}
