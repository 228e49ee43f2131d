// SPDX-License-Identifier: Apache-2.0

// main SURVEY INSTRUMENT: the same from Go.
package main

// #cgo pkg-config: cxm-c
// #include <stdlib.h>
// #include "cxm.h"
import "C"

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"unsafe"
)

var failure = C.cxm_error{struct_size: C.uint32_t(unsafe.Sizeof(C.cxm_error{}))}

func must(status C.cxm_status) {
	if status != C.CXM_OK {
		fmt.Fprintln(os.Stderr, C.GoString(&failure.message[0]))
		os.Exit(1)
	}
}

func text(s string) (*C.char, C.int64_t) { return C.CString(s), C.int64_t(len(s)) }

func find(table *C.cxm_table, name string) C.int64_t {
	var column C.int64_t
	data, size := text(name)
	defer C.free(unsafe.Pointer(data))
	must(C.cxm_table_find(table, data, size, &column, &failure))
	return column
}

func numbers(table *C.cxm_table, name string, rows C.int64_t) []float64 {
	values := make([]float64, rows+1)
	var count C.int64_t
	must(C.cxm_table_numbers(table, find(table, name), (*C.double)(&values[0]), rows, &count, &failure))
	return values[:rows]
}

func main() {
	if len(os.Args) != 3 {
		os.Exit(2)
	}
	survey, surveySize := text(os.Args[1])
	name, nameSize := text(os.Args[2])
	var instrument *C.cxm_instrument
	must(C.cxm_instrument_load(nil, name, nameSize, &instrument, &failure))
	defer C.cxm_instrument_free(instrument)
	var tally *C.cxm_tally
	must(C.cxm_tally_new(instrument, nil, &tally, &failure))
	defer C.cxm_tally_free(tally)
	must(C.cxm_tally_update_file(tally, survey, surveySize, nil, &failure))

	var needed C.int64_t
	C.cxm_tally_serialize_into(tally, 0, nil, 0, &needed, nil) // asks for the size
	state := make([]byte, needed)
	must(C.cxm_tally_serialize_into(tally, 0, unsafe.Pointer(&state[0]), needed, &needed, &failure))
	fmt.Printf("state %d %08x\n", len(state), binary.LittleEndian.Uint32(state[len(state)-4:]))

	// A list of pointers of C must lie in memory of C.
	list := (**C.cxm_tally)(C.malloc(C.size_t(unsafe.Sizeof(uintptr(0)))))
	*list = tally
	defer C.free(unsafe.Pointer(list))
	var result *C.cxm_assessment
	must(C.cxm_assess(list, 1, nil, &result, &failure))
	defer C.cxm_assessment_free(result)
	var table *C.cxm_table
	index, indexSize := text("index")
	must(C.cxm_assessment_table(result, index, indexSize, &table, &failure))
	defer C.cxm_table_free(table)

	var rows, columns C.int64_t
	must(C.cxm_table_size(table, &rows, &columns, &failure))
	id := find(table, "id")
	value, low, high := numbers(table, "value", rows), numbers(table, "low", rows), numbers(table, "high", rows)
	for row := range value {
		if math.IsNaN(value[row]) {
			continue
		}
		var data *C.char
		var size C.int64_t
		must(C.cxm_table_text(table, id, C.int64_t(row), &data, &size, &failure))
		fmt.Printf("%s %016x %016x %016x\n", C.GoStringN(data, C.int(size)), math.Float64bits(value[row]),
			math.Float64bits(low[row]), math.Float64bits(high[row]))
	}
}
