// SPDX-License-Identifier: Apache-2.0
// libxlsxwriter, loaded from the system when the first workbook is written.
#include "capi/data_files.hpp"

#ifdef CXM_XLSXWRITER_ON_DEMAND
#include <xlsxwriter.h>

#include "capi/on_demand.hpp"

namespace {

void* library() noexcept {
  static void* const found =
      cxm::capi::first_library({"libxlsxwriter.so.4", "libxlsxwriter.so", "libxlsxwriter.so.5"});
  return found;
}

}  // namespace

#define XLSXWRITER_FUNCTIONS(F)                                                                       \
  F(void, format_set_align, (lxw_format * f, uint8_t a), f, a)                                        \
  F(void, format_set_bg_color, (lxw_format * f, lxw_color_t c), f, c)                                 \
  F(void, format_set_bold, (lxw_format * f), f)                                                       \
  F(void, format_set_bottom, (lxw_format * f, uint8_t style), f, style)                               \
  F(void, format_set_font_color, (lxw_format * f, lxw_color_t c), f, c)                               \
  F(void, format_set_font_size, (lxw_format * f, double size), f, size)                               \
  F(void, format_set_italic, (lxw_format * f), f)                                                     \
  F(void, format_set_num_format, (lxw_format * f, const char* n), f, n)                               \
  F(void, format_set_text_wrap, (lxw_format * f), f)                                                  \
  F(char*, lxw_strerror, (lxw_error e), e)                                                            \
  F(void, lxw_workbook_free, (lxw_workbook * w), w)                                                   \
  F(lxw_format*, workbook_add_format, (lxw_workbook * w), w)                                          \
  F(lxw_worksheet*, workbook_add_worksheet, (lxw_workbook * w, const char* name), w, name)            \
  F(lxw_error, workbook_close, (lxw_workbook * w), w)                                                 \
  F(lxw_workbook*, workbook_new_opt, (const char* path, lxw_workbook_options* o), path, o)            \
  F(lxw_error, workbook_set_properties, (lxw_workbook * w, lxw_doc_properties * p), w, p)             \
  F(lxw_error, worksheet_autofilter,                                                                  \
    (lxw_worksheet * s, lxw_row_t r, lxw_col_t c, lxw_row_t r2, lxw_col_t c2), s, r, c, r2, c2)       \
  F(void, worksheet_fit_to_pages, (lxw_worksheet * s, uint16_t w, uint16_t h), s, w, h)               \
  F(void, worksheet_freeze_panes, (lxw_worksheet * s, lxw_row_t r, lxw_col_t c), s, r, c)             \
  F(lxw_error, worksheet_repeat_rows, (lxw_worksheet * s, lxw_row_t r, lxw_row_t r2), s, r, r2)       \
  F(lxw_error, worksheet_set_column,                                                                  \
    (lxw_worksheet * s, lxw_col_t c, lxw_col_t c2, double width, lxw_format* f), s, c, c2, width, f)  \
  F(void, worksheet_set_landscape, (lxw_worksheet * s), s)                                            \
  F(void, worksheet_set_paper, (lxw_worksheet * s, uint8_t type), s, type)                            \
  F(lxw_error, worksheet_write_number,                                                                \
    (lxw_worksheet * s, lxw_row_t r, lxw_col_t c, double x, lxw_format* f), s, r, c, x, f)            \
  F(lxw_error, worksheet_write_string,                                                                \
    (lxw_worksheet * s, lxw_row_t r, lxw_col_t c, const char* text, lxw_format* f), s, r, c, text, f) \
  F(lxw_error, worksheet_write_url_opt,                                                               \
    (lxw_worksheet * s, lxw_row_t r, lxw_col_t c, const char* url, lxw_format* f, const char* text,   \
     const char* tip),                                                                                \
    s, r, c, url, f, text, tip)
XLSXWRITER_FUNCTIONS(CXM_FORWARD)

bool cxm::capi::xlsxwriter_ready() noexcept { return library() != nullptr XLSXWRITER_FUNCTIONS(CXM_THERE); }
#else
bool cxm::capi::xlsxwriter_ready() noexcept { return true; }
#endif
