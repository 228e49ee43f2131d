// SPDX-License-Identifier: Apache-2.0
#include "io/batch_decoder.hpp"

#include <algorithm>

#include "cxm/base/error.hpp"
#include "io/cell_text.hpp"
#include "model/fault.hpp"

namespace cxm::detail {
namespace {

constexpr cell empty_cell = 255;  // until the role says whether the item was asked
constexpr std::uint16_t unknown_answer = 256;
constexpr std::uint32_t unknown_role = 0xffffffffU;
constexpr std::size_t most_levels = std::size_t{1} << 20U;

enum option_state : std::uint8_t { option_empty, option_off, option_on, option_missing };

}  // namespace

level_list::level_list(std::vector<std::string> fixed) {
  for (const auto& name : fixed) position(name);
}

std::uint32_t level_list::position(std::string_view value) {
  if (const auto it = positions_.find(value); it != positions_.end()) return it->second;
  if (names_.size() == most_levels) return full;
  names_.emplace_back(value);
  const auto at = static_cast<std::uint32_t>(names_.size() - 1);
  positions_.emplace(names_.back(), at);
  return at;
}

std::string too_many_levels() {
  return "more than " + std::to_string(most_levels) +
         " different values; map a column that names groups, not people";
}

std::shared_ptr<const std::vector<std::string>> level_list::levels() {
  if (!published_ || published_->size() != names_.size())
    published_ = std::make_shared<const std::vector<std::string>>(names_);
  return published_;
}

template <class Source>
batch_decoder<Source>::batch_decoder(const read_plan& plan, Source source)
    : plan_(&plan), source_(std::move(source)), counts_(plan) {
  const instrument& in = *plan.in;
  const auto& columns = plan.columns;
  coded_.resize(in.items.size());
  selections_.resize(in.items.size());
  options_.resize(in.items.size());
  asked_.resize(in.items.size());
  for (std::size_t i = 0; i < in.items.size(); ++i) {
    if (!columns.items[i].options.empty()) {
      options_[i].resize(columns.items[i].options.size());
    } else if (in.items[i].multiple) {
      selections_[i] = std::make_unique<memo<selection_value>>();
    } else if (!plan.tables[i].is_number()) {
      coded_[i] = std::make_unique<memo<std::uint16_t>>();
    }
    // Nobody's role is known without a role column: then what is empty was asked and not answered.
    if (columns.role < 0 || in.items[i].roles.empty() || in.roles.empty()) continue;
    asked_[i].assign(in.roles.size() + 1, 0);
    for (std::size_t r = 0; r < in.roles.size(); ++r)
      asked_[i][r + 1] = static_cast<std::uint8_t>(
          std::count(in.items[i].roles.begin(), in.items[i].roles.end(), in.roles[r].id) > 0);
  }
  groups_.resize(2 + in.segments.size());
  std::vector<std::string> roles{""};
  if (columns.role >= 0)
    for (const auto& r : in.roles) roles.push_back(r.id);
  groups_[0].levels = level_list(std::move(roles));
  groups_[0].column = columns.role;
  groups_[1].column = columns.wave;
  if (columns.wave < 0) groups_[1].levels = level_list({in.fixed_wave});
  for (std::size_t s = 0; s < in.segments.size(); ++s) {
    groups_[2 + s].column = columns.segments[s];
    if (columns.segments[s] < 0) groups_[2 + s].levels = level_list({""});
  }
  stratum_.column = columns.stratum;
  cluster_.column = columns.cluster;
  batch_.items.resize(in.items.size());
  batch_.groups.resize(groups_.size());
}

template <class Source>
const batch& batch_decoder<Source>::decode(std::size_t first_row) {
  fault_.reset();
  choose_rows(first_row);
  read_weights();
  batch_.rows = row_.size();
  batch_.first_row = row_.empty() ? source_.row_number(first_row) : number_of_row(0);
  batch_.row_numbers.clear();
  if (!row_.empty() &&
      number_of_row(row_.size() - 1) - batch_.first_row >= static_cast<std::int64_t>(row_.size())) {
    for (std::size_t k = 0; k < row_.size(); ++k) batch_.row_numbers.push_back(number_of_row(k));
  }
  usable_ = std::min(usable_, row_.size());

  const instrument& in = *plan_->in;
  read_role();
  for (std::size_t g = 1; g < groups_.size(); ++g) read_group(groups_[g], batch_.groups[g], nullptr);
  if (stratum_.column >= 0) read_group(stratum_, batch_.stratum, "stratum");
  if (cluster_.column >= 0) read_group(cluster_, batch_.cluster, "cluster");
  read_respondents();
  read_fpc();
  read_replicates();
  for (std::size_t i = 0; i < in.items.size(); ++i) {
    auto& cells = batch_.items[i].cells;
    const auto& where = plan_->columns.items[i];
    if (!where.present()) {
      cells.assign(batch_.rows, cell_of(missing_kind::not_asked));
      if (in.items[i].multiple) batch_.items[i].selected.assign(batch_.rows, 0);
      if (plan_->tables[i].is_number()) batch_.items[i].numbers.assign(batch_.rows, 0.0);
      counts_.items[i].missing[0] += static_cast<std::int64_t>(batch_.rows);
      continue;
    }
    cells.resize(batch_.rows);
    if (!where.options.empty()) {
      read_options(i);
    } else if (in.items[i].multiple) {
      read_selections(i);
    } else if (plan_->tables[i].is_number()) {
      read_numbers(i);
    } else {
      read_coded(i);
    }
    finish_item(i);
  }
  if (fault_)
    throw error(errc::data, fault_->message, plan_->file, source_.row_number(fault_->row),
                fault_->column >= 0 ? fault_->column + 1 : -1);
  counts_.rows_used += static_cast<std::int64_t>(batch_.rows);
  return batch_;
}

template <class Source>
void batch_decoder<Source>::report_row(std::size_t row, int column, std::string message) {
  if (fault_ && (fault_->row < row || (fault_->row == row && fault_->column <= column))) return;
  std::string place = plan_->file + ": row " + std::to_string(source_.row_number(row));
  if (column >= 0) place += ", " + column_words(plan_->header, column);
  fault_ = std::make_unique<fault>(fault{row, column, place + ": " + message});
}

template <class Source>
void batch_decoder<Source>::report(std::size_t kept, int column, std::string message) {
  report_row(row_[kept], column, std::move(message));
  usable_ = std::min(usable_, kept + 1);  // the same row, an earlier column, may still be at fault
}

template <class Source>
void batch_decoder<Source>::unknown(std::size_t kept, int column, int item, std::string_view value) {
  if (plan_->unknown_is_missing) {
    counts_.unknown(column, item, value, number_of_row(kept));
    return;
  }
  const std::string remedy =
      "; correct it, declare it in the instrument, or count unknown values as no answer (option "
      "unknown=missing)";
  report(kept, column,
         (item < 0 ? explain_role(*plan_->in, value)
                   : plan_->tables[static_cast<std::size_t>(item)].explain(value)) +
             remedy);
}

template <class Source>
void batch_decoder<Source>::choose_rows(std::size_t first_row) {
  row_.clear();
  usable_ = static_cast<std::size_t>(-1);
  const std::size_t rows = source_.rows();
  for (std::size_t r = first_row; r < rows; ++r) {
    ++counts_.rows_read;
    if (source_.is_empty(r)) {
      counts_.drop("empty row", source_.row_number(r));
      continue;
    }
    if (std::string wrong = source_.shape_fault(r); !wrong.empty()) {
      report_row(r, -1, std::move(wrong));
      break;
    }
    row_.push_back(r);
  }
}

template <class Source>
void batch_decoder<Source>::read_weights() {
  const int column = plan_->columns.weight;
  batch_.weights.clear();
  if (column < 0) return;
  std::size_t kept = 0;
  for (std::size_t k = 0; k < row_.size(); ++k) {
    const auto weight = source_.number(row_[k], column, scratch_);
    if (!weight || *weight < 0) {
      const auto given = text(k, column);
      report(k, column,
             given.empty() ? std::string("the weight is empty; give every row a weight of 0 or more")
                           : "the weight is " + in_quotes(given) + ", but must be a number of 0 or more");
      break;
    }
    if (*weight == 0) {
      counts_.drop("zero weight", number_of_row(k));
      continue;
    }
    row_[kept] = row_[k];
    batch_.weights.push_back(*weight);
    ++kept;
  }
  row_.resize(kept);
  usable_ = kept;
}

template <class Source>
void batch_decoder<Source>::read_role() {
  auto& out = batch_.groups[0];
  const instrument& in = *plan_->in;
  auto& reader = groups_[0];
  if (reader.column >= 0 && in.roles.empty()) {
    read_group(reader, out, nullptr);
    return;
  }
  out.positions.assign(batch_.rows, 0);
  out.levels = reader.levels.levels();
  if (reader.column < 0) return;
  const auto find = [&](std::string_view name) -> std::uint32_t {
    if (name.empty()) return 0;
    const int position = role_position(in, name);
    return position < 0 ? unknown_role : static_cast<std::uint32_t>(position) + 1;
  };
  source_.each(roles_, reader.column, row_, usable_, find, [&](std::size_t k, std::uint32_t position) {
    if (position == unknown_role) {
      unknown(k, reader.column, read_counts::the_role, text(k, reader.column));
      position = 0;
    }
    out.positions[k] = position;
    if (position > 0) ++counts_.roles[position - 1];
  });
}

template <class Source>
void batch_decoder<Source>::read_coded(std::size_t i) {
  const int column = plan_->columns.items[i].column;
  const answer_table& table = plan_->tables[i];
  auto& cells = batch_.items[i].cells;
  const auto find = [&](std::string_view answer) -> std::uint16_t {
    if (answer.empty()) return empty_cell;
    const auto meaning = table.find(answer);
    return meaning ? *meaning : unknown_answer;
  };
  // By value: stores of bytes may alias anything that is reached through a reference.
  cell* const out = cells.data();
  source_.each(*coded_[i], column, row_, usable_, find,
               [this, out, column, i](std::size_t k, std::uint16_t meaning) {
                 if (meaning == unknown_answer) {
                   unknown(k, column, static_cast<int>(i), text(k, column));
                   meaning = cell_of(missing_kind::no_answer);
                 }
                 out[k] = static_cast<cell>(meaning);
               });
}

template <class Source>
void batch_decoder<Source>::read_numbers(std::size_t i) {
  const int column = plan_->columns.items[i].column;
  const answer_table& table = plan_->tables[i];
  auto& cells = batch_.items[i].cells;
  auto& numbers = batch_.items[i].numbers;
  numbers.assign(batch_.rows, 0.0);
  for (std::size_t k = 0; k < usable_; ++k) {
    const auto answer = text(k, column);
    if (answer.empty()) {
      cells[k] = empty_cell;
    } else if (const auto kind = table.find_missing(answer)) {
      cells[k] = cell_of(*kind);
    } else if (const auto value = table.find_number(answer)) {
      cells[k] = 0;
      numbers[k] = *value;
    } else {
      unknown(k, column, static_cast<int>(i), answer);
      cells[k] = cell_of(missing_kind::no_answer);
    }
  }
}

template <class Source>
void batch_decoder<Source>::read_selections(std::size_t i) {
  const int column = plan_->columns.items[i].column;
  const answer_table& table = plan_->tables[i];
  auto& cells = batch_.items[i].cells;
  auto& selected = batch_.items[i].selected;
  selected.assign(batch_.rows, 0);
  const auto find = [&](std::string_view answer) -> selection_value {
    if (answer.empty()) return {0, empty_cell, false};
    const auto found = table.find_selection(answer);
    if (!found) return {0, cell_of(missing_kind::no_answer), true};
    return {found->codes, found->missing ? cell_of(*found->missing) : cell{0}, false};
  };
  source_.each(*selections_[i], column, row_, usable_, find,
               [&](std::size_t k, const selection_value& value) {
                 if (value.unknown) unknown(k, column, static_cast<int>(i), text(k, column));
                 cells[k] = value.answer;
                 selected[k] = value.codes;
               });
}

template <class Source>
void batch_decoder<Source>::read_options(std::size_t i) {
  const answer_table& table = plan_->tables[i];
  auto& cells = batch_.items[i].cells;
  auto& selected = batch_.items[i].selected;
  selected.assign(batch_.rows, 0);
  std::fill(cells.begin(), cells.end(), empty_cell);
  const auto& columns = plan_->columns.items[i].options;
  for (std::size_t o = 0; o < columns.size(); ++o) {
    const auto [position, column] = columns[o];
    const auto find = [&](std::string_view answer) -> option_value {
      if (answer.empty()) return {option_empty, 0};
      if (says_not_selected(answer)) return {option_off, 0};
      if (const auto kind = table.find_missing(answer)) return {option_missing, cell_of(*kind)};
      return {option_on, 0};
    };
    const std::uint64_t bit = std::uint64_t{1} << position;
    const auto use = [&](std::size_t k, const option_value& value) {
      switch (value.state) {
        case option_on:
          selected[k] |= bit;
          cells[k] = 0;
          break;
        case option_off:
          cells[k] = 0;
          break;
        case option_missing:  // unless another option of the row is answered
          if (cells[k] == empty_cell) cells[k] = value.missing;
          break;
        default:
          break;
      }
    };
    source_.each(options_[i][o], column, row_, usable_, find, use);
  }
}

template <class Source>
void batch_decoder<Source>::finish_item(std::size_t i) {
  auto& cells = batch_.items[i].cells;
  auto& counts = counts_.items[i];
  if (asked_[i].empty()) {
    for (auto& c : cells) c = c == empty_cell ? cell_of(missing_kind::no_answer) : c;
  } else {
    const auto& roles = batch_.groups[0].positions;
    const auto& asked = asked_[i];
    std::int64_t unasked = 0;
    for (std::size_t k = 0; k < cells.size(); ++k) {
      const bool is_asked = asked[roles[k]] != 0;
      if (cells[k] == empty_cell)
        cells[k] = cell_of(is_asked ? missing_kind::no_answer : missing_kind::not_asked);
      unasked += static_cast<std::int64_t>(!is_asked && !is_missing(cells[k]) && roles[k] != 0);
    }
    counts_.unasked_answers(i, unasked);
  }
  std::int64_t missing = 0;
  for (std::size_t kind = 0; kind < missing_kinds; ++kind) {
    const auto n = std::count(cells.begin(), cells.end(), cell_of(static_cast<missing_kind>(kind)));
    counts.missing[kind] += n;
    missing += n;
  }
  counts.answered += static_cast<std::int64_t>(cells.size()) - missing;
}

template <class Source>
void batch_decoder<Source>::read_group(group_reader& from, group_column& to, const char* required) {
  to.positions.assign(batch_.rows, 0);
  if (from.column >= 0) {
    const auto find = [&](std::string_view name) { return from.levels.position(name); };
    source_.each(from.known, from.column, row_, usable_, find, [&](std::size_t k, std::uint32_t position) {
      to.positions[k] = position;
      if (position == level_list::full) report(k, from.column, too_many_levels());
      if (required != nullptr && text(k, from.column).empty())
        report(k, from.column,
               std::string("the ") + required + " is empty; every row needs one, or map none (--map " +
                   required + "=)");
    });
  }
  to.levels = from.levels.levels();
}

template <class Source>
void batch_decoder<Source>::read_respondents() {
  const int column = plan_->columns.respondent;
  batch_.respondents.clear();
  if (column < 0) return;
  batch_.respondents.resize(batch_.rows);
  for (std::size_t k = 0; k < usable_; ++k) {
    const auto name = text(k, column);
    if (name.empty())
      report(k, column,
             "the respondent is empty; give every row one, or map none (--map respondent=): then every row "
             "is one person");
    batch_.respondents[k] = respondent_key(name);
  }
}

template <class Source>
void batch_decoder<Source>::read_replicates() {
  const std::vector<int>& columns = plan_->columns.replicates;
  batch_.replicate_weights.resize(columns.size());
  const bool multiply = !plan_->replicates_combined && !batch_.weights.empty();
  for (std::size_t r = 0; r < columns.size(); ++r) {
    std::vector<double>& to = batch_.replicate_weights[r];
    to.assign(batch_.rows, 0.0);
    for (std::size_t k = 0; k < usable_; ++k) {
      const auto weight = source_.number(row_[k], columns[r], scratch_);
      if (!weight || *weight < 0) {
        report(k, columns[r],
               "the replicate weight is " + in_quotes(text(k, columns[r])) +
                   ", but must be a number of 0 or more");
        continue;
      }
      to[k] = multiply ? *weight * batch_.weights[k] : *weight;
    }
  }
}

template <class Source>
void batch_decoder<Source>::read_fpc() {
  const int column = plan_->columns.fpc;
  batch_.fpc.clear();
  if (column < 0) return;
  batch_.fpc.resize(batch_.rows);
  for (std::size_t k = 0; k < usable_; ++k) {
    const auto size = source_.number(row_[k], column, scratch_);
    if (!size || *size <= 0) {
      report(k, column,
             "the population size is " + in_quotes(text(k, column)) + ", but must be a positive number");
      continue;
    }
    batch_.fpc[k] = *size;
  }
}

template class batch_decoder<csv_source>;
template class batch_decoder<column_source>;

}  // namespace cxm::detail
